"""The journey of a message, on one page: READ THIS FIRST.

bytes → channel.receive → Message → understand → Intent → one transaction: claim, actor, handler, rows → Reply
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from bot.metrics import FAILED
from care.message import Message, Reply
from care.people import Actor
from care.place import Place
from care.speech import pieces
from handlers.rounds import give_up_asking
from handlers.routes import answer as find_answer
from handlers.turn import Handler, House, Turn
from handlers.unclear import hand_over_as_it_is
from nlp.intent import Intent
from nlp.private import mask
from storage.dialogues import Dialogue
from storage.people import Speaker
from storage.store import Store, StoreClosed
from storage.unit import Unit

log = structlog.get_logger("pipeline")

STRANGER = "村民"  # 还没有人告诉我们他是谁
ONE_REPLY = 2048  # 字节；公众号和自建应用的一条文本，其他渠道都更宽


class Pipeline:
    """Message in, reply out; what others must hear is in the outbox when the reply is given."""

    def __init__(
        self, store: Store, understand: Callable[[Message], Intent], house: House, now: Callable[[], datetime]
    ) -> None:
        self.store = store
        self.understand = understand
        self.house = house
        self.now = now

    async def answer(self, message: Message, intent: Intent | None = None) -> Reply:
        """The reply, once everything is on disk. Raises the storage's error when it could not be stored."""
        message = storable(message)
        meant = intent or self.understand(message)
        lane = f"{message.sender.channel}:{message.sender.name}"
        try:
            return await self.store.run(partial(self.play, message, meant), lane=lane)
        except Exception as error:
            if isinstance(error, StoreClosed) or self.store.driver.trouble(error):
                raise
            log.exception("a turn failed; a person gets it as it is", id=message.id)
            FAILED.inc()
        return await self.store.run(partial(self._played, message, meant, hand_over_as_it_is), lane=lane)

    def play(self, message: Message, intent: Intent, unit: Unit) -> Reply:
        """One turn. The same message again gets the same words again."""
        return self._played(message, intent, find_answer, unit)

    def _played(self, message: Message, intent: Intent, find: Handler, unit: Unit) -> Reply:
        given = unit.inbox.reply_to(message)
        if given is not None:
            return given
        now = self.now()
        actor, dialogue = who_speaks(unit, message, self.house, now)
        reply = find(Turn(message, intent, unit, now, actor, self.house, dialogue))
        reply = _first_piece(unit, message, reply, now)
        unit.inbox.keep(*_as_kept(message, reply), now)
        return reply


def _as_kept(message: Message, reply: Reply) -> tuple[Message, Reply]:
    """What a file was asked for, or told, is sealed there and nowhere else in the clear."""
    if not reply.secret:
        return message, reply
    return replace(message, text=mask(message.text), quote=mask(message.quote)), Reply(mask(reply.text))


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(message: Message) -> Message:
    """Without what no database keeps (NUL, lone surrogates); whoever carried it, nothing else is touched."""
    if not _UNSTORABLE.search(message.text + message.quote + message.media + message.id):
        return message
    text, quote, media, number = (
        _UNSTORABLE.sub("", part) for part in (message.text, message.quote, message.media, message.id)
    )
    return replace(message, text=text, quote=quote, media=media, id=number)


def who_speaks(unit: Unit, message: Message, house: House, now: datetime) -> tuple[Actor, Dialogue | None]:
    """Who this is, as far as we know, and the question we wait on. A stranger is given a place and remembered."""
    speaker = unit.people.behind(message.sender)
    if speaker is None:
        return _stranger(unit, message, house, now), None
    if speaker.left:  # 又说话了，就是又在了
        unit.people.mark_left(message.sender, None)
    duties = unit.people.duties_of(speaker.person.id) if speaker.works else ()
    home = speaker.home if speaker.person.known else _settled(unit, message, speaker)
    dialogue = speaker.dialogue
    if dialogue is not None and now - dialogue.asked_at > house.ask_again_after:
        give_up_asking(unit, house, message.sender, now)
        dialogue = None
    return Actor(speaker.person, message.sender, home, duties), dialogue


def _settled(unit: Unit, message: Message, speaker: Speaker) -> Place:
    """A stranger lives where their group is: that is all we know of them."""
    home = _place_of_group(unit, message)
    if home is None or home.id == speaker.home.id:
        return speaker.home
    unit.people.settle(speaker.person.id, home.id)
    return home


def _place_of_group(unit: Unit, message: Message) -> Place | None:
    if message.group is None:
        return None
    bound = unit.invites.place_of_group(message.sender.channel, message.group)
    return None if bound is None else unit.places.get(bound)


def _stranger(unit: Unit, message: Message, house: House, now: datetime) -> Actor:
    place = _place_of_group(unit, message) or house.front_door
    person = unit.people.add(STRANGER, place.id, now, known=False)
    unit.people.open_account(message.sender, person.id)
    return Actor(person, message.sender, place)


def _first_piece(unit: Unit, message: Message, reply: Reply, now: datetime) -> Reply:
    """One passive reply is one text of limited length; the rest follows as messages, in private."""
    if len(reply.text.encode()) <= ONE_REPLY:
        return reply
    first, *rest = pieces(reply.text, ONE_REPLY)
    for piece in rest:
        unit.outbox.put(message.sender, piece, topic="rest", at=now)
    return Reply(first, reply.secret)
