"""「4好 在住院」不是上门见到了好: what is said behind 好 and 没人 that says something else.

And how the pieces of one answer fit together.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from care.visits.round import Outcome
from nlp.errand_known import Known, Piece
from nlp.errand_said import Answers, Said, Unread, Why
from nlp.errand_told import lasting
from nlp.errand_words import AWAY, DECEASED, GAP, HEARSAY, HOSPITAL, KIN, LATER, MOVED, of_the_body
from nlp.numbers import fold
from nlp.persons import ANYBODY

_SPLIT = re.compile(f"{GAP}+|但是?|不过|就是")
_ELSEWHERE = {Outcome.HOSPITAL: HOSPITAL, Outcome.MOVED: MOVED, Outcome.DECEASED: DECEASED, Outcome.AWAY: AWAY}
_LEAD = r"(?:人|还|现在|昨天|昨晚|今天|刚才?|已经|又|前天|早上|都|也|正|在|说|后来|下午|再去|敲门|家里|屋里|其实)*"
_GONE = re.compile(
    rf"(?P<who>[\u4e00-\u9fff]{{0,5}}?){_LEAD}(?:"
    + "|".join(f"(?P<{kind.name}>(?:{said})了?)" for kind, said in _ELSEWHERE.items())
    + r"|(?P<ABSENT>(?:没有?人|没得人|冇人|无人)(?=$|在|应|开)|不在(?!了|乎|意|话下)|没有?在|冇在|"
    r"没有?(?:见|看|碰|遇)[到着见]|"
    r"锁[门着起]|门锁|敲门不应)|(?P<OUT>上学|(?:在|去)学校|去?(?:出门|赶[集圩场街]|上[街山]|下[地田]|买菜|干活|做工)))"
)
_NOT_GONE = re.compile(
    "回来|回家|出院|以前|上个?月|去年|前段|^(?:明天|后天|下个?[周月]|准备|打算|想|要|过[几两]天|过年)|[去住]过|不去|不住|没住|没去住"
)
_THE_PERSON = re.compile(
    r"(?:老?人家?|老人|老太太?|老头子?|本人|[他她]|奶奶|爷爷|阿公|阿婆|婆婆|公公|大爷|大娘|伯|叔|婶|两个|两老|一家)*"
)
_OTHERS = re.compile(rf"(?:{KIN})")
_NOT_YET = re.compile(r"(?:没有?|还没|未)(?:去|看|敲门|进屋|上门)(?:过|成|呢|的)?$")
_LATER = re.compile(rf"(?:{LATER})的?")
_HEARSAY = re.compile(HEARSAY)
_OF_A_DAY = re.compile(
    r"(?:我|是|都是)*(?P<day>大前天|昨天|昨日|昨晚|前天)(?:下午|上午|早上|中午|晚上)*(?:我|就|已经|才)*"
    r"(?:去|看|见|走访|走|到|上门)+(?:过|了|到|完)*(?:的|了|过|人)*"
)
_A_STRANGER = re.compile(
    rf"(?:{ANYBODY})(?:家里?|屋里)?(?:都|也|还|蛮|很)*(?:好|没有?人|冇人|不在家?|没在家?|住院|要帮忙|出门)(?:了|的|着呢?)?"
)
_DAYS = {"昨": 1, "前": 2, "大": 3}
_GIVES_WAY = (Outcome.ABSENT, Outcome.LATER)


def doubted(piece: Piece, known: Known) -> Piece:
    """The same piece, another outcome that its words say, or a question where 「好」 cannot stand beside them."""
    said = piece.said
    if said is None or said.line is None or said.outcome not in (Outcome.WELL, Outcome.ABSENT):
        return piece
    for clause in filter(None, _SPLIT.split(fold(said.words))):
        day = _OF_A_DAY.fullmatch(clause)
        if day is not None and not (said.days_back or said.on):
            said = replace(said, days_back=_DAYS[day["day"][0]], went=True)
        elif said.outcome is Outcome.ABSENT:
            said = _known_where(said, clause)
        elif (found := _against(said, clause, known)) is not None:
            return found
    return replace(piece, said=said)


def _known_where(said: Said, clause: str) -> Said:
    """「4没人 在医院」: it is known where they are."""
    gone = _GONE.match(clause)
    if (
        gone is None
        or gone["ABSENT"]
        or gone["OUT"]
        or _NOT_GONE.search(clause)
        or not _THE_PERSON.fullmatch(gone["who"])
    ):
        return said
    return lasting(replace(said, outcome=_where(gone)))


def _where(gone: re.Match[str]) -> Outcome:
    return next(kind for kind in _ELSEWHERE if gone[kind.name])


def _against(said: Said, clause: str, known: Known) -> Piece | None:
    shared = said.line in known.shared and not said.who
    gone = _GONE.match(clause)
    if gone is not None and not _NOT_GONE.search(clause):
        themselves = bool(_THE_PERSON.fullmatch(gone["who"])) or any(
            gone["who"] == name for name, line, _ in known.names if line == said.line
        )
        if shared and (gone["who"] or not gone["OUT"]):
            return _asked(said, Why.WHO)
        if gone["OUT"]:
            return None
        if themselves and gone["ABSENT"] is None:
            return Piece(lasting(replace(said, outcome=_where(gone), words=said.words)))
        if themselves or not _OTHERS.search(gone["who"]):
            return _asked(said, Why.DOUBT)
    if _NOT_YET.search(clause) or _HEARSAY.search(clause) or _LATER.fullmatch(clause):
        return _asked(said, Why.DOUBT)
    if of_the_body(clause) and not _OTHERS.match(clause):
        return _asked(said, Why.DOUBT)
    return None


def _asked(said: Said, why: Why) -> Piece:
    return Piece(None, Unread(said.line, said.words, why, said.text, said.who))


def settled(pieces: Sequence[Piece], known: Known) -> Answers:
    """Pieces of one line put together: of a house only those seen are well, and 「1好 1没好」 is neither."""
    said = [one.said for one in pieces if one.said is not None]
    unread = [one.unread for one in pieces if one.unread is not None]
    if not any(one.line is None and not one.skip for one in said) and not any(one.line is None for one in unread):
        unread += [Unread(one.line, one.text, Why.UNREAD, one.text) for one in said if one.skip]
        said = [one for one in said if not one.skip]
    said, strange = _without_strangers(said)
    unread += strange
    kept, apart = [], [*_said_twice(said)]
    doubtful = {one.line for one in unread if not one.who} | {one.line for one in apart}
    for one in said:
        if one.line is not None and one.line in doubtful and one.outcome in (Outcome.WELL, *_GIVES_WAY):
            continue
        but = _others_of(one, said, unread)
        if one.who and one.outcome in _GIVES_WAY and any(_whole(other, one.line) for other in said):
            continue
        kept.append(replace(one, but=but) if but else one)
    return Answers(tuple(dict.fromkeys(kept)), tuple(dict.fromkeys([*unread, *apart])))


def _without_strangers(said: Sequence[Said]) -> tuple[list[Said], list[Unread]]:
    """「李爷爷好 王五好」: 王五 is not on the list, and what is said of him is no part of 李爷爷's visit."""
    kept, strange = [], []
    for one in said:
        words = [] if one.line is None else [part for part in _SPLIT.split(one.words) if _A_STRANGER.fullmatch(part)]
        strange += [Unread(None, part, Why.UNREAD, one.text) for part in words if not _OTHERS.search(part)]
        for part in words:
            if not _OTHERS.search(part):
                one = replace(one, words=one.words.replace(part, "").strip(" ,，、。"))
        kept.append(one)
    return kept, strange


def _whole(one: Said, line: int | None) -> bool:
    return one.line == line and one.outcome is Outcome.WELL and not one.who


def _others_of(one: Said, said: Sequence[Said], unread: Sequence[Unread]) -> tuple[str, ...]:
    """Who of the house was not seen well, by name."""
    if one.line is None or one.who or one.outcome is not Outcome.WELL:
        return ()
    named = [who for other in said if other.line == one.line and other.outcome is not Outcome.WELL for who in other.who]
    named += [who for other in unread if other.line == one.line for who in other.who]
    return tuple(dict.fromkeys(named))


def _said_twice(said: Sequence[Said]) -> Iterator[Unread]:
    """「1好 1没人」 of the same people."""
    for one in said:
        against = [other for other in said if other.line == one.line and other.outcome in _GIVES_WAY and not other.skip]
        if one.line is not None and one.outcome is Outcome.WELL and not one.fix:
            same = [
                other
                for other in against
                if other.who == one.who and other.days_back == one.days_back and not other.fix
            ]
            if same:
                yield Unread(one.line, f"{one.text} {same[0].text}", Why.DOUBT, one.text)
