"""时限与逐级上报: by when somebody must answer, which clock ran out, and who is next.

Time limits are those of `docs/care-rules.md` §1 (P0–P3), shipped as configuration.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from care.calendar import Calendar
from care.category import Urgency
from care.place import Structure
from care.ticket import Decision, Status, Step, Ticket, move


@dataclass(frozen=True, slots=True)
class Limit:
    """时限: first human answer, settling, and how long each rung has before the next hears of it.

    `working`: counted in office hours; otherwise by the clock on the wall. Of what is no emergency the time to answer,
    here and on each rung, does not run in quiet hours: nobody is messaged then, so nobody could have answered.
    """

    respond: timedelta
    resolve: timedelta
    again: timedelta
    working: bool = False


Limits = Mapping[Urgency, Limit]


def respond_by(urgency: Urgency, at: datetime, limits: Limits, calendar: Calendar) -> datetime | None:
    return _due(at, limits, calendar, urgency, "respond")


def resolve_by(urgency: Urgency, at: datetime, limits: Limits, calendar: Calendar) -> datetime | None:
    return _due(at, limits, calendar, urgency, "resolve")


def _due(at: datetime, limits: Limits, calendar: Calendar, urgency: Urgency, which: str) -> datetime | None:
    limit = limits.get(urgency)
    if limit is None:
        return None
    span: timedelta = getattr(limit, which)
    days = span >= timedelta(days=1)
    if limit.working:
        return calendar.add_days(at, span.days) if days else calendar.add(at, span)
    if urgency is Urgency.EMERGENCY or which == "resolve":
        return at + span
    return calendar.awake(at + span) if days else calendar.add_awake(at, span)


def ran_out(ticket: Ticket, at: datetime) -> bool:
    """Has the time to answer passed with nobody taking it?"""
    return ticket.status is Status.OPEN and ticket.respond_by is not None and ticket.respond_by <= at


def escalate(
    ticket: Ticket, *, at: datetime, structure: Structure, held: Collection[str], limits: Limits, calendar: Calendar
) -> Decision:
    """To the next rung that somebody holds, and a new time to answer. On the top rung it stays and is called again.

    Raises `StepNotAllowed` when somebody has taken it meanwhile.
    """
    above = structure.above(ticket.post)
    while above is not None and above.name not in held:
        above = structure.above(above.name)
    decision = move(ticket, Step.ESCALATE, by=None, at=at)
    climbed = replace(
        decision.ticket,
        post=above.name if above else ticket.post,
        respond_by=_again(ticket, at, limits, calendar),
    )
    event = replace(decision.events[0], post=climbed.post)
    return Decision(climbed, (event,))


def _again(ticket: Ticket, at: datetime, limits: Limits, calendar: Calendar) -> datetime | None:
    return _due(at, limits, calendar, ticket.urgency, "again")
