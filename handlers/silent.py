"""没有回音: who should have been seen, and of whom nobody brought word. Looked up once for all lists of a morning.

每天要看的: two lists running without a word of them are an emergency. 出了事的: their day gone by without a word is a
ticket for the village point. Each once: again only after two more silent lists, and when nobody is being called.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import and_, bindparam, literal_column, or_, select, union

from care.category import UNSORTED, Tier, Urgency
from care.dossier import Dossier
from care.people import Duty
from care.place import Place
from care.ticket import LIVE
from care.visits.call import Call
from care.visits.period import DAY
from care.visits.round import SEEN, Outcome
from care.visits.rule import Period
from handlers.dues import nearest, today_of
from handlers.errand_lines import MOST_ABOUT
from handlers.report import Report, open_ticket
from handlers.turn import House
from handlers.walks import Walk
from handlers.wording import lists as wording
from nlp.intent import Reading
from storage import tables
from storage.concerns import Concerns
from storage.sql import Statement, among
from storage.unit import Unit

SILENCE, OVERDUE = "险", "突"  # 叫过人：那一行记在他名下；险是哪天叫的，突是哪天以前该去
NO_WORD = Reading("留守老人", Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False, rule="清单/无回音")
NOT_VISITED = Reading(UNSORTED, Urgency.URGENT, Tier.POINT, not_request=False, rule="清单/逾期")
LOOK_BACK = 7  # 天；停过几天机，也找得到前两张清单
# 知道人在哪里了；没人、改天、不让进都不是
WORDS = SEEN | {Outcome.HOSPITAL, Outcome.AWAY, Outcome.MOVED, Outcome.DECEASED}

_e, _g, _v, _t = tables.errands, tables.digests, tables.visits, tables.tickets
STOOD = Statement(
    select(_e.c.person_id, _e.c.on_day)
    .where(among(_e.c.visitor_id, "visitors_"), among(_e.c.person_id, "people_"), _e.c.on_day >= bindparam("day_"))
    .distinct()
)
TOLD = Statement(
    select(_v.c.person_id, _v.c.visited_on, _v.c.outcome, _v.c.number)
    .where(among(_v.c.person_id, "people_"), _v.c.visited_on >= bindparam("day_"), _v.c.undone_at.is_(None))
    .order_by(_v.c.id)
)
RAISED = Statement(
    select(_g.c.visitor_id, _g.c.sent_on, _g.c.kind).where(
        among(_g.c.visitor_id, "people_"),
        _g.c.sent_on >= bindparam("day_"),
        or_(_g.c.kind == literal_column(f"'{SILENCE}'"), _g.c.kind == literal_column(f"'{OVERDUE}'")),
    )
)
_calling = and_(
    _t.c.urgency == literal_column(f"'{Urgency.EMERGENCY}'"),
    or_(*[_t.c.status == literal_column(f"'{status}'") for status in LIVE]),
)
CALLING = Statement(
    union(
        *(
            select(one.c.person_id)
            .select_from(one.join(_t, _t.c.number == one.c.number))
            .where(among(one.c.person_id, "people_"), _calling)
            for one in (tables.ticket_people, _v)
        )
    )
)


class Missed(NamedTuple):
    """Somebody of a visitor's houses whose day went by. `event`: the words of the plan after it, empty: every day."""

    visitor_id: int
    household_id: int
    event: str
    person_id: int
    since: date


@dataclass(frozen=True, slots=True)
class _Heard:
    """`told`: outcome, and whether a ticket came of it, by person and day. `raised`: by person and kind, the days."""

    stood: Mapping[int, Sequence[date]]
    told: Mapping[int, Sequence[tuple[date, str, bool]]]
    raised: Mapping[tuple[int, str], Sequence[date]]
    files: Mapping[int, Dossier]

    def word(self, person_id: int, since: date) -> bool:
        found = self.told.get(person_id, ())
        return any(day >= since and (outcome in WORDS or with_ticket) for day, outcome, with_ticket in found)

    def no_words(self, person_id: int, since: date) -> list[str]:
        return [outcome for day, outcome, _ in self.told.get(person_id, ()) if day >= since]

    def silent_since(self, one: Missed) -> date | None:
        """The first of the two last lists on which a daily one stood since anybody was called; None: not two."""
        last = max(self.raised.get((one.person_id, SILENCE), ()), default=date.min)
        days = sorted((day for day in self.stood.get(one.person_id, ()) if day >= last), reverse=True)[:2]
        return days[1] if len(days) == 2 and not self.word(one.person_id, days[1]) else None

    def overdue_since(self, one: Missed) -> date | None:
        done = one.since in self.raised.get((one.person_id, OVERDUE), ())
        return None if done or self.word(one.person_id, one.since - DAY) else one.since


def raise_alarms(
    unit: Unit, house: House, walks: Mapping[int, Walk], hands: Mapping[int, Duty], now: datetime
) -> dict[int, list[str]]:
    """Open what is to be opened; what each visitor is told of it, a line each."""
    today = today_of(now)
    missed = [one for visitor, walk in walks.items() for one in _missed(visitor, walk, today)]
    if not missed:
        return {}
    heard = _heard(unit, missed, today)
    found = [(one, since) for one in missed if (since := _since(heard, one)) is not None]
    called = _called(unit, {one.person_id for one, _ in found})
    wanted = sorted((one, since) for one, since in found if one.event or one.person_id not in called)
    said: dict[int, list[str]] = defaultdict(list)
    for (visitor_id, *_), together in groupby(wanted, key=lambda pair: pair[0][:3]):
        said[visitor_id].append(_alarm(unit, house, hands[visitor_id], list(together), heard, now))
    return said


