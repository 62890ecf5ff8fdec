"""学习: example sentences → weights. Multinomial logistic regression over categories and urgencies, in plain Python.

Stochastic gradient steps; at each step a share of the features is left out, so that none is relied on alone, and the
weights of the last rounds of several runs are averaged. The order and what is left out come from fixed seeds: the
same examples give the same weights.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from care.category import Urgency
from nlp.weights import LABELS, URGENCIES, WIDE

_ROUNDS, _AVERAGED = 12, 8
_RATE = 1.5
_LEFT_OUT = 0.2
_SEEN = 2  # a feature seen in fewer examples is not kept
_SEEDS = (7, 11, 13)
_FINE = 1000  # while learning, a weight counts in thousandths
_URGENCIES_AT = len(LABELS)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One example as features. `category` "" or `urgency` None: not known; `calm`: known only not to be 紧急."""

    features: frozenset[str]
    category: str = ""
    urgency: Urgency | None = None
    calm: bool = False


@dataclass(slots=True)
class _Step:
    features: list[str]
    category: int
    urgency: int
    calm: bool


def learn(lessons: Sequence[Lesson]) -> dict[str, tuple[int, ...]]:
    """Feature → weights by lane (`nlp.weights`). About three seconds for a thousand examples."""
    sizes = _sizes(lessons)
    steps = [_step(lesson, sizes) for lesson in lessons]
    together = dict.fromkeys(sizes, 0)
    for seed in _SEEDS:
        for name, packed in _learnt(sizes, steps, random.Random(seed)).items():  # noqa: S311  # 打乱次序，不是密码
            together[name] += packed
    return {name: _averaged(packed, sizes[name]) for name, packed in together.items()}


def _learnt(sizes: dict[str, int], steps: list[_Step], chance: random.Random) -> dict[str, int]:
    """The weights of the last rounds added up."""
    table, together = dict.fromkeys(sizes, 0), dict.fromkeys(sizes, 0)
    for number in range(_ROUNDS):
        chance.shuffle(steps)
        for step in steps:
            _climb(table, sizes, step, chance)
        if number >= _ROUNDS - _AVERAGED:
            for name, packed in table.items():
                together[name] += packed
    return together


def _averaged(packed: int, size: int) -> tuple[int, ...]:
    weights = [round(weight / (_AVERAGED * len(_SEEDS) * _FINE)) for weight in WIDE.unpack(packed)[:-1]]
    return (*weights, size)


def _sizes(lessons: Sequence[Lesson]) -> dict[str, int]:
    """The squared size of each feature: the rarer, the larger."""
    seen = Counter(name for lesson in lessons for name in sorted(lesson.features))
    return {name: round((1 + math.log(len(lessons) / n)) ** 2) for name, n in seen.items() if n >= _SEEN}


def _step(lesson: Lesson, sizes: dict[str, int]) -> _Step:
    return _Step(
        features=sorted(name for name in lesson.features if name in sizes),
        category=LABELS.index(lesson.category) if lesson.category else -1,
        urgency=URGENCIES.index(lesson.urgency) if lesson.urgency else -1,
        calm=lesson.calm,
    )


def _climb(table: dict[str, int], sizes: dict[str, int], step: _Step, chance: random.Random) -> None:
    draw = chance.random
    kept = [name for name in step.features if draw() > _LEFT_OUT]
    if not kept:
        return
    size = math.sqrt(sum(map(sizes.__getitem__, kept)))
    sums = WIDE.unpack(sum(map(table.__getitem__, kept)))
    scale = 1 / (size * _FINE)
    errors = _errors([value * scale for value in sums[:-1]], step)
    change = WIDE.pack([int(_RATE * _FINE / size * error) for error in errors])
    if change:
        for name in kept:
            table[name] += change * sizes[name]


def _errors(values: list[float], step: _Step) -> list[float]:
    categories = _softmax(values[:_URGENCIES_AT])
    urgencies = _softmax(values[_URGENCIES_AT:])
    if step.category >= 0:
        errors = [-share for share in categories]
        errors[step.category] += 1
    else:
        errors = [0.0] * _URGENCIES_AT
    if step.urgency >= 0:
        urgent = [-share for share in urgencies]
        urgent[step.urgency] += 1
    elif step.calm:
        urgent = _calmed(urgencies)
    else:
        urgent = [0.0] * len(urgencies)
    return errors + urgent


def _calmed(urgencies: list[float]) -> list[float]:
    """Away from 紧急, towards the others as likely as each is."""
    alarm, rest = urgencies[0], max(1e-9, 1 - urgencies[0])
    return [-alarm, *(alarm * share / rest for share in urgencies[1:])]


def _softmax(values: Iterable[float]) -> list[float]:
    values = list(values)
    most = max(values)
    shares = [math.exp(value - most) for value in values]
    total = sum(shares)
    return [share / total for share in shares]
