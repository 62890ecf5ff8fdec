"""工单的一生: everything that may happen to a ticket is in this file, and the table is the machine."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from care.category import Tier, Urgency


class Status(StrEnum):
    OPEN = "待受理"
    ACCEPTED = "在办"
    WAITING = "挂起"
    RESOLVED = "办结"
    CLOSED = "归档"
    CANCELLED = "撤销"


class Step(StrEnum):
    REPORT = "上报"  # 开单，不是流转
    ACCEPT = "受理"
    HAND_OVER = "改派"
    ESCALATE = "逐级上报"
    POSTPONE = "挂起"
    RESUME = "恢复"
    RESOLVE = "办结"
    RATE = "评价"
    CLOSE = "归档"
    REOPEN = "重办"
    CANCEL = "撤销"
    NOTE = "备注"
    NUDGE = "催办"
    CORRECT = "更正"  # 改类、改急
    UNDO = "反悔"


LIVE = (Status.OPEN, Status.ACCEPTED, Status.WAITING)

STEPS: Mapping[Status, Mapping[Step, Status]] = {
    Status.OPEN: {
        Step.ACCEPT: Status.ACCEPTED,
        Step.HAND_OVER: Status.OPEN,
        Step.ESCALATE: Status.OPEN,
        Step.POSTPONE: Status.WAITING,
        Step.RESOLVE: Status.RESOLVED,
        Step.CANCEL: Status.CANCELLED,
        Step.NOTE: Status.OPEN,
        Step.NUDGE: Status.OPEN,
        Step.CORRECT: Status.OPEN,
    },
    Status.ACCEPTED: {
        Step.HAND_OVER: Status.OPEN,
        Step.ESCALATE: Status.ACCEPTED,
        Step.POSTPONE: Status.WAITING,
        Step.RESOLVE: Status.RESOLVED,
        Step.CANCEL: Status.CANCELLED,
        Step.NOTE: Status.ACCEPTED,
        Step.NUDGE: Status.ACCEPTED,
        Step.CORRECT: Status.ACCEPTED,
    },
    Status.WAITING: {
        Step.RESUME: Status.ACCEPTED,
        Step.ACCEPT: Status.ACCEPTED,
        Step.HAND_OVER: Status.OPEN,
        Step.POSTPONE: Status.WAITING,
        Step.RESOLVE: Status.RESOLVED,
        Step.CANCEL: Status.CANCELLED,
        Step.NOTE: Status.WAITING,
        Step.NUDGE: Status.WAITING,
        Step.CORRECT: Status.WAITING,
    },
    Status.RESOLVED: {
        Step.RATE: Status.CLOSED,
        Step.CLOSE: Status.CLOSED,
        Step.REOPEN: Status.OPEN,
        Step.NOTE: Status.RESOLVED,
        Step.CORRECT: Status.RESOLVED,
    },
    Status.CLOSED: {
        Step.RATE: Status.CLOSED,
        Step.REOPEN: Status.OPEN,
        Step.NOTE: Status.CLOSED,
        Step.CORRECT: Status.CLOSED,
    },
    Status.CANCELLED: {
        Step.REOPEN: Status.OPEN,
        Step.CORRECT: Status.CANCELLED,
    },
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """工单. `number` is what people say (12号); `about` is the one it is for when somebody else reports.

    `post` is the desk whose turn it is; `assignee_id` is set once somebody has accepted.
    """

    number: int
    place_id: int
    caller_id: int
    about: str
    category: str
    urgency: Urgency
    tier: Tier
    sealed: bool
    text: str
    status: Status
    post: str
    assignee_id: int | None
    opened_at: datetime
    respond_by: datetime | None
    resolve_by: datetime | None
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    waiting_until: datetime | None = None
    outcome: str = ""
    rating: int | None = None
    version: int = 1

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def danger(self) -> bool:
        return self.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened, with enough of the state before it to take it back."""

    number: int
    step: Step
    by: int | None  # None：时间到了
    at: datetime
    was: Status
    became: Status
    was_post: str
    post: str
    was_assignee_id: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    ticket: Ticket
    events: tuple[Moved, ...]


class StepNotAllowed(Exception):
    """The machine has no such move from here; nothing has changed."""

    def __init__(self, ticket: Ticket, step: Step) -> None:
        super().__init__(f"{ticket.number}: {step} is not allowed while {ticket.status}")
        self.ticket = ticket
        self.step = step


class NoOutcome(StepNotAllowed):
    """办结要有一句结果（种子 000「作好相应的记录」）."""


class DangerStays(StepNotAllowed):
    """An emergency is not cancelled by a message; a person confirms first (`docs/care-rules.md` §3)."""


class TooLate(StepNotAllowed):
    """Past the time in which a step may be taken back, or a ticket opened again."""


def move(ticket: Ticket, step: Step, *, by: int | None, at: datetime, note: str = "") -> Decision:
    """One step by the table. Raises `StepNotAllowed`."""
    status = STEPS[ticket.status].get(step)
    if status is None:
        raise StepNotAllowed(ticket, step)
    return decided(ticket, replace(ticket, status=status), step, by=by, at=at, note=note)


def decided(was: Ticket, now: Ticket, step: Step, *, by: int | None, at: datetime, note: str = "") -> Decision:
    """The decision that leads from one state of a ticket to the next."""
    event = Moved(was.number, step, by, at, was.status, now.status, was.post, now.post, was.assignee_id, note)
    return Decision(now, (event,))


