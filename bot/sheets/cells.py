"""一格：what somebody meant by one cell, whatever type it was stored as. Sentences never repeat a whole number."""

import re
import unicodedata
from datetime import date, datetime, time

from bot.sheets.grid import Cell
from bot.sheets.neutral import restored
from care.dossier import without_numbers
from care.identity import IdNumber, NotAnId, NotAPhone, parse_id, parse_phone

_EXACT = 1e15  # Excel 的数字只有 15 位有效
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_SAID_YES = "√ ✓ ✔ ☑ 是 1 有 Y y YES yes Yes 对 ● ○ v V TRUE True ∨ √√ 1人 1.0"
_SAID_NO = "否 无 0 × ✗ ✘ x X N n no No NO 不是 没有 - — / ☐ □ FALSE False 0.0"
_SAID_NOTHING = "暂无 未知 不详 待查 待补 无电话 无手机 没有电话 没有手机"
_SAID_NO_CARD = "未办 没办 未办理 正在办理 办理中 待办 无证 没有证 无身份证 没有身份证 遗失 丢失 未上户"
_YES, _NO = frozenset(_SAID_YES.split()), frozenset(_SAID_NO.split())
NOT_TOLD = frozenset(["", *_NO, *_SAID_NOTHING.split()])
_NO_CARD = frozenset(_SAID_NO_CARD.split())
_LED = re.compile(r"^(?:公民)?(?:居民)?(?:身份证号?码?|身份号码|证件号码?|ID)[:：\s]*", re.IGNORECASE)
_HIDDEN_DIGITS = re.compile(r"\d[*＊xX•●]{3,}")
_SEXES = {
    "男": "男 男性 男士 男孩 男童 1 M MALE BOY",
    "女": "女 女性 女士 女孩 女童 2 F FEMALE GIRL",
    "": "0 9 未知 不详 未说明",
}
_SEX = {word: sex for sex, words in _SEXES.items() for word in words.split()}


class Unreadable(ValueError):
    """The argument is a Chinese sentence for whoever keeps the sheet; what it repeats of a cell may hold a number."""

    def __init__(self, said: str) -> None:
        super().__init__(without_numbers(said))


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
    text = _LED.sub("", _digits(cell, "身份证号"))
    text = re.sub(r"(?<=\d)\s*[-–—]\s*(?=[\dXx×])", "", text)
    if text in NOT_TOLD or text in _NO_CARD:
        return None
    if _HIDDEN_DIGITS.search(text):
        raise Unreadable("身份证号遮住了几位，要用完整的表。")
    if not any(map(str.isdigit, text)):
        raise Unreadable("身份证号一格里没有号码。")
    text = re.sub(r"(?<=\d)[×✕]$", "X", text)
    try:
        return parse_id(text)
    except NotAnId as wrong:
        raise Unreadable(str(wrong)) from None


def phones_of(cell: Cell) -> list[str]:
    """Every telephone number of a cell, in order; empty for an empty cell. Raises `Unreadable`."""
    text = _digits(cell, "电话")
    if text in NOT_TOLD:
        return []
    pieces = [piece for piece in re.split(r"[/、，,;；\n]|或", text) if piece.strip()]
    if len(pieces) == 1 and len(re.sub(r"\D", "", text)) >= 18:
        pieces = text.split()
    try:
        return [parse_phone(piece) for piece in pieces]
    except NotAPhone as wrong:
        raise Unreadable(str(wrong)) from None


def ticked(cell: Cell) -> bool | None:
    """√、是、1、有 → True; empty, 否、无、× → False; None for anything else."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if text == "" or text in _NO:
        return False
    return True if text in _YES else None


def sex_of(cell: Cell) -> str:
    """「男」, 「女」 or empty. Raises `Unreadable`."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if text in NOT_TOLD:
        return ""
    found = _SEX.get(text.upper())
    if found is None:
        raise Unreadable(f"性别“{text[:10]}”不认得，请写男或女。")
    return found
