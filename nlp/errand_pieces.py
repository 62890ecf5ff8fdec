"""清单的回话拆成一段一段: every piece begins with whom it is about; nothing between two pieces is lost."""

import re
from collections.abc import Iterator
from dataclasses import replace

from care.visits.round import Outcome
from nlp.errand_known import Known, Piece, Start, Whom
from nlp.errand_patterns import (
    A_DATE,
    ALL,
    AND,
    APART,
    ARABIC,
    ASKED,
    BEFORE_A_LINE,
    DAY,
    DAYS_BACK,
    EDGE,
    FILLER,
    GAPS,
    LAST_LINE,
    LIKELY,
    LONGEST_RANGE,
    NONE_OF_THEM,
    NUMBERS,
    OF_REST,
    OUTSIDE,
    POLITE,
    PUT_OFF,
    SAID,
    SUBJECT,
)
from nlp.errand_said import Said
from nlp.errand_told import of_start
from nlp.errand_words import GAP, MARK, UNIT
from nlp.numbers import fold, numeral


def pieces(body: str, known: Known) -> list[Piece]:
    """The pieces of an answer in order; empty when it begins with anything else."""
    folded = fold(body)
    reader = _Reader(body, folded, known)
    first = reader.start(0)
    if first is None or (first.kind == "unread" and ASKED.search(folded)):
        return []
    return list(reader.read(first))


