"""What becomes of a notice when Tencent does not take it: the row, who hears of it, and that nobody hears it twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from care.message import Address
from storage.unit import Unit
from tests.kit.platform import Trouble
from tests.kit.town import Town, town

TAKEN = "1号李明（网格员）接了"
PHONE = "1号发不到王奶奶的微信，请打电话或上门说一声。"
SOON = timedelta(seconds=6)


@pytest.fixture
async def told(here: Town) -> Town:
    """王奶奶 has reported, 李明 knows."""
    await here.villager("oWang", "屋顶漏水了")
    return here


@pytest.fixture
async def hasty(url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The same, with senders that wait for Tencent a fifth of a second."""
    async with town(url, tmp_path, patience=0.2) as here:
        await here.villager("oWang", "屋顶漏水了")
        yield here


@pytest.mark.parametrize("code", [45015, 45047, 43004, 48002, 40003])
async def test_a_caller_who_cannot_be_reached_is_the_workers_to_phone(told: Town, code: int) -> None:
    told.platform.wechat.fail_next(code)
    await told.worker("LiMing", "1 接")
    assert await told.letters("oWang") == [("taken", "gave_up", str(code))]
    assert told.heard("LiMing")[-1] == PHONE
    await told.passes(timedelta(hours=1))
    assert TAKEN not in "\n".join(told.seen("oWang"))
    assert told.heard("LiMing").count(PHONE) == 1


@pytest.mark.parametrize("code", [-1, 45011])
async def test_a_busy_platform_gets_it_again_later_and_once(told: Town, code: int) -> None:
    told.platform.wechat.fail_next(code, 2)
    await told.worker("LiMing", "1 接")
    assert await told.letters("oWang") == [("taken", "queued", str(code))]
    for _ in range(3):
        await told.passes(timedelta(minutes=1))
    assert await told.letters("oWang") == [("taken", "sent", "")]
    assert [TAKEN in text for text in told.seen("oWang")].count(True) == 1
    assert told.heard("LiMing").count(PHONE) == 0


@pytest.mark.parametrize(
    "trouble", [Trouble.SERVER_ERROR, Trouble.NOT_JSON, Trouble.BROKEN_JSON, Trouble.WRONG_SHAPE, Trouble.RESET]
)
async def test_a_broken_platform_gets_it_again_later_and_once(told: Town, trouble: Trouble) -> None:
    told.platform.wechat.fail_next(trouble)
    await told.worker("LiMing", "1 接")
    assert [row[1] for row in await told.letters("oWang")] == ["queued"]
    await told.passes(SOON)
    assert await told.letters("oWang") == [("taken", "sent", "")]
    assert [TAKEN in text for text in told.seen("oWang")].count(True) == 1


async def test_the_days_quota_used_up_is_waited_for_an_hour(told: Town) -> None:
    told.platform.wechat.fail_next(45009)
    await told.worker("LiMing", "1 接")
    before = told.platform.wechat.sends
    await told.passes(timedelta(minutes=59))
    assert told.platform.wechat.sends == before
    await told.passes(timedelta(minutes=2))
    assert await told.letters("oWang") == [("taken", "sent", "")]


async def test_a_token_revoked_on_the_way_is_renewed_without_anybody_noticing(told: Town) -> None:
    await told.worker("LiMing", "1 接")
    wechat, wecom = told.platform.wechat, told.platform.wecom
    wechat.revoke_tokens()
    wecom.revoke_tokens()
    before = wechat.token_requests, wecom.token_requests
    await told.worker("LiMing", "1 好了 修好了")
    assert "1号办好了" in told.seen("oWang")[-1]
    await told.villager("oWang", "3 还在漏")
    assert "没办好" in told.heard("QinJing")[-1]
    assert (wechat.token_requests, wecom.token_requests) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("code", [40001, 48004])
