"""去世 and 迁走. A death needs two people; until the second has spoken visits wait, and after it nobody is written to.

Where it stands is read from `changes`, so that it outlives every restart: column 去世, one row a word of somebody.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from care.dossier import Standing
from care.message import Reply
from care.people import Duty
from care.visits.due import Pause
from care.visits.period import DAY
from handlers.accounts import give_back, inherit
from handlers.dossier_move import moved_inside, movers_of
from handlers.dossier_undo import recount_homes, remember
from handlers.dossier_who import Desk, of_the_point, pause_today
from handlers.dues import recount_house
from handlers.hush import WAITING, fall_silent, speak_again
from handlers.wording import dossier_change as change_wording
from handlers.wording import farewell as wording
from storage.dossiers import Change
from storage.snapshots import Snapshots, dues_in, dues_out

COLUMN, KEPT, PASSED, STANDING = "去世", "应访", "号归谁", "在册"
CONFIRMED, DOUBTED, ALIVE = "确认", "要改回", "还在"
WAIT = timedelta(days=7)  # 没人确认就恢复走访：多走一趟，好过再没人去
UNDO_WITHIN = timedelta(days=1)


# —— 去世 ——


def report_death(desk: Desk) -> Reply:
    """「张三 去世」: the first word. Visits stop for a week at most, and a second worker is asked."""
    one = desk.one
    if one.standing is not Standing.HERE:
        return Reply(wording.already(one.name, one.standing))
    if (first := _waiting(desk)) is not None:
        mine = first.by == desk.turn.actor.id
        return Reply(wording.needs_another(one.name) if mine else wording.already_reported(one.name))
    before = Snapshots(desk.unit.session).take(one.person_id)
    desk.unit.visits.come_back(one.person_id, desk.today, desk.today - DAY)
    pause = Pause(desk.today, desk.today + WAIT - DAY, WAITING)
    desk.unit.visits.pause(one.person_id, pause, desk.turn.actor.id, desk.turn.now)
    fall_silent(desk.unit, one.person_id)
    _say(desk, WAITING)
    second = _second(desk)
    if second is not None:
        area = desk.unit.places.get(one.place_id).name
        _tell(desk, second.person_id, wording.please_confirm(desk.turn.actor.person.name, one.name, area))
    taken_back = wording.said_alive(desk.turn.actor.person.name, one.name)
    remember(desk.turn, COLUMN, before, told=[(second.person_id, taken_back)] if second else [])
    return Reply(wording.reported(one.name, f"{second.name}（{second.post}）" if second else ""))


def confirm_death(desk: Desk) -> Reply:
    """「张三 去世 确认」 by somebody else; not when anybody has met them since the first word."""
    one, first = desk.one, _waiting(desk)
    if one.standing is not Standing.HERE:
        return Reply(wording.already(one.name, one.standing))
    if first is None:
        return Reply(wording.not_reported(one.name))
    if first.by == desk.turn.actor.id:
        return Reply(wording.needs_another(one.name))
    if any(visit.seen and visit.told_at > first.at for visit in desk.unit.visits.of_person(one.person_id, 5)):
        return Reply(wording.seen_since(one.name))
    _die(desk)
    if first.by is not None:
        _tell(desk, first.by, wording.confirmed_too(desk.turn.actor.person.name, one.name))
    return Reply(wording.confirmed(one.name))


def _die(desk: Desk) -> None:
    """The act: 去世 in the file, nothing due, and what had been due written down for whoever must put it back."""
    one = desk.one
    home = [mate.person_id for mate in desk.unit.dossiers.in_house(one.household_id)]
    dues = dues_out(row for person in home for row in desk.unit.visits.dues_of(person))
    desk.act.note(desk.unit, one.person_id, KEPT, json.dumps(dues), "")
    desk.act.note(desk.unit, one.person_id, PASSED, json.dumps(inherit(desk.turn, one.person_id)), "")
    desk.unit.visits.come_back(one.person_id, desk.today, desk.today - DAY)
    desk.unit.dossiers.save(replace(one, standing=Standing.DECEASED), desk.turn.now)
    desk.act.note(desk.unit, one.person_id, COLUMN, WAITING, CONFIRMED)
    fall_silent(desk.unit, one.person_id)
    recount_house(desk.unit, desk.visiting, one.person_id, desk.today)


def still_alive(desk: Desk) -> Reply | None:
    """「张三 还在」 ends the waiting, whoever says it; after the confirmation both must say it."""
    if desk.one.standing is Standing.DECEASED:
        return _put_back(desk)
    first = _waiting(desk)
    if first is None:
        return Reply(wording.no_doubt(desk.one.name)) if COLUMN in desk.turn.message.text else None
    desk.unit.visits.come_back(desk.one.person_id, desk.today, desk.today - DAY)
    speak_again(desk.unit, desk.one.person_id, desk.turn.now)
    _say(desk, ALIVE)
    if first.by is not None and first.by != desk.turn.actor.id:
        _tell(desk, first.by, wording.said_alive(desk.turn.actor.person.name, desk.one.name))
    return Reply(wording.alive(desk.one.name))


def _put_back(desk: Desk) -> Reply:
    """By the same two within a day: the first of them is written down, the other one's word does it."""
    me, rows = desk.turn.actor.id, _words(desk)
    done = next((row for row in reversed(rows) if row.became == CONFIRMED), None)
    said = next((row for row in reversed(rows) if row.became == WAITING), None)
    if done is None or said is None or me not in (done.by, said.by):
        return Reply(wording.only_these_two())
    if desk.turn.now - done.at > UNDO_WITHIN:
        return Reply(wording.too_late(desk.one.name))
    other = said.by if me == done.by else done.by
    if rows[-1].became == DOUBTED and rows[-1].by == other:
        return _restored(desk, other)
    if rows[-1].became != DOUBTED:
        desk.act.note(desk.unit, desk.one.person_id, COLUMN, CONFIRMED, DOUBTED)
        if other is not None:
            _tell(desk, other, wording.please_agree(desk.turn.actor.person.name, desk.one.name))
    return Reply(wording.both_needed(desk.one.name, desk.unit.people.get(other).name if other else ""))


