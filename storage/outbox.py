"""待发: what we have promised to say. Rows are written in the turn's own transaction and sent by the relay.

A lane (道) is one receiver in one room. The lease is on the lane, so the order to a receiver is kept however many
processes send.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, and_, bindparam, func, literal_column, select, tuple_, update

from care.calendar import SHANGHAI
from care.message import Address
from storage import tables
from storage.lanes import FIRST, FREE_ALL, LANE, LEASE, LET_GO, MAKE_LANE, PAUSE, Lane
from storage.lanes import named as _named
from storage.silence import Silence, unsayable
from storage.sql import Again, Row, Session, Statement, inserting

t, ap, p = tables.outbox, tables.account_people, tables.people

__all__ = ["FAILED", "FIRST", "GAVE_UP", "QUEUED", "SENT", "Dead", "Lane", "Outbox", "Outgoing"]

QUEUED, SENT, FAILED, GAVE_UP = "queued", "sent", "failed", "gave_up"

PUT = Statement(inserting(t, state=QUEUED, tries=0, errcode="", sent_at=None, parcel=""))
_columns = ("id", "person_id", "number", "topic", "text", "urgent", "tries", "parcel", "made_at")
_of_lane = (t.c.channel == bindparam("c_"), t.c.name == bindparam("n_"), t.c.room == bindparam("r_"))
_served = func.coalesce(t.c.about_id, t.c.person_id)  # 号不是他的、也用这个号的人：名字写在前面
WAITING = Statement(
    select(*[t.c[c] for c in _columns], p.c.name, unsayable)
    .select_from(
        t.outerjoin(ap, and_(ap.c.channel == t.c.channel, ap.c.name == t.c.name, ap.c.person_id == _served)).outerjoin(
            p, p.c.id == ap.c.person_id
        )
    )
    .where(
        *_of_lane,
        t.c.state == literal_column("'queued'"),
        t.c.urgent == bindparam("urgent_"),
        t.c.not_before <= bindparam("now_"),
    )
    .order_by(t.c.id)
    .limit(bindparam("most"))
)
# 一条道一条道地跳着看：积压再多，看的次数只和收件人一样多
NEXT_LANE = Statement(
    select(t.c.channel, t.c.name, t.c.room)
    .where(
        t.c.state == literal_column("'queued'"),
        tuple_(t.c.channel, t.c.name, t.c.room) > tuple_(bindparam("c_"), bindparam("n_"), bindparam("r_")),
    )
    .order_by(t.c.channel, t.c.name, t.c.room)
    .limit(1)
)
_of_parcel = (*_of_lane, t.c.state == literal_column("'queued'"), t.c.parcel == bindparam("parcel_"))
MARK = Statement(
    update(t)
    .where(
        *_of_lane,
        t.c.state == literal_column("'queued'"),
        t.c.id.between(bindparam("first_"), bindparam("last_")),
        t.c.urgent == bindparam("urgent_"),
        t.c.not_before <= bindparam("now_"),
        t.c.parcel == literal_column("''"),
    )
    .values(parcel=bindparam("parcel_"))
)
SETTLE = Statement(
    update(t)
    .where(*_of_parcel)
    .values(
        state=bindparam("state_"),
        errcode=bindparam("errcode_"),
        sent_at=bindparam("sent_"),
        tries=t.c.tries + bindparam("count_", type_=Integer),
    )
)
SENT_SINCE = Statement(
    select(func.count(func.distinct(t.c.parcel))).where(
        t.c.channel == bindparam("c_"), t.c.name == bindparam("n_"), t.c.sent_at > bindparam("since")
    )
)
TOLD_OF = Statement(select(t.c.person_id).where(t.c.number == bindparam("number_"), t.c.person_id.is_not(None)))
REACHES_OTHERS = Statement(
    select(t.c.id)
    .where(
        t.c.number == bindparam("number_"),
        t.c.person_id != bindparam("person_"),
        t.c.state.in_([literal_column(f"'{QUEUED}'"), literal_column(f"'{SENT}'")]),
    )
    .limit(1)
)
_dead = t.c.state.in_([literal_column(f"'{FAILED}'"), literal_column(f"'{GAVE_UP}'")])
COUNT_QUEUED = Statement(select(func.count()).select_from(t).where(t.c.state == literal_column("'queued'")))
COUNT_DEAD = Statement(select(t.c.state, func.count()).where(_dead).group_by(t.c.state))
DEAD = Statement(
    select(t.c.id, t.c.channel, t.c.number, t.c.topic, t.c.state, t.c.errcode, t.c.tries, t.c.made_at)
    .where(_dead)
    .order_by(t.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One promised message. `parcel` is the client id it was last tried under, empty when it was not tried."""

    id: int
    person_id: int | None
    number: int | None
    topic: str
    text: str
    urgent: bool
    tries: int
    parcel: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Dead:
    """One line of the dead-letter list: what was not delivered, and the platform's reason. No text, no name."""

    id: int
    channel: str
    number: int | None
    topic: str
    state: str
    errcode: str
    tries: int
    made_at: datetime


