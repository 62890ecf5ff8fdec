"""突发、返乡、临时救助: the acts. A tag with its evidence, the plan of visits that follows from it, and its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, literal_column, or_, select

from care.category import Tier, Urgency
from care.dossier import Dossier, Membership, Standing
from care.message import Address
from care.notice import Notice, Topic
from care.people import Person
from care.ticket import LIVE
from care.visits.round import Errand, Visit
from care.visits.rule import Period, VisitRule
from care.visits.share import whose
from handlers import notices
from handlers.dues import NEVER, Visiting, recount, recount_house, today_of
from handlers.lists import MORNING, address_of, put
from handlers.report import Report, add_words, open_ticket
from handlers.turn import House
from handlers.walks import away_on, ladder_at
from handlers.wording import events as wording
from handlers.wording.notices import Facts
from nlp.event_talk import CRISIS
from nlp.intent import Reading
from storage import tables
from storage.dossiers import Change
from storage.sql import Statement
from storage.unit import Unit
from storage.visits import DueRow

HARDSHIP = Reading(CRISIS, Urgency.URGENT, Tier.STATION, not_request=False, rule="突发/登记")

_t, _u = tables.tickets, tables.dues
OPEN_ABOUT = Statement(
    select(_t.c.number)
    .where(
        _t.c.place_id == bindparam("place_"),
        _t.c.category == CRISIS,
        or_(*[_t.c.status == literal_column(f"'{status}'") for status in LIVE]),
        or_(_t.c.about == bindparam("name_"), _t.c.caller_id == bindparam("person_")),
    )
    .order_by(_t.c.number)
    .limit(1)
)
PLANS_DONE = Statement(
    select(_u.c.person_id)
    .where(_u.c.place_id.in_(select(tables.places.c.id)), _u.c.opens_on == NEVER)  # 逐片跳着看，不扫全表
    .distinct()
    .order_by(_u.c.person_id)
    .limit(1000)
)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to whom, as `by` told it. `source` and `message_id` are where the ticket comes from.

    `but`: who of the house is not to be visited, for they are said to have died of it.
    """

    one: Dossier
    tag: str
    words: str
    by: Person
    source: Address
    message_id: str
    at: datetime
    but: int | None = None

    @property
    def today(self) -> date:
        return today_of(self.at)


@dataclass(frozen=True, slots=True)
class Begun:
    """`people`: for whom visits begin now; nobody where that was told today. `until`: the first visit's last day."""

    people: tuple[Dossier, ...]
    until: date | None = None
    hand_id: int | None = None
    number: int | None = None
    line: int | None = None  # 在去的人今天的单子上是第几行


def begin_event(unit: Unit, house: House, event: Event) -> Begun:
    """The act: the tag with its evidence, the plan of visits, who goes there hears of it, the hardship is a ticket."""
    people = [one for one in _concerned(unit, event) if not _told_today(unit, one, event)]
    if not people:
        return Begun(())
    number = _hardship(unit, house, event, people) if event.tag == CRISIS else None
    for one in people:
        _join(unit, house.visiting, one, event, number)
    recount_house(unit, house.visiting, event.one.person_id, event.today)
    until = _first_by(unit, house.visiting, people, event)
    ladder, away = ladder_at(unit, house, event.one.place_id, away_on(unit, event.today))
    hand = whose(event.one.household_id, ladder, away)
    line = None
    if hand is not None and until is not None and hand.person_id != event.by.id:
        line = _send(unit, house, hand.person_id, event, people, until)
    return Begun(tuple(people), until, hand.person_id if hand else None, number, line)


def plans_of(visiting: Visiting, tag: str, day: date) -> tuple[list[VisitRule], list[VisitRule]]:
    """The rules that rest on a tag: plans after an event, and rhythms."""
    named = [one for one in visiting.rules if one.in_force(day) and any(tag in c.all_of | c.any_of for c in one.when)]
    return [one for one in named if one.period is Period.EVENT], [
        one for one in named if one.period is not Period.EVENT
    ]


def _concerned(unit: Unit, event: Event) -> list[Dossier]:
    """What hits one hits the house; who comes back, or was given money, is one person."""
    if event.tag != CRISIS:
        return [event.one] if event.one.standing is Standing.HERE else []
    mates = (one for one in unit.dossiers.in_house(event.one.household_id) if one.person_id != event.but)
    house = [one for one in mates if one.standing is Standing.HERE]
    return sorted(house, key=lambda one: (one.person_id != event.one.person_id, one.person_id))


