"""突发、返乡、临时救助怎么说: 「突发 张三 火灾」「张三家 突发 车祸住院」「张三 返乡」「突发 张三 结束 已安置」."""

import re
from dataclasses import dataclass, replace

from nlp.numbers import fold

CRISIS, RETURN, AID = "突发困难", "流浪乞讨返乡", "临时救助"
MOST = 300  # 字
GAP = r"[\s,，。.、;；:!~—-]"
NAME = r"[A-Za-z]?[\u4e00-\u9fff]{2,9}?(?:·[\u4e00-\u9fff]{1,9}?){0,3}?"

_HAPPENED = re.compile(
    rf"(?:突发(?:困难|情况|事件)?{GAP}*(?P<who>{NAME})(?P<home>家里?)?(?:{GAP}+(?P<words>.+)|$)|"
    rf"(?P<who2>{NAME})(?P<home2>家里?)?{GAP}+突发(?:困难)?(?:{GAP}*(?P<words2>.+)|$))",
    re.DOTALL,
)
_CAME_BACK = re.compile(
    rf"(?P<who>{NAME}){GAP}+(?:(?P<back>(?:流浪|乞讨)*返乡(?:人员|回来|了)*)|(?P<aid>(?:领了?|给了?|发了?)?临时救助(?:人员|了)?))"
    rf"(?:{GAP}+(?P<words>.+)|$)",
    re.DOTALL,
)
_ENDS = re.compile(
    rf"(?:提前)?(?:结束|停止|停掉|不用(?:再)?(?:回访|去)了?|取消)(?:回访|了)*{GAP}*(?P<why>.*)", re.DOTALL
)
_NOBODY = frozenset(
    (
        *(
            "今年",
            "明年",
            "去年",
            "过年",
            "春节",
            "民工",
            "大家",
            "有人",
            "他们",
            "我们",
            "今天",
            "昨天",
            "已经",
            "一户",
        ),
        *(
            "申请",
            "咨询",
            "办理",
            "我要",
            "我想",
            "请问",
            "领取",
            "查询",
            "怎么",
            "什么",
            "可以",
            "办了",
            "临时",
            "救助",
        ),
    )
)
_ASKS = re.compile(r"[?？]|[吗么]\W*$|怎么|如何|多少|能不能|可不可以|可以.{0,3}吗")
_RIGHT_NOW = re.compile(
    r"救命|来人啊|快来|快叫|赶快|赶紧|正在|还在烧|烧起来|(?<!昨天)(?<!昨晚)(?<!夜里)(?:着|起)火了(?!\S{0,4}灭)"
)


@dataclass(frozen=True, slots=True)
class EventSaid:
    """`tag`: what the person is from today on. `ends`: the plan is to stop, `words` say why.

    `sure`: the words can be nothing else; otherwise only when somebody of that name is known.
    """

    tag: str
    who: str
    words: str = ""
    home: bool = False
    ends: bool = False
    sure: bool = True


def event_said(text: str) -> EventSaid | None:
    """None for everything else, and for what is happening right now: that is an emergency, not an event."""
    body = text.strip()
    if not 4 <= len(body) <= MOST or _RIGHT_NOW.search(body) or _ASKS.search(body):
        return None
    folded = fold(body)
    said = _happened(body, folded) or _came_back(body, folded)
    if said is None or said.who in _NOBODY:
        return None
    ends = _ENDS.fullmatch(said.words)
    return said if ends is None else replace(said, words=ends["why"].strip(), ends=True)


def _happened(body: str, folded: str) -> EventSaid | None:
    found = _HAPPENED.fullmatch(folded)
    if found is None:
        return None
    first = found["who"] is not None
    which = "" if first else "2"
    home = found[f"home{which}"] is not None
    return EventSaid(CRISIS, _part(body, found, f"who{which}"), _part(body, found, f"words{which}"), home, sure=first)


def _came_back(body: str, folded: str) -> EventSaid | None:
    found = _CAME_BACK.fullmatch(folded)
    if found is None:
        return None
    tag = RETURN if found["back"] else AID
    return EventSaid(tag, _part(body, found, "who"), _part(body, found, "words"), sure=False)


def _part(body: str, found: re.Match[str], name: str) -> str:
    """In the speaker's own letters."""
    return body[slice(*found.span(name))].strip() if found[name] is not None else ""