class Outbox:
    def __init__(self, session: Session, promise: Callable[[Lane, bool], None]) -> None:
        self._session = session
        self._promise = promise

    def put(
        self,
        to: Address,
        text: str,
        *,
        topic: str,
        at: datetime,
        not_before: datetime | None = None,
        person_id: int | None = None,
        about: int | None = None,
        number: int | None = None,
        urgent: bool = False,
        room: str = "",
    ) -> None:
        """Promise to say `text` to `person_id`, of `about`; it is sent after the commit, not before `not_before`."""
        who = {"channel": to.channel, "name": to.name, "room": room, "person_id": person_id, "about_id": about}
        what = {"number": number, "topic": topic, "text": text, "urgent": urgent}
        self._session.run(PUT, **who, **what, not_before=not_before or at, made_at=at)
        self._promise((to.channel, to.name, room), urgent)

    def lanes_waiting(self, now: datetime, after: Lane = FIRST, most: int = 500) -> tuple[list[Lane], Lane | None]:
        """Of the next `most` receivers for whom something is queued, those it can go to now; and where to go on.

        Found by looking, not by being told: after a restart, a retry, a night. None when these were the last.
        """
        due: list[Lane] = []
        for _ in range(most):
            row = self._session.first(NEXT_LANE, **_named(after))
            if row is None:
                return due, None
            after = (row[0], row[1], row[2])
            if self._open(after, now):
                due.append(after)
        return due, after

    def _open(self, lane: Lane, now: datetime) -> bool:
        """Is something due on a lane that is neither leased nor, but for the urgent, paused?"""
        row = self._session.first(LANE, **_named(lane))
        if row is not None and row[0] > now:
            return False
        if row is not None and row[1] > now:
            return self.urgent_waiting(lane, now)
        return bool(self._due(lane, now, 1, urgent=True) or self._due(lane, now, 1, urgent=False))

    def lease(self, lane: Lane, *, by: str, now: datetime, until: datetime, urgent: bool = False) -> bool:
        """True when the lane is ours until then. `urgent` goes past a pause, never past another's lease."""
        values = _named(lane)
        if self._session.run(LEASE, **values, by_=by, now_=now, until_=until, urgent_=urgent):
            return True
        if self._session.first(LANE, **values) is not None:
            return False
        row = {"channel": lane[0], "name": lane[1], "room": lane[2], "not_before": now}
        return self._session.run(MAKE_LANE, **row, leased_by=by, leased_until=until) == 1

    def waiting(self, lane: Lane, now: datetime, most: int) -> list[Outgoing]:
        """What is due on a lane, in order: the urgent ones if there are any, else the others.

        What must not be said any more is dropped on the way; to be asked by who holds the lease.
        """
        return self._sayable(lane, now, most, urgent=True) or self._sayable(lane, now, most, urgent=False)

    def _sayable(self, lane: Lane, now: datetime, most: int, *, urgent: bool) -> list[Outgoing]:
        while due := self._due(lane, now, most, urgent=urgent):
            for letter, gone in due:
                if gone:
                    Silence(self._session).drop(letter.id)
            if kept := [letter for letter, gone in due if not gone]:
                return kept
        return []

    def urgent_waiting(self, lane: Lane, now: datetime) -> bool:
        return bool(self._due(lane, now, 1, urgent=True))

    def _due(self, lane: Lane, now: datetime, most: int, *, urgent: bool) -> list[tuple[Outgoing, bool]]:
        day = now.astimezone(SHANGHAI).date()
        rows = self._session.all(WAITING, **_named(lane), now_=now, day_=day, most=most, urgent_=urgent)
        return [(_outgoing(row), bool(row[-1])) for row in rows]

    def mark(self, lane: Lane, letters: Sequence[Outgoing], parcel: str, now: datetime) -> None:
        """These, next to each other on their lane, are about to go out together under this client id.

        Raises Again when another letter was committed between them after they were read: marked with them but not
        in their text, it would be lost. What was tried before keeps its mark.
        """
        if letters[0].parcel:
            return
        marked = self._session.run(
            MARK,
            **_named(lane),
            first_=letters[0].id,
            last_=letters[-1].id,
            urgent_=letters[0].urgent,
            now_=now,
            parcel_=parcel,
        )
        if marked != len(letters):
            raise Again

    def settle(
        self,
        lane: Lane,
        parcel: str,
        *,
        state: str,
        errcode: str = "",
        sent_at: datetime | None = None,
        count: bool = True,
    ) -> None:
        """What became of a marked parcel. `count`: this was a try of its own, not a wait."""
        outcome = {"state_": state, "errcode_": errcode, "sent_": sent_at, "count_": int(count)}
        self._session.run(SETTLE, **_named(lane), parcel_=parcel, **outcome)

    def let_go(self, lane: Lane, *, by: str, now: datetime, not_before: datetime | None = None) -> None:
        """Give the lease back; with `not_before`, nobody but the urgent goes on this lane until then."""
        mine = {**_named(lane), "by_": by}
        if not_before is None:
            self._session.run(LET_GO, **mine, until_=now)
        else:
            self._session.run(PAUSE, **mine, until_=now, not_before_=not_before)

    def free_all(self, now: datetime) -> None:
        """Nobody holds any lane: for the one process of an SQLite file, whose leases died with the last one."""
        self._session.run(FREE_ALL, until_=now)

    def sent_since(self, address: Address, moment: datetime) -> int:
        """How many parcels went to this account since then."""
        row = self._session.first(SENT_SINCE, c_=address.channel, n_=address.name, since=moment)
        return int(row[0]) if row else 0

    def told_of(self, number: int) -> set[int]:
        """Who was ever sent something about this ticket."""
        return {row[0] for row in self._session.all(TOLD_OF, number_=number)}

    def reaches_others(self, number: int, caller_id: int) -> bool:
        """Has anybody but the caller been sent something about this ticket, or will be?"""
        return self._session.first(REACHES_OTHERS, number_=number, person_=caller_id) is not None

    def counts(self) -> dict[str, int]:
        """How many wait, failed and were given up on; what was sent is counted by the relay."""
        waiting = self._session.all(COUNT_QUEUED)[0][0]
        dead = dict.fromkeys((FAILED, GAVE_UP), 0) | {row[0]: row[1] for row in self._session.all(COUNT_DEAD)}
        return {QUEUED: waiting, **dead}

    def dead(self, most: int = 50) -> list[Dead]:
        """死信: what was given up on, newest first."""
        return [Dead(*row) for row in self._session.all(DEAD, most=most)]


def _outgoing(row: Row) -> Outgoing:
    text = f"{row[9]}：{row[4]}" if row[9] else row[4]
    return Outgoing(row[0], row[1], row[2], row[3], text, bool(row[5]), *row[6:9])
