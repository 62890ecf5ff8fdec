"""代: reporting for somebody else. Who reports and whom it is about are kept apart."""

from care.message import Reply
from care.people import Person
from handlers.report import JOINS_WITHIN, UNSORTED_READING, about_danger, file_report, own_danger, report
from handlers.turn import Turn, in_danger
from handlers.wording import report as wording
from handlers.wording import talk
from nlp.intent import Reading
from storage.concerns import Concerns


def behalf(turn: Turn) -> Reply:
    """「代 张奶奶：屋顶漏水」. A single known person of that name gives the place, and the ticket is linked to them."""
    intent = turn.intent
    if turn.in_group and not in_danger(turn):
        return Reply(talk.ask_in_private())
    if not intent.who or not intent.words.strip():
        return Reply(wording.about_whom())
    known = turn.unit.people.named(intent.who, turn.actor.home.chain)
    home = known[0] if len(known) == 1 else None
    reply = file_report(turn, intent.words, _reading(turn), about=intent.who, home=home)
    if home is not None:
        _link(turn, home)
    return reply


def report_about(turn: Turn, one: Person) -> Reply:
    """A report on somebody's phone that names another who uses it. What was told before is not told twice."""
    reading, text = _reading(turn), _without(one.name, turn.intent.words or turn.message.text)
    danger = own_danger(turn)
    if danger is not None and one.id in Concerns(turn.unit.session).of(danger.number):
        return about_danger(turn) or report(turn)
    since = turn.now - JOINS_WITHIN
    for before in turn.unit.tickets.like_it(turn.actor.id, reading.category, text, since):
        if before.text == text and before.about == one.name:
            return Reply(wording.already(before.number))
    reply = file_report(turn, text, reading, about=one.name, home=one)
    _link(turn, one)
    return reply


def _without(name: str, text: str) -> str:
    """「张桂英：头晕」 → 「头晕」: the ticket says the name anyway; 「张桂英的药」 stays as it is."""
    rest = text.removeprefix(name)
    return (
        rest.lstrip("：:，,、 ") or text
        if rest != text and not rest.startswith(("的", "家", "屋", "和", "跟"))
        else text
    )


def _reading(turn: Turn) -> Reading:
    reading = turn.intent.reading
    return UNSORTED_READING if reading is None or reading.not_request else reading


def _link(turn: Turn, one: Person) -> None:
    Concerns(turn.unit.session).link(turn.actor.id, turn.message.id, one.id)
