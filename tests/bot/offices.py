"""A relay on a real database with a clock of its own, and a platform that fails as it is told."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.channels.base import Allowance, Parcel, Sender
from bot.relay import Relay
from care.message import Address, Kind, Message, Reply
from storage.migrate import migrate
from storage.outbox import Lane, Outgoing
from storage.store import Store
from storage.unit import Unit
from tests.kit.stage import START, StageClock

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WANG, LI = Address("post", "wang"), Address("post", "li")


class Platform:
    """A `Sender`. `trouble` is raised send by send; None and an empty queue are success; `taken` got through."""

    def __init__(
        self,
        channel: str = "post",
        *,
        limit: int = 2048,
        window: Mapping[Kind, Allowance] | None = None,
        rates: tuple[Allowance, ...] = (),
    ) -> None:
        self.channel = channel
        self.limit = limit
        self.window: Mapping[Kind, Allowance] = window or {}
        self.rates = rates
        self.trouble: deque[Exception | None] = deque()
        self.offered: list[Parcel] = []
        self.taken: list[Parcel] = []

    async def send(self, parcel: Parcel) -> None:
        self.offered.append(parcel)
        trouble = self.trouble.popleft() if self.trouble else None
        if trouble is not None:
            raise trouble
        self.taken.append(parcel)

    async def close(self) -> None:
        return

    @property
    def texts(self) -> list[str]:
        return [parcel.text for parcel in self.taken]


class Office:
    """One process: a store, a relay, and what was given up."""

    def __init__(self, store: Store, clock: StageClock, *senders: Sender) -> None:
        self.store = store
        self.clock = clock
        self.gave_up: list[Outgoing] = []
        self.relay = Relay(store, {sender.channel: sender for sender in senders}, clock.now, self._gave_up)

    def _gave_up(self, unit: Unit, letter: Outgoing, at: datetime) -> None:
        self.gave_up.append(letter)

    async def promise(
        self, *texts: str, to: Address = WANG, urgent: bool = False, not_before: datetime | None = None, room: str = ""
    ) -> None:
        for text in texts:
            await self.store.run(
                lambda unit, text=text: unit.outbox.put(  # type: ignore[misc]  # 默认参数绑定循环变量
                    to, text, topic="x", at=self.clock.now(), urgent=urgent, not_before=not_before, room=room
                )
            )

    async def after(self, delta: timedelta) -> None:
        self.clock.move(delta)
        await self.relay.drain()

    async def hears(self, number: int, kind: Kind = Kind.TEXT, who: Address = WANG) -> None:
        message = Message(id=f"h{number}", sender=who, text="话", kind=kind)
        await self.store.run(lambda unit: unit.inbox.keep(message, Reply(""), self.clock.now()))

    async def states(self) -> list[tuple[str, str, int]]:
        """Every letter's state, errcode and tries, in the order of writing."""
        rows = await self.store.run(
            lambda unit: unit.session.connection.execute(
                "SELECT state, errcode, tries FROM outbox ORDER BY id"
            ).fetchall()
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def lease(self, lane: Lane, *, until: datetime, by: str = "dead") -> bool:
        now = self.clock.now()
        return await self.store.run(lambda unit: unit.outbox.lease(lane, by=by, now=now, until=until))


OpenOffice = Callable[..., Office]


@asynccontextmanager
async def offices(url: str) -> AsyncIterator[OpenOffice]:
    """Opens offices at one database and one clock; closes their stores."""
    migrate(url, START)
    clock = StageClock()
    stores: list[Store] = []

    def opened(*senders: Sender) -> Office:
        stores.append(Store(url))
        return Office(stores[-1], clock, *senders)

    try:
        yield opened
    finally:
        for store in stores:
            await store.close()
