"""排版: columns for a terminal, where a Chinese character takes two places and a zero-width one none."""

import unicodedata
from collections.abc import Sequence

_SHOWN_AS = {"\n": "⏎", "\r": "⏎", "\t": " "}


def plain(text: str) -> str:
    """One line without anything that would move the cursor, turn the writing round or not print at all."""
    return "".join(_SHOWN_AS.get(letter) or _visible(letter) for letter in text)


def _visible(letter: str) -> str:
    return "·" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else letter


def width(text: str) -> int:
    """Places it takes in a terminal."""
    return sum(map(_places, text))


def _places(letter: str) -> int:
    if unicodedata.combining(letter) or "\ufe00" <= letter <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def padded(text: str, places: int) -> str:
    return text + " " * (places - width(text))


def clipped(text: str, places: int) -> str:
    """At most that wide, made fit for one line; 「…」 stands for what was cut off."""
    text = plain(text)
    if width(text) <= places:
        return text
    while text and width(text) > places - 1:
        text = text[:-1]
    return text + "…"


def columns(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows as lines, every column as wide as its widest cell."""
    widest = [0] * max((len(row) for row in rows), default=0)
    for row in rows:
        for at, cell in enumerate(row):
            widest[at] = max(widest[at], width(cell))
    return [(" " * gap).join(padded(cell, widest[at]) for at, cell in enumerate(row)).rstrip() for row in rows]
