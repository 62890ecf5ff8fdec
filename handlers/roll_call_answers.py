"""平安的回话: what a witness says of some on a list, or of somebody by name. Anybody's word counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from care.category import NOT_A_REQUEST, UNSORTED, Tier, Urgency, tier_of
from care.visits.roll_call import TICKED, Entry, RollCall, State
from care.visits.round import Mode, Outcome, Visit
from handlers.dues import note_visit, today_of
from handlers.event_who import in_reach
from handlers.report import Report, add_words, open_ticket
from handlers.roll_call_marks import Taken, take_off, tick
from handlers.turn import Turn, in_danger
from handlers.wording import roll_call as wording
from handlers.wording.lists import house
from nlp.intent import Reading
from nlp.roll_talk import GRAVE, RollSaid
from nlp.roll_words import without_house
from nlp.sounds import loose
from storage.roll_calls import Found, RollCalls
from storage.roll_marks import RollMarks

GROUP = "A"  # 今天平安那一组
DANGER = Reading("医疗", Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False, rule="平安/危险")
NEED = Reading(UNSORTED, Urgency.URGENT, Tier.POINT, not_request=False, rule="平安/要人")


@dataclass
class Answered:
    """What came of an answer. `own`: somebody of the speaker's own list was spoken of."""

    parts: dict[State, list[str]] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)
    rounds: dict[int, None] = field(default_factory=dict)
    own: bool = False


def answer_all(turn: Turn, said: Sequence[RollSaid], running: Sequence[RollCall]) -> Answered | None:
    """None when no round is running that the speaker has to do with."""
    own = RollCalls(turn.unit.session).of_visitor(turn.actor.id)
    if not own and not running:
        return None
    heard = Answered()
    apart = _apart(turn, said, own, heard)
    for one in _with_danger(turn, said):
        if one.state is State.SILENT or (one.all_but and apart is None):
            continue
        for found in whom(turn, one, own, apart or set(), heard):
            _hear(turn, one, found, heard)
    return heard if heard.parts or heard.more else None


def _with_danger(turn: Turn, said: Sequence[RollSaid]) -> list[RollSaid]:
    """「3没人 屋里冒烟」: what sounds like life and death is never only a tick."""
    plain = not any(one.words or one.names for one in said)  # 「3喊门没人应」就是没人，话都听懂了
    if not _grave(turn) or any(one.state is State.IN_NEED for one in said):
        return list(said)
    if plain and GRAVE.search(turn.message.text) is None:
        return list(said)
    last = said[-1] if not said[-1].lines else replace(said[-1], names=())  # 「2昏倒了」：昏倒了不是谁的名字
    return [*said[:-1], replace(last, state=State.IN_NEED, mode=None, words=turn.message.text.strip())]


def _apart(turn: Turn, said: Sequence[RollSaid], own: Sequence[Found], heard: Answered) -> set[int] | None:
    """Whom 「全部」 does not speak for. None where it was not understood who that is: then it speaks for nobody."""
    if not any(one.all_but for one in said):
        return set()
    lines = {line for one in said for line in one.lines}
    quiet = Answered()
    names = [_called(turn, name, own, quiet, None) for one in said for name in one.names]
    if not all(names):
        heard.more += quiet.more
        return None
    listed = [one for _, one in own if one.line in lines]
    return {one.who.person_id for one in (*listed, *(one for people in names for _, one in people))}


def _grave(turn: Turn) -> bool:
    """Our word before it (平安) misleads the reading, so the gravest words are looked for as well."""
    return in_danger(turn) or GRAVE.search(turn.message.text) is not None


