"""平安确认：一句话开始，谁说都算，名单只减不增，到点变成要敲的门，问过的一小时里不再问，完了有一句总结."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

from care.category import Urgency
from care.message import Address
from care.visits.due import Pause
from care.visits.roll_call import State
from care.visits.round import Errand, Mode
from handlers.roll_call_acts import turn_round
from storage.store import Store
from tests.handlers.filed_village import TODAY, Village, at
from tests.kit.stage import stage


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'rolls.db'}") as here:
        one = Village(here)
        await one.person("张桂英", "独居", door="01")
        await one.person("李秀兰", door="02")
        await one.person("韦有财", "低保", door="03", account=True)
        await one.person("覃小妹", door="03")
        await one.person("黄大山", area="X片区", account=True)
        await one.person("陆阿娇", born=1970, account=True)
        yield one


async def test_one_sentence_shows_how_many_and_asks(village: Village) -> None:
    said = await village.says("覃芳", "平安确认 寒潮 80岁以上")
    assert said == "寒潮平安确认：G村80岁以上，5人、4户。\n名单私下发给李明、杨梅。回1开始 2不"
    assert await village.outbox() == []
    assert await village.says("覃芳", "2") == "好，没有开始。"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("暴雨 W片区 独居", "W片区独居里没有要问的人"),
        ("暴雨 S片区 独居", "S片区独居，1人、1户"),
        ("S片 低保 独居", "S片区低保或独居，2人、2户"),
        ("高温 全部", "G村全部，6人、5户"),
        ("高温 60到79岁", "没有要问的人"),
        ("S片区", "S片区全部，5人、4户"),
        ("", "问哪些人？"),
        ("寒潮 胖子", "没看懂「胖子」"),
        ("寒潮 H村 80岁以上", "没有H村，或者不归您管"),
    ],
)
async def test_the_filter_is_understood_or_it_is_said_what_was_not(village: Village, words: str, said: str) -> None:
    assert said in (await village.says("覃芳", f"平安确认 {words}") or "")


@pytest.mark.parametrize("who", ["李明", "王奶奶"])
async def test_only_the_village_point_and_above_start_a_round(village: Village, who: str) -> None:
    said = await village.says(who, "平安确认 寒潮 80岁以上")
    assert said is not None
    assert "回1开始" not in said


async def test_the_station_starts_one_too_and_nobody_in_a_group(village: Village) -> None:
    assert "回1开始" in (await village.says("陈静", "平安确认 寒潮 80岁以上") or "")
    assert "回1" not in (await village.says("覃芳", "平安确认 寒潮 80岁以上", group="g") or "")


async def test_each_grid_worker_gets_his_own_people_and_who_has_an_account_one_line(village: Village) -> None:
    told = dict(await village.begins())
    assert set(told) == {"李明", "杨梅", "韦有财", "黄大山"}
    assert told["李明"].splitlines() == [
        "寒潮平安确认，请问到这些人：",
        "1 张奶奶 01",
        "2 李奶奶 02",
        "3 韦奶奶 03",
        "4 覃奶奶 03",
        "好的回: 平安 1 3 5   都好回: 平安 全部",
        "没人回: 平安 2没人   要人回: 平安 2要人来",
    ]
    assert told["韦有财"] == "天冷，您好吗？回1好 2要人来"


async def test_a_long_list_goes_out_in_messages_of_twenty(village: Village) -> None:
    for number in range(40):
        await village.person(f"王大{chr(0x4E00 + number)}", door=f"1{number:02}")
    told = [text for who, text in await village.begins() if who == "李明"]
    assert [sum(line[0].isdigit() for line in text.splitlines()) for text in told] == [20, 20, 4]
    assert "（2/3）" in told[1]
    assert "平安 1 3 5" not in told[0]


async def test_a_child_is_never_written_to_and_at_night_nobody(village: Village) -> None:
    await village.person("小石头", "留守儿童", born=2016, account=True)
    await village.person("小木头", "留守儿童", born=None, account=True)
    village.now = at(22)
    assert await village.begins("高温 全部") == []
    assert await village.ticks(at(5, 59, 3)) == []
    told = await village.ticks(at(6, 0, 3))
    names = {who for who, _ in told}
    assert {"李明", "杨梅", "韦有财"} <= names
    assert not names & {"小石头", "小木头"}


async def test_the_grid_workers_answers_tick_off_and_say_who_is_left(village: Village) -> None:
    await village.begins()
    assert await village.says("李明", "平安 1 3") == (
        "记下了：1 张奶奶、3 韦奶奶平安。\n您名单上还有2人没回音：2 李奶奶、4 覃奶奶。"
    )
    assert "1 张奶奶" not in (await village.says("李明", "平安 1") or "").split("没有改")[1]
    assert "您名单上没有9" in (await village.says("李明", "平安 9") or "")
    await village.says("李明", "平安 2没人")
    assert (await village.states())["李秀兰"] is State.ABSENT
    assert "都有回音了" in (await village.says("李明", "平安 全部") or "")


async def test_all_but_leaves_out_who_was_named(village: Village) -> None:
    await village.begins()
    await village.says("李明", "平安 全部 除了 2 4")
    assert {name for name, state in (await village.states()).items() if state is State.WELL} == {"张桂英", "韦有财"}
    await village.says("李明", "平安 都好 就4没人")
    states = await village.states()
    assert (states["李秀兰"], states["覃小妹"]) == (State.WELL, State.ABSENT)


async def test_a_tick_is_a_visit_only_when_said_so(village: Village) -> None:
    await village.begins()
    liming = await village.do(lambda unit: unit.people.by_key("李明"))
    assert liming is not None
    errand = Errand(1, village.people["李秀兰"], 2, False, "A")
    await village.do(lambda unit: unit.visits.send(liming.id, TODAY, "早", village.now, [errand]))
    await village.says("李明", "平安 1好 2看到了 3电话问了")
    found = {
        name: await village.do(lambda unit, one=one: unit.visits.of_person(one))  # type: ignore[misc]  # 默认值定住这一个
        for name, one in village.people.items()
    }
    assert found["张桂英"] == []
    assert [(one.mode, one.groups) for one in found["李秀兰"]] == [(Mode.IN_PERSON, "A")]
    assert [one.mode for one in found["韦有财"]] == [Mode.PHONE]
    (line,) = await village.do(lambda unit: unit.visits.errands(liming.id, TODAY))
    assert line.outcome == "好"


async def test_anybodys_word_counts_and_it_says_whose_they_are(village: Village) -> None:
    await village.begins()
    said = await village.says("覃芳", "平安 黄大山 张桂英")
    assert said is not None
    assert said.startswith("记下了：黄大山、张桂英平安。")
    assert "黄大山是X片区、杨梅名单上的，也算上了。" in said
    assert (await village.states())["黄大山"] is State.WELL


async def test_the_persons_own_word(village: Village) -> None:
    await village.begins()
    assert await village.says("陆阿娇", "1") is None
    village.now = at(12)
    assert await village.says("韦有财", "1") == "好，记下了。您保重。"
    assert (await village.states())["韦有财"] is State.WELL
    assert await village.tickets() == []


async def test_two_wants_somebody_and_opens_one_urgent_ticket(village: Village) -> None:
    await village.begins()
    said = await village.says("黄大山", "2")
    assert said == "收到，记下1号。\n在叫村里的人。\n急事打120。"
    await village.says("黄大山", "2 没米了")
    (ticket,) = await village.tickets()
    assert (ticket.urgency, ticket.caller_id) == (Urgency.URGENT, village.people["黄大山"])
    assert (await village.states())["黄大山"] is State.IN_NEED


async def test_who_wants_somebody_after_the_round_is_over_is_heard(village: Village) -> None:
    await village.begins()
    await village.says("覃芳", "平安 结束")
    village.now = at(22)
    assert await village.says("韦有财", "2要人来") == "收到，记下1号。\n天一亮告诉村里的人。\n急事打120。"


async def test_help_wanted_by_somebody_on_a_list_is_a_ticket_about_them(village: Village) -> None:
    await village.begins()
    said = await village.says("李明", "平安 1好 2要人来 屋顶漏雨")
    (ticket,) = await village.tickets()
    assert (ticket.about, ticket.urgency) == ("李秀兰", Urgency.URGENT)
    assert "屋顶漏雨" in ticket.text
    assert "李奶奶要人来，记成1号" in (said or "")


@pytest.mark.parametrize("text", ["平安 2摔了 起不来了", "平安 2没人 屋里着火了", "平安 李秀兰 昏迷了", "平安 2没气了"])
async def test_danger_in_an_answer_is_an_alarm(village: Village, text: str) -> None:
    await village.begins()
    await village.says("李明", text)
    (ticket,) = await village.tickets()
    assert (ticket.danger, ticket.about) == (True, "李秀兰")
    assert (await village.states())["李秀兰"] is State.IN_NEED


@pytest.mark.parametrize("text", ["平安 1 2 呜呼", "平安 2好像在", "平安 1 黄大水", "平安 1 2 新年快乐"])
async def test_what_is_not_understood_is_never_a_tick(village: Village, text: str) -> None:
    await village.begins()
    assert "没有记" in (await village.says("李明", text) or "")
    assert State.WELL not in (await village.states()).values()


async def test_help_that_is_wanted_is_heard_though_the_rest_is_not_understood(village: Village) -> None:
    await village.begins()
    await village.says("李明", "平安 2好像病了")
    assert [one.about for one in await village.tickets()] == ["李秀兰"]


async def test_danger_of_somebody_who_was_asked_goes_its_own_way_and_is_noted(village: Village) -> None:
    await village.begins()
    assert await village.says("黄大山", "我摔倒了起不来") is None
    assert (await village.states())["黄大山"] is State.IN_NEED


async def test_a_whole_day(village: Village) -> None:
    """Lists at 9, 11 and 13, shrunk; none in the hour before the doors; doors at 16; the last answer ends it."""
    await village.begins()
    await village.says("李明", "平安 1")
    await village.says("黄大山", "1")
    assert await village.ticks(at(10, 59)) == []
    ((who, text),) = await village.ticks(at(11))
    assert who == "李明"
    assert [line for line in text.splitlines() if line[0].isdigit()] == ["2 李奶奶 02", "3 韦奶奶 03", "4 覃奶奶 03"]
    await village.says("李明", "平安 2没人")
    assert [who for who, _ in await village.ticks(at(13))] == ["李明"]
    assert [who for who, _ in await village.ticks(at(15))] == ["李明"]
    assert await village.ticks(at(15, 59)) == []
    told = dict(await village.ticks(at(16)))
    assert told["李明"].splitlines() == [
        "寒潮平安确认，这些户没回音，请上门看：",
        "02 李家：2 李奶奶（没人）",
        "03 韦家：3 韦奶奶、4 覃奶奶",
        "看到了回: 平安 5 看到了   没人回: 平安 5没人",
    ]
    assert told["覃芳"] == "寒潮平安确认：还有2户3人没回音，请李明上门了。\n看进展回: 平安 进展"
    assert await village.ticks(at(16, 1)) == []
    assert [who for who, _ in await village.ticks(at(18))] == ["李明"]
    village.now = at(18, 20)
    before = len(await village.outbox())
    assert "都有回音了" in (await village.says("李明", "平安 2 3 4 看到了") or "")
    ((who, text),) = (await village.outbox())[before:]
    assert who == "覃芳"
    assert text == "寒潮平安确认完了（G村80岁以上），用时9小时20分钟。5人：平安5。谁说的：李明4、本人1。"
    assert (await village.round()).summary == text
    assert await village.ticks(at(20)) == []


async def test_from_the_second_day_one_list_a_day(village: Village) -> None:
    await village.begins()
    for hour in (11, 13, 16, 18, 20):
        await village.ticks(at(hour))
    sent = [hour for hour in range(24) if await village.ticks(at(hour, 30, 3))]
    assert sent == [7]


@pytest.mark.parametrize(
    ("hour", "doors"), [(6, at(16)), (14, at(16)), (14.5, at(20, 30)), (17, at(6, 0, 3)), (20, at(6, 0, 3))]
)
async def test_who_starts_late_has_six_hours_and_no_door_is_knocked_at_night(
    village: Village, hour: float, doors: datetime
) -> None:
    village.now = at(int(hour), int(hour % 1 * 60))
    await village.begins()
    assert (await village.round()).doors_at == doors


async def test_who_is_away_with_a_reason_is_counted_and_not_asked(village: Village) -> None:
    pause = Pause(TODAY, date(2026, 3, 9), "住院")
    await village.do(lambda unit: unit.visits.pause(village.people["黄大山"], pause, None, village.now))
    said = await village.says("覃芳", "平安确认 寒潮 80岁以上")
    assert "其中1人住院或外出，不问。" in (said or "")
    assert {who for who, _ in await village.begins()} == {"李明", "韦有财"}
    assert (await village.states())["黄大山"] is State.PAUSED


async def test_how_far_it_is(village: Village) -> None:
    await village.begins()
    await village.says("李明", "平安 1 2")
    assert await village.says("覃芳", "平安 进展") == (
        "寒潮平安确认（G村80岁以上）：5人，有回音2。\n没回音3：李明2、杨梅1。"
    )
    assert (await village.says("李明", "平安") or "").startswith("好的回: 平安 1 3 5")


async def test_it_ends_by_a_word_of_who_may_say_it(village: Village) -> None:
    await village.begins()
    assert "来结束" in (await village.says("李明", "平安 结束") or "")
    said = await village.says("陈静", "平安 结束")
    assert said is not None
    assert "没回音5" in said
    assert "还没回音的：" in said
    assert await village.says("覃芳", "平安 结束") == "现在没有在进行的平安确认。"
    assert await village.says("覃芳", "平安 进展") == "现在没有在进行的平安确认。"


async def test_nobody_is_in_two_rounds_and_nothing_is_asked_twice_within_the_hour(village: Village) -> None:
    await village.begins()
    said = await village.says("陈静", "平安确认 高温 全部")
    assert said == (
        "高温平安确认：L镇全部，1人、1户。\n另有5人已在别的一轮里，不重复问。\n名单私下发给李明。回1开始 2不"
    )
    await village.says("覃芳", "平安 结束")
    village.now = at(9, 30)
    told = await village.begins("寒潮 全部")
    assert [who for who, _ in told] == ["李明", "陆阿娇"]
    assert "陆" in told[0][1]
    assert "张" not in told[0][1]
    again = dict(await village.ticks(at(11, 30)))
    assert {"李明", "杨梅", "韦有财", "黄大山"} <= set(again)


async def test_two_processes_send_one_list_and_one_summary(village: Village, tmp_path: Path) -> None:
    await village.begins()
    other = Store(f"sqlite:///{tmp_path / 'rolls.db'}")
    now = at(11)
    try:
        work = [store.run(lambda unit: turn_round(unit, village.house, 1, now)) for store in (village.store, other)]
        assert sorted(await asyncio.gather(*work)) == [False, True]
    finally:
        await other.close()
    assert sum(text.startswith("寒潮平安确认，请问到") for who, text in await village.outbox() if who == "李明") == 2


async def test_a_colleague_on_leave_passes_the_list_on(village: Village) -> None:
    await village.begins()
    await village.do(lambda unit: unit.people.mark_left(Address("console", "李明"), village.now))
    told = dict(await village.ticks(at(11)))
    assert "1 张奶奶" in told["覃芳"]
    assert "李明" not in told


@pytest.mark.parametrize("text", ["平安保险怎么买", "平安，大家新年快乐", "屋顶漏水了", "1", "好的"])
async def test_other_words_are_left_to_others(village: Village, text: str) -> None:
    await village.begins()
    assert await village.says("李明", text) is None
