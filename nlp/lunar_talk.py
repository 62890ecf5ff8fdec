"""农历的生日怎么说: 「1948年腊月初八」「农历一九四八年闰七月廿三」「腊月初八」."""

import re
from dataclasses import dataclass
from datetime import date

from nlp.lunar import solar_day
from nlp.numbers import fold, numeral

_CALENDAR = "农历|阴历|旧历"
_LUNAR = re.compile(rf"{_CALENDAR}|正月|冬月|腊月|闰|初[一二三四五六七八九十]|廿|卅")
_PART = "[\\d零〇○一二三四五六七八九十]"
_DAY = re.compile(
    rf"(?:{_CALENDAR})?[\s,:]*(?:(?P<year>{_PART}{{4}})\s*年)?[\s,:]*(?:{_CALENDAR})?\s*"
    rf"(?P<leap>闰)?(?P<month>正|冬|腊|{_PART}{{1,2}})月(?P<day>初?[\d一二三四五六七八九十廿卅]{{1,3}})[日号]?(?:生|出生)?"
)
_MONTHS = {"正": 1, "冬": 11, "腊": 12}


@dataclass(frozen=True, slots=True)
class LunarDay:
    """`year`: None where it was not said. `words`: the day in lunar words, to be said back."""

    year: int | None
    month: int
    day: int
    leap: bool
    words: str

    @property
    def solar(self) -> date | None:
        """None: no year was said, it is before 1920, or there was no such day in it."""
        return None if self.year is None else solar_day(self.year, self.month, self.day, leap=self.leap)


def is_lunar(words: str) -> bool:
    return _LUNAR.search(words) is not None


def lunar_day(words: str) -> LunarDay | None:
    found = _DAY.fullmatch(fold(words.strip()))
    if found is None:
        return None
    month = _MONTHS.get(found["month"]) or numeral(found["month"]) or 0
    day = numeral(found["day"].removeprefix("初")) or 0
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    said = re.sub(rf"[\s,:]|{_CALENDAR}|(?:出?生)$", "", words.strip())
    return LunarDay(numeral(found["year"]) if found["year"] else None, month, day, found["leap"] is not None, said)
