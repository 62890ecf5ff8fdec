"""清单的一行: a house on a visitor's list, and the visit and the ticket that come of it. Acts only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from care.category import NOT_A_REQUEST
from care.dossier import Dossier
from care.ticket import Ticket
from care.visits.round import Errand, Outcome, Visit
from handlers.dues import SAFE_TODAY, Visiting, nearest, note_visit, today_of
from handlers.report import Report, add_words, open_ticket
from handlers.turn import Turn
from handlers.wording import errands as wording
from handlers.wording import report as report_wording
from nlp.intent import Reading
from storage.unit import Unit

MOST_ABOUT = 64  # 字；库里的列宽

Written = tuple[int, int, str]  # 谁、第几次走访、清单的哪几组


class Ask(NamedTuple):
    """A question for the visitor; without `groups` it is until when they are away."""

    line: int
    name: str
    groups: str
    written: tuple[Written, ...]


class Heard(NamedTuple):
    """What came of an answer: its part in 「记下了」, a sentence of its own, what is to be asked.

    `first`: that sentence is about life and death and stands before everything else.
    """

    noted: str = ""
    more: str = ""
    ask: Ask | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a house, and whom to see there."""

    number: int
    name: str
    errands: tuple[Errand, ...]
    people: Mapping[int, Dossier]

    @property
    def open(self) -> bool:
        return any(one.open for one in self.errands)

    @property
    def row(self) -> str:
        return wording.row(self.number, self.name)


def lines_of(unit: Unit, visitor_id: int, day: date) -> dict[int, Line]:
    """A visitor's list of a day."""
    found: dict[int, list[Errand]] = {}
    rows = unit.visits.errands(visitor_id, day)
    for errand in rows:
        found.setdefault(errand.line, []).append(errand)
    files = unit.dossiers.files({one.person_id for one in rows}) if rows else {}
    heads = unit.dossiers.heads({one.household_id for one in rows}) if rows else {}
    lines = {}
    for number, errands in found.items():
        people = {one.person_id: files[one.person_id] for one in errands if one.person_id in files}
        head = heads.get(errands[0].household_id, "")
        lines[number] = Line(number, wording.called([*people.values()], head, day), tuple(errands), people)
    return lines


def tick_line(
    unit: Unit, visiting: Visiting, errands: Sequence[Errand], told: Visit, *, done: bool = True
) -> tuple[Written, ...]:
    """The act, whoever asks for it: one visit for each of these people, their rows ticked where it is `done`.

    `told` is the visit as it is for any of them. Returns each with the groups of its checklist still to be asked.
    """
    written = []
    for one in errands:
        left = [g for g in dict.fromkeys(one.groups) if g != SAFE_TODAY and visiting.groups.get(g) and told.seen]
        groups = "".join(g for g in dict.fromkeys(SAFE_TODAY + one.groups) if g not in left) if told.seen else ""
        number = note_visit(unit, visiting, replace(told, person_id=one.person_id, groups=groups))
        written.append((one.person_id, number, "".join(left)))
        if done:
            at = None if told.outcome is Outcome.LATER else told.told_at
            unit.visits.tick(told.visitor_id, told.visited_on, one.person_id, told.outcome, at)
    return tuple(written)


def tick_today(turn: Turn, person_id: int, groups: str, told: Visit) -> None:
    """Who was seen yesterday and is not due again by these groups need not stand open on today's list."""
    today, visits = today_of(turn.now), turn.unit.visits
    opened = [row.rule_id for row in visits.dues_of(person_id) if row.opens_on <= today]
    held = [rule for one in opened if (rule := turn.house.visiting.named(one, today)) is not None]
    if not any(set(rule.groups) <= set(groups) for rule in held):
        visits.tick(told.visitor_id, today, person_id, told.outcome, told.told_at)


def need_told(turn: Turn) -> Reading | None:
    """What they need, where the message tells of a need."""
    heard = turn.intent.reading
    if heard is None or heard.not_request or heard.unclear or heard.category == NOT_A_REQUEST:
        return None
    return heard


def ticket_about(turn: Turn, people: Sequence[Dossier], text: str, reading: Reading) -> tuple[int, bool]:
    """Open a ticket about people of the list; its number, and whether anybody could be told."""
    about = "、".join(one.name for one in people)[:MOST_ABOUT]
    place = turn.unit.places.get(people[0].place_id)
    told = Report(turn.actor.person, turn.message.sender, turn.message.id, text, reading, place, about)
    opened = open_ticket(turn.unit, turn.house, told, turn.now)
    return opened.ticket.number, opened.told > 0


def call_for(turn: Turn, name: str, people: Sequence[Dossier], text: str, reading: Reading) -> tuple[int, str]:
    """A ticket for what they need; its number, and what is said of it. More of the same day's need joins it."""
    today = today_of(turn.now)
    lately = [visit for one in people for visit in turn.unit.visits.of_person(one.person_id, 10)]
    numbers = [visit.number for visit in lately if visit.number and visit.visited_on == today]
    if numbers and (before := turn.unit.tickets.get(numbers[0])).live and (before.danger or not reading.alarming):
        add_words(turn.unit, turn.house, before, text, by=turn.actor.id, at=turn.now)
        return before.number, _with_nearest(turn, wording.added(before.number, name), people, before)
    number, told = ticket_about(turn, people, text, reading)
    opened = turn.unit.tickets.get(number)
    said = report_wording.danger(opened, told) if opened.danger else wording.opened(number, name)
    return number, _with_nearest(turn, said, people, opened)


def _with_nearest(turn: Turn, said: str, people: Sequence[Dossier], ticket: Ticket) -> str:
    """And whom to ring up; of a sealed matter nobody near the person is to hear."""
    names = dict.fromkeys(name for one in people for name in nearest(turn.unit, one.person_id))
    return f"{said}\n{wording.nearest([*names])}" if names and not ticket.sealed else said
