"""消息加解密 (WXBizMsgCrypt), the one scheme of every encrypted WeChat and WeCom callback.

AES-256-CBC, IV = the key's first 16 bytes, PKCS#7 to 32-byte blocks. Before padding the frame is
16 random bytes + length of the message (4 bytes, big-endian) + message + receiver id.
The signature covers the ciphertext, so it is checked before anything is decrypted.
"""

import os
import re
from base64 import b64decode
from binascii import a2b_base64, b2a_base64
from dataclasses import dataclass
from hashlib import sha1
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.channels.base import Forged

_BLOCK = 32
_HEAD = 20  # 16 随机字节 + 4 字节长度
_KEY = re.compile(r"[A-Za-z0-9]{43}")
_PADDING = tuple(bytes([size]) * size for size in range(_BLOCK + 1))


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted message and what must travel beside it."""

    encrypt: str
    signature: str
    timestamp: str
    nonce: str


def sign(token: str, *parts: str) -> str:
    """SHA-1 over the sorted strings, hex. UTF-8 and code points sort alike, so this is the byte order."""
    text = "".join(sorted((token, *parts)))
    return sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def same(ours: str, theirs: str) -> bool:
    """Equal? In constant time, and for any characters a query string may hold."""
    return compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass"))


class Crypto:
    """`receiver_id`: AppID (公众号), CorpID (企业微信), or "" (智能机器人).

    Raises ValueError for a token or key that cannot be right; the sentence names the setting, not its value.
    """

    __slots__ = ("_cipher", "_receiver", "_token")

    def __init__(self, token: str, encoding_aes_key: str, receiver_id: str) -> None:
        if not token:
            raise ValueError("token is empty: anybody could sign a callback")
        if not _KEY.fullmatch(encoding_aes_key):
            raise ValueError(
                f"encoding_aes_key must be 43 letters and digits: this one has {len(encoding_aes_key)} characters,"
                " or others among them"
            )
        key = b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:16]))
        self._token = token
        self._receiver = receiver_id.encode()

    def open(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> bytes:
        """The message inside `encrypt` (Base64). Raises Forged, whatever is wrong with it."""
        if not same(sign(self._token, timestamp, nonce, encrypt), signature):
            raise Forged("signature")
        frame = _unpad(self._decrypted(encrypt))
        end = _HEAD + int.from_bytes(frame[16:_HEAD], "big")
        if len(frame) < _HEAD or end > len(frame):
            raise Forged("length")
        if frame[end:] != self._receiver:
            raise Forged("receiver id")
        return frame[_HEAD:end]

    def seal(self, plain: bytes, *, timestamp: str, nonce: str, random: bytes | None = None) -> Sealed:
        """`random`: 16 bytes, given only to reproduce a published vector."""
        head = os.urandom(16) if random is None else random
        if len(head) != 16:
            raise ValueError("random must be 16 bytes")
        frame = b"".join((head, len(plain).to_bytes(4, "big"), plain, self._receiver))
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(frame + _PADDING[_BLOCK - len(frame) % _BLOCK])
        encrypt = b2a_base64(sealed, newline=False).decode()
        return Sealed(encrypt, sign(self._token, timestamp, nonce, encrypt), timestamp, nonce)

    def _decrypted(self, encrypt: str) -> bytes:
        try:
            sealed = a2b_base64(encrypt, strict_mode=True)
        except ValueError:
            raise Forged("base64") from None
        if not sealed or len(sealed) % _BLOCK:
            raise Forged("block size")
        return self._cipher.decryptor().update(sealed)


def _unpad(padded: bytes) -> bytes:
    size = padded[-1]
    if not 1 <= size <= _BLOCK or not padded.endswith(_PADDING[size]):
        raise Forged("padding")
    return padded[:-size]
