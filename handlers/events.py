"""突发、返乡、临时救助: what a worker says of it, and what we ask when an emergency has been settled."""

import json
from collections.abc import Sequence

from care.dossier import Dossier, Standing
from care.message import Address, Reply
from care.ticket import Ticket
from care.visits.roll_call import leads
from handlers.dues import today_of
from handlers.event_plans import Event, begin_event, end_event, held
from handlers.lists import address_of, put
from handlers.turn import Turn, in_danger
from handlers.wording import common, talk
from handlers.wording import events as wording
from nlp.event_talk import CRISIS, EventSaid, event_said
from nlp.sounds import loose
from storage.alike import TOWNSHIP, Likeness
from storage.dialogues import Dialogue

WHO, PLAN = "event_who", "event_plan"  # 「是哪一个」「要不要安排回访」


def told(turn: Turn) -> Reply | None:
    """「突发 张三 火灾」「张三 返乡」「突发 张三 结束 原因」; None: other words, or danger."""
    said = event_said(turn.message.text)
    if said is None or not turn.actor.works or in_danger(turn):
        return None
    if turn.in_group:
        return Reply(talk.ask_in_private()) if said.sure else None
    known = people_called(turn, said.who) or (people_called(turn, f"{said.who}家") if said.home else [])
    if not known:
        like = _sounding(turn, said.who)
        return Reply(wording.unknown(said.who, like)) if said.sure or like else None
    if len(known) > 1:
        return _which(turn, said, known)
    return _act(turn, said, known[0])


def people_called(turn: Turn, name: str) -> list[Dossier]:
    """Files of that name in the township, those the worker serves first. 「S片区张三」 names the area too."""
    unit, chain = turn.unit, turn.actor.home.chain
    found = unit.people.named(name, chain)
    for place in unit.places.all() if not found else []:
        if name.startswith(place.name):
            named = unit.people.named(name.removeprefix(place.name), chain)
            found += [one for one in named if place.id in unit.places.get(one.place_id).chain]
    files = [one for person in found if (one := unit.dossiers.get(person.id)) is not None]
    near = [one for one in files if in_reach(turn, one.place_id)]
    served = [one for one in near if _serves(turn, one)]
    return served or near


def in_reach(turn: Turn, place_id: int) -> bool:
    """Whether somebody on duty here may speak of people there: the township is one."""
    around = set(turn.unit.places.get(place_id).chain[: TOWNSHIP + 1])
    places = [turn.unit.places.get(duty.place_id) for duty in turn.actor.duties]
    return any(place.id in around or around & set(place.chain) for place in places)


def _serves(turn: Turn, one: Dossier) -> bool:
    chain = turn.unit.places.get(one.place_id).chain
    return any(duty.place_id in chain for duty in turn.actor.duties)


def _sounding(turn: Turn, name: str) -> list[str]:
    """Who sounds like that, where the worker is on duty."""
    places = [turn.unit.places.get(duty.place_id) for duty in turn.actor.duties]
    likeness = Likeness(turn.unit.session)
    found = [one for place in places for one in likeness.sounding(loose(name), place)]
    return list(dict.fromkeys(one.name for one in found if one.standing is Standing.HERE))


def _which(turn: Turn, said: EventSaid, known: Sequence[Dossier]) -> Reply:
    asked = {"text": turn.message.text, "people": [one.person_id for one in known]}
    turn.unit.dialogues.ask(turn.message.sender, WHO, json.dumps(asked, ensure_ascii=False), turn.now)
    return Reply(wording.which(said.who, [_where(turn, one) for one in known]))


