"""农历和节日: 初八, 腊月二十八, 大年三十, 中秋, 国庆, 清明."""

import re
from datetime import date, timedelta

from nlp.lunar import day_in_months, day_in_years, months, place_of
from nlp.numbers import numeral
from nlp.persons import SURNAME
from nlp.when_calendar import YEAR, year_named
from nlp.when_choice import Found, Hint, Reader, nearest, one

_LUNAR_YEAR = r"(?:农历|阴历|旧历|老历)的?"
_FIRST_TEN = r"初(?:十(?![一二三四五六七八九])|[一二三四五六七八九])(?![千百万十个岁块])"
_LATER = (
    r"三十(?![一二三四五六七八九块个多岁])|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]"
    r"|十(?![一二三四五六七八九])"
)
_DAY = rf"(?:{_FIRST_TEN}|{_LATER}|半|底)"
_NAMED_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_CERTAIN = re.compile(
    rf"{YEAR}?(?:{_LUNAR_YEAR}(?P<month>[正冬腊]|十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])"
    r"|(?P<named>(?<![隆立入过寒整])[正冬腊](?!常)))月"
    rf"(?P<day>{_DAY}|[一二三四五六七八九]|(?<=[0-9]月)[0-3]?[0-9](?![0-9]))?(?![0-9])"
)
_LIKELY = re.compile(
    rf"{YEAR}?(?<![十0-9几])(?P<month>十[一二]?|[一二三四五六七八九])月"
    rf"(?P<day>{_FIRST_TEN}|十五|半|(?:{_LATER}|(?P=month))(?![号日天几多个年月百千万]))(?P<named>)"
)
_NEW_YEAR = re.compile(
    r"(?:大年|(?<![去今明后前每半一二两三四五六七八九十0-9])年)(?P<day>初[一二三四五六七八九十]|三十(?![几多岁])|廿[六七八九])(?![年千百万])"
)
_THAT_MONTH = re.compile(rf"(?P<which>[这本上下])个?月(?P<day>{_FIRST_TEN})")
_SCHOOL_BEFORE = r"(?<![最当起上读念升才刚是年月])"
_SCHOOL = r"(?!中|步|学|班|年|上学期|下学期|毕业|的?[男女]?[学同]|[男女]生|开|级|了|衷|次|恋)"
_ALONE = re.compile(
    rf"{_SCHOOL_BEFORE}(?P<day>初(?:十[一二三四五六七八九]?|[一二三四五六七八九]))(?![千百万十个岁块]){_SCHOOL}"
)
_PUPIL = re.compile(r"(?:娃|崽|仔|伢|孩|儿|女|孙|侄|妹|弟|学生|现在|今年|读书)[^,，。\s]{0,3}$")


def _spring_term(year: int, base: float) -> int:
    """The usual approximation for the day of a 节气 in this century."""
    short = year % 100
    return int(short * 0.2422 + base) - short // 4


_FIXED = {
    "元旦": (1, 1, 1), "妇女节": (3, 8, 1), "三八节": (3, 8, 1), "植树节": (3, 12, 1), "五一": (5, 1, 5),
    "劳动节": (5, 1, 5),
    "六一": (6, 1, 1), "儿童节": (6, 1, 1), "建军节": (8, 1, 1), "教师节": (9, 10, 1), "国庆": (10, 1, 7),
}  # fmt: skip
_LUNAR = {
    "除夕": (12, 0, 1), "年三十": (12, 0, 1), "春节": (1, 1, 7), "过年": (1, 1, 7), "元宵": (1, 15, 1),
    "龙抬头": (2, 2, 1),
    "端午": (5, 5, 1), "七夕": (7, 7, 1), "中元": (7, 15, 1), "鬼节": (7, 15, 1), "中秋": (8, 15, 1),
    "八月节": (8, 15, 1),
    "重阳": (9, 9, 1), "腊八": (12, 8, 1), "小年": (12, 23, 1),
}  # fmt: skip
_TERMS = {"清明": (4, 4.81), "冬至": (12, 21.94)}
_GUARDED = {"国庆", "中秋", "清明", "重阳", "端午", "五一", "六一", "过年", "年三十"}  # 写在下面，各有各的例外
_FREE = "|".join(name for name in (*_FIXED, *_LUNAR, *_TERMS) if name not in _GUARDED)
_FEAST = re.compile(
    rf"{YEAR}?(?:的)?(?P<feast>(?<![{SURNAME}小建])国庆|(?<![{SURNAME}])(?:中秋|清明|重阳|端午)"
    r"|(?<![0-9一二三四五六七八九十百千万])(?:五一|六一)"
    r"(?![一二三四五六七八九十0-9路村组队街巷镇班号社百千万块元个天斤])|(?<![不没])过年"
    rf"|{_FREE}"
    r")(?![路村组队街巷镇])(?:节|(?:国际)?(?:儿童|劳动)节)?"
)


