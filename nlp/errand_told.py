"""一段清单的回话说了什么: from where a piece begins to what it says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from care.visits.round import Mode, Outcome
from nlp.errand_known import Piece, Start
from nlp.errand_patterns import EDGE, PLEASED, RUNG, TWICE, UNTIL
from nlp.errand_said import Said, Unread, Why
from nlp.errand_words import OUTCOMES
from nlp.numbers import fold


def of_start(body: str, one: Start, day: Said, words: str, end: int) -> Iterator[Piece]:
    text = body[one.at : end].strip(EDGE)
    if one.whom is None:
        yield from _of_all(one, day, words, text)
        return
    if one.kind in ("apart", "later"):
        skip, said = one.kind == "apart", "" if one.kind == "apart" or one.found is None else one.found[0].strip()
        for line in one.whom.lines:
            yield Piece(replace(day, line=line, outcome=Outcome.LATER, words=said, skip=skip, text=text))
        if words:
            yield Piece(None, Unread(None, words, Why.UNREAD, text))
        return
    who = (one.whom.person,) if one.whom.person not in ("", "户") else ()
    if one.kind == "unread" or one.found is None:
        for line in one.whom.lines:
            yield Piece(None, Unread(line, words or text, Why.NAME if one.whom.clash else Why.UNREAD, text, who))
        return
    told = _told(one, day, words, text, who)
    for line in one.whom.lines:
        yield Piece(replace(told, line=line))


def _of_all(one: Start, day: Said, words: str, text: str) -> Iterator[Piece]:
    if one.kind == "none":
        yield Piece(None, Unread(None, text, Why.NONE, text))
    elif one.kind == "rest" and one.found is not None:
        outcome = Outcome.ABSENT if one.found["ABSENT"] else Outcome.LATER
        yield Piece(replace(day, line=None, outcome=outcome, text=text))
    else:
        kept = "" if PLEASED.fullmatch(fold(words)) else words
        yield Piece(replace(day, line=None, words=kept, text=text))
    if words and one.kind == "all" and not PLEASED.fullmatch(fold(words)):
        yield Piece(None, Unread(None, words, Why.UNREAD, text))


def _told(one: Start, day: Said, words: str, text: str, who: tuple[str, ...]) -> Said:
    found, whom = one.found, one.whom
    assert found is not None, "a piece that was read"
    assert whom is not None, "a piece about somebody"
    fix = "错" in found["before"] or "不对" in found["before"]
    named = bool(whom.person) and not whom.arabic and bool(day.days_back or day.on)
    like = "了" if found["over"] else "号" if whom.hao else ""
    bare = replace(day, words=words, text=text, who=who, like=like, fix=fix, named=named)
    if found["over"]:
        return replace(bare, outcome=Outcome.WELL)
    if found["back"]:
        return replace(bare, outcome=Outcome.AWAY, back=True)
    outcome = next(kind for kind in OUTCOMES if found[kind.name] is not None)
    mode = Mode.VIDEO if found["video"] else Mode.PHONE if found["phone"] else _mode_in(words)
    again = bool(found["again1"] or found["again2"] or TWICE.search(words))
    told = replace(bare, outcome=outcome, words=_words(found, outcome, words), mode=mode, again=again)
    told = replace(told, skip=bool(found["except"]))
    return lasting(told) if outcome in (Outcome.HOSPITAL, Outcome.AWAY) else told


def _words(found: re.Match[str], outcome: Outcome, words: str) -> str:
    """「有点问题」「去女儿家」 say more than the outcome, so they stand before what follows."""
    said = found[outcome.name]
    kept = outcome is not Outcome.WELL and not found["plain"] and said.rstrip("了") != outcome
    return f"{said} {words}".strip() if kept else words


def lasting(one: Said) -> Said:
    until = UNTIL.search(fold(one.words))
    if until is None or "院" in (until["till"] or ""):  # 「送到市医院了」
        return one
    words = f"{one.words[: until.start()].strip()} {one.words[until.end() :].strip()}".strip(" ,，。")
    return replace(one, words=words, until=until["till"] or until["lasting"])


def _mode_in(words: str) -> Mode:
    """「1好 打电话问的」"""
    rung = RUNG.search(words)
    return Mode.IN_PERSON if rung is None else Mode.VIDEO if rung["video"] else Mode.PHONE
