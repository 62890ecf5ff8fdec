"""放假调休一级一级地问：镇里自己写的 → 国务院的通知 → 法定节日 → 周一到周五。哪一年都答得出."""

from datetime import date, timedelta

import pytest

from bot.holidays import known_to, ordinary
from bot.settings import Hours


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),  # 国庆，通知里有
        (date(2026, 10, 10), True),  # 周六调休上班
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2027, 1, 1), False),  # 还没有通知的年份：法定节日
        (date(2027, 2, 8), False),  # 春节
        (date(2027, 1, 4), True),
        (date(2027, 1, 9), False),
    ],
)
def test_days_are_worked_as_published_and_as_the_law_says_where_nothing_is(day: date, worked: bool) -> None:
    assert ordinary(day) is worked


@pytest.mark.parametrize("year", [1, 1949, 2003, 2026, 2027, 2050, 2150, 9999])
def test_every_day_of_every_year_has_an_answer(year: int) -> None:
    first = date(year, 1, 1)
    found = [ordinary(first + timedelta(days=n)) for n in range(364)]
    assert 230 < sum(found) < 262


def test_what_the_township_writes_comes_first() -> None:
    hours = Hours(holidays=(date(2026, 11, 23),), workdays=(date(2026, 10, 1), date(2027, 2, 8)))
    calendar = hours.calendar()
    assert not calendar.works_on(date(2026, 11, 23))
    assert calendar.works_on(date(2026, 10, 1))
    assert calendar.works_on(date(2027, 2, 8))
    assert not calendar.works_on(date(2026, 10, 2))


def test_the_operator_is_told_where_a_year_comes_from() -> None:
    assert [known_to(year) for year in (2026, 2027)] == ["国务院的通知", "法定节日，没有调休"]
