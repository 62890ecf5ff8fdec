"""绑定码 and bound groups: how an account becomes a person's, and a group a village's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage import tables
from storage.sql import Session, Statement, inserting

t, groups = tables.invites, tables.groups

FIND = Statement(
    select(t.c.code, t.c.person_id, t.c.place_id, t.c.expires_at, t.c.used_at).where(t.c.code == bindparam("code_"))
)
ADD = Statement(inserting(t, used_at=None))
USE = Statement(
    update(t).where(t.c.code == bindparam("code_"), t.c.used_at.is_(None)).values(used_at=bindparam("now_"))
)
BOUND = Statement(
    select(groups.c.place_id).where(groups.c.channel == bindparam("channel_"), groups.c.name == bindparam("name_"))
)
BIND = Statement(inserting(groups))
REBIND = Statement(
    update(groups)
    .where(groups.c.channel == bindparam("c_"), groups.c.name == bindparam("n_"))
    .values(place_id=bindparam("place_"), bound_at=bindparam("now_"))
)


@dataclass(frozen=True, slots=True)
class Invite:
    code: str
    person_id: int | None
    place_id: int | None
    expires_at: datetime
    used_at: datetime | None


class Invites:
    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, code: str) -> Invite | None:
        row = self._session.first(FIND, code_=code)
        return None if row is None else Invite(*row)

    def add(
        self, code: str, expires_at: datetime, *, person_id: int | None = None, place_id: int | None = None
    ) -> None:
        self._session.run(ADD, code=code, person_id=person_id, place_id=place_id, expires_at=expires_at)

    def use(self, code: str, at: datetime) -> bool:
        """True for exactly one caller."""
        return self._session.run(USE, code_=code, now_=at) == 1

    def place_of_group(self, channel: str, name: str) -> int | None:
        row = self._session.first(BOUND, channel_=channel, name_=name)
        return None if row is None else int(row[0])

    def bind_group(self, channel: str, name: str, place_id: int, at: datetime) -> None:
        if not self._session.run(REBIND, c_=channel, n_=name, place_=place_id, now_=at):
            self._session.run(BIND, channel=channel, name=name, place_id=place_id, bound_at=at)