def which_one(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「是哪一个」."""
    asked, choice = json.loads(dialogue.payload), turn.intent.choice
    said = event_said(asked["text"])
    if said is None or choice is None or not 1 <= choice <= len(asked["people"]):
        return None
    one = turn.unit.dossiers.get(asked["people"][choice - 1])
    assert one is not None, "a file is never deleted"
    return _act(turn, said, one)


def _where(turn: Turn, one: Dossier) -> str:
    return turn.unit.places.get(one.place_id).name + turn.unit.dossiers.household(one.household_id).house


def _act(turn: Turn, said: EventSaid, one: Dossier) -> Reply:
    return _end(turn, said, one) if said.ends else _begin(turn, one, said.tag, said.words)


def _begin(turn: Turn, one: Dossier, tag: str, words: str) -> Reply:
    event = Event(one, tag, words, turn.actor.person, turn.message.sender, turn.message.id, turn.now)
    begun = begin_event(turn.unit, turn.house, event)
    if not begun.people and held(turn.unit, one.person_id, tag, event.today):
        return Reply(wording.already(tag, one.name))
    if not begun.people:
        return Reply(wording.gone(one.name, one.standing))
    hand = turn.unit.people.get(begun.hand_id).name if begun.hand_id else ""
    names = [person.name for person in begun.people]
    mine = begun.hand_id == turn.actor.id
    area = turn.unit.places.get(one.place_id).name
    return Reply(wording.begun(tag, names, area, begun.until, hand, begun.number, mine=mine))


def _end(turn: Turn, said: EventSaid, one: Dossier) -> Reply:
    """Fewer visits are for the village point or above to decide, and never without a reason."""
    chain = turn.unit.places.get(one.place_id).chain
    if not any(leads(turn.house.structure, duty.post) and duty.place_id in chain for duty in turn.actor.duties):
        return Reply(wording.only_point())
    if not said.words:
        return Reply(wording.why_ending(said.tag, one.name))
    if not end_event(turn.unit, turn.house, one, said.tag, said.words, by=turn.actor.id, at=turn.now):
        return Reply(wording.not_running(said.tag, one.name))
    return Reply(wording.ended(said.tag, one.name))


# —— 急事办完以后 ——


def propose(turn: Turn, done: Ticket) -> str:
    """A fire, an accident, a death that is settled: ask its holder whether visits are to follow. The sentence, or none.

    Asked at once where the holder speaks in private and no other question is open; else it goes to them in private.
    """
    one = _known(turn, done)
    if one is None or done.assignee_id is None:
        return ""
    if done.assignee_id == turn.actor.id and not turn.in_group:
        _ask(turn, turn.message.sender, done, one)
        return wording.propose(one.name)
    address = address_of(turn.unit, done.assignee_id)
    if address is not None:
        speaker = turn.unit.people.behind(address)
        free = speaker is not None and speaker.dialogue is None
        text = wording.propose_apart(done.number, one.name) if free else wording.propose_later(done.number, one.name)
        if free:
            _ask(turn, address, done, one)
        put(turn.unit, turn.house, done.assignee_id, address, text, turn.now)
    return ""


def _ask(turn: Turn, address: Address, done: Ticket, one: Dossier) -> None:
    asked = json.dumps({"number": done.number, "person": one.person_id})
    turn.unit.dialogues.ask(address, PLAN, asked, turn.now)


def _known(turn: Turn, done: Ticket) -> Dossier | None:
    """Whom it is about, where that is one person with a file who is not being visited for it already."""
    if done.category != CRISIS or not done.danger or done.sealed:
        return None
    unit, chain = turn.unit, turn.unit.places.get(done.place_id).chain
    named = [one.id for one in unit.people.named(done.about, chain)] if done.about else [done.caller_id]
    files = [one for person in named if (one := unit.dossiers.get(person)) is not None]
    near = [one for one in files if one.place_id == done.place_id] or files
    if len(near) != 1:
        return None
    since = today_of(done.opened_at)
    running = held(unit, near[0].person_id, CRISIS, today_of(turn.now))
    return None if any(one.from_on >= since for one in running) else near[0]


def planned(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「要不要安排回访」."""
    asked, choice = json.loads(dialogue.payload), turn.intent.choice
    if choice == 2:
        return Reply(wording.not_planned())
    one = turn.unit.dossiers.get(asked["person"])
    if choice != 1 or one is None:
        return None
    return _begin(turn, one, CRISIS, common.brief(turn.unit.tickets.get(asked["number"]).text))
