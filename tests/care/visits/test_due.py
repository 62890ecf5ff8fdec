"""The next visit under one rule: rhythm, gaps, pauses, plans after an event, and what was missed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.due import DEATH_REPORTED, Done, Due, Pause, due
from care.visits.period import stretch
from care.visits.rule import Period, VisitRule
from tests.care.visits.rows import CRISIS, DAY, RHYTHMS, days_of, row, weekdays

SINCE = date(2026, 1, 1)
FIRE = date(2026, 5, 10)


def next_one(rule: VisitRule, last_on: date | None = None, since: date = SINCE, pauses: tuple[Pause, ...] = ()) -> Due:
    found = due(rule, Done(last_on), since=since, key=5, works_on=weekdays, pauses=pauses)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("period", "last_on", "until"),
    [
        (Period.DAY, date(2026, 2, 28), date(2026, 3, 1)),
        (Period.DAY, date(2026, 12, 31), date(2027, 1, 1)),
        (Period.WEEK, date(2026, 12, 31), date(2027, 1, 10)),
        (Period.WEEK, date(2026, 12, 28), date(2027, 1, 7)),  # 隔 10 天先到
        (Period.MONTH, date(2026, 1, 31), date(2026, 2, 28)),
        (Period.MONTH, date(2028, 1, 31), date(2028, 2, 29)),
        (Period.MONTH, date(2026, 1, 1), date(2026, 2, 15)),  # 隔 45 天先到
        (Period.MONTH, date(2026, 12, 20), date(2027, 1, 31)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 6, 30)),
        (Period.QUARTER, date(2026, 1, 5), date(2026, 5, 5)),  # 隔 120 天先到
        (Period.QUARTER, date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_the_next_visit_is_in_the_next_stretch_and_within_the_gap(period: Period, last_on: date, until: date) -> None:
    assert next_one(row(period), last_on).until == until


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        (Period.DAY, date(2026, 3, 28), date(2026, 3, 28)),
        (Period.WEEK, date(2026, 3, 23), date(2026, 3, 29)),
        (Period.WEEK, date(2026, 3, 29), date(2026, 4, 1)),
        (Period.MONTH, date(2026, 3, 1), date(2026, 3, 31)),
        (Period.MONTH, date(2026, 3, 31), date(2026, 4, 3)),
        (Period.QUARTER, date(2026, 3, 31), date(2026, 4, 3)),
        (Period.QUARTER, date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_who_is_new_is_seen_in_this_stretch_or_within_three_days(period: Period, since: date, until: date) -> None:
    found = next_one(row(period), since=since)
    assert since <= found.opens_on <= found.until == until


def test_a_visit_from_before_the_rule_held_does_not_count() -> None:
    assert next_one(row(), last_on=date(2025, 12, 20)) == next_one(row())


@pytest.mark.parametrize(
    ("period", "until", "today", "missed"),
    [
        (Period.DAY, date(2026, 3, 1), date(2026, 3, 1), 0),
        (Period.DAY, date(2026, 3, 1), date(2026, 3, 2), 1),
        (Period.DAY, date(2026, 3, 1), date(2026, 3, 5), 4),
        (Period.WEEK, date(2026, 12, 27), date(2026, 12, 28), 1),
        (Period.WEEK, date(2026, 12, 27), date(2027, 1, 4), 2),
        (Period.MONTH, date(2026, 1, 31), date(2026, 2, 28), 1),
        (Period.MONTH, date(2026, 1, 31), date(2026, 3, 1), 2),
        (Period.MONTH, date(2026, 2, 15), date(2026, 2, 16), 1),
        (Period.QUARTER, date(2026, 12, 31), date(2027, 4, 1), 2),
    ],
)
def test_overdue_begins_the_day_after_and_counts_the_stretches_that_ended(
    period: Period, until: date, today: date, missed: int
) -> None:
    one = Due(row(period), until, until)
    assert one.overdue(today) is (missed > 0)
    assert one.missed(today) == missed


JANUARY = date(2026, 1, 10)  # 上次去的那天：下次 2 月，45 天的 24 日以前
OPENS, UNTIL = next_one(row(), JANUARY).opens_on, date(2026, 2, 24)


def away(first: date, last: date) -> Pause:
    return Pause(first, last, "住院")


@pytest.mark.parametrize(
    ("pause", "opens", "until"),
    [
        (away(JANUARY + DAY, OPENS - DAY), OPENS, UNTIL),  # 之前就回来了
        (away(OPENS, OPENS), OPENS + DAY, UNTIL),  # 该去那天不在
        (away(OPENS - DAY, OPENS + 2 * DAY), OPENS + 3 * DAY, UNTIL),
        (away(OPENS + DAY, UNTIL - DAY), OPENS, UNTIL),  # 夹在中间
        (away(OPENS + DAY, UNTIL), OPENS, UNTIL + DAY),  # 到期那天不在
        (away(UNTIL, UNTIL + 9 * DAY), OPENS, UNTIL + 10 * DAY),
        (away(OPENS - DAY, date(2026, 6, 30)), date(2026, 7, 1), date(2026, 7, 1)),  # 很久
        (away(UNTIL + DAY, UNTIL + 30 * DAY), OPENS, UNTIL),  # 走之前就晚了
    ],
)
def test_what_opens_or_ends_in_a_pause_does_so_on_the_day_after_it(pause: Pause, opens: date, until: date) -> None:
    found = next_one(row(), JANUARY, pauses=(pause,))
    assert (found.opens_on, found.until) == (opens, until)


def test_pauses_that_touch_are_one_long_pause_in_whatever_order_they_come() -> None:
    first, second = away(OPENS, UNTIL), away(UNTIL + DAY, date(2026, 3, 20))
    for pauses in ((first, second), (second, first)):
        found = next_one(row(), JANUARY, pauses=pauses)
        assert found.until == found.opens_on == date(2026, 3, 21)


@pytest.mark.parametrize(
    ("period", "gone", "back", "missed", "late"),
    [
        (Period.DAY, (4, 33), 34, 2, 2),  # 晚了两天才住院，出院第一天
        (Period.DAY, (4, 33), 36, 4, 4),
        (Period.WEEK, (12, 33), 34, 2, 10),
        (Period.MONTH, (40, 100), 104, 1, 41),
    ],
)
def test_what_ended_while_they_were_away_was_not_missed(
    period: Period, gone: tuple[int, int], back: int, missed: int, late: int
) -> None:
    """Overdue since 2 January (a Friday); days counted from New Year."""
    pause = away(*(SINCE + day * DAY - DAY for day in gone))
    one = Due(row(period), SINCE, SINCE + DAY, pauses=(pause,))
    today = SINCE + (back - 1) * DAY
    assert (one.missed(today), one.late(today)) == (missed, late)
    assert replace(one, pauses=()).missed(today) > missed


def test_what_is_due_knows_the_pauses_that_hold_it() -> None:
    found = next_one(row(Period.DAY), SINCE, pauses=(away(SINCE + 3 * DAY, SINCE + 32 * DAY),))
    assert found.until == SINCE + DAY
    assert found.missed(SINCE + 33 * DAY) == 2


@pytest.mark.parametrize("period", RHYTHMS)
def test_the_first_visit_is_within_the_gap_as_well(period: Period) -> None:
    short = 1 if period is Period.DAY else 5
    found = next_one(row(period, gap=short), since=date(2026, 3, 2))
    assert found.until == min(date(2026, 3, 2) + short * DAY, stretch(period, date(2026, 3, 2)).last)


def test_what_was_promised_before_the_rule_held_stands_until_they_are_seen() -> None:
    promised = SINCE + 4 * DAY
    for by in (promised, SINCE - 9 * DAY):
        found = due(row(), Done(), since=SINCE, key=5, works_on=weekdays, by=by)
        assert found is not None
        assert found.opens_on <= found.until == by
    assert due(row(), Done(JANUARY), since=SINCE, key=5, works_on=weekdays, by=promised) == next_one(row(), JANUARY)


pauses = st.builds(
    lambda day, length: away(day, day + timedelta(days=length)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 80),
)
visit_days = st.lists(st.dates(SINCE, date(2026, 12, 31)), max_size=40)


@given(st.sampled_from(RHYTHMS), visit_days, st.lists(pauses, max_size=3), st.integers(1, 999))
def test_on_any_day_whose_promise_was_broken_is_overdue_or_was_away(
    period: Period, visits: list[date], gone: list[Pause], key: int
) -> None:
    """The state nobody can fall out of: a stretch without a visit, or a gap too long, and not away, means overdue."""
    rule = row(period)
    for today in days_of(SINCE, 365):
        last_on = max((day for day in visits if day < today), default=None)
        found = due(rule, Done(last_on), since=SINCE, key=key, works_on=weekdays, pauses=gone)
        assert found is not None
        assert found.opens_on <= found.until
        just_back = any(day in pause for pause in gone for day in (today, today - DAY))
        before = stretch(period, stretch(period, today).first - DAY)
        unseen = before.first >= SINCE and (last_on is None or last_on < before.first)
        if not just_back and (unseen or (today - (last_on or SINCE)).days > rule.gap):
            assert found.overdue(today)


@given(st.sampled_from(RHYTHMS), visit_days, pauses)
def test_a_pause_never_brings_a_visit_forward_and_moves_it_to_its_end_at_most(
    period: Period, visits: list[date], gone: Pause
) -> None:
    last_on = max(visits, default=None)
    plain, moved = next_one(row(period), last_on), next_one(row(period), last_on, pauses=(gone,))
    assert plain.opens_on <= moved.opens_on <= max(plain.opens_on, gone.last + DAY)
    assert plain.until <= moved.until <= max(plain.until, gone.last + DAY)


def after_the_fire(*visits: int) -> Due | None:
    """What is due after visits on these days after it; several may be one day."""
    last_on = FIRE + timedelta(days=max(visits)) if visits else None
    done = Done(last_on, len(visits))
    return due(row(Period.EVENT), done, since=FIRE, key=5, works_on=weekdays)


@pytest.mark.parametrize(
    ("visits", "opens", "until"),
    [
        ((), 0, 1),
        ((0,), 3, 3),
        ((1,), 3, 3),
        ((0, 0), 3, 3),  # 同一天去了两个人，第三天还要去
        ((0, 2), 3, 3),
        ((0, 3), 6, 7),
        ((1, 3, 6), 12, 14),
        ((1, 3, 7, 14, 21), 24, 28),
        ((1, 3, 7, 14, 21, 28), 52, 60),
        ((1, 3, 7, 14, 21, 28, 60), 78, 90),
        ((5,), 6, 7),  # 晚到：第三天的已经过去，不补，后面的不挪
        ((20,), 24, 28),
        ((40,), 52, 60),
    ],
)
def test_after_an_event_the_plan_goes_on_by_the_calendar(visits: tuple[int, ...], opens: int, until: int) -> None:
    found = after_the_fire(*visits)
    assert found is not None
    assert ((found.opens_on - FIRE).days, (found.until - FIRE).days) == (opens, until)


def test_nobody_came_after_the_event_so_the_first_visit_stays_overdue() -> None:
    found = after_the_fire()
    assert found is not None
    assert [found.missed(FIRE + timedelta(days=n)) for n in (1, 2, 300)] == [0, 1, 1]


@pytest.mark.parametrize("visits", [(1, 3, 7, 14, 21, 28, 60, 90), (80,), (200,)])
def test_a_plan_ends_with_its_last_visit(visits: tuple[int, ...]) -> None:
    assert after_the_fire(*visits) is None


@pytest.mark.parametrize("pick", ["opens_on", "until"])
def test_going_when_due_makes_every_visit_of_the_plan_and_no_more(pick: str) -> None:
    made: list[int] = []
    while (found := after_the_fire(*made)) is not None:
        made.append((getattr(found, pick) - FIRE).days)
    assert made == {"opens_on": [0, 3, 6, 12, 18, 24, 52, 78], "until": list(CRISIS)}[pick]


@given(st.lists(st.integers(0, 120), min_size=1, max_size=12))
def test_whoever_was_seen_today_is_not_overdue_today(visits: list[int]) -> None:
    found = after_the_fire(*visits)
    assert found is None or found.opens_on > FIRE + timedelta(days=max(visits))


@pytest.mark.parametrize(
    ("began", "reason", "waits"),
    [
        (1, "住院", False),  # 出了事，住院也去看
        (-5, "外出", False),  # 出事前就走了的，出了事也要找到人
        (0, "外出", False),
        (1, "外出", True),  # 出事以后才走的，回来再看
        (-5, DEATH_REPORTED, True),
        (1, DEATH_REPORTED, True),
    ],
)
def test_the_plan_after_an_event_waits_only_for_who_left_after_it_or_may_be_dead(
    began: int, reason: str, waits: bool
) -> None:
    gone = Pause(FIRE + began * DAY, FIRE + 9 * DAY, reason)
    found = next_one(row(Period.EVENT), FIRE, since=FIRE, pauses=(gone,))
    assert found.until == FIRE + (10 if waits else 3) * DAY
    assert gone.holds(row(Period.DAY), FIRE)
