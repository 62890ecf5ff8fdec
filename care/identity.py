"""身份：ID numbers, telephone numbers and names as people write them → one way to write each.

ID numbers: GB 11643-1999 (weights and check letter of ISO 7064 MOD 11-2). Whether the first six digits are a place that
exists is not asked: places were renamed, old numbers stay.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST = 1850  # 更早的年份一定是写错
_HAN = r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]"
_HIDDEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_DOT = re.compile(rf"\s*[·•‧・∙⋅]+\s*|(?<={_HAN})\s*\.\s*(?={_HAN})")
_BRACKETS = re.compile(r"[(\[{〔【<《]([^)\]}〕】>》]*)[)\]}〕】>》]?")
_NOBODY = frozenset({"无", "没有", "暂无", "不详", "未知", "空", "无名", "无名氏", "同上"})
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})")
_EXTENSION = re.compile(r"(.+?)(?:转|分机|ext\.?|#|(?<=\d{7})-)(\d{1,6})", re.IGNORECASE)


class NotAnId(ValueError):
    """The argument is a Chinese sentence which never repeats the number."""


class NotAPhone(ValueError):
    """The argument is a Chinese sentence which never repeats the number."""


class NotAName(ValueError):
    """The argument is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class IdNumber:
    """`number`: 18 letters, the last one may be a capital X; kept out of `repr` so that no log line has it."""

    number: str = field(repr=False)
    born_on: date
    sex: str


@dataclass(frozen=True, slots=True)
class Name:
    """`note`: what stood in brackets behind the name, for example 聋哑 or 小名."""

    name: str
    note: str = ""


def parse_id(text: str) -> IdNumber:
    """18 digits, 15 of an old card (made longer, as the police did), or the 20 of a 残疾证. Raises `NotAnId`."""
    written = _packed(text).strip("'’‘`").upper()
    if not written:
        raise NotAnId("没有写身份证号。")
    strange = re.search(r"[^0-9X]", written)
    if strange:
        raise NotAnId(f"身份证号里有“{strange[0]}”：只能是数字，最后一位可以是 X。")
    if re.fullmatch(r"\d{17}[\dX][1-7][1-4]", written):
        written = written[:18]  # 残疾证号：身份证号后面加类别和等级
    if len(written) == 15 and written.isdigit():
        written = _longer(written)
    if len(written) != 18:
        wrong = f"少了 {18 - len(written)} 位" if len(written) < 18 else f"多了 {len(written) - 18} 位"
        raise NotAnId(f"身份证号{wrong}：应当是 18 位，写了 {len(written)} 位。")
    if "X" in written[:17]:
        raise NotAnId("身份证号里的 X 只能在最后一位。")
    return _checked(written)


def _checked(number: str) -> IdNumber:
    born_on = _birthday(number[6:14])
    if number[17] != check_letter(number[:17]):
        raise NotAnId("身份证号的最后一位对不上：多半有一位抄错了，请对着证件再看一遍。")
    return IdNumber(number, born_on, "男" if int(number[16]) % 2 else "女")


def check_letter(digits: str) -> str:
    """The 18th letter for the first 17."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def _longer(number: str) -> str:
    digits = f"{number[:6]}19{number[6:]}"
    return digits + check_letter(digits)


def _birthday(digits: str) -> date:
    said = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise NotAnId(f"身份证号里的生日不是日子：{said}。") from None
    if day.year < _OLDEST:
        raise NotAnId(f"身份证号里的生日太早：{said}。")
    return day


def parse_phone(text: str) -> str:
    """「19900000000」, 「0772-8600000」 or 「0772-8600000转12」. Raises `NotAPhone`."""
    written = _packed(text).strip("'’‘`")
    if not written:
        raise NotAPhone("没有写电话。")
    found = _number(written)
    if found is None and (parts := _EXTENSION.fullmatch(written)) and (line := _number(parts[1])) and "-" in line:
        found = f"{line}转{parts[2]}"
    if found is None:
        raise NotAPhone(_why_not(written))
    return found


def _number(written: str) -> str | None:
    digits = re.sub(r"[-‐‑–—−.()]", "", written)
    if abroad := re.fullmatch(r"(?:\+|00)86(\d+)", digits):
        local = abroad[1]
        digits = local if _MOBILE.fullmatch(local) or local.startswith("0") else f"0{local}"
    elif re.fullmatch(r"86\d{11}", digits):
        digits = digits[2:]
    if re.fullmatch(r"0\d{11}", digits) and _MOBILE.fullmatch(digits[1:]):
        digits = digits[1:]  # 手机号前面多拨的 0
    if _MOBILE.fullmatch(digits):
        return digits
    line = _LANDLINE.fullmatch(digits)
    return f"{line[1]}-{line[2]}" if line else None


def _why_not(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if strange := re.search(r"[^\d+\-‐‑–—−.()#转]", written):
        return f"电话里有“{strange[0]}”：一格只写一个号码，只写数字。"
    if len(digits) in (7, 8):
        return "座机前面要写区号，例如 0772-8600000。"
    if digits.startswith("1") and len(digits) != 11:
        wrong = f"少了 {11 - len(digits)} 位" if len(digits) < 11 else f"多了 {len(digits) - 11} 位"
        return f"手机号{wrong}：应当是 11 位，写了 {len(digits)} 位。"
    return "不像电话号码：手机写 11 位，座机写区号加号码。"


def parse_name(text: str) -> Name:
    """A name as it stands in the file: no spaces inside a Chinese one, · between the parts. Raises `NotAName`."""
    written = _HIDDEN.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    notes = [note.strip() for note in _BRACKETS.findall(written) if note.strip()]
    name = _DOT.sub("·", _BRACKETS.sub("", written)).strip(" ·:'’‘`")
    name = re.sub(rf"(?<={_HAN}) +(?={_HAN})", "", name)
    if name in _NOBODY or not any(map(_letter, name)):
        raise NotAName("没有写名字。")
    if re.search(r"[、,/;|\\+&]", name):
        raise NotAName(f"“{name[:20]}”像是几个人的名字：一行只写一个人。")
    if strange := next((letter for letter in name if not _fits(letter)), ""):
        raise NotAName(f"名字里有“{strange}”：请写成证件上的字。")
    if len(name) > 40:
        raise NotAName(f"名字太长：“{name[:10]}…”有 {len(name)} 个字。")
    return Name(name, "；".join(notes))


def _letter(letter: str) -> bool:
    """Private-use letters too: old systems write rare surnames with them."""
    return unicodedata.category(letter)[0] == "L" or unicodedata.category(letter) == "Co"


def _fits(letter: str) -> bool:
    return _letter(letter) or letter in "〇· -.'’" or unicodedata.category(letter) in ("Nd", "Mn", "Mc")


def _packed(text: str) -> str:
    return _HIDDEN.sub("", unicodedata.normalize("NFKC", text))
