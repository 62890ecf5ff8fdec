"""更正: what a person said a ticket really is. Rows are only added: the last one of a ticket is what holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, literal_column, select

from care.category import Urgency
from storage import tables
from storage.sql import Row, Session, Statement, inserting

c, t, o, p = tables.corrections, tables.tickets, tables.outbox, tables.people

ORIGIN = Statement(select(t.c.source_message, t.c.evidence).where(t.c.number == bindparam("number_")))
ADD = Statement(inserting(c))
_columns = [c.c[name] for name in ("number", "message_id", "was_category", "was_urgency", "category", "urgency")]
_columns += [c.c.by_id, c.c.at, c.c.evidence]
LAST_OF = Statement(select(*_columns).where(c.c.number == bindparam("number_")).order_by(c.c.id.desc()).limit(1))
ALL = Statement(select(*_columns).order_by(c.c.id))
TEXTS = Statement(select(t.c.number, t.c.text, t.c.category, t.c.urgency, t.c.sealed).order_by(t.c.number))
NAMES = Statement(select(p.c.name).where(p.c.known).union(select(t.c.about)))
WITHHOLD = Statement(
    delete(o).where(
        o.c.number == bindparam("number_"),
        o.c.person_id == bindparam("person_"),
        o.c.state == literal_column("'queued'"),
    )
)


@dataclass(frozen=True, slots=True)
class Correction:
    """`was_…` is what the ticket was held to be until then: the first time, what was read by `evidence`."""

    number: int
    message_id: str
    was_category: str
    was_urgency: Urgency
    category: str
    urgency: Urgency
    by: int
    at: datetime
    evidence: str

    @property
    def was(self) -> tuple[str, Urgency]:
        return self.was_category, self.was_urgency

    @property
    def now(self) -> tuple[str, Urgency]:
        return self.category, self.urgency


@dataclass(frozen=True, slots=True)
class Told:
    """A stored text with what its ticket is held to be."""

    number: int
    text: str
    category: str
    urgency: Urgency
    sealed: bool


class Corrections:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, number: int, was: tuple[str, Urgency], now: tuple[str, Urgency], *, by: int, at: datetime
    ) -> Correction:
        """Store what a person said, with the message it was about and what that was read by."""
        row = self._session.first(ORIGIN, number_=number)
        assert row is not None, "a ticket is never deleted"
        made = Correction(number, row[0], *was, *now, by, at, row[1])
        self._session.run(
            ADD,
            number=number,
            message_id=made.message_id,
            was_category=made.was_category,
            was_urgency=made.was_urgency,
            category=made.category,
            urgency=made.urgency,
            by_id=by,
            at=at,
            evidence=made.evidence,
        )
        return made

    def last_of(self, number: int) -> Correction | None:
        row = self._session.first(LAST_OF, number_=number)
        return None if row is None else _correction(row)

    def all(self) -> Sequence[Correction]:
        """Every correction, oldest first."""
        return [_correction(row) for row in self._session.all(ALL)]

    def withhold(self, number: int, person_id: int) -> None:
        """What still waits to be sent about a ticket to somebody who may not read it any more is not sent."""
        self._session.run(WITHHOLD, number_=number, person_=person_id)

    def names(self) -> list[str]:
        """Names of everyone we know and of those who were reported for: what must not be learned."""
        return [row[0] for row in self._session.all(NAMES) if row[0]]

    def texts(self) -> Sequence[Told]:
        """The texts of all tickets: what a proposal is tried on."""
        return [Told(row[0], row[1], row[2], Urgency(row[3]), bool(row[4])) for row in self._session.all(TEXTS)]


def _correction(row: Row) -> Correction:
    return Correction(row[0], row[1], row[2], Urgency(row[3]), row[4], Urgency(row[5]), *row[6:])
