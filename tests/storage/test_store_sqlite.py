"""SQLite in trouble: the disk is full, somebody else holds the lock."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import make_url

import storage.drivers
from care.message import Message, Reply
from storage.drivers import BadUrl, Driver, driver_for
from storage.migrate import migrate
from storage.store import Store
from storage.unit import Unit
from tests.care.village import MONDAY
from tests.storage.rows import WANG, count_kept, keeping
from tests.storage.test_store import held


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shouwang.db"
    migrate(f"sqlite:///{path}", MONDAY)
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a lock a moment only."""
    monkeypatch.setattr(storage.drivers, "BUSY_TIMEOUT", 0.05)


@pytest.fixture
def other(file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else at the same file: a backup, an administrator."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


def long_turn(unit: Unit) -> None:
    unit.inbox.keep(Message(id="long", sender=WANG, text="长" * 400_000), Reply("回"), MONDAY)


def limit_to(pages: int) -> Callable[[Unit], None]:
    """The disk has this many pages more, and not one beyond."""

    def work(unit: Unit) -> None:
        used = unit.session.connection.execute("PRAGMA page_count").fetchone()[0]
        unit.session.connection.execute(f"PRAGMA max_page_count={used + pages}")

    return work


async def test_a_full_disk_is_told_to_its_caller_and_what_fits_is_kept(file: Path) -> None:
    store = Store(f"sqlite:///{file}")
    try:
        assert await store.run(keeping(0)) == 0
        await store.run(limit_to(8))
        results = await held(store, keeping(1), long_turn, keeping(2))
        assert isinstance(results[1], sqlite3.OperationalError)
        acknowledged = [result for result in results if isinstance(result, int)]
        assert acknowledged == [1, 2]
        assert await count_kept(store, range(3)) == 3
        await store.run(limit_to(1_000_000))
        assert await store.run(keeping(3)) == 3
        await store.run(long_turn)
    finally:
        await store.close()


async def test_while_another_holds_the_lock_every_caller_hears_it_and_afterwards_all_goes_on(
    file: Path, impatient: None, other: sqlite3.Connection
) -> None:
    store = Store(f"sqlite:///{file}")
    try:
        await store.run(keeping(0))
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(*(store.run(keeping(n)) for n in range(1, 6)), return_exceptions=True)
        assert [type(result) for result in results] == [sqlite3.OperationalError] * 5
        other.execute("ROLLBACK")
        assert await store.run(keeping(6)) == 6
        assert await count_kept(store, range(10)) == 2
    finally:
        await store.close()


async def test_many_callers_wait_for_a_lock_together_and_not_one_after_the_other(
    file: Path, impatient: None, other: sqlite3.Connection
) -> None:
    """The platform gives five seconds; a queue of two-second waits would use them up."""
    waits: list[str] = []
    store = Store(f"sqlite:///{file}")
    try:
        await store.run(lambda unit: unit.session.connection.set_trace_callback(waits.append))  # type: ignore[attr-defined]  # sqlite3 的
        other.execute("BEGIN IMMEDIATE")
        waits.clear()
        results = await asyncio.gather(*(store.run(keeping(n)) for n in range(40)), return_exceptions=True)
        assert all(isinstance(result, sqlite3.OperationalError) for result in results)
        assert waits.count("BEGIN IMMEDIATE") <= 3
    finally:
        other.execute("ROLLBACK")
        await store.close()


async def test_a_reader_beside_us_sees_only_whole_turns(file: Path, other: sqlite3.Connection) -> None:
    store = Store(f"sqlite:///{file}")
    counted: list[int] = []

    def looking(unit: Unit) -> None:
        keeping(1)(unit)
        counted.append(other.execute("SELECT count(*) FROM inbox").fetchone()[0])

    try:
        await store.run(looking)
    finally:
        await store.close()
    assert counted == [0]
    assert other.execute("SELECT count(*) FROM inbox").fetchone() == (1,)


async def test_two_stores_on_one_file_take_turns(file: Path) -> None:
    stores = [Store(f"sqlite:///{file}") for _ in range(2)]
    try:
        works = [stores[n % 2].run(keeping(n)) for n in range(60)]
        assert await asyncio.gather(*works) == list(range(60))
        assert await count_kept(stores[0], range(60)) == 60
    finally:
        await asyncio.gather(*(store.close() for store in stores))


def test_several_at_once_may_open_a_new_file(tmp_path: Path) -> None:
    for number in range(40):
        driver = driver_for(f"sqlite:///{tmp_path / str(number)}.db")
        together = Barrier(4)

        def opening(driver: Driver = driver, together: Barrier = together) -> str:
            together.wait()
            connection = driver.connect()
            try:
                return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            assert {opened.result() for opened in [threads.submit(opening) for _ in range(4)]} == {"wal"}


async def test_every_commit_waits_for_the_disk_and_keys_are_checked(file: Path) -> None:
    store = Store(f"sqlite:///{file}")
    try:
        names = ("journal_mode", "synchronous", "foreign_keys")
        found = await store.run(
            lambda unit: [unit.session.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        )
        assert found == ["wal", 2, 1]
    finally:
        await store.close()


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "mysql://a/b", "不是地址"])
def test_an_address_we_cannot_use_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(BadUrl, match=r"storage\.url"):
        driver_for(url)


def test_a_password_in_the_address_is_not_in_the_error() -> None:
    with pytest.raises(BadUrl) as refusal:
        driver_for("mysql://somebody:geheim@host/db")
    assert "geheim" not in str(refusal.value)
    assert make_url("mysql://somebody:geheim@host/db").password == "geheim"
