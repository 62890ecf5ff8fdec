"""Who gets a need: two, three and four tiers, empty desks, sealed matters, the committee beside the ladder."""

import pytest

from care.category import CATEGORIES, NOT_A_REQUEST, UNSORTED, Urgency
from care.people import Duty, on_duty
from care.place import Post, Structure, faults, named
from care.routing import alarmed, desk, next_hands, route
from tests.care.village import ALL, COMMITTEE, FOUR, GRID, OFFICE, POINT, STATION, THREE, TWO, duty

AREA, VILLAGE, TOWN = 1, 2, 3
HOME = (AREA, VILLAGE, TOWN)
LI, QIN, WEI, CHEN, HUANG = 1, 2, 3, 4, 5
EVERYBODY = (
    duty(LI, "网格员", AREA),
    duty(QIN, "村社工", VILLAGE),
    duty(WEI, "村委", VILLAGE),
    duty(CHEN, "社工站", TOWN),
    duty(HUANG, "民政办", TOWN),
)


def without(*posts: str) -> tuple[Duty, ...]:
    return tuple(one for one in EVERYBODY if one.post not in posts)


@pytest.mark.parametrize("structure", ALL)
def test_every_need_has_a_desk_in_every_structure(structure: Structure) -> None:
    for category in (*CATEGORIES, NOT_A_REQUEST, UNSORTED, "没有的类别"):
        for urgency in Urgency:
            assert desk(category, urgency, structure) in structure.posts


@pytest.mark.parametrize(
    ("structure", "category", "urgency", "post"),
    [
        (THREE, "微心愿", Urgency.ROUTINE, "网格员"),
        (THREE, "低保", Urgency.ROUTINE, "村社工"),
        (THREE, "基础设施", Urgency.ROUTINE, "村委"),
        (THREE, "心理", Urgency.ROUTINE, "社工站"),
        (THREE, "特困", Urgency.URGENT, "社工站"),
        (THREE, "政策咨询", Urgency.QUESTION, "村社工"),
        (THREE, "家暴", Urgency.EMERGENCY, "社工站"),
        (THREE, "没有的类别", Urgency.EMERGENCY, "村社工"),
        (TWO, "微心愿", Urgency.ROUTINE, "服务点"),
        (TWO, "纠纷", Urgency.ROUTINE, "村两委"),
        (TWO, "心理", Urgency.ROUTINE, "总站"),
        (FOUR, "纠纷", Urgency.ROUTINE, "村级点"),
        (FOUR, "困境儿童", Urgency.URGENT, "乡镇站"),
    ],
)
def test_a_need_goes_where_this_township_takes_it(
    structure: Structure, category: str, urgency: Urgency, post: str
) -> None:
    assert desk(category, urgency, structure).name == post


def test_the_nearest_holder_is_told_and_the_others_are_known() -> None:
    near, far, elsewhere = duty(9, "网格员", AREA), duty(8, "网格员", VILLAGE), duty(7, "网格员", 77)
    way = route(GRID, HOME, (far, elsewhere, near), THREE)
    assert (way.first, way.others, way.instead_of) == (near, (far,), "")


def test_two_at_one_desk_are_told_in_a_fixed_order() -> None:
    one, two = duty(6, "网格员", AREA), duty(5, "网格员", AREA)
    assert route(GRID, HOME, (one, two), THREE).first == two


def test_an_empty_desk_sends_it_up_and_says_whose_it_was() -> None:
    way = route(GRID, HOME, without("网格员", "村社工"), THREE)
    assert (way.post, way.first, way.instead_of) == (STATION, EVERYBODY[3], "网格员")


def test_an_empty_committee_sends_it_to_the_station() -> None:
    way = route(COMMITTEE, HOME, without("村委"), THREE)
    assert (way.post, way.instead_of) == (STATION, "村委")


def test_where_nobody_is_on_duty_at_all_the_need_still_has_its_desk() -> None:
    way = route(GRID, HOME, (), THREE)
    assert (way.post, way.first, way.others, way.instead_of) == (GRID, None, (), "")


@pytest.mark.parametrize("structure", ALL)
def test_the_way_up_ends_at_the_top_and_never_goes_down(structure: Structure) -> None:
    for post in structure.posts:
        seen, rung = [post], structure.above(post.name)
        while rung is not None:
            assert rung.level >= seen[-1].level
            assert rung not in seen
            seen.append(rung)
            rung = structure.above(rung.name)
        assert seen[-1] is structure.ladder[-1]


def test_danger_calls_everyone_on_duty_once_but_those_who_need_not_be_woken() -> None:
    doubly = (*EVERYBODY, duty(LI, "村委", VILLAGE))
    called = [one.person_id for one in alarmed(False, HOME, doubly, THREE)]
    assert called == [LI, QIN, WEI, CHEN]


def test_danger_in_one_village_does_not_wake_the_next() -> None:
    next_village = (duty(21, "网格员", 11), duty(22, "村社工", 12))
    assert alarmed(False, (11, 12, TOWN), (*EVERYBODY, *next_village), THREE) == (*next_village, EVERYBODY[3])


def test_a_sealed_danger_calls_only_those_who_may_read_it() -> None:
    assert [one.post for one in alarmed(True, HOME, EVERYBODY, THREE)] == ["村社工", "社工站"]


def test_who_could_not_be_reached_is_followed_by_a_colleague_and_then_by_the_next_rung() -> None:
    second = duty(6, "网格员", AREA)
    staff = (*EVERYBODY, second)
    told: list[int] = [LI]
    order = []
    while (hands := next_hands(told, "网格员", HOME, staff, THREE)) is not None:
        order.append(hands.person_id)
        told.append(hands.person_id)
    assert order == [6, QIN, CHEN, HUANG]


def test_the_committee_that_cannot_be_reached_is_followed_by_the_station() -> None:
    hands = next_hands([WEI], "村委", HOME, EVERYBODY, THREE)
    assert hands is not None
    assert hands.person_id == CHEN


def test_a_post_nobody_knows_any_more_has_no_next_hands() -> None:
    assert next_hands([], "从前的岗位", HOME, EVERYBODY, THREE) is None


def test_the_one_who_is_nearest_comes_first_and_strangers_to_the_place_not_at_all() -> None:
    staff = (duty(1, "村社工", TOWN), duty(2, "村社工", VILLAGE), duty(3, "村社工", 99))
    assert [one.person_id for one in on_duty(staff, "村社工", HOME)] == [2, 1]


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("社工站", STATION),
        ("镇社工站", STATION),
        ("村委", COMMITTEE),
        ("村委会", COMMITTEE),
        ("民政", OFFICE),
        ("网格", GRID),
        ("村社工", POINT),
        ("社工", None),
        ("派出所", None),
        ("", None),
    ],
)
def test_a_post_is_known_by_what_people_call_it_unless_it_could_be_two(said: str, post: Post | None) -> None:
    assert named(THREE, said) == post


@pytest.mark.parametrize("structure", [TWO, THREE])
def test_a_complete_structure_has_no_faults(structure: Structure) -> None:
    assert faults(structure) == []


def test_what_is_missing_in_a_structure_is_said() -> None:
    broken = Structure(("村",), (COMMITTEE, COMMITTEE))
    found = "".join(faults(broken))
    for word in ("2 到 5 层", "ladder = true", "「村委」写了两次", "「村社工」", "「镇社工站」", "「网格员」"):
        assert word in found
