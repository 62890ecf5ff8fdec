"""谁指着谁: every column that points to a person, and what becomes of it when two files turn out to be of one person.

`MOVED` and `STAYS` name them all: a test holds them against the tables, so that the next one cannot be forgotten.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    LargeBinary,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)

from care.visits.roll_call import STILL
from storage import tables
from storage.sql import Session, Statement
from storage.types import Instant

Cells = Mapping[str, Any]
Given = dict[str, Any]  # 并档给了什么、丢了什么；JSON 存得下

_ACCOUNTS, _SERVED, _TIES, _ENTRIES = tables.accounts, tables.account_people, tables.ties, tables.roll_entries
_queued = tables.outbox.c.state == literal_column("'queued'")


class Move:
    """A column whose rows go over. `only`: which of them. `alike`: which row of the other person stands in the way of
    one (its cells are bound as `<column>_`); of the two one is dropped, theirs unless it is `better`.
    """

    def __init__(
        self,
        column: Column[Any],
        only: ColumnElement[bool] | None = None,
        *,
        alike: ColumnElement[bool] | None = None,
        better: Callable[[Cells, Cells], bool] = lambda theirs, mine: False,
    ) -> None:
        table = column.table
        self.name, self.column, self.better = f"{table.name}.{column.name}", column, better
        self.columns: Sequence[Column[Any]] = list(table.columns)
        self.keys: Sequence[Column[Any]] = list(table.primary_key.columns)
        rows = select(*self.columns)
        it = [key == bindparam(f"{key.name}_") for key in self.keys]
        changed = {column.name: bindparam("to_"), **_versioned(column)}
        self.rows = Statement(rows.where(column == bindparam("id_"), true() if only is None else only))
        self.rival = None if alike is None else Statement(rows.where(column == bindparam("to_"), alike))
        self.put = Statement(update(table).where(*it).values(changed))
        self.drop = Statement(delete(table).where(*it))
        self.add = Statement(insert(table).values({c.name: bindparam(c.name) for c in self.columns}))

    def read(self, session: Session, statement: Statement, **values: object) -> list[Cells]:
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in session.all(statement, **values)]

    def which(self, row: Cells) -> dict[str, Any]:
        return {f"{key.name}_": row[key.name] for key in self.keys}


def _versioned(column: Column[Any]) -> dict[str, Any]:
    """Who holds the old ticket in hand must not save it over this."""
    return {"version": column.table.c.version + 1} if column.table is tables.tickets else {}


def _same(table: Table, *names: str) -> ColumnElement[bool]:
    return and_(*[table.c[name] == bindparam(f"{name}_") for name in names])


def _heard(theirs: Cells, mine: Cells) -> bool:
    """Of one round, the row somebody has answered."""
    return theirs["roll_id"] == mine["roll_id"] and mine["state"] in STILL and theirs["state"] not in STILL


_t = tables
_open_today = and_(_t.errands.c.on_day == bindparam("day_"), _t.errands.c.done_at.is_(None))
_one_round = or_(  # 同时只在一轮里
    _same(_ENTRIES, "roll_id"), and_(_ENTRIES.c.ended_at.is_(None), bindparam("running_", type_=Boolean))
)
MOVED: Mapping[str, Move] = {
    move.name: move
    for move in (
        Move(_t.memberships.c.person_id),
        Move(_t.ties.c.person_id),
        Move(_t.ties.c.other_id),
        Move(_t.pauses.c.person_id),
        Move(_t.consents.c.person_id),
        Move(_t.changes.c.person_id),
        Move(_t.looks.c.person_id),
        Move(_t.visits.c.person_id),
        Move(_t.tickets.c.caller_id),
        Move(_t.ticket_people.c.person_id, alike=_same(_t.ticket_people, "number")),
        Move(_t.accounts.c.person_id),
        Move(_t.account_people.c.person_id, alike=_same(_SERVED, "channel", "name")),
        Move(_t.invites.c.person_id),
        Move(_t.outbox.c.person_id, _queued),
        Move(_t.outbox.c.about_id, _queued),
        Move(_t.errands.c.person_id, _open_today, alike=_same(_t.errands, "visitor_id", "on_day", "line")),
        Move(_t.digests.c.visitor_id, alike=_same(_t.digests, "sent_on", "kind")),
        Move(_t.leaves.c.person_id),
        Move(_t.leaves.c.deputy_id),
        Move(_ENTRIES.c.person_id, alike=_one_round, better=_heard),
        Move(_ENTRIES.c.by_id, _ENTRIES.c.person_id == bindparam("kept_")),
        Move(_t.roll_marks.c.person_id),
        Move(_t.roll_marks.c.by_id, _t.roll_marks.c.person_id == bindparam("kept_")),
    )
}

_WORKED = "当值时做的事照当时写的留着；当值的人不能并"
_SAID = "谁说的、谁做的，照当时写的留着"
STAYS: Mapping[str, str] = {
    "duties.person_id": "当值的人不能并",
    "dossiers.person_id": "两份档都留着，并掉的那份谁也找不到",
    "dues.person_id": "两边的应访合起来重算",
    "tickets.assignee_id": _WORKED,
    "visits.visitor_id": _WORKED,
    "errands.visitor_id": _WORKED,
    "roll_calls.by_id": _WORKED,
    "roll_calls.ended_by": _WORKED,
    "roll_entries.visitor_id": _WORKED,
    "corrections.by_id": _WORKED,
    "attachments.visitor_id": _WORKED,
    "reminders.person_id": "几点提醒是当值的人自己定的；当值的人不能并",
    "events.by_id": _SAID,
    "looks.by_id": _SAID,
    "changes.by_id": _SAID,
    "memberships.confirmed_by": _SAID,
    "pauses.by_id": _SAID,
    "consents.by_id": _SAID,
    "account_people.by_id": _SAID,
    "roll_marks.undone_by": _SAID,
}

# 并了以后没有意思的行：自己是自己的联系人，自己也用自己的号
_own_account = exists().where(
    _ACCOUNTS.c.channel == _SERVED.c.channel,
    _ACCOUNTS.c.name == _SERVED.c.name,
    _ACCOUNTS.c.person_id == _SERVED.c.person_id,
)
SENSELESS: tuple[Move, ...] = (
    Move(_TIES.c.other_id, _TIES.c.person_id == _TIES.c.other_id),
    Move(_SERVED.c.person_id, _own_account),
)


class Links:
    def __init__(self, session: Session) -> None:
        self._session = session

    def give(self, person_id: int, to: int, today: date) -> Given:
        """What points to one person points to another from now on. Returns what `take_back` needs."""
        given: Given = {"from": person_id, "dropped": [], "moved": [], "senseless": []}
        for move in MOVED.values():
            for row in move.read(self._session, move.rows, id_=person_id, day_=today, kept_=to):
                if self._makes_room(move, row, to, given["dropped"]):
                    self._session.run(move.put, to_=to, **move.which(row))
                    there = {**row, move.column.name: to}
                    given["moved"].append([move.name, [_out(there[key.name]) for key in move.keys]])
        for at, move in enumerate(SENSELESS):
            for row in move.read(self._session, move.rows, id_=to):
                self._drop(move, row, given["senseless"], at)
        return given

    def take_back(self, given: Given) -> None:
        """All as it was; what came to be since then stays where it is."""
        for at, cells in reversed(given["senseless"]):
            self._session.run(SENSELESS[at].add, **_in(SENSELESS[at].columns, cells))
        for name, cells in reversed(given["moved"]):
            move = MOVED[name]
            self._session.run(move.put, to_=given["from"], **move.which(_in(move.keys, cells)))
        for name, cells in given["dropped"]:
            self._session.run(MOVED[name].add, **_in(MOVED[name].columns, cells))

    def _makes_room(self, move: Move, row: Cells, to: int, dropped: list[list[Any]]) -> bool:
        """Whether the row may go over: nothing stands in its way, or what did is dropped."""
        if move.rival is None:
            return True
        bound = {f"{name}_": cell for name, cell in row.items()}
        rivals = move.read(self._session, move.rival, **{**bound, "to_": to}, running_=row.get("ended_at", to) is None)
        if rivals and not move.better(row, rivals[0]):
            self._drop(move, row, dropped, move.name)
            return False
        for rival in rivals:
            self._drop(move, rival, dropped, move.name)
        return True

    def _drop(self, move: Move, row: Cells, dropped: list[list[Any]], name: object) -> None:
        self._session.run(move.drop, **move.which(row))
        dropped.append([name, [_out(row[column.name]) for column in move.columns]])


def _out(cell: object) -> object:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).hex()
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def _in(columns: Sequence[Column[Any]], cells: Sequence[Any]) -> dict[str, Any]:
    return {column.name: _read(column, cell) for column, cell in zip(columns, cells, strict=True)}


def _read(column: Column[Any], cell: Any) -> Any:
    if cell is None:
        return None
    if isinstance(column.type, LargeBinary):
        return bytes.fromhex(cell)
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(cell)
    return date.fromisoformat(cell) if isinstance(column.type, Date) else cell
