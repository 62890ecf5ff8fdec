"""听懂: message → intent. A command first, then a need, then the small talk; never an exception.

What would be a worker's reply (回话) is a need all the same, with `Intent.reply`: only a handler knows who speaks.
"""

import re
from dataclasses import replace
from typing import Protocol

from care.message import Kind, Message
from nlp.commands import parse
from nlp.intent import Aim, Intent, Reading, Seen, Visit
from nlp.numbers import fold, quoted_ticket, ticket_code
from nlp.phrases import tone
from nlp.replies import reply_in
from nlp.visit_talk import MOST as MOST_OF_A_ROUND
from nlp.visit_talk import visits

_EVENTS = {Kind.FOLLOW: Aim.FOLLOW, Kind.SCAN: Aim.FOLLOW, Kind.UNFOLLOW: Aim.UNFOLLOW}
_MEDIA = frozenset({Kind.VOICE, Kind.IMAGE, Kind.VIDEO, Kind.LOCATION, Kind.FILE, Kind.OTHER})
_OF_A_WORKER = frozenset({Aim.ACCEPT, Aim.RESOLVE, Aim.HAND_OVER, Aim.CORRECT, Aim.NOTE, Aim.POSTPONE})
_DESCRIBING = frozenset({Aim.HAND_OVER, Aim.CORRECT, Aim.NOTE})
_CRY = re.compile(r"救命|快来人|来人啊|快来救|快叫人|快来啊|赶紧来人|赶快来人|快点来人")
_GAPS = re.compile(r"[ \t\u3000\u00a0\u2005]{2,}")
_MARKS = " \t\r\n\u3000\u2005,，:：、。!！~～"
_SHORT = 60


class Classify(Protocol):
    """What a text is about; `to_us` is False for what is said into a busy group."""

    def __call__(self, text: str, *, to_us: bool) -> Reading: ...


class Understander:
    """Built once, then pure. `classify` must not raise either; `names` are what we are called in groups."""

    def __init__(self, classify: Classify, names: tuple[str, ...] = ("守望", "小守")) -> None:
        self._classify = classify
        self._names = tuple(sorted((name for name in names if name), key=len, reverse=True))
        either = "|".join(map(re.escape, self._names)) or r"(?!)"
        self._called = re.compile(rf"[@＠]\s?(?:{either})")

    def understand(self, message: Message) -> Intent:
        """What the message means. Evidence offsets count in `Intent.words`."""
        if (aim := _EVENTS.get(message.kind)) is not None:
            return Intent(aim, who=message.text.strip())
        text = self._without_name(message.text)
        if message.kind is Kind.LOCATION or (message.kind in _MEDIA and not text):
            intent = Intent(Aim.MEDIA, words=text)
        elif message.kind is Kind.LINK:
            intent = Intent(Aim.CHATTER, words=text)
        elif text:
            intent = self._said(text, message.quote, to_us=message.group is None or message.addressed)
        else:
            intent = self._pointed(message)
        if intent.number or not message.quote:
            return intent
        return replace(intent, number=quoted_ticket(message.quote))

    def _without_name(self, text: str) -> str:
        if "@" in text or "＠" in text:
            text = _GAPS.sub(" ", self._called.sub(" ", text))
        text = text.strip()
        for name in self._names:
            text = self._without(name, text)
        return text

    def _without(self, name: str, text: str) -> str:
        """「守望，我的」 and 「12 接 守望」 call us; 「守望相助是什么」 does not."""
        if text.startswith(name):
            rest = text[len(name) :]
            if not rest[:1].isalnum() or parse(rest) is not None:
                return rest.lstrip(_MARKS)
        if text.endswith(name) and not text[-len(name) - 1].isalnum():
            return text[: -len(name)].rstrip(_MARKS)
        return text

    def _pointed(self, message: Message) -> Intent:
        """Nothing but our name. What is quoted is meant: a need, or the ticket our own words name."""
        if not message.quote.strip():
            return Intent(Aim.GREET if message.text.strip() else Aim.UNCLEAR)
        if quoted_ticket(message.quote):
            return Intent(Aim.LOOK)
        return self._need(message.quote.strip())

    def _said(self, text: str, quote: str, *, to_us: bool) -> Intent:
        if (command := parse(text)) is not None:
            return self._commanded(command)
        reading = self._classify(text, to_us=to_us)
        if not reading.alarming and (command := self._about_quoted(text, quote)) is not None:
            return self._commanded(command)
        need = self._need(text, reading)
        if reading.alarming:
            return need
        reply = self._visited(text) or reply_in(text)
        return need if reply is None else replace(need, reply=reply)

    def _visited(self, text: str) -> Intent | None:
        """「张三家没人 李四都好 就是屋顶漏水」: with what their further words need. No danger hides in it."""
        found = visits(text, self._asks) if len(text) <= MOST_OF_A_ROUND else ()
        read = tuple(self._read(visit) for visit in found)
        if not read or any(visit.reading and visit.reading.alarming for visit in read):
            return None
        return Intent(Aim.VISITED, words=text, visits=read)

    def _asks(self, words: str) -> bool:
        reading = self._classify(words, to_us=True)
        return not reading.not_request and not reading.unclear

    def _read(self, visit: Visit) -> Visit:
        needs = visit.seen is Seen.IN_NEED and visit.words
        return visit._replace(reading=self._classify(visit.words, to_us=True)) if needs else visit

    def _commanded(self, command: Intent) -> Intent:
        """The words are read without the verb: 「好了」 before 「快来人 我妈晕倒了」 must not calm them."""
        if not command.words:
            return command
        reading = self._classify(command.words, to_us=True)
        danger = reading.alarming and command.aim is not Aim.BEHALF
        if danger and not _stands(command):
            return self._need(command.words, reading)
        return replace(command, reading=reading)

    def _about_quoted(self, text: str, quote: str) -> Intent | None:
        """「明天 老人不在家」 under a quoted notice is said about its ticket, as if the number stood there."""
        number = quoted_ticket(quote) if quote and len(text) <= _SHORT else None
        return None if number is None else parse(f"{number}号 {text}")

    def _need(self, text: str, reading: Reading | None = None) -> Intent:
        reading = reading or self._classify(text, to_us=True)
        if not reading.alarming:
            if reading.not_request:
                return Intent(tone(fold(text[:_SHORT])), words=text, reading=reading)
            if reading.unclear:
                return Intent(Aim.UNCLEAR, number=ticket_code(text), words=text, reading=reading)
        return Intent(Aim.REPORT, number=ticket_code(text), words=text, reading=reading)


def _stands(command: Intent) -> bool:
    """Whether a command is kept although its words sound like 紧急.

    A worker who writes the number and the verb tells of an emergency that is known: 「12 好了 送医院了 人醒了」,
    「12 转 社工站 老人说不想活」. Anything without a number in the text, whatever a villager may write (催, 查, 撤销,
    a choice), and a cry for help in what should be a result or an answer, is a report: better one alarm too many.
    """
    if command.number is None or command.aim not in _OF_A_WORKER:
        return False
    return command.aim in _DESCRIBING or _CRY.search(command.words) is None
