"""Callback crypto three ways: ours, the simulator's, wechatpy's; and the simulator against a published vector."""

import re

import pytest

from bot.channels.crypto import Crypto, sign
from tests.interop.wechatpy_peer import Peer
from tests.kit.platform.seal import BrokenSeal, Seal, frame, pad, signature

TOKEN, KEY = "cunkouDaZhangshu", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CASES = [
    (receiver, text)
    for receiver in ("wx0000000000000a01", "ww0000000000000b02", "")
    for text in ("a", "屋顶漏水了", "👵🏻 ]]> <b> &", "x" * 76, "x" * 77, "长" * 6000)
]


@pytest.mark.parametrize(("receiver", "text"), CASES, ids=lambda value: ascii(value)[:24])
def test_wechatpy_opens_what_we_and_the_simulator_seal(receiver: str, text: str) -> None:
    peer = Peer(TOKEN, KEY, receiver)
    ours = Crypto(TOKEN, KEY, receiver).seal(text.encode(), timestamp="1772413200", nonce="n+/=")
    assert peer.open(ours.encrypt, ours.signature, ours.timestamp, ours.nonce) == text
    seal = Seal(TOKEN, KEY, receiver)
    theirs = seal.encrypt(text)
    assert peer.open(theirs, seal.sign("1", "n", theirs), "1", "n") == text


@pytest.mark.parametrize(("receiver", "text"), CASES, ids=lambda value: ascii(value)[:24])
def test_we_and_the_simulator_open_what_wechatpy_seals(receiver: str, text: str) -> None:
    xml = Peer(TOKEN, KEY, receiver).seal_xml(text, "n1", "1772413200")
    encrypted, signed = re.findall(r"CDATA\[(.*?)\]\]", xml)[:2]
    assert sign(TOKEN, "1772413200", "n1", encrypted) == signed == signature(TOKEN, "1772413200", "n1", encrypted)
    assert Crypto(TOKEN, KEY, receiver).open(signed, "1772413200", "n1", encrypted) == text.encode()
    assert Seal(TOKEN, KEY, receiver).decrypt(encrypted) == text


def test_the_simulator_seals_the_published_reply_to_the_byte() -> None:
    """公众号消息推送页的回包示例: fixed random, so every byte is known."""
    seal = Seal("AAAAA", "A" * 43, "wxba5fad812f8e6fb9")
    sealed = seal.encrypt('{"demo_resp":"good luck"}', random=b"707722b803182950")
    assert sealed == "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert seal.sign("1713424427", "415670741", sealed) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"


@pytest.mark.parametrize(
    "padded",
    [pad(frame(b"x", "other")), pad(frame(b"x", "id", length=9)), pad(frame(b"x", "id"))[:-1] + b"\x00", b"\x20" * 32],
    ids=["receiver", "length", "padding", "nothing"],
)
def test_the_simulator_opens_nothing_that_is_not_whole(padded: bytes) -> None:
    seal = Seal(TOKEN, KEY, "id")
    with pytest.raises(BrokenSeal):
        seal.decrypt(seal.encrypt_frame(padded))
