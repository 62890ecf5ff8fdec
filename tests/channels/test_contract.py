"""The contract of every receiver: genuine in, `Message` out; anything else is `Refused` and nothing else."""

import base64
from dataclasses import replace

import pytest

from bot.channels.base import MAX_BODY, Delivery, Forged, Refused, Request, TooLarge
from care.message import SILENCE, Kind, Message, Reply
from tests.channels.cases import Line, request_of
from tests.kit.platform.seal import Seal, frame, pad

AWKWARD = (
    "屋顶漏水了",
    "a < b && c > d \"quoted\" 'single'",
    "结束 ]]> 还有 <![CDATA[ 和 </Content></xml>",
    "<Encrypt><![CDATA[QUJD]]></Encrypt>",
    "&lt;不是标签&gt; &amp; &#x41;",
    "👵🏻 我在家 \U0001f1e8\U0001f1f3 [捂脸]",
    "第一行\n第二行\t缩进",
    '{"msgtype":"text"} \\u4e2d \\n \\',
    "  前后有空格  ",
    "全角：１２　接",
    "长" * 6000,
)
CONTROLS = "停\x00水\x01了\x0b\x1f，\ufffe急"
BROKEN = (
    b"",
    b" ",
    b"\x00" * 40,
    b"\xff\xfe\xfd",
    b"\xef\xbb\xbf<xml></xml>",
    b"<xml>",
    b"<xml></xml>",
    b"<xml/>",
    b"<a></a>",
    b"<xml><FromUserName>o</FromUserName></xml>",
    b"<xml><MsgType>text</MsgType><FromUserName><a><b/></a></FromUserName></xml>",
    b"<xml><FromUserName>o</FromUserName><MsgType>event</MsgType></xml>",
    b"<xml><FromUserName>o</FromUserName><MsgType>event</MsgType><Event>subscribe</Event></xml>",
    b"<xml><FromUserName>o</FromUserName><MsgType>location</MsgType><MsgId>1</MsgId></xml>",
    b"<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>never</CreateTime></xml>",
    b"<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>9e99</CreateTime></xml>",
    b"<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>" + b"9" * 5000 + b"</CreateTime></xml>",
    b"<xml>" + b"<a>" * 2000 + b"</a>" * 2000 + b"</xml>",
    '<?xml version="1.0" encoding="UTF-16"?><xml><MsgType>text</MsgType></xml>'.encode("utf-16"),
    b"null",
    b"[]",
    b'"text"',
    b"1e999",
    b"NaN",
    b"{}",
    b"{",
    b"[" * 30_000,
    b'{"msgtype":"text"}',
    b'{"msgid":"1","from":{"userid":"u"},"msgtype":"text"}',
    b'{"msgid":"1","from":"u","msgtype":"text","text":"words"}',
    b'{"msgid":1,"from":{"userid":1},"msgtype":["text"],"text":{"content":{"a":1}}}',
    b'{"msgid":"1","from":{"userid":"u"},"msgtype":"text","text":{"content":null},"quote":[]}',
    b'{"msgid":"1","from":{"userid":"u"},"msgtype":"mixed","mixed":{"msg_item":[1,null,{"msgtype":"text"}]}}',
    b'{"msgid":"1","from":{"userid":"u"},"msgtype":"event","event":"enter_chat"}',
    b'{"msgid":"1","from":{"userid":"u"},"msgtype":"text","text":{"content":"\\ud800 alone"}}',
    b'{"msgid":"1","from":{"userid":"u\\u0000"},"msgtype":"text","chatid":7,"text":{"content":"x"}}',
    b'{"msgid":' + b"9" * 5000 + b',"from":{"userid":"u"},"msgtype":"text","text":{"content":"x"}}',
)
BOMBS = (
    b'<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><FromUserName>o</FromUserName>'
    b"<MsgType>text</MsgType><MsgId>1</MsgId><Content>&c;&c;&c;</Content></xml>",
    b'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><FromUserName>o</FromUserName>'
    b"<MsgType>text</MsgType><MsgId>1</MsgId><Content>&x;</Content></xml>",
    b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml><FromUserName>o</FromUserName>'
    b"<MsgType>text</MsgType><MsgId>1</MsgId><Content>x</Content></xml>",
    b'<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><xml><MsgType>text</MsgType></xml>',
)


def short(body: bytes | str) -> str:
    """A test id that fits on a line."""
    return ascii(body)[:40]


def receive(line: Line, words: str, sender: str = "oGranny") -> Message:
    return message(line, request_of(line.compose(line.letter(sender, words))))


def message(line: Line, request: Request) -> Message:
    found = line.receiver.receive(request).message
    assert found is not None
    return found


