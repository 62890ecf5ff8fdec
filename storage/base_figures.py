"""底数: counted in the database, an area at a time. Only people who are here (在册) count."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from care.dossier import Standing
from care.visits.round import SEEN
from storage import tables
from storage.sql import Session, Statement

d, p, h, m = tables.dossiers, tables.people, tables.households, tables.memberships
u, v = tables.dues, tables.visits

_here = d.c.standing == Standing.HERE.value
_held = and_(m.c.from_on <= bindparam("today_"), or_(m.c.to_on.is_(None), m.c.to_on > bindparam("today_")))
_seen = and_(v.c.undone_at.is_(None), or_(*(v.c.outcome == one.value for one in sorted(SEEN))))
_late = exists().where(u.c.person_id == d.c.person_id, u.c.until_on < bindparam("today_"))
_due = exists().where(u.c.person_id == d.c.person_id)
_was_seen = exists().where(v.c.person_id == d.c.person_id, _seen)


def _times(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _by_area(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(p.c.place_id, *columns).select_from(d.join(p, p.c.id == d.c.person_id)).where(_here)


FILES = Statement(
    select(
        p.c.place_id,
        func.count(),
        _times(d.c.born_on.is_(None)),
        _times(d.c.id_index.is_(None)),
        _times(d.c.phone_index.is_(None)),
        _times(h.c.house == ""),
        _times(_due),
        _times(_late),
        _times(_due & _was_seen & ~_late),
    )
    .select_from(d.join(p, p.c.id == d.c.person_id).join(h, h.c.id == d.c.household_id))
    .where(_here)
    .group_by(p.c.place_id)
)
TAGGED = Statement(
    select(p.c.place_id, m.c.tag, func.count(m.c.person_id.distinct()))
    .select_from(d.join(p, p.c.id == d.c.person_id).join(m, m.c.person_id == d.c.person_id))
    .where(_here, _held)
    .group_by(p.c.place_id, m.c.tag)
)
AGED = Statement(
    _by_area(func.count())
    .where(
        or_(
            d.c.born_on <= bindparam("born_"),
            exists().where(m.c.person_id == d.c.person_id, m.c.tag == "高龄", _held),
        )
    )
    .group_by(p.c.place_id)
)
_last = select(v.c.person_id, func.max(v.c.visited_on).label("last_on")).where(_seen).group_by(v.c.person_id).subquery()
VISITED = Statement(
    select(p.c.place_id, func.count(), func.max(_last.c.last_on), func.min(_last.c.last_on))
    .select_from(d.join(p, p.c.id == d.c.person_id).join(_last, _last.c.person_id == d.c.person_id))
    .where(_here)
    .group_by(p.c.place_id)
)


@dataclass(frozen=True, slots=True)
class Files:
    """Of one area. `no_…`: not on file; `ruled`: whom a visit rule asks for; `fresh`: of these, seen in time."""

    persons: int = 0
    no_birth: int = 0
    no_id: int = 0
    no_phone: int = 0
    no_house: int = 0
    ruled: int = 0
    overdue: int = 0
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one area: how many were ever seen, on which day somebody was last, and whose last visit is longest ago."""

    persons: int = 0
    last_on: date | None = None
    longest_on: date | None = None


class BaseFigures:
    """Every answer is by number of the area; areas without anybody are not in it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def files(self, today: date) -> dict[int, Files]:
        rows = self._session.all(FILES, today_=today)
        return {row[0]: Files(*map(int, row[1:])) for row in rows}

    def tagged(self, today: date) -> dict[tuple[int, str], int]:
        """(area, category) → persons; 高龄 only where somebody wrote it."""
        return {(row[0], row[1]): row[2] for row in self._session.all(TAGGED, today_=today)}

    def aged(self, today: date, born_by: date) -> dict[int, int]:
        """高龄: born on that day or before, or written down as such."""
        return {row[0]: row[1] for row in self._session.all(AGED, today_=today, born_=born_by)}

    def seen(self) -> dict[int, Seen]:
        return {row[0]: Seen(*row[1:]) for row in self._session.all(VISITED)}
