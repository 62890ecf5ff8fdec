"""What in a record is worth a friendly question, and what just misses it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.calendar import SHANGHAI
from care.visits.patterns import (
    ALWAYS,
    LISTS,
    PEOPLE,
    QUIET_LISTS,
    SAID,
    SAME_DAYS,
    Found,
    Listed,
    Pattern,
    patterns,
)
from care.visits.round import Outcome, Visit

TODAY = date(2026, 3, 29)  # 星期日
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def moment(days_ago: int, hour: int = 17, minute: int = 0, second: int = 0) -> datetime:
    day = TODAY - timedelta(days=days_ago)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)


def visit(at: datetime, person: int = 1, outcome: Outcome = Outcome.WELL, words: str = "", **more: bool) -> Visit:
    return Visit(person, 9, at.date(), at, outcome, words=words, **more)  # type: ignore[arg-type]  # 只会是 late


def evenings(days: int, a_day: int = 4, *, apart: timedelta = 10 * SECOND, hour: int = 17) -> list[Visit]:
    """So many days ago down to one, each with some visits a little apart; one of them always 没人."""
    return [
        visit(moment(day, hour, 5) + n * apart, (day * a_day + n) % 12, Outcome.WELL if n else Outcome.ABSENT)
        for day in range(1, days + 1)
        for n in range(a_day)
    ]


def one(found: Sequence[Found], pattern: Pattern) -> Found | None:
    named = [each for each in found if each.pattern is pattern]
    assert len(named) <= 1
    return named[0] if named else None


def test_all_in_one_minute_of_the_same_hour_is_told_with_its_days() -> None:
    found = patterns(evenings(SAME_DAYS), (), TODAY)
    assert found == (Found(Pattern.AT_ONE_HOUR, SAME_DAYS, SAME_DAYS, hour=17),)


@pytest.mark.parametrize(
    "visits",
    [
        evenings(SAME_DAYS - 1),
        evenings(20, a_day=2),
        evenings(20, apart=21 * SECOND),
        [replace(v, told_at=v.told_at - timedelta(hours=v.visited_on.day % 5)) for v in evenings(20)],
        [replace(v, person_id=v.person_id % (PEOPLE - 1)) for v in evenings(20)],
        [replace(v, late=True) for v in evenings(20)],
    ],
    ids=["a-day-less", "two-a-day", "over-a-minute", "other-hours", "few-people", "told-afterwards"],
)
def test_what_is_nearly_so_is_not_told(visits: list[Visit]) -> None:
    assert one(patterns(visits, (), TODAY), Pattern.AT_ONE_HOUR) is None


def test_an_exception_in_ten_days_is_still_a_habit_and_two_are_not() -> None:
    def earlier(days: int) -> list[Visit]:
        """On the last so many days five hours before the usual one."""
        return [
            replace(v, told_at=v.told_at - timedelta(hours=5)) if v.told_at > moment(days, 0) else v
            for v in evenings(12)
        ]

    found = one(patterns(earlier(1), (), TODAY), Pattern.AT_ONE_HOUR)
    assert found == Found(Pattern.AT_ONE_HOUR, 11, 12, hour=17)
    assert one(patterns(earlier(2), (), TODAY), Pattern.AT_ONE_HOUR) is None


def spoken(words: Sequence[str], people: int = PEOPLE) -> list[Visit]:
    return [
        visit(moment(n + 1, 8 + n % 9), n % people, Outcome.IN_NEED if n == 0 else Outcome.WELL, said)
        for n, said in enumerate(words)
    ]


def test_the_same_words_for_everybody_whatever_the_punctuation() -> None:
    words = ["身体 好，没什么事。", *["身体好没什么事"] * (SAID - 1)]
    assert patterns(spoken(words), (), TODAY) == (Found(Pattern.SAME_WORDS, SAID, SAID, words="身体好没什么事"),)


@pytest.mark.parametrize(
    ("words", "people"),
    [
        (["好的"] * (SAID - 1), PEOPLE),
        (["好的"] * SAID, PEOPLE - 1),
        ([""] * 40, PEOPLE),
        (["好的"] * 26 + ["屋顶漏", "在晒太阳", "腿痛"], PEOPLE),
    ],
    ids=["a-word-less", "few-people", "bare", "three-of-29-differ"],
)
def test_words_that_are_few_or_differ_are_not_told(words: list[str], people: int) -> None:
    assert one(patterns(spoken(words, people), (), TODAY), Pattern.SAME_WORDS) is None


def alike(count: int, people: int = PEOPLE, last: Outcome = Outcome.WELL) -> list[Visit]:
    outcomes = [Outcome.WELL] * (count - 1) + [last]
    return [visit(moment(1 + n % 27, 8 + n % 9, n % 60), n % people, outcome) for n, outcome in enumerate(outcomes)]


def test_thirty_times_well_and_nothing_else() -> None:
    assert patterns(alike(ALWAYS), (), TODAY) == (Found(Pattern.ALWAYS_WELL, ALWAYS, ALWAYS),)


@pytest.mark.parametrize(
    "visits",
    [alike(ALWAYS - 1), alike(90, PEOPLE - 1), alike(90, last=Outcome.ABSENT)],
    ids=["one-less", "few-people", "one-was-out"],
)
def test_fewer_or_once_otherwise_is_ordinary(visits: list[Visit]) -> None:
    assert patterns(visits, (), TODAY) == ()


def sent(*days_ago: int, people: int = 3) -> list[Listed]:
    return [Listed(moment(day, 7, 30), people) for day in days_ago]


def test_a_week_without_a_word_to_the_lists_of_that_week() -> None:
    assert patterns([], sent(0, 3, 6), TODAY) == (Found(Pattern.SILENCE, 0, QUIET_LISTS),)
    assert patterns([visit(moment(7))], sent(0, 3, 6, 8, 9), TODAY) == (Found(Pattern.SILENCE, 0, 3),)


@pytest.mark.parametrize(
    ("visits", "lists"),
    [
        ([visit(moment(6, 6), outcome=Outcome.LATER)], sent(0, 3, 6)),
        ([], sent(0, 6)),
        ([], sent(0, 3, 7)),
        ([], sent(0, 3, 6, people=0)),
    ],
    ids=["a-word-six-days-ago", "two-lists", "one-list-before-it", "nobody-on-them"],
)
def test_a_word_or_too_few_lists_is_no_silence(visits: list[Visit], lists: list[Listed]) -> None:
    assert patterns(visits, lists, TODAY) == ()


def test_who_is_on_leave_is_not_silent() -> None:
    assert patterns([], sent(0, 1, 2, 3), TODAY, away=True) == ()


def answered(count: int, people: int = 3, after: timedelta = MINUTE, well: int | None = None) -> list[Listed]:
    lists = []
    for day in range(8, 8 + count):
        at = moment(day, 7, 30)
        lists.append(Listed(at, people, (at + after,) * (people if well is None else well)))
    return lists


def test_lists_that_were_all_well_within_a_minute_of_arriving() -> None:
    found = patterns([], answered(LISTS) + answered(9, after=2 * MINUTE)[LISTS:], TODAY)
    assert found == (Found(Pattern.AT_ARRIVAL, LISTS, 9),)


@pytest.mark.parametrize(
    "lists",
    [
        answered(LISTS - 1),
        answered(20, people=2),
        answered(20, after=MINUTE + SECOND),
        answered(20, well=2),
        answered(20, after=-SECOND),
    ],
    ids=["a-list-less", "two-on-a-list", "a-second-later", "one-not-yet", "before-it-came"],
)
def test_slower_or_shorter_lists_are_not_told(lists: list[Listed]) -> None:
    assert patterns([], lists, TODAY) == ()


visits = st.lists(
    st.builds(
        visit,
        st.builds(moment, st.integers(0, 27), st.integers(7, 20), st.integers(0, 59)),
        st.integers(1, 12),
        st.sampled_from(Outcome),
        st.sampled_from(["", "好", "屋顶漏"]),
    ),
    max_size=60,
)


@given(visits, st.permutations(range(60)))
def test_each_pattern_is_found_once_and_the_order_of_the_record_does_not_matter(
    record: list[Visit], order: list[int]
) -> None:
    found = patterns(record, (), TODAY)
    assert len({each.pattern for each in found}) == len(found)
    assert all(0 <= each.times <= each.of for each in found)
    assert patterns([record[n] for n in order if n < len(record)], (), TODAY) == found


@given(visits)
def test_a_village_of_few_people_is_never_named_for_what_was_told(record: list[Visit]) -> None:
    assert patterns([replace(v, person_id=v.person_id % (PEOPLE - 1)) for v in record * 3], (), TODAY) == ()
