"""投递: the outbox on its way out. Errors carry their own policy; the relay never reads what they say.

A lane is one receiver in one room. It is leased, so two processes never send to one person out of order; letters that
have piled up go out together, so a flood of small messages stays below what platforms drop silently.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from uuid import uuid4

import structlog

from bot.channels.base import (
    Allowance,
    Misconfigured,
    Parcel,
    Rejected,
    Sender,
    SendFailed,
    Throttled,
    Unconfirmed,
    WindowClosed,
)
from bot.metrics import SENT
from bot.post import Bundle, bundles
from care.message import Address, Kind
from storage.outbox import FAILED, FIRST, GAVE_UP, QUEUED, Lane, Outgoing
from storage.outbox import SENT as DONE
from storage.store import Store, StoreClosed
from storage.unit import Unit

ONE_TEXT = 2048  # 字节
LONGEST_CODE = 32
LEASE = timedelta(seconds=60)
SWEEP = 5.0  # 秒；没有人叫也看一眼：重启留下的、退避到期的、说好早上发的
AT_ONCE = 20  # 同时在发的人数（几百个同时发，企业微信会回 45033）
FAREWELL = 3.0  # 秒；停的时候等在路上的消息这么久，平台不应就算了
MOST_LETTERS = 60
MOST_TRIES = 10
OLDEST = timedelta(days=1)
FIRST_WAIT, LONGEST_WAIT = 5.0, 600.0  # 秒
GUARD = Allowance(20, timedelta(minutes=1))  # 一个人一分钟最多收这么多条；紧急的不受限

log = structlog.get_logger("relay")

GaveUp = Callable[[Unit, Outgoing, datetime], None]


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased lane with what is to go out on it. `refused`: our own count says the platform would not take it."""

    lane: Lane
    bundle: Bundle
    refused: SendFailed | None = None


