"""平安的回话: what a witness says of some on a list, or of somebody by name. Anybody's word counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from care.category import NOT_A_REQUEST, UNSORTED, Tier, Urgency, tier_of
from care.visits.roll_call import TICKED, Entry, RollCall, State, became
from care.visits.round import Mode, Outcome, Visit
from handlers.dues import note_visit, today_of
from handlers.events import in_reach
from handlers.report import Report, add_words, open_ticket
from handlers.turn import Turn, in_danger
from handlers.wording import roll_call as wording
from nlp.intent import Reading
from nlp.roll_talk import GRAVE, RollSaid
from nlp.sounds import loose
from storage.roll_calls import Found, RollCalls
from storage.sql import Again

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
    heard, named = Answered(), {line for one in said for line in one.lines}
    for one in _with_danger(turn, said):
        if one.state is State.SILENT:
            continue
        for found in _whom(turn, one, own, named, heard):
            _hear(turn, one, found, own, heard)
    return heard if heard.parts or heard.more else None


def _with_danger(turn: Turn, said: Sequence[RollSaid]) -> list[RollSaid]:
    """「3没人 屋里冒烟」: what sounds like life and death is never only a tick."""
    if not _grave(turn) or any(one.state is State.IN_NEED for one in said):
        return list(said)
    return [*said[:-1], replace(said[-1], state=State.IN_NEED, mode=None, words=turn.message.text.strip())]


def _grave(turn: Turn) -> bool:
    """Our word before it (平安) misleads the reading, so the gravest words are looked for as well."""
    return in_danger(turn) or GRAVE.search(turn.message.text) is not None


def _whom(turn: Turn, one: RollSaid, own: Sequence[Found], named: set[int], heard: Answered) -> list[Found]:
    """Whom it is said of: lines of the speaker's own list, all that are left of it, people by name."""
    if (one.lines or one.all_but) and not own:
        heard.more.append(wording.no_list())
        return []
    if one.all_but:
        return [found for found in own if found[1].silent and found[1].line not in named]
    lines = {found[1].line: found for found in own}
    if missing := [line for line in one.lines if line not in lines]:
        heard.more.append(wording.no_line(missing))
    chosen = [lines[line] for line in dict.fromkeys(one.lines) if line in lines]
    called = [_called(turn, name, own, heard) for name in one.names]
    understood = all(called) or one.state is State.IN_NEED
    return [*chosen, *(found for found in called if found)] if understood else []  # 有一处没看懂，就不算平安


def _called(turn: Turn, name: str, own: Sequence[Found], heard: Answered) -> Found | None:
    """By name anywhere in the township, by 「张奶奶」 on the speaker's own list."""
    calls = RollCalls(turn.unit.session)
    near = [found for found in calls.named(name, loose(name)) if in_reach(turn, found[1].who.place_id)]
    exact = [found for found in near if found[1].who.name == name] or _of_area(turn, name)
    mine = [found for found in exact if found[1].visitor_id == turn.actor.id]
    today = today_of(turn.now)
    labels = wording.names_of([one for _, one in own], today)
    chosen = mine or exact or [found for found, label in zip(own, labels, strict=True) if label == name]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        areas = [turn.unit.places.get(one.who.place_id).name for _, one in chosen]
        heard.more.append(wording.two_of(name, areas))
    else:
        heard.more.append(wording.nobody_called(name, list(dict.fromkeys(one.who.name for _, one in near))))
    return None


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


def _hear(turn: Turn, said: RollSaid, found: Found, own: Sequence[Found], heard: Answered) -> None:
    roll_id, one = found
    (name,) = wording.names_of([one], today_of(turn.now)) if one.visitor_id == turn.actor.id else (one.who.name,)
    label = f"{one.line} {name}" if one.visitor_id == turn.actor.id else name
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


def tick(turn: Turn, roll_id: int, one: Entry, said: State, words: str) -> bool:
    """The act: what is said of one person. False where it changes nothing. A lost race is played once more."""
    state = became(one.state, said)
    if state is one.state:
        return False
    calls = RollCalls(turn.unit.session)
    if not calls.tick(roll_id, one, state, by=turn.actor.id, at=turn.now, words=words):
        raise Again
    return True


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
