"""`keys reseal`: everything under the current key, five hundred rows a transaction, the bot running beside it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TextIO

from bot.config import Config
from bot.filing import belongs, seal_of, unopened
from bot.keys import keys
from bot.office import in_store
from storage.keys import BadKeys
from storage.lock import keys_in_use
from storage.resealing import PLACES, Place, Resealing
from storage.seal import PROOF, CannotOpen, Seal, reseal
from storage.unit import Unit


class NotRestarted(BadKeys):
    """Something still runs that closes with another key: what it seals next would be under the old one again."""

    def __init__(self, keys: set[str]) -> None:
        named = "、".join(sorted(key for key in keys if key))
        using = f"还在用旧的 {named} 封" if named else "没有说用的是哪一把钥匙"
        super().__init__(f"正跑着的守望{using}号码。先重启它（几个进程的，一个一个都重启），再跑一次 keys reseal。")


def reseal_all(config: Config, out: TextIO) -> int:
    """0; 1 when some could not be opened or were sealed meanwhile; 2 without usable keys, or while the old are in use.

    Done twice changes nothing.
    """
    lost: list[CannotOpen] = []
    try:
        seal = seal_of(config)
        in_store(config, lambda unit: belongs(unit, seal))
        _restarted(config, seal)
        done = sum(_column(config, seal, place, lost.append) for place in PLACES)
        if lost:
            out.write("".join(f"✗ {one}\n" for one in lost[:20]) + f"{len(lost)} 个打不开，没有动；旧的钥匙先别删。\n")
            return 1
        _restarted(config, seal)
        late = in_store(config, partial(_settled, seal))
    except BadKeys as refusal:
        out.write(f"✗ {refusal}\n")
        return 2
    if late:
        out.write(f"换封了 {done} 个号码；正换着又有 {late} 个封在旧的下面。旧的钥匙先别删，再跑一次 keys reseal。\n")
        return 1
    out.write(f"✓ 换封了 {done} 个号码，都在现在这一把下面了。旧的钥匙只有从前的备份还要用。\n")
    return 0


def check_all(config: Config, out: TextIO) -> int:
    """`keys check`: the file, then what stands under which key and what runs with which. 1 where something is wrong."""
    code = keys("check", config.dossier.keys, out)
    if code:
        return code
    try:
        seal = seal_of(config)
        strange, left = in_store(config, lambda unit: (unopened(unit, seal), _old(seal, unit)))
        _restarted(config, seal)
    except BadKeys as refusal:
        out.write(f"✗ {refusal}\n")
        return 1
    if strange:
        out.write(f"✗ {strange}\n")
        return 1
    other = f"库里还有 {left} 个号码在旧的钥匙下面，旧的不要删；要全换到现在这一把下面，用 keys reseal。"
    out.write(f"✓ {other if left else '库里的号码都在现在这一把下面。'}\n")
    return 0


def _restarted(config: Config, seal: Seal) -> None:
    late = keys_in_use(config.storage.url) - {seal.key}
    if late:
        raise NotRestarted(late)


def _settled(seal: Seal, unit: Unit) -> int:
    """From now on only the current key is needed, unless something stands under another: how many do."""
    late = _old(seal, unit)
    if not late:
        unit.facts.put(PROOF, seal.proof())
    return late


def _old(seal: Seal, unit: Unit) -> int:
    return sum(count for mark, count in Resealing(unit.session).marks().items() if mark != seal.mark)


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


ON_ROWS: Mapping[str, Callable[[Config, TextIO], int]] = {"reseal": reseal_all, "check": check_all}
