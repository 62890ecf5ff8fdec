"""The platform's time. Nothing in the simulator reads the machine's clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Ticking(Protocol):
    def now(self) -> datetime: ...

    def advance(self, by: timedelta, /) -> object: ...


class Clock:
    """Stands still until told to move (UTC)."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta, /) -> None:
        self._at += by
