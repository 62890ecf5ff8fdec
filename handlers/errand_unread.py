"""清单回话里没听懂的: a piece that could not be read is asked about, or what it needs is called for."""

from care.visits.round import Outcome, Visit
from handlers.errand_hand import Hand, Needs, of_a_body
from handlers.errand_lines import Heard, Line, call_for, tick_line
from handlers.report import file_report
from handlers.turn import Turn
from handlers.wording import errands as wording
from handlers.wording import errands_unread as unread_wording
from nlp.errand_talk import Unread, Why
from nlp.intent import Reading


def of_unread(turn: Turn, one: Unread, hand: Hand, needs: Needs) -> Heard:
    """A need told by line number is about that line's person; anything else is asked."""
    if one.line is None and one.why is Why.UNREAD and not any(said.line is None for said in hand.answers.said):
        return Heard(more=unread_wording.not_on_the_list(one.words))
    if one.line is None:
        left = [line.row for line in hand.lines.values() if line.open]
        return Heard(more=unread_wording.none_of_them(left)) if one.why is Why.NONE and left else Heard()
    line = hand.lines.get(one.line)
    if line is None:
        return Heard(more=wording.no_line(one.line, sorted(hand.lines)))
    if (reading := needs.of.get(one)) is not None:
        return _needed(turn, one, line, hand, reading)
    return Heard(more=asked(one, line))


def asked(one: Unread, line: Line) -> str:
    if one.why is Why.WHO:
        return unread_wording.who_is_well(line.number, [person.name for person in line.people.values()])
    if one.why is Why.NAME:
        return unread_wording.two_houses(line.number, line.row)
    if of_a_body(one):
        return unread_wording.not_sure(line.number, line.row, one.words)
    return unread_wording.not_read(line.number, line.row)


def _needed(turn: Turn, one: Unread, line: Line, hand: Hand, reading: Reading) -> Heard:
    """要帮忙, though nobody said so: 「3家里有股煤气味」「4没米了」."""
    errands = [row for row in line.errands if line.people[row.person_id].name in one.who] or list(line.errands)
    people = [line.people[row.person_id] for row in errands]
    number, more = call_for(turn, line.row, people, one.words, reading)
    told = Visit(
        0,
        turn.actor.id,
        hand.today,
        turn.now,
        Outcome.IN_NEED,
        words=one.words,
        number=number,
        message_id=turn.message.id,
    )
    tick_line(turn.unit, turn.house.visiting, errands, told)
    return Heard(wording.part(line.row, Outcome.IN_NEED), more, first=reading.alarming)


def waits(hand: Hand, needs: Needs) -> str | None:
    """Why 「全好」 cannot be taken yet; None where all that stood beside it was understood."""
    unread = [one for one in hand.answers.unread if one not in needs.of]
    if needs.unclear is None and not unread:
        return None
    words = next((one.words for one in unread if one.line is None), "")
    return unread_wording.all_waits(words)


def of_nobody(turn: Turn, reading: Reading, hand: Hand) -> str:
    """Life and death, and of which line is not clear: the whole text is sent, and the visitor is asked."""
    numbers = sorted(hand.named)
    said = file_report(turn, turn.message.text, reading).text
    return f"{said}\n{unread_wording.whose_is_it(numbers or sorted(hand.lines))}"
