"""走哪几户: whose houses are whose on a day. Looked up once for many visitors, by the same rules for one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

from care.message import Address
from care.people import Duty
from care.place import Place
from care.visits.call import Call, Knock, call, days_work, on_a_list, together
from care.visits.due import Due, Pause
from care.visits.rule import VisitRule
from care.visits.share import Away, may_go, rungs, stand_in, whose
from handlers.dues import Visiting
from handlers.turn import House
from storage.unit import Unit
from storage.visits import DueRow, OpenDue

Ground = tuple[tuple[tuple[int, ...], ...], Away]
"""Who visits in an area, desk by desk, and who of them cannot: on leave, or without an account."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What one visitor may go and see on a day. `instead_of`: whose houses are among them, but for their own."""

    calls: tuple[tuple[Call, int, str], ...] = ()
    instead_of: frozenset[int] = field(default=frozenset())

    def knocks(self) -> tuple[Knock, ...]:
        return together(self.calls)

    def pressing(self, today: date) -> tuple[Knock, ...]:
        """Only who must be seen today, whatever else waits."""
        return together([one for one in self.calls if one[0].presses(today)])


class Work(NamedTuple):
    """A visitor's walk, the houses of it that stand on the day's list, and how many are left over."""

    walk: Walk
    chosen: tuple[Knock, ...]
    left: int


def works_of(unit: Unit, house: House, visitors: Sequence[int], today: date, *, late: bool = False) -> dict[int, Work]:
    """`late`: in the evening, only who must be seen today; all of them."""
    found = {}
    for one, walk in walks_of(unit, house, visitors, today).items():
        knocks = walk.pressing(today) if late else walk.knocks()
        room = len(knocks) if late else on_a_list(knocks, today, house.visiting.most)
        chosen, left = days_work(knocks, today, room)
        found[one] = Work(walk, chosen, len(left))
    return found


def walk_of(unit: Unit, house: House, visitor_id: int, today: date) -> Walk:
    """Every house that is this visitor's today: their own, and those of whom they stand in for."""
    return walks_of(unit, house, (visitor_id,), today)[visitor_id]


def walks_of(unit: Unit, house: House, visitors: Sequence[int], today: date) -> dict[int, Walk]:
    """The same for many at once, by visitor: an area is looked at once, however many go there."""
    away = away_on(unit, today)
    asked: dict[int, set[int]] = defaultdict(set)  # 片区 → 问到的人里谁可能去
    for visitor_id, areas in _areas(unit, house, visitors, away).items():
        for place_id in areas:
            asked[place_id].add(visitor_id)
    grounds = _grounds(unit, house, unit.places.among(asked), away)
    asked = {one: hands for one, hands in asked.items() if hands & may_go(*grounds[one])}
    found: dict[int, list[tuple[Call, int, str]]] = {one: [] for one in visitors}
    owners: dict[int, set[int]] = {one: set() for one in visitors}
    for place_id, one, owner_id, visitor_id in _calls(unit, house.visiting, grounds, asked, today):
        if visitor_id in asked[place_id]:
            found[visitor_id].append(one)
            owners[visitor_id].add(owner_id)
    return {one: Walk(tuple(found[one]), frozenset(owners[one] - {one})) for one in visitors}


def _calls(
    unit: Unit, visiting: Visiting, grounds: Mapping[int, Ground], areas: Iterable[int], today: date
) -> Iterator[tuple[int, tuple[Call, int, str], int, int]]:
    """Everybody who is to be seen: the area, the call with its house and lane, whose house it is, and who goes."""
    there = list(to_see_in(unit, visiting, areas, today))
    behind = min((row.due.until_on for row in there), default=today)
    late = {row.due.person_id for row in there if row.due.until_on < today}
    pauses = unit.visits.pauses_among(late, behind) if late else {}
    for (place_id, person_id), rows in groupby(there, key=_who):
        first, *others = rows
        hand = whose(first.household_id, *grounds[place_id])
        if hand is None:
            continue
        one = call(person_id, _dues(visiting, [first, *others], pauses.get(person_id, ()), today), today)
        if one is not None:
            yield place_id, (one, first.household_id, first.lane), hand.owner_id, hand.person_id


