"""Statements: written once in Core, compiled once a dialect, run as text on the driver's own connection.

Measured on the hot path: Core's `execute` costs about five times as much as the same text on the driver
(docs/decisions/0003). Core stays the language; this file is the only one that knows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import ClauseElement, Insert, Table, bindparam, insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]

DIALECTS: Mapping[str, Dialect] = {
    "sqlite": SQLiteDialect_pysqlite(paramstyle="named"),
    "postgresql": PGDialect_psycopg(),  # type: ignore[no-untyped-call]  # SQLAlchemy 没有给它标注
}


class Cursor(Protocol):
    """What both drivers' cursors have in common."""

    @property
    def rowcount(self) -> int: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Connection(Protocol):
    """What both drivers' connections have in common."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...
    def close(self) -> None: ...


class Again(Exception):
    """A race was lost; the same turn played once more sees the winner's rows."""


class Prepared:
    """A statement's text for one dialect with what its values need on the way in and out."""

    __slots__ = ("binders", "constants", "readers", "text")

    def __init__(self, clause: ClauseElement, columns: Sequence[TypeEngine[Any]], dialect: Dialect) -> None:
        compiled = cast(SQLCompiler, clause.compile(dialect=dialect))
        self.text = str(compiled)
        # 写在语句里的值；要调用者给的那些是 required
        self.constants: dict[str, Any] = {k: bind.value for k, bind in compiled.binds.items() if not bind.required}
        self.binders: list[tuple[str, Convert]] = []
        for name, bind in compiled.binds.items():
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if convert is not None:
                self.binders.append((name, convert))
        out = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in columns]
        self.readers: list[tuple[int, Convert]] = [(i, read) for i, read in enumerate(out) if read is not None]

    def bind(self, values: dict[str, Any]) -> dict[str, Any]:
        for name, convert in self.binders:
            if name in values:
                values[name] = convert(values[name])
        return {**self.constants, **values} if self.constants else values

    def read(self, row: Any) -> Row:
        if not self.readers:
            return tuple(row)
        cells = list(row)
        for index, convert in self.readers:
            if cells[index] is not None:
                cells[index] = convert(cells[index])
        return tuple(cells)


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
            prepared = self._prepared[dialect] = Prepared(self._clause, self._columns, DIALECTS[dialect])
        return prepared


def inserting(table: Table, **fixed: Any) -> Insert:
    """An insert that takes every column of the table by name, but for the `fixed` ones and an automatic key."""
    automatic = table.autoincrement_column
    asked: dict[str, Any] = {c.name: bindparam(c.name) for c in table.columns if c is not automatic}
    return insert(table).values({**asked, **fixed})


class Session:
    """One open transaction: runs statements. It cannot commit."""

    __slots__ = ("connection", "dialect")

    def __init__(self, connection: Connection, dialect: str) -> None:
        self.connection = connection
        self.dialect = dialect

    def all(self, statement: Statement, **values: Any) -> list[Row]:
        prepared = statement.on(self.dialect)
        cursor = self.connection.execute(prepared.text, prepared.bind(values))
        return [prepared.read(row) for row in cursor.fetchall()]

    def first(self, statement: Statement, **values: Any) -> Row | None:
        prepared = statement.on(self.dialect)
        row = self.connection.execute(prepared.text, prepared.bind(values)).fetchone()
        return None if row is None else prepared.read(row)

    def run(self, statement: Statement, **values: Any) -> int:
        """Run it; return how many rows it touched."""
        prepared = statement.on(self.dialect)
        count: int = self.connection.execute(prepared.text, prepared.bind(values)).rowcount
        return count
