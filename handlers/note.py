"""备注: a line on a ticket that only workers see."""

from datetime import datetime

from care.message import Reply
from care.ticket import Decision, Step, Ticket, move
from handlers.turn import Turn, say
from handlers.which import as_worker, held, with_ticket
from handlers.wording import talk
from handlers.wording import work as wording
from storage.unit import Unit


def note_ticket(unit: Unit, ticket: Ticket, *, by: int, at: datetime, words: str) -> Decision:
    """The act. Nobody is told: a note is for whoever looks."""
    decision = move(ticket, Step.NOTE, by=by, at=at, note=words)
    unit.tickets.save(decision.ticket, *decision.events)
    return decision


def note_talk(turn: Turn) -> Reply:
    """「12 备注 家里有狗」"""
    return with_ticket(turn, held, as_worker(_note))


def _note(turn: Turn, ticket: Ticket) -> Reply:
    if turn.in_group:
        return Reply(talk.ask_in_private())
    if not turn.intent.words.strip():
        return Reply(wording.need_note(ticket.number))
    note_ticket(turn.unit, ticket, by=turn.actor.id, at=turn.now, words=turn.intent.words)
    return say(turn, wording.noted(ticket), public=talk.state_in_group(ticket))
