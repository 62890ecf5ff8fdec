"""智能机器人 on the wire, both ways, without a socket: JSON envelopes, receiver id empty."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kit.platform.clock import Ticking
from tests.kit.platform.postman import Answer, Callback
from tests.kit.platform.seal import BrokenSeal, Seal

STREAM_LIMIT = 20480  # UTF-8 bytes of Markdown


class BadAnswer(ValueError):
    """The platform cannot use this answer; nobody sees anything."""


@dataclass(frozen=True, slots=True)
class Said:
    """A usable answer: what to show, and whether more is to come under `stream`."""

    text: str
    stream: str = ""
    finished: bool = True


@dataclass(slots=True)
class AiBotWire:
    """One bot as its console shows it; synthetic."""

    clock: Ticking
    token: str = "cunliDeJiqiren"
    encoding_aes_key: str = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
    bot_id: str = "aib-SHOUWANG-0001"
    name: str = "守望"
    receiver: str = ""
    _count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def seal(self) -> Seal:
        return Seal(self.token, self.encoding_aes_key, self.receiver)

    def greeting(self, echostr: str, seal: Seal | None = None) -> Callback:
        """GET of the console: the echostr travels encrypted and must come back plain."""
        encrypted = (seal or self.seal).encrypt(echostr)
        return Callback(self._query(encrypted) | {"echostr": encrypted}, method="GET")

    def text(self, userid: str, words: str, *, chatid: str = "", at_bot: bool = True) -> dict[str, Any]:
        """In a group the client writes the bot's display name before the words, and nothing else tells of it."""
        content = f"@{self.name} {words}" if chatid and at_bot else words
        return self.message(userid, chatid, {"msgtype": "text", "text": {"content": content}})

    def voice(self, userid: str, heard: str) -> dict[str, Any]:
        return self.message(userid, "", {"msgtype": "voice", "voice": {"content": heard}})

    def image(self, userid: str) -> dict[str, Any]:
        return self.message(userid, "", {"msgtype": "image", "image": {"url": "http://cdn.invalid/picture"}})

    def file(self, userid: str) -> dict[str, Any]:
        return self.message(userid, "", {"msgtype": "file", "file": {"url": "http://cdn.invalid/file"}})

    def mixed(self, userid: str, words: str, *, chatid: str = "") -> dict[str, Any]:
        content = f"@{self.name} {words}" if chatid else words
        items = [
            {"msgtype": "text", "text": {"content": content}},
            {"msgtype": "image", "image": {"url": "http://cdn.invalid/picture"}},
        ]
        return self.message(userid, chatid, {"msgtype": "mixed", "mixed": {"msg_item": items}})

    def quoting(self, letter: Mapping[str, Any], words: str) -> dict[str, Any]:
        """The same letter with somebody's words quoted. A quote has no msgid."""
        return {**letter, "quote": {"msgtype": "text", "text": {"content": words}}}

    def enter(self, userid: str) -> dict[str, Any]:
        event = {"msgtype": "event", "event": {"eventtype": "enter_chat"}}
        return self.message(userid, "", event) | {"create_time": int(self.clock.now().timestamp())}

    def message(self, userid: str, chatid: str, body: Mapping[str, Any]) -> dict[str, Any]:
        number = next(self._count)
        place = {"chatid": chatid, "chattype": "group"} if chatid else {"chattype": "single"}
        head = {"msgid": f"CAIQ{number:010d}=", "aibotid": self.bot_id, "from": {"userid": userid}}
        return {**head, **place, **body}

    def poll(self, letter: Mapping[str, Any], stream: str) -> dict[str, Any]:
        """The question for more of a stream."""
        kept = {key: letter[key] for key in ("aibotid", "chatid", "chattype", "from") if key in letter}
        return {"msgid": f"POLL{next(self._count):010d}=", **kept, "msgtype": "stream", "stream": {"id": stream}}

    def compose(self, letter: Mapping[str, Any]) -> Callback:
        return self.envelope(json.dumps(letter, ensure_ascii=False))

    def envelope(self, inner: str | bytes, seal: Seal | None = None) -> Callback:
        return self.enclose((seal or self.seal).encrypt(inner), seal)

    def enclose(self, encrypted: str, seal: Seal | None = None) -> Callback:
        """Sign `encrypted`, whatever it is."""
        return Callback(self._query(encrypted, seal), json.dumps({"encrypt": encrypted}).encode())

    def read(self, callback: Callback, answer: Answer, *, welcome: bool = False) -> Said | None:
        """What `answer` makes visible, or None for the empty answer. Raises BadAnswer."""
        if not answer.body:
            return None
        reply = _object(self._unseal(_object(answer.body), callback.query["nonce"]))
        kind = reply.get("msgtype")
        if kind == "text" and welcome:
            return Said(_words(reply, "text"))
        if kind not in ("stream", "stream_with_template_card"):
            raise BadAnswer(f"msgtype {kind}")
        stream = reply.get("stream", {})
        if not stream.get("id") or not isinstance(stream.get("finish"), bool):
            raise BadAnswer("stream without id or finish")
        return Said(_words(reply, "stream"), stream["id"], stream["finish"])

    def _unseal(self, envelope: Mapping[str, Any], nonce: str) -> str:
        encrypted, timestamp = str(envelope.get("encrypt")), envelope.get("timestamp")
        if envelope.get("nonce") != nonce or not str(timestamp).isdigit():
            raise BadAnswer("nonce or timestamp")
        if self.seal.sign(str(timestamp), nonce, encrypted) != envelope.get("msgsignature"):
            raise BadAnswer("signature of the reply")
        try:
            return self.seal.decrypt(encrypted)
        except (BrokenSeal, UnicodeDecodeError) as broken:
            raise BadAnswer(f"cannot be opened: {broken}") from broken

    def _query(self, encrypted: str, seal: Seal | None = None) -> dict[str, str]:
        timestamp, nonce = str(int(self.clock.now().timestamp())), f"nonce{next(self._count)}"
        signed = (seal or self.seal).sign(timestamp, nonce, encrypted)
        return {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}


def _words(reply: Mapping[str, Any], part: str) -> str:
    words = reply.get(part, {}).get("content", "")
    if not isinstance(words, str) or len(words.encode()) > STREAM_LIMIT:
        raise BadAnswer("content")
    return words


def _object(body: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as broken:
        raise BadAnswer(f"bad JSON: {broken}") from broken
    if not isinstance(found, dict):
        raise BadAnswer("not an object")
    return found
