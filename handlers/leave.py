"""请假、销假、交接: somebody else goes for a while, or for good. What was written down stays as it was."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from care.calendar import SHANGHAI
from care.message import Reply
from care.people import Duty, Person
from care.place import Place
from care.visits.period import DAY
from care.visits.round import Leave
from handlers import errands
from handlers.dues import today_of
from handlers.lists import address_of, put
from handlers.lists_week import bring_back, give_ticket, hand_for, hands_of, pass_lines, pass_waiting
from handlers.turn import House, Turn
from handlers.wording import common, talk
from handlers.wording import leave as wording
from nlp.intent import Aim
from nlp.leave_talk import leave_verb
from nlp.slots import slots
from storage.dialogues import Dialogue
from storage.unit import Unit

AREA = "area"  # 「这片交给您，接不接」
BEGUN, BACK = "假", "归"  # 一次假开头、结尾各做一回，记在 digests 里
MOST_DAYS = 90
_PASSED = re.compile(r"(\S+?)\s*(?:移?[交转]?给|交)\s*([\u4e00-\u9fff·]{2,})")
LOOK_BACK = 7  # 天；停过几天机，到期的假也收得回来


def answered(turn: Turn) -> Reply | None:
    """「请假……」「销假」「交接……」; None when it is something else."""
    found = leave_verb(turn.message.text)
    return None if found is None else VERBS[found[0]](turn.meaning(words=found[1]))


def leave_talk(turn: Turn) -> Reply:
    """「请假 3天」「请假 明天 到 12月1日」「请假 3天 杨梅替」"""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    if not turn.actor.works:
        return Reply(common.workers_only())
    words = turn.intent.words or turn.message.text
    found = span_of(words, turn.now, turn.house)
    if found is None:
        return Reply(wording.for_how_long())
    first, last = found
    if first < today_of(turn.now):
        return Reply(wording.gone_by(first))
    if (last - first).days >= MOST_DAYS:
        return Reply(wording.too_long(MOST_DAYS))
    for one in turn.unit.leaves.of(turn.actor.id, first):
        if one.first_on <= last:
            return Reply(wording.already(one))
    return _asked_leave(turn, first, last, _deputy_said(words))


def _asked_leave(turn: Turn, first: date, last: date, said: str) -> Reply:
    known = _workers_named(turn.unit, said, turn.actor.home.chain)
    if said and not known:
        return Reply(wording.who_is(said))
    if len(known) > 1:
        return Reply(wording.two_of(known[0].name))
    deputy = known[0].id if known else None
    if deputy == turn.actor.id:
        return Reply(wording.yourself())
    one = Leave(turn.actor.id, first, last, deputy)
    hands = take_leave(turn.unit, turn.house, one, turn.now)
    return Reply(wording.granted(one, [turn.unit.people.get(hand).name for hand in hands]))


def span_of(words: str, now: datetime, house: House) -> tuple[date, date] | None:
    """From which day to which. 「3天」 begins today, after the evening's time tomorrow; half a day is a day."""
    local = now.astimezone(SHANGHAI)
    start = local.date() + (DAY if local.time() >= house.visiting.evening else timedelta())
    found = slots(words, local.date())
    when, long = found.when, next(iter(found.durations), None)
    days = max(1, long.most.days) if long else 0
    if when is None:
        return (start, start + timedelta(days=days - 1)) if days else None
    if days and when.starts_on == when.ends_on:
        return when.starts_on, when.starts_on + timedelta(days=days - 1)
    if re.search(r"[到至]\s*$", words[: when.start]):
        return start, when.ends_on
    return when.starts_on, when.ends_on


def _deputy_said(words: str) -> str:
    """「杨梅替」「由杨梅代」: the characters before the verb; how many of them are the name, the directory says."""
    found = re.search(r"([\u4e00-\u9fff·]+?)\s*[来帮]*[替代顶]", words)
    return found[1] if found else ""


def _workers_named(unit: Unit, said: str, chain: Sequence[int]) -> list[Person]:
    for start in range(len(said) - 1):
        known = [one for one in unit.people.named(said[start:], chain) if unit.people.duties_of(one.id)]
        if known:
            return known
    return []


