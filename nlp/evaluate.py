"""量一量: how well texts are understood, held against cases whose answers are known. Reads no file, prints nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from care.category import CATEGORIES, NOT_A_REQUEST, UNSORTED, Tier, Urgency, tier_of
from nlp.intent import Reading

_KNOWN = {*CATEGORIES, NOT_A_REQUEST, UNSORTED}


@dataclass(frozen=True, slots=True)
class Case:
    """One text with what it is about. `also`: categories that are right too."""

    text: str
    category: str
    urgency: str
    tier: str
    also: tuple[str, ...] = ()
    group: str = ""

    @property
    def noise(self) -> bool:
        return self.category == NOT_A_REQUEST


class Skipped(NamedTuple):
    """A line that is no case."""

    number: int
    why: str


class Judged(NamedTuple):
    case: Case
    reading: Reading


class Confusion(NamedTuple):
    wanted: str
    got: str
    times: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are 0 to 1. Where nothing could go wrong (no emergency among the cases), nothing did."""

    count: int
    macro_f1: float
    lenient_macro_f1: float
    right: int
    lenient: int
    right_tier: int
    right_urgency: int
    emergencies: int
    requests: int  # 不紧急的诉求
    chatter: int  # 非诉求
    missed: tuple[Judged, ...]
    false_requests: tuple[Judged, ...]  # 不紧急的诉求听成了紧急
    false_chatter: tuple[Judged, ...]  # 非诉求听成了紧急
    needless: tuple[Judged, ...]  # 非诉求，却会答话
    unclear: tuple[Judged, ...]
    confusions: tuple[Confusion, ...]  # 最多的在前

    @property
    def accuracy(self) -> float:
        return share(self.right, self.count)

    @property
    def lenient_accuracy(self) -> float:
        return share(self.lenient, self.count)

    @property
    def tier_accuracy(self) -> float:
        return share(self.right_tier, self.count)

    @property
    def urgency_accuracy(self) -> float:
        return share(self.right_urgency, self.count)

    @property
    def recall(self) -> float:
        return 1 - share(len(self.missed), self.emergencies)

    @property
    def false_alarms(self) -> float:
        return share(len(self.false_requests) + len(self.false_chatter), self.requests + self.chatter)

    @property
    def false_alarms_requests(self) -> float:
        return share(len(self.false_requests), self.requests)

    @property
    def false_alarms_chatter(self) -> float:
        return share(len(self.false_chatter), self.chatter)

    @property
    def needless_per_100(self) -> float:
        return 100 * share(len(self.needless), self.chatter)

    @property
    def unclear_share(self) -> float:
        return share(len(self.unclear), self.count)


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def cases(lines: Iterable[str], group: str = "") -> tuple[list[Case], list[Skipped]]:
    """JSON lines with `text`, `category`, `urgency`, and if they like `tier`, `alt`, `not_request`. Never raises."""
    found: list[Case] = []
    skipped: list[Skipped] = []
    for number, line in enumerate(lines, 1):
        line = line.lstrip("\ufeff").strip()
        if line:
            try:
                found.append(_case(json.loads(line), group))
            except json.JSONDecodeError:
                skipped.append(Skipped(number, "不是一行 JSON"))
            except RecursionError:
                skipped.append(Skipped(number, "括号套得太深"))
            except _Unfit as unfit:
                skipped.append(Skipped(number, str(unfit)))
    return found, skipped


class _Unfit(ValueError):
    """JSON, but no case; says why."""


def _case(row: Any, group: str) -> Case:
    if not isinstance(row, dict):
        raise _Unfit("不是 {…}")
    text = row.get("text")
    if not isinstance(text, str):
        raise _Unfit("text 没有写，或不是一句话")
    category = _one_of(row, "category", _KNOWN)
    urgency = _one_of(row, "urgency", set(map(str, Urgency)))
    if row.get("not_request", category == NOT_A_REQUEST) is not (category == NOT_A_REQUEST):
        raise _Unfit(f"not_request 和类别「{category}」对不上")
    tier = _one_of(row, "tier", set(map(str, Tier))) if row.get("tier") else tier_of(category, Urgency(urgency))
    also = row.get("alt") or []
    if not isinstance(also, list) or not all(isinstance(name, str) for name in also):
        raise _Unfit('alt 要写成 ["…", "…"]')
    return Case(text, category, urgency, tier, tuple(also), group)


def _one_of(row: dict[str, Any], key: str, known: set[str]) -> str:
    said = row.get(key)
    if not isinstance(said, str) or said not in known:
        raise _Unfit(f"{key} 没有写" if said is None else f"{key} 不认得「{str(said)[:20]}」")
    return said


def measure(read: Callable[[str], Reading], cases: Iterable[Case], *, in_group: bool = False) -> Figures:
    """`in_group`: said into a group and not to us, where only what sounds like an emergency is answered."""
    judged = [Judged(case, read(case.text)) for case in cases]
    rest = [one for one in judged if one.case.urgency != Urgency.EMERGENCY]
    asked = [one for one in rest if not one.case.noise]
    noise = [one for one in rest if one.case.noise]
    strict = [(one.case.category, one.reading.category) for one in judged]
    lenient = [(one.case.category, _kindly(one)) for one in judged]
    return Figures(
        count=len(judged),
        macro_f1=_macro_f1(strict),
        lenient_macro_f1=_macro_f1(lenient),
        right=sum(wanted == got for wanted, got in strict),
        lenient=sum(wanted == got for wanted, got in lenient),
        right_tier=sum(one.case.tier == one.reading.tier for one in judged),
        right_urgency=sum(one.case.urgency == one.reading.urgency for one in judged),
        emergencies=len(judged) - len(rest),
        requests=len(asked),
        chatter=len(noise),
        missed=tuple(one for one in judged if one.case.urgency == Urgency.EMERGENCY and not _alarmed(one)),
        false_requests=tuple(filter(_alarmed, asked)),
        false_chatter=tuple(filter(_alarmed, noise)),
        needless=tuple(one for one in noise if (_alarmed(one) if in_group else not one.reading.not_request)),
        unclear=tuple(one for one in judged if one.reading.unclear),
        confusions=_confusions(strict),
    )


def _alarmed(one: Judged) -> bool:
    return one.reading.alarming


def _kindly(one: Judged) -> str:
    return one.case.category if one.reading.category in one.case.also else one.reading.category


def _confusions(pairs: Sequence[tuple[str, str]]) -> tuple[Confusion, ...]:
    wrong = Counter(pair for pair in pairs if pair[0] != pair[1])
    return tuple(Confusion(*pair, times) for pair, times in sorted(wrong.items(), key=lambda one: (-one[1], one[0])))


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean F1 over the categories that occur among the wanted ones."""
    hit = Counter(wanted for wanted, got in pairs if wanted == got)
    wanted_of, got_of = Counter(wanted for wanted, _ in pairs), Counter(got for _, got in pairs)
    scores = [2 * hit[name] / (wanted_of[name] + got_of[name]) for name in wanted_of]
    return sum(scores) / len(scores) if scores else 0.0
