"""清单上还要问的: the long checklist, and until when somebody is away. One question at a time."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from care.category import CATEGORIES, Tier, Urgency
from care.message import Reply
from care.visits.due import Pause
from care.visits.round import Outcome, Visit
from handlers.dues import note_visit, recount, today_of
from handlers.errand_lines import Ask, Heard, Written, call_for, lines_of, need_told, tick_today
from handlers.report import UNSORTED_READING
from handlers.turn import Turn, in_danger
from handlers.wording import errands as wording
from nlp.errand_talk import HARMED, WANTS, errand_answers, item_answers, last_day
from nlp.intent import Reading
from storage.dialogues import Dialogue
from storage.unit import Unit

QUESTION = "errand"
OF_CHILDREN = "F"
SEALED = Reading(
    next(name for name in CATEGORIES if name.startswith("监护")),
    Urgency.URGENT,
    Tier.STATION,
    not_request=False,
    rule="清单/孩子",
)


def asked_by_us(turn: Turn) -> Dialogue | None:
    """Our question, also when it was asked longer ago than others wait: houses lie far apart."""
    speaker = None if turn.dialogue else turn.unit.people.behind(turn.message.sender)
    dialogue = speaker.dialogue if speaker else turn.dialogue
    if dialogue is None or dialogue.question != QUESTION:
        return None
    return dialogue if today_of(dialogue.asked_at) == today_of(turn.now) else None


def asks_in(dialogue: Dialogue | None) -> tuple[Ask, ...]:
    """All we have yet to ask; the first of them has been asked."""
    rows = [] if dialogue is None else json.loads(dialogue.payload)
    return tuple(Ask(line, name, groups, tuple(map(tuple, written))) for line, name, groups, written in rows)


def finish(turn: Turn, heard: Sequence[Heard], waiting: Sequence[Ask]) -> Reply:
    """What was noted, what is special about it, and what comes next: our question, or what is left of the list."""
    asks = (*(one.ask for one in heard if one.ask), *waiting)
    noted = [one.noted for one in heard if one.noted]
    said = [wording.noted(noted)] if noted else []
    more = list(dict.fromkeys(one.more for one in heard if one.more))
    said = [*more, *said] if in_danger(turn) else [*said, *more]
    if asks:
        turn.unit.dialogues.ask(turn.message.sender, QUESTION, json.dumps(asks, ensure_ascii=False), turn.now)
        said.append(_question(turn, asks[0]))
    else:
        if asked_by_us(turn) is not None:
            turn.unit.dialogues.drop(turn.message.sender)
        lines = lines_of(turn.unit, turn.actor.id, today_of(turn.now))
        said += [wording.left([line.row for line in lines.values() if line.open])] if lines else []
    return Reply("\n".join(said))


def _question(turn: Turn, ask: Ask) -> str:
    row = wording.row(ask.line, ask.name)
    return wording.ask(row, [item for _, item in _items(turn, ask)]) if ask.groups else wording.ask_until(row)


def _items(turn: Turn, ask: Ask) -> list[tuple[str, str]]:
    """Every group with each of its questions, in the order asked."""
    return [(group, item) for group in ask.groups for item in turn.house.visiting.groups.get(group, ())]


def answer_question(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to our question; None when it is about something else, and then the question stays.

    It takes the question away itself, or asks the next.
    """
    if turn.in_group or asked_by_us(turn) is None or not (asks := asks_in(dialogue)):
        return None
    heard = _asked_items(turn, asks[0]) if asks[0].groups else _asked_until(turn, asks[0])
    return None if heard is None else finish(turn, [heard], asks[1:])


def _asked_until(turn: Turn, ask: Ask) -> Heard | None:
    last = None if errand_answers(turn.message.text) else last_day(turn.message.text, today_of(turn.now))
    if last is None:
        return None
    visits = [one for person, number, _ in ask.written if (one := _visit(turn.unit, person, number)) is not None]
    for visit in visits:
        pause(turn, visit, last)
    return Heard(more=wording.paused(ask.name, last, today_of(turn.now)))


def pause(turn: Turn, away: Visit, last: date) -> None:
    """住院、外出: nobody is sent there until the day after."""
    one = Pause(away.visited_on, last, away.outcome)
    turn.unit.visits.pause(away.person_id, one, turn.actor.id, turn.now)
    recount(turn.unit, turn.house.visiting, away.person_id, today_of(turn.now))


def _visit(unit: Unit, person_id: int, number: int) -> Visit | None:
    """None when it was taken back since."""
    return next((visit for visit in unit.visits.of_person(person_id) if visit.id == number), None)


def _asked_items(turn: Turn, ask: Ask) -> Heard | None:
    """「都好」, 「2 门坏了」: the checklist is complete, and what is wrong is kept with its question."""
    questions, told = _items(turn, ask), item_answers(turn.message.text)
    if told is None or any(not 1 <= number <= len(questions) for number, _ in told):
        return None
    if told and not _of_the_question(turn, [number for number, _ in told], len(questions)):
        return None
    wrong = [(*questions[number - 1], words) for number, words in told if words]
    reading, more, number = _worth_a_ticket(turn, wrong), wording.kept(ask.line) if wrong else "", None
    people = [one for person, _, _ in ask.written if (one := turn.unit.dossiers.get(person)) is not None]
    text = wording.found([(question, words) for _, question, words in wrong])
    if reading is not None:
        number, more = call_for(turn, wording.row(ask.line, ask.name), people, text, reading)
    for written in ask.written:
        _complete(turn, written, text, number)
    return Heard(more="\n".join(part for part in (wording.complete(wording.row(ask.line, ask.name)), more) if part))


def _of_the_question(turn: Turn, numbers: Sequence[int], count: int) -> bool:
    """「2好」 may be line 2 of the list: it is, while that line is open, unless every question was answered."""
    said = errand_answers(turn.message.text)
    if not said or sorted(numbers) == list(range(1, count + 1)):
        return True
    lines = lines_of(turn.unit, turn.actor.id, today_of(turn.now))
    if all(one.line not in lines or not lines[one.line].open for one in said):
        return True
    return all(one.outcome is Outcome.IN_NEED and one.words for one in said) and "帮" not in turn.message.text


def _worth_a_ticket(turn: Turn, wrong: Sequence[tuple[str, str, str]]) -> Reading | None:
    heard = need_told(turn) if wrong else None
    if heard is not None and heard.alarming:
        return heard
    if any(group == OF_CHILDREN and HARMED.search(words) for group, _, words in wrong):
        return SEALED
    wanted = any(group == OF_CHILDREN or WANTS.search(words) for group, _, words in wrong)
    return heard or (UNSORTED_READING if wanted else None)


def _complete(turn: Turn, written: Written, text: str, number: int | None) -> None:
    """The first word is replaced by the whole visit, so that one knock stays one visit in every figure."""
    person_id, visit_id, groups = written
    visit = _visit(turn.unit, person_id, visit_id)
    if visit is None:
        return
    words = "；".join(part for part in (visit.words, text) if part)
    whole = replace(visit, id=0, groups=visit.groups + groups, words=words, number=number or visit.number)
    outcome = Outcome.IN_NEED if number else visit.outcome
    turn.unit.visits.undo(visit_id, turn.now)
    whole = replace(whole, outcome=outcome, told_at=turn.now, message_id=turn.message.id)
    note_visit(turn.unit, turn.house.visiting, whole)
    if whole.late:
        tick_today(turn, person_id, whole.groups, whole)
