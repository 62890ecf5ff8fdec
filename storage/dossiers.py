"""一人一档: the file, the house and its people. What is sealed goes in and out as bytes; the key is not here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, update

from care.dossier import Dossier, Household, Membership, Standing
from storage import tables
from storage.sql import Again, Insertion, Row, Session, Statement, among, inserting

d, h, m, p, ch = tables.dossiers, tables.households, tables.memberships, tables.people, tables.changes

_columns: list[ColumnElement[Any]] = [
    d.c.person_id,
    p.c.name,
    p.c.place_id,
    d.c.household_id,
    d.c.relation,
    d.c.sex,
    d.c.born_on,
]
_columns += [d.c.id_index.is_not(None).label("has_id"), d.c.phone_index.is_not(None).label("has_phone")]
_columns += [d.c.standing, d.c.note, d.c.recheck_on, d.c.version]
_file = select(*_columns).select_from(d.join(p, p.c.id == d.c.person_id))

GET = Statement(_file.where(d.c.person_id == bindparam("id_")))
AMONG = Statement(_file.where(among(d.c.person_id, "ids_")))
BY_ID_NUMBER = Statement(_file.where(d.c.id_index == bindparam("index_")))
LIKE = Statement(_file.where(d.c.sounds == bindparam("sounds_")).order_by(d.c.person_id).limit(50))
IN_HOUSE = Statement(_file.where(d.c.household_id == bindparam("house_")).order_by(d.c.person_id))
TO_RECHECK = Statement(
    select(d.c.person_id).where(d.c.recheck_on <= bindparam("day_")).order_by(d.c.person_id).limit(bindparam("most_"))
)
ALL = Statement(select(d.c.person_id).where(d.c.person_id > bindparam("after_")).order_by(d.c.person_id).limit(1000))
OPEN = Statement(inserting(d, version=1))
SAVE = Statement(
    update(d)
    .where(d.c.person_id == bindparam("id_"), d.c.version == bindparam("version_"))
    .values(
        household_id=bindparam("house_"),
        relation=bindparam("relation_"),
        sex=bindparam("sex_"),
        born_on=bindparam("born_"),
        standing=bindparam("standing_"),
        note=bindparam("note_"),
        changed_at=bindparam("at_"),
        version=d.c.version + 1,
    )
)
RECHECK = Statement(update(d).where(d.c.person_id == bindparam("id_")).values(recheck_on=bindparam("day_")))
RECHECK_ALL = Statement(update(d).values(recheck_on=bindparam("day_")))
SEALED = Statement(select(d.c.id_sealed, d.c.phone_sealed).where(d.c.person_id == bindparam("id_")))
SEAL_ID = Statement(
    update(d).where(d.c.person_id == bindparam("id_")).values(id_sealed=bindparam("sealed_"), id_index=bindparam("i_"))
)
SEAL_PHONE = Statement(
    update(d)
    .where(d.c.person_id == bindparam("id_"))
    .values(phone_sealed=bindparam("sealed_"), phone_index=bindparam("i_"))
)

HOUSE = Statement(
    select(h.c.id, h.c.place_id, h.c.house, h.c.head, h.c.lane).where(
        h.c.place_id == bindparam("place_"),
        h.c.house == bindparam("house_"),
        or_(h.c.head == bindparam("head_"), bindparam("head_") == ""),
    )
)
HOUSE_BY_ID = Statement(select(h.c.id, h.c.place_id, h.c.house, h.c.head, h.c.lane).where(h.c.id == bindparam("id_")))
HEADS = Statement(select(h.c.id, h.c.head).where(among(h.c.id, "ids_")))
ADD_HOUSE = Insertion(h)

MEMBERSHIPS = Statement(
    select(m.c.tag, m.c.from_on, m.c.to_on, m.c.evidence, m.c.confirmed_by)
    .where(m.c.person_id == bindparam("person_"))
    .order_by(m.c.from_on, m.c.id)
)
JOIN = Statement(inserting(m))
END = Statement(
    update(m)
    .where(m.c.person_id == bindparam("person_"), m.c.tag == bindparam("tag_"), m.c.to_on.is_(None))
    .values(to_on=bindparam("day_"))
)
REOPEN = Statement(
    update(m)
    .where(m.c.person_id == bindparam("person_"), m.c.tag == bindparam("tag_"), m.c.to_on == bindparam("day_"))
    .values(to_on=None)
)
CHANGED = Statement(inserting(ch))
CHANGES = Statement(
    select(ch.c.field, ch.c.was, ch.c.became, ch.c.by_id, ch.c.via, ch.c.at)
    .where(ch.c.person_id == bindparam("person_"))
    .order_by(ch.c.id)
)


class DossierChanged(Again):
    """Somebody else changed the file meanwhile; played once more, the turn sees it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in a file: never a sealed value, only its masked form."""

    field: str
    was: str
    became: str
    by: int | None
    via: str
    at: datetime


class Dossiers:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person_id: int) -> Dossier | None:
        row = self._session.first(GET, id_=person_id)
        return None if row is None else _dossier(row)

    def file(self, person_id: int) -> Dossier:
        """Of somebody who is known to have one: whoever is visited by rule."""
        found = self.get(person_id)
        assert found is not None, "only people with a file are visited by rule"
        return found

    def files(self, people: Iterable[int]) -> dict[int, Dossier]:
        """Those of several people; who has none is not in it."""
        return {row[0]: _dossier(row) for row in self._session.all(AMONG, ids_=people)}

    def heads(self, households: Iterable[int]) -> dict[int, str]:
        """户主 by house."""
        return dict(self._session.all(HEADS, ids_=households))

    def by_id_number(self, index: bytes) -> Dossier | None:
        row = self._session.first(BY_ID_NUMBER, index_=index)
        return None if row is None else _dossier(row)

    def sounding(self, sounds: str) -> list[Dossier]:
        """Those whose name sounds the same."""
        return [_dossier(row) for row in self._session.all(LIKE, sounds_=sounds)]

    def in_house(self, household_id: int) -> list[Dossier]:
        return [_dossier(row) for row in self._session.all(IN_HOUSE, house_=household_id)]

    def after(self, person_id: int) -> list[int]:
        """The next thousand numbers of people with a file."""
        return [row[0] for row in self._session.all(ALL, after_=person_id)]

    def to_recheck(self, day: date, most: int = 1000) -> list[int]:
        """Whose visit rules time may have changed by this day."""
        return [row[0] for row in self._session.all(TO_RECHECK, day_=day, most_=most)]

    def open(self, one: Dossier, sounds: str, at: datetime) -> None:
        """A new file; the person exists already. Nothing sealed is in it yet."""
        self._session.run(
            OPEN,
            person_id=one.person_id,
            household_id=one.household_id,
            relation=one.relation,
            sex=one.sex,
            born_on=one.born_on,
            id_sealed=None,
            id_index=None,
            phone_sealed=None,
            phone_index=None,
            sounds=sounds,
            standing=one.standing,
            note=one.note,
            recheck_on=one.recheck_on,
            opened_at=at,
            changed_at=at,
        )

    def save(self, one: Dossier, at: datetime) -> None:
        """Raises `DossierChanged` when it was changed since it was read."""
        done = self._session.run(
            SAVE,
            id_=one.person_id,
            version_=one.version,
            house_=one.household_id,
            relation_=one.relation,
            sex_=one.sex,
            born_=one.born_on,
            standing_=one.standing,
            note_=one.note,
            at_=at,
        )
        if not done:
            raise DossierChanged(one.person_id)

    def recheck(self, person_id: int, day: date | None) -> None:
        self._session.run(RECHECK, id_=person_id, day_=day)

    def recheck_all(self, day: date) -> None:
        """The rules are others now: everyone is looked at anew, some at a time."""
        self._session.run(RECHECK_ALL, day_=day)

    def sealed(self, person_id: int) -> tuple[bytes | None, bytes | None]:
        """The sealed ID number and the sealed phone number."""
        row = self._session.first(SEALED, id_=person_id)
        assert row is not None, "a file that is asked for its numbers exists"
        return row[0], row[1]

    def seal_id(self, person_id: int, sealed: bytes, index: bytes) -> None:
        self._session.run(SEAL_ID, id_=person_id, sealed_=sealed, i_=index)

    def seal_phone(self, person_id: int, sealed: bytes, index: bytes) -> None:
        self._session.run(SEAL_PHONE, id_=person_id, sealed_=sealed, i_=index)

    def house(self, place_id: int, house: str, head: str) -> Household | None:
        """The house of that name in an area; where a head is named, his."""
        row = self._session.first(HOUSE, place_=place_id, house_=house, head_=head)
        return None if row is None else Household(*row)

    def household(self, household_id: int) -> Household:
        row = self._session.first(HOUSE_BY_ID, id_=household_id)
        assert row is not None, "a household is never deleted"
        return Household(*row)

    def add_house(self, place_id: int, house: str, head: str, lane: str = "") -> Household:
        number = self._session.add(ADD_HOUSE, place_id=place_id, house=house, head=head, lane=lane)
        return Household(number, place_id, house, head, lane)

    def memberships(self, person_id: int) -> list[Membership]:
        """All that ever held, oldest first."""
        return [Membership(*row) for row in self._session.all(MEMBERSHIPS, person_=person_id)]

    def join(self, person_id: int, one: Membership, at: datetime) -> None:
        self._session.run(
            JOIN,
            person_id=person_id,
            tag=one.tag,
            from_on=one.from_on,
            to_on=one.to_on,
            evidence=one.evidence,
            confirmed_by=one.confirmed_by,
            at=at,
        )

    def end(self, person_id: int, tag: str, day: date) -> None:
        """From this day on the person is no longer that."""
        self._session.run(END, person_=person_id, tag_=tag, day_=day)

    def reopen(self, person_id: int, tag: str, day: date) -> None:
        """What ended on this day had not ended."""
        self._session.run(REOPEN, person_=person_id, tag_=tag, day_=day)

    def note_change(self, person_id: int, one: Change) -> None:
        self._session.run(
            CHANGED,
            person_id=person_id,
            field=one.field,
            was=one.was,
            became=one.became,
            by_id=one.by,
            via=one.via,
            at=one.at,
        )

    def changes(self, person_id: int) -> Sequence[Change]:
        return [Change(*row) for row in self._session.all(CHANGES, person_=person_id)]


def _dossier(row: Row) -> Dossier:
    has_id, has_phone, standing = bool(row[7]), bool(row[8]), Standing(row[9])
    return Dossier(*row[:7], has_id, has_phone, standing, *row[10:])  # type: ignore[call-arg]  # 列的次序就是字段的次序
