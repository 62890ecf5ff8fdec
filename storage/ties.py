"""家人、监护人、联系人; 知情同意或别的依据; 查阅留痕: what stands around a file. Sealed telephones are bytes here."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select, union, update

from storage import tables
from storage.sql import Insertion, Session, Statement, inserting

t, c, k, d = tables.ties, tables.consents, tables.looks, tables.dossiers

OF = Statement(
    select(t.c.id, t.c.person_id, t.c.other_id, t.c.kind, t.c.relation, t.c.name, t.c.phone_sealed)
    .where(t.c.person_id == bindparam("person_"))
    .order_by(t.c.id.desc())
)
AROUND = Statement(
    union(
        select(t.c.other_id).where(t.c.person_id == bindparam("person_"), t.c.other_id.is_not(None)),
        select(t.c.person_id).where(t.c.other_id == bindparam("person_")),
    )
)
ADD = Insertion(t, phone_sealed=None)
SEAL = Statement(update(t).where(t.c.id == bindparam("id_")).values(phone_sealed=bindparam("sealed_")))
LINK = Statement(
    update(t)
    .where(
        t.c.name == bindparam("name_"),
        t.c.other_id.is_(None),
        t.c.person_id.in_(select(d.c.person_id).where(d.c.household_id == bindparam("house_"))),
    )
    .values(other_id=bindparam("other_"))
)
CONSENT = Statement(inserting(c))
CONSENTS = Statement(
    select(c.c.basis, c.c.scope, c.c.given_on, c.c.ended_on, c.c.evidence, c.c.by_id)
    .where(c.c.person_id == bindparam("person_"))
    .order_by(c.c.id)
)
END_CONSENT = Statement(
    update(c)
    .where(
        c.c.person_id == bindparam("person_"),
        c.c.basis == bindparam("basis_"),
        c.c.scope == bindparam("scope_"),
        c.c.ended_on.is_(None),
    )
    .values(ended_on=bindparam("day_"))
)
LOOK = Statement(inserting(k))
LOOKS = Statement(
    select(k.c.by_id, k.c.what, k.c.purpose, k.c.full, k.c.at)
    .where(k.c.person_id == bindparam("person_"))
    .order_by(k.c.id)
)


@dataclass(frozen=True, slots=True)
class Tie:
    """`kind`: 监护人、联系人……; `other_id`: that person, where the system knows them. The phone is bytes, or None."""

    id: int
    person_id: int
    other_id: int | None
    kind: str
    relation: str
    name: str
    phone_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Consent:
    """依据: 知情同意、法定职责……, from a day on, for what."""

    basis: str
    scope: str
    given_on: date
    ended_on: date | None = None
    evidence: str = ""
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """查阅: who looked at what, and for which purpose. `by` is None for the command line."""

    by: int | None
    what: str
    purpose: str
    full: bool
    at: datetime


class Ties:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, person_id: int) -> list[Tie]:
        """All of a person, the newest first."""
        return [Tie(*row) for row in self._session.all(OF, person_=person_id)]

    def around(self, person_id: int) -> list[int]:
        """Whom somebody names whom the system knows, and who names them."""
        return sorted(row[0] for row in self._session.all(AROUND, person_=person_id))

    def add(self, person_id: int, kind: str, name: str, at: datetime, *, relation: str = "", other: int | None) -> int:
        """Returns its number, which the sealed telephone's place is made of."""
        return self._session.add(
            ADD, person_id=person_id, other_id=other, kind=kind, relation=relation, name=name, at=at
        )

    def seal_phone(self, tie_id: int, sealed: bytes) -> None:
        self._session.run(SEAL, id_=tie_id, sealed_=sealed)

    def link(self, household_id: int, name: str, person_id: int) -> None:
        """Where people of this house name somebody of that name, it is this person."""
        self._session.run(LINK, house_=household_id, name_=name, other_=person_id)

    def consent(self, person_id: int, one: Consent) -> None:
        self._session.run(
            CONSENT,
            person_id=person_id,
            basis=one.basis,
            scope=one.scope,
            given_on=one.given_on,
            ended_on=one.ended_on,
            evidence=one.evidence,
            by_id=one.by,
        )

    def end_consent(self, person_id: int, basis: str, scope: str, day: date) -> None:
        """From this day on it is no basis any more."""
        self._session.run(END_CONSENT, person_=person_id, basis_=basis, scope_=scope, day_=day)

    def consents(self, person_id: int) -> list[Consent]:
        return [Consent(*row) for row in self._session.all(CONSENTS, person_=person_id)]

    def look(self, person_id: int, one: Look) -> None:
        self._session.run(
            LOOK, by_id=one.by, person_id=person_id, what=one.what, purpose=one.purpose, full=one.full, at=one.at
        )

    def looks(self, person_id: int) -> list[Look]:
        return [
            Look(row[0], row[1], row[2], bool(row[3]), row[4]) for row in self._session.all(LOOKS, person_=person_id)
        ]
