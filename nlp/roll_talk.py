"""平安确认怎么回: 「平安 1 3 5」「平安 全部 除了 2 4」「平安 2没人」「平安 3 看到了」「平安 3 点错了」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from care.visits.roll_call import State
from care.visits.round import Mode
from nlp.event_talk import GAP, NAME
from nlp.numbers import NUMERAL, fold, numeral
from nlp.roll_asked import MOST
from nlp.roll_words import ALL_BACK, BACK_FIRST, BARE_BACK, IN_NEED, MARKS

_LAST = 999
_LONGEST_RANGE = 60

_COMMAND = re.compile(rf"平安(?:[确却缺][认任人]|排查)?{GAP}*")
_ANSWER = re.compile(rf"平安(?![确却缺][认任人]|排查|无事|保险|银行|夜|[健安]){GAP}*")
_WHO = r"(?:谁|哪些|哪几个|几个|多少|好多)"
_HOW_FAR = re.compile(
    rf"(?:现在|目前|到)*(?:进展|进度|怎么?样了?|如何|到?哪(?:一步|里)?了?|情况|问得怎样|(?:还)?(?:剩|差|有)(?:下)?{_WHO}人?|"
    r"谁(?:还)?没|没(?:有)?回(?:音)?的|(?:问)?完了?[吗没么]|名单)"
    r"(?:如何|怎么?样|没有?|没?回(?:音)?的?|没见到|没问|呢|了|啊|人)*\W*"
)
_OVER = re.compile(
    r"(?:可以|能|先|就|这轮|把它)*(?:结束|完了|收工|收尾|停止|关闭|停(?![电水气])|不(?:用|要|必)(?:再)?问|到此为止)(?:了|吧|啦|掉)*"
    rf"{GAP}*(?P<which>\S{{0,6}}?)(?:的|那轮|这轮)*\W*"
)
_OVER_FIRST = re.compile(rf"(?:结束|停止|停掉|关掉|收掉)(?:这轮|这次)?(?P<which>\S{{0,6}}?){GAP}*平安确认\W*")
_REST = r"(?:别的|其他|其余|剩下|余下|另外)(?:的|几个|人|老人)*"
_ALL = re.compile(rf"(?:(?:{_REST})?(?:全部|所有|都|大家|全)+|{_REST})(?:的|人)*(?:都)?")
_BUT = re.compile(r"(?:就是|就|只有|只|还|除了?|但是?|不含|不算|差)+")
_MISSING = re.compile(r"(?:就|只|还|单|光)+(?:差|剩|有|少|缺)(?:下|了)?")
_NUMBER = re.compile(rf"第?(?P<n>{NUMERAL})(?:号|个)?(?:\s*(?:到|至|-|~)\s*第?(?P<to>{NUMERAL})(?:号|个)?)?")
_BACK_FIRST, _ALL_BACK, _BARE_BACK = re.compile(BACK_FIRST), re.compile(ALL_BACK), re.compile(BARE_BACK)
_INSTEAD = re.compile(r"(?:(?:应该|应当|该|实际|其实)(?:是)?|是|改成|换成)")
_WHOLE = (State.WELL,)  # 「好像病了」不是「好」
_MARK = re.compile(
    "|".join(
        f"(?P<m{at}>{form})" + (rf"(?={GAP}|$|[0-9第但就除只还])" if state in _WHOLE else "")
        for at, (state, _, form) in enumerate(MARKS)
    )
)
_AND_YET = re.compile(rf"(?:就是|但是?|不过|只是|可是)?(?:{IN_NEED})")  # 「3好 就是没柴了」
_EDGE = " ,，。;；\n"
GRAVE = re.compile(
    "昏迷|昏倒|昏过去|昏死|晕倒|晕过去|不行了|没反应|不动了|骨折|断[腿手脚]|[腿手脚]断|[摔跌]了?(?:下|倒|断|伤)|倒在|躺在地|"
    "中风|救命|没气|没呼吸|[叫喊]不醒|起不来|[流吐]血|上吊|喝药|农药|[着起]火|冒(?:黑|浓)?烟|煤气|抽搐|不省人事|喘不[上过]|"
    "[被埋压](?:困|住|在下面)|中毒|触电|落水|快死|死了|寻短见"
)
_GAPS = re.compile(f"{GAP}+")
_NEXT = re.compile(rf"\n|{GAP}第?[0-9]{{1,3}}(?![0-9岁天斤元块点个月日号])")
_THANKS = re.compile(
    rf"(?:(?![\u4e00-\u9fff0-9a-z]|{GAP}).)+|(?:谢谢|辛苦|收到|麻烦|好)(?:大家|您|你|了|们|的)*(?={GAP}|$)|"
    rf"(?:人|身体|精神|都|很|挺|蛮|也)*(?:好得很|好着呢?|很好|不错|没事|硬朗)(?:的|呢|了)*(?={GAP}|$)"
)
_AND = re.compile(r"(?:和|跟|与|及|以及|还有|加上|连同)(?=[0-9第一二三四五六七八九十]|[\u4e00-\u9fff]{2})")
_OUTSIDE = re.compile("(?:以|之)?外")
_UNKNOWN = re.compile(rf"(?:(?!{GAP}).)+", re.DOTALL)
_BEHIND = rf"{GAP}|$|[0-9]|(?:以|之)?外(?:都|的|全|{GAP})|(?:和|跟|与|以及|还有)[\u4e00-\u9fff]{{2}}"
_PERSON = re.compile(rf"{NAME}(?={_BEHIND}|{_MARK.pattern.replace('?P<m', '?P<p')})")


@dataclass(frozen=True, slots=True)
class RollSaid:
    """What is said of some. `all_but`: of everybody on the list but for `lines`. `mode` only where it was said.

    `SILENT`: these were left out of 「都好」, and nothing is said of them; with `back` they were ticked off by mistake.
    """

    lines: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    all_but: bool = False
    state: State = State.WELL
    mode: Mode | None = None
    words: str = ""
    back: bool = False

    @property
    def whom(self) -> bool:
        return bool(self.lines or self.names or self.all_but)


@dataclass(frozen=True, slots=True)
class RollCommand:
    """「平安 进展」, 「平安 结束」, 「平安 撤销」; none of them: how one answers is asked for."""

    how_far: bool = False
    over: bool = False
    back: bool = False
    which: str = ""


def roll_command(text: str) -> RollCommand | None:
    """「平安 进展」「平安确认 结束」「结束平安确认」「平安 点错了」."""
    folded = fold(text.strip())
    if (over := _OVER_FIRST.fullmatch(folded)) is not None:
        return RollCommand(over=True, which=over["which"])
    lead = _COMMAND.match(folded) if len(folded) <= MOST else None
    rest = folded[lead.end() :].rstrip(" 。!,，") if lead else ""
    if rest and _HOW_FAR.fullmatch(rest):
        return RollCommand(how_far=True)
    if rest and (over := _OVER.fullmatch(rest)) is not None:
        return RollCommand(over=True, which=over["which"])
    return RollCommand(back=True) if rest and _ALL_BACK.fullmatch(rest) else None


def roll_said(text: str) -> tuple[RollSaid, ...] | RollCommand | None:
    """A worker's answer to a round; None when the text is something else."""
    body = text.strip()
    folded = fold(body)
    if (command := roll_command(body)) is not None:
        return command
    lead = _ANSWER.match(folded) if len(body) <= MOST else None
    if lead is None:
        return None
    rest, start = folded[lead.end() :].rstrip(" 。!,，"), lead.end()
    if not rest:
        return RollCommand()
    said = tuple(_read(body[start:], rest))
    junk = any(one.all_but and one.names for one in said) and not _BUT.search(rest)  # 「平安，大家新年快乐」
    return None if junk else said or None


