"""撤销: take back one's own last step within ten minutes, or withdraw what one has reported."""

from datetime import datetime

from care.message import Reply
from care.ticket import UNDOABLE, DangerStays, Decision, Moved, Step, Ticket, cancel, undo
from handlers import dossier, errands, notices
from handlers.correct import put_back_talk
from handlers.report import add_words
from handlers.turn import House, Turn, say
from handlers.which import find, own, with_ticket
from handlers.wording import talk
from handlers.wording import work as wording
from storage.unit import Unit


def undo_step(unit: Unit, house: House, ticket: Ticket, last: Moved, *, by: int, at: datetime) -> Decision:
    """The act. Raises `TooLate`, or `StepNotAllowed` when the last step was not this person's."""
    decision = undo(ticket, last, by=by, at=at, within=house.undo_within)
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
    """「撤销」"""
    if turn.intent.number is None:
        back = errands.undo_last(turn) or dossier.undo_last(turn)
        if back is not None:
            return back
    last = turn.unit.tickets.last_by(turn.actor.id, turn.now - turn.house.undo_within)
    number = turn.intent.number
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