def held(unit: Unit, person_id: int, tag: str, day: date) -> list[Membership]:
    return [one for one in unit.dossiers.memberships(person_id) if one.tag == tag and one.holds(day)]


def _told_today(unit: Unit, one: Dossier, event: Event) -> bool:
    return any(one_held.from_on == event.today for one_held in held(unit, one.person_id, event.tag, event.today))


def _join(unit: Unit, visiting: Visiting, one: Dossier, event: Event, number: int | None) -> None:
    """Something that happens again begins its plan again."""
    evidence = wording.happened(event.words, number)
    if held(unit, one.person_id, event.tag, event.today):
        unit.dossiers.end(one.person_id, event.tag, event.today)
    unit.dossiers.save(one, event.at)  # 别人在这之前的「撤销」不能把它抹掉
    unit.dossiers.join(one.person_id, Membership(event.tag, event.today, None, evidence, event.by.id), event.at)
    _note(unit, one.person_id, "", f"{event.tag} {evidence}".strip(), event.by.id, event.at)
    plans = {rule.id for rule in plans_of(visiting, event.tag, event.today)[0]}
    rows = [row for row in unit.visits.dues_of(one.person_id) if row.rule_id not in plans]
    recount(unit, visiting, one.person_id, event.today, rows)


def _note(unit: Unit, person_id: int, was: str, becomes: str, by: int | None, at: datetime) -> None:
    unit.dossiers.note_change(person_id, Change("类别", was, becomes, by, wording.VIA, at))


def _first_by(unit: Unit, visiting: Visiting, people: Sequence[Dossier], event: Event) -> date | None:
    plans = {rule.id for rule in plans_of(visiting, event.tag, event.today)[0]}
    rows = [row for one in people for row in unit.visits.dues_of(one.person_id) if row.rule_id in plans]
    return min((row.until_on for row in rows if row.until_on != NEVER), default=None)


def _send(unit: Unit, house: House, hand_id: int, event: Event, people: Sequence[Dossier], until: date) -> int | None:
    """Who goes there hears at once, with a line to answer to when today's list has gone out. Returns that line."""
    address = address_of(unit, hand_id)
    if address is None:
        return None
    home = unit.dossiers.household(event.one.household_id)
    where = unit.places.get(event.one.place_id).name + home.house
    away = next((one for one in unit.visits.pauses(event.one.person_id) if event.today in one), None)
    line = _line(unit, house, hand_id, event, people)
    text = wording.go_there(event.tag, [one.name for one in people], where, event.words, until, line, away)
    put(unit, house, hand_id, address, text, event.at, about=people[0].person_id if len(people) == 1 else None)
    return line


def kind_of(household_id: int) -> str:
    """Under which the line of a house where something has happened is sent, once a day."""
    return f"急{household_id}"


def _line(unit: Unit, house: House, hand_id: int, event: Event, people: Sequence[Dossier]) -> int | None:
    """A new line behind today's list; none where the list is still to come, or it is night."""
    kind = kind_of(event.one.household_id)
    listed = unit.visits.was_sent(hand_id, event.today, MORNING) and not house.calendar.quiet(event.at)
    if not listed or unit.visits.was_sent(hand_id, event.today, kind):
        return None
    line = max((one.line for one in unit.visits.errands(hand_id, event.today)), default=0) + 1
    plans = plans_of(house.visiting, event.tag, event.today)[0]
    groups = "".join(dict.fromkeys(group for rule in plans for group in rule.groups))
    errands = [Errand(line, one.person_id, one.household_id, False, groups) for one in people]
    unit.visits.send(hand_id, event.today, kind, event.at, errands)
    return line


