"""平安确认的规则：名单只减不增，一个人只在一处，名单以外的不问，每个人不是有回音就是没回音、暂停."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.calendar import SHANGHAI, Calendar
from care.category import Tier
from care.place import Post, Structure
from care.visits.roll_call import (
    STILL,
    TICKED,
    Entry,
    Filter,
    Pace,
    Resident,
    RollCall,
    State,
    became,
    begin,
    doors,
    doors_at,
    leads,
    list_due,
    numbered,
    parts,
    tally,
    to_ask,
    to_tell,
)

TODAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PACE, CALENDAR = Pace(), Calendar()
TAGS = ("独居", "低保", "高龄", "全失能")

residents = st.builds(
    Resident,
    person_id=st.integers(1, 60),
    name=st.just("张三"),
    sex=st.just("女"),
    born_on=st.none() | st.dates(date(1920, 1, 1), date(2020, 12, 31)),
    place_id=st.integers(1, 3),
    household_id=st.integers(1, 20),
    lane=st.sampled_from(("", "01", "02")),
    tags=st.frozensets(st.sampled_from(TAGS), max_size=2),
)
villages = st.lists(residents, max_size=40, unique_by=lambda one: one.person_id)
ages = st.none() | st.integers(0, 100)
filters = st.builds(Filter, ages, ages, st.frozensets(st.sampled_from(TAGS), max_size=2))
answers = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(sorted({*TICKED, State.ABSENT}))), max_size=60)


def answered(entries: tuple[Entry, ...], person_id: int, said: State) -> tuple[Entry, ...]:
    return tuple(
        Entry(one.who, became(one.state, said), one.visitor_id, one.line) if one.who.person_id == person_id else one
        for one in entries
    )


@given(villages, filters, st.frozensets(st.integers(1, 60)), answers)
def test_the_silent_list_only_shrinks_and_everybody_is_in_one_place(
    village: list[Resident], wanted: Filter, paused: frozenset[int], said: list[tuple[int, State]]
) -> None:
    entries = begin(village, wanted, TODAY, paused)
    named = {one.person_id for one in village if wanted.holds(one.age(TODAY), one.tags)}
    assert sorted(one.who.person_id for one in entries) == sorted(named)
    silent = {one.who.person_id for one in entries if one.silent}
    assert silent == named - paused
    for person_id, state in said:
        entries = answered(entries, person_id, state)
        left = {one.who.person_id for one in entries if one.silent}
        assert left <= silent
        silent = left
        now = tally(entries)
        assert sum(now.counts.values()) == now.people == len(named)
        assert now.silent == len(silent)


@given(villages, st.dictionaries(st.integers(1, 20), st.integers(1, 3)), answers)
def test_on_each_list_a_number_is_one_silent_person_and_stays_theirs(
    village: list[Resident], hands: dict[int, int], said: list[tuple[int, State]]
) -> None:
    entries = numbered(begin(village, Filter(), TODAY, frozenset()), hands, {})
    before = {one.who.person_id: (one.visitor_id, one.line) for one in entries}
    for person_id, state in said:
        entries = answered(entries, person_id, state)
    entries = numbered(entries, hands, dict.fromkeys(hands.values(), 100))
    assert {one.who.person_id: (one.visitor_id, one.line) for one in entries} == before
    lists = to_tell(entries, NINE, PACE)
    listed = [(visitor, one.line) for visitor, names in lists.items() for one in names]
    assert len(listed) == len(set(listed))
    on_a_list = {one.who.person_id for names in lists.values() for one in names}
    assert on_a_list == {one.who.person_id for one in entries if one.silent and one.who.household_id in hands}


@given(villages, st.integers(1, 20))
def test_messages_and_doors_leave_nobody_out(village: list[Resident], most: int) -> None:
    entries = begin(village, Filter(), TODAY, frozenset())
    cut = list(parts(entries, most))
    assert all(len(part) <= most for part in cut)
    assert [one for part in cut for one in part] == list(entries)
    knocks = doors(entries)
    assert sorted(one.who.person_id for door in knocks for one in door.entries) == sorted(
        one.who.person_id for one in entries
    )
    assert len({door.household_id for door in knocks}) == len(knocks)


@pytest.mark.parametrize(
    ("wanted", "age", "tags", "holds"),
    [
        (Filter(80), 80, (), True),
        (Filter(80), 79, (), False),
        (Filter(80), None, (), False),
        (Filter(80), None, ("高龄",), True),
        (Filter(90), None, ("高龄",), False),
        (Filter(60, 79), 79, (), True),
        (Filter(60, 79), 80, (), False),
        (Filter(None, 15), 0, (), True),
        (Filter(tags=frozenset(("独居", "低保"))), 30, ("低保",), True),
        (Filter(80, None, frozenset(("独居",))), 85, (), False),
        (Filter(tags=frozenset(("高龄",))), 80, (), True),
        (Filter(), None, (), True),
    ],
)
def test_whom_a_filter_names(wanted: Filter, age: int | None, tags: tuple[str, ...], holds: bool) -> None:
    assert wanted.holds(age, frozenset(tags)) is holds


@pytest.mark.parametrize("was", list(State))
def test_that_help_is_wanted_is_heard_at_any_time_and_nothing_else_changes_who_answered(was: State) -> None:
    assert became(was, State.IN_NEED) is State.IN_NEED
    if was in TICKED:
        assert became(was, State.ABSENT) is was
        assert became(was, State.WELL) is was
    if was is State.PAUSED:
        assert became(was, State.ABSENT) is was
    if was in STILL:
        assert became(was, State.AWAY) is State.AWAY


def round_at(started_at: datetime, listed_at: datetime | None, knocked_at: datetime | None = None) -> RollCall:
    by = doors_at(started_at, PACE, CALENDAR)
    return RollCall(1, "寒潮", "全部", (1,), 1, started_at, by, listed_at, knocked_at=knocked_at)


@given(st.integers(0, 24 * 60 - 1))
def test_between_two_lists_lies_an_hour_at_least_and_none_goes_out_at_night(start: int) -> None:
    """A round nobody answers, looked at every ten minutes for two days."""
    started_at = NINE.replace(hour=0) + start * MINUTE
    one, sent = round_at(started_at, None), []
    for step in range(2 * 24 * 6):
        now = started_at + step * 10 * MINUTE
        if list_due(one, now, PACE, CALENDAR):
            knocked = now if one.knocked_at is None and now >= one.doors_at else one.knocked_at
            sent.append(now)
            one = round_at(started_at, now, knocked)
    assert sent
    assert not any(CALENDAR.quiet(now) for now in sent)
    assert all(later - earlier >= HOUR for earlier, later in pairwise(sent))
    assert one.knocked_at is not None
    assert one.knocked_at - one.doors_at < 10 * MINUTE


def test_somebody_is_asked_once_a_round_and_not_within_the_hour_of_another() -> None:
    who = Resident(1, "张三", "女", None, 1, 1)
    one = round_at(NINE, None)
    assert to_ask(Entry(who), one, NINE, PACE)
    assert not to_ask(Entry(who, asked_at=NINE), one, NINE + 5 * HOUR, PACE)
    assert not to_ask(Entry(who, asked_at=NINE - 30 * MINUTE), one, NINE, PACE)
    assert to_ask(Entry(who, asked_at=NINE - 30 * MINUTE), one, NINE + 2 * HOUR, PACE)
    assert not to_ask(Entry(who, State.PAUSED), one, NINE, PACE)


def test_who_was_heard_of_is_counted_by_whom() -> None:
    who = [Resident(number, "张三", "女", None, 1, 1) for number in (1, 2, 3, 4)]
    entries = [
        Entry(who[0], State.WELL, by_id=9),
        Entry(who[1], State.WELL, by_id=9),
        Entry(who[2], State.IN_NEED, by_id=3),
        Entry(who[3], State.ABSENT, by_id=9),
    ]
    now = tally(entries)
    assert now.heard == ((9, 2), (0, 1))
    assert (now.people, now.houses, now.silent) == (4, 1, 1)


@pytest.mark.parametrize(
    ("post", "leading"), [("网格员", False), ("村社工", True), ("村委", True), ("社工站", True), ("没有的", False)]
)
def test_who_may_begin_a_round(post: str, leading: bool) -> None:
    posts = (
        Post("网格员", 0, frozenset({Tier.GRID})),
        Post("村社工", 1, frozenset({Tier.POINT}), sealed=True),
        Post("村委", 1, frozenset({Tier.COMMITTEE}), ladder=False),
        Post("社工站", 2, frozenset({Tier.STATION})),
    )
    assert leads(Structure(("片区", "村", "乡镇"), posts), post) is leading
