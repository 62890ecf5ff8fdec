"""说的是哪一件: the tickets that fit a few words about them (「修水管的」「王奶奶屋顶」)."""

from collections.abc import Sequence
from dataclasses import dataclass

from care.ticket import Ticket
from handlers.turn import Turn
from nlp.likeness import SURE, likeness
from nlp.persons import meets


@dataclass(frozen=True, slots=True)
class Fit:
    """`sure`: those that fit best, one when there is a clear winner. `perhaps`: those the words may touch."""

    sure: tuple[Ticket, ...] = ()
    perhaps: tuple[Ticket, ...] = ()

    @property
    def one(self) -> Ticket | None:
        return self.sure[0] if len(self.sure) == 1 else None


def fitting(turn: Turn, tickets: Sequence[Ticket], what: str) -> Fit:
    """Which of the tickets the words speak of. Of two that fit alike, the one on the speaker's own hands."""
    weighed = [(_likeness(turn, ticket, what), ticket) for ticket in tickets]
    most = max((weight for weight, _ in weighed), default=0)
    perhaps = tuple(ticket for weight, ticket in weighed if weight)
    if most < SURE:
        return Fit((), perhaps)
    best = tuple(ticket for weight, ticket in weighed if weight == most)
    on_hand = tuple(ticket for ticket in best if ticket.assignee_id == turn.actor.id)
    return Fit(on_hand if len(on_hand) == 1 else best, perhaps)


def about_person(turn: Turn, tickets: Sequence[Ticket], who: str) -> list[Ticket]:
    """The tickets whose recipient is the one who was named."""
    return [ticket for ticket in tickets if meets(who, _recipient(turn, ticket))]


def _recipient(turn: Turn, ticket: Ticket) -> str:
    return ticket.about or turn.unit.people.get(ticket.caller_id).name


def _likeness(turn: Turn, ticket: Ticket, what: str) -> int:
    names = [name for name in (ticket.about, turn.unit.people.get(ticket.caller_id).name) if name]
    place = turn.unit.places.get(ticket.place_id).name
    return likeness(what, names, f"{ticket.text} {ticket.category} {place}")
