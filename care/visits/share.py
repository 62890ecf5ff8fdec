"""分户: whose house is it today. Areas and workers are many to many; each house is exactly one person's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from care.category import Tier
from care.people import Duty, on_duty
from care.place import Post, Structure

Away = Mapping[int, int | None]
"""Who cannot go today → who stands in for them by name, None for nobody."""

_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Hand:
    """`owner_id` is whose house it is on any other day; the same person unless that one cannot go."""

    person_id: int
    owner_id: int


def rungs(duties: Sequence[Duty], chain: Sequence[int], structure: Structure) -> tuple[tuple[int, ...], ...]:
    """Who visits in an area, then who does when none of them can, up the ladder. Desks nobody holds are left out."""
    found: list[tuple[int, ...]] = []
    post: Post | None = structure.takes(Tier.GRID)
    while post is not None:
        held = dict.fromkeys(duty.person_id for duty in on_duty(duties, post.name, chain))
        found += [tuple(held)] if held else []
        post = structure.above(post.name)
    return tuple(found)


def stand_in(person_id: int, away: Away) -> int | None:
    """Who goes for somebody: A → B → C while each is away; None when the chain ends with nobody or in a ring."""
    passed: set[int] = set()
    at: int | None = person_id
    while at is not None and at in away:
        if at in passed:
            return None
        passed.add(at)
        at = away[at]
    return at


def whose(household_id: int, ladder: Sequence[Sequence[int]], away: Away) -> Hand | None:
    """The one who goes to a house; None only where no desk at all is held.

    First its owner, then who stands in for them, a colleague or a colleague's deputy, the next rung. When really
    everybody is away it stays with its owner: somebody must be asked.
    """
    held = [rung for rung in ladder if rung]
    if not held:
        return None
    owner = _drawn(household_id, held[0])
    for nth, rung in enumerate(held):
        there = stand_in(_drawn(household_id, rung) if nth else owner, away)
        if there is None and (left := _present(rung, away)):
            there = _drawn(household_id, left)
        if there is not None:
            return Hand(there, owner)
    return Hand(owner, owner)


def may_go(ladder: Sequence[Sequence[int]], away: Away) -> frozenset[int]:
    """Everyone to whom `whose` may give a house here, so that nobody else's houses need to be looked at."""
    held = [rung for rung in ladder if rung]
    hands = next((there for rung in held if (there := _present(rung, away))), held[0] if held else ())
    return frozenset(hands)


def _present(rung: Sequence[int], away: Away) -> list[int]:
    """Those of a desk who can go, and those who go for the others."""
    return list({there for one in rung if (there := stand_in(one, away)) is not None})


def _drawn(household_id: int, among: Sequence[int]) -> int:
    """Rendezvous hashing: a worker who comes or goes moves only the houses that become or were theirs."""
    if len(among) == 1:
        return among[0]
    house = _mixed(household_id)
    return max(among, key=lambda one: (_mixed(house ^ one), one))


def _mixed(number: int) -> int:
    """splitmix64: neighbouring numbers far apart, the same on every machine."""
    number = number + 0x9E3779B97F4A7C15 & _MASK
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _MASK
    return number ^ number >> 31