class _Reader:
    def __init__(self, body: str, folded: str, known: Known) -> None:
        self.body, self.folded, self.known = body, folded, known

    def read(self, one: Start | None) -> Iterator[Piece]:
        day = Said(None, Outcome.WELL)
        while one is not None:
            day = one.day or day
            following = self._next(one)
            end = len(self.folded) if following is None else following.at
            words = self.body[one.end : end].strip(EDGE)
            yield from of_start(self.body, one, day, "" if POLITE.fullmatch(fold(words)) else words, end)
            one = following

    # —— 从哪里起头 ——

    def start(self, at: int, *, before: Start | None = None) -> Start | None:
        """The piece that begins here, behind 「还有」 and 「补 昨天」; None where none does."""
        filler = FILLER.match(self.folded, at)
        here = apart = at if filler is None else filler.end()
        day, here = self._day(here)
        if (found := ALL.match(self.folded, here)) is not None:
            return Start(at, found.end(), day, "all", None, found)
        if (found := NONE_OF_THEM.match(self.folded, here)) is not None:
            return Start(at, found.end(), day, "none", None, found)
        if (found := OF_REST.match(self.folded, here)) is not None:
            return Start(at, found.end(), day, "rest", None, found)
        return (
            self._put_off(at, here, day)
            or self._of_somebody(at, here, day, before)
            or self._left_out(at, apart, filler)
        )

    def _day(self, here: int) -> tuple[Said | None, int]:
        named = DAY.match(self.folded, here)
        if named is None:
            return None, here
        said = named["day"] or named["on"] or "补"
        back = DAYS_BACK.get(said)
        return Said(None, Outcome.WELL, days_back=back or 0, on="" if back is not None else said), named.end()

    def _put_off(self, at: int, here: int, day: Said | None) -> Start | None:
        """「明天再去2」"""
        found = PUT_OFF.match(self.folded, here)
        whom = self._whom(found.end()) if found else None
        if whom is None or not re.compile(rf"(?:家|户)?(?:{GAP}|$)").match(self.folded, whom.end):
            return None
        return Start(at, whom.end, day, "later", whom, found)

    def _of_somebody(self, at: int, here: int, day: Said | None, before: Start | None) -> Start | None:
        whom = self._whom(here)
        if whom is None:
            return None
        found = SAID.match(self.folded, whom.end)
        left_out = "除" in self.folded[at:here]
        if left_out and re.match(
            rf"{MARK}(?:以外|之外|外)?{MARK}(?:[都全]|其[他余])", self.folded[whom.end :]
        ):  # 「除了3都好」
            return None
        if found is not None and not whom.clash and self._likely(whom):
            return Start(at, found.end(), day, "said", whom, found)
        if left_out or not self._unread_here(whom, here, before):
            return None
        return Start(at, whom.end, day, "unread", whom)

    def _likely(self, whom: Whom) -> bool:
        return all(line in self.known.lines or line <= LIKELY for line in whom.lines)

    def _unread_here(self, whom: Whom, here: int, before: Start | None) -> bool:
        """Words of somebody's that cannot be read, and no amount, date or bare number."""
        rest = self.folded[whom.end :]
        if not rest.strip(EDGE) or not self._likely(whom):
            return False
        if not (whom.person or whom.arabic):
            return False
        if whom.person:
            return not (rest.startswith(("说", "讲")) and before is not None and _went_out(before))
        if not whom.hao and re.match(rf"\s*{UNIT}", rest):
            return False
        return not (before is not None and _away(before) and A_DATE.match(self.folded, whom.end - whom.hao))

    def _whom(self, here: int) -> Whom | None:
        numbered = SUBJECT.match(self.folded, here)
        if numbered is None:
            named = self.known.at(self.folded, here)
            return None if named is None else self._by_name(named, here)
        lines = tuple(_lines(numbered["lines"]))
        if not lines:
            return None
        hao = "号" in numbered[0]
        mark = re.compile(MARK).match(self.folded, numbered.end())
        behind = mark.end() if mark else numbered.end()
        named = self.known.at(self.folded, behind) if len(lines) == 1 else None
        arabic = bool(ARABIC.match(self.folded, here)) or hao
        if named is None:
            return Whom(lines, "", numbered.end(), hao=hao, arabic=arabic)
        return Whom(lines, named[2], self._past_house(behind, named), named[1] != lines[0], hao, arabic=True)

    def _by_name(self, named: tuple[str, int, str], here: int) -> Whom:
        """「黄奶奶、罗爷爷好」"""
        lines, end = [named[1]], self._past_house(here, named)
        while not named[2] and (more := AND.match(self.folded, end)) is not None:
            further = self.known.at(self.folded, more.end())
            if further is None or further[2]:
                break
            lines, end = [*lines, further[1]], self._past_house(more.end(), further)
        return Whom(tuple(lines), named[2] or "户", end, arabic=False)

    def _past_house(self, at: int, named: tuple[str, int, str]) -> int:
        """「李爷爷家里」"""
        found = re.compile(r"(?:家里?(?!接)|屋里|屋头)?(?:的(?=[\s,，]|$))?(?:人(?=不|没|都))?").match(
            self.folded, at + len(named[0])
        )
        return found.end() if found else at

    def _left_out(self, at: int, here: int, filler: re.Match[str] | None) -> Start | None:
        """「除了4」: nothing is said of 4, and the others are meant."""
        begins = self.folded.find("除", at, here)
        found = APART.match(self.folded, begins if begins >= 0 else here)
        if found is None:
            return None
        whom = self._whom(found.end())
        if whom is None:
            return None
        lines, end = list(whom.lines), whom.end
        while (more := AND.match(self.folded, end)) is not None:
            further = self._whom(more.end())
            if further is None:
                break
            lines, end = [*lines, *further.lines], further.end
        outside = OUTSIDE.match(self.folded, end)
        whom = replace(whom, lines=tuple(lines))
        return Start(at, outside.end() if outside else end, None, "apart", whom, found)

    def _next(self, one: Start) -> Start | None:
        """Where the next piece begins: behind what was read, behind a gap, or at a number that says something."""
        for at in range(one.end, len(self.folded)):
            edge = at == one.end or GAPS.match(self.folded, at - 1) is not None
            if edge and GAPS.match(self.folded, at) is None:
                found = self._begins(at, one)
                if found is not None:
                    return found
            elif not edge and ARABIC.match(self.folded, at) and not BEFORE_A_LINE.search(self.folded[:at]):
                found = self.start(at, before=one)
                if found is not None and found.whom is not None and (found.kind == "said" or self._surely(found.whom)):
                    return found if whom_known(found.whom, self.known) else None
        return None

    def _begins(self, at: int, one: Start) -> Start | None:
        if at and BEFORE_A_LINE.search(self.folded[:at]) and self.folded[at].isdigit() and at != one.end:
            return None
        found = self.start(at, before=one)
        if found is None or found.kind != "unread" or found.whom is None:
            return found
        return found if found.whom.arabic or found.whom.person else None

    def _surely(self, whom: Whom) -> bool:
        return whom.hao or bool(whom.person)


def whom_known(whom: Whom, known: Known) -> bool:
    return all(line in known.lines for line in whom.lines)


def _went_out(before: Start) -> bool:
    found = before.found
    return before.kind == "said" and found is not None and bool(found["ABSENT"] or found["AWAY"] or found["HOSPITAL"])


def _away(before: Start) -> bool:
    found = before.found
    return before.kind == "said" and found is not None and bool(found["AWAY"] or found["HOSPITAL"])


def _lines(said: str) -> Iterator[int]:
    before = 0
    for found in NUMBERS.finditer(said):
        number = numeral(found["n"]) or 0
        if found["to"] and before < number <= before + LONGEST_RANGE:
            yield from range(before + 1, number)
        if 0 < number <= LAST_LINE:
            yield number
        before = number
