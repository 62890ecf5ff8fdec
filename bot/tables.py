"""The commands that read the files (一人一档) as a whole: 空表、表一、换规则会怎样."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TextIO

from bot import directory
from bot.clock import Clock
from bot.config import Config
from bot.office import in_store
from bot.replay_rules import replay_rules
from bot.sheets.book import NotWritten
from bot.sheets.table1 import Kind
from bot.sheets.table1 import table1 as written
from bot.sheets.template import write_template
from care.dossier import Dossier, Membership, Standing
from care.table_one import checks, table_one
from care.visits.replay import Followed
from care.visits.round import Mode
from care.visits.rule import Standing as Held
from handlers.dues import today_of
from storage.unit import Unit

MOST_VISITS = 1000  # 一个人九十天里最多这么多次走访


def template(config: Config, path: Path, out: TextIO) -> int:
    """Exit code 2 when the file cannot be written."""
    township = directory.read(config.village.file)
    ground = min(node.level for node in township.places)
    try:
        write_template(path, [node.name for node in township.places if node.level == ground])
    except NotWritten as refusal:
        out.write(f"✗ {refusal}\n")
        return 2
    out.write(f"✓ 写好了 {path.name}。填好后：python -m bot import-people {path.name} --dry-run\n")
    return 0


def table1(config: Config, path: Path | None, *, as_json: bool, out: TextIO) -> int:
    """The table, then what does not add up in it. Exit code 2 when the file cannot be written."""
    today = today_of(Clock().now())
    names = {place.id: place.name for place in in_store(config, lambda unit: unit.places.all())}
    files = in_store(config, _files)
    people = [
        (names[one.place_id], one.person_id, frozenset(held.tag for held in tags if held.holds(today)), one.born_on)
        for one, tags in files
        if one.standing is Standing.HERE
    ]
    table = table_one(people, list(dict.fromkeys(area for area, *_ in people)), today)
    try:
        written(table, path or out, Kind.XLSX if path else Kind.JSON if as_json else Kind.TEXT)
    except NotWritten as refusal:
        out.write(f"✗ {refusal}\n")
        return 2
    if not as_json:
        out.write("".join(f"{said}\n" for said in checks(table)))
    return 0


def replay(config: Config, new: Path, days: int, out: TextIO) -> int:
    """Exit codes as `replay_rules`."""
    today = today_of(Clock().now())
    people = in_store(config, partial(_followed, today))
    works_on = config.hours.calendar().works_on
    return replay_rules(config.visits.rules, new, people, days, today, out, works_on=works_on)


def _files(unit: Unit) -> list[tuple[Dossier, list[Membership]]]:
    return [(one, unit.dossiers.memberships(one.person_id)) for one in _everyone(unit)]


def _everyone(unit: Unit) -> Iterator[Dossier]:
    last = 0
    while found := unit.dossiers.after(last):
        for person_id in found:
            one = unit.dossiers.get(person_id)
            if one is not None:
                yield one
        last = found[-1]


def _followed(today: date, unit: Unit) -> list[Followed]:
    files = [(one, tags) for one, tags in _files(unit) if one.standing is Standing.HERE]
    houses: dict[int, set[str]] = {}
    for one, tags in files:
        houses.setdefault(one.household_id, set()).update(_tags(tags, today))
    return [_one_followed(unit, one, tags, frozenset(houses[one.household_id]), today) for one, tags in files]


def _tags(members: Iterable[Membership], today: date) -> frozenset[str]:
    return frozenset(held.tag for held in members if held.holds(today))


def _one_followed(unit: Unit, one: Dossier, tags: list[Membership], house: frozenset[str], today: date) -> Followed:
    visits = [visit for visit in unit.visits.of_person(one.person_id, MOST_VISITS) if visit.seen]
    seen = sorted({visit.visited_on for visit in visits})
    met = {visit.visited_on for visit in visits if visit.mode is Mode.IN_PERSON}
    return Followed(
        one.person_id,
        Held(_tags(tags, today), one.born_on, house),
        min((held.from_on for held in tags), default=today),
        tuple(seen),
        tuple(unit.visits.pauses(one.person_id)),
        one.household_id,
        frozenset(seen) - met,
    )
