"""Statements: written once in Core, compiled once a dialect, run as text on the driver's own connection.

Measured on the hot path: Core's `execute` costs about five times as much as the same text on the driver
(docs/decisions/0003). Core stays the language; this file is the only one that knows.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ClauseElement,
    Column,
    ColumnElement,
    Insert,
    Table,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]

DIALECTS = ("sqlite", "postgresql")


@cache
def dialect_of(name: str) -> Dialect:
    """SQLAlchemy's own; a process on SQLite does not pay for importing the other."""
    if name == "sqlite":
        return SQLiteDialect_pysqlite(paramstyle="qmark")
    from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

    return PGDialect_psycopg(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy 没有给它标注


class Cursor(Protocol):
    """What both drivers' cursors have in common."""

    @property
    def rowcount(self) -> int: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Connection(Protocol):
    """What both drivers' connections have in common."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...
    def cursor(self) -> Any: ...
    def close(self) -> None: ...


class Again(Exception):
    """A race was lost; the same turn played once more sees the winner's rows."""


class Prepared:
    """A statement's text for one dialect, with the order of its values and what they need on the way in and out."""

    __slots__ = ("_binders", "_readers", "constants", "names", "text")

    def __init__(self, clause: ClauseElement, columns: Sequence[TypeEngine[Any]], dialect: Dialect) -> None:
        compiled = cast(SQLCompiler, clause.compile(dialect=dialect))
        self.text = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())
        # 写在语句里的值；要调用者给的那些是 required
        self.constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        kinds = [compiled.binds[name].type.dialect_impl(dialect) for name in self.names]
        self._binders = _needed([kind.bind_processor(dialect) for kind in kinds])
        self._readers = _needed([kind.dialect_impl(dialect).result_processor(dialect, None) for kind in columns])

    def bind(self, values: dict[str, Any]) -> list[Any]:
        if self.constants:
            values = {**self.constants, **values}
        cells = [values[name] for name in self.names]
        for index, convert in self._binders:
            cells[index] = convert(cells[index])
        return cells

    def read(self, row: Any) -> Row:
        if not self._readers:
            return tuple(row)
        cells = list(row)
        for index, convert in self._readers:
            if cells[index] is not None:
                cells[index] = convert(cells[index])
        return tuple(cells)


def _needed(converts: Sequence[Convert | None]) -> list[tuple[int, Convert]]:
    return [(index, convert) for index, convert in enumerate(converts) if convert is not None]


class Statement:
    """A Core statement. `columns` are the types of what it returns, where it is not a plain select."""

    __slots__ = ("_clause", "_columns", "_prepared")

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        returned = getattr(clause, "selected_columns", None)
        if returned is None:
            returned = getattr(clause, "returning_column_descriptions", [])
            self._columns = [column["type"] for column in returned]
        else:
            self._columns = [column.type for column in returned]
        self._prepared: dict[str, Prepared] = {}

    def on(self, dialect: str) -> Prepared:
        prepared = self._prepared.get(dialect)
        if prepared is None:
            prepared = self._prepared[dialect] = Prepared(self._clause, self._columns, dialect_of(dialect))
        return prepared


class _Numbers(TypeDecorator[Any]):
    """Any number of numbers as one value: PostgreSQL takes a list, SQLite reads JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


class among(ColumnElement[bool]):  # noqa: N801  # 用起来像 and_、exists 一样
    """The column is one of the numbers given under this name, however many there are."""

    inherit_cache = False

    def __init__(self, column: Column[Any], name: str) -> None:
        self.column, self.numbers = column, bindparam(name, type_=_Numbers())


@compiles(among)
def _among(element: among, compiler: SQLCompiler, **how: Any) -> str:
    if compiler.dialect.name == "postgresql":
        return compiler.process(element.column == func.any(element.numbers), **how)
    each = func.json_each(element.numbers).table_valued("value")
    return compiler.process(element.column.in_(select(each.c.value)), **how)


def inserting(table: Table, **fixed: Any) -> Insert:
    """An insert that takes every column of the table by name, but for the `fixed` ones and an automatic key."""
    automatic = table.autoincrement_column
    asked: dict[str, Any] = {c.name: bindparam(c.name) for c in table.columns if c is not automatic}
    return insert(table).values({**asked, **fixed})


class Insertion(Statement):
    """An insert whose automatic key is wanted: SQLite's cursor knows it, PostgreSQL returns it."""

    __slots__ = ("_returning",)

    def __init__(self, table: Table, **fixed: Any) -> None:
        plain, key = inserting(table, **fixed), table.autoincrement_column
        super().__init__(plain)
        assert key is not None, "this table numbers its rows"
        self._returning = Statement(plain.returning(key))

    def on(self, dialect: str) -> Prepared:
        return super().on(dialect) if dialect == "sqlite" else self._returning.on(dialect)


class Session:
    """One open transaction: runs statements. It cannot commit."""

    __slots__ = ("_execute", "connection", "dialect")

    def __init__(self, connection: Connection, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect
        # psycopg 为每个游标付二十微秒；sqlite3 的几乎不要钱，而且一次只能读一个
        self._execute = connection.cursor().execute if dialect == "postgresql" else connection.execute

    def all(self, statement: Statement, **values: Any) -> list[Row]:
        prepared = statement.on(self.dialect)
        cursor = self._execute(prepared.text, prepared.bind(values))
        return [prepared.read(row) for row in cursor.fetchall()]

    def first(self, statement: Statement, **values: Any) -> Row | None:
        prepared = statement.on(self.dialect)
        row = self._execute(prepared.text, prepared.bind(values)).fetchone()
        return None if row is None else prepared.read(row)

    def run(self, statement: Statement, **values: Any) -> int:
        """Run it; return how many rows it touched."""
        prepared = statement.on(self.dialect)
        count: int = self._execute(prepared.text, prepared.bind(values)).rowcount
        return count

    def many(self, statement: Statement, rows: Iterable[dict[str, Any]]) -> None:
        """Run it once for each of the rows, in one call of the driver."""
        prepared = statement.on(self.dialect)
        bound = [prepared.bind(values) for values in rows]
        if bound:
            self.connection.cursor().executemany(prepared.text, bound)

    def add(self, statement: Insertion, **values: Any) -> int:
        """Insert a row; return the key it was given."""
        prepared = statement.on(self.dialect)
        cursor = self._execute(prepared.text, prepared.bind(values))
        return int(cursor.fetchone()[0] if self.dialect == "postgresql" else cursor.lastrowid)
