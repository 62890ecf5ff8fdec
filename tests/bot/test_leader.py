"""领头的：几个进程一个库，巡查只有一个做；它停了、断了，另一个下一分钟接着做."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from bot.app import App, open_app
from bot.config import Config
from bot.settings import Storage
from care.message import Address, Message
from tests.kit.stage import StageClock
from tests.storage.test_lock import sessions

LEAK = Message(id="m1", sender=Address("console", "王奶奶"), text="屋顶漏水了，能找人看看吗")


@pytest.fixture
async def two(pg_url: str) -> AsyncIterator[tuple[App, App]]:
    """Two processes' worth of app on one PostgreSQL, at the same time of day."""
    clock = StageClock()
    async with AsyncExitStack() as stack:
        apps = [await open_app(Config(storage=Storage(pg_url)), clock) for _ in range(2)]
        for app in apps:
            stack.push_async_callback(app.close)
        yield apps[0], apps[1]


def later(app: App, delta: timedelta) -> None:
    assert isinstance(app.clock, StageClock)
    app.clock.move(delta)


async def letters(app: App) -> int:
    return await app.store.run(
        lambda unit: int(unit.session.connection.execute("SELECT count(*) FROM outbox").fetchone()[0])
    )


async def test_only_the_process_that_leads_does_rounds(two: tuple[App, App]) -> None:
    one, other = two
    await one.answer(LEAK)
    await one.tick()
    before = await letters(one)
    later(one, timedelta(days=1, hours=2))
    await other.tick()
    assert await letters(one) == before
    assert REGISTRY.get_sample_value("shouwang_leads") == 0
    await one.tick()
    assert await letters(one) > before
    assert REGISTRY.get_sample_value("shouwang_leads") == 1


async def test_when_the_leader_stops_the_other_does_what_is_due_at_its_next_tick(two: tuple[App, App]) -> None:
    one, other = two
    await one.answer(LEAK)
    await one.tick()
    await other.tick()
    before = await letters(other)
    later(one, timedelta(days=1, hours=2))
    await one.close()
    await other.tick()
    assert await letters(other) > before


async def test_a_leader_that_lost_its_connection_asks_again_and_nothing_is_done_twice(two: tuple[App, App]) -> None:
    one, other = two
    await one.answer(LEAK)
    await one.tick()
    before = await letters(one)
    assert sessions(other.config.storage.url, end=True) == 1
    later(one, timedelta(days=1, hours=2))
    await one.tick()
    after = await letters(one)
    await other.tick()
    assert await letters(one) == after > before
