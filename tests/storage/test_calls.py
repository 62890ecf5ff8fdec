"""上一回是不是电话、附件、各人的钟点：两种库都一样."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from care.message import Kind
from care.visits.round import Outcome, Visit
from storage.attachments import Attachment, Attachments
from storage.reminders import Reminders
from storage.store import Store
from storage.unit import Unit
from storage.visits import DueRow
from tests.care.village import HOUR, MONDAY
from tests.storage.rows import somebody

DAY = date(2026, 3, 2)


async def test_how_the_last_visit_was_made_is_kept_with_what_is_due(store: Store) -> None:
    def work(unit: Unit) -> list[DueRow]:
        one = somebody(unit)
        row = DueRow(one.id, "甲", one.place_id, DAY, DAY, 1, DAY, DAY)
        unit.visits.put_dues(one.id, [row, replace(row, rule_id="乙", by_phone=True)])
        return unit.visits.dues_of(one.id)

    rows = {row.rule_id: row.by_phone for row in await store.run(work)}
    assert rows == {"甲": False, "乙": True}
    assert all(isinstance(by_phone, bool) for by_phone in rows.values())


async def test_a_row_written_before_there_was_such_a_column_was_no_call(store: Store) -> None:
    columns = "person_id, rule_id, place_id, since_on, times, opens_on, until_on"

    def work(unit: Unit) -> list[DueRow]:
        one = somebody(unit)
        days = "'2026-03-02', 0, '2026-03-02', '2026-03-02'"
        unit.session.connection.execute(f"INSERT INTO dues ({columns}) VALUES ({one.id}, '甲', {one.place_id}, {days})")
        return unit.visits.dues_of(one.id)

    assert [row.by_phone for row in await store.run(work)] == [False]


async def test_an_attachment_waits_is_kept_goes_along_and_is_free_again_when_taken_back(store: Store) -> None:
    picture, voice = Attachment("p", Kind.IMAGE), Attachment("v", Kind.VOICE)

    def came(unit: Unit) -> tuple[int, list[int]]:
        one, kept = somebody(unit), Attachments(unit.session)
        kept.keep(one.id, picture, MONDAY)
        kept.keep(one.id, voice, MONDAY + HOUR)
        visit = Visit(one.id, one.id, DAY, MONDAY, Outcome.WELL)
        return one.id, [unit.visits.record(visit), unit.visits.record(visit)]

    me, (first, second) = await store.run(came)

    def seen(unit: Unit) -> list[list[Attachment]]:
        kept = Attachments(unit.session)
        found = [kept.loose(me, MONDAY), kept.loose(me, MONDAY + timedelta(minutes=1))]
        kept.put(me, picture, first)
        found += [kept.loose(me, MONDAY), kept.of(first)]
        kept.move(first, second)
        found += [kept.of(first), kept.of(second)]
        unit.visits.undo(second, MONDAY)
        return [*found, kept.loose(me, MONDAY)]

    assert await store.run(seen) == [[picture, voice], [voice], [voice], [picture], [], [picture], [picture, voice]]


async def test_a_time_of_ones_own_comes_back_and_goes(store: Store) -> None:
    def work(unit: Unit) -> list[time | None]:
        one, kept = somebody(unit), Reminders(unit.session)
        found = [kept.of(one.id)]
        for at in (time(6, 30), time(0, 5)):
            kept.put(one.id, at)
            found.append(kept.of(one.id))
        kept.drop(one.id)
        return [*found, kept.of(one.id)]

    assert await store.run(work) == [None, time(6, 30), time(0, 5), None]


async def test_whose_time_has_come_is_asked_in_one_go(store: Store) -> None:
    def work(unit: Unit) -> list[list[int]]:
        early, usual, late = (somebody(unit) for _ in range(3))
        for one in (early, usual, late):
            duty = {"person": one.id, "place": one.place_id}
            unit.session.connection.execute(DUTY.format(**duty))
        Reminders(unit.session).put(early.id, time(6, 30))
        Reminders(unit.session).put(late.id, time(17, 30))
        who = {early.id: 1, usual.id: 2, late.id: 3}
        asked = [(6, 29, 18), (6, 30, 18), (7, 30, 18), (17, 30, 18), (7, 30, 17)]
        return [
            [
                who[one]
                for one in unit.visits.unsent_by(datetime(2026, 3, 2, h, m, tzinfo=UTC), "早", time(7, 30), time(end))
            ]
            for h, m, end in asked
        ]

    assert await store.run(work) == [[], [1], [1, 2], [1, 2, 3], [1, 2, 3]]


DUTY = "INSERT INTO duties (person_id, place_id, post) VALUES ({person}, {place}, '网格员')"
