"""改类、改急: who hears of it, who may, and what is learned from it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from care.category import Tier, Urgency
from care.ticket import Status, Step, Ticket
from handlers.wording import common, talk, work
from storage.corrections import Correction
from tests.kit.stage import START, Stage, stage

NEED = "想要一副老花镜"
DANGER = "我妈摔倒了起不来，快来人"
QUARREL = "隔壁两口子为地界天天吵架"
SEALED = "隔壁小孩天天被打，身上都是伤"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def village(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url) as here:
        yield here


async def ticket(here: Stage, number: int = 1) -> Ticket:
    found: Ticket = await here.app.store.run(lambda unit: unit.tickets.get(number))
    return found


async def rows(here: Stage) -> list[Correction]:
    return list(await here.app.store.run(lambda unit: unit.corrections.all()))


async def names(here: Stage, who: str, text: str) -> set[str]:
    return {name for name, _ in (await here.says(who, text)).told}


async def test_a_correction_is_kept_with_what_was_read_and_why(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 改类 残疾 他眼睛看不见")
    (row,) = await rows(village)
    now = await ticket(village)
    assert (row.number, row.was, row.now) == (1, ("微心愿", Urgency.ROUTINE), ("残疾", Urgency.ROUTINE))
    assert row.message_id
    assert "老花镜" in row.evidence
    assert row.at == village.clock.now()
    assert (now.category, now.tier, now.post) == ("残疾", Tier.POINT, "村社工")
    history = await village.app.store.run(lambda unit: unit.tickets.history(1))
    assert (history[-1].step, history[-1].note) == (Step.CORRECT, "微心愿·普通 → 残疾·普通：他眼睛看不见")


async def test_to_become_an_emergency_calls_everyone_again_until_somebody_goes(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 接")
    assert await names(village, "覃芳", "1 改急 紧急") == {"李明", "韦主任", "陈静"}
    now = await ticket(village)
    assert (now.status, now.assignee_id, now.tier) == (Status.OPEN, None, Tier.EMERGENCY)
    assert {name for name, _ in (await village.passes(11 * MINUTE)).told} >= {"李明", "覃芳", "韦主任", "陈静"}
    assert "您接了" in (await village.says("李明", "1 接")).reply


async def test_an_emergency_is_put_off_neither_before_nor_after_it_was_known_to_be_one(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 明天")
    await village.says("覃芳", "1 改成紧急")
    assert (await ticket(village)).status is Status.OPEN
    assert (await ticket(village)).waiting_until is None


async def test_a_grid_worker_does_not_lower_an_emergency_and_a_social_worker_does(village: Stage) -> None:
    await village.says("王奶奶", DANGER)
    before = await ticket(village)
    for who in ("李明", "韦主任"):
        came = await village.says(who, "1 改急 普通")
        assert (came.reply, came.told) == (work.not_yours_to_calm(before, "村社工"), ())
    assert await ticket(village) == before
    assert await names(village, "陈静", "1 改急 优先") >= {"李明", "韦主任"}
    now = await ticket(village)
    assert (now.urgency, now.status) == (Urgency.URGENT, Status.OPEN)
    assert [row.now[1] for row in await rows(village)] == [Urgency.URGENT]


async def test_whoever_raised_it_does_not_lower_it_by_taking_that_back(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 改急 紧急")
    before = await ticket(village)
    assert (await village.says("李明", "撤销")).reply == work.not_yours_to_calm(before, "村社工")
    assert await ticket(village) == before
    assert len(await rows(village)) == 1


async def test_what_is_sealed_now_leaves_the_hands_of_who_may_not_read_it(village: Stage) -> None:
    await village.says("张奶奶", QUARREL)
    await village.says("李明", "1 接")
    told = dict((await village.says("覃芳", "1 改类 家暴")).told)
    assert told["李明"] == "1号交给专人了，您不用再管，也别往外说。"
    assert told["陈静"].startswith("【保密】覃芳（村社工）转给您：1号")
    now = await ticket(village)
    assert (now.sealed, now.post, now.assignee_id) == (True, "社工站", None)
    assert (await village.says("李明", "查1")).reply == common.no_such(1)
    assert (await village.says("李明", "我的")).reply == common.nothing_for_worker()


async def test_a_notice_that_still_waits_is_not_sent_to_who_may_not_read_it_any_more(store_url: str) -> None:
    async with stage(store_url, start=START.replace(hour=22)) as here:
        await here.says("张奶奶", QUARREL)
        assert await names(here, "覃芳", "1 改类 家暴") == set()
        morning = dict((await here.passes(timedelta(hours=9))).told)
        assert set(morning) == {"陈静"}
        assert morning["陈静"].startswith("【保密】")


async def test_opened_again_to_all_it_goes_where_it_belongs(village: Stage) -> None:
    await village.says("王奶奶", SEALED)
    await village.says("陈静", "1 接")
    told = dict((await village.says("陈静", "1 改成 纠纷 普通")).told)
    now = await ticket(village)
    assert (now.sealed, now.post, now.status) == (False, "村委", Status.OPEN)
    assert told["韦主任"].startswith("陈静（社工站）转给您：1号")
    assert "您接了" in (await village.says("韦主任", "1 接")).reply


async def test_whoever_holds_the_new_desk_goes_on_with_it(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("覃芳", "1 接")
    came = await village.says("李明", "1 改类 低保")
    now = await ticket(village)
    assert (now.post, now.status) == ("村社工", Status.ACCEPTED)
    assert [name for name, _ in came.told] == ["覃芳"]


@pytest.mark.parametrize("after", ["1 好了 送到了", "1 好了 送到了|1"])
async def test_what_is_over_is_only_learned_from(village: Stage, after: str) -> None:
    await village.says("王奶奶", NEED)
    done, _, rated = after.partition("|")
    await village.says("李明", done)
    if rated:
        await village.says("王奶奶", rated)
    before = await ticket(village)
    came = await village.says("覃芳", "1 改成 医疗 紧急")
    now = await ticket(village)
    assert came.told == ()
    assert (now.status, now.post, now.respond_by) == (before.status, before.post, before.respond_by)
    assert (now.category, now.urgency) == ("医疗", Urgency.EMERGENCY)
    assert (await rows(village))[0].now == ("医疗", Urgency.EMERGENCY)


async def test_that_it_is_no_request_is_learned_and_closes_nothing(village: Stage) -> None:
    await village.says("王奶奶", DANGER)
    before = await ticket(village)
    came = await village.says("李明", "1 改类 闲聊")
    now = await ticket(village)
    assert (came.reply, came.told) == (work.not_a_request(before), ())
    assert (now.category, now.urgency, now.status) == (before.category, before.urgency, before.status)
    assert [row.now for row in await rows(village)] == [("非诉求", Urgency.NONE)]
    await village.says("李明", "撤销")
    assert [row.now for row in await rows(village)][1] == (before.category, before.urgency)


async def test_taken_back_it_is_where_it_was_and_nothing_is_learned(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 接")
    before = await ticket(village)
    await village.says("覃芳", "1 改类 低保")
    came = await village.says("覃芳", "撤销")
    now = await ticket(village)
    assert came.reply == work.corrected_back(before)
    assert (now.category, now.post, now.assignee_id, now.status) == (
        before.category,
        before.post,
        before.assignee_id,
        before.status,
    )
    first, last = await rows(village)
    assert first.was == last.now


async def test_once_somebody_has_gone_on_it_is_not_taken_back(village: Stage) -> None:
    await village.says("王奶奶", NEED)
    await village.says("李明", "1 改类 低保")
    await village.says("覃芳", "1 接")
    await village.says("李明", "撤销")
    assert (await ticket(village)).category == "低保"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("1 改类", "改成哪一类？"),
        ("1 改类 儿童", "可以写：留守儿童、困境儿童"),
        ("1 改急", "可以写：紧急、优先、普通、咨询"),
        ("1 改急 无", "可以写：紧急、优先、普通、咨询"),
        ("1 改类 微心愿", "1号本来就是微心愿·普通。"),
    ],
)
async def test_what_we_cannot_follow_is_answered_with_what_can_be_written(
    village: Stage, said: str, answer: str
) -> None:
    await village.says("王奶奶", NEED)
    before = await ticket(village)
    assert answer in (await village.says("李明", said)).reply
    assert await ticket(village) == before
    assert await rows(village) == []


async def test_asked_which_one_the_label_is_not_forgotten(village: Stage) -> None:
    for who in ("王奶奶", "张奶奶"):
        await village.says(who, NEED)
    assert (await village.says("李明", "改急 优先")).reply.startswith("您说的是哪一件")
    await village.says("李明", "2")
    assert [(await ticket(village, number)).urgency for number in (1, 2)] == [Urgency.ROUTINE, Urgency.URGENT]


async def test_a_group_hears_that_it_was_done_and_not_what(village: Stage) -> None:
    await village.says("张奶奶", QUARREL)
    assert (await village.says("覃芳", "1 改类 家暴", in_group=True)).reply == work.corrected_in_group(
        await ticket(village)
    )
    assert (await village.says("覃芳", "1 改类 五花八门", in_group=True)).reply == talk.ask_in_private()


@pytest.mark.parametrize("said", ["1 改类 低保", "1 改急 紧急", "1 不是微心愿 是低保"])
async def test_neither_a_villager_nor_a_worker_of_elsewhere_corrects_it(village: Stage, said: str) -> None:
    await village.says("王奶奶", NEED)
    before = await ticket(village)
    assert (await village.says("王奶奶", said)).reply == common.workers_only()
    assert (await village.says("杨梅", said)).reply == common.no_such(1)
    assert await ticket(village) == before


async def test_where_nobody_else_can_be_called_that_is_said(tmp_path: Path) -> None:
    alone = tmp_path / "alone.toml"
    text = (Path(__file__).parents[2] / "bot" / "villages" / "g_village.toml").read_text("utf-8")
    for who in ("覃芳", "陈静", "韦主任", "黄干事"):
        text = text.replace(f'accounts = ["console:{who}"]', "accounts = []")
    alone.write_text(text, "utf-8")
    async with stage(f"sqlite:///{tmp_path / 'alone.db'}", village=alone) as here:
        await here.says("王奶奶", NEED)
        came = await here.says("李明", "1 改急 紧急")
        assert came.reply == work.raised(await ticket(here), told=False)
