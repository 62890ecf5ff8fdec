"""The whole job against the peers, in one run."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator import Generator
from benchmarks.rounds import Ratio, Score, interleave, ratio
from benchmarks.serving import Recipe, running


@dataclass(frozen=True, slots=True)
class Row:
    """One contender's line in the table; rates in messages a second, latencies in milliseconds."""

    name: str
    rate: float
    low: float
    high: float
    p50: float
    p99: float
    cpu_us: float
    rss_mib: float
    peak_mib: float
    wrong: int
    unequal: int
    silent_share: float


@dataclass(frozen=True, slots=True)
class Contest:
    rows: tuple[Row, ...]
    ratios: dict[str, Ratio]  # ours over the one named
    rounds: int
    seconds: float


def row(score: Score) -> Row:
    rates = sorted(finding.rate for finding in score.findings)
    return Row(
        name=score.server.recipe.name,
        rate=score.rate,
        low=rates[0],
        high=rates[-1],
        p50=score.median("p50"),
        p99=score.median("p99"),
        cpu_us=score.cpu_us,
        rss_mib=score.server.rss_mib(),
        peak_mib=score.server.peak_mib(),
        wrong=score.total("wrong"),
        unequal=score.total("unequal"),
        silent_share=score.total("silent") / max(1, score.total("opened")),
    )


def contest(load: Generator, recipes: list[Recipe], folder: Path, *, rounds: int, seconds: float) -> Contest:
    """The first recipe against every other one."""
    with ExitStack() as stack:
        servers = [stack.enter_context(running(recipe, folder / recipe.name)) for recipe in recipes]
        scores = interleave(load, servers, rounds=rounds, seconds=seconds)
        ratios = {score.server.recipe.name: ratio(scores[0], score) for score in scores[1:]}
        return Contest(tuple(row(score) for score in scores), ratios, rounds, seconds)
