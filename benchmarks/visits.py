"""`python -m benchmarks.visits [--people N]`: the morning's plan, its lists and a visit, beside what they cannot beat.

Every ratio is of one run on one machine. Synthetic people (`benchmarks.visits_town`); PostgreSQL out of a wheel with
fsync on, as in `benchmarks.pg`. Our part is one process, and but for the lists that are queued one thread.
"""

import argparse
import asyncio
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benchmarks import machine
from benchmarks.goals import Line
from benchmarks.pg import postgres
from benchmarks.report import table
from benchmarks.visits_town import AREAS, BEFORE, IN_AREA, NOW, STRUCTURE, TODAY, VISITING, Town, fill
from bot.app import AT_ONCE
from care.calendar import Calendar
from care.visits.call import days_work
from care.visits.round import Mode, Outcome, Visit
from handlers.dues import Visiting, note_visit, recount
from handlers.list_lines import errands_of
from handlers.lists import MORNING, lists_due, send_lists
from handlers.turn import House
from handlers.walks import walks_of, works_of
from storage.drivers import driver_for
from storage.migrate import migrate
from storage.store import Store
from storage.unit import Unit

TURNS = 5
WORKERS, TWO_MINUTES = 15_000, 120
MOST_SENT = 2_000  # 张；再多只是更久，快慢看得出来了
ON_SQLITE = 100_000  # 人；文件库只到一个县
SCAN = "SELECT count(*), min(until_on), max(opens_on) FROM dues"
# 同样的行，让数据库自己一句话写成：谁、哪天、第几行、哪一户的谁、误没误
FLOOR = f"""CREATE TABLE floor AS
SELECT w.person_id AS visitor_id, '{TODAY}' AS on_day, u.person_id, d.household_id,
  dense_rank() OVER (PARTITION BY u.place_id ORDER BY d.household_id) AS line,
  min(u.until_on) < '{TODAY}' AS starred, group_concat(u.rule_id) AS groups, NULL AS done_at, '' AS outcome
FROM dues u JOIN dossiers d ON d.person_id = u.person_id JOIN duties w ON w.place_id = u.place_id
WHERE u.opens_on <= '{TODAY}' GROUP BY u.person_id"""


@dataclass(slots=True)
class Found:
    """Seconds, MiB and counts of one run. `each`: rules of a person → seconds for one visit."""

    people: int
    scan: float = 0.0
    plan: float = 0.0
    planned: int = 0
    peak: tuple[float, float] = (0.0, 0.0)
    rows: float = 0.0
    floor: float = 0.0
    written: int = 0
    village: float = 0.0
    a_list: dict[str, float] = field(default_factory=dict)
    each: dict[int, float] = field(default_factory=dict)
    old_hand: float = 0.0


def house_of(unit: Unit) -> House:
    return House(STRUCTURE, {}, Calendar(), unit.places.get(1), visiting=VISITING)


def timed(work: Callable[[], object], turns: int = TURNS) -> float:
    """Seconds, the median of several turns; the first one warms up."""
    work()
    return statistics.median(_seconds(work) for _ in range(turns))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def filled(url: str, town: Town) -> Iterator[Unit]:
    """A new database with the town in it, open for reading and writing by us alone."""
    migrate(url, BEFORE)
    driver = driver_for(url)
    with closing(driver.connect()) as connection:
        fill(connection, driver.dialect, town)
        yield Unit(connection, driver.dialect)


def plan(unit: Unit, house: House, workers: range) -> int:
    """Everybody's houses of today and which eight of them it will be, as the lists are made. Returns the houses."""
    houses = 0
    for first in range(workers.start, workers.stop, AT_ONCE):
        batch = range(first, min(first + AT_ONCE, workers.stop))
        houses += sum(len(one.chosen) + one.left for one in works_of(unit, house, batch, TODAY).values())
    return houses


def workers_of(town: Town, areas: int) -> range:
    return range(town.worker_of(0), town.worker_of(areas))


# —— PostgreSQL ——


