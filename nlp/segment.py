"""分词: jieba on our own dictionary only, held in memory. The only file that knows jieba."""

from collections.abc import Iterable
from math import log

import jieba

jieba.setLogLevel(60)  # it announces itself on stderr otherwise

_WORD, _LETTER = 1_000, 1  # one frequency for all words: the cut with the fewest letters left over wins


class Segmenter(jieba.Tokenizer):  # type: ignore[misc]
    """`jieba.Tokenizer` with a dictionary that never touches a disk, HMM off.

    `ends` is jieba's most probable cut (`get_DAG` and `calc` in one pass from the right, the same
    sums in the same order); a test holds it equal to `cut(text, HMM=False)`.
    """

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        frequencies: dict[str, int] = {}
        for word in words:
            frequencies[word] = _WORD if len(word) > 1 else _LETTER
            frequencies.setdefault(word[0], _LETTER)  # else jieba could not leave this letter alone
            for end in range(2, len(word)):
                frequencies.setdefault(word[:end], 0)
        self.FREQ = frequencies
        self.total = _WORD + sum(frequencies.values())
        self.initialized = True  # keeps jieba from reading its own dictionary and writing a cache
        self._word, self._letter = log(_WORD) - log(self.total), log(_LETTER) - log(self.total)

    def ends(self, text: str) -> list[int]:
        """For each position where a piece of the cut may begin, where that piece ends."""
        frequencies: dict[str, int] = self.FREQ
        seen, word, letter, last = frequencies.get, self._word, self._letter, len(text)
        odds, ends = [0.0] * (last + 1), list(range(1, last + 2))
        for start in range(last - 1, -1, -1):
            best, end = letter + odds[start + 1], start + 2
            while end <= last and (known := seen(text[start:end])) is not None:
                if known and (longer := word + odds[end]) >= best:
                    best, ends[start] = longer, end
                end += 1
            odds[start] = best
        return ends
