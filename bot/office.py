"""What the township clerk does from the command line: binding codes, and the list of what was not delivered."""

import asyncio
import secrets
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from bot import directory
from bot.clock import Clock
from bot.config import Config
from care.calendar import SHANGHAI
from storage.migrate import migrate
from storage.store import Store
from storage.unit import Unit

T = TypeVar("T")

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"  # 没有看起来一样的：0O 1I 2Z 5S 8B
LENGTH = 8


def make_invite(config: Config, who: str) -> int:
    """`invite 李明`: a code for a person of the directory, or for the group of a place. Printed once, usable once."""
    now = Clock().now()
    township = directory.read(config.village.file)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    expires = now + timedelta(days=config.conversation.bind_code_days)

    def work(unit: Unit) -> str:
        directory.bring_in(unit, township, now)
        person, place = unit.people.by_key(who), unit.places.by_key(who)
        if person is not None:
            unit.invites.add(code, expires, person_id=person.id)
            return f"让{who}私下发给守望：绑定 {code}"
        if place is not None:
            unit.invites.add(code, expires, place_id=place.id)
            return f"在{who}的群里 @守望 发：绑定 {code}"
        return ""

    said = in_store(config, work)
    if not said:
        print(f"名册里没有「{who}」。", file=sys.stderr)  # noqa: T201  # 命令的回答
        return 2
    until = expires.astimezone(SHANGHAI)
    print(f"{said}\n只能用一次，{until.month}月{until.day}日前有效。")  # noqa: T201  # 命令的回答
    return 0


def list_dead(config: Config) -> int:
    """`dead`: what was given up on, with the platform's code. No names, no words."""
    found = in_store(config, lambda unit: unit.outbox.dead(200))
    for letter in found:
        made = letter.made_at.astimezone(SHANGHAI)
        number = f"{letter.number}号" if letter.number else "-"
        line = (f"{made:%m-%d %H:%M}", letter.channel, number, letter.topic, letter.errcode, f"试了{letter.tries}次")
        print("\t".join(line))  # noqa: T201  # 命令的回答
    if not found:
        print("没有没送到的消息。")  # noqa: T201  # 命令的回答
    return 0


def in_store(config: Config, work: Callable[[Unit], T]) -> T:
    migrate(config.storage.url, Clock().now())

    async def once() -> T:
        store = Store(config.storage.url)
        try:
            return await store.run(work)
        finally:
            await store.close()

    return asyncio.run(once())
