"""一行怎么算: what follows from each outcome (好、没人、住院、去世……)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from care.category import UNSORTED, Tier, Urgency
from care.visits.period import DAY
from care.visits.round import Errand, Mode, Outcome, Visit
from care.visits.rule import Period, VisitRule
from handlers.dues import nearest, today_of
from handlers.errand_lines import Ask, Line, Written, tick_line, ticket_about
from handlers.errands_asked import pause
from handlers.report import add_words
from handlers.turn import Turn
from handlers.wording import errands as wording
from nlp.errand_talk import Said, last_day
from nlp.intent import Reading
from storage.unit import Unit

TO_VERIFY = Reading(UNSORTED, Urgency.ROUTINE, Tier.POINT, not_request=False, rule="清单/核实")

Done = tuple[str, Ask | None]  # 另要说的一句、要问的


def _held(turn: Turn, person_id: int, day: date) -> list[VisitRule]:
    """Under which rules somebody is visited."""
    rows = turn.unit.visits.dues_of(person_id)
    return [rule for row in rows if (rule := turn.house.visiting.named(row.rule_id, day)) is not None]


def _to_be_met(turn: Turn, one: Errand, day: date) -> bool:
    """Whether the line stands there for a rule that asks to see the person."""
    return any(rule.in_person and set(rule.groups) <= set(one.groups) for rule in _held(turn, one.person_id, day))


def _daily(turn: Turn, person_id: int, day: date) -> bool:
    return any(rule.period is Period.DAY for rule in _held(turn, person_id, day))


def _tick(turn: Turn, errands: Sequence[Errand], told: Visit, *, done: bool = True) -> tuple[Written, ...]:
    return tick_line(turn.unit, turn.house.visiting, errands, told, done=done)


def _seen(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    if told.mode is not Mode.IN_PERSON and any(_to_be_met(turn, one, told.visited_on) for one in errands):
        _tick(turn, errands, told, done=False)
        return wording.go_there(line.row), None
    written = tuple(one for one in _tick(turn, errands, told) if one[2])
    groups = "".join(dict.fromkeys("".join(left for _, _, left in written)))
    return "", Ask(line.number, line.name, groups, written) if groups else None


def _absent(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    """未遇. Every day: once more today, then an emergency. Otherwise it stands on the next day's list again."""
    daily = [one for one in errands if _daily(turn, one.person_id, told.visited_on)]
    tries = max((tries_of(turn.unit, one.person_id, told.visited_on) for one in daily), key=len, default=[])
    if told.number or not daily or (told.late and not tries):
        _tick(turn, errands, told)
        return "" if told.number or told.late else wording.tomorrow(line.row), None
    before = turn.unit.tickets.get(tries[0].number) if tries and tries[0].number else None
    if before is not None and before.live:
        add_words(turn.unit, turn.house, before, wording.still_nobody(), by=turn.actor.id, at=turn.now)
        _tick(turn, errands, replace(told, number=before.number))
        return wording.added(before.number, line.row), None
    if said.again or (tries and before is None):
        people = [line.people[one.person_id] for one in daily]
        names = "、".join(one.name for one in people)
        contacts = list(dict.fromkeys(one for person in people for one in nearest(turn.unit, person.person_id)))
        text = wording.nobody_twice(names, contacts)
        number, heard = ticket_about(turn, people, text, _danger_to(turn, line, told.visited_on))
        _tick(turn, errands, replace(told, number=number))
        return wording.called_for(number, line.row, told=heard), None
    _tick(turn, errands, told, done=False)
    return wording.try_again(line.number, line.row), None


def tries_of(unit: Unit, person_id: int, day: date) -> list[Visit]:
    """How often nobody was there, on that day and the one before, since anybody knew where they are; newest first."""
    found: list[Visit] = []
    for visit in unit.visits.of_person(person_id, 10):
        if visit.visited_on < day - DAY or visit.outcome not in (Outcome.ABSENT, Outcome.LATER):
            break
        found += [visit] if visit.outcome is Outcome.ABSENT else []
    return found


def _danger_to(turn: Turn, line: Line, day: date) -> Reading:
    category = "留守儿童" if all(wording.is_child(one, day) for one in line.people.values()) else "留守老人"
    return Reading(category, Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False, rule="清单/没人")


def _away(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    """住院、外出 with an end; without one it is asked for, and until then nothing is paused."""
    written, today = _tick(turn, errands, told), today_of(turn.now)
    name = "、".join(line.people[one.person_id].name for one in errands) if len(line.errands) > 1 else line.name
    last = last_day(said.until, today) if said.until else None
    if last is None:
        return "", Ask(line.number, name, "", written)
    for one in errands:
        pause(turn, replace(told, person_id=one.person_id), last)
    return wording.paused(name, last, today), None


def _gone(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    """去世、迁出: only noted; nothing stops by one person's word, the village point finds out."""
    people = [line.people[one.person_id] for one in errands]
    names = "、".join(one.name for one in people)
    number, _ = ticket_about(turn, people, wording.gone(names, told.outcome, told.words), TO_VERIFY)
    _tick(turn, errands, replace(told, number=number))
    return wording.handed(number, line.row), None


def _put_off(turn: Turn, line: Line, errands: Sequence[Errand], told: Visit, said: Said) -> Done:
    _tick(turn, errands, told)
    daily = any(_daily(turn, one.person_id, told.visited_on) for one in errands)
    return wording.still_today(line.row) if daily and told.outcome is Outcome.LATER else "", None


ACTS: Mapping[Outcome, Callable[[Turn, Line, Sequence[Errand], Visit, Said], Done]] = {
    Outcome.WELL: _seen,
    Outcome.IN_NEED: _seen,
    Outcome.ABSENT: _absent,
    Outcome.LATER: _put_off,
    Outcome.HOSPITAL: _away,
    Outcome.AWAY: _away,
    Outcome.MOVED: _gone,
    Outcome.DECEASED: _gone,
    Outcome.REFUSED: _put_off,
}
