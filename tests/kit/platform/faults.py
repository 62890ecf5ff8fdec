"""Trouble on order: the next answers of an API host go wrong in a chosen way."""

import asyncio
from collections import defaultdict, deque
from enum import StrEnum

from aiohttp import web


class Trouble(StrEnum):
    """Failures that are no errcode."""

    HANG = "hang"  # never answers, the message is not taken
    TAKEN = "taken"  # takes the message, then never answers
    SERVER_ERROR = "server error"  # HTTP 500
    NOT_JSON = "not json"  # HTTP 200 and a web page
    BROKEN_JSON = "broken json"  # HTTP 200, half an object
    WRONG_SHAPE = "wrong shape"  # JSON, but not an object
    RESET = "reset"  # connection dropped before the answer


class Faults:
    """What to get wrong, first ordered first served, by endpoint (`token` or `send`)."""

    def __init__(self) -> None:
        self._queue: dict[str, deque[int | Trouble]] = defaultdict(deque)
        self._over = asyncio.Event()

    def add(self, fault: int | Trouble, times: int, at: str) -> None:
        self._queue[at].extend([fault] * times)

    def clear(self) -> None:
        self._queue.clear()

    def next(self, at: str) -> int | Trouble | None:
        waiting = self._queue[at]
        return waiting.popleft() if waiting else None

    def release(self) -> None:
        """Let go of the requests that hang."""
        self._over.set()

    async def play(self, trouble: Trouble, request: web.Request) -> web.StreamResponse:
        if trouble in (Trouble.HANG, Trouble.TAKEN):
            await self._over.wait()
        if trouble is Trouble.RESET and request.transport is not None:
            request.transport.abort()
        return _PAGES.get(trouble, _page)()


def _page() -> web.Response:
    return web.Response(text="<html><title>Sorry</title></html>", content_type="text/html")


_PAGES = {
    Trouble.SERVER_ERROR: lambda: web.Response(status=500, text="internal error"),
    Trouble.BROKEN_JSON: lambda: web.Response(text='{"errcode":', content_type="application/json"),
    Trouble.WRONG_SHAPE: lambda: web.Response(text="[1]", content_type="application/json"),
}
