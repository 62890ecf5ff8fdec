"""The console (终端): the channel of the demo village. What is said and sent stays in memory to be watched."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.channels.base import Allowance, Parcel, ReceiverUnknown, Rejected
from care.message import Address, Kind

CHANNEL = "console"
BOT = "守望"  # author of everything we say
KEPT = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said in somebody's private chat (`group` None) or in a group.

    `to` is whose chat it stands in; `author` is an `Address.name`, or `BOT`. `answers` is the `seq` of the
    line this one replies to at once (回话), 0 for what was said unasked (通知) and for what people say.
    """

    seq: int
    at: datetime
    to: Address
    group: str | None
    author: str
    text: str
    answers: int = 0


class Console:
    """A `Sender` whose receivers look at a log. To be used from one event loop."""

    def __init__(self, now: Callable[[], datetime], *, kept: int = KEPT) -> None:
        self.channel = CHANNEL
        self.limit = 2048
        self.window: Mapping[Kind, Allowance] = {}
        self.rates: tuple[Allowance, ...] = ()
        self.run = uuid4().hex  # 重启后编号从头数：看的人凭它知道换了一本
        self.last = 0
        self.closed = False
        self._now = now
        self._log: deque[Line] = deque(maxlen=kept)
        self._keys: deque[tuple[Address, str | None, str]] = deque(maxlen=kept)
        self._grown = asyncio.Event()

    async def send(self, parcel: Parcel) -> None:
        """A second parcel under the same key is the first one tried again: it is not shown twice."""
        if parcel.to.channel != CHANNEL:
            raise ReceiverUnknown(f"not a name of the console: {parcel.to.channel}")
        if len(parcel.text.encode()) > self.limit:
            raise Rejected("text over the limit")
        mark = (parcel.to, parcel.group, parcel.key)
        if mark not in self._keys:
            self._keys.append(mark)
            self.note(parcel.to, parcel.text, author=BOT, group=parcel.group)

    def note(self, to: Address, text: str, *, author: str, group: str | None = None, answers: int = 0) -> Line:
        """Record what a person said, or what we answered at once."""
        self.last += 1
        line = Line(self.last, self._now(), to, group, author, text, answers)
        self._log.append(line)
        self._wake()
        return line

    def lines(self, after: int = 0) -> tuple[Line, ...]:
        """What is still kept of the log past `after`, oldest first."""
        return tuple(line for line in self._log if line.seq > after)

    async def wait(self, after: int) -> None:
        """Return once there is a line past `after`, or the console is closed."""
        while self.last <= after and not self.closed:
            await self._grown.wait()

    async def follow(self, after: int = 0) -> AsyncIterator[Line]:
        """Every line past `after`, the kept ones first; ends when the console is closed."""
        while not self.closed:
            await self.wait(after)
            for line in self.lines(after):
                after = line.seq
                yield line

    async def close(self) -> None:
        """Let the watchers go. What the relay still sends afterwards is kept all the same."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()
