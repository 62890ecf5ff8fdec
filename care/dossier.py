"""一人一档: what is known of one person, who may see it, and how it is masked."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from care.visits.rule import age_on

# 类别: the groups of seed 000 Table 1 and of the visit rules; 情形: what narrows a group down
CATEGORIES = (
    *("低保", "特困", "高龄", "残疾", "留守儿童", "留守老人", "监测对象", "临时救助"),  # 表 1 的八列，按列的次序
    *("孤儿", "事实无人抚养儿童", "困境儿童", "突发困难", "流浪乞讨返乡", "留守妇女"),
)
CONDITIONS = ("独居", "空巢", "留守", "全失能", "半失能", "全自理", "重残", "重病", "失独", "无人看护时", "隔代监护")
CHILD_TAGS = frozenset({"留守儿童", "孤儿", "事实无人抚养儿童", "困境儿童"})  # 没有出生日期的，看类别
AGED_FROM = 80  # 高龄：由出生日期算，不用人填


class Standing(StrEnum):
    """在不在: whether somebody is to be visited at all. Only `HERE` is; a pause has an end and is kept apart."""

    HERE = "在册"
    MOVED = "迁出"
    DECEASED = "去世"


@dataclass(frozen=True, slots=True)
class Draft:
    """一份档的底稿: one person as a sheet or a message tells it. Empty means: not told, never: delete it.

    `born_on` may be left out where `id_number` has it. `house` is what stands on the door (门牌、屋名) inside `area`.
    `tags` are names of `CATEGORIES` and `CONDITIONS`. Its `repr` has no numbers: it may stand in a log.
    """

    name: str
    area: str
    sex: str = ""
    born_on: date | None = None
    id_number: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    house: str = ""
    head: str = ""  # 户主姓名
    relation: str = ""  # 与户主关系
    tags: tuple[str, ...] = ()
    guardian: str = ""
    guardian_phone: str = field(default="", repr=False)
    contact: str = ""
    contact_phone: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


def masked_id(number: str) -> str:
    """4502**********1234; what is too short to be a number is all stars."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}" if len(number) >= 12 else "*" * len(number)


def masked_phone(number: str) -> str:
    """138****8000"""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


_NUMBER = re.compile(r"\d(?:[ \-–—·.]?\d){6,}[Xx]?")
_DAY = re.compile(r"(?:1[89]|20)\d\d([ \-–—·.]?)\d\d?\1\d\d?")


def without_numbers(text: str) -> str:
    """What somebody wrote into the wrong place, fit to be repeated: of seven digits and more the middle is hidden.

    A day (19430302, 1943-03-02) stays: it is what has to be looked at when it is wrong.
    """
    return _NUMBER.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else _middle(found[0]), text)


def _middle(number: str) -> str:
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def masked_name(name: str) -> str:
    """王**: the first letter stays."""
    return name[:1] + "*" * (len(name) - 1)


@dataclass(frozen=True, slots=True)
class Membership:
    """类别或情形 of a person, from one day to before another (None: still)."""

    tag: str
    from_on: date
    to_on: date | None = None
    evidence: str = ""
    confirmed_by: int | None = None

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class Household:
    """户. `lane`: its place on the way through the area, as text that sorts."""

    id: int
    place_id: int
    house: str
    head: str
    lane: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """一人一档 without what is sealed: whether a number is on file is known, the number is not."""

    person_id: int
    name: str
    place_id: int
    household_id: int
    relation: str
    sex: str
    born_on: date | None
    has_id: bool
    has_phone: bool
    standing: Standing
    note: str
    recheck_on: date | None
    version: int

    def age(self, day: date) -> int | None:
        """周岁; None where the birth date is not known."""
        return None if self.born_on is None else age_on(self.born_on, day)
