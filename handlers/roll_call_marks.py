"""平安的记号: what is said of one person ticks them off, and may be taken back. Acts only; nothing is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from care.visits.roll_call import Entry, Mark, State, became, standing
from handlers.dues import take_back
from handlers.turn import Turn
from handlers.withdraw import withdraw
from handlers.wording import roll_call_back as wording
from storage.roll_calls import RollCalls
from storage.roll_marks import RollMarks
from storage.sql import Again


@dataclass
class Taken:
    """What came of taking words back. `gone` and `kept`: the tickets withdrawn, and the emergencies that stay."""

    gone: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)


def tick(turn: Turn, roll_id: int, one: Entry, said: State, words: str) -> bool:
    """What is said of one person. False where it changes nothing; another's word for it is kept all the same.

    A lost race is played once more.
    """
    state, by = became(one.state, said), turn.actor.id
    if state is not one.state or one.by_id != by:
        mark = Mark(0, one.who.person_id, one.state, said, by, turn.now, words, turn.message.id)
        RollMarks(turn.unit.session).add(roll_id, mark)
    if state is one.state:
        return False
    if not RollCalls(turn.unit.session).tick(roll_id, one, state, by=by, at=turn.now, words=words):
        raise Again
    return True


def take_off(turn: Turn, roll_id: int, one: Entry, marks: Sequence[Mark], taken: Taken) -> Entry:
    """These words count no more; where the person stands follows from those that are left."""
    calls, said = RollCalls(turn.unit.session), RollMarks(turn.unit.session)
    said.undo(marks, by=turn.actor.id, at=turn.now)
    state, whose = standing(said.of(roll_id, one.who.person_id))
    by, at, words = (whose.by_id, whose.at, whose.words) if whose else (None, None, "")
    if not calls.tick(roll_id, one, state, by=by, at=at, words=words):
        raise Again
    for mark in marks:
        _unvisit(turn, mark)
    if one.number is not None and state is not State.IN_NEED:
        _withdrawn(turn, one.number, marks, taken)
    return calls.entry(roll_id, one.who.person_id)


def _unvisit(turn: Turn, mark: Mark) -> None:
    """「看到了」 was a visit as well."""
    unit = turn.unit
    for visit in unit.visits.of_person(mark.person_id, most=20):
        if mark.message_id and visit.message_id == mark.message_id:
            unit.visits.tick(visit.visitor_id, visit.visited_on, visit.person_id, "", None)
            take_back(unit, turn.house.visiting, visit, turn.now)


def _withdrawn(turn: Turn, number: int, marks: Sequence[Mark], taken: Taken) -> None:
    """The ticket a need had opened; one that was open before only hears that this was a mistake."""
    ticket, needs = turn.unit.tickets.get(number), [mark.at for mark in marks if mark.said is State.IN_NEED]
    if not needs or not ticket.live:
        return
    note, opened_at = wording.said_by_mistake(), next((at for at in needs if at == ticket.opened_at), needs[0])
    gone = withdraw(turn.unit, turn.house, number, opened_at=opened_at, by=turn.actor.id, at=turn.now, note=note)
    if not gone or opened_at == ticket.opened_at:
        (taken.gone if gone else taken.kept).append(number)
