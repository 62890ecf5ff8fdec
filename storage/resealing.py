"""换封: the sealed values that are not under the current key, some at a time."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import Column, Table, bindparam, func, select, update

from storage import tables
from storage.seal import MARK
from storage.sql import Session, Statement


class Place(NamedTuple):
    """A sealed column. `name` is what its values' `where` begins with, before the number of the row."""

    name: str
    old: Statement
    put: Statement


def _place(name: str, table: Table, key: "Column[int]", column: "Column[bytes]") -> Place:
    mark = func.substr(column, 1, MARK)
    old = select(key, column).where(column.is_not(None), mark != bindparam("mark_", type_=column.type))
    put = update(table).where(key == bindparam("key_"), column == bindparam("was_")).values({column: bindparam("new_")})
    return Place(name, Statement(old.where(key > bindparam("after_")).order_by(key).limit(500)), Statement(put))


_d, _t = tables.dossiers, tables.ties
ID = _place("dossiers.id", _d, _d.c.person_id, _d.c.id_sealed)
PHONE = _place("dossiers.phone", _d, _d.c.person_id, _d.c.phone_sealed)
TIE = _place("ties.phone", _t, _t.c.id, _t.c.phone_sealed)
PLACES = (ID, PHONE, TIE)
OLD_OF_ID, OLD_OF_PHONE, OLD_OF_TIE = (one.old for one in PLACES)
PUT_ID, PUT_PHONE, PUT_TIE = (one.put for one in PLACES)


MARKS = tuple(
    Statement(select(func.substr(column, 1, MARK, type_=column.type).label("mark"), func.count()).group_by("mark"))
    for column in (_d.c.id_sealed, _d.c.phone_sealed, _t.c.phone_sealed)
)


class Resealing:
    def __init__(self, session: Session) -> None:
        self._session = session

    def marks(self) -> Counter[bytes]:
        """How many sealed values begin with each mark, that is: stand under each key. Reads every file."""
        found: Counter[bytes] = Counter()
        for statement in MARKS:
            found.update({bytes(row[0]): row[1] for row in self._session.all(statement) if row[0] is not None})
        return found

    def old(self, place: Place, mark: bytes, after: int) -> list[tuple[int, bytes]]:
        """The next five hundred rows of a column that are under another key: (row, sealed)."""
        return [(row[0], bytes(row[1])) for row in self._session.all(place.old, mark_=mark, after_=after)]

    def put(self, place: Place, row: int, was: bytes, new: bytes) -> bool:
        """False when somebody else has changed it meanwhile: then it is under the current key anyway."""
        return self._session.run(place.put, key_=row, was_=was, new_=new) > 0