def outcome(line: Line, request: Request) -> Delivery | Refused:
    """What came of it. Anything but these two is a broken contract and escapes."""
    try:
        got: Delivery | Refused = line.receiver.receive(request)
    except Refused as refused:
        got = refused
    assert line.seal.token not in str(got)
    assert line.seal.encoding_aes_key not in str(got)
    return got


@pytest.mark.parametrize("words", AWKWARD, ids=short)
def test_a_good_message_arrives_whole(line: Line, words: str) -> None:
    got = receive(line, words)
    assert (got.kind, got.sender.channel, got.sender.name) == (Kind.TEXT, line.channel, "oGranny")
    assert got.text == line.heard(words)
    assert got.addressed
    assert got.id


def test_control_characters_never_spoil_a_message(line: Line) -> None:
    got = receive(line, CONTROLS)
    assert got.text == line.heard("停水了，急")


def test_a_retry_has_the_same_id_and_another_message_another(line: Line) -> None:
    letter = line.letter("oGranny", "停水了")
    first, retried = (message(line, request_of(line.compose(letter))) for _ in range(2))
    assert (first.id, first.text) == (retried.id, retried.text)
    assert receive(line, "停水了").id != first.id


@pytest.mark.parametrize("text", ["", "0" * 40, "坏", "\x00", "\ud800", "A" * 10_000], ids=short)
def test_a_wrong_signature_is_forged(line: Line, text: str) -> None:
    callback = line.compose(line.letter("oGranny", "停水了"))
    name = "msg_signature" if line.sealed else "signature"
    with pytest.raises(Forged):
        line.receiver.receive(request_of(replace(callback, query={**callback.query, name: text})))


@pytest.mark.parametrize("name", ["timestamp", "nonce", "signature"])
def test_a_signed_parameter_that_is_missing_or_changed_is_forged(line: Line, name: str) -> None:
    callback = line.compose(line.letter("oGranny", "停水了"))
    name = "msg_signature" if line.sealed and name == "signature" else name
    without = {key: value for key, value in callback.query.items() if key != name}
    for query in (without, without | {name: callback.query[name] + "0"}):
        with pytest.raises(Forged):
            line.receiver.receive(request_of(replace(callback, query=query)))


def test_no_query_at_all_is_forged(line: Line) -> None:
    for method in ("GET", "POST"):
        take = line.receiver.greet if method == "GET" else line.receiver.receive
        with pytest.raises(Forged):
            take(Request(method, {}, b"" if method == "GET" else b"<xml></xml>"))


def test_someone_elses_seal_is_forged(sealed_line: Line) -> None:
    line, ours = sealed_line, sealed_line.seal
    inner = b"<xml></xml>"
    for theirs in (
        Seal("otherToken", ours.encoding_aes_key, ours.receiver),
        Seal(ours.token, "Z" * 43, ours.receiver),
        Seal(ours.token, ours.encoding_aes_key, "wxSomebodyElse0001"),
        Seal(ours.token, ours.encoding_aes_key, ours.receiver + "x"),
        Seal(ours.token, ours.encoding_aes_key, ours.receiver[:-1] or "x"),
    ):
        with pytest.raises(Forged):
            line.receiver.receive(request_of(line.envelope(inner, theirs)))


def test_a_lying_frame_is_forged(sealed_line: Line) -> None:
    seal = sealed_line.seal
    padded = pad(frame(b"<xml>", seal.receiver))
    size = padded[-1]
    lies = [
        padded[:-size] + bytes([size - 1 or 2]) * size,
        padded[:-1] + b"\x00",
        padded[:-1] + b"\x21",
        padded[:-1] + b"\xff",
        padded[:-2] + bytes([padded[-2] ^ 1, padded[-1]]),
        b"\x20" * 32,
        b"\x01" * 32,
        pad(b""),
        pad(b"x" * 19),
        *(pad(frame(b"<xml>", seal.receiver, length=length)) for length in (0, 4, 6, 2**31, 2**32 - 1)),
    ]
    for lie in lies:
        with pytest.raises(Forged):
            sealed_line.receiver.receive(request_of(sealed_line.enclose(seal.encrypt_frame(lie))))


@pytest.mark.parametrize(
    "encrypted",
    ["", "=", "A", "AAAA", "not base64!", "密文", base64.b64encode(b"x" * 33).decode(), "A" * 60_000, "AA==AA=="],
    ids=short,
)
def test_a_ciphertext_that_is_none_is_forged_even_when_signed(sealed_line: Line, encrypted: str) -> None:
    with pytest.raises(Forged):
        sealed_line.receiver.receive(request_of(sealed_line.enclose(encrypted)))


