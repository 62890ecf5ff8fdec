"""请假、销假、交接: somebody else goes for a while, or for good. What was written down stays as it was."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from care.calendar import SHANGHAI
from care.message import Reply
from care.visits.period import DAY
from care.visits.round import Leave
from handlers.dues import today_of
from handlers.lent import bring_back, give_ticket, hand_for, pass_waiting
from handlers.lists import write
from handlers.lists_week import hands_of, pass_lines
from handlers.pass_on import pass_on_talk, workers_named
from handlers.turn import House, Turn, in_danger
from handlers.wording import common, talk
from handlers.wording import leave as wording
from nlp.leave_talk import days_of_leave, leave_verb, not_coming, too_vague
from nlp.slots import slots
from storage.unit import Unit

BEGUN, BACK = "假", "归"  # 一次假开头、结尾各做一回，记在 digests 里
MOST_DAYS = 90
LOOK_BACK = 92  # 天；停了很久的机，到期的假也收得回来


def answered(turn: Turn) -> Reply | None:
    """「请假……」「销假」「交接……」; None when it is something else."""
    found = leave_verb(turn.message.text)
    if found is not None:
        return VERBS[found[0]](turn.meaning(words=found[1]))
    if not not_coming(turn.message.text) or in_danger(turn):
        return None
    return Reply(wording.is_it_leave(span_of(turn.message.text, turn.now, turn.house)))


def leave_talk(turn: Turn) -> Reply:
    """「请假 3天」「请假 明天 到 12月1日」「请假 3天 杨梅替」"""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    if not turn.actor.works:
        return Reply(common.workers_only())
    words = turn.intent.words or turn.message.text
    found = span_of(words, turn.now, turn.house)
    if found is None:
        return Reply(wording.for_how_long())
    first, last = found
    if first < today_of(turn.now):
        return Reply(wording.gone_by(first))
    if (last - first).days >= MOST_DAYS:
        return Reply(wording.too_long(MOST_DAYS))
    for one in turn.unit.leaves.of(turn.actor.id, first):
        if one.first_on <= last:
            return Reply(wording.already(one))
    return _asked_leave(turn, first, last, _deputy_said(words))


def _asked_leave(turn: Turn, first: date, last: date, said: str) -> Reply:
    known = workers_named(turn.unit, said, turn.actor.home.chain)
    if said and not known:
        return Reply(wording.who_is(said))
    if len(known) > 1:
        return Reply(wording.two_of(known[0].name))
    deputy = known[0].id if known else None
    if deputy == turn.actor.id:
        return Reply(wording.yourself())
    one = Leave(turn.actor.id, first, last, deputy)
    hands = take_leave(turn.unit, turn.house, one, turn.now)
    half = "半天" in (turn.intent.words or turn.message.text)
    return Reply(wording.granted(one, [turn.unit.people.get(hand).name for hand in hands], half=half))


def span_of(words: str, now: datetime, house: House) -> tuple[date, date] | None:
    """From which day to which. 「3天」 begins today, after the evening's time tomorrow; half a day is a day."""
    local = now.astimezone(SHANGHAI)
    if (named := days_of_leave(words, local.date())) is not None or too_vague(words):
        return named
    start = local.date() + (DAY if local.time() >= house.visiting.evening else timedelta())
    found = slots(words, local.date())
    when, long = found.when, next(iter(found.durations), None)
    days = max(1, long.most.days) if long else 0
    if when is None:
        return (start, start + timedelta(days=days - 1)) if days else None
    if days and when.starts_on == when.ends_on:
        return when.starts_on, when.starts_on + timedelta(days=days - 1)
    if re.search(r"[到至]\s*$", words[: when.start]):
        return start, when.ends_on
    return when.starts_on, when.ends_on


def _deputy_said(words: str) -> str:
    """「杨梅替」「由杨梅代」: the characters before the verb; how many of them are the name, the directory says."""
    found = re.search(r"([\u4e00-\u9fff·]+?)\s*[来帮]*[替代顶]", words)
    return found[1] if found else ""


def take_leave(unit: Unit, house: House, one: Leave, at: datetime) -> list[int]:
    """The act. Returns who has their houses meanwhile; each of them is told."""
    unit.leaves.take(one, at)
    hands = hands_of(unit, house, one.person_id, one.deputy_id, one.first_on)
    for hand in hands:
        write(unit, house, hand, wording.to_deputy(unit.people.get(one.person_id).name, one), at)
    if one.first_on <= today_of(at):
        begin_leave(unit, house, one, at)
    return hands


