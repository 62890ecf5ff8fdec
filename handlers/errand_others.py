"""不是回清单的: a number that is a ticket's, a need of somebody else's, a command with a number in front."""

from care.message import Reply
from care.visits.round import Outcome
from handlers.errand_hand import Hand
from handlers.errand_lines import need_told
from handlers.errands_asked import QUESTION
from handlers.turn import Turn, in_danger
from handlers.which import own, waiting
from handlers.wording import errands_unread as unread_wording
from nlp.errand_talk import Said, day_meant
from nlp.intent import Aim
from storage.roll_calls import RollCalls

_ALWAYS = frozenset({Aim.ACCEPT, Aim.HAND_OVER, Aim.CORRECT, Aim.NOTE, Aim.LOOK, Aim.UNDO, Aim.BIND, Aim.BEHALF})
_OF_A_TICKET = frozenset({Aim.RESOLVE, Aim.POSTPONE, Aim.NUDGE})
_OF_EITHER, _OF_VISITS = frozenset({Outcome.WELL, Outcome.ABSENT}), "走访"
_OF_THE_FILE = frozenset({Outcome.HOSPITAL, Outcome.AWAY, Outcome.MOVED, Outcome.DECEASED})


def ticket_or_line(turn: Turn, hand: Hand) -> Reply | None:
    """「1号好」 with ticket 1 in their hands may be either."""
    said = [one for one in hand.answers.said if one.like == "号" and one.line is not None and not one.words]
    theirs = {ticket.number for ticket in turn.unit.tickets.held_by(turn.actor.id)} if said else set()
    for one in said:
        line = hand.lines.get(one.line or 0)
        if one.line in theirs and line is not None and line.open and one.outcome is Outcome.WELL:
            return Reply(unread_wording.which_is_meant(line.number, line.row))
    return None


def round_or_line(turn: Turn, hand: Hand) -> Reply | None:
    """Just after a list of 平安确认 went out a bare number may be of either list; who says 走访 means the visits."""
    said = [one for one in hand.answers.said if one.text[:1].isdigit() and one.outcome in _OF_EITHER]
    numbers = {one.line for one in said if one.line}
    if not numbers or turn.message.text.strip().startswith(_OF_VISITS) or in_danger(turn):
        return None
    silent = [one for _, one in RollCalls(turn.unit.session).of_visitor(turn.actor.id) if one.silent]
    put_before = [one.told_at for one in silent if one.told_at is not None and one.line in numbers]
    if not put_before or turn.unit.visits.told_since(turn.actor.id, max(put_before)):
        return None
    first = next(one for one in said if one.line)
    return Reply(unread_wording.of_which_list(f"{first.line}{first.outcome}"))


def left_to_others(turn: Turn, hand: Hand, *, last: bool) -> bool:
    """No list to answer, a need of nobody on the list, or a ticket with the number of a line."""
    said = hand.answers.said
    if not said:
        return not last or not hand.lines or _something_else(turn, hand)
    if any(one.like == "了" for one in said) and _is_closing(turn, hand):
        return True
    today = all(day_meant(one, hand.today) == hand.today for one in said)
    some = any(hand.lists.get(day_meant(one, hand.today) or hand.today) for one in said)
    if not some and (today or not turn.actor.works):
        return True
    if any(one.line is None and one.words for one in said) and need_told(turn):
        return True
    if not last and _of_the_file(hand):
        return True
    return today and _of_a_number(turn, hand)


def _of_a_number(turn: Turn, hand: Hand) -> bool:
    numbers = {one.line for one in hand.answers.said if one.line}
    if numbers and not numbers & hand.lines.keys() and (turn.intent.number in numbers or need_told(turn)):
        return True
    return _is_of_a_ticket(turn, hand, numbers)


def _is_of_a_ticket(turn: Turn, hand: Hand, numbers: set[int]) -> bool:
    """「1好」 with ticket 1 in their hands is said of the list only while line 1 is open, and 「了」 never is."""
    held = numbers & {ticket.number for ticket in turn.unit.tickets.held_by(turn.actor.id)}
    bare = turn.message.text
    for one in hand.answers.said:  # 「1要帮忙 没米了」里的「了」是要帮的事
        bare = bare.replace(one.words, "") if one.outcome is Outcome.IN_NEED else bare
    lines = hand.lines
    return bool(held) and ("了" in bare or any(n not in lines or not lines[n].open for n in held))


def _is_closing(turn: Turn, hand: Hand) -> bool:
    """「1好了」 is said of the list where line 1 is open and there is no ticket 1 they have to do with."""
    lines = [hand.lines.get(one.line or 0) for one in hand.answers.said if one.like == "了"]
    if not all(line is not None and line.open for line in lines) or any(_told_how(one) for one in hand.answers.said):
        return True
    tickets = [*turn.unit.tickets.held_by(turn.actor.id), *waiting(turn), *own(turn)]
    return bool({line.number for line in lines if line} & {ticket.number for ticket in tickets})


def _told_how(one: Said) -> bool:
    """「1 好了 修好了」"""
    return one.like == "了" and bool(one.words)


def _of_the_file(hand: Hand) -> bool:
    """「李德福 住院 到12月5日」「李德福 去世」 are said of the file, by name."""
    said = hand.answers.said
    if len(said) != 1 or hand.answers.unread or said[0].text[:1].isdigit() or said[0].days_back or said[0].on:
        return False
    return said[0].back or (said[0].outcome in _OF_THE_FILE and not any(char.isdigit() for char in said[0].text[:2]))


def _something_else(turn: Turn, hand: Hand) -> bool:
    """Nothing could be read, and it may be a command, a rating or a reply about a ticket."""
    intent, unit = turn.intent, turn.unit
    if hand.answers.fix and not hand.answers.unread:
        return False
    if intent.aim in _ALWAYS or (turn.dialogue is not None and turn.dialogue.question != QUESTION):
        return True
    if intent.aim is Aim.CHOICE and unit.tickets.unrated_of(turn.actor.id, turn.now - turn.house.reopen_within):
        return True
    replied = intent.reply is not None and intent.reply.aim is not Aim.VISITED
    if intent.aim not in _OF_A_TICKET and not replied:
        return False
    tickets = [*unit.tickets.held_by(turn.actor.id), *waiting(turn), *own(turn)]
    numbers = {ticket.number for ticket in tickets}
    return bool(numbers) if intent.number is None else intent.number in numbers
