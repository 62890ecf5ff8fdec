"""报事: a need in free words becomes a ticket; the right person hears of it, the caller hears who that is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from care.category import NOT_A_REQUEST, UNSORTED, Tier, Urgency, is_sealed
from care.escalation import resolve_by, respond_by
from care.message import Address, Reply
from care.notice import Notice, Topic
from care.people import Duty, Person
from care.place import Place
from care.routing import Route, alarmed, desk, route
from care.ticket import Decision, Moved, Status, Step, Ticket, decided
from handlers import notices
from handlers.heard import kept
from handlers.notices import readers
from handlers.turn import House, Turn, say_aside
from handlers.wording import report as wording
from handlers.wording import talk
from handlers.wording.notices import Facts
from nlp.intent import Aim, Need, Reading
from storage.dialogues import Dialogue
from storage.unit import Unit

SAME = "same"  # 「是上次那件吗」
JOINS_WITHIN = timedelta(days=1)
SAME_DANGER_WITHIN = timedelta(hours=1)  # 再久就可能是另一件人命关天的事
REPEATS_WITHIN = timedelta(minutes=10)
MOST_TEXT = 2000  # 字；再长的只记开头，并且说出来

UNSORTED_READING = Reading(UNSORTED, Urgency.ROUTINE, Tier.POINT, not_request=False)


@dataclass(frozen=True, slots=True)
class Report:
    """诉求: what somebody told us, before it is a ticket. `place` is where it is."""

    caller: Person
    source: Address
    message_id: str
    text: str
    reading: Reading
    place: Place
    about: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new ticket with who was told first, and how many in all."""

    ticket: Ticket
    first: Duty | None
    told: int


def open_ticket(unit: Unit, house: House, report: Report, at: datetime) -> Opened:
    """The act, whoever asks for it: store the ticket, tell the right people."""
    category, urgency = report.reading.category, Urgency(report.reading.urgency)
    others = None if report.about else report.caller.id  # 自己的事自己不办，除非再没有别人
    staff, way = way_of(unit, house, report.place, category, urgency, but_for=others)
    ticket = _ticket(house, report, way.post.name, at, sealed=is_sealed(category, urgency))
    number = unit.tickets.open(ticket, report.source, report.message_id, kept(report.reading))
    ticket = replace(ticket, number=number)
    opened = Moved(number, Step.REPORT, report.caller.id, at, Status.OPEN, Status.OPEN, ticket.post, ticket.post, None)
    unit.tickets.record(opened)
    return Opened(ticket, way.first, _tell(unit, house, report, ticket, way, staff, at))


def way_of(
    unit: Unit, house: House, place: Place, category: str, urgency: Urgency, *, but_for: int | None
) -> tuple[Sequence[Duty], Route]:
    """Who is on duty at a place and may read such a need, and its desk. `but_for` is passed over if possible."""
    staff = readers(unit.people.staff(place.chain), is_sealed(category, urgency), house)
    staff = tuple(duty for duty in staff if duty.person_id != but_for) or staff
    return staff, route(desk(category, urgency, house.structure), place.chain, staff, house.structure)


def _ticket(house: House, report: Report, post: str, at: datetime, *, sealed: bool) -> Ticket:
    urgency = Urgency(report.reading.urgency)
    starts = at if urgency is Urgency.EMERGENCY else house.calendar.awake(at)
    return Ticket(
        number=0,
        place_id=report.place.id,
        caller_id=report.caller.id,
        about=report.about,
        category=report.reading.category,
        urgency=urgency,
        tier=Tier(report.reading.tier),
        sealed=sealed,
        text=report.text[:MOST_TEXT],
        status=Status.OPEN,
        post=post,
        assignee_id=None,
        opened_at=at,
        respond_by=respond_by(urgency, starts, house.limits, house.calendar),
        resolve_by=resolve_by(urgency, starts, house.limits, house.calendar),
    )


