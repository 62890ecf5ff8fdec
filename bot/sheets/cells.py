"""一格：what somebody meant by one cell, whatever type it was stored as. Sentences never repeat a whole number."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from bot.sheets.grid import Cell
from bot.sheets.neutral import restored
from care.identity import IdNumber, NotAnId, NotAPhone, parse_id, parse_phone

_FLOOR = date(1880, 1, 1)
_EPOCH = date(1899, 12, 30)  # Excel 的第 0 天；它以为 1900 年有 2 月 29 日
_EXACT = 1e15  # Excel 的数字只有 15 位有效
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4})[年./\-\s]\s*(\d{1,2})(?:[月./\-\s]\s*(\d{1,2})?日?号?)?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?(?:日?出?生)?"
)
_YES = frozenset(
    [
        "√",
        "✓",
        "✔",
        "☑",
        "是",
        "1",
        "有",
        "Y",
        "y",
        "YES",
        "yes",
        "Yes",
        "对",
        "●",
        "○",
        "v",
        "V",
        "TRUE",
        "True",
        "∨",
        "√√",
        "1人",
        "1.0",
    ]
)
_NO = frozenset(
    [
        "否",
        "无",
        "0",
        "×",
        "✗",
        "✘",
        "x",
        "X",
        "N",
        "n",
        "no",
        "No",
        "NO",
        "不是",
        "没有",
        "-",
        "—",
        "/",
        "☐",
        "□",
        "FALSE",
        "False",
        "0.0",
    ]
)


class Unreadable(ValueError):
    """The argument is a Chinese sentence for whoever keeps the sheet."""


def text_of(cell: Cell) -> str:
    """A cell as text. Whole numbers lose their 「.0」; what our own export marked is unmarked."""
    if isinstance(cell, str):
        return restored(cell).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(" ") if isinstance(cell, datetime) and cell.time() != time() else cell.isoformat()[:10]
    return str(cell)


def _digits(cell: Cell, of: str) -> str:
    """Text for a cell that must hold many digits. Raises `Unreadable` where Excel has thrown some away."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip("'’‘` ")
    if (isinstance(cell, int | float) and abs(cell) >= _EXACT) or _SCIENTIFIC.fullmatch(text):
        raise Unreadable(
            f"{of}被 Excel 当成了数字，后面几位已经丢了，找不回来。请先把这一列设成“文本”，再对着证件重新填。"
        )
    return text.removesuffix(".0")


def id_of(cell: Cell) -> IdNumber | None:
    """None for an empty cell. Raises `Unreadable`."""
    text = _digits(cell, "身份证号")
    if text in ("", *_NO):
        return None
    try:
        return parse_id(text)
    except NotAnId as wrong:
        raise Unreadable(str(wrong)) from None


def phones_of(cell: Cell) -> list[str]:
    """Every telephone number of a cell, in order; empty for an empty cell. Raises `Unreadable`."""
    text = _digits(cell, "电话")
    if text in ("", *_NO):
        return []
    pieces = [piece for piece in re.split(r"[/、，,;；\n]|或", text) if piece.strip()]
    if len(pieces) == 1 and len(re.sub(r"\D", "", text)) >= 18:
        pieces = text.split()
    try:
        return [parse_phone(piece) for piece in pieces]
    except NotAPhone as wrong:
        raise Unreadable(str(wrong)) from None


def day_of(cell: Cell, today: date) -> tuple[date, str] | None:
    """(the day, how exact it is: 日 月 年). Of a month or year the first day. Raises `Unreadable`; None when empty."""
    if isinstance(cell, datetime | date):
        found = cell.date() if isinstance(cell, datetime) else cell
        return _within(found, found.isoformat(), today), "日"
    text = unicodedata.normalize("NFKC", text_of(cell)).strip("'’‘` ")
    if text in ("", *_NO):
        return None
    if isinstance(cell, float) and re.fullmatch(r"\d{4}\.1", text):
        raise Unreadable(f"出生日期“{text}”分不清是 1 月还是 10 月：请把这一列设成“文本”再填。")
    return _day(text, today)


def _day(text: str, today: date) -> tuple[date, str]:
    year, month, day = _parts(text) or ("", None, None)
    if not year and re.fullmatch(r"[1-9]\d{0,4}", text):
        return _within(_EPOCH + timedelta(days=int(text)), text, today), "日"
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise Unreadable(f"出生日期“{text[:20]}”不是日子，请写成 1950-03-02 这样。") from None
    return _within(found, text, today), "日" if day else "月" if month else "年"


def _parts(text: str) -> tuple[str, str | None, str | None] | None:
    """Year, month and day as written. Four digits are a year, never the number of a day (1950 would be in 1905)."""
    if packed := re.fullmatch(r"((?:1[789]|20)\d\d)(\d\d)(\d\d)?", text):
        return packed[1], packed[2], packed[3]
    if year := re.fullmatch(r"(1[89]\d\d|20\d\d)年?(?:出?生)?", text):
        return year[1], None, None
    written = _DATE.fullmatch(text)
    return (written[1], written[2], written[3]) if written else None


def _within(found: date, said: str, today: date) -> date:
    if found > today:
        raise Unreadable(f"出生日期“{said[:20]}”还没有到，请改。")
    if found < _FLOOR:
        raise Unreadable(f"出生日期“{said[:20]}”太早了，请改。")
    return found


def ticked(cell: Cell) -> bool | None:
    """√、是、1、有 → True; empty, 否、无、× → False; None for anything else."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if text == "" or text in _NO:
        return False
    return True if text in _YES else None


def sex_of(cell: Cell) -> str:
    """「男」, 「女」 or empty. Raises `Unreadable`."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if text in ("", "/", "-"):
        return ""
    found = {"男": "男", "女": "女", "男性": "男", "女性": "女", "1": "男", "2": "女", "M": "男", "F": "女"}.get(text)
    if found is None:
        raise Unreadable(f"性别“{text[:10]}”不认得，请写男或女。")
    return found