def _restored(desk: Desk, other: int | None) -> Reply:
    one = desk.one
    kept = {row.field: row.was for row in desk.unit.dossiers.changes(one.person_id) if row.field in (KEPT, PASSED)}
    desk.unit.dossiers.save(replace(one, standing=Standing.HERE), desk.turn.now)
    desk.act.note(desk.unit, one.person_id, COLUMN, DOUBTED, ALIVE)
    speak_again(desk.unit, one.person_id, desk.turn.now)
    rows = dues_in(json.loads(kept[KEPT]))
    recount_homes(desk.unit, desk.visiting, (one.household_id,), desk.today, rows)
    give_back(desk.turn, one.person_id, json.loads(kept.get(PASSED, "[]")))
    if other is not None:
        _tell(desk, other, wording.restored(one.name))
    return Reply(wording.restored(one.name))


def _words(desk: Desk) -> Sequence[Change]:
    """Who said what about it, oldest first."""
    return [row for row in desk.unit.dossiers.changes(desk.one.person_id) if row.field == COLUMN]


def _waiting(desk: Desk) -> Change | None:
    """The first word, while it waits for the second; none when its week is over or it was taken back."""
    running, rows = pause_today(desk), _words(desk)
    if running is None or running.reason != WAITING or not rows or rows[-1].became != WAITING:
        return None
    return rows[-1]


def _say(desk: Desk, became: str) -> None:
    desk.act.note(desk.unit, desk.one.person_id, COLUMN, "", became)
    desk.unit.dossiers.save(desk.one, desk.turn.now)
    recount_house(desk.unit, desk.visiting, desk.one.person_id, desk.today)


def _second(desk: Desk) -> Duty | None:
    """Who is asked: somebody else of the village, the village point before the others; else the nearest above."""
    chain = desk.unit.places.get(desk.one.place_id).chain
    structure = desk.turn.house.structure
    ranks = {post.name: (not post.ladder, -post.level) for post in structure.posts}
    others = [duty for duty in desk.unit.people.staff(chain) if duty.addresses and duty.person_id != desk.turn.actor.id]
    village = [duty for duty in others if duty.place_id in chain[:2] and duty.post in ranks]
    if village:
        return min(village, key=lambda duty: (ranks[duty.post], duty.person_id))
    return min(others, key=lambda duty: (chain.index(duty.place_id), duty.person_id), default=None)


def _tell(desk: Desk, person_id: int, text: str) -> None:
    """A worker, in private, not in quiet hours."""
    to = next((duty.address for duty in desk.unit.people.duties_of(person_id)), None)
    if to is not None:
        awake = desk.turn.house.calendar.awake(desk.turn.now)
        at = desk.turn.now
        desk.unit.outbox.put(to, text, topic="farewell", at=at, not_before=awake, person_id=person_id)


# —— 迁走 ——


def move_away(desk: Desk) -> Reply:
    """「张三 迁走 去柳州」, by one worker of the village point or above; to an area of ours it is no farewell."""
    one = desk.one
    if one.standing is not Standing.HERE:
        return Reply(wording.already(one.name, one.standing))
    if not of_the_point(desk.turn, one):
        return Reply(wording.only_the_point())
    if desk.said.words and (moved := moved_inside(desk)) is not None:
        return moved
    movers = movers_of(desk)
    before = [Snapshots(desk.unit.session).take(mover.person_id) for mover in movers]
    for mover in movers:
        desk.unit.dossiers.save(replace(mover, standing=Standing.MOVED), desk.turn.now)
        became = f"{Standing.MOVED} {desk.said.words}".strip()
        desk.act.note(desk.unit, mover.person_id, STANDING, mover.standing, became)
    recount_house(desk.unit, desk.visiting, one.person_id, desk.today)
    remember(desk.turn, change_wording.standing(), *before)
    return Reply(wording.moved("、".join(mover.name for mover in reversed(movers)), desk.said.words))
