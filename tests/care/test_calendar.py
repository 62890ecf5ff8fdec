"""Working hours over weekends, holidays and make-up days; quiet hours over midnight."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.calendar import SHANGHAI, Calendar, days_until, morning

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAIN = Calendar()
# 2026 年劳动节的样子：5 月 1–5 日放假，4 月 26 日（星期日）、5 月 9 日（星期六）上班
MAY = Calendar(
    days_off=frozenset(date(2026, 5, day) for day in range(1, 6)),
    make_up=frozenset({date(2026, 4, 26), date(2026, 5, 9)}),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda one: one.replace(tzinfo=SHANGHAI))
worked = st.timedeltas(timedelta(), timedelta(hours=60))
times = st.times()


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(3, 2, 9), 1, at(3, 2, 10)),
        (at(3, 2, 9), 3, at(3, 2, 12)),
        (at(3, 2, 11), 2, at(3, 2, 15, 30)),
        (at(3, 2, 13), 1, at(3, 2, 15, 30)),
        (at(3, 2, 3), 1, at(3, 2, 9, 30)),
        (at(3, 2, 23), 1, at(3, 3, 9, 30)),
        (at(3, 6, 17), 1, at(3, 9, 9)),
        (at(3, 7, 10), 6.5, at(3, 9, 17, 30)),
    ],
)
def test_working_time_is_counted_in_office_hours(start: datetime, hours: float, end: datetime) -> None:
    assert PLAIN.add(start, timedelta(hours=hours)) == end


def test_holidays_are_jumped_over_and_make_up_days_are_worked() -> None:
    assert MAY.add(at(4, 30, 17), HOUR) == at(5, 6, 9)
    assert MAY.add(at(4, 25, 12), HOUR) == at(4, 26, 9, 30)
    assert MAY.add_days(at(4, 30, 9), 2) == at(5, 7, 17, 30)
    assert MAY.add_days(at(5, 8, 9), 1) == at(5, 9, 17, 30)


def test_a_day_that_is_both_off_and_made_up_is_worked() -> None:
    both = Calendar(days_off=frozenset({date(2026, 3, 7)}), make_up=frozenset({date(2026, 3, 7)}))
    assert both.works_on(date(2026, 3, 7))


def test_whole_days_end_with_the_office() -> None:
    assert PLAIN.add_days(at(3, 6, 9), 1) == at(3, 9, 17, 30)
    assert PLAIN.add_days(at(3, 7, 9), 5) == at(3, 13, 17, 30)


@given(start=moments, span=worked)
def test_a_deadline_is_inside_office_hours_and_not_before_its_start(start: datetime, span: timedelta) -> None:
    end = MAY.add(start, span)
    assert MAY.works_on(end.date())
    assert any(opens <= end.time() <= closes for opens, closes in MAY.spans)
    assert end >= start + span


@given(start=moments, later=st.timedeltas(timedelta(), 10 * DAY), span=worked, more=worked)
def test_a_deadline_never_comes_earlier_by_starting_later_or_by_more_work(
    start: datetime, later: timedelta, span: timedelta, more: timedelta
) -> None:
    assert MAY.add(start, span) <= MAY.add(start + later, span)
    assert MAY.add(start, span) <= MAY.add(start, span + more)


@given(start=moments, first=worked, second=worked)
def test_work_in_two_parts_ends_when_the_whole_does(start: datetime, first: timedelta, second: timedelta) -> None:
    # 零时长的第二段在午休边上会落到下一段开头：那不是差错
    if second:
        assert MAY.add(MAY.add(start, first), second) == MAY.add(start, first + second)


@given(start=moments, span=worked)
def test_the_zone_of_the_question_does_not_change_the_answer(start: datetime, span: timedelta) -> None:
    asked_in_utc = PLAIN.add(start.astimezone(UTC), span)
    assert asked_in_utc == PLAIN.add(start, span)
    assert asked_in_utc.utcoffset() == timedelta(hours=8)


@given(start=moments, days=st.integers(1, 40))
def test_so_many_days_are_so_many_working_days(start: datetime, days: int) -> None:
    end = MAY.add_days(start, days)
    passed = [start.date() + n * DAY for n in range(1, (end.date() - start.date()).days + 1)]
    assert sum(map(MAY.works_on, passed)) == days
    assert MAY.works_on(end.date())


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        (at(3, 2, 20, 59), False),
        (at(3, 2, 21), True),
        (at(3, 2, 23, 59), True),
        (at(3, 3, 0), True),
        (at(3, 3, 5, 59), True),
        (at(3, 3, 6), False),
    ],
)
def test_the_night_is_quiet_over_midnight(moment: datetime, is_quiet: bool) -> None:
    assert PLAIN.quiet(moment) is is_quiet
    assert PLAIN.quiet(moment.astimezone(UTC)) is is_quiet


def test_a_quiet_span_within_a_day_is_quiet_then_only() -> None:
    siesta = Calendar(quiet_from=time(12), quiet_until=time(14))
    assert [siesta.quiet(at(3, 2, hour)) for hour in (11, 12, 13, 14, 23)] == [False, True, True, False, False]
    assert siesta.awake(at(3, 2, 12, 30)) == at(3, 2, 14)


def test_a_quiet_span_of_no_length_is_never_quiet() -> None:
    never = Calendar(quiet_from=time(0), quiet_until=time(0))
    assert not any(never.quiet(at(3, 2, hour)) for hour in range(24))


def test_what_is_said_in_the_evening_waits_for_the_morning_after_and_at_night_for_this_one() -> None:
    assert PLAIN.awake(at(3, 2, 22)) == at(3, 3, 6)
    assert PLAIN.awake(at(3, 3, 2)) == at(3, 3, 6)
    assert PLAIN.awake(at(3, 3, 6)) == at(3, 3, 6)


@given(moment=moments, begins=times, ends=times)
def test_awake_is_the_first_moment_that_is_not_quiet(moment: datetime, begins: time, ends: time) -> None:
    calendar = Calendar(quiet_from=begins, quiet_until=ends)
    awake = calendar.awake(moment)
    assert not calendar.quiet(awake)
    assert moment <= awake <= moment + DAY
    if awake != moment:
        assert calendar.quiet(awake - timedelta(microseconds=1))


def test_tomorrow_morning_is_tomorrow_here_whatever_the_zone_says() -> None:
    late = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # 北京时间已经是 3 日 1:30
    assert morning(late, 1) == at(3, 4, 7, 30)


@given(moment=moments, weekday=st.integers(0, 6))
def test_the_next_such_weekday_is_within_a_week_and_never_today(moment: datetime, weekday: int) -> None:
    days = days_until(moment, weekday)
    assert 1 <= days <= 7
    assert (moment + days * DAY).weekday() == weekday


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(3, 2, 16), 30, at(3, 2, 16, 30)),
        (at(3, 2, 20, 45), 30, at(3, 3, 6, 15)),
        (at(3, 2, 20, 30), 30, at(3, 3, 6)),
        (at(3, 2, 20, 30), 29, at(3, 2, 20, 59)),
        (at(3, 2, 21), 60, at(3, 3, 7)),
        (at(3, 3, 3), 60, at(3, 3, 7)),
        (at(3, 2, 20), 17 * 60, at(3, 4, 7)),
    ],
)
def test_what_waits_for_somebody_awake_does_not_run_at_night(start: datetime, minutes: int, end: datetime) -> None:
    assert PLAIN.add_awake(start, timedelta(minutes=minutes)) == end
    assert PLAIN.add_awake(start.astimezone(UTC), timedelta(minutes=minutes)) == end


def test_without_quiet_hours_the_time_awake_is_the_time_on_the_wall() -> None:
    never = Calendar(quiet_from=time(0), quiet_until=time(0))
    assert never.add_awake(at(3, 2, 23, 50), HOUR) == at(3, 3, 0, 50)


@given(start=moments, span=worked, more=worked, begins=times, ends=times)
def test_a_deadline_awake_is_never_quiet_nor_early_nor_earlier_for_more(
    start: datetime, span: timedelta, more: timedelta, begins: time, ends: time
) -> None:
    hour: Any = {"second": 0, "microsecond": 0}
    calendar = Calendar(quiet_from=begins.replace(minute=0, **hour), quiet_until=ends.replace(minute=0, **hour))
    end = calendar.add_awake(start, span)
    assert not calendar.quiet(end)
    assert end >= start + span
    assert calendar.add_awake(start, span + more) >= end