def _certain(match: re.Match[str], today: date, hint: Hint) -> Found:
    """腊月二十八; the month alone is the whole of it."""
    said = match["named"] or match["month"]
    number = _NAMED_MONTHS.get(said) or numeral(said) or 0
    if match["year"]:
        return _in_lunar_year(year_named(match["year"], today), number, match["day"])
    if match["day"] is None:
        firsts = [month.first for month in months() if month.number == number and not month.leap]
        first = nearest(firsts, today, hint, timedelta(days=29))
        at = None if first is None else place_of(first)
        return None if first is None or at is None else (first, months()[at].last, True)
    chosen = nearest(day_in_years(number, _day(match["day"])), today, hint)
    return None if chosen is None else one(chosen, guessed=hint is Hint.NONE)


def _in_lunar_year(year: int, number: int, day: str | None) -> Found:
    """去年腊月 is the twelfth month of last year's lunar year, though it may lie in this year."""
    month = next((month for month in months() if (month.year, month.number, month.leap) == (year, number, False)), None)
    if month is None or day is None:
        return None if month is None else (month.first, month.last, True)
    found = month.last if _day(day) == 0 else month.day(_day(day))
    return None if found is None else one(found)


def _likely(match: re.Match[str], today: date, hint: Hint) -> Found:
    """八月十五 without 号 is lunar in a village."""
    number = numeral(match["month"]) or 0
    if match["year"]:
        return _in_lunar_year(year_named(match["year"], today), number, match["day"])
    chosen = nearest(day_in_years(number, _day(match["day"])), today, hint)
    return None if chosen is None else one(chosen, guessed=True)


def _day(said: str) -> int:
    """0 is the last day of the month."""
    if said in {"半", "底"}:
        return 15 if said == "半" else 0
    return numeral(said.removeprefix("初")) or 0


def _new_year(match: re.Match[str], today: date, hint: Hint) -> Found:
    if match["day"] == "三十":
        days = day_in_years(12, 0)
    else:
        days = day_in_years(1 if match["day"].startswith("初") else 12, _day(match["day"]))
    chosen = nearest(days, today, hint)
    return None if chosen is None else one(chosen)


def _alone(match: re.Match[str], today: date, hint: Hint) -> Found:
    """初八: the next one. 初一 to 初三 after a child are a school year."""
    before = match.string[max(0, match.start() - 6) : match.start()]
    if match["day"] in {"初一", "初二", "初三"} and _PUPIL.search(before):
        return None
    chosen = nearest(day_in_months(_day(match["day"])), today, hint if hint is Hint.PAST else Hint.AHEAD)
    return None if chosen is None else one(chosen, guessed=True)


def _of_that_month(match: re.Match[str], today: date, _hint: Hint) -> Found:
    """下个月初五, in lunar months."""
    at = place_of(today)
    if at is None:
        return None
    at += match["which"].count("下") - match["which"].count("上")
    day = months()[at].day(_day(match["day"])) if 0 <= at < len(months()) else None
    return None if day is None else one(day, guessed=True)


def _feast(match: re.Match[str], today: date, hint: Hint) -> Found:
    days, lasting = _days_of(match["feast"], today)
    if match["year"]:
        year = year_named(match["year"], today)
        lunar_new_year = 1 if match["feast"] in {"除夕", "小年", "腊八"} else 0
        first = next((day for day in days if (day - timedelta(days=60 * lunar_new_year)).year == year), None)
    else:
        first = nearest(list(days), today, hint if hint is not Hint.NONE else Hint.AHEAD, timedelta(days=lasting - 1))
    return (
        None if first is None else (first, first + timedelta(days=lasting - 1), not match["year"] and hint is Hint.NONE)
    )


def _days_of(name: str, today: date) -> tuple[list[date], int]:
    years = range(today.year - 3, today.year + 4)
    if name in _FIXED:
        month, day, lasting = _FIXED[name]
        return [date(year, month, day) for year in years], lasting
    if name in _TERMS:
        month, base = _TERMS[name]
        return [date(year, month, _spring_term(year, base)) for year in years], 1
    month, day, lasting = _LUNAR[name]
    return list(day_in_years(month, day)), lasting


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_CERTAIN, _certain),
    (_LIKELY, _likely),
    (_NEW_YEAR, _new_year),
    (_ALONE, _alone),
    (_THAT_MONTH, _of_that_month),
    (_FEAST, _feast),
)
