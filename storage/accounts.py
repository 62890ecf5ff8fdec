"""一个号几个人用: whom an account serves beside the one who speaks on it, and by which accounts a person is reached."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, literal, or_, select, union_all, update

from care.dossier import Standing
from care.message import Address
from care.people import Duty, Person
from storage import tables
from storage.sql import Row, Session, Statement, inserting

a, s, p, d, t = tables.accounts, tables.account_people, tables.people, tables.dossiers, tables.tickets
n = tables.roll_entries

_this = (s.c.channel == bindparam("c_"), s.c.name == bindparam("n_"))
_person = (p.c.id, p.c.name, p.c.place_id, p.c.known)
SERVED = Statement(
    select(*_person)
    .select_from(s.join(p, p.c.id == s.c.person_id).outerjoin(d, d.c.person_id == s.c.person_id))
    .where(*_this, or_(d.c.standing.is_(None), d.c.standing == Standing.HERE.value))
    .order_by(s.c.at, p.c.id)
)
SERVE = Statement(inserting(s))
STOP = Statement(delete(s).where(*_this, s.c.person_id == bindparam("person_")))
_on = and_(a.c.channel == s.c.channel, a.c.name == s.c.name)
REACH = Statement(
    union_all(
        select(a.c.channel, a.c.name, literal(0).label("served")).where(
            a.c.person_id == bindparam("person_"), a.c.left_at.is_(None)
        ),
        select(a.c.channel, a.c.name, literal(1).label("served"))
        .select_from(s.join(a, _on))
        .where(s.c.person_id == bindparam("person_"), a.c.left_at.is_(None)),
    )
)
IN_ROUND = Statement(
    union_all(
        select(n.c.person_id, a.c.channel, a.c.name, literal(0).label("served"))
        .select_from(n.join(a, a.c.person_id == n.c.person_id))
        .where(n.c.roll_id == bindparam("id_"), a.c.left_at.is_(None)),
        select(n.c.person_id, a.c.channel, a.c.name, literal(1).label("served"))
        .select_from(n.join(s, s.c.person_id == n.c.person_id).join(a, _on))
        .where(n.c.roll_id == bindparam("id_"), a.c.left_at.is_(None)),
    )
)
USERS = Statement(
    select(p.c.name)
    .select_from(
        t.join(s, and_(s.c.channel == t.c.source_channel, s.c.name == t.c.source_sender)).join(
            p, p.c.id == s.c.person_id
        )
    )
    .where(t.c.number == bindparam("number_"), s.c.person_id != t.c.caller_id)
    .order_by(s.c.at, p.c.id)
)
SHARED = Statement(
    select(a.c.channel, a.c.name).distinct().select_from(s.join(a, _on)).where(a.c.person_id == bindparam("person_"))
)
SPEAKS = Statement(
    update(a)
    .where(a.c.channel == bindparam("c_"), a.c.name == bindparam("n_"), a.c.person_id == bindparam("was_"))
    .values(person_id=bindparam("is_"))
)


class Accounts:
    def __init__(self, session: Session) -> None:
        self._session = session

    def served(self, address: Address) -> list[Person]:
        """Who uses this account beside its speaker, and is here: those of longest standing first."""
        rows = self._session.all(SERVED, c_=address.channel, n_=address.name)
        return [Person(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def serve(self, address: Address, person_id: int, *, by: int, at: datetime) -> None:
        self._session.run(SERVE, channel=address.channel, name=address.name, person_id=person_id, by_id=by, at=at)

    def stop(self, address: Address, person_id: int) -> bool:
        return self._session.run(STOP, c_=address.channel, n_=address.name, person_=person_id) == 1

    def own(self, person_id: int) -> Address | None:
        """The account of their own that is best to write to."""
        return _best(row for row in self._session.all(REACH, person_=person_id) if not row[2])

    def reach(self, person_id: int, first: Address | None = None) -> Address | None:
        """Where somebody is reached: `first` if it is theirs, else an own account, else one that serves them."""
        found = self._session.all(REACH, person_=person_id)
        if first is not None and (first.channel, first.name) in [tuple(row[:2]) for row in found]:
            return first
        return _nearest(found)

    def in_round(self, roll_id: int) -> dict[int, Address]:
        """Where everybody of a 平安确认 is reached who is."""
        found: dict[int, list[Row]] = {}
        for person_id, *row in self._session.all(IN_ROUND, id_=roll_id):
            found.setdefault(person_id, []).append(tuple(row))
        reached = {person: _nearest(rows) for person, rows in sorted(found.items())}
        return {person: address for person, address in reached.items() if address is not None}

    def users(self, number: int) -> list[str]:
        """Who else uses the account a ticket came from, by name."""
        return [row[0] for row in self._session.all(USERS, number_=number)]

    def shared(self, person_id: int) -> list[Address]:
        """The accounts somebody speaks on that serve others too."""
        return [Address(*row) for row in self._session.all(SHARED, person_=person_id)]

    def swap(self, address: Address, speaker: int, other: int, *, by: int, at: datetime) -> bool:
        """Who was served speaks, and the other way round. False where somebody else speaks there by now."""
        values = {"c_": address.channel, "n_": address.name, "was_": speaker, "is_": other}
        if self._session.run(SPEAKS, **values) != 1:
            return False
        if self.stop(address, other):
            self.serve(address, speaker, by=by, at=at)
        return True


def _nearest(rows: Sequence[Row]) -> Address | None:
    """Of (channel, name, served): an own one before one that serves."""
    return _best(row for row in rows if not row[2]) or _best(rows)


def _best(rows: Iterable[Row]) -> Address | None:
    """The one that can be written to at any time."""
    return Duty(0, "", "", 0, tuple(Address(row[0], row[1]) for row in rows)).address
