"""「1地址」: a number on the day's list, and where it is."""

import re

from nlp.numbers import NUMERAL, fold, numeral

_ASKED = re.compile(rf"第?({NUMERAL})\s*(?:号|户|家|个)?\s*(?:的)?\s*(?:地址|住哪里?|在哪里?|门牌)[?？]?")


def address_asked(text: str) -> int | None:
    """The line whose address is asked for; None for anything else. Never raises."""
    found = _ASKED.fullmatch(fold(text.strip())) if len(text) <= 20 else None
    return None if found is None else numeral(found[1])
