"""词池: gathers what every file says about a word, and what long words take from their parts."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from care.category import NOT_A_REQUEST

STRENGTHS = {"name": 30, "sure": 8, "strong": 5, "plain": 3, "weak": 1}
_TELLING = 3  # letters: a part that keeps its meaning inside a word of a cue file
_ENDINGS = frozenset("了咗啊啦")
ENDS = tuple(' \n\t\r,，.。!！?？;；:：…~～、"“”()（）|/\\')  # what ends a clause
END, TURN, NEGATOR, DENIABLE = 1, 2, 4, 8
_PART = re.compile(r"\(([^()]*)\)|<([^<>]*)>")


class WordsWrong(ValueError):
    """词库写错了: names the file, the line, the entry and what is the matter."""


# One word: the cue classes it belongs to (bits), what it says for categories, its part in the grammar of a clause.
Entry = tuple[int, tuple[tuple[str, int], ...], int]


class Marks(NamedTuple):
    """Classes with a part in the grammar of a clause."""

    negator: int  # 否定词: what follows at once is denied
    deniable: int  # what a negation can deny
    guarded: int  # 说「没有」也不算没事的：一定要有人去看
    turn: int  # 转折词: a new clause begins without punctuation
    also: int  # 另一件: a new clause begins, and with it another matter
    final: int  # asks only as the last word of its clause
    hiding: int  # 吞词: says nothing of its parts
    quiet: int  # never heard inside a longer word
    people: int  # heard inside every longer word


def _part(cues: int, marks: Marks) -> int:
    part = TURN if cues & (marks.turn | marks.also) else 0
    if cues & marks.negator:
        part |= NEGATOR
    return part | DENIABLE if cues & marks.deniable else part


def expand(pattern: str, short: Mapping[str, str]) -> Iterator[str]:
    """「<没>(米|饭)」 → every word it stands for."""
    pieces, at = [], 0
    for part in _PART.finditer(pattern):
        pieces += [[pattern[at : part.start()]], _choices(part, short)]
        at = part.end()
    for choice in product(*pieces, [pattern[at:]]):
        yield "".join(choice)


def _choices(part: re.Match[str], short: Mapping[str, str]) -> list[str]:
    if part[1] is not None:
        return part[1].split("|")
    if part[2] not in short:
        raise WordsWrong(f"short.toml 里没有 <{part[2]}>")
    return short[part[2]].split("|")


class WordPool:
    """`fold` writes a word as it stands in a normalised text (繁体、方言 in their plain form)."""

    def __init__(self, short: Mapping[str, str], fold: Callable[[str], str]) -> None:
        self.cues: dict[str, int] = {}
        self._short = short
        self._fold = fold
        self._bits: dict[str, int] = {}
        self._scores: dict[str, dict[str, int]] = {}
        self._plain: set[str] = set()

    def take_cue(self, name: str, words: str) -> None:
        bit = self.cues.setdefault(name, 1 << len(self.cues))
        for word in self._expanded(words):
            self._bits[word] = self._bits.get(word, 0) | bit

    def take_category(self, category: str, weight: int, words: str) -> None:
        for word in self._expanded(words):
            scores = self._scores.setdefault(word, {})
            scores[category] = max(scores.get(category, 0), weight)

    def take_homophone(self, heard: str, meant: str) -> bool:
        """Whether `meant` is a word at all."""
        meant = self._fold(meant)
        self._bits[heard] = self._bits.get(meant, 0)
        self._scores[heard] = self._scores.get(meant, {})
        return meant in self._bits or meant in self._scores

    def entries(self, marks: Marks) -> dict[str, Entry]:
        """Every word, and the marks that end a clause."""
        self._inherit(marks)
        self._drop_endings()
        bits, scores = self._bits, self._scores
        found: dict[str, Entry] = {}
        for word in dict.fromkeys((*bits, *scores, *ENDS)):
            cues = bits.get(word, 0)
            part = _part(cues, marks) | (END if word in ENDS else 0)
            found[word] = (cues, tuple(scores[word].items()) if word in scores else (), part)
        return found

    def _inherit(self, marks: Marks) -> None:
        """A long word must not hide what its parts say: 「我奶奶」 is 老人 though only a category lists it.

        Words of `hiding` classes and of 非诉求 are there to hide their parts; a pattern says all it means.
        Shorter words come first, so that a part has already taken from its own parts.
        """
        bits, scores, listed = self._bits, self._scores, set(self._bits)
        for word, parts in self._compounds(marks.hiding):
            cues, silent = bits.get(word, 0), word not in scores
            for part in parts:
                telling = word not in listed or len(part) >= _TELLING
                cues |= bits.get(part, 0) & (~marks.quiet if telling else marks.people)
                if silent and len(part) > 1 and NOT_A_REQUEST not in (lent := scores.get(part, {})):
                    scores[word] = scores.get(word, {}) | lent
            bits[word] = cues

    def _drop_endings(self) -> None:
        """「流血了」 says no more than 「流血」, and would cut 「耳朵流血了」 in the wrong place."""
        bits, scores = self._bits, self._scores
        for word in [word for word in bits if word[-1] in _ENDINGS and len(word) > 2]:
            stem = word[:-1]
            if bits[word] == bits.get(stem) and scores.get(word) == scores.get(stem):
                del bits[word]
                scores.pop(word, None)

    def _compounds(self, hiding: int) -> Iterator[tuple[str, list[str]]]:
        known = {*self._bits, *self._scores}
        for word in sorted(self._plain, key=len):
            if len(word) == 1 or self._bits.get(word, 0) & hiding:
                continue
            if NOT_A_REQUEST not in self._scores.get(word, ()):
                yield word, _parts(word, known)

    def _expanded(self, words: str) -> Iterator[str]:
        for pattern in words.split():
            if "(" in pattern or "<" in pattern:
                yield from map(self._fold, expand(pattern, self._short))
            else:
                word = self._fold(pattern)
                self._plain.add(word)
                yield word


def _parts(word: str, known: set[str]) -> list[str]:
    """The longest known words inside `word`, from the left, not `word` itself; single letters between."""
    parts, start, last = [], 0, len(word)
    end = last - 1
    while start < last:
        while end > start + 1 and word[start:end] not in known:
            end -= 1
        parts.append(word[start:end])
        start, end = end, last
    return parts
