"""模拟的一年：G 村 700 人，四个网格员，每一天都没有一个人被忘掉."""

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.schema import CreateTable

from bot.visit_rules import read as read_rules
from care.calendar import SHANGHAI
from care.dossier import CATEGORIES, CONDITIONS, Dossier, Membership
from care.dossier import Standing as Where
from care.table_one import table_one
from care.visits.call import Call, call
from care.visits.due import Due, Pause
from care.visits.period import stretch
from care.visits.round import Outcome, Visit
from care.visits.rule import Period, Standing, age_on, rules_for
from handlers.dues import NEVER, Visiting, note_visit, recount
from handlers.figures import base_figures
from handlers.lists import EVENING, MORNING, WEEK
from storage.sql import dialect_of
from storage.tables import metadata
from storage.unit import Unit
from tests.kit.stage import stage
from tests.kit.year import AREAS, DAY, TABLE, TURNING, WORKERS, GVillage, drafts

SHIPPED = read_rules().rules
RULES = {rule.id: rule for rule in SHIPPED}
SEED, DAYS = 20260216, 365
FIRST = date(2026, 2, 16)  # 除夕；这一年跨进没有放假通知的 2027 年，也有一个没有 2月29日的二月底
CARELESS = dict(zip(WORKERS, (0.02, 0.04, 0.15, 0.05), strict=True))
SAMPLED = 4  # 傍晚那一张，每几天对一次
SILENT = 0.03  # 有时一整天没有一句话


@dataclass(slots=True)
class Person:
    """One person as the tables have them on a day. `errands`: (visitor, groups, starred) on today's lists."""

    id: int
    house: tuple[int, str]
    place_id: int
    standing: str
    born_on: date
    tags: frozenset[str] = frozenset()
    house_tags: frozenset[str] = frozenset()
    dues: list[Due] = field(default_factory=list)
    last_on: dict[str, date | None] = field(default_factory=dict)
    since_on: dict[str, date] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    errands: list[tuple[int, str, bool]] = field(default_factory=list)

    def call(self, today: date) -> Call | None:
        return call(self.id, self.dues, today)

    def away(self, today: date) -> str:
        """Why nobody is to go there today."""
        return next((pause.reason for pause in self.pauses if today in pause), "")


@cache
def day_of(text: str) -> date:
    return date.fromisoformat(text)


def rows(unit: Unit, query: str, *values: object) -> list[Any]:
    return list(unit.session.connection.execute(query, values).fetchall())


def everybody(unit: Unit, today: date) -> dict[int, Person]:
    """Read past the code under test."""
    files = rows(unit, FILES)
    people = {row[0]: Person(row[0], (row[1], row[2]), row[3], row[4], day_of(row[5])) for row in files}
    tags = defaultdict(set)
    for person_id, tag in rows(unit, TAGS, today.isoformat(), today.isoformat()):
        tags[person_id].add(tag)
    for one in people.values():
        one.tags = frozenset(tags[one.id])
    for mates in _by_house(people).values():
        together = frozenset[str]().union(*(mate.tags for mate in mates if mate.standing == Where.HERE))
        for mate in mates:
            mate.house_tags = together
    for person_id, rule_id, since, last, opens, until in rows(unit, DUES):
        one = people[person_id]
        one.since_on[rule_id], one.last_on[rule_id] = day_of(since), day_of(last) if last else None
        one.dues.append(Due(RULES[rule_id], day_of(opens), day_of(until)))
    for person_id, first, last, reason in rows(unit, "SELECT person_id, first_on, last_on, reason FROM pauses"):
        people[person_id].pauses.append(Pause(day_of(first), day_of(last), reason))
    for person_id, visitor_id, groups, starred in rows(unit, ERRANDS, today.isoformat()):
        people[person_id].errands.append((visitor_id, groups, bool(starred)))
    return people


def _by_house(people: dict[int, Person]) -> dict[int, list[Person]]:
    houses: dict[int, list[Person]] = defaultdict(list)
    for one in people.values():
        houses[one.house[0]].append(one)
    return houses


FILES = (
    "SELECT d.person_id, d.household_id, h.lane, p.place_id, d.standing, d.born_on FROM dossiers d"
    " JOIN people p ON p.id = d.person_id JOIN households h ON h.id = d.household_id"
)
TAGS = "SELECT person_id, tag FROM memberships WHERE from_on <= ? AND (to_on IS NULL OR to_on > ?)"
DUES = "SELECT person_id, rule_id, since_on, last_on, opens_on, until_on FROM dues"
ERRANDS = "SELECT person_id, visitor_id, groups, starred FROM errands WHERE on_day = ?"
LETTERS = "SELECT name, text FROM outbox WHERE topic = 'list' AND made_at > ? ORDER BY id"