def _read(body: str, folded: str) -> Iterator[RollSaid]:
    """Names and numbers, then what is said of them; where nothing is said, they are well."""
    at, one, last = 0, RollSaid(), RollSaid()
    while (at := _past_gap(folded, at)) < len(folded):
        if not one.whom and (need := _AND_YET.match(folded, at) if last.whom else None) is not None:
            at = _end_of(folded, need.end())
            yield replace(last, state=State.IN_NEED, mode=None, words=body[need.start() : at].strip(_EDGE))
            last = RollSaid()
        elif one.whom and one.back and (instead := _INSTEAD.match(folded, at)) is not None:  # 「点错了3，是4」
            yield one
            one, at = RollSaid(), instead.end()
        elif one.whom and (marked := _MARK.match(folded, at)) is not None:
            one, at = _marked(one, marked, body, folded)
            yield from _apart(one)
            last = one if one.state is State.WELL and not one.all_but else RollSaid()
            one, at = _after(one, folded, at)
        else:
            at, one = _named(one, body, folded, at)
    if one.whom:
        yield one


def _apart(one: RollSaid) -> Iterator[RollSaid]:
    """「全部 除了 3还没见到」: the others are well, and of 3 that is said."""
    if one.back and one.all_but and (one.lines or one.names):
        yield replace(one, state=State.WELL, back=False)
        one = replace(one, all_but=False)
    yield one


