"""附件: the pictures and voices a visitor sent, and with which visit each is kept. The things stay in the inbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from care.message import Kind
from storage import tables
from storage.sql import Session, Statement, inserting

a, v = tables.attachments, tables.visits

KEEP = Statement(inserting(a, visit_id=None))
LOOSE = Statement(
    select(a.c.message_id, a.c.kind)
    .select_from(a.outerjoin(v, v.c.id == a.c.visit_id))
    .where(
        a.c.visitor_id == bindparam("visitor_"),
        a.c.sent_at >= bindparam("since_"),
        or_(a.c.visit_id.is_(None), v.c.undone_at.is_not(None)),
    )
    .order_by(a.c.sent_at, a.c.message_id)
)
OF = Statement(select(a.c.message_id, a.c.kind).where(a.c.visit_id == bindparam("visit_")).order_by(a.c.sent_at))
PUT = Statement(
    update(a)
    .where(a.c.visitor_id == bindparam("visitor_"), a.c.message_id == bindparam("message_"))
    .values(visit_id=bindparam("visit_"))
)
MOVE = Statement(update(a).where(a.c.visit_id == bindparam("from_")).values(visit_id=bindparam("to_")))


@dataclass(frozen=True, slots=True)
class Attachment:
    message_id: str
    kind: Kind


class Attachments:
    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, visitor_id: int, one: Attachment, at: datetime) -> None:
        """It came, and it is not known yet what it shows."""
        self._session.run(KEEP, visitor_id=visitor_id, message_id=one.message_id, kind=one.kind.value, sent_at=at)

    def loose(self, visitor_id: int, since: datetime) -> list[Attachment]:
        """What came since then and is with no visit, or with one that was taken back."""
        rows = self._session.all(LOOSE, visitor_=visitor_id, since_=since)
        return [Attachment(row[0], Kind(row[1])) for row in rows]

    def of(self, visit_id: int) -> list[Attachment]:
        return [Attachment(row[0], Kind(row[1])) for row in self._session.all(OF, visit_=visit_id)]

    def put(self, visitor_id: int, one: Attachment, visit_id: int) -> None:
        self._session.run(PUT, visitor_=visitor_id, message_=one.message_id, visit_=visit_id)

    def move(self, visit_id: int, to: int) -> None:
        """Another visit stands for that one from now on."""
        self._session.run(MOVE, from_=visit_id, to_=to)
