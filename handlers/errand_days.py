"""不是今天的清单: after midnight yesterday's is still meant; a day without a list is told by name."""

from datetime import date

from care.dossier import Dossier, Standing
from care.message import Reply
from care.visits.period import DAY
from care.visits.round import Errand
from handlers.dues import SAFE_TODAY
from handlers.errand_hand import MOST_LATE, Hand
from handlers.errand_lines import Line, lines_of
from handlers.turn import Turn
from handlers.wording import errands as wording
from handlers.wording import errands_unread as unread_wording
from nlp.errand_talk import Known, Said, behind_the_day, day_meant, read_errands


def of_yesterday(turn: Turn, hand: Hand) -> Reply | None:
    """「3好」 at twenty past midnight, or before today's list is out."""
    said = [one for one in hand.answers.said if one.line is not None]
    if hand.lines or not said or any(day_meant(one, hand.today) != hand.today for one in said):
        return None
    lines = lines_of(turn.unit, turn.actor.id, hand.today - DAY)
    first = next((lines[one.line] for one in said if one.line in lines), None)
    return None if first is None else Reply(unread_wording.yesterdays(first.row, first.number))


def of_a_day_without_list(turn: Turn, today: date) -> tuple[Line, Said, date] | None:
    """「补 昨天 李德福好」: the person, what was said of them, and the day; None where this is something else."""
    text = turn.message.text.strip()
    rest = behind_the_day(text)
    for size in (4, 3, 2):
        name = rest[:size]
        people = _named(turn, name) if len(name) == size else []
        said = read_errands(text, Known(frozenset({1}), ((name, 1, ""),))).said if len(people) == 1 else ()
        if len(said) != 1 or said[0].line != 1 or (day := day_meant(said[0], today)) is None:
            continue
        if DAY <= today - day <= MOST_LATE * DAY:
            return _line_of(people[0], day), said[0], day
    return None


def _named(turn: Turn, name: str) -> list[Dossier]:
    """Those of this name in the speaker's areas who have a file."""
    chains = {duty.place_id: None for duty in turn.actor.duties}
    found = turn.unit.people.named(name, [*chains])
    files = [turn.unit.dossiers.get(one.id) for one in found]
    return [one for one in files if one is not None and one.standing is Standing.HERE]


def _line_of(one: Dossier, day: date) -> Line:
    errand = Errand(0, one.person_id, one.household_id, False, SAFE_TODAY)
    return Line(0, wording.ways_to_call(one, day)[1], (errand,), {one.person_id: one})