def take_leave(unit: Unit, house: House, one: Leave, at: datetime) -> list[int]:
    """The act. Returns who has their houses meanwhile; each of them is told."""
    unit.leaves.take(one, at)
    hands = hands_of(unit, house, one.person_id, one.deputy_id, one.first_on)
    for hand in hands:
        _write(unit, house, hand, wording.to_deputy(unit.people.get(one.person_id).name, one), at)
    if one.first_on <= today_of(at):
        begin_leave(unit, house, one, at)
    return hands


def _write(unit: Unit, house: House, person_id: int, text: str, at: datetime) -> None:
    address = address_of(unit, person_id)
    if address is not None:
        put(unit, house, person_id, address, text, at)


def begin_leave(unit: Unit, house: House, one: Leave, at: datetime) -> None:
    """The first day: what is on their hands goes to who stands in, and what is left of today's list."""
    if not unit.visits.was_sent(one.person_id, one.first_on, BEGUN):
        unit.visits.send(one.person_id, one.first_on, BEGUN, at)
    for ticket in unit.tickets.held_by(one.person_id):
        hand = hand_for(unit, house, ticket, one.person_id, today_of(at))
        if hand is not None and hand.person_id != one.person_id:
            give_ticket(unit, house, ticket, hand.person_id, by=one.person_id, at=at, why=wording.HANDED)
    pass_waiting(unit, house, one.person_id, at)
    pass_lines(unit, house, one.person_id, at)


def leaves_due(unit: Unit, house: House, now: datetime) -> list[int]:
    """Whose leave begins or is over today, and for whom something new waits."""
    today = today_of(now)
    running = unit.leaves.on(today)
    begins = [one.person_id for one in running if not unit.visits.was_sent(one.person_id, one.first_on, BEGUN)]
    waits = [one.person_id for one in running if _waits(unit, one.person_id)]
    return list(dict.fromkeys([*begins, *waits, *(one.person_id for one in _ended(unit, today))]))


def _waits(unit: Unit, person_id: int) -> bool:
    return any(unit.tickets.waiting_at(duty.post, duty.place_id) for duty in unit.people.duties_of(person_id))


def _ended(unit: Unit, today: date) -> list[Leave]:
    lately = [one for n in range(1, LOOK_BACK + 1) for one in unit.leaves.on(today - n * DAY)]
    over = [one for one in dict.fromkeys(lately) if one.last_on < today]
    return [one for one in over if not unit.visits.was_sent(one.person_id, one.last_on, BACK)]


