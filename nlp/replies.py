"""回话: what somebody who works for the village answers in free words. 「那个修水管的弄好咯」「刘家那件我来」.

The same words may be a villager's report, so this only says what they would mean as a reply: an act, which matter it
is about, and what else was said. Whoever knows the speaker and their tickets decides (`handlers/replied.py`).
"""

import re
from collections.abc import Iterator

from nlp.days import day_at
from nlp.finished import FINISHED, LE
from nlp.intent import Aim, Intent
from nlp.likeness import people_in, tokens
from nlp.line import EDGE, GAP
from nlp.numbers import NUMERAL, fold
from nlp.verbs import BROKEN_AGAIN, TARGET

MOST = 80  # 字；再长的是在说事，不是回话
_MOST_WHICH = 18

_LEAD = re.compile(
    r"(?:(?:好的|好嘞|好|收到|嗯|哦|行|要得|得|ok|报告|汇报|领导|主任|书记)[\s,，。!、:]+|(?:那|就|哎|喂|"
    r"嗯)(?![个件家户单条盏处边]))*"
)
_NUMBERED = re.compile(rf"[#第]?{NUMERAL}[\s号#]")
_POINTS = re.compile(
    r"那[个件单家户桩宗处盏条边口]|这[个件单家户桩宗处盏条边口]|[嗰果][个件单]|^[那这]|的(?:事|那|这)|的\W*$"
)
_ASKS = re.compile(
    r"[?？]|[吗么][\s啊呀。.!]*$|什么时候|几时|多久|何时|怎么|咋|为什么|为啥|谁|哪[个里天位]|有没有|能不能|"
    r"可不可以|是不是|好没|了没"
)
_OURS = re.compile(r"[我俺咱](?:们)?(?:家|屋|妈|爸|爹|娘|爷|奶|公|婆|老公|老婆|儿|女|孙|邻居|隔壁|这里|这边|这儿)")
_WISHED = re.compile(
    r"如果|要是|假如|万一|希望|请|求|想|等(?!一?会|下)|听说|说是|说好|答应|应该|估计|可能|差不多|快(?!递)|就差|才|再|又|还|仍|一半|骗|假|"
    r"没(?!问题|事|得问题)|冇(?!问题|事)|未|莫|别(?!人)|不(?!漏|堵|闪|响|滴|渗|卡|臭|掉|晃|吵|闹|好意思)|"
    r"以后|之后|之前|以前|后来|[说讲喊][\s,，]*$"
)
_TURNED = re.compile(
    r"但|可是|不过|结果|反而|没几天|没多久|还是|仍然|还在|(?<!不)又|不[行通亮动来]了|坏了|没人|怎么办|[?？]"
)

_SELF = r"(?:我们?|俺们?|咱们?|偶|涯|捱)"
_SOON = (
    r"(?:今天|今晚|今早|上午|下午|中午|晚上|早上|傍晚|等会儿?|等下|等哈|一会儿?|一哈|待会儿?|马上|现在|这就|就|"
    r"立马|立刻|即刻|而家|吃了饭|吃完饭|赶完场|下了班|忙完)"
)
_AT = rf"(?:{_SOON}|{NUMERAL}点半?钟?)"
_DO = (
    r"(?:接|办|弄|搞|整|修|管|跟进|跟|处理|负责|包|看看|看一下|看下|看哈|看|瞧瞧|望望|跑一趟|走一趟|去一趟|"
    r"上门|联系|做)"
)
_TAIL = r"(?:好了|就行|就好|就是|一下|下|看看|一趟|了|吧|嘛|哈|咯|啊|呀|哦|嘞|撒|噻|先|啦|的)*"
_END = r"(?=[\s,，。;；:!~…—-]|$)"
_GOING = r"(?:过去|过来|去|来|到|上门)"
_TAKEN = re.compile(
    rf"(?:由|让|归|交给|包给|派给)?{_SELF}{_AT}*(?:再|会|要|得|来|去|亲自)?{_AT}*(?:{_GOING}{_DO}?|"
    rf"{_DO}){_TAIL}{_END}"
    rf"|(?:归|交给|算){_SELF}(?:的|了|吧|管|办)*{_END}|{_AT}+(?:再|会|要)?{_GOING}{_DO}?{_TAIL}{_END}"
)
_TAKEN_FIRST = re.compile(
    rf"{_SELF}{_AT}*(?:来|去|接|管|办|弄|搞|整|修|处理|负责|"
    rf"跟)(?:{_DO})?(?P<which>[^\s,，。]{{1,12}}?(?:那[个件家户单处盏条]|[家屋]|的事))(?:里|头)?{_DO}?{_TAIL}{_END}"
)
_CANNOT = (
    r"(?:(?:我们?|俺|自己)?(?:这边|这里)?(?:弄|搞|办|修|整|处理|解决|做|摆)(?:不了|不来|不动|不掂|唔掂|唔到|"
    r"不好|不成|不定|不平)[\s,，。]*)?"
)
_WHERE = r"\s*(?:" + TARGET.pattern.replace("?P<who>", "?:") + "|上头|上边)"
_SHOULD = r"(?:要|得|该|应该|需要|还是|只能|只有|请|麻烦|可以|建议|最好|必须|帮我?|想|恐怕|怕)*"
_HANDED = re.compile(
    rf"{_CANNOT}{_SHOULD}(?:(?:转交|转派|移交|转(?!学|院|账|钱)|上报|报|交|推|请|喊|叫|归|等|让|由)(?:给|到|去|"
    rf"由|往)?{_WHERE}"
    rf"|(?<=[要得该等归请由]){_WHERE}(?=来|管|办|处理|出面|解决|派)|(?:往上报|上报|报上去|往上转|往上推))"
    rf"(?:的?人)?(?:来|去|出面|派人)*(?:办|管|处理|弄|修|看看|看|解决|接|跟进|跟|评估|协调)?人?{_TAIL}{_END}"
)
_ABOVE = "上级"
_DAY_STARTS = "明后大下这本周星礼过再推改延听"


