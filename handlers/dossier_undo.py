"""撤销 of what was just changed in a file: everything around it as it was, by whoever changed it."""

from datetime import datetime

from care.message import Reply
from handlers.dossier_who import act_of, ask, asked
from handlers.dues import recount, today_of
from handlers.turn import Turn
from handlers.wording import dossier_change as wording
from storage.snapshots import Snapshot, Snapshots, dues_in

UNDONE = "撤销"


def remember(turn: Turn, what: str, *before: Snapshot) -> None:
    """What `undo_last` puts back. It takes the place of our question: only the last change can be taken back."""
    snapshots = Snapshots(turn.unit.session)
    versions = [snapshots.version(one["person"]) for one in before]
    ask(turn, "undo", what=what, before=before, versions=versions)


def undo_last(turn: Turn) -> Reply | None:
    """「撤销」. None when the last thing they did was something else."""
    kept, dialogue, unit = asked(turn, "undo"), turn.dialogue, turn.unit
    if kept is None or dialogue is None or turn.in_group or turn.intent.number is not None:
        return None
    if turn.now - dialogue.asked_at > turn.house.undo_within or _did_something_since(turn, dialogue.asked_at):
        return None
    unit.dialogues.drop(turn.message.sender)
    before, snapshots = kept["before"], Snapshots(unit.session)
    name = unit.people.get(before[-1]["person"]).name
    if [snapshots.version(one["person"]) for one in before] != kept["versions"]:
        return Reply(wording.changed_since(name))
    snapshots.put_back(before)
    for one in before:
        _dues_back(turn, one, dialogue.asked_at)
        act_of(turn).note(unit, one["person"], UNDONE, kept["what"], "")
    return Reply(wording.undone(name, kept["what"]))


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
