"""通知: after a decision, everybody who must hear of it gets an outbox row in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from care.escalation import escalate
from care.message import Address
from care.notice import Crew, Notice, Topic, audience
from care.people import Duty, Person, on_duty
from care.place import Place
from care.routing import alarmed, next_hands
from care.ticket import Decision, Moved, Ticket
from handlers.dues import today_of
from handlers.hush import may_be_told
from handlers.turn import House
from handlers.wording import notices as wording
from handlers.wording.accounts import used_with
from handlers.wording.notices import Facts
from storage.accounts import Accounts
from storage.concerns import Concerns
from storage.outbox import Outgoing
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a ticket plays: its place, everyone on duty there who may read it and can be reached."""

    place: Place
    staff: tuple[Duty, ...]
    caller: Person

    def holding(self, post: str) -> tuple[Duty, ...]:
        return on_duty(self.staff, post, self.place.chain)


def escalated(unit: Unit, house: House, ticket: Ticket, at: datetime) -> Decision:
    """One rung up, to a desk that somebody holds. Raises `StepNotAllowed`."""
    scene = scene_of(unit, house, ticket)
    held = {duty.post for duty in scene.staff if duty.place_id in scene.place.chain}
    structure, limits, calendar = house.structure, house.limits, house.calendar
    return escalate(ticket, at=at, structure=structure, held=held, limits=limits, calendar=calendar)


def scene_of(unit: Unit, house: House, ticket: Ticket) -> Scene:
    place = unit.places.get(ticket.place_id)
    staff = readers(unit.people.staff(place.chain), ticket.sealed, house)
    holder = ticket.assignee_id
    if holder is not None and all(duty.person_id != holder for duty in staff):  # 替别的片区当班的人
        staff = (*staff, *readers(unit.people.duties_of(holder), ticket.sealed, house))
    return Scene(place, staff, unit.people.get(ticket.caller_id))


def readers(staff: Sequence[Duty], sealed: bool, house: House) -> tuple[Duty, ...]:
    """Those on duty who have an account; of a sealed matter only those who may read it."""
    allowed = {post.name for post in house.structure.posts if post.sealed or not sealed}
    return tuple(duty for duty in staff if duty.addresses and duty.post in allowed)


def tell(unit: Unit, house: House, decision: Decision, at: datetime) -> None:
    """Tell everybody who must hear of these events; the ticket is already saved."""
    ticket = decision.ticket
    scene = scene_of(unit, house, ticket)
    desk = scene.holding(ticket.post)
    crew = Crew(desk, (*called(scene, ticket, house), *desk), scene.staff)  # 升到谁那里，谁也是叫过的
    for event in decision.events:
        for notice in audience(event, ticket, crew):
            facts = Facts(ticket, scene.caller.name, scene.place.name, doer(unit, scene, event), event.note, at=at)
            put(unit, house, notice, facts, at)


def called(scene: Scene, ticket: Ticket, house: House) -> tuple[Duty, ...]:
    """Everyone who is called when this is a matter of life, but for the one who told us of it."""
    everyone = alarmed(ticket.sealed, scene.place.chain, scene.staff, house.structure)
    return tuple(duty for duty in everyone if duty.person_id != ticket.caller_id)


def tell_all_called(unit: Unit, house: House, ticket: Ticket, said: str, at: datetime) -> None:
    """What a caller in danger says next, before anybody has taken it."""
    scene = scene_of(unit, house, ticket)
    facts = Facts(ticket, scene.caller.name, scene.place.name, note=said, at=at)
    for duty in called(scene, ticket, house):
        put(unit, house, Notice(Topic.ADDED, duty), facts, at)


def put(unit: Unit, house: House, notice: Notice, facts: Facts, at: datetime) -> None:
    """One notice into the outbox: at once when a life is in danger, otherwise not in quiet hours."""
    if notice.to is None:
        _put_to_caller(unit, house, notice.topic, facts, at)
    elif (to := notice.to.address) is not None:
        _promise(unit, house, to, notice.topic, _with_phone(unit, facts), at, person_id=notice.to.person_id)