def _tell(
    unit: Unit, house: House, report: Report, ticket: Ticket, way: Route, staff: Sequence[Duty], at: datetime
) -> int:
    """Everyone on duty when a life is in danger, else the first at the desk. Returns how many were told."""
    facts = Facts(ticket, report.caller.name, report.place.name, instead_of=way.instead_of)
    if ticket.danger:
        topic, told = Topic.DANGER, alarmed(ticket.sealed, report.place.chain, staff, house.structure)
    else:
        topic, told = Topic.NEW, (way.first,) if way.first else ()
    others = [duty for duty in told if duty.person_id != report.caller.id] or list(told)
    for duty in others:
        notices.put(unit, house, Notice(topic, duty), facts, at)
    return len(others)


def report(turn: Turn) -> Reply:
    """「屋顶漏水了」: a need in free words."""
    reading = turn.intent.reading or UNSORTED_READING
    if reading.not_request or reading.category == NOT_A_REQUEST:
        reading = UNSORTED_READING
    text = turn.intent.words or turn.message.text
    vague = reading.alarming and not (reading.framed or turn.in_group)
    if vague and (heard := about_danger(turn, SAME_DANGER_WITHIN)) is not None:
        return heard
    joined = _joins(turn, reading, text)
    if joined is not None:
        return joined
    return file_report(turn, text, reading)


def file_report(turn: Turn, text: str, reading: Reading, *, about: str = "", home: Person | None = None) -> Reply:
    """Open a ticket for what was said and answer for it. `home` is the person it is about, where we know them."""
    place = turn.unit.places.get(home.place_id) if home else None
    opened = open_ticket(
        turn.unit,
        turn.house,
        Report(
            turn.actor.person,
            turn.message.sender,
            turn.message.id,
            text,
            reading,
            place or turn.actor.home,
            about,
        ),
        turn.now,
    )
    beside = tuple(_beside(turn, one, place or turn.actor.home) for one in matters_apart(reading)) if not about else ()
    return _answer(turn, opened, beside, too_long=len(text) > MOST_TEXT)


def _beside(turn: Turn, need: Need, place: Place) -> int:
    """Another matter told in the same message gets a ticket of its own; returns its number."""
    reading = Reading(need.category, need.urgency, need.tier, not_request=False, needs=(need,), rule=need.rule)
    told = Report(turn.actor.person, turn.message.sender, turn.message.id, need.words, reading, place)
    return open_ticket(turn.unit, turn.house, told, turn.now).ticket.number


def matters_apart(reading: Reading) -> tuple[Need, ...]:
    """「路灯坏了 还有我妈想办残疾证」: what another desk must hear. Beside a sealed matter, nothing is told apart."""
    others = [need for need in reading.needs[1:] if need.words and need.tier != reading.tier]
    if any(is_sealed(need.category, Urgency(need.urgency)) for need in (*reading.needs[:1], *others)):
        return ()
    return tuple(others)


def _answer(turn: Turn, opened: Opened, beside: Sequence[int] = (), *, too_long: bool) -> Reply:
    ticket = opened.ticket
    if ticket.danger:
        public = wording.danger_in_group(ticket.sealed, opened.told > 0)
        return say_aside(turn, wording.danger(ticket, opened.told > 0), public=public)
    night = turn.house.calendar.quiet(turn.now)
    if ticket.sealed:
        text = wording.heard_sealed(ticket.number)
    elif too_long:
        text = wording.heard_in_part(ticket.number)
    elif ticket.about:
        text = wording.heard_for(ticket.number, ticket.about, opened.first, night=night)
    elif ticket.urgency is Urgency.QUESTION and not night:
        text = wording.question(ticket.number, opened.first)
    else:
        text = wording.heard(ticket.number, opened.first, night=night)
    text = wording.and_beside(text, beside)
    return say_aside(turn, text, public=wording.in_group(ticket.number))


