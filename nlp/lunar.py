"""农历: the days of the lunar calendar as dates, for the years somebody may speak of in a chat (2023–2036)."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from nlp.lunar_past import PAST

# 正月初一那天，各月大（30 天）小（29 天），闰几月。与每个月的朔日（北京时间）逐月核对过
_YEARS: dict[int, tuple[str, str, int]] = {
    2023: ("2023-01-22", "小大小小大大小大大小大小大", 2),
    2024: ("2024-02-10", "小大小小大小大大小大大小", 0),
    2025: ("2025-01-29", "大小大小小大小大小大大大小", 6),
    2026: ("2026-02-17", "大小大小小大小小大大大小", 0),
    2027: ("2027-02-06", "大大小大小小大小小大大小", 0),
    2028: ("2028-01-26", "大大大小大小小大小小大大小", 5),
    2029: ("2029-02-13", "大大小大小大小大小小大大", 0),
    2030: ("2030-02-03", "小大小大大小大小大小大小", 0),
    2031: ("2031-01-23", "小大大小大小大大小大小大小", 3),
    2032: ("2032-02-11", "大小小大小大大小大大小大", 0),
    2033: ("2033-01-31", "小大小小大小大小大大大小大", 11),
    2034: ("2034-02-19", "小大小小大小大小大大小大", 0),
    2035: ("2035-02-08", "大小大小小大小小大大小大", 0),
    2036: ("2036-01-28", "大大小大小小大小小大小大大", 6),
}


@dataclass(frozen=True, slots=True)
class Month:
    """One lunar month. `number` is 1–12; a leap month (闰月) has the number of the month before it."""

    year: int
    number: int
    leap: bool
    first: date
    days: int

    def day(self, day: int) -> date | None:
        return self.first + timedelta(days=day - 1) if 1 <= day <= self.days else None

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)


@cache
def months() -> tuple[Month, ...]:
    """All months of the table in order, without a gap."""
    return _months(_YEARS)


def _months(years: Mapping[int, tuple[str, str, int]]) -> tuple[Month, ...]:
    found: list[Month] = []
    for year, (new_year, sizes, leap) in years.items():
        first = date.fromisoformat(new_year)
        numbers = [(number, False) for number in range(1, 13)]
        if leap:
            numbers.insert(leap, (leap, True))
        for (number, is_leap), size in zip(numbers, sizes, strict=True):
            found.append(Month(year, number, is_leap, first, 30 if size == "大" else 29))
            first = found[-1].last + timedelta(days=1)
    return tuple(found)


@cache
def _born_in() -> Mapping[tuple[int, int, bool], Month]:
    return {(one.year, one.number, one.leap): one for one in _months(PAST | _YEARS)}


def solar_day(year: int, number: int, day: int, *, leap: bool = False) -> date | None:
    """Of a birth date in the lunar calendar, 1920 to 2036. None: outside, or there was no such month or day."""
    month = _born_in().get((year, number, leap))
    return None if month is None else month.day(day)


def place_of(day: date) -> int | None:
    """Which of `months()` a day lies in; None outside the table."""
    at = bisect_right(months(), day, key=lambda month: month.first) - 1
    return at if at >= 0 and day <= months()[at].last else None


@cache
def day_in_years(number: int, day: int) -> tuple[date, ...]:
    """每年的八月十五: that day of every year, without leap months. Day 0 is the last of the month (大年三十)."""
    of_number = (month for month in months() if month.number == number and not month.leap)
    days = (month.last if day == 0 else month.day(day) for month in of_number)
    return tuple(found for found in days if found is not None)


@cache
def day_in_months(day: int) -> tuple[date, ...]:
    """每个月的初八: that day of every month, leap months too."""
    return tuple(found for month in months() if (found := month.day(day)) is not None)
