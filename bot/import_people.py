"""`import-people FILE… [--dry-run]`: lists of people into the files (一人一档), with what is wrong and what changed.

All sheets are read before anything is written. People go in some at a time, so that the running bot gets its turns; a
list that was taken in by half is given again and changes nothing twice. A dry run is one transaction, rolled back.
"""

import asyncio
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from bot import directory
from bot.areas import Areas
from bot.clock import Clock
from bot.config import Config
from bot.directory import Directory
from bot.filing import belongs, seal_of, visiting_of, with_places
from bot.imported import Done, Line, Read, Report, print_report
from bot.sheets.guard import NotASheet
from bot.sheets.reading import read_people
from bot.visit_rules import RulesWrong
from care.dossier import Draft
from handlers.dues import Visiting, today_of
from handlers.enrol import Taken, Took, take_in
from storage.keys import BadKeys
from storage.migrate import migrate
from storage.seal import CannotOpen, Seal
from storage.store import Store
from storage.unit import Unit

AT_ONCE = 100  # 一次提交登记几个人：再多，正在说话的人等得太久


class _Rehearsed(Exception):
    """Thrown at the end of a dry run, so that the store rolls everything back."""

    def __init__(self, areas: Areas, done: Sequence[Done]) -> None:
        super().__init__("rehearsed")
        self.areas = areas
        self.done = done


@dataclass(frozen=True, slots=True)
class _Work:
    """What every transaction of one import needs."""

    township: Directory
    seal: Seal
    visiting: Visiting
    at: datetime


def import_people(config: Config, files: Sequence[Path], dry_run: bool, out: TextIO) -> int:
    """0; 1 when lines or cells were left aside, or it was doubtful whose they are; 2 when nothing could be done."""
    now = Clock().now()
    try:
        read = _read_all(files, now)
        work = _Work(directory.read(config.village.file), seal_of(config), visiting_of(config), now)
        report = asyncio.run(_taken(config, work, read, dry_run))
    except (NotASheet, BadKeys, CannotOpen, RulesWrong) as refusal:
        out.write(f"✗ {refusal}\n")
        return 2
    print_report(read, report, dry_run, out)
    return 1 if report.unfinished or any(one.reading.faults for one in read) else 0


def _read_all(files: Iterable[Path], now: datetime) -> list[Read]:
    found = []
    for file in files:
        try:
            found.append(Read(file, read_people(file, today_of(now))))
        except NotASheet as refusal:
            raise NotASheet(f"{file.name}：{refusal}什么都没有登记。") from None
    return found


async def _taken(config: Config, work: _Work, read: Sequence[Read], dry_run: bool) -> Report:
    migrate(config.storage.url, work.at)
    store = Store(config.storage.url)
    lines = [Line(one.file.name, where, draft) for one in read for draft, where in one.reading.people]
    try:
        if dry_run:
            return await _rehearsed(store, work, lines)
        report = Report(await store.run(partial(_begun, work)))
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            report.add(await store.run(partial(_some, work, report.areas, report.said, some)))
        return report
    finally:
        await store.close()


async def _rehearsed(store: Store, work: _Work, lines: Sequence[Line]) -> Report:
    def rehearse(unit: Unit) -> None:
        areas = _begun(work, unit)
        raise _Rehearsed(areas, _some(work, areas, {}, lines, unit))

    try:
        await store.run(rehearse)
    except _Rehearsed as end:
        report = Report(end.areas)
        report.add(end.done)
        return report
    raise AssertionError("a dry run ends by throwing")


def _begun(work: _Work, unit: Unit) -> Areas:
    belongs(unit, work.seal)
    with_places(unit, work.township, work.at)
    keys = {node.key for node in work.township.places}
    return Areas([place for place in unit.places.all() if place.key in keys])


def _some(work: _Work, areas: Areas, said: Mapping[int, Draft], lines: Sequence[Line], unit: Unit) -> list[Done]:
    """`said` is only read: a transaction may be played twice."""
    here: dict[int, Draft] = {}
    already: Mapping[int, Draft] = ChainMap(here, said)  # type: ignore[arg-type]  # 只读后一个，不写
    done = []
    for line in lines:
        place = areas.find(line.draft.area)
        if place is None:
            done.append(Done(line, "", None))
            continue
        area = areas.label(place)
        taken = _taken_in(work, unit, line, replace(line.draft, area=area), place.id, already)
        if taken.outcome is not Took.DOUBTFUL:
            here[taken.person_id] = taken.said
        done.append(Done(line, area, taken))
    return done


def _taken_in(work: _Work, unit: Unit, line: Line, draft: Draft, place_id: int, already: Mapping[int, Draft]) -> Taken:
    via = f"{line.file[-30:]} {line.where}"
    return take_in(
        unit, work.seal, work.visiting, draft, place_id=place_id, by=None, at=work.at, via=via, already=already
    )
