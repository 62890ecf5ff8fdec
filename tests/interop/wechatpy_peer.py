"""wechatpy as a third opinion on the callback crypto; the only file that knows it."""

from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.parser import parse_message
from wechatpy.replies import TextReply


class Peer:
    """One account's keys, as wechatpy holds them. `receiver` empty is 智能机器人."""

    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        self._crypto = WeChatCrypto(token, encoding_aes_key, receiver)

    def open(self, encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
        return str(self._crypto.decrypt_message({"Encrypt": encrypted}, signature, timestamp, nonce))

    def open_xml(self, body: bytes, signature: str, timestamp: str, nonce: str) -> str:
        return str(self._crypto.decrypt_message(body, signature, timestamp, nonce))

    def accepts_signature(self, encrypted: str, signature: str, timestamp: str, nonce: str) -> bool:
        try:
            self.open(encrypted, signature, timestamp, nonce)
        except InvalidSignatureException:
            return False
        return True

    def seal_xml(self, text: str, nonce: str, timestamp: str) -> str:
        """The encrypted reply, as XML."""
        return str(self._crypto.encrypt_message(text, nonce, timestamp))


def type_of(xml: str) -> str:
    """The MsgType as wechatpy reads it; parsing it must not fail."""
    parsed = parse_message(xml)
    return str(parsed._data["MsgType"])


def content_of(xml: str) -> str:
    return str(parse_message(xml).content)


def text_reply(xml: str, words: str) -> str:
    """A passive text reply to an inner message, in plain XML."""
    return str(TextReply(content=words, message=parse_message(xml)).render())
