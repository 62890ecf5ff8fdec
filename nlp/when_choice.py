"""哪一个: days that come again (星期二, 15号, 初八) and which of them is meant."""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import StrEnum


class Hint(StrEnum):
    """What the words around a day say of its side."""

    PAST = "过去"
    AHEAD = "以后"
    NONE = "没说"


Found = tuple[date, date, bool] | None  # 头一天、末一天、是不是猜的
Reader = Callable[[re.Match[str], date, Hint], Found]


def one(day: date, *, guessed: bool = False) -> Found:
    return day, day, guessed


def nearest(days: Sequence[date], today: date, hint: Hint, lasting: timedelta = timedelta(0)) -> date | None:
    """The next, the last, or without a hint whichever is nearer to today.

    `days` are in order; one that lasts is not over before `lasting` has passed.
    """
    at = bisect_left(days, today - lasting)
    coming = days[at] if at < len(days) else None
    gone_at = at if coming is not None and coming <= today else at - 1
    gone = days[gone_at] if 0 <= gone_at < len(days) else None
    if hint is Hint.AHEAD or gone is None:
        return coming
    if hint is Hint.PAST or coming is None:
        return gone
    return coming if coming - today <= today - gone else gone


def months_on(day: date, count: int) -> date:
    """The same day `count` months on, or the last of that month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
