"""公众号: callbacks at /channels/wechat with the passive reply (被动回复), and the customer-service message (客服消息).

With an `encoding_aes_key` the account is in compatible (兼容) or safe (安全) mode and only the encrypted part of a
callback counts. Without one it is in plain (明文) mode, whose signature does not cover the body: a receiver that has
a key therefore takes no plain callback, or the key would protect nothing.

Old timestamps are taken, and (timestamp, nonce) may repeat. After an outage of ours the platform's retry is welcome;
whatever comes twice is recognised by `Message.id` and answered as it was the first time, so a replay gains nothing.
"""

import re
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from aiohttp import ClientTimeout

from bot.channels import xml
from bot.channels.api import (
    TIMEOUT,
    Api,
    Line,
    Session,
    Token,
    TokenKeeper,
    checked_text,
    fetched_token,
    new_session,
)
from bot.channels.base import (
    MAX_BODY,
    Allowance,
    Delivery,
    Forged,
    Parcel,
    Request,
    Response,
    TooLarge,
    Unreadable,
)
from bot.channels.crypto import Crypto, same, sign
from bot.channels.errcodes import WECHAT
from bot.channels.wechat_parse import message_of
from care.message import Kind, Reply

_ENCRYPT = re.compile(rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>")
_SPOKEN = (Kind.TEXT, Kind.VOICE, Kind.IMAGE, Kind.VIDEO, Kind.LOCATION, Kind.LINK, Kind.FILE)
_TOUCHED = (Kind.TAP, Kind.FOLLOW, Kind.SCAN)
_TALK = Allowance(5, timedelta(hours=48))
_TOUCH = Allowance(3, timedelta(minutes=1))
_HOUR = 3600.0
_SILENT = Response(body=b"success")


class WeChat:
    """A `base.Receiver`. `now` is Unix time, for the reply's own timestamps.

    A passive reply longer than 2048 bytes is the caller's mistake: it goes out whole, and the platform shows the
    villager 「该公众号提供的服务出现故障」.
    """

    path = "/channels/wechat"

    def __init__(
        self, *, token: str, encoding_aes_key: str = "", app_id: str = "", now: Callable[[], float] = time.time
    ) -> None:
        if not token:
            raise ValueError("token is empty: anybody could sign a callback")
        if encoding_aes_key and not app_id:
            raise ValueError("app_id is needed to check whom an encrypted callback is for")
        self._token = token
        self._crypto = Crypto(token, encoding_aes_key, app_id) if encoding_aes_key else None
        self._now = now

    def greet(self, request: Request) -> Response:
        """The echostr is plain text and comes back as it is, in every mode."""
        self._check(request.query)
        return Response(body=request.query.get("echostr", "").encode("utf-8", "replace"))

    def receive(self, request: Request) -> Delivery:
        if len(request.body) > MAX_BODY:
            raise TooLarge
        fields = xml.read(self._plain(request))
        context = {
            "villager": fields.get("FromUserName", ""),
            "account": fields.get("ToUserName", ""),
            "nonce": request.query.get("nonce", ""),
        }
        return Delivery(message_of(fields), context)

    def render(self, delivery: Delivery, reply: Reply) -> Response:
        if not reply.text:
            return _SILENT
        now = int(self._now())
        plain = xml.write(
            {
                "ToUserName": delivery.context["villager"],
                "FromUserName": delivery.context["account"],
                "CreateTime": now,
                "MsgType": "text",
                "Content": reply.text,
            }
        )
        body = self._sealed(plain, now, delivery.context["nonce"]) if self._crypto else plain
        return Response(body=body, content_type="text/xml")

    def _check(self, query: Mapping[str, str]) -> None:
        ours = sign(self._token, query.get("timestamp", ""), query.get("nonce", ""))
        if not same(ours, query.get("signature", "")):
            raise Forged("signature")

    def _plain(self, request: Request) -> bytes:
        query = request.query
        if self._crypto is None:
            self._check(query)
            return request.body
        return self._crypto.open(
            query.get("msg_signature", ""),
            query.get("timestamp", ""),
            query.get("nonce", ""),
            _encrypt(request.body),
        )

    def _sealed(self, plain: bytes, now: int, nonce: str) -> bytes:
        assert self._crypto is not None
        sealed = self._crypto.seal(plain, timestamp=str(now), nonce=nonce)
        return (  # Base64 和十六进制不需要转义
            f"<xml><Encrypt><![CDATA[{sealed.encrypt}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{sealed.signature}]]></MsgSignature>"
            f"<TimeStamp>{now}</TimeStamp><Nonce>{xml.cdata(nonce)}</Nonce></xml>"
        ).encode()


def _encrypt(body: bytes) -> str:
    """The ciphertext, usually without reading the rest: whatever is found here still has to match the signature."""
    if found := _ENCRYPT.search(body):
        return found[1].decode()
    try:
        return xml.read(body).get("Encrypt", "")
    except Unreadable:
        raise Forged("an encrypted callback was expected") from None


class WeChatSender:
    """客服消息: text to one follower, within the window that follower's own words opened. A `base.Sender`.

    There is no client id on this call, so what is Unconfirmed may arrive twice when it is sent again.
    `now` is a clock for the token's life; `session` and `timeout` are for whoever has own wishes about HTTP.
    """

    channel = "wechat"
    limit = 2048
    window: Mapping[Kind, Allowance] = dict.fromkeys(_SPOKEN, _TALK) | dict.fromkeys(_TOUCHED, _TOUCH)
    rates: tuple[Allowance, ...] = ()

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        api_base: str = "https://api.weixin.qq.com",
        now: Callable[[], float] = time.monotonic,
        session: Session = new_session,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        self._credentials = {"grant_type": "client_credential", "appid": app_id, "secret": app_secret}
        self._now = now
        self._force_at = now()
        self._line = Line(api_base, session, timeout)
        self._api = Api(self._line, WECHAT, TokenKeeper(self._token, now), (app_secret,))

    async def send(self, parcel: Parcel) -> None:
        text = checked_text(parcel, self.limit)
        body = {"touser": parcel.to.name, "msgtype": "text", "text": {"content": text}}
        await self._api.post("/cgi-bin/message/custom/send", body)

    async def close(self) -> None:
        await self._api.close()

    async def _token(self, refused: str) -> Token:
        """stable_token gives every process the same token. If it insists on one that was refused, force another;
        the platform allows that 20 times a day, so once an hour will do.
        """
        token = await self._stable_token(force=False)
        if token.value != refused or self._now() < self._force_at:
            return token
        self._force_at = self._now() + _HOUR
        return await self._stable_token(force=True)

    async def _stable_token(self, *, force: bool) -> Token:
        body = self._credentials | {"force_refresh": force}
        secret = self._credentials["secret"]
        return await fetched_token(self._line, WECHAT, "/cgi-bin/stable_token", {}, body, secret)
