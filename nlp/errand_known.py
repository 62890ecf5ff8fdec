"""手上那张单子: the lines of a list and how everybody on it is called; and a piece of an answer to it."""

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.errand_patterns import LAST_LINE
from nlp.errand_said import Said, Unread


@dataclass(frozen=True)  # 不用 slots：算一次的要有地方记
class Known:
    """The list an answer is about. `names`: how a line, or one person on it, is called → (line, person).

    `shared`: lines with several people on them. The person is empty where the whole house is meant.
    """

    lines: frozenset[int] = frozenset()
    names: tuple[tuple[str, int, str], ...] = ()
    shared: frozenset[int] = frozenset()

    @cached_property
    def longest_first(self) -> list[tuple[str, int, str]]:
        return sorted(self.names, key=lambda one: -len(one[0]))

    def at(self, folded: str, start: int) -> tuple[str, int, str] | None:
        return next((one for one in self.longest_first if folded.startswith(one[0], start)), None)


ANY = Known(frozenset(range(1, LAST_LINE + 1)))


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: what was read, or else what was not. `said.line` None: of everybody else."""

    said: Said | None
    unread: Unread | None = None
    also: tuple[int, ...] = ()  # 一句说几户的另外几户


@dataclass(frozen=True, slots=True)
class Whom:
    lines: tuple[int, ...]
    person: str
    end: int
    clash: bool = False  # 号是一户，名字是另一户
    hao: bool = False
    arabic: bool = True


@dataclass(frozen=True, slots=True)
class Start:
    """Where a piece begins, with what it says. `end`: behind what was understood of it."""

    at: int
    end: int
    day: Said | None
    kind: str  # said unread all rest none apart
    whom: Whom | None = None
    found: re.Match[str] | None = None
