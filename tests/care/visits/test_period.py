"""Stretches of the calendar at their edges, and everybody's own day in them."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.period import Stretch, after, between, stretch, target
from care.visits.rule import Period
from tests.care.visits.rows import DAY, RHYTHMS, weekdays

periods = st.sampled_from(RHYTHMS)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (Period.DAY, date(2026, 2, 28), date(2026, 2, 28), date(2026, 2, 28)),
        (Period.WEEK, date(2026, 12, 31), date(2026, 12, 28), date(2027, 1, 3)),
        (Period.WEEK, date(2027, 1, 3), date(2026, 12, 28), date(2027, 1, 3)),
        (Period.WEEK, date(2027, 1, 4), date(2027, 1, 4), date(2027, 1, 10)),
        (Period.MONTH, date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (Period.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (Period.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31)),
        (Period.QUARTER, date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30)),
        (Period.QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_day_iso_week_month_and_quarter(period: Period, day: date, first: date, last: date) -> None:
    assert stretch(period, day) == Stretch(first, last)


@given(periods, days)
def test_stretches_follow_each_other_without_hole_or_overlap(period: Period, day: date) -> None:
    one = stretch(period, day)
    following = after(period, one)
    assert one.first <= day <= one.last
    assert following.first == one.last + DAY
    assert all(stretch(period, edge) == one for edge in (one.first, one.last))
    assert between(period, day, following.first) == 1
    assert between(period, one.first, one.last) == 0


@pytest.mark.parametrize(
    ("period", "count"), [(Period.DAY, 365), (Period.WEEK, 52), (Period.MONTH, 12), (Period.QUARTER, 4)]
)
def test_a_year_has_the_right_number_of_stretches(period: Period, count: int) -> None:
    assert between(period, date(2026, 1, 5), date(2027, 1, 5)) == count


@given(periods, days, st.integers(1, 3_000_000))
def test_everybodys_day_is_their_own_a_working_day_and_early_enough_to_try_again(
    period: Period, day: date, key: int
) -> None:
    one = stretch(period, day)
    own = target(one, key, weekdays)
    assert own == target(one, key, weekdays)
    assert one.first <= own <= one.last
    if period is not Period.DAY:
        assert weekdays(own)
        assert (one.last - own).days >= (one.last - one.first).days // 3


def test_a_month_without_a_working_day_still_has_a_day_to_go() -> None:
    month = stretch(Period.MONTH, date(2026, 2, 10))
    assert target(month, 7, lambda day: False) == month.first


def test_neighbouring_houses_are_spread_over_the_month() -> None:
    month = stretch(Period.MONTH, date(2026, 6, 1))
    load = Counter(target(month, house, weekdays) for house in range(1, 301))
    open_days = [day for n in range(20) if weekdays(day := month.first + timedelta(days=n))]
    assert set(load) == set(open_days)
    assert max(load.values()) < 2.5 * 300 / len(open_days)