def _after(one: RollSaid, folded: str, at: int) -> tuple[RollSaid, int]:
    """What comes next is of others: 「点错了 是4」「都好 就2没人」."""
    at = _past_gap(folded, at)
    if one.back and (instead := _INSTEAD.match(folded, at)) is not None:
        return RollSaid(), instead.end()
    but = _BUT.match(folded, at) if one.all_but else None
    return (RollSaid(state=State.SILENT), but.end()) if but else (RollSaid(), at)


def _past_gap(folded: str, at: int) -> int:
    gap = _GAPS.match(folded, at)
    return gap.end() if gap else at


def _named(one: RollSaid, body: str, folded: str, at: int) -> tuple[int, RollSaid]:
    """One more number, name or 「全部」; what is none of these is kept as a name nobody has."""
    if one == RollSaid() and (found := _BACK_FIRST.match(folded, at)) is not None:
        return found.end(), RollSaid(state=State.SILENT, back=True)
    if one == RollSaid() and (found := _MISSING.match(folded, at)) is not None:  # 「还差2 4」：别人怎样没有说
        return found.end(), RollSaid(state=State.SILENT, back=True)
    if one.whom and (found := _AND.match(folded, at) or (_OUTSIDE.match(folded, at) if one.all_but else None)):
        return found.end(), one
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
    at = next(at for at in range(len(MARKS)) if marked[f"m{at}"] is not None)
    state, mode, _ = MARKS[at]
    end = marked.end()
    if state in (State.IN_NEED, State.AWAY, State.ABSENT):
        end = _end_of(folded, end)
    words = body[marked.start() : end].strip(_EDGE) if end > marked.end() or state is State.IN_NEED else ""
    return replace(one, state=state, mode=mode, words=words, back=state is State.SILENT), end


def _end_of(folded: str, at: int) -> int:
    """Where the next number begins, or the end."""
    following = _NEXT.search(folded, at)
    return following.start() if following else len(folded)


_BEHIND_IT = re.compile(r"(?P<who>.{1,60}?)[\s,，:：]*(?:都|全|也|很|还|均)*平安(?:的|了|在家)*[\s。!！]*")
_WISHES = re.compile("大家|各位|祝|愿|保佑|一路|一生|岁岁|出入|健康|顺|福|报|身体|[你您咱我]|吗|没有|不")


def said_behind(text: str) -> tuple[RollSaid, ...] | None:
    """「1 3平安」「张奶奶平安」: the word behind those it is said of; it may be about something else."""
    body = text.strip()
    found = _BEHIND_IT.fullmatch(body)
    if found is None or _WISHES.search(body):
        return None
    said = roll_said(f"平安 {found['who']}")
    well = isinstance(said, tuple) and all(one.state is State.WELL and not one.mode for one in said)
    return said if well and isinstance(said, tuple) else None


def bare_back(text: str) -> tuple[RollSaid, ...] | None:
    """「3点错了」「张三还没见到」 without 平安 before it; it may be about something else."""
    body = text.strip()
    said = roll_said(f"平安 {body}") if _BARE_BACK.fullmatch(fold(body)) else None
    return said if isinstance(said, tuple) and all(one.back for one in said) else None


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
