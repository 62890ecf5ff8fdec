"""办事的人随口回话：说的是哪一件、两件都像就问、都不像不乱猜；村民说同样的话不算."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from care.ticket import Status, Step, Ticket
from handlers.wording import common, talk, work
from tests.kit.stage import Stage, stage

LAMP, GLASSES, QUILT = "村口的路灯坏了", "想要一副老花镜", "想要一条新棉被"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path / 'replied.db'}") as here:
        yield here


async def ticket(here: Stage, number: int = 1) -> Ticket:
    found: Ticket = await here.app.store.run(lambda unit: unit.tickets.get(number))
    return found


async def say(here: Stage, who: str, text: str, *, in_group: bool = False) -> str:
    return (await here.says(who, text, in_group=in_group)).reply


async def two_wishes(here: Stage) -> None:
    await here.says("王奶奶", GLASSES)
    await here.says("张奶奶", QUILT)


async def test_a_ticket_is_closed_by_what_it_was_about_and_named_back(village: Stage) -> None:
    await two_wishes(village)
    came = await village.says("李明", "那个送棉被的弄好咯")
    done = await ticket(village, 2)
    assert (done.status, done.outcome) == (Status.RESOLVED, "那个送棉被的弄好咯")
    assert came.reply == f"{common.meant(done, '张奶奶')}\n{work.resolved(done, asked=True)}"
    assert [name for name, _ in came.told] == ["张奶奶"]
    assert (await ticket(village, 1)).status is Status.OPEN


async def test_a_person_names_a_ticket_and_without_a_result_we_ask(village: Stage) -> None:
    await two_wishes(village)
    reply = await say(village, "李明", "王奶奶那个搞归一了")
    assert reply == f"{common.meant(await ticket(village), '王奶奶')}\n{work.need_outcome(1)}"
    await village.says("李明", "送到家里了")
    assert (await ticket(village)).outcome == "送到家里了"


async def test_what_is_open_at_ones_desk_is_taken_by_whose_it_is_with_when(village: Stage) -> None:
    await two_wishes(village)
    assert "2号您接了" in await say(village, "李明", "张奶奶那件我下午过去")
    taken = await ticket(village, 2)
    assert (taken.status, (await ticket(village)).status) == (Status.ACCEPTED, Status.OPEN)
    assert "备注：我下午过去" in await say(village, "李明", "查2")
    assert "改回「没人接」" in await say(village, "李明", "撤销")


async def test_who_has_it_already_leaves_a_note(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    await village.says("李明", "1 接")
    came = await village.says("李明", "老花镜那个我吃了饭去")
    assert came.reply.endswith(work.noted(await ticket(village)))
    assert came.told == ()
    history = await village.app.store.run(lambda unit: unit.tickets.history(1))
    assert (history[-1].step, history[-1].note) == (Step.NOTE, "我吃了饭去")


@pytest.mark.parametrize(
    ("said", "desk"),
    [("路灯那个要转镇里", "社工站"), ("路灯那个我弄不了，转社工站吧", "社工站"), ("路灯那个 上报", "社工站")],
)
async def test_it_is_handed_over_in_free_words(village: Stage, said: str, desk: str) -> None:
    await village.says("王奶奶", LAMP)
    came = await village.says("韦主任", said)
    assert work.handed(await ticket(village), desk) in came.reply
    assert (await ticket(village)).post == desk


async def test_it_is_put_off_in_free_words(village: Stage) -> None:
    await two_wishes(village)
    await village.says("李明", "棉被那个我明天去")
    assert (await ticket(village, 2)).status is Status.WAITING


async def test_of_two_that_fit_we_ask_and_list_only_those(village: Stage) -> None:
    await two_wishes(village)
    await village.says("小龙", "想要一副老花镜")
    for number in (1, 2):
        await village.says("李明", f"{number} 接")
    await village.says("覃芳", "3 接")
    await village.says("张奶奶", "想要一副新的老花镜")
    await village.says("张奶奶", "2")
    await village.says("李明", "4 接")
    reply = await say(village, "李明", "那个送老花镜的弄好咯")
    assert reply == common.which([await ticket(village, 1), await ticket(village, 4)])
    await village.says("李明", "4")
    assert (await ticket(village, 4)).outcome == "那个送老花镜的弄好咯"


@pytest.mark.parametrize("said", ["棉被那个", "是张奶奶的", "2", "第二个"])
async def test_which_one_is_answered_by_number_or_by_words(village: Stage, said: str) -> None:
    await two_wishes(village)
    assert (await say(village, "李明", "办好了 送过去了")).startswith("您说的是哪一件")
    await village.says("李明", said)
    closed = [number for number in (1, 2) if (await ticket(village, number)).status is Status.RESOLVED]
    assert closed == [2]


async def test_a_result_that_names_one_of_several_needs_no_question(village: Stage) -> None:
    await two_wishes(village)
    await village.says("李明", "好了 棉被送过去了")
    assert (await ticket(village, 2)).outcome == "棉被送过去了"


@pytest.mark.parametrize("said", ["刘家那件弄好咯", "路灯那个搞归一了", "王大爷那个好了", "张奶奶老花镜的送到了"])
async def test_where_none_fits_nothing_is_guessed(village: Stage, said: str) -> None:
    await village.says("王奶奶", GLASSES)
    assert (await say(village, "李明", said)).startswith("您说的是哪一件")
    assert (await ticket(village)).status is Status.OPEN


async def test_without_any_ticket_a_worker_hears_so(village: Stage) -> None:
    assert await say(village, "李明", "那个修路灯的弄好咯") == common.nothing_for_worker()
    assert await say(village, "李明", "刘家那件我来") == common.nothing_to_take()


async def test_a_worker_of_another_area_cannot_close_it_by_its_words(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    before = await ticket(village)
    for said in ("老花镜那个弄好咯", "王奶奶那个我来", "老花镜那个转社工站"):
        assert (await village.says("杨梅", said)).told == ()
    assert await ticket(village) == before


@pytest.mark.parametrize("need", ["我不想活了", "隔壁小孩天天被打，身上都是伤"])
async def test_a_sealed_matter_is_not_found_by_those_who_may_not_read_it(village: Stage, need: str) -> None:
    await village.says("王奶奶", need)
    for said in ("王奶奶那个弄好咯", "王奶奶那件我来"):
        assert await say(village, "李明", said) in (common.nothing_for_worker(), common.nothing_to_take())
    assert (await ticket(village)).status is Status.OPEN


@pytest.mark.parametrize("said", ["那个修路灯的弄好咯", "路灯那个我来", "路灯那个要转镇里", "路灯那个我明天去"])
async def test_from_a_villager_it_moves_nobodys_ticket(village: Stage, said: str) -> None:
    await village.says("王奶奶", LAMP)
    before = await ticket(village)
    await village.says("张奶奶", said)
    assert await ticket(village) == before


async def test_a_villager_who_says_their_own_matter_is_settled_is_passed_on(village: Stage) -> None:
    await village.says("王奶奶", LAMP)
    came = await village.says("王奶奶", "那个路灯修好了")
    assert came.reply == talk.told_it_is_over(await ticket(village))
    assert [name for name, _ in came.told] == ["韦主任"]
    assert (await ticket(village)).status is Status.OPEN


async def test_an_emergency_is_never_a_reply(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    came = await village.says("李明", "老花镜那个弄好咯，我妈摔倒了起不来，快来人")
    assert "120" in came.reply
    assert (await ticket(village)).status is Status.OPEN


async def test_an_open_question_about_one_is_not_answered_with_words_about_another(village: Stage) -> None:
    await two_wishes(village)
    await village.says("李明", "1 好了")
    await village.says("李明", "棉被那个我来")
    assert (await ticket(village, 1)).status is Status.OPEN
    assert (await ticket(village, 2)).status is Status.ACCEPTED


async def test_what_was_not_clear_still_goes_to_a_person(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    await village.says("李明", "那个那个就是那个嘛")
    assert "1号您接了" in await say(village, "李明", "老花镜那个我来")
    assert (await ticket(village)).status is Status.ACCEPTED


async def test_in_a_group_only_when_called_and_without_a_word_of_the_matter(village: Stage) -> None:
    await village.says("王奶奶", GLASSES)
    assert await say(village, "李明", "老花镜那个我来", in_group=True) == ""
    assert await say(village, "李明", "@守望 老花镜那个我来", in_group=True) == talk.state_in_group(
        await ticket(village)
    )
