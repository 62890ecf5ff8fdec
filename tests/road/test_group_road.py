"""智能机器人, the whole road: a need in the group is one neutral line there, everything else is said in private."""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from care.calendar import SHANGHAI
from tests.kit.program import environment, run
from tests.kit.town import GROUP, Town, town

NIGHT = datetime(2026, 3, 2, 3, 0, tzinfo=SHANGHAI)
FALLEN = "我爷爷摔倒起不来了"


async def test_a_need_in_the_group_is_a_neutral_line_there_and_a_full_answer_in_private(
    store_url: str, tmp_path: Path
) -> None:
    async with town(store_url, tmp_path) as here:
        line = await here.in_group("ChenBo", "屋顶漏水了")
        assert line == "收到了，已记下1号。村里的人会找您。"
        (aside,) = here.heard("ChenBo")
        assert "记下1号" in aside
        assert "李明（网格员）会联系您" in aside
        assert "陈大伯：屋顶漏水了" in here.heard("LiMing")[0]
        assert "1号您接了" in await here.worker("LiMing", "1 接")
        assert "1号李明（网格员）接了" in here.heard("ChenBo")[-1]
        assert "1号办好了" in await here.worker("LiMing", "1 好了 修好了")
        assert await here.worker("ChenBo", "1") == "谢谢，记下了。"
        assert here.platform.aibot.group_seen(GROUP) == [line]


async def test_the_group_never_hears_names_or_needs_whatever_is_asked_there(here: Town) -> None:
    await here.villager("oWang", "屋顶漏水了")
    for words in (
        "查1",
        "1 接",
        "我的",
        "1 备注 王奶奶一个人住",
        "1 明天",
        "1 转 社工站 王奶奶要评估",
        "1 好了 修好了",
    ):
        await here.in_group("LiMing", words)
    said = "\n".join(here.platform.aibot.group_seen(GROUP))
    assert said
    assert not [word for word in ("王奶奶", "漏水", "评估", "一个人", "修好了") if word in said]


async def test_answering_a_quoted_notice_finds_its_ticket(here: Town) -> None:
    await here.villager("oWang", "屋顶漏水了")
    await here.villager("oChen", "门口路灯坏了")
    first, second = here.heard("LiMing")
    assert "1号" in await here.worker("LiMing", "接", quote=first)
    assert await here.in_group("LiMing", "好了 修好了", quote=first) == "1号办好了。"
    assert "2号您接了" in await here.worker("LiMing", "接", quote=second)
    assert "1号办好了：修好了" in here.seen("oWang")[-1]
    assert await here.rows("SELECT number, status FROM tickets ORDER BY number") == [(1, "办结"), (2, "在办")]


@pytest.mark.parametrize("words", ["收到", "谢谢", "好的"])
async def test_thanks_in_the_group_are_met_with_silence(here: Town, words: str) -> None:
    assert await here.in_group("ChenBo", words) == ""
    assert await here.rows("SELECT count(*) FROM tickets") == [(0,)]


async def test_danger_in_the_group_at_three_in_the_morning_wakes_everyone_on_duty(
    store_url: str, tmp_path: Path
) -> None:
    async with town(store_url, tmp_path, start=NIGHT) as here:
        assert await here.in_group("ChenBo", FALLEN) == "已通知村里值班的人。有危险先打120/110。"
        assert here.heard("ChenBo")[0].startswith("别慌。先打120。")
        for member in ("LiMing", "ZhouQiang", "QinJing"):
            (told,) = here.heard(member)
            assert told.startswith("【紧急】1号 大樟村 陈大伯：")
        assert here.heard("YangMei") == []
        assert "马上联系" in await here.worker("QinJing", "1 接")
        assert "覃静（社工站）接了" in here.heard("LiMing")[-1]


async def test_what_can_wait_is_not_told_at_night_but_at_six(url: str, tmp_path: Path) -> None:
    async with town(url, tmp_path, start=NIGHT) as here:
        assert "明早有人联系您" in await here.villager("oWang", "屋顶漏水了")
        assert here.heard("LiMing") == []
        await here.passes(timedelta(hours=2, minutes=59))
        assert here.heard("LiMing") == []
        await here.passes(timedelta(minutes=2))
        assert "屋顶漏水了" in here.heard("LiMing")[0]


async def test_danger_nobody_takes_goes_on_calling(url: str, tmp_path: Path) -> None:
    async with town(url, tmp_path, start=NIGHT) as here:
        await here.villager("oWang", FALLEN)
        await here.passes(timedelta(minutes=11))
        assert len(here.heard("LiMing")) == len(here.heard("QinJing")) == 2
        assert "还没有人接" in here.heard("QinJing")[-1]
        await here.worker("LiMing", "1 接")
        await here.passes(timedelta(minutes=11))
        assert [text for text in here.heard("QinJing") if "还没有人接" in text] == [here.heard("QinJing")[1]]


