"""Whatever bytes come, a receiver answers with a Delivery or a refusal; whatever is sealed, opens."""

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import xml
from bot.channels.base import Delivery, Forged, Refused, Request, Unreadable
from bot.channels.crypto import Crypto, sign
from care.message import Reply
from tests.channels.cases import LINES, Line, request_of
from tests.kit.platform.letters import cdata
from tests.kit.platform.seal import BrokenSeal, Seal, frame

TOKEN, KEY = "cunkouDaZhangshu", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
BUILT = {name: make() for name, make in LINES.items()}
SEALED = {name: line for name, line in BUILT.items() if line.sealed}
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOME = settings(max_examples=150, deadline=None)

receivers = st.sampled_from(["", "wx0000000000000a01", "机器人", "x" * 64])
whole = st.text(st.characters(codec="utf-8"))
ILLEGAL = frozenset(map(chr, range(0x20))) - set("\t\n\r") | {"\ufffe", "\uffff"}
every_line = pytest.mark.parametrize("line", BUILT.values(), ids=BUILT.keys())
every_sealed_line = pytest.mark.parametrize("line", SEALED.values(), ids=SEALED.keys())


def answered(line: Line, request: Request) -> Delivery | None:
    """The delivery, or None for a refusal; what else is raised fails the test. A delivery can be answered."""
    try:
        delivery = line.receiver.receive(request)
    except Refused:
        return None
    if delivery.message is not None:
        repr(delivery.message).encode("utf-8", "strict")
        assert "\x00" not in delivery.message.text + delivery.message.id
    assert line.receiver.render(delivery, Reply("收到")).status == 200
    return delivery


@SOME
@given(text=whole, receiver=receivers)
def test_what_we_seal_opens_for_us_and_for_the_platform(text: str, receiver: str) -> None:
    crypto, platform = Crypto(TOKEN, KEY, receiver), Seal(TOKEN, KEY, receiver)
    sealed = crypto.seal(text.encode(), timestamp="1", nonce="n")
    assert platform.decrypt(sealed.encrypt) == text
    assert platform.sign("1", "n", sealed.encrypt) == sealed.signature
    assert crypto.open(sealed.signature, "1", "n", sealed.encrypt) == text.encode()


@SOME
@given(raw=st.binary(max_size=300), receiver=receivers)
def test_what_the_platform_seals_opens_for_us(raw: bytes, receiver: str) -> None:
    crypto, platform = Crypto(TOKEN, KEY, receiver), Seal(TOKEN, KEY, receiver)
    encrypted = platform.encrypt(raw)
    assert crypto.open(platform.sign("1", "n", encrypted), "1", "n", encrypted) == raw


@SOME
@given(signature=st.text(), timestamp=st.text(), nonce=st.text(), encrypted=st.text())
def test_any_four_strings_are_forged(signature: str, timestamp: str, nonce: str, encrypted: str) -> None:
    crypto = Crypto(TOKEN, KEY, "")
    for shown in (signature, sign(TOKEN, timestamp, nonce, encrypted)):
        with pytest.raises(Forged):
            crypto.open(shown, timestamp, nonce, encrypted)


@SOME
@given(plain=st.binary(min_size=1, max_size=20), length=st.integers(0, 2**32 - 1), tail=st.binary(max_size=64))
def test_any_signed_frame_opens_as_the_platform_would_open_it(plain: bytes, length: int, tail: bytes) -> None:
    """Signed but dishonest: lying length, arbitrary padding. Ours and the simulator's reading must agree."""
    crypto, platform = Crypto(TOKEN, KEY, "id"), Seal(TOKEN, KEY, "id")
    padded = frame(plain, "id", length=length if length % 3 else None) + tail
    encrypted = platform.encrypt_frame(padded + bytes(-len(padded) % 16))
    try:
        expected: bytes | None = platform.decrypt(encrypted).encode()
    except BrokenSeal:
        expected = None
    except UnicodeDecodeError:
        return
    if expected is None:
        with pytest.raises(Forged):
            crypto.open(sign(TOKEN, "1", "n", encrypted), "1", "n", encrypted)
    else:
        assert crypto.open(sign(TOKEN, "1", "n", encrypted), "1", "n", encrypted) == expected


@SOME
@given(text=whole, at=st.integers(0), bit=st.integers(0, 7))
def test_one_flipped_bit_is_forged(text: str, at: int, bit: int) -> None:
    crypto = Crypto(TOKEN, KEY, "id")
    sealed = crypto.seal(text.encode(), timestamp="1", nonce="n")
    raw = bytearray(sealed.encrypt.encode())
    raw[at % len(raw)] ^= 1 << bit
    with pytest.raises(Forged):
        crypto.open(sealed.signature, "1", "n", raw.decode("latin-1"))


@every_line
@FEW
@given(body=st.binary(max_size=400), query=st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=5))
def test_any_unsigned_request_is_refused(line: Line, body: bytes, query: dict[str, str]) -> None:
    assert answered(line, Request("POST", query, body)) is None


