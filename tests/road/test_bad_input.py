"""Whatever comes in at the door: a clear answer, a log line, nothing lost, and 500 only for what is not stored."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bot.channels.base import MAX_BODY
from tests.kit.platform import Mode
from tests.kit.platform.letters import Letter
from tests.kit.platform.postman import Callback
from tests.kit.platform.seal import BLOCK, Seal, frame, pad
from tests.kit.town import GROUP, Town, town
from tests.road.conftest import Lines

LEAK = "屋顶漏水了"


def sealed(here: Town, inner: str | bytes) -> Callback:
    return here.platform.wechat.wire.envelope(inner, "oWang", Mode.SAFE)


def letter(here: Town, words: str, sender: str = "oWang") -> Letter:
    return here.platform.wechat.letters.text(sender, words)


def framed(here: Town, padded: bytes) -> Callback:
    wire = here.platform.wechat.wire
    return wire.enclose(wire.seal.encrypt_frame(padded), "oWang")


def forgeries(here: Town) -> dict[str, Callback]:
    wire = here.platform.wechat.wire
    inner = letter(here, LEAK).xml.encode()
    good = sealed(here, inner)
    whole = pad(frame(inner, wire.app_id))
    return {
        "signature": Callback({**good.query, "msg_signature": "0" * 40}, good.body),
        "no signature": Callback({k: v for k, v in good.query.items() if k != "msg_signature"}, good.body),
        "nonce": Callback({**good.query, "nonce": "1"}, good.body),
        "timestamp": Callback({**good.query, "timestamp": "x"}, good.body),
        "another's token": wire.envelope(inner, "oWang", Mode.SAFE, Seal("t", wire.encoding_aes_key, wire.app_id)),
        "another's receiver id": wire.envelope(
            inner, "oWang", Mode.SAFE, Seal(wire.token, wire.encoding_aes_key, "wx9999999999999999")
        ),
        "padding of 33": framed(here, whole[:-1] + bytes([BLOCK + 1])),
        "padding of 0": framed(here, whole[:-1] + b"\0"),
        "uneven padding": framed(here, whole[:-2] + b"\x09" + whole[-1:]),
        "a length that lies": framed(here, pad(frame(inner, wire.app_id, length=1 << 31))),
        "not base64": wire.enclose("!!!!", "oWang"),
        "half a block": wire.enclose("AAAAAAAAAAAAAAAAAAAAAA==", "oWang"),
        "nothing": wire.enclose("", "oWang"),
        "plain in safe mode": wire.envelope(inner, "oWang", Mode.PLAIN),
        "empty body": replace(good, body=b""),
        "no query": Callback({}, good.body),
    }


async def test_forged_callbacks_get_403_and_leave_nothing(here: Town, lines: Lines) -> None:
    wechat = here.platform.wechat
    answers = {name: (await wechat.post(callback)).status for name, callback in forgeries(here).items()}
    assert answers == dict.fromkeys(answers, 403)
    assert await here.rows("SELECT count(*) FROM inbox") == [(0,)]
    assert lines().count('"event": "refused"') == len(answers)


async def test_forged_greetings_get_403(here: Town) -> None:
    wechat, aibot = here.platform.wechat, here.platform.aibot
    for surface, greeting in ((wechat, wechat.wire.greeting("1")), (aibot, aibot.wire.greeting("1"))):
        assert (await surface.postman.carry(surface.url, greeting)).status == 200
        for changed in ({"timestamp": "9"}, {"nonce": "9"}):
            forged = replace(greeting, query={**greeting.query, **changed})
            assert (await surface.postman.carry(surface.url, forged)).status == 403
        assert (await surface.postman.carry(surface.url, Callback({}, method="GET"))).status == 403


async def test_a_replayed_callback_is_answered_as_before_and_does_nothing(here: Town) -> None:
    wechat = here.platform.wechat
    written = letter(here, LEAK)
    wechat.happened(written)
    callback = wechat.wire.compose(written)
    first = wechat.wire.read(written, await wechat.post(callback))
    await here.worker("LiMing", "1 接")
    await here.worker("LiMing", "1 好了 修好了")
    assert wechat.wire.read(written, await wechat.post(callback)) == first
    await here.deliver()
    assert await here.rows("SELECT status FROM tickets") == [("办结",)]
    assert len(await here.letters("LiMing")) == 1


async def test_a_body_over_the_limit_gets_413(here: Town) -> None:
    wechat, aibot = here.platform.wechat, here.platform.aibot
    big = b"<xml><ToUserName>x</ToUserName><Encrypt>" + b"A" * MAX_BODY + b"</Encrypt></xml>"
    assert (await wechat.post(replace(sealed(here, "<xml/>"), body=big))).status == 413
    assert (await aibot.post(replace(aibot.wire.envelope("{}"), body=big))).status == 413


BOMB = '<!DOCTYPE xml [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
GARBLED: dict[str, str | bytes] = {
    "entity bomb": BOMB + "<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>&b;</Content></xml>",
    "outer entity": '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><Content>&a;</Content></xml>',
    "half": "<xml><FromUserName>oWang</FromUserName><MsgType>text",
    "two roots": "<xml></xml><xml></xml>",
    "JSON": '{"FromUserName":"oWang"}',
    "nothing": "",
    "nobody speaks": "<xml><MsgType>text</MsgType><Content>hi</Content></xml>",
    "nothing is said": "<xml><FromUserName>oWang</FromUserName></xml>",
    "too deep": "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>",
    "bytes": b"<xml><FromUserName>\xff\xfe</FromUserName></xml>",
    "half a character": "<xml><FromUserName>oWang</FromUserName><Content>屋".encode()[:-1] + b"</Content></xml>",
}


async def test_genuine_but_unreadable_is_taken_quietly_so_that_it_is_not_sent_again(here: Town) -> None:
    answers = {name: await here.platform.wechat.post(sealed(here, inner)) for name, inner in GARBLED.items()}
    assert {name: (answer.status, answer.body) for name, answer in answers.items()} == dict.fromkeys(
        GARBLED, (200, b"")
    )
    assert await here.rows("SELECT count(*) FROM inbox") == [(0,)]


async def test_unreadable_json_is_taken_quietly(here: Town) -> None:
    inners = ["", "null", "[]", '"x"', "{", "{}", '{"msgid":1}', "[" * 5000, '{"from":[],"msgid":"1"}']
    for inner in inners:
        answer = await here.platform.aibot.post(here.platform.aibot.wire.envelope(inner))
        assert (answer.status, answer.body) == (200, b""), inner
    assert await here.rows("SELECT count(*) FROM inbox") == [(0,)]


ODD = [
    "]]>",
    LEAK + "]]><MsgType>news</MsgType><![CDATA[",
    "<Content>注入</Content>",
    "&lt;&amp;&#0;",
    "🏚️" * 50,
    "\u202e倒着写\u200b",
    "' OR 1=1; DROP TABLE inbox; --",
    "%s %(text)s {0} ${HOME}",
    "\u0001\u0002" + LEAK + "\u001f",
    "\ud7ff\ue000\uffee",
    " \t\r\n ",
]


async def test_odd_words_are_stored_and_answered_in_good_xml(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, tmp_path) as here:
        wechat = here.platform.wechat
        for number, words in enumerate(ODD):
            await wechat.says(f"oOdd{number}", words)
            assert wechat.complaints == [], words
            assert wechat.unanswered == [], words
        await here.deliver()
        assert await here.rows("SELECT count(*) FROM inbox") == [(len(ODD),)]


async def test_the_end_of_a_cdata_section_reaches_the_worker_as_it_was_said(here: Town) -> None:
    await here.villager("oWang", LEAK + "]]><a/>")
    await here.worker("LiMing", "1 接")
    assert "]]><a/>" in await here.worker("LiMing", "1 好了 修好了]]><a/>真的")
    assert "]]><a/>" in here.heard("LiMing")[0]
    assert "]]><a/>" in here.seen("oWang")[-1]
    assert "]]><a/>" in await here.villager("oWang", "查1")
    assert here.platform.wechat.complaints == []


async def test_a_message_of_20000_characters_is_stored_answered_and_told_that_it_was_cut(
    store_url: str, tmp_path: Path
) -> None:
    async with town(store_url, tmp_path) as here:
        long = (LEAK + "，" + "慢慢修就好" * 5000)[:20_000]
        here.platform.wechat.wire.mode = Mode.COMPATIBLE
        answer = await here.villager("oWang", long)
        assert "记下1号" in answer
        assert "只记下了开头" in answer
        ((kept,),) = await here.rows("SELECT text FROM inbox")
        assert kept == long
        ((text,),) = await here.rows("SELECT text FROM tickets")
        assert long.startswith(text)
        assert len(here.heard("LiMing")) == 1
        assert here.platform.wecom.truncated == 0


async def test_two_first_messages_of_one_stranger_at_once_make_one_person(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, tmp_path) as here:
        wechat = here.platform.wechat
        both = await asyncio.gather(wechat.says("oNew", LEAK), wechat.says("oNew", "低保怎么办"))
        assert all(both)
        assert wechat.unanswered == []
        assert await here.rows("SELECT count(*) FROM people WHERE NOT known") == [(1,)]
        assert await here.rows("SELECT count(*) FROM tickets") == [(2,)]


@contextmanager
def somebody_writing(url: str) -> Iterator[None]:
    """Another connection in the middle of its own writing."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    postgres = engine.dialect.name == "postgresql"
    with engine.connect() as other:
        for statement in ("BEGIN", "LOCK TABLE inbox") if postgres else ("BEGIN IMMEDIATE",):
            other.exec_driver_sql(statement)
        try:
            yield
        finally:
            other.exec_driver_sql("ROLLBACK")


