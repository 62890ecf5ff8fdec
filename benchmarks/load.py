"""The load generator, a process of its own on the other core: a command a line in, a finding a line out (JSON).

    {"do": "closed", "port": 8000, "path": "/", "count": 4000}          32 keep-alive lines, each asks when answered
    {"do": "open", "port": 8000, "path": "/", "rate": 1000, "seconds": 60}   arrivals as they come, Poisson
    {"do": "again", "port": 8000, "path": "/", "record": "x.jsonl"}     sends recorded messages once more

Everything is sealed and signed before the clock starts and opened after it has stopped.
"""

import gc
import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import machine
from benchmarks.client import Volley, closed, opened
from benchmarks.crowd import Said, plan
from benchmarks.wire import WrongAnswer, callback, looks_right, open_answer

CONNECTIONS = 32
SAMPLE = 20  # every 20th answer is decrypted, and both answers of every repeat
PATIENCE = 60.0  # seconds we wait for the last answers


@dataclass(frozen=True, slots=True)
class Finding:
    """What one round showed. Latencies in milliseconds; `wrong` counts answers a platform would refuse."""

    sent: int
    acknowledged: int
    wrong: int
    unequal: int  # repeats whose answer is not the first answer's words
    silent: int  # of the opened ones: "success" or empty
    opened: int
    seconds: float
    rate: float
    p50: float
    p99: float
    worst: float


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def acknowledged(volley: Volley, index: int) -> bool:
    return volley.status[index] == b"200" and looks_right(volley.bodies[index])


def weigh(volley: Volley, said: list[Said], texts: dict[int, str | None], seconds: float) -> Finding:
    good = [index for index in range(len(said)) if acknowledged(volley, index)]
    bad_text = sum(text is None for text in texts.values())
    answered = sum(status != b"" for status in volley.status)
    latencies = sorted((volley.done[i] - volley.sent[i]) * 1000 for i in good)
    return Finding(
        sent=sum(moment > 0 for moment in volley.sent),
        acknowledged=len(good),
        wrong=answered - len(good) + bad_text,
        unequal=_unequal(said, texts),
        silent=sum(text == "" for text in texts.values()),
        opened=len(texts),
        seconds=seconds,
        rate=len(good) / seconds if seconds else 0.0,
        p50=_at(latencies, 0.50),
        p99=_at(latencies, 0.99),
        worst=latencies[-1] if latencies else 0.0,
    )


def _unequal(said: list[Said], texts: dict[int, str | None]) -> int:
    first: dict[str, str | None] = {}
    return sum(first.setdefault(said[i].id, text) != text for i, text in sorted(texts.items()))


def read_answers(volley: Volley, said: list[Said], *, everything: bool) -> dict[int, str | None]:
    """index → the reply's text, None where it does not open. A sample, plus every message that came twice."""
    seen: set[str] = set()
    twice = {one.id for one in said if one.id in seen or seen.add(one.id)}  # type: ignore[func-returns-value]  # set.add 恒为 None
    texts: dict[int, str | None] = {}
    for index, one in enumerate(said):
        if acknowledged(volley, index) and (everything or index % SAMPLE == 0 or one.id in twice):
            try:
                texts[index] = open_answer(volley.bodies[index], sender=one.sender)
            except (WrongAnswer, ValueError):
                texts[index] = None
    return texts


def write_record(path: Path, volley: Volley, said: list[Said], texts: dict[int, str | None]) -> None:
    """One line a message: what was said, whether it was acknowledged, how long it took, what came back."""
    with path.open("w", encoding="utf-8") as file:
        for index, one in enumerate(said):
            row: dict[str, Any] = asdict(one)
            row["sent"] = volley.sent[index] > 0
            row["acknowledged"] = acknowledged(volley, index)
            row["ms"] = round((volley.done[index] - volley.sent[index]) * 1000, 3) if row["acknowledged"] else None
            row["reply"] = texts.get(index)
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def choose(command: dict[str, Any]) -> list[Said]:
    if command["do"] == "again":
        return [Said(**message) for message in command["messages"]]
    count = command.get("count") or int(command["rate"] * command["seconds"])
    return plan(count, seed=command.get("seed", 1))


def arrivals(count: int, rate: float, seed: int) -> list[float]:
    """Poisson: villagers do not wait for each other."""
    dice = random.Random(seed)
    at, moments = 0.0, []
    for _ in range(count):
        at += dice.expovariate(rate)
        moments.append(at)
    return moments


async def play(command: dict[str, Any]) -> Finding:
    said = choose(command)
    volley = Volley([callback(o.sender, o.id, o.text, port=command["port"], path=command["path"]) for o in said])
    due = arrivals(len(said), command["rate"], 1) if command["do"] == "open" else []
    await volley.connect(command["port"], command.get("connections", CONNECTIONS))
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    await (opened(volley, due, PATIENCE) if due else closed(volley))
    seconds = max(volley.done, default=start) - start
    gc.enable()
    volley.hang_up()
    record = command.get("record")
    texts = read_answers(volley, said, everything=record is not None)
    if record is not None:
        write_record(Path(record), volley, said, texts)
    return weigh(volley, said, texts, max(seconds, 0.0))


def main() -> None:
    machine.pin(machine.LOAD_CORE)
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = asdict(uvloop.run(play(json.loads(line))))
        except (OSError, TimeoutError) as trouble:
            answer = {"trouble": f"{type(trouble).__name__}: {trouble}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
