"""建档要用的: the seal, the rules and the places of a configuration, for the commands that open files."""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256

from bot import directory, visit_rules
from bot.config import Config
from bot.directory import Directory
from handlers.dues import Visiting, today_of
from storage.keys import read_keys
from storage.resealing import Resealing
from storage.seal import PROOF, Seal, seal_at_start
from storage.unit import Unit

RULES = "rules"  # 上次算应访用的规则、日历、算法，记着指纹
ALGORITHM = 2  # 算应访的办法改了就加一，起动时重算所有人


def seal_of(config: Config) -> Seal:
    """Raises `BadKeys`: `KeysMissing` says which command makes the file."""
    return Seal(read_keys(config.dossier.keys))


def belongs(unit: Unit, seal: Seal) -> None:
    """Keeps the 凭据 of the keys this database needs. Raises `BadKeys` for the keys of another: nothing is mixed."""
    proof = unit.facts.get(PROOF)
    renewed = seal.proof() if proof is None else seal.renewed(proof)
    if renewed != proof:
        unit.facts.put(PROOF, renewed)


def seal_in(unit: Unit, config: Config) -> Seal | None:
    """At a start: None where nobody has made keys yet. Raises `BadKeys` where they do not open what is here."""
    seal = seal_at_start(config.dossier.keys, unit.facts.get(PROOF))
    if seal is not None:
        belongs(unit, seal)
    return seal


def unopened(unit: Unit, seal: Seal) -> str:
    """A sentence about numbers under a key that is not here, whatever the 凭据 says; empty when there are none.

    Nobody is refused for it: the bot runs, and these numbers cannot be shown until the key is found.
    """
    found = Resealing(unit.session).marks()
    strange = {mark[1:].hex(): count for mark, count in found.items() if not seal.opens(mark)}
    if not strange:
        return ""
    said = "、".join(f"{name}（{count} 个号码）" for name, count in sorted(strange.items()))
    return f"库里有号码封在 {said} 下面，钥匙文件里没有这一把，打不开。从钥匙的备份里找回来，再跑 keys reseal。"


def visiting_of(config: Config) -> Visiting:
    """Raises `RulesWrong`."""
    found = visit_rules.read(config.visits.rules)
    groups = {group.id: group.items for group in found.groups}
    said = config.visits
    return Visiting(
        rules=found.rules,
        groups=groups,
        calendar=config.hours.calendar(),
        morning=said.morning,
        evening=said.evening,
        sunday=said.sunday,
        most=said.houses,
        pace=said.roll_call,
    )


def follow_rules(unit: Unit, config: Config, now: datetime) -> None:
    """At a start: where they would come out otherwise than at the last one, all next visits are worked out anew."""
    today = today_of(now)
    read_as = fingerprint(config, today)
    if unit.facts.get(RULES) != read_as:
        unit.facts.put(RULES, read_as)
        unit.dossiers.recheck_all(today)


def fingerprint(config: Config, today: date, *, algorithm: int = ALGORITHM) -> bytes:
    """Of all that next visits follow from but the files: the rules, this and next year's working days, and how."""
    works_on = config.hours.calendar().works_on
    first, last = date(today.year, 1, 1), date(today.year + 2, 1, 1)
    days = [works_on(first + timedelta(days=n)) for n in range((last - first).days)]
    made = sha256(config.visits.rules.read_bytes())
    made.update(json.dumps([algorithm, first.isoformat(), days]).encode())
    return made.digest()


def begun(unit: Unit, config: Config, now: datetime) -> Seal | None:
    """What a start has to see to before anybody speaks. Raises `BadKeys` as `seal_in` does."""
    seal = seal_in(unit, config)
    follow_rules(unit, config, now)
    return seal


def with_places(unit: Unit, township: Directory, now: datetime) -> None:
    """The places of the directory; brought in when some are not known yet, as at a start."""
    if any(unit.places.by_key(node.key) is None for node in township.places):
        directory.bring_in(unit, township, now)
