"""`export-people FILE [--purpose … --full]`: the files as a sheet. Masked, unless a purpose is told, which is kept."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from bot import directory
from bot.areas import Areas
from bot.clock import Clock
from bot.config import Config
from bot.filing import belongs, seal_of, with_places
from bot.office import in_store
from bot.sheets.book import NotWritten
from bot.sheets.writing import write_people
from care.dossier import Dossier, Draft, Standing
from handlers.dues import today_of
from handlers.enrol_rows import CONTACT, GUARDIAN, ID, PHONE, TIE_PHONE
from storage.keys import BadKeys
from storage.seal import CannotOpen, Seal
from storage.ties import Look, Tie, Ties
from storage.unit import Unit

WHAT = "导出完整名单"
ASK = "完整的名单有身份证号和电话，要写查阅事由：--purpose 为什么要。查阅会记下来。\n"


def export_people(config: Config, path: Path, purpose: str, full: bool, out: TextIO) -> int:
    """0, or 2 when nothing could be written. A full look at somebody is on disk before they are in the sheet."""
    if full and not purpose.strip():
        out.write(f"✗ {ASK}")
        return 2
    look = Look(None, WHAT, purpose.strip(), True, Clock().now()) if full else None
    try:
        seal = seal_of(config)
        areas = in_store(config, partial(_begun, config, seal, Clock().now()))
        count = write_people(path, _people(config, seal, areas, look), masked=not full, purpose=purpose)
    except (BadKeys, CannotOpen, NotWritten) as refusal:
        out.write(f"✗ {refusal}\n")
        return 2
    kept = f"查阅事由「{purpose.strip()}」，每个人都记了一笔。看完请收好。" if full else "号码、名字、门牌都遮住了。"
    out.write(f"✓ 导出了 {count} 人到 {path.name}。{kept}\n")
    return 0


def _begun(config: Config, seal: Seal, now: datetime, unit: Unit) -> Areas:
    belongs(unit, seal)
    township = directory.read(config.village.file)
    with_places(unit, township, now)
    return Areas(unit.places.all())


def _people(config: Config, seal: Seal, areas: Areas, look: Look | None) -> Iterator[Draft]:
    """A thousand at a time, each thousand in a transaction of its own: memory stays flat."""
    after = 0
    while True:
        last, found = in_store(config, partial(_some, seal, areas, look, after, Clock().now()))
        yield from found
        if last == after:
            return
        after = last


def _some(
    seal: Seal, areas: Areas, look: Look | None, after: int, now: datetime, unit: Unit
) -> tuple[int, list[Draft]]:
    found = []
    numbers = unit.dossiers.after(after)
    for number in numbers:
        one = unit.dossiers.get(number)
        if one is None or one.standing is not Standing.HERE:
            continue
        found.append(_draft(unit, seal, areas, one, now))
        if look is not None:
            Ties(unit.session).look(number, look)
    return (numbers[-1] if numbers else after), found


def _draft(unit: Unit, seal: Seal, areas: Areas, one: Dossier, now: datetime) -> Draft:
    house = unit.dossiers.household(one.household_id)
    number, phone = unit.dossiers.sealed(one.person_id)
    held = (each.tag for each in unit.dossiers.memberships(one.person_id) if each.holds(today_of(now)))
    ties = Ties(unit.session).of(one.person_id)
    return Draft(
        *(one.name, areas.label(unit.places.get(one.place_id)), one.sex, one.born_on),
        "" if number is None else seal.open(number, f"{ID}.{one.person_id}"),
        "" if phone is None else seal.open(phone, f"{PHONE}.{one.person_id}"),
        *(house.house, house.head, one.relation, tuple(dict.fromkeys(held))),
        *_named(seal, ties, GUARDIAN),
        *_named(seal, ties, CONTACT),
        one.note,
    )


def _named(seal: Seal, ties: list[Tie], kind: str) -> tuple[str, str]:
    """The newest of a kind: name and telephone."""
    tie = next((tie for tie in ties if tie.kind == kind), None)
    if tie is None:
        return "", ""
    phone = tie.phone_sealed
    return tie.name, "" if phone is None else seal.open(phone, f"{TIE_PHONE}.{tie.id}")
