"""A lean HTTP/1.1 client: pre-built requests out, whole answers in, keep-alive, one request at a time a line."""

import asyncio
import re
import time
from array import array
from collections import deque
from collections.abc import Callable
from typing import Any

TICK = 0.001  # seconds; part of every open-loop latency, up to this much
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Line(asyncio.Protocol):
    """One connection. `idle(line)` is called whenever it can take a request, `lost(line)` when it is gone."""

    def __init__(self, volley: "Volley") -> None:
        self.volley = volley
        self.index = -1
        self.tail = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def ask(self, index: int) -> None:
        self.index = index
        self.volley.sent[index] = time.perf_counter()
        self.transport.write(self.volley.requests[index])

    def data_received(self, chunk: bytes) -> None:
        chunk = self.tail + chunk if self.tail else chunk
        head = chunk.find(b"\r\n\r\n")
        length = _LENGTH.search(chunk, 0, head + 2) if head >= 0 else None
        if head < 0 or (length is not None and len(chunk) < head + 4 + int(length.group(1))):
            self.tail = chunk
            return
        self.tail = b""
        index, self.index = self.index, -1
        self.volley.take(index, chunk[9:12], chunk[head + 4 :])
        self.volley.idle(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.volley.lost(self)


class Volley:
    """Requests of one round and what came of each. An index that is never answered keeps `done` at zero."""

    def __init__(self, requests: list[bytes]) -> None:
        count = len(requests)
        self.requests = requests
        self.sent = array("d", bytes(8 * count))
        self.done = array("d", bytes(8 * count))
        self.status = [b""] * count
        self.bodies = [b""] * count
        self.lines: list[Line] = []
        self.answered = 0
        self.finished = asyncio.Event()
        self.on_idle: Callable[[Line], None] = lambda line: None

    async def connect(self, port: int, connections: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, line = await loop.create_connection(lambda: Line(self), "127.0.0.1", port)
            self.lines.append(line)

    def take(self, index: int, status: bytes, body: bytes) -> None:
        self.done[index] = time.perf_counter()
        self.status[index] = status
        self.bodies[index] = body
        self.answered += 1
        if self.answered == len(self.requests):
            self.finished.set()

    def idle(self, line: Line) -> None:
        self.on_idle(line)

    def lost(self, line: Line) -> None:
        if line in self.lines:
            self.lines.remove(line)
        if not self.lines:
            self.finished.set()

    def hang_up(self) -> None:
        for line in list(self.lines):
            if line.transport is not None:
                line.transport.close()


async def closed(volley: Volley) -> None:
    """Every line asks again as soon as it is answered."""
    waiting = iter(range(len(volley.requests)))

    def next_one(line: Line) -> None:
        index = next(waiting, -1)
        if index >= 0:
            line.ask(index)

    volley.on_idle = next_one
    for line in list(volley.lines):
        next_one(line)
    await volley.finished.wait()


async def opened(volley: Volley, due: list[float], patience: float) -> None:
    """Request i leaves at `due[i]` seconds from now, or as soon after it as a line is free.

    Lateness is never forgiven: `sent` is set back to the moment the request was due.
    """
    queue: deque[int] = deque()
    free = list(volley.lines)
    start = time.perf_counter()

    def send(line: Line, index: int) -> None:
        line.ask(index)
        volley.sent[index] = start + due[index]

    def freed(line: Line) -> None:
        if queue:
            send(line, queue.popleft())
        else:
            free.append(line)

    volley.on_idle = freed
    await _tick(volley, due, start, lambda index: send(free.pop(), index) if free else queue.append(index))
    async with asyncio.timeout(patience):
        await volley.finished.wait()


async def _tick(volley: Volley, due: list[float], start: float, leave: Callable[[int], None]) -> None:
    """Let every request leave when it is due, to the millisecond."""
    index, count = 0, len(due)
    while index < count and volley.lines:
        now = time.perf_counter() - start
        while index < count and due[index] <= now:
            leave(index)
            index += 1
        await asyncio.sleep(TICK)
