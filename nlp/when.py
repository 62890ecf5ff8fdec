"""什么时候: days and hours as people say them, made real dates by the day on which they are said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from nlp.when_choice import Hint
from nlp.when_days import Days, days_in
from nlp.when_hours import Hours, hour_at, hours_in

_JOINED = re.compile(r"[\s,，的]{0,2}")
_TO = re.compile(r"\s?(?:一直)?(?:到|至|[-~—–])\s?")
_CLAUSE_END = re.compile(r"[,，。.;；!！?？\n、]")
_AFTER = 14  # 日子后面这么多字里，听得出是过去还是以后
_PAST = re.compile(
    r"[^要会想]{0,6}(?:[了过](?!节|年|来|去)|没来|没回|没吃|没人|至今|到现在|的时候|摔|(?:去|来|走|做|打|买|交|报|办)的(?!话))|就(?:没|不|开始|走)"
)
_AHEAD = re.compile(
    r"[^了过]{0,5}(?:要|能|会|可以|请|想|再|准备|打算|行不行|有空|方便|来一趟|来一下|帮)|(?:之|以)?前|过节"
)
_SINCE = re.compile(r"(?:从|自从|打从|自|上个?|去年)\s?$")
_UNTIL = re.compile(r"(?:到|等|等到|约|约在|改到|改成|推到|定在|下个?|最迟|明年)\s?$")


class Side(StrEnum):
    PAST = "过去"
    TODAY = "今天"
    AHEAD = "以后"


@dataclass(frozen=True, slots=True)
class When:
    """From `starts_on` to `ends_on`, both included; with hours, from `starts_at` that first day to `ends_at` that last.

    Times are those of the village's clock. `guessed`: the words left room (初八, 前几天, 三点 without 下午).
    """

    starts_on: date
    ends_on: date
    starts_at: time | None
    ends_at: time | None
    side: Side
    guessed: bool
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days with the hours said beside them; `start:end` in the text."""

    days: Days
    hours: Hours | None
    start: int
    end: int


def times(said: str, text: str, today: date) -> Iterator[When]:
    """Every time said, in order, none inside another. `said` is `plain(text)`."""
    days = list(days_in(said, today, lambda start, end: _hint(said, start, end)))
    with_hours = [_with_hours(said, found) for found in days]
    alone = _hours_alone(said, with_hours, today)
    stretches = sorted([*with_hours, *alone], key=lambda found: found.start)
    for found in _ranges(said, stretches):
        if (when := _when(found, text, today)) is not None:
            yield when


def _hint(said: str, start: int, end: int) -> Hint:
    """What the words around a day say of its side."""
    before, after = said[max(0, start - 4) : start], _CLAUSE_END.split(said[end : end + _AFTER], maxsplit=1)[0]
    if _UNTIL.search(before) or _AHEAD.match(after):
        return Hint.AHEAD
    since = _SINCE.search(before) and not _TO.match(after)
    return Hint.PAST if since or _PAST.match(after) else Hint.NONE


def _with_hours(said: str, found: Days) -> _Stretch:
    gap = _JOINED.match(said, found.end)
    at = found.end if gap is None else gap.end()
    hours = hour_at(said, at, after_day=True) or hour_at(said, found.end, after_day=True)
    return _Stretch(found, hours, found.start, found.end if hours is None else hours.end)


def _hours_alone(said: str, taken: list[_Stretch], today: date) -> Iterator[_Stretch]:
    """「下午三点」 without a day is today's; what already belongs to a day is not said twice."""
    spans = iter(taken)
    current = next(spans, None)
    for hours in hours_in(said):
        while current is not None and current.end <= hours.start:
            current = next(spans, None)
        if current is None or hours.end <= current.start:
            day = _night_before(said, hours, today)
            yield _Stretch(Days(day, day, True, hours.start, hours.end), hours, hours.start, hours.end)


def _night_before(said: str, hours: Hours, today: date) -> date:
    """「半夜摔的」 is told on the day after."""
    told = hours.over_midnight and today > date.min and _hint(said, hours.start, hours.end) is Hint.PAST
    return today - timedelta(days=1) if told else today


def _ranges(said: str, found: list[_Stretch]) -> Iterator[_Stretch]:
    """明天到后天, 下午三点到五点 are one stretch."""
    kept: _Stretch | None = None
    for one in found:
        joined = kept is not None and one.start - kept.end <= 5 and _TO.fullmatch(said, kept.end, one.start)
        if kept is not None and joined and (both := _both(kept, one)) is not None:
            kept = both
            continue
        if kept is not None:
            yield kept
        kept = one
    if kept is not None:
        yield kept


def _both(first: _Stretch, second: _Stretch) -> _Stretch | None:
    last, hours = second.days.last, first.hours
    if second.days.start == second.start and second.hours is not None and second.hours.start == second.start:
        last = first.days.first  # 后一头只说了几点，还是同一天
    if first.hours is not None and second.hours is not None:
        until = second.hours.same_half(first.hours)
        past_midnight = until.over_midnight or (last == first.days.first and until.until < first.hours.begin)
        hours = replace(first.hours, until=until.until, over_midnight=past_midnight)
    elif first.hours is not None or second.hours is not None:
        hours = None
    begin = first.days.first
    if timedelta(0) < begin - last < timedelta(days=7) and first.days.guessed:
        begin -= timedelta(days=7)  # 周一到周五：今天是周三
    if last < begin:
        return None
    days = Days(begin, last, first.days.guessed or second.days.guessed, first.start, second.end)
    return _Stretch(days, hours, first.start, second.end)


def _when(found: _Stretch, text: str, today: date) -> When | None:
    days, hours = found.days, found.hours
    side = Side.PAST if days.last < today else Side.AHEAD if days.first > today else Side.TODAY
    first, last, begin, until = days.first, days.last, None, None
    guessed = days.guessed
    if hours is not None:
        begin, until, guessed = hours.begin, hours.until, guessed or hours.guessed
        if hours.over_midnight and last == date.max:
            return None
        last += timedelta(days=hours.over_midnight)
        first += timedelta(days=hours.over_midnight and begin.hour < 6 and first < last)  # 昨晚两点已是今天
    return When(first, last, begin, until, side, guessed, text[found.start : found.end], found.start, found.end)
