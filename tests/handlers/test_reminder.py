"""提醒：每个人自己定早上的清单几点发；安静时段和晚上不行；停过机的照样当天补一张."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time

import pytest

from care.calendar import SHANGHAI
from care.message import Address
from handlers.lists import MORNING, lists_due
from handlers.wording import reminder as wording
from storage.reminders import Reminders
from storage.unit import Unit
from tests.kit.stage import Stage, stage

DAY = 2  # 2026年3月，星期一


def at(hour: int, minute: int = 0, day: int = DAY) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
async def village(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url, start=at(9)) as here:
        yield here


async def number(village: Stage, name: str = "李明") -> int:
    speaker = await village.app.store.run(lambda unit: unit.people.behind(Address("console", name)))
    assert speaker is not None
    return speaker.person.id


async def asked(village: Stage, now: datetime, **visiting: time) -> set[int]:
    """Whose list is due."""
    house = village.app.house
    house = replace(house, visiting=replace(house.visiting, **visiting))  # type: ignore[arg-type]  # 只改钟点
    return set(await village.app.store.run(lambda unit: lists_due(unit, house, now)))


async def test_a_time_of_ones_own_is_kept_told_and_given_back(village: Stage) -> None:
    said = [(await village.says("李明", text)).reply for text in ("提醒 6点半", "几点提醒", "提醒 照旧", "几点提醒")]
    early, usual = time(6, 30), time(7, 30)
    assert said == [
        wording.noted(early, sent_today=False),
        wording.at_present(early),
        wording.as_usual(usual),
        wording.at_present(usual),
    ]


async def test_the_list_is_due_at_ones_own_time_and_everybody_elses_at_theirs(village: Stage) -> None:
    me = await number(village)
    await village.says("李明", "提醒 6点半")
    everybody = await asked(village, at(7, 30, day=3))
    assert [await asked(village, at(6, minute, day=3)) for minute in (0, 29, 30)] == [set(), set(), {me}]
    assert everybody > {me}
    await village.says("李明", "提醒 9:15")
    assert await asked(village, at(9, 14, day=3)) == everybody - {me}
    assert await asked(village, at(9, 15, day=3)) == everybody


async def test_after_an_outage_it_is_due_once_until_the_evening(village: Stage) -> None:
    me = await number(village)
    await village.says("李明", "提醒 6点半")
    assert me in await asked(village, at(17, 59, day=5))
    assert await asked(village, at(18, 0, day=5)) == set()
    await village.app.store.run(lambda unit: unit.visits.send(me, at(7).date(), MORNING, at(7)))
    assert me not in await asked(village, at(9))


async def test_sent_today_already_it_is_for_tomorrow(village: Stage) -> None:
    me = await number(village)
    await village.app.store.run(lambda unit: unit.visits.send(me, at(9).date(), MORNING, at(9)))
    assert (await village.says("李明", "提醒 6点半")).reply == wording.noted(time(6, 30), sent_today=True)


@pytest.mark.parametrize("said", ["5:30", "5:59", "18:00", "晚上9点", "25点", "0:00"])
async def test_in_quiet_hours_and_in_the_evening_it_is_said_which_times_go(village: Stage, said: str) -> None:
    reply = (await village.says("李明", f"提醒 {said}")).reply
    assert reply == wording.which_times(time(6), time(18))
    own = await village.app.store.run(lambda unit: _own(unit))
    assert own is None


def _own(unit: Unit) -> time | None:
    speaker = unit.people.behind(Address("console", "李明"))
    assert speaker is not None
    return Reminders(unit.session).of(speaker.person.id)


async def test_whoever_gets_no_list_or_speaks_in_a_group_is_not_answered_here(village: Stage) -> None:
    for came in (await village.says("王奶奶", "提醒 6点半"), await village.says("李明", "提醒 6点半", in_group=True)):
        assert came.reply != wording.noted(time(6, 30), sent_today=False)
    assert await village.app.store.run(_own) is None


async def test_a_time_behind_an_evening_set_earlier_since_is_the_usual_one(village: Stage) -> None:
    me = await number(village)
    await village.says("李明", "提醒 17:30")
    assert me not in await asked(village, at(7, 30, day=3))
    assert me in await asked(village, at(7, 30, day=3), evening=time(17, 0))
