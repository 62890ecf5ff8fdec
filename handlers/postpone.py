"""明天: a worker will do it another day and is reminded that morning."""

from datetime import datetime

from care.calendar import SHANGHAI, days_until, morning
from care.message import Reply
from care.ticket import Decision, Ticket, postpone
from handlers import notices
from handlers.turn import House, Turn, say
from handlers.which import as_worker, held, with_ticket
from handlers.wording import talk
from handlers.wording import work as wording
from storage.unit import Unit

MOST_DAYS = 90


def postpone_ticket(unit: Unit, house: House, ticket: Ticket, *, by: int, at: datetime, until: datetime) -> Decision:
    """The act. Raises `DangerStays` for an emergency."""
    decision = postpone(ticket, by=by, at=at, until=until)
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def postpone_talk(turn: Turn) -> Reply:
    """「12 明天」「12 周五」「12 3天后」"""
    return with_ticket(turn, held, as_worker(_postpone))


def _postpone(turn: Turn, ticket: Ticket) -> Reply:
    intent = turn.intent
    days = _days(turn.now, intent.weekday, intent.days)
    until = morning(turn.now, min(days, MOST_DAYS))
    later = postpone_ticket(turn.unit, turn.house, ticket, by=turn.actor.id, at=turn.now, until=until).ticket
    return say(turn, wording.postponed(later, until, turn.now), public=talk.state_in_group(later))


def _days(now: datetime, weekday: int | None, days: int) -> int:
    """「周五」 is the next one, 「下周五」 that of next week; a day that was not said is tomorrow."""
    if weekday is None:
        return days or 1
    if days:
        return days - now.astimezone(SHANGHAI).weekday() + weekday
    return days_until(now, weekday)
