"""未完对话: a question we asked an account and have no answer to yet. One at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from care.message import Address
from storage import tables
from storage.sql import Session, Statement, inserting

t = tables.dialogues

PUT = Statement(inserting(t))
CHANGE = Statement(
    update(t)
    .where(t.c.channel == bindparam("c_"), t.c.name == bindparam("n_"))
    .values(question=bindparam("question_"), payload=bindparam("payload_"), asked_at=bindparam("asked_"))
)
DROP = Statement(delete(t).where(t.c.channel == bindparam("channel"), t.c.name == bindparam("name")))
ASKED_BEFORE = Statement(
    select(t.c.channel, t.c.name, t.c.question, t.c.payload, t.c.asked_at)
    .where(t.c.question == bindparam("question_"), t.c.asked_at <= bindparam("before"))
    .order_by(t.c.asked_at)
    .limit(200)
)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What we asked, and what we need to go on: `payload` is JSON of the handler that asked."""

    address: Address
    question: str
    payload: str
    asked_at: datetime


class Dialogues:
    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, address: Address, question: str, payload: str, at: datetime) -> None:
        row = {"c_": address.channel, "n_": address.name}
        if not self._session.run(CHANGE, **row, question_=question, payload_=payload, asked_=at):
            place = {"channel": address.channel, "name": address.name}
            self._session.run(PUT, **place, question=question, payload=payload, asked_at=at)

    def drop(self, address: Address) -> bool:
        """True for exactly one of those who answer or give up on the same question."""
        return self._session.run(DROP, channel=address.channel, name=address.name) == 1

    def asked_before(self, question: str, moment: datetime) -> list[Dialogue]:
        rows = self._session.all(ASKED_BEFORE, question_=question, before=moment)
        return [Dialogue(Address(row[0], row[1]), row[2], row[3], row[4]) for row in rows]
