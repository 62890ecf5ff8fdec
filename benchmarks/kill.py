"""`kill -9` under load, again and again on the same database: what was acknowledged is there, once.

After every restart the platform's part is played: messages that were never answered are sent again with the
same id, and so are 5 % of the answered ones, whose second answer must be the first one word for word.
"""

import json
import random
import re
import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from benchmarks.contenders import OUR_DATABASE
from benchmarks.crowd import REPEATS
from benchmarks.generator import Generator
from benchmarks.rows import Ledger, ledger
from benchmarks.serving import Recipe, Server

COUNT = 12_000  # messages of one round: more than are answered before the kill
PROMISED = re.compile(r"(\d+)号")  # 答复里说出口的工单号，库里都要有
EARLIEST, LATEST = 0.9, 2.2  # seconds after the load is ordered; it needs about half a second to prepare


@dataclass(slots=True)
class Losses:
    """Sums over all kills. Everything from `lost` to `broken` has to stay zero."""

    kills: int = 0
    acknowledged: int = 0
    in_flight: int = 0  # on the wire, unanswered, at the moment of the kill
    sent_again: int = 0
    lost: int = 0  # acknowledged and not stored, or a ticket number given that does not exist
    twice: int = 0  # stored or ticketed more than once
    reworded: int = 0  # stored or repeated reply differs from the one that was given
    unanswered: int = 0  # no proper answer when sent again after the restart
    broken: int = 0  # the file failed SQLite's own check

    def clean(self) -> bool:
        return not (self.lost or self.twice or self.reworded or self.unanswered or self.broken)

    def add(self, other: "Losses") -> None:
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))


def killing(load: Generator, recipe: Recipe, folder: Path, *, times: int) -> Losses:
    folder.mkdir(parents=True, exist_ok=True)
    dice, losses, given = random.Random(9), Losses(), {}
    server = Server(recipe, folder)
    with server:
        for number in range(times):
            record = folder / f"{number}.jsonl"
            said = _until_killed(load, server, record, dice.uniform(EARLIEST, LATEST))
            server.spawn()
            server.listen()
            losses.add(_settle(load, server, said, given, dice, record))
        losses.add(_audit(ledger(folder / OUR_DATABASE), given))
    return losses


def _until_killed(load: Generator, server: Server, record: Path, after: float) -> list[dict[str, Any]]:
    load.start(
        do="closed",
        port=server.port,
        path=server.recipe.path,
        count=COUNT,
        seed=int(after * 1e6),
        record=str(record),
    )
    time.sleep(after)
    server.kill()
    load.finding()
    return _read(record)


def _read(record: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]


def _settle(
    load: Generator,
    server: Server,
    said: list[dict[str, Any]],
    given: dict[tuple[str, str], str],
    dice: random.Random,
    record: Path,
) -> Losses:
    """Play the platform after a restart. `given` collects the first answer to every message."""
    good = [row for row in said if row["acknowledged"]]
    hanging = [row for row in said if row["sent"] and not row["acknowledged"]]
    found = Losses(kills=1, acknowledged=len(good), in_flight=len(hanging))
    found.reworded += _hear(good, given)
    repeated = hanging + [row for row in good if dice.random() < REPEATS]
    messages = [{key: row[key] for key in ("id", "sender", "text", "need")} for row in repeated]
    path = server.recipe.path
    load.ask(do="again", port=server.port, path=path, messages=messages, record=str(record))
    again = _read(record)
    found.sent_again = len(again)
    found.unanswered = sum(not row["acknowledged"] for row in again)
    found.reworded += _hear([row for row in again if row["acknowledged"]], given)
    return found


def _hear(rows: list[dict[str, Any]], given: dict[tuple[str, str], str]) -> int:
    """Note the answers; how many differ from the first one. An answer that did not open (None) differs too."""
    return sum(
        row["reply"] is None or given.setdefault((row["sender"], row["id"]), row["reply"]) != row["reply"]
        for row in rows
    )


def _audit(stored: Ledger, given: dict[tuple[str, str], str]) -> Losses:
    found = Losses(broken=int(not stored.sound))
    for key, reply in given.items():
        rows = stored.replies.get(key, [])
        found.lost += not rows or any(int(n) not in stored.numbers for n in PROMISED.findall(reply))
        found.twice += len(rows) > 1
        found.reworded += bool(rows) and rows[0] != reply
    found.twice += sum(count > 1 for count in stored.tickets.values())
    return found
