"""Who falls under a row on a day: tags, ages that nobody edits, versions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.rule import Condition, Standing, age_on, changes_on, rules_for
from tests.care.visits.rows import DAY, row

BORN = date(1946, 3, 15)
LEAP = date(1936, 2, 29)
TAGS = frozenset({"甲", "乙"})


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (BORN, date(2026, 3, 14), 79),
        (BORN, date(2026, 3, 15), 80),
        (LEAP, date(2026, 2, 28), 89),
        (LEAP, date(2026, 3, 1), 90),
        (LEAP, date(2016, 2, 28), 79),
        (LEAP, date(2016, 2, 29), 80),
        (date(2030, 1, 1), date(2026, 1, 1), -4),
    ],
)
def test_an_age_is_counted_in_whole_years_from_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(), True),
        (Condition(all_of=frozenset({"甲", "乙"})), True),
        (Condition(all_of=frozenset({"甲", "丙"})), False),
        (Condition(any_of=frozenset({"丙", "乙"})), True),
        (Condition(any_of=frozenset({"丙"})), False),
        (Condition(none_of=frozenset({"丙"})), True),
        (Condition(none_of=frozenset({"乙"})), False),
        (Condition(age_from=80), True),
        (Condition(age_from=81), False),
        (Condition(age_to=80), True),
        (Condition(age_to=79), False),
    ],
)
def test_every_part_of_a_condition_must_hold(condition: Condition, holds: bool) -> None:
    assert condition.holds(TAGS, 80) is holds


@pytest.mark.parametrize("condition", [Condition(age_from=0), Condition(age_to=200)])
def test_an_unknown_age_fulfils_nothing_that_asks_for_one(condition: Condition) -> None:
    assert not condition.holds(TAGS, None)
    assert Condition().holds(TAGS, None)


def test_one_way_to_fall_under_a_row_is_enough() -> None:
    rule = row(when=(Condition(age_from=80), Condition(any_of=frozenset({"独居"}))))
    assert rules_for([rule], Standing(frozenset({"独居"})), date(2026, 1, 1)) == (rule,)
    assert rules_for([rule], Standing(frozenset(), BORN), date(2026, 3, 15)) == (rule,)
    assert rules_for([rule], Standing(frozenset(), BORN), date(2026, 3, 14)) == ()


def test_a_row_is_silent_beside_the_one_it_names_and_only_then() -> None:
    strict = row(name="严", when=(Condition(age_from=90),))
    mild = row(name="宽", unless=frozenset({"严"}))
    at_90, at_80 = Standing(frozenset(), date(1936, 1, 1)), Standing(frozenset(), date(1946, 1, 1))
    assert rules_for([mild, strict], at_90, date(2026, 6, 1)) == (strict,)
    assert rules_for([mild, strict], at_80, date(2026, 6, 1)) == (mild,)
    off = row(name="严", when=(Condition(age_from=90),), enabled=False)
    assert rules_for([mild, off], at_90, date(2026, 6, 1)) == (mild,)


def test_of_two_versions_the_one_in_force_speaks() -> None:
    change = date(2026, 7, 1)
    old, new = row(ends_on=change), row(starts_on=change, gap=31)
    standing = Standing(frozenset(), BORN)
    assert rules_for([old, new], standing, change - DAY) == (old,)
    assert rules_for([old, new], standing, change) == (new,)


def test_a_row_that_is_off_holds_for_nobody() -> None:
    assert rules_for([row(enabled=False)], Standing(frozenset(), BORN), date(2026, 1, 1)) == ()


def test_the_day_somebody_turns_80_is_known_beforehand() -> None:
    rules = [row(when=(Condition(age_from=80, age_to=89),))]
    assert changes_on(rules, BORN, date(2026, 1, 1)) == date(2026, 3, 15)
    assert changes_on(rules, BORN, date(2026, 3, 15)) == date(2036, 3, 15)
    assert changes_on(rules, BORN, date(2036, 3, 15)) is None
    assert changes_on(rules, None, date(2026, 1, 1)) is None


def test_who_was_born_on_29_february_changes_on_the_day_the_age_changes() -> None:
    rules = [row(when=(Condition(age_from=90),))]
    assert changes_on(rules, LEAP, date(2026, 1, 1)) == date(2026, 3, 1)


versions = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ages = st.integers(0, 100)
born_days = st.dates(date(1926, 1, 1), date(2026, 1, 1))


@given(born_days, st.lists(st.tuples(ages, ages), max_size=3), versions, st.dates(date(2026, 1, 1), date(2027, 6, 1)))
def test_between_two_changes_nothing_changes(
    born: date, spans: list[tuple[int, int]], version: date, start: date
) -> None:
    rules = [row(name=str(at), when=(Condition(age_from=a, age_to=b),)) for at, (a, b) in enumerate(spans)]
    rules += [row(name="版", ends_on=version), row(name="版", starts_on=version)]
    standing = Standing(frozenset(), born)
    turn = changes_on(rules, born, start) or date(2028, 1, 1)
    held = rules_for(rules, standing, start)
    span = min((turn - start).days, 400)
    assert all(rules_for(rules, standing, start + timedelta(days=n)) == held for n in range(span))
