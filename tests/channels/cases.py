"""The rows of the contract tables: every receiver with the platform's side of it, every sender with its host."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import pytest
from aiohttp import ClientTimeout

from bot.channels.aibot import AiBot
from bot.channels.api import TIMEOUT
from bot.channels.base import Parcel, Receiver, Request, Response, Sender, SendFailed
from bot.channels.console import Console
from bot.channels.wechat import WeChat, WeChatSender
from bot.channels.wecom_app import WeComSender
from care.message import Address
from tests.kit.platform import Clock, Mode, Platform, WeChatSurface, WeComSurface
from tests.kit.platform.aibot_wire import AiBotWire
from tests.kit.platform.clock import Ticking
from tests.kit.platform.letters import Letter, Letters
from tests.kit.platform.postman import Answer, Callback
from tests.kit.platform.seal import Seal
from tests.kit.platform.wechat_wire import WeChatWire

SHORT = ClientTimeout(total=0.5)  # 只用于平台不答的时候


def request_of(callback: Callback) -> Request:
    return Request(callback.method, callback.query, callback.body)


def answer_of(response: Response) -> Answer:
    return Answer(response.status, response.body)


class Line(Protocol):
    """One surface in one mode, from both ends. `letter` is whatever `wire` makes of a person's words."""

    receiver: Receiver
    channel: str

    @property
    def sealed(self) -> bool:
        """Encrypted, so that the signature covers the body."""

    @property
    def seal(self) -> Seal: ...

    def letter(self, sender: str, words: str) -> Any: ...

    def heard(self, words: str) -> str:
        """What `Message.text` is when somebody says `words` here."""

    def compose(self, letter: Any) -> Callback: ...

    def envelope(self, inner: bytes, seal: Seal | None = None) -> Callback:
        """Genuine unless `seal` is somebody else's."""

    def enclose(self, encrypted: str) -> Callback: ...

    def greeting(self) -> tuple[Callback, bytes]: ...

    def shown(self, letter: Any, callback: Callback, response: Response) -> str:
        """What the person sees."""

    def typed(self, kind: str) -> Any:
        """A letter of a type nobody has heard of."""


@dataclass(slots=True)
class WeChatLine:
    mode: Mode
    channel: str = "wechat"
    wire: WeChatWire = field(default_factory=lambda: WeChatWire(Clock()))
    receiver: Receiver = field(init=False)
    letters: Letters = field(init=False)

    def __post_init__(self) -> None:
        wire = self.wire
        key = wire.encoding_aes_key if self.sealed else ""
        self.receiver = WeChat(token=wire.token, encoding_aes_key=key, app_id=wire.app_id)
        self.letters = Letters(wire.clock, wire.original_id)

    @property
    def sealed(self) -> bool:
        return self.mode is not Mode.PLAIN

    @property
    def seal(self) -> Seal:
        return self.wire.seal

    def letter(self, sender: str, words: str) -> Letter:
        return self.letters.text(sender, words)

    def heard(self, words: str) -> str:
        return words

    def typed(self, kind: str) -> Letter:
        return self.letters.strange("oGranny", kind)

    def compose(self, letter: Letter) -> Callback:
        return self.wire.compose(letter, self.mode)

    def envelope(self, inner: bytes, seal: Seal | None = None) -> Callback:
        return self.wire.envelope(inner, "oGranny", self.mode, seal)

    def enclose(self, encrypted: str) -> Callback:
        return self.wire.enclose(encrypted, "oGranny")

    def greeting(self) -> tuple[Callback, bytes]:
        return self.wire.greeting("4375120948345356249"), b"4375120948345356249"

    def shown(self, letter: Letter, callback: Callback, response: Response) -> str:
        return self.wire.read(letter, answer_of(response), self.mode)


