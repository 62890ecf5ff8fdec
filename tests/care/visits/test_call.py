"""Several rules, one visit; several people, one knock; the worst first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.call import Call, Knock, call, days_work, on_a_list, together
from care.visits.due import Due
from care.visits.rule import Period
from tests.care.visits.rows import DAY, RHYTHMS, row

TODAY = date(2026, 3, 10)


def one_due(opens: int, until: int, period: Period = Period.MONTH, name: str = "甲", groups: str = "A") -> Due:
    rule = row(period, name, groups=tuple(groups))
    return Due(rule, TODAY + timedelta(days=opens), TODAY + timedelta(days=until))


def knock(house: int, until: int, period: Period = Period.MONTH, lane: str = "1") -> Knock:
    return Knock(house, lane, (Call(house, (one_due(-40, until, period),)),))


def test_only_what_has_opened_is_asked_for() -> None:
    opened, later = one_due(-1, 5, groups="A"), one_due(1, 9, name="乙", groups="AC")
    found = call(7, [later, opened], TODAY)
    assert found == Call(7, (opened,))
    assert found.groups == ("A",)


def test_nothing_open_is_no_visit() -> None:
    assert call(7, [one_due(1, 9)], TODAY) is None
    assert call(7, [], TODAY) is None


def test_the_strictest_wins_and_the_lists_are_united() -> None:
    found = call(7, [one_due(-9, 20, name="月", groups="AE"), one_due(-1, 3, Period.WEEK, "周", "AB")], TODAY)
    assert found is not None
    assert found.until == TODAY + 3 * DAY
    assert found.opens_on == TODAY - 9 * DAY
    assert found.groups == ("A", "B", "E")
    assert not found.daily
    assert call(7, [*found.dues, one_due(0, 0, Period.DAY, "日")], TODAY).daily  # type: ignore[union-attr]  # 有一条开着


def test_missed_is_the_worst_of_its_rules() -> None:
    found = call(7, [one_due(-9, -5, Period.DAY), one_due(-40, -8, name="乙")], TODAY)
    assert found is not None
    assert found.missed(TODAY) == 5


dues = st.builds(
    lambda opens, length, period, name, groups: one_due(opens, opens + length, period, name, "".join(groups)),
    st.integers(-60, 20),
    st.integers(0, 90),
    st.sampled_from(RHYTHMS),
    st.text("甲乙丙丁", min_size=1, max_size=3),
    st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=3, unique=True),
)


@given(st.lists(dues, min_size=1, max_size=6), dues)
def test_one_rule_more_never_makes_a_visit_later_or_shorter(found: list[Due], more: Due) -> None:
    before, after = call(7, found, TODAY), call(7, [*found, more], TODAY)
    if before is not None:
        assert after is not None
        assert after.until <= before.until
        assert after.opens_on <= before.opens_on
        assert set(before.groups) <= set(after.groups)


def test_a_house_is_one_knock_whoever_of_it_is_due() -> None:
    first, second, third = (
        Call(person, (one_due(-1, person, Period.DAY if person == 3 else Period.MONTH),)) for person in (3, 4, 5)
    )
    houses = together([(first, 11, "2"), (second, 12, "1"), (third, 11, "2")])
    assert houses == (Knock(11, "2", (first, third)), Knock(12, "1", (second,)))
    assert houses[0].daily
    assert not houses[1].daily
    assert houses[0].until == TODAY + 3 * DAY


def test_the_worst_are_chosen_and_then_walked_in_order() -> None:
    missed, daily = knock(1, -3, lane="9"), knock(2, 0, Period.DAY, "8")
    soon, later, last = knock(3, 1, lane="7"), knock(4, 2, lane="1"), knock(5, 9, lane="0")
    chosen, left = days_work([last, later, soon, daily, missed], TODAY, most=4)
    assert chosen == (daily, missed, later, soon)
    assert left == (last,)


def test_who_must_be_seen_today_is_chosen_before_everybody_overdue() -> None:
    quarterly = [knock(house, -30, Period.QUARTER) for house in range(1, 10)]
    daily, fire = knock(98, 0, Period.DAY), knock(99, 0, Period.EVENT)
    chosen, _ = days_work([*quarterly, daily, fire], TODAY, most=8)
    assert {98, 99} < {one.household_id for one in chosen}
    assert not knock(99, 1, Period.EVENT).presses(TODAY)


def test_within_a_day_of_an_event_somebody_must_be_seen_today_already() -> None:
    first = Due(row(Period.EVENT), TODAY, TODAY + DAY, first=True)
    assert Knock(1, "1", (Call(1, (first,)),)).presses(TODAY)
    assert not replace(first, until=TODAY + 7 * DAY).presses(TODAY)
    assert not replace(first, first=False).presses(TODAY)


@pytest.mark.parametrize(("daily", "others", "lines"), [(0, 20, 8), (3, 20, 8), (7, 20, 8), (8, 20, 16), (10, 2, 12)])
def test_the_daily_ones_are_all_on_the_list_and_leave_room_for_another(daily: int, others: int, lines: int) -> None:
    houses = [knock(n, 0, Period.DAY) for n in range(daily)] + [knock(100 + n, -9) for n in range(others)]
    chosen, _ = days_work(houses, TODAY, on_a_list(houses, TODAY, 8))
    assert len(chosen) == lines
    assert set(range(daily)) <= {one.household_id for one in chosen}


knocks = st.builds(
    knock, st.integers(1, 99), st.integers(-30, 30), st.sampled_from(RHYTHMS), st.sampled_from(["", "1", "2"])
)


@given(st.lists(knocks, max_size=20, unique_by=lambda one: one.household_id), st.integers(0, 10))
def test_no_house_is_lost_and_nobody_missed_waits_behind_somebody_who_was_not(houses: list[Knock], most: int) -> None:
    chosen, left = days_work(houses, TODAY, most)
    assert sorted([*chosen, *left], key=lambda one: one.household_id) == sorted(
        houses, key=lambda one: one.household_id
    )
    assert len(chosen) == min(most, len(houses))
    if any(one.daily for one in left):
        assert all(one.daily for one in chosen)
    if any(one.until < TODAY for one in left):
        assert all(one.daily or one.until < TODAY for one in chosen)
    order = [(not one.daily, one.until >= TODAY) for one in chosen]
    assert order == sorted(order)
