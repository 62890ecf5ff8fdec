"""The 公众号 simulator itself, spoken to by a bot made of aiohttp and wechatpy only."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from tests.interop import wechatpy_peer
from tests.kit.platform import FAULT_NOTICE, Mode, Platform


class Bot:
    """A bot of somebody else's making: `script` takes the inner XML and gives the plain reply XML."""

    def __init__(self, platform: Platform) -> None:
        wire = platform.wechat.wire
        self.peer = wechatpy_peer.Peer(wire.token, wire.encoding_aes_key, wire.app_id)
        self.inner: list[str] = []
        self.statuses: list[int] = []
        self.echo = "{}"
        self.seals = True
        self.script: Callable[[str], str] = lambda xml: wechatpy_peer.text_reply(xml, "记下了")

    async def answer(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.Response(text=self.echo.format(request.query["echostr"]))
        body, query = await request.read(), request.query
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            return web.Response(status=status)
        if "msg_signature" not in query:
            self.inner.append(body.decode())
            return web.Response(text=self.script(body.decode()))
        asked = self.peer.open_xml(body, query["msg_signature"], query["timestamp"], query["nonce"])
        self.inner.append(asked)
        reply = self.script(asked)
        plain = not self.seals or reply in ("", "success", "success\n")
        sealed = reply if plain else self.peer.seal_xml(reply, query["nonce"], "1772000000")
        return web.Response(text=sealed)


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with Platform() as opened:
        yield opened


@pytest.fixture
async def bot(platform: Platform) -> AsyncIterator[Bot]:
    bot = Bot(platform)
    app = web.Application()
    app.router.add_route("*", "/wx", bot.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    platform.wechat.url = f"http://127.0.0.1:{runner.addresses[0][1]}/wx"
    yield bot
    await runner.cleanup()


async def test_the_console_wants_its_echostr_back_to_the_byte(platform: Platform, bot: Bot) -> None:
    assert await platform.wechat.greet()
    bot.echo = '"{}"'
    assert not await platform.wechat.greet()


@pytest.mark.parametrize("mode", Mode)
async def test_a_villager_sees_the_reply_in_every_mode(platform: Platform, bot: Bot, mode: Mode) -> None:
    platform.wechat.wire.mode = mode
    assert await platform.wechat.says("oGranny", "屋顶漏水了 ]]> <b>") == ["记下了"]
    assert wechatpy_peer.content_of(bot.inner[0]) == "屋顶漏水了 ]]> <b>"
    assert platform.wechat.complaints == []


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        ("text", "text"),
        ("voice", "voice"),
        ("image", "image"),
        ("video", "video"),
        ("location", "location"),
        ("link", "link"),
        ("strange", "finder_feed"),
        ("follow", "event"),
        ("scan", "event"),
        ("tap", "event"),
    ],
)
async def test_every_letter_is_what_wechatpy_expects(platform: Platform, bot: Bot, letter: str, kind: str) -> None:
    letters = platform.wechat.letters
    written = {
        "text": lambda: letters.text("oA", "好"),
        "voice": lambda: letters.voice("oA", "家里停水"),
        "image": lambda: letters.image("oA"),
        "video": lambda: letters.video("oA"),
        "location": lambda: letters.location("oA", "23.1", "113.3", "村口"),
        "link": lambda: letters.link("oA", "题目"),
        "strange": lambda: letters.strange("oA"),
        "follow": lambda: letters.follow("oA", "village07"),
        "scan": lambda: letters.scan("oA", "village07"),
        "tap": lambda: letters.tap("oA", "HELP"),
    }[letter]()
    bot.script = lambda _: "success"
    assert await platform.wechat.sends_letter(written) == []
    assert wechatpy_peer.type_of(bot.inner[0]) == kind


async def test_three_requests_then_the_villager_sees_the_fault_notice(platform: Platform, bot: Bot) -> None:
    bot.statuses = [500, 500, 500]
    assert await platform.wechat.says("oGranny", "停水了") == []
    await platform.wechat.retry()
    assert platform.wechat.seen("oGranny") == []
    await platform.wechat.retry()
    await platform.wechat.retry()
    assert (platform.wechat.requests, platform.wechat.seen("oGranny")) == (3, [FAULT_NOTICE])


async def test_a_retry_is_the_same_message_in_a_new_envelope(platform: Platform, bot: Bot) -> None:
    before = platform.clock.now()
    bot.statuses = [503]
    await platform.wechat.says("oGranny", "停水了", msg_id=77)
    await platform.wechat.retry()
    assert "<MsgId>77</MsgId>" in bot.inner[0]
    assert platform.wechat.seen("oGranny") == ["记下了"]
    assert (platform.clock.now() - before).total_seconds() == 5


async def test_no_server_at_all_is_no_answer(platform: Platform) -> None:
    platform.wechat.url = "http://127.0.0.1:9/nobody"
    assert await platform.wechat.says("oGranny", "停水了") == []
    assert len(platform.wechat.unanswered) == 1


@pytest.mark.parametrize(
    "reply",
    [
        '{"errcode":0}',
        "<xml><broken>",
        "success\n",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><ToUserName>oGranny</ToUserName><FromUserName>gh_00000000000a</FromUserName>"
        "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content></Content></xml>",
        "<xml><ToUserName>gh_00000000000a</ToUserName><FromUserName>oGranny</FromUserName>"
        "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>names not swapped</Content></xml>",
    ],
)
async def test_a_malformed_reply_shows_the_fault_notice(platform: Platform, bot: Bot, reply: str) -> None:
    bot.script = lambda _: reply
    assert await platform.wechat.says("oGranny", "停水了") == [FAULT_NOTICE]
    assert platform.wechat.unanswered == []


async def test_a_reply_over_the_limit_is_malformed(platform: Platform, bot: Bot) -> None:
    bot.script = lambda xml: wechatpy_peer.text_reply(xml, "长" * 683)
    assert await platform.wechat.says("oGranny", "停水了") == [FAULT_NOTICE]


async def test_safe_mode_wants_a_sealed_reply(platform: Platform, bot: Bot) -> None:
    bot.seals = False
    assert await platform.wechat.says("oGranny", "停水了") == [FAULT_NOTICE]
    platform.wechat.wire.mode = Mode.COMPATIBLE
    assert await platform.wechat.says("oGranny", "停水了") == ["记下了"]
