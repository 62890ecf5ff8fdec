"""Days of the calendar: 8月12号, 2026-3-5, 这个月底, 15号, 去年三月."""

import re
from calendar import monthrange
from datetime import date

from nlp.numbers import numeral
from nlp.when_choice import Found, Hint, Reader, months_on, nearest, one

YEAR = r"(?:(?P<year>20[0-9]{2}|大前|[去今明前]|(?<![以之然最今往])后)年的?\s?)"
_YEARS = {"去": -1, "今": 0, "明": 1, "后": 2, "前": -2, "大前": -3}
_CHINESE_DAY = r"三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY = rf"(?:(?<![0-9])[0-3]?[0-9](?![0-9])|{_CHINESE_DAY})"
_MONTH = r"(?P<month>(?<![0-9.])[01]?[0-9]|(?<![十几二三四五六七八九])(?:十[一二]?|[一二三四五六七八九]))月份?"
_PART = r"(?P<part>上旬|中旬|下旬|[底末尾]|初(?![一二三四五六七八九十步中])|头(?![上疼痛晕]))"
_PARTS = {"初": (1, 10), "头": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "中": (11, 20)}
_PARTS |= {"底": (25, 31), "末": (25, 31), "尾": (25, 31)}
_NOT_A_DAY = "(?![楼栋单工院房门线车井桥路组田地坑店台机杆])"
_SPEAKS_OF_A_DAY = (
    r"(?=\s?(?:早(?!点)|晚|上午|下午|下昼|下晚|上昼|中午|凌晨|半夜|夜|当天|那[天晚日]|左右|之[前后]|以[前后]|前"
    r"|到(?![了没哪])|至(?!今)|要(?!备)|去(?![过看了])))"
)
_WRITTEN = re.compile(r"(?<![0-9])(?P<y>20[0-9]{2})[-/.年](?P<m>[01]?[0-9])[-/.月](?P<d>[0-3]?[0-9])(?![0-9])[日号]?")
_DATED = re.compile(rf"{YEAR}?{_MONTH}的?(?P<day>{_DAY})[日号]{_NOT_A_DAY}")
_DATED_SHORT = re.compile(rf"{YEAR}?(?<![0-9])(?P<month>[01]?[0-9])月(?P<day>[0-3]?[0-9])(?![0-9元块日号])")
_PART_OF_MONTH = re.compile(rf"{YEAR}?{_MONTH}{_PART}")
_WHOLE_MONTH = re.compile(
    rf"{YEAR}{_MONTH}(?!的?[0-9一二三四五六七八九十初半])|{_MONTH.replace('<month>', '<alone>')}"
    r"(?<=份)(?![底初中末上下])|(?<![0-9])(?P<bare>[0-9]{1,2})月(?=[去就才要来开到里的,，。\s]|$)"
)
_THAT_MONTH = re.compile(
    rf"(?P<which>[这本今上下]个?|上上个?|下下个?)月(?:的?(?P<day>{_DAY})[日号]|(?P<part>上旬|中旬|下旬|[初中底末尾](?![一二三四五六七八九十])))?"
)
_MONTH_PART = re.compile(
    r"(?<![个岁正腊冬一二三四五六七八九十0-9满这本上下])月(?P<part>底|初|末|尾|中(?=[,，。\s去来再要发交]))(?P<which>)(?P<day>)"
)
_ONLY_DAY = re.compile(rf"(?<![月0-9.一二三四五六七八九十第])(?P<day>{_DAY})[号日]{_NOT_A_DAY}{_SPEAKS_OF_A_DAY}")
_LED_DAY = re.compile(
    rf"(?:(?<=到)|(?<=等)|(?<=约)|(?<=在)|(?<=从)|(?<=是)|(?<=最迟)|(?<=今天)|(?<=明天))(?P<day>{_DAY})[号]{_NOT_A_DAY}(?!的?[工事]单)"
)
_ALONE_YEAR = re.compile(
    r"(?P<year>大前|[去明前]|(?<![以之然最今往])后)年(?:的?\s?(?P<part>[底尾末初](?![一二三四五六七八九十])))?"
)
_END_OF_YEAR = re.compile(r"(?<![一二两三四五六七八九十几半过每0-9])(?:今年)?年(?P<part>底|尾|末)(?P<year>)")


