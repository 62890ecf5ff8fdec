"""单子长了分几条；每天要看的一个不少；周日停机，周一早上补一次."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from handlers.lists_week import evenings_due, send_evening, send_week, weeks_due
from tests.handlers.test_lists import FIRST, Village, at
from tests.kit.stage import stage

ELEVEN = "赵钱孙李周吴郑王冯陈卫"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'long.db'}") as here:
        yield Village(here)


async def eleven_daily_ones(village: Village) -> None:
    for surname in ELEVEN:
        await village.person(f"{surname}桂英", "特困", "独居")


async def test_eleven_daily_ones_are_two_messages_of_at_most_eight_lines(village: Village) -> None:
    await eleven_daily_ones(village)
    (_, first), (_, second) = await village.morning(at(2, 7, 30))
    assert first.splitlines()[0] == "早上好,李明。今天看 11 户:"
    assert [line.split()[0] for line in first.splitlines() if "每天" in line] == [str(n) for n in range(1, 9)]
    assert "还有3户在下一条" in first
    assert [line.split()[0] for line in second.splitlines() if "每天" in line] == ["9", "10", "11"]
    liming = await village.worker("李明")
    assert len(await village.do(lambda unit: unit.visits.errands(liming, FIRST))) == 11


async def test_beside_eleven_daily_ones_there_is_room_for_somebody_overdue(village: Village) -> None:
    await eleven_daily_ones(village)
    for surname in ELEVEN:
        await village.person(f"{surname}有财", "特困", "半失能", born=1960, sex="男")
    texts = [text for _, text in await village.morning(at(20, 7, 30))]
    assert texts[0].splitlines()[0] == "早上好,李明。今天看 16 户:"
    assert sum("每天" in line for text in texts for line in text.splitlines()) == 11
    assert "还有6户明后天看" in texts[1]


async def test_the_evening_leaves_none_of_the_daily_ones_out(village: Village) -> None:
    await eleven_daily_ones(village)
    await village.morning(at(2, 7, 30))
    texts = [text for _, text in await village.round(evenings_due, send_evening, at(2, 18))]
    assert "今天还有 11 户没看到:" in texts[0]
    assert sum("每天" in line for text in texts for line in text.splitlines()) == 11


async def test_a_sunday_lost_to_an_outage_is_told_on_monday_morning_once(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    for day in range(2, 9):
        await village.morning(at(day, 7, 30))
        await village.answers(zhang, "李明", at(day, 9))
    assert await village.round(weeks_due, send_week, at(9, 7)) == []
    told = dict(await village.round(weeks_due, send_week, at(9, 7, 30)))
    assert told["李明"].startswith("这周辛苦了,李明。\n要看 1 人,看到 1 人。")
    assert await village.round(weeks_due, send_week, at(9, 8)) == []
    assert await village.round(weeks_due, send_week, at(10, 8)) == []


async def test_who_is_on_leave_hears_nothing_of_the_week(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.morning(at(2, 7, 30))
    await village.leave("李明", 7, 9, "杨梅")
    told = dict(await village.round(weeks_due, send_week, at(8, 19)))
    assert "李明" not in told
    assert "李明 0/1" in told["覃芳"]
    assert date(2026, 3, 8).weekday() == 6
