"""几点: the parts of a day and the clock (下午三点, 麻麻亮, 14:30)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time

from nlp.numbers import numeral
from nlp.slots_amounts import amount

# 说法、从几点、到几点；「到」比「从」早，是到第二天
_PARTS = {
    "凌晨": (0, 5), "后半夜": (0, 5), "下半夜": (0, 5),
    "麻麻亮": (5, 7), "天麻麻亮": (5, 7), "麻亮": (5, 7), "天没亮": (4, 6), "天不亮": (4, 6), "天刚亮": (5, 7),
    "天一亮": (5, 7), "鸡叫": (4, 6),
    "大清早": (5, 8), "清早": (5, 8), "清晨": (5, 8), "一大早": (5, 8), "一早": (5, 8), "大早上": (5, 9),
    "早上": (6, 9), "早晨": (6, 9), "早起": (6, 9), "朝早": (6, 9), "朝头早": (6, 9), "早间": (6, 9),
    "上午": (8, 12), "上昼": (8, 12), "上半天": (8, 12), "前晌": (8, 12), "头晌": (8, 12),
    "中午": (11, 14), "晌午": (11, 14), "正午": (11, 13), "晏昼": (11, 14), "晌饭": (11, 14),
    "下午": (13, 18), "下昼": (13, 18), "下半天": (13, 18), "后晌": (13, 18), "午后": (13, 18), "过晌": (13, 18),
    "傍晚": (17, 20), "黄昏": (17, 20), "擦黑": (17, 20), "断黑": (17, 20), "天黑": (17, 20), "天擦黑": (17, 20),
    "下晚": (17, 20), "夜边": (17, 20), "晚边": (17, 20), "傍黑": (17, 20),
    "晚上": (18, 24), "夜晚": (18, 24), "夜里": (18, 24), "晚间": (18, 24), "夜间": (18, 24), "晚头": (18, 24),
    "夜头": (18, 24), "夜黑": (18, 24), "黑夜": (18, 24), "黑了": (18, 24), "夜饭后": (18, 24), "晚饭后": (18, 24),
    "上半夜": (18, 24), "半夜三更": (23, 5), "三更半夜": (23, 5), "大半夜": (23, 5), "半夜": (23, 5), "深夜": (23, 5),
}  # fmt: skip
_AFTER_A_DAY = {"早": (6, 9), "晨": (6, 9), "朝": (6, 9), "晚": (18, 24), "夜": (18, 24), "夜个": (18, 24)}
_NUMBER = r"(?:[0-9]{1,2}|[一二两三四五六七八九十廿]{1,3})"
_CLOCK = (
    r"(?:(?<![0-9:])(?P<hh>[01]?[0-9]|2[0-4]):(?P<mm>[0-5][0-9])(?![0-9:])"
    rf"|(?<![0-9.一二三四五六七八九十第快好有差慢])(?!(?<=[早晚])[一1]点(?![钟半]))(?P<h>{_NUMBER})(?:点多?|(?<=[0-9])时(?!候|间|常))"
    rf"(?P<m>半|[一三]刻|{_NUMBER}分?(?![0-9个块名人]))?(?P<bell>钟|整)?(?!建议|意见|要求|半?课堂|水|血|油|心|名))"
)
_NAMES = "|".join(sorted(_PARTS, key=len, reverse=True))
_PART = rf"(?<![每天一整几两三])(?P<part>{_NAMES})(?!好|安|饭(?!后))"
_ALONE = re.compile(rf"{_PART}(?:\s?的?{_CLOCK})?|{_CLOCK.replace('?P<', '?P<x')}")
_ON_DAY = re.compile(
    rf"(?P<part>{_NAMES}|夜个|[早晨朝晚夜](?!点|一点[来去到]))(?:\s?的?{_CLOCK})?|{_CLOCK.replace('?P<', '?P<x')}"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """`until` is on the next day when `over_midnight`. A moment has `begin == until`."""

    begin: time
    until: time
    over_midnight: bool
    guessed: bool
    part: str  # 上午、晚上…；空的：只说了几点
    start: int
    end: int

    def same_half(self, first: "Hours") -> "Hours":
        """下午三点到五点: the second hour is of the half of the day the first one named."""
        if self.part or not first.part or self.until.hour > 12:
            return self
        return _at(self.until.hour, self.until.minute, first.part, self)


def hours_in(said: str) -> Iterator[Hours]:
    """Hours wherever they stand."""
    for found in _ALONE.finditer(said):
        if (hours := _read(found, after_day=False)) is not None:
            yield hours


def hour_at(said: str, at: int, *, after_day: bool) -> Hours | None:
    """The hours said right at `at`. After a day 早 and 晚 alone are hours too (明早)."""
    found = (_ON_DAY if after_day else _ALONE).match(said, at)
    return None if found is None else _read(found, after_day=after_day)


def _read(found: re.Match[str], *, after_day: bool) -> Hours | None:
    part, clock = found["part"] or "", _clock(found)
    start, end = found.span()
    if clock is None:
        if not part:
            return None
        begin, until = _PARTS.get(part) or _AFTER_A_DAY[part]
        over = until < begin
        last = time(23, 59) if until == 24 else time(until)
        return Hours(time(begin), last, over, not after_day, part, start, found.end("part"))
    vague = found["h"] or found["xh"]
    if not part and vague in {"一", "1"} and not (found["xbell"] or found["xm"] or after_day):
        return None  # 「一点」是「一些」
    empty = Hours(time(0), time(0), False, False, part, start, end)
    moment, later = (_at(hour, clock[2], part, empty) for hour in clock[:2])
    over = moment.over_midnight or later.over_midnight
    return replace(moment, until=later.until, over_midnight=over, guessed=moment.guessed or clock[0] != clock[1])


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    """First and last hour as said (三四点) and the minute, before 下午 adds twelve; None: no clock, or no such time."""
    if (sharp := found["hh"] or found["xhh"]) is not None:
        return int(sharp), int(sharp), int(found["mm"] or found["xmm"])
    said = found["h"] or found["xh"]
    hours = None if said is None else amount(said)
    if hours is None or hours[1] > 24:
        return None
    past = found["m"] or found["xm"] or ""
    minute = {"": 0, "半": 30, "一刻": 15, "三刻": 45}.get(past, numeral(past.removesuffix("分")))
    return None if minute is None or minute > 59 else (*hours, minute)


def _at(hour: int, minute: int, part: str, hours: Hours) -> Hours:
    """A moment; 晚上12点 is midnight, on the next day."""
    begin, until = _PARTS.get(part) or _AFTER_A_DAY.get(part) or (0, 24)
    over = hour == 24
    if begin >= 18:
        over = hour in (12, 24) or hour < 6
        hour = hour % 12 if over else hour + 12 * (hour < 12)
    elif begin >= 11:
        hour += 12 * (hour < 11)
    elif (begin, until) == (0, 5):
        hour %= 12
    moment = time(hour % 24, minute)
    guessed = over or (not part and 0 < hour <= 12)
    return replace(hours, begin=moment, until=moment, over_midnight=over, guessed=guessed, part=part)
