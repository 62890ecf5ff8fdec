"""改类、改急: how a worker writes that a need is something else.

The verb with a target of any words (12 改类 低保), or 「改成」「不是…是…」 with the exact name of a category or an
urgency: 「12 改成周五」 puts it off.
"""

import re

from care.category import CATEGORIES, NOT_A_REQUEST, Urgency
from nlp.intent import Aim, Intent
from nlp.line import Line
from nlp.numbers import fold


def _either(names: list[str]) -> str:
    """Names as an expression, the longer first; some phones put spaces between letters."""
    return "|".join(r"\s*".join(fold(name)) for name in sorted(names, key=len, reverse=True))


_CATEGORY = _either([*CATEGORIES, NOT_A_REQUEST])
_URGENCY = _either([urgency for urgency in Urgency if urgency is not Urgency.NONE])
_END = r"(?=[\s,，。;；:!~…—]|$)"
_GAP = r"[\s:,，]*"
_LABEL = rf"(?:(?P<category>{_CATEGORY})(?:{_GAP}(?P<with>{_URGENCY}))?|(?P<urgency>{_URGENCY})){_END}"
_KIND = re.compile(r"改\s*(?:(?P<c>类(?:\s*别)?|事\s*项|分\s*类)|(?P<u>急|紧\s*急\s*程\s*度))(?:\s*[为成到作])?")
_NAMED = re.compile(
    rf"(?:(?:类别|分类|紧急程度)?{_GAP}(?:应该|要)?(?:改\s*[成为到作]|更正为?|订正为?)|"
    rf"不\s*是\s*(?:{_CATEGORY}|{_URGENCY}){_GAP}(?:而|应该|应)?\s*是){_GAP}{_LABEL}"
)
_LABELLED = re.compile(_LABEL)
_BECOME = re.compile(r"[为成到作]")
_SAID = re.compile(r"[^\s,，。;；:!?0-9#]{1,12}")


def put_right(line: Line, at: int, number: int | None) -> Intent | None:
    """What is said at `at`, right behind the ticket's number or with no number at all."""
    if (verb := _KIND.match(line.folded, at)) is not None:
        return _kind(line, verb, line.past_gap(verb.end()), number)
    named = _NAMED.match(line.folded, at) if number is not None else None
    return None if named is None else _meant(line, named, number)


def verb_at(line: Line, at: int) -> re.Match[str] | None:
    """「改类」「改急」 standing before a number: 「改类 12 残疾」."""
    return _KIND.match(line.folded, at)


def put_right_behind(line: Line, verb: re.Match[str], at: int, number: int) -> Intent | None:
    """What follows the verb and the number; None when 「改类 五保」 was no number."""
    become = _BECOME.match(line.folded, line.past_gap(at))
    after = line.past_gap(become.end() if become else at)
    if become is None and line.runs_on(at) and _LABELLED.match(line.folded, at) is None:
        return None
    return _kind(line, verb, after, number)


def _kind(line: Line, verb: re.Match[str], at: int, number: int | None) -> Intent | None:
    if (label := _LABELLED.match(line.folded, at)) is not None:
        return _meant(line, label, number)
    said = _SAID.match(line.folded, at)
    glued = said is not None and at == verb.end()  # 「改急诊了怎么办」不是口令
    if (said is None and line.words(at)) or (number is None and glued):
        return None
    kind = "category" if verb["c"] else "urgency"
    end = at if said is None else said.end()
    what = "" if said is None else line.body[at:end]
    return Intent(Aim.CORRECT, number=number, words=line.words(end), slots={kind: what})


def _meant(line: Line, label: re.Match[str], number: int | None) -> Intent:
    found = {"category": label["category"], "urgency": label["urgency"] or label["with"]}
    slots = {kind: re.sub(r"\s", "", said) for kind, said in found.items() if said}
    return Intent(Aim.CORRECT, number=number, words=line.words(label.end()), slots=slots)