async def test_a_database_locked_for_a_while_only_takes_longer(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, tmp_path) as here:
        with somebody_writing(store_url):
            waiting = asyncio.create_task(here.platform.wechat.says("oWang", LEAK))
            assert (await asyncio.wait([waiting], timeout=0.3))[1] == {waiting}
        assert "记下1号" in "".join(await waiting)


async def test_an_answer_that_came_too_late_for_the_platform_is_given_to_its_retry(
    store_url: str, tmp_path: Path
) -> None:
    async with town(store_url, tmp_path) as here:
        wechat = here.platform.wechat
        patience, wechat.postman.patience = wechat.postman.patience, 0.1
        with somebody_writing(store_url):
            assert await wechat.says("oWang", LEAK) == []
        wechat.postman.patience = patience
        await wechat.retry()
        await here.deliver()
        assert "记下1号" in here.seen("oWang")[-1]
        assert await here.rows("SELECT count(*) FROM tickets") == [(1,)]
        assert len(here.heard("LiMing")) == 1


async def test_a_database_locked_too_long_is_500_and_the_platforms_retry_is_stored_once(here: Town, url: str) -> None:
    wechat = here.platform.wechat
    await here.app.store.run(lambda unit: unit.session.connection.execute("PRAGMA busy_timeout = 50"))
    with somebody_writing(url):
        assert await wechat.says("oWang", LEAK) == []
        assert len(wechat.unanswered) == 1
    await wechat.retry()
    await here.deliver()
    assert "记下1号" in here.seen("oWang")[-1]
    assert await here.rows("SELECT count(*) FROM tickets") == [(1,)]
    assert len(here.heard("LiMing")) == 1


