"""口令: the short forms in which workers and villagers tell us what to do. Everything else is free words.

A command is a saying from `nlp.phrases`, or a verb with words behind it. A ticket number may stand before the
verb (12 接), right behind it (接12) or at the end (好了 12号). With a number the grammar is generous: nobody
writes 「12 …」 by chance. Without one it takes a whole saying, or a verb set off by a space or a mark.
"""

import re
from dataclasses import dataclass

from nlp.days import day_at
from nlp.intent import Aim, Intent
from nlp.line import EDGE, EMOTICON, HEAD, Line, line_of
from nlp.numbers import NUMERAL, NUMERAL_STARTS, SINGLE, fold, numeral
from nlp.phrases import ALONE, RATINGS, WITH_NUMBER, WITH_OR_WITHOUT_NUMBER, manners, meaning
from nlp.put_right import put_right, put_right_behind, verb_at
from nlp.starts import may_begin, may_follow, may_lead
from nlp.ticket_talk import about, behind_verb, counts_things, done, handed_unnumbered, postponed, said
from nlp.verbs import BARE_VERB, BEHALF, BIND, BROKEN_AGAIN, CODE_BIND, DONE_FIRST, HAND_OVER, VERB_FIRST

# 报警、急救和各种热线：单说一个不是工单号
_HOTLINES = frozenset((110, 112, 114, 119, 120, 122, 12110, 12315, 12320, 12338, 12345, 12348, 12349, 12350))
_HOTLINES |= {12355, 12356, 12385, 12393, 95598, 96110, 10000, 10010, 10086}
_FILLER = re.compile(
    r"(?:请|麻烦|劳驾|帮我|帮忙|给我|我要|我想|我再|好的|好|收到|嗯|哦|那|就|喂|您好|你好|再|把|回复|回|先)"
    r"(?:你|您|你们)?[\s,，。、:!~「\"]*"
)
_NUMBER = re.compile(
    r"(?P<mark>#|no\.?|t-?(?=[0-9])|(?:工单|单子|单)号?|编号|第(?=\s*\S+\s*号))?\s*:?\s*"
    rf"(?P<digits>{NUMERAL})"
    r"\s*(?P<tail>#|号?\s*工?单子?(?![元位独身亲价车])|号(?![楼院房门栋线车井桥路码机召称]))?"
    r"(?P<that>那?这?[个件户]|的)?"
)
_NUMBER_LAST = re.compile(
    rf"(?:#|no\.?|t-?|单号|工单)?\s*(?:(?<![0-9-]){NUMERAL}|t-?[0-9]{{1,9}})\s*(?:#|号?工?单子?|号)?$"
)
_DECORATION = re.compile(r"^[^\w#＃№\[]+")  # ✅12 好了
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_MEANT = re.compile(r"[是对就]\s*(?:是\s*)?(?=[0-9#])")
_CHOSEN = re.compile(rf"(?P<by>(?:我?选|回复?|按)\s*第?|第)?\s*(?P<digit>{SINGLE})(?P<th>\s*[个项条种])?[吧啊哈了]?")
_GLUED = re.compile(r"不满意|满意|没|不|根本|谢|多谢|感谢|非常|很|挺|蛮")
_OURSELVES = frozenset({"我", "我们", "自己", "大家"})
_NOD = re.compile(r"[👍🙏👌🌹❤🤝😊💐]|\[(?:强|抱拳|握手|玫瑰|合十|愉快|OK)\]")
_SPACED = 20
_UNHAPPY = 3  # 「3 根本没人来」是评价，不是催三号
_TICKET_AIMS = frozenset({Aim.ACCEPT, Aim.RESOLVE, Aim.LOOK, Aim.NUDGE, Aim.UNDO})

_NUMBER_STARTS = NUMERAL_STARTS | frozenset("#nt工单编第选我回按")
_NUMBER_ENDS = NUMERAL_STARTS | frozenset("号单子#")
_VERB_STARTS = frozenset(
    "接受办好弄搞处完结转移上报交改催撤取查记备补代替帮绑我满不非很十一修换装疏清调安加维抢更打已都总终刚请"
    "0123456789abcdefghijklmnopqrstuvwxyz"
)
_DAY_STARTS = frozenset("明后大下这本周星礼过再推改延等约半我听")
_FILLER_STARTS = frozenset("请麻劳帮给我好收嗯哦那就喂您你再把回先")


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    plain: bool  # 只有数字，没有「号」「#」
    single: bool  # 0–9
    chinese: bool
    end: int


