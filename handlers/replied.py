"""回话: free words of a worker that answer for a ticket: 「那个修水管的弄好咯」「刘家那件我来」「水管那个要转镇里」.

From anybody else the same words are a report, but for 「那个修好了」 said of one's own open matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from care.message import Reply
from care.place import Post, Structure, named
from care.ticket import Ticket
from handlers.report import own_danger
from handlers.turn import Handler, Turn
from handlers.which import ask_which, named_back, own, waiting
from handlers.which_words import Fit, fitting
from nlp.intent import Aim, Intent

_LEVELS = {"镇": "镇乡", "乡": "乡镇", "村": "村", "县": "县区", "区": "区县"}  # 「镇里」是哪一级


@dataclass(frozen=True, slots=True)
class Meant:
    """What a reply means here: on `ticket`, or on one of `among` that must be asked for, or as a bare command."""

    intent: Intent
    ticket: Ticket | None = None
    among: tuple[Ticket, ...] | None = None

    @property
    def aim(self) -> Aim:
        return self.intent.aim


def meaning(turn: Turn) -> Meant | None:
    """None when this is no reply from this person, or fits no ticket of theirs and reads as something else."""
    reply = turn.intent.reply
    if reply is None:
        return None
    if not turn.actor.works:
        over = fitting(turn, own(turn), reply.which).one if reply.aim is Aim.RESOLVE and reply.which else None
        return Meant(reply, over) if over else None
    if reply.aim is Aim.VISITED:
        return None if turn.in_group or own_danger(turn) is not None else Meant(reply)
    if not reply.which:
        return Meant(reply)
    return _of_a_worker(turn, reply)


def _of_a_worker(turn: Turn, reply: Intent) -> Meant | None:
    """A clear winner is taken, two that fit are asked about; where none fits, only 「那个」 is a reply all the same."""
    fit = _fit(turn, reply)
    if fit.one is not None:
        return Meant(reply, fit.one)
    if fit.sure:
        return Meant(reply, among=fit.sure)
    if not reply.pointed and (turn.intent.aim is Aim.REPORT or not fit.perhaps):
        return None
    return Meant(reply, among=fit.perhaps or tuple(_may_be_meant(turn, reply)))


def answer(turn: Turn, meant: Meant, act: Handler) -> Reply:
    """Do what was meant, and name the ticket it was taken for."""
    reply = replace(turn, intent=meant.intent)
    if meant.among is not None:
        return ask_which(reply, meant.among)
    if meant.ticket is None:
        return act(reply)
    who = _desk(turn.house.structure, meant.ticket, meant.intent.who)
    done = act(reply.meaning(number=meant.ticket.number, who=who))
    return named_back(turn, meant.ticket, done) if turn.actor.works else done


def names_another(turn: Turn, number: int) -> bool:
    """Is this a reply about another ticket than the one we asked about?"""
    reply, meant = turn.intent.reply, meaning(turn)
    if reply is None or meant is None or not reply.which:
        return False
    if meant.ticket is not None:
        return meant.ticket.number != number
    return reply.aim is not Aim.RESOLVE and not fitting(turn, [turn.unit.tickets.get(number)], reply.which).sure


def _fit(turn: Turn, reply: Intent) -> Fit:
    if reply.aim is Aim.ACCEPT:
        fit = fitting(turn, waiting(turn), reply.which)
        return fit if fit.sure else _both(fit, fitting(turn, on_hand(turn), reply.which))
    return fitting(turn, _may_be_meant(turn, reply), reply.which)


def _both(first: Fit, second: Fit) -> Fit:
    return Fit(second.sure, first.perhaps + second.perhaps)


def on_hand(turn: Turn) -> list[Ticket]:
    return turn.unit.tickets.held_by(turn.actor.id)


def _may_be_meant(turn: Turn, reply: Intent) -> Sequence[Ticket]:
    """What this worker holds and what waits at their desks; of what is settled, also what they reported themselves."""
    if reply.aim is Aim.ACCEPT:
        return waiting(turn)
    found = [*on_hand(turn), *waiting(turn), *(own(turn) if reply.aim is Aim.RESOLVE else ())]
    return list({ticket.number: ticket for ticket in found}.values())


def _desk(structure: Structure, ticket: Ticket, said: str) -> str:
    """「镇里」 is the first rung of the ladder on that level, 「上级」 the next one; a desk's name stays."""
    if not said or named(structure, said) is not None:
        return said
    post = structure.above(ticket.post) if said[0] == "上" else _first_of_level(structure, _LEVELS.get(said[0], ""))
    return post.name if post else said


def _first_of_level(structure: Structure, signs: str) -> Post | None:
    levels = [at for at, name in enumerate(structure.levels) if any(sign in name for sign in signs)]
    return next((post for post in structure.ladder if post.level in levels), None)
