"""访视规则: visit_rules.toml read into values. What is wrong in it is said all at once, each in one sentence."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from bot.readers import day
from care.dossier import CATEGORIES, CONDITIONS
from care.visits.faults import overlapping
from care.visits.rule import Condition, Period, Phone, Source, VisitRule

RULES = Path(__file__).parent / "villages" / "visit_rules.toml"
GAPS = {Period.DAY: 1, Period.WEEK: 10, Period.MONTH: 45, Period.QUARTER: 120}
PHONES = dict.fromkeys(Period, Phone.EVERY_OTHER) | {Period.DAY: Phone.ONCE_MET}
LONGEST_ID = 24  # 库里的列宽
LONGEST_ITEM = 15  # 手机上一行
TAGS = frozenset(CATEGORIES + CONDITIONS)
_RULE_KEYS = (
    *("id", "said", "when", "period", "gap", "groups", "source", "because", "unless", "days"),
    *("household", "in_person", "phone", "starts_on", "ends_on", "enabled"),
)
_WHEN_KEYS = ("all", "any", "none", "age_from", "age_to")
_GROUP_KEYS = ("id", "name", "items")
Value = TypeVar("Value")
Closed = TypeVar("Closed", bound=Enum)


class RulesWrong(ValueError):
    """The file cannot be used; `faults` are whole sentences."""

    def __init__(self, *found: str) -> None:
        super().__init__("\n".join(found))
        self.faults = found


@dataclass(frozen=True, slots=True)
class Group:
    """清单的一组: short questions asked together. `id` is one letter: a visit keeps them as one word (「AC」)."""

    id: str
    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitRules:
    """The rows in the order of the file, all versions of them, and the checklists they name."""

    rules: tuple[VisitRule, ...]
    groups: tuple[Group, ...]


def read(path: Path = RULES) -> VisitRules:
    """Raises `RulesWrong` naming everything that cannot be read, or else rows of one name that hold on the same day.

    What else rows do to each other can be lived with: `care.visits.faults`.
    """
    content = _parsed(path)
    found: list[str] = []
    rows = _Row("文件", content, found)
    rows.only(("rule", "group"))
    groups = tuple(_group(row) for row in rows.tables("group", "组"))
    rules = tuple(_rule(row) for row in rows.tables("rule", "规则"))
    if not rules and not found:
        found.append("文件里一行规则也没有：至少写一段 [[rule]]。")
    found += [*_twice(rules, groups), *_loose_ends(rules, groups)]
    found += [] if found else overlapping(rules)
    if found:
        raise RulesWrong(*dict.fromkeys(found))
    return VisitRules(rules, groups)


def _parsed(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RulesWrong(f"读不到规则文件 {path}：{error.strerror}。") from None
    except UnicodeDecodeError:
        raise RulesWrong(f"规则文件 {path} 不是 UTF-8 编码，请用 UTF-8 另存一次。") from None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        spot = re.search(r"line (\d+), column (\d+)", str(error))
        at = f"第 {spot[1]} 行第 {spot[2]} 个字附近" if spot else "有一处"
        raise RulesWrong(
            f"规则文件 {path} {at}写法不对：一行一个「键 = 值」，文字要加引号，日子写成 2026-12-01。"
        ) from None


@dataclass(frozen=True, slots=True)
class _Row:
    """One table of the file: every read puts what it cannot read into `found` and goes on with something empty."""

    where: str
    written: Mapping[str, Any]
    found: list[str]

    def only(self, known: Sequence[str]) -> None:
        for key in self.written.keys() - set(known):
            near = get_close_matches(key, known, n=1)
            meant = f"是不是想写 {near[0]}？" if near else f"可以写的有 {'、'.join(known)}。"
            self.found.append(f"{self.where} 里不认识 {key}：{meant}")

    def tables(self, key: str, said: str) -> Iterator["_Row"]:
        rows = self.written.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            head = "rule.when" if key == "when" else key
            self.found.append(f"{self.where} 的 {key} 要一段一段写，每段以 [[{head}]] 开头。")
            return
        for at, row in enumerate(rows, 1):
            name = row.get("id")
            yield _Row(f"「{name}」" if isinstance(name, str) and name else f"第 {at} 段{said}", row, self.found)

    def text(self, key: str, wanted: str) -> str:
        raw = self.written.get(key)
        if isinstance(raw, str) and raw.strip():
            return raw.strip()
        self.found.append(f"{self.where} 的 {key} {'要写' if raw is None else '写得不对，要写'}{wanted}。")
        return ""

    def texts(self, key: str, wanted: str) -> tuple[str, ...]:
        return tuple(self._many(key, str, wanted))

    def numbers(self, key: str, wanted: str) -> tuple[int, ...]:
        return tuple(self._many(key, int, wanted))

    def _many(self, key: str, kind: type[Value], wanted: str) -> list[Value]:
        raw = self.written.get(key, [])
        if isinstance(raw, list) and all(isinstance(one, kind) and not isinstance(one, bool) for one in raw):
            return [one for one in raw if one != ""]
        self.found.append(f"{self.where} 的 {key} 要写成一排，例如 {wanted}。")
        return []

    def number(self, key: str, wanted: str) -> int | None:
        raw = self.written.get(key)
        if raw is None or (isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0):
            return raw
        self.found.append(f"{self.where} 的 {key} 要写{wanted}，现在写的是 {raw}。")
        return None

    def yes(self, key: str, otherwise: bool) -> bool:
        raw = self.written.get(key, otherwise)
        if not isinstance(raw, bool):
            self.found.append(f"{self.where} 的 {key} 要写 true（是）或 false（否），不加引号，现在写的是 {raw}。")
        return bool(raw)

    def day(self, key: str, otherwise: date) -> date:
        raw = self.written.get(key, otherwise)
        try:
            return day(raw)
        except ValueError:
            self.found.append(f"{self.where} 的 {key} 要写一个有的日子，例如 2026-12-01，现在写的是 {raw}。")
            return otherwise

    def one_of(self, key: str, closed: type[Closed], otherwise: Closed) -> Closed:
        raw = self.written.get(key)
        for one in closed:
            if one.value == raw:
                return one
        words = "、".join(str(one.value) for one in closed)
        self.found.append(
            f"{self.where} 的 {key} 要从 {words} 里选一个{'' if raw is None else f'，现在写的是 {raw}'}。"
        )
        return otherwise


def _rule(row: _Row) -> VisitRule:
    row.only(_RULE_KEYS)
    period = row.one_of("period", Period, Period.DAY)
    days = row.numbers("days", "[1, 3, 7]")
    return VisitRule(
        id=_id(row),
        said=row.text("said", "网格员看到的字，例如 本月"),
        when=tuple(_condition(one, at, row.where) for at, one in enumerate(row.tables("when", "when"), 1)),
        period=period,
        gap=_gap(row, period, days),
        groups=_groups(row),
        source=row.one_of("source", Source, Source.DEFAULT),
        because=row.text("because", "为什么这样定"),
        unless=frozenset(row.texts("unless", '["TK1"]')),
        days=days,
        household=row.yes("household", otherwise=False),
        in_person=row.yes("in_person", otherwise=False),
        phone=_phone(row, period),
        starts_on=row.day("starts_on", date.min),
        ends_on=row.day("ends_on", date.max),
        enabled=row.yes("enabled", otherwise=True),
    )


def _id(row: _Row) -> str:
    found = row.text("id", "这一行的名字，例如 TK1")
    if len(found) > LONGEST_ID:
        row.found.append(f"{row.where} 的 id 太长，要在 {LONGEST_ID} 个字以内。")
    return found


def _gap(row: _Row, period: Period, days: Sequence[int]) -> int:
    """For an event nobody writes it: the longest wait in its plan."""
    written = row.number("gap", "最多隔几天，一个整数")
    if period is not Period.EVENT:
        return GAPS[period] if written is None else written
    if written is not None:
        row.found.append(f"{row.where} 是事件，不用写 gap：哪天去写在 days 里。")
    return max((later - first for first, later in pairwise((0, *days))), default=0)


def _phone(row: _Row, period: Period) -> Phone:
    if "phone" not in row.written:
        return PHONES[period]
    if row.written.get("in_person") is True:
        row.found.append(f"{row.where} 写了 in_person = true，电话都不算，不用再写 phone：留一个。")
    return row.one_of("phone", Phone, PHONES[period])


def _groups(row: _Row) -> tuple[str, ...]:
    found = row.texts("groups", '["A", "C"]')
    if not found:
        row.found.append(f'{row.where} 没有写 groups：去了问清单的哪几组，例如 ["A"]。')
    return found


def _condition(row: _Row, at: int, rule: str) -> Condition:
    named = _Row(f"{rule} 第 {at} 段 when", row.written, row.found)
    named.only(_WHEN_KEYS)
    return Condition(
        _tags(named, "all"),
        _tags(named, "any"),
        _tags(named, "none"),
        named.number("age_from", "满几岁起，一个整数"),
        named.number("age_to", "到几岁为止，一个整数"),
    )


def _tags(row: _Row, key: str) -> frozenset[str]:
    found = row.texts(key, '["特困", "独居"]')
    for tag in found:
        if tag not in TAGS:
            near = get_close_matches(tag, sorted(TAGS), n=1, cutoff=0.5)
            meant = f"是不是想写「{near[0]}」？" if near else f"可以写的有 {'、'.join(CATEGORIES + CONDITIONS)}。"
            row.found.append(f"{row.where} 的 {key} 里没有「{tag}」这个类别或情形：{meant}")
    return frozenset(found)


def _group(row: _Row) -> Group:
    row.only(_GROUP_KEYS)
    group = Group(
        row.text("id", "这一组的字母，例如 A"), row.text("name", "这一组叫什么"), row.texts("items", '["见到人吗"]')
    )
    if len(group.id) > 1:
        row.found.append(f"{row.where} 组的 id 只能是一个字母，例如 A。")
    if not group.items:
        row.found.append(f"{row.where} 组没有问题：items 里至少写一个。")
    row.found.extend(
        f"{row.where} 组的「{item}」有 {len(item)} 个字，手机上一行放不下：请写到 {LONGEST_ITEM} 个字以内。"
        for item in group.items
        if len(item) > LONGEST_ITEM
    )
    return group


def _twice(rules: Sequence[VisitRule], groups: Sequence[Group]) -> Iterator[str]:
    for (name, start), times in Counter((rule.id, rule.starts_on) for rule in rules).items():
        if times > 1 and name:
            since = "" if start == date.min else f"从 {start} 起用的"
            yield f"「{name}」{since}写了 {times} 行：留一行；改过的规则，新的一行写 starts_on，旧的一行写 ends_on。"
    yield from _repeated((group.id for group in groups), "清单的组「{}」写了两次：留一个。")
    for rule in rules:
        yield from _repeated(rule.groups, f"「{rule.id}」的 groups 里「{{}}」写了两次：留一个。")


def _repeated(names: Iterable[str], said: str) -> Iterator[str]:
    return (said.format(name) for name, times in Counter(names).items() if times > 1 and name)


def _loose_ends(rules: Sequence[VisitRule], groups: Sequence[Group]) -> Iterator[str]:
    letters, ids = [group.id for group in groups], {rule.id for rule in rules}
    for rule in rules:
        for group in rule.groups:
            if group not in letters:
                yield f"「{rule.id}」要问「{group}」组，清单里没有：写一段 [[group]]，或从 {'、'.join(letters)} 里选。"
        for name in rule.unless - ids:
            yield f"「{rule.id}」的 unless 里有「{name}」，规则里没有这一行：改对，或删掉。"