def parse(text: str) -> Intent | None:
    """The command in `text`; None for free words. Never raises, whatever it is given."""
    body = text.strip(EDGE)
    if not body:
        return Intent(Aim.HELP) if "?" in text or "？" in text else None
    if not body[0].isalnum():
        body = _DECORATION.sub("", body, count=1) or body
    if not may_begin(start := fold(body[:2])) and not may_lead(start):
        return Intent(Aim.THANKS) if len(text) <= 24 and _is_nod(text) else None
    line = line_of(text, body, fold(body[:HEAD]))
    found = _command(line, 0) or _after_filler(line)
    return _spaced_out(text) if found is None else _settled(found, line)


def _spaced_out(text: str) -> Intent | None:
    """「明 天」, 「请 催 一下」: some phones and some people put spaces between characters."""
    if len(text) > _SPACED:
        return None
    closed = _BETWEEN.sub("", text)
    found = parse(closed) if closed != text else None
    return found if found is not None and not found.words and not found.who else None


def _is_nod(text: str) -> bool:
    """👍, [抱拳]: faces that thank, and no word with them."""
    return _NOD.search(text) is not None and not any(char.isalnum() for char in EMOTICON.sub("", text))


def _command(line: Line, start: int) -> Intent | None:
    if not may_begin(line.folded, start):
        return None
    key = line.key(start)
    if key and (phrase := meaning(key, ALONE) or manners(key)) is not None:
        return said(phrase, line, start)
    first = line.folded[start]
    found: Intent | None = None
    if first in _NUMBER_STARTS and may_follow(line.folded, start):
        found = _numeric(line, start)
    if found is None and key and line.folded[-1] in _NUMBER_ENDS:
        found = _number_last(line, start)
    if found is None and first in _VERB_STARTS:
        found = _verbal(line, start)
    if found is None and first in _DAY_STARTS:
        found = _day_alone(line, start)
    return found


def _after_filler(line: Line) -> Intent | None:
    """「好的 12 接」, 「请催一下」, 「回「12 接」」, 「是12号」."""
    if line.folded[0] in "是对就" and (meant := _MEANT.match(line.folded)) is not None:
        intent = _command(line, meant.end())
        return intent if intent is not None and intent.aim is Aim.LOOK else None
    filler = _FILLER.match(line.folded) if line.folded[0] in _FILLER_STARTS else None
    if filler is None or filler.end() >= len(line.folded):
        return None
    intent = _command(line, filler.end())
    return None if intent is None or intent.aim in (Aim.THANKS, Aim.GREET) else intent


def _settled(intent: Intent, line: Line) -> Intent | None:
    """A question takes and closes nothing: 「12 好了？」 looks. 「又漏了」 is no result."""
    if intent.aim is Aim.RESOLVE and BROKEN_AGAIN.search(line.folded):
        return None
    if not line.asked or intent.aim not in (Aim.ACCEPT, Aim.RESOLVE, Aim.POSTPONE):
        return intent
    return Intent(Aim.LOOK, number=intent.number) if intent.number or not intent.words else None


def _day_alone(line: Line, start: int) -> Intent | None:
    day = day_at(line.folded, start)
    return None if day is None or line.words(day.over) else postponed(line, day)


# —— 数字开头 ——


def _numeric(line: Line, start: int) -> Intent | None:
    chosen = _CHOSEN.fullmatch(line.folded, start)
    if chosen is not None and not (chosen["th"] and "第" not in (chosen["by"] or "")):
        return Intent(Aim.CHOICE, choice=numeral(chosen["digit"]))
    if (day := _day_alone(line, start)) is not None:
        return day
    if (number := _number_at(line.folded, start)) is None:
        return None
    at = line.past_gap(number.end)
    if at >= len(line.folded):
        return _only_number(number, line)
    if number.plain and counts_things(line, at) and meaning(line.key(at), WITH_NUMBER) is None:
        return None
    if number.single and number.plain and (answer := _answer(line, number, at)) is not None:
        return answer
    return _of_ticket(line, number, at) if number.value else None


def _of_ticket(line: Line, number: _Number, at: int) -> Intent | None:
    if number.chinese and number.single and number.plain and at == number.end:  # 一周五天，一完成就
        phrase = meaning(line.key(at), WITH_NUMBER)
        return None if phrase is None else said(phrase, line, at, number.value)
    spaced = not number.plain or line.folded[number.end] in " \n,，"
    return about(line, number.value, at, spaced=spaced)


def _only_number(number: _Number, line: Line) -> Intent | None:
    if not number.value or not line.whole or (number.plain and number.value in _HOTLINES):
        return None
    return Intent(Aim.LOOK, number=number.value)


