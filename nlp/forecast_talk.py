"""「预测」「预测 2周」: the village point asks who will be missed in the coming weeks."""

import re

from nlp.numbers import NUMERAL, fold, numeral

_ASKED = re.compile(rf"(?:走访)?预测(?:一下)?(?:\s*(?:未来|今后|接下来)?({NUMERAL})\s*个?\s*(?:周|星期|礼拜))?[?？]?")


def weeks_asked(text: str, usual: int) -> int | None:
    """How many weeks are asked about, `usual` where none are said; None for anything else. Never raises."""
    found = _ASKED.fullmatch(fold(text.strip())) if len(text) <= 20 else None
    if found is None:
        return None
    return usual if found[1] is None else numeral(found[1]) or 0
