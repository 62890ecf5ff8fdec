"""清单上还要问的: the long checklist, and until when somebody is away. One question at a time."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from care.category import CATEGORIES, Tier, Urgency, tier_of
from care.message import Reply
from care.visits.due import Pause
from care.visits.round import Outcome, Visit
from handlers.dues import note_visit, recount, today_of
from handlers.errand_lines import Ask, Heard, Written, call_for, lines_of, need_told, tick_today
from handlers.report import UNSORTED_READING
from handlers.turn import Turn, in_danger
from handlers.wording import errands as wording
from handlers.wording import errands_unread as unread_wording
from nlp.errand_items import ABUSED, FALLEN, HARMED, WANTS, item_answers, not_known
from nlp.errand_talk import errand_answers, last_day, read_errands
from nlp.errand_words import of_the_body
from nlp.intent import Reading
from storage.attachments import Attachments
from storage.dialogues import Dialogue
from storage.dossiers import Change
from storage.unit import Unit

QUESTION = "errand"
OF_CHILDREN = "F"
MOST_AT_ONCE = 6  # 问；再多的分几次问，手机上一屏看得完
SEALED = Reading(
    next(name for name in CATEGORIES if name.startswith("监护")),
    Urgency.URGENT,
    Tier.STATION,
    not_request=False,
    rule="清单/孩子",
)
BEATEN = Reading("家暴", Urgency.URGENT, tier_of("家暴", Urgency.URGENT), not_request=False, rule="清单/挨打")


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
    urgent = [one.more for one in heard if one.first and one.more]
    said = (
        [*more, *said]
        if in_danger(turn) and not urgent
        else [*urgent, *said, *(one for one in more if one not in urgent)]
    )
    if asks:
        keep_asking(turn, asks)
        said.append(_question(turn, asks[0]))
    else:
        if asked_by_us(turn) is not None:
            turn.unit.dialogues.drop(turn.message.sender)
        lines = lines_of(turn.unit, turn.actor.id, today_of(turn.now))
        said += [wording.left([line.row for line in lines.values() if line.open])] if lines else []
    return Reply("\n".join(said))


def keep_asking(turn: Turn, asks: Sequence[Ask]) -> None:
    turn.unit.dialogues.ask(turn.message.sender, QUESTION, json.dumps(asks, ensure_ascii=False), turn.now)


def _question(turn: Turn, ask: Ask) -> str:
    row = wording.row(ask.line, ask.name)
    if not ask.groups:
        return wording.ask_until(row)
    now, later = _parts(turn, ask)
    return wording.ask(row, [item for _, item in _items(turn, now)], more=bool(later))


def _parts(turn: Turn, ask: Ask) -> tuple[str, str]:
    """The groups to ask now and those to ask then: whole groups, at most `MOST_AT_ONCE` questions of several."""
    count = 1
    while count < len(ask.groups) and len(_items(turn, ask.groups[: count + 1])) <= MOST_AT_ONCE:
        count += 1
    return ask.groups[:count], ask.groups[count:]


def _items(turn: Turn, groups: str) -> list[tuple[str, str]]:
    """Every group with each of its questions, in the order asked."""
    return [(group, item) for group in groups for item in turn.house.visiting.groups.get(group, ())]


def answer_question(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to our question; None when it is about something else, and then the question stays.

    It takes the question away itself, or asks the next.
    """
    if turn.in_group or asked_by_us(turn) is None or not (asks := asks_in(dialogue)):
        return None
    heard = _asked_items(turn, asks[0]) if asks[0].groups else _asked_until(turn, asks[0])
    return None if heard is None else finish(turn, [heard], asks[1:])


def _asked_until(turn: Turn, ask: Ask) -> Heard | None:
    if not_known(turn.message.text):
        return Heard(more=unread_wording.not_known_until(wording.row(ask.line, ask.name)))
    last = None if errand_answers(turn.message.text) else last_day(turn.message.text, today_of(turn.now))
    if last is None:
        return None
    visits = [one for person, number, _ in ask.written if (one := _visit(turn.unit, person, number)) is not None]
    for visit in visits:
        pause(turn, visit, last)
    return Heard(more=wording.paused(ask.name, last, today_of(turn.now)))


def still_asked(turn: Turn) -> tuple[Ask, ...]:
    """What we have yet to ask, without that which was taken back since."""
    asks = asks_in(asked_by_us(turn))
    return tuple(one for one in asks if any(_visit(turn.unit, person, number) for person, number, _ in one.written))


def pause(turn: Turn, away: Visit, last: date) -> None:
    """住院、外出: nobody is sent there until the day after."""
    one = Pause(away.visited_on, last, away.outcome)
    turn.unit.visits.pause(away.person_id, one, turn.actor.id, turn.now)
    became = f"{one.reason} {last.isoformat()}"
    turn.unit.dossiers.note_change(away.person_id, Change("暂停", "", became, turn.actor.id, wording.VIA, turn.now))
    recount(turn.unit, turn.house.visiting, away.person_id, today_of(turn.now))


