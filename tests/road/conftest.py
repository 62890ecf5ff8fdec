"""What the whole-road tests share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.town import Town, town


@pytest.fixture
def url(tmp_path: Path) -> str:
    """An SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'shouwang.db'}"


@pytest.fixture
async def here(url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """大樟村 in this process, on SQLite."""
    async with town(url, tmp_path) as found:
        yield found
