"""The table of routes: what is meant → who answers it. And the order in which an answer is found."""

from collections.abc import Callable, Mapping

from care.message import Reply
from care.speech import may_say_in_group
from care.ticket import StepNotAllowed
from handlers import (
    accounts,
    behalf,
    bind,
    dossier,
    errand_address,
    errand_media,
    errands,
    events,
    forecast,
    greet,
    leave,
    look,
    pass_on,
    rate,
    reminder,
    replied,
    report,
    resolve,
    roll_call,
    unclear,
    undo,
    visited,
    which,
)
from handlers.accept import accept_talk
from handlers.correct import correct_talk
from handlers.hand_over import hand_over_talk
from handlers.note import note_talk
from handlers.postpone import postpone_talk
from handlers.rounds import PENDING, settle_pending
from handlers.turn import Answer, Handler, Turn, in_danger
from handlers.wording import common, talk
from nlp.errand_talk import errand_answers
from nlp.intent import Aim
from storage.dialogues import Dialogue
from storage.tickets import NoSuchTicket

ROUTES: Mapping[Aim, Handler] = {
    Aim.REPORT: report.report,
    Aim.ACCEPT: accept_talk,
    Aim.RESOLVE: resolve.resolve_talk,
    Aim.HAND_OVER: hand_over_talk,
    Aim.CORRECT: correct_talk,
    Aim.NOTE: note_talk,
    Aim.POSTPONE: postpone_talk,
    Aim.MINE: look.mine,
    Aim.LOOK: look.look,
    Aim.NUDGE: look.nudge,
    Aim.UNDO: undo.undo_talk,
    Aim.CHOICE: rate.choice,
    Aim.VISITED: visited.visited,
    Aim.BEHALF: behalf.behalf,
    Aim.BIND: bind.bind,
    Aim.GREET: greet.greet,
    Aim.HELP: greet.ask_help,
    Aim.THANKS: greet.stay_silent,
    Aim.FOLLOW: bind.follow,
    Aim.UNFOLLOW: bind.unfollow,
    Aim.MEDIA: unclear.media,
    Aim.CHATTER: unclear.chatter,
    Aim.UNCLEAR: unclear.unclear,
}

_OPEN_WORDS = (unclear.UNCLEAR, unclear.MEDIA)  # 问的是随便什么话；回的却是另一件的
WORKERS_ONLY = frozenset({Aim.ACCEPT, Aim.HAND_OVER, Aim.CORRECT, Aim.NOTE, Aim.POSTPONE})

AMONG_WORKERS: tuple[Callable[[Turn], Reply | None], ...] = (
    leave.answered,
    errands.answered,
    errand_address.answered,
    errand_media.answered,
    reminder.answered,
    forecast.answered,
    events.told,
    dossier.answered,
    errands.not_read,
)

QUESTIONS: Mapping[str, Answer] = {
    pass_on.AREA: pass_on.receive,
    roll_call.START: roll_call.start,
    events.WHO: events.which_one,
    events.PLAN: events.planned,
    report.SAME: report.same_or_new,
    resolve.OUTCOME: resolve.outcome,
    unclear.UNCLEAR: unclear.after_unclear,
    unclear.MEDIA: unclear.after_media,
}


def answer(turn: Turn) -> Reply:
    """Whatever is said: the open question first, then what is meant; never an error the caller would not understand."""
    if turn.in_group and not _speaks_in_group(turn):
        return Reply()
    try:
        reply = _answer(turn)
        _keep_what_was_pending(turn)
    except StepNotAllowed as refusal:
        holder = which.who_has(turn, refusal.ticket)
        reply = Reply(talk.state_in_group(refusal.ticket) if turn.in_group else common.cannot(refusal, holder))
    except NoSuchTicket as missing:
        reply = Reply(common.no_such(missing.args[0]))
    return _guarded(turn, _in_one_line(turn, reply)) if turn.in_group else reply


def _answer(turn: Turn) -> Reply:
    if turn.dialogue is not None and not turn.in_group:
        reply = _continue(turn, turn.dialogue)
        if reply is not None:
            return reply
    for talk_ in (accounts.told, roll_call.told, _among_workers):
        if (reply := talk_(turn)) is not None:
            return reply
    if turn.intent.aim in WORKERS_ONLY and not turn.actor.works:
        return Reply(common.workers_only())
    if (meant := replied.meaning(turn)) is not None:
        return replied.answer(turn, meant, ROUTES[meant.aim])
    return ROUTES[turn.intent.aim](turn)


def _among_workers(turn: Turn) -> Reply | None:
    """What only those on duty say, and only in private: their lists, their leave, the people they look after."""
    if turn.in_group or not turn.actor.works:
        return None
    return next((reply for one in AMONG_WORKERS if (reply := one(turn)) is not None), None)


def _keep_what_was_pending(turn: Turn) -> None:
    """A new question has taken the place of one that was not answered: what that was about is not lost."""
    before = turn.dialogue
    if before is None or before.question not in PENDING:
        return
    speaker = turn.unit.people.behind(turn.message.sender)
    if speaker is not None and speaker.dialogue not in (None, before):
        settle_pending(turn.unit, turn.house, speaker, before, turn.now)


def _continue(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """Was this the answer to our question? None when it was about something else."""
    unit, sender = turn.unit, turn.message.sender
    refused = turn.intent.aim is Aim.CHOICE and turn.intent.choice == 0
    if refused and (dialogue.question != report.SAME or rate.bare_zero(turn)):
        unit.dialogues.drop(sender)
        return Reply(common.timed_out())
    if dialogue.question == which.WHICH:
        unit.dialogues.drop(sender)
        complete = which.chosen(turn, dialogue)
        return None if complete is None else _answer(complete)
    if dialogue.question == errands.QUESTION:  # 它自己收拾：答了一样，也许还要再问一样
        return errands.answer_question(turn, dialogue)
    asked = QUESTIONS.get(dialogue.question)
    if asked is None or (dialogue.question in _OPEN_WORDS and _means_something_else(turn)):
        return None
    reply = asked(turn, dialogue)
    speaker = unit.people.behind(sender)
    asked_anew = speaker is not None and speaker.dialogue not in (None, dialogue)
    if not asked_anew and (reply is not None or dialogue.question in (report.SAME, resolve.OUTCOME)):
        unit.dialogues.drop(sender)
    return reply


def _means_something_else(turn: Turn) -> bool:
    return replied.meaning(turn) is not None or (turn.actor.works and bool(errand_answers(turn.message.text)))


def _speaks_in_group(turn: Turn) -> bool:
    """A group hears us only when it speaks to us: addressed, commanded by a worker with a number, or in danger."""
    intent = turn.intent
    if turn.message.addressed or intent.aim is Aim.BIND:
        return True
    if in_danger(turn):
        return True
    commanded = intent.number is not None and intent.aim in (*WORKERS_ONLY, Aim.RESOLVE, Aim.LOOK)
    return commanded and turn.actor.works


def _in_one_line(turn: Turn, reply: Reply) -> Reply:
    """A group hears one line; only the card of numbers to call keeps its lines."""
    return reply if turn.intent.aim is Aim.HELP else Reply(reply.text.replace("\n", ""))


def _guarded(turn: Turn, reply: Reply) -> Reply:
    """The last look before a group hears it: nothing private leaves through this mouth."""
    told_us = (Aim.REPORT, Aim.BEHALF, Aim.UNCLEAR)
    private = [turn.actor.person.name, *([turn.intent.words] if turn.intent.aim in told_us else [])]
    return reply if may_say_in_group(reply.text, private) else Reply(talk.ask_in_private())
