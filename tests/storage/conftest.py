"""A migrated database and a store on it."""

from collections.abc import AsyncIterator

import pytest

from storage.migrate import migrate
from storage.store import Store
from tests.care.village import MONDAY


@pytest.fixture
def tables_url(store_url: str) -> str:
    """A database with our tables, on SQLite and on PostgreSQL."""
    migrate(store_url, MONDAY)
    return store_url


@pytest.fixture
async def store(tables_url: str) -> AsyncIterator[Store]:
    opened = Store(tables_url)
    yield opened
    await opened.close()
