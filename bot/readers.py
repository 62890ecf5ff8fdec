"""From what is written in a file or a variable to the type a setting has."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.settings import Hotline, LogFormat, LogLevel, Secret
from care.calendar import Span

_TRUE = frozenset({"true", "1", "yes", "on", "是", "开"})
_FALSE = frozenset({"false", "0", "no", "off", "否", "关"})
_UNITS = {
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "天": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """`read` raises ValueError; `wanted` then tells the operator what to write."""

    wanted: str
    read: Callable[[object], object]


def text(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError
    return raw.strip()


def whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueError
    return int(raw)


def yes_no(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    said = text(raw).lower()
    if said not in _TRUE | _FALSE:
        raise ValueError
    return said in _TRUE


def span_of_time(raw: object) -> timedelta:
    found = re.fullmatch(r"(\d{1,4})\s*(分钟|小时|天)", text(raw))
    if found is None or int(found[1]) == 0:
        raise ValueError
    return int(found[1]) * _UNITS[found[2]]


def clock(raw: str) -> time:
    return datetime.strptime(raw.strip(), "%H:%M").time()  # noqa: DTZ007  # 只取钟点，没有日期可言


def hour(raw: object) -> time:
    return clock(text(raw).replace("：", ":"))


def span(raw: object) -> Span:
    start, end = re.split(r"[-–—~至]", text(raw).replace("：", ":"))
    return clock(start), clock(end)


def day(raw: object) -> date:
    if isinstance(raw, datetime):
        raise ValueError
    return raw if isinstance(raw, date) else date.fromisoformat(text(raw))


def hotline(raw: object) -> Hotline:
    number, name = text(raw).split(maxsplit=1)
    if re.fullmatch(r"[\d-]{3,15}", number) is None:
        raise ValueError
    return Hotline(number, name)


def _many(one: Callable[[object], object]) -> Callable[[object], object]:
    """A TOML list, or one text with commas between (the environment has no lists)."""

    def read(raw: object) -> tuple[object, ...]:
        if isinstance(raw, str):
            raw = [part for part in re.split(r"[,，、]", raw) if part.strip()]
        if not isinstance(raw, list):
            raise ValueError
        return tuple(one(part) for part in raw)

    return read


READERS: dict[object, Reader] = {
    str: Reader("引号里的一段文字", text),
    int: Reader("一个整数，例如 8080", whole),
    bool: Reader("true 或 false", yes_no),
    Secret: Reader("引号里的一段文字", lambda raw: Secret(text(raw))),
    Path: Reader("引号里的一个文件路径", lambda raw: Path(text(raw))),
    Path | None: Reader("引号里的一个文件夹，没有就空着", lambda raw: Path(text(raw)) if text(raw) else None),
    timedelta: Reader('一段时间，例如 "10分钟"、"4小时"、"2天"', span_of_time),
    time: Reader('一个钟点，例如 "07:30"', hour),
    Span: Reader('起止钟点，例如 "21:00-06:00"', span),
    tuple[Span, ...]: Reader('起止钟点的列表，例如 ["08:30-12:00", "14:30-17:30"]', _many(span)),
    tuple[date, ...]: Reader("日期的列表，例如 [2027-02-06, 2027-02-07]", _many(day)),
    tuple[str, ...]: Reader('文字的列表，例如 ["守望", "小邻"]', _many(text)),
    tuple[Hotline, ...]: Reader('号码加空格加名称的列表，例如 ["120 急救"]', _many(hotline)),
    LogLevel: Reader("debug、info、warning、error 之一", lambda raw: LogLevel(text(raw).lower())),
    LogFormat: Reader("console 或 json", lambda raw: LogFormat(text(raw).lower())),
}
