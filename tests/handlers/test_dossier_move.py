"""搬到另一个片区：档接着用，那边的网格员马上知道，撤得回；搬到外面才是迁走."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from care.dossier import Standing
from care.visits.round import Errand
from handlers.wording import dossier_move as wording
from handlers.wording import farewell
from tests.handlers.files import GRID, LI, OTHER, POINT, TODAY, ZHANG, Office, office

MATE = replace(LI, name="李小花", born_on=date(1990, 5, 1), tags=("低保", "重残"))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(ZHANG, LI, MATE)
        yield opened


async def lives(desk: Office, name: str) -> str:
    one = await desk.of(name)
    return await desk.run(
        lambda unit: unit.places.get(one.place_id).name + unit.dossiers.household(one.household_id).house
    )


@pytest.mark.parametrize(
    "text", ["张秀英 搬到X片区 8号", "张秀英 迁走 去X片区8号", "张秀英搬到G村X片区8号了", "张秀英 迁走 去X片8号"]
)
async def test_an_area_of_ours_is_no_farewell(desk: Office, text: str) -> None:
    before = await desk.dues(ZHANG.name)
    said = await desk.told(text, POINT)
    assert said.startswith("记下了，张秀英从S片区12号搬到X片区8号，以后杨梅去看。\n要看：")
    assert await lives(desk, ZHANG.name) == "X片区8号"
    assert (await desk.of(ZHANG.name)).standing is Standing.HERE
    after = await desk.dues(ZHANG.name)
    assert [(row.rule_id, row.since_on) for row in after] == [(row.rule_id, row.since_on) for row in before]
    assert {row.place_id for row in after} != {row.place_id for row in before}
    assert [who for who, _ in await desk.letters()] == [GRID, OTHER]
    assert await desk.told("档 张秀英", OTHER)
    assert "改片区：S片区 → X片区" in await desk.told("张秀英 记录", POINT)


async def test_undo_brings_them_back_and_both_visitors_hear(desk: Office) -> None:
    before = await desk.dues(ZHANG.name)
    await desk.told("张秀英 搬到X片区 8号", POINT)
    assert await desk.told("撤销", POINT) == "已撤销：张秀英 搬家改回原样。"
    assert await lives(desk, ZHANG.name) == "S片区12号"
    assert await desk.dues(ZHANG.name) == before
    names = [ZHANG.name]
    assert (await desk.letters())[2:] == [
        (GRID, wording.back_again(names, "S片区12号")),
        (OTHER, wording.never_came(names, "S片区12号")),
    ]


async def test_a_whole_household_moves_together_and_one_alone_leaves_the_others(desk: Office) -> None:
    await desk.told("李德福 全家搬到X片区", POINT)
    one, mate = await desk.of(LI.name), await desk.of(MATE.name)
    assert (one.place_id, one.household_id) == (mate.place_id, mate.household_id)
    assert "DB1" in {row.rule_id for row in await desk.dues(LI.name)}
    assert wording.stay_there([LI.name]) in await desk.told("李小花 搬到S片区 3号", POINT)
    assert await lives(desk, LI.name) == "X片区"
    assert "DB1" not in {row.rule_id for row in await desk.dues(LI.name)}


async def test_the_open_line_of_the_old_list_is_gone(desk: Office) -> None:
    worker, person = await desk.person(GRID), await desk.person(ZHANG.name)
    now = desk.here.clock.now()
    line = Errand(1, person, 1, True, "A")
    await desk.run(lambda unit: unit.visits.send(worker, TODAY, "早", now, [line]))
    await desk.told("张秀英 搬到X片区 8号", POINT)
    assert await desk.run(lambda unit: list(unit.visits.errands(worker, TODAY))) == []


async def test_away_from_here_ends_visits_and_a_grid_worker_does_neither(desk: Office) -> None:
    assert await desk.told("张秀英 搬到X片区") == farewell.only_the_point()
    assert await desk.told("张秀英 迁走 去柳州", POINT) == farewell.moved("张秀英", "柳州")
    assert await desk.told("李德福 全家迁走 去广东", POINT) == farewell.moved("李德福、李小花", "广东")
    for name in (ZHANG.name, LI.name, MATE.name):
        assert (await desk.of(name)).standing is Standing.MOVED
        assert await desk.dues(name) == []


async def test_where_it_is_not_clear_nothing_is_changed(desk: Office) -> None:
    assert "搬到哪个片区" in await desk.told("张秀英 迁走 去G村", POINT)
    assert await desk.told("张秀英 搬到女儿家", POINT) == wording.no_such_area("张秀英", "女儿家")
    assert await desk.told("张秀英 搬到S片区", POINT) == wording.lives_there("张秀英", "S片区12号")
    assert await desk.says("桌子 搬到楼上", POINT) is None
    assert await lives(desk, ZHANG.name) == "S片区12号"
    assert (await desk.of(ZHANG.name)).standing is Standing.HERE