def turn_leave(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One person's leave: begun, over, or something new in the middle of it. Looks again; does nothing twice."""
    assert isinstance(found, int)
    today, done = today_of(now), False
    for one in (one for one in unit.leaves.on(today) if one.person_id == found):
        if not unit.visits.was_sent(found, one.first_on, BEGUN):
            begin_leave(unit, house, one, now)
            done = True
        done = pass_waiting(unit, house, found, now) or done
    for one in (one for one in _ended(unit, today) if one.person_id == found):
        back = end_leave(unit, house, one, now)
        if back:
            _write(unit, house, found, wording.over(back), now)
        done = True
    return done


def end_leave(unit: Unit, house: House, one: Leave, at: datetime) -> list[int]:
    """The act: what others kept for them comes back. Returns the numbers of the tickets."""
    if not unit.visits.was_sent(one.person_id, one.last_on, BACK):
        unit.visits.send(one.person_id, one.last_on, BACK, at)
    if any(other.person_id == one.person_id for other in unit.leaves.on(today_of(at))):
        return []
    absent, back = unit.people.get(one.person_id).name, []
    for keeper, numbers in bring_back(unit, one, at).items():
        if numbers or keeper == one.deputy_id:
            _write(unit, house, keeper, wording.came_back(absent, numbers), at)
        back += numbers
    return sorted(back)


def back_talk(turn: Turn) -> Reply:
    """「销假」: from now on; today's lines stay with who was given them. A leave still to come is dropped."""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    today = today_of(turn.now)
    found = turn.unit.leaves.of(turn.actor.id, today)
    if not found:
        return Reply(wording.none_to_end())
    one = replace(found[0], last_on=today - DAY)
    turn.unit.leaves.cut(one, today, one.last_on)
    if found[0].first_on > today:
        return Reply(wording.ended([]))
    return Reply(wording.ended(end_leave(turn.unit, turn.house, one, turn.now)))


def pass_on_talk(turn: Turn) -> Reply:
    """「交接 X片区 给 杨梅」: the receiver is asked first."""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    said = _PASSED.search(turn.intent.words or turn.message.text.strip().removeprefix("交接"))
    if said is None:
        return Reply(wording.which_area())
    place, unit = _place_said(turn, said[1]), turn.unit
    givers = _givers(turn, place) if place else []
    if place is None or not givers:
        return Reply(wording.not_yours(said[1]))
    known = [one for one in _workers_named(unit, said[2], place.chain) if address_of(unit, one.id)]
    if len(known) != 1:
        return Reply(wording.nobody_of(said[2]))
    receiver = known[0]
    if receiver.id in givers:
        return Reply(wording.holds_already(receiver.name, place.name))
    return _ask_receiver(turn, place, givers, receiver)


def _place_said(turn: Turn, said: str) -> Place | None:
    """An area of the tree in which the speaker lives, by its whole name."""
    named = [place for place in turn.unit.places.all() if said in (place.name, place.key)]
    return next((place for place in named if set(place.chain) & set(turn.actor.home.chain)), None)


def _givers(turn: Turn, place: Place) -> list[int]:
    """Whose the area is: the speaker's own, or, said by somebody on the ladder above it, that of who visits there."""
    ladder = [post.name for post in turn.house.structure.ladder]
    mine = [duty for duty in turn.actor.duties if duty.post in ladder]
    if any(duty.place_id == place.id for duty in mine):
        return [turn.actor.id]
    if not any(duty.place_id in place.chain for duty in mine):
        return []
    return list(dict.fromkeys(duty.person_id for duty in turn.unit.people.staff((place.id,)) if duty.post in ladder))


def _ask_receiver(turn: Turn, place: Place, givers: Sequence[int], receiver: Person) -> Reply:
    unit, address = turn.unit, address_of(turn.unit, receiver.id)
    assert address is not None, "only who can be written to is asked"
    speaker = unit.people.behind(address)
    if speaker is not None and speaker.dialogue is not None and speaker.dialogue.question != errands.QUESTION:
        return Reply(wording.busy(receiver.name))
    names = [unit.people.get(one).name for one in givers]
    asked = json.dumps({"place": place.id, "givers": list(givers), "by": turn.actor.id})
    unit.dialogues.ask(address, AREA, asked, turn.now)
    text = wording.will_you(turn.actor.person.name, place.name, names)
    put(unit, turn.house, receiver.id, address, text, turn.now)
    return Reply(wording.asked(receiver.name, place.name))


def receive(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The receiver's 「1接」 or 「2」; None when they spoke of something else."""
    asked, aim = json.loads(dialogue.payload), turn.intent.aim
    taken = turn.intent.choice == 1 or (aim is Aim.ACCEPT and turn.intent.number in (None, 1))
    place, name = turn.unit.places.get(asked["place"]), turn.actor.person.name
    if turn.intent.choice == 2:
        _write(turn.unit, turn.house, asked["by"], wording.not_taken(place.name, name), turn.now)
        return Reply(wording.refused())
    if not taken:
        return None
    if not all(_held_at(turn.unit, one, place) for one in asked["givers"]):
        return Reply(wording.changed_meanwhile(place.name))
    for one in dict.fromkeys([*asked["givers"], asked["by"]]):
        _write(turn.unit, turn.house, one, wording.passed(place.name, name), turn.now)
    pass_area(turn.unit, turn.house, place, asked["givers"], turn.actor.id, turn.now)
    return Reply(wording.taken(place.name))


def pass_area(unit: Unit, house: House, place: Place, givers: Sequence[int], to: int, at: datetime) -> None:
    """The act: the duties at a place are `to`'s from now on, and what the givers have in hand there."""
    for giver in givers:
        moved = _held_at(unit, giver, place)
        kept = [(duty.post, duty.place_id) for duty in unit.people.duties_of(giver) if duty not in moved]
        unit.people.appoint(giver, kept)
        held = [(duty.post, duty.place_id) for duty in (*unit.people.duties_of(to), *moved)]
        unit.people.appoint(to, dict.fromkeys(held))
        for ticket in unit.tickets.held_by(giver):
            if ticket.place_id == place.id:
                give_ticket(unit, house, ticket, to, by=giver, at=at, why=wording.PASSED)


def _held_at(unit: Unit, person_id: int, place: Place) -> list[Duty]:
    return [duty for duty in unit.people.duties_of(person_id) if duty.place_id == place.id]


VERBS: Mapping[str, Callable[[Turn], Reply]] = {"请假": leave_talk, "销假": back_talk, "交接": pass_on_talk}
