"""平安确认: the acts. A round begins, its list goes round and shrinks, turns into doors to knock, and ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from care.category import Tier
from care.dossier import CHILD_TAGS
from care.people import Duty
from care.visits.roll_call import (
    Entry,
    Filter,
    RollCall,
    begin,
    doors,
    doors_at,
    knock_due,
    list_due,
    numbered,
    parts,
    tally,
    to_ask,
    to_tell,
)
from care.visits.share import whose
from handlers.dues import today_of
from handlers.lists import address_of, put
from handlers.turn import House
from handlers.walks import away_on, ladder_at
from handlers.wording import roll_call as wording
from handlers.wording import roll_call_back as back_wording
from handlers.wording.lists import CHILD
from storage.roll_calls import RollCalls
from storage.roll_marks import RollMarks
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which round is to be: why, whom in words, the filter, and the roots of where."""

    reason: str
    said: str
    filter: Filter
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """Who would be in a round, each with the list they stand on. `elsewhere`: how many are in another one already."""

    entries: tuple[Entry, ...]
    elsewhere: int

    @property
    def hands(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one.visitor_id for one in self.entries if one.visitor_id))


def plan_round(unit: Unit, house: House, wanted: Wanted, by: int, now: datetime) -> Planned:
    """Looks only. Who was put before somebody within the hour, in a round that is over, keeps that moment."""
    calls, today = RollCalls(unit.session), today_of(now)
    found: list[Entry] = []
    elsewhere = 0
    paused = frozenset(unit.visits.paused(today))
    for place_id in dict.fromkeys(area for root in wanted.places for area in unit.places.below(root)):
        chosen = begin(calls.residents(place_id, today), wanted.filter, today, paused)
        taken, lately = calls.in_another(place_id), calls.lately(place_id, now - house.visiting.pace.again)
        elsewhere += sum(one.who.person_id in taken for one in chosen)
        for one in chosen:
            if one.who.person_id not in taken:
                told, asked = lately.get(one.who.person_id, (None, None))
                found.append(replace(one, told_at=told, asked_at=asked))
    return Planned(_handed(unit, house, found, by, now), elsewhere)


def start_round(unit: Unit, house: House, wanted: Wanted, *, by: int, at: datetime) -> RollCall | None:
    """The act: the round is stored and its first lists go out, at night in the morning. None where nobody is left."""
    planned = plan_round(unit, house, wanted, by, at)
    if not planned.entries:
        return None
    calls = RollCalls(unit.session)
    by_then = doors_at(at, house.visiting.pace, house.calendar)
    one = RollCall(0, wanted.reason, wanted.said, wanted.places, by, at, by_then)
    one = calls.get(calls.start(one, planned.entries))
    turn_round(unit, house, one.id, at)
    return one


def _handed(unit: Unit, house: House, entries: Sequence[Entry], by: int, now: datetime) -> tuple[Entry, ...]:
    """On whose list each of the silent stands today; where nobody can be written to, on that of who asks."""
    calls, away = RollCalls(unit.session), away_on(unit, today_of(now))
    ladders = {area: ladder_at(unit, house, area, away) for area in {one.who.place_id for one in entries}}
    hands: dict[int, int] = {}
    for one in entries:
        if one.silent and one.who.household_id not in hands:
            hand = whose(one.who.household_id, *ladders[one.who.place_id])
            reached = hand is not None and address_of(unit, hand.person_id) is not None
            hands[one.who.household_id] = hand.person_id if hand and reached else by
    last = {hand: max((one.line for _, one in calls.of_visitor(hand)), default=0) for hand in set(hands.values())}
    return numbered(entries, hands, last)


def rounds_due(unit: Unit, house: House, now: datetime) -> list[int]:
    """Running rounds of which a list is to go round, or that nobody is silent in any more."""
    calls, pace = RollCalls(unit.session), house.visiting.pace
    return [
        one.id for one in calls.running() if list_due(one, now, pace, house.calendar) or not calls.silence_left(one.id)
    ]


