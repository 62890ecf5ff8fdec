"""走了的人: nothing is sent to, and nothing about, somebody who died or is said to have died."""

from datetime import date

from care.dossier import Standing
from storage.unit import Unit

WAITING = "去世待确认"  # 暂停的原因；也是报了以后的样子


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
