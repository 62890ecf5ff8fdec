"""傍晚、周日、有人不在的时候: what is still open, the week in a few lines, and what goes to somebody else meanwhile."""

from collections.abc import Sequence
from datetime import date, datetime

from care.calendar import SHANGHAI
from care.category import Tier
from care.people import Duty
from care.visits.call import Knock
from care.visits.period import DAY, stretch
from care.visits.round import SEEN
from care.visits.rule import Period
from care.visits.share import may_go, stand_in
from handlers.dues import today_of
from handlers.list_lines import errands_of, greeting, known_of, lines_of, names_of, written
from handlers.lists import (
    EVENING,
    MORNING,
    WEEK,
    address_of,
    in_parts,
    in_the_day,
    put,
    put_more,
    put_to,
    reachable,
    without,
)
from handlers.turn import House
from handlers.walks import away_on, ladder_at, walk_of, works_of
from handlers.wording import lists as wording
from handlers.wording.leave import HANDED
from storage.unit import Unit

MONDAY, SUNDAY = 0, 6


def evenings_due(unit: Unit, house: House, now: datetime) -> list[int]:
    return unit.visits.unsent(today_of(now), EVENING) if _in_the_evening(house, now) else []


def _in_the_evening(house: House, now: datetime) -> bool:
    return now.astimezone(SHANGHAI).time() >= house.visiting.evening and not house.calendar.quiet(now)


