"""模拟的一年：G 村 700 人，四个网格员，每一天都没有一个人被忘掉."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bot.visit_rules import read as read_rules
from care.calendar import SHANGHAI
from care.dossier import Standing as Where
from care.table_one import table_one
from care.visits.call import Call, call
from care.visits.due import Due, Pause
from care.visits.period import stretch
from care.visits.rule import Period, Standing, age_on, rules_for
from handlers.figures import base_figures
from handlers.lists import EVENING, MORNING, WEEK
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
        """What is to be asked of them today; of who is away, only what goes on all the same."""
        return call(self.id, self.asked(today), today)

    def asked(self, today: date) -> list[Due]:
        return [due for due in self.dues if not (self.away(today) and self.waits(due, today))]

    def waits(self, due: Due, today: date) -> bool:
        """出了事，住院也去看；出事以后才走的，回来再看."""
        began, reason = next((pause.first, pause.reason) for pause in reversed(self.pauses) if today in pause)
        return due.rule.period is not Period.EVENT or (reason != "住院" and began > self.since_on[due.rule.id])

    def away(self, today: date) -> str:
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
        one.dues.append(Due(RULES[rule_id], day_of(opens), day_of(until), first=last is None))
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
                self.states["an event, though away"] += bool(away)
            elif asked is not None:
                waiting.add(one.house)
                self.states["left over"] += 1
            elif away:
                self.states["paused"] += 1
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
            opened = [due for due in one.asked(today) if due.opens_on <= today]
            assert all(asked.until <= due.until for due in opened), (today, one)
            assert set(groups) == {group for due in opened for group in due.rule.groups}, (today, one)
            assert starred is any(due.until < today for due in opened), (today, one)
            self.states["overdue and on a list" if starred else "on a list"] += 1

    def worst_come_first(self, people: dict[int, Person], today: date) -> None:
        """Where houses are left over, none of them presses more than one that is on the list of its area."""
        areas: dict[int, dict[bool, list[tuple[bool, bool, date]]]] = defaultdict(lambda: {True: [], False: []})
        for members in _houses(people, today).values():
            presses, until = any(asked.presses(today) for _, asked in members), min(asked.until for _, asked in members)
            listed, place_id = any(one.errands for one, _ in members), members[0][0].place_id
            assert listed or not presses, today
            areas[place_id][listed].append((not presses, until >= today, until))
        for area in areas.values():
            assert not area[False] or (area[True] and max(area[True]) <= min(area[False])), today


def _houses(people: dict[int, Person], today: date) -> dict[tuple[int, str], list[tuple[Person, Call]]]:
    """Where somebody is to be seen today."""
    houses = defaultdict(list)
    for one in people.values():
        asked = one.call(today)
        if asked is not None:
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
                asked = {"A"} if due.rule.period is Period.EVENT else set(due.rule.groups)  # 见到了就算，长单子可以后补
                assert asked <= counted[one.id, last], (today, one)
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
        letters = await self._since(began)
        lists = told(letters, MORNING)
        (people,) = await village.do(lambda unit: everybody(unit, today))
        left = {who: number_in(text, "\n还有", "户明后天看") for who, text in letters if "户明后天看" in text}
        assert all(number_in(lists[who], "今天看 ", " 户") % village.visiting.most == 0 for who in left)
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
            houses = _houses(people, today).values()
            waiting = [one for one in houses if any(asked.presses(today) for _, asked in one)]
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
    assert states["an event, though away"] > 0, states
    assert set(RULES) - year.watch.rules == {"LF1"}
    assert min(year.lists[who] for who in WORKERS) > 250
    assert {one.standing for one in people.values()} == set(Where)
    for age in TURNING:
        aged = [
            one
            for one in people.values()
            if age_on(one.born_on, year.village.today) == age > age_on(one.born_on, FIRST)
        ]
        assert len(aged) >= 10
