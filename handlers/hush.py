"""走了的人: nothing is sent to, and nothing about, somebody who died or is said to have died."""

from datetime import date, datetime, timedelta

from care.dossier import Standing
from care.visits.due import DEATH_REPORTED
from handlers.dues import today_of
from storage.silence import Silence
from storage.unit import Unit

STILL_NEWS = timedelta(days=1)  # 再早说好的，现在说已经晚了
WAITING = DEATH_REPORTED  # 暂停的原因；也是报了以后的样子


def may_be_told(unit: Unit, today: date, *, to: int | None = None, about: int | None = None) -> bool:
    """To be asked before anything is promised or sent: not to, and to nobody about, who died or is said to have."""
    return not any(person is not None and hushed(unit, person, today) for person in (to, about))


def hushed(unit: Unit, person_id: int, today: date) -> bool:
    one = unit.dossiers.get(person_id)
    if one is None or one.standing is Standing.MOVED:
        return False
    if one.standing is Standing.DECEASED:
        return True
    return any(pause.reason == WAITING and today in pause for pause in unit.visits.pauses(person_id))


def fall_silent(unit: Unit, person_id: int) -> None:
    """The act: what was promised before is dropped too; what another process promises meanwhile, the relay drops."""
    Silence(unit.session).falls(person_id)


def speak_again(unit: Unit, person_id: int, at: datetime) -> None:
    """The act: it was not so. What was promised within a day, and nobody has heard, waits to be sent."""
    if not hushed(unit, person_id, today_of(at)):
        Silence(unit.session).ends(person_id, at - STILL_NEWS)
