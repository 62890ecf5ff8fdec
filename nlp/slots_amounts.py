"""多少: amounts as people say them (两三, 八十多, 几百), and what they count: time that passes and money."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from nlp.numbers import fold, numeral

_MORE = str.maketrans(
    "媽爺孫鄰兒女嬸姪歲間級樓棟門隊灣莊衝嶺壩塊錢從鐘禮點邊頭橋場溝園陳劉張楊趙黃吳鄭謝許馮蔣蘇葉盧餘係嘅哋裏裡臘閏農歷曆舊陰這"
    "雙電證週慶勞動節貳陸夠隔籬細當爛個廣醫衛養倉廟塘臺學鎖輛廠區關閉雞豬圍牆後婦岳丈親戚獨殘妳為",
    "妈爷孙邻儿女婶侄岁间级楼栋门队湾庄冲岭坝块钱从钟礼点边头桥场沟园陈刘张杨赵黄吴郑谢许冯蒋苏叶卢余系的们里里腊闰农历历旧阴这"
    "双电证周庆劳动节贰陆够隔篱细当烂个广医卫养仓庙塘台学锁辆厂区关闭鸡猪围墙后妇岳丈亲戚独残你为",
)
_HAN = "零〇○一二三四五六七八九十百千万两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
AMOUNT = (
    rf"(?:(?:[0-9]{{1,9}}(?![0-9])(?:\.[0-9]{{1,2}}(?![0-9]))?|好?几|数|[{_HAN}]{{1,9}}|上十|[百千万]把)"
    r"(?:[十百千万]{1,2}|[wk](?![a-z]))?(?:(?:多|余|好几|几|来)[百千万]{0,2})?)"
)
_PAIR = re.compile(r"(.*?)([一二两三四五六七八九])([二三四五六七八九])([十百千万]{0,2})")
_TAILED = re.compile(r"(.+?)(多|余|好几|几|来)")
_FEW = re.compile(r"(?:好?几|数)([十百千万]{0,2})")
_DIGITS_IN_UNITS = re.compile(r"([0-9]+(?:\.[0-9]+)?)([十百千万wk]{0,2})")
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "w": 10_000, "k": 1_000}
_HIGHEST = 1_000_000_000

# 单位、它是多久、前面要不要「个」
_LENGTHS = {
    "分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "钟头": timedelta(hours=1), "钟": timedelta(hours=1),
    "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(days=7), "星期": timedelta(days=7),
    "礼拜": timedelta(days=7), "月": timedelta(days=30), "年": timedelta(days=365),
    "晚上": timedelta(hours=12), "晚": timedelta(hours=12), "夜": timedelta(hours=12),
}  # fmt: skip
_NOT_LONG_BEFORE = r"(?<![第每过前这哪某有头月星逢到0-9])(?<!再过)"
_LASTING = re.compile(
    rf"{_NOT_LONG_BEFORE}(?P<amount>半|大半|小半|个把|{AMOUNT}|一整)"
    r"(?:(?:来)?个?(?P<much>多)?(?P<plain>半)?(?P<hours>分钟|小时|钟头)|个(?P<over>多)?(?P<counted>钟|月|星期|礼拜)"
    r"|(?P<short>天|周|年|晚上|晚|夜|(?<=半)月|日(?=没|冇|未|了|都)|星期|礼拜|(?<=把)(?:月|星期|礼拜|钟头|小时)))"
    r"(?P<more>半|多)?(?P<night>[一二两三四五六七八九][夜晚])?"
)
_DECADE = re.compile("[5-9五六七八九]几")  # 九几年盖的
_NOT_LASTING = re.compile(
    r"(?:以|之|过)?[前后]|之?内|级|到晚|两头|比一|一度|又一|一[天年月次顿回趟]|四季|[代度纪]"
    r"|[能要就才得只吃给跑来拿交收花采挣做]{0,2}(?:[0-9]|[一二两三四五六七八九几]\S?(?:次|顿|回|趟|遍|百|千|块|元|万|斤|粒|包|片|餐))"
)

_ANY_PIECE = frozenset({"一块", "两块", "几块", "好几块"})  # 后面没有「钱」，就不一定是钱
_NOT_MONEY = "地田砖石板木布肉瓦玻儿去来走玩住吃干豆糖表土山菜牌屏门旦宵月水泥"
_UNCOUNTED = "斤人户亩米里步公个只头棵株度字次年天块条元岁赞粉名口吨担票分毫辆台件号平瓦伏字册顿"
_MONEY = re.compile(
    rf"(?:(?P<sign>[¥￥])\s?(?P<signed>[0-9]{{1,9}}(?:\.[0-9]{{1,2}})?)"
    rf"|(?P<low>{AMOUNT})(?:[-~到至](?P<high>{AMOUNT}))?"
    rf"(?:(?:块钱|元钱|块|元|圆|蚊(?![子香帐虫]))(?P<odd>[0-9一二三四五六七八九](?=毛|角|的|$|[,，。.!！\s]))?(?P<coin>毛|角)?(?![{_NOT_MONEY}])"
    r"|(?P<mao>毛钱|角钱)"
    rf"|(?<=[万千百多wk几余])(?![{_UNCOUNTED}{_HAN}]|多[{_UNCOUNTED}])))"
)
_BARE_MONEY = re.compile(r"[万千wk](?:多|余|几|来)?$")
_BARE_HUNDREDS = re.compile(r"百(?:多|来)?$")
_PAID = re.compile(r"[要交花欠收骗借转打付赔罚给领发挣赚差少汇押补涨降扣存][了个到]?(?:[我他她你佢]们?)?$")


def plain(text: str) -> str:
    """`fold`, and the traditional characters of our word lists. One character stays one character."""
    return fold(text).translate(_MORE)


@dataclass(frozen=True, slots=True)
class Duration:
    """多久: 三天没吃, 半个月了. Between `least` and `most`; a month is 30 days, a year 365, a night 12 hours."""

    least: timedelta
    most: timedelta
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Money:
    """多少钱, in 分 (a hundredth of a yuan): 两百块 is 20,000."""

    least: int
    most: int
    said: str
    start: int
    end: int


def amount(said: str) -> tuple[int, int] | None:
    """两三 → (2, 3), 十二三 → (12, 13), 八十多 → (80, 89), 十来 → (10, 15), 几百 → (200, 999), 12 → (12, 12)."""
    found = precise(said)
    return None if found is None else (int(found[0]), int(found[1]))


def precise(said: str) -> tuple[float, float] | None:
    """`amount` with the fractions of 1.5万 and 3.5块."""
    if said == "上十" or said in {"百把", "千把", "万把"}:
        return {"上": (9, 12), "百": (100, 150), "千": (1_000, 1_500), "万": (10_000, 15_000)}[said[0]]
    if said[-1:] in "百千万" and said[-2:-1] in {"多", "余", "几", "来"} and _FEW.fullmatch(said) is None:  # 十几万
        return _times(precise(said[:-1]), _UNITS[said[-1]])
    if few := _FEW.fullmatch(said):
        unit = _unit(few[1])
        return (3, 9) if unit == 1 else (2 * unit, 10 * unit - 1)
    if (tailed := _TAILED.fullmatch(said)) and (whole := _exact(tailed[1])) is not None:
        unit = _last_unit(tailed[1], whole)
        return whole + (tailed[2] == "几"), whole + (unit // 2 if tailed[2] == "来" else max(0, unit - 1))
    if (pair := _PAIR.fullmatch(said)) and _neighbours(pair[2], pair[3]) and (pair[1] == "" or pair[1][-1] in "十百千"):
        return _between(pair[1], pair[2], pair[3], pair[4])
    exact = _exact(said)
    return None if exact is None else (exact, exact)


def _times(found: tuple[float, float] | None, unit: int) -> tuple[float, float] | None:
    if found is None or found[1] * unit > _HIGHEST:
        return None
    return found[0] * unit, (found[1] + 1) * unit - 1


def _neighbours(first: str, second: str) -> bool:
    return first + second == "三五" or (numeral(second) or 0) - (numeral(first) or 0) == 1


def _between(before: str, first: str, second: str, unit: str) -> tuple[float, float] | None:
    low, high = _exact(before + first + unit), _exact(before + second + unit)
    return None if low is None or high is None else (low, high)


def _exact(said: str) -> float | None:
    if found := _DIGITS_IN_UNITS.fullmatch(said):
        value = float(found[1]) * _unit(found[2])
        return value if value <= _HIGHEST else None
    if (whole := numeral(said)) is not None:
        return whole
    if said[-1:] in _UNITS and (many := numeral(said[:-1])) is not None:  # 十二万
        return many * _UNITS[said[-1]]
    return None


def _unit(said: str) -> int:
    unit = 1
    for char in said:
        unit *= _UNITS[char]
    return unit


def _last_unit(said: str, whole: float) -> int:
    """80 counts in tens, 三万 in ten thousands: what 多 may add."""
    number, unit = int(whole), 1
    if said[-1] in "万w":
        return 10_000
    while number and number % (unit * 10) == 0 and unit < 10_000:
        unit *= 10
    return unit


def durations(said: str, text: str) -> Iterator[Duration]:
    """Time that passed or passes; not 三天前, 每天, 第三天, 一天三次. `said` is `plain(text)`."""
    for found in _LASTING.finditer(said):
        if _NOT_LASTING.match(said, found.end()) or (lasting := _lasting(found)) is None:
            continue
        yield Duration(*lasting, text[found.start() : found.end()], found.start(), found.end())


def _lasting(found: re.Match[str]) -> tuple[timedelta, timedelta] | None:
    name = found["hours"] or found["counted"] or found["short"]
    unit = _LENGTHS[name]
    if found["amount"] == "半" and name in {"夜", "晚", "晚上"}:
        return None  # 「半夜」是几点，不是多久
    if name == "年" and _DECADE.fullmatch(found["amount"]):
        return None
    if (many := _how_many(found["amount"])) is None or many[1] * unit > timedelta(days=365 * 120):
        return None
    half = 0.5 if found["more"] == "半" or (found["plain"] and found["amount"] != "半") else 0.0
    over = 0.9 if found["more"] == "多" or found["over"] or found["much"] else half
    if found["amount"] == "半" and name == "天":
        return timedelta(hours=1), timedelta(hours=12)  # 「半天」常常只是「好一阵」
    return (many[0] + half) * unit, (many[1] + over) * unit


def _how_many(said: str) -> tuple[float, float] | None:
    known = {"半": (0.5, 0.5), "大半": (0.5, 0.9), "小半": (0.3, 0.5), "个把": (1.0, 1.5), "一整": (1.0, 1.0)}
    return known.get(said) or precise(said)


def money(said: str, text: str) -> Iterator[Money]:
    """两百块, 三万多, 500元, 6500到8000块; not 一块地, 三万多斤."""
    for found in _MONEY.finditer(said):
        if (sums := _sum(found)) is not None:
            yield Money(*sums, text[found.start() : found.end()], found.start(), found.end())


def _sum(found: re.Match[str]) -> tuple[int, int] | None:
    if found["sign"]:
        cents = round(float(found["signed"]) * 100)
        return cents, cents
    last = found["high"] or found["low"]
    ends_bare = found[0].endswith(last)
    paid = _PAID.search(found.string[max(0, found.start() - 4) : found.start()])
    if ends_bare and not (_BARE_MONEY.search(last) or (paid and _BARE_HUNDREDS.search(last))):
        return None
    low, high = precise(found["low"]), precise(last)
    if low is None or high is None or high[1] == 0 or found[0] in _ANY_PIECE:
        return None
    unit = 10 if found["mao"] else 100
    odd = 10 * (numeral(found["odd"]) or 0) if found["odd"] else 0
    return round(low[0] * unit) + odd, round(high[1] * unit) + odd
