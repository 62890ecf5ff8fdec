"""公众号: what each kind of callback becomes, and what goes back in each mode."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels import xml
from bot.channels.base import MAX_BODY, Delivery, Forged, Request, TooLarge, Unreadable
from bot.channels.crypto import Crypto, sign
from bot.channels.wechat import WeChat
from care.message import SILENCE, Address, Kind, Message, Reply
from tests.channels.test_crypto import VECTORS

TOKEN, KEY, APP = "shouwang", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx0000000000000000"
CRYPTO = Crypto(TOKEN, KEY, APP)
PLAIN = WeChat(token=TOKEN, now=lambda: 1_700_000_000.9)
SAFE = WeChat(token=TOKEN, encoding_aes_key=KEY, app_id=APP, now=lambda: 1_700_000_000.9)
AT = 1_348_831_860
HEAD = f"<ToUserName>gh_1</ToUserName><FromUserName>oABC</FromUserName><CreateTime>{AT}</CreateTime>"


def inner(elements: str) -> bytes:
    return f"<xml>{HEAD}{elements}</xml>".encode()


def plain(body: bytes) -> Request:
    query = {"signature": sign(TOKEN, "1", "2"), "timestamp": "1", "nonce": "2"}
    return Request("POST", query, body)


def safe(body: bytes, beside: str = "") -> Request:
    """`beside`: what compatible mode adds in the clear."""
    sealed = CRYPTO.seal(body, timestamp="1", nonce="2")
    query = {"msg_signature": sealed.signature, "timestamp": "1", "nonce": "2", "encrypt_type": "aes"}
    outer = f"<xml><ToUserName>gh_1</ToUserName>{beside}<Encrypt><![CDATA[{sealed.encrypt}]]></Encrypt></xml>"
    return Request("POST", query, outer.encode())


def message(elements: str) -> Message:
    heard = PLAIN.receive(plain(inner(elements))).message
    assert heard is not None
    return heard


SAID = {
    "text": ("<MsgType>text</MsgType><Content><![CDATA[停水 <了> & ]]></Content>", (Kind.TEXT, "停水 <了> & ", "")),
    "menu text": ("<MsgType>TEXT</MsgType><Content>好</Content><bizmsgmenuid>1</bizmsgmenuid>", (Kind.TEXT, "好", "")),
    "empty text": ("<MsgType>text</MsgType><Content></Content>", (Kind.TEXT, "", "")),
    "voice": (
        "<MsgType>voice</MsgType><MediaId>m</MediaId><Format>amr</Format><Recognition>停水</Recognition>",
        (Kind.VOICE, "停水", "m"),
    ),
    "voice not understood": ("<MsgType>voice</MsgType><MediaId>m</MediaId>", (Kind.VOICE, "", "m")),
    "image": ("<MsgType>image</MsgType><PicUrl>http://p</PicUrl><MediaId>m</MediaId>", (Kind.IMAGE, "", "m")),
    "video": ("<MsgType>video</MsgType><MediaId>m</MediaId>", (Kind.VIDEO, "", "m")),
    "short video": ("<MsgType>shortvideo</MsgType><MediaId>m</MediaId>", (Kind.VIDEO, "", "m")),
    "location": (
        "<MsgType>location</MsgType><Location_X>24.7</Location_X><Location_Y>108.1</Location_Y><Label>村口</Label>",
        (Kind.LOCATION, "村口", "24.7,108.1"),
    ),
    "link": ("<MsgType>link</MsgType><Title>通知</Title><Url>http://u</Url>", (Kind.LINK, "通知", "http://u")),
    "unheard of": ("<MsgType>hologram</MsgType><MediaId>m</MediaId>", (Kind.OTHER, "", "")),
}
EVENTS = {
    "follow": ("<Event>subscribe</Event><EventKey></EventKey>", (Kind.FOLLOW, "", "")),
    "follow by scene": ("<Event>subscribe</Event><EventKey>qrscene_g7</EventKey>", (Kind.FOLLOW, "g7", "")),
    "scan": ("<Event>SCAN</Event><EventKey>g7</EventKey><Ticket>T</Ticket>", (Kind.SCAN, "g7", "")),
    "unfollow": ("<Event>unsubscribe</Event>", (Kind.UNFOLLOW, "", "")),
    "menu": ("<Event>CLICK</Event><EventKey>HELP</EventKey>", (Kind.TAP, "HELP", "")),
    "menu with a scanner": (
        "<Event>scancode_waitmsg</Event><EventKey>BIND</EventKey>"
        "<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>4711</ScanResult></ScanCodeInfo>",
        (Kind.TAP, "BIND", "4711"),
    ),
    "menu with a scanner that saw nothing": ("<Event>scancode_push</Event><EventKey>B</EventKey>", (Kind.TAP, "B", "")),
}
NOTHING_FOR_US = (
    "<Event>VIEW</Event><EventKey>http://u</EventKey>",
    "<Event>LOCATION</Event><Latitude>24.7</Latitude>",
    "<Event>TEMPLATESENDJOBFINISH</Event><MsgID>7</MsgID><Status>success</Status>",
    "<Event>debug_demo</Event>",
    "",
)


@pytest.mark.parametrize(("elements", "expected"), SAID.values(), ids=SAID)
def test_each_type_becomes_its_kind(elements: str, expected: tuple[Kind, str, str]) -> None:
    heard = message(elements + "<MsgId>1234567890123456</MsgId>")
    assert (heard.kind, heard.text, heard.media) == expected
    assert (heard.id, heard.sender, heard.group) == ("1234567890123456", Address("wechat", "oABC"), None)
    assert heard.sent_at == datetime.fromtimestamp(AT, UTC)


@pytest.mark.parametrize(("elements", "expected"), EVENTS.values(), ids=EVENTS)
def test_each_event_becomes_its_kind(elements: str, expected: tuple[Kind, str, str]) -> None:
    heard = message("<MsgType>event</MsgType>" + elements)
    assert (heard.kind, heard.text, heard.media) == expected


@pytest.mark.parametrize("elements", NOTHING_FOR_US)
def test_an_event_that_asks_nothing_is_no_message(elements: str) -> None:
    delivery = PLAIN.receive(plain(inner("<MsgType>event</MsgType>" + elements)))
    assert delivery.message is None
    assert PLAIN.render(delivery, SILENCE).body == b"success"


def test_an_event_is_known_by_who_when_what_and_which() -> None:
    heard = message("<MsgType>event</MsgType><Event>CLICK</Event><EventKey>HELP</EventKey>")
    assert heard.id == f"oABC:{AT}:CLICK:HELP"


def test_without_a_number_a_message_is_known_by_what_it_says() -> None:
    first, again, other = (
        message(f"<MsgType>text</MsgType><Content>{said}</Content>").id for said in ("一", "一", "二")
    )
    assert first == again != other


@pytest.mark.parametrize("moment", ["", "soon", "-1" * 30, "9" * 30])
def test_a_moment_that_is_none_costs_nothing_but_the_moment(moment: str) -> None:
    body = f"<xml><FromUserName>o</FromUserName><CreateTime>{moment}</CreateTime><MsgType>text</MsgType></xml>"
    heard = PLAIN.receive(plain(body.encode())).message
    assert heard is not None
    assert heard.sent_at is None


@pytest.mark.parametrize("receiver", [PLAIN, SAFE], ids=["plain", "safe"])
def test_the_greeting_is_given_back_as_it_came(receiver: WeChat) -> None:
    query = {**plain(b"").query, "echostr": "4375120948345356249"}
    assert receiver.greet(Request("GET", query)).body == b"4375120948345356249"
    with pytest.raises(Forged):
        receiver.greet(Request("GET", query | {"nonce": "3"}))


def test_the_published_greeting_is_understood() -> None:
    vector = VECTORS["D_mp_get"]
    assert WeChat(token=vector["token"]).greet(Request("GET", vector)).body == vector["echostr"].encode()


def test_the_published_json_callback_is_genuine_but_not_xml() -> None:
    vector = VECTORS["F_mp_safe_post"]
    receiver = WeChat(token=vector["token"], encoding_aes_key=vector["encodingAESKey"], app_id=vector["receiveid"])
    body = f"<xml><Encrypt>{vector['Encrypt']}</Encrypt></xml>".encode()
    with pytest.raises(Unreadable):
        receiver.receive(Request("POST", vector, body))


def test_compatible_mode_believes_only_the_encrypted_part() -> None:
    request = safe(inner("<MsgType>text</MsgType><Content>真</Content>"), "<Content>假</Content>")
    heard = SAFE.receive(request).message
    assert heard is not None
    assert heard.text == "真"


def test_with_a_key_a_plain_callback_is_forged() -> None:
    with pytest.raises(Forged):
        SAFE.receive(plain(inner("<MsgType>text</MsgType>")))


def test_without_a_key_an_encrypted_callback_is_not_understood() -> None:
    with pytest.raises(Unreadable):
        PLAIN.receive(Request("POST", plain(b"").query, safe(inner("")).body))


def test_a_plain_reply_swaps_the_names_and_keeps_its_words_to_itself() -> None:
    delivery = PLAIN.receive(plain(inner("<MsgType>text</MsgType>")))
    body = PLAIN.render(delivery, Reply("好]]></Content><Content>坏\x00")).body
    assert xml.read(body) == {
        "ToUserName": "oABC",
        "FromUserName": "gh_1",
        "CreateTime": "1700000000",
        "MsgType": "text",
        "Content": "好]]></Content><Content>坏",
    }


def test_a_safe_reply_is_sealed_under_the_nonce_it_answers() -> None:
    delivery = SAFE.receive(safe(inner("<MsgType>text</MsgType>")))
    envelope = xml.read(SAFE.render(delivery, Reply("记下了")).body)
    assert (envelope["TimeStamp"], envelope["Nonce"]) == ("1700000000", "2")
    opened = CRYPTO.open(envelope["MsgSignature"], "1700000000", "2", envelope["Encrypt"])
    assert xml.read(opened)["Content"] == "记下了"


def test_silence_is_success_and_never_encrypted() -> None:
    assert SAFE.render(Delivery(None), SILENCE).body == b"success"


@pytest.mark.parametrize("envelope", [plain, safe], ids=["plain", "safe"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"<a/>",
        b"<xml/>",
        b"<xml><MsgType>text</MsgType></xml>",
        b"<xml>\xff</xml>",
        b"<xml>" + b"<a>" * 9 + b"</a>" * 9 + b"</xml>",
        b'<!DOCTYPE x [<!ENTITY e "e">]><xml><FromUserName>&e;</FromUserName></xml>',
    ],
)
def test_what_is_genuine_but_broken_is_unreadable(body: bytes, envelope: Callable[[bytes], Request]) -> None:
    receiver = PLAIN if envelope is plain else SAFE
    with pytest.raises(Unreadable):
        receiver.receive(envelope(body))


def test_a_body_over_the_limit_is_too_large_before_it_is_looked_at() -> None:
    with pytest.raises(TooLarge):
        SAFE.receive(Request("POST", {}, b"x" * (MAX_BODY + 1)))


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><a>1</a><b><![CDATA[<c>]]></b>\n<a></a></xml>",
        b"<xml></xml>",
        "<xml><a>停水\t\n</a><b>></b></xml>".encode(),
    ],
)
def test_the_short_way_through_xml_agrees_with_expat(body: bytes) -> None:
    assert xml.read(body) == xml.parse(body.decode())


def test_settings_that_protect_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        WeChat(token="")
    with pytest.raises(ValueError, match="app_id"):
        WeChat(token=TOKEN, encoding_aes_key=KEY)


def test_text_and_voice_do_not_bring_in_wechatpy() -> None:
    lean = """
import sys
from bot.channels.wechat import message_of
for kind in ("text", "voice"):
    message_of({"FromUserName": "o", "MsgType": kind, "MsgId": "1"})
assert not {"wechatpy", "requests"} & sys.modules.keys()
message_of({"FromUserName": "o", "MsgType": "image", "MsgId": "1"})
assert "wechatpy" in sys.modules
"""
    subprocess.run([sys.executable, "-c", lean], check=True, cwd=Path(__file__).parents[2])
