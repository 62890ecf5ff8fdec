"""What the whole-road tests share."""

import io
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot import log
from bot.settings import Log, LogFormat, LogLevel
from tests.kit.town import Town, town

Lines = Callable[[], str]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """An SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'shouwang.db'}"


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