@dataclass(slots=True)
class AiBotLine:
    chatid: str = ""
    sealed: bool = True
    channel: str = "wecom"
    wire: AiBotWire = field(default_factory=lambda: AiBotWire(Clock()))
    receiver: Receiver = field(init=False)

    def __post_init__(self) -> None:
        wire = self.wire
        self.receiver = AiBot(token=wire.token, encoding_aes_key=wire.encoding_aes_key, bot_id=wire.bot_id)

    @property
    def seal(self) -> Seal:
        return self.wire.seal

    def letter(self, sender: str, words: str) -> Mapping[str, Any]:
        return self.wire.text(sender, words, chatid=self.chatid)

    def heard(self, words: str) -> str:
        """In a group the client puts the bot's name before the words; who is meant is for `nlp` to say."""
        return f"@{self.wire.name} {words}" if self.chatid else words

    def typed(self, kind: str) -> Mapping[str, Any]:
        return self.wire.message("liming", self.chatid, {"msgtype": kind, kind: {"oddity": 1}})

    def compose(self, letter: Mapping[str, Any]) -> Callback:
        return self.wire.compose(letter)

    def envelope(self, inner: bytes, seal: Seal | None = None) -> Callback:
        return self.wire.envelope(inner, seal)

    def enclose(self, encrypted: str) -> Callback:
        return self.wire.enclose(encrypted)

    def greeting(self) -> tuple[Callback, bytes]:
        return self.wire.greeting("1616140317555161061"), b"1616140317555161061"

    def shown(self, letter: Mapping[str, Any], callback: Callback, response: Response) -> str:
        said = self.wire.read(callback, answer_of(response))
        return said.text if said else ""


LINES: dict[str, Callable[[], Line]] = {
    "wechat-plain": lambda: WeChatLine(Mode.PLAIN),
    "wechat-compatible": lambda: WeChatLine(Mode.COMPATIBLE),
    "wechat-safe": lambda: WeChatLine(Mode.SAFE),
    "aibot-private": AiBotLine,
    "aibot-group": lambda: AiBotLine("wrVillage1"),
}


@dataclass(slots=True)
class Post:
    """One sender and the host that stands in for Tencent's."""

    sender: Sender
    host: WeChatSurface | WeComSurface
    name: str
    secret: str

    def parcel(self, text: str, key: str = "K1") -> Parcel:
        return Parcel(Address(self.sender.channel, self.name), text, key)

    @property
    def clock(self) -> Ticking:
        return self.host.clock

    @property
    def seen(self) -> list[str]:
        return self.host.seen(self.name)


def wechat_post(platform: Platform, *, secret: str = "", api_base: str = "", timeout: ClientTimeout = TIMEOUT) -> Post:
    host = platform.wechat
    host.happened(host.letters.text("oGranny", "有人吗"))
    sender = WeChatSender(
        app_id=host.wire.app_id,
        app_secret=secret or host.app_secret,
        api_base=api_base or host.api_base,
        now=lambda: platform.clock.now().timestamp(),
        timeout=timeout,
    )
    return Post(sender, host, "oGranny", secret or host.app_secret)


def wecom_post(platform: Platform, *, secret: str = "", api_base: str = "", timeout: ClientTimeout = TIMEOUT) -> Post:
    host = platform.wecom
    host.hire("liming")
    sender = WeComSender(
        corp_id=host.corp_id,
        corp_secret=secret or host.corp_secret,
        agent_id=host.agent_id,
        api_base=api_base or host.api_base,
        now=lambda: platform.clock.now().timestamp(),
        timeout=timeout,
    )
    return Post(sender, host, "liming", secret or host.corp_secret)


POSTS: dict[str, Callable[..., Post]] = {"wechat": wechat_post, "wecom_app": wecom_post}


@dataclass(slots=True)
class Talk:
    """One sender and what its receiver has seen: for what every sender promises, with Tencent or without."""

    sender: Sender
    to: Address
    seen: Callable[[], list[str]]


def _talk(make: Callable[[Platform], Post], platform: Platform) -> Talk:
    post = make(platform)
    return Talk(post.sender, Address(post.sender.channel, post.name), lambda: post.seen)


def _console_talk(platform: Platform) -> Talk:
    console = Console(platform.clock.now)
    return Talk(console, Address("console", "li"), lambda: [line.text for line in console.lines()])


TALKS: dict[str, Callable[[Platform], Talk]] = {
    "wechat": partial(_talk, wechat_post),
    "wecom_app": partial(_talk, wecom_post),
    "console": _console_talk,
}


async def failure(post: Post, text: str = "有人来了") -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await post.sender.send(post.parcel(text))
    return caught.value
