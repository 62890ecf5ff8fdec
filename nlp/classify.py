"""归类: one text → category, urgency, tier and the words that say so."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from care.category import NOT_A_REQUEST, UNSORTED, Tier, Urgency, tier_of
from nlp.frames import Clause, FrameTable, Match, suppress
from nlp.intent import Evidence, Reading
from nlp.lexicon import WORDS, Suppressor, load
from nlp.normal import Normal, Normaliser
from nlp.segment import Segmenter

_ENDS = frozenset(' \n\t\r,，.。!！?？;；:：…~～、"“”()（）|/\\')
_PICTURE = "\U0001f000"  # 表情 stand from here upwards; they end a clause
_DENIED = "（否定，问人）"
_ALARM = "突发困难"  # a cry for help that says nothing of what happened
_DENIES = 2  # letters: how far a negation reaches beyond itself
_ENOUGH = 3  # a category needs one plain word; weak words only tip the balance
_GREETING = 4  # characters: shorter than this without any evidence is a sound, not a wish
_MOST_EVIDENCE = 12
_SHORT = 12  # longer than this is never one of the words that only count alone


class Classifier:
    """Built once from the word files, in memory; then only reads, so threads may share it."""

    def __init__(self, words: Path | None = None) -> None:
        lexicon = load(words or WORDS)
        self._normalise = Normaliser(lexicon.fold, lexicon.alarms)
        self._segmenter = Segmenter(lexicon.entries)
        self._entries = lexicon.entries
        self._frames = FrameTable(lexicon.frames)
        self._suppressors = lexicon.suppressors
        self._suppressing = _union(one.cue for one in lexicon.suppressors)
        self._marks, self._alone, self._usual = lexicon.marks, lexicon.alone, lexicon.usual

    def frames_in(self, text: str) -> tuple[str, ...]:
        """Names of all frames a text fits, whatever became of them: for those who edit the words."""
        clauses = self._clauses(self._normalise(text).text)
        return tuple(match.frame.name for match in self._matched(clauses)[0])

    def classify(self, text: str) -> Reading:
        """Never raises on any str."""
        normal = self._normalise(text)
        if len(normal.text) < _SHORT and "".join(filter(str.isalnum, normal.text)) in self._alone:
            return Reading(NOT_A_REQUEST, Urgency.NONE, Tier.NONE, True, _whole(text))
        clauses = self._clauses(normal.text)
        return _Verdict(normal, clauses, *self._matched(clauses), self._usual).reading()

    def _matched(self, clauses: Sequence[Clause]) -> tuple[list[Match], list[Suppressor]]:
        seen = _union(clause.cues for clause in clauses)
        denied = _union(clause.denied for clause in clauses)
        active = suppress(clauses, seen, self._suppressors) if seen & self._suppressing else []
        return self._frames.matches(clauses, seen, denied), active

    def _clauses(self, text: str) -> list[Clause]:
        clause = Clause()
        clauses, start, negated_until, last = [clause], 0, -1, len(text)
        entries, ends, marks = self._entries, self._segmenter.ends(text), self._marks
        while start < last:
            end = ends[start]
            word = text[start:end]
            if (entry := entries.get(word)) is None:
                if (word in _ENDS or word >= _PICTURE) and clause.hits:
                    clauses.append(clause := clause.closed(start, marks.final))
            else:
                cues = entry.cues
                if cues & marks.turn and clause.hits:
                    clauses.append(clause := clause.closed(start, marks.final))
                if cues & marks.deniable and start <= negated_until:
                    clause.denied |= cues
                else:
                    clause.cues |= cues
                if cues & marks.negator:
                    negated_until = end + _DENIES
                clause.hits.append((start, end, entry))
            start = end
        clause.closed(last, marks.final)
        return clauses


class _Verdict:
    """What was found in one text, weighed once."""

    def __init__(
        self,
        normal: Normal,
        clauses: Sequence[Clause],
        matches: Sequence[Match],
        active: Sequence[Suppressor],
        usual: Mapping[str, Urgency],
    ) -> None:
        self._normal = normal
        self._clauses = clauses
        self._matches = matches
        self._active = active
        self._usual = usual
        self._scores = _scores(clauses, matches, active)

    def reading(self) -> Reading:
        alarms = [m for m in self._matches if m.frame.urgency is Urgency.EMERGENCY and not m.denied]
        if alarms:
            worst = max(alarms, key=lambda m: (m.frame.score, self._scores.get(m.frame.category, 0)))
            return self._said(worst.frame.category or self._likeliest() or _ALARM, Urgency.EMERGENCY)
        if max(self._scores.values(), default=0) < _ENOUGH:
            return self._silent()
        category = max(self._scores, key=lambda name: (self._scores[name], name != NOT_A_REQUEST))
        if category == NOT_A_REQUEST:
            return self._said(category, Urgency.NONE)
        return self._said(category, self._urgency(category))

    def _likeliest(self) -> str:
        """The category a bare cry for help is about, as far as its words tell."""
        needs = {name: score for name, score in self._scores.items() if name != NOT_A_REQUEST}
        return max(needs, key=needs.__getitem__, default="")

    def _urgency(self, category: str) -> Urgency:
        """优先 before 咨询 before 普通; a denied danger is 优先: a person must look."""
        said = {m.frame.urgency for m in self._matches if not m.frame.when or category in m.frame.when}
        if Urgency.URGENT in said or any(m.denied for m in self._matches):
            return Urgency.URGENT
        if Urgency.QUESTION in said:
            return Urgency.QUESTION
        return self._usual.get(category, Urgency.ROUTINE)

    def _silent(self) -> Reading:
        """No evidence: a sound is chatter, words are somebody's and must be looked at."""
        spoken = sum(1 for letter in self._normal.text if letter.isalpha())
        if spoken < _GREETING:
            return self._said(NOT_A_REQUEST, Urgency.NONE)
        return Reading(UNSORTED, Urgency.ROUTINE, tier_of(UNSORTED, Urgency.ROUTINE), False, (), unclear=True)

    def _said(self, category: str, urgency: Urgency) -> Reading:
        none = category == NOT_A_REQUEST
        return Reading(category, urgency, tier_of(category, urgency), none, tuple(self._evidence(category, urgency)))

    def _evidence(self, category: str, urgency: Urgency) -> list[Evidence]:
        """The frames that spoke for this first, then the words of the category, then what was suppressed."""
        told: dict[tuple[int, int, str], None] = {}
        for frame, hits, denied in self._matches:
            if not (denied or frame.speaks_for(category, urgency)):
                continue
            rule = f"{frame.category or category}/{frame.name}{_DENIED if denied else ''}"
            for start, end, _ in hits:
                told[start, end, rule] = None
        rule, hushed = f"{category}/词", _union(one.cue for one in self._active)
        for clause in self._clauses:
            for start, end, entry in clause.hits:
                for name, _ in entry.scores:
                    if name == category:
                        told[start, end, rule] = None
                if entry.cues & hushed:
                    told |= {(start, end, f"抑制/{one.name}"): None for one in self._active if entry.cues & one.cue}
        return [self._shown(*what) for what in list(told)[:_MOST_EVIDENCE]]

    def _shown(self, start: int, end: int, rule: str) -> Evidence:
        first, last = self._normal.span(start, end)
        return Evidence(self._normal.sent[first:last], first, last, rule)


def _scores(clauses: Iterable[Clause], matches: Iterable[Match], active: Iterable[Suppressor]) -> dict[str, int]:
    scores: dict[str, int] = {}
    for clause in clauses:
        for hit in clause.hits:
            for name, weight in hit[2].scores:
                scores[name] = scores.get(name, 0) + weight
    for match in matches:
        if match.frame.category and match.frame.score:
            scores[match.frame.category] = scores.get(match.frame.category, 0) + match.frame.score
    for one in active:
        if one.chat:
            scores[NOT_A_REQUEST] = scores.get(NOT_A_REQUEST, 0) + one.chat
    return scores


def _whole(text: str) -> tuple[Evidence, ...]:
    start = len(text) - len(text.lstrip())
    said = text.strip()
    return (Evidence(said, start, start + len(said), f"{NOT_A_REQUEST}/整句"),)


def _union(masks: Iterable[int]) -> int:
    together = 0
    for mask in masks:
        together |= mask
    return together