@every_sealed_line
@FEW
@given(body=st.binary(max_size=400))
def test_any_body_under_a_genuine_query_is_refused(line: Line, body: bytes) -> None:
    genuine = line.compose(line.letter("oGranny", "停水了"))
    assert answered(line, request_of(replace(genuine, body=body))) is None


@every_line
@FEW
@given(inner=st.binary(max_size=400))
def test_any_signed_bytes_are_no_crash(line: Line, inner: bytes) -> None:
    answered(line, request_of(line.envelope(inner)))


tags = st.sampled_from(
    [
        *("xml", "FromUserName", "ToUserName", "MsgType", "Content", "MsgId", "Event", "EventKey", "CreateTime"),
        *("ScanCodeInfo", "ScanResult", "Location_X", "Label", "Recognition", "Encrypt", "a:b", "要"),
    ]
)
kinds = st.sampled_from(["text", "event", "voice", "image", "location", "link", "video", "", "TEXT", "news"])
events = st.sampled_from(["subscribe", "unsubscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "scancode_push", ""])
leaves = st.one_of(
    kinds,
    events,
    st.integers().map(str),
    whole.map(cdata),
    st.text(st.characters(codec="utf-8", exclude_characters="<&"), max_size=20),
    st.sampled_from(["&lt;", "&#0;", "&#xD800;", "&nope;", "<!-- x -->", "<?x y?>", "<![CDATA[", "]]>"]),
)
elements = st.recursive(
    leaves,
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", tags, st.lists(inner, max_size=4)),
    max_leaves=12,
)


@every_line
@FEW
@given(kind=kinds, event=events, parts=st.lists(elements, max_size=6))
def test_any_signed_xml_is_no_crash(line: Line, kind: str, event: str, parts: list[str]) -> None:
    head = f"<FromUserName>o</FromUserName><MsgType>{kind}</MsgType><Event>{event}</Event>"
    answered(line, request_of(line.envelope(f"<xml>{head}{''.join(parts)}</xml>".encode())))


plain_leaves = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")).map(cdata),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="<&\ufffe\uffff]")),
    st.sampled_from(["&lt;", "&#65;", "&nope;", "<!-- x -->", "<?x y?>", "<![CDATA[", "]]>", "\n \t", "<b/>"]),
)
plain_tags = st.sampled_from(["Content", "MsgId", "Event", "xml"])
plain_elements = st.builds(
    lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", plain_tags, st.lists(plain_leaves, max_size=4)
)


@SOME
@given(parts=st.lists(plain_elements | plain_leaves, max_size=5))
def test_xml_is_read_as_the_standard_parser_reads_it(parts: list[str]) -> None:
    body = f"<xml>{''.join(parts)}</xml>"
    try:
        expected: dict[str, str] | None = {
            child.tag: child.text or "" for child in Tree.fromstring(body) if not len(child)
        }
    except Tree.ParseError:
        expected = None
    if expected is None:
        with pytest.raises(Unreadable):
            xml.read(body.encode())
    else:
        assert {name: text for name, text in xml.read(body.encode()).items() if "." not in name} == expected


words = st.sampled_from(
    [
        *("msgid", "from", "userid", "msgtype", "text", "content", "chatid", "chattype", "group", "single", "quote"),
        *("mixed", "msg_item", "voice", "event", "eventtype", "enter_chat", "stream", "id", "image", "url"),
    ]
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words, st.text(max_size=10)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@every_line
@FEW
@given(letter=st.dictionaries(words, values, max_size=8), base=st.booleans())
def test_any_signed_json_is_no_crash(line: Line, letter: dict[str, Any], base: bool) -> None:
    genuine = {"msgid": "1", "from": {"userid": "u"}, "chattype": "single", "msgtype": "text", "text": {"content": "x"}}
    said = {**genuine, **letter} if base else letter
    answered(line, request_of(line.envelope(json.dumps(said).encode())))


@every_line
@SOME
@given(text=whole)
def test_any_words_arrive_with_only_illegal_characters_dropped(line: Line, text: str) -> None:
    legal = "".join(char for char in text if char not in ILLEGAL)
    delivery = answered(line, request_of(line.compose(line.letter("oGranny", text))))
    assert delivery is not None
    got = "" if delivery.message is None else delivery.message.text
    assert unified(got) == unified(line.heard(legal))


@every_line
@SOME
@given(text=st.text(min_size=1, max_size=300))
def test_any_reply_is_seen_with_only_illegal_characters_dropped(line: Line, text: str) -> None:
    letter = line.letter("oGranny", "停水了")
    callback = line.compose(letter)
    answer = line.receiver.render(line.receiver.receive(request_of(callback)), Reply(text + "。"))
    legal = "".join(char for char in text + "。" if char not in ILLEGAL and not "\ud800" <= char <= "\udfff")
    assert unified(line.shown(letter, callback, answer)) == unified(legal)


def unified(text: str) -> str:
    """XML reads every line end as \\n, and a surface may trim what surrounds the words."""
    kept = "".join(char for char in text if char not in ILLEGAL)
    return kept.replace("\r\n", "\n").replace("\r", "\n").strip()
