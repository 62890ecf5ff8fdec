"""暂停: 住院、外出 with a reason and an end, and 回来了. It ends by itself; nobody is forgotten behind it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from care.dossier import Standing
from care.message import Reply
from care.visits.due import LONGEST_PAUSE, Pause
from care.visits.period import DAY
from handlers.dossier_undo import remember
from handlers.dossier_who import Desk, ask, due_line, pause_today
from handlers.dues import recount_house
from handlers.hush import WAITING
from handlers.wording import dossier_change as wording
from nlp.dossier_talk import reason_until
from nlp.errand_talk import last_day
from storage.snapshots import Snapshots

MOST = LONGEST_PAUSE
_REASON = re.compile(r"[\u4e00-\u9fff]{2,12}")
COLUMN = "暂停"


def away(desk: Desk) -> Reply:
    """「张三 住院 到12月5日」; what is missing is asked for once."""
    if desk.one.standing is not Standing.HERE:
        return Reply(wording.gone(desk.one))
    reason, until = desk.said.what, desk.said.words
    if reason and until:
        return _paused(desk, reason, until)
    ask(desk.turn, "until", person=desk.one.person_id, reason=reason, until=until)
    if not reason:
        return Reply(wording.why_and_until(desk.one.name))
    return Reply(wording.until_when(desk.one.name, reason))


def answered_until(desk: Desk, kept: Mapping[str, Any]) -> Reply | None:
    """The answer to what was missing. None when it is none, and then the question stays."""
    text = desk.turn.message.text.strip()
    told = reason_until(text)
    if told is None and kept["until"] and _REASON.fullmatch(text):
        told = text, kept["until"]
    if told is None:
        return None
    desk.unit.dialogues.drop(desk.turn.message.sender)
    reason = kept["reason"] or told[0]
    return _paused(desk, reason, told[1]) if reason else Reply(wording.no_reason())


def _paused(desk: Desk, reason: str, until: str) -> Reply:
    last = last_day(until, desk.today, 2 * MOST)
    if last is None:
        return Reply(wording.no_such_end(MOST.days))
    if last - desk.today >= MOST:
        return Reply(wording.too_long(MOST.days))
    before = Snapshots(desk.unit.session).take(desk.one.person_id, mates=False)
    pause(desk, reason, last)
    remember(desk.turn, COLUMN, before)
    return Reply(wording.paused(desk.one.name, reason, last, desk.today))


def pause(desk: Desk, reason: str, last: date) -> None:
    """The act: from today; it takes the place of one that still runs."""
    person, unit = desk.one.person_id, desk.unit
    unit.visits.come_back(person, desk.today, desk.today - DAY)
    unit.visits.pause(person, Pause(desk.today, last, reason), desk.turn.actor.id, desk.turn.now)
    _written(desk, "", f"{reason} {last.isoformat()}")


def _written(desk: Desk, was: str, became: str) -> None:
    desk.act.note(desk.unit, desk.one.person_id, COLUMN, was, became)
    desk.unit.dossiers.save(desk.one, desk.turn.now)
    recount_house(desk.unit, desk.visiting, desk.one.person_id, desk.today)


def back(desk: Desk) -> Reply | None:
    """「张三 回来了」"""
    if desk.one.standing is not Standing.HERE:
        return Reply(wording.gone(desk.one))
    running = pause_today(desk)
    if running is None or running.reason == WAITING:
        return Reply(wording.was_not_away(desk.one.name)) if running is None else None
    before = Snapshots(desk.unit.session).take(desk.one.person_id, mates=False)
    desk.unit.visits.come_back(desk.one.person_id, desk.today, desk.today - DAY)
    _written(desk, f"{running.reason} {running.last.isoformat()}", "")
    remember(desk.turn, COLUMN, before)
    return Reply(wording.came_back(desk.one.name, due_line(desk)))
