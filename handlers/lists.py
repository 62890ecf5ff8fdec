"""清单: the morning's list of each visitor, in private. What is due is asked of the tables, never remembered here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from care.calendar import SHANGHAI
from care.category import Tier, Urgency
from care.dossier import Dossier
from care.message import Address
from care.visits.call import Call, Knock, call, days_work, together
from care.visits.due import Due
from care.visits.period import DAY
from care.visits.round import Errand, Outcome
from care.visits.rule import Period
from care.visits.share import Away, may_go, rungs, stand_in, whose
from handlers.dues import Visiting, nearest, recount_house, today_of
from handlers.report import Report, open_ticket
from handlers.turn import House
from handlers.wording import lists as wording
from nlp.intent import Reading
from storage.unit import Unit
from storage.visits import DueRow

MORNING, EVENING, WEEK = "早", "晚", "周"
SILENCE = "险"  # 为一个人的沉默叫过人：这一行记在他名下，日子是第一天没见到的那天
NO_WORD = Reading("留守老人", Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False, rule="清单/无回音")
LOOK_BACK = 7  # 天；停过几天机，也找得到前两张清单
BATCH = 200
MOST_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Walk:
    """What one visitor may go and see on a day. `instead_of`: whose houses are among them, but for their own."""

    calls: tuple[tuple[Call, int, str], ...] = ()
    instead_of: frozenset[int] = field(default=frozenset())

    def knocks(self, *, daily: bool = False) -> tuple[Knock, ...]:
        return together([one for one in self.calls if one[0].daily or not daily])


def to_recheck(unit: Unit, house: House, now: datetime) -> list[int]:
    """One key for each batch of people whose rules time alone may have changed."""
    return unit.dossiers.to_recheck(today_of(now), MOST_AT_ONCE)[::BATCH]


def recheck(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """The next batch, whichever it was found for: who is done is not found again."""
    today = today_of(now)
    due = unit.dossiers.to_recheck(today, BATCH)
    for person_id in due:
        recount_house(unit, house.visiting, person_id, today)
    return bool(due)


def lists_due(unit: Unit, house: House, now: datetime) -> list[int]:
    """Everyone on duty who was not asked yet today. After the evening's time it is too late for a list."""
    return unit.visits.unsent(today_of(now), MORNING) if in_the_day(house, now) else []


def in_the_day(house: House, now: datetime) -> bool:
    at = now.astimezone(SHANGHAI).time()
    return house.visiting.morning <= at < house.visiting.evening and not house.calendar.quiet(now)


