"""通知: which event must be told to whom. No wording here; the words are in `handlers/wording/`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from care.people import Duty
from care.ticket import Moved, Step, Ticket


class Topic(StrEnum):
    """What a notice is about; one sentence each in `handlers/wording/notices.py`."""

    NEW = "new"  # 有新的事
    DANGER = "danger"  # 人命关天，在岗的人都叫
    HANDED = "handed"  # 转给您了
    RECALLED = "recalled"  # 刚才转给您的收回去了
    MOVED_ON = "moved_on"  # 您手上的事，别人动了
    TAKEN = "taken"  # 告诉来话人：谁接了
    TAKEN_BY_OTHER = "taken_by_other"  # 告诉其他在岗的人：有人接了
    DONE = "done"  # 告诉来话人：办好了，请评价
    WITHDRAWN = "withdrawn"  # 来话人撤销了
    BACK = "back"  # 又没办好，重办
    NUDGED = "nudged"  # 有人催
    OVERDUE = "overdue"  # 没人接，轮到您
    DUE_AGAIN = "due_again"  # 挂起到期
    LATER = "later"  # 告诉来话人：接的人改天办
    LET_GO = "let_go"  # 告诉来话人：接的人去不了，换人
    UNDONE = "undone"  # 告诉来话人：刚才说办好了不算
    ADDED = "added"  # 来话人又说了一句
    UNDELIVERED = "undelivered"  # 发给别人没送到，请您接
    NOBODY_REACHED = "nobody_reached"  # 告诉来话人：一个人也没叫到，自己打电话
    CORRECTED = "corrected"  # 您手上的事，改了类别或紧急程度
    CALMED = "calmed"  # 叫过的人：看过了，不是紧急的，不用都赶过去
    TAKEN_OFF = "taken_off"  # 您手上的事成了保密的，交给专人了
    CALLER_UNREACHED = "caller_unreached"  # 发不到来话人，请打电话或上门


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody who must hear of something. `to` None is the caller, wherever they spoke from."""

    topic: Topic
    to: Duty | None


CALLER_HEARS = {
    Step.ACCEPT: Topic.TAKEN,
    Step.RESOLVE: Topic.DONE,
    Step.POSTPONE: Topic.LATER,
}
CALLER_HEARS_UNDONE: Mapping[str, Topic] = {  # 撤销了哪一步，写在备注里
    Step.ACCEPT: Topic.LET_GO,
    Step.RESOLVE: Topic.UNDONE,
}


OTHERS_DO = frozenset({Step.ACCEPT, Step.POSTPONE, Step.RESOLVE, Step.HAND_OVER})
HOLDER_HEARS = {
    Step.CANCEL: Topic.WITHDRAWN,
    Step.NUDGE: Topic.NUDGED,
    Step.RESUME: Topic.DUE_AGAIN,
}


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who may hear of a ticket: who holds its desk, who is called in danger, and everyone on duty there."""

    desk: Sequence[Duty]
    alarmed: Sequence[Duty]
    staff: Sequence[Duty]


def audience(event: Moved, ticket: Ticket, crew: Crew) -> Iterator[Notice]:
    """Who must hear of a step."""
    topic = CALLER_HEARS_UNDONE.get(event.note) if event.step is Step.UNDO else CALLER_HEARS.get(event.step)
    if topic is not None and event.by != ticket.caller_id:
        yield Notice(topic, None)
    if event.step in OTHERS_DO and event.was_assignee_id not in (None, event.by):
        mine = [duty for duty in crew.staff if duty.person_id == event.was_assignee_id][:1]
        yield from (Notice(Topic.MOVED_ON, duty) for duty in mine)
    yield from (Notice(topic, duty) for topic, duty in _workers(event, ticket, crew) if duty.person_id != event.by)


def _workers(event: Moved, ticket: Ticket, crew: Crew) -> Iterator[tuple[Topic, Duty]]:
    desk = crew.desk
    holder = [duty for duty in crew.staff if duty.person_id == (ticket.assignee_id or event.was_assignee_id)][:1]
    match event.step:
        case Step.ACCEPT if ticket.danger:
            yield from ((Topic.TAKEN_BY_OTHER, duty) for duty in _each_once(crew.alarmed))
        case Step.UNDO if ticket.danger and event.note == Step.ACCEPT:
            yield from ((Topic.OVERDUE, duty) for duty in _each_once(crew.alarmed))
        case Step.UNDO if event.note == Step.HAND_OVER:
            yield from ((Topic.RECALLED, duty) for duty in crew.staff if duty.post == event.was_post)
        case Step.HAND_OVER:
            yield from ((Topic.HANDED, duty) for duty in _called(ticket, crew))
        case Step.ESCALATE if ticket.danger:
            yield from ((Topic.OVERDUE, duty) for duty in _each_once([*crew.alarmed, *desk]))
        case Step.ESCALATE:
            yield from ((Topic.OVERDUE, duty) for duty in _each_once([*desk, *holder]))
        case Step.REOPEN:
            yield from ((Topic.BACK, duty) for duty in _called(ticket, crew))
        case Step.CANCEL | Step.NUDGE | Step.RESUME:
            yield from ((HOLDER_HEARS[event.step], duty) for duty in holder or desk[:1])
        case Step.NOTE if event.by == ticket.caller_id:
            yield from ((Topic.ADDED, duty) for duty in holder or desk[:1])
        case _:
            return


def corrected(was: Ticket, ticket: Ticket, event: Moved, crew: Crew) -> Iterator[Notice]:
    """Who must hear that a ticket is held to be something else now: each person of one thing, the weightiest."""
    heard: dict[int, Notice] = {}
    for topic, duty in _of_correction(was, ticket, event, crew):
        if duty.person_id != event.by:
            heard.setdefault(duty.person_id, Notice(topic, duty))
    yield from heard.values()


def _of_correction(was: Ticket, ticket: Ticket, event: Moved, crew: Crew) -> Iterator[tuple[Topic, Duty]]:
    holder = [duty for duty in crew.staff if duty.person_id == ticket.assignee_id][:1]
    lost = was.assignee_id not in (None, ticket.assignee_id)
    if ticket.danger and not was.danger:
        yield from ((Topic.DANGER, duty) for duty in [*crew.alarmed, *crew.desk])
    elif ticket.post != was.post or lost:
        yield from ((Topic.HANDED, duty) for duty in holder or _called(ticket, crew))
        yield from ((Topic.MOVED_ON, duty) for duty in crew.staff if lost and duty.person_id == was.assignee_id)
    else:
        yield from ((Topic.CORRECTED, duty) for duty in holder or crew.desk[:1])
    if was.danger and not ticket.danger:
        yield from ((Topic.CALMED, duty) for duty in crew.alarmed)
    if event.step is Step.UNDO and ticket.post != was.post:
        yield from ((Topic.RECALLED, duty) for duty in crew.staff if duty.post == was.post)


def _called(ticket: Ticket, crew: Crew) -> list[Duty]:
    """The first at the desk; in danger everybody."""
    return _each_once([*crew.desk, *crew.alarmed]) if ticket.danger else list(crew.desk[:1])


def _each_once(duties: Sequence[Duty]) -> list[Duty]:
    return list({duty.person_id: duty for duty in duties}.values())