@dataclass(slots=True)
class Watch:
    """Who looks at every day. `states`: how often people were found in each; `rules`: those somebody fell under."""

    states: Counter[str] = field(default_factory=Counter)
    rules: set[str] = field(default_factory=set)
    known: dict[tuple[frozenset[str], frozenset[str], date, int], frozenset[str]] = field(default_factory=dict)

    def rules_hold(self, people: dict[int, Person], today: date) -> None:
        """Everybody is due under the rules that hold for them today, and nobody who is gone under any."""
        for one in people.values():
            asked = frozenset(due.rule.id for due in one.dues)
            if one.standing != Where.HERE:
                assert not asked, (today, one)
                continue
            key = one.tags, one.house_tags, one.born_on, age_on(one.born_on, today)
            if key not in self.known:
                standing = Standing(one.tags, one.born_on, one.house_tags)
                self.known[key] = frozenset(rule.id for rule in rules_for(SHIPPED, standing, today))
            assert asked == self.known[key], (today, one)
            self.rules |= asked

    def nobody_is_forgotten(self, people: dict[int, Person], today: date, left: int) -> None:
        """`left`: the houses of which the lists said that they wait until tomorrow."""
        waiting = set()
        for one in people.values():
            asked, away = one.call(today), one.away(today)
            if one.errands:
                assert asked is not None, (today, one)
                assert not away, (today, one)
            elif away:
                self.states["paused"] += 1
            elif asked is not None:
                waiting.add(one.house)
                self.states["left over"] += 1
            elif one.dues:
                assert all(today < due.opens_on <= due.until for due in one.dues), (today, one)
                self.states["not yet open"] += 1
            else:
                self.states["without a rule"] += 1
        assert len(waiting) == left, today

    def lists_are_right(self, people: dict[int, Person], today: date) -> None:
        """One line each, everything that is due asked for, and the merged call never later than one of its dues."""
        for one in (one for one in people.values() if one.errands):
            ((_, groups, starred),) = one.errands
            asked = one.call(today)
            assert asked is not None
            opened = [due for due in one.dues if due.opens_on <= today]
            assert all(asked.until <= due.until for due in opened), (today, one)
            assert set(groups) == {group for due in opened for group in due.rule.groups}, (today, one)
            assert starred is any(due.until < today for due in opened), (today, one)
            self.states["overdue and on a list" if starred else "on a list"] += 1

    def worst_come_first(self, people: dict[int, Person], today: date) -> None:
        """Where houses are left over, none of them presses more than one that is on the list of its area."""
        areas: dict[int, dict[bool, list[tuple[bool, bool, date]]]] = defaultdict(lambda: {True: [], False: []})
        for members in _houses(people, today).values():
            daily, until = any(asked.daily for _, asked in members), min(asked.until for _, asked in members)
            listed, place_id = any(one.errands for one, _ in members), members[0][0].place_id
            areas[place_id][listed].append((until >= today, not daily, until))
        for area in areas.values():
            assert not area[False] or (area[True] and max(area[True]) <= min(area[False])), today


def _houses(people: dict[int, Person], today: date) -> dict[tuple[int, str], list[tuple[Person, Call]]]:
    """Where somebody is to be seen today."""
    houses = defaultdict(list)
    for one in people.values():
        asked = one.call(today)
        if asked is not None and not one.away(today):
            houses[one.house].append((one, asked))
    return houses


def overdue_by_hand(people: dict[int, Person], seen: list[tuple[int, date, frozenset[str]]], today: date) -> int:
    """Checks every due against the record of visits itself; returns how many people are overdue."""
    counted: dict[tuple[int, date], set[str]] = defaultdict(set)
    for person_id, day, groups in seen:
        counted[person_id, day] |= groups
    late = set()
    for one in people.values():
        for due in one.dues:
            last, since = one.last_on[due.rule.id], one.since_on[due.rule.id]
            late |= {one.id} if due.until < today else set()
            if last is not None:
                assert set(due.rule.groups) <= counted[one.id, last], (today, one)
            if due.rule.period is Period.EVENT:
                continue
            if not any(pause.last >= (last or since) for pause in one.pauses):
                assert due.until <= (last or since) + due.rule.gap * DAY, (today, one)
            if last is not None:
                assert last < due.opens_on, (today, one)
                assert last not in stretch(due.rule.period, today) or today <= due.until, (today, one)
    return len(late)


def told(letters: list[Any], kind: str) -> dict[str, str]:
    """The letters of a kind, by receiver; nobody gets two."""
    begins = {MORNING: "早上好,", EVENING: "今天还有", WEEK: "这周辛苦了,"}[kind]
    found = [(name, text) for name, text in letters if text.startswith(begins)]
    assert len(found) == len({name for name, _ in found}), found
    return dict(found)


def number_in(text: str, before: str, after: str) -> int:
    return int(text.partition(before)[2].partition(after)[0]) if before in text else 0