def test_every_bit_of_the_ciphertext_counts(sealed_line: Line) -> None:
    callback = sealed_line.compose(sealed_line.letter("oGranny", "停水了"))
    at = callback.body.index(b"rypt") + 20
    body = callback.body[:at] + bytes([callback.body[at] ^ 1]) + callback.body[at + 1 :]
    with pytest.raises(Forged):
        sealed_line.receiver.receive(request_of(replace(callback, body=body)))


def test_a_plain_callback_is_forged_where_a_key_is_set(sealed_line: Line) -> None:
    genuine = sealed_line.compose(sealed_line.letter("oGranny", "停水了"))
    query = {key: value for key, value in genuine.query.items() if key not in ("msg_signature", "encrypt_type")}
    plain = b"<xml><FromUserName>oThief</FromUserName><MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId></xml>"
    for body in (plain, b'{"msgid":"1","from":{"userid":"thief"},"msgtype":"text","text":{"content":"x"}}'):
        with pytest.raises(Forged):
            sealed_line.receiver.receive(Request("POST", query, body))


def test_a_body_over_the_limit_is_too_large_whoever_sent_it(line: Line) -> None:
    genuine = request_of(line.compose(line.letter("oGranny", "长" * MAX_BODY)))
    for request in (genuine, Request("POST", {}, b"x" * (MAX_BODY + 1))):
        with pytest.raises(TooLarge):
            line.receiver.receive(request)


@pytest.mark.parametrize("inner", BROKEN, ids=short)
def test_genuine_nonsense_is_refused_or_nothing_to_us(line: Line, inner: bytes) -> None:
    got = outcome(line, request_of(line.envelope(inner)))
    if isinstance(got, Refused):
        assert got.status == 200, "the platform would send it again"
    else:
        assert got.message is None or got.message.text.encode() is not None
        line.receiver.render(got, Reply("收到"))


@pytest.mark.parametrize("bomb", BOMBS, ids=short)
def test_a_doctype_is_refused_before_anything_is_expanded_or_fetched(line: Line, bomb: bytes) -> None:
    assert isinstance(outcome(line, request_of(line.envelope(bomb))), Refused)


@pytest.mark.parametrize(
    "body", [*BROKEN, *BOMBS, b"<xml><Encrypt></Encrypt></xml>", b'{"encrypt":7}', b'{"encrypt":""}'], ids=short
)
def test_a_nonsense_envelope_is_refused(sealed_line: Line, body: bytes) -> None:
    callback = sealed_line.compose(sealed_line.letter("oGranny", "停水了"))
    assert isinstance(outcome(sealed_line, Request("POST", callback.query, body)), Refused)


@pytest.mark.parametrize("kind", ["finder_feed", "shop_card", "TEXT2", "event2", "stream", "流", "__class__"])
def test_an_unknown_type_is_a_delivery(line: Line, kind: str) -> None:
    got = line.receiver.receive(request_of(line.compose(line.typed(kind))))
    assert got.message is None or got.message.kind is Kind.OTHER


@pytest.mark.parametrize("words", ["收到了，记下12号。", *AWKWARD[1:-1]], ids=short)
def test_a_reply_is_seen_in_the_mode_the_message_came_in(line: Line, words: str) -> None:
    letter = line.letter("oGranny", "停水了")
    callback = line.compose(letter)
    answer = line.receiver.render(line.receiver.receive(request_of(callback)), Reply(words))
    assert answer.status == 200
    assert line.shown(letter, callback, answer) == words


def test_a_reply_loses_control_characters_and_nothing_else(line: Line) -> None:
    letter = line.letter("oGranny", "停水了")
    callback = line.compose(letter)
    answer = line.receiver.render(line.receiver.receive(request_of(callback)), Reply(CONTROLS + "\ud800"))
    seen = line.shown(letter, callback, answer)
    assert seen == "停水了，急"


def test_silence_is_the_platforms_no_reply(line: Line) -> None:
    letter = line.letter("oGranny", "停水了")
    callback = line.compose(letter)
    answer = line.receiver.render(line.receiver.receive(request_of(callback)), SILENCE)
    assert (answer.status, line.shown(letter, callback, answer)) == (200, "")


def test_the_console_is_greeted_and_a_forger_is_not(line: Line) -> None:
    callback, plain = line.greeting()
    answer = line.receiver.greet(request_of(callback))
    assert (answer.status, answer.body) == (200, plain)
    for name in callback.query:
        if (name, line.channel) == ("echostr", "wechat"):
            continue  # 公众号的 echostr 是明文，不在签名里
        with pytest.raises(Forged):
            line.receiver.greet(request_of(replace(callback, query={**callback.query, name: "1"})))
