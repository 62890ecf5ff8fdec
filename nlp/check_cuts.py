"""查切口: words of the dictionary that the cut goes through, in the sentences we have."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.check_sheet import Finding, Sheet
from nlp.clauses import Hit

WORST = 20


class _Lost(NamedTuple):
    """A word, the piece that ran over its border, and the letters of both together."""

    word: str
    piece: str
    both: str


def cut_through(sheet: Sheet) -> Iterator[Finding]:
    """The worst first. A word is lost when a piece runs over its border and no piece there says what it says."""
    times: Counter[_Lost] = Counter()
    heard_in: dict[_Lost, str] = {}
    inside = _by_start(sheet)
    for sentence in dict.fromkeys(_sentences(sheet)):
        for lost in _lost(sheet.classifier.normalise(sentence).text, sheet, inside):
            times[lost] += 1
            heard_in.setdefault(lost, sentence)
    for lost, count in times.most_common(WORST):
        said = f"「{lost.word}」被「{lost.piece}」切断，{count} 句里没听到它，例如「{heard_in[lost]}」"
        yield Finding(False, f"切口：{said}。把「{lost.both}」也写进词库，就不会断。")


def _sentences(sheet: Sheet) -> Iterator[str]:
    for block in sheet.blocks:
        yield from block.row.texts("examples")
    for frame in sheet.lexicon.frames:
        yield from (*frame.yes, *frame.no)
    yield from (one.text for one in sheet.sentences)


def _by_start(sheet: Sheet) -> dict[str, list[str]]:
    """Words of two letters and more by their first two."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sheet.lexicon.entries:
        if len(word) > 1:
            found[word[:2]].append(word)
    return found


def _lost(said: str, sheet: Sheet, inside: dict[str, list[str]]) -> Iterator[_Lost]:
    pieces = sheet.classifier.pieces(said)
    for start in range(len(said) - 1):
        for word in inside.get(said[start : start + 2], ()):
            if said.startswith(word, start):
                end = start + len(word)
                near = [piece for piece in pieces if piece[0] < end and piece[1] > start]
                if (across := _across(near, start, end)) and _says_more(sheet, word, near):
                    both = said[min(start, across[0]) : max(end, across[1])]
                    yield _Lost(word, said[across[0] : across[1]], both)


def _across(near: Sequence[Hit], start: int, end: int) -> Hit | None:
    """The piece that runs over one border of `start:end`; none when the word lies whole inside a piece."""
    if any(first <= start and last >= end for first, last, _ in near):
        return None
    return next((hit for hit in near if hit[0] < start or hit[1] > end), None)


def _says_more(sheet: Sheet, word: str, near: Sequence[Hit]) -> bool:
    meant, said, _ = sheet.lexicon.entries[word]
    cues, categories = 0, set()
    for _, _, (seen, scores, _) in near:
        cues |= seen
        categories |= {name for name, _ in scores}
    return bool(meant & ~cues) or not {name for name, _ in said} <= categories