@dataclass(slots=True)
class Year:
    """The year being played: what was said, and who watched."""

    village: GVillage
    watch: Watch = field(default_factory=Watch)
    lists: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[int, date, frozenset[str]]] = field(default_factory=list)

    async def day(self, today: date) -> None:
        village, rng = self.village, self.village.rng
        village.until(today, time(6))
        await village.happens()
        await self._morning(today)
        village.until(today, time(11))
        await village.answers({who: share for who, share in CARELESS.items() if rng.random() > SILENT})
        await self._evening(today)
        if today.weekday() == 6:
            await self._sunday(today)

    async def _since(self, moment: datetime) -> list[Any]:
        text = moment.strftime("%Y-%m-%d %H:%M:%S")
        (letters,) = await self.village.do(lambda unit: rows(unit, LETTERS, text))
        return letters

    async def _morning(self, today: date) -> None:
        village, watch = self.village, self.watch
        began = village.now
        village.until(today, time(7, 30))
        await village.rounds("leaves", "recheck", "lists")
        lists = told(await self._since(began), MORNING)
        (people,) = await village.do(lambda unit: everybody(unit, today))
        left = {who: number_in(text, "\n还有", "户明后天看") for who, text in lists.items()}
        assert all(not left[who] or f"今天看 {village.visiting.most} 户" in text for who, text in lists.items())
        self.lists.update(lists.keys())
        watch.rules_hold(people, today)
        watch.nobody_is_forgotten(people, today, sum(left.values()))
        watch.lists_are_right(people, today)
        (away,) = await village.do(lambda unit: unit.leaves.on(today))
        if not away:
            watch.worst_come_first(people, today)

    async def _evening(self, today: date) -> None:
        """What is said of the daily ones is what is still open of them."""
        village, began = self.village, self.village.now
        village.until(today, time(18))
        await village.rounds("evenings")
        evenings = told(await self._since(began), EVENING)
        if today.day % SAMPLED == 0:
            (people,) = await village.do(lambda unit: everybody(unit, today))
            waiting = [one for one in _houses(people, today).values() if any(asked.daily for _, asked in one)]
            assert sum(number_in(text, "今天还有 ", " 户") for text in evenings.values()) == len(waiting), today
        village.until(today, time(18, 30))
        await village.answers(dict.fromkeys(sorted(evenings.keys() & set(WORKERS)), 0.5))

    async def _sunday(self, today: date) -> None:
        village, began = self.village, self.village.now
        village.until(today, time(19))
        await village.rounds("weeks")
        assert told(await self._since(began), WEEK).keys() <= {*WORKERS, "覃芳", "陈静", "黄干事", "韦主任"}
        (people,) = await village.do(lambda unit: everybody(unit, today))
        (visits,) = await village.do(lambda unit: rows(unit, VISITS))
        seen = [(row[0], day_of(row[1]), frozenset(row[2])) for row in visits]
        (figures,) = await village.do(lambda unit: base_figures(unit, unit.places.all(), today))
        assert figures[-1].files.overdue == overdue_by_hand(people, seen, today), today


VISITS = "SELECT person_id, visited_on, groups FROM visits WHERE undone_at IS NULL AND outcome IN ('好', '要帮忙')"


def test_the_village_of_the_year_is_table_one() -> None:
    """With 高龄 75, where the paper prints 71."""
    sheet = [(one.area, n, one.tags, one.born_on) for n, one in enumerate(drafts(FIRST, Random(SEED)))]
    found = table_one(sheet, AREAS, FIRST)
    assert {row.area: row.counts for row in found.rows} == TABLE
    assert found.column_sums == (129, 10, 75, 36, 16, 14, 83, 115)
    assert len(sheet) == 700


async def test_for_a_year_nobody_of_g_village_is_forgotten_on_any_day(tmp_path: Path) -> None:
    start = datetime.combine(FIRST, time(5), SHANGHAI)
    async with stage(f"sqlite:///{tmp_path / 'year.db'}", start=start) as here:
        rng = Random(SEED)
        village = GVillage(here, here.app.house, rng)
        await village.enrol(list(drafts(FIRST, rng)))
        year = Year(village)
        for n in range(DAYS):
            await year.day(FIRST + n * DAY)
        (people,) = await village.do(lambda unit: everybody(unit, village.today))
    a_year_has_gone_by(year, people)


def a_year_has_gone_by(year: Year, people: dict[int, Person]) -> None:
    """That there was something to see: every state, every rule of the village's people, every age that matters."""
    states = year.watch.states
    assert min(states[name] for name in ("on a list", "overdue and on a list", "left over", "paused")) > 100, states
    assert set(RULES) - year.watch.rules == {"ET1", "ET2", "ET3", "LF1"}
    assert min(year.lists[who] for who in WORKERS) > 250
    assert {one.standing for one in people.values()} == set(Where)
    for age in TURNING:
        aged = [
            one
            for one in people.values()
            if age_on(one.born_on, year.village.today) == age > age_on(one.born_on, FIRST)
        ]
        assert len(aged) >= 10


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


VISITING = Visiting(rules=SHIPPED)


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
