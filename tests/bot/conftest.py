from collections.abc import AsyncIterator

import pytest

from tests.bot.offices import OpenOffice, offices


@pytest.fixture
async def open_office(store_url: str) -> AsyncIterator[OpenOffice]:
    """Offices at one fresh database, on SQLite and on PostgreSQL."""
    async with offices(store_url) as opened:
        yield opened
