"""对一张单说的话: what may follow a ticket number, and the slots of the verbs."""

import re

from nlp.days import Day, day_at
from nlp.finished import FINISHED
from nlp.intent import Aim, Intent
from nlp.likeness import tokens
from nlp.line import Line, bare
from nlp.numbers import SINGLE, numeral
from nlp.phrases import ALONE, WITH_NUMBER, Phrase, manners, meaning
from nlp.put_right import put_right
from nlp.verbs import BEFORE_RESULT, HAND_OVER, NUDGING, NUMBERED_VERB, RESULT, SOON, TARGET

_LONE = re.compile(SINGLE)
_NAME = re.compile(r"[^\s,，。;；:!?0-9]{1,8}(?=[\s,，。;；:!]|$)")
_UNIT = re.compile(
    r"\s*(?!点错|人呢|度数|(?:周|星期|礼拜)[一二三四五六日天末1-6])(?:[个位名天月年日号点岁户家头只条亩斤块元万千百十次楼组队村屯里米栋间张件辆台袋瓶颗粒棵株层度分秒时周人口倍成折亿公级期斗升"
    r"双对床针片包箱桶车句样种门]|星期|礼拜|多|几)"
)


def about(line: Line, number: int, at: int, *, spaced: bool) -> Intent | None:
    """What is said about ticket `number` from offset `at` on; `spaced` when the number is set off from it."""
    key = line.key(at)
    if key and (phrase := meaning(key, WITH_NUMBER) or manners(key)) is not None:
        return said(phrase, line, at, number) if phrase.aim is not Aim.GREET else None
    if (right := put_right(line, at, number)) is not None:
        return right
    if (day := day_at(line.folded, at)) is not None:
        return postponed(line, day, number)
    if spaced and (mark := _LONE.match(line.folded, at)) is not None:
        return _rated(line, number, mark)
    return _acted(line, number, at)


def said(phrase: Phrase, line: Line, start: int, number: int | None = None) -> Intent:
    words = line.words(start) if phrase.result else ""
    return Intent(phrase.aim, number=number, choice=phrase.choice, words=words)


def postponed(line: Line, day: Day, number: int | None = None) -> Intent:
    words = line.words(day.end if day.hour else day.over)
    return Intent(Aim.POSTPONE, number=number, days=day.days, weekday=day.weekday, words=words)


def counts_things(line: Line, at: int) -> bool:
    """Whether a measure word follows, so that the number before it is no choice and no ticket."""
    return _UNIT.match(line.folded, at) is not None


def _rated(line: Line, number: int, mark: re.Match[str]) -> Intent | None:
    """「12 1」, 「12 3 根本没人来」: the mark for a ticket."""
    end = mark.end()
    if line.runs_on(end) or (end < len(line.folded) and counts_things(line, end)):
        return None
    return Intent(Aim.CHOICE, number=number, choice=numeral(mark[0]), words=line.words(end))


def _acted(line: Line, number: int, at: int) -> Intent | None:
    folded = line.folded
    if (over := HAND_OVER.match(folded, at)) is not None:
        return handed(line, over, number)
    if (verb := NUMBERED_VERB.match(folded, at)) is not None:
        return done(line, verb, number, verb.end())
    if RESULT.match(folded, at):
        return Intent(Aim.RESOLVE, number=number, words=line.words(at))
    if (finished := _finished(line, number, at)) is not None:
        return finished
    if NUDGING.match(folded, at):
        return Intent(Aim.NUDGE, number=number, words=line.words(at))
    if SOON.match(folded, at) and not line.asked:  # 「12 今天下午去」：没改天，是给人看的话
        return Intent(Aim.NOTE, number=number, words=line.words(at))
    return None


def _finished(line: Line, number: int, at: int) -> Intent | None:
    """「12 搞归一了」 does not say what was done, 「12 修起了」 does. 「12号来水了」 is a date."""
    found = FINISHED.search(line.folded, at)
    if found is None or BEFORE_RESULT.fullmatch(line.folded, at, found.start()) is None:
        return None
    described = bool(tokens(line.folded[at : found.start()]))
    if found["state"] and not described:
        return None
    words = line.words(at if found["thing"] or described else found.end())
    return Intent(Aim.RESOLVE, number=number, words=words)


def done(line: Line, verb: re.Match[str], number: int | None, at: int) -> Intent:
    """The verb's intent with the words from `at` on. 「12 好了 搞定了 谢谢」 says nothing of what was done."""
    aim = Aim(str(verb.lastgroup))
    choice = ALONE[verb[0]].choice if aim is Aim.CHOICE else None
    words = line.words(at)
    if aim is Aim.RESOLVE and (key := bare(words)):
        phrase = meaning(key, WITH_NUMBER) or manners(key)
        empty = phrase is not None and phrase.aim in (Aim.RESOLVE, Aim.THANKS) and not phrase.result
        words = "" if empty or key == "结果" else words  # 「回「12 好了 结果」」照抄的
    return Intent(aim, number=number, choice=choice, words=words)


def handed(line: Line, over: re.Match[str], number: int) -> Intent | None:
    """「12 转 <哪里> <原因>」: a desk we know, or a short name set off from the reason."""
    at = line.past_gap(over.end())
    if (known := _to_desk(line, at, number)) is not None:
        return known
    if over["up"]:
        return Intent(Aim.HAND_OVER, number=number, words=line.words(at))
    name = _NAME.match(line.folded, at)
    if name is None:
        return None
    who = line.body[name.start() : name.end()]
    return Intent(Aim.HAND_OVER, number=number, who=who, words=line.words(name.end()))


def handed_unnumbered(line: Line, over: re.Match[str]) -> Intent | None:
    """「转社工站 人手不够」: only to a desk we know, set off from what follows."""
    at = line.past_gap(over.end())
    target = TARGET.match(line.folded, at)
    if over["numbered"] or target is None or line.runs_on(target.end()):
        return None
    return _to_desk(line, at, None)


def behind_verb(line: Line, verb: re.Match[str], number: int, at: int) -> Intent | None:
    """「接12」, 「备注12 老人怕狗」, 「转12 社工站 人手不够」: number and verb are read, `at` is what follows."""
    if verb.lastgroup != Aim.HAND_OVER:
        return done(line, verb, number, at)
    if (known := _to_desk(line, at, number)) is not None:
        return known
    return Intent(Aim.HAND_OVER, number=number, words=line.words(at)) if verb[0].startswith("上报") else None


def _to_desk(line: Line, at: int, number: int | None) -> Intent | None:
    target = TARGET.match(line.folded, at)
    if target is None:
        return None
    who = line.body[slice(*target.span("who"))]
    return Intent(Aim.HAND_OVER, number=number, who=who, words=line.words(target.end()))
