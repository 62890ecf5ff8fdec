"""企业微信自建应用: text to one member, our way to push to the people on duty. Sending only."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from aiohttp import ClientTimeout

from bot.channels.api import (
    TIMEOUT,
    Answer,
    Api,
    Line,
    Session,
    Token,
    TokenKeeper,
    checked_text,
    fetched_token,
    new_session,
)
from bot.channels.base import Allowance, Parcel, ReceiverUnknown
from bot.channels.errcodes import WECOM
from care.message import Kind

_SAME = 600  # 秒；重试都在几分钟内，而过后同样的话是真的要再说一遍


class WeComSender:
    """A `base.Sender`. A text sent again within ten minutes to the same member is dropped by the platform
    (`enable_duplicate_check`): that is what makes trying again after Unconfirmed safe.

    Members may be pushed to at any time, but what exceeds 30 a minute or 1000 an hour is dropped
    in silence; `rates` stay a little below, for what the network delays into the next minute.
    """

    channel = "wecom"
    limit = 2048
    window: Mapping[Kind, Allowance] = {}
    rates: tuple[Allowance, ...] = (Allowance(28, timedelta(minutes=1)), Allowance(950, timedelta(hours=1)))

    def __init__(
        self,
        *,
        corp_id: str,
        corp_secret: str,
        agent_id: int,
        api_base: str = "https://qyapi.weixin.qq.com",
        now: Callable[[], float] = time.monotonic,
        session: Session = new_session,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        self._credentials = {"corpid": corp_id, "corpsecret": corp_secret}
        self._agent = int(agent_id)
        self._line = Line(api_base, session, timeout)
        self._api = Api(self._line, WECOM, TokenKeeper(self._token, now), (corp_secret,))

    async def send(self, parcel: Parcel) -> None:
        text = checked_text(parcel, self.limit)
        answer = await self._api.post("/cgi-bin/message/send", self._message(_member(parcel), text))
        _check_receivers(answer)

    async def close(self) -> None:
        await self._api.close()

    def _message(self, member: str, text: str) -> dict[str, object]:
        return {
            "touser": member,
            "msgtype": "text",
            "agentid": self._agent,
            "text": {"content": text},
            "safe": 0,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": _SAME,
        }

    async def _token(self, refused: str) -> Token:
        """A wrong secret is 40001 from here, hence Misconfigured; asking again would only get us blocked."""
        secret = self._credentials["corpsecret"]
        return await fetched_token(self._line, WECOM, "/cgi-bin/gettoken", self._credentials, None, secret)


def _member(parcel: Parcel) -> str:
    """`touser` is a list in one string: 「a|b」 is two people and 「@all」 the whole company."""
    name = parcel.to.name
    if not name or "|" in name or name.lower() == "@all":
        raise ReceiverUnknown("not a userid")
    return name


def _check_receivers(answer: Answer) -> None:
    """errcode 0 and nobody reached is possible: with one receiver, any name in these lists is ours."""
    for reason in ("invaliduser", "unlicenseduser"):
        if answer.get(reason):
            raise ReceiverUnknown(reason, code="0")
