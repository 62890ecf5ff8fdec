"""傍晚、周日、有人不在的时候: what is still open, the week in a few lines, and what goes to somebody else meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from care.calendar import SHANGHAI
from care.category import Tier
from care.notice import Notice, Topic
from care.place import Post
from care.ticket import Step, Ticket, decided
from care.visits.call import Knock, days_work
from care.visits.period import DAY, stretch
from care.visits.round import SEEN, Leave
from care.visits.rule import Period
from care.visits.share import Away, Hand, may_go, stand_in, whose
from handlers import notices
from handlers.dues import today_of
from handlers.hand_over import hand_over_ticket
from handlers.lists import (
    EVENING,
    MORNING,
    WEEK,
    address_of,
    away_on,
    errands_of,
    greeting,
    ladder_at,
    lines_of,
    names_of,
    put,
    walk_of,
)
from handlers.notices import Scene
from handlers.turn import House
from handlers.wording import common
from handlers.wording import leave as leave_wording
from handlers.wording import lists as wording
from handlers.wording.notices import Facts
from storage.unit import Unit

SUNDAY = 6


def evenings_due(unit: Unit, house: House, now: datetime) -> list[int]:
    return unit.visits.unsent(today_of(now), EVENING) if _in_the_evening(house, now) else []


def _in_the_evening(house: House, now: datetime) -> bool:
    return now.astimezone(SHANGHAI).time() >= house.visiting.evening and not house.calendar.quiet(now)


def send_evening(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """The daily ones nobody has been seen of; nothing open is silence. It stands in for a list that never came."""
    assert isinstance(found, int)
    today = today_of(now)
    if not _in_the_evening(house, now) or unit.visits.was_sent(found, today, EVENING):
        return False
    address = address_of(unit, found)
    open_still = walk_of(unit, house, found, today).knocks(daily=True) if address else ()
    chosen, left = days_work(open_still, today, house.visiting.most)
    numbers, new = _numbered(unit, found, chosen, today)
    unit.visits.send(found, today, EVENING, now, errands_of(new, today, max(numbers, default=0) - len(new)))
    if not unit.visits.was_sent(found, today, MORNING):
        unit.visits.send(found, today, MORNING, now)
    if address is None or not chosen:
        return False
    in_order = sorted(zip(numbers, chosen, strict=True), key=lambda pair: pair[0])
    lines = lines_of(unit, [knock for _, knock in in_order], today, [number for number, _ in in_order])
    put(unit, house, found, address, wording.evening(lines, len(left)), now)
    return True


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
    return unit.visits.unsent(today_of(now), WEEK) if on_sunday(house, now) else []


def on_sunday(house: House, now: datetime) -> bool:
    local = now.astimezone(SHANGHAI)
    late = local.weekday() == SUNDAY and local.time() >= house.visiting.sunday
    return late and not house.calendar.quiet(now)


def send_week(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """To a worker their own week; to the village point a line for each of its workers. Nothing to tell is silence."""
    assert isinstance(found, int)
    today = today_of(now)
    if not on_sunday(house, now) or unit.visits.was_sent(found, today, WEEK):
        return False
    unit.visits.send(found, today, WEEK, now)
    address = address_of(unit, found)
    if address is None or found in away_on(unit, today):
        return False
    own = _week_of(unit, house, found, today)
    workers = [_week_of(unit, house, one, today) for one in _workers_of(unit, house, found)]
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


def pass_lines(unit: Unit, house: House, absent: int, at: datetime) -> None:
    """What is still open on a list that went out this morning goes to who has these houses now, behind their own."""
    today = today_of(at)
    if not unit.visits.was_sent(absent, today, MORNING):
        return
    left = {one.person_id for one in unit.visits.errands(absent, today) if not one.outcome}
    for hand in hands_of(unit, house, absent, away_on(unit, today).get(absent), today):
        knocks = walk_of(unit, house, hand, today).knocks()
        theirs = [knock for knock in knocks if any(one.person_id in left for one in knock.calls)]
        address, kind = address_of(unit, hand), f"替{absent}"
        if address is None or not theirs or unit.visits.was_sent(hand, today, kind):
            continue
        last = max((one.line for one in unit.visits.errands(hand, today)), default=0)
        unit.visits.send(hand, today, kind, at, errands_of(theirs, today, last))
        lines = lines_of(unit, theirs, today, range(last + 1, last + 1 + len(theirs)))
        put(unit, house, hand, address, wording.passed_on(lines, unit.people.get(absent).name), at)


def hand_for(unit: Unit, house: House, ticket: Ticket, absent: int, today: date) -> Hand | None:
    """Who takes a ticket for somebody: the deputy, then up the ladder; a sealed one only who may read it."""
    ladder, away = ladder_at(unit, house, ticket.place_id, away_on(unit, today))
    if ticket.sealed:
        staff = unit.people.staff(unit.places.get(ticket.place_id).chain)
        may_read = {duty.person_id for duty in notices.readers(staff, True, house)}
        ladder = tuple(tuple(one for one in rung if one in may_read) for rung in ladder)
        away = {**away, **({absent: None} if stand_in(absent, away) not in may_read else {})}
    return whose(ticket.number, ((absent,), *ladder), away)


def give_ticket(unit: Unit, house: House, ticket: Ticket, to: int, *, by: int, at: datetime, why: str) -> None:
    """The act: the same ticket in somebody else's hands. They and the caller are told who has it now."""
    decision = decided(ticket, replace(ticket, assignee_id=to), Step.HAND_OVER, by=by, at=at, note=why)
    unit.tickets.save(decision.ticket, *decision.events)
    scene, duty = notices.scene_of(unit, house, ticket), unit.people.duties_of(to)[0]
    facts = Facts(decision.ticket, scene.caller.name, scene.place.name, unit.people.get(by).name, why, at=at)
    notices.put(unit, house, Notice(Topic.HANDED, duty), facts, at)
    if ticket.caller_id not in (to, by):
        notices.put(unit, house, Notice(Topic.TAKEN, None), replace(facts, doer=common.who(duty)), at)


