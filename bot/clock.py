"""The clock. Rules are given the time; this is where it comes from."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The real time, moved forward for the demo village. It never goes back."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, delta: timedelta) -> datetime:
        self._ahead += max(delta, timedelta())
        return self.now()

    def not_before(self, moment: datetime | None) -> None:
        """Go on from here: a demo whose clock was moved is started again in its own time."""
        if moment is not None:
            self._ahead += max(moment - self.now(), timedelta())
