"""库自己要记的几件事: a few values by name, in bytes."""

from sqlalchemy import bindparam, delete, select

from storage import tables
from storage.sql import Session, Statement, inserting

t = tables.facts
GET = Statement(select(t.c.content).where(t.c.name == bindparam("name_")))
DROP = Statement(delete(t).where(t.c.name == bindparam("name_")))
PUT = Statement(inserting(t))


class Facts:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> bytes | None:
        row = self._session.first(GET, name_=name)
        return None if row is None else bytes(row[0])

    def put(self, name: str, content: bytes) -> None:
        self._session.run(DROP, name_=name)
        self._session.run(PUT, name=name, content=content)
