"""底数: how many there are in each area, who was seen, and what the files do not know. Counted, nothing changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from care.dossier import AGED_FROM, CATEGORIES
from care.place import Place
from storage.base_figures import BaseFigures, Files, Seen
from storage.unit import Unit

EIGHT = CATEGORIES[:8]  # 表 1 的八列
AGED = "高龄"


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One area, or all of them (`place` is None). `by_category`: persons, in the order of `EIGHT`."""

    place: Place | None
    files: Files
    seen: Seen
    by_category: tuple[int, ...]

    @property
    def never_seen(self) -> int:
        return self.files.persons - self.seen.persons

    @property
    def fresh_share(self) -> float | None:
        """Of those a visit rule asks for, the part that was seen within its period; None where it asks for nobody."""
        return self.files.fresh / self.files.ruled if self.files.ruled else None


def base_figures(unit: Unit, places: Sequence[Place], today: date) -> list[AreaFigures]:
    """The areas of `places` that have somebody, or are on the ground, in their order; the last one is all together."""
    counted = BaseFigures(unit.session)
    files, seen, tagged = counted.files(today), counted.seen(), counted.tagged(today)
    aged = counted.aged(today, _years_before(today, AGED_FROM))
    ground = min((place.level for place in places), default=0)
    rows = [
        AreaFigures(
            place,
            files.get(place.id, Files()),
            seen.get(place.id, Seen()),
            tuple(aged.get(place.id, 0) if tag == AGED else tagged.get((place.id, tag), 0) for tag in EIGHT),
        )
        for place in places
        if place.level == ground or place.id in files
    ]
    return [*rows, _together(rows)]


def _together(rows: Sequence[AreaFigures]) -> AreaFigures:
    names = Files.__slots__
    files = Files(*(sum(getattr(row.files, name) for row in rows) for name in names))
    last = [row.seen.last_on for row in rows if row.seen.last_on is not None]
    longest = [row.seen.longest_on for row in rows if row.seen.longest_on is not None]
    seen = Seen(sum(row.seen.persons for row in rows), max(last, default=None), min(longest, default=None))
    by_category = tuple(sum(row.by_category[at] for row in rows) for at in range(len(EIGHT)))
    return AreaFigures(None, files, seen, by_category)


def _years_before(day: date, years: int) -> date:
    """Who was born on it or before is so many years old (on 29 February's birthdays: from 1 March, as `age_on`)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28) if day.month == 2 else day
