"""公众号安全模式: callbacks as bytes ready for a socket, and the answers opened again.

Written apart from `bot.channels` on purpose: a benchmark that shared the crypto with the server could not
notice that both are wrong.
"""

import base64
import hashlib
import os
import re
import struct
import time

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOKEN = "benchmarktoken"
AES_KEY = ("shouwangbenchmark" * 3)[:42] + "A"
APP_ID = "wx0000000000bench0"
ACCOUNT = "gh_benchmark0000"

_KEY = base64.b64decode(AES_KEY + "=")
_CIPHER = Cipher(algorithms.AES(_KEY), modes.CBC(_KEY[:16]))
_ENCRYPT = re.compile(rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>")
_SIGNED = re.compile(rb"<MsgSignature><!\[CDATA\[([0-9a-f]{40})\]\]></MsgSignature>")
_STAMP = re.compile(rb"<TimeStamp>(\d+)</TimeStamp>")
_NONCE = re.compile(rb"<Nonce><!\[CDATA\[([^\]]+)\]\]></Nonce>")
_CONTENT = re.compile(r"<Content>(?:<!\[CDATA\[(.*)\]\]>|(.*?))</Content>", re.DOTALL)
_TEXT = (
    "<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"
    "<CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[%s]]></Content><MsgId>%s</MsgId></xml>"
)
_HEAD = (
    "POST %s?signature=%s&timestamp=%s&nonce=%s&openid=%s&encrypt_type=aes&msg_signature=%s HTTP/1.1\r\n"
    "Host: 127.0.0.1:%d\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\nPragma: no-cache\r\n"
    "Content-Type: text/xml\r\nContent-Length: %d\r\n\r\n"
)


class WrongAnswer(Exception):
    """An answer that a platform would not accept."""


def _sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _seal(plain: bytes) -> str:
    frame = os.urandom(16) + struct.pack(">I", len(plain)) + plain + APP_ID.encode()
    pad = 32 - len(frame) % 32
    sealer = _CIPHER.encryptor()
    return base64.b64encode(sealer.update(frame + bytes([pad]) * pad) + sealer.finalize()).decode()


def callback(sender: str, message_id: str, text: str, *, port: int, path: str) -> bytes:
    """One whole HTTP request, as the platform sends it: both signatures, a fresh nonce."""
    now = int(time.time())
    stamp, nonce = str(now), os.urandom(5).hex()
    sealed = _seal((_TEXT % (ACCOUNT, sender, now, text, message_id)).encode())
    body = (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    ).encode()
    plain, whole = _sign(TOKEN, stamp, nonce), _sign(TOKEN, stamp, nonce, sealed)
    return (_HEAD % (path, plain, stamp, nonce, sender, whole, port, len(body))).encode() + body


def looks_right(body: bytes) -> bool:
    """Cheap enough for every answer: a sealed reply, or the platform's two ways of saying nothing."""
    return body in (b"", b"success") or (body.startswith(b"<xml>") and b"<Encrypt><![CDATA[" in body)


def open_answer(body: bytes, *, sender: str) -> str:
    """The text of a reply; empty for silence. Raises WrongAnswer when signature, frame or receiver is wrong."""
    if body in (b"", b"success"):
        return ""
    found = [pattern.search(body) for pattern in (_ENCRYPT, _SIGNED, _STAMP, _NONCE)]
    if None in found:
        raise WrongAnswer(body[:200].decode(errors="replace"))
    sealed, signed, stamp, nonce = (match.group(1).decode() for match in found if match)
    if _sign(TOKEN, stamp, nonce, sealed) != signed:
        raise WrongAnswer("signature")
    return _content(_open(sealed), sender)


def _open(sealed: str) -> str:
    opener = _CIPHER.decryptor()
    frame = opener.update(base64.b64decode(sealed)) + opener.finalize()
    frame = frame[: -frame[-1]]
    length = struct.unpack(">I", frame[16:20])[0]
    if frame[20 + length :] != APP_ID.encode():
        raise WrongAnswer("receiver id")
    return frame[20 : 20 + length].decode()


def _content(plain: str, sender: str) -> str:
    if f"<ToUserName><![CDATA[{sender}]]></ToUserName>" not in plain:
        raise WrongAnswer("addressed to somebody else")
    match = _CONTENT.search(plain)
    if match is None:
        raise WrongAnswer("no content")
    return match.group(1) if match.group(1) is not None else match.group(2)
