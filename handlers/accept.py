"""接: a worker takes a ticket. The first who says so has it."""

from dataclasses import replace
from datetime import datetime

from care.message import Reply
from care.ticket import Decision, Status, StepNotAllowed, Ticket, accept
from handlers import notices
from handlers.note import note_talk
from handlers.turn import House, Turn, say
from handlers.which import as_worker, waiting, who_has, with_ticket
from handlers.wording import common, talk
from handlers.wording import work as wording
from nlp.intent import Aim
from storage.unit import Unit


def accept_ticket(unit: Unit, house: House, ticket: Ticket, *, by: int, at: datetime, words: str = "") -> Decision:
    """The act, whoever asks for it: a person in a chat or a click on the board. `words`: when they will go."""
    decision = accept(ticket, by=by, at=at)
    decision = Decision(decision.ticket, tuple(replace(event, note=words) for event in decision.events))
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def accept_talk(turn: Turn) -> Reply:
    """「12 接」"""
    return with_ticket(turn, waiting, as_worker(_accept))


def _accept(turn: Turn, ticket: Ticket) -> Reply:
    if ticket.status is Status.ACCEPTED and ticket.assignee_id == turn.actor.id:
        if turn.intent.words and not turn.in_group:  # 「路灯那个我下午过去」：已经接了的，是给看的人说一声
            return note_talk(turn.meaning(aim=Aim.NOTE, number=ticket.number))
        return say(turn, wording.already_yours(ticket), public=talk.state_in_group(ticket))
    try:
        taken = accept_ticket(
            turn.unit, turn.house, ticket, by=turn.actor.id, at=turn.now, words=turn.intent.words
        ).ticket
    except StepNotAllowed as refusal:
        return say(turn, common.cannot(refusal, who_has(turn, ticket)), public=talk.state_in_group(ticket))
    text = wording.accepted_danger(taken) if taken.danger else wording.accepted(taken)
    return say(turn, text, public=talk.state_in_group(taken))
