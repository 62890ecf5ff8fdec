"""电话算不算：一处说了算；预测里能打电话的、重演里算数的，都照它."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.call import Call, Knock
from care.visits.due import Due
from care.visits.period import Stretch
from care.visits.phone import Last, Try, a_call_will_do
from care.visits.replay import Followed, Kept, replay
from care.visits.rule import NotByPhone, Period, Phone, Standing, VisitRule
from tests.care.visits.rows import DAY, row, weekdays

MONDAY = date(2026, 3, 2)
SEEN = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("rule", "never_seen", "after_a_visit", "after_a_call"),
    [
        (row(), NotByPhone.FIRST, None, NotByPhone.TWICE),
        (row(Period.DAY, phone=Phone.ONCE_MET), NotByPhone.FIRST, None, None),
        (row(phone=Phone.ALWAYS), None, None, None),
        (row(in_person=True), NotByPhone.TO_MEET, NotByPhone.TO_MEET, NotByPhone.TO_MEET),
        (row(in_person=True, phone=Phone.ALWAYS), NotByPhone.TO_MEET, NotByPhone.TO_MEET, NotByPhone.TO_MEET),
    ],
)
def test_what_a_call_is_good_for(
    rule: VisitRule,
    never_seen: NotByPhone | None,
    after_a_visit: NotByPhone | None,
    after_a_call: NotByPhone | None,
) -> None:
    assert rule.not_by_phone(None, False) is never_seen
    assert rule.not_by_phone(SEEN, False) is after_a_visit
    assert rule.not_by_phone(SEEN, True) is after_a_call


def weekly(*fates: str, rule: VisitRule, last_on: date | None = SEEN, by_phone: bool = False) -> list[bool]:
    """One knock a week; 「去」 is made in time, 「晚」 too late, 「漏」 never. For which a call would do."""
    tries = []
    for n, fate in enumerate(fates):
        day = MONDAY + 7 * n * DAY
        knock = Knock(1, "", (Call(1, (Due(rule, day, day + 6 * DAY),)),))
        made_on = {"去": day, "晚": day + 8 * DAY, "漏": None}[fate]
        tries.append(Try(knock, made_on, fate != "去"))
    return a_call_will_do({1: [Last(rule, last_on, by_phone)]}, tries)


WEEK = row(Period.WEEK)


def test_of_the_missed_every_second_may_be_called() -> None:
    assert weekly("漏", "漏", "漏", rule=WEEK) == [True, False, False]
    assert weekly("漏", "去", "漏", rule=WEEK) == [True, False, True]
    assert weekly("晚", "漏", rule=WEEK) == [True, True]  # 晚了也去了，下回又可以打
    assert weekly("漏", "漏", rule=WEEK, by_phone=True) == [False, False]
    assert weekly("漏", "去", "漏", rule=WEEK, last_on=None) == [False, False, True]


def test_where_every_call_counts_all_may_be_called_and_where_none_does_nobody() -> None:
    assert weekly("漏", "漏", rule=row(Period.WEEK, phone=Phone.ONCE_MET)) == [True, True]
    assert weekly("漏", "漏", rule=row(Period.WEEK, in_person=True)) == [False, False]


@given(st.lists(st.sampled_from("去晚漏"), max_size=12), st.booleans(), st.booleans())
def test_two_calls_never_follow_each_other(fates: list[str], seen: bool, by_phone: bool) -> None:
    found = weekly(*fates, rule=WEEK, last_on=SEEN if seen else None, by_phone=by_phone)
    called = by_phone and seen
    for fate, will_do in zip(fates, found, strict=True):
        assert not (will_do and (called or fate == "去"))
        called = (called or will_do) and fate == "漏"


MONTHS = Stretch(date(2026, 1, 1), date(2026, 4, 30))
VISITS = (date(2025, 12, 20), date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20), date(2026, 4, 20))


@pytest.mark.parametrize(
    ("calls", "rule", "kept"),
    [
        ((), row(), Kept(4, 0)),
        (VISITS[1:2] + VISITS[3:4], row(), Kept(4, 0)),  # 隔一次打一次
        (VISITS[1:3], row(), Kept(3, 1)),  # 2月那次不算
        (VISITS, row(), Kept(0, 4)),  # 从来没见过
        (VISITS[1:], row(phone=Phone.ONCE_MET), Kept(4, 0)),
        (VISITS[1:], row(in_person=True), Kept(0, 4)),
    ],
)
def test_days_gone_by_are_replayed_with_the_calls_that_counted(
    calls: tuple[date, ...], rule: VisitRule, kept: Kept
) -> None:
    standing = Standing(frozenset(), date(1980, 6, 1))
    one = Followed(1, standing, date(2025, 1, 1), VISITS, calls=frozenset(calls))
    assert replay([rule], [one], MONTHS, weekdays).by_rule[rule.id] == kept
