"""分量: what the example sentences taught about every piece of a text, added up in one sum.

A text is seen as a set of features: its pieces of one to three letters, the cue classes and the categories of the
words found in it, and its length. Each feature carries one weight for every category and every urgency. The 35 weights
of a feature stand side by side in one integer (a lane of 32 bits each, signed by borrowing from the next), so that
adding up a text is one `sum` of integers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import add
from struct import Struct

from care.category import CATEGORIES, NOT_A_REQUEST, Urgency
from nlp.clauses import Clause
from nlp.wordpool import ENDS

LABELS = (*CATEGORIES, NOT_A_REQUEST)
URGENCIES = tuple(Urgency)
LANES = len(LABELS) + len(URGENCIES) + 1  # the last lane adds up the squared sizes of the features
_LONGEST = 6  # longest step of the length feature, five letters a step
CUE, CATEGORY, LENGTH = "\x01", "\x02", "\x03"  # what a feature that is no piece begins with
TELLING = 5  # points: a word that says less about a category is no feature
_AT_ONCE = 100  # features: the sums of more could outgrow their lanes


class Lanes:
    """How weights are packed: every lane signed but the last. `bits` is 16 or 32."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._half = 1 << (bits - 1)
        self._mask = (1 << bits) - 1
        self._unpack = Struct(f"<{LANES}{'H' if bits == 16 else 'I'}").unpack
        self._bytes = LANES * bits // 8
        self._bias = self.pack([self._half] * (LANES - 1))

    def pack(self, weights: Sequence[int]) -> int:
        """Weights by lane as one integer; those not given are nothing."""
        packed = 0
        for weight in reversed(weights):
            packed = (packed << self._bits) + weight
        return packed

    def unpack(self, packed: int) -> list[int]:
        """The weights by lane."""
        *signed, size = self._unpack((packed + self._bias).to_bytes(self._bytes, "little"))
        half = self._half
        return [lane - half for lane in signed] + [size]

    def one(self, packed: Iterable[int], number: int) -> list[int]:
        """The weight of one lane in each."""
        bias, shift, mask, half = self._bias, number * self._bits, self._mask, self._half
        return [(weights + bias >> shift & mask) - half for weights in packed]


WIDE, NARROW = Lanes(32), Lanes(16)  # to learn, to read

_SPACES = dict.fromkeys((ord(mark) for mark in ENDS if mark not in "!！?？"), " ")  # ends a clause, says no more


def pieces(text: str) -> set[str]:
    """Every piece of one to three letters of a normalised text; a space stands before and behind it."""
    framed = _framed(text)
    pairs = list(map(add, framed, framed[1:]))
    return set(chain(framed, pairs, map(add, pairs, framed[2:])))


def _framed(text: str) -> str:
    return f" {text.translate(_SPACES).strip()} "


def length(text: str) -> int:
    """How long a normalised text is, in steps of five letters."""
    return min(_LONGEST, (len(text.strip()) + 2) // 5)


# words → a text → the numbers of the words that stand anywhere in it (`nlp.automaton.standing`)
Standing = Callable[[Sequence[str]], Callable[[str], set[int]]]


class Weights:
    """`table` is feature → weights packed in `NARROW` lanes; `cues` says which bit is which cue class."""

    def __init__(self, table: Mapping[str, int], cues: Mapping[str, int]) -> None:
        self._table = table
        self._packed: Callable[[str], list[int]] = lambda text: list(filter(None, map(table.get, pieces(text))))
        self._named: Callable[[str], list[str]] = lambda text: list(filter(table.__contains__, pieces(text)))
        self._cues = {bit: table[CUE + name] for name, bit in cues.items() if CUE + name in table}
        self._known = sum(self._cues)
        self._categories = {name: table[CATEGORY + name] for name in LABELS if CATEGORY + name in table}
        self._lengths = [table.get(f"{LENGTH}{step}", 0) for step in range(_LONGEST + 1)]

    def accelerate(self, standing: Standing) -> None:
        """The same weights, found in one pass over a text and not by asking for each of its pieces."""
        names = [name for name in self._table if name[0] > LENGTH]
        packed, find = [self._table[name] for name in names], standing(names)
        self._packed = lambda text: [packed[number] for number in find(_framed(text))]
        self._named = lambda text: [names[number] for number in find(_framed(text))]

    def lanes(self, text: str, clauses: Iterable[Clause]) -> list[int]:
        """The sum by lane: categories, then urgencies, then the squared size."""
        total = self._lengths[length(text)]
        cues, said = 0, set()
        for clause in clauses:
            cues |= clause.cues
            for _, _, (_, scores, _) in clause.hits:
                for name, points in scores:
                    if points >= TELLING:
                        said.add(name)
        cues &= self._known
        while cues:
            low = cues & -cues
            total += self._cues[low]
            cues ^= low
        for name in said:
            total += self._categories.get(name, 0)
        found = self._packed(text)
        if len(found) <= _AT_ONCE:
            return NARROW.unpack(sum(found, total))
        sums = NARROW.unpack(total)
        for start in range(0, len(found), _AT_ONCE):
            part = NARROW.unpack(sum(found[start : start + _AT_ONCE]))
            sums = list(map(add, sums, part))
        return sums

    def speaking(self, text: str, number: int, most: int) -> list[tuple[int, int]]:
        """The places of the `most` pieces of two or three letters that speak loudest for one lane, strongest first."""
        named = [name for name in self._named(text) if len(name) > 1]
        weights = NARROW.one(map(self._table.__getitem__, named), number)
        spans: list[tuple[int, int]] = []
        for weight, piece in sorted(zip(weights, named, strict=True), reverse=True):
            start = text.find(piece)
            end = start + len(piece)
            if weight <= 0 or len(spans) == most:
                break
            if start >= 0 and " " not in piece and all(end <= first or start >= last for first, last in spans):
                spans.append((start, end))
        return spans
