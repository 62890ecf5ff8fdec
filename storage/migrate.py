"""迁移: bring a database to this version's tables, after a backup copy of the SQLite file."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"  # 和 migrations/versions 里最新的一致；测试对照

SCRIPTS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The database was written by a newer version; this one must not touch it."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"数据库是更新的版本（{found}）写的，这个版本只认得 {HEAD}。请换回新版本的守望，数据没有动过。"
        )


def migrate(url: str, now: datetime) -> str:
    """Bring the database at `url` to HEAD. Returns a sentence about what was done, empty when nothing was.

    Raises `NewerSchema`, or the driver's error when the database cannot be reached.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    found = _sqlite_revision(parsed) if parsed.get_backend_name() == "sqlite" else None
    if found == HEAD:
        return ""
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, poolclass=NullPool)
    try:
        return _upgrade(engine, parsed, now)
    finally:
        engine.dispose()


def _sqlite_revision(url: URL) -> str | None:
    """A look without SQLAlchemy's engine and Alembic: an up-to-date file costs a millisecond at every start."""
    file = Path(str(url.database))
    if not file.exists():
        return None
    with closing(sqlite3.connect(file, timeout=2.0)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return None if row is None else str(row[0])


def _upgrade(engine: Engine, url: URL, now: datetime) -> str:
    from alembic import command
    from alembic.script import ScriptDirectory

    settings = _settings()
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    found = _revision(engine)
    if found == HEAD:
        return ""
    if found is not None and found not in known:
        raise NewerSchema(found)
    backup = _back_up(url, now) if found is not None else None
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # 几个进程同时启动时，只有一个迁移
            connection.execute(text("SELECT pg_advisory_lock(7230901)"))
            connection.commit()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.commit()
    said = f"数据库已升级：{found or '新建'} → {HEAD}。"
    return said + (f"旧文件备份在 {backup.name}。" if backup else "")


def _settings() -> "Config":
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return settings


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
        return None if row is None else str(row[0])


def _back_up(url: URL, now: datetime) -> Path | None:
    """A copy beside the file, taken with SQLite's own online backup."""
    if url.get_backend_name() != "sqlite":
        return None
    file = Path(str(url.database))
    copy = file.with_name(f"{file.name}.{now:%Y%m%d-%H%M%S}.bak")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
