"""From `exec` to the first correct sealed answer, and what a server holds when nobody speaks."""

import socket
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import Recipe, Server, ServerTrouble
from benchmarks.wire import callback, open_answer
from benchmarks.words import NEEDS

SENDER = "oBenchFirstWord0000000000001"
PATIENCE = 30.0
REST = 2.0  # seconds of silence before memory is read


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds and MiB, medians. `fresh`: no database yet; `again`: the file is there."""

    fresh: float
    again: float
    idle_mib: float
    times: int


def start(recipe: Recipe, folder: Path, *, times: int) -> Start:
    """One start beforehand compiles the bytecode and warms the page cache."""
    _once(recipe, folder / "warm")
    fresh = [_once(recipe, folder / f"fresh{number}") for number in range(times)]
    again = [_once(recipe, folder / "warm", message=f"9{number}") for number in range(times)]
    return Start(
        fresh=statistics.median(seconds for seconds, _ in fresh),
        again=statistics.median(seconds for seconds, _ in again),
        idle_mib=statistics.median(mib for _, mib in again),
        times=times,
    )


def _once(recipe: Recipe, folder: Path, *, message: str = "1") -> tuple[float, float]:
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(recipe, folder)
    request = callback(SENDER, message, NEEDS[0], port=server.port, path=recipe.path)
    try:
        begun = time.perf_counter()
        server.spawn()
        answer = _first_answer(server, request, begun + PATIENCE)
        seconds = time.perf_counter() - begun
        if not open_answer(answer, sender=SENDER):
            raise ServerTrouble(f"{recipe.name}: the first answer is silence")
        time.sleep(REST)
        return seconds, server.rss_mib()
    finally:
        server.stop()


def _first_answer(server: Server, request: bytes, until: float) -> bytes:
    while time.perf_counter() < until and not server.gone():
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
                line.sendall(request)
                return _body(line)
        except ConnectionRefusedError:
            time.sleep(0.002)
    raise ServerTrouble(server.log.read_text(errors="replace")[-3000:])


def _body(line: socket.socket) -> bytes:
    heard = b""
    while b"</xml>" not in heard:
        chunk = line.recv(65536)
        if not chunk:
            break
        heard += chunk
    head, _, body = heard.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise ServerTrouble(heard[:300].decode(errors="replace"))
    return body
