"""清单上的回话: what a worker answers to the day's list. 「1好」「都看了 3没人」「1要帮忙 屋顶漏」「补 昨天 1好」."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from care.dossier import CHILD_TAGS
from care.message import Reply
from care.ticket import DangerStays, cancel
from care.visits.period import DAY
from care.visits.round import SEEN, Errand, Outcome, Visit
from handlers import notices
from handlers.dues import take_back, today_of
from handlers.errand_lines import Heard, Line, call_for, lines_of, need_told, tick_line, tick_today
from handlers.errand_outcomes import ACTS, tries_of
from handlers.errands_asked import QUESTION, answer_question, asked_by_us, asks_in, finish
from handlers.report import UNSORTED_READING, add_words
from handlers.turn import Turn, in_danger
from handlers.wording import errands as wording
from nlp.errand_talk import NOT_MET, Said, day_meant, errand_answers, item_answers, says_until
from nlp.intent import Reading

__all__ = ["QUESTION", "answer_question", "answered", "tick_line", "undo_last"]

SAME_TRY = timedelta(minutes=10)  # 再快就不是又去了一趟，是又说了一遍
MOST_LATE = 3  # 天
ONE_OF_THEM = frozenset({Outcome.HOSPITAL, Outcome.AWAY, Outcome.MOVED, Outcome.DECEASED})
NOTHING_NEW = frozenset({Outcome.WELL, Outcome.ABSENT, Outcome.LATER, Outcome.REFUSED})  # 见到了以后再说这些


class Told(NamedTuple):
    """An answer with the list it is about. `day` None: it was not understood."""

    said: Said
    day: date | None
    lines: Mapping[int, Line]


def answered(turn: Turn) -> Reply | None:
    """None when this answers no list: the speaker has none, or the words say something else."""
    text, today = turn.message.text, today_of(turn.now)
    said = errand_answers(text)
    if turn.in_group or not (said or item_answers(text) is not None or says_until(text)):
        return None
    waiting = asked_by_us(turn)
    if waiting is not None and (reply := answer_question(turn, waiting)) is not None:
        return reply
    days = {one: day_meant(one, today) for one in said}
    lists = {day: lines_of(turn.unit, turn.actor.id, day) for day in days.values() if day is not None}
    told = [Told(one, day, {} if day is None else lists[day]) for one, day in days.items()]
    if not told or _about_something_else(turn, told, today):
        return None
    heard = [part for one in sorted(told, key=lambda one: one.said.line is None) for part in _heard(turn, one, said)]
    return finish(turn, heard, asks_in(waiting))


def _about_something_else(turn: Turn, told: Sequence[Told], today: date) -> bool:
    """No list to answer, a need of nobody on the list, or a ticket with the number of a line."""
    if all(not one.lines for one in told) and (not turn.actor.works or all(one.day == today for one in told)):
        return True
    if any(one.said.line is None and one.said.words for one in told) and need_told(turn):
        return True
    if any(one.day != today for one in told):
        return False
    lines, numbers = told[0].lines, {one.said.line for one in told if one.said.line}
    if numbers and not numbers & lines.keys() and (turn.intent.number in numbers or need_told(turn)):
        return True
    return _is_of_a_ticket(turn, told, lines, numbers)


def _is_of_a_ticket(turn: Turn, told: Sequence[Told], lines: Mapping[int, Line], numbers: set[int]) -> bool:
    """「1好」 with ticket 1 in their hands is said of the list only while line 1 is open, and 「了」 never is."""
    held = numbers & {ticket.number for ticket in turn.unit.tickets.held_by(turn.actor.id)}
    bare = turn.message.text
    for one in told:  # 「1要帮忙 没米了」里的「了」是要帮的事
        bare = bare.replace(one.said.words, "") if one.said.outcome is Outcome.IN_NEED else bare
    return bool(held) and ("了" in bare or any(n not in lines or not lines[n].open for n in held))


def _need_in(turn: Turn, one: Said, said: Sequence[Said]) -> Reading | None:
    """The need that this answer tells of. In danger every answer with words may be the one."""
    helping = [other for other in said if other.outcome is Outcome.IN_NEED] or [other for other in said if other.words]
    heard, alone, danger = need_told(turn), len(helping) == 1, in_danger(turn)
    if one.outcome is Outcome.IN_NEED:
        return heard if heard is not None and (alone or danger) else UNSORTED_READING
    if one not in helping or one.outcome in ONE_OF_THEM:
        return None
    return heard if danger or (alone and one.outcome is Outcome.WELL) else None


def _heard(turn: Turn, told: Told, said: Sequence[Said]) -> list[Heard]:
    one, day, lines = told
    today = today_of(turn.now)
    if day is None:
        return [Heard(more=wording.which_day())]
    if day > today or (today - day).days > MOST_LATE:
        return [Heard(more=wording.not_yet() if day > today else wording.too_late())]
    if not lines:
        return [Heard(more=wording.no_list(day))]
    if one.line is None:
        return _all(turn, told, day, {other.line for other in said})
    if (line := lines.get(one.line)) is None:
        return [Heard(more=wording.no_line(one.line, sorted(lines)))]
    return [_of_line(turn, line, one, day, _need_in(turn, one, said))]


def _all(turn: Turn, told: Told, day: date, named: set[int | None]) -> list[Heard]:
    """「全好」 speaks for every open line but those that must be spoken of by themselves."""
    mine = turn.unit.visits.told_since(turn.actor.id, turn.now - (MOST_LATE + 1) * DAY)
    tried = {one.person_id for one in mine if one.outcome is Outcome.ABSENT and one.visited_on == day}
    left = [line for line in told.lines.values() if line.open and line.number not in named]
    apart = [line for line in left if tried & line.people.keys() or _apart(turn, line, day)]
    heard = [_of_line(turn, line, replace(told.said, words=""), day, None) for line in left if line not in apart]
    if apart:
        heard.append(Heard(more=wording.one_by_one([line.row for line in apart])))
    return heard or ([] if len(named) > 1 else [Heard(more=wording.nothing_open())])


def _apart(turn: Turn, line: Line, day: date) -> bool:
    """★, or a house with a child."""
    if any(one.starred for one in line.errands) or any(wording.is_child(one, day) for one in line.people.values()):
        return True
    held = (member for one in line.people for member in turn.unit.dossiers.memberships(one) if member.holds(day))
    return any(member.tag in CHILD_TAGS for member in held)


def _of_line(turn: Turn, line: Line, said: Said, day: date, need: Reading | None) -> Heard:
    errands, outcome = _meant(line, said, day), said.outcome
    people = [line.people[one.person_id] for one in errands]
    if not people:
        return Heard(more=wording.who_of(line.number, [one.name for one in line.people.values()], outcome))
    if before := _said_before(turn, line, errands, said, day):
        return Heard(more=before)
    late, more = day < today_of(turn.now), ""
    told = Visit(0, turn.actor.id, day, turn.now, outcome, said.mode, "", said.words, None, late, turn.message.id)
    if need is not None:
        number, more = call_for(turn, line.row, people, said.words or wording.asked_for_help(), need)
        told = replace(told, number=number, outcome=Outcome.IN_NEED if told.seen else outcome)
    further, ask = ACTS[told.outcome](turn, line, errands, told, said)
    if told.late and told.seen:
        for one in errands:
            tick_today(turn, one.person_id, one.groups, told)
    noted = wording.part(line.row, told.outcome, told.mode)
    return Heard(noted, "\n".join(part for part in (more, further) if part), ask)


def _meant(line: Line, said: Said, day: date) -> list[Errand]:
    """Of whom on the line this is said: 「1好 小明不在」, 「1住院 张奶奶」."""
    named = [one for one in line.errands if wording.names(line.people[one.person_id], said.words, day)]
    if said.outcome in ONE_OF_THEM and len(line.errands) > 1:
        return list(line.errands) if "全家" in said.words else named
    absent = named if said.outcome is Outcome.WELL and NOT_MET.search(said.words) else []
    left = [one for one in line.errands if one not in absent]
    return [one for one in left if one.open] or left


def _said_before(turn: Turn, line: Line, errands: Sequence[Errand], said: Said, day: date) -> str:
    """What is answered where this is nothing new; empty where it is."""
    now = errands[0].outcome
    if said.outcome is Outcome.ABSENT and not now and not said.again:
        tries = tries_of(turn.unit, errands[0].person_id, day)
        same = tries and tries[0].visited_on == day and turn.now - tries[0].told_at < SAME_TRY
        return wording.just_noted(line.number, line.row) if same else ""
    if errands[0].open:
        return ""
    again = now == said.outcome and (said.outcome is Outcome.WELL or not (said.words or said.until))
    weaker = now in SEEN and said.outcome in NOTHING_NEW
    return wording.already(line.row, Outcome(now)) if again or weaker else ""


def undo_last(turn: Turn) -> Reply | None:
    """「撤销」: what the last message told of the list counts no more. None when something else was done since."""
    unit, since = turn.unit, turn.now - turn.house.undo_within
    told = [] if turn.in_group or turn.intent.number is not None else unit.visits.told_since(turn.actor.id, since)
    step = unit.tickets.last_by(turn.actor.id, since)
    if not told or (step is not None and step.at > told[0].told_at):
        return None
    mine = [one for one in told if one.message_id == told[0].message_id]
    for visit in mine:
        if visit.outcome in (Outcome.HOSPITAL, Outcome.AWAY):
            unit.visits.come_back(visit.person_id, visit.visited_on, visit.visited_on - DAY)
        for day in {visit.visited_on, today_of(visit.told_at)}:
            unit.visits.tick(visit.visitor_id, day, visit.person_id, "", None)
        take_back(unit, turn.house.visiting, visit, turn.now)
    if asked_by_us(turn) is not None:
        unit.dialogues.drop(turn.message.sender)
    numbers = [number for number in dict.fromkeys(visit.number for visit in mine) if number]
    kept = [number for number in numbers if not _withdrawn(turn, number, mine[0].told_at)]
    gone = {visit.person_id for visit in mine}
    lines = lines_of(unit, turn.actor.id, mine[0].visited_on).values()
    return Reply(wording.taken_back([line.row for line in lines if gone & line.people.keys()], kept))


def _withdrawn(turn: Turn, number: int, told_at: datetime) -> bool:
    """False for an emergency, which stays until somebody has looked. What had been open before is left alone."""
    ticket = turn.unit.tickets.get(number)
    if not ticket.live or ticket.opened_at != told_at:
        return True
    try:
        decision = cancel(ticket, by=turn.actor.id, at=turn.now)
    except DangerStays:
        add_words(turn.unit, turn.house, ticket, wording.said_by_mistake(), by=turn.actor.id, at=turn.now)
        return False
    turn.unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(turn.unit, turn.house, decision, turn.now)
    return True
