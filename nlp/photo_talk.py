"""「1照片」「照片是3号的」: to which line of the day's list a picture belongs."""

import re
from typing import NamedTuple

from nlp.numbers import NUMERAL, fold, numeral

_LINE = rf"第?({NUMERAL})\s*(?:号|户|家|个)?"
_PICTURE = r"(?:照片|图片|相片|图|视频|语音)"
_NAMED = re.compile(
    rf"(?:{_LINE}\s*(?:家?的)?\s*{_PICTURE}|(?:这?张?|刚才的)?{_PICTURE}\s*(?:是|在|给|记)?\s*{_LINE}(?:家?的)?)"
)
_BARE = re.compile(rf"(?:是|在)?{_LINE}(?:的|那户)?")


class Shown(NamedTuple):
    """`bare`: nothing but a number was said, so it may be meant of something else."""

    line: int
    bare: bool


def picture_of(text: str) -> Shown | None:
    """The line that is named; None for anything else. Never raises."""
    folded = fold(text.strip().rstrip("。.!！"))
    if len(folded) > 20:
        return None
    for pattern, bare in ((_NAMED, False), (_BARE, True)):
        found = pattern.fullmatch(folded)
        if found is not None:
            number = numeral(next(group for group in found.groups() if group))
            return Shown(number, bare) if number else None
    return None
