"""What the demo surfaces (终端、沙盒) need of the running bot, and the little both do the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from bot.channels.console import BOT, CHANNEL, Console
from bot.channels.fields import legal
from care.message import Address

MORNING = time(7, 30)  # 早上的走访清单发出的时候


@dataclass(frozen=True, slots=True)
class Figure:
    """人物: somebody of the demo village one may speak as. `key` is their `Address.name` on the console.

    `title` is what they are (村民, 网格员 …), `place` where. A villager's chat is set in large type (大字).
    """

    key: str
    name: str
    title: str
    place: str
    villager: bool = False


class Desk(Protocol):
    """The demo village at work."""

    @property
    def people(self) -> Sequence[Figure]:
        """In the order in which they are shown."""

    @property
    def group(self) -> str:
        """Name of the village group, which is also its id on the console."""

    @property
    def console(self) -> Console:
        """Where everything that is said and sent can be seen."""

    async def say(self, key: str, text: str, *, in_group: bool, quote: str = "") -> str:
        """The bot's reply, "" when it is silent.

        When it returns, what others are told because of it stands in the console: a script ends right after.
        """

    def now(self) -> datetime:
        """The village's time, in its own zone."""

    async def move_clock(self, delta: timedelta) -> datetime:
        """Move the village's time forward and do what falls due on the way; the new time."""


async def speak(desk: Desk, key: str, text: str, *, in_group: bool, quote: str = "") -> str:
    """`desk.say`, with both halves written down so that every screen shows the conversation."""
    text, quote = legal(text), legal(quote)
    to, group = Address(CHANNEL, key), desk.group if in_group else None
    said = desk.console.note(to, text, author=key, group=group)
    reply = await desk.say(key, text, in_group=in_group, quote=quote)
    if reply:
        desk.console.note(to, reply, author=BOT, group=group, answers=said.seq)
    return reply


def until(now: datetime, at: time) -> timedelta:
    """How long it is until the clock next shows `at`: more than nothing, at most a day."""
    moment = datetime.combine(now.date(), at, now.tzinfo)
    return moment - now if moment > now else moment + timedelta(days=1) - now
