"""一轮: one message with everything needed to answer it. A handler gets this and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from care.calendar import Calendar
from care.escalation import Limits
from care.message import Message, Reply
from care.people import Actor
from care.place import Place, Structure
from handlers.dues import Visiting
from nlp.intent import Intent
from storage.dialogues import Dialogue
from storage.seal import Seal
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class House:
    """What a township may set otherwise, as values. `front_door` is where a stranger's message goes."""

    structure: Structure
    limits: Limits
    calendar: Calendar
    front_door: Place
    undo_within: timedelta = timedelta(minutes=10)
    reopen_within: timedelta = timedelta(days=14)
    silence_closes_after: timedelta = timedelta(days=7)
    ask_again_after: timedelta = timedelta(minutes=10)
    name: str = "守望"
    hotlines: tuple[tuple[str, str], ...] = ()  # 号码、用途
    hotlines_as_of: str = ""
    visiting: Visiting = field(default_factory=Visiting)
    seal: Seal | None = None  # 没有钥匙文件的村，号码不建档


@dataclass(frozen=True, slots=True)
class Turn:
    message: Message
    intent: Intent
    unit: Unit
    now: datetime
    actor: Actor
    house: House
    dialogue: Dialogue | None = field(default=None)

    @property
    def in_group(self) -> bool:
        return self.message.group is not None

    def meaning(self, **changes: object) -> "Turn":
        """The same turn with its intent completed by what we asked."""
        return replace(self, intent=replace(self.intent, **changes), dialogue=None)  # type: ignore[arg-type]  # 字段名由调用处给


Handler = Callable[[Turn], Reply]
Answer = Callable[[Turn, Dialogue], Reply | None]


def in_danger(turn: Turn) -> bool:
    """Does what was said sound like 紧急, whatever it was meant as?"""
    return turn.intent.reading is not None and turn.intent.reading.alarming


def say(turn: Turn, text: str, *, public: str) -> Reply:
    """Answer where they spoke. In a group only `public` is said, never the need with a name."""
    return Reply(public if turn.in_group else text)


def say_aside(turn: Turn, text: str, *, public: str) -> Reply:
    """Answer where they spoke; from a group, the full answer also goes to them in private."""
    if not turn.in_group:
        return Reply(text)
    turn.unit.outbox.put(turn.message.sender, text, topic="aside", at=turn.now, person_id=turn.actor.id, urgent=True)
    return Reply(public)
