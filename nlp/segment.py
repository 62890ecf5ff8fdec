"""分词: jieba on our own dictionary only, held in memory. The only file that knows jieba."""

from collections.abc import Iterable, Iterator
from math import log
from typing import Any

import jieba

jieba.setLogLevel(60)

_FREQUENCY = 1_000  # the same for every word, so that the cut with the fewest pieces wins


class _Domain(jieba.Tokenizer):  # type: ignore[misc]
    """jieba's own dynamic programme, with the two hot loops skipping what the dictionary does not have.

    With one frequency for all words, the most probable cut is the one with the fewest pieces
    (the longer first word on a tie), which is what jieba's `calc` computes with logarithms.
    """

    def adopt(self, words: Iterable[str]) -> None:
        frequencies: dict[str, int] = {}
        for word in words:
            frequencies[word] = _FREQUENCY
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)
        self.FREQ = frequencies
        self.total = _FREQUENCY * max(2, sum(1 for count in frequencies.values() if count))
        self.initialized = True
        self._known, self._unknown = log(_FREQUENCY) - log(self.total), -log(self.total)

    def get_DAG(self, sentence: str) -> dict[int, Any]:  # noqa: N802 - jieba's name
        frequencies, last = self.FREQ, len(sentence)
        dag: dict[int, Any] = {}
        for start in range(last):
            ends = [start]
            piece = sentence[start]
            end = start + 1
            while piece in frequencies:
                if end - 1 > start and frequencies[piece]:
                    ends.append(end - 1)
                if end >= last:
                    break
                end += 1
                piece = sentence[start:end]
            dag[start] = ends
        return dag

    def calc(self, sentence: str, DAG: dict[int, Any], route: dict[int, Any]) -> None:  # noqa: N803
        known, unknown, frequencies = self._known, self._unknown, self.FREQ
        route[len(sentence)] = (0.0, 0)
        for start in range(len(sentence) - 1, -1, -1):
            single = known if frequencies.get(sentence[start]) else unknown
            best = (single + route[start + 1][0], start)
            for end in DAG[start][1:]:
                longer = (known + route[end + 1][0], end)
                if longer > best:
                    best = longer
            route[start] = best


class Segmenter:
    """Cuts a text into words of the dictionary and single characters; nothing is lost between the pieces."""

    def __init__(self, words: Iterable[str]) -> None:
        self._tokenizer = _Domain()
        self._tokenizer.adopt(words)

    def cut(self, text: str) -> Iterator[str]:
        pieces: Iterator[str] = self._tokenizer.cut(text, HMM=False)
        return pieces