async def test_what_only_the_operator_can_put_right_keeps_everything_until_then(told: Town, code: int) -> None:
    wechat = told.platform.wechat
    wechat.fail_next(code, 999)
    await told.worker("LiMing", "1 接")
    for _ in range(5):
        await told.passes(timedelta(hours=5))
        assert await told.letters("oWang") == [("taken", "queued", str(code))]
    wechat.api.host.faults.clear()
    await told.passes(timedelta(hours=1))
    assert await told.letters("oWang") == [("taken", "sent", "")]
    assert TAKEN in told.seen("oWang")[-1]


async def test_after_a_day_of_trouble_the_worker_is_told_to_phone(told: Town) -> None:
    told.platform.wechat.fail_next(-1, 999)
    await told.worker("LiMing", "1 接")
    await told.passes(timedelta(hours=25))
    assert await told.letters("oWang") == [("taken", "gave_up", "-1")]
    assert told.heard("LiMing")[-1] == PHONE


async def test_what_may_have_arrived_is_sent_again_and_a_member_sees_it_once(hasty: Town) -> None:
    wecom = hasty.platform.wecom
    wecom.fail_next(Trouble.TAKEN)
    await hasty.villager("oChen", "门口路灯坏了")
    assert [row[1] for row in await hasty.letters("LiMing")] == ["sent", "queued"]
    await hasty.passes(SOON)
    assert [row[1] for row in await hasty.letters("LiMing")] == ["sent", "sent"]
    assert ["2号" in text for text in hasty.heard("LiMing")].count(True) == 1
    assert wecom.swallowed == 1


async def test_a_platform_that_hangs_holds_up_nobody_else(hasty: Town) -> None:
    hasty.platform.wechat.fail_next(Trouble.HANG)
    await hasty.worker("LiMing", "1 接")
    assert [row[1] for row in await hasty.letters("oWang")] == ["queued"]
    assert "记下2号" in await hasty.villager("oChen", "门口路灯坏了")
    assert "2号" in hasty.heard("LiMing")[-1]
    await hasty.passes(SOON)
    assert [TAKEN in text for text in hasty.seen("oWang")].count(True) == 1


async def test_after_48_hours_of_silence_the_platform_is_not_even_asked(told: Town) -> None:
    await told.passes(timedelta(hours=49))
    before = told.platform.wechat.sends
    await told.worker("LiMing", "1 接")
    assert told.platform.wechat.sends == before
    assert ("taken", "gave_up", "local:45015") in await told.letters("oWang")
    assert told.heard("LiMing")[-1] == PHONE


async def test_the_sixth_message_in_one_window_is_told_by_phone_and_a_new_word_opens_the_next(told: Town) -> None:
    wechat = told.platform.wechat
    await told.passes(timedelta(seconds=1))
    for number in range(1, 4):
        await told.worker("LiMing", "1 接" if number == 1 else "接")
        await told.worker("LiMing", "1 好了 修好了")
        await told.worker("LiMing", "撤销")
    assert len(told.seen("oWang")) == 1 + 5
    assert wechat.sends == 5
    assert told.heard("LiMing")[-1] == PHONE
    await told.passes(timedelta(seconds=1))
    await told.villager("oWang", "查")
    await told.worker("LiMing", "1 好了 修好了")
    assert "1号办好了" in told.seen("oWang")[-1]


async def test_touching_the_menu_does_not_shut_the_window_that_words_have_opened(told: Town) -> None:
    wechat = told.platform.wechat
    await told.passes(timedelta(minutes=1))
    await wechat.sends_letter(wechat.letters.tap("oWang", "查"))
    await told.passes(timedelta(hours=1))
    await told.worker("LiMing", "1 接")
    assert TAKEN in told.seen("oWang")[-1]
    assert PHONE not in told.heard("LiMing")


async def test_whoever_only_followed_can_be_told_for_a_minute(here: Town) -> None:
    wechat = here.platform.wechat
    await here.villager("oWang", "屋顶漏水了")
    await wechat.sends_letter(wechat.letters.unfollow("oWang"))
    await here.passes(timedelta(seconds=1))
    await wechat.sends_letter(wechat.letters.follow("oWang"))
    await here.passes(timedelta(seconds=50))
    await here.worker("LiMing", "1 接")
    assert TAKEN in here.seen("oWang")[-1]
    await here.passes(timedelta(seconds=20))
    await here.worker("LiMing", "1 好了 修好了")
    assert here.heard("LiMing")[-1] == PHONE