def pass_waiting(unit: Unit, house: House, absent: int, at: datetime) -> bool:
    """What waits at a desk where nobody else is goes to the next rung; an emergency has called everyone already."""
    away, moved = away_on(unit, today_of(at)), False
    for duty in unit.people.duties_of(absent):
        for ticket in unit.tickets.waiting_at(duty.post, duty.place_id):
            scene = notices.scene_of(unit, house, ticket)
            post = _next_post(house, scene, ticket.post, away)
            if not ticket.danger and post is not None:
                hand_over_ticket(unit, house, ticket, post, by=absent, at=at, reason=leave_wording.HANDED)
                moved = True
    return moved


def _next_post(house: House, scene: Scene, name: str, away: Away) -> Post | None:
    """The next desk with somebody at it; None where this one has somebody left, or there is none."""
    post = house.structure.post(name)
    if post is None or any(duty.person_id not in away for duty in scene.holding(name)):
        return None
    while post is not None and all(duty.person_id in away for duty in scene.holding(post.name)):
        post = house.structure.above(post.name)
    return post


def bring_back(unit: Unit, one: Leave, at: datetime) -> dict[int, list[int]]:
    """What others still hold for somebody is theirs again: who gave back which tickets."""
    back: dict[int, list[int]] = {}
    for keeper in _keepers(unit, one):
        kept = [ticket for ticket in unit.tickets.held_by(keeper) if _lent(unit, ticket, one.person_id)]
        for ticket in kept:
            theirs = replace(ticket, assignee_id=one.person_id)
            decision = decided(ticket, theirs, Step.HAND_OVER, by=keeper, at=at, note=leave_wording.BACK)
            unit.tickets.save(decision.ticket, *decision.events)
        back[keeper] = [ticket.number for ticket in kept]
    return back


def _keepers(unit: Unit, one: Leave) -> list[int]:
    """Everyone who may hold something of theirs: deputies of that time, and who is on duty around them."""
    staff = {
        other.person_id
        for duty in unit.people.duties_of(one.person_id)
        for other in unit.people.staff(unit.places.get(duty.place_id).chain)
    }
    deputies = {leave.deputy_id for leave in [one, *unit.leaves.on(one.last_on)] if leave.deputy_id}
    return sorted((staff | deputies) - {one.person_id})


def _lent(unit: Unit, ticket: Ticket, owner: int) -> bool:
    """Whether it was theirs until they went on leave, and nobody has passed it on since."""
    moves = [event for event in unit.tickets.history(ticket.number) if event.step is Step.HAND_OVER]
    return bool(moves) and moves[-1].by == moves[-1].was_assignee_id == owner and moves[-1].note == leave_wording.HANDED
