"""The published vectors, wechatpy as a second opinion, and what must be refused."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from wechatpy.crypto import WeChatCrypto

from bot.channels import xml
from bot.channels.base import Forged
from bot.channels.crypto import Crypto, sign

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("vectors.json").read_text())
KEYS = {name[0]: vector for name, vector in VECTORS.items() if "encodingAESKey" in vector}
TOKEN, KEY, APP = "shouwang", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx0000000000000000"


def crypto_of(vector: dict[str, Any]) -> Crypto:
    keys = KEYS[vector["same_keys_as"]] if "same_keys_as" in vector else vector
    return Crypto(keys["token"], keys["encodingAESKey"], keys["receiveid"])


def opened(name: str, field: str) -> bytes:
    vector = VECTORS[name]
    given = (vector["msg_signature"], vector["timestamp"], vector["nonce"], vector[field])
    return crypto_of(vector).open(*given)


def sealed_by_hand(frame: bytes) -> tuple[str, str, str, str]:
    """`frame` encrypted as it is and signed: what only somebody with the key could send."""
    key = b64decode(KEY + "=")
    encrypt = b64encode(Cipher(AES(key), CBC(key[:16])).encryptor().update(frame)).decode()
    return sign(TOKEN, "1", "2", encrypt), "1", "2", encrypt


def test_every_vector_is_used() -> None:
    assert {name[0] for name in VECTORS} == set("ABCDEFG")


@pytest.mark.parametrize(
    ("name", "field"), [("A_wecom_verify_url", "echostr"), ("C_wecom_json", "encrypt"), ("F_mp_safe_post", "Encrypt")]
)
def test_a_published_ciphertext_opens(name: str, field: str) -> None:
    assert opened(name, field).decode() == VECTORS[name]["plain"]


def test_the_published_xml_opens_and_is_read() -> None:
    assert xml.read(opened("B_wecom_xml", "Encrypt")) == VECTORS["B_wecom_xml"]["plain_fields"]


@pytest.mark.parametrize("name", ["D_mp_get", "E_mp_plain_post"])
def test_a_published_plain_signature_is_ours(name: str) -> None:
    vector = VECTORS[name]
    assert sign(vector["token"], vector["timestamp"], vector["nonce"]) == vector["signature"]


def test_the_published_reply_is_sealed_byte_for_byte() -> None:
    vector = VECTORS["G_mp_reply_deterministic"]
    sealed = crypto_of(vector).seal(
        vector["plain"].encode(),
        timestamp=str(vector["TimeStamp"]),
        nonce=vector["Nonce"],
        random=vector["random"].encode(),
    )
    assert (sealed.encrypt, sealed.signature) == (vector["Encrypt"], vector["MsgSignature"])


@pytest.mark.parametrize("receiver", [APP, ""])
@pytest.mark.parametrize("text", ["", "停水了", "x" * 12, "x" * 5000], ids=["empty", "short", "aligned", "long"])
def test_wechatpy_and_we_open_each_others_messages(text: str, receiver: str) -> None:
    ours, theirs = Crypto(TOKEN, KEY, receiver), WeChatCrypto(TOKEN, KEY, receiver)
    sealed = ours.seal(text.encode(), timestamp="1", nonce="2")
    assert theirs.decrypt_message({"Encrypt": sealed.encrypt}, sealed.signature, "1", "2") == text
    fields = xml.read(theirs.encrypt_message(text, "2", "1").encode())
    assert ours.open(fields["MsgSignature"], "1", "2", fields["Encrypt"]).decode() == text


FRAME = bytes(16) + (6).to_bytes(4, "big") + b"<xml/>" + APP.encode()  # 44 字节，补 20
PAD = bytes([20]) * 20
FORGERIES = {
    "another receiver": FRAME[:-1] + b"1" + PAD,
    "receiver too long": FRAME + b"0" + bytes([19]) * 19,
    "receiver missing": FRAME[:26] + bytes([6]) * 6,
    "length past the end": FRAME[:16] + b"\xff\xff\xff\xff" + FRAME[20:] + PAD,
    "length cut short": FRAME[:16] + (5).to_bytes(4, "big") + FRAME[20:] + PAD,
    "no room for a length": bytes(19) + bytes([13]) * 13,
    "padding of nothing": FRAME + PAD[:-1] + b"\x00",
    "padding over a block": FRAME + PAD[:-1] + b"\x21",
    "one pad byte wrong": FRAME + b"\x13" + PAD[1:],
    "sixteen-byte blocks": FRAME + bytes([4]) * 4,
    "all padding": bytes([32]) * 32,
}


def test_the_frame_the_forgeries_are_made_of_is_good() -> None:
    assert Crypto(TOKEN, KEY, APP).open(*sealed_by_hand(FRAME + PAD)) == b"<xml/>"


@pytest.mark.parametrize("frame", FORGERIES.values(), ids=FORGERIES)
def test_a_signed_frame_that_is_wrong_is_forged(frame: bytes) -> None:
    with pytest.raises(Forged):
        Crypto(TOKEN, KEY, APP).open(*sealed_by_hand(frame))


@pytest.mark.parametrize("encrypt", ["", "=", "A", "AAAA", "AA\nAA", "密文", "\ud800", "A" * 22 + "=="])
def test_a_signed_text_that_is_no_ciphertext_is_forged(encrypt: str) -> None:
    with pytest.raises(Forged):
        Crypto(TOKEN, KEY, APP).open(sign(TOKEN, "1", "2", encrypt), "1", "2", encrypt)


@pytest.mark.parametrize("signature", ["", "0" * 40, "签", "\ud800"])
def test_a_wrong_signature_is_forged_before_anything_is_decrypted(signature: str) -> None:
    with pytest.raises(Forged, match="signature"):
        Crypto(TOKEN, KEY, APP).open(signature, "1", "2", "not even base64")


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "=", "密" * 43, KEY[:-1] + " ", KEY[:-1] + "-", KEY + "\n"])
def test_an_illegal_key_is_refused_in_words_that_do_not_repeat_it(key: str) -> None:
    with pytest.raises(ValueError, match="encoding_aes_key must be 43 letters and digits") as refused:
        Crypto(TOKEN, key, APP)
    assert not key or key not in str(refused.value)


def test_an_empty_token_is_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        Crypto("", KEY, APP)


def test_two_seals_of_one_message_differ() -> None:
    crypto = Crypto(TOKEN, KEY, APP)
    assert crypto.seal(b"x", timestamp="1", nonce="2") != crypto.seal(b"x", timestamp="1", nonce="2")
