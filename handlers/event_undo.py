"""撤销 after 「突发 张三 …」 or its end: the tag, what is due, the line on today's list and the ticket go back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete

from care.category import Tier
from care.dossier import Dossier
from care.message import Reply
from care.notice import Notice, Topic
from handlers import notices
from handlers.dossier_undo import UNDONE, take_back
from handlers.dossier_who import act_of, ask, asked
from handlers.dues import recount_house, today_of
from handlers.event_plans import Begun, held, kind_of
from handlers.lists import address_of, put
from handlers.turn import Turn
from handlers.withdraw import withdraw
from handlers.wording import events as wording
from handlers.wording.dossier_change import changed_since
from handlers.wording.notices import Facts
from storage import tables
from storage.snapshots import Snapshot, Snapshots, dues_in
from storage.sql import Statement
from storage.unit import Unit

STEP, ROWS = "undo_event", "memberships"

_e, _g = tables.errands, tables.digests
DROP_LINE = Statement(
    delete(_e).where(
        _e.c.visitor_id == bindparam("visitor_"),
        _e.c.on_day == bindparam("day_"),
        _e.c.line == bindparam("line_"),
        _e.c.outcome == "",
    )
)
DROP_DIGEST = Statement(
    delete(_g).where(
        _g.c.visitor_id == bindparam("visitor_"), _g.c.sent_on == bindparam("day_"), _g.c.kind == bindparam("kind_")
    )
)


def snapshots_of(unit: Unit, people: Sequence[Dossier]) -> dict[int, Snapshot]:
    """What the act is going to change of each: 类别 and what is due, nothing else."""
    kept = [Snapshots(unit.session).take(one.person_id, mates=False) for one in people]
    return {one["person"]: {**one, "rows": {ROWS: one["rows"][ROWS]}} for one in kept}


def remember(
    turn: Turn,
    tag: str,
    before: Mapping[int, Snapshot],
    begun: Begun,
    *,
    ended: bool = False,
    death: Mapping[str, Any] | None = None,
) -> None:
    """What `undo_last` puts back. It takes the place of our question, as a change in a file does.

    `death`: what was kept of a death that was told with it.
    """
    people = [one.person_id for one in begun.people]
    versions = [Snapshots(turn.unit.session).version(one) for one in people]
    done = {"number": begun.number, "hand": begun.hand_id, "line": begun.line, "ended": ended, "death": death}
    ask(turn, STEP, tag=tag, before=[before[one] for one in people], versions=versions, **done)


def begun_by(turn: Turn, person_id: int | None = None) -> bool:
    """Whether that was the last thing of this kind they said, of this person where one is named."""
    kept = asked(turn, STEP)
    if kept is None:
        return False
    dead = (kept.get("death") or {}).get("before", [])
    return person_id is None or person_id in [one["person"] for one in (*kept["before"], *dead)]


def undo_last(turn: Turn) -> Reply | None:
    """None when it is too late, or nothing of the kind was said."""
    kept, dialogue, unit = asked(turn, STEP), turn.dialogue, turn.unit
    if kept is None or dialogue is None or turn.now - dialogue.asked_at > turn.house.undo_within:
        return None
    unit.dialogues.drop(turn.message.sender)
    before, snapshots = kept["before"], Snapshots(unit.session)
    names = [unit.people.get(one["person"]).name for one in before]
    if [snapshots.version(one["person"]) for one in before] != kept["versions"]:
        return Reply(changed_since(names[0]))
    _put_back(turn, before, dialogue.asked_at)
    for one in before:
        act_of(turn).note(unit, one["person"], UNDONE, kept["tag"], "")
    if kept["ended"]:
        return Reply(wording.goes_on(kept["tag"], names))
    ticket = "" if kept["number"] is None else _withdrawn(turn, kept["number"], dialogue.asked_at)
    running = held(unit, before[0]["person"], kept["tag"], today_of(turn.now))
    _call_off(turn, kept, names)
    death = take_back(turn, kept["death"], dialogue.asked_at) if kept.get("death") else ""
    said = wording.undone(kept["tag"], names, before=bool(running))
    return Reply("\n".join(part for part in (said, ticket, death) if part))


def _withdrawn(turn: Turn, number: int, opened_at: datetime) -> str:
    """What is said of the ticket."""
    opened = turn.unit.tickets.get(number).opened_at == opened_at
    by, at, note = turn.actor.id, turn.now, wording.said_by_mistake()
    if not withdraw(turn.unit, turn.house, number, opened_at=opened_at, by=by, at=at, note=note):
        return wording.emergency_stays(number)
    if opened:
        _point_hears(turn, number)
    return wording.withdrawn(number) if opened else wording.noted_on(number)


def _point_hears(turn: Turn, number: int) -> None:
    """The village point was told of the hardship beside the station's desk."""
    unit, house = turn.unit, turn.house
    ticket = unit.tickets.get(number)
    scene = notices.scene_of(unit, house, ticket)
    heard = {turn.actor.id, ticket.assignee_id, *(duty.person_id for duty in scene.holding(ticket.post)[:1])}
    for duty in scene.holding(house.structure.takes(Tier.POINT).name)[:1]:
        if duty.person_id not in heard:
            facts = Facts(ticket, scene.caller.name, scene.place.name, at=turn.now)
            notices.put(unit, house, Notice(Topic.WITHDRAWN, duty), facts, turn.now)


def _put_back(turn: Turn, before: Sequence[Snapshot], at: datetime) -> None:
    """类别 as they were, the file as it is; a visit made meanwhile is counted, and what is due follows from it."""
    unit, snapshots = turn.unit, Snapshots(turn.unit.session)
    snapshots.put_back([{**snapshots.take(one["person"], mates=False), "rows": one["rows"]} for one in before])
    for one in before:
        if not any(visit.told_at > at for visit in unit.visits.of_person(one["person"], 5)):
            unit.visits.put_dues(one["person"], dues_in(one["dues"]))
    recount_house(unit, turn.house.visiting, before[0]["person"], today_of(turn.now))


def _call_off(turn: Turn, kept: Mapping[str, Any], names: Sequence[str]) -> None:
    """Who was sent there hears that it was a mistake; their line goes, unless they have answered to it."""
    unit, today, hand, line = turn.unit, today_of(turn.now), kept["hand"], kept["line"]
    if hand is None or hand == turn.actor.id:
        return
    if line is not None:
        home = unit.dossiers.file(kept["before"][0]["person"]).household_id
        unit.session.run(DROP_LINE, visitor_=hand, day_=today, line_=line)
        unit.session.run(DROP_DIGEST, visitor_=hand, day_=today, kind_=kind_of(home))
    address = address_of(unit, hand)
    if address is not None:
        put(unit, turn.house, hand, address, wording.not_after_all(kept["tag"], names, line), turn.now)
