"""归类: one text → category, urgency, tier, what is needed, and the words that say so."""

from collections.abc import Iterable, Sequence

from nlp import automaton
from nlp.automaton import Automaton
from nlp.clauses import Clause, clauses
from nlp.frames import FrameTable, Match, suppress
from nlp.intent import Need, Reading
from nlp.lexicon import Lexicon, Suppressor, load
from nlp.normal import Normal, Normaliser
from nlp.segment import Segmenter
from nlp.verdict import HASTE, Verdict, whole
from nlp.weights import Weights

_SHORT = 12  # longer than this is never one of the words that only count alone


class Classifier:
    """Built once from the word files, in memory; then only reads, so threads may share it."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon or load()
        lexicon = self.lexicon
        self.normalise = Normaliser(lexicon.fold, lexicon.dialect, lexicon.alarms, lexicon.pictures)
        self._plain = Segmenter(lexicon.entries, lexicon.prefixes)
        self.pieces = self._plain.pieces
        self._frames = FrameTable(lexicon.frames)
        self._suppressors = lexicon.suppressors
        self._suppressing = _union(one.cue for one in lexicon.suppressors)
        self._marks, self._alone = lexicon.marks, lexicon.alone
        self._weights = Weights(lexicon.weights, lexicon.cues)

    def accelerate(self) -> "Classifier":
        """The same answers somewhat sooner, where `ahocorasick_rs` is installed; takes 0.1 s. Returns itself."""
        if automaton.AVAILABLE:
            self.pieces = Automaton(self.lexicon.entries, self._plain).pieces
            self.normalise.accelerate(automaton.finder)
            self._weights.accelerate(automaton.standing)
        return self

    def frames_in(self, text: str) -> tuple[str, ...]:
        """Names of all frames a text fits, whatever became of them: for those who edit the words."""
        found = self.clauses(text)
        return tuple(match.frame.name for match in self._matched(found)[0])

    def clauses(self, text: str) -> list[Clause]:
        """The words found in a text, by clause."""
        return self._cut(self.normalise(text).text)

    def _cut(self, text: str) -> list[Clause]:
        return clauses(self.pieces(text), len(text), self._marks)

    def classify(self, text: str, *, to_us: bool | None = None) -> Reading:
        """Never raises on any str. `to_us`: said in private or by name; False: into a busy group; None: not known."""
        normal = self.normalise(text)
        said = normal.text
        if len(said) < _SHORT and "".join(filter(str.isalnum, said)) in self._alone:
            return whole(text)
        found = self._cut(said)
        reading = self._verdict(normal, found, to_us)
        return reading if not found[-1].matter else self._several(normal, found, reading, to_us)

    def _verdict(self, normal: Normal, found: Sequence[Clause], to_us: bool | None) -> Reading:
        return Verdict(normal, found, *self._matched(found), self.lexicon, self._weights, to_us).reading()

    def _several(self, normal: Normal, found: Sequence[Clause], reading: Reading, to_us: bool | None) -> Reading:
        """「路灯坏了 还有我妈想办残疾证」: each matter is read by itself; the most urgent, then the first, leads."""
        parts = []
        for matter in range(found[-1].matter + 1):
            own = [clause for clause in found if clause.matter == matter]
            if own:
                part = normal.part(own[0].start, own[-1].end)
                parts.append((self._verdict(part, self._cut(part.text), to_us), part))
        needs = sorted(((one, part) for one, part in parts if one.needs), key=lambda need: HASTE[need[0].urgency])
        if not needs or (reading.alarming and not needs[0][0].alarming) or len({one.category for one, _ in needs}) == 1:
            return needs[0][0] if needs and not reading.needs else reading
        return needs[0][0]._replace(needs=_together(needs))

    def _matched(self, found: Sequence[Clause]) -> tuple[list[Match], list[Suppressor]]:
        seen = denied = 0
        for clause in found:
            seen |= clause.cues
            denied |= clause.denied
        active = suppress(found, seen, self._suppressors) if seen & self._suppressing else []
        return self._frames.matches(found, seen, denied), active


def _together(needs: Iterable[tuple[Reading, Normal]]) -> tuple[Need, ...]:
    """Most urgent first, a category once; the first need of each matter with the words it was told in."""
    told: dict[str, Need] = {}
    for reading, part in needs:
        first, *others = reading.needs
        told.setdefault(first.category, first._replace(words=part.said))
        for need in others:
            told.setdefault(need.category, need)
    return tuple(sorted(told.values(), key=lambda need: HASTE[need.urgency]))


def _union(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together