def on_postgres(found: Found, folder: Path) -> None:
    town = Town(found.people)
    with postgres(folder / "cluster") as url:
        with filled(url, town) as unit:
            unit.session.connection.execute("SET max_parallel_workers_per_gather = 0")
            house = house_of(unit)
            found.scan = timed(lambda: unit.session.connection.execute(SCAN).fetchall())
            found.planned = plan(unit, house, workers_of(town, town.areas))
            found.plan = min(_seconds(lambda: plan(unit, house, workers_of(town, town.areas))) for _ in range(2))
        found.peak = _peak(url, town, max(1, town.areas // 10)), _peak(url, town, town.areas)
        found.a_list["PostgreSQL"] = asyncio.run(queued(url, house))


def _peak(url: str, town: Town, areas: int) -> float:
    """MiB at the most, of a process that plans so many areas."""
    command = [sys.executable, "-m", "benchmarks.visits", "--people", str(town.people), "--peak", url, str(areas)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return int(said.split()[-1]) / 1024


def peak(url: str, town: Town, areas: int) -> None:
    """In a process of its own, whose memory nothing else has touched."""
    driver = driver_for(url)
    with closing(driver.connect()) as connection:
        unit = Unit(connection, driver.dialect)
        plan(unit, house_of(unit), workers_of(town, areas))
    print(_high_water())


def _high_water() -> int:
    """KiB. Linux's `ru_maxrss` also counts what the parent held when it started us; VmHWM is ours alone."""
    status = Path("/proc/self/status")
    said = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    own = [int(line.split()[1]) for line in said if line.startswith("VmHWM:")]
    return own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def queued(url: str, house: House) -> float:
    """Seconds a list, from 「who has none yet」 to the last commit, as the clock's tick does it."""
    store = Store(url)
    try:
        found = await store.run(lambda unit: lists_due(unit, house, NOW))
        chosen = found[:MOST_SENT]
        began = time.perf_counter()
        for first in range(0, len(chosen), AT_ONCE):
            await store.run(partial(_send, house, chosen[first : first + AT_ONCE]))
        return (time.perf_counter() - began) / len(chosen)
    finally:
        await store.close()


def _send(house: House, visitors: Sequence[int], unit: Unit) -> bool:
    return send_lists(unit, house, visitors, NOW)


# —— SQLite ——


def on_sqlite(found: Found, folder: Path) -> None:
    town = Town(min(found.people, ON_SQLITE))
    url = f"sqlite:///{folder / 'visits.db'}"
    with filled(url, town) as unit:
        house = house_of(unit)
        _rows(found, unit, house, town)
        first = workers_of(town, AREAS)
        found.village = timed(lambda: plan(unit, house, first), turns=20)
    found.a_list["SQLite"] = asyncio.run(queued(url, house))
    with filled(f"sqlite:///{folder / 'rules.db'}", Town(IN_AREA)) as unit:
        _visits(found, unit)


def _rows(found: Found, unit: Unit, house: House, town: Town) -> None:
    """The errands of everybody who is due, each of ours beside one of the floor; both in a transaction, and on disk."""
    ours, floor = [], []
    for _ in range(TURNS):
        ours.append(_seconds(lambda: _committed(unit, partial(_write, unit, house, town))))
        found.written = _number(unit, "SELECT count(*) FROM errands")
        _committed(unit, lambda: [unit.session.connection.execute(f"DELETE FROM {name}") for name in WRITTEN])
        floor.append(_seconds(lambda: _committed(unit, lambda: unit.session.connection.execute(FLOOR))))
        assert found.written == _number(unit, "SELECT count(*) FROM floor"), "both write the same visits"
        unit.session.connection.execute("DROP TABLE floor")
    found.rows, found.floor = statistics.median(ours), statistics.median(floor)


WRITTEN = ("errands", "digests")


def _number(unit: Unit, query: str) -> int:
    return int(unit.session.connection.execute(query).fetchone()[0])


def _committed(unit: Unit, work: Callable[[], object]) -> None:
    unit.session.connection.execute("BEGIN IMMEDIATE")
    work()
    unit.session.connection.execute("COMMIT")


def _write(unit: Unit, house: House, town: Town) -> None:
    workers = workers_of(town, town.areas)
    for first in range(workers.start, workers.stop, AT_ONCE):
        batch = range(first, min(first + AT_ONCE, workers.stop))
        walks = walks_of(unit, house, batch, TODAY)
        work = {one: days_work(walk.knocks(), TODAY, town.people)[0] for one, walk in walks.items()}
        errands = {one: errands_of(chosen, TODAY) for one, chosen in work.items()}
        unit.visits.send_all(batch, TODAY, MORNING, NOW, errands)


# —— 记一次走访 ——


def _visits(found: Found, unit: Unit) -> None:
    """By the rules of the person, and once more for somebody who has been visited a thousand times."""
    unit.session.connection.execute("BEGIN")  # 只算这一次走访自己的事，不算落盘
    monthly = next(rule for rule in VISITING.rules if rule.id == "NA1")
    for count in (1, 2, 4, 8, 16):
        rules = [
            replace(monthly, id=f"规则{n}", when=(replace(monthly.when[0], any_of=frozenset(), age_from=0),))
            for n in range(count)
        ]
        found.each[count] = _a_visit(unit, Visiting(tuple(rules)), count)
    for _ in range(1000):
        unit.visits.record(_visit(99))
    found.old_hand = _a_visit(unit, Visiting(tuple(rules[:1])), 99)
    unit.session.connection.execute("COMMIT")


def _a_visit(unit: Unit, visiting: Visiting, person_id: int) -> float:
    recount(unit, visiting, person_id, TODAY)
    return timed(lambda: note_visit(unit, visiting, _visit(person_id)), turns=200)


def _visit(person_id: int) -> Visit:
    return Visit(person_id, IN_AREA + 1, TODAY, NOW, Outcome.WELL, Mode.IN_PERSON, "ABCDEFGHS")


# —— 结果 ——


def lines(found: Found) -> list[Line]:
    more, few = found.peak[1] - found.peak[0], found.peak[0]
    rows = [
        _ratio(f"{found.people:,} 人的早上怎么排 ÷ 单核扫一遍应访（PostgreSQL）", found.plan, found.scan, 4),
        Line("十分之一的人和全部的人，内存峰值差", "≤ 8 MiB", f"{more:.1f} MiB（{few:.0f} 起）", more <= 8),
        _ratio(f"每次走访一行（{found.written:,} 行）÷ CREATE TABLE AS（SQLite）", found.rows, found.floor, 3),
        Line("一千人的村，早上怎么排", "< 10 毫秒", f"{found.village * 1000:.1f} 毫秒", found.village < 0.010),
    ]
    for base, seconds in found.a_list.items():
        said = f"{WORKERS * seconds:.0f} 秒（每秒 {1 / seconds:,.0f} 张）"
        rows.append(Line(f"{WORKERS:,} 张清单写进待发（{base}）", "< 2 分钟", said, WORKERS * seconds < TWO_MINUTES))
    return [*rows, _by_rules(found)]


def _ratio(what: str, ours: float, floor: float, goal: float) -> Line:
    said = f"{ours / floor:.1f} ×（{ours * 1000:,.0f} / {floor * 1000:,.1f} 毫秒）"
    return Line(what, f"≤ {goal:g} ×", said, ours / floor <= goal)


def _by_rules(found: Found) -> Line:
    """Reached when sixteen rules cost less than sixteen times one, and old visits next to nothing."""
    few, many = found.each[1], found.each[16]
    said = "、".join(f"{count} 条 {seconds * 1e6:.0f}" for count, seconds in found.each.items())
    said += f" 微秒；看过一千次的人 {found.old_hand * 1e6:.0f}"
    return Line("记一次走访", "只随他的规则数", said, many < 16 * few and found.old_hand < 1.5 * few)


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.visits")
    options.add_argument("--people", type=int, default=300_000)
    options.add_argument("--peak", nargs=2, metavar=("URL", "AREAS"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.peak:
        return peak(chosen.peak[0], Town(chosen.people), int(chosen.peak[1]))
    machine.OUT.mkdir(exist_ok=True)
    folder, found = Path(tempfile.mkdtemp(dir=machine.OUT)), Found(chosen.people)
    try:
        on_sqlite(found, folder)
        on_postgres(found, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(f"* {name}：{value}" for name, value in machine.describe().items()))
    print(table(lines(found)))
    return None


if __name__ == "__main__":
    main()
