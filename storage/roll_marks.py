"""谁说了谁怎样: every word of a 平安确认 round, and which of them were taken back, when and by whom. Never deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, select, update

from care.visits.roll_call import Mark, RollCall, State
from storage.roll_calls import ROUND, round_of
from storage.sql import Row, Session, Statement, inserting
from storage.tables.roll_calls import roll_calls, roll_entries, roll_marks

m, n, r = roll_marks, roll_entries, roll_calls

_columns = [m.c.id, m.c.person_id, m.c.was, m.c.said, m.c.by_id, m.c.at, m.c.words, m.c.message_id]
_columns += [m.c.undone_at, m.c.undone_by]
ADD = Statement(inserting(m, undone_at=None, undone_by=None))
OF = Statement(
    select(*_columns).where(m.c.roll_id == bindparam("id_"), m.c.person_id == bindparam("person_")).order_by(m.c.id)
)
LAST_BY = Statement(
    select(m.c.roll_id, *_columns)
    .where(m.c.by_id == bindparam("by_"), m.c.at >= bindparam("since_"), m.c.undone_at.is_(None))
    .order_by(m.c.at.desc(), m.c.id.desc())
    .limit(1000)
)
UNDO = Statement(
    update(m)
    .where(m.c.id == bindparam("id_"), m.c.undone_at.is_(None))
    .values(undone_at=bindparam("at_"), undone_by=bindparam("by_"))
)

REOPEN = Statement(
    update(r)
    .where(r.c.id == bindparam("id_"), r.c.ended_at.is_not(None))
    .values(ended_at=None, summary="", ended_by=None)
)
STARTED_BY = Statement(
    select(*ROUND)
    .where(r.c.by_id == bindparam("by_"), r.c.started_at >= bindparam("since_"), r.c.ended_at.is_(None))
    .order_by(r.c.id.desc())
    .limit(1)
)
ENDED_BY = Statement(
    select(*ROUND)
    .where(r.c.ended_by == bindparam("by_"), r.c.ended_at >= bindparam("since_"))
    .order_by(r.c.ended_at.desc())
    .limit(1)
)
_other = n.alias()
_elsewhere = exists().where(_other.c.person_id == n.c.person_id, _other.c.ended_at.is_(None))
REOPEN_ENTRIES = Statement(update(n).where(n.c.roll_id == bindparam("id_"), ~_elsewhere).values(ended_at=None))

Marked = tuple[int, Mark]
"""The number of the round with what was said in it."""


class RollMarks:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, roll_id: int, one: Mark) -> None:
        values = {"person_id": one.person_id, "was": one.was, "said": one.said, "by_id": one.by_id, "at": one.at}
        self._session.run(ADD, roll_id=roll_id, **values, words=one.words, message_id=one.message_id)

    def of(self, roll_id: int, person_id: int) -> list[Mark]:
        """All that was said of somebody in a round, oldest first, what was taken back as well."""
        return [_mark(row) for row in self._session.all(OF, id_=roll_id, person_=person_id)]

    def by(self, person_id: int, since: datetime) -> list[Marked]:
        """What somebody said since then and has not taken back, newest first."""
        return [(row[0], _mark(row[1:])) for row in self._session.all(LAST_BY, by_=person_id, since_=since)]

    def undo(self, marks: Sequence[Mark], *, by: int, at: datetime) -> None:
        for one in marks:
            self._session.run(UNDO, id_=one.id, by_=by, at_=at)

    def reopen(self, roll_id: int) -> bool:
        """It goes on, for all but those who are in another round by now. True for exactly one."""
        if self._session.run(REOPEN, id_=roll_id) != 1:
            return False
        self._session.run(REOPEN_ENTRIES, id_=roll_id)
        return True

    def started_by(self, person_id: int, since: datetime) -> RollCall | None:
        """The newest running round somebody began since then."""
        row = self._session.first(STARTED_BY, by_=person_id, since_=since)
        return None if row is None else round_of(row)

    def ended_by(self, person_id: int, since: datetime) -> RollCall | None:
        """The last round somebody ended by a word since then."""
        row = self._session.first(ENDED_BY, by_=person_id, since_=since)
        return None if row is None else round_of(row)


def _mark(row: Row) -> Mark:
    return Mark(row[0], row[1], State(row[2]), State(row[3]), *row[4:])
