"""多大: ages as people say them (八十多了, 3岁半, 十来岁, 小学三年级, 年近八旬)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.numbers import numeral
from nlp.slots_amounts import AMOUNT, amount


@dataclass(frozen=True, slots=True)
class Age:
    """In years. `guessed`: from a school year or a word like 满月, not from a number."""

    least: int
    most: int
    guessed: bool
    said: str
    start: int
    end: int


_OLDEST = 125
_NEAR = r"(?:(?P<near>快要?满?|将近|近|接近|奔|差不多|眼看|马上)(?:到)?)?"
_YEARS = re.compile(
    rf"{_NEAR}(?P<amount>{AMOUNT})\s?(?:(?:周|虚|多)?岁(?P<more>半|多|左右|上下|出头|不到)?|旬(?=老|的|高|了|多|以上|大|$|[,，。\s]))"
)
_TOLD = ("今年", "年龄", "岁数", "虚岁", "年纪", "现年", "年过", "年满")
_BARE = re.compile(
    rf"(?P<led>{'|'.join(_TOLD)}|都|已经|快|也|上|满|[妈爸爹娘爷奶婆公伯叔婶姑舅姨他她佢我俺崽娃孙女儿子人伴头太家]|(?<!\w)(?=快?[6-9六七八九]))"
    r"(?:快|有|已经|也|都|是|满|虚岁|今年|要|上|了|:|就){0,2}\s?"
    r"(?P<amount>[0-9]{1,3}(?![0-9.])|[一二三四五六七八九]{0,2}十[一二三四五六七八九]?|[五六七八九](?=了))"
    r"(?P<tail>多|好几|几|来)?(?P<more>出头|上下|左右)?"
    r"(?P<after>了(?![斤块元个天次下])|的人|高龄|(?=身体|身子|还|腿|眼|耳|走|搬|一个人|独居|卧床|瘫|行动|脑|有病|有高|有糖|没|不|[,，。.!！;；、\s]|$))"
)
_UNDER_ONE = re.compile(
    r"(?P<months>[0-9]{1,2}|[一二两三四五六七八九十]{1,2}|几)个多?月(?:大|多大)?(?=的?(?:娃|孩|婴|宝|毛|崽|伢|小孩|女儿|儿子|孙|奶娃))|刚?满月(?!酒)|未满月|刚出生|新生儿|早产儿|半岁|百日(?!维|咳)"
)
_SCHOOL = re.compile(
    r"(?:小学|读|上|才|念)?(?P<grade>[1-9一二三四五六七八九])年级|(?P<middle>初[一二三]|高[一二三])(?=的?学生|学|了|[,，。\s]|$|男|女|的?娃|的?孩|的?崽|就|住校)"
    r"|(?P<kind>幼儿园|学前班|小学生|初中生|高中生|中学生)"
)
_SPOKEN = re.compile(r"(?:年过|年近|年逾|年已|年满)?(?P<word>古稀|花甲|耄耋|七老八十|上十岁|期颐|十来岁)")
_KINDS = {
    "幼儿园": (3, 6),
    "学前班": (5, 6),
    "小学生": (6, 12),
    "初中生": (12, 15),
    "高中生": (15, 18),
    "中学生": (12, 18),
}
_MIDDLE = {"初": 11, "高": 14}
_WORDS = {
    "古稀": (70, 79), "花甲": (60, 69), "耄耋": (80, 99), "七老八十": (70, 89), "上十岁": (9, 12), "期颐": (100, 110),
    "十来岁": (10, 15),
}  # fmt: skip
_SCHOOL_BEFORE = re.compile(
    r"(?:上|读|念|升|才|刚|娃|崽|仔|伢|孩|子|儿|女|孙|侄|妹|弟|学|今年|现在)(?:在|今年|现在|才|刚)?$"
)


def ages(said: str, text: str) -> Iterator[Age]:
    """Every age, in order; where two readings overlap the first, then the longer. `said` is `plain(text)`."""
    end = 0
    for age in sorted(_all(said, text), key=lambda age: (age.start, -age.end)):
        if age.start >= end:
            yield age
            end = age.end


def _all(said: str, text: str) -> Iterator[Age]:
    readers = ((_YEARS, _in_years), (_BARE, _bare), (_UNDER_ONE, _under_one), (_SCHOOL, _at_school), (_SPOKEN, _worded))
    for pattern, read in readers:
        for found in pattern.finditer(said):
            if (span := read(found)) is not None:
                start = found.start("amount") if pattern is _BARE else found.start()
                guessed = pattern in {_SCHOOL, _SPOKEN} or (pattern is _UNDER_ONE and not found["months"])
                yield Age(*span, guessed, text[start : found.end()], start, found.end())


def _under_one(found: re.Match[str]) -> tuple[int, int] | None:
    months = amount(found["months"] or "一")
    return None if months is None else (months[0] // 12, months[1] // 12)


def _worded(found: re.Match[str]) -> tuple[int, int] | None:
    return _WORDS[found["word"]]


def _in_years(found: re.Match[str]) -> tuple[int, int] | None:
    span = amount(found["amount"])
    if span is None:
        return None
    if "旬" in found[0]:
        span = (span[0] * 10, span[1] * 10 + 9)
    return _nearly(span, found["near"], found["more"])


def _nearly(span: tuple[int, int], near: str | None, more: str | None) -> tuple[int, int] | None:
    """快八十 is 77–79, 八十出头 80–83, 七十左右 68–72."""
    least, most = span
    if near in {"快", "快要", "快满", "快要满", "将近", "近", "接近", "奔", "眼看", "马上"} and least >= 10:
        least, most = least - 3, most - (most == span[0])
    if more in {"左右", "上下"}:
        least, most = max(0, least - 2), most + 2
    elif more == "出头":
        most += 3
    return (least, most) if 0 <= least <= most <= _OLDEST else None


def _bare(found: re.Match[str]) -> tuple[int, int] | None:
    """A number without 岁 is an age only where it is a grown-up's: 我妈八十多了, 他74了."""
    span = amount(found["amount"] + (found["tail"] or ""))
    if span is None:
        return None
    told = found["led"] in _TOLD or any(word in found[0] for word in _TOLD)
    if not found["led"] and found["after"] != "了":
        return None
    floor = (5 if found["after"] == "了" else 16) if told else 45
    near = "快" if "快" in found[0][: found.start("amount") - found.start()] else None
    return _nearly(span, near, found["more"]) if span[0] >= floor else None


def _at_school(found: re.Match[str]) -> tuple[int, int] | None:
    if (kind := found["kind"]) is not None:
        return _KINDS[kind]
    if (grade := found["grade"]) is not None:
        years = numeral(grade) or 0
        return years + 5, years + 7
    before = found.string[max(0, found.start() - 6) : found.start()]
    after = found.string[found.end() : found.end() + 2]
    if not (_SCHOOL_BEFORE.search(before) or re.match("的?(?:学|男|女|住)", after)):
        return None
    years = _MIDDLE[found["middle"][0]] + (numeral(found["middle"][1]) or 0)
    return years, years + 2
