"""清单怎么回: 「1好」「都看了 3没人」「1要帮忙 屋顶漏」「1住院 到12月5日」「补 昨天 1好」.

「好」 ticks a line of the day's list; 「好了」 closes a ticket (`nlp.commands`) and is never read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from care.visits.round import Mode, Outcome
from nlp.numbers import fold, numeral
from nlp.slots import slots

MOST = 500  # 字；再长的不是回清单
_LAST_LINE = 99
_LONGEST_RANGE = 20
_FARTHEST = timedelta(days=300)  # 再久就不是暂停，是搬走了；也多半是说错了月份

_N = r"(?:[1-9][0-9]?(?![0-9])|[一二三四五六七八九十]{1,3}|[⑩-⑳])"
_ONE = rf"(?:第{_N}[户家个]|{_N})"
_LINES = rf"{_ONE}(?:\s*(?:[、,和跟及\s]|到|至|-|~|—)\s*{_ONE})*"
_MARK = r"[\s.、:,;)）]*"
_NUMBERS = re.compile(rf"(?P<to>到|至|-|~|—)?\s*第?(?P<n>{_N})")
_TAIL = r"[啦咯哦啊呀呢哈的嘞]{0,2}"

_MODE = (
    r"(?:(?:已经|刚才?|我)*(?:打了?|通了?|发了?)?个?(?:(?P<phone>电话|手机)|(?P<video>(?:微信)?视频))"
    rf"(?:打通了?|打过了?|打了|通了|联系了?|问过了?|问了?|看了?|里说|里|过|了)*{_MARK})?"
)
_WELL = (
    r"(?:人|都|挺|蛮|很|还|还是|也|一切|样样|身体|精神)*(?:好(?:着呢|着|得很|的很|的|呢|嘞|在|咯|哦|啊|呀)?|没事|没得事|"
    r"冇事|没问题|没得问题|冇问题|正常|平安|安好|不错|硬朗|老样子|在家|见到了?|见了|看了|看到了)|好[多些点转]了|ok|[√✓✔✅]"
)
_NEED = (
    r"(?P<plain>(?:说)?(?:想|需|很)?(?:要|需要|想要|求)(?:个|有)?人?(?>帮忙|帮手|帮助|帮一下|帮下|帮帮|帮))|"
    r"(?:马上|快点?|赶紧)?要人(?:来|去)?|有(?:点|些|大)?(?:问题|困难|难处|情况)|"
    r"(?:身体|精神)?(?:不太|不大|不怎么|唔太|很不|不)(?:好(?!意思|说|办|找|弄|走)|舒服)|生?病了"
)
_AGAIN = (
    r"(?:再去|又去|去了|过去|敲了?门|喊了|家里|屋里|屋头|现在|门口)*(?P<again{n}>还是|又是?|还|第?[二两][次趟])?[也都]*"
)
_ABSENT = (
    rf"{_AGAIN.format(n=1)}(?:没有?人|没得人|冇人|无人)(?:在家|在屋|在|应门|应|答应|开门)?|"
    rf"{_AGAIN.format(n=2)}(?:不在家?(?!了)|没有?在家?(?!了)|冇在屋?|没(?:见|碰|看|遇)(?:到|着)人?|锁门|锁着门?|"
    r"门锁着的?|门关着的?|不开门|未遇)|去?(?:出门|出去|赶集|赶圩|赶场|下地|上山|串门|买菜|干活)(?:去了?|了)?"
)
_UNANSWERED = r"没人接|没接|不接|打不通|没打通|关机|没通"  # 只说电话；「1没人接」是催单
_LATER = (
    r"(?:改天|改日|明天|明日|明早|明晚|后天|晚上|晚点|晚些|下午|等下|等会儿?|迟点|过[两几一二三四五1-5]天|"
    r"[这本下]?(?:周|星期|礼拜)[一二三四五六日天末](?![0-9])|下(?:周|星期|礼拜)|[一二两三四五六1-6]天后)"
    r"(?:下午|上午|早上|晚上)?我?[再就会]?(?:过?去|来|补|上门)?(?:看看|看一下|看|一趟|说)?"
)
_HOSPITAL = (
    r"(?:在|又|还在|去|正在)*(?:镇上|县里|乡里)?(?:住(?:进|了|在)?(?:医院|院)|(?:送|送去|送到|进|在|去)了?[县镇]?"
    r"(?:人民|中)?医院(?![看拿检复买体开]))里?"
)
_KIN = "女儿|儿子|闺女|姑娘|妹子|崽|孙子|孙女|亲戚|兄弟|姐姐|妹妹|哥哥|弟弟|老表|外婆|奶奶|爸妈|妈妈|爸爸"
_AWAY = (
    r"外出(?:打工|务工|探亲)?|走亲戚|走人家|打工去?|旅游去?|回老家|回娘家|去了?外[地面省](?:打工)?|"
    rf"(?:被|让|跟)?(?:{_KIN})?接(?:走|去[^\s,，。0-9]{{0,4}})|"
    rf"[到去在]了?[^\s,，。;；0-9]{{0,3}}(?:{_KIN})(?:家里?|那里?|那边|屋里?)?|"
    r"去了?(?:广东|广西|深圳|广州|城里|县城|市里|省城)"
)
_REFUSED = r"不[让给准]我?们?(?:进去?|看)[门屋]?|拒绝(?:见|走访)?|不(?:愿意?|肯|想)(?:见|让看)[人面]?"
_OUTCOMES = {
    Outcome.DECEASED: r"(?:不在了|过世|去世|病故|过身|死)了?",
    Outcome.MOVED: r"(?:全家)?(?:搬走|搬家|迁走|迁出|搬[去到][^\s,，。0-9]{1,8})了?",
    Outcome.REFUSED: _REFUSED,
    Outcome.IN_NEED: _NEED,
    Outcome.HOSPITAL: f"{_HOSPITAL}了?",
    Outcome.ABSENT: rf"{_ABSENT}|(?(phone)(?:{_UNANSWERED})|(?(video)(?:{_UNANSWERED})|(?!)))",
    Outcome.LATER: _LATER,
    Outcome.AWAY: f"(?:{_AWAY})了?",
    Outcome.WELL: _WELL,
}
_RUNS_ON = (Outcome.IN_NEED, Outcome.HOSPITAL, Outcome.AWAY)  # 后面可以连着说；「1没人管」「1好不了」是别的话
_NEXT = (
    rf"[\s,，。.、;；!~…—)）]|$|{_N}{_MARK}(?:电话|视频)?[好没不要有住外去改明还正平锁]|"
    r"其他|其余|别的|剩下|都好|都看|全好|除了|谢谢|辛苦"
)
_ASKS = r"(?![吗么嘛没]\W*$|\s*[?？])"
_RESULT = "|".join(
    f"(?P<{kind.name}>{said})" + ("" if kind in _RUNS_ON else rf"{_TAIL}(?={_NEXT})")
    for kind, said in _OUTCOMES.items()
)
_LINE = re.compile(rf"[(（]?(?P<lines>{_LINES}){_MARK}(?:今天|今早|早上|上午|下午|刚才)?{_MODE}(?:{_RESULT}){_ASKS}")
_SEEN = r"(?:看|走访|探访|走|跑|访|去)[过完遍到]?了(?:一遍|一圈|一趟)?"
_REST = r"其他|其余|剩下|别的|另外|全部|所有|大家|一切|每[户家个]|几[户家个]|老人们?"
_ALL = re.compile(
    rf"(?:[清名]单[上里]?的?)?(?:{_REST})?(?:的|几?[户家个]|人|老人)*(?:[都全]+(?:{_WELL}|{_SEEN})|"
    rf"(?:(?<=其他)|(?<=其余)|(?<=剩下)|(?<=剩下的)|(?<=全部)|(?<=一切))(?:好|正常|平安|{_SEEN})){_TAIL}"
    rf"(?={_NEXT}|[就只但0-9]){_ASKS}"
)
_BUT_FOR = re.compile(rf"除了?\s*{_LINES}\s*(?:以外|之外|外)?[\s,，]*(?:都|全|{_REST})")
_NAMED = "大前天|昨天|昨日|前天|前日|今天"
_DAY = re.compile(
    r"(?P<mend>补(?:登记?|记录?|报|录|一下|上|说)?)[\s:,，]*(?:(?P<on>上个?(?:月|周|星期|礼拜)[一二三四五六日天末]?|"
    r"[^\s:,，]{0,5}(?:[天日号前]|(?:周|星期|礼拜)[一二三四五六日天末]))的?[\s:,，]*)?|"
    rf"(?P<day>{_NAMED})的?[\s:,，]*"
)
_BACK = {"今天": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3}
_FILLER = re.compile(
    r"(?:早上|上午|下午|刚才|报告|汇报|我?[看走跑访]完了?|回来了|除了|就是?|只有|只|但是?|不过|还有)*"
    r"[\s,，。.、;；:!]*"
)
_GAP = re.compile(r"[\s,，。.、;；!~…—)）]+")
_MAY_BEGIN = frozenset(
    "123456789一二三四五六七八九十第(（⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳都全其余剩别另所大每几老补昨前今早上下刚报汇我看走跑访回除就只但不还清名人"
)
_UNTIL = re.compile(
    r"(?:[要得说]|可能|大概|大约|预计|估计)*[住去待呆玩耍]?(?:[到至](?P<till>[^\s,，。;；!]{1,12}?)(?:才?回来?|出院|回家)?|"
    r"(?P<lasting>(?:[0-9]{1,3}|[一二两三四五六七八九十半]{1,3})[个来几多]?(?:天|日|周|星期|礼拜|月)[半多]?(?:左右|以后|后)?))"
    r"(?=[\s,，。;；!]|$)"
)
_RUNG = re.compile(r"[打通][了过的]?个?电话|电话(?:里|问|联系|说)|(?P<video>视频(?:里|看|问|说)|[打开]了?视频)")
_TWICE = re.compile(r"[两二][次趟]")
_THANKS = re.compile(r"(?:谢谢|辛苦了?|收到|完毕|报告完毕)[\s!。]*")

_ALL_GOOD = re.compile(
    rf"(?:以上|问的|这些)?(?:(?:都|全都|一切|样样)(?:{_WELL})|[都全也]*(?:没有?(?:什么|啥)?(?:问题|变化)|正常)){_TAIL}[\s。.!]*"
)
_ITEM = re.compile(
    rf"(?:^|(?<=[\s,，。;；]))第?(?P<n>{_N})(?:[.、:,)）\s]+|(?=[^\s0-9天个月日号点岁元块斤年周次人家户口袋]))(?=\S)"
)
_GOOD = re.compile(rf"(?:{_WELL}|有|是|够|好了|可以){_TAIL}[\s,，。;；.!]*")
WANTS = re.compile("要人|要帮|马上|帮忙|救")  # 查出来的问题里，要人来的
NOT_MET = re.compile("不在|没在|没见|没看")  # 同一户里没见到的那个
HARMED = re.compile("打|骂|欺负|没人管|虐|摸|伤|饿")  # 说的是孩子，就只给专人看


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered for one line; `line` None: for every line that is open.

    `days_back`: of which day's list, 0 is today's. `on`: that day in words, where it is no near one (3号, 上周五), or
    「补」 where it was left out. `until`: the words for how long somebody is away, to be read by `last_day`.
    `again`: 「还是没人」, 「去了两次」.
    """

    line: int | None
    outcome: Outcome
    words: str = ""
    mode: Mode = Mode.IN_PERSON
    days_back: int = 0
    on: str = ""
    until: str = ""
    again: bool = False


