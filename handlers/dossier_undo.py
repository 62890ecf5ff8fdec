"""撤销 of what was just changed in a file: everything around it as it was, by whoever changed it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from care.message import Reply
from handlers import accounts
from handlers.dossier_who import act_of, ask, asked
from handlers.dues import Visiting, recount, today_of
from handlers.hush import speak_again
from handlers.lists import write
from handlers.turn import Turn
from handlers.wording import dossier_change as wording
from storage.links import Given, Links
from storage.snapshots import Snapshot, Snapshots, dues_in
from storage.unit import Unit
from storage.visits import DueRow

UNDONE = "撤销"


def remember(
    turn: Turn, what: str, *before: Snapshot, given: Given | None = None, told: Sequence[tuple[int, str]] = ()
) -> None:
    """What `undo_last` puts back. It takes the place of our question: only the last change can be taken back.

    `given`: the rows another person was given. `told`: who heard of it, and what they are to hear when it was not so.
    """
    snapshots = Snapshots(turn.unit.session)
    versions = [snapshots.version(one["person"]) for one in before]
    ask(turn, "undo", what=what, before=before, versions=versions, given=given, told=list(told))


def undo_last(turn: Turn) -> Reply | None:
    """「撤销」. None when the last thing they did was something else."""
    kept, dialogue, unit = asked(turn, "undo"), turn.dialogue, turn.unit
    if kept is None or dialogue is None or turn.in_group or turn.intent.number is not None:
        return None
    if turn.now - dialogue.asked_at > turn.house.undo_within or _did_something_since(turn, dialogue.asked_at):
        return None
    unit.dialogues.drop(turn.message.sender)
    if "account" in kept:
        return accounts.take_back(turn, kept)
    return Reply(take_back(turn, kept, dialogue.asked_at))


def take_back(turn: Turn, kept: Mapping[str, Any], at: datetime) -> str:
    """The act, of what `remember` kept at that moment; what is said of it."""
    unit, before = turn.unit, kept["before"]
    name = unit.people.get(before[-1]["person"]).name
    if [Snapshots(unit.session).version(one["person"]) for one in before] != kept["versions"]:
        return wording.changed_since(name)
    if kept["given"] is not None:
        Links(unit.session).take_back(kept["given"])
    put_back(turn, before, kept["what"], at)
    for person, text in kept.get("told", ()):
        write(unit, turn.house, person, text, turn.now)
    return wording.undone(name, kept["what"])


def put_back(turn: Turn, before: Sequence[Snapshot], what: str, at: datetime) -> None:
    """The act: the files as they were at `at`, and what is due in every house that was left or is gone back to."""
    unit, people = turn.unit, [one["person"] for one in before]
    left = _homes(unit, people)
    Snapshots(unit.session).put_back(before)
    for one in before:
        _dues_back(turn, one, at)
        speak_again(unit, one["person"], turn.now)
        act_of(turn).note(unit, one["person"], UNDONE, what, "")
    mates = [row for one in before for row in dues_in(one.get("mates", ()))]
    recount_homes(unit, turn.house.visiting, {*left, *_homes(unit, people)}, today_of(turn.now), mates)


def _homes(unit: Unit, people: Iterable[int]) -> list[int]:
    return [unit.dossiers.file(one).household_id for one in people]


def recount_homes(
    unit: Unit, visiting: Visiting, homes: Iterable[int], today: date, before: Sequence[DueRow] = ()
) -> None:
    """`before`: what had been done under rules the people of a house were freed from, should these hold once more."""
    for one in [one for home in homes for one in unit.dossiers.in_house(home)]:
        known = {row.rule_id: row for row in before if row.person_id == one.person_id}
        rows = {row.rule_id: row for row in unit.visits.dues_of(one.person_id)}
        recount(unit, visiting, one.person_id, today, list({**known, **rows}.values()))


def _did_something_since(turn: Turn, at: datetime) -> bool:
    step = turn.unit.tickets.last_by(turn.actor.id, at)
    told = turn.unit.visits.told_since(turn.actor.id, at)
    return (step is not None and step.at > at) or any(one.told_at > at for one in told)


def _dues_back(turn: Turn, one: Snapshot, at: datetime) -> None:
    """As they were; where somebody was there meanwhile, that visit is counted and the rest worked out anew."""
    person, unit = one["person"], turn.unit
    if any(visit.told_at > at for visit in unit.visits.of_person(person, 5)):
        recount(unit, turn.house.visiting, person, today_of(turn.now))
    else:
        unit.visits.put_dues(person, dues_in(one["dues"]))
