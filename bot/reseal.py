"""`keys reseal`: everything under the current key, five hundred rows a transaction, the bot running beside it."""

from collections.abc import Callable
from functools import partial
from typing import TextIO

from bot.config import Config
from bot.filing import belongs, seal_of
from bot.office import in_store
from storage.keys import BadKeys
from storage.resealing import PLACES, Place, Resealing
from storage.seal import PROOF, CannotOpen, Seal, reseal
from storage.unit import Unit


def reseal_all(config: Config, out: TextIO) -> int:
    """0; 1 when some could not be opened: those stay as they are; 2 without usable keys. Done twice changes nothing."""
    lost: list[CannotOpen] = []
    try:
        seal = seal_of(config)
        in_store(config, lambda unit: belongs(unit, seal))
        done = sum(_column(config, seal, place, lost.append) for place in PLACES)
    except BadKeys as refusal:
        out.write(f"✗ {refusal}\n")
        return 2
    if lost:
        out.write("".join(f"✗ {one}\n" for one in lost[:20]) + f"{len(lost)} 个打不开，没有动；旧的钥匙先别删。\n")
        return 1
    in_store(config, lambda unit: unit.facts.put(PROOF, seal.proof()))
    out.write(f"✓ 换封了 {done} 个号码，都在现在这一把下面了。旧的钥匙只有从前的备份还要用。\n")
    return 0


def _column(config: Config, seal: Seal, place: Place, lost: Callable[[CannotOpen], None]) -> int:
    done, after = 0, 0
    while True:
        last, changed = in_store(config, partial(_some, seal, place, after, lost))
        done += changed
        if last == after:
            return done
        after = last


def _some(seal: Seal, place: Place, after: int, lost: Callable[[CannotOpen], None], unit: Unit) -> tuple[int, int]:
    rows = Resealing(unit.session).old(place, seal.mark, after)
    was = {f"{place.name}.{row}": (row, sealed) for row, sealed in rows}
    placed = [(where, sealed) for where, (_, sealed) in was.items()]
    changed = [Resealing(unit.session).put(place, *was[where], new) for where, new in reseal(seal, placed, lost=lost)]
    return (rows[-1][0] if rows else after), sum(changed)
