"""平安确认: the rounds, and where each person in them stands. A unique index: in one running round at most."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal_column, or_, select, update

from care.dossier import Standing
from care.message import Address
from care.visits.roll_call import STILL, Entry, Resident, RollCall, State
from storage import tables
from storage.accounts import Accounts
from storage.places import chain_of
from storage.sql import Insertion, Row, Session, Statement, inserting
from storage.tables.roll_calls import roll_calls, roll_entries

r, n = roll_calls, roll_entries
d, h, m, p = tables.dossiers, tables.households, tables.memberships, tables.people

_who: list[ColumnElement[Any]] = [d.c.person_id, p.c.name, d.c.sex, d.c.born_on, h.c.place_id, h.c.id]
_who += [h.c.house, h.c.head, h.c.lane]
_here = (h.c.place_id == bindparam("place_"), d.c.standing == Standing.HERE.value)
RESIDENTS = Statement(
    select(*_who)
    .select_from(h.join(d, d.c.household_id == h.c.id).join(p, p.c.id == d.c.person_id))
    .where(*_here)
    .order_by(d.c.person_id)
)
TAGS = Statement(
    select(m.c.person_id, m.c.tag)
    .select_from(h.join(d, d.c.household_id == h.c.id).join(m, m.c.person_id == d.c.person_id))
    .where(*_here, m.c.from_on <= bindparam("day_"), or_(m.c.to_on.is_(None), m.c.to_on > bindparam("day_")))
)
ASKED_ALREADY = Statement(select(n.c.person_id).where(n.c.place_id == bindparam("place_"), n.c.ended_at.is_(None)))
LATELY = Statement(
    select(n.c.person_id, n.c.told_at, n.c.asked_at).where(
        n.c.place_id == bindparam("place_"),
        or_(n.c.told_at > bindparam("since_"), n.c.asked_at > bindparam("since_")),
    )
)

ROUND = [r.c.id, r.c.reason, r.c.said, r.c.places, r.c.by_id, r.c.started_at, r.c.doors_at, r.c.listed_at]
ROUND += [r.c.turn, r.c.knocked_at, r.c.ended_at, r.c.summary, r.c.ended_by]
ADD = Insertion(r, listed_at=None, turn=0, knocked_at=None, ended_at=None, summary="", ended_by=None)
GET = Statement(select(*ROUND).where(r.c.id == bindparam("id_")))
RUNNING = Statement(select(*ROUND).where(r.c.ended_at.is_(None)).order_by(r.c.id))
COUNT = Statement(
    update(r)
    .where(r.c.id == bindparam("id_"), r.c.turn == bindparam("turn_"), r.c.ended_at.is_(None))
    .values(turn=r.c.turn + 1, listed_at=bindparam("at_"))
)
KNOCK = Statement(
    update(r).where(r.c.id == bindparam("id_"), r.c.knocked_at.is_(None)).values(knocked_at=bindparam("at_"))
)
END = Statement(
    update(r)
    .where(r.c.id == bindparam("id_"), r.c.ended_at.is_(None))
    .values(ended_at=bindparam("at_"), summary=bindparam("summary_"), ended_by=bindparam("by_"))
)
END_ENTRIES = Statement(update(n).where(n.c.roll_id == bindparam("id_")).values(ended_at=bindparam("at_")))

_entry = [*_who, n.c.state, n.c.visitor_id, n.c.line, n.c.told_at, n.c.asked_at, n.c.by_id, n.c.number]
_joined = n.join(d, d.c.person_id == n.c.person_id).join(p, p.c.id == n.c.person_id).join(h, h.c.id == n.c.household_id)
ENTER = Statement(inserting(n, by_id=None, heard_at=None, words="", number=None, ended_at=None))
ENTRIES = Statement(select(*_entry).select_from(_joined).where(n.c.roll_id == bindparam("id_")).order_by(n.c.person_id))
OF_VISITOR = Statement(
    select(n.c.roll_id, *_entry)
    .select_from(_joined)
    .where(n.c.visitor_id == bindparam("visitor_"), n.c.ended_at.is_(None))
    .order_by(n.c.line)
)
_just_over = n.c.roll_id.in_(select(r.c.id).where(r.c.ended_at > bindparam("since_")))
LATELY_OF_VISITOR = Statement(
    select(n.c.roll_id, *_entry)
    .select_from(_joined)
    .where(n.c.visitor_id == bindparam("visitor_"), _just_over)
    .order_by(n.c.roll_id.desc(), n.c.line)
)
_called = or_(p.c.name == bindparam("name_"), d.c.sounds == bindparam("sounds_"))
_named = select(n.c.roll_id, *_entry).select_from(_joined)
NAMED = Statement(_named.where(_called, n.c.ended_at.is_(None)).order_by(n.c.person_id).limit(50))
LATELY_NAMED = Statement(_named.where(_called, _just_over).order_by(n.c.roll_id.desc(), n.c.person_id).limit(50))
ENTRY = Statement(_named.where(n.c.roll_id == bindparam("id_"), n.c.person_id == bindparam("person_")))
OF_PERSON = Statement(
    select(n.c.roll_id, *_entry)
    .select_from(_joined)
    .where(n.c.person_id == bindparam("person_"), n.c.asked_at > bindparam("since_"))
    .order_by(n.c.roll_id.desc())
    .limit(1)
)
PUT_ON = Statement(
    update(n)
    .where(n.c.roll_id == bindparam("id_"), n.c.person_id == bindparam("person_"))
    .values(visitor_id=bindparam("visitor_"), line=bindparam("line_"))
)
TOLD = Statement(
    update(n)
    .where(n.c.roll_id == bindparam("id_"), n.c.person_id == bindparam("person_"))
    .values(told_at=bindparam("at_"))
)
ASKED = Statement(
    update(n)
    .where(n.c.roll_id == bindparam("id_"), n.c.person_id == bindparam("person_"))
    .values(asked_at=bindparam("at_"))
)
TICK = Statement(
    update(n)
    .where(n.c.roll_id == bindparam("id_"), n.c.person_id == bindparam("person_"), n.c.state == bindparam("was_"))
    .values(state=bindparam("state_"), by_id=bindparam("by_"), heard_at=bindparam("at_"), words=bindparam("words_"))
)
LINK = Statement(
    update(n)
    .where(n.c.roll_id == bindparam("id_"), n.c.person_id == bindparam("person_"))
    .values(number=bindparam("number_"))
)
SILENT_LEFT = Statement(
    select(n.c.person_id)
    .where(
        n.c.roll_id == bindparam("id_"), or_(*[n.c.state == literal_column(f"'{state}'") for state in sorted(STILL)])
    )
    .limit(1)
)

Found = tuple[int, Entry]
"""The number of the round with the person's place in it."""


