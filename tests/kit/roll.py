"""名单: the table at the head of a scenario becomes a real Excel file and goes the way of a real one into the files."""

import re
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from bot.areas import Areas
from bot.channels.console import CHANNEL
from bot.sheets.reading import read_people
from care.message import Address
from handlers.dues import today_of
from handlers.enrol import Took, take_in
from storage.keys import fresh_ring
from storage.seal import Seal
from storage.unit import Unit
from tests.kit.stage import Stage

_ACCOUNTS = re.compile(r"^绑了微信的：(.+)$", re.MULTILINE)
_TABLE = re.compile(r"^名单：\n\n((?:\|.*\n)+)", re.MULTILINE)


def rows_of(transcript: str) -> list[list[str]]:
    """The cells of the table under 「名单：」, the head first; empty where a scenario has none."""
    found = _TABLE.search(transcript)
    lines = found[1].splitlines() if found else []
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("|--")]


async def enrol(on: Stage, transcript: str, folder: Path) -> None:
    """Everyone on the list gets a file, as `import-people` would open it at the stage's time."""
    if rows := rows_of(transcript):
        path = _sheet(folder / "名单.xlsx", rows)
        await on.app.store.run(lambda unit: _taken_in(unit, on, path))
    if found := _ACCOUNTS.search(transcript):
        await on.app.store.run(lambda unit: _bound(unit, found[1].split("、")))


def _bound(unit: Unit, names: Sequence[str]) -> None:
    """People of the list with an account of their own, under their name."""
    everywhere = [place.id for place in unit.places.all()]
    for name in names:
        (person,) = unit.people.named(name, everywhere)
        unit.people.open_account(Address(CHANNEL, name), person.id)


def _sheet(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def _taken_in(unit: Unit, on: Stage, path: Path) -> None:
    now, visiting = on.clock.now(), on.app.house.visiting
    reading = read_people(path, today_of(now))
    assert not reading.faults, reading.faults
    seal, areas = Seal(fresh_ring()), Areas(unit.places.all())
    for draft, where in reading.people:
        place = areas.find(draft.area)
        assert place is not None, f"没有「{draft.area}」这个片区"
        taken = take_in(unit, seal, visiting, draft, place_id=place.id, by=None, at=now, via=str(where))
        assert taken.outcome is Took.NEW, taken
