"""智能机器人: what each kind of callback becomes, and the stream that answers it."""

import json
from typing import Any

import pytest

from bot.channels.aibot import AiBot
from bot.channels.base import MAX_BODY, Forged, Request, Response, TooLarge, Unreadable
from bot.channels.crypto import Crypto
from care.message import SILENCE, Address, Kind, Message, Reply

TOKEN, KEY, BOT = "shouwang", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "BOT-0"
CRYPTO = Crypto(TOKEN, KEY, "")
HEAD = {"msgid": "CAIQ1/+=", "aibotid": BOT, "chattype": "single", "from": {"userid": "LiMing"}}
GROUP = {**HEAD, "chattype": "group", "chatid": "wrABCdef"}


def bot() -> AiBot:
    return AiBot(token=TOKEN, encoding_aes_key=KEY, bot_id=BOT, now=lambda: 1_700_000_000.9)


def signed(plain: bytes) -> Request:
    sealed = CRYPTO.seal(plain, timestamp="1", nonce="2")
    query = {"msg_signature": sealed.signature, "timestamp": "1", "nonce": "2"}
    return Request("POST", query, json.dumps({"encrypt": sealed.encrypt}).encode())


def posted(said: dict[str, Any], head: dict[str, Any] = HEAD) -> Request:
    return signed(json.dumps({**head, **said}, ensure_ascii=False).encode())


def message(said: dict[str, Any], head: dict[str, Any] = HEAD) -> Message:
    heard = bot().receive(posted(said, head)).message
    assert heard is not None
    return heard


