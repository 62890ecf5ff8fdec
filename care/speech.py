"""说话的分寸: what may be said in a group, and how long texts are cut at line ends."""

import re
from collections.abc import Iterator, Sequence

_NUMBERS = re.compile(r"\d{6,}")
_SPACED_PHONE = re.compile(r"[1１]\d{2}[\s-]?\d{4}[\s-]?\d{4}")  # 199 0000 0000：人念号码就是这样分开写的
_PUBLIC_NUMBERS = frozenset({"12356", "96110", "12338", "12349", "12355", "12345"})


def may_say_in_group(text: str, private: Sequence[str]) -> bool:
    """The guard at the mouth (`docs/care-rules.md` §5): no phone or ID number, none of the private words.

    `private` holds names, addresses and the person's own words; a match of any of at least 2 characters is refused.
    """
    if _SPACED_PHONE.search(text) or any(number not in _PUBLIC_NUMBERS for number in _NUMBERS.findall(text)):
        return False
    return not any(len(word) >= 2 and word in text for word in private)


def pieces(text: str, limit: int) -> Iterator[str]:
    """A long text in parts of at most `limit` UTF-8 bytes, cut at line ends, else between characters.

    No part is empty, as platforms refuse that; an empty text is one empty part. `limit` is at least 4.
    """
    said = [part for part in (cut.rstrip("\n") for cut in _cut(text, limit)) if part]
    yield from said or [""]


def _cut(text: str, limit: int) -> Iterator[str]:
    part = ""
    for line in text.splitlines(keepends=True):
        if _size(part + line) <= limit:
            part += line
            continue
        yield part
        *whole, part = _chunks(line, limit)
        yield from whole
    yield part


def _chunks(line: str, limit: int) -> list[str]:
    parts, part, size = [], "", 0
    for character in line:
        width = _size(character)
        if size + width > limit:
            parts.append(part)
            part, size = "", 0
        part, size = part + character, size + width
    return [*parts, part]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
