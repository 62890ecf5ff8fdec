"""The life of a ticket: every pair of the table, and the rules the table cannot say."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from care.category import Urgency
from care.ticket import (
    LIVE,
    STEPS,
    UNDOABLE,
    DangerStays,
    Decision,
    Moved,
    NoOutcome,
    Status,
    Step,
    StepNotAllowed,
    Ticket,
    TooLate,
    accept,
    allowed,
    cancel,
    close,
    move,
    postpone,
    rate,
    reopen,
    resolve,
    resume,
    undo,
)
from tests.care.village import DAY, HOUR, MONDAY, ticket

LI, TAN, WANG = 1, 2, 100
SOON = MONDAY + timedelta(minutes=5)
UNDO_WITHIN = timedelta(minutes=10)
PAIRS = list(product(Status, Step))
WALKED = [(status, step) for status, step in PAIRS if step in STEPS[status]]
BARRED = [(status, step) for status, step in PAIRS if step not in STEPS[status]]


def acted(one: Ticket, step: Step) -> Decision:
    """The step by the function that has its rules, with everything it asks for."""
    match step:
        case Step.ACCEPT:
            return accept(one, by=LI, at=SOON)
        case Step.RESOLVE:
            return resolve(one, by=LI, at=SOON, outcome="修好了")
        case Step.POSTPONE:
            return postpone(one, by=LI, at=SOON, until=MONDAY + DAY)
        case Step.RESUME:
            return resume(one, at=SOON)
        case Step.CLOSE:
            return close(one, at=SOON)
        case Step.CANCEL:
            return cancel(one, by=WANG, at=SOON)
        case Step.RATE:
            return rate(one, by=WANG, at=SOON, rating=1)
        case Step.REOPEN:
            return reopen(one, by=WANG, at=SOON, within=14 * DAY, post="村社工", respond_by=SOON + HOUR)
        case _:
            return move(one, step, by=LI, at=SOON, note="一句话")


@pytest.mark.parametrize(("status", "step"), WALKED)
def test_a_step_of_the_table_leads_where_the_table_says(status: Status, step: Step) -> None:
    before = ticket(status, assignee_id=TAN)
    decision = acted(before, step)
    assert decision.ticket.status is STEPS[status][step]
    (event,) = decision.events
    assert (event.number, event.step, event.at) == (12, step, SOON)
    assert (event.was, event.became) == (status, STEPS[status][step])
    assert (event.was_post, event.was_assignee_id) == ("网格员", TAN)
    assert event.post == decision.ticket.post


@pytest.mark.parametrize(("status", "step"), BARRED)
def test_any_other_step_raises_and_changes_nothing(status: Status, step: Step) -> None:
    before = ticket(status, assignee_id=TAN)
    same = replace(before)
    with pytest.raises(StepNotAllowed) as refusal:
        acted(before, step)
    assert before == same
    assert (refusal.value.ticket, refusal.value.step) == (before, step)


def test_every_status_has_its_row_and_what_is_allowed_is_that_row() -> None:
    assert set(STEPS) == set(Status)
    for status in Status:
        assert set(allowed(ticket(status))) == set(STEPS[status])


def test_a_ticket_that_is_over_comes_back_to_life_by_reopening_alone() -> None:
    for status in set(Status) - set(LIVE):
        alive = [step for step, became in STEPS[status].items() if became in LIVE]
        assert alive == [Step.REOPEN]


@pytest.mark.parametrize("status", [Status.OPEN, Status.WAITING])
def test_who_accepts_has_it_and_no_clock_runs_any_more(status: Status) -> None:
    before = ticket(status, respond_by=SOON, waiting_until=MONDAY + DAY, assignee_id=TAN)
    taken = accept(before, by=LI, at=SOON).ticket
    assert (taken.assignee_id, taken.accepted_at) == (LI, SOON)
    assert (taken.respond_by, taken.waiting_until) == (None, None)


@pytest.mark.parametrize("outcome", ["", " ", "\n\t", "　"])
def test_an_empty_ending_is_refused(outcome: str) -> None:
    with pytest.raises(NoOutcome):
        resolve(ticket(Status.ACCEPTED, assignee_id=LI), by=LI, at=SOON, outcome=outcome)


def test_what_is_over_already_is_refused_as_such_and_not_for_want_of_words() -> None:
    with pytest.raises(StepNotAllowed) as refusal:
        resolve(ticket(Status.CLOSED), by=LI, at=SOON, outcome="")
    assert not isinstance(refusal.value, NoOutcome)


def test_resolving_keeps_the_holder_and_takes_whoever_did_it_where_there_was_none() -> None:
    held = resolve(ticket(Status.ACCEPTED, assignee_id=TAN), by=LI, at=SOON, outcome="修好了").ticket
    unheld = resolve(ticket(respond_by=SOON), by=LI, at=SOON, outcome="修好了").ticket
    assert (held.assignee_id, unheld.assignee_id) == (TAN, LI)
    assert (unheld.outcome, unheld.resolved_at, unheld.respond_by) == ("修好了", SOON, None)


@pytest.mark.parametrize("status", LIVE)
def test_danger_is_neither_withdrawn_nor_put_off(status: Status) -> None:
    danger = ticket(status, urgency=Urgency.EMERGENCY)
    with pytest.raises(DangerStays):
        cancel(danger, by=WANG, at=SOON)
    with pytest.raises(DangerStays):
        postpone(danger, by=LI, at=SOON, until=MONDAY + DAY)


def test_danger_is_not_closed_by_silence_but_by_the_callers_own_word() -> None:
    danger = ticket(Status.RESOLVED, urgency=Urgency.EMERGENCY)
    with pytest.raises(DangerStays):
        close(danger, at=SOON)
    assert rate(danger, by=WANG, at=SOON, rating=1).ticket.status is Status.CLOSED


def test_who_puts_it_off_has_it_until_then() -> None:
    put_off = postpone(ticket(respond_by=SOON), by=LI, at=SOON, until=MONDAY + DAY).ticket
    assert (put_off.assignee_id, put_off.waiting_until, put_off.respond_by) == (LI, MONDAY + DAY, None)
    again = resume(put_off, at=MONDAY + DAY).ticket
    assert (again.status, again.assignee_id, again.waiting_until) == (Status.ACCEPTED, LI, None)


@pytest.mark.parametrize("rating", [0, 4, -1, 10])
def test_a_rating_is_one_two_or_three(rating: int) -> None:
    with pytest.raises(ValueError, match="1, 2 or 3"):
        rate(ticket(Status.RESOLVED), by=WANG, at=SOON, rating=rating)


def test_rating_a_closed_one_does_not_move_its_end() -> None:
    rated = rate(ticket(Status.CLOSED), by=WANG, at=SOON, rating=2).ticket
    assert (rated.rating, rated.closed_at) == (2, MONDAY)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.CANCELLED])
@pytest.mark.parametrize(("late", "is_open"), [(timedelta(), True), (timedelta(microseconds=1), False)])
def test_reopening_ends_exactly_when_its_time_is_up(status: Status, late: timedelta, is_open: bool) -> None:
    over = ticket(status)
    at = MONDAY + 14 * DAY + late
    if is_open:
        assert _reopened(over, at).status is Status.OPEN
    else:
        with pytest.raises(TooLate):
            _reopened(over, at)


def _reopened(over: Ticket, at: datetime) -> Ticket:
    return reopen(over, by=WANG, at=at, within=14 * DAY, post="社工站", respond_by=at + HOUR).ticket


def test_what_is_reopened_is_nobodys_and_has_a_new_time_to_answer() -> None:
    again = _reopened(replace(ticket(Status.CLOSED, assignee_id=LI)), SOON)
    assert (again.post, again.assignee_id, again.respond_by) == ("社工站", None, SOON + HOUR)
    assert (again.resolved_at, again.closed_at) == (None, None)


def _last(one: Ticket, step: Step) -> tuple[Ticket, Moved]:
    decision = acted(one, step)
    return decision.ticket, decision.events[-1]


RATED_AGAIN = (Status.CLOSED, Step.RATE)  # 上一次评的是几，已经不知道了
UNDOABLE_PAIRS = [pair for pair in WALKED if pair[1] in UNDOABLE and pair != RATED_AGAIN]


@pytest.mark.parametrize(("status", "step"), UNDOABLE_PAIRS)
def test_taking_back_brings_back_where_it_stood_and_who_had_it(status: Status, step: Step) -> None:
    before = ticket(status, assignee_id=TAN if status is not Status.OPEN else None)
    after, last = _last(before, step)
    assert last.by is not None
    back = undo(after, last, by=last.by, at=SOON, within=UNDO_WITHIN).ticket
    assert (back.status, back.post, back.assignee_id) == (before.status, before.post, before.assignee_id)
    assert (back.resolved_at, back.closed_at) == (before.resolved_at, before.closed_at)
    assert back.outcome == before.outcome
    assert back.rating is None


@pytest.mark.parametrize(("status", "step"), UNDOABLE_PAIRS)
def test_what_is_taken_back_is_never_left_without_a_clock(status: Status, step: Step) -> None:
    """Open: somebody is called when its time runs out. Put off: it wakes up again."""
    before = ticket(status, respond_by=MONDAY + HOUR, waiting_until=MONDAY + DAY)
    after, last = _last(before, step)
    assert last.by is not None
    back = undo(after, last, by=last.by, at=SOON, within=UNDO_WITHIN).ticket
    assert (back.respond_by is not None) == (back.status is Status.OPEN)
    assert (back.waiting_until is not None) == (back.status is Status.WAITING)


def test_only_ones_own_last_step_is_taken_back_and_only_in_time() -> None:
    after, last = _last(ticket(), Step.ACCEPT)
    assert undo(after, last, by=LI, at=last.at + UNDO_WITHIN, within=UNDO_WITHIN).ticket.status is Status.OPEN
    with pytest.raises(TooLate):
        undo(after, last, by=LI, at=last.at + UNDO_WITHIN + timedelta(seconds=1), within=UNDO_WITHIN)
    with pytest.raises(StepNotAllowed):
        undo(after, last, by=TAN, at=SOON, within=UNDO_WITHIN)
    timely = replace(last, by=None)
    with pytest.raises(StepNotAllowed):
        undo(after, timely, by=LI, at=SOON, within=UNDO_WITHIN)


@pytest.mark.parametrize("step", sorted(set(Step) - UNDOABLE))
def test_what_was_said_or_called_cannot_be_unsaid(step: Step) -> None:
    last = Moved(12, step, LI, SOON, Status.OPEN, Status.OPEN, "网格员", "网格员", None)
    with pytest.raises(StepNotAllowed):
        undo(ticket(), last, by=LI, at=SOON, within=UNDO_WITHIN)
