"""哪一件: which ticket is meant: the number said, then the one in the quote, then the only open one, then ask."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from care.message import Reply
from care.ticket import Ticket
from handlers.turn import Turn, in_danger
from handlers.which_words import fitting
from handlers.wording import common
from nlp.intent import Aim
from nlp.replies import described
from storage.dialogues import Dialogue
from storage.tickets import NoSuchTicket

WHICH = "which"

Act = Callable[[Turn, Ticket], Reply]


def with_ticket(turn: Turn, candidates: Callable[[Turn], Sequence[Ticket]], act: Act) -> Reply:
    """Find the ticket and act on it, or ask which one."""
    if turn.intent.number is not None:
        return act(turn, find(turn, turn.intent.number))
    found = candidates(turn)
    if len(found) == 1:
        return act(turn, found[0])
    if not found:
        return Reply(_nothing(turn))
    if turn.intent.words and (one := fitting(turn, found, turn.intent.words).one) is not None:
        return named_back(turn, one, act(turn, one))
    return ask_which(turn, found)


def ask_which(turn: Turn, among: Sequence[Ticket]) -> Reply:
    """「您说的是哪一件」. With none to choose from, that is said."""
    if not among:
        return Reply(_nothing(turn))
    if turn.in_group:
        return Reply(common.which_in_group())
    _ask(turn, among)
    return Reply(common.which(among))


def named_back(turn: Turn, ticket: Ticket, reply: Reply) -> Reply:
    """The answer, and before it which ticket was taken to be meant: nobody had said a number."""
    if turn.in_group or not reply.text:
        return reply
    person = ticket.about or turn.unit.people.get(ticket.caller_id).name
    return Reply(f"{common.meant(ticket, person)}\n{reply.text}")


def _nothing(turn: Turn) -> str:
    if turn.intent.aim is Aim.ACCEPT:
        return common.nothing_to_take()
    speaks_for_self = not turn.actor.works or turn.intent.aim is Aim.NUDGE
    return common.nothing_open() if speaks_for_self else common.nothing_for_worker()


def find(turn: Turn, number: int) -> Ticket:
    """The ticket, if this person may see it: its caller, or a worker for its place. Raises `NoSuchTicket`.

    One that may not be seen is answered like one that does not exist.
    """
    ticket = turn.unit.tickets.get(number)
    if ticket.caller_id == turn.actor.id or serves(turn, ticket):
        return ticket
    raise NoSuchTicket(number)


def serves(turn: Turn, ticket: Ticket) -> bool:
    """Is this person on duty for the ticket's place, and may they read it?"""
    if not turn.actor.works:
        return False
    chain = turn.unit.places.get(ticket.place_id).chain
    here = [turn.house.structure.post(duty.post) for duty in turn.actor.duties if duty.place_id in chain]
    return any(post is not None and (post.sealed or not ticket.sealed) for post in here)


def as_worker(act: Act) -> Act:
    """Only for those who serve the ticket, or hold it: its caller may look at it, not work on it."""

    def acted(turn: Turn, ticket: Ticket) -> Reply:
        if serves(turn, ticket) or ticket.assignee_id == turn.actor.id:
            return act(turn, ticket)
        raise NoSuchTicket(ticket.number)

    return acted


def who_has(turn: Turn, ticket: Ticket) -> str:
    """The name of who has taken it, empty when nobody has."""
    return turn.unit.people.get(ticket.assignee_id).name if ticket.assignee_id else ""


def held(turn: Turn) -> list[Ticket]:
    """What a worker may mean without a number: what they hold, else what waits at their desks."""
    return turn.unit.tickets.held_by(turn.actor.id) or waiting(turn)


def waiting(turn: Turn) -> list[Ticket]:
    """What nobody has taken yet at this worker's desks; an emergency waits for everyone on duty there."""
    found: dict[int, Ticket] = {}
    for duty in turn.actor.duties:
        for post in turn.house.structure.posts:
            for ticket in turn.unit.tickets.waiting_at(post.name, duty.place_id):
                if (ticket.danger or post.name == duty.post) and serves(turn, ticket):
                    found[ticket.number] = ticket
    return sorted(found.values(), key=lambda ticket: (not ticket.danger, ticket.number))


def own(turn: Turn) -> list[Ticket]:
    """The caller's own open tickets, in the order in which they were reported."""
    return sorted(turn.unit.tickets.live_of(turn.actor.id), key=lambda ticket: ticket.number)


def _ask(turn: Turn, among: Sequence[Ticket]) -> None:
    intent = asdict(turn.intent)
    kept = {key: intent[key] for key in ("aim", "words", "choice", "who", "days", "weekday", "slots")}
    kept["among"] = [ticket.number for ticket in among]
    turn.unit.dialogues.ask(turn.message.sender, WHICH, json.dumps(kept, ensure_ascii=False), turn.now)


def chosen(turn: Turn, dialogue: Dialogue) -> Turn | None:
    """The turn we had to ask about, completed with the ticket they named; None when they said something else."""
    intent = turn.intent
    kept = json.loads(dialogue.payload)
    among = kept.pop("among", [])
    bare = intent.aim in (Aim.CHOICE, Aim.LOOK) and not intent.words
    number = (intent.choice if intent.number is None else intent.number) if bare else _pointed_at(turn, among)
    if not number:
        return None
    return turn.meaning(**{**kept, "aim": Aim(kept["aim"]), "number": number})


def _pointed_at(turn: Turn, among: Sequence[int]) -> int | None:
    """「屋顶那个」, 「王奶奶家的」: one of those we asked about, by a few words."""
    what = "" if in_danger(turn) or turn.intent.number is not None else described(turn.message.text)
    if not what:
        return None
    one = fitting(turn, [turn.unit.tickets.get(number) for number in among], what).one
    return one.number if one else None
