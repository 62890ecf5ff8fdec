"""表 1 as text, JSON or a sheet."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from bot.columns import columns, padded, width
from bot.sheets.book import new_book
from care.table_one import COLUMNS, TableOne, TableRow, checks

TITLE = "社工服务对象情况统计表"
EXPLAINED = "人次：一个人占几类就算几次。人数：一个人只算一次。"
_AGED = {"高龄": "高龄(80岁以上)"}


class Kind(StrEnum):
    TEXT = "text"
    JSON = "json"
    XLSX = "xlsx"


def table1(table: TableOne, out: Path | TextIO, kind: Kind) -> None:
    """An .xlsx needs a path. Raises `NotWritten` and, for an .xlsx into a stream, `TypeError`."""
    if kind is Kind.XLSX:
        if not isinstance(out, Path):
            raise TypeError("an .xlsx is written to a path")
        _sheet(table, out)
        return
    text = as_json(table) if kind is Kind.JSON else as_text(table)
    if isinstance(out, Path):
        out.write_text(text, encoding="utf-8")
    else:
        out.write(text)


def as_text(table: TableOne) -> str:
    """Ends with a line break; numbers stand right, under headings as wide as they look."""
    heads = _heads()
    body = [_cells(row) for row in _rows(table)]
    widest = [max(map(width, column)) for column in zip(heads, *body, strict=True)]
    lines = columns(
        [
            [padded(row[0], widest[0]), *(_right(cell, most) for cell, most in zip(row[1:], widest[1:], strict=True))]
            for row in (heads, *body)
        ]
    )
    return "\n".join([*lines, "", EXPLAINED, *_verdict(table), ""])


def as_json(table: TableOne) -> str:
    """`times` is what the columns add up to; `faults` are the sentences of `checks`."""
    shown = {
        "columns": list(COLUMNS),
        "rows": [_object(row) for row in table.rows],
        "total": _object(table.total),
        "column_sums": list(table.column_sums),
        "stated_times": table.stated,
        "faults": checks(table),
    }
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _sheet(table: TableOne, path: Path) -> None:
    with new_book(path) as book:
        page = book.page("表1")
        page.columns([16, *([12] * (len(COLUMNS) + 2))])
        page.put(0, (TITLE,))
        page.put(1, _heads(), "head")
        page.tall(1, 34)
        rows = _rows(table)
        for line, row in enumerate(rows, 2):
            page.put(line, (row.area, *row.counts, row.sum, "" if row.persons is None else row.persons))
        for line, sentence in enumerate((EXPLAINED, *_verdict(table)), len(rows) + 3):
            page.put(line, (sentence,))
        page.freeze(2, 1)


def _verdict(table: TableOne) -> list[str]:
    return checks(table) or ["各列、各行都对得上。"]


def _rows(table: TableOne) -> tuple[TableRow, ...]:
    return (*table.rows, table.total)


def _heads() -> list[str]:
    return ["片区", *(_AGED.get(name, name) for name in COLUMNS), "人次", "人数"]


def _cells(row: TableRow) -> list[str]:
    return [row.area, *map(str, row.counts), str(row.sum), "—" if row.persons is None else str(row.persons)]


def _object(row: TableRow) -> dict[str, Any]:
    return {
        "area": row.area,
        "counts": dict(zip(COLUMNS, row.counts, strict=True)),
        "times": row.sum,
        "persons": row.persons,
    }


def _right(text: str, places: int) -> str:
    return " " * (places - width(text)) + text
