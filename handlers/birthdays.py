"""满岁数: on Sunday, who turns 16, 18, 60, 80 or 90 in the week to come, to who goes there and to the village point.

Which rules hold follows the birth date by itself; 类别, and what can be applied for, are for people to look at.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from care.category import Tier
from care.dossier import CHILD_TAGS
from care.visits.period import DAY
from care.visits.rule import age_on
from handlers.list_lines import greeting
from handlers.lists import address_of, put
from handlers.lists_week import sunday_of
from handlers.turn import House
from handlers.walks import away_on
from handlers.wording import birthdays as wording
from storage.birthdays import Born, born_in
from storage.unit import Unit

AGES, GROWN = (16, 18, 60, 80, 90), 18
KIND = "岁"  # 记在 digests 里：一人一个周日一次
WEEK = timedelta(days=7)


def birthdays_due(unit: Unit, house: House, now: datetime) -> list[int]:
    sunday = sunday_of(house, now)
    return unit.visits.unsent(sunday, KIND) if sunday is not None else []


def send_birthdays(unit: Unit, house: House, found: object, now: datetime) -> bool:
    """One private message; nobody of that age is silence."""
    assert isinstance(found, int)
    sunday = sunday_of(house, now)
    if sunday is None or unit.visits.was_sent(found, sunday, KIND):
        return False
    unit.visits.send(found, sunday, KIND, now)
    address = address_of(unit, found)
    if address is None or found in away_on(unit, sunday):
        return False
    turning = list(_turning(unit, _areas(unit, house, found), sunday))
    if not turning:
        return False
    put(unit, house, found, address, wording.week_to_come(greeting(unit, found), turning), now)
    return True


def _areas(unit: Unit, house: House, person_id: int) -> set[int]:
    """Of who goes there, and of the village point; who sits higher is not told of single people."""
    posts = {house.structure.takes(tier).name for tier in (Tier.GRID, Tier.POINT)}
    places = {duty.place_id for duty in unit.people.duties_of(person_id) if duty.post in posts}
    return {area for place_id in places for area in unit.places.below(place_id)}


def _turning(unit: Unit, areas: set[int], sunday: date) -> Iterator[wording.Turning]:
    """By the day. Of the young only who is a child by 类别: of the others nothing changes."""
    spans = [(_years_back(sunday, age), _years_back(sunday + WEEK, age) + DAY) for age in AGES]
    found = [(one, *turns) for one in born_in(unit.session, areas, spans) for turns in _turns(one, sunday)]
    for one, on, age in sorted(found, key=lambda turn: turn[1]):
        tags = {member.tag for member in unit.dossiers.memberships(one.person_id) if member.holds(on)}
        if age > GROWN or tags & CHILD_TAGS:
            yield wording.Turning(one.name, on, age)


def _turns(one: Born, sunday: date) -> Iterator[tuple[date, int]]:
    for on in (sunday + n * DAY for n in range(1, WEEK.days + 1)):
        age = age_on(one.born_on, on)
        if age in AGES and age_on(one.born_on, on - DAY) != age:
            yield on, age


def _years_back(day: date, years: int) -> date:
    """29 February becomes the 28th: a day too early is looked at and passed over."""
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)
