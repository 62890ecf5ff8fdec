"""「突发」说错了：十分钟内撤销，类别、应访、单子上的那一行和工单都回到原来；结束回访说错了也一样."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pipeline import who_speaks
from care.message import Address, Message
from care.ticket import Status
from care.visits.round import Errand, Outcome, Visit
from handlers.dues import note_visit, today_of
from handlers.event_plans import end_plans, plans_done
from handlers.routes import answer
from handlers.turn import Turn
from storage.unit import Unit
from storage.visits import DueRow
from tests.handlers.filed_village import TODAY, Village, at
from tests.kit.stage import stage

DAY = timedelta(days=1)
DONE = "已撤销：张桂英、李大山的突发，回访不排了。\n1号撤了。"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'events.db'}") as here:
        one = Village(here)
        await one.person("张桂英", "低保", born=1940, door="12号")
        await one.person("李大山", born=1978, door="12号")
        await one.person("韦有财", born=1970, door="3号")
        yield one


async def tells(village: Village, who: str, text: str, *, minutes: int = 1) -> str:
    village.now += timedelta(minutes=minutes)
    message = Message(f"t{village.now.isoformat()}{who}", Address("console", who), text)
    intent = village.here.app.pipeline.understand(message)

    def play(unit: Unit) -> str:
        actor, dialogue = who_speaks(unit, message, village.house, village.now)
        return answer(Turn(message, intent, unit, village.now, actor, village.house, dialogue)).text

    return await village.do(play)


async def tags(village: Village, name: str) -> set[str]:
    today, person = today_of(village.now), village.people[name]
    held = await village.do(lambda unit: unit.dossiers.memberships(person))
    return {one.tag for one in held if one.holds(today)}


async def dues(village: Village, name: str) -> list[DueRow]:
    return await village.do(lambda unit: unit.visits.dues_of(village.people[name]))


async def listed(village: Village) -> int:
    """李明 has had today's list, with one house on it."""

    def send(unit: Unit) -> int:
        hand = unit.people.by_key("李明")
        assert hand is not None
        morning = [Errand(1, village.people["韦有财"], 2, False, "A")]
        unit.visits.send(hand.id, TODAY, "早", at(7, 30), morning)
        return hand.id

    return await village.do(send)


async def test_everything_is_as_it_was(village: Village) -> None:
    before = [await dues(village, name) for name in village.people]
    assert "1号" in await tells(village, "覃芳", "突发 张桂英 火灾")
    assert await tags(village, "李大山") == {"突发困难"}
    assert await tells(village, "覃芳", "撤销") == DONE
    assert [await dues(village, name) for name in village.people] == before
    assert (await tags(village, "张桂英"), await tags(village, "李大山")) == ({"低保"}, set())
    assert [one.status for one in await village.tickets()] == [Status.CANCELLED]
    changes = await village.do(lambda unit: unit.dossiers.changes(village.people["李大山"]))
    assert [(one.field, one.was or one.became) for one in changes] == [
        ("类别", "突发困难 火灾（1号）"),
        ("撤销", "突发困难"),
    ]


async def test_who_was_sent_there_hears_and_the_line_is_gone(village: Village) -> None:
    hand = await listed(village)
    await tells(village, "覃芳", "突发 张桂英 火灾")
    await tells(village, "覃芳", "撤销")
    assert (await village.outbox())[-1] == ("李明", "刚才说的张桂英、李大山突发记错了，不用专门去了。单子上的2不用回。")
    assert [one.line for one in await village.do(lambda unit: unit.visits.errands(hand, TODAY))] == [1]
    assert "陈静" in [who for who, _ in (await village.outbox())[-3:]]
    await tells(village, "覃芳", "突发 张桂英 车祸")
    assert [one.line for one in await village.do(lambda unit: unit.visits.errands(hand, TODAY))] == [1, 2, 2]


async def test_after_ten_minutes_the_plan_stays(village: Village) -> None:
    await tells(village, "覃芳", "突发 张桂英 火灾")
    await tells(village, "覃芳", "撤销", minutes=11)
    assert await tags(village, "李大山") == {"突发困难"}


