"""清单: the morning's list of each visitor, in private. What is due is asked of the tables, never remembered here."""

from collections.abc import Sequence
from datetime import date, datetime

from care.calendar import SHANGHAI
from care.message import Address
from care.people import Duty
from handlers.dues import recount_house, today_of
from handlers.list_lines import Known, errands_of, known_of, written
from handlers.silent import raise_alarms
from handlers.turn import House
from handlers.walks import Walk, Work, address_in, away_on, works_of
from handlers.wording import lists as wording
from storage.unit import Unit

MORNING, EVENING, WEEK = "早", "晚", "周"
MOST_AT_ONCE = 20_000


def to_recheck(unit: Unit, house: House, now: datetime) -> list[int]:
    """People whose rules time alone may have changed."""
    return unit.dossiers.to_recheck(today_of(now), MOST_AT_ONCE)


def recheck(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One of them, with their house."""
    return recheck_all(unit, house, [found], now)


def recheck_all(unit: Unit, house: House, found: Sequence[object], now: datetime) -> bool:
    """Several. Who was done meanwhile, with a housemate or by another process, is done."""
    today, done = today_of(now), False
    for person_id in found:
        one = unit.dossiers.get(person_id) if isinstance(person_id, int) else None
        if one is not None and one.recheck_on is not None and one.recheck_on <= today:
            recount_house(unit, house.visiting, one.person_id, today)
            done = True
    return done


def lists_due(unit: Unit, house: House, now: datetime) -> list[int]:
    """Everyone on duty whose time has come and who was not asked yet today, each at their own (提醒) or everybody's."""
    usual, end = house.visiting.morning, house.visiting.evening
    return unit.visits.unsent_by(now.astimezone(SHANGHAI), MORNING, usual, end) if in_the_day(house, now) else []


def in_the_day(house: House, now: datetime) -> bool:
    """Whether lists may go out. After the evening's time it is too late for one."""
    return now.astimezone(SHANGHAI).time() < house.visiting.evening and not house.calendar.quiet(now)


def send_list(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One visitor's list. Nobody due: no message, and they are not asked again today."""
    return send_lists(unit, house, [found], now)


def send_lists(unit: Unit, house: House, found: Sequence[object], now: datetime) -> bool:
    """The lists of several visitors, with what they are made from looked up once."""
    today, visitors = today_of(now), [one for one in found if isinstance(one, int)]
    if not in_the_day(house, now):
        return False
    new = without(unit, visitors, today, MORNING)
    hands = reachable(unit, new)
    work = {one: its for one, its in works_of(unit, house, [*hands], today).items() if its.chosen}
    errands = {one: errands_of(its.chosen, today) for one, its in work.items()}
    unit.visits.send_all(new, today, MORNING, now, errands)
    known = known_of(unit, [knock for its in work.values() for knock in its.chosen], today, work, house.visiting.groups)
    alarmed = raise_alarms(unit, house, {one: its.walk for one, its in work.items()}, hands, now)
    for one, its in work.items():
        _send(unit, house, hands[one], its, known, alarmed.get(one, ()), now)
    return bool(work)


def _send(
    unit: Unit, house: House, hand: Duty, work: Work, known: Known, alarmed: Sequence[str], now: datetime
) -> None:
    today, beside = today_of(now), [*_why(unit, work.walk, today_of(now)), *alarmed]
    first, *others = in_parts(written(unit, known, work.chosen, today), house.visiting.most)
    later = sum(map(len, others))
    put_to(unit, house, hand, wording.morning(known.greeted(hand), first, work.left, beside, later=later), now)
    put_more(unit, house, hand, others, now, work.left)


def in_parts(lines: Sequence[wording.Line], most: int) -> list[Sequence[wording.Line]]:
    """As many lines as one message has."""
    return [lines[n : n + most] for n in range(0, len(lines), most)]


def put_more(
    unit: Unit, house: House, hand: Duty, parts: Sequence[Sequence[wording.Line]], now: datetime, more: int = 0
) -> None:
    """What did not go into the first message. `more`: houses left for another day."""
    for n, part in enumerate(parts, 1):
        put_to(unit, house, hand, wording.goes_on(part, more, later=sum(map(len, parts[n:]))), now)


def put_to(unit: Unit, house: House, hand: Duty, text: str, now: datetime) -> None:
    assert hand.address is not None, "only who can be written to"
    put(unit, house, hand.person_id, hand.address, text, now)


def put(
    unit: Unit, house: House, person_id: int, address: Address, text: str, now: datetime, *, about: int | None = None
) -> None:
    """To one person in private, and not in quiet hours. `about`: the one somebody else it speaks of."""
    awake = house.calendar.awake(now)
    unit.outbox.put(address, text, topic="list", at=now, not_before=awake, person_id=person_id, about=about)


def write(unit: Unit, house: House, person_id: int, text: str, now: datetime) -> None:
    """The same, where they can be written to."""
    address = address_of(unit, person_id)
    if address is not None:
        put(unit, house, person_id, address, text, now)


def address_of(unit: Unit, person_id: int) -> Address | None:
    """Where somebody who works here can be written to in private."""
    return address_in(unit.people.duties_of(person_id))


def without(unit: Unit, visitors: Sequence[int], today: date, kind: str) -> list[int]:
    """Those who have had no digest of a kind today."""
    sent = unit.visits.sent_to(visitors, today, kind)
    return [one for one in visitors if one not in sent]


def reachable(unit: Unit, people: Sequence[int]) -> dict[int, Duty]:
    """Those who can be written to, each with a duty that has their name and address."""
    held = unit.people.duties_among(people)
    return {one: held[one][0] for one in people if one in held and held[one][0].address is not None}


def _why(unit: Unit, walk: Walk, today: date) -> list[str]:
    if not walk.instead_of:
        return []
    away = away_on(unit, today)
    names = {one: unit.people.get(one).name for one in sorted(walk.instead_of)}
    on_leave = [name for one, name in names.items() if one in away]
    return wording.instead(on_leave, [name for one, name in names.items() if one not in away])