async def fill(here: Town) -> None:
    """SQLite may not grow its file by one page any more: its own SQLITE_FULL, as on a full disk."""
    await here.rows("PRAGMA max_page_count = 1")


async def make_room(here: Town) -> None:
    await here.rows("PRAGMA max_page_count = 1000000")


async def test_a_full_disk_is_500_for_exactly_what_is_not_stored_and_the_retry_is_stored_once(here: Town) -> None:
    wechat = here.platform.wechat
    await fill(here)
    words = [f"{LEAK}，第{n}家，" + "慢慢修就好" * 200 for n in range(12)]
    await asyncio.gather(*(wechat.says(f"oV{n}", said) for n, said in enumerate(words)))
    failed = {late.letter.sender for late in wechat.unanswered}
    assert failed
    answered = {f"oV{n}" for n in range(12)} - failed
    assert {row[0] for row in await here.rows("SELECT sender FROM inbox")} == answered
    await make_room(here)
    await wechat.retry()
    await here.deliver()
    assert wechat.unanswered == []
    assert all("记下" in here.seen(f"oV{n}")[-1] for n in range(12))
    assert await here.rows("SELECT count(*), count(DISTINCT caller_id) FROM tickets") == [(12, 12)]
    everything = "\n".join(here.heard("LiMing"))
    assert all(f"第{n}家" in everything for n in range(12))


async def test_health_says_when_the_storage_does_not_answer(here: Town, url: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(here.address + "/healthz") as answer:
            assert answer.status == 200
        await here.app.store.run(lambda unit: unit.session.connection.execute("PRAGMA busy_timeout = 50"))
        with somebody_writing(url):
            async with session.get(here.address + "/healthz") as answer:
                assert answer.status == 503


async def test_the_log_of_a_busy_day_holds_no_words_names_phones_or_keys(here: Town, lines: Lines, url: str) -> None:
    wechat, platform = here.platform.wechat, here.platform
    said = "屋顶漏水了，我电话19900000000，身份证110101190001010010"
    await here.villager("oWang", said)
    await here.in_group("ChenBo", "门口路灯坏了")
    wechat.fail_next(43004)
    platform.wecom.members.discard("qinjing")
    await here.worker("LiMing", "1 接")
    await here.worker("LiMing", "1 转 社工站 王奶奶要评估")
    for callback in forgeries(here).values():
        await wechat.post(callback)
    await fill(here)
    await wechat.says("oChen", "停水了" + said + "慢慢修就好" * 1000)
    await make_room(here)
    logged = lines()
    assert "not stored" in logged
    secrets = {wechat.app_secret, wechat.wire.token, wechat.wire.encoding_aes_key, platform.aibot.wire.token}
    secrets |= {platform.wecom.corp_secret, platform.aibot.wire.encoding_aes_key, "TOKEN001"}
    private = {"漏水", "路灯", "慢慢修就好", "19900000000", "110101190001010010", "王奶奶", "李明", "陈大伯", "评估"}
    private |= {"oWang", "oChen", "LiMing", "ChenBo", GROUP}
    assert not [word for word in secrets | private if word in logged]
