"""一格里的日子：how people write a date of birth. What could be two years, or is a day of the moon, is not guessed."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from bot.sheets.cells import NOT_TOLD, Unreadable, text_of
from bot.sheets.grid import Cell
from nlp.numbers import numeral

DAY, MONTH, YEAR, LUNAR = "日", "月", "年", "农历"  # 写到多细；农历的只算得出哪年

_FLOOR = date(1880, 1, 1)
_EPOCH = date(1899, 12, 30)  # Excel 的第 0 天；它以为 1900 年有 2 月 29 日
_DATE = re.compile(
    r"(\d{4}|\d{2})[年./,\-\s]\s*(\d{1,2})(?:[月./,\-\s]\s*(\d{1,2})?日?号?)?"
    r"(?:\s*\d{1,2}:\d\d(?::\d\d)?)?(?:日?出?生)?"
)
_HAN = "〇零一二三四五六七八九"
_HAN_YEAR = re.compile(rf"[{_HAN}]{{4}}(?=年)|[{_HAN}]{{2}}(?=年)")
_HAN_PART = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日号])")
_OF_THE_MOON = re.compile(r"农历|阴历|旧历|老历|正月|冬月|腊月|闰|初[一二三四五六七八九十]|廿|卅")
_REPUBLIC = re.compile(r"民国(\d{1,2}|[一二三四五六七八九十]{1,3})年")
_CIVIL = 1911  # 民国元年是 1912
_OLDEST_IN_SIX = 1915  # 190312：更像 2019 年 3 月 12 日，分不清


def day_of(cell: Cell, today: date) -> tuple[date, str] | None:
    """(the day, how exact it is). Of a month or a year the first day. Raises `Unreadable`; None when empty."""
    if isinstance(cell, datetime | date):
        found = cell.date() if isinstance(cell, datetime) else cell
        return _within(found, found.isoformat(), today), DAY
    text = unicodedata.normalize("NFKC", text_of(cell)).strip("'’‘` ")
    if text in NOT_TOLD:
        return None
    if isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", text):
        raise Unreadable(f"出生日期“{text}”分不清是 1 月还是 10 月：请把这一列设成“文本”再填。")
    return _day(text, today)


def _day(said: str, today: date) -> tuple[date, str]:
    text = _REPUBLIC.sub(_republic, _in_digits(said))
    if _OF_THE_MOON.search(text):
        return _of_the_moon(text, said, today)
    year, month, day = _parts(text, said) or ("", None, None)
    if not year and re.fullmatch(r"[1-9]\d{0,4}", text):
        return _within(_EPOCH + timedelta(days=int(text)), said, today), DAY
    try:
        found = date(_century(year, said, today), int(month or 1), int(day or 1))
    except ValueError as wrong:
        raise wrong if isinstance(wrong, Unreadable) else _no_day(said) from None
    return _within(found, said, today), DAY if day else MONTH if month else YEAR


def _no_day(said: str) -> Unreadable:
    return Unreadable(f"出生日期“{said[:20]}”不是日子，请写成 1950-03-02 这样。")


def _in_digits(text: str) -> str:
    """一九四八年三月二日 → 1948年3月2日"""
    text = _HAN_YEAR.sub(lambda found: "".join(str(max(0, _HAN.index(one) - 1)) for one in found[0]), text)
    return _HAN_PART.sub(lambda found: str(numeral(found[0])), text)


def _republic(found: re.Match[str]) -> str:
    return f"{_CIVIL + (numeral(found[1]) or 0)}年"


def _of_the_moon(text: str, said: str, today: date) -> tuple[date, str]:
    """Only its year is of use: the first day of it, so that nobody is held to be younger than they are."""
    year = re.search(r"(?<!\d)(\d{4}|\d{2})年", text)
    if year is None:
        raise _no_day(said)
    return _within(date(_century(year[1], said, today), 1, 1), said, today), LUNAR


def _century(year: str, said: str, today: date) -> int:
    """48 is 1948: 2048 has not come. 12 may be 1912 or 2012. Raises `Unreadable`, `ValueError`."""
    if len(year) != 2:
        return int(year)
    if int(year) <= today.year % 100:
        raise Unreadable(f"出生日期“{said[:20]}”分不清是 19{year} 年还是 20{year} 年，请写成四位的年份。")
    return 1900 + int(year)


def _parts(text: str, said: str) -> tuple[str, str | None, str | None] | None:
    """Year, month and day as written. Four digits are a year, never the number of a day (1950 would be in 1905)."""
    if packed := re.fullmatch(r"((?:1[789]|20)\d\d)(\d\d)(\d\d)?", text):
        if not packed[3] and int(packed[1]) < _OLDEST_IN_SIX:
            raise Unreadable(f"出生日期“{said[:20]}”分不清年月日，请写成 1950-03-02 这样。")
        return packed[1], packed[2], packed[3]
    if packed := re.fullmatch(r"([3-9]\d)(\d\d)(\d\d)", text):  # 480302
        return packed[1], packed[2], packed[3]
    if year := re.fullmatch(r"((?:18|19|20)\d\d)年?(?:出?生)?|(\d\d)年(?:出?生)?", text):
        return year[1] or year[2], None, None
    written = _DATE.fullmatch(text)
    return (written[1], written[2], written[3]) if written else None


def _within(found: date, said: str, today: date) -> date:
    if found > today:
        raise Unreadable(f"出生日期“{said[:20]}”还没有到，请改。")
    if found < _FLOOR:
        raise Unreadable(f"出生日期“{said[:20]}”太早了，请改。")
    return found
