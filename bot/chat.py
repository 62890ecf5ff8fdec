"""`make chat` (终端对话): be anybody of the demo village, in a terminal or from a script."""

import asyncio
import importlib
import io
import re
import sys
import threading
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from bot.channels.console import BOT, Line
from bot.desk import MORNING, Desk, Figure, speak, until

HELP = "@李明 换人　群／私 换地方　+10分 +2小时 +1天 明早 拨时间　谁 看名单　退出\n别的话都是说给守望听的。"
ASK = "你是谁？（编号或名字）"
MOVE = re.compile(r"\+(\d{1,5})(分钟?|小时|时|天)")
MINUTES = {"分": 1, "小": 60, "时": 60, "天": 24 * 60}
LONGEST_MOVE = timedelta(days=31)
LEAVE = {"退出", "exit", "quit"}

Read = Callable[[str], Awaitable[str | None]]  # 提示 → 一行；None 是没有了
Write = Callable[[str], None]


async def chat(desk: Desk, *, read: Read, write: Write) -> None:
    """Talk until 退出 or the end of input."""
    await Chat(desk, read, write).run()


class Chat:
    """One person at a keyboard, being one figure after another."""

    def __init__(self, desk: Desk, read: Read, write: Write) -> None:
        self.desk = desk
        self.read = read
        self.write = write
        self.me: Figure | None = None
        self.in_group = False
        self.seen = desk.console.last
        self.acts: dict[str, Callable[[], Awaitable[None]]] = {
            "谁": self.who,
            "群": self.enter_group,
            "私": self.leave_group,
            "明早": self.sleep,
            "?": self.explain,
        }

    async def run(self) -> None:
        await self.who()
        self.write(HELP)
        self.stamp()
        while (line := await self.next_line()) is not None and line.strip() not in LEAVE:
            if line.strip():
                await self.obey(line.strip())
            self.show()

    @property
    def prompt(self) -> str:
        if self.me is None:
            return ASK
        return f"{self.me.name}（群）：" if self.in_group else f"{self.me.name}："

    async def next_line(self) -> str | None:
        """The next line typed; what arrives meanwhile is shown meanwhile."""
        reading = asyncio.ensure_future(self.read(self.prompt))
        while not reading.done() and not self.desk.console.closed:
            arrival = asyncio.ensure_future(self.desk.console.wait(self.seen))
            await asyncio.wait({reading, arrival}, return_when=asyncio.FIRST_COMPLETED)
            arrival.cancel()
            if not reading.done():
                self.show()
        return await reading

    async def obey(self, line: str) -> None:
        words = unicodedata.normalize("NFKC", line)
        if act := self.acts.get(words):
            await act()
        elif move := MOVE.fullmatch(words):
            await self.move(timedelta(minutes=int(move[1]) * MINUTES[move[2][0]]))
        elif figure := self.named(words):
            self.me = figure
        elif self.me is None:
            self.write("没有这个人。回「谁」看名单。")
        else:
            await speak(self.desk, self.me.key, line, in_group=self.in_group)

    def named(self, words: str) -> Figure | None:
        """「@李明」 at any time; the bare name or its number only as the answer to `ASK`."""
        for number, figure in enumerate(self.desk.people, 1):
            if words == f"@{figure.name}" or (self.me is None and words in {figure.name, str(number)}):
                return figure
        return None

    async def who(self) -> None:
        for number, figure in enumerate(self.desk.people, 1):
            self.write(f"{number} {figure.name}　{figure.title}　{figure.place}")

    async def enter_group(self) -> None:
        self.in_group = True
        self.write(f"在「{self.desk.group}」里说话。要{BOT}回话，写 @{BOT}。")

    async def leave_group(self) -> None:
        self.in_group = False
        self.write(f"单独和{BOT}说话。")

    async def explain(self) -> None:
        self.write(HELP)

    async def sleep(self) -> None:
        await self.move(until(self.desk.now(), MORNING))

    async def move(self, delta: timedelta) -> None:
        if not timedelta() < delta <= LONGEST_MOVE:
            self.write("时间只能往后拨，一次最多 31 天。")
            return
        await self.desk.move_clock(delta)
        self.stamp()

    def stamp(self) -> None:
        self.write(f"> {self.desk.now():%Y-%m-%d %H:%M}")

    def show(self) -> None:
        """What we said since the last look: the reply first, then what others received."""
        fresh = self.desk.console.lines(self.seen)
        self.seen = self.desk.console.last
        for line in sorted(fresh, key=lambda line: not line.answers):
            if line.author == BOT:
                self.write(f"　{self.receiver(line)}：{indented(line.text)}")

    def receiver(self, line: Line) -> str:
        if line.answers:
            return BOT
        if line.group is not None:
            return f"→{line.group}"
        names = (figure.name for figure in self.desk.people if figure.key == line.to.name)
        return f"→{next(names, line.to.name)}"


def indented(text: str) -> str:
    return text.replace("\n", "\n　　")


class Keyboard:
    """Standard input a line at a time, without holding up the loop.

    Reads in threads of our own, unbuffered: neither the loop's pool nor a lock on `sys.stdin` then keeps
    the program from ending while it waits for a line.
    """

    def __init__(self) -> None:
        self._typing = sys.stdin.isatty()
        self._script = io.FileIO(sys.stdin.fileno(), closefd=False)
        if self._typing:
            with suppress(ImportError):
                importlib.import_module("readline")  # 行内编辑，退格不留半个汉字

    async def read(self, prompt: str) -> str | None:
        loop = asyncio.get_running_loop()
        line: asyncio.Future[str | None] = loop.create_future()

        def deliver(text: str | None) -> None:
            if not line.done():
                line.set_result(text)

        def fetch() -> None:
            text = self._typed(prompt) if self._typing else self._scripted(prompt)
            with suppress(RuntimeError):  # 循环已经收场
                loop.call_soon_threadsafe(deliver, text)

        threading.Thread(target=fetch, daemon=True).start()
        return await line

    def _typed(self, prompt: str) -> str | None:
        try:
            return whole(input(prompt).encode(errors="surrogateescape"))
        except EOFError:
            write("")
            return None
        except UnicodeDecodeError:
            return ""

    def _scripted(self, prompt: str) -> str | None:
        """The line is echoed after the prompt, so that the output reads as a transcript."""
        raw = self._script.readline()
        if not raw:
            return None
        text = whole(raw).rstrip("\r\n")
        write(prompt + text)
        return text


def whole(raw: bytes) -> str:
    return raw.decode(errors="replace")


def write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def terminal(desk: Desk) -> None:
    """`chat` on standard input and output. Ctrl-C ends it as 退出 does."""
    with tidy_terminal(), suppress(asyncio.CancelledError):
        await chat(desk, read=Keyboard().read, write=write)
        return
    write("")


@contextmanager
def tidy_terminal() -> Iterator[None]:
    """Leave the terminal as it was: a thread still inside `input` would leave it without echo."""
    try:
        import termios
    except ImportError:  # Windows 没有这回事
        yield
        return
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
