"""`底数`: the figures of every area, as columns or as JSON."""

import json
from collections.abc import Sequence
from datetime import date
from typing import TextIO

from bot import directory
from bot.areas import Areas
from bot.clock import Clock
from bot.columns import columns, padded, width
from bot.config import Config
from bot.filing import with_places
from bot.office import in_store
from handlers.dues import today_of
from handlers.figures import EIGHT, AreaFigures
from handlers.figures import base_figures as counted
from storage.unit import Unit

ALL = "合计"
EXPLAINED = (
    "最近：这个片区最近一次见到人的日子；最久：最久没见的那位上次见到的日子；超期：到了期还没去看的人；从未：建了档还没见过的人。",
    "没有：档上缺的（生日、身份证号、电话、门牌）。新鲜：按规则要看的人里，看过、没有超期的占多少。",
)
_HEADS = ("片区", "人数", *EIGHT, "最近", "最久", "超期", "从未", "没生日", "没证号", "没电话", "没门牌", "新鲜")


def base_figures(config: Config, as_json: bool, out: TextIO) -> int:
    now = Clock().now()
    township = directory.read(config.village.file)

    def count(unit: Unit) -> tuple[Areas, list[AreaFigures]]:
        with_places(unit, township, now)
        keys = {node.key for node in township.places}
        places = [place for place in unit.places.all() if place.key in keys]
        return Areas(places), counted(unit, places, today_of(now))

    areas, rows = in_store(config, count)
    names = [ALL if row.place is None else areas.label(row.place) for row in rows]
    out.write(_json(names, rows) if as_json else _text(names, rows, today_of(now)))
    return 0


def _text(names: Sequence[str], rows: Sequence[AreaFigures], today: date) -> str:
    cells = [_HEADS, *(_cells(name, row) for name, row in zip(names, rows, strict=True))]
    widest = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = columns([[row[0], *map(_right, row[1:], widest[1:])] for row in cells])
    return "\n".join([f"底数（{today.isoformat()}）", *lines, "", *EXPLAINED, ""])


def _right(cell: str, places: int) -> str:
    return padded("", places - width(cell)) + cell


def _cells(name: str, row: AreaFigures) -> tuple[str, ...]:
    files, seen = row.files, row.seen
    counts = (row.never_seen, files.no_birth, files.no_id, files.no_phone, files.no_house)
    return (
        *(name, str(files.persons), *map(str, row.by_category)),
        *(_day(seen.last_on), _day(seen.longest_on), str(files.overdue), *map(str, counts)),
        "－" if row.fresh_share is None else f"{row.fresh_share:.0%}",
    )


def _day(day: date | None) -> str:
    return "－" if day is None else day.isoformat()


def _json(names: Sequence[str], rows: Sequence[AreaFigures]) -> str:
    found = [_as_table(name, row) for name, row in zip(names, rows, strict=True)]
    return json.dumps({"areas": found[:-1], "all": found[-1]}, ensure_ascii=False, indent=1) + "\n"


def _as_table(name: str, row: AreaFigures) -> dict[str, object]:
    files, seen = row.files, row.seen
    return {
        "area": name,
        "persons": files.persons,
        "categories": dict(zip(EIGHT, row.by_category, strict=True)),
        "last_seen_on": seen.last_on.isoformat() if seen.last_on else None,
        "longest_unseen_since": seen.longest_on.isoformat() if seen.longest_on else None,
        "overdue": files.overdue,
        "never_seen": row.never_seen,
        "unknown": {
            "born_on": files.no_birth,
            "id_number": files.no_id,
            "phone": files.no_phone,
            "house": files.no_house,
        },
        "by_rule": files.ruled,
        "fresh": files.fresh,
        "fresh_share": None if row.fresh_share is None else round(row.fresh_share, 4),
    }
