"""Fixtures everybody may use. Storage tests run on SQLite and on a real PostgreSQL; neither is ever skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL

from tests.kit import postgres

# 同样的代码每次跑同样的例子：失败了能重来，不留数据库文件，不因机器慢而红
settings.register_profile(
    "shouwang", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shouwang")


@pytest.fixture(scope="session")
def pg_server() -> Iterator[URL]:
    """A PostgreSQL server of this test process."""
    with postgres.server() as address:
        yield address


@pytest.fixture
def pg_url(pg_server: URL) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    with postgres.database(pg_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database: first an SQLite file, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shouwang.db'}"
    url: str = request.getfixturevalue("pg_url")
    return url
