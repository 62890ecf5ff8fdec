"""企业微信智能机器人 (AI bot) in URL-callback mode at /channels/aibot: JSON, encrypted, receiver id empty.

It hears private chats, and in groups what is addressed to it by @; the name it was called by stays in the text, for
the platform marks it in no other way. The answer is a stream that is finished in its first part, except the welcome
(欢迎语) of `enter_chat`, which has to be a plain text.

The platform may ask for a stream again (流式刷新). The last few finished streams are kept for that, in memory: after a
restart, or in another process, the answer is an empty body. An empty *stream* would wipe out what was said.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from bot.channels.aibot_parse import Tree, at, message_of, read
from bot.channels.base import MAX_BODY, Delivery, Forged, Request, Response, TooLarge, Unreadable
from bot.channels.crypto import Crypto
from bot.channels.fields import legal
from care.message import Kind, Message, Reply

_SILENT = Response()
_KEPT = 256  # 平台最多追问六分钟


class AiBot:
    """A `base.Receiver`. `now` is Unix time, for the reply's own timestamp.

    `bot_id`, if given, is what a callback must carry: the receiver id of this surface is empty and says nothing.
    """

    path = "/channels/aibot"

    def __init__(
        self, *, token: str, encoding_aes_key: str, bot_id: str = "", now: Callable[[], float] = time.time
    ) -> None:
        self._crypto = Crypto(token, encoding_aes_key, "")
        self._bot = bot_id
        self._now = now
        self._finished: OrderedDict[str, str] = OrderedDict()

    def greet(self, request: Request) -> Response:
        return Response(body=self._open(request, request.query.get("echostr", "")))

    def receive(self, request: Request) -> Delivery:
        if len(request.body) > MAX_BODY:
            raise TooLarge
        tree = read(self._open(request, _encrypt(request.body)))
        if self._bot and at(tree, "aibotid") not in ("", self._bot):
            raise Forged("another bot's callback")
        message = message_of(tree)
        return Delivery(message, {"nonce": request.query.get("nonce", ""), "stream": _stream(message, tree)})

    def render(self, delivery: Delivery, reply: Reply) -> Response:
        stream, message = delivery.context.get("stream", ""), delivery.message
        text = self._finished.get(stream, "") if message is None else legal(reply.text)
        if not text:
            return _SILENT
        if message is not None and message.kind is Kind.FOLLOW:
            return self._sealed({"msgtype": "text", "text": {"content": text}}, delivery)
        self._keep(stream, text)
        finished = {"id": stream, "finish": True, "content": text}
        return self._sealed({"msgtype": "stream", "stream": finished}, delivery)

    def _open(self, request: Request, encrypt: str) -> bytes:
        query = request.query
        return self._crypto.open(
            query.get("msg_signature", ""), query.get("timestamp", ""), query.get("nonce", ""), encrypt
        )

    def _keep(self, stream: str, text: str) -> None:
        self._finished[stream] = text
        if len(self._finished) > _KEPT:
            self._finished.popitem(last=False)

    def _sealed(self, answer: Tree, delivery: Delivery) -> Response:
        now = int(self._now())
        plain = json.dumps(answer, ensure_ascii=False).encode()
        sealed = self._crypto.seal(plain, timestamp=str(now), nonce=delivery.context.get("nonce", ""))
        envelope = {
            "encrypt": sealed.encrypt,
            "msgsignature": sealed.signature,
            "timestamp": now,
            "nonce": sealed.nonce,
        }
        return Response(body=json.dumps(envelope).encode(), content_type="application/json")


def _encrypt(body: bytes) -> str:
    try:
        return at(read(body), "encrypt")
    except Unreadable:
        raise Forged("an encrypted callback was expected") from None


def _stream(message: Message | None, tree: Tree) -> str:
    """The id of our one stream about this message, the same for its repeats; or the one that is asked for again."""
    if message is None:
        return at(tree, "stream", "id")
    return sha256(message.id.encode()).hexdigest()[:32]