class _Piece(NamedTuple):
    found: re.Match[str]
    day: Said  # 只用它的日子
    start: int


def errand_answers(text: str) -> tuple[Said, ...]:
    """All that was answered, in order; empty when the text is something else."""
    body = text.strip()
    if not body or len(body) > MOST:
        return ()
    folded = fold(body)
    if folded[0] not in _MAY_BEGIN or _BUT_FOR.search(folded):
        return ()
    return tuple(dict.fromkeys(_read(body, folded)))


def _read(body: str, folded: str) -> Iterator[Said]:
    pieces = list(_pieces(folded))
    for piece, end in zip(pieces, [piece.start for piece in pieces[1:]] + [len(body)], strict=False):
        words = body[piece.found.end() : end].strip(" \t\r\n,，。、;；.:!！~")
        yield from _told(piece, "" if _THANKS.fullmatch(words) else words)


def _pieces(folded: str) -> Iterator[_Piece]:
    """Where each answer stands. The first must begin the text; further ones follow a gap, or the answer before."""
    at, day, first = 0, Said(None, Outcome.WELL), True
    while at < len(folded):
        here, named = _past_lead(folded, at)
        found = _LINE.match(folded, here) or _ALL.match(folded, here)
        if found is not None:
            day = day if named is None else named
            yield _Piece(found, day, at)
            at, first = found.end(), False
        elif first:
            return
        else:
            gap = _GAP.search(folded, at)
            at = len(folded) if gap is None else gap.end()


