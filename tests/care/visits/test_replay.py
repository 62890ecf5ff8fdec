"""Days gone by under two sets of rules: what was due, met and missed, and who would be visited more or less."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.due import Pause
from care.visits.period import Stretch
from care.visits.replay import Followed, Kept, compare, replay
from care.visits.rule import Condition, Period, Standing, VisitRule
from tests.care.visits.rows import DAY, RHYTHMS, days_of, row, weekdays

SINCE = date(2025, 1, 1)
SPRING = Stretch(date(2026, 1, 1), date(2026, 3, 31))
ADULT = Standing(frozenset(), date(1980, 6, 1))


def followed(visits: Sequence[date] = (), person: int = 1, standing: Standing = ADULT, **more: object) -> Followed:
    return Followed(person, standing, SINCE, tuple(visits), **more)  # type: ignore[arg-type]  # 测试里随意加一栏


def under(rule: VisitRule, one: Followed, span: Stretch = SPRING) -> Kept:
    return replay([rule], [one], span, weekdays).by_rule[rule.id]


EVE = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("period", "visits", "met", "missed"),
    [
        (Period.DAY, [EVE, *days_of(SPRING.first, 90)], 90, 0),
        (Period.DAY, [EVE, *days_of(SPRING.first, 80)], 80, 10),
        (Period.DAY, [EVE, SPRING.last], 1, 89),
        (Period.DAY, [], 0, 90),
        (Period.MONTH, [EVE, date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20)], 3, 0),
        (Period.MONTH, [EVE, date(2026, 1, 20), date(2026, 1, 21), date(2026, 3, 2)], 2, 1),  # 同月第二趟不多算
        (Period.MONTH, [date(2026, 1, 1), date(2026, 2, 20)], 1, 2),  # 隔了 45 天以上，2 月那趟算晚了
        (Period.MONTH, [EVE], 0, 3),
        (Period.MONTH, [], 0, 3),
        (Period.QUARTER, [EVE, date(2026, 2, 1)], 1, 0),
        (Period.QUARTER, [EVE], 0, 1),
        (Period.WEEK, [EVE, *days_of(date(2026, 1, 5), 84)[::7]], 12, 0),
    ],
)
def test_each_stretch_of_the_calendar_is_met_or_missed_once(
    period: Period, visits: list[date], met: int, missed: int
) -> None:
    assert under(row(period), followed(visits)) == Kept(met, missed)


def test_what_is_not_over_yet_is_neither_met_nor_missed() -> None:
    assert under(row(), followed([EVE]), Stretch(SPRING.first, date(2026, 1, 30))) == Kept()


def test_what_was_missed_before_the_days_is_not_counted_again() -> None:
    assert under(row(), followed([date(2025, 6, 1)])) == Kept(0, 3)


def test_a_plan_after_an_event_counts_its_steps() -> None:
    fire = SPRING.first
    plan = row(Period.EVENT)
    kept_plan = [fire + timedelta(days=day) for day in (1, 3, 7, 14, 21, 28, 60)]
    burnt = Followed(1, ADULT, fire, tuple(kept_plan))
    assert under(plan, burnt) == Kept(7, 0)
    late = Followed(1, ADULT, fire, (fire + timedelta(days=20),))
    assert under(plan, late) == Kept(1, 6)  # 第 21 天的算去了，28、60 没去
    assert under(plan, Followed(1, ADULT, fire)) == Kept(0, 7)


def test_who_was_away_missed_nothing() -> None:
    gone = Pause(SPRING.first, SPRING.last, "住院")
    assert under(row(Period.DAY), followed([EVE], pauses=(gone,))) == Kept()
    for visits in ([EVE], []):  # 走之前没晚，走之前就晚了
        assert replay([row(Period.DAY)], [followed(visits, pauses=(gone,))], SPRING, weekdays).needed == {1: 0}


def test_a_birthday_within_the_days_ends_one_rule_and_begins_the_next() -> None:
    turning = Standing(frozenset(), date(1936, 3, 2))
    rules = [
        row(Period.MONTH, "八十", when=(Condition(age_from=80, age_to=89),)),
        row(Period.WEEK, "九十", when=(Condition(age_from=90),)),
    ]
    found = replay(rules, [followed([EVE], standing=turning)], SPRING, weekdays)
    assert found.by_rule == {"八十": Kept(0, 2), "九十": Kept(0, 4)}


def test_a_rule_that_begins_with_a_birthday_asks_for_nothing_from_before_it() -> None:
    turning = Standing(frozenset(), date(1946, 3, 30))
    rule = row(Period.QUARTER, when=(Condition(age_from=80),))
    assert under(rule, followed([EVE], standing=turning)) == Kept()


def test_who_came_on_file_later_owes_nothing_from_before() -> None:
    new = Followed(1, ADULT, date(2026, 3, 25))
    assert under(row(Period.DAY), new) == Kept(0, 7)
    assert under(row(), Followed(1, ADULT, SPRING.last + DAY)) == Kept()


@pytest.mark.parametrize(
    ("period", "needed"), [(Period.DAY, 90), (Period.WEEK, 12), (Period.MONTH, 3), (Period.QUARTER, 1)]
)
def test_the_fewest_visits_are_one_a_stretch(period: Period, needed: int) -> None:
    assert replay([row(period)], [followed([EVE])], SPRING, weekdays).needed == {1: needed}


def test_several_rules_need_no_more_visits_than_the_strictest() -> None:
    rules = [
        row(Period.DAY, "日"),
        row(Period.MONTH, "月", groups=("A", "C")),
        row(Period.QUARTER, "季", groups=("E",)),
    ]
    assert replay(rules, [followed([EVE])], SPRING, weekdays).needed == {1: 90}


def test_who_would_be_visited_more_and_who_less_is_named_by_number() -> None:
    old = [
        row(Period.MONTH, "童", when=(Condition(all_of=frozenset({"孤儿"})),)),
        row(Period.WEEK, "老", when=(Condition(age_from=90),)),
    ]
    new = [row(Period.WEEK, "童", when=old[0].when), row(Period.MONTH, "老", when=old[1].when)]
    child = followed([EVE], 4, Standing(frozenset({"孤儿"})))
    elder = followed([EVE], 5, Standing(frozenset(), date(1930, 1, 1)))
    found = compare(old, new, [child, elder, followed([EVE], 6)], SPRING, weekdays)
    assert found.more == {4: 9}
    assert found.less == {5: 9}
    assert found.a_week(found.old) == found.a_week(found.new) == pytest.approx(15 * 7 / 90)
    assert found.old.total == Kept(0, 15)


visit_days = st.lists(st.dates(date(2025, 10, 1), SPRING.last), max_size=60)


@given(st.lists(st.sampled_from(RHYTHMS), min_size=1, max_size=3, unique=True), visit_days, st.integers(1, 99))
def test_the_same_rules_change_nothing_and_one_more_asks_for_no_less(
    periods: list[Period], visits: list[date], key: int
) -> None:
    rules = [row(period, period) for period in periods]
    found = compare(rules[:-1], rules, [followed(visits, key=key)], SPRING, weekdays)
    same = compare(rules, rules, [followed(visits, key=key)], SPRING, weekdays)
    assert not found.less
    assert found.old.total.due <= found.new.total.due
    assert not same.more
    assert not same.less


@given(visit_days)
def test_of_a_daily_rule_every_day_is_met_or_missed(visits: list[date]) -> None:
    kept = under(row(Period.DAY), followed(visits))
    assert kept == Kept(len({day for day in visits if day >= SPRING.first}), kept.missed)
    assert kept.due == 90
