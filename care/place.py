"""地方与岗位: a tree of places in 2 to 5 levels, and the posts that sit on its nodes. All names are configuration."""

from collections.abc import Iterable
from dataclasses import dataclass

from care.category import Tier


@dataclass(frozen=True, slots=True)
class Place:
    """One node. `level` counts from 0 at the ground (片区); `chain` is itself, its parent, and so on to the root."""

    id: int
    key: str
    name: str
    level: int
    chain: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """岗位: a desk at every place of one level. `takes` are the taxonomy's tiers it answers for here.

    `ladder`: it stands on the way up (网格员 → 村社工 → 社工站 → 民政办); the village committee stands beside it.
    `sealed`: its holders may read abuse, violence and self-harm matters (`docs/care-rules.md` §4).
    `alarm`: its holders are called at once when a life is in danger.
    """

    name: str
    level: int
    takes: frozenset[Tier]
    ladder: bool = True
    sealed: bool = False
    alarm: bool = True


@dataclass(frozen=True, slots=True)
class Structure:
    """层级: the levels' names from the ground up, and the posts in ladder order."""

    levels: tuple[str, ...]
    posts: tuple[Post, ...]

    def post(self, name: str) -> Post | None:
        return next((post for post in self.posts if post.name == name), None)

    def takes(self, tier: Tier) -> Post:
        """The post that answers for a tier here; where nobody does, the lowest rung of the ladder."""
        return next((post for post in self.posts if tier in post.takes), self.ladder[0])

    @property
    def ladder(self) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.ladder)

    def above(self, name: str) -> Post | None:
        """The next rung: the first ladder post after this one in order, on its level or higher."""
        post = self.post(name)
        if post is None:
            return self.ladder[0]
        rungs = self.ladder
        if post in rungs:
            after = rungs.index(post) + 1
            return rungs[after] if after < len(rungs) else None
        return next((rung for rung in rungs if rung.level > post.level), None)


def named(structure: Structure, said: str) -> Post | None:
    """The post somebody means by 「社工站」「村委」「民政」: an exact name first, then the one that contains it."""
    exact = structure.post(said)
    if exact is not None or not said:
        return exact
    found = [post for post in structure.posts if said in post.name or post.name in said]
    return found[0] if len(found) == 1 else None


def faults(structure: Structure) -> list[str]:
    """What is wrong with a configured structure, in clear sentences; empty when it can be used."""
    found = []
    if not 2 <= len(structure.levels) <= 5:
        found.append(f"层级要有 2 到 5 层，现在是 {len(structure.levels)} 层。")
    if not structure.ladder:
        found.append("至少要有一个岗位在上报的路上（ladder = true）。")
    if not any(post.sealed and post.ladder for post in structure.posts):
        found.append("没有岗位看得到侵害、家暴、轻生这类保密的事，请给村社工或社工站写上 sealed = true。")
    found += [f"岗位名「{name}」写了两次，请改掉一个。" for name in _twice(post.name for post in structure.posts)]
    for tier in (Tier.POINT, Tier.STATION, Tier.GRID, Tier.COMMITTEE):
        if not any(tier in post.takes for post in structure.posts):
            found.append(f"没有岗位接「{tier}」的事，请在某个岗位的 takes 里写上它。")
    return found


def _twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]  # set.add 恒为 None