def send_list(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One visitor's list. Nobody due: no message, and they are not asked again today."""
    assert isinstance(found, int)
    today = today_of(now)
    if not in_the_day(house, now) or unit.visits.was_sent(found, today, MORNING):
        return False
    address = address_of(unit, found)
    walk = walk_of(unit, house, found, today)
    if address is None or not walk.calls:
        unit.visits.send(found, today, MORNING, now)
        return False
    chosen, left = days_work(walk.knocks(), today, house.visiting.most)
    unit.visits.send(found, today, MORNING, now, errands_of(chosen, today))
    alarmed = alarm_silent(unit, house, found, address, [one for one, _, _ in walk.calls], now)
    beside = [*_why(unit, walk, away_on(unit, today)), *alarmed]
    text = wording.morning(greeting(unit, found), lines_of(unit, chosen, today), len(left), beside)
    put(unit, house, found, address, text, now)
    return True


def put(unit: Unit, house: House, person_id: int, address: Address, text: str, now: datetime) -> None:
    """To one person in private, and not in quiet hours."""
    awake = house.calendar.awake(now)
    unit.outbox.put(address, text, topic="list", at=now, not_before=awake, person_id=person_id)


def walk_of(unit: Unit, house: House, visitor_id: int, today: date) -> Walk:
    """Every house that is this visitor's today: their own, and those of whom they stand in for."""
    away = away_on(unit, today)
    calls: list[tuple[Call, int, str]] = []
    owners: set[int] = set()
    for place_id in dict.fromkeys(_areas(unit, house, visitor_id, away)):
        for found, owner in _in_area(unit, house, place_id, visitor_id, away, today):
            calls.append(found)
            owners.add(owner)
    return Walk(tuple(calls), frozenset(owners - {visitor_id}))


def away_on(unit: Unit, today: date) -> dict[int, int | None]:
    """Who is on leave, with their deputies; a deputy who cannot be written to passes on what they were given."""
    away: dict[int, int | None] = {one.person_id: one.deputy_id for one in unit.leaves.on(today)}
    deputies = {one for one in away.values() if one is not None and one not in away}
    return away | {one: None for one in deputies if address_of(unit, one) is None}


def ladder_at(unit: Unit, house: House, place_id: int, away: Away) -> tuple[tuple[tuple[int, ...], ...], Away]:
    """Who visits in an area, desk by desk, and who of them cannot: on leave, or without an account."""
    chain = unit.places.get(place_id).chain
    staff = unit.people.staff(chain)
    unbound: dict[int, int | None] = {duty.person_id: None for duty in staff if not duty.addresses}
    return rungs(staff, chain, house.structure), {**unbound, **away}


def _areas(unit: Unit, house: House, visitor_id: int, away: Away) -> Iterator[int]:
    posts = {post.name for post in house.structure.ladder}
    for owner in (visitor_id, *(one for one in away if stand_in(one, away) == visitor_id)):
        for duty in unit.people.duties_of(owner):
            if duty.post in posts:
                ground = unit.places.get(duty.place_id).level == 0  # 片区下面没有地方了，不必去找
                yield from [duty.place_id] if ground else unit.places.below(duty.place_id)


def _in_area(
    unit: Unit, house: House, place_id: int, visitor_id: int, away: Away, today: date
) -> Iterator[tuple[tuple[Call, int, str], int]]:
    ladder, absent = ladder_at(unit, house, place_id, away)
    if visitor_id not in may_go(ladder, absent):
        return
    for person_id, rows in groupby(unit.visits.to_see_in(place_id, today), key=lambda row: row.due.person_id):
        first, *others = rows
        hand = whose(first.household_id, ladder, absent)
        if hand is None or hand.person_id != visitor_id:
            continue
        found = call(person_id, _dues(house.visiting, [first.due, *[row.due for row in others]], today), today)
        if found is not None:
            yield (found, first.household_id, first.lane), hand.owner_id


def _dues(visiting: Visiting, rows: Sequence[DueRow], today: date) -> list[Due]:
    """A row whose rule is no longer in the configuration asks for nothing."""
    held = [(visiting.named(row.rule_id, today), row) for row in rows]
    return [Due(rule, row.opens_on, row.until_on) for rule, row in held if rule is not None]


def errands_of(knocks: Sequence[Knock], today: date, after: int = 0) -> list[Errand]:
    return [
        Errand(line, one.person_id, knock.household_id, one.missed(today) > 0, "".join(one.groups))
        for line, knock in enumerate(knocks, after + 1)
        for one in knock.calls
    ]


def lines_of(unit: Unit, knocks: Sequence[Knock], today: date, numbers: Sequence[int] = ()) -> list[wording.Line]:
    """`numbers`: those of the lines, where they are not 1, 2, 3 …"""
    names = names_of(unit, knocks, today)
    return [
        _line(unit, number, name, knock, today)
        for number, name, knock in zip(numbers or range(1, len(knocks) + 1), names, knocks, strict=True)
    ]


def _line(unit: Unit, number: int, name: str, knock: Knock, today: date) -> wording.Line:
    worst = min(knock.calls, key=lambda one: (not one.daily, one.until))
    missed = max(one.missed(today) for one in knock.calls)
    last = unit.visits.of_person(worst.person_id, most=1) if missed else []
    absent = any(visit.outcome is Outcome.ABSENT and visit.visited_on == today - DAY for visit in last)
    days = (worst.until - today).days
    return wording.Line(number, name, _said(worst), days, missed, -days, knock.daily, absent)


def _said(worst: Call) -> str:
    """The rhythm in the words of the rule that presses most; who is seen every day is said to be."""
    return next((due.rule.said for due in worst.dues if due.rule.period is Period.DAY), worst.dues[0].rule.said)


def names_of(unit: Unit, knocks: Sequence[Knock], today: date) -> list[str]:
    """Short ones; where two on the list are called alike, whole ones."""
    files = [[unit.dossiers.file(one.person_id) for one in knock.calls] for knock in knocks]
    short, whole = [], []
    for knock, people in zip(knocks, files, strict=True):
        head = unit.dossiers.household(knock.household_id).head or people[0].name
        alone = people[0] if len(people) == 1 else None
        short.append(wording.short(alone.name, alone.sex, alone.age(today)) if alone else wording.house(head))
        whole.append(alone.name if alone else wording.whole_house(head))
    return [full if short.count(name) > 1 else name for name, full in zip(short, whole, strict=True)]


def greeting(unit: Unit, person_id: int) -> str:
    one = unit.dossiers.get(person_id)
    return wording.greeted(unit.people.get(person_id).name, one.sex if one else "")


def address_of(unit: Unit, person_id: int) -> Address | None:
    """Where somebody who works here can be written to in private."""
    return next((duty.address for duty in unit.people.duties_of(person_id)), None)


def _why(unit: Unit, walk: Walk, away: Away) -> list[str]:
    names = {one: unit.people.get(one).name for one in sorted(walk.instead_of)}
    on_leave = [name for one, name in names.items() if one in away]
    return wording.instead(on_leave, [name for one, name in names.items() if one not in away])


def alarm_silent(
    unit: Unit, house: House, visitor_id: int, address: Address, calls: Sequence[Call], now: datetime
) -> list[str]:
    """Who should be seen every day and of whom two lists running brought no word: an emergency, opened once.

    What the visitor is told of each. The key of 「once」 is the first day that was missed.
    """
    today, said = today_of(now), []
    for one in calls:
        first_on = min((due.until for due in one.dues if due.rule.period is Period.DAY), default=today)
        if today - first_on < 2 * DAY or unit.visits.was_sent(one.person_id, first_on, SILENCE):
            continue
        if _unanswered(unit, house, unit.dossiers.file(one.person_id), today):
            unit.visits.send(one.person_id, first_on, SILENCE, now)
            said.append(_alarm(unit, house, visitor_id, address, unit.dossiers.file(one.person_id), now))
    return said


def _unanswered(unit: Unit, house: House, one: Dossier, today: date) -> bool:
    """The last two lists on which somebody stood, whoever had them."""
    days = [today - n * DAY for n in range(1, LOOK_BACK + 1)]
    staff = {duty.person_id for duty in unit.people.staff(unit.places.get(one.place_id).chain)}
    staff |= {leave.deputy_id for day in days for leave in unit.leaves.on(day) if leave.deputy_id}
    lists = []
    for day in days:
        found = [e.outcome for who in staff for e in unit.visits.errands(who, day) if e.person_id == one.person_id]
        lists += [found] if found else []
        if len(lists) == 2:
            return not any(outcome for answers in lists for outcome in answers)
    return False


def _alarm(unit: Unit, house: House, visitor_id: int, address: Address, one: Dossier, now: datetime) -> str:
    today, home = today_of(now), unit.dossiers.household(one.household_id)
    seen = next((visit.visited_on for visit in unit.visits.of_person(one.person_id) if visit.seen), None)
    others = [other.name for other in unit.dossiers.in_house(home.id) if other.person_id != one.person_id]
    text = wording.silent(one.name, one.age(today), 2, seen, home.house, others, nearest(unit, one.person_id))
    place = unit.places.get(one.place_id)
    key = f"silence-{one.person_id}-{today}"
    told = Report(unit.people.get(visitor_id), address, key, text, NO_WORD, place, one.name)
    number = open_ticket(unit, house, told, now).ticket.number
    others_hear = unit.outbox.reaches_others(number, visitor_id)
    return wording.alarmed(number, wording.short(one.name, one.sex, one.age(today)), others_hear=others_hear)
