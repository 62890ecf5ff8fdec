"""Callback crypto as the platform does it, from its documents alone: the bot's own is another piece of code.

Frame: 16 random bytes, length of the text as a big-endian uint32, text, receiver id; PKCS#7 to 32 bytes;
AES-256-CBC with the first half of the key as IV; base64.
"""

import base64
import binascii
import hashlib
import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class BrokenSeal(ValueError):
    """What came back cannot be opened, or is not meant for this account."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def frame(text: bytes, receiver: str, *, random: bytes = b"", length: int | None = None) -> bytes:
    """The unpadded plaintext. A `length` that is not the text's makes a lying frame."""
    told = len(text) if length is None else length
    return (random or os.urandom(16)) + struct.pack(">I", told) + text + receiver.encode()


def pad(plain: bytes) -> bytes:
    missing = BLOCK - len(plain) % BLOCK
    return plain + bytes([missing]) * missing


@dataclass(frozen=True, slots=True)
class Seal:
    """One callback configuration: what the console shows as Token and EncodingAESKey, and whom it is for."""

    token: str
    encoding_aes_key: str
    receiver: str

    def encrypt(self, text: str | bytes, *, random: bytes = b"") -> str:
        raw = text.encode() if isinstance(text, str) else text
        return self.encrypt_frame(pad(frame(raw, self.receiver, random=random)))

    def encrypt_frame(self, padded: bytes) -> str:
        """Any padded frame, honest or not; its length must be a multiple of 16."""
        engine = self._cipher().encryptor()
        return base64.b64encode(engine.update(padded) + engine.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        plain = self._plain(encrypted)
        tail = plain[-1]
        if not 1 <= tail <= BLOCK or plain[-tail:] != bytes([tail]) * tail or len(plain) < tail + 20:
            raise BrokenSeal("padding")
        body = plain[16:-tail]
        (length,) = struct.unpack(">I", body[:4])
        if length > len(body) - 4:
            raise BrokenSeal("length")
        if body[4 + length :] != self.receiver.encode():
            raise BrokenSeal("receiver")
        return body[4 : 4 + length].decode()

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        return signature(self.token, timestamp, nonce, encrypted)

    def _plain(self, encrypted: str) -> bytes:
        try:
            raw = base64.b64decode(encrypted, validate=True)
        except binascii.Error as broken:
            raise BrokenSeal("base64") from broken
        if not raw or len(raw) % BLOCK:
            raise BrokenSeal("length of the ciphertext")
        engine = self._cipher().decryptor()
        return engine.update(raw) + engine.finalize()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.encoding_aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
