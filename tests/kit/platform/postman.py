"""Carries callbacks to the bot's URL, as the platform's servers do: five seconds, no redirects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp


@dataclass(frozen=True, slots=True)
class Callback:
    """One request of the platform to us; `query` is not yet percent-encoded."""

    query: Mapping[str, str]
    body: bytes = b""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Answer:
    """What our server said. Status 0: nothing, within the platform's patience."""

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Postman:
    """`patience` is in real seconds; lower it to see what happens when the bot is slow."""

    def __init__(self, content_type: str, patience: float = 5.0) -> None:
        self.patience = patience
        self._content_type = content_type
        self._session: aiohttp.ClientSession | None = None

    async def carry(self, url: str, callback: Callback) -> Answer:
        limit = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with self._open().request(
                callback.method,
                url,
                params=callback.query,
                data=callback.body,
                headers={"Content-Type": self._content_type},
                timeout=limit,
                allow_redirects=False,
            ) as response:
                return Answer(response.status, await response.read(), dict(response.headers))
        except (aiohttp.ClientError, TimeoutError):
            return Answer()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session
