"""说明: what became of every word of a text, for those who ask why it was read as it was.

`Reading.evidence` says what counted; here are also the frames that would have counted and were muted, and what was
denied. Slower than classifying: nobody waits for it but a person.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.classify import Classifier
from nlp.clauses import Clause, Hit
from nlp.frames import FrameTable, Match, suppress
from nlp.intent import Reading
from nlp.lexicon import Lexicon, Suppressor
from nlp.normal import READ_WHOLE, Normal


class Word(NamedTuple):
    """A word as it was sent, at `start:end` of the text."""

    text: str
    start: int
    end: int


class Silenced(NamedTuple):
    """框架凑齐了，却不作数: the frame, its words, the suppressors and the words that brought them."""

    frame: str
    category: str
    words: tuple[Word, ...]
    by: tuple[str, ...]
    because: tuple[Word, ...]


class Explanation(NamedTuple):
    text: str
    reading: Reading
    silenced: tuple[Silenced, ...]
    denied: tuple[Word, ...]
    unread: int  # letters of a very long text that nobody looked at


def explain(classifier: Classifier, text: str) -> Explanation:
    """Never raises on any str."""
    normal, found = classifier.normalise(text), classifier.clauses(text)
    lexicon = classifier.lexicon
    return Explanation(
        text=text,
        reading=classifier.classify(text),
        denied=tuple(_words(normal, _denied(found, lexicon))),
        silenced=tuple(_silenced(normal, found, lexicon)),
        unread=len(text) - len(set(normal.origins or ())) if len(text) > READ_WHOLE else 0,
    )


def _words(normal: Normal, hits: Sequence[Hit]) -> Iterator[Word]:
    for start, end in dict.fromkeys((start, end) for start, end, _ in hits):
        first, last = normal.span(start, end)
        yield Word(normal.sent[first:last], first, last)


def _denied(found: Sequence[Clause], lexicon: Lexicon) -> list[Hit]:
    deniable = lexicon.marks.deniable
    return [hit for clause in found for hit in clause.hits if hit[2][0] & deniable & clause.denied]


def _silenced(normal: Normal, found: Sequence[Clause], lexicon: Lexicon) -> Iterator[Silenced]:
    table, seen, denied = FrameTable(lexicon.frames), 0, 0
    for clause in found:
        seen, denied = seen | clause.cues, denied | clause.denied
    loud = table.matches(found, seen, denied)
    active = suppress(found, seen, lexicon.suppressors)
    heard = {match.frame.name for match in table.matches(found, seen, denied)}
    for match in loud:
        if match.frame.name not in heard:
            yield _muted(match, normal, found, active)


def _muted(match: Match, normal: Normal, found: Sequence[Clause], active: Sequence[Suppressor]) -> Silenced:
    by = [one for one in active if one.cue & ~match.frame.despite]
    reasons = 0
    for one in by:
        reasons |= one.cue
    because = [hit for clause in found for hit in clause.hits if hit[2][0] & reasons]
    return Silenced(
        frame=match.frame.name,
        category=match.frame.category,
        words=tuple(_words(normal, match.hits)),
        by=tuple(one.name for one in by),
        because=tuple(_words(normal, because)),
    )