def _past_lead(folded: str, at: int) -> tuple[int, Said | None]:
    """Behind 「还有」 and 「补 昨天」, with the day that was said."""
    filler = _FILLER.match(folded, at)
    here = at if filler is None else filler.end()
    named = _DAY.match(folded, here)
    if named is None:
        return here, None
    said = named["day"] or named["on"] or "补"
    back = _BACK.get(said)
    return named.end(), Said(None, Outcome.WELL, days_back=back or 0, on="" if back is not None else said)


def _told(piece: _Piece, words: str) -> Iterator[Said]:
    found = piece.found
    if found.re is _ALL:
        yield replace(piece.day, words=words)
        return
    outcome = next(kind for kind in _OUTCOMES if found[kind.name] is not None)
    mode = Mode.VIDEO if found["video"] else Mode.PHONE if found["phone"] else _mode_in(words)
    again = bool(found["again1"] or found["again2"] or _TWICE.search(words))
    one = replace(piece.day, outcome=outcome, words=_words(found, outcome, words), mode=mode, again=again)
    if outcome in (Outcome.HOSPITAL, Outcome.AWAY):
        one = _lasting(one)
    yield from (replace(one, line=number) for number in _lines(found["lines"]))


def _words(found: re.Match[str], outcome: Outcome, words: str) -> str:
    """「有点问题」「去女儿家」 say more than the outcome, so they stand before what follows."""
    said = found[outcome.name]
    kept = outcome is not Outcome.WELL and not found["plain"] and said.rstrip("了") != outcome
    return f"{said} {words}".strip() if kept else words