def whom(
    turn: Turn,
    one: RollSaid,
    own: Sequence[Found],
    apart: set[int],
    heard: Answered,
    since: datetime | None = None,
) -> list[Found]:
    """Whom it is said of: lines of the speaker's own list, all that are left of it, people by name.

    `since`: people of rounds that have ended since then are meant as well.
    """
    if (one.lines or one.all_but) and not own:
        heard.more.append(wording.no_list())
        return []
    if one.all_but:
        return [found for found in own if found[1].silent is not one.back and found[1].who.person_id not in apart]
    lines = {found[1].line: found for found in own}
    if missing := [line for line in one.lines if line not in lines]:
        heard.more.append(wording.no_line(missing))
    chosen = [lines[line] for line in dict.fromkeys(one.lines) if line in lines]
    called = [_called(turn, name, own, heard, since) for name in one.names]
    called = [found[:1] if one.state is State.IN_NEED else found for found in called]  # 一家要人来，一张单
    understood = all(called) or one.state is State.IN_NEED
    everybody = [*chosen, *(found for people in called for found in people)]
    return everybody if understood else []  # 有一处没看懂，就不算平安


def _called(turn: Turn, name: str, own: Sequence[Found], heard: Answered, since: datetime | None) -> list[Found]:
    """By name anywhere in the township, by 「张奶奶」 on the speaker's own list; 「张三家」 is everybody there."""
    calls, base = RollCalls(turn.unit.session), without_house(name)
    near = [found for found in calls.named(name, loose(name), since) if in_reach(turn, found[1].who.place_id)]
    exact = [found for found in near if found[1].who.name == name] or _of_area(turn, name)
    mine = [found for found in exact if found[1].visitor_id == turn.actor.id]
    chosen = mine or exact or _labelled(turn, name, own)
    if len(chosen) == 1:
        return chosen
    if not chosen and base not in ("", name) and (one := _called(turn, base, own, Answered(), since)):
        return _household(turn, one[0])
    at_home = [found for found in own if house(found[1].who.head) == name]
    if not chosen and len({found[1].who.household_id for found in at_home}) == 1:
        return _household(turn, at_home[0])
    if chosen:
        areas = [turn.unit.places.get(one.who.place_id).name for _, one in chosen]
        heard.more.append(wording.two_of(name, areas))
    else:
        heard.more.append(wording.nobody_called(name, list(dict.fromkeys(one.who.name for _, one in near))))
    return []


def _labelled(turn: Turn, name: str, own: Sequence[Found]) -> list[Found]:
    labels = wording.names_of([one for _, one in own], today_of(turn.now))
    return [found for found, label in zip(own, labels, strict=True) if name in (label, label.partition("(")[0])]


def _household(turn: Turn, found: Found) -> list[Found]:
    """Who is silent in the house, the one that was named first."""
    roll_id, one = found
    entries = RollCalls(turn.unit.session).entries(roll_id)
    others = [entry for entry in entries if entry.who.household_id == one.who.household_id and entry.silent]
    return [found, *((roll_id, entry) for entry in others if entry.who.person_id != one.who.person_id)]


def _of_area(turn: Turn, name: str) -> list[Found]:
    """「S片区张三」"""
    calls, found = RollCalls(turn.unit.session), []
    for place in turn.unit.places.all():
        if name.startswith(place.name) and len(name) > len(place.name):
            bare = name.removeprefix(place.name)
            found += [
                (roll_id, one)
                for roll_id, one in calls.named(bare, "")
                if one.who.place_id == place.id and in_reach(turn, place.id)
            ]
    return found


def name_of(turn: Turn, one: Entry) -> str:
    """As the speaker's own list has it; anybody else by their whole name."""
    return wording.names_of([one], today_of(turn.now))[0] if one.visitor_id == turn.actor.id else one.who.name


def label_of(turn: Turn, one: Entry) -> str:
    """With their number on the speaker's own list."""
    return f"{one.line} {name_of(turn, one)}" if one.visitor_id == turn.actor.id else one.who.name


def _put_right(turn: Turn, roll_id: int, one: Entry) -> Entry:
    """「平安 1」, then 「平安 1没人」: who corrects themselves at once is believed."""
    since = turn.now - turn.house.undo_within
    said = RollMarks(turn.unit.session).of(roll_id, one.who.person_id)
    mine = [mark for mark in said if mark.by_id == turn.actor.id and mark.at >= since and mark.undone_at is None]
    return take_off(turn, roll_id, one, [mark for mark in mine if mark.said in TICKED], Taken()) if mine else one


