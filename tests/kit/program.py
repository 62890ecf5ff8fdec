"""`python -m bot …` as a process of its own, on the machine's time; `tests.kit.platform` stands in for Tencent."""

import asyncio
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import aiohttp
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.settings import ROOT
from tests.kit.platform import Platform
from tests.kit.town import call, village_file

PATIENCE = 20.0  # seconds something may take before the test fails


class MachineClock:
    """For a process of its own: the machine's time, and what a retry of the platform adds to it."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta, /) -> None:
        self._ahead += by


def environment(platform: Platform | None, url: str, folder: Path, **more: str) -> dict[str, str]:
    """What an operator sets; quiet hours off, for the machine's time may be night."""
    chosen = {
        "STORAGE_URL": url,
        "VILLAGE_FILE": str(village_file(folder)),
        "SERVER_PORT": "0",
        "HOURS_QUIET": "00:00-00:00",
        "LOG_FORMAT": "json",
    }
    if platform is not None:
        wechat, aibot, wecom = platform.wechat, platform.aibot, platform.wecom
        chosen |= {
            "CHANNELS_WECHAT_TOKEN": wechat.wire.token,
            "CHANNELS_WECHAT_ENCODING_AES_KEY": wechat.wire.encoding_aes_key,
            "CHANNELS_WECHAT_APP_ID": wechat.wire.app_id,
            "CHANNELS_WECHAT_APP_SECRET": wechat.app_secret,
            "CHANNELS_WECHAT_API_BASE": wechat.api_base,
            "CHANNELS_AIBOT_TOKEN": aibot.wire.token,
            "CHANNELS_AIBOT_ENCODING_AES_KEY": aibot.wire.encoding_aes_key,
            "CHANNELS_WECOM_APP_CORP_ID": wecom.corp_id,
            "CHANNELS_WECOM_APP_CORP_SECRET": wecom.corp_secret,
            "CHANNELS_WECOM_APP_AGENT_ID": str(wecom.agent_id),
            "CHANNELS_WECOM_APP_API_BASE": wecom.api_base,
        }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOUWANG_")}
    return kept | {f"SHOUWANG_{name}": value for name, value in (chosen | more).items()}


@dataclass(slots=True)
class Program:
    """A running command. Its standard error goes to a file: a full pipe would hold it up."""

    child: asyncio.subprocess.Process
    errors: IO[bytes]
    address: str = ""
    out: str = ""
    err: str = ""  # once it has ended
    code: int | None = None

    async def ended(self, sent: signal.Signals | None = None, *, said: bytes | None = None) -> int:
        """Wait until it is over; `sent` is sent first, `said` goes to its standard input."""
        if sent is not None:
            self.child.send_signal(sent)
        async with asyncio.timeout(PATIENCE):
            out, _ = await self.child.communicate(said)
        self.out += out.decode()
        self.code = self.child.returncode
        self._read_errors()
        assert self.code is not None
        return self.code

    def _read_errors(self) -> None:
        if not self.errors.closed:
            self.errors.seek(0)
            self.err = self.errors.read().decode(errors="replace")
            self.errors.close()


async def start(*arguments: str, env: Mapping[str, str], stdin: int = asyncio.subprocess.DEVNULL) -> Program:
    errors = tempfile.TemporaryFile()  # noqa: SIM115  # 由 Program 关
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=ROOT,
        env=env,
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=errors,
    )
    return Program(child, errors)


async def run(*arguments: str, env: Mapping[str, str], said: bytes = b"") -> Program:
    """A command to its end, with `said` on its standard input."""
    program = await start(*arguments, env=env, stdin=asyncio.subprocess.PIPE)
    await program.ended(said=said)
    return program


@asynccontextmanager
async def serving(platform: Platform, env: Mapping[str, str]) -> AsyncIterator[Program]:
    """`python -m bot serve`, once it says where it listens. Killed at the end if it still runs."""
    program = await start("serve", env=env)
    stdout = program.child.stdout
    assert stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            program.out = (await stdout.readline()).decode()
        found = re.search(r"http://[\d.:]+", program.out)
        if found is None:
            await program.ended()
            raise AssertionError(program.err)
        program.address = found[0]
        call(platform, program.address)
        yield program
    finally:
        if program.child.returncode is None:
            program.child.kill()
        await program.ended()


def stored(url: str, query: str) -> list[tuple[Any, ...]]:
    """What is in the database, seen from outside."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


async def until(holds: Callable[[], Awaitable[bool] | bool], within: float = PATIENCE) -> None:
    """Look again and again until it holds: for what another process does, which can tell us nothing."""
    async with asyncio.timeout(within):
        while True:
            seen = holds()
            if seen if isinstance(seen, bool) else await seen:
                return
            await asyncio.sleep(0.02)


async def move_clock(program: Program, minutes: int) -> None:
    """With the sandbox's own handle."""
    url = program.address + "/sandbox/clock"
    async with aiohttp.ClientSession() as session, session.post(url, json={"minutes": minutes}) as answer:
        assert answer.status == 200, await answer.text()