def _visit(unit: Unit, person_id: int, number: int) -> Visit | None:
    """None when it was taken back since."""
    return next((visit for visit in unit.visits.of_person(person_id) if visit.id == number), None)


def _asked_items(turn: Turn, ask: Ask) -> Heard | None:
    """「都好」, 「2 门坏了」: the checklist is complete, and what is wrong is kept with its question."""
    groups, later = _parts(turn, ask)
    questions, told = _items(turn, groups), item_answers(turn.message.text)
    if told is None or any(not 1 <= number <= len(questions) for number, _ in told):
        return None
    if told and not _of_the_question(turn, ask, groups, told, len(questions)):
        return None
    wrong = [(*questions[number - 1], words) for number, words in told if words]
    reading, more, number = _worth_a_ticket(turn, wrong), wording.kept(ask.line) if wrong else "", None
    people = [one for person, _, _ in ask.written if (one := turn.unit.dossiers.get(person)) is not None]
    text = wording.found([(question, words) for _, question, words in wrong])
    if reading is not None:
        number, more = call_for(turn, wording.row(ask.line, ask.name), people, text, reading)
    written = tuple(_complete(turn, one, groups, text, number) for one in ask.written)
    rest = Ask(ask.line, ask.name, later, tuple(one for one in written if one[2])) if later else None
    done = "" if rest else wording.complete(wording.row(ask.line, ask.name))
    return Heard(more="\n".join(part for part in (done, more) if part), ask=rest)


def _of_the_question(turn: Turn, ask: Ask, groups: str, told: Sequence[tuple[int, str]], count: int) -> bool:
    """Only what fits our question answers it: all its numbers, or words that say nothing of a line of the list.

    「1好」 again, 「1没人」, 「1错了」 are of the list; a fall and a fire are of a person, unless we ask about a child
    and this is harm done to it.
    """
    text = turn.message.text
    if OF_CHILDREN in groups and any(HARMED.search(words) for _, words in told):
        return True
    if any(ABUSED.search(words) for _, words in told) and len(told) > 1:
        return True
    if "号" in text or any(FALLEN.search(words) for _, words in told) or (in_danger(turn) and told[0][0] == ask.line):
        return False
    if sorted(number for number, _ in told) == list(range(1, count + 1)):
        return True
    read = read_errands(text)
    lines = lines_of(turn.unit, turn.actor.id, today_of(turn.now))
    of_lines = [one for one in read.said if one.outcome is not Outcome.WELL or not read.unread]
    if text.strip()[:1] in "都全一没样" and any(words for _, words in told):  # 「都没问题 就是3没关」
        return not any(of_the_body(words) for _, words in told)
    if read.fix or any(one.fix for one in read.said):
        return False
    if all(one.outcome is Outcome.IN_NEED and one.words for one in of_lines) and "帮" not in text:
        return any(words for _, words in told)
    return any(words for _, words in told) and all(one.line not in lines for one in of_lines)


def _worth_a_ticket(turn: Turn, wrong: Sequence[tuple[str, str, str]]) -> Reading | None:
    heard = need_told(turn) if wrong else None
    if heard is not None and heard.alarming:
        return heard
    if any(group == OF_CHILDREN and HARMED.search(words) for group, _, words in wrong):
        return SEALED
    if heard is None and any(ABUSED.search(words) for _, _, words in wrong):
        return BEATEN
    wanted = any(group == OF_CHILDREN or WANTS.search(words) for group, _, words in wrong)
    return heard or (UNSORTED_READING if wanted else None)


def _complete(turn: Turn, written: Written, asked: str, text: str, number: int | None) -> Written:
    """The first word is replaced by the whole visit, so that one knock stays one visit in every figure.

    Returns the visit that stands for it now, with what is still to be asked of the person.
    """
    person_id, visit_id, groups = written
    visit, left = _visit(turn.unit, person_id, visit_id), "".join(group for group in groups if group not in asked)
    if visit is None or left == groups:
        return person_id, visit_id, left
    words = "；".join(part for part in (visit.words, text) if part)
    answered = "".join(group for group in groups if group in asked)
    whole = replace(visit, id=0, groups=visit.groups + answered, words=words, number=number or visit.number)
    outcome = Outcome.IN_NEED if number else visit.outcome
    turn.unit.visits.undo(visit_id, turn.now)
    whole = replace(whole, outcome=outcome, told_at=turn.now, message_id=turn.message.id)
    now = note_visit(turn.unit, turn.house.visiting, whole)
    Attachments(turn.unit.session).move(visit_id, now)
    if whole.late:
        tick_today(turn, person_id, whole.groups, whole)
    return person_id, now, left
