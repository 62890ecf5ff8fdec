"""The aibot simulator, spoken to by a bot made of aiohttp and wechatpy's crypto only."""

import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from tests.interop.wechatpy_peer import Peer
from tests.kit.platform import Platform


def stream(content: str, *, finish: bool = True) -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": "S1", "finish": finish, "content": content}}


class Bot:
    """Answers with whatever `replies` holds next; None is the empty answer."""

    def __init__(self, platform: Platform) -> None:
        wire = platform.aibot.wire
        self.peer = Peer(wire.token, wire.encoding_aes_key, "")
        self.inner: list[dict[str, Any]] = []
        self.replies: list[dict[str, Any] | None] = []
        self.statuses: list[int] = []
        self.spoil: Callable[[dict[str, Any]], dict[str, Any]] = lambda envelope: envelope

    async def answer(self, request: web.Request) -> web.Response:
        query = request.query
        envelope = await request.json() if request.method == "POST" else {"encrypt": query["echostr"]}
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        opened = self.peer.open(envelope["encrypt"], *signed)
        if request.method == "GET":
            return web.Response(text=opened)
        self.inner.append(json.loads(opened))
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        reply = self.replies.pop(0) if self.replies else None
        return web.Response() if reply is None else web.json_response(self.sealed(reply, query["nonce"]))

    def sealed(self, reply: dict[str, Any], nonce: str) -> dict[str, Any]:
        xml = self.peer.seal_xml(json.dumps(reply), nonce, "1772000000")
        encrypt, signed = re.findall(r"CDATA\[(.*?)\]", xml)[:2]
        envelope = {"encrypt": encrypt, "msgsignature": signed, "timestamp": 1772000000, "nonce": nonce}
        return self.spoil(envelope)


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with Platform() as opened:
        yield opened


@pytest.fixture
async def bot(platform: Platform) -> AsyncIterator[Bot]:
    bot = Bot(platform)
    app = web.Application()
    app.router.add_route("*", "/aibot", bot.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    platform.aibot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/aibot"
    yield bot
    await runner.cleanup()


async def test_the_console_gets_its_echostr_opened(platform: Platform, bot: Bot) -> None:
    assert await platform.aibot.greet()


async def test_a_group_sees_the_answer_and_the_bot_sees_the_name_before_the_words(platform: Platform, bot: Bot) -> None:
    bot.replies = [stream("记下了")]
    assert await platform.aibot.says_in_group("wrG1", "liming", "12 接", quote="12号 屋顶漏水") == ["记下了"]
    letter = bot.inner[0]
    assert letter["text"]["content"] == "@守望 12 接"
    assert (letter["chatid"], letter["chattype"], letter["from"]) == ("wrG1", "group", {"userid": "liming"})
    assert letter["quote"] == {"msgtype": "text", "text": {"content": "12号 屋顶漏水"}}
    assert platform.aibot.group_seen("wrG1") == ["记下了"]
    assert platform.aibot.seen("liming") == []


async def test_a_stream_is_polled_until_it_is_finished(platform: Platform, bot: Bot) -> None:
    bot.replies = [stream("正在", finish=False), stream("正在找", finish=False), stream("找到了")]
    await platform.aibot.says("liming", "你好")
    assert platform.aibot.seen("liming") == ["正在"]
    await platform.aibot.poll()
    await platform.aibot.poll()
    await platform.aibot.poll()
    assert platform.aibot.seen("liming") == ["找到了"]
    assert [letter["msgtype"] for letter in bot.inner] == ["text", "stream", "stream"]
    assert bot.inner[1]["stream"] == {"id": "S1"}


async def test_a_stream_is_given_up_after_six_minutes(platform: Platform, bot: Bot) -> None:
    bot.replies = [stream("正在", finish=False)]
    await platform.aibot.says("liming", "你好")
    platform.clock.advance(timedelta(minutes=6))
    await platform.aibot.poll()
    assert len(bot.inner) == 1
    assert len(platform.aibot.complaints) == 1


async def test_three_in_flight_of_one_person(platform: Platform, bot: Bot) -> None:
    bot.replies = [stream("一", finish=False) for _ in range(4)]
    for _ in range(4):
        await platform.aibot.says("liming", "你好")
    assert (len(bot.inner), platform.aibot.refused) == (3, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda envelope: envelope | {"nonce": "other"},
        lambda envelope: envelope | {"msgsignature": "0" * 40},
        lambda envelope: envelope | {"timestamp": None},
        lambda envelope: {"Encrypt": envelope["encrypt"]},
        lambda _: stream("plain"),
    ],
)
async def test_an_answer_out_of_order_is_not_shown(
    platform: Platform, bot: Bot, spoil: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    bot.spoil, bot.replies = spoil, [stream("记下了")]
    assert await platform.aibot.says("liming", "你好") == []
    assert len(platform.aibot.complaints) == 1


async def test_plain_text_is_for_a_welcome_only(platform: Platform, bot: Bot) -> None:
    words = {"msgtype": "text", "text": {"content": "欢迎"}}
    bot.replies = [words, words]
    assert await platform.aibot.sends_letter(platform.aibot.wire.enter("liming")) == ["欢迎"]
    assert await platform.aibot.says("liming", "你好") == []


async def test_a_retry_carries_the_same_msgid(platform: Platform, bot: Bot) -> None:
    bot.statuses, bot.replies = [500], [stream("记下了")]
    await platform.aibot.says("liming", "你好")
    await platform.aibot.retry()
    assert bot.inner[0]["msgid"] == bot.inner[1]["msgid"]
    assert platform.aibot.seen("liming") == ["记下了"]
