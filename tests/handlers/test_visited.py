"""走访回来说的话：要帮忙的开单，有单的记上，别的照实说名单不在这里."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from care.ticket import Step, Ticket
from handlers.wording import report, talk, visits
from nlp.intent import Seen, Visit
from storage.tickets import NoSuchTicket
from tests.kit.stage import Stage, stage

GLASSES = "想要一副老花镜"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path / 'visited.db'}") as here:
        yield here


async def ticket(here: Stage, number: int = 1) -> Ticket:
    found: Ticket = await here.app.store.run(lambda unit: unit.tickets.get(number))
    return found


async def notes(here: Stage, number: int) -> list[str]:
    history = await here.app.store.run(lambda unit: unit.tickets.history(number))
    return [event.note for event in history if event.step is Step.NOTE]


async def test_what_belongs_to_no_ticket_is_kept_and_no_list_is_claimed(village: Stage) -> None:
    came = await village.says("李明", "都看了 都好着")
    assert (came.reply, came.told) == (visits.kept([Visit("", Seen.WELL)]), ())
    came = await village.says("李明", "张三家没人 李四都好")
    assert (came.reply, came.told) == (visits.kept([Visit("张三", Seen.ABSENT), Visit("李四", Seen.WELL)]), ())
    with pytest.raises(NoSuchTicket):
        await ticket(village)


async def test_what_was_seen_of_somebody_with_an_open_ticket_is_noted_there(village: Stage) -> None:
    await village.says("吴大叔", GLASSES)
    came = await village.says("杨梅", "吴大叔家没人 李四都好")
    assert came.reply.split("\n")[0] == visits.noted(Visit("吴大叔", Seen.ABSENT), [1])
    assert visits.kept([Visit("李四", Seen.WELL)]) in came.reply
    assert came.told == ()
    assert await notes(village, 1) == [visits.seen(Visit("吴大叔", Seen.ABSENT))]


async def test_who_needs_somebody_gets_a_ticket_of_their_own(village: Stage) -> None:
    came = await village.says("李明", "都看了 都好着 就张奶奶要帮忙")
    opened = await ticket(village)
    assert opened.about == "张奶奶"
    assert report.heard_for(1, "张奶奶", None, night=False).split("\n")[0] in came.reply
    assert any("张奶奶（李明代报）" in text for _, text in came.told)
    assert came.reply.endswith(visits.kept([Visit("", Seen.WELL)]))


async def test_the_further_words_say_what_they_need(village: Stage) -> None:
    await village.says("李明", "李四都好 张奶奶要帮忙 没米了")
    opened = await ticket(village)
    assert (opened.about, opened.text) == ("张奶奶", "没米了")


async def test_from_a_villager_it_is_no_round(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    came = await village.says("张奶奶", "王奶奶家没人")
    assert "名单" not in came.reply
    assert await notes(village, 1) == []


async def test_the_other_areas_tickets_are_not_touched(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    await village.says("杨梅", "王奶奶好着 李四好着")
    assert await notes(village, 1) == []


async def test_a_group_hears_nothing_of_it(village: Stage) -> None:
    said = "@守望 张三家没人 李四都好"
    assert "张三" not in (await village.says("李明", said, in_group=True)).reply


async def test_after_ones_own_emergency_all_clear_goes_to_those_who_were_called(village: Stage) -> None:
    await village.says("李明", "我妈摔倒了起不来，快来人")
    came = await village.says("李明", "都没事了")
    assert came.reply == talk.passed_on(await ticket(village))
    assert {name for name, _ in came.told} == {"覃芳", "陈静", "韦主任"}
