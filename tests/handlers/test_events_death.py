"""「突发 … 去世」：走的人等第二个人确认，家里剩下的人排回访；别片的事网格员不登记."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.hush import hushed
from handlers.wording import events as wording
from handlers.wording import farewell
from nlp.event_talk import died, event_said
from tests.handlers.filed_village import TODAY, Village
from tests.handlers.test_events_undo import tells
from tests.kit.stage import stage


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'events.db'}") as here:
        one = Village(here)
        await one.person("黄桂英", "低保", born=1940, door="12号")
        await one.person("李大山", born=1978, door="12号")
        await one.person("韦有财", born=1970, door="3号")
        await one.person("罗建国", born=1970, area="X片区", door="14号")
        yield one


async def held(village: Village, name: str) -> set[str]:
    members = await village.do(lambda unit: unit.dossiers.memberships(village.people[name]))
    return {one.tag for one in members if one.holds(TODAY)}


async def waits(village: Village, name: str) -> bool:
    return await village.do(lambda unit: hushed(unit, village.people[name], TODAY))


@pytest.mark.parametrize("words", ["意外去世", "昨晚病故", "车祸身亡", "下河溺亡"])
async def test_a_death_waits_for_a_second_word_and_the_house_is_visited(village: Village, words: str) -> None:
    said = await tells(village, "李明", f"突发 黄桂英 {words}")
    assert said.startswith(farewell.reported("黄桂英", "覃芳（村社工）"))
    assert "记下了：S片区李大山，突发。" in said
    assert await waits(village, "黄桂英")
    assert await held(village, "黄桂英") == {"低保"}
    assert await held(village, "李大山") == {"突发困难"}
    (ticket,) = await village.tickets()
    assert (ticket.about, ticket.text.startswith("李大山家突发：黄桂英")) == ("李大山", True)


async def test_undo_takes_both_back_and_the_second_hears(village: Village) -> None:
    await tells(village, "李明", "突发 黄桂英 意外去世")
    said = await tells(village, "李明", "撤销")
    assert "李大山的突发" in said
    assert "黄桂英 去世改回原样" in said
    assert not await waits(village, "黄桂英")
    assert await held(village, "李大山") == set()
    assert ("覃芳", farewell.said_alive("李明", "黄桂英")) in await village.outbox()
    assert await tells(village, "覃芳", "黄桂英 去世 确认") == farewell.not_reported("黄桂英")


async def test_who_lived_alone_leaves_nobody_to_visit(village: Village) -> None:
    assert await tells(village, "李明", "突发 韦有财 去世") == farewell.reported("韦有财", "覃芳（村社工）")
    assert await waits(village, "韦有财")
    assert await held(village, "韦有财") == set()
    assert await village.tickets() == []


@pytest.mark.parametrize(
    "words", ["突发 黄桂英 儿子去世", "突发 黄桂英家 有人去世", "突发 黄桂英 骑车撞死了人", "突发 黄桂英 火灾"]
)
def test_of_somebody_elses_death_the_named_one_is_visited(words: str) -> None:
    said = event_said(words)
    assert said is not None
    assert not died(said)


async def test_a_grid_worker_registers_nobody_elsewhere_and_sees_no_door(village: Village) -> None:
    said = await tells(village, "李明", "突发 罗建国 摔伤住院")
    assert said == wording.not_yours("罗建国", "X片区", "杨梅")
    assert await held(village, "罗建国") == set()
    await village.person("罗建国", born=1950, area="X片区", door="15号")
    assert "号" not in await tells(village, "李明", "突发 罗建国 摔伤住院")
    assert "X片区14号" in await tells(village, "覃芳", "突发 罗建国 摔伤住院")