def _hear(turn: Turn, said: RollSaid, found: Found, heard: Answered) -> None:
    roll_id = found[0]
    one = RollCalls(turn.unit.session).entry(roll_id, found[1].who.person_id)  # 一句里可能说了两次
    if said.state is State.ABSENT and one.state in (State.WELL, State.AWAY):
        one = _put_right(turn, roll_id, one)
    name, label = name_of(turn, one), label_of(turn, one)
    changed = tick(turn, roll_id, one, said.state, said.words)
    if said.mode is not None:
        _visit(turn, one, said.mode, said.words)
    heard.rounds[roll_id] = None
    if one.visitor_id == turn.actor.id:
        heard.own = True
    if said.state is State.IN_NEED:
        number, told = need_ticket(turn, roll_id, one, RollCalls(turn.unit.session).get(roll_id).reason, said.words)
        night = turn.house.calendar.quiet(turn.now) and not _grave(turn)
        heard.more.append(wording.need(number, name, told=told, night=night))
    if changed:
        heard.parts.setdefault(said.state, []).append(label)
        heard.more += [_elsewhere(turn, one)] if one.visitor_id not in (None, turn.actor.id) else []
    elif said.state is State.ABSENT and one.state in TICKED:
        heard.more.append(wording.still_absent(name, _by(turn, one)))
    elif said.state is not State.IN_NEED and said.mode is None:
        heard.more.append(wording.before(name, one.state, _by(turn, one)))
    elif said.mode is not None:
        heard.parts.setdefault(said.state, []).append(label)


def _by(turn: Turn, one: Entry) -> str:
    return turn.unit.people.get(one.by_id).name if one.by_id else ""


def _elsewhere(turn: Turn, one: Entry) -> str:
    hand = turn.unit.people.get(one.visitor_id).name if one.visitor_id else ""
    return wording.elsewhere(one.who.name, turn.unit.places.get(one.who.place_id).name, hand)


def _visit(turn: Turn, one: Entry, mode: Mode, words: str) -> None:
    """Only 「看到了」 and 「电话」 are visits; of the checklist they answer that the person is well today."""
    unit, today, person_id = turn.unit, today_of(turn.now), one.who.person_id
    if any(before.message_id == turn.message.id for before in unit.visits.of_person(person_id, most=5)):
        return
    visit = Visit(person_id, turn.actor.id, today, turn.now, Outcome.WELL, mode, GROUP, words)
    note_visit(unit, turn.house.visiting, replace(visit, message_id=turn.message.id))
    open_lines = [errand for errand in unit.visits.errands(turn.actor.id, today) if errand.person_id == person_id]
    if mode is Mode.IN_PERSON and any(errand.open and set(errand.groups) <= {GROUP} for errand in open_lines):
        unit.visits.tick(turn.actor.id, today, person_id, Outcome.WELL, turn.now)


def need_ticket(
    turn: Turn, roll_id: int, one: Entry, reason: str, words: str, *, own: bool = False
) -> tuple[int, bool]:
    """An urgent ticket for somebody who wants help, opened once a round; what is said later joins it.

    Its number, and whether anybody could be told.
    """
    unit, text = turn.unit, wording.need_text(reason, words)
    if one.number is not None and (before := unit.tickets.get(one.number)).live:
        add_words(unit, turn.house, before, text, by=turn.actor.id, at=turn.now)
        return before.number, unit.outbox.reaches_others(before.number, turn.actor.id)
    place = unit.places.get(one.who.place_id)
    about = "" if own else one.who.name
    told = Report(turn.actor.person, turn.message.sender, turn.message.id, text, _reading(turn), place, about)
    opened = open_ticket(unit, turn.house, told, turn.now)
    RollCalls(unit.session).link(roll_id, one.who.person_id, opened.ticket.number)
    return opened.ticket.number, opened.told > 0


def _reading(turn: Turn) -> Reading:
    """What they need, where the words tell; never less than urgent."""
    heard = turn.intent.reading
    if _grave(turn) and (heard is None or not heard.alarming):
        return DANGER
    if heard is None or heard.not_request or heard.unclear or heard.category == NOT_A_REQUEST:
        return NEED
    return (
        heard
        if heard.alarming
        else heard._replace(urgency=Urgency.URGENT, tier=tier_of(heard.category, Urgency.URGENT))
    )
