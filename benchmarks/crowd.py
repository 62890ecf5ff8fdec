"""The plan of a round: who says what, and which of it the platform will send twice."""

import itertools
import random
import time
from dataclasses import dataclass

from benchmarks.words import CHAT, ENDINGS, NEEDS, OPENINGS, QUESTIONS

REPEATS = 0.05
NOT_BEFORE = 64  # a repeat comes at least so many messages after the first: two connections' worth
FEWEST_PEOPLE = 100

_ids = itertools.count(time.time_ns() // 1000 * 1000)


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the plan; a repeat is the same object once more."""

    id: str
    sender: str
    text: str
    need: bool


def plan(count: int, *, seed: int, repeats: float = REPEATS) -> list[Said]:
    """`count` messages by openids nobody has used before, about two each. Texts differ: nothing can be cached."""
    dice = random.Random(seed)
    people = max(FEWEST_PEOPLE, count // 2)
    crowd = f"oBench{next(_ids):019d}"[:25]
    said: list[Said] = []
    for index in range(count):
        if index >= NOT_BEFORE and dice.random() < repeats:
            said.append(said[dice.randrange(index - NOT_BEFORE + 1)])
        else:
            said.append(_one(dice, f"{crowd}{dice.randrange(people):05d}"))
    return said


def _one(dice: random.Random, sender: str) -> Said:
    kind = dice.random()
    if kind < 0.70:
        text = dice.choice(OPENINGS) + dice.choice(NEEDS) + dice.choice(ENDINGS)
    elif kind < 0.85:
        text = dice.choice(OPENINGS[:5]) + dice.choice(QUESTIONS)
    else:
        text = dice.choice(CHAT)
    return Said(str(next(_ids)), sender, text, kind < 0.70)