def text(words: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": words}}


def image(url: str) -> dict[str, Any]:
    return {"msgtype": "image", "image": {"url": url}}


def mixed(*items: object) -> dict[str, Any]:
    return {"msgtype": "mixed", "mixed": {"msg_item": list(items)}}


def event(name: str) -> dict[str, Any]:
    return {"msgtype": "event", "create_time": 1_700_000_000, "event": {"eventtype": name}}


def opened(response: Response) -> Any:
    envelope = json.loads(response.body)
    assert set(envelope) == {"encrypt", "msgsignature", "timestamp", "nonce"}
    assert (envelope["timestamp"], envelope["nonce"]) == (1_700_000_000, "2")
    return json.loads(CRYPTO.open(envelope["msgsignature"], "1700000000", "2", envelope["encrypt"]))


SAID = {
    "text": (text("停水了"), (Kind.TEXT, "停水了", "")),
    "voice": ({"msgtype": "voice", "voice": {"content": "停水了"}}, (Kind.VOICE, "停水了", "")),
    "image": (image("https://p"), (Kind.IMAGE, "", "https://p")),
    "file": ({"msgtype": "file", "file": {"url": "https://f"}}, (Kind.FILE, "", "https://f")),
    "video": ({"msgtype": "video", "video": {"url": "https://v"}}, (Kind.VIDEO, "", "https://v")),
    "mixed": (mixed(text("一"), image("https://p"), text("二"), image("x")), (Kind.TEXT, "一\n二", "https://p")),
    "mixed pictures": (mixed(image("https://p"), None, 7), (Kind.IMAGE, "", "https://p")),
    "mixed nothing": ({"msgtype": "mixed", "mixed": {"msg_item": "?"}}, (Kind.TEXT, "", "")),
    "enter chat": (event("enter_chat"), (Kind.FOLLOW, "", "")),
    "unheard of": ({"msgtype": "hologram", "hologram": {"url": "u"}}, (Kind.OTHER, "", "u")),
    "illegal characters": (text("停\x00\ud800水"), (Kind.TEXT, "停水", "")),
}
QUOTES = {
    "text": (text("12号 漏水"), "12号 漏水"),
    "voice": ({"msgtype": "voice", "voice": {"content": "漏水"}}, "漏水"),
    "mixed": (mixed(text("12号"), image("p")), "12号"),
    "image": (image("p"), ""),
    "nothing": (None, ""),
    "something else": ([7], ""),
}


@pytest.mark.parametrize(("said", "expected"), SAID.values(), ids=SAID)
def test_each_type_becomes_its_kind(said: dict[str, Any], expected: tuple[Kind, str, str]) -> None:
    heard = bot().receive(signed(json.dumps({**HEAD, **said}).encode())).message
    assert heard is not None
    assert (heard.kind, heard.text, heard.media) == expected
    assert (heard.id, heard.sender) == ("aibot:CAIQ1/+=", Address("wecom", "LiMing"))
    assert (heard.group, heard.addressed) == (None, True)


@pytest.mark.parametrize(("quote", "expected"), QUOTES.values(), ids=QUOTES)
def test_the_words_of_a_quote_are_kept(quote: object, expected: str) -> None:
    assert message({**text("好了"), "quote": quote}).quote == expected


def test_a_group_keeps_the_case_of_its_name_and_the_words_our_name() -> None:
    heard = message(text("@守望 12 接"), GROUP)
    assert (heard.group, heard.addressed, heard.text) == ("wrABCdef", True, "@守望 12 接")


@pytest.mark.parametrize("said", [event("template_card_event"), event("feedback_event"), {"msgtype": "event"}])
def test_an_event_that_asks_nothing_is_no_message(said: dict[str, Any]) -> None:
    receiver = bot()
    delivery = receiver.receive(posted(said))
    assert delivery.message is None
    assert receiver.render(delivery, SILENCE) == Response()


def test_the_answer_is_a_finished_stream_the_same_for_every_repeat() -> None:
    said = [opened(one.render(one.receive(posted(text("停水"))), Reply("记下了\x00"))) for one in (bot(), bot())]
    assert said[0] == said[1]
    stream = said[0]["stream"]
    assert (said[0]["msgtype"], stream["finish"], stream["content"]) == ("stream", True, "记下了")
    assert stream["id"].isalnum()


def test_the_welcome_is_a_plain_text() -> None:
    receiver = bot()
    welcome = receiver.render(receiver.receive(posted(event("enter_chat"))), Reply("您好"))
    assert opened(welcome) == {"msgtype": "text", "text": {"content": "您好"}}


def test_silence_is_an_empty_body() -> None:
    receiver = bot()
    assert receiver.render(receiver.receive(posted(text("谢谢"))), SILENCE) == Response(status=200, body=b"")


def test_a_stream_asked_for_again_is_said_again_and_an_unknown_one_is_left_alone() -> None:
    receiver = bot()
    first = opened(receiver.render(receiver.receive(posted(text("停水"))), Reply("记下了")))
    poll = receiver.receive(posted({"msgtype": "stream", "stream": {"id": first["stream"]["id"]}}))
    assert poll.message is None
    assert opened(receiver.render(poll, SILENCE)) == first
    assert bot().render(poll, SILENCE) == Response()


def test_only_the_last_streams_are_kept() -> None:
    receiver = bot()
    heads = [{**HEAD, "msgid": f"m{number}"} for number in range(300)]
    told = [opened(receiver.render(receiver.receive(posted(text("x"), head)), Reply("好"))) for head in heads]
    polls = [receiver.receive(posted({"msgtype": "stream", "stream": {"id": one["stream"]["id"]}})) for one in told]
    kept = [receiver.render(poll, SILENCE).body != b"" for poll in polls]
    assert (kept[0], kept[-1]) == (False, True)
    assert sum(kept) < 300


def test_the_greeting_is_given_back_decrypted() -> None:
    sealed = CRYPTO.seal(b"1616140317555161061", timestamp="1", nonce="2")
    query = {"msg_signature": sealed.signature, "timestamp": "1", "nonce": "2", "echostr": sealed.encrypt}
    assert bot().greet(Request("GET", query)).body == b"1616140317555161061"
    with pytest.raises(Forged):
        bot().greet(Request("GET", query | {"nonce": "3"}))


def test_another_bots_callback_is_forged() -> None:
    with pytest.raises(Forged):
        bot().receive(posted(text("x"), {**HEAD, "aibotid": "BOT-1"}))
    AiBot(token=TOKEN, encoding_aes_key=KEY).receive(posted(text("x"), {**HEAD, "aibotid": "BOT-1"}))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"encrypt":7}', b"{", b"\xff", b"<xml><Encrypt>A</Encrypt></xml>"])
def test_what_is_not_encrypted_is_forged(body: bytes) -> None:
    with pytest.raises(Forged):
        bot().receive(Request("POST", {}, body))


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 40_000,
        b'{"msgtype":"text","from":{"userid":"u"},"text":{"content":"x"}}',
        b'{"msgtype":"text","msgid":"1","from":"u","text":{"content":"x"}}',
        b'{"msgtype":"text","msgid":"1","from":{"userid":"u"},"chattype":"group"}',
    ],
    ids=["empty", "list", "bytes", "deep", "no id", "nobody", "no group"],
)
def test_what_is_genuine_but_incomplete_is_unreadable(plain: bytes) -> None:
    with pytest.raises(Unreadable):
        bot().receive(signed(plain))


def test_a_body_over_the_limit_is_too_large_before_it_is_looked_at() -> None:
    with pytest.raises(TooLarge):
        bot().receive(Request("POST", {}, b"x" * (MAX_BODY + 1)))