def _lasting(one: Said) -> Said:
    until = _UNTIL.search(fold(one.words))
    if until is None:
        return one
    words = f"{one.words[: until.start()].strip()} {one.words[until.end() :].strip()}".strip(" ,，。")
    return replace(one, words=words, until=until["till"] or until["lasting"])


def _mode_in(words: str) -> Mode:
    """「1好 打电话问的」"""
    rung = _RUNG.search(words)
    return Mode.IN_PERSON if rung is None else Mode.VIDEO if rung["video"] else Mode.PHONE


def _lines(said: str) -> Iterator[int]:
    before = 0
    for found in _NUMBERS.finditer(said):
        number = numeral(found["n"]) or 0
        if found["to"] and before < number <= before + _LONGEST_RANGE:
            yield from range(before + 1, number)
        if 0 < number <= _LAST_LINE:
            yield number
        before = number


def item_answers(text: str) -> tuple[tuple[int, str], ...] | None:
    """The answer to numbered questions: 「2 门坏了」; 「2 好」 has no words, 「都好」 no numbers. Else None."""
    body = text.strip()
    folded = fold(body)
    if not body or len(body) > MOST:
        return None
    if _ALL_GOOD.fullmatch(folded):
        return ()
    starts = list(_ITEM.finditer(folded))
    if not starts or starts[0].start():
        return None
    spans = zip(starts, [found.start() for found in starts[1:]] + [len(body)], strict=True)
    return tuple((numeral(one["n"]) or 0, _wrong(body, folded, one.end(), end)) for one, end in spans)


def _wrong(body: str, folded: str, start: int, end: int) -> str:
    return "" if _GOOD.fullmatch(folded, start, end) else body[start:end].strip(" ,，。;；\n")


def says_until(text: str) -> bool:
    """「到12月5日」, 「住十天」: nothing but how long."""
    return len(text) <= 30 and _UNTIL.fullmatch(fold(text.strip())) is not None


def last_day(until: str, today: date) -> date | None:
    """「12月5日」「十天」「下周五」 → the last day away. None: no day to come, or one too far away."""
    said = fold(until.strip()[:30]).removeprefix("到").removeprefix("至").replace("一两", "两")
    lasting = slots(said, today).durations
    if lasting and lasting[0].least >= timedelta(days=1):
        ends = today + min(lasting[0].least, _FARTHEST * 2) - timedelta(days=1)
    elif (coming := slots(f"到{said}", today).coming) is not None:
        ends = coming.ends_on
    else:
        return None
    return ends if today <= ends <= today + _FARTHEST else None


def day_meant(said: Said, today: date) -> date | None:
    """Of which day's list this is told; None when that cannot be understood."""
    if not said.on:
        return today - timedelta(days=said.days_back)
    found = next(iter(slots(f"从{said.on}", today).times), None) or next(iter(slots(said.on, today).times), None)
    return None if found is None or found.starts_on != found.ends_on else found.starts_on
