"""突发、返乡、临时救助怎么说: 「突发 张三 火灾」「张三家 突发 车祸住院」「张三 返乡」「突发 张三 结束 已安置」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.numbers import fold

CRISIS, RETURN, AID = "突发困难", "流浪乞讨返乡", "临时救助"
MOST = 300  # 字
GAP = r"[\s,，。.、;；:!~—-]"
NAME = r"[A-Za-z]?[\u4e00-\u9fff]{2,9}?(?:·[\u4e00-\u9fff]{1,9}?){0,3}?"

_AT = r"(?:[(（](?P<at{n}>[^()（）]{{1,10}})[)）])?"
_HAPPENED = re.compile(
    rf"(?:上?报|登记|报告|记)?(?:一下|个)?{GAP}*(?:突[发發](?:困难|情况|事件)?{GAP}*(?P<who>{NAME})(?P<home>家里?)?{_AT.format(n='')}"
    rf"(?:{GAP}+(?P<words>.+)|$))|"
    rf"(?P<who2>{NAME})(?P<home2>家里?)?{_AT.format(n=2)}{GAP}*突[发發](?:困难)?(?:{GAP}*(?P<words2>.+)|$)",
    re.DOTALL,
)
_BACK = (
    r"(?:(?:从|由|被)?(?:县|市|省)?救助站|(?:流浪|乞讨))+(?:人员|的|给)*"
    r"(?:返乡|回来|回家|回乡|送回来?|接回来?|遣返)(?:人员|回来|了|的)*|返乡(?:人员|回来|了)*"
)
_AID = r"(?:领了?|给了?|发了?|批了?|办了|拿到了?|享受)?临时救助(?:人员|批了|发了|下来了|到账了?|领了|了)*"
_CAME_BACK = re.compile(
    rf"(?P<who>{NAME}){GAP}+(?:(?P<back>{_BACK})|(?P<aid>{_AID}))(?:{GAP}*(?P<words>.+)|$)", re.DOTALL
)
_GIVEN = re.compile(
    rf"(?:给|帮)?(?P<who>{NAME})(?:家)?(?P<aid>(?:领了?|发了|批了|办了|办好了?|拿到了?)临时救助)(?:了|的)*(?:{GAP}*(?P<words>.+)|$)",
    re.DOTALL,
)
_ENDS_FIRST = re.compile(
    rf"(?:结束|停止|停掉|取消)(?:突发|回访)+{GAP}*(?P<who>{NAME})(?P<home>家里?)?(?:{GAP}+(?P<words>.+)|$)", re.DOTALL
)
_ENDS = re.compile(
    rf"(?:提前)?(?:结束|停止|停掉|不用(?:再)?(?:回访|去)了?|取消)(?:回访|了)*{GAP}*(?P<why>.*)", re.DOTALL
)
_MISTAKE = re.compile(r"(?:是)?(?:误报|(?:说|报|记|弄|搞|写)错了?)(?:的|了)*\W*")
_DIED = re.compile(
    "(?<!没有)(?<!没)(?<!差点)(?<!差一点)(?:去世|过世|病故|身故|身亡|死亡|溺亡|病逝|离世|辞世|遇难|"
    "(?:摔|撞|淹|烧|电|毒|吊|病|打)死(?!了?人)|死了(?!人)|没了(?:命|气))"
)
_OF_THEIRS = re.compile(
    "老伴|老公|老婆|丈夫|妻子|爱人|男人|女人|媳妇|儿|女|孩|孙|父|母|爸|妈|爹|娘|爷|奶|公公|婆婆|外公|外婆|"
    "哥|弟|姐|妹|兄|叔|伯|婶|姑|舅|姨|家|亲|邻|朋友|工友|有人|别人|人家|撞了"
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
    r"救命|来人啊|快来|快叫|赶快|赶紧|正在(?!住院|治疗|休养|养伤|医院)|还在烧|烧起来|(?<!昨天)(?<!昨晚)(?<!夜里)(?:着|起)火了(?!\S{0,4}灭)"
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
    said = _ended(body, folded) or _happened(body, folded) or _came_back(body, folded)
    return None if said is None or said.who in _NOBODY else ending(said)


def ending(said: EventSaid) -> EventSaid:
    """「结束 已经安置」「误报」 among the words: the plan is to stop."""
    if _MISTAKE.fullmatch(said.words):
        return replace(said, ends=True)
    ends = None if said.ends else _ENDS.fullmatch(said.words)
    return said if ends is None else replace(said, words=ends["why"].strip(), ends=True)


def mistaken(said: EventSaid) -> bool:
    """「突发 张三 误报」「突发 张三 取消 说错了」: no reason but that it was a mistake."""
    return said.ends and _MISTAKE.fullmatch(said.words) is not None


def died(said: EventSaid) -> bool:
    """「突发 黄桂英 意外去世」: it is they who died, not somebody of theirs (「老伴去世」, 「家里 有人去世」)."""
    found = None if said.home or said.ends else _DIED.search(said.words)
    return found is not None and not _OF_THEIRS.search(said.words[: found.start()])


def shorter(said: EventSaid) -> Iterator[EventSaid]:
    """「突发张桂英火灾」: the name may end earlier, and what follows it is what happened."""
    for cut in range(len(said.who) - 1, 1, -1):
        rest = said.who[cut:]
        home = rest.startswith("家")
        words = f"{rest.removeprefix('家里' if rest.startswith('家里') else '家')} {said.words}".strip()
        yield ending(replace(said, who=said.who[:cut], words=words, home=home or said.home))


def further_names(words: str) -> list[str]:
    """The words at the head that may be names as well: 「李四 火灾」, 「和李四、王五 水淹」."""
    found = re.match(rf"(?:[和跟与及]?{NAME}(?:{GAP}+|$))+", words)
    return [word.lstrip("和跟与及") for word in re.split(f"{GAP}+", found[0]) if word] if found else []


def _ended(body: str, folded: str) -> EventSaid | None:
    found = _ENDS_FIRST.fullmatch(folded)
    if found is None:
        return None
    home = found["home"] is not None
    return EventSaid(CRISIS, _part(body, found, "who"), _part(body, found, "words"), home, ends=True)


def _happened(body: str, folded: str) -> EventSaid | None:
    found = _HAPPENED.fullmatch(folded)
    if found is None:
        return None
    first = found["who"] is not None
    which = "" if first else "2"
    home = found[f"home{which}"] is not None
    at = _part(body, found, f"at{which}")
    return EventSaid(
        CRISIS, at + _part(body, found, f"who{which}"), _part(body, found, f"words{which}"), home, sure=first
    )


def _came_back(body: str, folded: str) -> EventSaid | None:
    found = _CAME_BACK.fullmatch(folded) or _GIVEN.fullmatch(folded)
    if found is None:
        return None
    tag = AID if found["aid"] else RETURN
    return EventSaid(tag, _part(body, found, "who"), _part(body, found, "words"), sure=False)


def _part(body: str, found: re.Match[str], name: str) -> str:
    """In the speaker's own letters."""
    return body[slice(*found.span(name))].strip() if found[name] is not None else ""
