"""代: reporting for somebody else. Who reports and whom it is about are kept apart."""

from care.message import Reply
from handlers.report import UNSORTED_READING, file_report
from handlers.turn import Turn, in_danger
from handlers.wording import report as wording
from handlers.wording import talk


def behalf(turn: Turn) -> Reply:
    """「代 张奶奶：屋顶漏水」. A single known person of that name gives the place."""
    intent = turn.intent
    if turn.in_group and not in_danger(turn):
        return Reply(talk.ask_in_private())
    if not intent.who or not intent.words.strip():
        return Reply(wording.about_whom())
    known = turn.unit.people.named(intent.who, turn.actor.home.chain)
    reading = intent.reading
    if reading is None or reading.not_request:
        reading = UNSORTED_READING
    home = known[0] if len(known) == 1 else None
    return file_report(turn, intent.words, reading, about=intent.who, home=home)
