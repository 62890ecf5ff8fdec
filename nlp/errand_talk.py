"""清单怎么回: 「1好」「都看了 3没人」「1要帮忙 屋顶漏」「1住院 到12月5日」「补 昨天 1好」.

The whole text is accounted for: what is read, what is politeness, and what is left over (`Unread`), which is never
dropped and never becomes part of what is said of somebody else. 「好了」 closes a ticket (`nlp.commands`) unless
a handler knows better.
"""

import re
from dataclasses import replace
from datetime import date, timedelta

from care.visits.due import LONGEST_PAUSE
from nlp.errand_doubt import doubted, settled
from nlp.errand_known import ANY, Known
from nlp.errand_patterns import MOST, UNTIL
from nlp.errand_pieces import pieces
from nlp.errand_said import Answers, Said, Unread, Why
from nlp.numbers import fold
from nlp.slots import slots

__all__ = ["ANY", "MOST", "Answers", "Known", "Said", "Unread", "Why"]

_FIRST_WORDS = re.compile(r"(?:不对|(?:我?[说搞记弄打写发]|刚才?)*错了|更正|改一下|纠正)[\s,，。:!]*")
_FINISHED = re.compile(
    r"(?:(?:今天|我)?(?:的)?(?:[看走跑]完了|(?:全部?|都)[走跑]完了)|"
    r"(?:今天)?[^\s0-9,，]{0,6}去不(?:了|成)(?:[\s,，]*(?:明天|改天|下午)再?去)?)[\s。!~]*"
)
_OF_A_DAY = re.compile(r"补(?:登记?|记录?|报|录|一下|上|说)?[\s:：,，]*[^\s:：,，]{1,6}?(?:天|日|号)的?[\s:：,，]*")
_NOTHING_BEHIND = re.compile(r"(?:是|应该是|改成)?[\s,，。!]*")
_OF_VISITS = re.compile(r"^走访[\s:：,，]*(?=\d)")  # 「走访 1好」：另一张名单上也有 1 号


def read_errands(text: str, known: Known = ANY) -> Answers:
    """Everything that an answer says, and everything in it that could not be read; nothing for any other text."""
    body = _OF_VISITS.sub("", text.strip(), count=1)
    if not body or len(body) > MOST:
        return Answers()
    if _FINISHED.fullmatch(fold(body)):
        return Answers(unread=(Unread(None, body, Why.NONE, body),))
    fixed = _FIRST_WORDS.match(fold(body))
    rest = body[fixed.end() :] if fixed else body
    if fixed and _NOTHING_BEHIND.fullmatch(rest):
        return Answers(fix=True)
    found = pieces(rest, known)
    answers = settled([doubted(one, known) for one in found], known)
    if not fixed or not found:
        return answers
    return replace(answers, said=tuple(replace(one, fix=True) for one in answers.said), fix=True)


def errand_answers(text: str) -> tuple[Said, ...]:
    """All that was answered by number, in order, whoever says it; empty when the text is something else."""
    said = read_errands(text).said
    return () if any(one.like == "了" for one in said) or all(one.skip for one in said) else said


def behind_the_day(text: str) -> str:
    """「补 昨天 李德福好」 → 「李德福好」; empty where it begins otherwise."""
    lead = _OF_A_DAY.match(text.strip())
    return "" if lead is None else text.strip()[lead.end() :]


def says_until(text: str) -> bool:
    """「到12月5日」, 「住十天」: nothing but how long."""
    return len(text) <= 30 and UNTIL.fullmatch(fold(text.strip())) is not None


def last_day(until: str, today: date, within: timedelta = LONGEST_PAUSE) -> date | None:
    """「12月5日」「十天」「下周五」 → the last day away. None: no day to come, or one too far away."""
    said = fold(until.strip()[:30]).removeprefix("到").removeprefix("至").replace("一两", "两")
    lasting = slots(said, today).durations
    if lasting and lasting[0].least >= timedelta(days=1):
        ends = today + min(lasting[0].least, within * 2) - timedelta(days=1)
    elif (coming := slots(f"到{said}", today).coming) is not None:
        ends = coming.ends_on
    else:
        return None
    return ends if today <= ends < today + within else None


def day_meant(said: Said, today: date) -> date | None:
    """Of which day's list this is told; None when that cannot be understood."""
    if not said.on:
        return today - timedelta(days=said.days_back)
    found = next(iter(slots(f"从{said.on}", today).times), None) or next(iter(slots(said.on, today).times), None)
    return None if found is None or found.starts_on != found.ends_on else found.starts_on
