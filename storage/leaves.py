"""请假: who is away from when to when, and who stands in."""

from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, select, update

from care.visits.round import Leave
from storage import tables
from storage.sql import Session, Statement, inserting

lv, g = tables.leaves, tables.digests
_columns = (lv.c.person_id, lv.c.first_on, lv.c.last_on, lv.c.deputy_id)
_mine = and_(lv.c.person_id == bindparam("person_"), lv.c.last_on >= bindparam("day_"))
TAKE = Statement(inserting(lv))
ON = Statement(
    select(*_columns).where(lv.c.first_on <= bindparam("day_"), lv.c.last_on >= bindparam("day_")).order_by(lv.c.id)
)
OF = Statement(select(*_columns).where(_mine, lv.c.last_on >= lv.c.first_on).order_by(lv.c.first_on))
OVER = Statement(
    select(*_columns)
    .where(
        lv.c.last_on >= bindparam("since_"),
        lv.c.last_on < bindparam("day_"),
        lv.c.last_on >= lv.c.first_on,
        ~exists().where(g.c.visitor_id == lv.c.person_id, g.c.sent_on == lv.c.last_on, g.c.kind == bindparam("kind_")),
    )
    .order_by(lv.c.id)
)
CUT = Statement(update(lv).where(_mine, lv.c.first_on == bindparam("first_")).values(last_on=bindparam("last_")))


class Leaves:
    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, one: Leave, at: datetime) -> None:
        self._session.run(
            TAKE,
            person_id=one.person_id,
            first_on=one.first_on,
            last_on=one.last_on,
            deputy_id=one.deputy_id,
            at=at,
        )

    def on(self, day: date) -> list[Leave]:
        """Everybody's that run on a day."""
        return [Leave(*row) for row in self._session.all(ON, day_=day)]

    def of(self, person_id: int, today: date) -> list[Leave]:
        """Those of one person that run and those to come."""
        return [Leave(*row) for row in self._session.all(OF, person_=person_id, day_=today)]

    def over(self, today: date, since: date, kind: str) -> list[Leave]:
        """Everybody's that ended since then, and of whose end no digest of a kind was kept."""
        return [Leave(*row) for row in self._session.all(OVER, day_=today, since_=since, kind_=kind)]

    def cut(self, one: Leave, today: date, last: date) -> None:
        """This one ends on `last` already; before its first day, it never was."""
        self._session.run(CUT, person_=one.person_id, first_=one.first_on, day_=today, last_=last)