def send_evening(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """Who must be seen today and was not; nothing open is silence. It stands in for a list that never came."""
    return send_evenings(unit, house, [found], now)


def send_evenings(unit: Unit, house: House, found: Sequence[object], now: datetime) -> bool:
    today, visitors = today_of(now), [one for one in found if isinstance(one, int)]
    if not _in_the_evening(house, now):
        return False
    new = without(unit, visitors, today, EVENING)
    hands = reachable(unit, new)
    works = works_of(unit, house, [*hands], today, late=True)
    work = {one: (its, *_numbered(unit, one, its.chosen, today)) for one, its in works.items() if its.chosen}
    first = {one: max(numbers) - len(newer) for one, (_, numbers, newer) in work.items()}
    errands = {one: errands_of(newer, today, first[one]) for one, (_, _, newer) in work.items()}
    unit.visits.send_all(new, today, EVENING, now, errands)
    unlisted = without(unit, new, today, MORNING)
    unit.visits.send_all(unlisted, today, MORNING, now, {})
    known = known_of(
        unit, [knock for its, _, _ in work.values() for knock in its.chosen], today, (), house.visiting.groups
    )
    for one, (its, numbers, _) in work.items():
        in_order = sorted(zip(numbers, its.chosen, strict=True), key=lambda pair: pair[0])
        lines = written(unit, known, [knock for _, knock in in_order], today, [number for number, _ in in_order])
        part, *others = in_parts(lines, house.visiting.most)
        put_to(unit, house, hands[one], wording.evening(part, sum(map(len, others))), now)
        put_more(unit, house, hands[one], others, now)
    return bool(work)


def _numbered(unit: Unit, visitor_id: int, knocks: Sequence[Knock], today: date) -> tuple[list[int], list[Knock]]:
    """Each house keeps the number it has had all day; those that were on no list get the next ones."""
    errands = unit.visits.errands(visitor_id, today)
    known = {one.person_id: one.line for one in errands}
    last = max(known.values(), default=0)
    numbers, new = [], []
    for knock in knocks:
        number = next((known[one.person_id] for one in knock.calls if one.person_id in known), None)
        if number is None:
            new.append(knock)
            number = last + len(new)
        numbers.append(number)
    return numbers, new


def weeks_due(unit: Unit, house: House, now: datetime) -> list[int]:
    sunday = sunday_of(house, now)
    return unit.visits.unsent(sunday, WEEK) if sunday is not None else []


def sunday_of(house: House, now: datetime) -> date | None:
    """Which Sunday's lines may go out now: on the day itself, or on the Monday after, when an outage kept them back."""
    today = today_of(now)
    if on_sunday(house, now):
        return today
    late = today.weekday() == MONDAY and now.astimezone(SHANGHAI).time() >= house.visiting.morning
    return today - DAY if late and in_the_day(house, now) else None


def on_sunday(house: House, now: datetime) -> bool:
    local = now.astimezone(SHANGHAI)
    late = local.weekday() == SUNDAY and local.time() >= house.visiting.sunday
    return late and not house.calendar.quiet(now)


def send_week(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """To a worker their own week; to the village point a line for each of its workers. Nothing to tell is silence."""
    assert isinstance(found, int)
    sunday = sunday_of(house, now)
    if sunday is None or unit.visits.was_sent(found, sunday, WEEK):
        return False
    unit.visits.send(found, sunday, WEEK, now)
    address = address_of(unit, found)
    if address is None or found in away_on(unit, today_of(now)):
        return False
    own = _week_of(unit, house, found, sunday)
    workers = [_week_of(unit, house, one, sunday) for one in _workers_of(unit, house, found)]
    told = [one for one in workers if one.planned or one.overdue]
    if not (own.planned or own.overdue or told):
        return False
    put(unit, house, found, address, wording.week(greeting(unit, found), own, told), now)
    return True


def _week_of(unit: Unit, house: House, visitor_id: int, sunday: date) -> wording.Week:
    """People, not visits: somebody on the list every day of the week is one, seen when they were seen once."""
    first = stretch(Period.WEEK, sunday).first
    errands = [one for n in range(7) for one in unit.visits.errands(visitor_id, first + n * DAY)]
    seen = {one.person_id for one in errands if one.outcome in SEEN}
    planned = {one.person_id for one in errands}
    overdue = [knock for knock in walk_of(unit, house, visitor_id, sunday).knocks() if knock.until < sunday]
    name = unit.people.get(visitor_id).name
    return wording.Week(name, len(planned), len(seen), tuple(names_of(unit, overdue, sunday)))


def _workers_of(unit: Unit, house: House, person_id: int) -> list[int]:
    """The visitors of every area below somebody who holds the village point."""
    point, grid = house.structure.takes(Tier.POINT), house.structure.takes(Tier.GRID)
    places = {duty.place_id for duty in unit.people.duties_of(person_id) if duty.post == point.name}
    found = {
        duty.person_id
        for place_id in places
        for area in unit.places.below(place_id)
        for duty in unit.people.staff((area,))
        if duty.post == grid.name
    }
    return sorted(found - {person_id})


def hands_of(unit: Unit, house: House, absent: int, deputy_id: int | None, day: date) -> list[int]:
    """Who has somebody's houses while they are away: the deputy, or those of the area, or the next desk."""
    away = away_on(unit, day) | {absent: deputy_id}
    if (deputy := stand_in(absent, away)) is not None:
        return [deputy]
    found: set[int] = set()
    for duty in unit.people.duties_of(absent):
        for area in unit.places.below(duty.place_id):
            found |= may_go(*ladder_at(unit, house, area, away))
    return sorted(found - {absent})


def pass_lines(unit: Unit, house: House, absent: int, at: datetime, to: Sequence[int] = (), why: str = HANDED) -> None:
    """What is still open on a list that went out this morning goes to who has these houses now, behind their own.

    `to`: whose they are for good, and `why`; else whoever stands in.
    """
    today = today_of(at)
    if not unit.visits.was_sent(absent, today, MORNING):
        return
    left = {one.person_id for one in unit.visits.errands(absent, today) if not one.outcome}
    hands = to or hands_of(unit, house, absent, away_on(unit, today).get(absent), today)
    for hand, duty in reachable(unit, hands).items():
        known = {one.person_id for one in unit.visits.errands(hand, today)}
        knocks = walk_of(unit, house, hand, today).knocks()
        theirs = [knock for knock in knocks if any(one.person_id in left - known for one in knock.calls)]
        if theirs:
            _pass_to(unit, house, duty, theirs, f"{unit.people.get(absent).name}{why}", at)


def _pass_to(unit: Unit, house: House, hand: Duty, knocks: Sequence[Knock], why: str, at: datetime) -> None:
    today = today_of(at)
    last = max((one.line for one in unit.visits.errands(hand.person_id, today)), default=0)
    unit.visits.send(hand.person_id, today, f"转{last + 1}", at, errands_of(knocks, today, last))
    lines = lines_of(unit, knocks, today, range(last + 1, last + 1 + len(knocks)))
    part, *others = in_parts(lines, house.visiting.most)
    put_to(unit, house, hand, wording.passed_on(part, why, sum(map(len, others))), at)
    put_more(unit, house, hand, others, at)
