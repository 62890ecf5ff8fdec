"""手上的清单: the list an answer is about, how everybody on it is called, and whose need a sentence tells of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from care.category import Tier, Urgency, tier_of
from care.visits.round import Outcome
from handlers.errand_lines import Line, lines_of, need_told
from handlers.errands_asked import BEATEN, SEALED
from handlers.turn import Turn
from handlers.wording import errands as wording
from nlp.errand_items import ABUSED, HARMED
from nlp.errand_talk import ANY, Answers, Known, Said, Unread, Why, day_meant, read_errands
from nlp.errand_words import fell, grave, of_the_body
from nlp.intent import Reading

DANGER = Reading("医疗", Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False, rule="清单/危险")
FELL = Reading("医疗", Urgency.URGENT, tier_of("医疗", Urgency.URGENT), not_request=False, rule="清单/摔了")
MOST_LATE = 3  # 天
_NO_NAME = frozenset({"平安", "正常", "大家", "全家", "安好", "健在", "老人", "无事"})
_KNOWN_WHERE = frozenset({Outcome.HOSPITAL, Outcome.AWAY, Outcome.MOVED, Outcome.DECEASED})


@dataclass(frozen=True, slots=True)
class Hand:
    """What was answered, and for every day it speaks of that day's list."""

    answers: Answers
    lists: Mapping[date, Mapping[int, Line]]
    today: date

    @property
    def named(self) -> set[int]:
        """Every line that was spoken of."""
        said = {one.line for one in self.answers.said if one.line}
        return said | {one.line for one in self.answers.unread if one.line}

    @property
    def lines(self) -> Mapping[int, Line]:
        return self.lists[self.today]


class Needs(NamedTuple):
    """The need each piece tells of. `unclear`: life and death, and nobody knows of which line."""

    of: Mapping[Said | Unread, Reading]
    unclear: Reading | None = None


def hand_of(turn: Turn, today: date) -> Hand:
    """「补 昨天 李德福好」 is read with the names of that day's list."""
    text, lists = turn.message.text, {today: lines_of(turn.unit, turn.actor.id, today)}
    days = {day_meant(one, today) for one in read_errands(text, known_of(lists[today], today)).said}
    for day in days | _days_named(text, today):
        if day is not None and today - MOST_LATE * timedelta(days=1) <= day < today:
            lists[day] = lines_of(turn.unit, turn.actor.id, day)
    named = next((lines for day, lines in lists.items() if day != today and lines), lists[today])
    answers = read_errands(text, known_of(named, today))
    return Hand(answers if named else Answers(answers.said), lists, today)


def _days_named(text: str, today: date) -> set[date | None]:
    begins = {"昨": 1, "前": 2, "大": 3}
    lead = text.strip().removeprefix("补").lstrip(" :：,，")
    back = begins.get(lead[:1]) if lead[1:2] in ("天", "日", "前") else None
    return {today - timedelta(days=back)} if back else set()


def known_of(lines: Mapping[int, Line], day: date) -> Known:
    """Everybody by whole name, by given name and as on the list; a name that two have is nobody's."""
    if not lines:
        return ANY
    found: dict[str, set[tuple[int, str]]] = {}
    for line in lines.values():
        for name, who in _names(line, day):
            if len(name) > 1 and name not in _NO_NAME:
                found.setdefault(name, set()).add((line.number, who))
    names = tuple((name, *next(iter(meant))) for name, meant in found.items() if len(meant) == 1)
    shared = frozenset(number for number, line in lines.items() if len(line.people) > 1)
    return Known(frozenset(lines), names, shared)


def _names(line: Line, day: date) -> Iterable[tuple[str, str]]:
    alone = len(line.people) == 1
    yield line.name.partition("(")[0], ""
    for one in line.people.values():
        for name in wording.ways_to_call(one, day):
            yield name, "" if alone else one.name


def needs_of(turn: Turn, hand: Hand) -> Needs:
    """Each need with the line it was told of, by the very words that show it."""
    pieces: list[Said | Unread] = [one for one in hand.answers.said if not one.skip and one.line is not None]
    pieces += hand.answers.unread
    found: dict[Said | Unread, Reading] = {}
    for one in pieces:
        if not _known_where(one) and grave(one.text):
            found[one] = DANGER
        elif isinstance(one, Unread) and fell(one.words):
            found[one] = FELL
        elif isinstance(one, Unread) and ABUSED.search(one.words) and not _of_a_child(one, hand):
            found[one] = BEATEN
        elif isinstance(one, Unread) and _of_a_child(one, hand) and HARMED.search(one.words):
            found[one] = SEALED
    heard = need_told(turn)
    if heard is None:
        return Needs(found)
    owners = _owners(heard, pieces)
    if len(owners) != 1 and not heard.alarming:
        return Needs(found)
    if len(owners) == 1 and not (_known_where(owners[0]) and not heard.alarming):
        return Needs(found if owners[0] in found and not heard.alarming else found | {owners[0]: heard})
    return Needs(found, heard if heard.alarming and not found else None)


def _owners(heard: Reading, pieces: Sequence[Said | Unread]) -> list[Said | Unread]:
    """The pieces in which most of what shows the need stands; else those that ask for help; else those with words."""
    shown = {one.word for one in heard.evidence if one.end > one.start}
    counts = {one: sum(word in one.text for word in shown) for one in pieces}
    most = max(counts.values(), default=0)
    best = [one for one in pieces if most and counts[one] == most]
    if len(best) == 1:
        return best
    among = best or pieces
    asked = [one for one in among if isinstance(one, Unread) or one.outcome is Outcome.IN_NEED]
    return asked or [one for one in among if one.words]


def _known_where(one: Said | Unread) -> bool:
    return isinstance(one, Said) and one.outcome in _KNOWN_WHERE


def _of_a_child(one: Unread, hand: Hand) -> bool:
    line = hand.lines.get(one.line or 0)
    return line is not None and any(wording.is_child(person, hand.today) for person in line.people.values())


def of_a_body(one: Unread) -> bool:
    return one.why is Why.DOUBT or of_the_body(one.words)
