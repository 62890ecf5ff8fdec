"""客服消息的窗口: how much a villager's last act lets the account say, and until when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from tests.kit.platform.clock import Ticking
from tests.kit.platform.letters import Opening


@dataclass(slots=True)
class Window:
    left: int
    until: datetime


class Windows:
    """Talking and touching open windows of their own; a later act of the same sort renews its window."""

    def __init__(self, clock: Ticking) -> None:
        self._clock = clock
        self._open: dict[str, dict[Opening, Window]] = defaultdict(dict)

    def open(self, name: str, opening: Opening) -> None:
        self._open[name][opening] = Window(opening.count, self._clock.now() + opening.within)

    def close(self, name: str) -> None:
        self._open.pop(name, None)

    def spend(self, name: str) -> int:
        """0 and one message less, or 45015 outside every window, or 45047 when all that are open are used up."""
        now = self._clock.now()
        standing = sorted((w for w in self._open[name].values() if now < w.until), key=lambda w: w.until)
        if not standing:
            return 45015
        for window in standing:
            if window.left:
                window.left -= 1
                return 0
        return 45047