class Relay:
    def __init__(
        self, store: Store, senders: Mapping[str, Sender], now: Callable[[], datetime], gave_up: GaveUp
    ) -> None:
        self._store = store
        self._senders = senders
        self._now = now
        self._gave_up = gave_up
        self._name = uuid4().hex
        self._lanes: set[Lane] = set()
        self._busy: set[Lane] = set()
        self._paused: dict[Lane, datetime] = {}
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def promise(self, lanes: Mapping[Lane, bool]) -> None:
        """Something was committed for these receivers; one who has had enough for now is left alone, but for danger."""
        now = self._now()
        self._paused = {lane: until for lane, until in self._paused.items() if until > now}
        due = {lane for lane, urgent in lanes.items() if urgent or lane not in self._paused}
        if due:
            self._lanes |= due
            self._wake.set()

    async def run(self) -> None:
        """Send until stopped."""
        sweep_at = 0.0  # 忙的时候也要按时看表：退避到期的、说好早上发的，没有人来叫
        while not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(0.0, sweep_at - monotonic()))
            self._wake.clear()
            lanes, self._lanes = self._lanes, set()  # 先取走：看表时又说好的，留给下一圈
            try:
                if monotonic() >= sweep_at:
                    sweep_at = monotonic() + SWEEP
                    lanes |= set(await self._due())
            except StoreClosed:
                return
            except Exception:
                log.exception("cannot look for what is due")
                continue
            for lane in lanes - self._busy:
                self._start(lane)
            self._lanes |= lanes & self._busy

    async def stop(self) -> None:
        """Let what is under way finish; what hangs stays in the outbox under its client id."""
        self._stopping = True
        self._wake.set()
        if self._tasks:
            _, hanging = await asyncio.wait(self._tasks, timeout=FAREWELL)
            for task in hanging:
                task.cancel()

    async def drain(self) -> None:
        """Send everything that is due now; for the demo, the tests and the end of the day."""
        while lanes := [lane for lane in await self._due() if lane not in self._busy]:
            moved = [await self._lane(lane) for lane in lanes]
            if not any(moved):
                return

    async def _due(self) -> list[Lane]:
        """Every lane on which something can go now, a page a transaction."""
        found: list[Lane] = []
        after: Lane | None = FIRST
        while after is not None:
            due, after = await self._store.run(partial(_page, now=self._now(), after=after))
            found += due
        return found

    def _start(self, lane: Lane) -> None:
        task = asyncio.create_task(self._whole_lane(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _whole_lane(self, lane: Lane) -> None:
        async with self._slots:
            with suppress(StoreClosed):
                while await self._lane(lane) and not self._stopping:
                    pass

    async def _lane(self, lane: Lane) -> bool:
        """One errand on a lane. True when something went out or was given up, and there may be more."""
        if lane in self._busy:
            return False
        self._busy.add(lane)
        try:
            errand = await self._store.run(lambda unit: self._lease(unit, lane))
            return errand is not None and await self._go(errand)
        except StoreClosed:
            raise
        except Exception:
            log.exception("a lane failed", channel=lane[0])
            return False
        finally:
            self._busy.discard(lane)

    def _lease(self, unit: Unit, lane: Lane) -> Errand | None:
        now = self._now()
        if not self._leased(unit, lane, now):
            return None
        letters = unit.outbox.waiting(lane, now, MOST_LETTERS)
        if not letters:
            unit.outbox.let_go(lane, by=self._name, now=now)
            return None
        sender = self._senders.get(lane[0])
        first = bundles(letters, sender.limit if sender else ONE_TEXT)[0]
        unit.outbox.mark(lane, first.letters, first.key, now)
        return Errand(lane, first, self._refusal(unit, lane, sender, now, urgent=first.letters[0].urgent))

    def _leased(self, unit: Unit, lane: Lane, now: datetime) -> bool:
        """Ours for a while: a lane that is not paused, or one on which something urgent waits."""
        until = now + LEASE
        if unit.outbox.lease(lane, by=self._name, now=now, until=until):
            return True
        urgent = unit.outbox.urgent_waiting(lane, now)
        return urgent and unit.outbox.lease(lane, by=self._name, now=now, until=until, urgent=True)

    def _refusal(
        self, unit: Unit, lane: Lane, sender: Sender | None, now: datetime, *, urgent: bool
    ) -> SendFailed | None:
        """What we know without asking the platform: no such channel, window shut, count used up, too fast."""
        to = Address(lane[0], lane[1])
        if sender is None:
            return Rejected("no sender for this channel", code="no_channel")
        if sender.window and (shut := _window_shut(unit, sender, to, now)) is not None:
            return shut
        rates = sender.rates if urgent else (*sender.rates, GUARD)
        for rate in rates:
            if unit.outbox.sent_since(to, now - rate.within) >= rate.count:
                return Throttled("too many to one receiver", code="local:flood", retry_after=rate.within / 4)
        return None

    async def _go(self, errand: Errand) -> bool:
        sender = self._senders.get(errand.lane[0])
        first = errand.bundle
        failed = errand.refused
        if failed is None and sender is not None:
            failed = await self._send(sender, errand.lane, first)
        settled = await self._store.run(lambda unit: self._settle(unit, errand.lane, first, failed))
        SENT.labels(errand.lane[0], type(failed).__name__ if failed else "ok").inc()
        return settled

    async def _send(self, sender: Sender, lane: Lane, bundle: Bundle) -> SendFailed | None:
        channel, name, room = lane
        try:
            await sender.send(Parcel(Address(channel, name), bundle.text, bundle.key, room or None))
        except SendFailed as error:
            log.warning("not sent", channel=channel, code=error.code, error=type(error).__name__)
            return error
        except Exception as error:  # 渠道不守约：当作不知道到没到，不能一直占着这个人的道
            log.exception("a sender broke its contract", channel=channel)
            return Unconfirmed(code=type(error).__name__)
        return None

    def _settle(self, unit: Unit, lane: Lane, bundle: Bundle, failed: SendFailed | None) -> bool:
        """False when it is to be tried again later."""
        now, letters = self._now(), bundle.letters
        state, code, wait = DONE, "", timedelta()
        if failed is not None:
            code = (failed.code or type(failed).__name__)[:LONGEST_CODE]
            state, wait = self._verdict(failed, bundle, now)
        unit.outbox.settle(
            lane,
            bundle.key,
            state=state,
            errcode=code,
            sent_at=now if state == DONE else None,
            count=not isinstance(failed, Misconfigured | Throttled),
        )
        if state in (FAILED, GAVE_UP):
            for letter in letters:
                self._gave_up(unit, letter, now)
        unit.outbox.let_go(lane, by=self._name, now=now, not_before=now + wait if wait else None)
        if wait:
            self._paused[lane] = now + wait
        return state != QUEUED

    def _verdict(self, failed: SendFailed, bundle: Bundle, now: datetime) -> tuple[str, timedelta]:
        """The error's own policy: give up at once, or again later with a growing, jittered wait."""
        if not failed.again:
            return (FAILED if isinstance(failed, Rejected) else GAVE_UP), timedelta()
        eldest = bundle.letters[0]
        age = now - eldest.made_at
        if isinstance(failed, Misconfigured):  # 等人来改配置：什么都留着，等得同已经等的一样久，免得天天敲一扇锁着的门
            return QUEUED, timedelta(seconds=_jittered(max(FIRST_WAIT, age.total_seconds())))
        if eldest.tries + 1 >= MOST_TRIES or age > OLDEST:
            return GAVE_UP, timedelta()
        return QUEUED, failed.retry_after or timedelta(seconds=_jittered(FIRST_WAIT * 2**eldest.tries))


def _page(unit: Unit, *, now: datetime, after: Lane) -> tuple[list[Lane], Lane | None]:
    return unit.outbox.lanes_waiting(now, after)


def _jittered(seconds: float) -> float:
    """At most `LONGEST_WAIT`, and not all at the same moment."""
    return min(LONGEST_WAIT, seconds) * random.uniform(0.5, 1.0)  # noqa: S311  # 错开，不是密码


def _window_shut(unit: Unit, sender: Sender, to: Address, now: datetime) -> WindowClosed | None:
    """Words and touches open windows of their own, each counted from the last of its sort; leaving shuts them all."""
    longest = max(opened.within for opened in sender.window.values())
    heard = unit.inbox.heard(to, now - longest)
    left = heard.get(Kind.UNFOLLOW)
    standing: dict[Allowance, datetime] = {}
    for kind, at in heard.items():
        opened = sender.window.get(kind)
        if opened is not None and now - at <= opened.within and (left is None or left < at):
            standing[opened] = max(at, standing.get(opened, at))
    if not standing:
        return WindowClosed("the window is shut", code="local:45015")
    if all(unit.outbox.sent_since(to, at) >= opened.count for opened, at in standing.items()):
        return WindowClosed("the window's count is used up", code="local:45047")
    return None