def _who(row: OpenDue) -> tuple[int, int]:
    return row.due.place_id, row.due.person_id


def away_on(unit: Unit, today: date) -> dict[int, int | None]:
    """Who is on leave, with their deputies; a deputy who cannot be written to passes on what they were given."""
    away: dict[int, int | None] = {one.person_id: one.deputy_id for one in unit.leaves.on(today)}
    deputies = {one for one in away.values() if one is not None and one not in away}
    held = unit.people.duties_among(deputies) if deputies else {}
    return away | {one: None for one in deputies if address_in(held.get(one, ())) is None}


def address_in(duties: Iterable[Duty]) -> Address | None:
    """Where somebody with these duties can be written to in private."""
    return next((duty.address for duty in duties), None)


def ladder_at(unit: Unit, house: House, place_id: int, away: Away) -> Ground:
    return _ground(unit, house, unit.places.get(place_id), away)


def _grounds(unit: Unit, house: House, places: Mapping[int, Place], away: Away) -> dict[int, Ground]:
    unit.people.know_staff({one for place in places.values() for one in place.chain})
    return {one: _ground(unit, house, place, away) for one, place in places.items()}


def _ground(unit: Unit, house: House, place: Place, away: Away) -> Ground:
    staff = unit.people.staff(place.chain)
    unbound: dict[int, int | None] = {duty.person_id: None for duty in staff if not duty.addresses}
    return rungs(staff, place.chain, house.structure), {**unbound, **away}


def _areas(unit: Unit, house: House, visitors: Sequence[int], away: Away) -> Mapping[int, Set[int]]:
    """Where each may have to go: where they are on duty, and where those are whom they stand in for."""
    posts = {post.name for post in house.structure.ladder}
    found: dict[int, set[int]] = {one: set() for one in visitors}
    deputy_of = {one: there for one in away if (there := stand_in(one, away)) in found}
    held = unit.people.duties_among({*visitors, *deputy_of})
    places = unit.places.among({duty.place_id for duties in held.values() for duty in duties})
    for owner, duties in held.items():
        for duty in (duty for duty in duties if duty.post in posts):
            ground = places[duty.place_id].level == 0  # 片区下面没有地方了，不必去找
            areas = (duty.place_id,) if ground else unit.places.below(duty.place_id)
            for one in {owner, deputy_of.get(owner, owner)} & found.keys():
                found[one].update(areas)
    return found


def to_see_in(unit: Unit, visiting: Visiting, areas: Iterable[int], today: date) -> Iterator[OpenDue]:
    """What has opened in these areas and does not wait until somebody is back, person by person."""
    rows = unit.visits.open_in(areas, today)
    away = {row.due.person_id for row in rows if row.away}
    pauses = unit.visits.pauses_among(away, today) if away else {}
    for row in rows:
        if not row.away or _goes_on(visiting, row.due, pauses.get(row.due.person_id, ()), today):
            yield row


def _goes_on(visiting: Visiting, row: DueRow, pauses: Sequence[Pause], today: date) -> bool:
    rule = visiting.named(row.rule_id, today)
    return rule is not None and not any(today in pause and pause.holds(rule, row.since_on) for pause in pauses)


def _dues(visiting: Visiting, rows: Sequence[OpenDue], pauses: Sequence[Pause], today: date) -> list[Due]:
    """A row whose rule is no longer in the configuration asks for nothing."""
    held = [(visiting.named(row.due.rule_id, today), row.due) for row in rows]
    return [_due(rule, row, pauses) for rule, row in held if rule is not None]


def _due(rule: VisitRule, row: DueRow, pauses: Sequence[Pause]) -> Due:
    away = tuple(one for one in pauses if one.holds(rule, row.since_on))
    return Due(rule, row.opens_on, row.until_on, first=row.last_on is None, pauses=away)
