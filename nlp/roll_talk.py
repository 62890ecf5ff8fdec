"""平安确认怎么说: 「平安确认 寒潮 80岁以上」「平安 1 3 5」「平安 全部 除了 2 4」「平安 2没人」「平安 3 看到了」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from care.dossier import CATEGORIES, CONDITIONS
from care.visits.roll_call import State
from care.visits.round import Mode
from nlp.event_talk import GAP, NAME
from nlp.numbers import NUMERAL, fold, numeral

MOST = 300  # 字
_LAST = 999
_LONGEST_RANGE = 60

# —— 平安确认：开始 ——

_START = re.compile(rf"(?:发起|开始|做|搞)?平安确认{GAP}*")
_REASON = re.compile(
    "寒潮|降温|大雪|暴雪|雨雪|冰冻|冻雨|霜冻|高温|酷暑|暴雨|大雨|强降雨|洪水|洪涝|内涝|台风|大风|冰雹|停电|停水|地震|山洪|泥石流|滑坡|"
    "疫情|流感|春节|过年|中秋|重阳|国庆|清明|演练"
)
_NUM = r"(?:[0-9]{1,3}|[一二三四五六七八九十百]{1,4})"
_AGE = re.compile(
    rf"(?P<from>{_NUM})(?:周?岁)?(?:到|至|-|~|—)(?P<to>{_NUM})周?岁|(?:满|年满)?(?P<up>{_NUM})周?岁?(?:及|和)?(?:以上|及以上|起|往上)|"
    rf"(?P<down>{_NUM})周?岁?(?:及|和)?以下|(?P<word>老年人|老人家?|孩子们?|小孩|儿童(?!主任))"
)
_AGES = {"老": (60, None), "孩": (None, 15), "小": (None, 15), "儿": (None, 15)}  # 民发〔2016〕：不满16周岁是儿童
_PLACE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff]{1,8}?(?:片区|网格|片|村|社区|组|屯|寨|街道|镇|乡)(?:全村)?")
_EVERYBODY = re.compile(r"(?:全部|所有|全体|每个?)(?:的|人|老百姓|村民)*|大家")
_PERSONS = re.compile(r"(?:的|老人|人员|人群|户|人|家庭|对象|和|及|、)+")
_TAGS = tuple(sorted((*CATEGORIES, *CONDITIONS, "失能", "留守", "重残", "监测"), key=len, reverse=True))
_KINDS = {"失能": ("全失能", "半失能"), "留守": ("留守", "留守老人", "留守儿童", "留守妇女"), "监测": ("监测对象",)}


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
    body = text.strip()
    lead = _START.match(fold(body)) if len(body) <= MOST else None
    if lead is None:
        return None
    asked = RollAsked()
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
        return found.end(), replace(asked, reason=asked.reason or found[0])
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
    if found["word"]:
        low, high = _AGES[found["word"][0]]
        known = asked.age_from is not None or asked.age_to is not None or bool(asked.tags)
        return asked if known else replace(asked, age_from=low, age_to=high)
    low, high = (numeral(found[name]) if found[name] else None for name in ("from", "to"))
    low = low or (numeral(found["up"]) if found["up"] else None)
    high = high or (numeral(found["down"]) if found["down"] else None)
    return replace(asked, age_from=low, age_to=high)


# —— 平安确认：回话 ——

_ANSWER = re.compile(rf"平安(?!确认|无事|保险|银行|夜|[健安]){GAP}*")
_HOW_FAR = re.compile(r"(?:进展|进度|怎么样了?|到哪了?|情况|还剩(?:谁|几个|多少)?|名单)\W*")
_OVER = re.compile(rf"(?:结束|完了|收工|停止){GAP}*(?P<which>\S{{0,6}})\W*")
_ALL = re.compile(r"(?:全部|所有|都|大家|全)+(?:的|人)*(?:都)?")
_BUT = re.compile(r"(?:就是|就|只有|只|除了?|但是?|不含|不算)+")
_NUMBER = re.compile(rf"第?(?P<n>{NUMERAL})(?:号|个)?(?:\s*(?:到|至|-|~)\s*第?(?P<to>{NUMERAL})(?:号|个)?)?")
_ABSENT = (
    r"(?:打?电话)?(?:没人(?:在家|在|接|应|开门)*|没接|不接|打不通|没打通|关机|联系不上|没联系上)|"
    r"(?:敲门)?(?:不在家?|没在家?|没(?:有)?(?:见|看|找)(?:到|着)人?|锁门|门锁着|不开门)"
)
_AWAY = (
    r"(?:在|去|送)?(?:住院|医院)(?:里|了)*|外出(?:打工)?了?|打工去?了?|走亲戚(?:去了)?|在外地|搬走了?|"
    r"(?:在|去)(?:女儿|儿子|亲戚|闺女|姑娘)(?:家|那)里?了?"
)
_IN_NEED = (
    r"(?:说)?(?:要|需要|求|想要)(?:个|有)?人?(?:来|帮忙|帮手|帮助|帮|看看)?|有(?:点|些)?(?:困难|问题|事|情况)|"
    r"(?:不太|不大|不)(?:好|舒服)|(?:生)?病了?|(?:摔|跌)(?:了|倒|伤|跤)*|没(?:米|粮|吃的|水|电|煤|柴|药)了?|"
    r"(?:昏迷|晕|不行|没气|没呼吸|叫不醒|喊不醒|起不来|发烧|受伤|流血|吐血|中毒|着火|起火|走丢|不见|失踪|疼|痛|冻|饿)了?"
)
_SEEN = r"(?:亲眼|上门|当面|刚)*(?:看到|看见|见到|见着|看过|见过|看望|看了|去看|上门)(?:了|过|人|本人|好|都|在家)*"
_MARKS: tuple[tuple[State, Mode | None, str], ...] = (  # 先像哪个就是哪个
    (State.ABSENT, None, _ABSENT),
    (State.AWAY, None, _AWAY),
    (State.IN_NEED, None, _IN_NEED),
    (State.WELL, Mode.IN_PERSON, _SEEN),
    (State.WELL, Mode.VIDEO, r"(?:打了?|通了?)?视频(?:里|打?通|过|了|问|看|好|平安|在家)*"),
    (State.WELL, Mode.PHONE, r"(?:打了?|通了?)?(?:个)?电话(?:里|打?通|过|了|问|联系上|说|好|平安|在家)*"),
    (State.WELL, None, r"(?:都|人|很|还|挺)*(?:好(?:的|着|了|得很)?|平安|没事|安全|在家|正常|ok)"),
)
_WHOLE = (State.WELL,)  # 「好像病了」不是「好」
_MARK = re.compile(
    "|".join(
        f"(?P<m{at}>{form})" + (rf"(?={GAP}|$|[0-9第但就除只])" if state in _WHOLE else "")
        for at, (state, _, form) in enumerate(_MARKS)
    )
)
GRAVE = re.compile(
    "昏迷|晕倒|晕过去|不行了|没气|没呼吸|[叫喊]不醒|起不来|[流吐]血|上吊|喝药|农药|[着起]火|煤气|中毒|触电|落水|快死|死了|寻短见"
)
_GAPS = re.compile(f"{GAP}+")
_NEXT = re.compile(rf"\n|{GAP}第?[0-9]{{1,3}}(?![0-9岁天斤元块点个月日号])")
_THANKS = re.compile(
    rf"(?:(?![\u4e00-\u9fff0-9a-z]|{GAP}).)+|(?:谢谢|辛苦|收到|麻烦|好)(?:大家|您|你|了|们|的)*(?={GAP}|$)"
)
_UNKNOWN = re.compile(rf"(?:(?!{GAP}).)+", re.DOTALL)
_PERSON = re.compile(rf"{NAME}(?={GAP}|$|[0-9]|{_MARK.pattern.replace('?P<m', '?P<p')})")


@dataclass(frozen=True, slots=True)
class RollSaid:
    """What is said of some. `all_but`: of everybody on the list but for `lines`. `mode` only where it was said.

    `SILENT`: these were left out of 「都好」, and nothing is said of them.
    """

    lines: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    all_but: bool = False
    state: State = State.WELL
    mode: Mode | None = None
    words: str = ""

    @property
    def whom(self) -> bool:
        return bool(self.lines or self.names or self.all_but)


@dataclass(frozen=True, slots=True)
class RollCommand:
    """「平安 进展」, 「平安 结束」; neither: how one answers is asked for."""

    how_far: bool = False
    over: bool = False
    which: str = ""


def roll_said(text: str) -> tuple[RollSaid, ...] | RollCommand | None:
    """A worker's answer to a round; None when the text is something else."""
    body = text.strip()
    folded = fold(body)
    lead = _ANSWER.match(folded) if len(body) <= MOST else None
    if lead is None:
        return None
    rest, start = folded[lead.end() :].rstrip(" 。!,，"), lead.end()
    if not rest:
        return RollCommand()
    if _HOW_FAR.fullmatch(rest):
        return RollCommand(how_far=True)
    if (over := _OVER.fullmatch(rest)) is not None:
        return RollCommand(over=True, which=over["which"])
    said = tuple(_read(body[start:], rest))
    junk = any(one.all_but and one.names for one in said)  # 「平安，大家新年快乐」不是人人平安
    return None if junk else said or None


