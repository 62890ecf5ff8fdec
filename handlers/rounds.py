"""巡查: what time makes us do. `find` asks the tables what is due; `act` does one of them, in a transaction of its own.

`act` looks again before it does anything: two schedulers, or the same one twice, do nothing twice.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.escalation import ran_out
from care.message import Address
from care.ticket import Decision, Status, Ticket, close, resume
from handlers import (
    birthdays,
    event_plans,
    forecast,
    leave,
    lists,
    lists_week,
    notices,
    report,
    roll_call_acts,
    unclear,
)
from handlers.report import join
from handlers.turn import House
from handlers.unclear import hand_to_people
from handlers.wording import talk
from storage.dialogues import Dialogue
from storage.people import Speaker
from storage.unit import Unit

Found = int | Address


@dataclass(frozen=True, slots=True)
class Round:
    """One kind of work that time causes. `act` returns whether there was still something to do.

    `together`: the same for several at once, where that is much less work; when it fails, each is tried alone.
    """

    name: str
    find: Callable[[Unit, House, datetime], Sequence[Found]]
    act: Callable[[Unit, House, Found, datetime], bool]
    together: Callable[[Unit, House, Sequence[Found], datetime], bool] | None = None


def _numbers(tickets: Sequence[Ticket]) -> list[Found]:
    return [ticket.number for ticket in tickets]


def _ticket(unit: Unit, found: Found) -> Ticket:
    assert isinstance(found, int)
    return unit.tickets.get(found)


def _save(unit: Unit, house: House, decision: Decision, now: datetime) -> bool:
    unit.tickets.save(decision.ticket, *decision.events)
    notices.tell(unit, house, decision, now)
    return True


def call_the_next(unit: Unit, house: House, found: Found, now: datetime) -> bool:
    """没人接的: one rung up each time its time has run out; an emergency goes on calling until somebody takes it."""
    ticket = _ticket(unit, found)
    if not ran_out(ticket, now):
        return False
    return _save(unit, house, notices.escalated(unit, house, ticket, now), now)


def wake_the_waiting(unit: Unit, house: House, found: Found, now: datetime) -> bool:
    """挂起到期的: its holder is reminded."""
    ticket = _ticket(unit, found)
    if ticket.status is not Status.WAITING or ticket.waiting_until is None or ticket.waiting_until > now:
        return False
    return _save(unit, house, resume(ticket, at=now), now)


def close_the_silent(unit: Unit, house: House, found: Found, now: datetime) -> bool:
    """办结后一直没回音的: silence closes it after some days; an emergency never."""
    ticket = _ticket(unit, found)
    if ticket.status is not Status.RESOLVED or ticket.danger:
        return False
    return _save(unit, house, close(ticket, at=now), now)


def give_up_asking(unit: Unit, house: House, found: Found, now: datetime) -> bool:
    """问了没答的: what they had said goes to a person, so that nothing is lost."""
    assert isinstance(found, Address)
    speaker = unit.people.behind(found)
    if speaker is None or speaker.dialogue is None or speaker.dialogue.question not in PENDING:
        return False
    dialogue = speaker.dialogue
    if now - dialogue.asked_at < house.ask_again_after:
        return False
    if not unit.dialogues.drop(found):
        return False
    settle_pending(unit, house, speaker, dialogue, now)
    return True


def settle_pending(unit: Unit, house: House, speaker: Speaker, dialogue: Dialogue, now: datetime) -> None:
    """What we had asked about and shall not hear of any more: into the old ticket, or to a person."""
    if dialogue.question == report.SAME:
        join(unit, house, dialogue, speaker.person.id, now)
    elif dialogue.question in PENDING:
        _hand_to_people(unit, house, speaker, dialogue, now)


PENDING = (unclear.UNCLEAR, unclear.MEDIA, report.SAME)


def _hand_to_people(unit: Unit, house: House, speaker: Speaker, dialogue: Dialogue, now: datetime) -> None:
    message_id = json.loads(dialogue.payload)["message"]
    number = hand_to_people(unit, house, dialogue, speaker, message_id, now)
    unit.outbox.put(
        dialogue.address,
        talk.handed_to_people(number),
        topic="handed_to_people",
        at=now,
        not_before=house.calendar.awake(now),
        person_id=speaker.person.id,
        number=number,
    )


def _unanswered(unit: Unit, house: House, now: datetime) -> list[Found]:
    before = now - house.ask_again_after
    return [one.address for question in PENDING for one in unit.dialogues.asked_before(question, before)]


ROUNDS: tuple[Round, ...] = (
    Round("call_the_next", lambda unit, house, now: _numbers(unit.tickets.ran_out(now)), call_the_next),
    Round("wake_the_waiting", lambda unit, house, now: _numbers(unit.tickets.to_wake(now)), wake_the_waiting),
    Round(
        "close_the_silent",
        lambda unit, house, now: _numbers(unit.tickets.silent(now - house.silence_closes_after)),
        close_the_silent,
    ),
    Round("give_up_asking", _unanswered, give_up_asking),
    Round("leaves", leave.leaves_due, leave.turn_leave),
    Round("plans", event_plans.plans_done, event_plans.end_plans),
    Round("recheck", lists.to_recheck, lists.recheck, lists.recheck_all),
    Round("lists", lists.lists_due, lists.send_list, lists.send_lists),
    Round("evenings", lists_week.evenings_due, lists_week.send_evening, lists_week.send_evenings),
    Round("weeks", lists_week.weeks_due, lists_week.send_week),
    Round("birthdays", birthdays.birthdays_due, birthdays.send_birthdays),
    Round("roll_calls", roll_call_acts.rounds_due, roll_call_acts.turn_round),
    Round("patterns", forecast.patterns_due, forecast.send_patterns),
)
