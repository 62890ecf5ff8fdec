"""改类、改急: a worker says what a need really is. It goes to whom it then belongs, and we learn from it."""

from datetime import datetime

from care.category import NOT_A_REQUEST, Tier, Urgency
from care.correction import (
    Label,
    NotTheirsToCalm,
    categories_like,
    category_named,
    correct,
    keeps,
    label_of,
    may_calm,
    take_back,
)
from care.message import Reply
from care.notice import Crew, Notice, Topic, corrected
from care.people import Duty
from care.place import Place
from care.routing import desk
from care.ticket import Decision, Moved, Step, Ticket, decided
from handlers import notices
from handlers.report import way_of
from handlers.turn import House, Turn, say
from handlers.which import as_worker, held, serves, with_ticket
from handlers.wording import talk
from handlers.wording import work as wording
from handlers.wording.notices import Facts
from storage.unit import Unit

_URGENCIES = frozenset(Urgency) - {Urgency.NONE}


def correct_ticket(
    unit: Unit,
    house: House,
    number: int,
    *,
    by: int,
    at: datetime,
    category: str = "",
    urgency: Urgency | None = None,
    reason: str = "",
) -> Decision:
    """The act. What is not named stays. 非诉求 is only learned: nobody closes a ticket by saying so.

    Raises `NotTheirsToCalm`, `NoSuchTicket`.
    """
    ticket = unit.tickets.get(number)
    now = Label(category or ticket.category, urgency or ticket.urgency)
    if category == NOT_A_REQUEST:
        now = Label(NOT_A_REQUEST, Urgency.NONE)
        note = f"{label_of(ticket)} → {NOT_A_REQUEST}"
        decision = decided(ticket, ticket, Step.CORRECT, by=by, at=at, note=note)
    else:
        decision = _corrected(unit, house, ticket, now, by=by, at=at, reason=reason)
    was = (ticket.category, ticket.urgency)
    unit.corrections.add(number, was, (now.category, now.urgency), by=by, at=at)
    _save_and_tell(unit, house, ticket, decision, at)
    return decision


def _corrected(unit: Unit, house: House, ticket: Ticket, now: Label, *, by: int, at: datetime, reason: str) -> Decision:
    place = unit.places.get(ticket.place_id)
    _check(unit, house, ticket, place, now, by=by)
    post, staff = _desk(unit, house, ticket, place, now)
    return correct(
        ticket,
        now,
        post=post,
        kept=keeps(ticket, now, post, staff),
        by=by,
        at=at,
        limits=house.limits,
        calendar=house.calendar,
        reason=reason,
    )


def put_back(unit: Unit, house: House, ticket: Ticket, last: Moved, *, by: int, at: datetime) -> Decision:
    """The act of taking one's own correction back. Raises `TooLate`, `StepNotAllowed`, `NotTheirsToCalm`."""
    row = unit.corrections.last_of(ticket.number)
    assert row is not None, "every correction has its row"
    label = label_of(ticket) if row.category == NOT_A_REQUEST else Label(*row.was)
    within, limits, calendar = house.undo_within, house.limits, house.calendar
    decision = take_back(ticket, last, label, by=by, at=at, within=within, limits=limits, calendar=calendar)
    _check(unit, house, ticket, unit.places.get(ticket.place_id), label, by=by)
    unit.corrections.add(ticket.number, row.now, row.was, by=by, at=at)
    _save_and_tell(unit, house, ticket, decision, at)
    return decision


def _check(unit: Unit, house: House, ticket: Ticket, place: Place, now: Label, *, by: int) -> None:
    calming = ticket.danger and now.urgency is not Urgency.EMERGENCY
    if calming and not may_calm(unit.people.duties_of(by), place.chain, house.structure):
        raise NotTheirsToCalm(ticket, Step.CORRECT)


def _desk(unit: Unit, house: House, ticket: Ticket, place: Place, now: Label) -> tuple[str, tuple[Duty, ...]]:
    """Whose it is under the new label, and who may read it then. It stays where it is while the same desk answers."""
    but_for = None if ticket.about else ticket.caller_id
    staff, way = way_of(unit, house, place, now.category, now.urgency, but_for=but_for)
    same = desk(ticket.category, ticket.urgency, house.structure) is desk(now.category, now.urgency, house.structure)
    readable = any(duty.post == ticket.post for duty in staff)
    return ticket.post if same and readable else way.post.name, tuple(staff)


