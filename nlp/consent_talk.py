"""知情同意怎么说: 「张三 同意 建档」「张三 女儿口头同意拍照」「张三 3月1日同意 拍照、录音」「张三 不同意拍照了」."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.numbers import fold

DAY = r"(?:今天|昨天|前天|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号])"
BY = r"(?:本人|自己|监护人|家属|家里人|女儿|儿子|老伴|妈妈|爸爸|奶奶|爷爷)"
HOW = r"(?:口头|书面|签字|电话里?|当面)"
SCOPE = r"(?:建档|登记|走访|上门|拍照|照相|录音|录像|转介|代办|(?:公开|共享|发|用)(?:照片|信息|名字))"
_SCOPES = rf"(?P<scopes>{SCOPE}(?:\s*[、,和]\s*{SCOPE})*)"
_LEAD = rf"(?:(?P<before>{DAY})\s*)?(?P<by>{BY})?\s*(?P<how>{HOW})?"
_TAIL = rf"[\s,]*(?P<after>{DAY})?"
YES = re.compile(rf"{_LEAD}(?:已经|也)?同意了?\s*(?:给|让|我们|村里)*\s*{_SCOPES}了?{_TAIL}")
NO = re.compile(rf"{_LEAD}(?:现在|又)?(?:不(?:再)?同意|[撤收]回同意)了?\s*(?:{_SCOPES})?了?{_TAIL}")


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """`scopes`: for what; none: all that was consented to. `on`: None where that is no day, or one to come."""

    scopes: tuple[str, ...]
    by: str
    how: str
    on: date | None


def consent_said(words: str, today: date) -> ConsentSaid | None:
    folded = fold(words)
    found = YES.fullmatch(folded) or NO.fullmatch(folded)
    if found is None:
        return None
    scopes = tuple(dict.fromkeys(re.findall(SCOPE, found["scopes"] or "")))
    by = {None: "本人", "自己": "本人"}.get(found["by"], found["by"])
    return ConsentSaid(scopes, by, found["how"] or "", _day(found["before"] or found["after"], today))


_BACK = {None: 0, "今天": 0, "昨天": 1, "前天": 2}


def _day(said: str | None, today: date) -> date | None:
    """The last one of that name that is over; with a year, that one."""
    if said in _BACK:
        return today - timedelta(days=_BACK[said])
    *year, month, day = (int(number) for number in re.findall(r"\d+", said or ""))
    for one in year or (today.year, today.year - 1):
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None