class RollCalls:
    def __init__(self, session: Session) -> None:
        self._session = session

    def residents(self, place_id: int, day: date) -> list[Resident]:
        """Everybody with a file in an area, with what they are on that day."""
        tags: dict[int, set[str]] = {}
        for person_id, tag in self._session.all(TAGS, place_=place_id, day_=day):
            tags.setdefault(person_id, set()).add(tag)
        rows = self._session.all(RESIDENTS, place_=place_id)
        return [Resident(*row, frozenset(tags.get(row[0], ()))) for row in rows]  # type: ignore[call-arg]  # 列的次序

    def in_another(self, place_id: int) -> set[int]:
        """Who of an area is in a running round."""
        return {row[0] for row in self._session.all(ASKED_ALREADY, place_=place_id)}

    def lately(self, place_id: int, since: datetime) -> dict[int, tuple[datetime | None, datetime | None]]:
        """Who was on a list or was asked since then, and when."""
        found: dict[int, tuple[datetime | None, datetime | None]] = {}
        for person_id, told, asked in self._session.all(LATELY, place_=place_id, since_=since):
            before = found.get(person_id, (None, None))
            found[person_id] = _later(before[0], told), _later(before[1], asked)
        return found

    def start(self, one: RollCall, entries: Iterable[Entry]) -> int:
        """Returns its number. Somebody who has come into another round meanwhile is a lost race."""
        number = self._session.add(
            ADD,
            reason=one.reason,
            said=one.said,
            places=",".join(map(str, one.places)),
            by_id=one.by_id,
            started_at=one.started_at,
            doors_at=one.doors_at,
        )
        for entry in entries:
            who = {"person_id": entry.who.person_id, "household_id": entry.who.household_id}
            on = {"place_id": entry.who.place_id, "visitor_id": entry.visitor_id, "line": entry.line}
            at = {"told_at": entry.told_at, "asked_at": entry.asked_at}
            self._session.run(ENTER, roll_id=number, **who, **on, **at, state=entry.state)
        return number

    def get(self, roll_id: int) -> RollCall:
        row = self._session.first(GET, id_=roll_id)
        assert row is not None, "a round is never deleted"
        return round_of(row)

    def running(self) -> list[RollCall]:
        return [round_of(row) for row in self._session.all(RUNNING)]

    def entries(self, roll_id: int) -> list[Entry]:
        return [_entry_of(row) for row in self._session.all(ENTRIES, id_=roll_id)]

    def of_visitor(self, visitor_id: int, since: datetime | None = None) -> list[Found]:
        """Everybody with a number on somebody's list, in any running round; with `since` as in `named`."""
        found = _found(self._session.all(OF_VISITOR, visitor_=visitor_id))
        over = [] if since is None else self._session.all(LATELY_OF_VISITOR, visitor_=visitor_id, since_=since)
        return _newest(found, _found(over))

    def named(self, name: str, sounds: str, since: datetime | None = None) -> list[Found]:
        """Who is called that, or sounds alike, in any running round; with `since` in those that ended after it too."""
        found = _found(self._session.all(NAMED, name_=name, sounds_=sounds))
        over = [] if since is None else self._session.all(LATELY_NAMED, name_=name, sounds_=sounds, since_=since)
        return _newest(found, _found(over))

    def entry(self, roll_id: int, person_id: int) -> Entry:
        ((_, one),) = _found(self._session.all(ENTRY, id_=roll_id, person_=person_id))
        return one

    def last_asked(self, person_id: int, since: datetime) -> Found | None:
        """The newest round in which the person themself was asked since then, whether it is over or not."""
        return next(iter(_found(self._session.all(OF_PERSON, person_=person_id, since_=since))), None)

    def count(self, one: RollCall, at: datetime) -> bool:
        """A list goes out: True for exactly one of those who would send it."""
        return self._session.run(COUNT, id_=one.id, turn_=one.turn, at_=at) == 1

    def knock(self, roll_id: int, at: datetime) -> bool:
        """True for exactly one."""
        return self._session.run(KNOCK, id_=roll_id, at_=at) == 1

    def end(self, roll_id: int, summary: str, *, by: int | None, at: datetime) -> bool:
        """True for exactly one; its people may be asked after in another round from then on."""
        if self._session.run(END, id_=roll_id, summary_=summary, by_=by, at_=at) != 1:
            return False
        self._session.run(END_ENTRIES, id_=roll_id, at_=at)
        return True

    def put_on(self, roll_id: int, entries: Iterable[Entry]) -> None:
        """On whose list they are, under which number."""
        for one in entries:
            values = {"visitor_": one.visitor_id, "line_": one.line}
            self._session.run(PUT_ON, id_=roll_id, person_=one.who.person_id, **values)

    def told(self, roll_id: int, entries: Iterable[Entry], at: datetime) -> None:
        for one in entries:
            self._session.run(TOLD, id_=roll_id, person_=one.who.person_id, at_=at)

    def asked(self, roll_id: int, person_id: int, at: datetime) -> None:
        self._session.run(ASKED, id_=roll_id, person_=person_id, at_=at)

    def tick(self, roll_id: int, one: Entry, state: State, *, by: int | None, at: datetime | None, words: str) -> bool:
        """False when somebody else's answer came first. `by` and `at` are None for who is silent again."""
        values = {"was_": one.state, "state_": state, "by_": by, "at_": at, "words_": words}
        return self._session.run(TICK, id_=roll_id, person_=one.who.person_id, **values) == 1

    def link(self, roll_id: int, person_id: int, number: int) -> None:
        """The ticket in which the help they want is."""
        self._session.run(LINK, id_=roll_id, person_=person_id, number_=number)

    def silence_left(self, roll_id: int) -> bool:
        return self._session.first(SILENT_LEFT, id_=roll_id) is not None

    def reachable(self, roll_id: int) -> dict[int, Address]:
        """Who can be written to, and where: on an account of their own, else on one that serves them."""
        return Accounts(self._session).in_round(roll_id)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def round_of(row: Row) -> RollCall:
    return RollCall(*row[:3], chain_of(row[3]), *row[4:])  # type: ignore[call-arg]  # 列的次序就是字段的次序


def _entry_of(row: Row) -> Entry:
    return Entry(Resident(*row[:9]), State(row[9]), *row[10:])


def _newest(running: Sequence[Found], over: Sequence[Found]) -> list[Found]:
    """Everybody once: where they are asked after now, else the last round they were in."""
    found = {one.who.person_id: (roll_id, one) for roll_id, one in (*reversed(over), *running)}
    return list(found.values())


def _found(rows: Sequence[Row]) -> list[Found]:
    return [(row[0], _entry_of(row[1:])) for row in rows]