async def test_a_worker_unknown_to_the_corporation_is_replaced_by_the_next_who_hears_of_whom(here: Town) -> None:
    here.platform.wecom.members.discard("liming")
    await here.villager("oWang", "屋顶漏水了")
    assert await here.letters("LiMing") == [("new", "gave_up", "81013")]
    (told,) = here.heard("ZhouQiang")
    assert told.startswith("发给李明的没送到，请您看看：\n1号 大樟村 王奶奶：屋顶漏水了")
    assert "1号您接了" in await here.worker("ZhouQiang", "1 接")
    assert here.heard("QinJing") == []


async def test_a_worker_named_in_invaliduser_is_not_reached_though_the_errcode_is_0(here: Town) -> None:
    here.platform.wecom.refused["liming"] = "invaliduser"
    here.platform.wecom.refused["zhouqiang"] = "unlicenseduser"
    await here.villager("oWang", "屋顶漏水了")
    assert [row[1] for row in await here.letters("LiMing")] == ["gave_up"]
    assert [row[1] for row in await here.letters("ZhouQiang")] == ["gave_up"]
    (told,) = here.heard("QinJing")
    assert told.startswith("发给周强的没送到")


async def test_nobody_reached_is_in_the_dead_letters_and_in_the_metrics(here: Town) -> None:
    here.platform.wecom.members.clear()
    await here.villager("oWang", "屋顶漏水了")
    dead = await here.app.store.run(lambda unit: unit.outbox.dead())
    assert [(letter.state, letter.errcode) for letter in dead] == [("gave_up", "81013")] * 3
    async with aiohttp.ClientSession() as session, session.get(here.address + "/metrics") as answer:
        assert 'shouwang_outbox{state="gave_up"} 3.0' in await answer.text()


@pytest.mark.parametrize("fault", [-1, 45009, 45033, 40014, Trouble.SERVER_ERROR, Trouble.RESET])
async def test_a_notice_to_a_worker_goes_out_once_after_the_trouble(here: Town, fault: int | Trouble) -> None:
    here.platform.wecom.fail_next(fault)
    await here.villager("oWang", "屋顶漏水了")
    await here.passes(timedelta(minutes=2))
    assert await here.letters("LiMing") == [("new", "sent", "")]
    assert len(here.heard("LiMing")) == 1
    assert here.heard("ZhouQiang") == []


@pytest.mark.parametrize(("code", "at"), [(60020, "send"), (48002, "send"), (301002, "send"), (40001, "token")])
async def test_a_notice_waits_for_the_operator(here: Town, code: int, at: str) -> None:
    here.platform.wecom.fail_next(code, 999, at=at)
    await here.villager("oWang", "屋顶漏水了")
    await here.passes(timedelta(hours=1))
    assert await here.letters("LiMing") == [("new", "queued", str(code))]
    here.platform.wecom.host.faults.clear()
    await here.passes(timedelta(hours=1))
    assert await here.letters("LiMing") == [("new", "sent", "")]


async def test_a_letter_that_falls_due_among_those_tried_before_is_not_lost_with_them(here: Town) -> None:
    now, later = here.clock.now(), here.clock.now() + timedelta(minutes=1)

    def put(unit: Unit) -> None:
        for number in range(5):
            due = later if number == 2 else now
            unit.outbox.put(Address("wecom", "LiMing"), f"第{number}条", topic="new", at=now, not_before=due)

    here.platform.wecom.fail_next(-1)
    await here.app.store.run(put)
    await here.deliver()
    await here.passes(timedelta(minutes=2))
    assert sorted("\n\n".join(here.heard("LiMing")).split("\n\n")) == [f"第{number}条" for number in range(5)]
