"""An API host on loopback: errcode always inside HTTP 200, every call written down, trouble on order."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.kit.platform.clock import Ticking
from tests.kit.platform.faults import Faults, Trouble


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it arrived."""

    path: str
    query: Mapping[str, str]
    body: bytes
    at: datetime


Endpoint = Callable[[Call], dict[str, Any]]


def failed(code: int, words: str = "") -> dict[str, Any]:
    text = words or "simulated"
    return {"errcode": code, "errmsg": f"{text} hint: [1772000000_1_0000], from ip: 127.0.0.1"}


OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


class ApiHost:
    """`content_type` is what JSON is labelled as; the platforms are not consistent in it."""

    def __init__(self, clock: Ticking) -> None:
        self.faults = Faults()
        self.calls: list[Call] = []
        self.most_at_once = 0
        self.content_type = "application/json"
        self._clock = clock
        self._now_serving = 0
        self._app = web.Application(client_max_size=1 << 22)
        self._runner: web.AppRunner | None = None

    @property
    def base(self) -> str:
        assert self._runner is not None, "the platform is not open"
        address = self._runner.addresses[0]
        return f"http://{address[0]}:{address[1]}"

    def serve(self, method: str, path: str, at: str, endpoint: Endpoint) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, at, endpoint)

        self._app.router.add_route(method, path, answer)

    async def start(self) -> None:
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()

    async def close(self) -> None:
        self.faults.release()
        if self._runner is not None:
            await self._runner.cleanup()

    def count(self, path: str) -> int:
        return sum(call.path == path for call in self.calls)

    async def _answer(self, request: web.Request, at: str, endpoint: Endpoint) -> web.StreamResponse:
        self._now_serving += 1
        self.most_at_once = max(self.most_at_once, self._now_serving)
        try:
            call = Call(request.path, dict(request.query), await request.read(), self._clock.now())
            self.calls.append(call)
            return await self._decide(request, call, at, endpoint)
        finally:
            self._now_serving -= 1

    async def _decide(self, request: web.Request, call: Call, at: str, endpoint: Endpoint) -> web.StreamResponse:
        fault = self.faults.next(at)
        if isinstance(fault, Trouble):
            if fault is Trouble.TAKEN:
                endpoint(call)
            return await self.faults.play(fault, request)
        outcome = failed(fault) if fault is not None else endpoint(call)
        text = json.dumps(outcome, ensure_ascii=False)
        return web.Response(body=text.encode(), content_type=self.content_type, charset="utf-8")
