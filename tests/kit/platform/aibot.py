"""智能机器人, URL callback: people @ the bot in a group or write to it; streams are polled until finished."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.kit.platform.aibot_wire import AiBotWire, BadAnswer, Said
from tests.kit.platform.clock import Ticking
from tests.kit.platform.feed import Feed
from tests.kit.platform.postman import Answer, Callback, Postman

STREAM_LIFE = timedelta(minutes=6)  # from the person's message
IN_FLIGHT = 3  # interactions of one person at once


@dataclass(slots=True)
class Stream:
    """An answer that is still growing."""

    letter: Mapping[str, Any]
    id: str
    place: int  # in the feed
    since: datetime


class AiBotSurface:
    """`url` is the bot's callback URL; `wire` holds token, key and the display name."""

    def __init__(self, clock: Ticking) -> None:
        self.url = ""
        self.wire = AiBotWire(clock)
        self.postman = Postman("application/json")
        self.people = Feed()
        self.groups = Feed()
        self.streams: list[Stream] = []
        self.unanswered: list[Mapping[str, Any]] = []
        self.complaints: list[str] = []  # answers the platform could not use
        self.refused = 0  # messages not delivered: three of this person's are in flight
        self._clock = clock

    async def start(self) -> None:
        """Nothing to open: in callback mode there is no API of the bot's own."""

    async def close(self) -> None:
        await self.postman.close()

    def seen(self, userid: str) -> list[str]:
        return self.people.of(userid)

    def group_seen(self, chatid: str) -> list[str]:
        return self.groups.of(chatid)

    async def greet(self, echostr: str = "1616140317555161061") -> bool:
        answer = await self.postman.carry(self.url, self.wire.greeting(echostr))
        return answer.status == 200 and answer.body == echostr.encode()

    async def says(self, userid: str, words: str) -> list[str]:
        """In private. Returns what appeared there because of it."""
        return await self.sends_letter(self.wire.text(userid, words))

    async def says_in_group(self, chatid: str, userid: str, words: str, *, quote: str = "") -> list[str]:
        """With @bot, as only such reach the URL."""
        letter = self.wire.text(userid, words, chatid=chatid)
        return await self.sends_letter(self.wire.quoting(letter, quote) if quote else letter)

    async def sends_letter(self, letter: Mapping[str, Any]) -> list[str]:
        """Any letter of `wire`."""
        before = len(self._texts(letter))
        if self._in_flight(letter) >= IN_FLIGHT:
            self.refused += 1
        else:
            await self._deliver(letter)
        return self._texts(letter)[before:]

    async def repeat(self, letter: Mapping[str, Any]) -> Answer:
        """A duplicate callback, as the document warns of; nobody sees its answer."""
        return await self.post(self.wire.compose(letter))

    async def retry(self) -> None:
        """Five seconds later: what got no HTTP 200 once more, with the same msgid."""
        self._clock.advance(timedelta(seconds=5))
        waiting, self.unanswered = self.unanswered, []
        for letter in waiting:
            await self._deliver(letter)

    async def poll(self) -> None:
        """Ask once for more of every stream that is not finished; those over six minutes are given up."""
        growing, self.streams = self.streams, []
        for stream in growing:
            if self._clock.now() - stream.since >= STREAM_LIFE:
                self.complaints.append(f"stream {stream.id} not finished in time")
                continue
            said = await self._ask(self.wire.poll(stream.letter, stream.id))
            if said is not None:
                self._feed(stream.letter).amend(_place_of(stream.letter), stream.place, said.text)
            if said is None or not said.finished:
                self.streams.append(stream)

    async def post(self, callback: Callback) -> Answer:
        return await self.postman.carry(self.url, callback)

    async def _deliver(self, letter: Mapping[str, Any]) -> None:
        said = await self._ask(letter)
        if said is None or not (said.text or said.stream):
            return
        place = self._feed(letter).tell(_place_of(letter), said.text)
        if not said.finished:
            self.streams.append(Stream(letter, said.stream, place, self._clock.now()))

    async def _ask(self, letter: Mapping[str, Any]) -> Said | None:
        callback = self.wire.compose(letter)
        answer = await self.post(callback)
        if answer.status != 200:
            if letter["msgtype"] != "stream":
                self.unanswered.append(letter)
            return None
        try:
            return self.wire.read(callback, answer, welcome=letter["msgtype"] == "event")
        except BadAnswer as why:
            self.complaints.append(str(why))
            return None

    def _in_flight(self, letter: Mapping[str, Any]) -> int:
        return sum(stream.letter["from"] == letter["from"] for stream in self.streams)

    def _feed(self, letter: Mapping[str, Any]) -> Feed:
        return self.groups if "chatid" in letter else self.people

    def _texts(self, letter: Mapping[str, Any]) -> list[str]:
        return self._feed(letter).of(_place_of(letter))


def _place_of(letter: Mapping[str, Any]) -> str:
    """The group, or the person in private."""
    return str(letter.get("chatid") or letter["from"]["userid"])