def _missed(visitor_id: int, walk: Walk, today: date) -> Iterator[Missed]:
    for one, household_id, _ in walk.calls:
        first_on = min((due.until for due in one.dues if due.rule.period is Period.DAY), default=today)
        if today - first_on >= 2 * DAY:
            yield Missed(visitor_id, household_id, "", one.person_id, first_on)
        yield from _gone_by(visitor_id, household_id, one, today)


def _gone_by(visitor_id: int, household_id: int, one: Call, today: date) -> Iterator[Missed]:
    late = [due for due in one.dues if due.rule.period is Period.EVENT and due.overdue(today)]
    if late:
        first = min(late, key=lambda due: due.until)
        yield Missed(visitor_id, household_id, first.rule.said, one.person_id, first.until)


def _since(heard: _Heard, one: Missed) -> date | None:
    """From which day on nobody brought word; None where nobody is to be called."""
    return heard.overdue_since(one) if one.event else heard.silent_since(one)


def _heard(unit: Unit, missed: Sequence[Missed], today: date) -> _Heard:
    people, first = {one.person_id for one in missed}, today - LOOK_BACK * DAY
    files = unit.dossiers.files(people)
    behind = min([first, *(one.since - DAY for one in missed if one.event)])
    told: dict[int, list[tuple[date, str, bool]]] = defaultdict(list)
    for person_id, day, outcome, number in unit.session.all(TOLD, people_=people, day_=behind):
        told[person_id].append((day, outcome, number is not None))
    raised: dict[tuple[int, str], list[date]] = defaultdict(list)
    for person_id, day, kind in unit.session.all(RAISED, people_=people, day_=behind):
        raised[person_id, kind].append(day)
    stood: dict[int, list[date]] = defaultdict(list)
    daily = {one.person_id for one in missed if not one.event}
    visitors = _visitors(unit, [files[one].place_id for one in daily], today) if daily else ()
    for person_id, day in unit.session.all(STOOD, visitors_=visitors, people_=daily, day_=first) if visitors else ():
        stood[person_id] += [day] if day < today else []
    return _Heard(stood, told, raised, files)


def _visitors(unit: Unit, places: Iterable[int], today: date) -> set[int]:
    """Whoever may have had them on a list in the last days."""
    there = unit.places.among(set(places)).values()
    unit.people.know_staff({one for place in there for one in place.chain})
    staff = {duty.person_id for place in there for duty in unit.people.staff(place.chain)}
    days = (today - n * DAY for n in range(1, LOOK_BACK + 1))
    return staff | {leave.deputy_id for day in days for leave in unit.leaves.on(day) if leave.deputy_id}


def _called(unit: Unit, people: Collection[int]) -> set[int]:
    """For whom of these people are being called already."""
    return {row[0] for row in unit.session.all(CALLING, people_=people)} if people else set()


def _alarm(
    unit: Unit, house: House, hand: Duty, together: Sequence[tuple[Missed, date]], heard: _Heard, now: datetime
) -> str:
    """One ticket for those of one house; what the visitor is told of it."""
    assert hand.address is not None, "only who can be written to"
    today, first = today_of(now), together[0][0]
    people = [heard.files[one.person_id] for one, _ in together]
    missing, place = _missing(unit, people, today), unit.places.get(people[0].place_id)
    spoken = dict.fromkeys(word for one, day in together for word in heard.no_words(one.person_id, day))
    if first.event:
        text, reading = wording.not_visited(missing, first.event, first.since), NOT_VISITED
    else:
        text, reading = wording.silent(missing, [*spoken]), NO_WORD
    number = _open(unit, house, hand, text, reading, place, people, now)
    for one, _ in together:
        day, kind = (one.since, OVERDUE) if one.event else (today, SILENCE)
        unit.visits.send(one.person_id, day, kind, now)
    names = "、".join(wording.short(one.name, one.sex, one.age(today)) for one in people)
    others_hear = unit.outbox.reaches_others(number, hand.person_id)
    return wording.alarmed(number, names, others_hear=others_hear, event=bool(first.event), heard=bool(spoken))


def _missing(unit: Unit, people: Sequence[Dossier], today: date) -> wording.Missing:
    ids = {one.person_id for one in people}
    seen = [visit.visited_on for one in people for visit in unit.visits.of_person(one.person_id) if visit.seen]
    home = unit.dossiers.household(people[0].household_id)
    others = [one.name for one in unit.dossiers.in_house(home.id) if one.person_id not in ids]
    contacts = dict.fromkeys(near for one in people for near in nearest(unit, one.person_id))
    return wording.Missing(
        [(one.name, one.age(today)) for one in people], max(seen, default=None), home.house, others, [*contacts]
    )


def _open(
    unit: Unit,
    house: House,
    hand: Duty,
    text: str,
    reading: Reading,
    place: Place,
    people: Sequence[Dossier],
    now: datetime,
) -> int:
    assert hand.address is not None, "only who can be written to"
    about = "、".join(one.name for one in people)[:MOST_ABOUT]
    key = f"silence-{people[0].person_id}-{reading.rule}-{now:%Y%m%d}"
    told = Report(unit.people.get(hand.person_id), hand.address, key, text, reading, place, about)
    number = open_ticket(unit, house, told, now).ticket.number
    for one in people:
        Concerns(unit.session).link(hand.person_id, key, one.person_id)
    return number
