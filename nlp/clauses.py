"""分句: the words of a message by clause, with what was denied and which matter each clause belongs to."""

from collections.abc import Sequence

from nlp.wordpool import DENIABLE, END, NEGATOR, TURN, Entry, Marks

_DENIES = 2  # letters: how far a negation reaches beyond itself

Hit = tuple[int, int, Entry]  # a word of the dictionary at `start:end` of the normalised text


class Clause:
    """Its words, the classes seen, those seen behind a negation, the suppressors that reach it, and where it stands."""

    __slots__ = ("cues", "denied", "end", "hits", "matter", "muted", "start")

    def __init__(self, start: int = 0, matter: int = 0) -> None:
        self.hits: list[Hit] = []
        self.cues = self.denied = self.muted = 0
        self.start, self.end, self.matter = start, start, matter


def clauses(hits: Sequence[Hit], length: int, marks: Marks) -> list[Clause]:
    """At least one. A clause ends at a mark, and before a word that turns (但是) or begins another matter (还有)."""
    clause, negated_until, also = Clause(), -1, marks.also
    found = [clause]
    for hit in hits:
        start, end, (cues, _, part) = hit
        if part & (END | TURN):
            if clause.hits:
                _close(clause, start, marks.final)
                found.append(clause := Clause(start, clause.matter))
            elif cues & also:  # 「，还有我妈……」；「钱还有一部分没报」不是另一件
                clause.matter, clause.start = clause.matter + 1, end
            if not cues:
                continue
        if part & DENIABLE and start <= negated_until:
            clause.denied |= cues
        else:
            clause.cues |= cues
        if part & NEGATOR:
            negated_until = end + _DENIES
        clause.hits.append(hit)
    _close(clause, length, marks.final)
    return found


def _close(clause: Clause, end: int, final: int) -> None:
    """A particle of `final` asks only as the last word."""
    clause.end = end
    if clause.cues & final and not (clause.hits[-1][1] == end and clause.hits[-1][2][0] & final):
        clause.cues &= ~final
