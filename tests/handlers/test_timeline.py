"""一条线上四样都有：走访、单子、救助、备注."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from handlers.wording import dossier as wording
from tests.handlers.files import DAY, GRID, LI, OTHER, POINT, SEAL, ZHANG, Office
from tests.kit.stage import START, Stage, stage

NAME = ZHANG.name


@pytest.fixture
async def village(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url, start=START) as here:
        await Office(here, replace(here.app.house, seal=SEAL)).file(ZHANG, LI)
        yield here


async def said(here: Stage, text: str, who: str = GRID) -> str:
    return (await here.says(who, text)).reply


async def test_visits_tickets_aid_and_notes_stand_in_one_timeline(village: Stage) -> None:
    village.clock.move(DAY)
    await Office(village, village.app.house).visit(NAME, back=-1)
    await said(village, f"代 {NAME}：屋顶漏水", "吴大叔")
    assert await said(village, f"{NAME} 领了 棉被一床，大米两袋") == wording.written_down(
        NAME, "救助", "棉被一床，大米两袋"
    )
    assert await said(village, f"{NAME} 备注 耳朵背，敲门要大声") == wording.written_down(
        NAME, "备注", "耳朵背，敲门要大声"
    )
    lines = await said(village, f"{NAME} 记录")
    for part in ("上门：好", "屋顶漏水", "救助：棉被一床，大米两袋", "备注：耳朵背，敲门要大声"):
        assert part in lines


async def test_aid_that_is_a_category_says_what_was_given(village: Stage) -> None:
    await said(village, f"{NAME} 临时救助 八百元", POINT)
    assert "救助：临时救助 八百元" in await said(village, f"{NAME} 记录")


async def test_a_note_is_for_those_who_look_after_them(village: Stage) -> None:
    assert "没有这个人" in await said(village, f"{NAME} 备注 有狗", OTHER)
    assert await said(village, "工钱 领了 三千") != wording.written_down("工钱", "救助", "三千")
    assert "有狗" not in await said(village, f"{NAME} 记录")
