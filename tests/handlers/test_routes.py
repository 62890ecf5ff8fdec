"""Who may do what, and what happens when two do it at once, twice, too late or to something that is not there."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from care.message import Address, Kind, Message
from care.ticket import Status, Ticket
from handlers.wording import common, report, talk, work
from storage.unit import Unit
from tests.kit.stage import Stage, stage

NEED = "想要一副老花镜"
UNCLEAR = "那个那个就是那个嘛"
GROUP = "G村互助群"
SEALED_NEEDS = ("我不想活了", "隔壁小孩天天被打，身上都是伤")
MINUTE = timedelta(minutes=1)

_ids = count(1)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path / 'routes.db'}") as here:
        yield here


async def reply_to(here: Stage, who: str, text: str) -> str:
    return (await here.says(who, text)).reply


async def ticket(here: Stage, number: int = 1) -> Ticket:
    found: Ticket = await here.app.store.run(lambda unit: unit.tickets.get(number))
    return found


async def sent(here: Stage, who: str, kind: Kind, *, text: str = "", group: str | None = None) -> str:
    """Something that is not plain text."""
    message = Message(f"m{next(_ids)}", Address("console", who), text, kind, group, media="media-1")
    reply = await here.app.answer(message)
    await here.app.relay.drain()
    return reply.text


# —— 谁能做什么 ——


@pytest.mark.parametrize("order", ["1 接", "1 转 社工站 试试", "1 备注 试试", "1 明天"])
async def test_a_villager_gives_no_orders_not_even_about_their_own_matter(village: Stage, order: str) -> None:
    await village.says("王奶奶", NEED)
    before = await ticket(village)
    for who in ("王奶奶", "张奶奶"):
        assert await reply_to(village, who, order) == common.workers_only()
    assert await ticket(village) == before


@pytest.mark.parametrize("said", ["查1", "1号怎么样了", "催1", "1 撤销", "1 好了 修好了", "1号 满意", "1号没修好"])
async def test_a_number_opens_nobody_elses_matter(village: Stage, said: str) -> None:
    await village.says("王奶奶", NEED)
    before = await ticket(village)
    came = await village.says("张奶奶", said)
    assert came.reply == common.no_such(1)
    assert came.told == ()
    assert await ticket(village) == before


@pytest.mark.parametrize("said", ["1 接", "1 好了 送到了", "1 转 社工站 试试", "1 备注 试试", "1 明天", "查1", "催1"])
async def test_a_worker_of_another_area_cannot_see_or_touch_it(village: Stage, said: str) -> None:
    await village.says("王奶奶", NEED)
    before = await ticket(village)
    came = await village.says("杨梅", said)
    assert came.reply == common.no_such(1)
    assert came.told == ()
    assert await ticket(village) == before
    assert await reply_to(village, "杨梅", "我的") == common.nothing_for_worker()


async def test_a_worker_of_another_village_cannot_see_it_and_the_township_can(tmp_path: Path) -> None:
    directory = Path(__file__).parents[1] / "scenarios" / "缺人的村.toml"
    async with stage(f"sqlite:///{tmp_path / 'two.db'}", village=directory) as here:
        for need in (NEED, "我妈摔倒了起不来，快来人", SEALED_NEEDS[0]):
            assert "潘燕" not in {name for name, _ in (await here.says("卢奶奶", need)).told}
        assert await reply_to(here, "潘燕", "我的") == common.nothing_for_worker()
        for number in (1, 2, 3):
            assert await reply_to(here, "潘燕", f"{number} 接") == common.no_such(number)
            assert await reply_to(here, "潘燕", f"查{number}") == common.no_such(number)
            assert f"{number}号您接了" in await reply_to(here, "宋站长", f"{number} 接")


@pytest.mark.parametrize("need", SEALED_NEEDS)
@pytest.mark.parametrize("who", ["李明", "韦主任", "杨梅"])
async def test_a_sealed_matter_is_not_there_for_those_who_may_not_read_it(village: Stage, need: str, who: str) -> None:
    told = {name for name, _ in (await village.says("王奶奶", need)).told}
    assert told == {"覃芳", "陈静"}
    for said in ("查1", "1 接", "1 好了 看过了", "1 转 社工站 试试", "1 备注 试试", "1 明天", "催1", "1 撤销"):
        came = await village.says(who, said)
        assert came.told == ()
        assert came.reply in (common.no_such(1), work.nothing_to_undo(village.app.house.undo_within))
        assert (await village.says(who, f"@守望 {said}", in_group=True)).reply in ("", came.reply)
    for said in ("我的", "接", "好了 看过了", "备注 试试"):
        assert await reply_to(village, who, said) in (common.nothing_for_worker(), common.nothing_to_take())
    assert (await ticket(village)).status is Status.OPEN


@pytest.mark.parametrize("need", SEALED_NEEDS)
async def test_no_notice_of_a_sealed_matter_reaches_those_who_may_not_read_it(village: Stage, need: str) -> None:
    """Not when it is reported, called again, taken, added to, asked after or settled."""
    steps = [
        await village.says("王奶奶", need),
        await village.passes(31 * MINUTE),
        await village.says("王奶奶", "催"),
        await village.says("王奶奶", "在后面那间屋"),
        await village.says("陈静", "1 接"),
        await village.says("王奶奶", "催"),
        await village.says("陈静", "1 转 村社工 去看一眼"),
        await village.says("覃芳", "1 接"),
        await village.says("覃芳", "1 好了 有人陪着"),
        await village.says("王奶奶", "3 还没好"),
    ]
    told = {name for step in steps for name, _ in step.told}
    assert told <= {"覃芳", "陈静", "黄干事", "王奶奶"}
    assert {"覃芳", "陈静", "黄干事"} <= told


async def test_a_sealed_matter_is_not_handed_to_a_desk_that_may_not_read_it(village: Stage) -> None:
    await village.says("王奶奶", SEALED_NEEDS[1])
    for post in ("网格员", "村委"):
        came = await village.says("覃芳", f"1 转 {post} 请看看")
        assert (came.reply, came.told) == (work.nobody_there(post), ())


async def test_its_own_reporter_sees_a_sealed_matter_but_not_its_words(village: Stage) -> None:
    await village.says("王奶奶", SEALED_NEEDS[1])
    for said in ("我的", "查", "查1"):
        answer = await reply_to(village, "王奶奶", said)
        assert "1号" in answer
        assert "孩" not in answer


async def test_a_note_is_for_workers_eyes(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    came = await village.says("李明", "1 备注 家里欠着钱")
    assert came.told == ()
    assert "欠着钱" in await reply_to(village, "覃芳", "查1")
    assert "欠着钱" not in await reply_to(village, "王奶奶", "查1")


# —— 两个人，两遍 ——


async def test_the_first_who_takes_it_has_it(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 接")
    came = await village.says("覃芳", "1 接")
    assert came.reply == "1号李明接了。"
    assert came.told == ()
    assert (await village.says("覃芳", "1 接", in_group=True)).reply == "1号有人在办。"


async def test_of_two_who_say_so_at_the_same_moment_one_has_it(store_url: str) -> None:
    async with stage(store_url) as here:
        await here.says("王奶奶", NEED)
        taken = [
            here.app.answer(Message(f"at-once-{who}", Address("console", who), "1 接")) for who in ("李明", "覃芳")
        ]
        answers = sorted([reply.text.split("\n")[0] for reply in await asyncio.gather(*taken)])
        assert answers in (["1号您接了。", "1号李明接了。"], ["1号您接了。", "1号覃芳接了。"])


async def test_saying_a_thing_twice_does_it_once(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    first, again = await village.says("李明", "1 接"), await village.says("李明", "1 接")
    assert len(first.told) == 1
    assert (again.told, again.reply) == ((), work.already_yours(await ticket(village)))
    first, again = await village.says("李明", "1 好了 送到了"), await village.says("李明", "1 好了 送到了")
    assert len(first.told) == 1
    assert (again.told, again.reply) == ((), "1号已经办好了。")
    assert await reply_to(village, "王奶奶", "1") == talk.rated(1)
    assert await reply_to(village, "王奶奶", "1") == talk.nothing_to_choose()
    assert (await ticket(village)).rating == 1


async def test_a_platforms_retry_hears_the_same_words_and_does_nothing_twice(village: Stage) -> None:
    message = Message("retry", Address("console", "王奶奶"), NEED)
    answers = {(await village.app.answer(message)).text for _ in range(5)}
    assert len(answers) == 1
    assert await reply_to(village, "王奶奶", "我的") == f"1号 {common.brief(NEED, 12)}"


async def test_withdrawing_and_settling_at_once_ends_one_way(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 好了 送到了")
    came = await village.says("王奶奶", "撤销1")
    assert (came.reply, came.told) == ("1号已经办好了。", ())


# —— 不在的，过时的 ——


@pytest.mark.parametrize(
    "said", ["{} 接", "{} 好了 修好了", "{} 转 社工站 试试", "{} 备注 试试", "{} 明天", "查{}", "催{}", "{} 撤销"]
)
@pytest.mark.parametrize("number", [2, 99, 999_999_999])
async def test_a_number_that_does_not_exist_is_said_so(village: Stage, said: str, number: int) -> None:
    await village.says("王奶奶", NEED)
    assert await reply_to(village, "李明", said.format(number)) == common.no_such(number)


async def test_an_answer_that_comes_too_late_is_no_answer(village: Stage) -> None:
    """「是哪一件」 after more than ten minutes: the number then only looks."""
    for _ in range(2):
        await village.says("王奶奶", NEED)
        await village.says("王奶奶", "2")
        await village.passes(11 * MINUTE)
    assert await reply_to(village, "李明", "我的") == work.mine(
        [], [await ticket(village), await ticket(village, 2)], village.clock.now()
    )
    assert (await reply_to(village, "李明", "好了 送到了")).startswith("您说的是哪一件")
    await village.passes(11 * MINUTE)
    assert await reply_to(village, "李明", "2") == talk.nothing_to_choose()
    assert (await ticket(village, 2)).status is Status.OPEN


async def test_a_result_that_was_not_asked_for_any_more_closes_nothing(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    assert await reply_to(village, "李明", "1 好了") == work.need_outcome(1)
    await village.passes(11 * MINUTE)
    await village.says("李明", "两百度的，送到了")
    assert (await ticket(village)).status is Status.OPEN


async def test_after_a_fortnight_a_settled_matter_is_not_opened_again(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 好了 送到了")
    await village.passes(timedelta(days=25))
    assert (await ticket(village)).status is Status.CLOSED
    came = await village.says("王奶奶", "1号 不满意")
    assert (came.reply.split("\n")[0], came.told) == ("1号过了时间，改不了了。", ())


# —— 绑定 ——


async def code(here: Stage, name: str, *, person: str = "", place: str = "") -> str:
    """A binding code of eight signs for a person or a place of the directory."""
    expires = here.clock.now() + timedelta(days=7)

    def add(unit: Unit) -> None:
        somebody, somewhere = unit.people.by_key(person), unit.places.by_key(place)
        if somebody is not None:
            unit.invites.add(name, expires, person_id=somebody.id)
        elif somewhere is not None:
            unit.invites.add(name, expires, place_id=somewhere.id)

    await here.app.store.run(add)
    return name


async def test_with_a_code_a_stranger_becomes_who_they_are_and_keeps_what_they_reported(village: Stage) -> None:
    assert "1号" in await reply_to(village, "新号", NEED)
    binding = await code(village, "K7M4QACD", person="张奶奶")
    assert await reply_to(village, "新号", f"绑定 {binding}") == talk.bound("张奶奶", "S片区")
    assert await reply_to(village, "新号", "我的") == f"1号 {common.brief(NEED, 12)}"
    assert await reply_to(village, "张奶奶", "查1") != common.no_such(1)
    assert await reply_to(village, "王奶奶", f"绑定 {binding}") == talk.bad_code()


async def test_a_worker_binds_and_is_told_from_then_on(village: Stage) -> None:
    binding = await code(village, "K7M4QACE", person="李明")
    assert await reply_to(village, "李明的新号", f"绑定 {binding.lower()}") == talk.bound("李明", "S片区")
    assert (await village.says("李明的新号", "帮助")).reply == talk.help_worker()


async def test_a_group_is_bound_in_the_group_a_person_in_private(village: Stage) -> None:
    of_group, of_person = await code(village, "K7M4QACF", place="G村"), await code(village, "K7M4QACG", person="张奶奶")
    assert await reply_to(village, "覃芳", f"绑定 {of_group}") == talk.code_for_group()
    assert (await village.says("张奶奶", f"绑定 {of_person}", in_group=True)).reply == talk.code_for_person()
    assert (await village.says("覃芳", f"绑定 {of_group}", in_group=True)).reply == talk.group_bound("G村", "守望")
    assert (await village.says("覃芳", f"绑定 {of_group}", in_group=True)).reply == talk.bad_code().replace("\n", "")


async def test_a_code_ends_with_its_week_and_a_wrong_one_is_refused_kindly(village: Stage) -> None:
    binding = await code(village, "K7M4QACH", person="张奶奶")
    assert await reply_to(village, "新号", "绑定") == talk.need_code()
    assert await reply_to(village, "新号", "绑定 QQQQ4444") == talk.bad_code()
    await village.passes(timedelta(days=8))
    assert await reply_to(village, "新号", f"绑定 {binding}") == talk.bad_code()


# —— 不是字的 ——


async def test_a_voice_without_words_is_kept_and_answered_honestly(village: Stage) -> None:
    before = village.app.console.last
    assert await sent(village, "王奶奶", Kind.VOICE) == talk.not_heard(1)
    told = [line for line in village.app.console.lines(before) if line.to.name == "覃芳"]
    assert "[语音]" in told[0].text
    assert await sent(village, "王奶奶", Kind.VOICE) == talk.voice_kept(1)


async def test_a_voice_with_words_is_read_like_text(village: Stage) -> None:
    assert await sent(village, "王奶奶", Kind.VOICE, text="我妈摔倒了起不来，快来人") == report.danger(
        await ticket(village), True
    )


async def test_a_picture_waits_for_its_words(village: Stage) -> None:
    assert await sent(village, "王奶奶", Kind.IMAGE) == talk.picture_alone()
    came = await village.says("王奶奶", NEED)
    assert "1号" in came.reply
    assert "[图片]" in came.told[0][1]
    assert await sent(village, "王奶奶", Kind.IMAGE) == talk.kept_for(1)


async def test_a_picture_nobody_explains_goes_to_a_person(village: Stage) -> None:
    await sent(village, "王奶奶", Kind.IMAGE)
    told = dict((await village.passes(11 * MINUTE)).told)
    assert told["王奶奶"] == talk.handed_to_people(1)
    assert "[图片]" in told["覃芳"]


async def test_in_a_group_a_picture_is_nobodys_business(village: Stage) -> None:
    message = Message("pic", Address("console", "王奶奶"), "", Kind.IMAGE, GROUP, addressed=False)
    assert (await village.app.answer(message)).text == ""


async def test_an_emergency_is_never_behind_a_question(village: Stage) -> None:
    await village.says("王奶奶", UNCLEAR)
    assert "120" in await reply_to(village, "王奶奶", "我妈摔倒了起不来，快来人")


@pytest.mark.parametrize("said", ["在二楼，门没锁", "没事了", "他醒了", UNCLEAR])
async def test_whatever_follows_an_emergency_goes_to_those_who_were_called(village: Stage, said: str) -> None:
    await village.says("王奶奶", "我妈摔倒了起不来，快来人")
    came = await village.says("王奶奶", said)
    assert {name for name, _ in came.told} == {"李明", "覃芳", "韦主任", "陈静"}
    assert all(said in text for _, text in came.told)
    assert (await ticket(village)).status is Status.OPEN
