"""「突发 黄桂英 意外去世」: the death waits for a second word, and visits are planned for those who lived with them."""

from dataclasses import replace

from care.dossier import Dossier, Standing
from care.message import Reply
from handlers.dossier_who import Desk, asked
from handlers.event_plans import Begun, Event, begin_event
from handlers.event_undo import remember, snapshots_of
from handlers.farewell import report_death
from handlers.turn import Turn
from handlers.wording import events as wording
from nlp.dossier_talk import FileSaid, Verb
from nlp.event_talk import CRISIS
from storage.snapshots import Snapshots


def bereaved(turn: Turn, one: Dossier, words: str) -> tuple[Reply, Begun]:
    """What is said of the death, and the plan for the household; never one for who is said to have died."""
    unit, snapshots = turn.unit, Snapshots(turn.unit.session)
    version = snapshots.version(one.person_id)
    said = report_death(Desk(turn, turn.house.seal, FileSaid(Verb.DECEASED, one.name), one))
    speaker = unit.people.behind(turn.message.sender)
    now = replace(turn, dialogue=speaker.dialogue if speaker else None)
    death = asked(now, "undo") if snapshots.version(one.person_id) != version else None
    home = unit.dossiers.in_house(one.household_id)
    mates = [mate for mate in home if mate.person_id != one.person_id and mate.standing is Standing.HERE]
    if not mates:
        return said, Begun(())
    before = snapshots_of(unit, mates)
    told = wording.lost(one.name, words)
    event = Event(mates[0], CRISIS, told, turn.actor.person, turn.message.sender, turn.message.id, turn.now)
    begun = begin_event(unit, turn.house, replace(event, but=one.person_id))
    if begun.people:
        remember(turn, CRISIS, before, begun, death=death)
    return said, begun
