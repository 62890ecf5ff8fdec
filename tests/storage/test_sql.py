"""Every statement is understood by both databases, and the indexes meant for it are used."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import psycopg
import pytest

import storage
from storage import outbox, tickets
from storage.migrate import migrate
from storage.sql import DIALECTS, Prepared, Statement
from tests.care.village import MONDAY


def statements() -> Iterator[tuple[str, Statement]]:
    for module in iter_modules(storage.__path__, "storage."):
        if module.ispkg:
            continue
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, Statement):
                yield f"{module.name.removeprefix('storage.')}.{name}", value


ALL = dict(statements())


def empty(prepared: Prepared) -> list[object]:
    """Every asked value as nothing; the constants as they are."""
    return [prepared.constants.get(name) for name in prepared.names]


def test_all_rooms_of_the_storage_were_looked_at() -> None:
    rooms = {name.split(".")[0] for name in ALL}
    road = {"corrections", "dialogues", "inbox", "invites", "outbox", "people", "places", "tickets"}
    assert rooms >= road | {"alike", "base_figures", "dossiers", "facts", "leaves", "ties", "visits"}


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    file: Path = tmp_path_factory.mktemp("sql") / "shouwang.db"
    migrate(f"sqlite:///{file}", MONDAY)
    with closing(sqlite3.connect(file)) as connection:
        yield connection


@pytest.mark.parametrize("name", ALL)
def test_sqlite_understands_it(name: str, sqlite: sqlite3.Connection) -> None:
    prepared = ALL[name].on("sqlite")
    assert sqlite.execute(f"EXPLAIN {prepared.text}", empty(prepared)).fetchall()


def test_postgresql_understands_every_one(pg_url: str) -> None:
    migrate(pg_url, MONDAY)
    with psycopg.connect(pg_url.replace("postgresql+psycopg", "postgresql")) as connection:
        for name, statement in ALL.items():
            prepared = statement.on("postgresql")
            try:
                connection.execute(f"EXPLAIN {prepared.text}", empty(prepared))
            except psycopg.Error as error:
                pytest.fail(f"{name}: {error}")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_statement_is_compiled_once(dialect: str) -> None:
    assert all(statement.on(dialect) is statement.on(dialect) for statement in ALL.values())


def plan(sqlite: sqlite3.Connection, statement: Statement) -> str:
    prepared = statement.on("sqlite")
    rows = sqlite.execute(f"EXPLAIN QUERY PLAN {prepared.text}", empty(prepared))
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (outbox.NEXT_LANE, "ix_outbox_queued"),
        (outbox.WAITING, "ix_outbox_queued"),
        (outbox.SENT_SINCE, "ix_outbox_sent_at"),
        (outbox.TOLD_OF, "ix_outbox_number"),
        (tickets.RAN_OUT, "ix_tickets_respond_by"),
        (tickets.WAKE, "ix_tickets_waiting_until"),
        (tickets.HELD_BY, "ix_tickets_assignee_id"),
        (tickets.WAITING_FOR_SOMEBODY, "ix_tickets_post"),
        (tickets.LIVE_OF_CALLER, "ix_tickets_caller_id"),
        (tickets.LAST_BY, "ix_events_by_id_id"),
    ],
)
def test_what_is_asked_all_day_long_uses_its_index(
    statement: Statement, index: str, sqlite: sqlite3.Connection
) -> None:
    assert f"USING INDEX {index}" in plan(sqlite, statement).replace("COVERING ", "")
    assert "SCAN tickets" not in plan(sqlite, statement)
