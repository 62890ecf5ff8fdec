"""分词: jieba on our own dictionary only, held in memory. The only file that knows jieba."""

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Generic, TypeVar

V = TypeVar("V")

_UNUSED = ("pkg_resources", "jieba.finalseg")  # the second is its HMM, which we never ask: 20 ms and 8 MB


def _jieba() -> Any:
    """jieba without what it asks for first and can do without."""
    known = {name: sys.modules.get(name) for name in _UNUSED}
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # 没有这个模块的意思
    sys.modules["jieba.finalseg"] = ModuleType("jieba.finalseg")
    try:
        return import_module("jieba")
    finally:
        for name, module in known.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module


jieba = _jieba()
jieba.setLogLevel(60)  # it announces itself on stderr otherwise

_LONGEST = 7  # letters: longer words weigh no more
_POWERS = [n * (n - 1) // 2 for n in range(_LONGEST + 1)]
_TOTAL = 30  # the frequencies together are less than ten to this
PREFIX = 1  # where a weight would stand, which is never above 0: begins a word, is none


def prefixes(words: Iterable[str]) -> dict[str, int]:
    """The weight of each word, and `PREFIX` for what only begins one."""
    weights = {word: _POWERS[min(len(word), _LONGEST)] - _TOTAL for word in words}
    for word in list(weights):
        for end in range(len(word) - 1, 0, -1):
            if weights.setdefault(word[:end], PREFIX) == PREFIX and end > 1 and word[: end - 1] in weights:
                break
    return weights


class Segmenter(Generic[V]):
    """`jieba.Tokenizer` with a dictionary that never touches a disk, HMM off.

    The fewest pieces win; of two such cuts the one with the longer words: a word of n letters has the
    frequency 10^(n(n-1)/2), so 「说要死|了」 beats 「说要|死了」. `ends` is jieba's most probable cut
    (`get_DAG` and `calc` in one pass from the right), with powers of ten in place of logarithms.
    `values` is what a word stands for; `pieces` gives it back with the place where the word was found.
    """

    def __init__(self, values: Mapping[str, V], weights: Mapping[str, int] | None = None) -> None:
        self._values = values
        self.weights = prefixes(values) if weights is None else weights

    def pieces(self, text: str) -> list[tuple[int, int, V]]:
        """The words of `text` in order as (start, end, value); what is no word is left out."""
        found, start, last = [], 0, len(text)
        ends, values = self.ends(text), self._values
        while start < last:
            end = ends[start]
            if (value := values.get(text[start:end])) is not None:
                found.append((start, end, value))
            start = end
        return found

    def ends(self, text: str) -> list[int]:
        """For each position where a piece of the cut may begin, where that piece ends."""
        seen, last = self.weights.get, len(text)
        worth, ends = [0] * (last + 1), list(range(1, last + 2))
        for start in range(last - 1, -1, -1):
            best, end = worth[start + 1] - _TOTAL, start + 2
            while end <= last and (weight := seen(text[start:end])) is not None:
                if weight < PREFIX and (longer := weight + worth[end]) >= best:
                    best, ends[start] = longer, end
                end += 1
            worth[start] = best
        return ends

    def tokenizer(self) -> Any:
        """The same dictionary as a plain `jieba.Tokenizer`: what our cut is held against."""
        plain = jieba.Tokenizer()
        plain.FREQ = {word: 0 if weight == PREFIX else 10 ** (weight + _TOTAL) for word, weight in self.weights.items()}
        for word in self.weights:
            plain.FREQ[word[0]] = plain.FREQ.get(word[0]) or 1  # else jieba could not leave this letter alone
        plain.total, plain.initialized = (
            10**_TOTAL,
            True,
        )  # keeps it from reading its own dictionary and writing a cache
        return plain
