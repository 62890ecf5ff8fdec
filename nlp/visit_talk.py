"""走访回来怎么说: 「都看了 都好着」「张三家没人 李四都好」「刘爷爷要帮忙 没米了」."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from nlp.intent import Seen, Visit
from nlp.numbers import NUMERAL, fold
from nlp.persons import ANYBODY

MOST = 200  # 字；再长的不是走访的一句话
_ONE = rf"(?:{ANYBODY})(?:[家屋](?!顶|后|面|背|子)里?头?)?"
_PEOPLE = rf"{_ONE}(?:(?:、|和|跟|同|与|还有){_ONE})*"
_EVERYONE = (
    rf"(?:其他|其余|剩下|别的|另外)(?:{NUMERAL})?(?:的|几?[家户个]|人|老人|几个老人)*|(?:{NUMERAL}|几|"
    rf"每)[家户个位](?:老人|人)?|"
    r"老人家?们?|几个老人|全部|全都|都|全"
)
_LEAD = r"(?:就是|就|只有|只是|但是|但|不过|还有|另外|除了|其中|今天|刚才|上午|下午|早上|去|到|看)*"
_BETWEEN = (
    r"(?:今天|刚才|上午|下午|现在|目前|也|都|全|还|两口子|老两口|老人家?|身体|精神|气色|那边|那里|屋里|家里|"
    r"一家人?|他|她)*"
)
_WELL = (
    r"好着(?:[呢哩嘞的在嘅]|都)*|(?:都|挺|蛮|很|还|几|全|也|一切|样样|身体|精神)还?好(?:得很|的很|"
    r"[的呢哩嘞嘅咯着哦]|着呢)*|好得很|好好的|好在(?=[\s,，。]|$)|"
    r"(?:人)?都?在(?:家|屋|屋里|屋头)?(?:的|呢)?(?=[\s,，。]|$)|"
    r"(?:都|一切|全)?(?:没事|没得事|冇事|冇问题|没问题|没得问题|没啥事?|无异常|没异常|没有异常|正常|平安|安好|"
    r"无恙|稳当|硬朗|健康|健在|不错|可以)(?:[的呢着得很]|了)*"
)
_ABSENT = (
    r"(?:敲门|敲了门|喊了|叫了)?(?:家里|屋里|屋头|屋企|一个)?(?:都|也)?(?:没有人|没人|冇人|没得人|无人)(?:在家|"
    r"在屋|在|喺屋企|喺度|应门|应|答应|开门|答|开)?|"
    r"(?:不|没|没有|冇|唔)(?:在|喺)(?:家|屋头|屋里|屋企|屋|村里|村|(?!了))|(?:门)?锁(?:着|起|了|倒)(?:的|门)*|"
    r"锁门|门?关(?:着|起)(?:的|门)*|"
    r"(?:没|冇|没有)(?:见|碰|看|遇)(?:到|着|倒)?人?|未遇|(?:走亲戚|出门|出去|赶集|赶圩|赶场|下地|上山|打工|"
    r"外出)(?:去)?了?|去(?:女儿|儿子|闺女|亲戚|妹子|姑娘|崽)家?(?:那里?)?了?"
)
_IN_NEED = (
    r"(?:说)?(?:想|需|很)?(?:要|需要|想要|得|求)(?:个|有)?人?(?:帮忙|帮手|帮助|帮一下|帮下|帮帮|帮|照顾|处理)|"
    r"有(?:点|些)?(?:困难|难处|情况)|(?:不太|不大|不怎么|唔太)好"
)
_PARTICLE = r"[了啊呀哦呢哈的嘛咯啦嘞哒嗒]{0,2}"
_STATE = rf"(?:(?P<need>{_IN_NEED})|(?P<absent>{_ABSENT})|(?P<well>{_WELL})){_PARTICLE}"
_NEXT = rf"(?=[\s,，.。;；:!、~…—-]|$|(?:就|只|但|还有|另外|其他|其余)|{ANYBODY})"
_RESULT = re.compile(rf"{_LEAD}(?:(?P<who>{_PEOPLE})|(?P<all>{_EVERYONE}))?{_BETWEEN}{_STATE}{_NEXT}")
_SOMEBODY = re.compile(rf"{_LEAD}(?P<who>{_PEOPLE})")
_GONE_ROUND = re.compile(
    rf"{_LEAD}(?:{_PEOPLE}|{_EVERYONE})?"
    r"(?:都|全|已经?|也)*(?:看|走访|探访|巡访|走|跑|转|去|入户|上门|访|打电话|问|探)(?:过|完|遍|望)?(?:了|过|"
    r"完|遍)?(?:一圈|一遍|一趟|一轮|一下|下)?"
)
_GAPS = re.compile(r"[\s,，.。;；:!~…—-]+")
_NAME = re.compile(rf"(?:{ANYBODY})")
_WHEREABOUTS = re.compile(r"亲戚|女儿|儿子|闺女|姑娘|邻居|出门|打工|赶[集圩场]|上街|县城|镇上|下地|上山|种田|干活|电话")
_EVERYBODY = re.compile(r"[都全]|一切|人都|老人都|样样")
_NOT_A_ROUND = re.compile(
    r"[?？吗么]|怎么|为什么|为啥|咋|什么时候|几时|谁|哪|我[家屋妈爸爹娘爷奶婆公]|俺[家屋妈爸爹娘]|你好|您好|"
    r"大家好|请问|希望|如果|要是|听说"
)


class _Piece(NamedTuple):
    who: str
    seen: Seen | None
    start: int  # 后面的话从这里起
    begin: int


def visits(text: str, needs_help: Callable[[str], bool]) -> tuple[Visit, ...]:
    """What somebody back from a round tells of each person; empty when the text is no such tale.

    `needs_help` says whether somebody's further words (屋顶漏水) are a need.
    """
    if not 2 <= len(text) <= MOST:
        return ()
    folded = fold(text)
    if _NOT_A_ROUND.search(folded):
        return ()
    pieces = list(_pieces(folded))
    if not any(piece.seen for piece in pieces):
        return ()
    ends = [*(piece.begin for piece in pieces[1:]), len(text)]
    told = (
        visit
        for piece, end in zip(pieces, ends, strict=True)
        for visit in _told(piece, _said(text[piece.start : end]), needs_help)
    )
    return tuple(dict.fromkeys(told))


def _pieces(folded: str) -> Iterator[_Piece]:
    """One for each thing said of somebody, as long as it is a tale of a round."""
    at, told = 0, False
    while at < len(folded):
        at = _past_gap(folded, at)
        found = _RESULT.match(folded, at)
        if found is not None and (told or found["who"] or found["all"] or _EVERYBODY.match(folded, at)):
            yield _Piece(found["who"] or "", _seen(found), found.end(), at)
            at, told = found.end(), True
            continue
        gone, somebody = _GONE_ROUND.match(folded, at), _SOMEBODY.match(folded, at)
        if gone is None and somebody is not None:
            yield _Piece(somebody["who"], None, somebody.end(), at)
        told = told or gone is not None
        if not told and somebody is None:
            return
        at = _next_gap(folded, at if somebody is None else somebody.end())


def _past_gap(folded: str, at: int) -> int:
    gap = _GAPS.match(folded, at)
    return at if gap is None else gap.end()


def _next_gap(folded: str, at: int) -> int:
    gap = _GAPS.search(folded, at)
    return len(folded) if gap is None else gap.end()


def _seen(found: re.Match[str]) -> Seen:
    if found["need"]:
        return Seen.IN_NEED
    return Seen.ABSENT if found["absent"] else Seen.WELL


def _said(rest: str) -> str:
    words = rest.strip(" \t\n\u3000,，.。;；:：!！~～…—-")
    return words.removeprefix("就是").removeprefix("但是").removeprefix("不过")


def _told(piece: _Piece, words: str, needs_help: Callable[[str], bool]) -> Iterator[Visit]:
    seen = piece.seen or Seen.WELL
    away = seen is Seen.ABSENT and _WHEREABOUTS.search(words)
    if words and seen is not Seen.IN_NEED and not away and needs_help(words):
        seen = Seen.IN_NEED
    for who in [_name(found[0]) for found in _NAME.finditer(piece.who)] or [""]:
        yield Visit(who, seen, words)


def _name(said: str) -> str:
    return said if len(said) > 1 else f"{said}家"