def turn_round(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One list of a round: names first, doors later. Two processes, or the same one twice, send one."""
    assert isinstance(found, int)
    calls = RollCalls(unit.session)
    one = calls.get(found)
    if one.ended_at is None and not calls.silence_left(one.id):
        return end_round(unit, house, one, by=None, at=now) != ""
    pace = house.visiting.pace
    if not list_due(one, now, pace, house.calendar) or not calls.count(one, now):
        return False
    knocking = knock_due(one, now, house.calendar) and calls.knock(one.id, now)
    entries = _kept(unit, house, one, now)
    due = to_tell(entries, now, pace)
    for hand, names in due.items():
        write = _knocks if knocking or one.knocked_at else _listings
        _send(unit, house, hand, write(one, names, pace.most, now), now)
        calls.told(one.id, names, now)
    _ask_themselves(unit, house, one, entries, now)
    if knocking:
        _tell_points(unit, house, one, entries, now)
    return True


def _kept(unit: Unit, house: House, one: RollCall, now: datetime) -> list[Entry]:
    """Everybody with a number, on today's lists: who went on leave since has passed theirs on."""
    calls = RollCalls(unit.session)
    before = calls.entries(one.id)
    after = _handed(unit, house, sorted(before, key=lambda entry: (entry.line, entry.who.lane)), one.by_id, now)
    was = {entry.who.person_id: entry for entry in before}
    calls.put_on(one.id, [entry for entry in after if entry != was[entry.who.person_id]])
    return list(after)


def _send(unit: Unit, house: House, person_id: int, texts: Sequence[str], now: datetime) -> None:
    address = address_of(unit, person_id)
    if address is not None:
        for text in texts:
            put(unit, house, person_id, address, text, now)


def _listings(one: RollCall, names: Sequence[Entry], most: int, now: datetime) -> list[str]:
    called = dict(zip([entry.line for entry in names], wording.names_of(names, today_of(now)), strict=True))
    messages = list(parts(names, most))
    return [
        wording.listing(one.reason, [(entry.line, called[entry.line], entry) for entry in part], at, len(messages))
        for at, part in enumerate(messages, 1)
    ]


def _knocks(one: RollCall, names: Sequence[Entry], most: int, now: datetime) -> list[str]:
    called = dict(zip([entry.line for entry in names], wording.names_of(names, today_of(now)), strict=True))
    houses = [(door, [called[entry.line] for entry in door.entries]) for door in doors(names)]
    messages = [houses[start : start + most] for start in range(0, len(houses), most)]
    return [wording.knock(one.reason, part, at, len(messages)) for at, part in enumerate(messages, 1)]


def _ask_themselves(unit: Unit, house: House, one: RollCall, entries: Sequence[Entry], now: datetime) -> None:
    """One line to those who have an account; never to a child, nor to somebody who works here."""
    calls, today = RollCalls(unit.session), today_of(now)
    reachable = calls.reachable(one.id)
    for entry in entries:
        person_id = entry.who.person_id
        if person_id in reachable and to_ask(entry, one, now, house.visiting.pace) and not _child(unit, entry, today):
            if unit.people.duties_of(person_id):
                continue
            put(unit, house, person_id, reachable[person_id], wording.ask_person(one.reason), now)
            calls.asked(one.id, person_id, now)


def _child(unit: Unit, entry: Entry, today: date) -> bool:
    age = entry.who.age(today)
    if age is not None:
        return age < CHILD
    held = unit.dossiers.memberships(entry.who.person_id)
    return any(one.tag in CHILD_TAGS and one.holds(today) for one in held)


def points_of(unit: Unit, house: House, entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    """Who holds the village point of these areas, with their people."""
    point, found = house.structure.takes(Tier.POINT).name, dict[int, list[Entry]]()
    by_area: dict[int, list[Entry]] = {}
    for one in entries:
        by_area.setdefault(one.who.place_id, []).append(one)
    for area, theirs in by_area.items():
        for duty in _holders(unit, area, point):
            found.setdefault(duty.person_id, []).extend(theirs)
    return found


def _holders(unit: Unit, area: int, post: str) -> list[Duty]:
    staff = unit.people.staff(unit.places.get(area).chain)
    return list({duty.person_id: duty for duty in staff if duty.post == post}.values())


def _tell_points(unit: Unit, house: House, one: RollCall, entries: Sequence[Entry], now: datetime) -> None:
    silent = [entry for entry in entries if entry.silent]
    told = points_of(unit, house, silent)
    told[one.by_id] = silent
    for person_id, theirs in told.items():
        hands = dict.fromkeys(entry.visitor_id for entry in theirs if entry.visitor_id not in (None, person_id))
        names = [unit.people.get(hand).name for hand in hands if hand]
        now_standing = tally(theirs)
        text = wording.to_point(one.reason, now_standing.silent, now_standing.houses, names)
        _send(unit, house, person_id, [text], now)


def end_round(unit: Unit, house: House, one: RollCall, *, by: int | None, at: datetime) -> str:
    """The act: over, with its summary kept and told. Returns the summary; empty when somebody else was first."""
    calls = RollCalls(unit.session)
    entries = calls.entries(one.id)
    now = tally(entries)
    heard = [("" if who == 0 else unit.people.get(who).name, count) for who, count in now.heard]
    text = wording.summary(one, now, heard, at - one.started_at)
    if not calls.end(one.id, text, by=by, at=at):
        return ""
    silent = [entry for entry in entries if entry.silent]
    if silent:
        text = f"{text}\n{wording.over(wording.names_of(silent, today_of(at)))}"
    for person_id in dict.fromkeys([one.by_id, *points_of(unit, house, entries)]):
        if person_id != by:
            _send(unit, house, person_id, [text], at)
    return text


def reopen_round(unit: Unit, house: House, one: RollCall, names: Sequence[Entry], *, by: int, at: datetime) -> bool:
    """The act: a round that was over goes on; who heard that it was over hears this too. False: somebody was first."""
    if not RollMarks(unit.session).reopen(one.id):
        return False
    text = back_wording.goes_on(one.reason, wording.names_of(names, today_of(at)))
    for person_id in dict.fromkeys([one.by_id, *points_of(unit, house, names)]):
        if person_id != by:
            _send(unit, house, person_id, [text], at)
    return True


def knock_after(unit: Unit, house: House, one: RollCall, names: Sequence[Entry], *, by: int, at: datetime) -> list[str]:
    """The act: the round was ended, yet nobody has seen these after all: doors to knock. Returns who goes there."""
    hands: dict[int, list[Entry]] = {}
    for entry in names:
        hands.setdefault(entry.visitor_id or one.by_id, []).append(entry)
    for hand, theirs in hands.items():
        called = dict(zip([entry.line for entry in theirs], wording.names_of(theirs, today_of(at)), strict=True))
        houses = [(door, [called[entry.line] for entry in door.entries]) for door in doors(theirs)]
        if hand != by:
            _send(unit, house, hand, [back_wording.knock_anyway(one.reason, houses)], at)
    if one.by_id not in (by, *hands):
        _send(unit, house, one.by_id, [back_wording.goes_on(one.reason, wording.names_of(names, today_of(at)))], at)
    return [unit.people.get(hand).name for hand in hands if hand != by]
