"""提醒: who has the morning's list at a time of their own. Local times, to the minute."""

from datetime import time

from sqlalchemy import bindparam, delete, select

from storage import tables
from storage.sql import Session, Statement, inserting

r = tables.reminders

AT = Statement(select(r.c.minute).where(r.c.person_id == bindparam("person_")))
PUT = Statement(inserting(r))
DROP = Statement(delete(r).where(r.c.person_id == bindparam("person_")))


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


class Reminders:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, person_id: int) -> time | None:
        """None where they keep to everybody's time."""
        row = self._session.first(AT, person_=person_id)
        return None if row is None else time(*divmod(row[0], 60))

    def put(self, person_id: int, at: time) -> None:
        self.drop(person_id)
        self._session.run(PUT, person_id=person_id, minute=minute_of(at))

    def drop(self, person_id: int) -> None:
        self._session.run(DROP, person_=person_id)
