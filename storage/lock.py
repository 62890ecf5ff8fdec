"""One process an SQLite file: two relays on one file would send twice, and neither would know."""

from contextlib import suppress
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url


class InUse(OSError):
    """Another 守望 runs on this file."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} 正被另一个守望用着。先停掉它，或把 storage.url 写成别的文件。")


def hold(url: str) -> IO[str] | None:
    """Hold the file until the answer is closed or the process ends. None on PostgreSQL, which needs no such thing.

    Raises `InUse`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    file = Path(parsed.database)
    file.parent.mkdir(parents=True, exist_ok=True)
    held = file.with_name(file.name + ".lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        with suppress(OSError):
            held.close()
        raise InUse(file) from None
    return held
