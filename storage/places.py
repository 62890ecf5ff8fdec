"""地方: the tree, each node with the way up to the root."""

from collections.abc import Iterable

from sqlalchemy import bindparam, literal, select, update

from care.place import Place
from storage import tables
from storage.sql import Insertion, Row, Session, Statement, among

t = tables.places

COLUMNS = (t.c.id, t.c.key, t.c.name, t.c.level, t.c.chain)
BY_KEY = Statement(select(*COLUMNS).where(t.c.key == bindparam("key_")))
BY_ID = Statement(select(*COLUMNS).where(t.c.id == bindparam("id_")))
AMONG = Statement(select(*COLUMNS).where(among(t.c.id, "ids_")))
ALL = Statement(select(*COLUMNS).order_by(t.c.id))
BELOW = Statement(
    select(t.c.id)
    .where((literal(",") + t.c.chain + literal(",")).like(bindparam("inside")))
    .order_by(t.c.level, t.c.id)
)
ADD = Insertion(t, chain="")
CHANGE = Statement(
    update(t)
    .where(t.c.id == bindparam("id_"))
    .values(name=bindparam("name_"), level=bindparam("level_"), chain=bindparam("chain_"))
)


def chain_of(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _place(row: Row) -> Place:
    return Place(row[0], row[1], row[2], row[3], chain_of(row[4]))


class Places:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, place_id: int) -> Place:
        row = self._session.first(BY_ID, id_=place_id)
        assert row is not None, "a place is never deleted"
        return _place(row)

    def among(self, ids: Iterable[int]) -> dict[int, Place]:
        return {row[0]: _place(row) for row in self._session.all(AMONG, ids_=ids)}

    def by_key(self, key: str) -> Place | None:
        row = self._session.first(BY_KEY, key_=key)
        return None if row is None else _place(row)

    def all(self) -> list[Place]:
        return [_place(row) for row in self._session.all(ALL)]

    def below(self, place_id: int) -> list[int]:
        """The place and everything in it, the ground first."""
        return [row[0] for row in self._session.all(BELOW, inside=f"%,{place_id},%")]

    def put(self, key: str, name: str, level: int, parent: Place | None) -> Place:
        """Add a place, or bring one up to date; by its key."""
        known = self.by_key(key)
        number = self._session.add(ADD, key=key, name=name, level=level) if known is None else known.id
        chain = (number, *(parent.chain if parent else ()))
        self._session.run(CHANGE, id_=number, name_=name, level_=level, chain_=",".join(map(str, chain)))
        return Place(number, key, name, level, chain)
