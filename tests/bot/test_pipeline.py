"""One message, one turn: the same message again, two at once, strangers, and answers too long for one text."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from bot.app import App, open_app
from bot.config import Config
from bot.pipeline import ONE_REPLY, Pipeline, _first_piece
from bot.settings import Storage
from care.message import Address, Kind, Message, Reply
from storage.lock import InUse
from storage.unit import Unit
from tests.kit.stage import Stage, StageClock, stage

LEAK = "屋顶漏水了，能找人看看吗"
WANG, STRANGER = Address("console", "王奶奶"), Address("wechat", "stranger")


@pytest.fixture
async def on(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url) as opened:
        yield opened


@pytest.fixture
async def two(pg_url: str) -> AsyncIterator[tuple[App, App]]:
    """Two processes' worth of app on one PostgreSQL."""
    config = Config(storage=Storage(pg_url))
    one, other = await open_app(config, StageClock()), await open_app(config, StageClock())
    yield one, other
    await one.close()
    await other.close()


def message(number: int, text: str = LEAK, sender: Address = WANG, kind: Kind = Kind.TEXT) -> Message:
    return Message(id=f"m{number}", sender=sender, text=text, kind=kind)


async def count(app: App, table: str) -> int:
    def counting(unit: Unit) -> int:
        found: int = unit.session.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    return await app.store.run(counting)


@pytest.mark.parametrize("sender", [WANG, STRANGER])
async def test_one_message_five_times_at_once_is_one_ticket_and_five_equal_answers(on: Stage, sender: Address) -> None:
    before = await count(on.app, "people")
    replies = await asyncio.gather(*(on.app.answer(message(1, sender=sender)) for _ in range(5)))
    assert len(set(replies)) == 1
    assert "1号" in replies[0].text
    assert (await count(on.app, "tickets"), await count(on.app, "inbox"), await count(on.app, "outbox")) == (1, 1, 1)
    assert await count(on.app, "people") - before == (sender == STRANGER)


async def test_one_message_at_two_processes_is_one_ticket(two: tuple[App, App]) -> None:
    one, other = two
    replies = await asyncio.gather(*(app.answer(message(1, sender=STRANGER)) for app in (one, other, one, other, one)))
    assert len(set(replies)) == 1
    assert (await count(one, "tickets"), await count(one, "inbox")) == (1, 1)


async def test_a_second_process_on_one_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    config = Config(storage=Storage(f"sqlite:///{tmp_path / 'a.db'}"))
    first = await open_app(config, StageClock())
    with pytest.raises(InUse, match="正被另一个守望用着"):
        await open_app(config, StageClock())
    await first.close()
    await (await open_app(config, StageClock())).close()


async def test_the_same_words_come_again_though_the_ticket_has_moved_on(on: Stage) -> None:
    first = await on.app.answer(message(1))
    await on.says("李明", "1 接")
    await on.says("李明", "1 好了 修好了")
    assert await on.app.answer(message(1)) == first
    assert await count(on.app, "tickets") == 1


async def test_the_same_id_of_somebody_else_is_another_message(on: Stage) -> None:
    replies = [await on.app.answer(message(1)), await on.app.answer(message(1, sender=STRANGER))]
    assert replies[0] != replies[1]
    assert await count(on.app, "tickets") == 2


async def test_two_first_messages_of_one_person_at_once_are_one_person(on: Stage) -> None:
    before = await count(on.app, "people")
    await asyncio.gather(on.app.answer(message(1, "你好", STRANGER)), on.app.answer(message(2, "在吗", STRANGER)))
    assert await count(on.app, "people") == before + 1
    assert await count(on.app, "inbox") == 2


async def test_two_first_messages_at_two_processes_are_one_person(two: tuple[App, App]) -> None:
    one, other = two
    before = await count(one, "people")
    await asyncio.gather(one.answer(message(1, "你好", STRANGER)), other.answer(message(2, "在吗", STRANGER)))
    assert await count(one, "people") == before + 1
    assert await count(one, "inbox") == 2


async def test_a_stranger_is_at_home_where_the_door_is(on: Stage) -> None:
    await on.app.answer(message(1, sender=STRANGER))
    speaker = await on.app.store.run(lambda unit: unit.people.behind(STRANGER))
    assert speaker is not None
    assert (speaker.home, speaker.person.known) == (on.app.house.front_door, False)


@pytest.mark.parametrize(("lines", "count"), [(33, 1), (34, 2), (100, 4), (300, 10)])
async def test_an_answer_too_long_for_one_text_goes_on_in_private_and_loses_nothing(
    on: Stage, lines: int, count: int
) -> None:
    long = "\n".join(f"{number:03}{'一' * 19}" for number in range(lines))
    asked = message(1, "查")
    seen = on.app.console.last
    first = await on.app.store.run(lambda unit: _first_piece(unit, asked, Reply(long), on.clock.now()))
    await on.app.relay.drain()
    texts = [line.text for line in on.app.console.lines(seen)]
    assert all(len(part.encode()) <= ONE_REPLY for part in (first.text, *texts))
    said = [line for part in (first.text, *texts) for line in part.split("\n") if line]
    assert "\n".join(said) == long
    assert 1 + len(texts) <= count


@pytest.mark.parametrize(
    "text", ["", " ", "\x7f\x9b", "\u202e屋顶漏水了", "漏" * 20_000, "😀" * 600, "]]><x>", "'; DROP TABLE tickets"]
)
async def test_whatever_is_said_is_answered_and_kept(on: Stage, text: str) -> None:
    reply = await on.app.answer(message(1, text))
    again = await on.app.answer(message(1, text))
    assert again == reply
    assert await count(on.app, "inbox") == 1


async def test_what_cannot_be_stored_is_not_answered(on: Stage) -> None:
    """Never success for something that is not kept: the platform will come again."""

    class DiskFull(sqlite3.OperationalError, psycopg.OperationalError):
        """Each database's own kind of trouble."""

    pipeline = on.app.pipeline
    played = pipeline.play

    class Unlucky(Pipeline):
        def play(self, message: Message, intent: object, unit: Unit) -> Reply:
            played(message, intent, unit)  # type: ignore[arg-type]  # 原样转交
            raise DiskFull

    unlucky = Unlucky(pipeline.store, pipeline.understand, pipeline.house, pipeline.now)
    with pytest.raises(DiskFull):
        await unlucky.answer(message(1))
    assert (await count(on.app, "tickets"), await count(on.app, "inbox"), await count(on.app, "outbox")) == (0, 0, 0)
    assert "号" in (await pipeline.answer(message(1))).text
    assert await count(on.app, "tickets") == 1


async def test_a_message_on_which_a_handler_fails_goes_to_a_person_as_it_is(on: Stage) -> None:
    pipeline = on.app.pipeline

    class Broken(Pipeline):
        def play(self, message: Message, intent: object, unit: Unit) -> Reply:
            raise KeyError("a mistake of ours")

    broken = Broken(pipeline.store, pipeline.understand, pipeline.house, pipeline.now)
    reply = await broken.answer(message(1, "我妈摔倒了起不来"))
    assert "120" in reply.text
    assert (await count(on.app, "tickets"), await count(on.app, "inbox")) == (1, 1)
    assert await broken.answer(message(1, "我妈摔倒了起不来")) == reply
