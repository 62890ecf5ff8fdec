"""The stage: the whole app on a real database with a clock of its own, and transcripts that play on it.

A scenario is Markdown a social worker can read and write:

    > 2026-03-02 09:00            the time (moves on, and does what falls due on the way)
    王奶奶：屋顶漏水了              said in private; 「王奶奶（群）：」 in the group, 「王奶奶（引用「…」）：」 quoting
    守望：收到了，记下1号。        the answer, word for word; 「…」 stands for anything
    李明（网格员）会联系您。      its next line
    →李明：1号 …                what somebody else is told because of it
    →群：…                     what the group is told

Every answer and every notice must be written down: what is not expected fails, and so does what does not come.
"""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import App, open_app
from bot.channels.console import Line
from bot.clock import Clock
from bot.config import Config
from bot.directory import read
from bot.settings import Server, Storage, Village
from bot.village import DemoVillage
from care.calendar import SHANGHAI
from storage.migrate import migrate

START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)  # 星期一


class StageClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        super().__init__()
        self._at = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def move(self, delta: timedelta) -> datetime:
        self._at += max(delta, timedelta())
        return self._at

    def not_before(self, moment: datetime | None) -> None:
        self._at = max(self._at, moment or self._at)


@dataclass(frozen=True, slots=True)
class Said:
    """What a step brought forth: the answer at once, and what others were told, as (name or 群, text)."""

    reply: str
    told: tuple[tuple[str, str], ...]


class Stage:
    """The demo village under a test: speak as anyone, move the clock, see who hears what."""

    def __init__(self, app: App, clock: StageClock) -> None:
        self.app = app
        self.clock = clock
        self.village = DemoVillage(app, read(app.config.village.file))
        self._seen = app.console.last

    async def says(self, who: str, text: str, *, in_group: bool = False, quote: str = "") -> Said:
        reply = await self.village.say(who, text, in_group=in_group, quote=quote)
        return Said(reply, self._told())

    async def passes(self, delta: timedelta) -> Said:
        await self.village.move_clock(delta)
        return Said("", self._told())

    def _told(self) -> tuple[tuple[str, str], ...]:
        lines: Sequence[Line] = self.app.console.lines(self._seen)
        self._seen = self.app.console.last
        return tuple(("群" if line.group else line.to.name, line.text) for line in lines)


@cache
def _migrated() -> bytes:
    """An empty SQLite database of this version: made once a process, since each migration takes a while."""
    with TemporaryDirectory() as folder:
        migrate(f"sqlite:///{folder}/empty.db", START)
        return (Path(folder) / "empty.db").read_bytes()


def _laid_out(url: str) -> None:
    """A new SQLite file begins with the tables in it; PostgreSQL and a file that is there are left alone."""
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated())


@asynccontextmanager
async def stage(url: str, *, start: datetime = START, village: Path | None = None) -> AsyncIterator[Stage]:
    """The app on a fresh database, without a server: what a test or a transcript plays on."""
    clock = StageClock(start)
    config = Config(server=Server(sandbox=True), storage=Storage(url))
    if village is not None:
        config = replace(config, village=Village(village))
    _laid_out(url)
    app = await open_app(config, clock)
    try:
        yield Stage(app, clock)
    finally:
        await app.close()


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a transcript with what must come of it."""

    line: int
    at: datetime | None
    who: str
    text: str
    in_group: bool
    quote: str
    reply: str
    told: tuple[tuple[str, str], ...]


_SPEAKS = re.compile(r"(?P<who>[^：（\s]+)(?P<group>（群）)?(?:（引用「(?P<quote>[^」]*)」）)?：(?P<text>.*)")
_TIME = re.compile(r">\s*(\d{4}-\d{2}-\d{2} \d{2}:\d{2})")


def steps_of(transcript: str) -> Iterator[Step]:
    """The steps of a scenario. Headings and lines in 「- 」 or plain prose before the first time are for the reader."""
    lines = transcript.splitlines()
    begun = False
    for index, line in enumerate(lines):
        moment = _TIME.match(line)
        begun = begun or moment is not None
        if moment is not None:
            at = datetime.strptime(moment[1], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
            yield _step(index, lines, at=at)
        elif begun and line and line[0] not in "　#>-`" and (said := _SPEAKS.fullmatch(line)):
            yield _step(index, lines, said=said)
        elif begun and line and line[0] not in "　#>-`":
            raise ValueError(f"line {index + 1} is neither speech nor time: {line}")


def _step(index: int, lines: Sequence[str], *, at: datetime | None = None, said: re.Match[str] | None = None) -> Step:
    reply, told = _outcome(lines[index + 1 :])
    if said is None:
        return Step(index + 1, at, "", "", False, "", reply, told)
    group, quote = said["group"] is not None, said["quote"] or ""
    return Step(index + 1, None, said["who"], said["text"].replace("⏎", "\n"), group, quote, reply, told)


def _outcome(lines: Sequence[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The indented block after a step: an answer of 守望 and notices, each with its further lines."""
    found: list[tuple[str, str]] = []
    for line in lines:
        if not line.startswith("　"):
            break
        if line.startswith("　　"):
            who, text = found.pop()
            found.append((who, f"{text}\n{line[2:]}"))
        else:
            who, _, text = line[1:].partition("：")
            found.append((who, text))
    reply = "".join(text for who, text in found if who == "守望")
    return reply, tuple((who.removeprefix("→"), text) for who, text in found if who.startswith("→"))


async def play(on: Stage, transcript: str) -> None:
    """Play a scenario; an AssertionError names the line and shows what came instead."""
    for step in steps_of(transcript):
        if step.at is not None:
            came = await on.passes(step.at - on.clock.now())
        else:
            came = await on.says(step.who, step.text, in_group=step.in_group, quote=step.quote)
        wanted, got = _shown(step.reply, step.told), _shown(came.reply, came.told)
        assert _fits(step, came), f"line {step.line} 「{step.text or step.at}」\nexpected:\n{wanted}\ncame:\n{got}"


def _fits(step: Step, came: Said) -> bool:
    if not _same(step.reply, came.reply) or len(step.told) != len(came.told):
        return False
    left = list(came.told)
    for who, text in step.told:
        found = next((one for one in left if one[0] == who and _same(text, one[1])), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _same(pattern: str, text: str) -> bool:
    parts = [re.escape(part) for part in pattern.split("…")]
    return re.fullmatch(".*".join(parts), text, re.DOTALL) is not None


def _shown(reply: str, told: Sequence[tuple[str, str]]) -> str:
    lines = [("守望", reply)] if reply else []
    lines += [(f"→{who}", text) for who, text in told]
    return "\n".join(f"　{who}：" + text.replace("\n", "\n　　") for who, text in lines) or "　（没有）"
