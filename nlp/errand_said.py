"""清单的回话说了什么: what was said of a line, and what in it could not be read. Values only."""

from dataclasses import dataclass, field
from enum import StrEnum

from care.visits.round import Mode, Outcome


class Why(StrEnum):
    """Why a piece is asked about and not written down."""

    UNREAD = "没听懂"
    DOUBT = "又说好，又不像见到了好好的人"
    WHO = "一户几个人，说的是哪一个"
    NAME = "号和名字不是一户"
    NONE = "都不好、都没去"


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered for one line; `line` None: for every line that is open.

    `days_back`: of which day's list, 0 is today's. `on`: that day in words, where it is no near one (3号, 上周五), or
    「补」 where it was left out. `until`: the words for how long somebody is away, to be read by `last_day`.
    `again`: 「还是没人」, 「去了两次」. `who`: by name, of those in the house; `but`: all in it except these.
    `skip`: left out of 「都好」 and nothing said of them. `fix`: 「1错了 是没人」. `back`: 出院了、回来了.
    `went`: 「1好 昨天去的」, the number is of today's list. `named`: by name alone, whatever the number is that day.
    `like`: what makes it look like a ticket's (「了」「号」). `text`: the whole piece as it was sent.
    """

    line: int | None
    outcome: Outcome
    words: str = ""
    mode: Mode = Mode.IN_PERSON
    days_back: int = 0
    on: str = ""
    until: str = ""
    again: bool = False
    who: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    skip: bool = False
    fix: bool = False
    back: bool = False
    went: bool = False
    named: bool = False
    like: str = field(default="", compare=False)
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Unread:
    """`line` None: words that belong to no line, or to all of them. `text`: the whole piece."""

    line: int | None
    words: str
    why: Why
    text: str = field(default="", compare=False)
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """`fix`: it began with 「说错了」, 「不对」."""

    said: tuple[Said, ...] = ()
    unread: tuple[Unread, ...] = ()
    fix: bool = False

    def __bool__(self) -> bool:
        return bool(self.said or self.unread or self.fix)