def accept(ticket: Ticket, *, by: int, at: datetime) -> Decision:
    """受理: the first who says so has it. Raises `StepNotAllowed`."""
    decision = move(ticket, Step.ACCEPT, by=by, at=at)
    taken = replace(decision.ticket, assignee_id=by, accepted_at=at, respond_by=None, waiting_until=None)
    return Decision(taken, decision.events)


def resolve(ticket: Ticket, *, by: int, at: datetime, outcome: str) -> Decision:
    """办结. Raises `NoOutcome` where nothing is said of how it ended, `StepNotAllowed`."""
    if Step.RESOLVE in STEPS[ticket.status] and not outcome.strip():
        raise NoOutcome(ticket, Step.RESOLVE)
    decision = move(ticket, Step.RESOLVE, by=by, at=at, note=outcome)
    holder = ticket.assignee_id or by
    done = replace(
        decision.ticket, outcome=outcome, resolved_at=at, assignee_id=holder, respond_by=None, waiting_until=None
    )
    return Decision(done, decision.events)


def postpone(ticket: Ticket, *, by: int, at: datetime, until: datetime) -> Decision:
    """挂起到某个时候. Whoever postpones has it. Raises `StepNotAllowed`; an emergency is not put off."""
    if ticket.danger:
        raise DangerStays(ticket, Step.POSTPONE)
    decision = move(ticket, Step.POSTPONE, by=by, at=at, note=until.isoformat())
    put_off = replace(decision.ticket, waiting_until=until, assignee_id=by, respond_by=None)
    return Decision(put_off, decision.events)


def resume(ticket: Ticket, *, at: datetime) -> Decision:
    """恢复: the day to which it was put off has come. Raises `StepNotAllowed`."""
    decision = move(ticket, Step.RESUME, by=None, at=at)
    return Decision(replace(decision.ticket, waiting_until=None), decision.events)


def close(ticket: Ticket, *, at: datetime) -> Decision:
    """归档: settled, and silence since. Raises `DangerStays` for an emergency, `StepNotAllowed`."""
    if ticket.danger:
        raise DangerStays(ticket, Step.CLOSE)
    decision = move(ticket, Step.CLOSE, by=None, at=at)
    return Decision(replace(decision.ticket, closed_at=at), decision.events)


def cancel(ticket: Ticket, *, by: int, at: datetime, note: str = "") -> Decision:
    """撤销. Raises `DangerStays` for an emergency, `StepNotAllowed`."""
    if ticket.danger and ticket.live:
        raise DangerStays(ticket, Step.CANCEL)
    decision = move(ticket, Step.CANCEL, by=by, at=at, note=note)
    return Decision(replace(decision.ticket, closed_at=at, respond_by=None), decision.events)


def rate(ticket: Ticket, *, by: int, at: datetime, rating: int, note: str = "") -> Decision:
    """评价 1 满意 2 一般 3 不满意. Raises `StepNotAllowed`."""
    if rating not in (1, 2, 3):
        raise ValueError(f"a rating is 1, 2 or 3, not {rating}")
    decision = move(ticket, Step.RATE, by=by, at=at, note=f"{rating} {note}".strip())
    closed = replace(decision.ticket, rating=rating, closed_at=ticket.closed_at or at)
    return Decision(closed, decision.events)


def reopen(
    ticket: Ticket,
    *,
    by: int | None,
    at: datetime,
    within: timedelta,
    post: str,
    respond_by: datetime | None,
    note: str = "",
) -> Decision:
    """重办: it was not done after all; it goes to `post`. Raises `TooLate`, `StepNotAllowed`."""
    ended = ticket.closed_at or ticket.resolved_at
    if ended is not None and at - ended > within:
        raise TooLate(ticket, Step.REOPEN)
    reopened = move(ticket, Step.REOPEN, by=by, at=at, note=note).ticket
    again = replace(reopened, post=post, assignee_id=None, respond_by=respond_by, resolved_at=None, closed_at=None)
    return decided(ticket, again, Step.REOPEN, by=by, at=at, note=note)


def undo(ticket: Ticket, last: Moved, *, by: int, at: datetime, within: timedelta) -> Decision:
    """反悔: take back one's own last step. `last` is the newest event of the ticket.

    Raises `TooLate` after `within`, `StepNotAllowed` when the last step was somebody else's or cannot be undone.
    """
    rated_again = last.step is Step.RATE and last.was is Status.CLOSED  # 上一次评的是几，已经不知道了
    if last.by != by or last.step not in UNDOABLE or rated_again:
        raise StepNotAllowed(ticket, Step.UNDO)
    if at - last.at > within:
        raise TooLate(ticket, Step.UNDO)
    before = replace(
        ticket,
        status=last.was,
        post=last.was_post,
        assignee_id=last.was_assignee_id,
        resolved_at=None if last.was in LIVE else ticket.resolved_at,
        closed_at=ticket.closed_at if last.was is Status.CLOSED else None,
        rating=None if last.step is Step.RATE else ticket.rating,
        outcome="" if last.step is Step.RESOLVE else ticket.outcome,
        accepted_at=None if last.step is Step.ACCEPT else ticket.accepted_at,
        # 原来的时限没有留底：到点就叫人，宁早勿丢
        waiting_until=at + within if last.was is Status.WAITING else None,
        respond_by=at + within if last.was is Status.OPEN else None,
    )
    return decided(ticket, before, Step.UNDO, by=by, at=at, note=last.step)


UNDOABLE = frozenset({Step.ACCEPT, Step.HAND_OVER, Step.POSTPONE, Step.RESOLVE, Step.RATE, Step.CANCEL})


def allowed(ticket: Ticket) -> tuple[Step, ...]:
    """What may happen next, for the pages and for the drawing in the docs."""
    return tuple(STEPS[ticket.status])
