"""Receivers behind a web server, spoken to by the platform: what people see on their phones."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from aiohttp import web

from bot.channels.base import Receiver, Refused, Request, Response
from care.message import SILENCE, Kind, Message, Reply
from tests.channels.cases import AiBotLine, WeChatLine, request_of
from tests.kit.platform import Mode, Platform


class Door:
    """The least a web server does; `answer` stands for the whole bot."""

    def __init__(self) -> None:
        self.heard: list[Message | None] = []
        self.answer: Callable[[Message], Reply] = lambda message: Reply(f"记下了：{message.text}")
        self._runners: list[web.AppRunner] = []

    async def open(self, receiver: Receiver) -> str:
        async def enter(raw: web.Request) -> web.Response:
            request = Request(raw.method, dict(raw.query), await raw.read())
            answer = self._respond(receiver, request)
            return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)

        app = web.Application()
        app.router.add_route("*", receiver.path, enter)
        runner = web.AppRunner(app, access_log=None)
        self._runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}{receiver.path}"

    async def close(self) -> None:
        for runner in self._runners:
            await runner.cleanup()

    def _respond(self, receiver: Receiver, request: Request) -> Response:
        try:
            if request.method == "GET":
                return receiver.greet(request)
            delivery = receiver.receive(request)
        except Refused as refused:
            return Response(refused.status)
        self.heard.append(delivery.message)
        reply = SILENCE if delivery.message is None else self.answer(delivery.message)
        return receiver.render(delivery, reply)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    door = Door()
    yield door
    await door.close()


@pytest.mark.parametrize("mode", Mode, ids=lambda mode: mode.name)
async def test_a_villager_is_answered_in_every_mode(platform: Platform, door: Door, mode: Mode) -> None:
    platform.wechat.wire.mode = mode
    platform.wechat.url = await door.open(WeChatLine(mode, wire=platform.wechat.wire).receiver)
    assert await platform.wechat.greet()
    assert await platform.wechat.says("oGranny", "屋顶漏水 ]]> <b>") == ["记下了：屋顶漏水 ]]> <b>"]
    assert (platform.wechat.complaints, platform.wechat.unanswered) == ([], [])


async def test_every_kind_of_letter_is_understood(platform: Platform, door: Door) -> None:
    platform.wechat.url = await door.open(WeChatLine(Mode.SAFE, wire=platform.wechat.wire).receiver)
    door.answer = lambda message: Reply(f"{message.kind}/{message.text}/{message.media}")
    write = platform.wechat.letters
    expected = {
        write.voice("oA", "家里停水"): "voice/家里停水/MEDIA-V",
        write.voice("oA"): "voice//MEDIA-V",
        write.image("oA"): "image//MEDIA-P",
        write.video("oA"): "video//MEDIA-F",
        write.location("oA", "23.134", "113.358", "村口"): "location/村口/23.134,113.358",
        write.link("oA", "题目"): "link/题目/http://mp.invalid/s/1",
        write.follow("oA"): "follow//",
        write.follow("oA", "village07"): "follow/village07/",
        write.scan("oA", "village07"): "scan/village07/",
        write.tap("oA", "HELP"): "tap/HELP/",
        write.unfollow("oA"): "unfollow//",
        write.strange("oA"): "other//",
    }
    assert [await platform.wechat.sends_letter(letter) for letter in expected] == [[seen] for seen in expected.values()]


@pytest.mark.parametrize("name", ["VIEW", "TEMPLATESENDJOBFINISH", "subscribe_msg_popup_event", "next_year_event"])
async def test_an_event_that_asks_nothing_is_answered_with_silence(platform: Platform, door: Door, name: str) -> None:
    platform.wechat.url = await door.open(WeChatLine(Mode.SAFE, wire=platform.wechat.wire).receiver)
    assert await platform.wechat.sends_letter(platform.wechat.letters.event("oA", name)) == []
    assert (door.heard, platform.wechat.unanswered) == ([None], [])


async def test_an_event_retried_has_the_same_id_and_the_next_one_another(platform: Platform, door: Door) -> None:
    platform.wechat.url = await door.open(WeChatLine(Mode.SAFE, wire=platform.wechat.wire).receiver)
    for letter in (platform.wechat.letters.tap("oA", "HELP"), platform.wechat.letters.tap("oA", "MINE")):
        for _ in range(2):
            await platform.wechat.sends_letter(letter)
    first, again, other, other_again = (message.id if message else "" for message in door.heard)
    assert first == again != other == other_again


async def test_only_the_sealed_half_of_a_compatible_callback_counts(platform: Platform, door: Door) -> None:
    line = WeChatLine(Mode.COMPATIBLE)
    callback = line.compose(line.letter("oGranny", "停水了"))
    forged = callback.body.replace("停水了".encode(), "转账".encode()).replace(b"oGranny", b"oThief")
    delivery = line.receiver.receive(request_of(replace(callback, body=forged)))
    assert delivery.message is not None
    assert (delivery.message.sender.name, delivery.message.text) == ("oGranny", "停水了")


async def test_a_group_is_answered_in_the_group(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    assert await platform.aibot.greet()
    seen = await platform.aibot.says_in_group("wrG1", "LiMing", "12 好了", quote="12号 屋顶漏水")
    assert seen == ["记下了：@守望 12 好了"]
    assert (platform.aibot.complaints, platform.aibot.streams) == ([], [])
    heard = door.heard[0]
    assert heard is not None
    assert (heard.group, heard.addressed, heard.quote) == ("wrG1", True, "12号 屋顶漏水")


async def test_a_private_voice_is_its_words(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    assert await platform.aibot.sends_letter(platform.aibot.wire.voice("liming", "停水了")) == ["记下了：停水了"]
    heard = door.heard[0]
    assert heard is not None
    assert (heard.kind, heard.group, heard.sender.channel) == (Kind.VOICE, None, "wecom")


async def test_a_quote_without_words_keeps_the_quote(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    await platform.aibot.says_in_group("wrG1", "liming", "", quote="王奶奶家停水")
    heard = door.heard[0]
    assert heard is not None
    assert (heard.text.strip(), heard.quote) == ("@守望", "王奶奶家停水")


async def test_a_repeated_callback_is_the_same_message_and_the_same_stream(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    letter, wire = platform.aibot.wire.text("liming", "停水了"), platform.aibot.wire
    said = []
    for _ in range(2):
        callback = wire.compose(letter)
        said.append(wire.read(callback, await platform.aibot.post(callback)))
    assert said[0] == said[1]
    first, again = door.heard
    assert first == again


async def test_a_stream_asked_for_again_is_not_wiped_out(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    letter, wire = platform.aibot.wire.text("liming", "停水了"), platform.aibot.wire
    callback = wire.compose(letter)
    said = wire.read(callback, await platform.aibot.post(callback))
    assert said is not None
    poll = wire.compose(wire.poll(letter, said.stream))
    assert wire.read(poll, await platform.aibot.post(poll)) in (said, None)


async def test_whoever_opens_the_chat_is_welcomed_in_plain_text(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    door.answer = lambda _: Reply("欢迎")
    assert await platform.aibot.sends_letter(platform.aibot.wire.enter("liming")) == ["欢迎"]


async def test_another_bots_callback_is_forged(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    letter = platform.aibot.wire.text("liming", "停水了") | {"aibotid": "aib-ELSE"}
    assert (await platform.aibot.repeat(letter)).status == 403


async def test_silence_in_a_group_shows_nothing(platform: Platform, door: Door) -> None:
    platform.aibot.url = await door.open(AiBotLine(wire=platform.aibot.wire).receiver)
    door.answer = lambda _: SILENCE
    assert await platform.aibot.says_in_group("wrG1", "liming", "收到") == []
    assert (platform.aibot.complaints, platform.aibot.unanswered) == ([], [])
