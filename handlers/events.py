"""突发、返乡、临时救助: what a worker says of it, and what we ask when an emergency has been settled."""

import json
from collections.abc import Sequence

from care.dossier import Dossier
from care.message import Address, Reply
from care.ticket import Ticket
from care.visits.roll_call import leads
from handlers.dossier_who import covers, sought
from handlers.dues import today_of
from handlers.event_death import bereaved
from handlers.event_plans import Begun, Event, begin_event, end_event, held, of_plan
from handlers.event_undo import begun_by, remember, snapshots_of, undo_last
from handlers.event_who import leads_here, people_called, sounding, theirs, where
from handlers.lists import address_of, put
from handlers.turn import Turn, in_danger
from handlers.wording import common, talk
from handlers.wording import events as wording
from nlp.event_talk import CRISIS, EventSaid, died, event_said, further_names, mistaken, shorter
from storage.dialogues import Dialogue

__all__ = ["PLAN", "WHO", "begun_by", "planned", "propose", "told", "undo_last", "which_one"]

WHO, PLAN = "event_who", "event_plan"  # 「是哪一个」「要不要安排回访」


def told(turn: Turn) -> Reply | None:
    """「突发 张三 火灾」「张三 返乡」「突发 张三 结束 原因」; None: other words, or danger."""
    said = event_said(turn.message.text)
    if said is None or not turn.actor.works or in_danger(turn):
        return None
    if turn.in_group:
        return Reply(talk.ask_in_private()) if said.sure else None
    said, known = _meant(turn, said)
    if not known:
        like = sounding(turn, said.who)
        return Reply(wording.unknown(said.who, like)) if said.sure or like else None
    if others := _others(turn, said, known):
        return Reply(wording.one_at_a_time(said.tag, [said.who, *others]))
    if not any(covers(turn, one) for one in known) and not leads_here(turn):
        return Reply(wording.not_yours(said.who, *theirs(turn, known[0])))
    if len(known) > 1:
        return _which(turn, said, known)
    return _act(turn, said, known[0])


def _meant(turn: Turn, said: EventSaid) -> tuple[EventSaid, list[Dossier]]:
    """Whose name it is, else the longest beginning that is one; 「张奶奶」 among one's own people."""
    for one in (said, *shorter(said)):
        if known := people_called(turn, one.who) or (people_called(turn, f"{one.who}家") if one.home else []):
            return one, known
    hits = sought(turn, said.who)
    files = [turn.unit.dossiers.get(one.person_id) for one in hits.found] if hits.sure else []
    return said, [one for one in files if one is not None]


def _others(turn: Turn, said: EventSaid, known: Sequence[Dossier]) -> list[str]:
    """「突发 张三 李四 火灾」: who else is named, and lives elsewhere; nobody may be passed over."""
    homes, found = {one.household_id for one in known}, []
    for word in further_names(said.words):
        people = people_called(turn, word)
        if not people:
            break
        found += [] if any(one.household_id in homes for one in people) else [word]
    return found


def _which(turn: Turn, said: EventSaid, known: Sequence[Dossier]) -> Reply:
    asked = {
        "tag": said.tag,
        "words": said.words,
        "ends": said.ends,
        "home": said.home,
        "people": [one.person_id for one in known],
    }
    turn.unit.dialogues.ask(turn.message.sender, WHO, json.dumps(asked, ensure_ascii=False), turn.now)
    return Reply(wording.which(said.who, [where(turn, one) for one in known]))


def which_one(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「是哪一个」."""
    asked, choice = json.loads(dialogue.payload), turn.intent.choice
    if choice is None or not 1 <= choice <= len(asked["people"]):
        return None
    one = turn.unit.dossiers.get(asked["people"][choice - 1])
    assert one is not None, "a file is never deleted"
    said = EventSaid(asked["tag"], one.name, asked["words"], asked.get("home", False), asked["ends"])
    return _act(turn, said, one)


def _act(turn: Turn, said: EventSaid, one: Dossier) -> Reply:
    if said.ends:
        return _end(turn, said, one)
    if said.tag == CRISIS and died(said):
        reply, begun = bereaved(turn, one, said.words)
        return Reply(f"{reply.text}\n{_begun(turn, one, said.tag, begun)}") if begun.people else reply
    return _begin(turn, one, said.tag, said.words)


def _begin(turn: Turn, one: Dossier, tag: str, words: str) -> Reply:
    event = Event(one, tag, words, turn.actor.person, turn.message.sender, turn.message.id, turn.now)
    before = snapshots_of(turn.unit, turn.unit.dossiers.in_house(one.household_id))
    begun = begin_event(turn.unit, turn.house, event)
    if not begun.people and held(turn.unit, one.person_id, tag, event.today):
        return Reply(wording.already(tag, one.name))
    if not begun.people:
        return Reply(wording.gone(one.name, one.standing))
    remember(turn, tag, before, begun)
    return Reply(_begun(turn, one, tag, begun))


def _begun(turn: Turn, one: Dossier, tag: str, begun: Begun) -> str:
    hand = turn.unit.people.get(begun.hand_id).name if begun.hand_id else ""
    names = [person.name for person in begun.people]
    mine = begun.hand_id == turn.actor.id
    area = turn.unit.places.get(one.place_id).name
    return wording.begun(tag, names, area, begun.until, hand, begun.number, mine=mine)


def _end(turn: Turn, said: EventSaid, one: Dossier) -> Reply:
    """Fewer visits are for the village point or above to decide, and never without a reason."""
    if mistaken(said) and begun_by(turn, one.person_id) and (undone := undo_last(turn)) is not None:
        return undone
    chain = turn.unit.places.get(one.place_id).chain
    if not any(leads(turn.house.structure, duty.post) and duty.place_id in chain for duty in turn.actor.duties):
        return Reply(wording.only_point())
    if not said.words:
        return Reply(wording.why_ending(said.tag, one.name))
    people = of_plan(turn.unit, one, said.tag, today_of(turn.now))
    before = snapshots_of(turn.unit, people)
    if not end_event(turn.unit, turn.house, one, said.tag, said.words, by=turn.actor.id, at=turn.now):
        return Reply(wording.not_running(said.tag, one.name))
    remember(turn, said.tag, before, Begun(tuple(people)), ended=True)
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