def _joins(turn: Turn, reading: Reading, text: str) -> Reply | None:
    """Does this belong to something the caller told us before? The same words, the same danger, or ask once."""
    since = turn.now - JOINS_WITHIN
    for ticket in turn.unit.tickets.like_it(turn.actor.id, reading.category, text[:MOST_TEXT], since):
        age = turn.now - ticket.opened_at
        if ticket.text == text[:MOST_TEXT] and age <= REPEATS_WITHIN:
            return _again(turn, ticket)
        if ticket.about or ticket.category != reading.category:
            continue
        if reading.alarming:
            if ticket.danger and age <= SAME_DANGER_WITHIN:
                return _danger_again(turn, ticket, text)
            continue
        if not turn.in_group and not ticket.danger:
            return _ask_same(turn, ticket, reading, text)
    return None


def about_danger(turn: Turn, within: timedelta = JOINS_WITHIN) -> Reply | None:
    """「在二楼」「他醒了」「没事了」 after an emergency is for whoever goes there; it closes nothing."""
    if (ticket := own_danger(turn, within)) is None:
        return None
    add_words(turn.unit, turn.house, ticket, turn.message.text, by=turn.actor.id, at=turn.now)
    return Reply(talk.passed_on(ticket))


def own_danger(turn: Turn, within: timedelta = JOINS_WITHIN) -> Ticket | None:
    """The emergency this person reported not longer ago than that, while it is open."""
    live = turn.unit.tickets.live_of(turn.actor.id)
    return next((ticket for ticket in live if ticket.danger and turn.now - ticket.opened_at <= within), None)


def _again(turn: Turn, ticket: Ticket) -> Reply:
    if ticket.danger:
        told = bool(notices.called(notices.scene_of(turn.unit, turn.house, ticket), ticket, turn.house))
        return say_aside(turn, wording.danger(ticket, told), public=wording.danger_in_group(ticket.sealed, told))
    return say_aside(turn, wording.already(ticket.number), public=wording.in_group(ticket.number))


def _danger_again(turn: Turn, ticket: Ticket, text: str) -> Reply:
    add_words(turn.unit, turn.house, ticket, text, by=turn.actor.id, at=turn.now)
    return _again(turn, ticket)


def _ask_same(turn: Turn, ticket: Ticket, reading: Reading, text: str) -> Reply:
    payload = {
        "number": ticket.number,
        "text": text,
        "message": turn.message.id,
        "reading": [reading.category, reading.urgency, reading.tier],
    }
    turn.unit.dialogues.ask(turn.message.sender, SAME, json.dumps(payload, ensure_ascii=False), turn.now)
    return Reply(wording.same_or_new(ticket.number))


def same_or_new(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「是上次那件吗」. Other words: the old ticket gets what we asked about; then they are heard."""
    asked = json.loads(dialogue.payload)
    if turn.intent.choice in (0, 2):  # 「不是」也是新的事；「0」到不了这里
        category, urgency, tier = asked["reading"]
        return file_report(turn, asked["text"], Reading(category, urgency, tier, not_request=False))
    joined = join(turn.unit, turn.house, dialogue, turn.actor.id, turn.now)
    if (turn.intent.choice == 1 or turn.intent.aim is Aim.THANKS) and joined:
        return Reply(wording.added(asked["number"]))
    return None


def join(unit: Unit, house: House, dialogue: Dialogue, by: int, at: datetime) -> bool:
    """Put the words we asked about into the old ticket; it may have been settled meanwhile and then is only noted."""
    asked = json.loads(dialogue.payload)
    ticket = unit.tickets.get(asked["number"])
    if ticket.status is Status.CANCELLED:
        return False
    add_words(unit, house, ticket, asked["text"], by=by, at=at)
    return True


def add_words(unit: Unit, house: House, ticket: Ticket, text: str, *, by: int, at: datetime) -> None:
    """The caller said more about the same thing: kept on the ticket, and its holder hears it.

    Of an emergency nobody has taken yet, everybody who was called hears it.
    """
    decision: Decision = decided(ticket, ticket, Step.NOTE, by=by, at=at, note=text[:MOST_TEXT])
    unit.tickets.save(decision.ticket, *decision.events)
    if ticket.danger and ticket.status is Status.OPEN:
        notices.tell_all_called(unit, house, ticket, text[:MOST_TEXT], at)
    else:
        notices.tell(unit, house, decision, at)
