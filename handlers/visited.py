"""走访回来: what a worker tells of the people they went to see. 「张三家没人 李四都好」「刘爷爷要帮忙 没米了」."""

from collections.abc import Sequence

from care.message import Reply
from care.ticket import Ticket
from handlers.note import note_ticket
from handlers.replied import on_hand
from handlers.report import UNSORTED_READING, file_report
from handlers.turn import Turn
from handlers.which import waiting
from handlers.which_words import about_person
from handlers.wording import talk
from handlers.wording import visits as wording
from nlp.intent import Seen, Visit

MOST_NOTED = 3  # 一个人身上同时记几件


def visited(turn: Turn) -> Reply:
    """Who needs somebody gets a ticket; the rest is noted where that person has one, else kept as it was said."""
    if turn.in_group:
        return Reply(talk.ask_in_private())
    if not turn.actor.works or not turn.intent.visits:
        return Reply(wording.nothing_told())
    mine = [*on_hand(turn), *waiting(turn)]
    parts, kept = [], []
    for visit in turn.intent.visits:
        if visit.seen is Seen.IN_NEED and visit.who:
            parts.append(_opened(turn, visit))
        elif visit.who and (tickets := about_person(turn, mine, visit.who)):
            parts.append(wording.noted(visit, _noted(turn, visit, tickets)))
        else:
            kept.append(visit)
    return Reply("\n".join([*parts, *([wording.kept(kept)] if kept else [])]))


def _opened(turn: Turn, visit: Visit) -> str:
    """As if they had written 「代 刘爷爷：没米了」."""
    known = turn.unit.people.named(visit.who, turn.actor.home.chain)
    reading = visit.reading
    if reading is None or reading.not_request or reading.unclear:
        reading = UNSORTED_READING
    text = visit.words or turn.intent.words
    return file_report(turn, text, reading, about=visit.who, home=known[0] if len(known) == 1 else None).text


def _noted(turn: Turn, visit: Visit, tickets: Sequence[Ticket]) -> list[int]:
    chosen = tickets[:MOST_NOTED]
    for ticket in chosen:
        note_ticket(turn.unit, ticket, by=turn.actor.id, at=turn.now, words=wording.seen(visit))
    return [ticket.number for ticket in chosen]
