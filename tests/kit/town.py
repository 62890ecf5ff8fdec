"""A running 守望 as a township runs it: real sockets on both sides, Tencent's part played by `tests.kit.platform`.

    async with town(url, tmp_path) as here:
        assert "记下1号" in await here.villager("oWang", "屋顶漏水了")
        assert "1 接" in here.heard("LiMing")[-1]

大樟村 and 小溪村 below 青石镇 (双百两级): villagers on the 公众号, staff on 企业微信. Time stands still until
`passes`; the relay sends when a villager or a worker has spoken, so that there is nothing to wait for.
The same as a process of its own, on the machine's time: `tests.kit.program`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import App, open_app
from bot.channels.wechat import WeChatSender
from bot.channels.wecom_app import WeComSender
from bot.config import Config
from bot.server import web_app
from bot.settings import Aibot, Channels, Secret, Server, Storage, Village, Wechat, WecomApp
from storage.unit import Unit
from tests.kit.platform import Platform
from tests.kit.stage import START, StageClock

GROUP = "wrDazhang0001"
VILLAGE = f"""
levels = ["村", "镇"]
[[posts]]
name = "网格员"
level = "村"
takes = ["网格员", "村社工", "村委"]
[[posts]]
name = "社工站"
level = "镇"
takes = ["镇社工站", "民政办"]
sealed = true
[[places]]
key = "青石镇"
name = "青石镇"
level = "镇"
[[places]]
key = "大樟村"
name = "大樟村"
level = "村"
parent = "青石镇"
[[places]]
key = "小溪村"
name = "小溪村"
level = "村"
parent = "青石镇"
[[people]]
name = "李明"
place = "大樟村"
duties = ["网格员@大樟村"]
accounts = ["wecom:LiMing"]
[[people]]
name = "周强"
place = "大樟村"
duties = ["网格员@大樟村"]
accounts = ["wecom:ZhouQiang"]
[[people]]
name = "杨梅"
place = "小溪村"
duties = ["网格员@小溪村"]
accounts = ["wecom:YangMei"]
[[people]]
name = "覃静"
place = "青石镇"
duties = ["社工站@青石镇"]
accounts = ["wecom:QinJing"]
[[people]]
name = "王奶奶"
place = "大樟村"
accounts = ["wechat:oWang"]
[[people]]
name = "陈大伯"
place = "大樟村"
accounts = ["wechat:oChen", "wecom:ChenBo"]
[[people]]
name = "赵丽"
place = "小溪村"
[[groups]]
name = "{GROUP}"
channel = "wecom"
place = "大樟村"
"""
STAFF = ("LiMing", "ZhouQiang", "YangMei", "QinJing")


class TownClock(StageClock):
    """The platform's time and ours in one."""

    def advance(self, by: timedelta, /) -> None:
        self.move(by)


def village_file(folder: Path) -> Path:
    path = folder / "village.toml"
    path.write_text(VILLAGE, encoding="utf-8")
    return path


def channels_of(platform: Platform, *, sealed: bool = True) -> Channels:
    wechat, aibot, wecom = platform.wechat, platform.aibot, platform.wecom
    key = wechat.wire.encoding_aes_key if sealed else ""
    secret = Secret(wechat.app_secret)
    return Channels(
        Wechat(Secret(wechat.wire.token), Secret(key), wechat.wire.app_id, secret, wechat.api_base),
        Aibot(Secret(aibot.wire.token), Secret(aibot.wire.encoding_aes_key), aibot.wire.bot_id, (aibot.wire.name,)),
        WecomApp(wecom.corp_id, Secret(wecom.corp_secret), wecom.agent_id, wecom.api_base),
    )


def call(platform: Platform, address: str) -> None:
    """Type the callback URLs into the platform's console."""
    platform.wechat.url = address + "/channels/wechat"
    platform.aibot.url = address + "/channels/aibot"


@dataclass(frozen=True, slots=True)
class Town:
    """`heard` is what a member's phone shows from the app; `seen` a villager's."""

    platform: Platform
    clock: TownClock
    app: App
    address: str

    async def villager(self, openid: str, words: str) -> str:
        """Says it on the 公众号; returns what came back at once, and lets the relay do its work."""
        said = await self.platform.wechat.says(openid, words)
        await self.deliver()
        return "\n".join(said)

    async def worker(self, userid: str, words: str, *, quote: str = "") -> str:
        """Says it to the 智能机器人 in private."""
        wire = self.platform.aibot.wire
        letter = wire.text(userid, words)
        said = await self.platform.aibot.sends_letter(wire.quoting(letter, quote) if quote else letter)
        await self.deliver()
        return "\n".join(said)

    async def in_group(self, userid: str, words: str, *, quote: str = "", group: str = GROUP) -> str:
        said = await self.platform.aibot.says_in_group(group, userid, words, quote=quote)
        await self.deliver()
        return "\n".join(said)

    async def deliver(self) -> None:
        await self.app.relay.drain()

    async def passes(self, delta: timedelta) -> None:
        self.clock.move(delta)
        await self.app.tick()
        await self.deliver()

    def heard(self, userid: str) -> list[str]:
        return self.platform.wecom.seen(userid)

    def seen(self, openid: str) -> list[str]:
        return self.platform.wechat.seen(openid)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        def look(unit: Unit) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in unit.session.connection.execute(query).fetchall()]

        return await self.app.store.run(look)

    async def letters(self, name: str) -> list[tuple[Any, ...]]:
        """(topic, state, errcode) of everything promised to an account, oldest first."""
        return await self.rows(f"SELECT topic, state, errcode FROM outbox WHERE name = '{name}' ORDER BY id")


@asynccontextmanager
async def town(
    url: str, folder: Path, *, sealed: bool = True, start: datetime = START, patience: float = 0.0
) -> AsyncIterator[Town]:
    """In this process. `patience`: how long our senders wait for Tencent, in seconds; 0 for what is built in."""
    clock = TownClock(start)
    async with Platform(clock) as platform:
        platform.wecom.hire(*STAFF, "ChenBo")
        channels = channels_of(platform, sealed=sealed)
        config = Config(Server(port=0, sandbox=False), Storage(url), Village(village_file(folder)), channels)
        app = await open_app(config, clock)
        if patience:
            _hasten(app, channels, patience)
        runner = web.AppRunner(web_app(app), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            address = "http://{}:{}".format(*runner.addresses[0][:2])
            call(platform, address)
            yield Town(platform, clock, app, address)
        finally:
            await runner.cleanup()
            await app.close()


def _hasten(app: App, channels: Channels, patience: float) -> None:
    limit = aiohttp.ClientTimeout(total=patience)
    wechat, wecom = channels.wechat, channels.wecom_app
    assert wechat is not None
    assert wecom is not None
    app.senders["wechat"] = WeChatSender(
        app_id=wechat.app_id, app_secret=wechat.app_secret.reveal(), api_base=wechat.api_base, timeout=limit
    )
    secret = wecom.corp_secret.reveal()
    app.senders["wecom"] = WeComSender(
        corp_id=wecom.corp_id, corp_secret=secret, agent_id=wecom.agent_id, api_base=wecom.api_base, timeout=limit
    )
