"""`python -m benchmarks [--quick] [--only understand job open kill start pg]`"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from benchmarks import machine
from benchmarks.contenders import OUR_DATABASE, PLAIN_ORM, SINK, WEROBOT, ours
from benchmarks.generator import Generator, generator
from benchmarks.goals import Results
from benchmarks.job import contest
from benchmarks.kill import killing
from benchmarks.open_loop import open_loop
from benchmarks.pg import pg_contest
from benchmarks.report import publish
from benchmarks.rows import kept
from benchmarks.serving import running
from benchmarks.start import start
from benchmarks.understanding import default_files, understanding


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. Rates in messages a second."""

    rounds: int
    seconds: float
    rate: int
    open_seconds: int
    kills: int
    starts: int


FULL = Size(rounds=7, seconds=4.0, rate=1000, open_seconds=60, kills=20, starts=7)
QUICK = Size(rounds=2, seconds=1.0, rate=1000, open_seconds=5, kills=2, starts=1)


@dataclass(frozen=True, slots=True)
class Bench:
    load: Generator
    api_base: str
    folder: Path
    size: Size
    results: Results

    def job(self) -> None:
        recipes = [ours(self.api_base), WEROBOT, PLAIN_ORM]
        folder, size = self.folder / "job", self.size
        self.results.job = contest(self.load, recipes, folder, rounds=size.rounds, seconds=size.seconds)
        self.results.kept = {
            "ours": kept(folder / "ours" / OUR_DATABASE, "ours"),
            "plain_orm": kept(folder / "plain_orm" / "plain.db", "plain_orm"),
        }

    def open(self) -> None:
        rate, seconds = self.size.rate, self.size.open_seconds
        self.results.open_rate, self.results.open_seconds = rate, seconds
        self.results.open_loop = open_loop(
            self.load, ours(self.api_base), self.folder / "open", rate=rate, seconds=seconds
        )

    def kill(self) -> None:
        recipe = ours(self.api_base)
        self.results.losses = killing(self.load, recipe, self.folder / "kill", times=self.size.kills)

    def start(self) -> None:
        self.results.start = start(ours(self.api_base), self.folder / "start", times=self.size.starts)

    def pg(self) -> None:
        folder, size = self.folder / "pg", self.size
        self.results.pg = pg_contest(self.load, self.api_base, folder, rounds=size.rounds, seconds=size.seconds)

    def understand(self) -> None:
        self.results.understanding = understanding(default_files(), rounds=2 * self.size.rounds)


PARTS: dict[str, Callable[[Bench], None]] = {
    "understand": Bench.understand,
    "start": Bench.start,
    "job": Bench.job,
    "pg": Bench.pg,
    "open": Bench.open,
    "kill": Bench.kill,
}


def run(size: Size, parts: list[str], folder: Path, results: Results) -> None:
    with running(SINK, folder / "sink") as sink, generator() as load:
        bench = Bench(load, f"http://127.0.0.1:{sink.port}", folder, size, results)
        for name in parts:
            print(f"… {name}", file=sys.stderr, flush=True)
            PARTS[name](bench)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument("--quick", action="store_true", help="everything, shortened: shows that it runs")
    options.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that every `finally` is run
    now = datetime.now().astimezone()
    results = Results(now.strftime("%Y-%m-%d %H:%M"), chosen.quick, machine.describe())
    machine.OUT.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=machine.OUT))
    try:
        run(QUICK if chosen.quick else FULL, chosen.only, folder, results)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    written = json.dumps(asdict(results), ensure_ascii=False, indent=1)
    (machine.OUT / "results.json").write_text(written, encoding="utf-8")
    publish(results, whole=not chosen.quick and set(chosen.only) == set(PARTS))


if __name__ == "__main__":
    main()
