"""The composition root: the only place where everything meets."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot import directory, log
from bot.channels.console import Console
from bot.clock import Clock
from bot.config import Config
from bot.filing import begun, unopened, visiting_of
from bot.metrics import LEADS, ROUND_FAILED, TURN_SECONDS, TURNS
from bot.pipeline import Pipeline
from bot.relay import Relay
from bot.surfaces import receivers, senders
from bot.understanding import Understanding
from care.message import Message, Reply
from care.place import Place, Structure
from handlers import notices
from handlers.rounds import ROUNDS, Found, Round
from handlers.turn import House
from nlp.understand import Understander
from storage.lock import Presence, hold
from storage.migrate import migrate
from storage.outbox import Outgoing
from storage.seal import Seal
from storage.store import Store
from storage.unit import Unit

AT_ONCE = 50  # 巡查里可以合着做的，一次合多少：再多，别人的话等得太久

logger = structlog.get_logger("app")


class App:
    """A running 守望: message in, reply out; rounds when time has passed; the relay beside it."""

    def __init__(self, config: Config, store: Store, house: House, clock: Clock, presence: Presence) -> None:
        self._presence = presence
        self._led = False
        self.config = config
        self.store = store
        self.house = house
        self.clock = clock
        self.console = Console(clock.now)
        self.receivers = receivers(config.channels)
        self.senders = senders(config.channels)
        self.senders[self.console.channel] = self.console
        self.names = names_of(config)
        self.understanding = Understanding(config.understanding)
        understander = Understander(self.understanding.classify, self.names)
        self.pipeline = Pipeline(store, understander.understand, house, clock.now)
        self.relay = Relay(store, self.senders, clock.now, self._undelivered)
        store.on_promise = self.relay.promise

    async def answer(self, message: Message) -> Reply:
        """One turn, with its one log line."""
        began = time.perf_counter()
        intent = self.pipeline.understand(message)
        reply = await self.pipeline.answer(message, intent)
        seconds = time.perf_counter() - began
        TURNS.labels(message.sender.channel, intent.aim.value).inc()
        TURN_SECONDS.observe(seconds)
        with suppress(OSError):  # 日志写不下，不能把存好的说成没存
            log.turn(id=message.id, aim=intent.aim.value, ms=seconds * 1000)
        return reply

    async def tick(self) -> None:
        """Do whatever has fallen due, by the words as they are now. What fails does not keep the others waiting.

        Of several processes only the one that leads does rounds; the words are read by each.
        """
        await self._read_words_again()
        for one in ROUNDS:
            if not await self._leads():  # 每种问一次：一轮可以做很久，中间断了就让给别人
                return
            try:
                found = await self.store.run(partial(_find, one, self.house, self.clock.now()))
            except Exception:
                ROUND_FAILED.labels(one.name).inc()
                logger.exception("a round could not look", round=one.name)
                continue
            for keys in _batches(one, found):
                await self._act(one, keys)

    async def _leads(self) -> bool:
        try:
            leading = await asyncio.to_thread(self._presence.leads)
        except Exception:
            ROUND_FAILED.labels("lead").inc()
            logger.exception("it could not be asked who leads")
            leading = False
        if leading is not self._led:
            logger.info("leads" if leading else "leads no more")
        self._led = leading
        LEADS.set(leading)
        return leading

    async def _read_words_again(self) -> None:
        try:
            await self.understanding.reload_if_changed()
        except Exception:
            ROUND_FAILED.labels("words").inc()
            logger.exception("the word files could not be looked at")

    async def _act(self, one: Round, keys: Sequence[Found]) -> None:
        """What fails together is tried alone, so that one who cannot be helped costs nobody else their list."""
        try:
            await self.store.run(partial(_act, one, self.house, keys, self.clock.now()))
        except Exception:
            if len(keys) > 1:
                for key in keys:
                    await self._act(one, [key])
            else:
                ROUND_FAILED.labels(one.name).inc()
                logger.exception("a round failed", round=one.name)

    def _undelivered(self, unit: Unit, letter: Outgoing, at: datetime) -> None:
        notices.undelivered(unit, self.house, letter, at)

    async def close(self) -> None:
        """Finish what is under way; everything promised stays in the outbox for the next start."""
        await self.relay.stop()
        for sender in self.senders.values():
            await sender.close()
        await self.store.close()
        self._presence.close()


def _find(one: Round, house: House, now: datetime, unit: Unit) -> Sequence[Found]:
    return one.find(unit, house, now)


def _batches(one: Round, found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    size = 1 if one.together is None else AT_ONCE
    return (found[first : first + size] for first in range(0, len(found), size))


def _act(one: Round, house: House, keys: Sequence[Found], now: datetime, unit: Unit) -> bool:
    if one.together is not None and len(keys) > 1:
        return one.together(unit, house, keys, now)
    return one.act(unit, house, keys[0], now)


async def open_app(config: Config, clock: Clock | None = None) -> App:
    """Migrate, read the directory, and put everything together. Raises the errors of each with clear sentences."""
    clock = clock or Clock()
    presence = hold(config.storage.url)
    try:
        return await _opened(config, clock, presence)
    except BaseException:
        presence.close()
        raise


async def _opened(config: Config, clock: Clock, presence: Presence) -> App:
    said = migrate(config.storage.url, clock.now())
    if said:
        logger.info("migrated", done=said)
    township = directory.read(config.village.file)
    store = Store(config.storage.url)
    try:
        door = await store.run(lambda unit: directory.bring_in(unit, township, clock.now()))
        if store.driver.dialect == "sqlite":
            await store.run(lambda unit: unit.outbox.free_all(clock.now()))
        if config.server.sandbox:
            clock.not_before(await store.run(lambda unit: unit.inbox.latest()))
        seal = await store.run(lambda unit: begun(unit, config, clock.now()))
        house = replace(house_of(config, township.structure, door), seal=await _sealing(seal, presence, store))
        return App(config, store, house, clock, presence)
    except BaseException:
        await store.close()
        raise


async def _sealing(seal: Seal | None, presence: Presence, store: Store) -> Seal | None:
    """Others are told of the key before anything is sealed with it."""
    if seal is not None:
        await asyncio.to_thread(presence.seals_with, seal.key)
        strange = await store.run(lambda unit: unopened(unit, seal))
        if strange:
            logger.error("some numbers cannot be opened", why=strange)
    return seal


def house_of(config: Config, structure: Structure, door: Place) -> House:
    said = config.conversation
    return House(
        structure=structure,
        limits=config.limits.table(),
        calendar=config.hours.calendar(),
        front_door=door,
        undo_within=timedelta(minutes=said.undo_minutes),
        reopen_within=timedelta(days=said.reopen_days),
        silence_closes_after=timedelta(days=said.silence_close_days),
        name=said.name,
        hotlines=tuple((line.number, line.name) for line in said.hotlines),
        hotlines_as_of=said.hotlines_as_of,
        visiting=visiting_of(config),
    )


def names_of(config: Config) -> tuple[str, ...]:
    aibot = config.channels.aibot
    return tuple(dict.fromkeys((config.conversation.name, *(aibot.names if aibot else ()))))
