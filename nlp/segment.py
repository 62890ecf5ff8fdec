"""分词: jieba on our own dictionary only, held in memory. The only file that knows jieba."""

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any


def _jieba() -> Any:
    """jieba without `pkg_resources`, which it asks for first and can do without: 0.1 s and a warning less."""
    known = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # 没有这个模块的意思
    try:
        return import_module("jieba")
    finally:
        del sys.modules["pkg_resources"]
        if known is not None:
            sys.modules["pkg_resources"] = known


jieba = _jieba()
jieba.setLogLevel(60)  # it announces itself on stderr otherwise

_LONGEST = 7  # letters: longer words weigh no more
_POWERS = [n * (n - 1) // 2 for n in range(_LONGEST + 1)]
_TOTAL = 30  # the frequencies together are less than ten to this
_PREFIX = 1  # where a weight would stand, which is never above 0: begins a word, is none


class Segmenter(jieba.Tokenizer):  # type: ignore[misc, name-defined]  # jieba has no types
    """`jieba.Tokenizer` with a dictionary that never touches a disk, HMM off.

    The fewest pieces win; of two such cuts the one with the longer words: a word of n letters has the
    frequency 10^(n(n-1)/2), so 「说要死|了」 beats 「说要|死了」. `ends` is jieba's most probable cut
    (`get_DAG` and `calc` in one pass from the right), with powers of ten in place of logarithms.
    """

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        powers = {word: _POWERS[min(len(word), _LONGEST)] for word in words}
        self.FREQ = {word: 10**power for word, power in powers.items()}
        self._weights = {word: power - _TOTAL for word, power in powers.items()}
        for word in powers:
            self.FREQ.setdefault(word[0], 1)  # else jieba could not leave this letter alone
            for end in range(2, len(word)):
                self.FREQ.setdefault(word[:end], 0)
                self._weights.setdefault(word[:end], _PREFIX)
        self.total = 10**_TOTAL
        self.initialized = True  # keeps jieba from reading its own dictionary and writing a cache

    def ends(self, text: str) -> list[int]:
        """For each position where a piece of the cut may begin, where that piece ends."""
        seen, last = self._weights.get, len(text)
        worth, ends = [0] * (last + 1), list(range(1, last + 2))
        for start in range(last - 1, -1, -1):
            best, end = worth[start + 1] - _TOTAL, start + 2
            while end <= last and (weight := seen(text[start:end])) is not None:
                if weight < _PREFIX and (longer := weight + worth[end]) >= best:
                    best, ends[start] = longer, end
                end += 1
            worth[start] = best
        return ends
