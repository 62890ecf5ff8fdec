"""谁快满几岁: people of some areas by the days they were born on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, or_, select

from care.dossier import Standing
from storage import tables
from storage.sql import Session, Statement, among

d, p = tables.dossiers, tables.people
MOST = 5  # 几段日子，一个岁数一段

BORN = Statement(
    select(d.c.person_id, p.c.name, d.c.born_on)
    .select_from(d.join(p, p.c.id == d.c.person_id))
    .where(
        among(p.c.place_id, "places_"),
        d.c.standing == bindparam("here_"),
        or_(*[and_(d.c.born_on >= bindparam(f"from{n}_"), d.c.born_on <= bindparam(f"to{n}_")) for n in range(MOST)]),
    )
    .order_by(d.c.born_on, d.c.person_id)
)


@dataclass(frozen=True, slots=True)
class Born:
    person_id: int
    name: str
    born_on: date


def born_in(session: Session, places: Iterable[int], spans: Iterable[tuple[date, date]]) -> list[Born]:
    """Who is on file in these areas, born on one of the days of five spans, both ends included."""
    bounds: dict[str, object] = {}
    for n, (first, last) in enumerate(spans):
        bounds |= {f"from{n}_": first, f"to{n}_": last}
    rows = session.all(BORN, places_=places, here_=Standing.HERE, **bounds)
    return [Born(*row) for row in rows]
