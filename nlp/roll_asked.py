"""平安确认怎么开始: 「平安确认 寒潮 80岁以上」「平安确认 暴雨 W片区 独居」: whom the round is about."""

import re
from dataclasses import dataclass, replace

from care.dossier import CATEGORIES, CONDITIONS
from nlp.event_talk import GAP
from nlp.numbers import fold, numeral

MOST = 300  # 字
_OLDEST = 150

_REASONS = (
    "寒潮|冷空气|降温|大雪|暴雪|下雪|雨雪|冰冻|冻雨|霜冻|高温|酷暑|暴雨|大雨|强降雨|洪水|洪涝|洪灾|涨水|内涝|台风|大风|冰雹|停电|停水|停气|"
    "地震|山洪|泥石流|滑坡|疫情|流感|春节|过年|中秋|重阳|国庆|清明|演练"
)
_REASON = re.compile(rf"(?:强|下|刮|发|要|快)?(?P<reason>{_REASONS})(?:天气?|预警|期间|要?来了?|来袭|了|的)*")
_VERB = "(?:请|帮我|我要|我想|马上|现在|今天|再|开始|发起|启动|组织|开展|进行|做|搞|来|起|个|一|轮|次|下)"
_START = re.compile(
    rf"(?P<before>(?:{_VERB}|(?:强|下|刮|发)?(?:{_REASONS})(?:来|了)*|{GAP})*)平安(?:[确却缺][认任人]|排查)(?:一?下|一?轮|一?次)?{GAP}*"
)
_NUM = r"(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})"
_AGE = re.compile(
    rf"(?P<from>{_NUM})(?:周?岁)?(?:到|至|-|~|—)(?P<to>{_NUM})周?岁|(?:满|年满)?(?P<up>{_NUM})周?岁?(?:及|和)?(?:以上|及以上|起|往上)|"
    rf"(?P<down>{_NUM})周?岁?(?:及|和)?以下|(?P<word>老年人|老人家?|孩子们?|小孩|儿童(?!主任))"
)
_AGES = {"老": (60, None), "孩": (None, 15), "小": (None, 15), "儿": (None, 15)}  # 民发〔2016〕：不满16周岁是儿童
_PLACE = re.compile(r"(?!除|不)[A-Za-z0-9\u4e00-\u9fff]{1,8}?(?:片区|网格|片|村|社区|组|屯|寨|街道|镇|乡)(?:全村)?")
_EVERYBODY = re.compile(
    r"(?:全部|所有|全体|每个?|全(?:村|镇|乡|街道|社区)|整个?(?:村|镇|社区)|(?:我们|本)村)(?:的|里|人|老百姓|村民|上下)*|大家"
)
_PERSONS = re.compile(r"(?:的|老人|人员|人群|户|人|家庭|对象|和|及|、)+")
_KINDS = {
    "失能": ("全失能", "半失能"),
    "留守": ("留守", "留守老人", "留守儿童", "留守妇女"),
    "监测": ("监测对象",),
    **dict.fromkeys(("五保", "供养对象", "供养"), ("特困",)),
    **dict.fromkeys(("重度残疾", "重度"), ("重残",)),
    **dict.fromkeys(("瘫痪在床", "瘫痪", "卧床"), ("全失能",)),
    **dict.fromkeys(("独自居住", "独自住", "单独住", "一个人住"), ("独居",)),
    **dict.fromkeys(("大病", "重大疾病"), ("重病",)),
    "无人抚养": ("事实无人抚养儿童",),
    "返乡": ("流浪乞讨返乡",),
}
_TAGS = tuple(sorted((*CATEGORIES, *CONDITIONS, *_KINDS), key=len, reverse=True))
_SPACED = re.compile(r"(?<=[0-9一二三四五六七八九十百岁])[ \u3000]+(?=周?岁|及?以[上下]|往上)")


@dataclass(frozen=True, slots=True)
class RollAsked:
    """「平安确认 …」 as it was said. `unknown`: what was not understood; it must never be passed over.

    `places` are words; which places they are, the tree says. `everybody`: 全部.
    """

    reason: str = ""
    age_from: int | None = None
    age_to: int | None = None
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    everybody: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def whom(self) -> bool:
        """Whether it says who is to be asked after."""
        return self.everybody or self.age_from is not None or self.age_to is not None or bool(self.tags)


def roll_asked(text: str) -> RollAsked | None:
    body = _SPACED.sub("", text.strip())
    lead = _START.match(fold(body)) if len(body) <= MOST else None
    if lead is None:
        return None
    reason = re.search(_REASONS, lead["before"])
    asked = RollAsked(reason=reason[0] if reason else "")
    for piece in re.split(r"[\s,，。、;；:：!！]+", body[lead.end() :]):
        asked = _with(asked, piece)
    return asked


def _with(asked: RollAsked, piece: str) -> RollAsked:
    """Piece by piece from its head: 「W片区80岁以上独居老人」."""
    said = fold(piece)
    while said:
        found, asked = _first(asked, piece, said)
        if not found:
            return replace(asked, unknown=(*asked.unknown, piece))
        piece, said = piece[found:], said[found:]
    return asked


def _first(asked: RollAsked, piece: str, said: str) -> tuple[int, RollAsked]:
    if (found := _REASON.match(said)) is not None:
        return found.end(), replace(asked, reason=asked.reason or found["reason"])
    if (found := _EVERYBODY.match(said)) is not None:
        return found.end(), replace(asked, everybody=True)
    if (tag := next((tag for tag in _TAGS if said.startswith(tag)), "")) != "":
        return len(tag), replace(asked, tags=(*asked.tags, *_KINDS.get(tag, (tag,))))
    if (found := _AGE.match(said)) is not None:
        return found.end(), _aged(asked, found)
    if (found := _PLACE.match(said)) is not None:
        return found.end(), replace(asked, places=(*asked.places, piece[: found.end()]))
    found = _PERSONS.match(said)
    return (found.end() if found else 0), asked


def _aged(asked: RollAsked, found: re.Match[str]) -> RollAsked:
    """Two ages that can be meant together; else the second one was not understood."""
    if found["word"]:
        low, high = _AGES[found["word"][0]]
        known = asked.age_from is not None or asked.age_to is not None
        if known and ((low or 0) > (asked.age_to or _OLDEST) or (asked.age_from or 0) > (high or _OLDEST)):
            return replace(asked, unknown=(*asked.unknown, found[0]))
        return asked if known or asked.tags else replace(asked, age_from=low, age_to=high)
    low, high = (numeral(found[name]) if found[name] else None for name in ("from", "to"))
    low = low or (numeral(found["up"]) if found["up"] else None) or asked.age_from
    high = high or (numeral(found["down"]) if found["down"] else None) or asked.age_to
    if low is not None and high is not None and low > high:
        return replace(asked, unknown=(*asked.unknown, found[0]))
    return replace(asked, age_from=low, age_to=high)
