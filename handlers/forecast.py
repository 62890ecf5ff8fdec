"""预测、样子: who will be missed in the coming weeks and what can be done; what in the record is worth a question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from care.category import Tier
from care.message import Reply
from care.place import Place, Post, Structure
from care.visits.due import Due
from care.visits.forecast import WEEK, Area, AreaForecast, Asked, Offers, Planned, Resident, Week
from care.visits.forecast import forecast as foreseen
from care.visits.patterns import QUIET, SPAN, Found, Listed, patterns
from care.visits.period import DAY
from care.visits.round import Leave, Outcome
from care.visits.share import rungs
from handlers.dues import Visiting, today_of
from handlers.list_lines import greeting, names_of
from handlers.lists import MORNING, address_of, put
from handlers.lists_week import on_sunday
from handlers.turn import House, Turn
from handlers.walks import away_on
from handlers.wording import common, talk
from handlers.wording import forecast as wording
from handlers.wording import lists as lists_wording
from nlp.forecast_talk import weeks_asked
from storage.forecast import ListRow, Outlook
from storage.unit import Unit
from storage.visits import OpenDue

WEEKS, MOST_WEEKS = 4, 13  # 不说几周就看四周；最多一季
PATTERNS = "样"  # 记在 digests 里：一人一个周日一次


def forecast(unit: Unit, house: House, place_id: int, weeks: int, today: date) -> tuple[AreaForecast, ...]:
    """The act: every area in a place that has people to visit or somebody to go, from today on."""
    last = today + timedelta(days=WEEK * weeks - 1)
    places = [unit.places.get(one) for one in unit.places.below(place_id)]
    residents = {place.id: residents_of(unit, house.visiting, place.id, today, last) for place in places}
    workers = {place.id: _workers(unit, house.structure, place, residents[place.id]) for place in places}
    hands = _hands(residents, workers, Outlook(unit.session).leaves_in(today, last), house.visiting.most, today, last)
    areas = [
        Area(place.id, next(iter(place.chain[1:]), None), residents[place.id], hands[place.id])
        for place in places
        if residents[place.id] or workers[place.id]
    ]
    return foreseen(areas, today, weeks, house.visiting.calendar.works_on)


def residents_of(unit: Unit, visiting: Visiting, place_id: int, today: date, last: date) -> tuple[Resident, ...]:
    """Who of an area is to be visited by the last day, each with every rule that opens until then."""
    pauses = unit.visits.pauses_in(place_id, today)
    found = []
    for person_id, rows in groupby(unit.visits.open_in((place_id,), last), key=lambda row: row.due.person_id):
        first, *others = rows
        asked = tuple(_asked(visiting, [first, *others], today))
        if asked:
            found.append(Resident(person_id, first.household_id, first.lane, asked, pauses.get(person_id, ())))
    return tuple(found)


def _asked(visiting: Visiting, rows: Sequence[OpenDue], today: date) -> Iterable[Asked]:
    for one in (row.due for row in rows):
        rule = visiting.named(one.rule_id, today)
        if rule is not None:
            yield Asked(Due(rule, one.opens_on, one.until_on), one.since_on, one.last_on, one.by_phone)


def _workers(unit: Unit, structure: Structure, place: Place, residents: Sequence[Resident]) -> tuple[int, ...]:
    """Who visits there, on leave or not. A place without people counts only where a visitor is posted to itself."""
    staff, grid = unit.people.staff(place.chain), structure.takes(Tier.GRID).name
    if residents:
        return next(iter(rungs(staff, place.chain, structure)), ())
    return tuple(sorted({duty.person_id for duty in staff if duty.post == grid and duty.place_id == place.id}))


def _hands(
    residents: Mapping[int, Sequence[Resident]],
    workers: Mapping[int, Sequence[int]],
    leaves: Sequence[Leave],
    most: int,
    first: date,
    last: date,
) -> dict[int, dict[date, int]]:
    """Knocks a day in each area: who has several divides the day among those that have people."""
    theirs: dict[int, list[int]] = {}
    for place_id in sorted(workers, key=lambda one: (not residents[one], one)):
        for one in workers[place_id]:
            if residents[place_id] or one not in theirs:
                theirs.setdefault(one, []).append(place_id)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    hands = {place_id: dict.fromkeys(days, 0) for place_id in workers}
    for one, places in theirs.items():
        there = [day for day in days if not any(_on_leave(leave, one, day) for leave in leaves)]
        for at, place_id in enumerate(places):
            share = most // len(places) + (at < most % len(places))
            hands[place_id] |= {day: hands[place_id][day] + share for day in there}
    return hands


def _on_leave(leave: Leave, person_id: int, day: date) -> bool:
    return leave.person_id == person_id and leave.first_on <= day <= leave.last_on


def answered(turn: Turn) -> Reply | None:
    """「预测」「预测 2周」, for the village point and the desks above it; None when it is something else."""
    weeks = weeks_asked(turn.message.text, WEEKS)
    if weeks is None:
        return None
    if turn.in_group:
        return Reply(talk.ask_in_private())
    if not turn.actor.works:
        return Reply(common.workers_only())
    place_id = _looks_after(turn)
    if place_id is None:
        return Reply(wording.for_the_point())
    if not 1 <= weeks <= MOST_WEEKS:
        return Reply(wording.how_far(MOST_WEEKS))
    today = today_of(turn.now)
    found = forecast(turn.unit, turn.house, place_id, weeks, today)
    return Reply(_told(turn.unit, found, weeks, today))


def _looks_after(turn: Turn) -> int | None:
    """The place of somebody's desk, where it is the village point or stands above it on the ladder."""
    ladder = [post.name for post in turn.house.structure.ladder]
    from_here = ladder[ladder.index(point_of(turn.house.structure).name) :]
    return next((duty.place_id for duty in turn.actor.duties if duty.post in from_here), None)


