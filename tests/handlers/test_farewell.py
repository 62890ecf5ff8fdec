"""去世要两个人，迁走要村里的社工；以后一句话也不再发."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from care.dossier import Standing
from handlers.hush import hushed, may_be_told
from handlers.wording import dossier_change as change_wording
from handlers.wording import farewell as wording
from tests.handlers.files import AFAR, DAY, LI, OTHER, POINT, TODAY, ZHANG, Office, office

NAME = ZHANG.name
STATION, COMMITTEE = "陈静", "韦主任"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(ZHANG, LI, AFAR)
        yield opened


async def silent(desk: Office, days: int = 0) -> bool:
    person = await desk.person(NAME)
    return await desk.run(lambda unit: hushed(unit, person, TODAY + days * DAY))


async def waits(desk: Office) -> bool:
    """Is nobody sent there today?"""
    person = await desk.person(NAME)
    return await desk.run(lambda unit: person in unit.visits.paused(TODAY))


async def test_the_first_word_pauses_visits_and_asks_one_other_of_the_village(desk: Office) -> None:
    assert await desk.told(f"{NAME} 去世") == wording.reported(NAME, "覃芳（村社工）")
    assert await desk.letters() == [(POINT, wording.please_confirm("李明", NAME, "S片区"))]
    assert (await desk.of(NAME)).standing is Standing.HERE
    assert await waits(desk)
    assert await silent(desk)
    assert await desk.told(f"{NAME} 去世 确认") == wording.needs_another(NAME)
    assert (await desk.of(NAME)).standing is Standing.HERE


async def test_the_second_word_ends_visits_and_messages(desk: Office) -> None:
    await desk.told(f"{NAME} 去世")
    assert await desk.told(f"{NAME} 去世 确认", POINT) == wording.confirmed(NAME)
    assert (await desk.of(NAME)).standing is Standing.DECEASED
    assert await desk.dues(NAME) == []
    assert await silent(desk, days=400)
    assert ("李明", wording.confirmed_too("覃芳", NAME)) in await desk.letters()
    assert "已去世" in await desk.told(f"档 {NAME}")
    assert "已去世" in await desk.told(f"{NAME} 是 低保")
    assert "已去世" in await desk.told(f"{NAME} 外出 3天")


async def test_nobody_is_told_of_them_and_they_are_told_nothing(desk: Office) -> None:
    person, other = await desk.person(NAME), await desk.person(LI.name)
    await desk.told(f"{NAME} 去世")
    await desk.told(f"{NAME} 去世 确认", POINT)
    asked = await desk.run(
        lambda unit: [
            may_be_told(unit, TODAY, to=person),
            may_be_told(unit, TODAY, to=other, about=person),
            may_be_told(unit, TODAY, to=other),
            may_be_told(unit, TODAY),
        ]
    )
    assert asked == [False, False, True, True]


async def test_a_confirmation_needs_a_first_word_and_somebody_who_is_there_for_them(desk: Office) -> None:
    assert await desk.told(f"{NAME} 去世 确认", POINT) == wording.not_reported(NAME)
    await desk.told(f"{NAME} 去世")
    assert "没有这个人" in await desk.told(f"{NAME} 去世 确认", OTHER)
    assert await desk.told(f"{NAME} 去世", POINT) == wording.already_reported(NAME)
    assert (await desk.of(NAME)).standing is Standing.HERE


async def test_without_a_second_word_visits_come_back_after_a_week(desk: Office) -> None:
    await desk.told(f"{NAME} 去世")
    assert await silent(desk, days=6)
    assert not await silent(desk, days=7)
    assert {row.opens_on for row in await desk.dues(NAME) if row.rule_id == "TK1"} == {TODAY + 7 * DAY}
    desk.later(8 * DAY)
    assert await desk.told(f"{NAME} 去世 确认", POINT) == wording.not_reported(NAME)


async def test_who_was_met_since_is_not_confirmed(desk: Office) -> None:
    await desk.told(f"{NAME} 去世")
    desk.later(DAY)
    await desk.visit(NAME)
    assert await desk.told(f"{NAME} 去世 确认", POINT) == wording.seen_since(NAME)
    assert (await desk.of(NAME)).standing is Standing.HERE


async def test_anyone_there_for_them_ends_the_waiting(desk: Office) -> None:
    before = await desk.dues(NAME)
    await desk.told(f"{NAME} 去世")
    assert await desk.told(f"{NAME} 还在", POINT) == wording.alive(NAME)
    assert ("李明", wording.said_alive("覃芳", NAME)) in await desk.letters()
    assert not await waits(desk)
    assert [row.rule_id for row in await desk.dues(NAME)] == [row.rule_id for row in before]
    assert await desk.told(f"{NAME} 去世 确认", POINT) == wording.not_reported(NAME)


async def test_the_first_word_is_taken_back_by_undo(desk: Office) -> None:
    before = await desk.dues(NAME)
    await desk.told(f"{NAME} 去世")
    await desk.told("撤销")
    assert not await waits(desk)
    assert await desk.dues(NAME) == before
    assert await desk.told(f"{NAME} 去世 确认", POINT) == wording.not_reported(NAME)


async def test_the_same_two_put_it_back_within_a_day_as_it_was(desk: Office) -> None:
    await desk.visit(NAME)
    before = await desk.dues(NAME)
    await desk.told(f"{NAME} 去世")
    await desk.told(f"{NAME} 去世 确认", POINT)
    desk.later(DAY / 2)
    assert await desk.told(f"{NAME} 没去世", STATION) == wording.only_these_two()
    assert await desk.told(f"{NAME} 没去世") == wording.both_needed(NAME, "覃芳")
    assert await desk.told(f"{NAME} 没去世") == wording.both_needed(NAME, "覃芳")
    assert await silent(desk)
    assert await desk.told(f"{NAME} 没去世", POINT) == wording.restored(NAME)
    assert (await desk.of(NAME)).standing is Standing.HERE
    assert not await silent(desk)
    after = {row.rule_id: (row.since_on, row.last_on, row.times) for row in await desk.dues(NAME)}
    assert after == {row.rule_id: (row.since_on, row.last_on, row.times) for row in before}


async def test_after_a_day_it_is_too_late(desk: Office) -> None:
    await desk.told(f"{NAME} 去世")
    await desk.told(f"{NAME} 去世 确认", COMMITTEE)
    desk.later(2 * DAY)
    assert await desk.told(f"{NAME} 没去世") == wording.too_late(NAME)
    assert (await desk.of(NAME)).standing is Standing.DECEASED


async def test_moving_away_is_for_the_village_point_and_can_be_taken_back(desk: Office) -> None:
    before = await desk.dues(NAME)
    assert await desk.told(f"{NAME} 迁走 去柳州") == wording.only_the_point()
    assert await desk.told(f"{NAME} 迁走 去柳州", POINT) == wording.moved(NAME, "柳州")
    assert await desk.dues(NAME) == []
    assert (await desk.of(NAME)).standing is Standing.MOVED
    assert not await silent(desk)
    assert await desk.told("撤销", POINT) == change_wording.undone(NAME, change_wording.standing())
    assert await desk.dues(NAME) == before


async def test_a_death_is_never_taken_from_a_doubtful_name(desk: Office) -> None:
    assert (await desk.told("张秀银 去世")).startswith("没有这个人，是不是")
    assert await desk.letters() == []
    assert not await silent(desk)
