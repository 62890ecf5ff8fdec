"""分词: jieba on our own dictionary only, held in memory. The only file that knows jieba."""

from collections.abc import Iterable
from math import log

import jieba

jieba.setLogLevel(60)  # it announces itself on stderr otherwise

_FREQUENCY = 1_000  # the same for every word, so that the cut with the fewest pieces wins


class Segmenter(jieba.Tokenizer):  # type: ignore[misc]
    """`jieba.Tokenizer` with a dictionary that never touches a disk, HMM off.

    `ends` is jieba's most probable cut (`get_DAG` and `calc` in one pass from the right, the same
    sums in the same order); a test holds it equal to `cut(text, HMM=False)`.
    """

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        frequencies: dict[str, int] = {}
        for word in words:
            frequencies[word] = _FREQUENCY
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)
        self.FREQ = frequencies
        self.total = _FREQUENCY * max(2, sum(map(bool, frequencies.values())))
        self.initialized = True  # keeps jieba from reading its own dictionary and writing a cache
        self._word, self._letter = log(_FREQUENCY) - log(self.total), -log(self.total)

    def ends(self, text: str) -> list[int]:
        """For each position where a piece of the cut may begin, where that piece ends."""
        frequencies: dict[str, int] = self.FREQ
        seen, word, letter, last = frequencies.get, self._word, self._letter, len(text)
        odds, ends = [0.0] * (last + 1), list(range(1, last + 2))
        for start in range(last - 1, -1, -1):
            known = seen(text[start])
            best = (word if known else letter) + odds[start + 1]
            if known is not None:
                end = start + 2
                while end <= last and (known := seen(text[start:end])) is not None:
                    if known and word + odds[end] >= best:
                        best, ends[start] = word + odds[end], end
                    end += 1
            odds[start] = best
        return ends