def _read(body: str, folded: str) -> Iterator[RollSaid]:
    """Names and numbers, then what is said of them; where nothing is said, they are well."""
    at, one = 0, RollSaid()
    while (at := _past_gap(folded, at)) < len(folded):
        marked = _MARK.match(folded, at) if one.whom else None
        if marked is None:
            at, one = _named(one, body, folded, at)
            continue
        one, at = _marked(one, marked, body, folded)
        yield one
        but = _BUT.match(folded, _past_gap(folded, at)) if one.all_but else None
        one, at = (RollSaid(state=State.SILENT), but.end()) if but else (RollSaid(), at)
    if one.whom:
        yield one


def _past_gap(folded: str, at: int) -> int:
    gap = _GAPS.match(folded, at)
    return gap.end() if gap else at


def _named(one: RollSaid, body: str, folded: str, at: int) -> tuple[int, RollSaid]:
    """One more number, name or 「全部」; what is none of these is kept as a name nobody has."""
    if not one.names and (found := _ALL.match(folded, at)) is not None:
        return found.end(), replace(one, all_but=True)
    if (found := _BUT.match(folded, at)) is not None and (one.all_but or found[0].startswith("除")):
        return found.end(), replace(one, all_but=True)
    if (found := _NUMBER.match(folded, at)) is not None:
        return found.end(), replace(one, lines=(*one.lines, *_lines(found)))
    found = _THANKS.match(folded, at)
    if found is not None:
        return found.end(), one
    found = _PERSON.match(folded, at) or _UNKNOWN.match(folded, at)
    assert found is not None, "there is something left to read"
    return found.end(), replace(one, names=(*one.names, body[found.start() : found.end()]))


