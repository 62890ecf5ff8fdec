"""Synthetic people for the figures about visits: areas of 200, five to a village, ten villages to a town. Nobody real.

What is due is as it is where visits are made: most had theirs, a few doors a day are open, one in fifty is late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Table, bindparam

from bot.visit_rules import read as read_rules
from care.category import Tier
from care.dossier import Standing
from care.place import Post, Structure
from care.visits.due import Done, Due, due
from handlers.dues import Visiting
from storage import tables
from storage.sql import Connection, Statement

TODAY = date(2026, 6, 17)  # 星期三
NOW = datetime(2026, 6, 17, 0, 0, tzinfo=UTC)  # 早上八点
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
IN_AREA, AREAS, VILLAGES = 200, 5, 10  # 一个片区的人、一个村的片区、一个镇的村
LATE = 50  # 每这么多个应访里有一个一直没人去
KEYS = 256
VISITING = Visiting(rules=read_rules().rules)
RULES = {rule.id: rule for rule in VISITING.rules}
STRUCTURE = Structure(
    ("片区", "村", "镇"),
    (
        Post("网格员", 0, frozenset({Tier.GRID})),
        Post("村社工", 1, frozenset({Tier.POINT, Tier.COMMITTEE}), sealed=True),
        Post("社工站", 2, frozenset({Tier.STATION}), sealed=True),
    ),
)
# 一百个人里有几个归哪几条规则，照种子表 1 的比例：每天看的一个，九十岁的三个，三十几个不归哪一条
MIX = (
    (1, ("TK1", "TK3", "AQ1")),
    (3, ("GL2", "GL2长", "AQ1")),
    (10, ("JC1", "DB2")),
    (14, ("NA1", "GL1")),
    (8, ("NA1",)),
    (20, ("DB2",)),
    (8, ("CJ1", "DB2")),
    (36, ()),
)
_OF_HUNDRED = tuple(chain.from_iterable([held] * share for share, held in MIX))
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Town:
    """Residents are numbered 1…, then the grid workers, then the village points; places: areas, villages, towns."""

    people: int

    @property
    def areas(self) -> int:
        return -(-self.people // IN_AREA)

    @property
    def villages(self) -> int:
        return -(-self.areas // AREAS)

    @property
    def towns(self) -> int:
        return -(-self.villages // VILLAGES)

    def village_of(self, area: int) -> int:
        """The place of the village around the area with this number, both counted from 0."""
        return self.areas + area // AREAS + 1

    def worker_of(self, area: int) -> int:
        """The grid worker's number."""
        return self.people + area + 1

    def rows(self) -> Iterator[tuple[Table, Iterator[Row]]]:
        """What stands in every table, those that others point to first."""
        yield tables.places, self._places()
        yield tables.people, self._people()
        yield tables.duties, self._duties()
        yield tables.accounts, self._accounts()
        yield tables.households, self._households()
        yield tables.dossiers, self._dossiers()
        yield tables.dues, self._dues()

    def _places(self) -> Iterator[Row]:
        for level, count in enumerate((self.areas, self.villages, self.towns)):
            for at in range(count):
                found = self._chain(level, at)
                name = f"{STRUCTURE.levels[level]}{at}"
                yield {"id": found[0], "key": name, "name": name, "level": level, "chain": ",".join(map(str, found))}

    def _chain(self, level: int, at: int) -> tuple[int, ...]:
        village = at // AREAS if level == 0 else at
        steps = (at + 1, self.areas + village + 1)
        town = self.areas + self.villages + (at if level == 2 else village // VILLAGES) + 1
        return (*steps[level:], town) if level < 2 else (town,)

    def _people(self) -> Iterator[Row]:
        same = {"key": None, "known": True, "made_at": BEFORE}
        for at in range(self.people):
            yield {"id": at + 1, "name": f"村民{at}", "place_id": at // IN_AREA + 1, **same}
        for number, _, place_id in self._staff():
            yield {"id": number, "name": f"网格员{number}", "place_id": place_id, **same}

    def _staff(self) -> Iterator[tuple[int, str, int]]:
        for area in range(self.areas):
            yield self.worker_of(area), "网格员", area + 1
        for village in range(self.villages):
            yield self.people + self.areas + village + 1, "村社工", self.areas + village + 1

    def _duties(self) -> Iterator[Row]:
        return ({"person_id": one, "post": post, "place_id": place_id} for one, post, place_id in self._staff())

    def _accounts(self) -> Iterator[Row]:
        for one, _, _ in self._staff():
            yield {"channel": "wecom", "name": f"w{one}", "person_id": one, "left_at": None}

    def _households(self) -> Iterator[Row]:
        for at in range(0, self.people, 2):
            n = at // 2 + 1
            yield {"id": n, "place_id": at // IN_AREA + 1, "house": f"{n}号", "head": f"村民{at}", "lane": f"{n:08}"}

    def _dossiers(self) -> Iterator[Row]:
        same = {"relation": "", "note": "", "sounds": "", "recheck_on": None, "version": 1}
        same |= {"id_sealed": None, "id_index": None, "phone_sealed": None, "phone_index": None}
        same |= {"standing": Standing.HERE.value, "opened_at": BEFORE, "changed_at": BEFORE}
        for at in range(self.people):
            born_on = date(1930 + at % 60, 5, 1)
            yield {"person_id": at + 1, "household_id": at // 2 + 1, "sex": "女", "born_on": born_on, **same}

    def _dues(self) -> Iterator[Row]:
        for at in range(self.people):
            for nth, rule_id in enumerate(_OF_HUNDRED[at * 37 % 100]):
                last, found = due_of(rule_id, (at * 7919 + nth * 13) % 9973, at // 2 % KEYS)
                spans = {"since_on": START, "last_on": last, "opens_on": found.opens_on, "until_on": found.until}
                spans |= {"by_phone": False, "by_on": None}
                yield {"person_id": at + 1, "rule_id": rule_id, "place_id": at // IN_AREA + 1, "times": 3, **spans}


START = date(2025, 1, 1)


@lru_cache(maxsize=1_000_000)
def due_of(rule_id: str, lot: int, key: int) -> tuple[date, Due]:
    """The last visit and the next one; but for the late ones, nobody has been waiting for more than three days."""
    last = TODAY - (lot % (RULES[rule_id].gap * 2) + 1) * DAY
    while True:
        found = _next(rule_id, last, key)
        waited = 1 if RULES[rule_id].gap == 1 else lot % 4
        if lot % LATE == 0 or found.opens_on > TODAY - waited * DAY:
            return last, found
        last = found.opens_on + (0 if waited == 1 else lot % 3) * DAY


@cache
def _next(rule_id: str, last: date, key: int) -> Due:
    works_on = VISITING.calendar.works_on
    found = due(RULES[rule_id], Done(last, 3), since=START, key=key, works_on=works_on)
    assert found is not None
    return found


def fill(connection: Connection, dialect: str, town: Town) -> None:
    """As fast as the database takes it: COPY on PostgreSQL, one transaction on SQLite."""
    connection.execute("BEGIN")
    for table, found in town.rows():
        names = [column.name for column in table.columns]
        if dialect == "postgresql":
            _copy(connection, table.name, names, found)
        else:
            _insert(connection, table, found)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _copy(connection: Connection, table: str, names: Sequence[str], found: Iterator[Row]) -> None:
    with connection.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as lines:
        for row in found:
            lines.write_row([row[name] for name in names])


def _insert(connection: Connection, table: Table, found: Iterator[Row]) -> None:
    asked = {column.name: bindparam(column.name) for column in table.columns}
    prepared = Statement(table.insert().values(asked)).on("sqlite")
    connection.cursor().executemany(prepared.text, (prepared.bind(row) for row in found))
