"""Fixtures of the channel tests: one line or post a row of the contract tables."""

from collections.abc import AsyncIterator

import pytest

from tests.channels.cases import LINES, POSTS, TALKS, Line, Post, Talk
from tests.kit.platform import Platform


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with Platform() as opened:
        yield opened


@pytest.fixture(params=LINES)
def line(request: pytest.FixtureRequest) -> Line:
    return LINES[request.param]()


@pytest.fixture(params=[name for name, make in LINES.items() if make().sealed])
def sealed_line(request: pytest.FixtureRequest) -> Line:
    return LINES[request.param]()


@pytest.fixture(params=POSTS)
async def post(request: pytest.FixtureRequest, platform: Platform) -> AsyncIterator[Post]:
    post = POSTS[request.param](platform)
    yield post
    await post.sender.close()


@pytest.fixture(params=TALKS)
async def talk(request: pytest.FixtureRequest, platform: Platform) -> AsyncIterator[Talk]:
    talk = TALKS[request.param](platform)
    yield talk
    await talk.sender.close()
