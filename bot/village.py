"""The demo village as the sandbox and the terminal see it: anyone may be spoken as, and the clock can be moved."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from bot.app import App
from bot.channels.console import CHANNEL, Console
from bot.desk import Figure
from bot.directory import Directory
from bot.roster import Member
from care.calendar import SHANGHAI
from care.message import Address, Message

STEP, LONG_STEP = timedelta(minutes=10), timedelta(hours=1)


class DemoVillage:
    """`bot.desk.Desk` over the running app."""

    def __init__(self, app: App, directory: Directory) -> None:
        self._app = app
        self._run = uuid4().hex[:8]
        self._numbers = count(1)
        names = {node.key: node.name for node in directory.places}
        self.people: Sequence[Figure] = [_figure(member, names) for member in directory.people if _on_console(member)]
        groups = [address.name for address, _ in directory.groups if address.channel == CHANNEL]
        self.group = groups[0] if groups else "村民群"

    @property
    def console(self) -> Console:
        return self._app.console

    def now(self) -> datetime:
        return self._app.clock.now().astimezone(SHANGHAI)

    async def say(self, key: str, text: str, *, in_group: bool, quote: str = "") -> str:
        message = Message(
            id=f"{self._run}-{next(self._numbers)}",
            sender=Address(CHANNEL, key),
            text=text,
            group=self.group if in_group else None,
            addressed=not in_group or self._called(text),
            quote=quote,
            sent_at=self._app.clock.now(),
        )
        reply = await self._app.answer(message)
        await self._app.relay.drain()
        return reply.text

    def _called(self, text: str) -> bool:
        return any(text.startswith(name) or f"@{name}" in text or f"＠{name}" in text for name in self._app.names)

    async def move_clock(self, delta: timedelta) -> datetime:
        """Small steps for a day, hours after that: what falls due on the way is done at about its time."""
        end = self._app.clock.now() + delta
        while (left := end - self._app.clock.now()) > timedelta():
            self._app.clock.move(min(left, STEP if delta <= timedelta(days=1) else LONG_STEP))
            await self._app.tick()
            await self._app.relay.drain()
        return self.now()


def _on_console(member: Member) -> bool:
    return any(address.channel == CHANNEL for address in member.accounts)


def _figure(member: Member, names: dict[str, str]) -> Figure:
    key = next(address.name for address in member.accounts if address.channel == CHANNEL)
    if not member.duties:
        return Figure(key, member.name, "村民", names[member.place], villager=True)
    post, place = member.duties[0]
    return Figure(key, member.name, post, names[place])
