"""撤单: a ticket that came of words which are taken back goes with them, unless it is an emergency."""

from datetime import datetime

from care.ticket import DangerStays, cancel
from handlers import notices
from handlers.report import add_words
from handlers.turn import House
from storage.unit import Unit


def withdraw(unit: Unit, house: House, number: int, *, opened_at: datetime, by: int, at: datetime, note: str) -> bool:
    """The act. False for an emergency, which stays, with `note` on it, until somebody has looked.

    A ticket that had been open before the words were said is left alone, but for the note.
    """
    ticket = unit.tickets.get(number)
    if not ticket.live:
        return True
    try:
        if ticket.opened_at != opened_at:
            add_words(unit, house, ticket, note, by=by, at=at)
            return True
        decision = cancel(ticket, by=by, at=at, note=note)
    except DangerStays:
        add_words(unit, house, ticket, note, by=by, at=at)
        return False
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return True
