"""撤销: take back one's own last step within ten minutes, or withdraw what one has reported."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select

from care.message import Reply
from care.ticket import UNDOABLE, DangerStays, Decision, Moved, Step, Ticket, cancel, undo
from handlers import dossier, errands, events, notices, roll_call_back
from handlers.correct import put_back_talk
from handlers.dossier_who import asked
from handlers.report import add_words
from handlers.turn import House, Turn, say
from handlers.which import find, own, with_ticket
from handlers.wording import events as events_wording
from handlers.wording import roll_call_back as roll_call_back_wording
from handlers.wording import talk
from handlers.wording import work as wording
from storage import tables
from storage.sql import Statement
from storage.unit import Unit

_e = tables.events
STEPS_BY = Statement(
    select(_e.c.number, _e.c.step, _e.c.at, _e.c.note)
    .where(_e.c.by_id == bindparam("person_"), _e.c.at >= bindparam("since_"))
    .order_by(_e.c.id.desc())
    .limit(50)
)
_BY_MISTAKE = (roll_call_back_wording.said_by_mistake(), events_wording.said_by_mistake())  # 撤回时自己带的那一步


def undo_step(unit: Unit, house: House, ticket: Ticket, last: Moved, *, by: int, at: datetime) -> Decision:
    """The act. Raises `TooLate`, or `StepNotAllowed` when the last step was not this person's."""
    decision = undo(ticket, last, by=by, at=at, within=house.undo_within)
    if decision.ticket.respond_by is not None and not decision.ticket.danger:  # 夜里撤的，早上才算没人接
        due = house.calendar.add_awake(at, house.undo_within)
        decision = replace(decision, ticket=replace(decision.ticket, respond_by=due))
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def cancel_ticket(unit: Unit, house: House, ticket: Ticket, *, by: int, at: datetime) -> Decision:
    """The act: withdrawn by its caller. Raises `DangerStays` for an emergency."""
    decision = cancel(ticket, by=by, at=at)
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def undo_talk(turn: Turn) -> Reply:
    """「撤销」: the latest of all that they did, whatever it was."""
    last, number = _last_step(turn), turn.intent.number
    if number is None and not turn.in_group:
        newest = max(_told(turn), key=lambda one: one[0], default=None)
        if newest is not None and (last is None or last.at <= newest[0]) and (back := newest[1](turn)) is not None:
            return back
    if number is not None and not turn.in_group and (back := errands.undo_line(turn, number)) is not None:
        return back
    if last is not None and last.step is Step.CORRECT and number in (None, last.number):
        return put_back_talk(turn, last)
    if last is not None and last.step in UNDOABLE and number in (None, last.number):
        return _take_back(turn, last)
    if last is not None and last.step is Step.REOPEN and number is None:  # 「3」之后的「撤销」不是不要人来了
        return say(turn, talk.reopened_stays(last.number), public=talk.ask_in_private())
    if number is not None:
        return _withdraw(turn, find(turn, number))
    if own(turn):
        return with_ticket(turn, own, _withdraw)
    return Reply(wording.nothing_to_undo(turn.house.undo_within))


def _last_step(turn: Turn) -> Moved | None:
    """The newest step of a ticket that is not itself an undoing, nor taken back already."""
    since, over = turn.now - turn.house.undo_within, set[int]()
    for number, step, at, note in turn.unit.session.all(STEPS_BY, person_=turn.actor.id, since_=since):
        if step == Step.UNDO or note in _BY_MISTAKE:
            over.add(number)
        elif number not in over:
            mine = [one for one in turn.unit.tickets.history(number) if (one.step, one.at) == (step, at)]
            return mine[-1]
    return None


def _told(turn: Turn) -> Iterator[tuple[datetime, Callable[[Turn], Reply | None]]]:
    """What they last said of people rather than of tickets, each kind with its moment; of equal ones the first."""
    told = turn.unit.visits.told_since(turn.actor.id, turn.now - turn.house.undo_within)
    moments = (
        (roll_call_back.last_said(turn), roll_call_back.undo_last),
        (roll_call_back.last_moved(turn), roll_call_back.undo_move),
        (told[0].told_at if told else None, errands.undo_last),
        (turn.dialogue.asked_at if turn.dialogue and events.begun_by(turn) else None, events.undo_last),
        (turn.dialogue.asked_at if turn.dialogue and asked(turn, "undo") else None, dossier.undo_last),
    )
    yield from ((at, back) for at, back in moments if at is not None)


def _take_back(turn: Turn, last: Moved) -> Reply:
    ticket = turn.unit.tickets.get(last.number)
    newest = turn.unit.tickets.last_event(last.number) or last
    before = undo_step(turn.unit, turn.house, ticket, newest, by=turn.actor.id, at=turn.now).ticket
    if last.step is Step.CANCEL:  # 听说不用去了的人，要听说又要去
        again = turn.unit.tickets.get(last.number)
        add_words(turn.unit, turn.house, again, wording.still_wanted(), by=turn.actor.id, at=turn.now)
    return say(turn, wording.undone(before, last), public=talk.state_in_group(before))


def _withdraw(turn: Turn, ticket: Ticket) -> Reply:
    if ticket.caller_id != turn.actor.id:
        return Reply(wording.nothing_to_undo(turn.house.undo_within))
    try:
        gone = cancel_ticket(turn.unit, turn.house, ticket, by=turn.actor.id, at=turn.now).ticket
    except DangerStays:
        add_words(turn.unit, turn.house, ticket, turn.message.text, by=turn.actor.id, at=turn.now)
        return say(turn, talk.cancel_kept(ticket), public=talk.state_in_group(ticket))
    return say(turn, talk.cancelled(gone), public=talk.state_in_group(gone))
