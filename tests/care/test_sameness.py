"""One person or two: what decides, what only asks, and that nobody is mixed up with a namesake."""

from dataclasses import replace
from datetime import date

import pytest

from care.dossier import Draft
from care.sameness import Candidate, Sameness, compare, same_birth

BORN = date(1950, 3, 2)
DRAFT = Draft("韦小妹", "S片区", "女", BORN, house="3号", head="韦大山")
FILE = Candidate("韦小妹", "wei", "女", BORN, "3号", "韦大山")


def judged(draft: Draft, one: Candidate, sounds: str = "wei") -> Sameness:
    return compare(draft, sounds, one).sameness


def test_the_same_id_number_is_the_same_person_whatever_else_changed() -> None:
    moved = replace(FILE, same_id=True, here=False, born_on=date(1951, 1, 1), house="9号")
    assert judged(DRAFT, moved) is Sameness.SAME
    assert judged(replace(DRAFT, name="韦晓妹"), moved) is Sameness.SAME


def test_an_id_number_beside_quite_another_name_is_asked_about() -> None:
    assert judged(replace(DRAFT, name="黄强"), replace(FILE, same_id=True), "huang") is Sameness.PROBABLE


def test_other_id_numbers_are_other_people_unless_everything_else_agrees() -> None:
    assert judged(replace(DRAFT, house=""), replace(FILE, same_id=False, head="")) is Sameness.DIFFERENT
    assert judged(DRAFT, replace(FILE, same_id=False)) is Sameness.PROBABLE


def test_two_of_one_name_with_different_birthdays_are_two() -> None:
    assert judged(DRAFT, replace(FILE, born_on=date(1962, 5, 6))) is Sameness.DIFFERENT


@pytest.mark.parametrize(
    "known",
    [
        Candidate("韦小妹", "wei", born_on=BORN),
        Candidate("韦小妹", "wei", house="3号"),
        Candidate("韦小妹", "wei", head="韦大山", house="3号"),
        Candidate("韦小妹", "wei", same_phone=True),
    ],
)
def test_the_name_and_one_thing_more_in_one_area_is_the_same_person(known: Candidate) -> None:
    assert judged(DRAFT, known) is Sameness.SAME


def test_the_name_alone_is_asked_about() -> None:
    assert judged(Draft("韦小妹", "S片区"), Candidate("韦小妹", "wei", head="韦小妹")) is Sameness.PROBABLE


def test_the_name_in_another_house_is_another_person() -> None:
    assert judged(replace(DRAFT, born_on=None), replace(FILE, house="9号")) is Sameness.DIFFERENT


def test_another_area_is_asked_about_only_where_more_than_the_name_agrees() -> None:
    assert judged(DRAFT, replace(FILE, here=False)) is Sameness.PROBABLE
    assert judged(replace(DRAFT, born_on=None), replace(FILE, here=False)) is Sameness.DIFFERENT


def test_a_name_that_only_sounds_the_same_is_asked_about_where_more_agrees() -> None:
    other = replace(FILE, name="韦晓梅")
    assert judged(DRAFT, other) is Sameness.PROBABLE
    assert judged(DRAFT, replace(other, born_on=None, house="9号")) is Sameness.DIFFERENT
    assert judged(DRAFT, replace(FILE, sounds="wei xiao mi")) is Sameness.DIFFERENT


def test_another_sex_is_asked_about_where_more_than_the_name_agrees() -> None:
    assert judged(DRAFT, replace(FILE, sex="男")) is Sameness.PROBABLE
    assert judged(Draft("韦小妹", "S片区", "女"), Candidate("韦小妹", "wei", "男")) is Sameness.DIFFERENT


def test_of_whom_only_the_year_is_known_the_day_is_learnt_but_proves_nothing() -> None:
    year = date(1950, 1, 1)
    assert same_birth(year, BORN) is None
    assert same_birth(year, date(1951, 3, 2)) is False
    assert judged(replace(DRAFT, born_on=year), FILE) is Sameness.SAME
    of_that_year = replace(FILE, born_on=year, house="9号")
    assert judged(replace(DRAFT, born_on=year), of_that_year) is Sameness.DIFFERENT
    assert judged(replace(DRAFT, born_on=year, house=""), of_that_year) is Sameness.PROBABLE


def test_every_verdict_says_why_and_names_no_number() -> None:
    for one in (FILE, replace(FILE, same_id=True), replace(FILE, same_id=False), replace(FILE, name="韦晓梅")):
        because = compare(DRAFT, "wei", one).because
        assert because
        assert not any(letter.isdigit() for letter in because)
