"""工单 and what happened to it. `save` is refused when somebody else changed the ticket meanwhile."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, literal, literal_column, or_, select, update

from care.category import Tier, Urgency
from care.message import Address
from care.ticket import LIVE, Moved, Status, Step, Ticket
from storage import tables
from storage.sql import Again, Insertion, Row, Session, Statement, inserting

t, e = tables.tickets, tables.events

FIELDS = [field.name for field in fields(Ticket)]
COLUMNS = [t.c[name] for name in FIELDS]
_kept = [name for name in FIELDS if name not in ("number", "version")]

OPEN = Insertion(t)
GET = Statement(select(*COLUMNS).where(t.c.number == bindparam("number_")))
SAVE = Statement(
    update(t)
    .where(t.c.number == bindparam("number_"), t.c.version == bindparam("version_"))
    .values({**{name: bindparam(f"{name}_") for name in _kept}, "version": bindparam("next_")})
)
CHANGE_CALLER = Statement(
    update(t).where(t.c.caller_id == bindparam("was_")).values(caller_id=bindparam("is_"), version=t.c.version + 1)
)
SOURCE = Statement(select(t.c.source_channel, t.c.source_sender).where(t.c.number == bindparam("number_")))


def _is(status: Status) -> ColumnElement[bool]:
    """Written as a literal: SQLite plans a statement anew at every run when a bound value might fit a partial index."""
    return t.c.status == literal_column(f"'{status}'")


_live = or_(*map(_is, LIVE))
LIVE_OF_CALLER = Statement(
    select(*COLUMNS).where(t.c.caller_id == bindparam("person_"), _live).order_by(t.c.number.desc()).limit(20)
)
LIKE_IT = Statement(
    select(*COLUMNS)
    .where(
        t.c.caller_id == bindparam("person_"),
        _live,
        t.c.opened_at >= bindparam("since"),
        (t.c.category == bindparam("category_")) | (t.c.text == bindparam("text_")),
    )
    .order_by(t.c.number.desc())
    .limit(3)
)
LATELY_OF_CALLER = Statement(
    select(*COLUMNS)
    .where(t.c.caller_id == bindparam("person_"), t.c.opened_at >= bindparam("since"))
    .order_by(t.c.number.desc())
    .limit(20)
)
UNRATED_OF_CALLER = Statement(
    select(*COLUMNS)
    .where(
        t.c.caller_id == bindparam("person_"),
        _is(Status.RESOLVED),
        t.c.resolved_at >= bindparam("since"),
        t.c.sealed.is_(False),
    )
    .order_by(t.c.resolved_at.desc(), t.c.number.desc())
    .limit(20)
)
HELD_BY = Statement(
    select(*COLUMNS)
    .where(t.c.assignee_id == bindparam("person_"), _live)
    .order_by(t.c.urgency != Urgency.EMERGENCY.value, t.c.number)
    .limit(50)
)
WAITING_FOR_SOMEBODY = Statement(
    select(*COLUMNS)
    .select_from(t.join(tables.places, tables.places.c.id == t.c.place_id))
    .where(
        _is(Status.OPEN),
        t.c.post == bindparam("post_"),
        (literal(",") + tables.places.c.chain + literal(",")).like(bindparam("inside")),
    )
    .order_by(t.c.urgency != Urgency.EMERGENCY.value, t.c.number)
    .limit(50)
)
RAN_OUT = Statement(
    select(*COLUMNS).where(t.c.respond_by <= bindparam("now_"), _is(Status.OPEN)).order_by(t.c.respond_by).limit(200)
)
WAKE = Statement(
    select(*COLUMNS)
    .where(t.c.waiting_until <= bindparam("now_"), _is(Status.WAITING))
    .order_by(t.c.waiting_until)
    .limit(200)
)
SILENT = Statement(
    select(*COLUMNS)
    .where(
        _is(Status.RESOLVED),
        t.c.resolved_at <= bindparam("before"),
        t.c.urgency != Urgency.EMERGENCY.value,
    )
    .order_by(t.c.number)
    .limit(200)
)

_event_columns = [e.c[n] for n in ("number", "step", "by_id", "at", "was", "became", "was_post", "post")]
_event_columns += [e.c.was_assignee_id, e.c.note]
RECORD = Statement(inserting(e))
HISTORY = Statement(select(*_event_columns).where(e.c.number == bindparam("number_")).order_by(e.c.id))
LAST_OF = Statement(select(*_event_columns).where(e.c.number == bindparam("number_")).order_by(e.c.id.desc()).limit(1))
LAST_BY = Statement(
    select(*_event_columns)
    .where(e.c.by_id == bindparam("person_"), e.c.at >= bindparam("since"))
    .order_by(e.c.id.desc())
    .limit(1)
)


class TicketChanged(Again):
    """Somebody else changed the ticket between our look and our save; the turn is played once more."""


class NoSuchTicket(LookupError):
    """There is no ticket of that number."""


class Tickets:
    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, ticket: Ticket, source: Address, message_id: str, evidence: str) -> int:
        """Store a new ticket; return its number. `ticket.number` is not read."""
        return self._session.add(
            OPEN,
            **{name: getattr(ticket, name) for name in _kept},
            version=1,
            source_channel=source.channel,
            source_sender=source.name,
            source_message=message_id,
            evidence=evidence,
        )

    def get(self, number: int) -> Ticket:
        """Raises `NoSuchTicket`."""
        row = self._session.first(GET, number_=number) if 0 < number < 2**62 else None
        if row is None:
            raise NoSuchTicket(number)
        return _ticket(row)

    def save(self, ticket: Ticket, *events: Moved) -> None:
        """Store a changed ticket with what happened. Raises `TicketChanged`."""
        saved = self._session.run(
            SAVE,
            number_=ticket.number,
            version_=ticket.version,
            next_=ticket.version + 1,
            **{f"{name}_": getattr(ticket, name) for name in _kept},
        )
        if not saved:
            raise TicketChanged(ticket.number)
        for event in events:
            self.record(event)

    def record(self, event: Moved) -> None:
        self._session.run(
            RECORD,
            number=event.number,
            step=event.step,
            by_id=event.by,
            at=event.at,
            was=event.was,
            became=event.became,
            was_post=event.was_post,
            post=event.post,
            was_assignee_id=event.was_assignee_id,
            note=event.note,
        )

    def source(self, number: int) -> Address:
        """From which account it was reported: the answer goes back there."""
        row = self._session.first(SOURCE, number_=number)
        if row is None:
            raise NoSuchTicket(number)
        return Address(*row)

    def change_caller(self, was: int, person_id: int) -> None:
        """A stranger turned out to be somebody we know: what they reported is that person's."""
        self._session.run(CHANGE_CALLER, was_=was, is_=person_id)

    def live_of(self, caller_id: int) -> list[Ticket]:
        """The caller's open tickets, newest first."""
        return self._many(LIVE_OF_CALLER, person_=caller_id)

    def like_it(self, caller_id: int, category: str, text: str, since: datetime) -> list[Ticket]:
        """The caller's newest open tickets since then of this category, or in these very words."""
        return self._many(LIKE_IT, person_=caller_id, category_=category, text_=text, since=since)

    def lately_of(self, caller_id: int, since: datetime) -> list[Ticket]:
        return self._many(LATELY_OF_CALLER, person_=caller_id, since=since)

    def unrated_of(self, caller_id: int, since: datetime) -> list[Ticket]:
        """Settled since then and not yet rated, the one asked about last first; nobody is asked about sealed ones."""
        return self._many(UNRATED_OF_CALLER, person_=caller_id, since=since)

    def held_by(self, person_id: int) -> list[Ticket]:
        """What this worker has accepted, emergencies first."""
        return self._many(HELD_BY, person_=person_id)

    def waiting_at(self, post: str, place_id: int) -> list[Ticket]:
        """What nobody has accepted yet at a post of this place, emergencies first."""
        return self._many(WAITING_FOR_SOMEBODY, post_=post, inside=f"%,{place_id},%")

    def ran_out(self, now: datetime) -> list[Ticket]:
        return self._many(RAN_OUT, now_=now)

    def to_wake(self, now: datetime) -> list[Ticket]:
        return self._many(WAKE, now_=now)

    def silent(self, before: datetime) -> list[Ticket]:
        """Settled so long ago that silence counts as agreement; never an emergency."""
        return self._many(SILENT, before=before)

    def history(self, number: int) -> list[Moved]:
        return [_moved(row) for row in self._session.all(HISTORY, number_=number)]

    def last_event(self, number: int) -> Moved | None:
        row = self._session.first(LAST_OF, number_=number)
        return None if row is None else _moved(row)

    def last_by(self, person_id: int, since: datetime) -> Moved | None:
        """The newest thing this person did to any ticket since then."""
        row = self._session.first(LAST_BY, person_=person_id, since=since)
        return None if row is None else _moved(row)

    def _many(self, statement: Statement, **values: object) -> list[Ticket]:
        return [_ticket(row) for row in self._session.all(statement, **values)]


_URGENCY, _TIER, _STATUS, _SEALED = (FIELDS.index(name) for name in ("urgency", "tier", "status", "sealed"))


def _ticket(row: Row) -> Ticket:
    cells = list(row)
    cells[_URGENCY] = Urgency(cells[_URGENCY])
    cells[_TIER] = Tier(cells[_TIER])
    cells[_STATUS] = Status(cells[_STATUS])
    cells[_SEALED] = bool(cells[_SEALED])
    return Ticket(*cells)


def _moved(row: Row) -> Moved:
    return Moved(row[0], Step(row[1]), row[2], row[3], Status(row[4]), Status(row[5]), *row[6:])
