"""python-calamine, wrapped: a file as sheets of lines, with what merged cells mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot.sheets.guard import BROKEN, LOCKED, NotASheet, look_at
from bot.sheets.inside import NOTHING, Inside, insides

Cell = str | int | float | bool | date | datetime | time | timedelta
_Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `own`: what it holds itself; `down`: with merged cells above it continued, as people read a list;
    `across`: with merged cells spread over every column too, as people read a heading. `number` as Excel shows it.
    """

    number: int
    own: Sequence[Cell]
    down: Sequence[Cell]
    across: Sequence[Cell]

    def continues(self, column: int) -> bool:
        """Whether this cell belongs to a merged one that began in a line above."""
        return self.down[column] != "" and self.own[column] == ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `hidden`: not shown to who opens the file; `hidden_lines`: how many lines of it are not."""

    name: str
    hidden: bool
    lines: Iterator[Line]
    hidden_lines: int = 0


def grids(path: Path) -> Iterator[Grid]:
    """Every sheet, one after the other; its lines must be read before the next. Raises `NotASheet`."""
    look_at(path)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:  # 按内容认，不按扩展名
            if not book.sheet_names:
                raise NotASheet(BROKEN)
            unseen = insides(path)
            for place, about in enumerate(book.sheets_metadata):
                if about.typ == SheetTypeEnum.WorkSheet:
                    inside = unseen.get(about.name, NOTHING)
                    lines = _lines(book.get_sheet_by_index(place), inside)
                    hidden = about.visible != SheetVisibleEnum.Visible
                    yield Grid(about.name, hidden, lines, len(inside.hidden))
    except PasswordError:
        raise NotASheet(LOCKED) from None
    except (CalamineError, OSError):
        raise NotASheet(BROKEN) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # 库里的 Rust 出错时，不是 Exception
            raise NotASheet(BROKEN) from None
        raise


def _lines(sheet: CalamineSheet, inside: Inside) -> Iterator[Line]:
    merges = sorted(sheet.merged_cell_ranges or [], reverse=True)
    active: dict[int, tuple[_Merge, Cell]] = {}
    left = sheet.start[1] if sheet.start else 0  # 左边的空列，库不给；上面的空行给
    for row, own in _with_failed(sheet, inside, left):
        while merges and merges[-1][0][0] <= row:
            merge = merges.pop()
            column = merge[0][1] - left
            if merge[0][0] == row and 0 <= column < len(own):
                active[column] = (merge, own[column])
        for column in [column for column, (merge, _) in active.items() if merge[1][0] < row]:
            del active[column]
        yield _line(row + 1, own, active) if active else Line(row + 1, own, own, own)


def _with_failed(sheet: CalamineSheet, inside: Inside, left: int) -> Iterator[tuple[int, list[Cell]]]:
    """A cell whose formula failed is empty to the library; to us it says so."""
    failed: dict[int, list[tuple[int, str]]] = {}
    for (line, column), said in inside.failed.items():
        failed.setdefault(line, []).append((column - left, said))
    for row, own in enumerate(sheet.iter_rows()):
        for column, said in failed.get(row, ()):
            if 0 <= column < len(own) and own[column] == "":
                own[column] = said
        yield row, own


def _line(number: int, own: Sequence[Cell], active: dict[int, tuple[_Merge, Cell]]) -> Line:
    down, across = list(own), list(own)
    for column, (((_, first), (_, last)), value) in active.items():
        down[column] = value if own[column] == "" else own[column]
        for offset in range(min(last - first + 1, len(own) - column)):
            if own[column + offset] == "":
                across[column + offset] = value
    return Line(number, own, down, across)
