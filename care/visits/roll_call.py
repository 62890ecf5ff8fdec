"""平安确认: everybody a filter names is asked after, until somebody has answered for them.

Whoever is silent stays on the list; the list only shrinks, and what is left of it late in the day is doors to knock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from care.calendar import SHANGHAI, Calendar
from care.category import Tier
from care.dossier import AGED_FROM
from care.place import Structure
from care.visits.rule import age_on

AGED = "高龄"


class State(StrEnum):
    """What is known of one person in a round. `ABSENT` was looked for and not found: still silent."""

    SILENT = "没回音"
    ABSENT = "没人"
    WELL = "平安"
    IN_NEED = "要人来"
    AWAY = "不在家"  # 有人说得出人在哪里
    PAUSED = "暂停"  # 开始时就知道住院、外出


STILL = frozenset({State.SILENT, State.ABSENT})
TICKED = frozenset({State.WELL, State.IN_NEED, State.AWAY})


@dataclass(frozen=True, slots=True)
class Pace:
    """`every`: how long between two lists. `knock`: from when on silence is a door (or `after` the start).

    `again`: nothing is asked twice of one person within it. `most`: names in one message. `morning`: from the second
    day on, one list a day, then.
    """

    every: timedelta = timedelta(hours=2)
    knock: time = time(16, 0)
    after: timedelta = timedelta(hours=6)
    again: timedelta = timedelta(hours=1)
    morning: time = time(7, 30)
    most: int = 20


@dataclass(frozen=True, slots=True)
class Filter:
    """问哪些人. Ages in whole years, both ends included. Any one of the `tags` is enough; none named: everybody."""

    age_from: int | None = None
    age_to: int | None = None
    tags: frozenset[str] = frozenset()

    def holds(self, age: int | None, tags: frozenset[str]) -> bool:
        """Without a date of birth: who is written down as 高龄, where the age asked for is no higher."""
        if self.tags and not self.tags & tags and not (AGED in self.tags and age is not None and age >= AGED_FROM):
            return False
        if self.age_from is None and self.age_to is None:
            return True
        if age is None:
            return AGED in tags and self.age_to is None and (self.age_from or 0) <= AGED_FROM
        return (self.age_from or 0) <= age and (self.age_to is None or age <= self.age_to)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a file who lives here. `lane` sorts houses by the way one walks."""

    person_id: int
    name: str
    sex: str
    born_on: date | None
    place_id: int
    household_id: int
    house: str = ""
    head: str = ""
    lane: str = ""
    tags: frozenset[str] = frozenset()

    def age(self, today: date) -> int | None:
        return None if self.born_on is None else age_on(self.born_on, today)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person in a round. `line` is their number on the list of `visitor_id`; `told_at` when it last went out."""

    who: Resident
    state: State = State.SILENT
    visitor_id: int | None = None
    line: int = 0
    told_at: datetime | None = None
    asked_at: datetime | None = None  # 问过本人
    by_id: int | None = None
    number: int | None = None  # 要人来的那张工单

    @property
    def silent(self) -> bool:
        return self.state in STILL


@dataclass(frozen=True, slots=True)
class RollCall:
    """一轮. `said`: whom it is about, in words; `places`: the roots of where. `turn` counts the lists that went out."""

    id: int
    reason: str
    said: str
    places: tuple[int, ...]
    by_id: int
    started_at: datetime
    doors_at: datetime
    listed_at: datetime | None = None
    turn: int = 0
    knocked_at: datetime | None = None
    ended_at: datetime | None = None
    summary: str = ""
    ended_by: int | None = None  # 谁说结束的；没有就是没有人没回音了


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person said of another in a round, kept for good. `was`: how they stood before it was said."""

    id: int
    person_id: int
    was: State
    said: State
    by_id: int
    at: datetime
    words: str = ""
    message_id: str = ""
    undone_at: datetime | None = None
    undone_by: int | None = None


def leads(structure: Structure, post: str) -> bool:
    """Whether a post is the village point's or stands above it; beside the ladder, its level counts."""
    held, point = structure.post(post), structure.takes(Tier.POINT)
    if held is None or held.level < point.level:
        return False
    rungs = structure.ladder
    return held not in rungs or point not in rungs or rungs.index(held) >= rungs.index(point)


def begin(residents: Iterable[Resident], wanted: Filter, today: date, paused: frozenset[int]) -> tuple[Entry, ...]:
    """Everybody the filter names, once, by the way one walks. Who is away with a reason is not asked after."""
    chosen = {one.person_id: one for one in residents if wanted.holds(one.age(today), one.tags)}
    in_order = sorted(chosen.values(), key=_way)
    return tuple(Entry(one, State.PAUSED if one.person_id in paused else State.SILENT) for one in in_order)


def _way(one: Resident) -> tuple[int, str, str, int, int]:
    return one.place_id, one.lane, one.house, one.household_id, one.person_id


def became(was: State, said: State) -> State:
    """What an answer makes of somebody. Nobody comes back onto the list; that help is wanted is heard at any time."""
    if said is State.IN_NEED:
        return State.IN_NEED
    if was in STILL or (was is State.PAUSED and said in TICKED):
        return said
    return was


