"""Days counted from today: 后天, 前几天, 下个星期二, 三天前, 过两天."""

import re
from datetime import date, timedelta

from nlp.slots_amounts import AMOUNT, amount
from nlp.when_choice import Found, Hint, Reader, months_on, one

_NAMED = {
    "今": 0, "明": 1, "听": 1, "后": 2, "大后": 3, "外后": 3,
    "昨": -1, "琴": -1, "寻": -1, "噚": -1, "前": -2, "大前": -3,
}  # fmt: skip
_NAME = (
    r"(?P<name>大后|外后|大前|(?<![小阿])明|(?<![如至当])今|昨|(?<![以之目从当日])前|(?<![然以之最今往过落])后|听|琴|寻|噚)"
    r"(?:[天日](?![天子])|儿个?|个(?=[早晚儿夜]|\s|$))"
)
_SHORT_NAME = (
    r"(?P<name>(?<![小阿])明|(?<![如至当])今|昨|(?<![以之目从天日月年])前|听|琴|寻|噚)"
    r"(?=[晚早夜晨朝](?!点|期|就|餐|饭))"
)
_VAGUE = {
    "前几天": (-7, -2), "前几日": (-7, -2), "前些天": (-14, -3), "前些日子": (-30, -3), "前两天": (-3, -1),
    "前两日": (-3, -1), "前阵子": (-60, -7), "前段时间": (-60, -7), "前一阵": (-60, -7), "前不久": (-30, -3),
    "头几天": (-7, -2), "过几天": (2, 7), "过两天": (1, 3), "过几日": (2, 7), "过两日": (1, 3), "过些天": (3, 14),
    "过段时间": (14, 60), "过阵子": (14, 60),
}  # fmt: skip
_JUST_NOW = ("刚才", "刚刚", "头先", "方才")
_NEAR = ("这几天", "这两天", "这些天", "这几日", "这两日", "最近", "近来")
_WEEKDAYS = {char: day for day, char in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAYS |= {str(day + 1): day for day in range(7)}
_WEEK = re.compile(
    r"(?<![一二两三四五六七八九十几0-9每逢个半多隔四])(?P<which>下下|上上|[这本上下])?个?(?:周|星期|礼拜)"
    r"(?:(?P<end>末)|拜?(?P<day>[一二三四五六日天1-7])(?![0-9次回趟个遍百千万十块元斤年岁级]|天(?!气)))?"
)
_COUNTED = rf"(?P<amount>半|{AMOUNT})个?(?P<unit>天|日|周|星期|礼拜|年|(?<=[个半])月)"
_OFFSET = re.compile(
    rf"(?<![每第前这0-9])(?:(?:再?过|再?等)了?)?{_COUNTED}(?P<side>(?:以|之)?前(?![面门院])|之?内|(?:以|之|过)?后(?![天面院]))"
)
_AHEAD = re.compile(rf"(?<![不难经通超])再?过{_COUNTED}(?![没就了没前])(?P<side>)")


def _named(match: re.Match[str], today: date, _hint: Hint) -> Found:
    return one(today + timedelta(days=_NAMED[match["name"]]))


def _vague(match: re.Match[str], today: date, hint: Hint) -> Found:
    if match[0] in _JUST_NOW:
        return one(today)
    near = (0, 2) if hint is Hint.AHEAD else (-3, 0)
    first, last = _VAGUE.get(match[0], near)
    return today + timedelta(days=first), today + timedelta(days=last), True


def _week(match: re.Match[str], today: date, hint: Hint) -> Found:
    said = match["which"] or ""
    monday = today + timedelta(days=7 * (said.count("下") - said.count("上")) - today.weekday())
    if match["end"]:
        return monday + timedelta(days=5), monday + timedelta(days=6), not said
    if match["day"] is None:
        return (monday, monday + timedelta(days=6), False) if said else None
    day = monday + timedelta(days=_WEEKDAYS[match["day"]])
    if said:
        return one(day)
    if hint is Hint.PAST:
        return one(day if day <= today else day - timedelta(days=7), guessed=True)
    return one(day if day >= today else day + timedelta(days=7), guessed=True)


def _offset(match: re.Match[str], today: date, _hint: Hint) -> Found:
    side, unit, half = match["side"] or "后", match["unit"], match["amount"] == "半"
    many = (1, 1) if half else amount(match["amount"])
    if many is None:
        return None
    sign = -1 if side.endswith("前") else 1
    near, far = sorted(_moved(today, sign * count, unit, half=half) for count in many)
    if side.endswith("内"):
        return today, far, True
    return near, far, half or many[0] != many[1] or unit in {"月", "年"}


def _moved(today: date, count: int, unit: str, *, half: bool) -> date:
    if half:
        return today + timedelta(days=count * {"年": 182, "月": 15}.get(unit, 1))
    if unit in {"月", "年"}:
        return months_on(today, count * (12 if unit == "年" else 1))
    return today + timedelta(days=count * (1 if unit in {"天", "日"} else 7))


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(_NAME), _named),
    (re.compile(_SHORT_NAME), _named),
    (re.compile("|".join((*_VAGUE, *_JUST_NOW, *_NEAR))), _vague),
    (_WEEK, _week),
    (_OFFSET, _offset),
    (_AHEAD, _offset),
)
