"""框架: what was seen in each clause, and which combinations of it mean something."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from care.category import Urgency
from nlp.clauses import Clause, Hit
from nlp.lexicon import Frame, Suppressor

_MUTED = frozenset({Urgency.EMERGENCY, Urgency.URGENT})  # only these are silenced by 过去、影视、演练……


_SIZES = {"分句": 1, "邻句": 3}  # clauses; 整条 is all of them


class Match(NamedTuple):
    frame: Frame
    hits: tuple[Hit, ...]
    denied: bool = False


def suppress(clauses: Sequence[Clause], seen: int, suppressors: Iterable[Suppressor]) -> list[Suppressor]:
    """Mark what each suppressor mutes; returns those that muted something."""
    active = []
    for one in suppressors:
        if seen & one.cue and _mute(clauses, seen, one):
            active.append(one)
    return active


def _mute(clauses: Sequence[Clause], seen: int, one: Suppressor) -> bool:
    reached = list(_reached(clauses, seen, one))
    for clause in reached:
        clause.muted |= one.cue
    return bool(reached)


def _reached(clauses: Sequence[Clause], seen: int, one: Suppressor) -> Iterator[Clause]:
    if one.reach == "整条":
        yield from () if seen & one.lifted_by else clauses
    elif one.reach == "往前":
        last = max(at for at, clause in enumerate(clauses) if clause.cues & one.cue)
        before = clauses[: last + 1]
        yield from () if any(clause.cues & one.lifted_by for clause in before) else before
    else:
        yield from _from_here(clauses, one)


def _from_here(clauses: Sequence[Clause], one: Suppressor) -> Iterator[Clause]:
    """Its own clause; 往后: those behind it too, until one says what lifts it."""
    on = False
    for clause in clauses:
        own = clause.cues & one.cue != 0
        lifted = clause.cues & one.lifted_by != 0
        on = own and not lifted if one.reach == "本句" else own or (on and not lifted)
        if on:
            yield clause


class FrameTable:
    """Frames found by the classes of their first group, so that a message meets only the few it may fit."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._by_cue: dict[int, list[Frame]] = {}
        self._triggers = 0
        for frame in frames:
            self._triggers |= frame.groups[0]
            for bit in _single_bits(frame.groups[0]):
                self._by_cue.setdefault(bit, []).append(frame)

    def matches(self, clauses: Sequence[Clause], seen: int, denied: int) -> list[Match]:
        """Every frame at most once; `seen` and `denied` are the classes of all clauses together."""
        found: dict[str, Match] = {}
        for bit in _single_bits((seen | denied) & self._triggers):
            for frame in self._by_cue[bit]:
                if frame.name not in found and (match := _match(frame, clauses, seen, denied)):
                    found[frame.name] = match
        return list(found.values())


def _match(frame: Frame, clauses: Sequence[Clause], seen: int, denied: int) -> Match | None:
    possible = seen | denied if frame.ask_if_denied else seen
    for group in frame.groups:
        if not possible & group:
            return None
    live = clauses
    if frame.urgency in _MUTED:
        live = [clause for clause in clauses if not clause.muted & ~frame.despite]
    size = _SIZES.get(frame.within, len(live))
    for start in range(max(1, len(live) - size + 1)):
        if _fits(frame, live, start, start + size, with_denied=False):
            return Match(frame, _witnesses(frame, live[start : start + size]))
    if frame.ask_if_denied and _fits(frame, live, 0, len(live), with_denied=True):
        return Match(frame, _witnesses(frame, live), denied=True)
    return None


def _fits(frame: Frame, clauses: Sequence[Clause], start: int, end: int, *, with_denied: bool) -> bool:
    """All groups inside the window; nothing of `unless` in it or in the clauses beside it."""
    cues = _seen(clauses[start:end], with_denied=with_denied)
    if not all(cues & group for group in frame.groups):
        return False
    return not _seen(clauses[max(0, start - 1) : end + 1], with_denied=False) & frame.unless


def _seen(clauses: Sequence[Clause], *, with_denied: bool) -> int:
    cues = 0
    for clause in clauses:
        cues |= clause.cues | (clause.denied if with_denied else 0)
    return cues


def _witnesses(frame: Frame, window: Sequence[Clause]) -> tuple[Hit, ...]:
    wanted = 0
    for group in frame.groups:
        wanted |= group
    return tuple(hit for clause in window for hit in clause.hits if hit[2][0] & wanted)


def _single_bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low
        mask ^= low
