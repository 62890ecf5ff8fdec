"""查重: files that may be of the same person, by ID number and by sound; what of a file only this part changes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select, update

from care.dossier import Standing
from care.place import Place
from storage import tables
from storage.sql import Row, Session, Statement

d, h, p, pl = tables.dossiers, tables.households, tables.people, tables.places

TOWNSHIP = 2  # 片区上面两层：同一个镇里找
_columns = [d.c.person_id, p.c.name, d.c.sounds, p.c.place_id, d.c.sex, d.c.born_on, d.c.id_index.is_not(None)]
_alike = select(*_columns, d.c.phone_index, d.c.standing, h.c.house, h.c.head).select_from(
    d.join(p, p.c.id == d.c.person_id).join(h, h.c.id == d.c.household_id).join(pl, pl.c.id == p.c.place_id)
)
BY_NUMBER = Statement(_alike.where(d.c.id_index == bindparam("index_")))
BY_SOUND = Statement(
    _alike.where(
        d.c.sounds == bindparam("sounds_"), or_(pl.c.chain == bindparam("top_"), pl.c.chain.like(bindparam("under_")))
    )
    .order_by(d.c.person_id)
    .limit(200)
)
RENAME = Statement(update(d).where(d.c.person_id == bindparam("id_")).values(sounds=bindparam("sounds_")))
HEAD = Statement(update(h).where(h.c.id == bindparam("id_")).values(head=bindparam("head_")))


@dataclass(frozen=True, slots=True)
class Alike:
    person_id: int
    name: str
    sounds: str
    place_id: int
    sex: str
    born_on: date | None
    has_id: bool
    phone_index: bytes | None
    standing: Standing
    house: str
    head: str


class Likeness:
    def __init__(self, session: Session) -> None:
        self._session = session

    def numbered(self, index: bytes) -> Alike | None:
        """Whose ID number it is, wherever they live."""
        row = self._session.first(BY_NUMBER, index_=index)
        return None if row is None else _read(row)

    def sounding(self, sounds: str, place: Place) -> list[Alike]:
        """Everybody of that sound (`nlp.sounds.loose`) in the township of an area."""
        top = ",".join(map(str, place.chain[min(TOWNSHIP, len(place.chain) - 1) :]))
        return [_read(row) for row in self._session.all(BY_SOUND, sounds_=sounds, top_=top, under_=f"%,{top}")]

    def rename(self, person_id: int, sounds: str) -> None:
        self._session.run(RENAME, id_=person_id, sounds_=sounds)

    def name_head(self, household_id: int, head: str) -> None:
        """A house that had no head known has one."""
        self._session.run(HEAD, id_=household_id, head_=head)


def _read(row: Row) -> Alike:
    has_id, phone, standing = bool(row[6]), row[7], Standing(row[8])
    return Alike(*row[:6], has_id, phone, standing, *row[9:])  # type: ignore[call-arg]  # 列的次序就是字段的次序
