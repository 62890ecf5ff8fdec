"""手上的单: what is on somebody's hands while they are on leave or for good, and what comes back to them."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import bindparam, literal_column, or_, select

from care.notice import Notice, Topic
from care.place import Post
from care.ticket import LIVE, Moved, Step, Ticket, decided
from care.visits.round import Leave
from care.visits.share import Away, Hand, stand_in, whose
from handlers import notices
from handlers.dues import today_of
from handlers.hand_over import hand_over_ticket
from handlers.notices import Scene
from handlers.turn import House
from handlers.walks import away_on, ladder_at
from handlers.wording import common
from handlers.wording import leave as wording
from handlers.wording.notices import Facts
from storage import tables
from storage.sql import Statement
from storage.unit import Unit

_e, _t = tables.events, tables.tickets
LENT_BY = Statement(
    select(_e.c.number)
    .select_from(_e.join(_t, _t.c.number == _e.c.number))
    .where(
        _e.c.by_id == bindparam("person_"),
        _e.c.was_assignee_id == bindparam("person_"),
        _e.c.step == literal_column(f"'{Step.HAND_OVER}'"),
        _e.c.note == literal_column(f"'{wording.HANDED}'"),
        _t.c.assignee_id != bindparam("person_"),
        or_(*[_t.c.status == literal_column(f"'{status}'") for status in LIVE]),
    )
    .distinct()
    .order_by(_e.c.number)
)


def hand_for(unit: Unit, house: House, ticket: Ticket, absent: int, today: date) -> Hand | None:
    """Who takes a ticket for somebody: the deputy, then up the ladder; a sealed one only who may read it."""
    ladder, away = ladder_at(unit, house, ticket.place_id, away_on(unit, today))
    if ticket.sealed:
        staff = unit.people.staff(unit.places.get(ticket.place_id).chain)
        may_read = {duty.person_id for duty in notices.readers(staff, True, house)}
        ladder = tuple(tuple(one for one in rung if one in may_read) for rung in ladder)
        away = {**away, **({absent: None} if stand_in(absent, away) not in may_read else {})}
    return whose(ticket.number, ((absent,), *ladder), away)


def give_ticket(unit: Unit, house: House, ticket: Ticket, to: int, *, by: int, at: datetime, why: str) -> None:
    """The act: the same ticket in somebody else's hands. They and the caller are told who has it now."""
    decision = decided(ticket, replace(ticket, assignee_id=to), Step.HAND_OVER, by=by, at=at, note=why)
    unit.tickets.save(decision.ticket, *decision.events)
    scene, duty = notices.scene_of(unit, house, ticket), unit.people.duties_of(to)[0]
    facts = Facts(decision.ticket, scene.caller.name, scene.place.name, unit.people.get(by).name, why, at=at)
    notices.put(unit, house, Notice(Topic.HANDED, duty), facts, at)
    if ticket.caller_id not in (to, by):
        notices.put(unit, house, Notice(Topic.TAKEN, None), replace(facts, doer=common.who(duty)), at)


def pass_waiting(unit: Unit, house: House, absent: int, at: datetime) -> bool:
    """What waits at a desk where nobody else is goes to the next rung; an emergency has called everyone already."""
    away, moved = away_on(unit, today_of(at)), False
    for duty in unit.people.duties_of(absent):
        for ticket in unit.tickets.waiting_at(duty.post, duty.place_id):
            scene = notices.scene_of(unit, house, ticket)
            post = _next_post(house, scene, ticket.post, away)
            if not ticket.danger and post is not None:
                hand_over_ticket(unit, house, ticket, post, by=absent, at=at, reason=wording.HANDED)
                moved = True
    return moved


def _next_post(house: House, scene: Scene, name: str, away: Away) -> Post | None:
    """The next desk with somebody at it; None where this one has somebody left, or there is none."""
    post = house.structure.post(name)
    if post is None or any(duty.person_id not in away for duty in scene.holding(name)):
        return None
    while post is not None and all(duty.person_id in away for duty in scene.holding(post.name)):
        post = house.structure.above(post.name)
    return post


def bring_back(unit: Unit, one: Leave, at: datetime) -> dict[int, list[int]]:
    """What others hold for somebody is theirs again, however often it was lent on: who gave back which tickets."""
    back: dict[int, list[int]] = {}
    for row in unit.session.all(LENT_BY, person_=one.person_id):
        ticket = unit.tickets.get(row[0])
        keeper = ticket.assignee_id
        if keeper is None or one.person_id not in owed(unit.tickets.history(ticket.number), keeper):
            continue
        theirs = replace(ticket, assignee_id=one.person_id)
        decision = decided(ticket, theirs, Step.HAND_OVER, by=keeper, at=at, note=wording.BACK)
        unit.tickets.save(decision.ticket, *decision.events)
        back.setdefault(keeper, []).append(ticket.number)
    return back


def owed(history: list[Moved], keeper: int) -> list[int]:
    """甲→乙→丙: whose a ticket is that `keeper` has, the first lender first; nobody's where it was passed on for good.

    Where it comes back to one of them, what those behind lent on is settled with it.
    """
    moves = [event for event in history if event.step in (Step.HAND_OVER, Step.ACCEPT)]
    holders = [*(event.was_assignee_id for event in moves[1:]), keeper]
    lenders: list[int] = []
    for event, holder in zip(moves, holders, strict=True):
        if event.note == wording.HANDED and event.was_assignee_id is not None:
            lenders.append(event.was_assignee_id)
        elif event.note == wording.BACK and holder in lenders:
            lenders = lenders[: lenders.index(holder)]
        else:
            lenders = []
    return lenders
