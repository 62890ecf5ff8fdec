"""`python -m bot serve` as a process: started, loaded, stopped, killed, started again. Nothing promised is lost."""

import asyncio
import json
import re
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import create_engine, text

from tests.kit.platform import Platform, Trouble
from tests.kit.platform.letters import Letter
from tests.kit.program import MachineClock, Program, environment, move_clock, run, serving, start, stored, until
from tests.kit.town import STAFF


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with Platform(MachineClock()) as found:
        found.wecom.hire(*STAFF)
        yield found


@dataclass(slots=True)
class Load:
    """So many villagers with one need each, all at once; what each was answered."""

    platform: Platform
    letters: list[Letter]
    enough: int
    answers: dict[str, str] = field(default_factory=dict)
    some: asyncio.Event = field(default_factory=asyncio.Event)

    async def post_all(self) -> None:
        await asyncio.gather(*(self._post(letter) for letter in self.letters))

    async def _post(self, letter: Letter) -> None:
        wechat = self.platform.wechat
        answer = await wechat.post(wechat.wire.compose(letter))
        if answer.status == 200:
            self.answers[letter.sender] = wechat.wire.read(letter, answer)
        if len(self.answers) >= self.enough:
            self.some.set()


def load(platform: Platform, count: int, enough: int) -> Load:
    letters = [platform.wechat.letters.text(f"oV{n:03d}", "屋顶漏水了") for n in range(count)]
    for letter in letters:
        platform.wechat.happened(letter)
    return Load(platform, letters, enough)


def replies(url: str) -> dict[str, str]:
    rows = stored(url, "SELECT sender, reply FROM inbox WHERE channel = 'wechat'")
    assert len(rows) == len(dict(rows))
    return dict(rows)


