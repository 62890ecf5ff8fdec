"""数字怎么写都认: one folded form of what was typed, Chinese numerals, ticket numbers (工单号)."""

import re

_BLANKS = (*range(0x20), *range(0x7F, 0xA1), *range(0x2000, 0x2010), *range(0x2028, 0x2030), 0x205F, 0x2060, 0x3000)
_KEYCAP = (0x20E3, 0xFE0E, 0xFE0F, 0xFEFF)  # 1️⃣ 是 1 加两个看不见的尾巴
_SPACES = dict.fromkeys((*_BLANKS, *_KEYCAP), " ") | {0x0A: "\n"}
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_CIRCLED = {
    chr(first + step): str(step + 1) for first in (0x2460, 0x2474, 0x2488, 0x2776, 0x2780) for step in range(9)
} | {"⓪": "0", "㈠": "一", "㈡": "二", "㈢": "三", "㈣": "四", "㈤": "五", "№": "#"}
_TRADITIONAL = dict(
    zip(
        "來單號辦結處轉報給備註記錄補後週禮過個點遲務詢麼樣誰進還沒錯銷對滿謝幫綁嗎幾時間現馬長鎮鄉網員會"
        "導們該請煩選項條無誤開說問應兩萬咗訊類種總終調換裝縣區",
        "来单号办结处转报给备注记录补后周礼过个点迟务询么样谁进还没错销对满谢帮绑吗几时间现马长镇乡网员会"
        "导们该请烦选项条无误开说问应两万了讯类种总终调换装县区",
        strict=True,
    )
)
_LOWER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_FOLD: dict[int, str] = (
    _SPACES
    | {code: char.lower() for code, char in _WIDE.items()}
    | {ord(char): plain for char, plain in (_CIRCLED | _TRADITIONAL).items()}
    | _LOWER
)

_DIGITS = str.maketrans("零〇○一二三四五六七八九两壹贰叁肆伍陆柒捌玖幺拾佰仟", "0001234567892123456789" + "1十百千")
_IN_UNITS = re.compile(
    r"(?:(?P<w>[1-9])万)?0?(?:(?P<q>[1-9])千)?0?(?:(?P<b>[1-9])百)?0?(?:(?P<s>[1-9]?)十)?(?P<zero>0?)(?P<g>[1-9])?"
)
_CHINESE = "零〇○一二三四五六七八九十百千万两廿卅壹贰叁肆伍陆柒捌玖拾佰仟幺"
NUMERAL_STARTS = frozenset("0123456789⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" + _CHINESE)
NUMERAL = rf"(?:[0-9]{{1,9}}(?![0-9])|[{_CHINESE}]{{1,9}}|[⑩-⑳])"
SINGLE = r"[0-9零〇○一二三四五六七八九两壹贰叁肆伍陆柒捌玖](?![0-9])"

_CODE = re.compile(
    rf"#\s*({NUMERAL})|\bt-?([0-9]{{1,9}})\b|(?:工单号?|单号)\s*:?\s*({NUMERAL})|({NUMERAL})\s*(?:号工?单|#)"
)
_NOT_A_TICKET = "楼院房门栋线车井桥路组田地坑店早晚上下那之以前去要到日"
_SAID = re.compile(rf"(?<![月周0-9.])([0-9]{{1,9}})\s*号(?![{_NOT_A_TICKET}])")
_SAID_FIRST = re.compile(rf"^[ \t「【(#*·-]*([0-9]{{1,9}})\s*号(?![{_NOT_A_TICKET}])", re.MULTILINE)


def fold(text: str) -> str:
    """The same text in half width, small letters and simplified command words; never shorter or longer.

    One character stays one character, so an offset into the folded text is an offset into the text.
    """
    return text.translate(_FOLD)


def numeral(token: str) -> int | None:
    """12, 十二, 一二, 一百零三, ⑫ → the number. None: not a number, or more than nine digits."""
    if len(token) == 1 and "⑩" <= token <= "⑳":
        return ord(token) - ord("⑩") + 10
    plain = token.replace("廿", "二十").replace("卅", "三十").translate(_DIGITS)
    if plain.isascii() and plain.isdigit():
        return int(plain) if len(plain) <= 9 else None
    return _in_units(plain)


def _in_units(plain: str) -> int | None:
    """一百零三 is 103, 一百三 is 130: a last digit without 零 counts in the next lower unit."""
    found = _IN_UNITS.fullmatch(plain)
    if found is None or not plain or plain[-1] == "0":
        return None
    ten = found["s"]
    parts = (found["w"], found["q"], found["b"], "1" if ten == "" else ten)
    total = sum(int(part) * unit for part, unit in zip(parts, (10_000, 1_000, 100, 10), strict=True) if part)
    if (last := found["g"]) is None:
        return total
    unit = {"百": 10, "千": 100, "万": 1_000}.get(plain[-2], 1) if len(plain) > 1 else 1
    return total + int(last) * unit


def ticket_code(text: str) -> int | None:
    """The number in the middle of free words, only when nothing else can be meant: #12, T-12, 12号单."""
    found = _CODE.search(fold(text[:400]))
    return None if found is None else _positive(next(token for token in found.groups() if token))


def quoted_ticket(quote: str) -> int | None:
    """The one ticket a quoted sentence is about; None when it names none or several."""
    folded = fold(quote[:2_000])
    first = set(_SAID_FIRST.findall(folded))
    said = first or set(_SAID.findall(folded))
    if len(said) == 1:
        return _positive(said.pop())
    return None if said else ticket_code(quote)


def _positive(token: str) -> int | None:
    return numeral(token) or None