async def test_a_ticket_that_was_open_before_stays_with_a_word_on_it(village: Village) -> None:
    await tells(village, "覃芳", "突发 张桂英 火灾")
    village.now += DAY
    await tells(village, "覃芳", "突发 张桂英 车祸")
    said = await tells(village, "覃芳", "撤销")
    assert said == "已撤销：张桂英、李大山的突发，原来的回访接着排。\n1号原来就有，没有撤，上面写了是记错。"
    assert [one.status for one in await village.tickets()] == [Status.OPEN]
    held = await village.do(lambda unit: unit.dossiers.memberships(village.people["李大山"]))
    assert [(one.from_on, one.to_on) for one in held if one.tag == "突发困难"] == [(TODAY, None)]


async def test_an_emergency_stays(village: Village) -> None:
    await tells(village, "李明", "突发 张桂英 火灾")
    await tells(village, "覃芳", "1 改急 紧急")
    assert "1号是急事没撤" in await tells(village, "李明", "撤销")
    assert await tags(village, "李大山") == set()


async def test_a_visit_made_meanwhile_is_kept(village: Village) -> None:
    await tells(village, "覃芳", "突发 张桂英 火灾")
    village.now += timedelta(minutes=1)
    visit = Visit(village.people["张桂英"], 1, TODAY, village.now, Outcome.WELL, groups="AG")
    await village.do(lambda unit: note_visit(unit, village.house.visiting, visit))
    assert "回访不排了" in await tells(village, "覃芳", "撤销")
    assert len(await village.do(lambda unit: unit.visits.of_person(village.people["张桂英"]))) == 1
    assert not any(row.rule_id.startswith("TF") for row in await dues(village, "张桂英"))


async def test_somebody_elses_undo_does_not_wipe_it_out(village: Village) -> None:
    await tells(village, "李明", "张桂英 生日 1941年3月2日")
    await tells(village, "覃芳", "突发 张桂英 火灾")
    assert "之后又改过，撤不回了" in await tells(village, "李明", "撤销")
    assert "突发困难" in await tags(village, "张桂英")


async def test_an_end_by_mistake_goes_on(village: Village) -> None:
    await tells(village, "覃芳", "突发 张桂英 火灾")
    before = await dues(village, "李大山")
    await tells(village, "覃芳", "突发 张桂英 结束 搬去女儿家了", minutes=20)
    assert await tags(village, "李大山") == set()
    assert await tells(village, "覃芳", "撤销") == "已撤销：张桂英、李大山的突发回访接着排。"
    assert await tags(village, "李大山") == {"突发困难"}
    assert await dues(village, "李大山") == before


@pytest.mark.parametrize("text", ["张桂英 返乡 昨天送回来的", "张桂英 临时救助 1000元"])
async def test_coming_back_and_aid_are_taken_back_too(village: Village, text: str) -> None:
    before = await dues(village, "张桂英")
    await tells(village, "李明", text)
    assert await dues(village, "张桂英") != before
    assert "回访不排了" in await tells(village, "李明", "撤销")
    assert await dues(village, "张桂英") == before


async def test_what_was_asked_about_first_is_undone_as_well(village: Village) -> None:
    await village.person("韦有财", born=1950, area="X片区")
    await tells(village, "覃芳", "突发 韦有财 火灾")
    await tells(village, "覃芳", "2")
    assert "韦有财的突发，回访不排了" in await tells(village, "覃芳", "撤销")


async def test_taking_back_the_last_visit_of_a_plan_brings_the_plan_back(village: Village) -> None:
    await tells(village, "覃芳", "突发 张桂英 火灾")
    person, hand = village.people["张桂英"], await worker(village)
    for day in (1, 3, 7, 14, 21, 28, 60, 90):
        village.now = at(9) + day * DAY
        before = await dues(village, "张桂英")
        visit = Visit(
            person, hand, today_of(village.now), village.now, Outcome.WELL, groups="AGH", message_id=f"v{day}"
        )
        await village.do(lambda unit, visit=visit: note_visit(unit, village.house.visiting, visit))  # type: ignore[misc]  # 默认值定住这一个
    await village.do(lambda unit: end_plans(unit, village.house, person, village.now))
    assert await tags(village, "张桂英") == {"低保"}
    assert "撤" in await tells(village, "李明", "撤销")
    assert await tags(village, "张桂英") == {"低保", "突发困难"}
    assert await dues(village, "张桂英") == before
    assert await village.do(lambda unit: plans_done(unit, village.house, village.now)) == []


async def worker(village: Village) -> int:
    hand = await village.do(lambda unit: unit.people.by_key("李明"))
    assert hand is not None
    return hand.id