def _lines(found: re.Match[str]) -> Iterator[int]:
    first = numeral(found["n"]) or 0
    last = numeral(found["to"]) if found["to"] else first
    if last is not None and 0 < first <= last <= min(_LAST, first + _LONGEST_RANGE):
        yield from range(first, last + 1)


def _marked(one: RollSaid, marked: re.Match[str], body: str, folded: str) -> tuple[RollSaid, int]:
    at = next(at for at in range(len(_MARKS)) if marked[f"m{at}"] is not None)
    state, mode, _ = _MARKS[at]
    end = marked.end()
    if state in (State.IN_NEED, State.AWAY, State.ABSENT):
        following = _NEXT.search(folded, end)
        end = following.start() if following else len(folded)
    words = body[marked.start() : end].strip(" ,，。;；\n") if end > marked.end() or state is State.IN_NEED else ""
    return replace(one, state=state, mode=mode, words=words), end


# —— 本人怎么答 ——

_SELF_WELL = re.compile(
    r"(?:我们?|俺|人|都|还|很|挺|蛮|一切|身体|老两口|两口子)*(?:1|一|好|平安|没事|没得事|冇事|安全|在家|不冷|不热|没问题|①|1️⃣)"
    r"(?:好|的|着|得很|呢|嘞|啊|呀|了|吧|多谢|谢谢|你们|您|大家|关心)*"
)
_SELF_NEED = re.compile(
    r"(?:2|二|②)(?:要|要人|要人来|来人|要人来看)?(?P<more>.*)|(?:我|我们|俺)*(?:要人来?|要人帮|来个?人|来人|要帮忙|不太?好(?!意思)|不舒服)(?P<rest>.*)",
    re.DOTALL,
)
_COUNTS = re.compile("[2二](?:[0-9号月日楼个斤点年级]|十)")


def own_answer(text: str) -> State | None:
    """「1」, 「好着呢」, 「2」, 「2 要人来」: what somebody answers who was asked how they are."""
    said = re.sub(r"[\s,，。.!！~、]+", "", fold(text.strip())) if len(text) <= 60 else ""
    if not said:
        return None
    if _SELF_WELL.fullmatch(said):
        return State.WELL
    return State.IN_NEED if _SELF_NEED.fullmatch(said) and not _COUNTS.match(said) else None
