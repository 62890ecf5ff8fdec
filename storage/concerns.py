"""工单说的是谁: people a ticket is about, beside its caller. A name alone (代 刘大爷) is no link."""

from sqlalchemy import bindparam, cast, insert, select

from storage import tables
from storage.sql import Session, Statement
from storage.tables.base import Id

c, t = tables.ticket_people, tables.tickets

LINK = Statement(
    insert(c).from_select(
        ["number", "person_id"],
        select(t.c.number, cast(bindparam("person_"), Id)).where(
            t.c.caller_id == bindparam("caller_"), t.c.source_message == bindparam("message_")
        ),
    )
)
OF = Statement(select(c.c.person_id).where(c.c.number == bindparam("number_")).order_by(c.c.person_id))
TICKETS = Statement(
    select(c.c.number).where(c.c.person_id == bindparam("person_")).order_by(c.c.number.desc()).limit(20)
)


class Concerns:
    def __init__(self, session: Session) -> None:
        self._session = session

    def link(self, caller_id: int, message_id: str, person_id: int) -> None:
        """What was opened for this message is about that person."""
        self._session.run(LINK, caller_=caller_id, message_=message_id, person_=person_id)

    def of(self, number: int) -> tuple[int, ...]:
        return tuple(row[0] for row in self._session.all(OF, number_=number))

    def tickets(self, person_id: int) -> list[int]:
        """The numbers of the newest tickets about somebody."""
        return [row[0] for row in self._session.all(TICKETS, person_=person_id)]
