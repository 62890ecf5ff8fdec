"""并档：每一列指着人的都有说法，指着并掉的那份的都指到留下的那份，撤回来一行不差."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table, insert
from sqlalchemy.types import BigInteger

from storage import tables
from storage.links import MOVED, STAYS, Links
from storage.sql import Statement
from storage.store import Store
from storage.types import Instant
from storage.unit import Unit
from tests.care.village import MONDAY

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
KEEP, OTHER, WORKER = 1, 2, 3
TO_PEOPLE = {"people.id", "dossiers.person_id"}


def pointing() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname in TO_PEOPLE for key in column.foreign_keys)
    }


def test_every_column_that_points_to_a_person_is_moved_or_says_why_not() -> None:
    spoken_of = set(MOVED) | set(STAYS)
    assert pointing() <= spoken_of
    assert not set(MOVED) & set(STAYS)
    assert spoken_of - pointing() == {"outbox.person_id", "outbox.about_id"}
    assert all(len(why) > 6 for why in STAYS.values())


@pytest.fixture
async def rows(store: Store) -> Store:
    """A village of three people with a row for everybody in every table; OTHER is who is merged away."""

    def settle(unit: Unit) -> None:
        place = _put(unit, tables.places, chain="1", key="S")
        for number in (KEEP, OTHER, WORKER):
            _put(unit, tables.people, id=number, place_id=1, key=str(number))
        assert place
        _put(unit, tables.households)
        for number in (1, 2, 3):
            _put(unit, tables.tickets, number=number, caller_id=WORKER, place_id=1)
            _put(unit, tables.accounts, name=str(number), person_id=WORKER)
        _put(unit, tables.roll_calls, by_id=WORKER, id=1, ended_at=AT)
        _put(unit, tables.roll_calls, by_id=WORKER, id=2, ended_at=None)

    await store.run(settle)
    return store


def _value(column: Column[Any]) -> object:
    """Something that fits: the first row of what it points to, else the plainest."""
    kind = column.type
    if column.nullable:
        return None
    if any(key.target_fullname in TO_PEOPLE for key in column.foreign_keys):
        return WORKER
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return TODAY
    if isinstance(kind, Instant):
        return AT
    if isinstance(kind, LargeBinary):
        return b"x"
    return 1 if isinstance(kind, Integer | BigInteger) or column.foreign_keys else "1"


def _put(unit: Unit, table: Table, **cells: object) -> bool:
    automatic = table.autoincrement_column
    values = {c.name: _value(c) for c in table.columns if c is not automatic or c.name in cells} | cells
    return unit.session.run(Statement(insert(table).values(values))) == 1


def _all(unit: Unit) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is not counted up by an act (`version`)."""
    found = {}
    for table in tables.metadata.sorted_tables:
        names = ", ".join(f'"{c.name}"' for c in table.columns if c.name != "version")
        sql = f"SELECT {names} FROM {table.name}"
        found[table.name] = sorted((tuple(row) for row in unit.session.connection.execute(sql).fetchall()), key=repr)
    return found


def _left(unit: Unit) -> dict[str, int]:
    """How many rows of each column that moves point to OTHER."""
    found = {}
    for name in MOVED:
        table, column = name.split(".")
        sql = f"SELECT count(*) FROM {table} WHERE {column} = {OTHER}"
        found[name] = unit.session.connection.execute(sql).fetchone()[0]
    return found


def _one_row_each(unit: Unit) -> None:
    """In every table that moves: a row of OTHER."""
    for name, move in MOVED.items():
        table, column = move.column.table, name.partition(".")[2]
        more: dict[str, object] = {"person_id": OTHER} if column == "by_id" else {}
        if table is tables.errands:
            more["done_at"] = None
        if table is tables.outbox:
            more["state"] = "queued"
        if table in (tables.roll_entries,):
            more |= {"roll_id": 1, "ended_at": AT, "person_id": OTHER, "by_id": OTHER}
            if column == "by_id":  # 同一行
                continue
        if table is tables.accounts:
            more["name"] = "own"
        if table is tables.tickets:
            more |= {"number": 9, "place_id": 1}
        _put(unit, table, **{**more, column: OTHER})


