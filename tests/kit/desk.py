"""A desk that echoes: stands for the app behind the terminal and the sandbox page."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.channels.base import Parcel
from bot.channels.console import CHANNEL, Console
from bot.desk import MORNING, Figure, until
from bot.sandbox import routes
from care.message import Address

START = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WANG = Figure("wang", "王奶奶", "村民", "东片", villager=True)
LI = Figure("li", "李明", "网格员", "东片")
WEI = Figure("wei", "韦芳", "村社工", "G村服务点")
TAN = Figure("tan", "覃静", "社工站", "L镇社工站")


class EchoDesk:
    """Answers 收到 and tells 李明; in the group it speaks only when called. A morning greets 李明."""

    def __init__(self) -> None:
        self.people: Sequence[Figure] = (WANG, LI, WEI, TAN)
        self.group = "G村互助群"
        self.console = Console(lambda: self._now.astimezone(UTC))
        self.heard: list[tuple[str, str, bool, str]] = []
        self._now = START
        self._count = 11

    def now(self) -> datetime:
        return self._now

    async def say(self, key: str, text: str, *, in_group: bool, quote: str = "") -> str:
        self.heard.append((key, text, in_group, quote))
        if in_group and "@守望" not in text:
            return ""
        self._count += 1
        if key == WANG.key:
            await self._tell(LI, f"{self._count}号 {text}\n回「{self._count} 接」")
        return f"收到：{text}"

    async def move_clock(self, delta: timedelta) -> datetime:
        mornings = until(self._now, MORNING) <= delta
        self._now += delta
        if mornings:
            await self._tell(LI, "早上好")
        return self._now

    async def _tell(self, whom: Figure, text: str) -> None:
        key = f"k{self.console.last}"
        await self.console.send(Parcel(Address(CHANNEL, whom.key), text, key))


@asynccontextmanager
async def serving(desk: EchoDesk, *, keep_alive: float = 10.0, port: int = 0) -> AsyncIterator[str]:
    """The sandbox on a real port; its address, without a slash at the end."""
    app = web.Application()
    app.add_routes(routes(desk, keep_alive=keep_alive))
    app.on_shutdown.append(lambda _: desk.console.close())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield "http://127.0.0.1:{1}".format(*runner.addresses[0])
    finally:
        await runner.cleanup()
