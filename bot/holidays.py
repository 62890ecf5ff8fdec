"""放假与调休: which days are worked, by what has been published. The only file that knows the two libraries.

`chinesecalendar` has the State Council's notices with make-up days, to the year of its release; `holidays` has the
statutory days of any year without make-up days; beyond both it is Monday to Friday. Never raises.
"""

from datetime import date
from functools import cache, lru_cache

from care.calendar import weekday

NOTICED = "国务院的通知"


@lru_cache(maxsize=4096)  # 那个库每问一次都从头翻一遍
def ordinary(day: date) -> bool:
    """Whether a day is worked, as far as anybody knows."""
    noticed = _noticed(day)
    if noticed is not None:
        return noticed
    return weekday(day) and day not in _statutory(day.year)


def known_to(year: int) -> str:
    """Where the days of a year come from, in a word for the operator."""
    if _noticed(date(year, 1, 1)) is not None:
        return NOTICED
    return "法定节日，没有调休" if _statutory(year) else "只按周一到周五"


def _noticed(day: date) -> bool | None:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # 那一年的通知还没有进这个库
        return None


@cache
def _statutory(year: int) -> frozenset[date]:
    import holidays

    try:
        return frozenset(holidays.country_holidays("CN", years=year))
    except (NotImplementedError, ValueError, OverflowError):
        return frozenset()
