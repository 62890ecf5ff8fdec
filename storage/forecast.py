"""预测要看的: what may keep people and workers away in the coming weeks, and what a visitor wrote down in the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, select

from care.visits.round import Leave, Mode, Outcome, Visit
from storage import tables
from storage.sql import Row, Session, Statement

e, g, lv, v, w = tables.errands, tables.digests, tables.leaves, tables.visits, tables.duties

LEAVES_IN = Statement(
    select(lv.c.person_id, lv.c.first_on, lv.c.last_on, lv.c.deputy_id)
    .where(
        lv.c.first_on <= bindparam("last_"),
        lv.c.last_on >= bindparam("first_"),
        lv.c.last_on >= lv.c.first_on,
    )
    .order_by(lv.c.id)
)
_visit = [v.c.person_id, v.c.visitor_id, v.c.visited_on, v.c.told_at, v.c.outcome, v.c.mode, v.c.groups, v.c.words]
_visit += [v.c.number, v.c.late, v.c.message_id, v.c.id]
TOLD = Statement(
    select(*_visit)
    .where(v.c.visitor_id == bindparam("visitor_"), v.c.told_at >= bindparam("since_"), v.c.undone_at.is_(None))
    .order_by(v.c.told_at, v.c.id)
)
LISTS = Statement(
    select(g.c.sent_on, g.c.made_at, e.c.person_id, e.c.outcome, e.c.done_at)
    .select_from(g.join(e, and_(e.c.visitor_id == g.c.visitor_id, e.c.on_day == g.c.sent_on)))
    .where(g.c.visitor_id == bindparam("visitor_"), g.c.kind == bindparam("kind_"), g.c.sent_on >= bindparam("first_"))
    .order_by(g.c.sent_on, e.c.line, e.c.person_id)
)
_sent = exists().where(
    g.c.visitor_id == w.c.person_id, g.c.sent_on == bindparam("day_"), g.c.kind == bindparam("kind_")
)
UNTOLD = Statement(
    select(w.c.person_id).where(w.c.post == bindparam("post_"), ~_sent).distinct().order_by(w.c.person_id)
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person on one list. `made_at`: when the list went out; `done_at`: when the line was ticked off."""

    sent_on: date
    made_at: datetime
    person_id: int
    outcome: str
    done_at: datetime | None


class Outlook:
    def __init__(self, session: Session) -> None:
        self._session = session

    def leaves_in(self, first: date, last: date) -> Sequence[Leave]:
        return [Leave(*row) for row in self._session.all(LEAVES_IN, first_=first, last_=last)]

    def told_since(self, visitor_id: int, since: datetime) -> list[Visit]:
        """Everything one visitor told since then, oldest first; what was taken back is not in it."""
        return [_visit_of(row) for row in self._session.all(TOLD, visitor_=visitor_id, since_=since)]

    def lists_since(self, visitor_id: int, kind: str, first: date) -> Sequence[ListRow]:
        """Every person on every list of a kind, list by list."""
        rows = self._session.all(LISTS, visitor_=visitor_id, kind_=kind, first_=first)
        return [ListRow(*row) for row in rows]

    def untold(self, post: str, day: date, kind: str) -> list[int]:
        """Who holds a post and was not sent this kind of message today."""
        return [row[0] for row in self._session.all(UNTOLD, post_=post, day_=day, kind_=kind)]


def _visit_of(row: Row) -> Visit:
    outcome, mode = Outcome(row[4]), Mode(row[5])
    return Visit(row[0], row[1], row[2], row[3], outcome, mode, row[6], row[7], row[8], bool(row[9]), row[10], row[11])
