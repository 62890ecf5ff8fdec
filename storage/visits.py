"""走访: dues by rule, the record, today's lists, and pauses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, exists, select, update

from care.visits.due import Pause
from care.visits.round import Errand, Mode, Outcome, Visit
from storage import tables
from storage.sql import Insertion, Row, Session, Statement, inserting

u, v, g, e = tables.dues, tables.visits, tables.digests, tables.errands
ps, w, d, h = tables.pauses, tables.duties, tables.dossiers, tables.households

_due = [u.c.person_id, u.c.rule_id, u.c.place_id, u.c.since_on, u.c.last_on, u.c.times, u.c.opens_on, u.c.until_on]
DUES_OF = Statement(select(*_due).where(u.c.person_id == bindparam("person_")).order_by(u.c.rule_id))
_opened = (
    select(*_due, d.c.household_id, h.c.lane)
    .select_from(u.join(d, d.c.person_id == u.c.person_id).join(h, h.c.id == d.c.household_id))
    .where(u.c.place_id == bindparam("place_"), u.c.opens_on <= bindparam("day_"))
    .order_by(u.c.person_id, u.c.rule_id)
)
_away = exists().where(
    ps.c.person_id == u.c.person_id, ps.c.first_on <= bindparam("day_"), ps.c.last_on >= bindparam("day_")
)
OPEN_IN = Statement(_opened)
TO_SEE_IN = Statement(_opened.where(~_away))
CLEAR = Statement(delete(u).where(u.c.person_id == bindparam("person_")))
PUT = Statement(inserting(u))

_visit = [v.c.person_id, v.c.visitor_id, v.c.visited_on, v.c.told_at, v.c.outcome, v.c.mode, v.c.groups, v.c.words]
_visit += [v.c.number, v.c.late, v.c.message_id, v.c.id]
RECORD = Insertion(v, undone_at=None)
OF_PERSON = Statement(
    select(*_visit)
    .where(v.c.person_id == bindparam("person_"), v.c.undone_at.is_(None))
    .order_by(v.c.visited_on.desc(), v.c.id.desc())
    .limit(bindparam("most_"))
)
BY_MESSAGE = Statement(
    select(*_visit)
    .where(
        v.c.visitor_id == bindparam("visitor_"),
        v.c.told_at >= bindparam("since_"),
        v.c.undone_at.is_(None),
    )
    .order_by(v.c.id.desc())
    .limit(200)
)
UNDO = Statement(update(v).where(v.c.id == bindparam("id_")).values(undone_at=bindparam("at_")))

SEND = Statement(inserting(g, answered_at=None))
SENT = Statement(
    select(g.c.made_at).where(
        g.c.visitor_id == bindparam("visitor_"), g.c.sent_on == bindparam("day_"), g.c.kind == bindparam("kind_")
    )
)
PUT_ERRAND = Statement(inserting(e, done_at=None, outcome=""))
ERRANDS = Statement(
    select(e.c.line, e.c.person_id, e.c.household_id, e.c.starred, e.c.groups, e.c.outcome)
    .where(e.c.visitor_id == bindparam("visitor_"), e.c.on_day == bindparam("day_"))
    .order_by(e.c.line, e.c.person_id)
)
TICK = Statement(
    update(e)
    .where(e.c.visitor_id == bindparam("visitor_"), e.c.on_day == bindparam("day_"), e.c.person_id == bindparam("p_"))
    .values(done_at=bindparam("at_"), outcome=bindparam("outcome_"))
)
PAUSES = Statement(
    select(ps.c.first_on, ps.c.last_on, ps.c.reason)
    .where(ps.c.person_id == bindparam("person_"))
    .order_by(ps.c.first_on)
)
PAUSED = Statement(
    select(ps.c.person_id).where(ps.c.first_on <= bindparam("day_"), ps.c.last_on >= bindparam("day_")).distinct()
)
PAUSE = Statement(inserting(ps))
CUT_SHORT = Statement(
    update(ps)
    .where(ps.c.person_id == bindparam("person_"), ps.c.last_on >= bindparam("day_"))
    .values(last_on=bindparam("last_"))
)
_sent = exists().where(
    g.c.visitor_id == w.c.person_id, g.c.sent_on == bindparam("day_"), g.c.kind == bindparam("kind_")
)
UNSENT = Statement(select(w.c.person_id).where(~_sent).distinct().order_by(w.c.person_id))


@dataclass(frozen=True, slots=True)
class DueRow:
    """应访 as it is kept: the next visit of one person under one rule."""

    person_id: int
    rule_id: str
    place_id: int
    since_on: date
    last_on: date | None
    times: int
    opens_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class OpenDue:
    """One that has opened, with the house it is in."""

    due: DueRow
    household_id: int
    lane: str


class Visits:
    def __init__(self, session: Session) -> None:
        self._session = session

    def dues_of(self, person_id: int) -> list[DueRow]:
        return [DueRow(*row) for row in self._session.all(DUES_OF, person_=person_id)]

    def open_in(self, place_id: int, day: date) -> list[OpenDue]:
        """What has opened in an area by this day, person by person."""
        rows = self._session.all(OPEN_IN, place_=place_id, day_=day)
        return [OpenDue(DueRow(*row[:8]), row[8], row[9]) for row in rows]

    def to_see_in(self, place_id: int, day: date) -> list[OpenDue]:
        """The same without those who are away on this day."""
        rows = self._session.all(TO_SEE_IN, place_=place_id, day_=day)
        return [OpenDue(DueRow(*row[:8]), row[8], row[9]) for row in rows]

    def put_dues(self, person_id: int, rows: Iterable[DueRow]) -> None:
        """These and no others are due of the person."""
        self._session.run(CLEAR, person_=person_id)
        for row in rows:
            self._session.run(
                PUT,
                person_id=row.person_id,
                rule_id=row.rule_id,
                place_id=row.place_id,
                since_on=row.since_on,
                last_on=row.last_on,
                times=row.times,
                opens_on=row.opens_on,
                until_on=row.until_on,
            )

    def record(self, one: Visit) -> int:
        """Write a visit down; returns its number."""
        return self._session.add(
            RECORD,
            person_id=one.person_id,
            visitor_id=one.visitor_id,
            visited_on=one.visited_on,
            told_at=one.told_at,
            mode=one.mode,
            outcome=one.outcome,
            groups=one.groups,
            words=one.words,
            number=one.number,
            late=one.late,
            message_id=one.message_id,
        )

    def of_person(self, person_id: int, most: int = 50) -> list[Visit]:
        """The last visits that count or were tried, newest first."""
        return [_visit_of(row) for row in self._session.all(OF_PERSON, person_=person_id, most_=most)]

    def told_since(self, visitor_id: int, since: datetime) -> list[Visit]:
        """What one person told since then, newest first."""
        return [_visit_of(row) for row in self._session.all(BY_MESSAGE, visitor_=visitor_id, since_=since)]

    def undo(self, visit_id: int, at: datetime) -> None:
        self._session.run(UNDO, id_=visit_id, at_=at)

    def was_sent(self, visitor_id: int, day: date, kind: str) -> bool:
        return self._session.first(SENT, visitor_=visitor_id, day_=day, kind_=kind) is not None

    def unsent(self, day: date, kind: str) -> list[int]:
        """Everyone on duty who has had no digest of a kind on a day."""
        return [row[0] for row in self._session.all(UNSENT, day_=day, kind_=kind)]

    def send(self, visitor_id: int, day: date, kind: str, at: datetime, errands: Sequence[Errand] = ()) -> None:
        """One digest of a kind a day; a second one breaks the key and is a lost race."""
        self._session.run(SEND, visitor_id=visitor_id, sent_on=day, kind=kind, made_at=at)
        for one in errands:
            self._session.run(
                PUT_ERRAND,
                visitor_id=visitor_id,
                on_day=day,
                line=one.line,
                person_id=one.person_id,
                household_id=one.household_id,
                starred=one.starred,
                groups=one.groups,
            )

    def errands(self, visitor_id: int, day: date) -> list[Errand]:
        rows = self._session.all(ERRANDS, visitor_=visitor_id, day_=day)
        return [Errand(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows]

    def tick(self, visitor_id: int, day: date, person_id: int, outcome: str, at: datetime | None) -> None:
        """What became of a line; `at` None opens it again."""
        self._session.run(TICK, visitor_=visitor_id, day_=day, p_=person_id, outcome_=outcome, at_=at)

    def pauses(self, person_id: int) -> list[Pause]:
        return [Pause(*row) for row in self._session.all(PAUSES, person_=person_id)]

    def paused(self, day: date) -> set[int]:
        """Everyone who is away on this day."""
        return {row[0] for row in self._session.all(PAUSED, day_=day)}

    def pause(self, person_id: int, one: Pause, by: int | None, at: datetime) -> None:
        self._session.run(
            PAUSE, person_id=person_id, first_on=one.first, last_on=one.last, reason=one.reason, by_id=by, at=at
        )

    def come_back(self, person_id: int, day: date, last: date) -> None:
        """A pause that still ran on `day` ends on `last`."""
        self._session.run(CUT_SHORT, person_=person_id, day_=day, last_=last)


def _visit_of(row: Row) -> Visit:
    outcome, mode = Outcome(row[4]), Mode(row[5])
    return Visit(row[0], row[1], row[2], row[3], outcome, mode, row[6], row[7], row[8], bool(row[9]), row[10], row[11])
