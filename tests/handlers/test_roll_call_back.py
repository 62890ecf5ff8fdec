"""平安确认记错了：谁点的谁能放回去，管着的也能；撤的是最后说的那一句；完了的一轮接着问；谁说过什么都留着."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pipeline import who_speaks
from care.message import Address, Message
from care.ticket import Status
from care.visits.roll_call import Mark, State
from care.visits.round import Errand
from handlers.routes import answer
from handlers.turn import Turn
from storage.roll_calls import RollCalls
from storage.roll_marks import RollMarks
from storage.unit import Unit
from tests.handlers.filed_village import TODAY, Village, at
from tests.kit.stage import stage


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """名单: 李明 has 1 张奶奶, 2 李奶奶, 3 韦奶奶, 杨梅 has 1 黄大山."""
    async with stage(f"sqlite:///{tmp_path / 'back.db'}") as here:
        one = Village(here)
        await one.person("张桂英", door="01")
        await one.person("李秀兰", door="02")
        await one.person("韦有财", door="03", account=True)
        await one.person("黄大山", area="X片区")
        await one.begins()
        yield one


async def tells(village: Village, who: str, text: str, *, minutes: int = 1) -> str:
    """The whole way through the routes, a little later than what was said before."""
    village.now += timedelta(minutes=minutes)
    message = Message(f"t{village.now.isoformat()}{who}", Address("console", who), text)
    intent = village.here.app.pipeline.understand(message)

    def play(unit: Unit) -> str:
        actor, dialogue = who_speaks(unit, message, village.house, village.now)
        return answer(Turn(message, intent, unit, village.now, actor, village.house, dialogue)).text

    return await village.do(play)


async def marks(village: Village, name: str, number: int = 1) -> list[Mark]:
    return await village.do(lambda unit: RollMarks(unit.session).of(number, village.people[name]))


async def silent(village: Village, number: int = 1) -> set[str]:
    return {name for name, state in (await village.states(number)).items() if state is State.SILENT}


async def test_undo_takes_back_all_that_the_last_message_ticked_off_and_nothing_before_it(village: Village) -> None:
    await tells(village, "李明", "平安 1")
    await tells(village, "李明", "平安 2 3")
    assert await tells(village, "李明", "撤销") == "已撤销：2 李奶奶、3 韦奶奶还没回音，放回名单了。"
    assert await silent(village) == {"李秀兰", "韦有财", "黄大山"}
    assert "1 张奶奶" in await tells(village, "李明", "撤销")
    assert "没有可以撤销的" in await tells(village, "李明", "撤销")


async def test_it_is_kept_who_ticked_and_who_took_back(village: Village) -> None:
    await tells(village, "李明", "平安 1")
    ticked_at = village.now
    await tells(village, "覃芳", "平安 张桂英 点错了")
    (mark,) = await marks(village, "张桂英")
    names = await village.do(lambda unit: [unit.people.get(one or 0).name for one in (mark.by_id, mark.undone_by)])
    assert (names, mark.said, mark.was) == (["李明", "覃芳"], State.WELL, State.SILENT)
    assert (mark.at, mark.undone_at) == (ticked_at, village.now)


@pytest.mark.parametrize(
    "text",
    [
        "平安 2 点错了",
        "平安 2点错了",
        "平安 点错了2",
        "平安 2还没见到",
        "平安 李秀兰 点错了",
        "平安 撤销2",
        "2点错了",
        "平安 李奶奶说错了",
    ],
)
async def test_who_ticked_puts_back_by_number_or_name(village: Village, text: str) -> None:
    await tells(village, "李明", "平安 1 2")
    assert "2 李奶奶还没回音，放回名单了" in await tells(village, "李明", text)
    assert await silent(village) == {"李秀兰", "韦有财", "黄大山"}


async def test_put_back_and_the_right_one_ticked_in_one_sentence(village: Village) -> None:
    await tells(village, "李明", "平安 2")
    said = await tells(village, "李明", "平安 2点错了 是3")
    assert "2 李奶奶还没回音" in said
    assert "记下了：3 韦奶奶平安" in said
    assert await silent(village) == {"张桂英", "李秀兰", "黄大山"}


async def test_all_but_who_was_not_seen_yet(village: Village) -> None:
    await tells(village, "李明", "平安 2")
    await tells(village, "李明", "平安 都好 就2还没见到")
    assert await silent(village) == {"李秀兰", "黄大山"}


async def test_whose_word_it_is_not_may_not_unless_they_lead(village: Village) -> None:
    await tells(village, "李明", "平安 1")
    said = await tells(village, "杨梅", "平安 张桂英 点错了")
    assert said == "张桂英的平安是李明说的，没有改。要改请说的人或村社工、社工站来说。"
    assert "放回名单" in await tells(village, "陈静", "平安 张桂英 点错了")


async def test_another_witness_keeps_somebody_ticked_off(village: Village) -> None:
    await tells(village, "李明", "平安 1")
    assert "已经记过平安（李明说的）" in await tells(village, "杨梅", "平安 张桂英")
    assert "张奶奶：杨梅说平安" in await tells(village, "李明", "平安 1 点错了")
    assert "张桂英" not in await silent(village)


async def test_who_corrects_themself_at_once_is_believed_and_later_asked_to_say_so(village: Village) -> None:
    await tells(village, "李明", "平安 1 2")
    assert "1 张奶奶没人" in await tells(village, "李明", "平安 1没人")
    assert (await village.states())["张桂英"] is State.ABSENT
    assert "没有改" in await tells(village, "李明", "平安 2没人", minutes=20)


async def test_a_need_goes_with_its_ticket_but_an_emergency_stays(village: Village) -> None:
    await tells(village, "李明", "平安 1要人来 没米了")
    said = await tells(village, "李明", "撤销")
    assert said.splitlines() == ["已撤销：1 张奶奶还没回音，放回名单了。", "1号撤了。"]
    await tells(village, "李明", "平安 2摔了起不来了")
    assert "2号是急事没撤" in await tells(village, "李明", "平安 2 点错了")
    assert [one.status for one in await village.tickets()] == [Status.CANCELLED, Status.OPEN]
    assert await silent(village) == {"张桂英", "李秀兰", "韦有财", "黄大山"}


async def test_who_leads_does_not_take_back_that_help_is_wanted(village: Village) -> None:
    await tells(village, "李明", "平安 1要人来 没米了")
    assert "要人来的单还在" in await tells(village, "覃芳", "平安 张桂英 点错了")
    assert (await village.states())["张桂英"] is State.IN_NEED


async def test_seen_by_mistake_is_no_visit_either(village: Village) -> None:
    liming = await village.do(lambda unit: unit.people.by_key("李明"))
    assert liming is not None
    errand = Errand(1, village.people["张桂英"], 1, False, "A")
    await village.do(lambda unit: unit.visits.send(liming.id, TODAY, "早", village.now, [errand]))
    await tells(village, "李明", "平安 1看到了")
    await tells(village, "李明", "撤销")
    assert await village.do(lambda unit: unit.visits.of_person(village.people["张桂英"])) == []
    assert [one.open for one in await village.do(lambda unit: unit.visits.errands(liming.id, TODAY))] == [True]
    assert "张桂英" in await silent(village)


async def test_the_persons_own_word_is_taken_back_and_asked_again(village: Village) -> None:
    await tells(village, "韦有财", "1")
    assert await tells(village, "韦有财", "撤销") == "好，刚才的收回了。\n您现在好吗？回1好 2要人来"
    assert "韦有财" in await silent(village)
    assert "记下1号" in await tells(village, "韦有财", "2")


async def test_an_alarm_is_not_taken_back(village: Village) -> None:
    await tells(village, "韦有财", "我摔倒了起不来")
    await tells(village, "韦有财", "撤销")
    assert (await village.states())["韦有财"] is State.IN_NEED
    assert [one.status for one in await village.tickets()] == [Status.OPEN]


async def test_a_round_that_ended_by_itself_goes_on_and_who_heard_of_the_end_hears_it(village: Village) -> None:
    await tells(village, "李明", "平安 全部")
    await tells(village, "杨梅", "平安 全部")
    assert (await village.round()).ended_at is not None
    before = len(await village.outbox())
    said = await tells(village, "李明", "平安 3 还没见到")
    assert "寒潮平安确认本来完了，又接着问。" in said
    assert (await village.round()).ended_at is None
    assert (await village.outbox())[before:] == [("覃芳", "寒潮平安确认没有完：韦奶奶记错了，还没回音。")]
    told = dict(await village.ticks(at(16)))
    assert "3 韦奶奶" in told["李明"]
    assert "记下了：3 韦奶奶平安" in await tells(village, "李明", "平安 3")
    assert (await village.round()).ended_at is not None


async def test_where_somebody_ended_it_silence_is_a_door_to_knock(village: Village) -> None:
    await tells(village, "李明", "平安 1 2")
    await tells(village, "覃芳", "平安 结束")
    before = len(await village.outbox())
    assert "已经结束，请李明去看了" in await tells(village, "覃芳", "平安 张桂英 点错了")
    assert (await village.round()).ended_at is not None
    assert [text.splitlines()[1] for who, text in (await village.outbox())[before:] if who == "李明"] == [
        "01 张家：张奶奶"
    ]


async def test_who_is_in_another_round_meanwhile_is_not_asked_in_two(village: Village) -> None:
    await tells(village, "李明", "平安 全部")
    await tells(village, "杨梅", "平安 全部")
    await village.begins("高温 S片区 全部", who="陈静")
    await tells(village, "李明", "平安 张桂英 点错了")
    assert (await village.round(1)).ended_at is not None
    assert "张桂英" in await silent(village, 2)


async def test_an_end_by_mistake_is_taken_back_a_start_is_not(village: Village) -> None:
    assert "已经问出去了，收不回来" in await tells(village, "覃芳", "撤销")
    await tells(village, "覃芳", "平安 结束")
    assert await tells(village, "覃芳", "撤销") == "已撤销：寒潮平安确认接着问，还有4人没回音。"
    assert "记下了：1 张奶奶平安" in await tells(village, "李明", "平安 1")


async def test_the_latest_of_everything_is_what_is_undone(village: Village) -> None:
    """A tick, a step of a ticket, a change in a file, an event, in this order; undone the other way round."""
    await tells(village, "王奶奶", "屋顶漏水了")
    await tells(village, "李明", "平安 1")
    await tells(village, "李明", "1 接")
    await tells(village, "李明", "李秀兰 返乡 救助站送回来的")
    assert "李秀兰的返乡，回访不排了" in await tells(village, "李明", "撤销")
    assert "1号改回「没人接」" in await tells(village, "李明", "撤销")
    assert "1 张奶奶还没回音" in await tells(village, "李明", "撤销")


async def test_after_ten_minutes_undo_leaves_it_but_a_word_puts_back(village: Village) -> None:
    await tells(village, "李明", "平安 1")
    assert "没有可以撤销的" in await tells(village, "李明", "撤销", minutes=11)
    assert "放回名单" in await tells(village, "李明", "平安 1 点错了")


@pytest.mark.parametrize("text", ["2点错了", "3点到", "李秀兰说错了", "这个号码写错了"])
async def test_bare_words_are_only_of_whom_they_have_just_ticked(village: Village, text: str) -> None:
    await tells(village, "李明", "平安 1")
    await tells(village, "李明", text)
    assert await silent(village) == {"李秀兰", "韦有财", "黄大山"}


async def test_nobody_is_put_back_who_is_silent_anyway(village: Village) -> None:
    assert await tells(village, "李明", "平安 2 还没见到") == "2 李奶奶还没回音，一直在名单上。"
    assert "没有9" in await tells(village, "李明", "平安 9 点错了")
    calls = await village.do(lambda unit: RollCalls(unit.session).running())
    assert len(calls) == 1
