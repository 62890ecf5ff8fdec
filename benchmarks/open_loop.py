"""Arrivals that wait for nobody: a thousand a second, latency counted from the moment each was due."""

from pathlib import Path

from benchmarks.generator import Generator
from benchmarks.load import Finding
from benchmarks.serving import Recipe, running

WARM_UP = 2000
CONNECTIONS = 64


def open_loop(load: Generator, recipe: Recipe, folder: Path, *, rate: int, seconds: int) -> Finding:
    with running(recipe, folder) as server:
        load.ask(do="closed", port=server.port, path=recipe.path, count=WARM_UP)
        return load.ask(
            do="open",
            port=server.port,
            path=recipe.path,
            rate=rate,
            seconds=seconds,
            connections=CONNECTIONS,
        )
