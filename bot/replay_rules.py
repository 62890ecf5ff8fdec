"""`replay-rules`: what other visit rules would have done to the days that have gone by. People are named by number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

from bot.columns import columns
from bot.visit_rules import RulesWrong, read
from care.calendar import weekday
from care.visits.faults import faults
from care.visits.period import DAY, Stretch
from care.visits.replay import Comparison, Followed, Kept, Replay, compare
from care.visits.rule import VisitRule

SHOWN = 20
_HEAD = ("规则", "现在 应访", "已访", "漏访", "新的 应访", "已访", "漏访")


def replay_rules(
    old: Path,
    new: Path,
    people: Sequence[Followed],
    days: int,
    today: date,
    out: TextIO,
    *,
    works_on: Callable[[date], bool] = weekday,
) -> int:
    """Compare two files over the `days` before `today`. 1 when one of them cannot be used; the reason is in `out`."""
    if days < 1:
        out.write("--days 至少是 1，例如 --days 90。\n")
        return 1
    before, after = _usable(old, today, out), _usable(new, date.max, out)
    if before is None or after is None:
        return 1
    span = Stretch(today - timedelta(days=days), today - DAY)
    found = compare(_as_of(before, today), _newest(after), people, span, works_on)
    out.write("\n".join(_lines(found, len(people))) + "\n")
    return 0


def _usable(path: Path, today: date, out: TextIO) -> tuple[VisitRule, ...] | None:
    try:
        rules = read(path).rules
    except RulesWrong as wrong:
        found: Sequence[str] = wrong.faults
    else:
        found = faults(rules, today)
        if not found:
            return rules
    out.write(f"{path} 要先改好：\n" + "".join(f"要改  {said}\n" for said in found))
    return None


def _as_of(rules: Sequence[VisitRule], today: date) -> list[VisitRule]:
    return [_undated(rule) for rule in rules if rule.in_force(today)]


def _newest(rules: Sequence[VisitRule]) -> list[VisitRule]:
    """What will hold when every version has begun: a change is replayed before the day from which it is meant."""
    last = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.starts_on)}
    return [_undated(rule) for rule in rules if rule is last[rule.id] and rule.enabled and rule.ends_on == date.max]


def _undated(rule: VisitRule) -> VisitRule:
    return replace(rule, starts_on=date.min, ends_on=date.max)


def _lines(found: Comparison, people: int) -> list[str]:
    days = (found.span.last - found.span.first).days + 1
    return [
        f"把 {found.span.first} 到 {found.span.last} 这 {days} 天重来一遍，{people} 人；两边都当作天天在用。",
        "",
        *_table(found.old, found.new),
        "",
        *_who("会多看", "多", found.more),
        *_who("会少看", "少", found.less),
        _load(found),
    ]


def _table(old: Replay, new: Replay) -> list[str]:
    """Rows under which nothing fell due on either side are left out."""
    ids = [name for name in {**old.by_rule, **new.by_rule} if _asked(old, name) or _asked(new, name)]
    rows = [(name, *_cells(old.by_rule.get(name)), *_cells(new.by_rule.get(name))) for name in ids]
    return columns([_HEAD, *rows, ("合计", *_cells(old.total), *_cells(new.total))])


def _asked(side: Replay, name: str) -> int:
    return side.by_rule.get(name, Kept()).due


def _cells(kept: Kept | None) -> tuple[str, ...]:
    return ("—", "—", "—") if kept is None else (str(kept.due), str(kept.met), str(kept.missed))


def _who(said: str, word: str, changed: Mapping[int, int]) -> list[str]:
    """The most changed first, by number only."""
    if not changed:
        return [f"{said}的：没有。"]
    ranked = sorted(changed.items(), key=lambda one: (-one[1], one[0]))
    shown = "，".join(f"{person}号{word} {count} 次" for person, count in ranked[:SHOWN])
    rest = f"……还有 {len(ranked) - SHOWN} 人" if len(ranked) > SHOWN else ""
    return [f"{said}的 {len(ranked)} 人：{shown}{rest}。"]


def _load(found: Comparison) -> str:
    old, new = found.a_week(found.old), found.a_week(found.new)
    change = "差不多" if abs(new - old) < 0.05 else f"{'多' if new > old else '少'} {abs(new - old):.1f} 次"
    return f"按时走完，现在每周 {old:.1f} 次，新的每周 {new:.1f} 次：{change}。"
