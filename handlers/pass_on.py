"""交接: an area goes to somebody else for good, when they say 「接」. What was written down stays as it was."""

import json
import re
from collections.abc import Sequence
from datetime import datetime

from care.message import Reply
from care.people import Duty, Person
from care.place import Place
from handlers import errands
from handlers.lent import give_ticket
from handlers.lists import address_of, put, write
from handlers.lists_week import pass_lines
from handlers.turn import House, Turn
from handlers.wording import leave as wording
from handlers.wording import talk
from nlp.intent import Aim
from storage.dialogues import Dialogue
from storage.unit import Unit

AREA = "area"  # 「这片交给您，接不接」
_PASSED = re.compile(r"(\S+?)\s*(?:移?[交转]?给|交)\s*([\u4e00-\u9fff·]{2,})")


def workers_named(unit: Unit, said: str, chain: Sequence[int]) -> list[Person]:
    for start in range(len(said) - 1):
        known = [one for one in unit.people.named(said[start:], chain) if unit.people.duties_of(one.id)]
        if known:
            return known
    return []


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
    known = [one for one in workers_named(unit, said[2], place.chain) if address_of(unit, one.id)]
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
        write(turn.unit, turn.house, asked["by"], wording.not_taken(place.name, name), turn.now)
        return Reply(wording.refused())
    if not taken:
        return None
    if not all(_held_at(turn.unit, one, place) for one in asked["givers"]):
        return Reply(wording.changed_meanwhile(place.name))
    for one in dict.fromkeys([*asked["givers"], asked["by"]]):
        write(turn.unit, turn.house, one, wording.passed(place.name, name), turn.now)
    pass_area(turn.unit, turn.house, place, asked["givers"], turn.actor.id, turn.now)
    return Reply(wording.taken(place.name))


def pass_area(unit: Unit, house: House, place: Place, givers: Sequence[int], to: int, at: datetime) -> None:
    """The act: the duties at a place are `to`'s from now on, and what the givers have in hand there and below it."""
    for giver in givers:
        moved = _held_at(unit, giver, place)
        kept = [(duty.post, duty.place_id) for duty in unit.people.duties_of(giver) if duty not in moved]
        unit.people.appoint(giver, kept)
        held = [(duty.post, duty.place_id) for duty in (*unit.people.duties_of(to), *moved)]
        unit.people.appoint(to, dict.fromkeys(held))
        for ticket in unit.tickets.held_by(giver):
            if place.id in unit.places.get(ticket.place_id).chain:
                give_ticket(unit, house, ticket, to, by=giver, at=at, why=wording.PASSED)
        pass_lines(unit, house, giver, at, (to,), wording.PASSED)


def _held_at(unit: Unit, person_id: int, place: Place) -> list[Duty]:
    return [duty for duty in unit.people.duties_of(person_id) if duty.place_id == place.id]
