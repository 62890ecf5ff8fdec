"""分户：每户恰好一个人，请假的有人替，天天一样，匀."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from care.people import Duty
from care.visits.share import Hand, may_go, rungs, stand_in, whose
from tests.care.village import THREE

people = st.integers(1, 12)
ladders = st.lists(st.lists(people, max_size=4, unique=True), max_size=3)
aways = st.dictionaries(people, st.none() | people, max_size=10)
houses = st.integers(1, 10**9)


def person(hand: Hand | None) -> int:
    assert hand is not None
    return hand.person_id


@given(houses, ladders, aways)
def test_every_house_is_exactly_one_persons_unless_no_desk_is_held(
    house: int, ladder: list[list[int]], away: dict[int, int | None]
) -> None:
    hand = whose(house, ladder, away)
    assert (hand is None) == (not any(ladder))
    if hand is not None:
        assert hand.owner_id in next(rung for rung in ladder if rung)


@given(houses, ladders, aways)
def test_nobody_away_gets_a_house_while_somebody_else_is_there(
    house: int, ladder: list[list[int]], away: dict[int, int | None]
) -> None:
    there = {one for rung in ladder for one in rung} - away.keys()
    if there:
        assert person(whose(house, ladder, away)) not in away


@given(houses, ladders, aways)
def test_who_may_go_covers_everyone_who_is_given_a_house(
    house: int, ladder: list[list[int]], away: dict[int, int | None]
) -> None:
    held = [rung for rung in ladder if rung]
    hand = whose(house, held, away)
    assert hand is None or hand.person_id in may_go(held, away)


@given(houses, st.lists(people, min_size=1, max_size=4, unique=True), people)
def test_who_goes_on_leave_moves_no_house_but_their_own(house: int, rung: list[int], absent: int) -> None:
    before, after = whose(house, [rung], {}), whose(house, [rung], {absent: None})
    assert before == after or person(before) == absent


@given(houses, st.lists(people, min_size=1, max_size=4, unique=True), people)
def test_a_new_colleague_moves_only_the_houses_that_become_theirs(house: int, rung: list[int], new: int) -> None:
    before, after = person(whose(house, [rung], {})), person(whose(house, [list({*rung, new})], {}))
    assert after in (before, new)


def test_the_order_in_which_workers_are_told_changes_nothing() -> None:
    for house in range(1, 200):
        assert whose(house, [[3, 1, 2]], {}) == whose(house, [[2, 3, 1]], {})


def test_houses_are_shared_evenly() -> None:
    for count in (2, 3, 4):
        shares = Counter(person(whose(house, [range(1, count + 1)], {})) for house in range(1, 1201))
        assert len(shares) == count
        assert max(shares.values()) - min(shares.values()) < 1200 // count // 4


def test_a_deputy_on_leave_passes_it_on() -> None:
    assert stand_in(1, {1: 2, 2: 3}) == 3
    assert whose(7, [[1]], {1: 2, 2: 3}) == Hand(3, 1)


def test_deputies_in_a_ring_are_nobody() -> None:
    assert stand_in(1, {1: 2, 2: 1}) is None
    assert whose(7, [[1], [9]], {1: 2, 2: 1}) == Hand(9, 1)


def test_a_colleague_goes_before_the_next_desk() -> None:
    away = {1: None, 2: None}
    assert {person(whose(house, [[1, 2, 3], [9]], away)) for house in range(1, 50)} == {3}


def test_when_everybody_is_away_it_stays_with_its_owner() -> None:
    assert whose(7, [[1], [9]], {1: None, 9: None}) == Hand(1, 1)


def test_the_ladder_begins_with_who_takes_what_is_the_grids() -> None:
    duties = (Duty(1, "甲", "网格员", 10), Duty(2, "乙", "村社工", 20), Duty(3, "丙", "村委", 20))
    assert rungs(duties, (10, 20, 30), THREE) == ((1,), (2,))
    assert rungs(duties, (11, 20, 30), THREE) == ((2,),)


def test_one_person_may_hold_several_areas_and_an_area_several_people() -> None:
    duties = (Duty(1, "甲", "网格员", 10), Duty(1, "甲", "网格员", 11), Duty(2, "乙", "网格员", 10))
    assert rungs(duties, (10, 20), THREE) == ((1, 2),)
    assert rungs(duties, (11, 20), THREE) == ((1,),)
