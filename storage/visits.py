"""走访: dues by rule, the record, today's lists, and pauses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, select, update

from care.visits.due import Pause
from care.visits.round import Errand, Mode, Outcome, Visit
from storage import tables
from storage.reminders import minute_of
from storage.sql import Insertion, Row, Session, Statement, among, inserting

u, v, g, e = tables.dues, tables.visits, tables.digests, tables.errands
ps, w, d, h = tables.pauses, tables.duties, tables.dossiers, tables.households

_due = [u.c.person_id, u.c.rule_id, u.c.place_id, u.c.since_on, u.c.last_on, u.c.times, u.c.opens_on, u.c.until_on]
_due += [u.c.by_phone, u.c.by_on]
_WIDE = len(_due)
DUES_OF = Statement(select(*_due).where(u.c.person_id == bindparam("person_")).order_by(u.c.rule_id))
_away = exists().where(
    ps.c.person_id == u.c.person_id, ps.c.first_on <= bindparam("day_"), ps.c.last_on >= bindparam("day_")
)
_opened = (
    select(*_due, d.c.household_id, h.c.lane, _away.label("away"))
    .select_from(u.join(d, d.c.person_id == u.c.person_id).join(h, h.c.id == d.c.household_id))
    .where(among(u.c.place_id, "places_"), u.c.opens_on <= bindparam("day_"))
    .order_by(u.c.place_id, u.c.person_id, u.c.rule_id)
)
OPEN_IN = Statement(_opened)
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
LAST_SINCE = Statement(
    select(v.c.person_id, v.c.visited_on, v.c.outcome)
    .where(among(v.c.person_id, "people_"), v.c.visited_on >= bindparam("since_"), v.c.undone_at.is_(None))
    .order_by(v.c.visited_on, v.c.id)
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
    select(g.c.visitor_id).where(
        among(g.c.visitor_id, "visitors_"), g.c.sent_on == bindparam("day_"), g.c.kind == bindparam("kind_")
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
PAUSES_IN = Statement(
    select(ps.c.person_id, ps.c.first_on, ps.c.last_on, ps.c.reason)
    .select_from(ps.join(tables.people, tables.people.c.id == ps.c.person_id))
    .where(tables.people.c.place_id == bindparam("place_"), ps.c.last_on >= bindparam("day_"))
    .order_by(ps.c.person_id, ps.c.first_on)
)
PAUSES_AMONG = Statement(
    select(ps.c.person_id, ps.c.first_on, ps.c.last_on, ps.c.reason)
    .where(among(ps.c.person_id, "people_"), ps.c.last_on >= bindparam("day_"))
    .order_by(ps.c.person_id, ps.c.first_on)
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
_own = tables.reminders
_at = func.coalesce(_own.c.minute, bindparam("usual_"))
_sent = exists().where(
    g.c.visitor_id == w.c.person_id, g.c.sent_on == bindparam("day_"), g.c.kind == bindparam("kind_")
)
UNSENT = Statement(select(w.c.person_id).where(~_sent).distinct().order_by(w.c.person_id))
UNSENT_BY = Statement(
    select(w.c.person_id)
    .select_from(w.outerjoin(_own, and_(_own.c.person_id == w.c.person_id, _own.c.minute < bindparam("end_"))))
    .where(_at <= bindparam("minute_"), ~_sent)
    .distinct()
    .order_by(w.c.person_id)
)


@dataclass(frozen=True, slots=True)
class DueRow:
    """应访 as it is kept: the next visit of one person under one rule. `by_phone`: the last that counted was a call.

    `by_on`: what was promised before the rule held; it stands until they are seen under it.
    """

    person_id: int
    rule_id: str
    place_id: int
    since_on: date
    last_on: date | None
    times: int
    opens_on: date
    until_on: date
    by_phone: bool = False
    by_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpenDue:
    """One that has opened, with the house it is in. `away`: the person is paused on that day."""

    due: DueRow
    household_id: int
    lane: str
    away: bool


class Visits:
    def __init__(self, session: Session) -> None:
        self._session = session

    def dues_of(self, person_id: int) -> list[DueRow]:
        return [DueRow(*row) for row in self._session.all(DUES_OF, person_=person_id)]

    def open_in(self, areas: Iterable[int], day: date) -> list[OpenDue]:
        """What has opened in these areas by this day, area by area and person by person."""
        rows = self._session.all(OPEN_IN, places_=areas, day_=day)
        return [OpenDue(DueRow(*row[:_WIDE]), row[_WIDE], row[_WIDE + 1], bool(row[_WIDE + 2])) for row in rows]

    def put_dues(self, person_id: int, rows: Iterable[DueRow]) -> None:
        """These and no others are due of the person."""
        self._session.run(CLEAR, person_=person_id)
        self._session.many(PUT, map(asdict, rows))

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

    def last_since(self, people: Iterable[int], day: date) -> dict[int, tuple[date, Outcome]]:
        """The last visit since a day, when it was and what was found, by person; who had none is not in it."""
        rows = self._session.all(LAST_SINCE, people_=people, since_=day)
        return {row[0]: (row[1], Outcome(row[2])) for row in rows}

    def told_since(self, visitor_id: int, since: datetime) -> list[Visit]:
        """What one person told since then, newest first."""
        return [_visit_of(row) for row in self._session.all(BY_MESSAGE, visitor_=visitor_id, since_=since)]

    def undo(self, visit_id: int, at: datetime) -> None:
        self._session.run(UNDO, id_=visit_id, at_=at)

    def was_sent(self, visitor_id: int, day: date, kind: str) -> bool:
        return bool(self.sent_to((visitor_id,), day, kind))

    def sent_to(self, visitors: Iterable[int], day: date, kind: str) -> set[int]:
        """Who of these has had a digest of a kind on a day."""
        return {row[0] for row in self._session.all(SENT, visitors_=visitors, day_=day, kind_=kind)}

    def unsent(self, day: date, kind: str) -> list[int]:
        """Everyone on duty who has had no digest of a kind on a day."""
        return [row[0] for row in self._session.all(UNSENT, day_=day, kind_=kind)]

    def unsent_by(self, now: datetime, kind: str, usual: time, end: time) -> list[int]:
        """Of these, whose own time (提醒) has come, or `usual` where they have none before `end`. `now`: local."""
        minutes = {"usual_": minute_of(usual), "end_": minute_of(end), "minute_": minute_of(now.time())}
        return [row[0] for row in self._session.all(UNSENT_BY, day_=now.date(), kind_=kind, **minutes)]

    def send(self, visitor_id: int, day: date, kind: str, at: datetime, errands: Sequence[Errand] = ()) -> None:
        self.send_all((visitor_id,), day, kind, at, {visitor_id: errands})

    def send_all(
        self, visitors: Iterable[int], day: date, kind: str, at: datetime, errands: Mapping[int, Sequence[Errand]]
    ) -> None:
        """One digest of a kind a day for each visitor; a second one breaks the key and is a lost race."""
        sent = {"sent_on": day, "kind": kind, "made_at": at}
        self._session.many(SEND, [{"visitor_id": one, **sent} for one in visitors])
        self._session.many(PUT_ERRAND, [_errand(one, day, row) for one, rows in errands.items() for row in rows])

    def errands(self, visitor_id: int, day: date) -> list[Errand]:
        rows = self._session.all(ERRANDS, visitor_=visitor_id, day_=day)
        return [Errand(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows]

    def tick(self, visitor_id: int, day: date, person_id: int, outcome: str, at: datetime | None) -> None:
        """What became of a line; `at` None opens it again."""
        self._session.run(TICK, visitor_=visitor_id, day_=day, p_=person_id, outcome_=outcome, at_=at)

    def pauses(self, person_id: int) -> list[Pause]:
        return [Pause(*row) for row in self._session.all(PAUSES, person_=person_id)]

    def pauses_in(self, place_id: int, first: date) -> dict[int, tuple[Pause, ...]]:
        """Of everybody in an area, by person: those that run on that day and those to come."""
        return _by_person(self._session.all(PAUSES_IN, place_=place_id, day_=first))

    def pauses_among(self, people: Iterable[int], first: date) -> dict[int, tuple[Pause, ...]]:
        """Of these people, by person: those that ran on that day or run later."""
        return _by_person(self._session.all(PAUSES_AMONG, people_=people, day_=first))

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


def _by_person(rows: Iterable[Row]) -> dict[int, tuple[Pause, ...]]:
    found: dict[int, tuple[Pause, ...]] = {}
    for person_id, *pause in rows:
        found[person_id] = (*found.get(person_id, ()), Pause(*pause))
    return found


def _errand(visitor_id: int, day: date, one: Errand) -> dict[str, Any]:
    where = {"visitor_id": visitor_id, "on_day": day, "line": one.line, "person_id": one.person_id}
    return {**where, "household_id": one.household_id, "starred": one.starred, "groups": one.groups}


def _visit_of(row: Row) -> Visit:
    outcome, mode = Outcome(row[4]), Mode(row[5])
    return Visit(row[0], row[1], row[2], row[3], outcome, mode, row[6], row[7], row[8], bool(row[9]), row[10], row[11])
