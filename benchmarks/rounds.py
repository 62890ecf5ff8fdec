"""Interleaved rounds: every contender in turn, again and again, so that a noisy minute hits all of them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.generator import Generator
from benchmarks.load import Finding
from benchmarks.serving import Server

FIRST_GUESS = 300  # messages that warm a server up and show roughly how fast it is


@dataclass(slots=True)
class Score:
    """All rounds of one contender."""

    server: Server
    pace: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        return statistics.median(finding.rate for finding in self.findings)

    @property
    def messages(self) -> int:
        return sum(finding.acknowledged for finding in self.findings)

    @property
    def cpu_us(self) -> float:
        return self.cpu_seconds / self.messages * 1e6

    def median(self, name: str) -> float:
        return statistics.median(getattr(finding, name) for finding in self.findings)

    def total(self, name: str) -> int:
        return sum(getattr(finding, name) for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One contender over another, round by round, so that each pair was measured within seconds."""

    median: float
    low: float
    high: float


def ratio(ours: Score, theirs: Score) -> Ratio:
    each = sorted(a.rate / b.rate for a, b in zip(ours.findings, theirs.findings, strict=True))
    return Ratio(statistics.median(each), each[0], each[-1])


def interleave(load: Generator, servers: Sequence[Server], *, rounds: int, seconds: float) -> list[Score]:
    """Warm everybody up, then take turns. Those who wait are stopped, so the core is one server's alone."""
    scores = [Score(server) for server in servers]
    for score in scores:
        _warm_up(load, score, seconds)
        score.server.pause()
    for number in range(rounds):
        for score in scores:
            score.server.resume()
            _play(load, score, seconds, seed=number + 10)
            score.server.pause()
    for score in scores:
        score.server.resume()
    return scores


def _warm_up(load: Generator, score: Score, seconds: float) -> None:
    for count in (FIRST_GUESS, 0):
        count = count or max(FIRST_GUESS, int(score.pace * seconds / 2))
        found = load.ask(do="closed", port=score.server.port, path=score.server.recipe.path, count=count, seed=count)
        score.pace = found.rate


def _play(load: Generator, score: Score, seconds: float, *, seed: int) -> None:
    server = score.server
    before = server.cpu_seconds()
    count = max(FIRST_GUESS, int(score.pace * seconds))
    found = load.ask(do="closed", port=server.port, path=server.recipe.path, count=count, seed=seed)
    score.cpu_seconds += server.cpu_seconds() - before
    score.findings.append(found)
    score.pace = max(score.pace, found.rate)