def reply_in(text: str) -> Intent | None:
    """What the words mean as a worker's answer; None for everything else. Never raises."""
    if not 2 <= len(text) <= MOST:
        return None
    said = text.strip(EDGE)
    folded = fold(said)
    lead = _LEAD.match(folded)
    start = lead.end() if lead is not None else 0
    said, folded = said[start:], folded[start:]
    if len(folded) < 2 or _NUMBERED.match(folded):  # 带号的是口令的事
        return None
    found = next((meant for may, form in _FORMS if may.search(folded) and (meant := form(said, folded))), None)
    if found is None or _ASKS.search(fold(text)) or _OURS.search(folded) or BROKEN_AGAIN.search(folded):
        return None
    return found


def _matter(aim: Aim, which: str, **more: str | int | None) -> Intent:
    """The act on what `which` describes; a description that says nothing is none."""
    pointed = _POINTS.search(which) is not None
    which = which.strip(EDGE) if tokens(which) or people_in(which) else ""
    return Intent(aim, which=which, pointed=pointed or not which, **more)  # type: ignore[arg-type]  # 字段名由调用处给


def _handed(said: str, folded: str) -> Intent | None:
    found = _HANDED.search(folded)
    if found is None or not _describes(which := folded[: found.start()]):
        return None
    if not tokens(which) and not people_in(which) and not _POINTS.search(which):
        return None
    desk = TARGET.search(folded, found.start(), found.end())
    who = _ABOVE if desk is None else desk["who"]
    return _matter(Aim.HAND_OVER, said[: len(which)], who=who, words=said[found.start() :].strip(EDGE))


def _later(said: str, folded: str) -> Intent | None:
    for at, letter in enumerate(folded):
        if letter in _DAY_STARTS or letter in "我等" or letter.isdigit():
            day = day_at(folded, at)
            if day is None:
                continue
            if not (which := said[:at]) or not _describes(folded[:at]):
                return None
            words = said[day.end if day.hour else day.over :].strip(EDGE)
            return _matter(Aim.POSTPONE, which, days=day.days, weekday=day.weekday, words=words)
    return None


def _taken(said: str, folded: str) -> Intent | None:
    if (first := _TAKEN_FIRST.match(folded)) is not None:
        if not _describes(first["which"]):
            return None
        return _matter(Aim.ACCEPT, said[slice(*first.span("which"))])
    found = _TAKEN.search(folded)
    if found is None or not _describes(folded[: found.start()]):
        return None
    words = said[found.start() :].strip(EDGE)
    return _matter(Aim.ACCEPT, said[: found.start()], words=words if _SAYS_WHEN.search(fold(words)) else "")


_SAYS_WHEN = re.compile(r"今|午|晚|早|会|等|点|饭|班|[\s,，]")


def _done(said: str, folded: str) -> Intent | None:
    """「王奶奶屋顶的搞归一了 换了两片瓦」: what was done is the result; 「那个好了」 says nothing of it."""
    found = FINISHED.search(folded)
    if found is None or not _describes(which := folded[: found.start()]) or _TURNED.search(folded, found.end()):
        return None
    after = said[found.end() :].strip(EDGE)
    if after and not which and found[0][0] in "完行得可":  # 「完了 没赶上车」
        return None
    tells = found["thing"] is not None or bool(tokens(which))
    words = said.strip(EDGE) if tells else after
    return _matter(Aim.RESOLVE, said[: len(which)], words=words)


def _describes(which: str) -> bool:
    """Whether what stands before the act can be the name of a matter; 「等修水管的」 and 「还没」 cannot."""
    return len(GAP.sub("", which)) <= _MOST_WHICH and _WISHED.search(which) is None


_FORMS = (  # 没有这些字的，不必细看
    (re.compile("[转报镇乡县村站局所级委联]|上[面头边级]"), _handed),
    (re.compile("[明后下本周星礼听][天日早晚儿个周星礼一二三四五六末0-9]|天"), _later),
    (re.compile("[我俺咱偶涯捱]|[来去到]"), _taken),
    (re.compile(rf"(?:{LE}|[好完结掂定妥帖当一题])[啊呀哦噢喔哈呢吧嘛哇哟的嘅滴撒噻嘎]{{0,2}}(?:\W|$)"), _done),
)
_CHOICE = re.compile(
    r"(?:是|就|就是|我?说的是?|选|对[,，\s]*)*(?P<which>.{1,14}?)(?:的?那[个件单家户一处]*|的|这[个件单]|"
    r"那)?[吧啊呀哈嘛了]*"
)


def described(text: str) -> str:
    """What 「是屋顶那个」, 「王奶奶家的」 names as the answer to 「哪一件」; empty when it is too long for that."""
    folded = fold(text.strip(EDGE))
    found = _CHOICE.fullmatch(folded)
    if found is None or len(folded) > 16 or next(_clauses(folded)) != folded:
        return ""
    which = found["which"]
    return which if tokens(which) or people_in(which) else ""


def _clauses(folded: str) -> Iterator[str]:
    yield from GAP.split(folded)