def _hardship(unit: Unit, house: House, event: Event, people: Sequence[Dossier]) -> int:
    """One ticket for the station, of which the village point hears as well; more words for it where one is open."""
    one = event.one
    row = unit.session.first(OPEN_ABOUT, place_=one.place_id, name_=one.name, person_=one.person_id)
    text = wording.hardship([one.name for one in people], event.words)
    if row is not None:
        number: int = row[0]
        add_words(unit, house, unit.tickets.get(number), text, by=event.by.id, at=event.at)
        return number
    place = unit.places.get(one.place_id)
    told = Report(event.by, event.source, event.message_id, text, HARDSHIP, place, one.name)
    opened = open_ticket(unit, house, told, event.at)
    scene = notices.scene_of(unit, house, opened.ticket)
    heard = {event.by.id, opened.first.person_id if opened.first else 0}
    for duty in scene.holding(house.structure.takes(Tier.POINT).name)[:1]:
        if duty.person_id not in heard:
            facts = Facts(opened.ticket, event.by.name, place.name)
            notices.put(unit, house, Notice(Topic.NEW, duty), facts, event.at)
    return opened.ticket.number


def of_plan(unit: Unit, one: Dossier, tag: str, day: date) -> list[Dossier]:
    """Everybody in the house for whom a plan runs that began with one event."""
    house_of = unit.dossiers.in_house(one.household_id) if tag == CRISIS else [one]
    return [person for person in house_of if held(unit, person.person_id, tag, day)]


def end_event(unit: Unit, house: House, one: Dossier, tag: str, why: str, *, by: int, at: datetime) -> bool:
    """The act: a plan ends before it is done, with its reason. False where none was running."""
    ended = of_plan(unit, one, tag, today_of(at))
    for person in ended:
        _stop(unit, house.visiting, person.person_id, tag, wording.ended_because(why), by, at)
    return bool(ended)


def _stop(unit: Unit, visiting: Visiting, person_id: int, tag: str, why: str, by: int | None, at: datetime) -> None:
    unit.dossiers.save(unit.dossiers.file(person_id), at)
    unit.dossiers.end(person_id, tag, today_of(at))
    _note(unit, person_id, tag, why, by, at)
    recount_house(unit, visiting, person_id, today_of(at))


def plans_done(unit: Unit, house: House, now: datetime) -> list[int]:
    """Who has a plan behind them whose tag holds nothing else."""
    found = [row[0] for row in unit.session.all(PLANS_DONE)]
    return [person_id for person_id in found if next(_done(unit, house.visiting, person_id, today_of(now)), "")]


def end_plans(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """The tag ends by itself; where a rhythm rests on it as well (返乡 每季), it stays."""
    assert isinstance(found, int)
    over = list(_done(unit, house.visiting, found, today_of(now)))
    for tag in over:
        _stop(unit, house.visiting, found, tag, wording.DONE, None, now)
    return bool(over)


def resume_plans(unit: Unit, visiting: Visiting, visit: Visit, at: datetime) -> None:
    """The act, before a visit is taken back that was the last of a plan: the tag holds as if it had not ended."""
    person_id = visit.person_id
    for row in unit.dossiers.changes(person_id):
        if (row.became, row.via) != (wording.DONE, wording.VIA) or row.at < visit.told_at:
            continue
        key = row.was, today_of(row.at)
        ended = [one for one in unit.dossiers.memberships(person_id) if (one.tag, one.to_on) == key]
        if ended and not held(unit, person_id, row.was, today_of(at)):
            _resume(unit, visiting, person_id, ended[-1], at)


def _resume(unit: Unit, visiting: Visiting, person_id: int, ended: Membership, at: datetime) -> None:
    assert ended.to_on is not None, "it has ended"
    one, today = unit.dossiers.file(person_id), today_of(at)
    unit.dossiers.save(one, at)
    unit.dossiers.reopen(person_id, ended.tag, ended.to_on)
    _note(unit, person_id, "", f"{ended.tag} {wording.NOT_DONE}", None, at)
    rows = [
        DueRow(person_id, rule.id, one.place_id, ended.from_on, None, 0, NEVER, NEVER)
        for rule in plans_of(visiting, ended.tag, today)[0]
    ]
    unit.visits.put_dues(person_id, [*unit.visits.dues_of(person_id), *rows])
    recount_house(unit, visiting, person_id, today)


def _done(unit: Unit, visiting: Visiting, person_id: int, today: date) -> Iterator[str]:
    done = {row.rule_id for row in unit.visits.dues_of(person_id) if row.opens_on == NEVER}
    for tag in dict.fromkeys(one.tag for one in unit.dossiers.memberships(person_id) if one.holds(today)):
        plans, rhythms = plans_of(visiting, tag, today)
        if plans and not rhythms and {rule.id for rule in plans} <= done:
            yield tag
