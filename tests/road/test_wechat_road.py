"""公众号, the whole road: a villager's frame in, a ticket, the worker told, closed by answering, rated."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.platform import Mode
from tests.kit.town import Town, town


async def test_a_leak_is_told_taken_closed_and_rated(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, tmp_path) as here:
        answer = await here.villager("oWang", "屋顶漏水了")
        assert "记下1号" in answer
        assert "李明（网格员）会联系您" in answer
        (told,) = here.heard("LiMing")
        assert "王奶奶：屋顶漏水了" in told
        assert "「1 接」" in told
        assert "「1 好了 结果」" in told
        assert "1号您接了" in await here.worker("LiMing", "1 接")
        assert "1号李明（网格员）接了" in here.seen("oWang")[-1]
        assert "1号办好了：修好了" in await here.worker("LiMing", "好了 修好了")
        assert here.seen("oWang")[-1] == "1号办好了：修好了\n回1满意 2一般 3不满意"
        assert await here.villager("oWang", "1") == "谢谢，记下了。"
        assert await here.rows("SELECT status, rating, outcome FROM tickets") == [("归档", 1, "修好了")]
        assert here.heard("ZhouQiang") == []
        assert {row[1] for row in await here.letters("oWang")} == {"sent"}
        assert here.platform.wechat.complaints == []


async def test_an_unhappy_rating_goes_one_rung_up(here: Town) -> None:
    await here.villager("oWang", "屋顶漏水了")
    await here.worker("LiMing", "1 接")
    await here.worker("LiMing", "1 好了 修好了")
    assert "1号重新办" in await here.villager("oWang", "3 还在漏")
    told = here.heard("QinJing")[-1]
    assert "没办好" in told
    assert "还在漏\n1号 大樟村 王奶奶：屋顶漏水了" in told


@pytest.mark.parametrize("mode", list(Mode))
async def test_every_mode_is_answered_in_its_own(url: str, tmp_path: Path, mode: Mode) -> None:
    async with town(url, tmp_path, sealed=mode is not Mode.PLAIN) as here:
        here.platform.wechat.wire.mode = mode
        assert await here.platform.wechat.greet()
        assert "记下1号" in await here.villager("oWang", "屋顶漏水了")
        assert here.platform.wechat.complaints == []
        assert len(here.heard("LiMing")) == 1


async def test_a_voice_is_its_words(here: Town) -> None:
    wechat = here.platform.wechat
    (answer,) = await wechat.sends_letter(wechat.letters.voice("oWang", "屋顶漏水了"))
    assert "记下1号" in answer
    await here.deliver()
    assert "屋顶漏水了" in here.heard("LiMing")[0]
    assert await here.rows("SELECT kind, media FROM inbox") == [("voice", "MEDIA-V")]


async def test_a_voice_without_words_is_kept_answered_honestly_and_given_to_a_person(here: Town) -> None:
    wechat = here.platform.wechat
    (answer,) = await wechat.sends_letter(wechat.letters.voice("oWang"))
    assert "没听清" in answer
    assert "1号" in answer
    await here.deliver()
    assert "[语音]" in here.heard("LiMing")[0]
    assert await here.rows("SELECT kind, media FROM inbox") == [("voice", "MEDIA-V")]


async def test_a_picture_waits_for_its_word(here: Town) -> None:
    wechat = here.platform.wechat
    (answer,) = await wechat.sends_letter(wechat.letters.image("oWang"))
    assert "说一句" in answer
    assert await here.rows("SELECT count(*) FROM tickets") == [(0,)]
    assert "记下1号" in await here.villager("oWang", "屋顶漏水了")
    assert await here.rows("SELECT text FROM tickets") == [("屋顶漏水了\n[图片]",)]
    (kept,) = await wechat.sends_letter(wechat.letters.image("oWang"))
    assert "记在1号里" in kept
    await here.deliver()
    assert "[图片]" in here.heard("LiMing")[-1]


async def test_a_place_keeps_where_it_is(here: Town) -> None:
    wechat = here.platform.wechat
    (answer,) = await wechat.sends_letter(wechat.letters.location("oWang", "24.1", "109.2", "大樟村口"))
    assert "什么事" in answer
    await here.villager("oWang", "屋顶漏水了")
    ((text,),) = await here.rows("SELECT text FROM tickets")
    assert "24.1,109.2" in text


async def test_what_asks_nothing_makes_no_ticket(here: Town) -> None:
    wechat = here.platform.wechat
    pen = wechat.letters
    letters = [pen.link("oWang", "养生文章"), pen.view("oWang", "http://village.invalid/")]
    letters += [pen.event("oWang", "TEMPLATESENDJOBFINISH"), pen.event("oWang", "next_year_event")]
    for letter in letters:
        assert await wechat.sends_letter(letter) == []
    assert await here.villager("oWang", "谢谢") == ""
    assert await here.rows("SELECT count(*) FROM tickets") == [(0,)]
    assert (wechat.unanswered, wechat.complaints) == ([], [])


async def test_a_type_nobody_knows_yet_is_kept_and_answered(here: Town) -> None:
    wechat = here.platform.wechat
    (answer,) = await wechat.sends_letter(wechat.letters.strange("oWang"))
    assert "什么事" in answer
    assert await here.rows("SELECT kind FROM inbox") == [("other",)]


async def test_whoever_follows_through_a_villages_code_lives_there(here: Town) -> None:
    wechat = here.platform.wechat
    (welcome,) = await wechat.sends_letter(wechat.letters.follow("oNew", "小溪村"))
    assert "小溪村" in welcome
    assert "杨梅（网格员）" in await here.villager("oNew", "屋顶漏水了")
    assert "小溪村" in here.heard("YangMei")[0]


async def test_a_scan_by_somebody_who_follows_already_moves_them(here: Town) -> None:
    wechat = here.platform.wechat
    (plain,) = await wechat.sends_letter(wechat.letters.follow("oNew"))
    assert "大樟村" in plain
    (moved,) = await wechat.sends_letter(wechat.letters.scan("oNew", "小溪村"))
    assert "小溪村" in moved
    assert "杨梅（网格员）" in await here.villager("oNew", "屋顶漏水了")


async def test_the_scene_of_an_unknown_village_is_no_trouble(here: Town) -> None:
    wechat = here.platform.wechat
    (welcome,) = await wechat.sends_letter(wechat.letters.follow("oNew", "nowhere"))
    assert "欢迎" in welcome


async def test_nothing_is_sent_to_whoever_left_and_the_worker_knows(here: Town) -> None:
    wechat = here.platform.wechat
    await here.villager("oWang", "屋顶漏水了")
    here.clock.advance(timedelta(seconds=1))
    assert await wechat.sends_letter(wechat.letters.unfollow("oWang")) == []
    await here.worker("LiMing", "1 接")
    assert wechat.sends == 0
    assert "发不到王奶奶的微信，请打电话" in here.heard("LiMing")[-1]
    here.clock.advance(timedelta(seconds=1))
    await wechat.sends_letter(wechat.letters.follow("oWang"))
    await here.worker("LiMing", "1 好了 修好了")
    assert "1号办好了" in here.seen("oWang")[-1]


async def test_a_menu_tap_is_the_command_on_it(here: Town) -> None:
    wechat = here.platform.wechat
    assert "有事直接说" in "".join(await wechat.sends_letter(wechat.letters.tap("oWang", "帮助")))
    await here.villager("oWang", "屋顶漏水了")
    assert "1号" in "".join(await wechat.sends_letter(wechat.letters.tap("oWang", "查")))


async def test_one_letter_in_three_requests_is_one_ticket_with_equal_answers(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, tmp_path) as here:
        wechat = here.platform.wechat
        letter = wechat.letters.text("oWang", "屋顶漏水了")
        wechat.happened(letter)
        answers = [wechat.wire.read(letter, await wechat.post(wechat.wire.compose(letter))) for _ in range(3)]
        await here.deliver()
        assert len(set(answers)) == 1
        assert await here.rows("SELECT count(*) FROM tickets") == [(1,)]
        assert len(here.heard("LiMing")) == 1


async def test_the_same_letter_five_times_at_once_is_one_ticket_with_equal_answers(
    store_url: str, tmp_path: Path
) -> None:
    async with town(store_url, tmp_path) as here:
        wechat = here.platform.wechat
        letter = wechat.letters.text("oStranger", "屋顶漏水了")
        envelopes = [wechat.wire.compose(letter) for _ in range(5)]
        answers = await asyncio.gather(*(wechat.post(envelope) for envelope in envelopes))
        read = {wechat.wire.read(letter, answer) for answer in answers}
        await here.deliver()
        assert len(read) == 1
        assert "记下1号" in read.pop()
        assert await here.rows("SELECT count(*) FROM tickets") == [(1,)]
        assert await here.rows("SELECT count(*) FROM inbox") == [(1,)]
        assert len(here.heard("LiMing")) == 1


async def test_two_villagers_may_have_the_same_msgid(here: Town) -> None:
    wechat = here.platform.wechat
    (first,) = await wechat.says("oWang", "屋顶漏水了", msg_id=77)
    (second,) = await wechat.says("oChen", "门口路灯坏了", msg_id=77)
    assert "1号" in first
    assert "2号" in second


def _all_sent(rows: list[tuple[object, ...]]) -> bool:
    return all(state == "sent" for _, state, _ in rows)


async def test_a_burst_to_one_worker_reaches_them_whole_within_the_platforms_rate(here: Town) -> None:
    wechat, wecom = here.platform.wechat, here.platform.wecom
    await asyncio.gather(*(wechat.says(f"oMany{n}", "屋顶漏水了") for n in range(60)))
    for _ in range(8):
        await here.passes(timedelta(seconds=20))
    everything = "\n".join(here.heard("LiMing"))
    assert all(f"{n}号 大樟村" in everything for n in range(1, 61))
    assert (wecom.dropped, wecom.truncated, wecom.swallowed) == (0, 0, 0)
    assert _all_sent(await here.letters("LiMing"))
