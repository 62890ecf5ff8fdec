"""The two databases as far as they differ: how to connect, begin, and tell a lost race from an error."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from storage.sql import Connection

BUSY_TIMEOUT = 2.0  # 秒；平台只等 5 秒，锁得更久就如实说没存上


PRAGMAS = (
    "synchronous=FULL",  # 答了就是存了：断电也在
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-16000",
    "wal_autocheckpoint=4000",  # 页，16 MB：少打断
)


class BadUrl(ValueError):
    """The storage address cannot be used; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Driver:
    """`lost_race`: the same turn played again will go through. `broken`: the connection is of no more use.

    `trouble`: the database's own error, so that nothing was stored.
    """

    dialect: str
    begin: str
    connect: Callable[[], Connection]
    in_transaction: Callable[[Any], bool]
    broken: Callable[[Any], bool]
    lost_race: Callable[[BaseException], bool]
    trouble: Callable[[BaseException], bool]


def driver_for(url: str) -> Driver:
    """The driver of a SQLAlchemy URL. Raises `BadUrl`."""
    try:
        parsed = make_url(url)
    except Exception as error:
        raise BadUrl("storage.url 写法不对，例如 sqlite:///data/shouwang.db") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database:
        return _sqlite(Path(parsed.database))
    if backend == "postgresql":
        return _postgresql(parsed.set(drivername="postgresql").render_as_string(hide_password=False))
    raise BadUrl("storage.url 只能是 sqlite:///文件 或 postgresql+psycopg://…")


def _sqlite(file: Path) -> Driver:
    def connect() -> Connection:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            file, isolation_level=None, timeout=BUSY_TIMEOUT, cached_statements=256, check_same_thread=False
        )
        _write_ahead(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return Driver(
        dialect="sqlite",
        begin="BEGIN IMMEDIATE",
        connect=connect,
        in_transaction=lambda connection: bool(connection.in_transaction),
        broken=lambda connection: False,
        lost_race=lambda error: isinstance(error, sqlite3.IntegrityError),
        trouble=lambda error: isinstance(error, sqlite3.Error),
    )


def _write_ahead(connection: sqlite3.Connection) -> None:
    """WAL mode. A new file takes it once, alone, and SQLite's own busy timeout does not cover that moment."""
    until = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.005)


def _postgresql(conninfo: str) -> Driver:
    import psycopg.types.string  # 只有用 PostgreSQL 的进程才付它的启动时间

    def connect() -> Connection:
        connection = psycopg.connect(conninfo, autocommit=True, connect_timeout=5)
        connection.adapters.register_dumper(StrEnum, psycopg.types.string.StrDumper)  # 存值，不存成员名
        connection.execute("SET TIME ZONE 'UTC'")
        connection.execute("SET lock_timeout = '3s'")
        return connection

    def in_transaction(connection: Any) -> bool:
        return bool(connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE)

    return Driver(
        dialect="postgresql",
        begin="BEGIN",
        connect=connect,
        in_transaction=in_transaction,
        broken=lambda connection: bool(connection.closed or connection.broken),
        lost_race=lambda error: isinstance(
            error,
            psycopg.errors.UniqueViolation | psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure,
        ),
        trouble=lambda error: isinstance(error, psycopg.Error),
    )