def begin_leave(unit: Unit, house: House, one: Leave, at: datetime) -> None:
    """The first day: what is on their hands goes to who stands in, and what is left of today's list."""
    if not unit.visits.was_sent(one.person_id, one.first_on, BEGUN):
        unit.visits.send(one.person_id, one.first_on, BEGUN, at)
    for ticket in unit.tickets.held_by(one.person_id):
        hand = hand_for(unit, house, ticket, one.person_id, today_of(at))
        if hand is not None and hand.person_id != one.person_id:
            give_ticket(unit, house, ticket, hand.person_id, by=one.person_id, at=at, why=wording.HANDED)
    pass_waiting(unit, house, one.person_id, at)
    pass_lines(unit, house, one.person_id, at)


def leaves_due(unit: Unit, house: House, now: datetime) -> list[int]:
    """Whose leave begins or is over today, and for whom something new waits."""
    today = today_of(now)
    running = unit.leaves.on(today)
    begins = [one.person_id for one in running if not unit.visits.was_sent(one.person_id, one.first_on, BEGUN)]
    waits = [one.person_id for one in running if _waits(unit, one.person_id)]
    return list(dict.fromkeys([*begins, *waits, *(one.person_id for one in _ended(unit, today))]))


def _waits(unit: Unit, person_id: int) -> bool:
    return any(unit.tickets.waiting_at(duty.post, duty.place_id) for duty in unit.people.duties_of(person_id))


def _ended(unit: Unit, today: date) -> list[Leave]:
    return unit.leaves.over(today, today - LOOK_BACK * DAY, BACK)


def turn_leave(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One person's leave: begun, over, or something new in the middle of it. Looks again; does nothing twice."""
    assert isinstance(found, int)
    today, done = today_of(now), False
    for one in (one for one in unit.leaves.on(today) if one.person_id == found):
        if not unit.visits.was_sent(found, one.first_on, BEGUN):
            begin_leave(unit, house, one, now)
            done = True
        done = pass_waiting(unit, house, found, now) or done
    for one in (one for one in _ended(unit, today) if one.person_id == found):
        back = end_leave(unit, house, one, now)
        if back:
            write(unit, house, found, wording.over(back), now)
        done = True
    return done


def end_leave(unit: Unit, house: House, one: Leave, at: datetime, *, early: bool = False) -> list[int]:
    """The act: what others kept for them comes back. Returns the numbers of the tickets."""
    if not unit.visits.was_sent(one.person_id, one.last_on, BACK):
        unit.visits.send(one.person_id, one.last_on, BACK, at)
    if any(other.person_id == one.person_id for other in unit.leaves.on(today_of(at))):
        return []
    absent, back = unit.people.get(one.person_id).name, bring_back(unit, one, at)
    told = hands_of(unit, house, one.person_id, one.deputy_id, one.first_on)
    for keeper in dict.fromkeys([*told, *back]):
        write(unit, house, keeper, wording.came_back(absent, back.get(keeper, ()), early=early), at)
    return sorted(number for numbers in back.values() for number in numbers)


def back_talk(turn: Turn) -> Reply:
    """「销假」: from now on; today's lines stay with who was given them. A leave still to come is dropped."""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    today = today_of(turn.now)
    found = turn.unit.leaves.of(turn.actor.id, today)
    if not found:
        return Reply(wording.none_to_end())
    one = replace(found[0], last_on=today - DAY)
    turn.unit.leaves.cut(one, today, one.last_on)
    if found[0].first_on > today:
        _not_going(turn, found[0])
        return Reply(wording.ended([]))
    return Reply(wording.ended(end_leave(turn.unit, turn.house, one, turn.now, early=True)))


def _not_going(turn: Turn, one: Leave) -> None:
    """Those who would have had the houses hear that they will not."""
    for hand in hands_of(turn.unit, turn.house, one.person_id, one.deputy_id, one.first_on):
        write(turn.unit, turn.house, hand, wording.not_going(turn.actor.person.name, one), turn.now)


VERBS: Mapping[str, Callable[[Turn], Reply]] = {"请假": leave_talk, "销假": back_talk, "交接": pass_on_talk}
