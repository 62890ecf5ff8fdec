"""评价: after closing, one number. 不满意 reopens it one rung higher, with somebody who was not rated."""

from datetime import datetime
from functools import partial

from care.escalation import respond_by
from care.message import Reply
from care.ticket import Decision, Status, Ticket, rate, reopen
from handlers import notices
from handlers.look import look
from handlers.turn import House, Turn, say
from handlers.which import find, own, with_ticket
from handlers.wording import talk
from storage.unit import Unit

UNHAPPY = 3


def rate_ticket(
    unit: Unit, house: House, ticket: Ticket, *, by: int, at: datetime, rating: int, words: str
) -> Decision:
    """The act. A rating of 3 is also a reopening at the post above."""
    rated = rate(ticket, by=by, at=at, rating=rating, note=words)
    if rating != UNHAPPY:
        unit.tickets.save(rated.ticket, *rated.events)
        return rated
    above = house.structure.above(ticket.post)
    again = reopen_at(house, rated.ticket, above.name if above else ticket.post, by=by, at=at, words=words)
    decision = Decision(again.ticket, (*rated.events, *again.events))
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def reopen_at(house: House, ticket: Ticket, post: str, *, by: int, at: datetime, words: str) -> Decision:
    due = respond_by(ticket.urgency, house.calendar.awake(at), house.limits, house.calendar)
    return reopen(ticket, by=by, at=at, within=house.reopen_within, post=post, respond_by=due, note=words)


def choice(turn: Turn) -> Reply:
    """「1」「2」「3 没人来」: a rating, when one is waited for; 0 goes back."""
    said = turn.intent.choice
    waiting = _unrated(turn)
    if said in (1, 2, UNHAPPY) and waiting:
        return with_ticket(turn, _unrated, partial(_rate, rating=said))
    if said == 0 and not bare_zero(turn) and (waiting or own(turn)):
        return _not_done(turn, waiting[0]) if waiting else look(turn)
    if said == 0:
        return say(turn, talk.back(), public=talk.help_in_group())
    return say(turn, talk.nothing_to_choose(), public=talk.help_in_group())


def bare_zero(turn: Turn) -> bool:
    """「0」 goes back; 「没有」「不是」 are the same choice, but say something."""
    return turn.message.text.strip() in ("0", "０")


def _unrated(turn: Turn) -> list[Ticket]:
    if turn.intent.number is None:
        return turn.unit.tickets.unrated_of(turn.actor.id, turn.now - turn.house.reopen_within)
    ticket = find(turn, turn.intent.number)
    mine = ticket.caller_id == turn.actor.id and ticket.status in (Status.RESOLVED, Status.CLOSED)
    return [ticket] if mine else []


def _rate(turn: Turn, ticket: Ticket, *, rating: int) -> Reply:
    decision = rate_ticket(
        turn.unit, turn.house, ticket, by=turn.actor.id, at=turn.now, rating=rating, words=turn.intent.words
    )
    text = talk.rated_low(ticket.number, decision.ticket.post) if rating == UNHAPPY else talk.rated(rating)
    return say(turn, text, public=talk.state_in_group(decision.ticket))


def _not_done(turn: Turn, ticket: Ticket) -> Reply:
    """「没有」 to 「办好了吗」: back to the desk that had it."""
    words = turn.intent.words or turn.message.text
    decision = reopen_at(turn.house, ticket, ticket.post, by=turn.actor.id, at=turn.now, words=words)
    turn.unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(turn.unit, turn.house, decision, turn.now)
    return say(turn, talk.rated_low(ticket.number, decision.ticket.post), public=talk.state_in_group(decision.ticket))
