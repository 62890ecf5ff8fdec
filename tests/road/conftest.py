"""What the whole-road tests share."""

import io
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from bot import log
from bot.settings import Log, LogFormat, LogLevel
from storage.migrate import migrate
from tests.kit.town import Town, town

Lines = Callable[[], str]


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with our tables and nothing in them, made once: every test that may starts from a copy."""
    path = tmp_path_factory.mktemp("fresh") / "shouwang.db"
    migrate(f"sqlite:///{path}", datetime.now(UTC))
    return path


@pytest.fixture
def url(fresh: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(fresh, tmp_path)}"


@pytest.fixture
async def here(url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """大樟村 in this process, on SQLite."""
    async with town(url, tmp_path) as found:
        yield found


@pytest.fixture(autouse=True)
def lines() -> Iterator[Lines]:
    """Everything logged, down to the least, as it would be in a village."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    log.setup(Log(LogLevel.DEBUG, LogFormat.JSON), out)
    yield out.getvalue
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
