"""收件: what was said to us, once. The primary key is the dedupe, and the stored reply is what a retry gets."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from care.message import Address, Kind, Message, Reply
from storage import tables
from storage.sql import Session, Statement, inserting

t = tables.inbox

REPLY_TO = Statement(
    select(t.c.reply).where(
        t.c.channel == bindparam("channel"),
        t.c.sender == bindparam("sender"),
        t.c.message_id == bindparam("message_id"),
    )
)
KEEP = Statement(inserting(t))
HEARD = Statement(
    select(t.c.kind, func.max(t.c.heard_at))
    .where(t.c.channel == bindparam("channel"), t.c.sender == bindparam("sender"), t.c.heard_at >= bindparam("since"))
    .group_by(t.c.kind)
)
LATEST = Statement(select(t.c.heard_at).order_by(t.c.heard_at.desc()).limit(1))


class Inbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    def reply_to(self, message: Message) -> Reply | None:
        """What we answered when we first got this message, word for word; None when it is new."""
        row = self._session.first(
            REPLY_TO, channel=message.sender.channel, sender=message.sender.name, message_id=message.id
        )
        return None if row is None else Reply(row[0])

    def keep(self, message: Message, reply: Reply, at: datetime) -> None:
        """Store the message with its answer. A message stored by somebody else meanwhile is a lost race."""
        self._session.run(
            KEEP,
            channel=message.sender.channel,
            sender=message.sender.name,
            message_id=message.id,
            kind=message.kind.value,
            room=message.group or "",
            text=message.text,
            media=message.media,
            reply=reply.text,
            heard_at=at,
        )

    def heard(self, address: Address, since: datetime) -> dict[Kind, datetime]:
        """When this account last spoke to us in each way: it opens the platform's windows."""
        rows = self._session.all(HEARD, channel=address.channel, sender=address.name, since=since)
        return {Kind(row[0]): row[1] for row in rows}

    def latest(self) -> datetime | None:
        """When we last heard anything from anyone."""
        row = self._session.first(LATEST)
        return None if row is None else row[0]