def year_named(said: str, today: date) -> int:
    """去 and 2025 as years."""
    return today.year + _YEARS[said] if said in _YEARS else int(said)


def _of_month(year: int, month: int, span: tuple[int, int]) -> tuple[date, date]:
    """Raises ValueError where the first day does not exist; a last day past the end is the end."""
    last = monthrange(year, month)[1]
    return date(year, month, span[0]), date(year, month, span[0] if span[0] == span[1] else min(span[1], last))


def _written(match: re.Match[str], _today: date, _hint: Hint) -> Found:
    return one(date(int(match["y"]), int(match["m"]), int(match["d"])))


def _dated(match: re.Match[str], today: date, hint: Hint) -> Found:
    day = numeral(match["day"]) or 0
    return _in_month(match["year"], numeral(match["month"]) or 0, (day, day), today, hint)


def _part_of_month(match: re.Match[str], today: date, hint: Hint) -> Found:
    return _in_month(match["year"], numeral(match["month"]) or 0, _PARTS[match["part"]], today, hint)


def _whole_month(match: re.Match[str], today: date, hint: Hint) -> Found:
    month = numeral(match["month"] or match["alone"] or match["bare"]) or 0
    return _in_month(match["year"], month, (1, 31), today, hint)


def _in_month(year: str | None, month: int, span: tuple[int, int], today: date, hint: Hint) -> Found:
    """Without a year, the nearest by the hint. Raises ValueError where there is no such day."""
    if year:
        return (*_of_month(year_named(year, today), month, span), span[0] != span[1])
    if not 1 <= month <= 12 or not 1 <= span[0] <= monthrange(2024, month)[1]:
        return None
    years = [today.year + step for step in range(-4, 5) if span[0] <= monthrange(today.year + step, month)[1]]
    choices = [_of_month(year, month, span) for year in years]
    firsts = [first for first, _ in choices]
    chosen = nearest(firsts, today, hint, choices[0][1] - choices[0][0])
    return None if chosen is None else (*choices[firsts.index(chosen)], hint is Hint.NONE or span[0] != span[1])


def _that_month(match: re.Match[str], today: date, hint: Hint) -> Found:
    """这个月底, 下个月, 下个月3号; 月底 alone is this month's, or the next when this one's is over."""
    said = match["which"] or ""
    of = months_on(today.replace(day=1), said.count("下") - said.count("上"))
    if match["day"]:
        day = numeral(match["day"]) or 0
        return (*_of_month(of.year, of.month, (day, day)), False)
    span = _PARTS[match["part"]] if match["part"] else (1, 31)
    first, last = _of_month(of.year, of.month, span)
    if not said and last < today and hint is not Hint.PAST:
        of = months_on(of, 1)
        first, last = _of_month(of.year, of.month, span)
    return first, last, match["part"] is not None


def _day_of_month(match: re.Match[str], today: date, hint: Hint) -> Found:
    """15号: the next one, unless the words say that it is over."""
    day = numeral(match["day"]) or 0
    starts = [months_on(today.replace(day=1), step) for step in range(-3, 4)]
    days = [start.replace(day=day) for start in starts if 1 <= day <= monthrange(start.year, start.month)[1]]
    chosen = nearest(days, today, hint if hint is Hint.PAST else Hint.AHEAD)
    return None if chosen is None else one(chosen, guessed=True)


def _year(match: re.Match[str], today: date, _hint: Hint) -> Found:
    year = year_named(match["year"] or "今", today)
    part = match["part"] or ""
    first, last = (1, 2) if part == "初" else (11, 12) if part else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1]), True


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_WRITTEN, _written),
    (_DATED, _dated),
    (_DATED_SHORT, _dated),
    (_PART_OF_MONTH, _part_of_month),
    (_WHOLE_MONTH, _whole_month),
    (_THAT_MONTH, _that_month),
    (_MONTH_PART, _that_month),
    (_ONLY_DAY, _day_of_month),
    (_LED_DAY, _day_of_month),
    (_ALONE_YEAR, _year),
    (_END_OF_YEAR, _year),
)
