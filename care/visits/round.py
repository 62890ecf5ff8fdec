"""走访: what was found at a door, and for whom it counts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Mode(StrEnum):
    """走访方式. Phone and video are kinds of their own: what they count for is said by `VisitRule.not_by_phone`."""

    IN_PERSON = "上门"
    PHONE = "电话"
    VIDEO = "视频"


class Outcome(StrEnum):
    """结果. Only somebody seen or spoken to is a visit; 未遇 and the rest are attempts and changes."""

    WELL = "好"
    IN_NEED = "要帮忙"
    ABSENT = "没人"
    LATER = "改天"
    HOSPITAL = "住院"
    AWAY = "外出"
    MOVED = "迁出"
    DECEASED = "去世"
    REFUSED = "不让进"


SEEN = frozenset({Outcome.WELL, Outcome.IN_NEED})
CALLED = "电话"  # 清单上的一行：电话问过了，还要去看到人


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of the record. `groups`: the parts of the checklist that were answered; `late`: told afterwards (补)."""

    person_id: int
    visitor_id: int
    visited_on: date
    told_at: datetime
    outcome: Outcome
    mode: Mode = Mode.IN_PERSON
    groups: str = ""
    words: str = ""
    number: int | None = None
    late: bool = False
    message_id: str = ""
    id: int = 0

    @property
    def seen(self) -> bool:
        return self.outcome in SEEN


@dataclass(frozen=True, slots=True)
class Errand:
    """One person on a line of today's list. `starred`: ★, missed before; 「全好」 does not speak for them.

    `outcome`: an `Outcome`, `CALLED`, or nothing yet.
    """

    line: int
    person_id: int
    household_id: int
    starred: bool
    groups: str
    outcome: str = ""

    @property
    def open(self) -> bool:
        return self.outcome in ("", CALLED, Outcome.LATER)


@dataclass(frozen=True, slots=True)
class Leave:
    """请假: both days belong to it."""

    person_id: int
    first_on: date
    last_on: date
    deputy_id: int | None
