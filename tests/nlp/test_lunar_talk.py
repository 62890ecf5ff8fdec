"""农历生日：1920 年以后的换成公历，没说哪年的只认是哪天."""

from datetime import date

import pytest

from nlp.lunar import months, solar_day
from nlp.lunar_past import PAST
from nlp.lunar_talk import is_lunar, lunar_day


@pytest.mark.parametrize(
    ("words", "solar"),
    [
        ("1948年腊月初八", date(1949, 1, 6)),
        ("农历一九四八年腊月初八", date(1949, 1, 6)),
        ("1949年闰七月廿三", date(1949, 9, 15)),
        ("农历1949年8月15日", date(1949, 10, 6)),
        ("1920年正月初一", date(1920, 2, 20)),
        ("2022年腊月三十", date(2023, 1, 21)),
        ("2023年正月初一", date(2023, 1, 22)),
        ("1950年闰三月初一", None),
        ("1919年三月初一", None),
    ],
)
def test_a_lunar_birth_date_is_a_day(words: str, solar: date | None) -> None:
    found = lunar_day(words)
    assert found is not None
    assert found.solar == solar


def test_without_a_year_it_is_no_day_but_said_back() -> None:
    found = lunar_day("农历 腊月初八")
    assert found is not None
    assert (found.month, found.day, found.words, found.solar) == (12, 8, "腊月初八", None)


@pytest.mark.parametrize("words", ["1948年3月2日", "19480302", "1948-03-02"])
def test_a_solar_date_is_not_lunar(words: str) -> None:
    assert not is_lunar(words)


def test_every_year_of_the_past_ends_where_the_next_begins() -> None:
    """各年首尾相接，到 2023 年的春节；闰年十三个月."""
    starts = [date.fromisoformat(first) for first, _, _ in PAST.values()]
    lengths = [sum(30 if size == "大" else 29 for size in sizes) for _, sizes, _ in PAST.values()]
    ends = [date.fromordinal(first.toordinal() + days) for first, days in zip(starts, lengths, strict=True)]
    assert ends == [*starts[1:], months()[0].first]
    assert list(PAST) == list(range(1920, 2023))
    assert all(len(sizes) == (13 if leap else 12) for _, sizes, leap in PAST.values())
    assert solar_day(2036, 1, 1) == date(2036, 1, 28)
