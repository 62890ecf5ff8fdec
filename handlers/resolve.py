"""好了: a worker closes a ticket by answering, with a word about how it ended."""

import json
from datetime import datetime

from care.message import Reply
from care.ticket import Decision, NoOutcome, Status, Ticket, resolve
from handlers import events, notices
from handlers.replied import names_another
from handlers.report import add_words
from handlers.turn import House, Turn, in_danger, say
from handlers.which import held, own, serves, with_ticket
from handlers.wording import common, talk
from handlers.wording import work as wording
from nlp.intent import Aim
from storage.dialogues import Dialogue
from storage.unit import Unit

OUTCOME = "outcome"  # 「结果怎样」


def resolve_ticket(unit: Unit, house: House, ticket: Ticket, *, by: int, at: datetime, outcome: str) -> Decision:
    """The act. Raises `NoOutcome` without a word about the result."""
    decision = resolve(ticket, by=by, at=at, outcome=outcome)
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, at)
    return decision


def resolve_talk(turn: Turn) -> Reply:
    """「12 好了 修好了」; from the caller it means 「不用来了」."""
    if not turn.actor.works:
        return with_ticket(turn, own, _no_longer_needed)
    return with_ticket(turn, held, _resolve)


def _resolve(turn: Turn, ticket: Ticket) -> Reply:
    if not serves(turn, ticket) and ticket.assignee_id != turn.actor.id:
        return _no_longer_needed(turn, ticket)  # 办事的人自己报的、不归他办的
    try:
        done = resolve_ticket(
            turn.unit, turn.house, ticket, by=turn.actor.id, at=turn.now, outcome=turn.intent.words
        ).ticket
    except NoOutcome as refusal:
        if turn.in_group:
            return Reply(common.cannot(refusal))
        payload = json.dumps({"number": ticket.number})
        turn.unit.dialogues.ask(turn.message.sender, OUTCOME, payload, turn.now)
        return Reply(wording.need_outcome(ticket.number))
    text = wording.resolved(done, asked=done.caller_id != turn.actor.id and not done.sealed)
    proposed = events.propose(turn, done)
    return say(turn, f"{text}\n{proposed}" if proposed else text, public=talk.state_in_group(done))


def outcome(turn: Turn, dialogue: Dialogue) -> Reply | None:
    """The answer to 「结果怎样」: any words are the result, but for a command about something else or danger."""
    intent = turn.intent
    text = turn.message.text.strip()
    if intent.aim is Aim.RESOLVE and intent.number is None:
        text = intent.words
    elif intent.aim not in (Aim.CHATTER, Aim.REPORT, Aim.UNCLEAR) or in_danger(turn):
        return None
    number = json.loads(dialogue.payload)["number"]
    if names_another(turn, number):
        return None
    return with_ticket(turn.meaning(aim=Aim.RESOLVE, number=number, words=text), held, _resolve)


def _no_longer_needed(turn: Turn, ticket: Ticket) -> Reply:
    """The caller says it is settled: it is told to the holder; only a person closes it."""
    if ticket.status in (Status.RESOLVED, Status.CLOSED):
        return say(turn, talk.look(ticket, "", turn.now), public=talk.state_in_group(ticket))
    add_words(turn.unit, turn.house, ticket, turn.message.text, by=turn.actor.id, at=turn.now)
    text = talk.cancel_kept(ticket) if ticket.danger else talk.told_it_is_over(ticket)
    return say(turn, text, public=talk.state_in_group(ticket))