def point_of(structure: Structure) -> Post:
    """村社工服务点: the desk that answers for the visitors. Where it visits itself, the next one above it."""
    grid, point = structure.takes(Tier.GRID), structure.takes(Tier.POINT)
    if point != grid and point in structure.ladder:
        return point
    return structure.above(grid.name) or grid


def _told(unit: Unit, found: Sequence[AreaForecast], weeks: int, today: date) -> str:
    short = [area for area in found if any(week.missed for week in area.weeks)]
    if not short:
        every = [week for area in found for week in area.weeks]
        needed, possible = sum(one.needed for one in every), sum(one.possible for one in every)
        return wording.enough(weeks, needed, possible) if needed else wording.nobody_to_see()
    worst = min(short, key=lambda area: (-sum(len(week.missed) for week in area.weeks), area.area_id))
    week = next(week for week in worst.weeks if week.missed)
    return wording.short(weeks, len(short), _shortage(unit, worst.area_id, week, today))


def _shortage(unit: Unit, area_id: int, week: Week, today: date) -> wording.Shortage:
    houses = first_of_house(week.missed)
    names = names_of(unit, [one.knock for one in houses], today)
    offers: Offers = week.offers
    return wording.Shortage(
        unit.places.get(area_id).name,
        (week.span.first, week.span.last),
        week.needed,
        week.possible,
        len(week.missed),
        tuple(zip(names, (one.runs_over_on for one in houses), strict=True)),
        unit.places.get(offers.neighbour_id).name if offers.neighbour_id else "",
        offers.lent,
        tuple(_called(unit, one, today) for one in offers.by_phone),
        offers.extra_on,
        offers.extra,
    )


def first_of_house(missed: Sequence[Planned]) -> list[Planned]:
    """Each house once, as it is missed first."""
    houses: dict[int, Planned] = {}
    for one in missed:
        houses.setdefault(one.knock.household_id, one)
    return list(houses.values())


def _called(unit: Unit, person_id: int, today: date) -> str:
    one = unit.dossiers.file(person_id)
    return lists_wording.short(one.name, one.sex, one.age(today))


def patterns_due(unit: Unit, house: House, now: datetime) -> list[int]:
    """Everybody at the village points, on Sunday when the week is summed up."""
    if not on_sunday(house, now):
        return []
    return Outlook(unit.session).untold(point_of(house.structure).name, today_of(now), PATTERNS)


def send_patterns(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One private message about the visitors of a village point; where nothing is worth a look, silence."""
    assert isinstance(found, int)
    today = today_of(now)
    if not on_sunday(house, now) or unit.visits.was_sent(found, today, PATTERNS):
        return False
    unit.visits.send(found, today, PATTERNS, now)
    address = address_of(unit, found)
    if address is None or found in away_on(unit, today):
        return False
    seen = [(one, pattern) for one in _visitors(unit, house, found) for pattern in patterns_of(unit, one, now)]
    if not seen:
        return False
    told = [(unit.people.get(one).name, pattern) for one, pattern in seen]
    put(unit, house, found, address, wording.worth_a_look(greeting(unit, found), told), now)
    return True


def _visitors(unit: Unit, house: House, person_id: int) -> list[int]:
    """Who visits in the areas below somebody's desk, but for themselves."""
    point, grid = point_of(house.structure).name, house.structure.takes(Tier.GRID).name
    places = {duty.place_id for duty in unit.people.duties_of(person_id) if duty.post == point}
    areas = {area for place_id in places for area in unit.places.below(place_id)}
    staff = {duty.person_id for area in areas for duty in unit.people.staff((area,)) if duty.post == grid}
    return sorted(staff - {person_id})


def patterns_of(unit: Unit, visitor_id: int, now: datetime) -> tuple[Found, ...]:
    """The patterns in one visitor's last four weeks."""
    outlook, today = Outlook(unit.session), today_of(now)
    rows = outlook.lists_since(visitor_id, MORNING, today - SPAN + DAY)
    lists = [_listed(list(found)) for _, found in groupby(rows, key=lambda row: row.sent_on)]
    away = any(one.person_id == visitor_id for one in outlook.leaves_in(today - QUIET + DAY, today))
    return patterns(outlook.told_since(visitor_id, now - SPAN), lists, today, away=away)


def _listed(rows: Sequence[ListRow]) -> Listed:
    well_at = tuple(row.done_at for row in rows if row.outcome == Outcome.WELL and row.done_at is not None)
    return Listed(rows[0].made_at, len(rows), well_at)
