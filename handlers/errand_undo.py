"""撤销清单上的一句: what was told of the list counts no more, all of it or one line. Emergencies stay."""

from collections.abc import Sequence
from datetime import datetime

from care.message import Reply
from care.ticket import DangerStays, cancel
from care.visits.period import DAY
from care.visits.round import Outcome, Visit
from handlers import notices
from handlers.dues import take_back, today_of
from handlers.errand_lines import lines_of
from handlers.errands_asked import asked_by_us, asks_in, keep_asking
from handlers.event_plans import resume_plans
from handlers.report import add_words
from handlers.turn import Turn
from handlers.wording import errands as wording


def undo_last(turn: Turn) -> Reply | None:
    """「撤销」: what the last message told of the list counts no more. None when something else was done since."""
    if turn.in_group or turn.intent.number is not None:
        return None
    told = _told(turn)
    step = turn.unit.tickets.last_by(turn.actor.id, turn.now - turn.house.undo_within)
    if not told or (step is not None and step.at > told[0].told_at):
        return None
    return _undone(turn, [one for one in told if one.message_id == told[0].message_id])


def undo_line(turn: Turn, number: int) -> Reply | None:
    """「撤销1」: line 1 of what was told last. None when it was not told of, or a step of that ticket came later."""
    mine = [] if turn.in_group else visits_of_line(turn, number)
    if not mine:
        return None
    step = turn.unit.tickets.last_by(turn.actor.id, turn.now - turn.house.undo_within)
    if step is not None and step.number == number and step.at > mine[0].told_at:
        return None
    return _undone(turn, [one for one in mine if one.message_id == mine[0].message_id])


def visits_of_line(turn: Turn, number: int) -> list[Visit]:
    """What they told of this line of the list of its day, within the time for taking back; newest first."""
    return [
        one
        for one in _told(turn)
        if any(
            one.person_id in line.people and line.number == number
            for line in lines_of(turn.unit, turn.actor.id, one.visited_on).values()
        )
    ]


def take_back_line(turn: Turn, number: int) -> None:
    """「1错了 是没人」: what was said of the line before."""
    mine = visits_of_line(turn, number)
    if mine:
        _undone(turn, [one for one in mine if one.message_id == mine[0].message_id])


def _told(turn: Turn) -> list[Visit]:
    return turn.unit.visits.told_since(turn.actor.id, turn.now - turn.house.undo_within)


def _undone(turn: Turn, mine: Sequence[Visit]) -> Reply:
    unit = turn.unit
    for visit in mine:
        if visit.outcome in (Outcome.HOSPITAL, Outcome.AWAY):
            unit.visits.come_back(visit.person_id, visit.visited_on, visit.visited_on - DAY)
        for day in {visit.visited_on, today_of(visit.told_at)}:
            unit.visits.tick(visit.visitor_id, day, visit.person_id, "", None)
        resume_plans(unit, turn.house.visiting, visit, turn.now)
        take_back(unit, turn.house.visiting, visit, turn.now)
    _ask_no_more(turn, {visit.person_id for visit in mine})
    numbers = [number for number in dict.fromkeys(visit.number for visit in mine) if number]
    kept = [number for number in numbers if not _withdrawn(turn, number, mine[0].told_at)]
    gone = {visit.person_id for visit in mine}
    lines = lines_of(unit, turn.actor.id, mine[0].visited_on).values()
    return Reply(wording.taken_back([line.row for line in lines if gone & line.people.keys()], kept))


def _ask_no_more(turn: Turn, people: set[int]) -> None:
    """What we asked about them, or were still going to."""
    if (waiting := asked_by_us(turn)) is None:
        return
    asks = [one for one in asks_in(waiting) if not any(person in people for person, _, _ in one.written)]
    if asks:
        keep_asking(turn, asks)
    else:
        turn.unit.dialogues.drop(turn.message.sender)


def _withdrawn(turn: Turn, number: int, told_at: datetime) -> bool:
    """False for an emergency, which stays until somebody has looked. What had been open before is left alone."""
    ticket = turn.unit.tickets.get(number)
    if not ticket.live or ticket.opened_at != told_at:
        return True
    try:
        decision = cancel(ticket, by=turn.actor.id, at=turn.now)
    except DangerStays:
        add_words(turn.unit, turn.house, ticket, wording.said_by_mistake(), by=turn.actor.id, at=turn.now)
        return False
    turn.unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(turn.unit, turn.house, decision, turn.now)
    return True
