"""换了身份，最晚那天不往后挪：答应过的作数，出了事的从出事那天算，规则开始以前的走访不算."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.dossier import Membership
from care.visits.period import DAY
from care.visits.round import Mode, Outcome, Visit
from handlers.dues import note_visit, recount
from storage.unit import Unit
from storage.visits import DueRow
from tests.handlers.test_one_more_tag import FIRST, GROUPS, TAGS_OF_ALL, VISITING, an_empty_village, at, somebody

BORN = date(1970, 5, 1)
PLANS = {rule.id for rule in VISITING.rules if rule.days}


def seen(unit: Unit, person_id: int, day: date, groups: str = "AB", mode: Mode = Mode.IN_PERSON) -> None:
    note_visit(unit, VISITING, Visit(person_id, person_id, day, at(day), Outcome.WELL, mode, groups))


def swap(unit: Unit, person_id: int, was: str, becomes: str, day: date, *, in_steps: bool = False) -> None:
    unit.dossiers.end(person_id, was, day)
    if in_steps:
        recount(unit, VISITING, person_id, day)
    unit.dossiers.join(person_id, Membership(becomes, day), at(day))
    recount(unit, VISITING, person_id, day)


def rows(unit: Unit, person_id: int) -> dict[str, DueRow]:
    return {row.rule_id: row for row in unit.visits.dues_of(person_id)}


def latest(unit: Unit, person_id: int) -> date:
    return min(row.until_on for row in unit.visits.dues_of(person_id))


@pytest.mark.parametrize("in_steps", [False, True])
def test_who_was_seen_last_quarter_is_not_put_off_by_another_category(in_steps: bool) -> None:
    """Said in one go, or 「不是低保」 and then 「是残疾」."""
    unit = an_empty_village()
    one = somebody(unit, BORN, {"低保"})
    seen(unit, one, date(2026, 10, 2))
    before = latest(unit, one)
    swap(unit, one, "低保", "残疾", date(2027, 1, 20), in_steps=in_steps)
    assert latest(unit, one) <= before == date(2027, 1, 30)
    seen(unit, one, date(2027, 1, 25), "ABCDEFGHS")
    assert latest(unit, one) > date(2027, 3, 1)


def test_who_is_overdue_stays_overdue_under_another_category() -> None:
    unit = an_empty_village()
    one = somebody(unit, BORN, {"低保"})
    overdue = latest(unit, one)
    swap(unit, one, "低保", "残疾", overdue + 20 * DAY)
    assert latest(unit, one) == overdue


def test_a_plan_after_an_event_begins_with_the_event_whatever_was_overdue() -> None:
    unit = an_empty_village()
    one = somebody(unit, BORN, {"低保"})
    day = latest(unit, one) + 200 * DAY
    swap(unit, one, "低保", "突发困难", day)
    seen(unit, one, day, "ABCDEFGHS")
    (plan,) = [row for name, row in rows(unit, one).items() if name in PLANS]
    assert (plan.since_on, plan.until_on) == (day, day + 3 * DAY)


def test_on_the_birthday_that_changes_the_rule_the_promise_stands() -> None:
    unit = an_empty_village()
    one = somebody(unit, date(1936, 8, 29), set())
    seen(unit, one, date(2026, 5, 2))
    before = latest(unit, one)
    recount(unit, VISITING, one, date(2026, 8, 29))
    assert latest(unit, one) <= before


def test_a_visit_from_before_a_rule_began_does_not_count_for_it() -> None:
    unit = an_empty_village()
    one = somebody(unit, BORN, set())
    unit.dossiers.join(one, Membership("低保", FIRST), at(FIRST))
    recount(unit, VISITING, one, FIRST)
    before = rows(unit, one)
    note_visit(unit, VISITING, Visit(one, one, FIRST - DAY, at(FIRST), Outcome.WELL, groups="ABCDEFGHS", late=True))
    assert rows(unit, one) == before
    assert all(row.last_on is None for row in before.values())


def test_a_call_is_no_visit_to_a_child() -> None:
    unit = an_empty_village()
    one = somebody(unit, date(2017, 5, 1), {"留守儿童"})
    to_meet = {row.id for row in VISITING.rules if row.in_person} & rows(unit, one).keys()
    assert to_meet
    seen(unit, one, FIRST, "ABCDEFGHS", Mode.PHONE)
    assert all(rows(unit, one)[name].last_on is None for name in to_meet)
    seen(unit, one, FIRST, "ABCDEFGHS")
    assert all(rows(unit, one)[name].last_on == FIRST for name in to_meet)


@settings(max_examples=60)
@given(
    was=TAGS_OF_ALL,
    becomes=TAGS_OF_ALL,
    beside=st.sets(TAGS_OF_ALL, max_size=2),
    age=st.integers(1, 99),
    visits=st.lists(st.tuples(st.integers(1, 50), st.sampled_from(GROUPS)), max_size=5),
    later=st.integers(0, 140),
)
def test_one_category_for_another_never_moves_the_last_day_of_what_begins(
    was: str, becomes: str, beside: set[str], age: int, visits: list[tuple[int, str]], later: int
) -> None:
    """Under every rule that begins, somebody is to be seen by the strictest day that was promised."""
    unit, day = an_empty_village(), FIRST
    one = somebody(unit, FIRST.replace(year=FIRST.year - age), {was, *beside})
    for gap, groups in visits:
        day += gap * DAY
        seen(unit, one, day, groups)
    day += later * DAY
    recount(unit, VISITING, one, day)
    before = rows(unit, one)
    swap(unit, one, was, becomes, day)
    after = rows(unit, one)
    promised = [row.until_on for name, row in before.items() if name not in after]
    begun = [row.until_on for name, row in after.items() if name not in before and name not in PLANS]
    assert not promised or all(until <= min(promised) for until in begun)
