"""访视规则: one row of 「访视频率」 as a value, and whether it holds for somebody on a day.

Rows are configuration (`bot/villages/visit_rules.toml`); seed 000 Table 2 and `docs/care-rules.md` §10 are where they
come from. Nothing here knows a row by name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Period(StrEnum):
    """In which stretch of the calendar one visit counts once. `EVENT`: days after something happened."""

    DAY = "日"
    WEEK = "周"
    MONTH = "月"
    QUARTER = "季"
    EVENT = "事件"


class Source(StrEnum):
    """Where a row comes from; what is only our default is shown as 「默认，请镇里确认」."""

    SEED = "种子"
    NATIONAL = "国家"
    DEFAULT = "默认"


class Phone(StrEnum):
    """电话、视频: for which visits they will do, where a rule does not ask to see the person every time."""

    ALWAYS = "都算"
    ONCE_MET = "见过面就算"  # 头一回要见到人，以后都算
    EVERY_OTHER = "隔一次算"  # 头一回要见到人，以后隔一次算一次


class NotByPhone(StrEnum):
    """Why a call does not count."""

    TO_MEET = "要见本人"
    FIRST = "头一回"
    TWICE = "上回也是电话"


@dataclass(frozen=True, slots=True)
class Condition:
    """One way to fall under a rule: all these tags, one of those, none of these, and the age. Ages in whole years."""

    all_of: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None

    def holds(self, tags: frozenset[str], age: int | None) -> bool:
        """An unknown age fulfils no condition that names one."""
        if self.age_from is not None and (age is None or age < self.age_from):
            return False
        if self.age_to is not None and (age is None or age > self.age_to):
            return False
        return self.all_of <= tags and (not self.any_of or bool(self.any_of & tags)) and not self.none_of & tags


@dataclass(frozen=True, slots=True)
class VisitRule:
    """`gap`: the longest time without a visit, in days, whatever the calendar says.

    `groups`: the parts of the checklist that must be answered for a visit to count for this rule.
    `unless`: ids of rules beside which this one says nothing. `days`: for `EVENT`, the days after the event.
    `in_person`: no call ever counts; else `phone` says which do.
    `starts_on`/`ends_on`: this version of the row is in force from the first to before the second.
    """

    id: str
    said: str
    when: tuple[Condition, ...]
    period: Period
    gap: int
    groups: tuple[str, ...]
    source: Source
    because: str
    unless: frozenset[str] = frozenset()
    days: tuple[int, ...] = ()
    household: bool = False
    in_person: bool = False
    phone: Phone = Phone.EVERY_OTHER
    starts_on: date = date.min
    ends_on: date = date.max
    enabled: bool = True

    def in_force(self, day: date) -> bool:
        return self.enabled and self.starts_on <= day < self.ends_on

    def not_by_phone(self, last_on: date | None, last_by_phone: bool) -> NotByPhone | None:
        """Why a call does not count after the last visit that did; None when it does. `docs/care-rules.md` §10."""
        if self.in_person:
            return NotByPhone.TO_MEET
        if self.phone is Phone.ALWAYS:
            return None
        if last_on is None:
            return NotByPhone.FIRST
        return NotByPhone.TWICE if last_by_phone and self.phone is Phone.EVERY_OTHER else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What rules ask about a person, as it is on one day: 类别 and sub-conditions together are `tags`.

    `house`: the tags of everyone in the house; they count for rules of the household alone.
    """

    tags: frozenset[str]
    born_on: date | None = None
    house: frozenset[str] = frozenset()

    def age(self, day: date) -> int | None:
        return None if self.born_on is None else age_on(self.born_on, day)


def age_on(born_on: date, day: date) -> int:
    """周岁. Who was born on 29 February turns a year older on 1 March of a common year (民法典 has no other rule)."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def rules_for(rules: Sequence[VisitRule], standing: Standing, day: date) -> tuple[VisitRule, ...]:
    """The rules that hold for somebody on a day, in the order of the file."""
    age = standing.age(day)
    held = [rule for rule in rules if rule.in_force(day) and _holds(rule, standing, age)]
    ids = {rule.id for rule in held}
    return tuple(rule for rule in held if not rule.unless & ids)


def _holds(rule: VisitRule, standing: Standing, age: int | None) -> bool:
    """按户的规则: whoever has part of what it asks for is judged by what the whole house has."""
    tags = standing.tags
    if rule.household and any((one.all_of | one.any_of) & tags for one in rule.when):
        tags |= standing.house
    return any(one.holds(tags, age) for one in rule.when)


def changes_on(rules: Iterable[VisitRule], born_on: date | None, after: date) -> date | None:
    """The next day after `after` on which time alone may change what holds: a birthday that a rule names, a version."""
    days = {day for rule in rules for day in (rule.starts_on, rule.ends_on) if day not in (date.min, date.max)}
    if born_on is not None:
        ages = {age for rule in rules for one in rule.when for age in _edges(one)}
        days |= {_birthday(born_on, age) for age in ages}
    return min((day for day in days if day > after), default=None)


def _edges(condition: Condition) -> Iterable[int]:
    if condition.age_from is not None:
        yield condition.age_from
    if condition.age_to is not None:
        yield condition.age_to + 1


def _birthday(born_on: date, age: int) -> date:
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:  # 2月29日生的人，平年里 3月1日满
        return date(born_on.year + age, 3, 1)
