"""「提醒 6点半」「几点提醒」「提醒 照旧」: when a visitor wants the morning's list. Nothing but a time is read."""

import re
from datetime import time
from enum import StrEnum

from nlp.numbers import fold
from nlp.when_hours import hour_at


class Wish(StrEnum):
    """What is wanted where no time is named."""

    ASK = "几点提醒"
    USUAL = "照旧"
    UNCLEAR = "没看懂几点"


_LONGEST = 20
_WORD = r"(?:提醒|清单)"
_ASKED = re.compile(
    rf"(?:我的?)?(?:早上)?的?(?:(?:几点钟?|什么时候|啥时候)(?:给我|发)?{_WORD}(?:我|发)?|{_WORD}(?:是|的)?(?:几点钟?|时间))"
)
_BACK = re.compile(
    rf"{_WORD}(?:时间)?\s*(?:改回|恢复|还是|还)?\s*(?:照旧|照常|照原来的?|原来的?时间|老时间|默认)(?:吧|的)?"
)
_LEAD = re.compile(
    rf"(?:每天|以后|天天)*(?:早上|早晨)?的?{_WORD}(?:我|时间)?\s*[:,]?\s*(?:改|调|设)?(?:成|到|在|为)?\s*(?:每天|以后)*"
)
_BEHIND = re.compile(rf"\s*(?:每天)?的?{_WORD}(?:我)?")
_CLOCK_LIKE = re.compile(r"[0-9一二三四五六七八九十零两]{1,3}\s*[点:.时][0-9一二三四五六七八九十零两半刻分钟]{0,4}")


def reminder_asked(text: str) -> time | Wish | None:
    """None for anything else (「提醒我吃药」, 「提醒 3号」). Never raises."""
    said = fold(text.strip()).rstrip(" 。.!?吧呀") if len(text) <= _LONGEST else ""
    if _ASKED.fullmatch(said):
        return Wish.ASK
    if _BACK.fullmatch(said):
        return Wish.USUAL
    lead = _LEAD.match(said)
    if lead is not None:
        return _time(said[lead.end() :])
    tail = _BEHIND.search(said)
    return _time(said[: tail.start()].removeprefix("每天")) if tail and tail.end() == len(said) else None


def _time(said: str) -> time | Wish | None:
    """The whole of it is one moment of the clock."""
    words = said.strip()
    hours = hour_at(words, 0, after_day=False)
    if hours is not None and hours.end == len(words) and hours.begin == hours.until:
        return hours.begin
    return Wish.UNCLEAR if _CLOCK_LIKE.fullmatch(words) else None