async def got(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_it_says_where_the_sandbox_is_and_that_it_is_well(platform: Platform, url: str, tmp_path: Path) -> None:
    async with serving(platform, environment(platform, url, tmp_path)) as program:
        assert f"{program.address}/sandbox" in program.out
        assert (await got(program.address + "/sandbox"))[0] == 200
        assert await got(program.address + "/healthz") == (200, '{"storage": "ok"}')
        assert await platform.wechat.greet()
        assert await platform.aibot.greet()
        assert "1号" in "".join(await platform.wechat.says("oWang", "屋顶漏水了"))
        assert "王奶奶：屋顶漏水了" in await platform.wecom.until_seen("LiMing", "1号")
        status, metrics = await got(program.address + "/metrics")
        assert status == 200
        assert 'shouwang_turns_total{aim="report",channel="wechat"} 1.0' in metrics
        assert await program.ended(signal.SIGTERM) == 0


async def test_the_relay_of_a_running_process_delivers_by_itself(
    platform: Platform, store_url: str, tmp_path: Path
) -> None:
    async with serving(platform, environment(platform, store_url, tmp_path)):
        await platform.wechat.says("oWang", "屋顶漏水了")
        await platform.wecom.until_seen("LiMing", "1号")
        await platform.aibot.says("LiMing", "1 接")
        await platform.wechat.until_seen("oWang", "李明（网格员）接了")
        await platform.aibot.says("LiMing", "1 好了 修好了")
        await platform.wechat.until_seen("oWang", "1号办好了：修好了")


async def test_without_the_sandbox_the_log_says_where_it_listens(platform: Platform, url: str, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environment(platform, url, tmp_path, SERVER_SANDBOX="false", SERVER_PORT=str(port))
    program = await start("serve", env=env)

    async def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    await until(listens)
    assert (await got(f"http://127.0.0.1:{port}/sandbox"))[0] == 404
    assert await program.ended(signal.SIGTERM) == 0
    assert program.out == ""
    assert f"http://127.0.0.1:{port}" in program.err


async def test_sigterm_under_load_finishes_what_is_under_way_and_loses_nothing(
    platform: Platform, store_url: str, tmp_path: Path
) -> None:
    async with serving(platform, environment(platform, store_url, tmp_path)) as program:
        crowd = load(platform, 120, enough=15)
        posting = asyncio.create_task(crowd.post_all())
        await crowd.some.wait()
        assert await program.ended(signal.SIGTERM) == 0
        await posting
    assert "Traceback" not in program.err
    assert len(crowd.answers) >= 15
    assert replies(store_url) == crowd.answers


async def test_after_kill_9_under_load_everything_acknowledged_is_there_once_and_every_notice_goes_out_once(
    platform: Platform, store_url: str, tmp_path: Path
) -> None:
    env = environment(platform, store_url, tmp_path)
    platform.wecom.fail_next(Trouble.TAKEN)
    async with serving(platform, env) as program:
        crowd = load(platform, 60, enough=20)
        posting = asyncio.create_task(crowd.post_all())
        await crowd.some.wait()
        await platform.wecom.until_seen("LiMing", "号")
        assert await program.ended(signal.SIGKILL) == -signal.SIGKILL
        await posting
    first = dict(crowd.answers)
    assert first.items() <= replies(store_url).items()
    async with serving(platform, env) as program:
        await crowd.post_all()
        assert first.items() <= crowd.answers.items()
        assert replies(store_url) == crowd.answers
        assert len(crowd.answers) == 60
        assert stored(store_url, "SELECT count(*), count(DISTINCT caller_id) FROM tickets") == [(60, 60)]
        await everybody_told(platform, store_url, program)


async def everybody_told(platform: Platform, url: str, program: Program) -> None:
    """The killed process still has a lease on 李明; a minute later his notices go out."""
    await move_clock(program, 2)
    await until(lambda: stored(url, "SELECT count(*) FROM outbox WHERE state <> 'sent'") == [(0,)])
    assert (platform.wecom.swallowed, platform.wecom.dropped, platform.wecom.truncated) == (1, 0, 0)
    everything = "\n".join(platform.wecom.seen("LiMing"))
    numbers = [row[0] for row in stored(url, "SELECT number FROM tickets")]
    assert sorted(int(number) for number in re.findall(r"(\d+)号 大樟村", everything)) == sorted(numbers)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
async def test_at_rest_it_ends_when_asked(platform: Platform, url: str, tmp_path: Path, asked: signal.Signals) -> None:
    async with serving(platform, environment(platform, url, tmp_path)) as program:
        assert await program.ended(asked) == 0


async def test_sigterm_while_tencent_hangs_does_not_wait_for_ever(platform: Platform, url: str, tmp_path: Path) -> None:
    platform.wecom.fail_next(Trouble.HANG)
    async with serving(platform, environment(platform, url, tmp_path)) as program:
        await platform.wechat.says("oWang", "屋顶漏水了")
        await until(lambda: platform.wecom.sends == 1)
        assert await program.ended(signal.SIGTERM) == 0
    assert stored(url, "SELECT state FROM outbox") == [("queued",)]


async def test_log_lines_of_a_process_are_json_without_words_or_keys(
    platform: Platform, url: str, tmp_path: Path
) -> None:
    async with serving(platform, environment(platform, url, tmp_path)) as program:
        await platform.wechat.says("oWang", "屋顶漏水了，电话19900000000")
        await platform.wecom.until_seen("LiMing", "1号")
        await program.ended(signal.SIGTERM)
    logged = [json.loads(line) for line in program.err.splitlines()]
    assert [line["aim"] for line in logged if line["event"] == "turn"] == ["report"]
    assert not [word for word in ("漏水", "19900000000", "oWang", "李明") if word in program.err]
    assert platform.wechat.app_secret not in program.err


async def test_a_newer_schema_is_refused_in_one_sentence(url: str, tmp_path: Path) -> None:
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    program = await run("serve", env=environment(None, url, tmp_path))
    assert program.code == 2
    assert "更新的版本（9999）" in told(program)
    assert stored(url, "SELECT version_num FROM alembic_version") == [("9999",)]


def told(program: Program) -> str:
    """The one sentence on standard error, log lines aside."""
    (said,) = [line for line in program.err.splitlines() if not line.startswith("{")]
    return said
