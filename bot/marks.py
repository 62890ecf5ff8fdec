"""划线: a text with numbered marks under it, as a terminal shows it; of a long one only what is marked."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.columns import plain, width

WIDE = 72  # places a line
_UNMARKED = 2  # lines without marks that are shown before the rest is left out
_INDENT = "  "


class Mark(NamedTuple):
    """The n-th reason stands at `start:end` of the text; nothing is drawn when they are equal."""

    start: int
    end: int


def marked(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    """Lines of the text, each followed by its marks: `1---2-----`. Overlapping ones go one below the other."""
    if not text.strip():
        yield f"{_INDENT}（空的）"
    numbered = [(number, mark) for number, mark in enumerate(marks, 1) if mark.start < mark.end]
    hidden = 0
    for count, (start, end) in enumerate(_lines(text)):
        here = [(number, mark) for number, mark in numbered if mark.start < end and mark.end > start]
        if not here and count >= _UNMARKED:
            hidden += end - start
            continue
        if hidden:
            yield f"{_INDENT}……（{hidden} 个字）"
        hidden = 0
        yield _INDENT + plain(text[start:end])
        yield from _under(text, start, end, here)
    if hidden:
        yield f"{_INDENT}……（{hidden} 个字）"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = places = 0
    for at, letter in enumerate(text):
        taken = width(plain(letter))
        if places + taken > WIDE:
            yield start, at
            start, places = at, 0
        places += taken
    if start < len(text) and text.strip():
        yield start, len(text)


def _under(text: str, start: int, end: int, here: Sequence[tuple[int, Mark]]) -> Iterator[str]:
    rows: list[str] = []
    for number, mark in here:
        first, last = max(start, mark.start), min(end, mark.end)
        at = width(plain(text[start:first]))
        drawn = str(number).ljust(width(plain(text[first:last])), "-")
        row = next((n for n, row in enumerate(rows) if len(row) <= at), len(rows))
        if row == len(rows):
            rows.append("")
        rows[row] = rows[row].ljust(at) + drawn
    yield from (_INDENT + row for row in rows)
