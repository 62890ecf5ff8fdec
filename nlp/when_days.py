"""哪天: every word for days, however it is said, as first and last date."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from nlp import when_calendar, when_feasts, when_near
from nlp.when_choice import Hint

_READERS = (*when_near.READERS, *when_calendar.READERS, *when_feasts.READERS)


@dataclass(frozen=True, slots=True)
class Days:
    first: date
    last: date
    guessed: bool
    start: int
    end: int


def days_in(said: str, today: date, look: Callable[[int, int], Hint]) -> Iterator[Days]:
    """Every day said, in order; where two readings overlap, the one that starts first, then the longer."""
    end = 0
    for days in sorted(_all(said, today, look), key=lambda days: (days.start, -days.end)):
        if days.start >= end:
            yield days
            end = days.end


def _all(said: str, today: date, look: Callable[[int, int], Hint]) -> Iterator[Days]:
    for pattern, read in _READERS:
        for match in pattern.finditer(said):
            try:
                found = read(match, today, look(*match.span()))
            except (ValueError, OverflowError):  # 2月30号；九百年前
                continue
            if found is not None and match.end() > match.start():
                yield Days(*found, match.start(), match.end())
