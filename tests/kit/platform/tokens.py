"""Access tokens: issued, rotated, expired, revoked, counted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.kit.platform.clock import Ticking

LIFETIME = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)  # stable_token：旧新并用的五分钟
FORCE_APART = timedelta(seconds=30)
FORCE_A_DAY = 20


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    until: datetime
    revoked: bool = False


class TokenDesk:
    """The tokens of one secret. `revoked_code` is what a use of a revoked one is answered with."""

    def __init__(self, clock: Ticking, *, revoked_code: int, overlap: timedelta = OVERLAP) -> None:
        self._clock = clock
        self._revoked_code = revoked_code
        self._overlap = overlap
        self._tokens: dict[str, Token] = {}
        self._current: Token | None = None
        self._forced: list[datetime] = []
        self.requests = 0
        self.forced = 0

    def ask(self) -> Token:
        """The current token, or a new one when it is about to end."""
        current = self._current
        if current is None or current.revoked or current.until - self._clock.now() <= self._overlap:
            current = self._issue()
        return current

    def force(self) -> Token | None:
        """A new token, the old one void at once. The current one within 30 s of the last time; None past 20 a day."""
        now = self._clock.now()
        today = [at for at in self._forced if now - at < timedelta(days=1)]
        if len(today) >= FORCE_A_DAY:
            return None
        if today and now - today[-1] < FORCE_APART:
            return self.ask()
        self._forced = [*today, now]
        self.forced += 1
        self.revoke()
        return self._issue()

    def revoke(self) -> None:
        """Early revocation: every token given out so far is void."""
        self._tokens = {text: replace(token, revoked=True) for text, token in self._tokens.items()}
        self._current = None

    def left(self, token: Token) -> int:
        return int((token.until - self._clock.now()).total_seconds())

    def check(self, text: str) -> int:
        """0, or the errcode of a request that shows `text` as its token."""
        if not text:
            return 41001
        token = self._tokens.get(text)
        if token is None:
            return 40014
        if token.revoked:
            return self._revoked_code
        return 42001 if self._clock.now() >= token.until else 0

    def _issue(self) -> Token:
        number = len(self._tokens) + 1
        token = Token(f"TOKEN{number:03d}" + "x" * 120, self._clock.now() + LIFETIME)
        self._tokens[token.text] = self._current = token
        return token