async def test_voice_in_private_is_its_words(here: Town) -> None:
    aibot = here.platform.aibot
    (answer,) = await aibot.sends_letter(aibot.wire.voice("ChenBo", "屋顶漏水了"))
    assert "记下1号" in answer
    await here.deliver()
    await aibot.sends_letter(aibot.wire.voice("LiMing", "一号我接了。"))
    assert await here.rows("SELECT status FROM tickets") == [("在办",)]


async def test_text_with_a_picture_is_a_need_in_the_group_and_in_private(here: Town) -> None:
    aibot = here.platform.aibot
    (line,) = await aibot.sends_letter(aibot.wire.mixed("ChenBo", "屋顶漏水了", chatid=GROUP))
    assert line == "收到了，已记下1号。村里的人会找您。"
    (answer,) = await aibot.sends_letter(aibot.wire.mixed("YangMei", "村口路灯坏了"))
    assert "2号" in answer
    assert await here.rows("SELECT media FROM inbox") == [("http://cdn.invalid/picture",)] * 2


async def test_pictures_and_files_in_private_are_kept(here: Town) -> None:
    aibot = here.platform.aibot
    for letter in (aibot.wire.image("ChenBo"), aibot.wire.file("ChenBo")):
        (answer,) = await aibot.sends_letter(letter)
        assert "什么事" in answer
    assert await here.rows("SELECT kind FROM inbox ORDER BY kind") == [("file",), ("image",)]


async def test_opening_the_chat_is_welcomed(here: Town) -> None:
    (welcome,) = await here.platform.aibot.sends_letter(here.platform.aibot.wire.enter("ChenBo"))
    assert "守望" in welcome
    assert here.platform.aibot.complaints == []


async def test_a_stream_polled_again_still_says_the_same(here: Town) -> None:
    aibot = here.platform.aibot
    letter = aibot.wire.text("ChenBo", "屋顶漏水了")
    callback = aibot.wire.compose(letter)
    said = aibot.wire.read(callback, await aibot.post(callback))
    assert said is not None
    assert said.finished
    poll = aibot.wire.compose(aibot.wire.poll(letter, said.stream))
    assert aibot.wire.read(poll, await aibot.post(poll)) == said
    await aibot.poll()
    assert (aibot.streams, aibot.complaints) == ([], [])


async def test_a_callback_five_times_at_once_is_one_ticket_and_equal_answers(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, tmp_path) as here:
        aibot = here.platform.aibot
        letter = aibot.wire.text("ChenBo", "屋顶漏水了", chatid=GROUP)
        callbacks = [aibot.wire.compose(letter) for _ in range(5)]
        answers = await asyncio.gather(*(aibot.post(callback) for callback in callbacks))
        said = {aibot.wire.read(callback, answer) for callback, answer in zip(callbacks, answers, strict=True)}
        await here.deliver()
        assert len(said) == 1
        assert await here.rows("SELECT count(*) FROM tickets") == [(1,)]
        assert len(here.heard("LiMing")) == len(here.heard("ChenBo")) == 1


async def invited(url: str, folder: Path, who: str) -> str:
    """The code that `python -m bot invite` prints."""
    program = await run("invite", who, env=environment(None, url, folder))
    assert program.code == 0, program.err
    found = re.search(r"绑定 ([A-Z0-9]{6,})", program.out)
    assert found is not None, program.out
    return found[1]


async def test_a_code_makes_an_account_somebodys_once(here: Town, url: str, tmp_path: Path) -> None:
    code = await invited(url, tmp_path, "赵丽")
    assert await here.in_group("ZhaoLi", f"绑定 {code}") == "这个码是给个人用的，请私下发给我。"
    assert (await here.worker("ZhaoLi", f"绑定 {code.lower()}")).startswith("绑定好了：赵丽，小溪村。")
    assert "不对或过期" in await here.worker("Thief", f"绑定 {code}")
    here.platform.wecom.hire("ZhaoLi")
    await here.worker("ZhaoLi", "屋顶漏水了")
    assert "小溪村 赵丽：屋顶漏水了" in here.heard("YangMei")[0]


async def test_a_code_binds_a_group_to_its_village(here: Town, url: str, tmp_path: Path) -> None:
    code = await invited(url, tmp_path, "小溪村")
    assert "请在群里发" in await here.worker("YangMei", f"绑定 {code}")
    assert "本群绑定小溪村" in await here.in_group("YangMei", f"绑定 {code}", group="wrXiaoxi01")
    assert "记下1号" in await here.in_group("Somebody", "屋顶漏水了", group="wrXiaoxi01")
    assert "小溪村" in here.heard("YangMei")[0]
    assert here.heard("LiMing") == []


async def test_an_expired_code_binds_nobody(here: Town, url: str, tmp_path: Path) -> None:
    code = await invited(url, tmp_path, "赵丽")
    here.clock.move(timedelta(days=366))
    assert "不对或过期" in await here.worker("ZhaoLi", f"绑定 {code}")
