"""建档要用的: the seal, the rules and the places of a configuration, for the commands that open files."""

from datetime import datetime
from hashlib import sha256

from bot import directory, visit_rules
from bot.config import Config
from bot.directory import Directory
from handlers.dues import Visiting, today_of
from storage.keys import read_keys
from storage.seal import PROOF, Seal, seal_at_start
from storage.unit import Unit

RULES = "rules"  # 上次用的访视规则，记着它的指纹


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
    )


def follow_rules(unit: Unit, config: Config, now: datetime) -> None:
    """At a start: where the rules' file is not that of the last one, everyone's next visits are worked out anew."""
    read_as = sha256(config.visits.rules.read_bytes()).digest()
    if unit.facts.get(RULES) != read_as:
        unit.facts.put(RULES, read_as)
        unit.dossiers.recheck_all(today_of(now))


def begun(unit: Unit, config: Config, now: datetime) -> Seal | None:
    """What a start has to see to before anybody speaks. Raises `BadKeys` as `seal_in` does."""
    seal = seal_in(unit, config)
    follow_rules(unit, config, now)
    return seal


def with_places(unit: Unit, township: Directory, now: datetime) -> None:
    """The places of the directory; brought in when some are not known yet, as at a start."""
    if any(unit.places.by_key(node.key) is None for node in township.places):
        directory.bring_in(unit, township, now)
