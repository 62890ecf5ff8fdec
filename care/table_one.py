"""表 1：how many of whom live where (seed 000 Table 1), in 人次 and in persons, and whether a printed one adds up."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from care.dossier import AGED_FROM, CATEGORIES
from care.visits.rule import age_on

COLUMNS = CATEGORIES[:8]
AGED = "高龄"
NOWHERE = "没写片区"
Counted = tuple[str, int, Collection[str], date | None]  # 片区、人的编号、类别、出生日期


@dataclass(frozen=True, slots=True)
class TableRow:
    """One area. `counts`: persons of each of `COLUMNS`; `times`: 人次 as printed beside it, where anybody did.

    `persons`: everybody once, whatever they fall under; None when a printed table does not tell.
    """

    area: str
    counts: tuple[int, ...]
    persons: int | None = None
    times: int | None = None

    @property
    def sum(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class TableOne:
    """`total`: the row 合计 as it stands there. `stated`: the 人次 told elsewhere (474 in the paper's text)."""

    rows: tuple[TableRow, ...]
    total: TableRow
    stated: int | None = None

    @property
    def column_sums(self) -> tuple[int, ...]:
        return tuple(sum(row.counts[column] for row in self.rows) for column in range(len(COLUMNS)))


def table_one(people: Iterable[Counted], areas: Sequence[str], day: date) -> TableOne:
    """The areas in the order given, then those nobody gave. Somebody listed twice counts once in each place.

    `persons` counts who falls under at least one column. 高龄 is a matter of age on the day, or of the tag.
    """
    found: dict[str, tuple[set[int], ...]] = {area: _empty() for area in areas}
    for area, person_id, tags, born_on in people:
        columns = found.setdefault(area or NOWHERE, _empty())
        for column in _columns(tags, born_on, day):
            columns[column].add(person_id)
    rows = tuple(
        TableRow(area, tuple(map(len, columns)), len(set().union(*columns))) for area, columns in found.items()
    )
    everybody = {person for columns in found.values() for column in columns for person in column}
    sums = tuple(sum(row.counts[column] for row in rows) for column in range(len(COLUMNS)))
    return TableOne(rows, TableRow("合计", sums, len(everybody)))


def _empty() -> tuple[set[int], ...]:
    return tuple(set() for _ in COLUMNS)


def _columns(tags: Collection[str], born_on: date | None, day: date) -> list[int]:
    aged = born_on is not None and age_on(born_on, day) >= AGED_FROM
    return [column for column, name in enumerate(COLUMNS) if name in tags or (name == AGED and aged)]


def checks(table: TableOne) -> list[str]:
    """What does not add up, in Chinese sentences; nothing is put right. Empty when all is well.

    The paper's own table: 高龄 adds up to 75, 71 is printed, and the 474 人次 of its text rest on the 71.
    """
    found = [*_columns_off(table), *_rows_off(table), *_persons_off(table)]
    printed, real = table.total.sum, sum(table.column_sums)
    stated = table.total.times if table.stated is None else table.stated
    if stated is None:
        return found
    if stated == printed and printed != real:
        found.append(f"总人次写的是 {stated}，是合计行加出来的；按各片区加应当是 {real}，{_off(stated, real)}。")
    elif stated != real:
        found.append(f"总人次写的是 {stated}，按各片区加应当是 {real}，{_off(stated, real)}。")
    return found


def _columns_off(table: TableOne) -> list[str]:
    return [
        f"“{name}”一列：各片区加起来是 {real}，合计行写的是 {printed}，{_off(printed, real)}。"
        for name, real, printed in zip(COLUMNS, table.column_sums, table.total.counts, strict=True)
        if real != printed
    ]


def _rows_off(table: TableOne) -> list[str]:
    return [
        f"“{row.area}”一行：各类加起来是 {row.sum} 人次，写的是 {row.times}，{_off(row.times, row.sum)}。"
        for row in table.rows
        if row.times is not None and row.times != row.sum
    ]


def _persons_off(table: TableOne) -> list[str]:
    """Persons are never more than 人次, and never fewer than those of the longest column; in all, than of an area."""
    bounds = [(row, max(row.counts), row.sum) for row in table.rows]
    known = [row.persons for row in table.rows if row.persons is not None]
    if known and len(known) == len(table.rows):
        bounds.append((table.total, max(known), sum(known)))
    return [
        f"“{row.area}”一行：{row.persons} 人对不上，应当在 {least} 到 {most} 之间。"
        for row, least, most in bounds
        if row.persons is not None and not least <= row.persons <= most
    ]


def _off(written: int, real: int) -> str:
    return f"少了 {real - written}" if written < real else f"多了 {written - real}"
