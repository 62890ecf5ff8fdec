"""规则的毛病: what is wrong between rows that are each well written. Whole sentences in Chinese, for `check-rules`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, permutations

from care.visits.rule import Condition, Period, Phone, VisitRule

SHORTEST = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31, Period.QUARTER: 92}  # 一段日子最长有几天
OLDEST = 120
_STRICTER = (Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER)
_MET_MORE = (Phone.EVERY_OTHER, Phone.ONCE_MET, Phone.ALWAYS)


def faults(rules: Sequence[VisitRule], today: date | None = None) -> list[str]:
    """Every fault, each once, in the order of the file; empty when the rules may be used.

    With `today`, a rule that is not in force yet is one as well: until it begins, nobody goes.
    """
    found = [
        *(said for rule in rules for said in _alone(rule)),
        *overlapping(rules),
        *_apart(rules),
        *_ends(rules, today),
        *(said for rule in rules for said in _silenced(rule, rules)),
        *_silent_in_a_ring(rules),
        *_ages(rules),
    ]
    return list(dict.fromkeys(found))


def _alone(rule: VisitRule) -> Iterator[str]:
    yield from _never(rule)
    if rule.period is Period.EVENT:
        if not rule.days:
            yield f"「{rule.id}」是事件，没有写 days：写事情过后第几天以前去，例如 [1, 3, 7]。"
        elif rule.days[0] < 0 or any(later <= day for day, later in pairwise(rule.days)):
            yield f"「{rule.id}」的 days 要从小到大，不能重复，现在是 {list(rule.days)}。"
        return
    if rule.days:
        yield f'「{rule.id}」不是事件，不用写 days；要按天数去，请写 period = "事件"。'
    if rule.gap < SHORTEST[rule.period]:
        shortest = SHORTEST[rule.period]
        yield f"「{rule.id}」每{rule.period}一次，最长间隔 gap 却只有 {rule.gap} 天：至少写 {shortest}。"


def _never(rule: VisitRule) -> Iterator[str]:
    if not rule.when:
        yield f"「{rule.id}」没有写给谁：至少写一段 [[rule.when]]。"
    elif Condition() in rule.when:
        yield f"「{rule.id}」有一段 when 是空的，会变成村里每个人都要去：写 all、any 或岁数。"
    for at, one in enumerate(rule.when, 1):
        why = _impossible(one)
        if why:
            yield f"「{rule.id}」第 {at} 段 when 谁也不会符合：{why}。"
    if rule.starts_on >= rule.ends_on:
        yield f"「{rule.id}」一天也不会用：停用的日子 {rule.ends_on} 不在启用的日子 {rule.starts_on} 之后。"


def _impossible(one: Condition) -> str:
    if one.age_from is not None and one.age_to is not None and one.age_from > one.age_to:
        return f"从 {one.age_from} 岁起，又到 {one.age_to} 岁为止"
    if one.age_from is not None and one.age_from > OLDEST:
        return f"没有人 {one.age_from} 岁"
    if both := one.all_of & one.none_of:
        return f"要有又不能有 {_listed(both)}"
    if one.any_of and one.any_of <= one.none_of:
        return f"any 里的 {_listed(one.any_of)} 都写进了 none"
    return ""


def overlapping(rules: Sequence[VisitRule]) -> Iterator[str]:
    """Versions of one row that hold on the same day: nobody's next visit can be worked out by both."""
    for one, following in _versions(rules):
        if following.starts_on == one.starts_on:
            yield f"「{one.id}」有两行从同一天起用：请删掉一行，或给后一行写 starts_on。"
        elif following.starts_on < one.ends_on:
            yield (
                f"「{one.id}」有两行同时在用：{following.starts_on} 起的那一行开始时，前一行还没有停。"
                f"请给前一行写 ends_on = {following.starts_on}。"
            )


def _apart(rules: Sequence[VisitRule]) -> Iterator[str]:
    for one, following in _versions(rules):
        if following.starts_on > one.ends_on:
            yield (
                f"「{one.id}」从 {one.ends_on} 到 {following.starts_on} 之间没有一行在用，这段日子没人去。"
                f"请把前一行的 ends_on 改成 {following.starts_on}；真要停，就照抄一行写 enabled = false。"
            )


def _versions(rules: Sequence[VisitRule]) -> Iterator[tuple[VisitRule, VisitRule]]:
    """Each version of a row with the one that follows it."""
    for name in dict.fromkeys(rule.id for rule in rules):
        versions = (rule for rule in rules if rule.id == name)
        yield from pairwise(sorted(versions, key=lambda rule: (rule.starts_on, rule.ends_on)))


