"""Knocks against hands: what is needed, who is missed first, and the three things that help."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.visits.call import days_work
from care.visits.due import Due, Pause
from care.visits.forecast import Area, AreaForecast, Offers, Week, forecast
from care.visits.period import Stretch
from care.visits.planned import Asked, Resident, planned
from care.visits.rule import Period
from tests.care.visits.rows import DAY, RHYTHMS, days_of, row, weekdays

MONDAY = date(2026, 3, 2)
SEEN = date(2026, 2, 1)


def asked(opens: int, until: int, period: Period = Period.QUARTER, **more: object) -> Asked:
    """In days from `MONDAY`. Quarterly ones do not come again within a month."""
    name = str(more.pop("name", "甲"))
    due = Due(row(period, name, **more), MONDAY + opens * DAY, MONDAY + until * DAY)
    return Asked(due, MONDAY - 90 * DAY, SEEN)


def daily(opens: int = 0) -> Asked:
    return asked(opens, opens, Period.DAY, name="日")


def person(number: int, *rows: Asked, house: int = 0, **more: object) -> Resident:
    return Resident(number, house or number, "", rows, **more)  # type: ignore[arg-type]  # 测试里随意加一栏


def hands(a_day: int, *, days: int = 56, off: Sequence[int] = ()) -> dict[date, int]:
    return {day: 0 if n in off else a_day for n, day in enumerate(days_of(MONDAY, days))}


def area(*residents: Resident, a_day: int = 1, number: int = 1, there: Mapping[date, int] | None = None) -> Area:
    return Area(number, 100, residents, hands(a_day) if there is None else there)


def one_area(*residents: Resident, a_day: int = 1, weeks: int = 1) -> tuple[Week, ...]:
    return forecast([area(*residents, a_day=a_day)], MONDAY, weeks, weekdays)[0].weeks


def counts(week: Week) -> tuple[int, int, int, int, int, int]:
    return week.needed, week.possible, week.made, week.caught_up, week.waiting, len(week.missed)


def test_five_doors_and_five_working_days_are_enough() -> None:
    (week,) = one_area(*(person(n, asked(0, 6)) for n in range(1, 6)))
    assert counts(week) == (5, 5, 5, 0, 0, 0)
    assert week.offers == Offers()


def test_the_sixth_with_the_latest_last_day_is_missed_and_told_with_the_day_it_runs_over() -> None:
    (week,) = one_area(*(person(n, asked(0, 5 if n == 3 else 4)) for n in range(1, 7)))
    assert counts(week) == (6, 5, 5, 0, 0, 1)
    (missed,) = week.missed
    assert (missed.person_ids, missed.runs_over_on) == ((3,), date(2026, 3, 8))


def test_who_may_wait_is_left_for_the_next_week_and_not_missed() -> None:
    first, second = one_area(*(person(n, asked(0, 4 if n < 6 else 11)) for n in range(1, 8)), weeks=2)
    assert counts(first) == (7, 5, 5, 0, 2, 0)
    assert counts(second) == (0, 5, 2, 0, 0, 0)


def test_who_was_missed_is_made_up_for_and_takes_a_hand() -> None:
    first, second = one_area(*(person(n, asked(0, 0 if n < 3 else 11)) for n in range(1, 11)), weeks=2)
    assert counts(first) == (10, 5, 4, 1, 5, 1)
    assert counts(second) == (0, 5, 5, 0, 0, 0)


def test_a_house_is_one_knock_and_everybody_of_it_is_named() -> None:
    (week,) = one_area(person(1, asked(0, 3), house=9), person(2, asked(0, 1), house=9), a_day=0)
    assert week.needed == 1
    (missed,) = week.missed
    assert (missed.person_ids, missed.runs_over_on) == ((1, 2), MONDAY + 2 * DAY)


def test_days_off_are_for_the_daily_ones_only() -> None:
    (week,) = one_area(person(1, daily()), *(person(n, asked(0, 6)) for n in range(2, 9)), a_day=2)
    assert counts(week) == (14, 12, 12, 0, 0, 2)


def test_what_ends_on_a_day_off_is_seen_before_it_or_on_it() -> None:
    (week,) = one_area(person(1, asked(5, 6)))
    assert counts(week) == (1, 6, 1, 0, 0, 0)


def test_a_daily_visit_that_was_not_made_is_gone_with_its_day() -> None:
    first, second = one_area(person(1, daily()), a_day=0, weeks=2)
    assert [len(week.missed) for week in (first, second)] == [7, 7]
    assert [one.runs_over_on for one in first.missed] == days_of(MONDAY + DAY, 7)


def test_a_visit_answers_every_rule_whose_questions_were_asked() -> None:
    short, long = asked(0, 6, Period.WEEK, name="周"), asked(2, 60, name="季", groups=("A", "E"))
    found = planned([person(1, short, long)], Stretch(MONDAY, MONDAY + 13 * DAY), weekdays)
    assert [one.knock.calls[0].groups for one in found] == [("A",), ("A", "E"), ("A",)]
    same = asked(2, 60, name="季")
    assert len(planned([person(1, short, same)], Stretch(MONDAY, MONDAY + 6 * DAY), weekdays)) == 1


def test_who_is_late_already_is_first_and_missed_only_when_the_week_does_not_reach_them() -> None:
    late, others = person(1, asked(-90, -9)), [person(n, asked(0, 4)) for n in range(2, 7)]
    (week,) = one_area(late, *others)
    assert [one.person_ids for one in week.missed] == [(6,)]
    assert counts(week) == (6, 5, 5, 0, 0, 1)
    (week,) = one_area(late, a_day=0)
    assert [one.runs_over_on for one in week.missed] == [MONDAY - 8 * DAY]


def test_nobody_is_sent_to_who_is_away() -> None:
    gone = (Pause(MONDAY, MONDAY + 6 * DAY, "住院"),)
    first, second = one_area(person(1, daily(7), pauses=gone), weeks=2)
    assert (first.needed, second.needed) == (0, 7)
    back = (Pause(MONDAY + DAY, MONDAY + 8 * DAY, "外出"),)
    (week,) = one_area(person(1, asked(0, 12), pauses=back), person(2, asked(0, 0)))
    assert counts(week) == (2, 5, 1, 0, 1, 0)


def test_leave_takes_hands_away() -> None:
    away = area(*(person(n, asked(0, 4)) for n in range(1, 6)), there=hands(1, off=(1, 2)))
    (week,) = forecast([away], MONDAY, 1, weekdays)[0].weeks
    assert counts(week) == (5, 3, 3, 0, 0, 2)


SHORT = [person(n, asked(0, 2)) for n in range(1, 6)]


def both(*others: Area) -> tuple[AreaForecast, ...]:
    return forecast([area(*SHORT), *others], MONDAY, 1, weekdays)


def test_the_neighbour_with_most_time_helps_and_lends_each_hour_once() -> None:
    busy, free = area(person(11, daily()), number=2), area(number=3, a_day=1)
    (week,) = both(busy, free)[0].weeks
    assert (week.offers.neighbour_id, week.offers.lent) == (3, 2)
    twin = area(*(person(n, asked(0, 2)) for n in range(21, 26)), number=4)
    (mine,), (theirs,) = (one.weeks for one in (both(free, twin)[i] for i in (0, 2)))
    assert [mine.offers.lent, theirs.offers.lent] == [2, 1]


def test_another_village_or_a_neighbour_whose_time_comes_too_late_is_no_offer() -> None:
    elsewhere = Area(2, 101, (), hands(9))
    (week,) = both(elsewhere)[0].weeks
    assert week.offers.neighbour_id is None
    later = area(number=3, there=hands(9, off=(0, 1, 2)))
    (week,) = both(later)[0].weeks
    assert (week.offers.neighbour_id, week.offers.lent) == (None, 0)


def test_a_telephone_will_do_where_no_rule_asks_to_see_them_and_it_is_not_the_first_time() -> None:
    rows = [asked(0, 2), asked(0, 2, in_person=True), Asked(asked(0, 2).due, MONDAY), asked(0, 2)]
    people = [person(n, one) for n, one in enumerate(rows, 1)]
    people[3] = person(4, rows[3], asked(0, 2, name="乙", in_person=True))
    (week,) = one_area(*people, a_day=0)
    assert len(week.missed) == 4
    assert week.offers.by_phone == (1,)
    called = replace(asked(0, 2), by_phone=True)
    (week,) = one_area(person(1, called), person(2, asked(0, 2)), a_day=0)
    assert week.offers.by_phone == (2,)
    never = Asked(daily().due, MONDAY)
    first, second = one_area(person(1, never), a_day=0, weeks=2)
    assert first.offers.by_phone == second.offers.by_phone == ()


def test_one_day_more_is_the_day_off_that_saves_most() -> None:
    people = [person(n, asked(0, 5 if n < 3 else 6)) for n in range(1, 9)]
    (week,) = one_area(*people)
    assert counts(week) == (8, 5, 5, 0, 0, 3)
    assert (week.offers.extra_on, week.offers.extra) == (date(2026, 3, 7), 1)
    (week,) = forecast([area(*people, there=hands(1, off=(5,)))], MONDAY, 1, weekdays)[0].weeks
    assert (week.offers.extra_on, week.offers.extra) == (date(2026, 3, 8), 1)


def test_a_day_off_in_the_week_before_may_save_them_and_a_later_one_does_not() -> None:
    _, second = one_area(*(person(n, asked(0, 11)) for n in range(1, 13)), weeks=2)
    assert counts(second) == (0, 5, 5, 0, 0, 2)
    assert (second.offers.extra_on, second.offers.extra) == (date(2026, 3, 7), 1)
    (week,) = one_area(*(person(n, asked(0, 4)) for n in range(1, 8)))
    assert (len(week.missed), week.offers.extra_on) == (2, None)


@pytest.mark.parametrize("weeks", [1, 4])
def test_an_area_without_anybody_needs_nothing(weeks: int) -> None:
    assert [counts(week) for week in one_area(weeks=weeks)] == [(0, 5, 0, 0, 0, 0)] * weeks


starts = st.tuples(st.integers(-60, 20), st.integers(0, 40), st.sampled_from(RHYTHMS), st.booleans())
pauses = st.lists(st.tuples(st.integers(-5, 25), st.integers(0, 12)), max_size=2)


@st.composite
def residents(draw: st.DrawFn) -> tuple[Resident, ...]:
    found = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        rows = []
        for at, (opens, length, period, in_person) in enumerate(draw(st.lists(starts, min_size=1, max_size=3))):
            until = opens if period is Period.DAY else opens + length
            groups = tuple("ABC"[: at + 1])
            rows.append(asked(opens, until, period, name=str(at), in_person=in_person, groups=groups))
        gone = tuple(Pause(MONDAY + f * DAY, MONDAY + (f + n) * DAY, "外出") for f, n in draw(pauses))
        found.append(person(number, *rows, house=draw(st.integers(1, 6)), pauses=gone))
    return tuple(found)


a_month = st.lists(st.integers(0, 4), min_size=28, max_size=28)


def weeks_of(people: tuple[Resident, ...], a_day: Sequence[int]) -> tuple[Week, ...]:
    there = dict(zip(days_of(MONDAY, 28), a_day, strict=True))
    return forecast([area(*people, there=there)], MONDAY, 4, weekdays)[0].weeks


@settings(max_examples=150, deadline=None)
@given(residents(), a_month, a_month)
def test_more_hands_never_miss_anybody_who_was_not_missed_before(
    people: tuple[Resident, ...], few: list[int], more: list[int]
) -> None:
    before = weeks_of(people, few)
    after = weeks_of(people, [one + two for one, two in zip(few, more, strict=True)])
    for least, most in zip(before, after, strict=True):
        assert set(most.missed) <= set(least.missed)
        assert most.needed == least.needed


@settings(max_examples=150, deadline=None)
@given(residents(), a_month)
def test_every_knock_is_made_waits_or_is_named_and_no_hand_knocks_twice(
    people: tuple[Resident, ...], a_day: list[int]
) -> None:
    waiting = 0
    weeks = weeks_of(people, a_day)
    for week in weeks:
        assert waiting + week.needed == week.made + len(week.missed) + week.waiting
        assert week.waiting >= 0
        assert week.made + week.caught_up <= week.possible
        assert all(one.judged_on in week.span for one in week.missed)
        waiting = week.waiting
    jobs = planned(people, Stretch(MONDAY, MONDAY + 27 * DAY), weekdays)
    assert len(jobs) == sum(week.needed for week in weeks)


@settings(max_examples=100, deadline=None)
@given(residents())
def test_everybody_who_falls_due_is_planned_and_hands_enough_reach_them_all(people: tuple[Resident, ...]) -> None:
    """With hands without end nobody is missed, and whoever opens is planned."""
    weeks = weeks_of(people, [99] * 28)
    assert not any(week.missed for week in weeks)
    jobs = planned(people, Stretch(MONDAY, MONDAY + 27 * DAY), weekdays)
    reached = {number for job in jobs for number in job.person_ids}
    for one in people:
        there = [day for day in days_of(MONDAY, 28) if weekdays(day) and not one.away(day)]
        if any(row.due.opens_on <= day for row in one.asked for day in there):
            assert one.person_id in reached


@settings(max_examples=60, deadline=None)
@given(residents(), st.integers(0, 3))
def test_the_same_worst_are_taken_as_on_the_days_list(people: tuple[Resident, ...], most: int) -> None:
    """Of one working day: who is left of `days_work` and must be seen that day is who is missed."""
    jobs = planned(people, Stretch(MONDAY, MONDAY), weekdays)
    _, left = days_work([one.knock for one in jobs], MONDAY, most)
    (week, *_) = weeks_of(people, [most, *[99] * 27])
    late = {knock.household_id for knock in left if knock.until == MONDAY}
    assert {one.knock.household_id for one in week.missed if one.knock.until == MONDAY} == late


def test_the_order_of_areas_and_people_changes_nothing() -> None:
    people = [person(n, asked(0, 2 + n % 3)) for n in range(1, 20)]
    one, other = area(*people), area(*reversed(people))
    free = area(number=2)
    assert forecast([one, free], MONDAY, 4, weekdays) == tuple(reversed(forecast([free, other], MONDAY, 4, weekdays)))
