"""应访期: stretches of the calendar. Days are local ones (Asia/Shanghai); both ends belong to the stretch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from care.visits.rule import Period

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def stretch(period: Period, day: date) -> Stretch:
    """The day, ISO week (Monday to Sunday), month or quarter in which a day lies. An `EVENT` has none: the day."""
    if period is Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Stretch(monday, monday + timedelta(days=6))
    if period is Period.MONTH:
        return _months(day.year, day.month, 1)
    if period is Period.QUARTER:
        return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)
    return Stretch(day, day)


def after(period: Period, one: Stretch) -> Stretch:
    """The stretch behind this one."""
    return stretch(period, one.last + DAY)


def between(period: Period, first: date, last: date) -> int:
    """How many stretches lie from that of `first` to that of `last`; 0 when both lie in the same one."""
    if period is Period.WEEK:
        return (stretch(period, last).first - stretch(period, first).first).days // 7
    if period is Period.MONTH:
        return (last.year - first.year) * 12 + last.month - first.month
    if period is Period.QUARTER:
        return (last.year - first.year) * 4 + (last.month - 1) // 3 - (first.month - 1) // 3
    return (last - first).days


def target(one: Stretch, key: int, works_on: Callable[[date], bool]) -> date:
    """目标日: everybody's own working day in a stretch, always the same one for the same `key`.

    It lies in the first two thirds, so that who is not at home can be tried again. Without any working day: the first.
    """
    span = (one.last - one.first).days * 2 // 3 + 1
    days = [day for n in range(span) if works_on(day := one.first + timedelta(days=n))]
    return days[_mixed(key) % len(days)] if days else one.first


def _mixed(key: int) -> int:
    """Neighbouring numbers far apart (Knuth's multiplicative hashing), so that one house is not one day."""
    return key * 2654435761 >> 7 & 0xFFFF


def _months(year: int, month: int, count: int) -> Stretch:
    following = month + count
    end = date(year + (following - 1) // 12, (following - 1) % 12 + 1, 1)
    return Stretch(date(year, month, 1), end - DAY)
