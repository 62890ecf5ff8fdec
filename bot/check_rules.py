"""`check-rules`: the visit rules as a table that can be read aloud, and what is wrong between them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from bot.clock import Clock
from bot.columns import columns
from bot.visit_rules import Group, RulesWrong, VisitRules, read
from care.dossier import CATEGORIES, CONDITIONS
from care.visits.faults import faults
from care.visits.rule import Condition, Period, Source, VisitRule
from handlers.dues import today_of

UNSURE = "默认，请镇里确认"
_OFTEN = {Period.DAY: "每天一次", Period.WEEK: "每周一次", Period.MONTH: "每月一次", Period.QUARTER: "每季一次"}
_HEAD = ("规则", "多久", "最长隔", "电话", "问", "出处", "看谁")
_ORDER = {tag: at for at, tag in enumerate(CATEGORIES + CONDITIONS)}


def check_rules(path: Path, out: TextIO) -> int:
    """0: nothing is wrong. Everything is written to `out`, the faults last."""
    try:
        read_rules = read(path)
    except RulesWrong as wrong:
        out.write("".join(f"要改  {said}\n" for said in wrong.faults))
        out.write(f"{len(wrong.faults)} 处要改，改好才读得了。\n")
        return 1
    found = faults(read_rules.rules, today_of(Clock().now()))
    lines = [*_table(read_rules.rules), "", *_groups(read_rules.groups), "", *(f"要改  {said}" for said in found)]
    out.write("\n".join([*lines, _summary(read_rules, len(found))]) + "\n")
    return 1 if found else 0


def _table(rules: Sequence[VisitRule]) -> list[str]:
    return columns([_HEAD, *(row for rule in rules for row in _rows(rule))])


def _rows(rule: VisitRule) -> Iterator[tuple[str, ...]]:
    """A line for the rule, and one below it for every other kind of people."""
    cells = (rule.id, often(rule), f"{rule.gap}天", by_phone(rule), "".join(rule.groups), "；".join(marks(rule)))
    for at, who in enumerate(kinds(rule)):
        yield (*cells, who) if at == 0 else (*("" for _ in cells), who)


def often(rule: VisitRule) -> str:
    if rule.period is not Period.EVENT:
        return _OFTEN[rule.period]
    if len(rule.days) > 4:
        return f"事后第 {rule.days[0]}、{rule.days[1]}……{rule.days[-1]} 天，共 {len(rule.days)} 次"
    return f"事后第 {'、'.join(map(str, rule.days))} 天"


def by_phone(rule: VisitRule) -> str:
    return "不算" if rule.in_person else rule.phone


def kinds(rule: VisitRule) -> Iterator[str]:
    """Each kind of people it is for; the last with how they are seen."""
    last = len(rule.when) - 1
    for at, one in enumerate(rule.when):
        yield ("" if at == 0 else "或 ") + _condition(one) + (_manner(rule) if at == last else "")


def _manner(rule: VisitRule) -> str:
    household = "按户" if rule.household else ""
    person = "要见本人" if rule.in_person else ""
    silent = f"已有 {'、'.join(sorted(rule.unless))} 就不算" if rule.unless else ""
    said = "；".join(part for part in (household, person, silent) if part)
    return f"（{said}）" if said else ""


def _condition(one: Condition) -> str:
    some = "或".join(_in_order(one.any_of))
    without = f"不是{'、'.join(_in_order(one.none_of))}" if one.none_of else ""
    return "，".join(part for part in (*_in_order(one.all_of), some, without, _ages(one)) if part) or "所有人"


def _ages(one: Condition) -> str:
    if one.age_from is None:
        return "" if one.age_to is None else f"{one.age_to} 岁及以下"
    return f"{one.age_from} 岁及以上" if one.age_to is None else f"{one.age_from}–{one.age_to} 岁"


def marks(rule: VisitRule) -> Iterator[str]:
    yield UNSURE if rule.source is Source.DEFAULT else rule.source
    if not rule.enabled:
        yield "没有启用"
    if rule.starts_on != date.min:
        yield f"{rule.starts_on} 起用"
    if rule.ends_on != date.max:
        yield f"{rule.ends_on} 停用"


def _groups(groups: Sequence[Group]) -> list[str]:
    return columns([(f"{group.id} {group.name}", "？".join(group.items) + "？") for group in groups])


def _summary(found: VisitRules, wrong: int) -> str:
    by_source = Counter(rule.source for rule in found.rules)
    where = "，".join(f"{source} {by_source[source]}" for source in Source if by_source[source])
    off = sum(not rule.enabled for rule in found.rules)
    asked = f"有 {by_source[Source.DEFAULT]} 行是默认，请镇里确认。" if by_source[Source.DEFAULT] else ""
    said = f"{wrong} 处要改" if wrong else "没有要改的"
    return f"共 {len(found.rules)} 行（{where}；没有启用 {off}）。{asked}{said}。"


def _in_order(tags: Iterable[str]) -> list[str]:
    return sorted(tags, key=_ORDER.__getitem__)
