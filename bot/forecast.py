"""`forecast`: the knocks needed against the hands there are, area by area and week by week; who is missed, what helps.

People are masked here; the village point hears in the chat who it is.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from bot import directory
from bot.app import house_of
from bot.areas import Areas
from bot.clock import Clock
from bot.columns import columns, padded, width
from bot.config import Config
from bot.filing import with_places
from bot.office import in_store
from care.dossier import masked_name
from care.visits.forecast import AreaForecast, Planned, Week
from handlers.dues import today_of
from handlers.forecast import first_of_house
from handlers.forecast import forecast as foreseen
from handlers.wording.forecast import day as said_day
from handlers.wording.forecast import span as said_span
from storage.unit import Unit

MOST_WEEKS = 52
SHOWN = 5  # 户；再多就数一数
EXPLAINED = (
    "户次：敲一次门算一户次，一家几个人一起看。要看：这周按规则新到期的；走得了：人手乘上班的日子乘一天几户，请假的不算，",
    "休息日只算当天非看不可的；按时：期内看到；补看：漏了以后补的；留下：还没到最后一天，下周再看；漏：最后一天过了还没看到。",
)
_HEADS = ("片区", "这七天", "要看", "走得了", "按时", "补看", "留下", "漏")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class _Outlook:
    areas: tuple[AreaForecast, ...]
    places: Mapping[int, str]
    people: Mapping[int, str]  # 只有会漏的，已经脱敏


def forecast(config: Config, weeks: int, as_json: bool, out: TextIO) -> int:
    """`weeks` from today on. 1 when it cannot be that many; the reason is in `out`."""
    if not 1 <= weeks <= MOST_WEEKS:
        out.write(f"--weeks 写 1 到 {MOST_WEEKS}，例如 --weeks 4。\n")
        return 1
    now = Clock().now()
    found = in_store(config, lambda unit: _look_ahead(unit, config, weeks))
    out.write(_json(found) if as_json else _text(found, weeks, today_of(now)))
    return 0


def _look_ahead(unit: Unit, config: Config, weeks: int) -> _Outlook:
    now, township = Clock().now(), directory.read(config.village.file)
    with_places(unit, township, now)
    keys = {node.key for node in township.places}
    places = [place for place in unit.places.all() if place.key in keys]
    house = house_of(config, township.structure, places[0])
    roots = [place for place in places if len(place.chain) == 1]
    areas = tuple(area for root in roots for area in foreseen(unit, house, root.id, weeks, today_of(now)))
    names = Areas(places)
    missed = {person for area in areas for week in area.weeks for one in week.missed for person in one.person_ids}
    people = {one: masked_name(unit.people.get(one).name) for one in sorted(missed)}
    return _Outlook(areas, {place.id: names.label(place) for place in places}, people)


def _text(found: _Outlook, weeks: int, today: date) -> str:
    head = f"往后{weeks}周的走访（{today.isoformat()}起）"
    rows = [_HEADS, *(_cells(found, area, week) for area in found.areas for week in area.weeks)]
    widest = [max(map(width, column)) for column in zip(*rows, strict=True)]
    table = columns([[*row[:2], *map(_right, row[2:], widest[2:])] for row in rows])
    told = [line for area in found.areas for week in area.weeks if week.missed for line in _shortage(found, area, week)]
    none = "还没有要走访的人。" if not any(week.needed for area in found.areas for week in area.weeks) else ""
    return "\n".join([head, *table, "", *(told or [none or "人手够，没有人会漏。"]), "", *EXPLAINED, ""])


def _cells(found: _Outlook, area: AreaForecast, week: Week) -> tuple[str, ...]:
    counts = (week.needed, week.possible, week.made, week.caught_up, week.waiting, len(week.missed))
    days = f"{week.span.first:%m-%d} 到 {week.span.last:%m-%d}"
    return (found.places[area.area_id], days, *map(str, counts))


def _right(cell: str, places: int) -> str:
    return padded("", places - width(cell)) + cell


def _shortage(found: _Outlook, area: AreaForecast, week: Week) -> Iterator[str]:
    houses = first_of_house(week.missed)
    shown = "、".join(_who(found, one) for one in houses[:SHOWN])
    more = f"等 {len(houses)} 户" if len(houses) > SHOWN else ""
    yield f"{found.places[area.area_id]} {said_span(week.span.first, week.span.last)}：漏 {len(week.missed)} 户次"
    yield f"  最先漏：{shown}{more}"
    yield f"  办法：{'；'.join(_ways(found, week)) or '本片区和邻近的都排满了，请和社工站商量'}"


def _who(found: _Outlook, one: Planned) -> str:
    return f"{'、'.join(found.people[person] for person in one.person_ids)}（{said_day(one.runs_over_on)}起）"


def _ways(found: _Outlook, week: Week) -> Iterator[str]:
    offers = week.offers
    if offers.neighbour_id is not None:
        yield f"{found.places[offers.neighbour_id]}可以帮 {offers.lent} 户次"
    if offers.by_phone:
        yield f"{len(offers.by_phone)} 人可以先打电话"
    if offers.extra_on is not None:
        weekday = _WEEKDAYS[offers.extra_on.weekday()]
        yield f"{said_day(offers.extra_on)}（星期{weekday}）加一天，多看 {offers.extra} 户次"


def _json(found: _Outlook) -> str:
    areas = [
        {"area": found.places[area.area_id], "weeks": [_as_table(found, week) for week in area.weeks]}
        for area in found.areas
    ]
    return json.dumps({"areas": areas}, ensure_ascii=False, indent=1) + "\n"


def _as_table(found: _Outlook, week: Week) -> dict[str, object]:
    offers = week.offers
    return {
        "first": week.span.first.isoformat(),
        "last": week.span.last.isoformat(),
        "needed": week.needed,
        "possible": week.possible,
        "made": week.made,
        "caught_up": week.caught_up,
        "waiting": week.waiting,
        "missed": [_as_row(found, one) for one in week.missed],
        "offers": {
            "neighbour": found.places[offers.neighbour_id] if offers.neighbour_id else None,
            "lent": offers.lent,
            "by_phone": list(offers.by_phone),
            "extra_on": offers.extra_on.isoformat() if offers.extra_on else None,
            "extra": offers.extra,
        },
    }


def _as_row(found: _Outlook, one: Planned) -> dict[str, object]:
    return {
        "person_ids": list(one.person_ids),
        "names": [found.people[person] for person in one.person_ids],
        "runs_over_on": one.runs_over_on.isoformat(),
    }
