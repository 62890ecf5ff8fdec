"""撤销、「还在」以后，一家人都回到原来的规则；搬出来的那一户也重算."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from care.dossier import Draft
from tests.handlers.files import GRID, LI, POINT, TODAY, Office, office

MATE = Draft("李小花", "S片区", "女", date(1990, 5, 1), house="3号", head="李德福", tags=("低保", "重残"))
ALONE = Draft("覃美花", "S片区", "女", None, house="9号")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(LI, MATE, ALONE)
        await opened.visit(LI.name, groups="ABG")
        yield opened


async def rules(desk: Office) -> set[str]:
    return {row.rule_id for row in await desk.dues(LI.name)}


@pytest.mark.parametrize(
    ("text", "who"), [("李小花 不是重残", GRID), ("李小花 迁走 去柳州", POINT), ("李小花 门牌 9号", GRID)]
)
async def test_undo_gives_the_household_its_rule_back_with_what_was_done(desk: Office, text: str, who: str) -> None:
    before = await desk.dues(LI.name)
    assert "DB1" in {row.rule_id for row in before}
    await desk.told(text, who)
    assert await rules(desk) == {"DB2"}
    await desk.told("撤销", who)
    assert await desk.dues(LI.name) == before


async def test_alive_after_all_gives_the_household_its_rule_back(desk: Office) -> None:
    before = await desk.dues(LI.name)
    await desk.told("李小花 去世")
    await desk.told("李小花 去世 确认", POINT)
    assert await rules(desk) == {"DB2"}
    await desk.told("李小花 还在")
    await desk.told("李小花 还在", POINT)
    assert await desk.dues(LI.name) == before


async def test_a_merge_frees_the_other_house_and_undo_binds_it_again(desk: Office) -> None:
    before = await desk.dues(LI.name)
    await desk.told("并档 覃美花 李小花", POINT)
    await desk.told("1并", POINT)
    assert await rules(desk) == {"DB2"}
    await desk.told("撤销", POINT)
    assert await desk.dues(LI.name) == before
    assert before[0].last_on == TODAY


async def test_who_moves_out_by_a_sheet_frees_those_who_stay(desk: Office) -> None:
    assert "DB1" in await rules(desk)
    await desk.file(replace(MATE, house="9号", head="李小花"))
    assert await rules(desk) == {"DB2"}
