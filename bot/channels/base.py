"""The contract of a channel and its errors. A channel knows the platform and `care.message`, nothing else.

ChannelError
├── Refused                 somebody's request to us is not accepted
│   ├── Forged              403  signature, receiver id, padding, time
│   ├── TooLarge            413  body over the limit
│   └── Unreadable          200  genuine, but not to be understood; the platform must not retry it
└── SendFailed              a message of ours did not go out; carries its own policy
    ├── Unreachable         this person cannot be reached here now → next person on the ladder
    │   ├── WindowClosed    outside the platform's conversation window, or its count is used up
    │   └── ReceiverUnknown not following, refused, unknown or disabled account
    ├── Rejected            the content or the request is wrong; sending it again changes nothing
    ├── Throttled           too many; again after `retry_after`
    ├── Busy                platform or network trouble before the message was taken; again later
    ├── Unconfirmed         time-out: it may have arrived; again only under the same client id
    └── Misconfigured       secret, IP or permission is wrong: keep everything, tell the operator
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Protocol

from care.message import Address, Kind, Message, Reply

MAX_BODY = 256 * 1024  # 两万个字的一条在兼容模式里是明文加密文，约 200 KB；再大的一律 413


class ChannelError(Exception):
    """Root of everything a channel may raise. `code` is the platform's errcode as text, or empty."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or type(self).__name__)
        self.code = code


class Refused(ChannelError):
    """An inbound request that is not accepted; `status` is the HTTP answer."""

    status: ClassVar[int] = 400


class Forged(Refused):
    status = 403


class TooLarge(Refused):
    status = 413


class Unreadable(Refused):
    status = 200


class SendFailed(ChannelError):
    """`again`: may the relay try the same receiver again? `retry_after`: not before this long, if known."""

    again: ClassVar[bool] = False

    def __init__(self, message: str = "", *, code: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Unreachable(SendFailed):
    pass


class WindowClosed(Unreachable):
    pass


class ReceiverUnknown(Unreachable):
    pass


class Rejected(SendFailed):
    pass


class Throttled(SendFailed):
    again = True


class Busy(SendFailed):
    again = True


class Unconfirmed(SendFailed):
    again = True


class Misconfigured(SendFailed):
    again = True


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as a value. `query` is percent-decoded once, by the web server."""

    method: str
    query: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One callback, opened. `message` is None when there is nothing for us in it: answer with `render(d, SILENCE)`.

    `context` is the channel's own: what it needs to answer in the same mode (nonce, names, encryption).
    """

    message: Message | None
    context: Mapping[str, str] = field(default_factory=dict)


class Receiver(Protocol):
    """The listening half of a surface: pure, no I/O. Raises `Refused` and nothing else."""

    path: str  # 例如 /channels/wechat

    def greet(self, request: Request) -> Response:
        """GET: the platform checks that the URL is ours."""

    def receive(self, request: Request) -> Delivery:
        """POST: verify, decrypt, parse."""

    def render(self, delivery: Delivery, reply: Reply) -> Response:
        """The answer's bytes, in the mode the request came in. An empty reply is the platform's "no reply"."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many messages within so long."""

    count: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of ours to one person or group. `key` (≤ 32 of [0-9a-zA-Z_-]) is the same on every try."""

    to: Address
    text: str
    key: str
    group: str | None = None


class Sender(Protocol):
    """The speaking half of a surface."""

    channel: str  # the identity space it reaches: Address.channel
    limit: int  # UTF-8 bytes in one text
    window: Mapping[Kind, Allowance]  # what each kind of inbound message opens; empty: may push at any time
    rates: tuple[Allowance, ...]  # per receiver, kept below locally because platforms drop silently

    async def send(self, parcel: Parcel) -> None:
        """Send, or raise `SendFailed`. Returning means the platform took it."""

    async def close(self) -> None:
        """Let go of connections."""
