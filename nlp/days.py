"""改到哪天: 明天, 后天, 周五, 下周一, 3天后."""

import re
from dataclasses import dataclass

from nlp.numbers import NUMERAL, numeral

_NAMED = {
    "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "明儿": 1, "听日": 1, "后天": 2, "后日": 2, "大后天": 3,
    "下周": 7, "下个周": 7, "下星期": 7, "下个星期": 7, "下礼拜": 7, "下个礼拜": 7,
    "半个月后": 15, "下个月": 30, "下月": 30,
}  # fmt: skip
_WEEKDAYS = {char: day for day, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {str(day + 1): day for day in range(6)}
_UNITS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_FAR = 92  # 再远的，不是改天，是没人管了

_DAY = re.compile(
    r"(?:(?:我们?|推迟到?|推到?|改到?|改成|改为|延期到?|延到?|等到?|约到?|约在)\s*)?(?:"
    r"(?P<next>这个?|本|下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-6](?!个|天))"
    rf"|(?P<named>大后天|{'|'.join(sorted(_NAMED, key=len, reverse=True))})"
    rf"|(?:过|再过|推迟|延期|延)\s*(?P<ahead>{NUMERAL})\s*个?(?P<unit>天|日|周|星期|礼拜|月)(?:以后|之后|后)?"
    rf"|(?P<after>{NUMERAL})\s*个?(?P<unit2>天|日|周|星期|礼拜|月)(?:以后|之后|过后|后)"
    r")"
)
_HOUR = rf"上午|下午|早上|早晨|中午|晚上|傍晚|一早|{NUMERAL}点半?钟?|早|晚"
_GOING = re.compile(
    rf"\s*(?P<hour>(?:{_HOUR})*)\s*我?们?(?:再|就|会)?(?:过去|过来|上门|去办|去修|去|来|办|弄|看|修|做|处理)?"
    r"(?:看看|看一下|看|一下|一趟)?[啊呀哦哈吧了的]{0,2}(?=[\s,，.。、;；:!~…—-]|$)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """`days` from today; with `weekday`, that day of this week (0) or of next week, Monday first (7)."""

    days: int
    weekday: int | None
    end: int  # 日子说完的地方
    over: int  # 「下午再去」之类说完的地方；后面是别的话
    hour: bool  # 说了几点或上下午


def day_at(folded: str, start: int = 0) -> Day | None:
    """The day said at `start`, when nothing but the going there is said with it."""
    found = _DAY.match(folded, start)
    if found is None or (when := _when(found)) is None:
        return None
    going = _GOING.match(folded, found.end())
    if going is None:
        return None
    return Day(*when, end=found.end(), over=going.end(), hour=bool(going["hour"]))


def _when(found: re.Match[str]) -> tuple[int, int | None] | None:
    if (char := found["weekday"]) is not None:
        return 7 if (found["next"] or "").startswith("下") else 0, _WEEKDAYS[char]
    if (name := found["named"]) is not None:
        return _NAMED[name], None
    days = (numeral(found["ahead"] or found["after"]) or 0) * _UNITS[found["unit"] or found["unit2"]]
    return (days, None) if 0 < days <= _FAR else None