def _ends(rules: Sequence[VisitRule], today: date | None) -> Iterator[str]:
    """停了没有接、还没有开始: a time in which no version is in force, before the first or behind the last."""
    for name in dict.fromkeys(rule.id for rule in rules):
        versions = [rule for rule in rules if rule.id == name]
        first, last = min(versions, key=lambda one: one.starts_on), max(versions, key=lambda one: one.ends_on)
        if last.enabled and last.starts_on < last.ends_on != date.max:
            yield (
                f"「{name}」{last.ends_on} 停用，后面没有一行接着用，那天起没人去。"
                f"请照抄一行写 starts_on = {last.ends_on}；真要停，那一行再写 enabled = false。"
            )
        if today is not None and first.enabled and first.starts_on > today:
            yield (
                f"「{name}」{first.starts_on} 才起用，前面没有一行在用，到那天以前没人去。"
                f"请留着旧的一行；真是新规矩，就照抄一行写 ends_on = {first.starts_on}、enabled = false。"
            )


def _silenced(rule: VisitRule, rules: Sequence[VisitRule]) -> Iterator[str]:
    for name in sorted(rule.unless):
        named = [other for other in rules if other.id == name]
        if name == rule.id:
            yield f"「{name}」的 unless 写了它自己，就永远不算了：请删掉。"
        elif not named:
            yield f"「{rule.id}」的 unless 里有「{name}」，规则里没有这一行。"
        for other in named:
            if name != rule.id and _together(rule, other):
                yield from (
                    f"「{rule.id}」有「{name}」就不算，可是「{name}」{why}，会有人少看：请删掉 unless，或改「{name}」。"
                    for why in _weaker(other, rule)
                )


def _weaker(other: VisitRule, rule: VisitRule) -> Iterator[str]:
    """In what `other` asks less than `rule`, beside which `rule` would be silent."""
    if Period.EVENT in (other.period, rule.period):
        yield "和它一个按事件、一个按日子，代替不了"
        return
    if _STRICTER.index(other.period) > _STRICTER.index(rule.period):
        yield f"每{other.period}一次，不如每{rule.period}一次勤"
    if other.gap > rule.gap:
        yield f"最多可以隔 {other.gap} 天，比 {rule.gap} 天长"
    if missing := [group for group in rule.groups if group not in other.groups]:
        yield f"没有问 {'、'.join(missing)} 组"
    if rule.in_person and not other.in_person:
        yield "不一定见到本人"
    elif not other.in_person and _MET_MORE.index(other.phone) > _MET_MORE.index(rule.phone):
        yield f"电话{other.phone}，比{rule.phone}松"
    if rule.household and not other.household:
        yield "只看一个人，不看全户"


def _silent_in_a_ring(rules: Sequence[VisitRule]) -> Iterator[str]:
    """A unless B and B unless A: where both hold, neither would."""
    unless: dict[str, set[str]] = {}
    for rule in rules:
        unless.setdefault(rule.id, set()).update(rule.unless - {rule.id})
    for name in unless:
        ring = sorted(other for other in _behind(name, unless) if name in _behind(other, unless))
        if name in ring[:1]:
            yield f"{'、'.join(f'「{other}」' for other in ring)} 的 unless 绕成一圈，会一行也不算：请删掉其中一个。"


def _behind(name: str, unless: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = set(unless.get(name, ()))
    while left:
        found |= left
        left = {other for one in left for other in unless.get(one, ())} - found
    return found


def _ages(rules: Sequence[VisitRule]) -> Iterator[str]:
    """Rows that differ in nothing but the age are meant to follow each other year by year (80–89 / 90+)."""
    rows = [(rule, one) for rule in rules for one in rule.when if rule.enabled and rule.period is not Period.EVENT]
    for (lower, first), (upper, second) in permutations(rows, 2):
        start, end = second.age_from, first.age_to
        if start is None or end is None or not _continue(first, second) or not _together(lower, upper):
            continue
        both = f"「{lower.id}」到 {end} 岁，「{upper.id}」从 {start} 岁起"
        if start <= end and lower.id != upper.id:
            yield f"{both}，{_span(start, end)}重了：请把「{lower.id}」的 age_to 改成 {start - 1}。"
        elif start > end + 1 and not any(_bridges(first, one, second) for _, one in rows):
            yield f"{both}，{_span(end + 1, start - 1)}没有人管：请把「{upper.id}」的 age_from 改成 {end + 1}。"


def _continue(first: Condition, second: Condition) -> bool:
    return _tags(first) == _tags(second) and (second.age_from or 0) > (first.age_from or 0)


def _bridges(first: Condition, one: Condition, second: Condition) -> bool:
    """`one` takes up where `first` ends; whether it reaches `second` is asked of that pair."""
    if _tags(one) != _tags(first) or first.age_to is None or one.age_to is None or second.age_from is None:
        return False
    return one.age_from == first.age_to + 1 and one.age_to < second.age_from


def _tags(one: Condition) -> tuple[frozenset[str], ...]:
    return one.all_of, one.any_of, one.none_of


def _together(one: VisitRule, other: VisitRule) -> bool:
    return one.enabled and other.enabled and one.starts_on < other.ends_on and other.starts_on < one.ends_on


def _span(first: int, last: int) -> str:
    return f"{first} 岁" if first == last else f"{first}–{last} 岁"


def _listed(tags: Iterable[str]) -> str:
    return "、".join(sorted(tags))
