"""撤得回: what a file and the rows around it were before an act, as JSON, and put back as it was.

Sealed values go in and out as the bytes they are: nothing is opened, and each comes back to the row it was sealed for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, select, update

from storage import tables
from storage.sql import Session, Statement
from storage.visits import DueRow, Visits

d, p = tables.dossiers, tables.people

Snapshot = dict[str, Any]
COLUMNS = ("household_id", "relation", "sex", "born_on", "id_sealed", "id_index", "phone_sealed", "phone_index")
PLAIN = (*COLUMNS, "sounds", "standing", "note", "recheck_on")

FILE = Statement(select(*[d.c[name] for name in PLAIN], d.c.version).where(d.c.person_id == bindparam("id_")))
PUT_FILE = Statement(
    update(d)
    .where(d.c.person_id == bindparam("id_"))
    .values({**{name: bindparam(f"{name}_") for name in PLAIN}, "version": d.c.version + 1})
)
RELEASE = Statement(update(d).where(d.c.person_id == bindparam("id_")).values(id_sealed=None, id_index=None))
RELEASE_PHONE = Statement(
    update(d).where(d.c.person_id == bindparam("id_")).values(phone_sealed=None, phone_index=None)
)


class _Rows:
    """Rows of a person with the one column an act may change; `own`: rows made since then are taken away again."""

    def __init__(self, table: Table, key: str, owner: str, changing: str = "", *, own: bool = False) -> None:
        self.own, self.changing = own, bool(changing)
        of, number = table.c[owner], table.c[key]
        kept: Column[Any] = table.c[changing or key]
        self.select = Statement(select(number, kept).where(of == bindparam("id_")).order_by(number))
        values: dict[str, Any] = {owner: bindparam("id_")}
        values |= {changing: bindparam("kept_")} if changing else {}
        self.put = Statement(update(table).where(number == bindparam("key_")).values(values))
        self.drop = Statement(delete(table).where(number == bindparam("key_")))
        self.give = Statement(update(table).where(of == bindparam("from_")).values({owner: bindparam("id_")}))


ROWS: Mapping[str, _Rows] = {
    "memberships": _Rows(tables.memberships, "id", "person_id", "to_on", own=True),
    "ties": _Rows(tables.ties, "id", "person_id", "phone_sealed", own=True),
    "pauses": _Rows(tables.pauses, "id", "person_id", "last_on", own=True),
    "consents": _Rows(tables.consents, "id", "person_id"),
    "visits": _Rows(tables.visits, "id", "person_id"),
    "changes": _Rows(tables.changes, "id", "person_id"),
    "tickets": _Rows(tables.tickets, "number", "caller_id"),
}
ALWAYS = ("memberships", "ties", "pauses")
ACCOUNTS = Statement(
    select(tables.accounts.c.channel, tables.accounts.c.name).where(tables.accounts.c.person_id == bindparam("id_"))
)
GIVE_ACCOUNT = Statement(
    update(tables.accounts)
    .where(tables.accounts.c.channel == bindparam("c_"), tables.accounts.c.name == bindparam("n_"))
    .values(person_id=bindparam("id_"))
)


class Snapshots:
    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, person_id: int, *, whole: bool = False) -> Snapshot:
        """`whole`: with every row that a merge gives away."""
        row = self._session.first(FILE, id_=person_id)
        assert row is not None, "only people with a file are changed"
        kept = {"person": person_id, "file": {name: _out(cell) for name, cell in zip(PLAIN, row, strict=False)}}
        names = ROWS if whole else ALWAYS
        rows = {name: self._session.all(ROWS[name].select, id_=person_id) for name in names}
        kept["rows"] = {name: [[key, _out(cell)] for key, cell in found] for name, found in rows.items()}
        kept["accounts"] = [list(row) for row in self._session.all(ACCOUNTS, id_=person_id)] if whole else []
        return {**kept, "dues": dues_out(Visits(self._session).dues_of(person_id))}

    def version(self, person_id: int) -> int:
        row = self._session.first(FILE, id_=person_id)
        return 0 if row is None else int(row[-1])

    def put_back(self, kept: Sequence[Snapshot]) -> None:
        """All as they were, dues excepted (`dues_in`). A number two files share is let go before it is given back."""
        for one in kept:
            self._session.run(RELEASE, id_=one["person"])
        for one in kept:
            self._put_rows(one)
        for one in kept:
            self._drop_later(one)

    def let_go(self, person_id: int, column: str) -> None:
        """`column`: 「dossiers.id」 or 「dossiers.phone」 of a file that gives it to another."""
        self._session.run(RELEASE if column.endswith(".id") else RELEASE_PHONE, id_=person_id)

    def give(self, person_id: int, to: int) -> None:
        """Every row around one person is another's from now on; who looked at what (查阅留痕) stays as it happened."""
        for rows in ROWS.values():
            self._session.run(rows.give, from_=person_id, id_=to)
        for channel, name in self._session.all(ACCOUNTS, id_=person_id):
            self._session.run(GIVE_ACCOUNT, c_=channel, n_=name, id_=to)

    def _put_rows(self, one: Snapshot) -> None:
        person = one["person"]
        cells = {f"{name}_": _in(name, cell) for name, cell in one["file"].items()}
        self._session.run(PUT_FILE, id_=person, **cells)
        for name, found in one["rows"].items():
            for key, cell in found:
                values = {"kept_": _in(name, cell)} if ROWS[name].changing else {}
                self._session.run(ROWS[name].put, key_=key, id_=person, **values)
        for channel, name in one["accounts"]:
            self._session.run(GIVE_ACCOUNT, c_=channel, n_=name, id_=person)

    def _drop_later(self, one: Snapshot) -> None:
        for name in (name for name in one["rows"] if ROWS[name].own):
            before = {key for key, _ in one["rows"][name]}
            for key, _ in self._session.all(ROWS[name].select, id_=one["person"]):
                if key not in before:
                    self._session.run(ROWS[name].drop, key_=key)


def _out(cell: object) -> object:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return cell.isoformat() if isinstance(cell, date) else cell


_DAYS = frozenset({"born_on", "recheck_on", "memberships", "pauses"})
_BYTES = frozenset({"id_sealed", "id_index", "phone_sealed", "phone_index", "ties"})


def _in(name: str, cell: Any) -> object:
    if cell is None or name not in _DAYS | _BYTES:
        return cell
    return bytes.fromhex(cell) if name in _BYTES else date.fromisoformat(cell)


def dues_out(rows: Iterable[DueRow]) -> list[list[Any]]:
    return [[_out(cell) for cell in astuple(row)] for row in rows]


def dues_in(rows: Iterable[Sequence[Any]]) -> list[DueRow]:
    day = date.fromisoformat
    return [
        DueRow(person, rule, place, day(since), day(last) if last else None, times, day(opens), day(until))
        for person, rule, place, since, last, times, opens, until in rows
    ]
