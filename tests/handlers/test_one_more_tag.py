"""多一样身份，只会多看: no merge of rules ever makes anybody's next visit later."""

import sqlite3
from datetime import date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.schema import CreateTable

from bot.visit_rules import read as read_rules
from care.calendar import SHANGHAI
from care.dossier import CATEGORIES, CONDITIONS, Dossier, Membership
from care.dossier import Standing as Where
from care.visits.period import DAY
from care.visits.round import Outcome, Visit
from handlers.dues import NEVER, Visiting, note_visit, recount
from storage.sql import dialect_of
from storage.tables import metadata
from storage.unit import Unit

FIRST = date(2026, 2, 16)
VISITING = Visiting(rules=read_rules().rules)
GROUPS = ("A", "AB", "AC", "AE", "S", "ABCDEFGHS")
TAGS_OF_ALL = st.sampled_from((*CATEGORIES, *CONDITIONS))


@settings(max_examples=60)
@given(
    tags=st.sets(TAGS_OF_ALL, max_size=3),
    more=TAGS_OF_ALL,
    age=st.integers(1, 99),
    visits=st.lists(st.tuples(st.integers(1, 50), st.sampled_from(GROUPS)), max_size=6),
    joins=st.integers(0, 5),
)
def test_one_more_tag_never_makes_the_next_visit_later(
    tags: set[str], more: str, age: int, visits: list[tuple[int, str]], joins: int
) -> None:
    """Twins of one house, seen together every time; one of them gets one more tag before one of the visits."""
    unit, born_on = an_empty_village(), FIRST.replace(year=FIRST.year - age)
    plain, tagged = (somebody(unit, born_on, tags) for _ in range(2))
    day = FIRST
    for n in range(7):
        if n == min(joins, len(visits)):
            unit.dossiers.join(tagged, Membership(more, day), at(day))
            recount(unit, VISITING, tagged, day)
        if n < len(visits):
            gap, groups = visits[n]
            day += gap * DAY
            for one in (plain, tagged):
                note_visit(unit, VISITING, Visit(one, plain, day, at(day), Outcome.WELL, groups=groups))
        assert all(now <= then for now, then in zip(next_visit(unit, tagged), next_visit(unit, plain), strict=True))


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI)


def an_empty_village() -> Unit:
    connection = sqlite3.connect(":memory:")
    for table in metadata.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=dialect_of("sqlite"))))
    unit = Unit(connection, "sqlite")
    unit.places.put("S片区", "S片区", 0, None)
    unit.dossiers.add_house(1, "1号", "覃大山")
    return unit


def somebody(unit: Unit, born_on: date, tags: set[str]) -> int:
    one = unit.people.add("覃大山", 1, at(FIRST))
    own = (one.id, one.name, 1, 1, "", "男", born_on, False, False, Where.HERE, "", None, 1)
    unit.dossiers.open(Dossier(*own), "", at(FIRST))
    for tag in tags:
        unit.dossiers.join(one.id, Membership(tag, FIRST), at(FIRST))
    recount(unit, VISITING, one.id, FIRST)
    return one.id


def next_visit(unit: Unit, person_id: int) -> tuple[date, date]:
    """From when somebody is on a list, and by when they must be seen."""
    found = unit.visits.dues_of(person_id)
    return min((row.opens_on for row in found), default=NEVER), min((row.until_on for row in found), default=NEVER)
