"""更正: a person says what a need really is. With its category or urgency change whose it is and by when.

A correction never settles or withdraws anything, and what is over stays over: there only the label changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from care.calendar import Calendar
from care.category import CATEGORIES, NOT_A_REQUEST, Tier, Urgency, is_sealed, tier_of
from care.escalation import Limits, resolve_by, respond_by
from care.people import Duty
from care.place import Structure
from care.ticket import Decision, Moved, Status, Step, StepNotAllowed, Ticket, TooLate, decided

_HASTE = {urgency: rank for rank, urgency in enumerate(Urgency)}  # 0 是最急
_CHAT = frozenset({"不是求助", "不是诉求", "闲聊", "无关"})


@dataclass(frozen=True, slots=True)
class Label:
    """What a need is held to be: 类别 and 紧急程度."""

    category: str
    urgency: Urgency

    def __str__(self) -> str:
        return f"{self.category}·{self.urgency}"


class NotTheirsToCalm(StepNotAllowed):
    """紧急 is lowered by a person at 村社工 or above (`docs/care-rules.md` §3)."""


def label_of(ticket: Ticket) -> Label:
    return Label(ticket.category, ticket.urgency)


def category_named(said: str) -> str:
    """The category somebody means; empty when there is none or more than one."""
    if said in CATEGORIES or said == NOT_A_REQUEST:
        return said
    if said in _CHAT:
        return NOT_A_REQUEST
    found = [name for name in CATEGORIES if name in said or (len(said) > 1 and said in name)]
    return found[0] if len(found) == 1 else ""


def categories_like(said: str, most: int = 6) -> list[str]:
    """The categories that share a letter with what was said, the likest first; all of them when none does."""
    alike = {name: len(set(name) & set(said)) for name in CATEGORIES}
    near = sorted((name for name in alike if alike[name]), key=lambda name: -alike[name])
    return near[:most] or list(CATEGORIES)


def may_calm(duties: Sequence[Duty], chain: Sequence[int], structure: Structure) -> bool:
    """Whether somebody with these duties may say that an emergency is none."""
    point, rungs = structure.takes(Tier.POINT), structure.ladder
    above = rungs[rungs.index(point) :] if point in rungs else [rung for rung in rungs if rung.level > point.level]
    trusted = {point.name, *(post.name for post in above)}
    return any(duty.post in trusted and duty.place_id in chain for duty in duties)


def keeps(ticket: Ticket, label: Label, post: str, readers: Sequence[Duty]) -> bool:
    """Whether who holds the ticket goes on with it: not what has become an emergency, not what they may not read.

    `readers` are those on duty for its place who may read it under the new label.
    """
    if label.urgency is Urgency.EMERGENCY and not ticket.danger:
        return False
    mine = [duty for duty in readers if duty.person_id == ticket.assignee_id]
    return bool(mine) and (post == ticket.post or any(duty.post == post for duty in mine))


def correct(
    ticket: Ticket,
    label: Label,
    *,
    post: str,
    kept: bool,
    by: int,
    at: datetime,
    limits: Limits,
    calendar: Calendar,
    reason: str = "",
) -> Decision:
    """改类、改急. It is `post`'s now; unless `kept`, it waits there to be accepted, as after a hand-over."""
    now = _labelled(ticket, label)
    if ticket.live:
        now = replace(now, post=post)
        if not kept:
            now = replace(now, status=Status.OPEN, assignee_id=None, waiting_until=None)
        now = _clocked(ticket, now, at, limits, calendar)
    note = f"{label_of(ticket)} → {label}" + (f"：{reason}" if reason else "")
    return decided(ticket, now, Step.CORRECT, by=by, at=at, note=note)


def take_back(
    ticket: Ticket,
    last: Moved,
    label: Label,
    *,
    by: int,
    at: datetime,
    within: timedelta,
    limits: Limits,
    calendar: Calendar,
) -> Decision:
    """反悔 of one's own correction; `label` is what it was before. An emergency that comes back waits for anyone.

    Raises `TooLate` after `within`, `StepNotAllowed` when the newest event is not this person's correction.
    """
    if last.by != by or last.step is not Step.CORRECT:
        raise StepNotAllowed(ticket, Step.UNDO)
    if at - last.at > within:
        raise TooLate(ticket, Step.UNDO)
    now = _labelled(ticket, label)
    if ticket.live:
        raised = now.danger and not ticket.danger
        status = Status.OPEN if raised else last.was
        now = replace(now, status=status, post=last.was_post, assignee_id=None if raised else last.was_assignee_id)
        woken = ticket.waiting_until or at + within  # 原来挂到哪天没有留底：宁早勿丢
        now = replace(now, waiting_until=woken if status is Status.WAITING else None)
        now = _clocked(ticket, now, at, limits, calendar)
    return decided(ticket, now, Step.UNDO, by=by, at=at, note=Step.CORRECT)


def _labelled(ticket: Ticket, label: Label) -> Ticket:
    return replace(
        ticket,
        category=label.category,
        urgency=label.urgency,
        tier=tier_of(label.category, label.urgency),
        sealed=is_sealed(label.category, label.urgency),
    )


def _clocked(was: Ticket, now: Ticket, at: datetime, limits: Limits, calendar: Calendar) -> Ticket:
    """Deadlines from here on when it is more urgent or an emergency no more; else the earlier ones stay."""
    starts = at if now.danger else calendar.awake(at)
    respond, resolve = (due(now.urgency, starts, limits, calendar) for due in (respond_by, resolve_by))
    calmed = was.danger and not now.danger
    hastier = _HASTE[now.urgency] < _HASTE[was.urgency]
    if not calmed:
        resolve = _sooner(was.resolve_by, resolve, at) if hastier else was.resolve_by
    same_desk = was.status is now.status is Status.OPEN and was.post == now.post
    if same_desk and not calmed:
        respond = _sooner(was.respond_by, respond, at) if hastier else was.respond_by
    return replace(now, respond_by=respond if now.status is Status.OPEN else None, resolve_by=resolve)


def _sooner(promised: datetime | None, anew: datetime | None, at: datetime) -> datetime | None:
    """Never later than what was promised, unless that has passed already."""
    if promised is None or anew is None or promised <= at:
        return anew
    return min(promised, anew)
