"""Tencent's side of three surfaces, on loopback sockets: 公众号, 企业微信应用 and 智能机器人.

    async with Platform() as platform:
        platform.wechat.url = "http://127.0.0.1:8080/channels/wechat"
        await platform.wechat.says("oGranny", "屋顶漏水了")
        assert platform.wechat.seen("oGranny") == ["收到了，记下12号。…"]

`platform.wechat.api_base` and `platform.wecom.api_base` are what our senders are given instead of Tencent's
hosts. Time stands still unless `platform.clock.advance(…)` or `retry()` moves it.
"""

from types import TracebackType
from typing import Self

from tests.kit.platform.aibot import AiBotSurface
from tests.kit.platform.clock import Clock, Ticking
from tests.kit.platform.faults import Trouble
from tests.kit.platform.wechat import FAULT_NOTICE, Mode, WeChatSurface
from tests.kit.platform.wecom import WeComSurface

__all__ = ["FAULT_NOTICE", "AiBotSurface", "Clock", "Mode", "Platform", "Trouble", "WeChatSurface", "WeComSurface"]


class Platform:
    """All of it, with one clock."""

    def __init__(self, clock: Ticking | None = None) -> None:
        self.clock: Ticking = clock or Clock()
        self.wechat = WeChatSurface(self.clock)
        self.wecom = WeComSurface(self.clock)
        self.aibot = AiBotSurface(self.clock)

    async def __aenter__(self) -> Self:
        await self.wechat.start()
        await self.wecom.start()
        await self.aibot.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.wechat.close()
        await self.wecom.close()
        await self.aibot.close()