def _save_and_tell(unit: Unit, house: House, was: Ticket, decision: Decision, at: datetime) -> None:
    unit.tickets.save(decision.ticket, *decision.events)
    now, (event,) = decision.ticket, decision.events
    scene = notices.scene_of(unit, house, now)
    if now.sealed and not was.sealed:
        for person_id in unit.outbox.told_of(now.number) - _readers(scene) - {now.caller_id}:
            unit.corrections.withhold(now.number, person_id)
    if not now.live or label_of(was) == label_of(now):
        return
    crew = Crew(scene.holding(now.post), notices.called(scene, now, house), scene.staff)
    doer = notices.doer(unit, notices.scene_of(unit, house, was), event)
    facts = Facts(now, scene.caller.name, scene.place.name, doer, at=at)
    for notice in (*corrected(was, now, event, crew), *_taken_off(unit, scene, was, now, event)):
        notices.put(unit, house, notice, facts, at)


def _readers(scene: notices.Scene) -> set[int]:
    return {duty.person_id for duty in scene.staff}


def _taken_off(unit: Unit, scene: notices.Scene, was: Ticket, now: Ticket, event: Moved) -> list[Notice]:
    """Who had it and may not even read it any more."""
    lost = was.assignee_id
    if lost is None or not now.sealed or lost == event.by or lost in _readers(scene):
        return []
    return [Notice(Topic.TAKEN_OFF, duty) for duty in unit.people.duties_of(lost)[:1]]


def correct_talk(turn: Turn) -> Reply:
    """「12 改类 低保」「12 改急 优先」「12 改成 家暴 她男人动手了」"""
    return with_ticket(turn, held, as_worker(_correct))


def _correct(turn: Turn, ticket: Ticket) -> Reply:
    said = turn.intent.slots
    category = category_named(said.get("category", ""))
    wanted = next((urgency for urgency in _URGENCIES if urgency == said.get("urgency")), None)
    if not said or ("category" in said and not category) or ("urgency" in said and wanted is None):
        return say(turn, _asked_back(ticket, said), public=talk.ask_in_private())
    if label_of(ticket) == Label(category or ticket.category, wanted or ticket.urgency):
        return say(turn, wording.already_so(ticket), public=talk.state_in_group(ticket))
    try:
        now = correct_ticket(
            turn.unit,
            turn.house,
            ticket.number,
            category=category,
            urgency=wanted,
            reason=turn.intent.words,
            by=turn.actor.id,
            at=turn.now,
        ).ticket
    except NotTheirsToCalm as refusal:
        return _not_theirs(turn, refusal.ticket)
    learned = category == NOT_A_REQUEST
    text = wording.not_a_request(ticket) if learned else _said(turn, ticket, now)
    return say(turn, text, public=wording.corrected_in_group(ticket))


def _asked_back(ticket: Ticket, said: dict[str, str]) -> str:
    if "urgency" in said:
        return wording.which_urgency(ticket.number)
    return wording.which_category(ticket.number, categories_like(said.get("category", "")))


def _not_theirs(turn: Turn, ticket: Ticket) -> Reply:
    trusted = turn.house.structure.takes(Tier.POINT).name
    return say(turn, wording.not_yours_to_calm(ticket, trusted), public=talk.state_in_group(ticket))


def _said(turn: Turn, was: Ticket, now: Ticket) -> str:
    if now.live and now.danger and not was.danger:
        scene = notices.scene_of(turn.unit, turn.house, now)
        called = notices.called(scene, now, turn.house)
        return wording.raised(now, told=any(duty.person_id != turn.actor.id for duty in called))
    if now.sealed and not serves(turn, now):
        return wording.sealed_away(now)
    return wording.corrected(now, now.post if now.live and now.post != was.post else "")


def put_back_talk(turn: Turn, last: Moved) -> Reply:
    """「撤销」 after a correction."""
    ticket = turn.unit.tickets.get(last.number)
    newest = turn.unit.tickets.last_event(last.number) or last
    try:
        before = put_back(turn.unit, turn.house, ticket, newest, by=turn.actor.id, at=turn.now).ticket
    except NotTheirsToCalm as refusal:
        return _not_theirs(turn, refusal.ticket)
    return say(turn, wording.corrected_back(before), public=talk.state_in_group(before))
