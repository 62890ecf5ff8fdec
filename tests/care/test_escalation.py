"""Deadlines, and what happens when they pass."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from care.calendar import SHANGHAI
from care.category import Urgency
from care.escalation import Limit, escalate, ran_out, resolve_by, respond_by
from care.place import Structure
from care.ticket import Status, Step, StepNotAllowed, Ticket
from tests.care.village import ALL, CALENDAR, HELD, HOUR, LIMITS, MONDAY, THREE, ticket

FRIDAY_EVENING = datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)


def _climbed(one: Ticket, at: datetime, structure: Structure = THREE) -> Ticket:
    return escalate(
        one, at=at, structure=structure, held=[post.name for post in structure.posts], limits=LIMITS, calendar=CALENDAR
    ).ticket


def test_danger_is_counted_on_the_wall_and_routine_in_office_hours() -> None:
    assert respond_by(Urgency.EMERGENCY, FRIDAY_EVENING, LIMITS, CALENDAR) == FRIDAY_EVENING + 10 * MINUTE
    monday = datetime(2026, 3, 9, 12, 0, tzinfo=SHANGHAI)
    assert respond_by(Urgency.ROUTINE, FRIDAY_EVENING, LIMITS, CALENDAR) == monday
    friday = datetime(2026, 3, 13, 17, 30, tzinfo=SHANGHAI)
    assert resolve_by(Urgency.ROUTINE, FRIDAY_EVENING, LIMITS, CALENDAR) == friday


def test_an_urgency_without_limits_has_no_deadline() -> None:
    assert respond_by(Urgency.NONE, MONDAY, LIMITS, CALENDAR) is None
    assert resolve_by(Urgency.NONE, MONDAY, LIMITS, CALENDAR) is None


@pytest.mark.parametrize(("late", "out"), [(-MINUTE, False), (timedelta(), True), (MINUTE, True)])
def test_time_has_run_out_from_the_deadline_on(late: timedelta, out: bool) -> None:
    assert ran_out(ticket(respond_by=MONDAY + HOUR), MONDAY + HOUR + late) is out


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.OPEN}))
def test_no_time_runs_out_once_somebody_has_taken_it(status: Status) -> None:
    assert not ran_out(ticket(status, respond_by=MONDAY), MONDAY + HOUR)


def test_a_ticket_without_a_deadline_never_runs_out() -> None:
    assert not ran_out(ticket(), MONDAY + 1000 * HOUR)


@pytest.mark.parametrize("structure", ALL)
@pytest.mark.parametrize("urgency", list(LIMITS))
def test_unanswered_it_climbs_every_rung_and_goes_on_calling_on_the_top_one(
    structure: Structure, urgency: Urgency
) -> None:
    ladder = [post.name for post in structure.ladder]
    now = MONDAY
    one = ticket(urgency=urgency, post=ladder[0], respond_by=now)
    for wanted in [*ladder[1:], ladder[-1], ladder[-1]]:
        later = _climbed(one, now, structure)
        assert later.post == wanted
        assert later.respond_by is not None
        assert later.respond_by > now
        assert later.status is Status.OPEN
        one, now = later, later.respond_by
        assert ran_out(one, now)


def test_the_committee_stands_beside_the_ladder_and_what_it_leaves_goes_to_the_station() -> None:
    assert _climbed(ticket(post="村委", respond_by=MONDAY), MONDAY).post == "社工站"


def test_a_post_that_was_renamed_begins_at_the_foot_of_the_ladder() -> None:
    assert _climbed(ticket(post="从前的岗位", respond_by=MONDAY), MONDAY).post == "网格员"


def test_the_event_says_from_whom_to_whom_and_that_it_was_the_clock() -> None:
    decision = escalate(
        ticket(respond_by=MONDAY), at=MONDAY, structure=THREE, held=HELD, limits=LIMITS, calendar=CALENDAR
    )
    (event,) = decision.events
    assert (event.step, event.by, event.was_post, event.post) == (Step.ESCALATE, None, "网格员", "村社工")


@pytest.mark.parametrize("status", [Status.WAITING, Status.RESOLVED, Status.CLOSED, Status.CANCELLED])
def test_what_is_put_off_or_over_does_not_climb(status: Status) -> None:
    with pytest.raises(StepNotAllowed):
        _climbed(ticket(status), MONDAY)


def test_the_next_rung_has_its_own_shorter_time() -> None:
    limits = {Urgency.URGENT: Limit(HOUR, 4 * HOUR, 5 * MINUTE)}
    one = replace(ticket(urgency=Urgency.URGENT), respond_by=MONDAY)
    again = escalate(one, at=MONDAY, structure=THREE, held=HELD, limits=limits, calendar=CALENDAR).ticket
    assert again.respond_by == MONDAY + 5 * MINUTE


def test_a_rung_nobody_holds_is_passed_over() -> None:
    one = ticket(respond_by=MONDAY, post="网格员")
    top = THREE.ladder[-1].name
    assert escalate(one, at=MONDAY, structure=THREE, held={top}, limits=LIMITS, calendar=CALENDAR).ticket.post == top
    alone = escalate(one, at=MONDAY, structure=THREE, held=(), limits=LIMITS, calendar=CALENDAR).ticket
    assert alone.post == "网格员"
    assert alone.respond_by is not None
    assert alone.respond_by > MONDAY


def test_a_night_takes_one_rung_at_most_and_nobody_is_late_in_their_sleep() -> None:
    """优先: the letters of the night arrive at six, so the clocks of the night wait until then."""
    evening = MONDAY.replace(hour=20, minute=45)
    due = respond_by(Urgency.URGENT, evening, LIMITS, CALENDAR)
    assert due == evening + timedelta(hours=9, minutes=30)
    one, rungs = ticket(urgency=Urgency.URGENT, respond_by=due), []
    for minute in range(0, 24 * 60, 5):
        now = evening + minute * MINUTE
        if ran_out(one, now):
            one = _climbed(one, now)
            rungs.append((f"{now:%H:%M}", one.post))
    assert rungs[:3] == [("06:15", "村社工"), ("07:15", "社工站"), ("08:15", "民政办")]


def test_a_rung_called_in_the_evening_has_its_hour_left_in_the_morning() -> None:
    evening = MONDAY.replace(hour=20, minute=30)
    later = _climbed(ticket(urgency=Urgency.URGENT, respond_by=evening), evening)
    assert later.respond_by == evening + timedelta(hours=10)


def test_danger_goes_on_calling_through_the_night() -> None:
    night = MONDAY.replace(hour=23)
    assert respond_by(Urgency.EMERGENCY, night, LIMITS, CALENDAR) == night + 10 * MINUTE
    later = _climbed(ticket(urgency=Urgency.EMERGENCY, respond_by=night), night)
    assert later.respond_by == night + 10 * MINUTE


def test_the_time_to_settle_runs_on_the_wall_and_a_day_to_answer_ends_in_the_morning() -> None:
    evening = MONDAY.replace(hour=20, minute=45)
    assert resolve_by(Urgency.URGENT, evening, LIMITS, CALENDAR) == evening + 24 * HOUR
    slow = {Urgency.URGENT: Limit(26 * HOUR, 48 * HOUR, HOUR)}
    assert respond_by(Urgency.URGENT, evening, slow, CALENDAR) == MONDAY.replace(day=4, hour=6)