def _number_at(folded: str, start: int) -> _Number | None:
    found = _NUMBER.match(folded, start)
    if found is None or (value := numeral(found["digits"])) is None:
        return None
    plain = not (found["mark"] or found["tail"])
    end = found.end("tail") if found["tail"] else found.end("digits")
    if not plain and found["that"]:
        end = found.end("that")
    digits = found["digits"]
    return _Number(value, plain, len(digits) == 1 and value < 10, not digits.isdigit(), end)


def _answer(line: Line, number: _Number, at: int) -> Intent | None:
    """A lone digit chooses, and words may follow: 「1 谢谢」, 「3 根本没人来」. 「3 天没人来」 does not."""
    key = line.key(at)
    phrase = meaning(key, WITH_NUMBER) or manners(key) if key else None
    if key in RATINGS:
        same = phrase is not None and phrase.choice == number.value
        return Intent(Aim.CHOICE, choice=number.value) if same else None
    if phrase is not None and (phrase.aim in (Aim.CHOICE, Aim.THANKS, Aim.GREET) or key == "好"):
        return Intent(Aim.CHOICE, choice=number.value, words=line.words(at))
    ticket = about(line, number.value, at, spaced=at > number.end)
    complaint = ticket is not None and ticket.aim is Aim.NUDGE and "催" not in line.folded and number.value == _UNHAPPY
    return _choice_with_words(line, number, at) if ticket is None or complaint else None


def _choice_with_words(line: Line, number: _Number, at: int) -> Intent | None:
    sure = _GLUED.match(line.folded, at)
    listed = re.search(rf"(?<![0-9]){number.value + 1}\s*[、.,)，]", line.folded[at:])  # 「1，路灯坏 2，没水」
    beside = at == number.end or line.folded[number.end] == "、" or (number.chinese and at == number.end + 1)
    if listed or (beside and not sure):
        return None
    return Intent(Aim.CHOICE, choice=number.value, words=line.words(at))


def _number_last(line: Line, start: int) -> Intent | None:
    """「好了 12号」, 「我来 12」, 「满意 12号」."""
    if (found := _NUMBER_LAST.search(line.folded, start + 1)) is None:
        return None
    number = _number_at(line.folded, found.start())
    phrase = meaning(line.key(start, found.start()), WITH_OR_WITHOUT_NUMBER)
    if number is None or not number.value or phrase is None:
        return None
    if phrase.aim not in _TICKET_AIMS and phrase.aim is not Aim.CHOICE:
        return None
    words = line.body[start : found.start()].rstrip(EDGE) if phrase.result else ""
    return Intent(phrase.aim, number=number.value, choice=phrase.choice, words=words)


# —— 动词开头 ——


def _verbal(line: Line, start: int) -> Intent | None:
    found = _personal(line, start) or _put_right(line, start) or _verb_with_number(line, start)
    if found is not None:
        return found
    folded = line.folded
    if (over := HAND_OVER.match(folded, start)) is not None:
        return handed_unnumbered(line, over)
    if (first := DONE_FIRST.match(folded, start)) is not None and not line.runs_on(first.end()):
        return Intent(Aim.RESOLVE, words=line.words(start))
    bare = BARE_VERB.match(folded, start)
    return None if bare is None else done(line, bare, None, bare.end())


def _personal(line: Line, start: int) -> Intent | None:
    """「代 张奶奶：屋顶漏」, 「绑定 ABC123」."""
    behalf = BEHALF.match(line.folded, start)
    if behalf is not None and behalf[behalf.lastindex or 0] not in _OURSELVES:
        who = line.body[slice(*behalf.span(behalf.lastindex or 0))]
        return Intent(Aim.BEHALF, who=who, words=line.words(behalf.end()))
    bound = BIND.fullmatch(line.folded, start) or CODE_BIND.fullmatch(line.folded, start)
    if bound is None or not line.whole:
        return None
    return Intent(Aim.BIND, who=re.sub(r"\s+", "", bound["code"] or "").upper())


def _put_right(line: Line, start: int) -> Intent | None:
    """「改类 12 残疾」, and under a quoted notice 「改急 优先」."""
    if (verb := verb_at(line, start)) is None:
        return None
    number = _number_at(line.folded, line.past_gap(verb.end()))
    found = put_right_behind(line, verb, number.end, number.value) if number and number.value else None
    return found or put_right(line, start, None)


def _verb_with_number(line: Line, start: int) -> Intent | None:
    """「接12」, 「备注12 老人怕狗」, 「转12 社工站 人手不够」. 「接3 个人回家」 is no ticket."""
    if (verb := VERB_FIRST.match(line.folded, start)) is None:
        return None
    number = _number_at(line.folded, verb.end())
    if number is None or not number.value:
        return None
    at = line.past_gap(number.end)
    if at < len(line.folded) and number.plain and (at == number.end or counts_things(line, at)):
        return None
    return behind_verb(line, verb, number.value, at)
