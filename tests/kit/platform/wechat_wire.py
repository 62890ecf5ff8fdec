"""公众号 on the wire, both ways, without a socket: signed envelopes out, passive replies in."""

import itertools
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree import ElementTree as Tree

from tests.kit.platform.clock import Ticking
from tests.kit.platform.letters import Letter, cdata
from tests.kit.platform.postman import Answer, Callback
from tests.kit.platform.seal import BrokenSeal, Seal, signature

CONTENT_LIMIT = 2048  # UTF-8 bytes of a passive text reply


class Mode(StrEnum):
    PLAIN = "明文"
    COMPATIBLE = "兼容"
    SAFE = "安全"


class BadReply(ValueError):
    """The villager sees the fault notice because of this."""


@dataclass(slots=True)
class WeChatWire:
    """One account as its console shows it. Everything is synthetic; change it before the first letter."""

    clock: Ticking
    token: str = "cunkouDaZhangshu"
    encoding_aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    app_id: str = "wx0000000000000a01"
    original_id: str = "gh_00000000000a"
    mode: Mode = Mode.SAFE
    _nonces: "itertools.count[int]" = field(default_factory=lambda: itertools.count(100_000_001))

    @property
    def seal(self) -> Seal:
        return Seal(self.token, self.encoding_aes_key, self.app_id)

    def greeting(self, echostr: str) -> Callback:
        """GET of the console. The echostr is plain in every mode."""
        return Callback(self._plain_query() | {"echostr": echostr}, method="GET")

    def compose(self, letter: Letter, mode: Mode | None = None) -> Callback:
        """An envelope with a fresh timestamp and nonce."""
        return self.envelope(letter.xml, letter.sender, mode or self.mode)

    def envelope(self, inner: str | bytes, openid: str, mode: Mode, seal: Seal | None = None) -> Callback:
        """`inner` may be any bytes; `seal` other than the account's makes a forgery.

        Compatible mode shows the letter beside its ciphertext, unless it is no letter.
        """
        raw = inner.encode() if isinstance(inner, str) else inner
        if mode is Mode.PLAIN:
            return Callback(self._plain_query() | {"openid": openid}, raw)
        with_seal = seal or self.seal
        open_too = mode is Mode.COMPATIBLE and raw.startswith(b"<xml><ToUserName>")
        return self.enclose(with_seal.encrypt(raw), openid, raw if open_too else b"", with_seal)

    def enclose(self, encrypted: str, openid: str, beside: bytes = b"", seal: Seal | None = None) -> Callback:
        """Sign `encrypted`, whatever it is; `beside` is the plain letter of compatible mode."""
        query = self._plain_query() | {"openid": openid, "encrypt_type": "aes"}
        query["msg_signature"] = (seal or self.seal).sign(query["timestamp"], query["nonce"], encrypted)
        outer = f"<Encrypt>{cdata(encrypted)}</Encrypt></xml>".encode()
        if beside:
            return Callback(query, beside.removesuffix(b"</xml>") + outer)
        return Callback(query, f"<xml><ToUserName>{cdata(self.original_id)}</ToUserName>".encode() + outer)

    def read(self, letter: Letter, answer: Answer, mode: Mode | None = None) -> str:
        """The text the villager sees because of `answer`; empty for none. Raises BadReply."""
        if answer.body in (b"", b"success"):
            return ""
        reply = _elements(answer.body)
        if "Encrypt" in reply:
            reply = _elements(self._unseal(reply, mode or self.mode).encode())
        elif (mode or self.mode) is Mode.SAFE:
            raise BadReply("a plain reply in safe mode")
        return self._text_of(reply, letter)

    def _unseal(self, reply: dict[str, str], mode: Mode) -> str:
        if mode is Mode.PLAIN:
            raise BadReply("an encrypted reply in plain mode")
        encrypted, nonce, timestamp = reply["Encrypt"], reply.get("Nonce", ""), reply.get("TimeStamp", "")
        if not nonce or not timestamp.isdigit():
            raise BadReply("no nonce or time-stamp")
        if self.seal.sign(timestamp, nonce, encrypted) != reply.get("MsgSignature"):
            raise BadReply("signature of the reply")
        try:
            return self.seal.decrypt(encrypted)
        except (BrokenSeal, UnicodeDecodeError) as broken:
            raise BadReply(f"cannot be opened: {broken}") from broken

    def _text_of(self, reply: dict[str, str], letter: Letter) -> str:
        if (reply.get("ToUserName"), reply.get("FromUserName")) != (letter.sender, letter.to):
            raise BadReply("names are not swapped")
        if reply.get("MsgType") != "text" or not reply.get("CreateTime", "").isdigit():
            raise BadReply("not a text with a time")
        content = reply.get("Content", "")
        if not content or len(content.encode()) > CONTENT_LIMIT:
            raise BadReply(f"content of {len(content.encode())} bytes")
        return content

    def _plain_query(self) -> dict[str, str]:
        timestamp, nonce = str(int(self.clock.now().timestamp())), str(next(self._nonces))
        signed = signature(self.token, timestamp, nonce)
        return {"signature": signed, "timestamp": timestamp, "nonce": nonce}


def _elements(body: bytes) -> dict[str, str]:
    try:
        root = Tree.fromstring(body)
    except (Tree.ParseError, ValueError) as broken:
        raise BadReply(f"bad XML: {broken}") from broken
    if root.tag != "xml":
        raise BadReply(f"root is {root.tag}")
    return {child.tag: child.text or "" for child in root}
