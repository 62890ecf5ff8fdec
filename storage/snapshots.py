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
LIVES = Statement(select(p.c.place_id).where(p.c.id == bindparam("id_")))
SETTLE = Statement(update(p).where(p.c.id == bindparam("id_")).values(place_id=bindparam("place_")))
MATES = Statement(
    select(d.c.person_id)
    .where(d.c.household_id == bindparam("house_"), d.c.person_id != bindparam("id_"))
    .order_by(d.c.person_id)
)
RELEASE = Statement(update(d).where(d.c.person_id == bindparam("id_")).values(id_sealed=None, id_index=None))
RELEASE_PHONE = Statement(
    update(d).where(d.c.person_id == bindparam("id_")).values(phone_sealed=None, phone_index=None)
)


class _Rows:
    """Rows of a person with the one column an act may change; rows made since then are taken away again."""

    def __init__(self, table: Table, kept: Column[Any]) -> None:
        changed: dict[str, Any] = {"person_id": bindparam("id_"), kept.name: bindparam("kept_")}
        self.select = Statement(
            select(table.c.id, kept).where(table.c.person_id == bindparam("id_")).order_by(table.c.id)
        )
        self.put = Statement(update(table).where(table.c.id == bindparam("key_")).values(changed))
        self.drop = Statement(delete(table).where(table.c.id == bindparam("key_")))


ROWS: Mapping[str, _Rows] = {
    "memberships": _Rows(tables.memberships, tables.memberships.c.to_on),
    "ties": _Rows(tables.ties, tables.ties.c.phone_sealed),
    "pauses": _Rows(tables.pauses, tables.pauses.c.last_on),
    "consents": _Rows(tables.consents, tables.consents.c.ended_on),
}


class Snapshots:
    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, person_id: int, *, mates: bool = True) -> Snapshot:
        """`mates`: with what is due of those they live with, whom the act may free from a rule of the household."""
        row = self._session.first(FILE, id_=person_id)
        assert row is not None, "only people with a file are changed"
        kept = {"person": person_id, "file": {name: _out(cell) for name, cell in zip(PLAIN, row, strict=False)}}
        rows = {name: self._session.all(one.select, id_=person_id) for name, one in ROWS.items()}
        kept["rows"] = {name: [[key, _out(cell)] for key, cell in found] for name, found in rows.items()}
        kept["place"] = self._session.all(LIVES, id_=person_id)[0][0]
        visits = Visits(self._session)
        others = self._session.all(MATES, id_=person_id, house_=row[0]) if mates else []
        kept["mates"] = dues_out(due for (other,) in others for due in visits.dues_of(other))
        return {**kept, "dues": dues_out(visits.dues_of(person_id))}

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

    def _put_rows(self, one: Snapshot) -> None:
        person = one["person"]
        cells = {f"{name}_": _in(name, cell) for name, cell in one["file"].items()}
        self._session.run(PUT_FILE, id_=person, **cells)
        if (place := one.get("place")) is not None:
            self._session.run(SETTLE, id_=person, place_=place)
        for name, found in one["rows"].items():
            for key, cell in found:
                self._session.run(ROWS[name].put, key_=key, id_=person, kept_=_in(name, cell))

    def _drop_later(self, one: Snapshot) -> None:
        for name in one["rows"]:
            before = {key for key, _ in one["rows"][name]}
            for key, _ in self._session.all(ROWS[name].select, id_=one["person"]):
                if key not in before:
                    self._session.run(ROWS[name].drop, key_=key)


def _out(cell: object) -> object:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return cell.isoformat() if isinstance(cell, date) else cell


_DAYS = frozenset({"born_on", "recheck_on", "memberships", "pauses", "consents"})
_BYTES = frozenset({"id_sealed", "id_index", "phone_sealed", "phone_index", "ties"})


def _in(name: str, cell: Any) -> object:
    if cell is None or name not in _DAYS | _BYTES:
        return cell
    return bytes.fromhex(cell) if name in _BYTES else date.fromisoformat(cell)


def dues_out(rows: Iterable[DueRow]) -> list[list[Any]]:
    return [[_out(cell) for cell in astuple(row)] for row in rows]


def dues_in(rows: Iterable[Sequence[Any]]) -> list[DueRow]:
    return [_due_in(*row) for row in rows]


def _due_in(
    person: int, rule: str, place: int, since: str, last: str | None, times: int, opens: str, until: str, *more: Any
) -> DueRow:
    """`more`: what rows did not have at first, a call's mark and a promised day."""
    day = date.fromisoformat
    by_phone, by = bool(more and more[0]), more[1] if len(more) > 1 else None
    last_on, by_on = (day(one) if one else None for one in (last, by))
    return DueRow(person, rule, place, day(since), last_on, times, day(opens), day(until), by_phone, by_on)
