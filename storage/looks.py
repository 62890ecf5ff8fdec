"""找档: files by name, by sound and by part of a name, inside the places somebody works for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, literal, select

from care.dossier import Standing
from storage import tables
from storage.sql import Row, Session, Statement

d, h, p, pl = tables.dossiers, tables.households, tables.people, tables.places

MOST = 50
MERGED = ""  # 并掉了的档没有读音：谁也找不到它

_found = select(d.c.person_id, p.c.name, p.c.place_id, pl.c.name, d.c.sex, d.c.born_on, d.c.standing, h.c.house)
_found = _found.select_from(
    d.join(p, p.c.id == d.c.person_id).join(h, h.c.id == d.c.household_id).join(pl, pl.c.id == p.c.place_id)
)


def _where(known: ColumnElement[bool]) -> Statement:
    inside = (literal(",") + pl.c.chain + literal(",")).like(bindparam("inside_"))
    return Statement(_found.where(known, d.c.sounds != MERGED, inside).order_by(d.c.person_id).limit(MOST))


NAMED = _where(p.c.name == bindparam("said_"))
SOUNDING = _where(d.c.sounds == bindparam("said_"))
PARTLY = _where(p.c.name.like(bindparam("said_")))


@dataclass(frozen=True, slots=True)
class Found:
    """Enough of a file to tell people of one name apart: never an illness, never a category."""

    person_id: int
    name: str
    place_id: int
    area: str
    sex: str
    born_on: date | None
    standing: Standing
    house: str


class Looks:
    """`places`: where the asker is on duty; what lies below counts. At most 50 of each place."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def named(self, name: str, places: Iterable[int]) -> list[Found]:
        return self._many(NAMED, name, places)

    def sounding(self, sounds: str, places: Iterable[int]) -> list[Found]:
        """By `nlp.sounds.loose`."""
        return self._many(SOUNDING, sounds, places)

    def partly(self, *, begins: str = "", holds: str = "", places: Iterable[int]) -> list[Found]:
        """Whose name begins with this, or has it somewhere."""
        return self._many(PARTLY, f"{begins}%" if begins else f"%{holds}%", places)

    def _many(self, statement: Statement, said: str, places: Iterable[int]) -> list[Found]:
        rows = [
            row
            for place in dict.fromkeys(places)
            for row in self._session.all(statement, said_=said, inside_=f"%,{place},%")
        ]
        return _once(rows)


def _once(rows: Sequence[Row]) -> list[Found]:
    found = {row[0]: Found(row[0], row[1], row[2], row[3], row[4], row[5], Standing(row[6]), row[7]) for row in rows}
    return list(found.values())
