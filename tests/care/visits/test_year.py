"""A year, day by day: a visitor who always goes in time, one who never does, one who is late."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import pytest

from care.visits.call import Call, call
from care.visits.due import Done, Due, Pause, due
from care.visits.period import stretch
from care.visits.rule import Condition, Period, Standing, VisitRule, rules_for
from tests.care.visits.rows import DAY, RHYTHMS, days_of, row, weekdays

NEW_YEAR = date(2026, 1, 1)
SPRING = [date(2026, 2, 16) + timedelta(days=n) for n in range(8)]


@dataclass
class Person:
    """One person and what was done for them, as the tables would keep it."""

    rules: Sequence[VisitRule]
    standing: Standing = field(default_factory=lambda: Standing(frozenset(), date(1980, 6, 1)))
    key: int = 5
    pauses: tuple[Pause, ...] = ()
    last_on: dict[str, date] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)

    def dues(self, today: date) -> list[Due]:
        held = rules_for(self.rules, self.standing, today)
        self.since = {rule.id: self.since.get(rule.id, today) for rule in held}
        found = (
            due(
                rule,
                Done(self.last_on.get(rule.id)),
                since=self.since[rule.id],
                key=self.key,
                works_on=lambda day: weekdays(day) and day not in SPRING,
                pauses=self.pauses,
            )
            for rule in held
        )
        return [one for one in found if one is not None]

    def see(self, visit: Call, today: date) -> None:
        asked = set(visit.groups)
        self.last_on |= {rule.id: today for rule in self.rules if set(rule.groups) <= asked and rule.id in self.since}

    def away(self, today: date) -> bool:
        return any(today in pause for pause in self.pauses)


def prompt_year(person: Person, days: int = 365) -> list[date]:
    """Visits of somebody who goes on the day a visit opens. Fails when anything is overdue on any day."""
    visits: list[date] = []
    for today in days_of(NEW_YEAR, days):
        found = person.dues(today)
        assert not [one for one in found if one.overdue(today) and not person.away(today)], today
        visit = call(1, found, today)
        if visit and not person.away(today):
            person.see(visit, today)
            visits.append(today)
    return visits


YEARLY = {Period.DAY: 365, Period.WEEK: 52, Period.MONTH: 12, Period.QUARTER: 4}


@pytest.mark.parametrize("period", RHYTHMS)
@pytest.mark.parametrize("key", range(1, 30, 4))
def test_who_goes_when_it_opens_is_never_late_and_goes_as_often_as_the_rule_says(period: Period, key: int) -> None:
    """Once in every stretch that ends in 2026; the 53rd ISO week ends in 2027."""
    visits = prompt_year(Person([row(period)], key=key))
    visited = [stretch(period, day) for day in visits]
    assert len([one for one in visited if one.last.year == 2026]) == YEARLY[period]
    assert len(visited) == len(set(visited))


@pytest.mark.parametrize("period", RHYTHMS)
def test_no_two_visits_of_a_prompt_year_are_further_apart_than_the_gap(period: Period) -> None:
    rule = row(period)
    visits = prompt_year(Person([rule]), 730)
    assert max((later - day).days for day, later in pairwise(visits)) <= rule.gap


DAILY, LONG = row(Period.DAY, "日"), row(Period.MONTH, "长", groups=("A", "C"))


def test_the_long_list_is_asked_once_a_month_of_who_is_seen_every_day() -> None:
    person = Person([DAILY, LONG])
    long_days = 0
    for today in days_of(NEW_YEAR, 365):
        visit = call(1, person.dues(today), today)
        assert visit is not None
        long_days += visit.groups == ("A", "C")
        person.see(visit, today)
    assert long_days == 12


def test_several_rules_of_one_list_are_one_round_of_visits() -> None:
    week, quarter = row(Period.WEEK, "周"), row(Period.QUARTER, "季")
    assert len(prompt_year(Person([week, quarter, row(Period.MONTH, "月")]))) <= 53 + 12
    assert len(prompt_year(Person([DAILY, week, quarter]))) == 365


@pytest.mark.parametrize(("period", "missed"), list(zip(RHYTHMS, (365, 52, 12, 4), strict=True)))
def test_whom_nobody_visits_stays_overdue_and_every_stretch_is_counted(period: Period, missed: int) -> None:
    person = Person([row(period)])
    (first,) = person.dues(NEW_YEAR)
    counts = []
    for today in days_of(NEW_YEAR, 366):
        (one,) = person.dues(today)
        assert one == first
        assert one.overdue(today) is (today > first.until)
        counts.append(one.missed(today))
    assert counts == sorted(counts)
    assert counts[-1] == missed


@pytest.mark.parametrize("period", RHYTHMS)
def test_a_late_visit_ends_the_delay_and_the_rhythm_goes_on(period: Period) -> None:
    person = Person([row(period)])
    (first,) = person.dues(NEW_YEAR)
    late = first.until + timedelta(days=3)
    visit = call(1, person.dues(late), late)
    assert visit is not None
    person.see(visit, late)
    (following,) = person.dues(late)
    assert late < following.opens_on <= following.until <= late + timedelta(days=row(period).gap)


def test_who_is_away_is_due_again_by_itself_and_nothing_of_it_was_late() -> None:
    gone = (Pause(date(2026, 3, 2), date(2026, 5, 20), "住院"), Pause(date(2026, 5, 21), date(2026, 5, 25), "外出"))
    for period in RHYTHMS:
        visits = prompt_year(Person([row(period)], pauses=gone))
        assert not [day for day in visits if any(day in pause for pause in gone)]
    back = [day for day in prompt_year(Person([DAILY], pauses=gone)) if day > gone[0].first]
    assert back[0] == date(2026, 5, 26)


def test_a_birthday_changes_the_rhythm_without_anybody_editing() -> None:
    rules = [
        row(Period.QUARTER, "八十", when=(Condition(age_from=80, age_to=89),)),
        row(Period.WEEK, "九十", when=(Condition(age_from=90),)),
    ]
    birthday = date(2026, 7, 1)
    visits = prompt_year(Person(rules, Standing(frozenset(), date(1936, 7, 1))))
    assert len([day for day in visits if day < birthday]) == 2
    assert len([day for day in visits if day >= birthday]) == 26
    assert all((later - day).days <= 10 for day, later in pairwise(visits[2:]))


def test_on_every_day_everybody_with_a_rule_is_not_yet_open_open_away_or_overdue() -> None:
    """A visitor who comes every 9 days whatever is due."""
    person = Person([row(Period.WEEK, "周"), row(Period.MONTH, "月")], pauses=(Pause(SPRING[0], SPRING[-1], "外出"),))
    seen = set()
    for n, today in enumerate(days_of(NEW_YEAR, 365)):
        found = person.dues(today)
        assert [one.rule.id for one in found] == ["周", "月"]
        states = {(today < one.opens_on, today <= one.until, person.away(today)) for one in found}
        seen |= states
        if n % 9 == 0 and not person.away(today) and (visit := call(1, found, today)):
            person.see(visit, today)
    assert {(True, True, False), (False, True, False), (False, False, False)} <= seen
    assert any(gone for _, _, gone in seen)
    assert (True, False, False) not in seen
    assert today == NEW_YEAR + 364 * DAY
