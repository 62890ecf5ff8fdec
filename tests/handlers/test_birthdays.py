"""周日：七天里谁满 16、18、60、80、90 岁，走访的人和村社工知道，一次；没有就不发."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

from care.calendar import SHANGHAI
from care.dossier import Draft, Standing
from care.visits.rule import age_on
from handlers.birthdays import birthdays_due, send_birthdays
from tests.handlers.files import GRID, POINT, Office, office

SUNDAY = datetime(2026, 3, 8, 19, 0, tzinfo=SHANGHAI)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        yield opened


def born(name: str, *on: int, tags: tuple[str, ...] = (), area: str = "S片区") -> Draft:
    return Draft(name, area, "女", date(*on), house=f"{name}屋", tags=tags)


async def told(desk: Office, now: datetime = SUNDAY) -> dict[str, str]:
    before = len(await desk.letters())
    for found in await desk.run(lambda unit: birthdays_due(unit, desk.house, now)):
        await desk.run(lambda unit, found=found: send_birthdays(unit, desk.house, found, now))  # type: ignore[misc]  # 默认值定住这一个
    return dict((await desk.letters())[before:])


async def test_who_comes_to_an_age_this_week_is_told_once(desk: Office) -> None:
    await desk.file(born("张桂英", 1946, 3, 12), born("韦小明", 2010, 3, 15, tags=("留守儿童",)))
    await desk.file(born("李早", 1946, 3, 8), born("李晚", 1946, 3, 16), born("李小", 2010, 3, 12))
    await desk.file(born("莫阿公", 1936, 3, 9, area="X片区"))
    said = await told(desk)
    assert said[GRID].splitlines() == [
        "李明，七天里满岁数的：",
        "张桂英 3月12日满80岁，可以办高龄补贴",
        "韦小明 3月15日满16岁，看看类别要不要改",
    ]
    assert said["杨梅"].splitlines()[1:] == ["莫阿公 3月9日满90岁，看看高龄补贴换不换档"]
    assert said[POINT].count("满") == 4
    assert set(said) == {GRID, POINT, "杨梅"}
    assert await told(desk) == {}


async def test_before_sunday_evening_and_of_who_is_gone_nothing_is_said(desk: Office) -> None:
    await desk.file(born("张桂英", 1946, 3, 12))
    assert await told(desk, SUNDAY.replace(hour=18)) == {}
    await desk.told("张桂英 迁走 去柳州", POINT)
    assert (await desk.of("张桂英")).standing is Standing.MOVED
    assert await told(desk) == {}


async def test_who_was_born_on_a_leap_day_turns_on_the_first_of_march(desk: Office) -> None:
    await desk.file(born("闰生", 1948, 2, 29))
    assert age_on(date(1948, 2, 29), date(2028, 2, 29)) == 80
    leap = datetime(2028, 2, 27, 19, 0, tzinfo=SHANGHAI)
    assert "2月29日满80岁" in (await told(desk, leap))[GRID]
