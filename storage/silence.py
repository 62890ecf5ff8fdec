"""走了的人不再提起: letters to and about somebody who died are dropped and kept; they come back if it was not so.

Who is on duty goes on being written to: one wrong word about a worker must not silence a desk.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, literal_column, or_, update

from care.dossier import Standing
from care.visits.due import DEATH_REPORTED
from care.visits.roll_call import STILL, State
from storage import tables
from storage.sql import Session, Statement

t, n = tables.outbox, tables.roll_entries
d, ps, w = tables.dossiers, tables.pauses, tables.duties

DROPPED, DECEASED = "dropped", "deceased"  # outbox 的 state 和 errcode


def _gone(person: ColumnElement[int]) -> ColumnElement[bool]:
    """Died, or is said to have, on `day_`."""
    dead = exists().where(d.c.person_id == person, d.c.standing == literal_column(f"'{Standing.DECEASED}'"))
    said = exists().where(
        ps.c.person_id == person,
        ps.c.reason == literal_column(f"'{DEATH_REPORTED}'"),
        ps.c.first_on <= bindparam("day_"),
        ps.c.last_on >= bindparam("day_"),
    )
    return or_(dead, said)


_to_a_worker = exists().where(w.c.person_id == t.c.person_id)
unsayable = or_(and_(_gone(t.c.person_id), ~_to_a_worker), and_(_gone(t.c.about_id), t.c.urgent.is_(False)))
"""Of a letter: it must not be said any more. Whoever claims a letter asks in the same statement."""

_named = or_(
    and_(t.c.person_id == bindparam("person_"), ~_to_a_worker),
    and_(t.c.about_id == bindparam("person_"), t.c.urgent.is_(False)),
)
WITHDRAW = Statement(
    update(t)  # 正在路上的（有 parcel）不动：发的人取的时候自己会问
    .where(t.c.state == literal_column("'queued'"), t.c.parcel == literal_column("''"), _named)
    .values(state=DROPPED, errcode=DECEASED)
)
DROP = Statement(update(t).where(t.c.id == bindparam("id_")).values(state=DROPPED, errcode=DECEASED))
GIVE_BACK = Statement(
    update(t)
    .where(
        t.c.state == literal_column(f"'{DROPPED}'"),
        or_(t.c.person_id == bindparam("person_"), t.c.about_id == bindparam("person_")),
        t.c.made_at > bindparam("since_"),
    )
    .values(state="queued", errcode="")
)
_still = or_(*[n.c.state == literal_column(f"'{state}'") for state in sorted(STILL)])
LEAVE_ROUND = Statement(
    update(n)
    .where(n.c.person_id == bindparam("person_"), n.c.ended_at.is_(None), _still)
    .values(state=State.PAUSED.value, words=DEATH_REPORTED)
)
BACK_IN_ROUND = Statement(
    update(n)
    .where(
        n.c.person_id == bindparam("person_"),
        n.c.ended_at.is_(None),
        n.c.state == State.PAUSED.value,
        n.c.words == DEATH_REPORTED,
    )
    .values(state=State.SILENT.value, words="")
)


class Silence:
    def __init__(self, session: Session) -> None:
        self._session = session

    def falls(self, person_id: int) -> int:
        """What is queued to or about the person is dropped, and no running round asks after them. How many letters."""
        self._session.run(LEAVE_ROUND, person_=person_id)
        return self._session.run(WITHDRAW, person_=person_id)

    def ends(self, person_id: int, since: datetime) -> int:
        """It was not so: what was promised since then waits to be sent again."""
        self._session.run(BACK_IN_ROUND, person_=person_id)
        return self._session.run(GIVE_BACK, person_=person_id, since_=since)

    def drop(self, letter_id: int) -> None:
        self._session.run(DROP, id_=letter_id)
