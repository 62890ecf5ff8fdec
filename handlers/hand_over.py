"""转: give a ticket to another desk, with a reason."""

from dataclasses import replace
from datetime import datetime

from care.escalation import respond_by
from care.message import Reply
from care.place import Post, named
from care.routing import route
from care.ticket import Decision, Step, Ticket, move
from handlers import notices
from handlers.turn import House, Turn, say
from handlers.which import as_worker, held, with_ticket
from handlers.wording import talk
from handlers.wording import work as wording
from storage.unit import Unit


def hand_over_ticket(
    unit: Unit, house: House, ticket: Ticket, post: Post, *, by: int, at: datetime, reason: str
) -> Decision:
    """The act: the ticket is `post`'s and waits there to be accepted."""
    moved = move(ticket, Step.HAND_OVER, by=by, at=at, note=reason)
    starts = at if ticket.danger else house.calendar.awake(at)
    there = replace(
        moved.ticket,
        post=post.name,
        assignee_id=None,
        waiting_until=None,
        respond_by=respond_by(ticket.urgency, starts, house.limits, house.calendar),
    )
    decision = Decision(there, (replace(moved.events[0], post=post.name),))
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def hand_over_talk(turn: Turn) -> Reply:
    """「12 转 社工站 原因」"""
    return with_ticket(turn, held, as_worker(_hand_over))


def _hand_over(turn: Turn, ticket: Ticket) -> Reply:
    structure = turn.house.structure
    post = _wanted(turn, ticket)
    if post is None:
        return Reply(wording.hand_to_whom([post.name for post in structure.posts]))
    if post.name == ticket.post and ticket.assignee_id is None:
        return Reply(wording.already_there(ticket, post.name))
    scene = notices.scene_of(turn.unit, turn.house, ticket)
    if route(post, scene.place.chain, scene.staff, structure).post is not post or not scene.holding(post.name):
        return Reply(wording.nobody_there(post.name))
    moved = hand_over_ticket(
        turn.unit, turn.house, ticket, post, by=turn.actor.id, at=turn.now, reason=turn.intent.words
    ).ticket
    return say(turn, wording.handed(moved, post.name), public=talk.state_in_group(moved))


def _wanted(turn: Turn, ticket: Ticket) -> Post | None:
    """The desk that was named; 「上报」 alone is the next rung up."""
    if turn.intent.who:
        return named(turn.house.structure, turn.intent.who)
    return turn.house.structure.above(ticket.post) if "上报" in turn.message.text else None