def standing(marks: Sequence[Mark]) -> tuple[State, Mark | None]:
    """Where somebody stands by all that was said of them and not taken back, oldest first; and whose word it is."""
    if not marks:
        return State.SILENT, None
    state, whose = marks[0].was, None
    for mark in marks:
        if mark.undone_at is None and (now := became(state, mark.said)) is not state:
            state, whose = now, mark
    return state, whose


def numbered(entries: Sequence[Entry], hands: Mapping[int, int], last: Mapping[int, int]) -> tuple[Entry, ...]:
    """Everybody who is silent on somebody's list. `hands`: household → who goes there; `last`: their last number.

    A number once given stays as long as it is the same person's list.
    """
    given, found = dict(last), []
    for one in entries:
        hand = hands.get(one.who.household_id, one.visitor_id)
        if one.silent and hand is not None and hand != one.visitor_id:
            given[hand] = given.get(hand, 0) + 1
            one = replace(one, visitor_id=hand, line=given[hand])
        found.append(one)
    return tuple(found)


def to_tell(entries: Iterable[Entry], now: datetime, pace: Pace) -> dict[int, tuple[Entry, ...]]:
    """Visitor → who of their list is silent and was not put before anybody within the hour."""
    found: dict[int, list[Entry]] = {}
    for one in sorted(entries, key=lambda one: one.line):
        fresh = one.told_at is None or now - one.told_at >= pace.again
        if one.silent and one.visitor_id is not None and fresh:
            found.setdefault(one.visitor_id, []).append(one)
    return {visitor: tuple(names) for visitor, names in found.items()}


def to_ask(one: Entry, round_: RollCall, now: datetime, pace: Pace) -> bool:
    """Whether to ask the person: once a round, and not within an hour of another round's question."""
    if not one.silent or (one.asked_at is not None and one.asked_at >= round_.started_at):
        return False
    return one.asked_at is None or now - one.asked_at >= pace.again


def parts(entries: Sequence[Entry], most: int) -> Iterator[tuple[Entry, ...]]:
    """A list in messages of at most so many names."""
    for start in range(0, len(entries), most):
        yield tuple(entries[start : start + most])


@dataclass(frozen=True, slots=True)
class Door:
    """A house where somebody has not been heard of."""

    household_id: int
    house: str
    head: str
    entries: tuple[Entry, ...]


def doors(entries: Iterable[Entry]) -> tuple[Door, ...]:
    """The silent ones by house, along the lane."""
    houses: dict[int, list[Entry]] = {}
    for one in sorted((one for one in entries if one.silent), key=lambda one: _way(one.who)):
        houses.setdefault(one.who.household_id, []).append(one)
    return tuple(
        Door(house, found[0].who.house, found[0].who.head, tuple(sorted(found, key=lambda one: one.line)))
        for house, found in houses.items()
    )


def doors_at(started_at: datetime, pace: Pace, calendar: Calendar) -> datetime:
    """16:00 of the day; 6 h after the start where that is too soon; never in quiet hours."""
    local = started_at.astimezone(SHANGHAI)
    knock = datetime.combine(local.date(), pace.knock, SHANGHAI)
    return knock if knock - local >= pace.every else calendar.awake(local + pace.after)


def list_due(round_: RollCall, now: datetime, pace: Pace, calendar: Calendar) -> bool:
    """Whether the silent list goes round: by day, not in the hour before the doors; from the second day once a day."""
    if round_.ended_at is not None or calendar.quiet(now):
        return False
    if round_.listed_at is None or knock_due(round_, now, calendar):
        return True
    local = now.astimezone(SHANGHAI)
    if round_.knocked_at is not None and local.date() > round_.knocked_at.astimezone(SHANGHAI).date():
        return local.time() >= pace.morning and round_.listed_at.astimezone(SHANGHAI).date() < local.date()
    soon = round_.knocked_at is None and round_.doors_at - now < pace.again
    return now - round_.listed_at >= pace.every and not soon


def knock_due(round_: RollCall, now: datetime, calendar: Calendar) -> bool:
    """Whether silence is a door to knock from now on."""
    return round_.ended_at is None and round_.knocked_at is None and now >= round_.doors_at and not calendar.quiet(now)


@dataclass(frozen=True, slots=True)
class Tally:
    """How a round stands. `heard` counts by whom, most first; the person themself is 0."""

    people: int
    houses: int
    counts: Mapping[State, int]
    heard: tuple[tuple[int, int], ...] = field(default=())

    @property
    def silent(self) -> int:
        return sum(self.counts.get(state, 0) for state in STILL)


def tally(entries: Sequence[Entry]) -> Tally:
    """Everybody is exactly one of ticked, silent, paused."""
    counts = {state: sum(one.state is state for one in entries) for state in State}
    heard: dict[int, int] = {}
    for one in entries:
        if one.state in TICKED and one.by_id is not None:
            by = 0 if one.by_id == one.who.person_id else one.by_id
            heard[by] = heard.get(by, 0) + 1
    ranked = tuple(sorted(heard.items(), key=lambda pair: (-pair[1], pair[0])))
    return Tally(len(entries), len({one.who.household_id for one in entries}), counts, ranked)