async def test_nothing_points_to_who_was_merged_away_and_taking_it_back_puts_back_every_row(rows: Store) -> None:
    await rows.run(_one_row_each)
    assert all((await rows.run(_left)).values())
    before = await rows.run(_all)
    given = await rows.run(lambda unit: Links(unit.session).give(OTHER, KEEP, TODAY))
    assert not any((await rows.run(_left)).values())
    assert await rows.run(_all) != before
    await rows.run(lambda unit: Links(unit.session).take_back(given))
    assert await rows.run(_all) == before


def _both(unit: Unit) -> None:
    """Both on today's list, in one round, served by one account, reached by each other, in one ticket."""
    for person in (KEEP, OTHER):
        _put(unit, tables.errands, visitor_id=WORKER, person_id=person, line=1)
        _put(unit, tables.digests, visitor_id=person, kind="险")
        _put(unit, tables.roll_entries, roll_id=1, person_id=person, state="没回音" if person == KEEP else "平安")
        _put(unit, tables.account_people, channel="1", name="1", person_id=person)
        _put(unit, tables.ticket_people, number=1, person_id=person)
    _put(unit, tables.accounts, channel="1", name="his", person_id=KEEP)
    _put(unit, tables.account_people, channel="1", name="his", person_id=OTHER)
    _put(unit, tables.ties, person_id=KEEP, other_id=OTHER)


async def test_of_two_rows_that_become_one_the_better_stays_and_nothing_crashes(rows: Store) -> None:
    await rows.run(_both)
    before = await rows.run(_all)
    given = await rows.run(lambda unit: Links(unit.session).give(OTHER, KEEP, TODAY))
    after = await rows.run(_all)
    counts = {name: len(after[name]) for name in ("errands", "digests", "roll_entries", "ticket_people", "ties")}
    assert counts == {"errands": 1, "digests": 1, "roll_entries": 1, "ticket_people": 1, "ties": 0}
    assert [row[:3] for row in after["account_people"]] == [("1", "1", KEEP)]
    assert await rows.run(_states) == [(1, KEEP, "平安")]
    await rows.run(lambda unit: Links(unit.session).take_back(given))
    assert await rows.run(_all) == before


async def test_in_two_running_rounds_the_kept_ones_row_stays(rows: Store) -> None:
    def two(unit: Unit) -> None:
        for person, roll in ((KEEP, 1), (OTHER, 2)):
            _put(unit, tables.roll_entries, roll_id=roll, person_id=person, state="没回音")

    await rows.run(two)
    given = await rows.run(lambda unit: Links(unit.session).give(OTHER, KEEP, TODAY))
    assert await rows.run(_states) == [(1, KEEP, "没回音")]
    await rows.run(lambda unit: Links(unit.session).take_back(given))
    assert await rows.run(_states) == [(1, KEEP, "没回音"), (2, OTHER, "没回音")]


def _states(unit: Unit) -> list[tuple[Any, ...]]:
    sql = "SELECT roll_id, person_id, state FROM roll_entries ORDER BY 1, 2"
    return [tuple(row) for row in unit.session.connection.execute(sql).fetchall()]


async def test_yesterdays_list_and_letters_that_went_out_stay_as_they_were(rows: Store) -> None:
    def old(unit: Unit) -> None:
        _put(unit, tables.errands, visitor_id=WORKER, person_id=OTHER, on_day=TODAY - timedelta(days=1))
        _put(unit, tables.outbox, person_id=OTHER, state="sent", sent_at=MONDAY)

    await rows.run(old)
    before = await rows.run(_all)
    await rows.run(lambda unit: Links(unit.session).give(OTHER, KEEP, TODAY))
    assert await rows.run(_all) == before


def test_a_new_table_would_be_noticed() -> None:
    """The walk sees a foreign key wherever it stands."""
    table = Table("later", tables.metadata, Column("who", Integer, ForeignKey("people.id"), primary_key=True))
    try:
        assert "later.who" in pointing() - set(MOVED) - set(STAYS)
    finally:
        tables.metadata.remove(table)
