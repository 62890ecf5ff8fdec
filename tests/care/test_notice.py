"""Who hears of a step: nobody hears of what they did themselves, and nobody twice."""

from collections.abc import Sequence
from itertools import product

import pytest

from care.category import Urgency
from care.notice import Crew, Topic, audience
from care.people import Duty
from care.ticket import Moved, Status, Step, Ticket
from tests.care.village import MONDAY, duty, ticket

LI, QIN, CHEN, WANG = 1, 2, 4, 100
GRID, POINT, STATION = duty(LI, "网格员", 1), duty(QIN, "村社工", 2), duty(CHEN, "社工站", 3)
STAFF = (GRID, POINT, STATION)


def event(step: Step, by: int | None = WANG, was: Status = Status.ACCEPTED, was_assignee: int | None = None) -> Moved:
    return Moved(12, step, by, MONDAY, was, Status.OPEN, "网格员", "网格员", was_assignee)


def heard(
    moved: Moved, one: Ticket, desk: Sequence[Duty] = (GRID,), staff: Sequence[Duty] = STAFF
) -> list[tuple[Topic, int | None]]:
    return [
        (notice.topic, notice.to.person_id if notice.to else None)
        for notice in audience(moved, one, Crew(desk, staff, staff))
    ]


def test_the_caller_hears_who_took_it_and_that_it_is_done() -> None:
    held = ticket(Status.ACCEPTED, assignee_id=LI)
    assert heard(event(Step.ACCEPT, by=LI), held) == [(Topic.TAKEN, None)]
    assert heard(event(Step.RESOLVE, by=LI), held) == [(Topic.DONE, None)]


@pytest.mark.parametrize("step", [Step.ACCEPT, Step.RESOLVE])
def test_a_worker_who_settles_what_they_reported_is_not_told_by_us(step: Step) -> None:
    assert heard(event(step, by=WANG), ticket(Status.ACCEPTED, assignee_id=WANG)) == []


def test_in_danger_everybody_hears_who_went() -> None:
    danger = ticket(Status.ACCEPTED, urgency=Urgency.EMERGENCY, assignee_id=QIN)
    twice = (*STAFF, duty(LI, "村委", 2))
    assert heard(event(Step.ACCEPT, by=QIN), danger, staff=twice) == [
        (Topic.TAKEN, None),
        (Topic.TAKEN_BY_OTHER, LI),
        (Topic.TAKEN_BY_OTHER, CHEN),
    ]


def test_what_is_handed_over_is_heard_by_the_first_at_the_new_desk() -> None:
    moved = event(Step.HAND_OVER, by=LI, was_assignee=LI)
    assert heard(moved, ticket(), desk=(POINT, STATION)) == [(Topic.HANDED, QIN)]


def test_an_overdue_one_is_heard_by_the_whole_desk_and_in_danger_by_everybody() -> None:
    both = (POINT, duty(7, "村社工", 2))
    assert heard(event(Step.ESCALATE, by=None), ticket(), desk=both) == [(Topic.OVERDUE, QIN), (Topic.OVERDUE, 7)]
    danger = ticket(urgency=Urgency.EMERGENCY)
    assert {who for _, who in heard(event(Step.ESCALATE, by=None), danger)} == {LI, QIN, CHEN}


def test_the_holder_of_an_overdue_one_hears_it_once_even_at_the_desk() -> None:
    held = ticket(Status.ACCEPTED, assignee_id=LI)
    assert heard(event(Step.ESCALATE, by=None), held, desk=(GRID, POINT)) == [(Topic.OVERDUE, LI), (Topic.OVERDUE, QIN)]


@pytest.mark.parametrize(
    ("step", "topic", "by"),
    [
        (Step.NUDGE, Topic.NUDGED, WANG),
        (Step.CANCEL, Topic.WITHDRAWN, WANG),
        (Step.RESUME, Topic.DUE_AGAIN, None),
        (Step.NOTE, Topic.ADDED, WANG),
    ],
)
def test_the_holder_hears_it_or_else_the_first_at_the_desk(step: Step, topic: Topic, by: int | None) -> None:
    assert heard(event(step, by=by), ticket(Status.ACCEPTED, assignee_id=CHEN)) == [(topic, CHEN)]
    assert heard(event(step, by=by), ticket(), desk=(GRID, POINT)) == [(topic, LI)]
    gone = ticket(Status.ACCEPTED, assignee_id=77)
    assert heard(event(step, by=by), gone, desk=(GRID, POINT)) == [(topic, LI)]


def test_a_workers_note_is_nobody_elses_business() -> None:
    assert heard(event(Step.NOTE, by=LI), ticket(Status.ACCEPTED, assignee_id=CHEN)) == []


def test_what_was_not_done_goes_back_to_the_desk() -> None:
    assert heard(event(Step.REOPEN), ticket(), desk=(POINT,)) == [(Topic.BACK, QIN)]


def undone(step: Step, was: Status, became: Status) -> Moved:
    return Moved(12, Step.UNDO, LI, MONDAY, was, became, "网格员", "网格员", LI, note=step)


def test_the_caller_hears_when_done_was_not_done_and_when_whoever_came_does_not_come() -> None:
    not_done = undone(Step.RESOLVE, Status.RESOLVED, Status.ACCEPTED)
    assert heard(not_done, ticket(Status.ACCEPTED, assignee_id=LI)) == [(Topic.UNDONE, None)]
    assert heard(undone(Step.ACCEPT, Status.ACCEPTED, Status.OPEN), ticket()) == [(Topic.LET_GO, None)]
    assert heard(undone(Step.RATE, Status.CLOSED, Status.RESOLVED), ticket()) == []


def test_everyone_is_called_again_when_an_emergency_is_let_go() -> None:
    danger = ticket(urgency=Urgency.EMERGENCY)
    again = heard(undone(Step.ACCEPT, Status.ACCEPTED, Status.OPEN), danger, staff=STAFF)
    assert (Topic.OVERDUE, QIN) in again
    assert (Topic.OVERDUE, LI) not in again


@pytest.mark.parametrize("step", list(Step))
def test_nobody_hears_of_their_own_act_and_nobody_twice(step: Step) -> None:
    for status, urgency, by in product(Status, (Urgency.ROUTINE, Urgency.EMERGENCY), (LI, WANG, None)):
        one = ticket(status, urgency=urgency, assignee_id=LI)
        told = audience(event(step, by=by), one, Crew((GRID, POINT), STAFF, (*STAFF, duty(QIN, "村委", 2))))
        ids = [notice.to.person_id if notice.to else WANG for notice in told]
        assert by not in ids
        assert len(ids) == len(set(ids))
