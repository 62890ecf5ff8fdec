"""清单上的回话: what a worker answers to the day's list. 「1好」「都看了 3没人」「1要帮忙 屋顶漏」「补 昨天 1好」.

Every piece of an answer is written down or asked about; while one is not understood, 「都好」 ticks nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from care.dossier import CHILD_TAGS
from care.message import Reply
from care.visits.period import DAY
from care.visits.round import CALLED, SEEN, Errand, Mode, Outcome, Visit
from handlers.dues import today_of
from handlers.errand_days import of_a_day_without_list, of_yesterday
from handlers.errand_hand import MOST_LATE, Hand, Needs, hand_of, needs_of
from handlers.errand_lines import Heard, Line, call_for, lines_of, tick_line, tick_today
from handlers.errand_media import keep_pictures
from handlers.errand_others import left_to_others, round_or_line, ticket_or_line
from handlers.errand_outcomes import ACTS, back, tries_of
from handlers.errand_undo import take_back_line, undo_last, undo_line
from handlers.errand_unread import of_nobody, of_unread, waits
from handlers.errands_asked import QUESTION, answer_question, asked_by_us, finish, still_asked
from handlers.report import UNSORTED_READING
from handlers.turn import Turn
from handlers.wording import errands as wording
from handlers.wording import errands_unread as unread_wording
from nlp.errand_items import item_answers
from nlp.errand_talk import MOST, Said, day_meant, says_until
from nlp.errand_words import NOT_MET_WORDS
from nlp.intent import Reading

__all__ = ["QUESTION", "answer_question", "answered", "not_read", "tick_line", "undo_last", "undo_line"]

SAME_TRY = timedelta(minutes=10)  # 再快就不是又去了一趟，是又说了一遍
ONE_OF_THEM = frozenset({Outcome.HOSPITAL, Outcome.AWAY, Outcome.MOVED, Outcome.DECEASED})
NOTHING_NEW = frozenset({Outcome.WELL, Outcome.ABSENT, Outcome.LATER, Outcome.REFUSED})  # 见到了以后再说这些


def answered(turn: Turn) -> Reply | None:
    """None when this answers no list: the speaker has none, or the words say something else."""
    return _answered(turn, last=False)


def not_read(turn: Turn) -> Reply | None:
    """After everything else that a worker may mean: whoever names a line of their list is told what we made of it."""
    return _answered(turn, last=True)


def _answered(turn: Turn, *, last: bool) -> Reply | None:
    if turn.in_group or not 0 < len(turn.message.text.strip()) <= MOST:
        return None
    text, today = turn.message.text, today_of(turn.now)
    hand = hand_of(turn, today)
    if not (hand.answers or item_answers(text) is not None or says_until(text)):
        return _by_name(turn, today)
    waiting = asked_by_us(turn)
    if waiting is not None and not last and (reply := answer_question(turn, waiting)) is not None:
        return reply
    if not hand.answers:
        return None
    if (asked := ticket_or_line(turn, hand) or round_or_line(turn, hand) or of_yesterday(turn, hand)) is not None:
        return asked
    if left_to_others(turn, hand, last=last):
        return None
    return _told(turn, hand)


def _told(turn: Turn, hand: Hand) -> Reply:
    needs = needs_of(turn, hand)
    if hand.answers.fix and not (hand.answers.said or hand.answers.unread):
        return Reply(unread_wording.put_right())
    heard = [Heard(more=of_nobody(turn, needs.unclear, hand), first=True)] if needs.unclear else []
    for one in sorted(hand.answers.said, key=lambda one: one.line is None):
        heard += _heard(turn, one, hand, needs)
    heard += [of_unread(turn, one, hand, needs) for one in hand.answers.unread]
    heard.append(Heard(more=keep_pictures(turn, _days(hand))))
    return finish(turn, heard, still_asked(turn))


def _by_name(turn: Turn, today: date) -> Reply | None:
    """「补 昨天 李德福好」, where no list went out on that day."""
    found = of_a_day_without_list(turn, today) if turn.actor.works else None
    if found is None:
        return None
    line, said, day = found
    need = UNSORTED_READING if said.outcome is Outcome.IN_NEED else None
    return finish(turn, [of_line(turn, line, said, day, need)], still_asked(turn))


def _days(hand: Hand) -> Mapping[Said, date | None]:
    return {one: day_meant(one, hand.today) for one in hand.answers.said if not one.skip}


def _heard(turn: Turn, one: Said, hand: Hand, needs: Needs) -> list[Heard]:
    day = day_meant(one, hand.today)
    if day is None:
        return [Heard(more=wording.which_day())]
    if day > hand.today or (hand.today - day).days > MOST_LATE:
        return [Heard(more=wording.not_yet() if day > hand.today else wording.too_late())]
    lines = hand.lines if one.went else hand.lists.get(day) or (hand.lines if one.named else {})
    if not lines:
        return [Heard(more=wording.no_list(day))]
    if one.skip:
        return []
    if one.line is None:
        return _all(turn, one, lines, day, hand, needs)
    if (line := lines.get(one.line)) is None:
        return [Heard(more=wording.no_line(one.line, sorted(lines)))]
    if one.fix and day == hand.today:
        take_back_line(turn, one.line)
        line = lines_of(turn.unit, turn.actor.id, day)[one.line]
    need = UNSORTED_READING if one.outcome is Outcome.IN_NEED and one not in needs.of else needs.of.get(one)
    return [back(turn, line) if one.back else of_line(turn, line, one, day, need)]


def _all(turn: Turn, one: Said, lines: Mapping[int, Line], day: date, hand: Hand, needs: Needs) -> list[Heard]:
    """「全好」 speaks for every open line but those to be spoken of by themselves; 「其他没人」 for all others."""
    if (why := waits(hand, needs)) is not None:
        return [Heard(more=why)]
    left = [line for line in lines.values() if line.open and line.number not in hand.named]
    if one.outcome is not Outcome.WELL:
        return [of_line(turn, line, replace(one, words=""), day, None) for line in left]
    mine = turn.unit.visits.told_since(turn.actor.id, turn.now - (MOST_LATE + 1) * DAY)
    tried = {visit.person_id for visit in mine if visit.outcome is Outcome.ABSENT and visit.visited_on == day}
    apart = [line for line in left if tried & line.people.keys() or _apart(turn, line, day)]
    heard = [of_line(turn, line, replace(one, words=""), day, None) for line in left if line not in apart]
    if apart:
        heard.append(Heard(more=wording.one_by_one([line.row for line in apart])))
    return heard or ([] if hand.named else [Heard(more=wording.nothing_open())])


def _apart(turn: Turn, line: Line, day: date) -> bool:
    """★, a house with a child, or somebody who was only rung up and has to be met."""
    if any(one.starred or one.outcome == CALLED for one in line.errands):
        return True
    if any(wording.is_child(one, day) for one in line.people.values()):
        return True
    held = (member for one in line.people for member in turn.unit.dossiers.memberships(one) if member.holds(day))
    return any(member.tag in CHILD_TAGS for member in held)


def of_line(turn: Turn, line: Line, said: Said, day: date, need: Reading | None) -> Heard:
    errands, outcome = _meant(line, said, day), said.outcome
    people = [line.people[one.person_id] for one in errands]
    if not people:
        return Heard(more=wording.who_of(line.number, [one.name for one in line.people.values()], outcome))
    if need is None and (before := _said_before(turn, line, errands, said, day)):
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
    left_out = [one.name for number, one in line.people.items() if number not in {e.person_id for e in errands}]
    row = wording.row(line.number, "、".join(one.name for one in people)) if said.who else line.row
    noted = wording.part(row, told.outcome, told.mode)
    noted = wording.of_day(noted, day) if said.went or said.named else noted
    noted = wording.not_counted(noted, left_out if said.but or _absent_in(line, said, day) else ())
    return Heard(noted, "\n".join(part for part in (more, further) if part), ask, bool(need and need.alarming))


def _absent_in(line: Line, said: Said, day: date) -> list[Errand]:
    """「4好 小明不在」: those of the house who were not met."""
    if said.outcome is not Outcome.WELL or not NOT_MET_WORDS.search(said.words):
        return []
    return [one for one in line.errands if wording.names(line.people[one.person_id], said.words, day)]


def _meant(line: Line, said: Said, day: date) -> list[Errand]:
    """Of whom on the line this is said: 「1好 小明不在」, 「1住院 张奶奶」."""
    if said.who:
        return [one for one in line.errands if line.people[one.person_id].name in said.who]
    named = [one for one in line.errands if wording.names(line.people[one.person_id], said.words, day)]
    if said.outcome in ONE_OF_THEM and len(line.errands) > 1:
        return list(line.errands) if "全家" in said.words else named
    absent = _absent_in(line, said, day)
    left = [one for one in line.errands if one not in absent and line.people[one.person_id].name not in said.but]
    return [one for one in left if one.open] or left


def _said_before(turn: Turn, line: Line, errands: Sequence[Errand], said: Said, day: date) -> str:
    """What is answered where this is nothing new; empty where it is."""
    now = errands[0].outcome
    if said.outcome is Outcome.ABSENT and not now and not said.again:
        tries = tries_of(turn.unit, errands[0].person_id, day)
        same = tries and tries[0].visited_on == day and turn.now - tries[0].told_at < SAME_TRY
        return wording.just_noted(line.number, line.row) if same else ""
    if now == CALLED and said.outcome is Outcome.WELL and said.mode is not Mode.IN_PERSON:
        return wording.go_there_still(line.row, said.mode)
    if errands[0].open:
        return ""
    again = now == said.outcome and (said.outcome is Outcome.WELL or not (said.words or said.until))
    weaker = now in SEEN and said.outcome in NOTHING_NEW
    return wording.already(line.row, Outcome(now)) if again or weaker else ""