def _put_to_caller(unit: Unit, house: House, topic: Topic, facts: Facts, at: datetime) -> None:
    ticket = facts.ticket
    to, about = _address(unit, ticket), _concerned(unit, ticket)
    sayable = may_be_told(unit, today_of(at), to=ticket.caller_id, about=None if ticket.danger else about)
    if to is not None and sayable:
        _promise(unit, house, to, topic, facts, at, person_id=ticket.caller_id, about=about)


def _promise(
    unit: Unit,
    house: House,
    to: Address,
    topic: Topic,
    facts: Facts,
    at: datetime,
    *,
    person_id: int,
    about: int | None = None,
) -> None:
    urgent = facts.ticket.danger
    unit.outbox.put(
        to,
        wording.text(topic, facts),
        topic=topic,
        at=at,
        not_before=at if urgent else house.calendar.awake(at),
        person_id=person_id,
        about=about,
        number=facts.ticket.number,
        urgent=urgent,
    )


def _with_phone(unit: Unit, facts: Facts) -> Facts:
    """Where several people use the caller's account and nobody said whom it is about, a worker hears who they are."""
    others = [] if facts.ticket.about else Accounts(unit.session).users(facts.ticket.number)
    return replace(facts, caller=used_with(facts.caller, others)) if others else facts


def _address(unit: Unit, ticket: Ticket) -> Address | None:
    """A caller hears where they spoke, else where they are reached by now; of a sealed matter nowhere else."""
    source = unit.tickets.source(ticket.number)
    nearest = None if ticket.sealed else Accounts(unit.session).reach(ticket.caller_id, source)
    if nearest is not None:
        return nearest
    speaker = unit.people.behind(source)
    return source if speaker is not None and speaker.person.id == ticket.caller_id else None


def _concerned(unit: Unit, ticket: Ticket) -> int | None:
    """The one person it is about, beside the caller."""
    found = Concerns(unit.session).of(ticket.number)
    return found[0] if len(found) == 1 else None


def doer(unit: Unit, scene: Scene, event: Moved) -> str:
    """Who did it, by name and post; empty when it was the clock."""
    if event.by is None:
        return ""
    duty = next((duty for duty in scene.staff if duty.person_id == event.by), None)
    return f"{duty.name}（{duty.post}）" if duty else unit.people.get(event.by).name


def undelivered(unit: Unit, house: House, letter: Outgoing, at: datetime) -> None:
    """A message could not be delivered: the next person on the ladder hears of it, and of whom it did not reach.

    A caller who cannot be reached is the holder's to tell by telephone. Each person is told of a ticket once.
    """
    if letter.number is None or letter.topic == Topic.CALLER_UNREACHED:
        return
    ticket = unit.tickets.get(letter.number)
    if letter.topic == Topic.ADDED and not ticket.danger:
        return
    scene = scene_of(unit, house, ticket)
    if letter.person_id == ticket.caller_id:
        _tell_holder(unit, house, ticket, scene, at)
        return
    if not ticket.live:
        return
    told = unit.outbox.told_of(ticket.number)
    nearest = next_hands(tuple(told), ticket.post, scene.place.chain, scene.staff, house.structure)
    if nearest is None and ticket.danger and not unit.outbox.reaches_others(ticket.number, ticket.caller_id):
        facts = Facts(ticket, scene.caller.name, scene.place.name)
        put(unit, house, Notice(Topic.NOBODY_REACHED, None), facts, at)
    if nearest is not None:
        missed = unit.people.get(letter.person_id).name if letter.person_id else ""
        facts = Facts(ticket, scene.caller.name, scene.place.name, doer=missed)
        put(unit, house, Notice(Topic.UNDELIVERED, nearest), facts, at)


def _tell_holder(unit: Unit, house: House, ticket: Ticket, scene: Scene, at: datetime) -> None:
    holders = [duty for duty in scene.staff if duty.person_id == ticket.assignee_id] or scene.holding(ticket.post)
    for duty in holders[:1]:
        facts = Facts(ticket, scene.caller.name, scene.place.name)
        put(unit, house, Notice(Topic.CALLER_UNREACHED, duty), facts, at)
