"""我的、查、催: what is on my hands, who has it now, and please hurry."""

from care.calendar import SHANGHAI
from care.message import Reply
from care.ticket import Status, Step, Ticket, move
from handlers import notices
from handlers.turn import Turn, say
from handlers.which import held, own, serves, waiting, who_has, with_ticket
from handlers.wording import common, talk
from handlers.wording import work as wording


def mine(turn: Turn) -> Reply:
    """「我的」: a worker's list; for a villager, their own open matters."""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    if not turn.actor.works:
        found = own(turn)
        return Reply(common.listed(found) if found else common.nothing_open())
    holding, open_here = turn.unit.tickets.held_by(turn.actor.id), waiting(turn)
    if not holding and not open_here:
        return Reply(common.nothing_for_worker())
    return Reply(wording.mine(holding, open_here, turn.now))


def look(turn: Turn) -> Reply:
    """「查」「12号怎么样了」: who has it now."""
    return with_ticket(turn, _to_look_at, _look)


def _to_look_at(turn: Turn) -> list[Ticket]:
    since = turn.now - turn.house.reopen_within
    found = own(turn) or turn.unit.tickets.lately_of(turn.actor.id, since)[:1]
    return found or (held(turn) if turn.actor.works else [])


def _look(turn: Turn, ticket: Ticket) -> Reply:
    holder = who_has(turn, ticket)
    if serves(turn, ticket) and ticket.caller_id != turn.actor.id:
        caller = turn.unit.people.get(ticket.caller_id).name
        history = turn.unit.tickets.history(ticket.number)
        text = wording.looked(ticket, holder, caller, history, turn.now)
    else:
        text = talk.look(ticket, holder or ticket.post, turn.now)
    return say(turn, text, public=talk.state_in_group(ticket))


def nudge(turn: Turn) -> Reply:
    """「催」: the holder hears it; the second time on one day the next rung up hears it too."""
    return with_ticket(turn, own, _nudge)


def _nudge(turn: Turn, ticket: Ticket) -> Reply:
    today = turn.now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    already = [
        event for event in turn.unit.tickets.history(ticket.number) if event.step is Step.NUDGE and event.at >= today
    ]
    decision = move(ticket, Step.NUDGE, by=turn.actor.id, at=turn.now)
    if not already:
        turn.unit.tickets.save(decision.ticket, *decision.events)
        notices.tell(turn.unit, turn.house, decision, turn.now)
        night = turn.house.calendar.quiet(turn.now) and not ticket.danger
        text = talk.nudged(ticket, who_has(turn, ticket) or ticket.post, night=night)
        return say(turn, text, public=talk.state_in_group(ticket))
    if len(already) == 1 and ticket.status is not Status.WAITING:
        _raise(turn, ticket)
    return say(turn, talk.nudged_today(ticket), public=talk.state_in_group(ticket))


def _raise(turn: Turn, ticket: Ticket) -> None:
    house = turn.house
    decision = notices.escalated(turn.unit, house, ticket, turn.now)
    nudged = move(ticket, Step.NUDGE, by=turn.actor.id, at=turn.now)
    turn.unit.tickets.save(decision.ticket, *nudged.events, *decision.events)
    notices.tell(turn.unit, house, decision, turn.now)
