"""档边上的几样在两种库上都一样：搬家撤得回，同意止得住，类别接得上，快满岁数的找得到."""

from datetime import date

from care.dossier import Dossier, Membership, Standing
from storage.birthdays import born_in
from storage.snapshots import Snapshots
from storage.store import Store
from storage.ties import Consent, Ties
from storage.unit import Unit
from tests.care.village import MONDAY

TODAY = MONDAY.date()


def filed(unit: Unit) -> int:
    village = unit.places.put("G村", "G村", 1, None)
    area = unit.places.put("S片区", "S片区", 0, village)
    unit.places.put("X片区", "X片区", 0, village)
    one = unit.people.add("张桂英", area.id, MONDAY)
    home = unit.dossiers.add_house(area.id, "3号", "张桂英")
    own = (one.id, "张桂英", area.id, home.id, "", "女", date(1946, 3, 9), False, False, Standing.HERE, "", None, 1)
    unit.dossiers.open(Dossier(*own), "zhang", MONDAY)
    return one.id


async def test_a_move_and_a_consent_are_taken_back(store: Store) -> None:
    def play(unit: Unit) -> tuple[str, list[date | None]]:
        person, ties = filed(unit), Ties(unit.session)
        ties.consent(person, Consent("知情同意", "拍照", TODAY))
        before, there = Snapshots(unit.session).take(person), unit.places.by_key("X片区")
        assert there is not None
        unit.people.settle(person, there.id)
        ties.end_consent(person, "知情同意", "拍照", TODAY)
        ties.consent(person, Consent("知情同意", "录音", TODAY))
        assert [one.ended_on for one in ties.consents(person)] == [TODAY, None]
        Snapshots(unit.session).put_back([before])
        return unit.places.get(unit.dossiers.file(person).place_id).name, [
            one.ended_on for one in ties.consents(person)
        ]

    assert await store.run(play) == ("S片区", [None])


async def test_a_tag_that_ended_today_goes_on(store: Store) -> None:
    def play(unit: Unit) -> list[date | None]:
        person = filed(unit)
        unit.dossiers.join(person, Membership("突发困难", date(2026, 1, 1), date(2026, 2, 1)), MONDAY)
        unit.dossiers.join(person, Membership("突发困难", date(2026, 2, 5)), MONDAY)
        unit.dossiers.end(person, "突发困难", TODAY)
        unit.dossiers.reopen(person, "突发困难", TODAY)
        return [one.to_on for one in unit.dossiers.memberships(person)]

    assert await store.run(play) == [date(2026, 2, 1), None]


async def test_who_was_born_in_these_days_is_found_in_these_areas(store: Store) -> None:
    day = date(1946, 3, 9)
    spans = [(date(1900, 1, 1), date(1900, 1, 2))] * 4

    def play(unit: Unit) -> tuple[list[str], list[str], list[str]]:
        place = unit.dossiers.file(filed(unit)).place_id
        asked = (([place], day), ([place], date(1946, 3, 10)), ([place + 100], day))
        found = [born_in(unit.session, places, [*spans, (on, on)]) for places, on in asked]
        here, later, elsewhere = ([one.name for one in one_of] for one_of in found)
        return here, later, elsewhere

    assert await store.run(play) == (["张桂英"], [], [])
