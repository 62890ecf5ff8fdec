"""读表：real sheets of people → drafts and faults. A bad cell costs that cell, a bad line that line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.sheets.cells import text_of
from bot.sheets.grid import Cell, Grid, Line, grids
from bot.sheets.guard import ROWS_MOST, TOO_LONG, NotASheet
from bot.sheets.headings import CHOICES, GUIDE, MASKED, Columns, Field, columns_of, deeper, short
from bot.sheets.person import Entry, draft_of
from bot.sheets.tags import tags_of
from care.dossier import Draft

EXAMPLE = re.compile(r"\s*[（(]?例(?:子|如)?[）):：]")
_TOTAL = re.compile(
    r"\s*(?:[本全每各此][页村组屯片区表户]{1,2})?\s*(?:(?:总|合|小|共|累)\s*计|总\s*人?\s*数|共\s*\d+\s*[人户]|续表|接上页)"
)
_FOOT = re.compile(
    r"\s*(?:填表|制表|制单|填报|统计|经办|复核|审核|负责|单位|盖章|签[字名]|注|说明|备注|联系人|日期)[^:：]{0,6}[:：]"
)
_AREA = re.compile(r"(.*?(?:片区|网格|村民小组|[0-9一二三四五六七八九十]组|屯))(.*)")
_DITTO = frozenset(["同上", "同上行", "〃", "″", "''", '"', "“", "”", "“”", "′′"])
_NEVER_DITTO = frozenset({Field.NAME, Field.ID, Field.CARD, Field.BORN})
_LIST = re.compile(r"(?:人员|对象)?(?:名单|花名册|名册|台账|统计表|登记表|信息表|明细表?|表)$")
NO_LINE = Line(0, (), (), ())
_ALONE = frozenset({Field.NAME, Field.ID, Field.CARD})  # 合并了也只是一个人的


@dataclass(frozen=True, slots=True)
class Where:
    """`line` counts from 1, as Excel shows it."""

    sheet: str
    line: int

    def __str__(self) -> str:
        return f"表「{self.sheet}」第 {self.line} 行"


@dataclass(frozen=True, slots=True)
class Fault:
    """`sentence` is whole: it names the sheet and the line."""

    sheet: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`remarks`: what was left aside on purpose (a hidden sheet, a column we have no place for), in sentences."""

    people: tuple[tuple[Draft, Where], ...]
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    people: list[tuple[Draft, Where]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    headed: bool = False
    masked: str = ""
    lines: int = 0


def read_people(path: Path, today: date) -> Reading:
    """Everybody in an .xlsx or .xls. Who stands in it twice is there twice.

    Raises `NotASheet` with one Chinese sentence when there is nothing to read: no Excel file, locked, broken, empty,
    too long, without a heading or without a single person.
    """
    found = _Found()
    for grid in grids(path):
        if grid.name in (GUIDE, CHOICES):
            continue
        if grid.hidden:
            found.remarks.append(f"表「{grid.name}」是隐藏的，没有读。")
            continue
        if grid.hidden_lines:
            found.remarks.append(f"表「{grid.name}」里有 {grid.hidden_lines} 行是隐藏的（筛选、折叠），也读了。")
        for entry in _together(_entries(grid, found)):
            _read(grid.name, entry, today, found)
    if found.masked and not found.headed:
        raise NotASheet(found.masked)
    if not found.headed:
        raise NotASheet("没有找到表头：要有一行写着“姓名”和别的列名。可以先用 export-template 导出模板。")
    if not found.people and not found.faults:
        raise NotASheet("表里一个人也没有：表头下面没有名字。")
    return Reading(tuple(found.people), tuple(found.faults), tuple(dict.fromkeys(found.remarks)))


def _read(sheet: str, entry: Entry, today: date, found: _Found) -> None:
    where = Where(sheet, entry.number)
    draft = draft_of(
        entry, today, lambda sentence: found.faults.append(Fault(sheet, where.line, f"{where}：{sentence}"))
    )
    if draft is not None:
        found.people.append((draft, where))


def _filled(grid: Grid, found: _Found) -> Iterator[Line]:
    """The lines with something in them. Raises `NotASheet` past `ROWS_MOST`, counted over all sheets."""
    for line in grid.lines:
        if any(cell != "" for cell in line.own):
            found.lines += 1
            if found.lines > ROWS_MOST:
                raise NotASheet(TOO_LONG)
            yield line


def _entries(grid: Grid, found: _Found) -> Iterator[tuple[Entry, bool]]:
    """The lines that hold somebody, and whether one goes on with the person above it."""
    columns: Columns | None = None
    defaults: Mapping[Field, str] = {}
    seen, above, over = False, NO_LINE, NO_LINE  # 上一行；上一个人的那一行
    for line in _filled(grid, found):
        seen = True
        if columns is None and _masked(line):
            found.masked = f"表「{grid.name}」是脱敏过的，号码已经遮住，没有读。请用完整的表。"
            found.remarks.append(found.masked)
            return
        if (fresh := _heading(line, columns, above)) is not None:
            columns, defaults = fresh, _by_name(grid.name, fresh, found)
        elif columns is not None and not _set_aside(line, columns):
            over = _without_ditto(line, over, columns)
            yield _entry(over, columns, defaults), line.continues(columns.name_column)
        above = line
    _close(grid.name, columns, seen, found)


def _without_ditto(line: Line, above: Line, columns: Columns) -> Line:
    """同上、〃: what stands in the line of the person above."""
    marked = [
        column
        for column, meaning in columns.meanings.items()
        if line.down[column] in _DITTO and meaning not in _NEVER_DITTO and column < len(above.down)
    ]
    if not marked:
        return line
    return replace(line, down=[above.down[at] if at in marked else cell for at, cell in enumerate(line.down)])


def _heading(line: Line, columns: Columns | None, above: Line) -> Columns | None:
    households = columns is None or columns.of_heads
    found = columns_of(line.number, line.across, households=households, above=above.across)
    if columns is None:
        return found
    if found is not None and line.number > columns.line + 1:
        return found  # 下面又来一个表头，列可能换了次序
    return deeper(columns, line.number, line.own, line.across)


def _together(entries: Iterable[tuple[Entry, bool]]) -> Iterator[Entry]:
    last: Entry | None = None
    for entry, continues in entries:
        if last is not None and continues:
            last = _more(last, entry)
            continue
        if last is not None:
            yield last
        last = entry
    if last is not None:
        yield last


def _close(sheet: str, columns: Columns | None, seen: bool, found: _Found) -> None:
    if columns is None:
        if seen:
            found.remarks.append(f"表「{sheet}」里没有“姓名”这样的表头，没有读。")
        return
    found.headed = True
    if columns.unread:
        found.remarks.append(
            f"表「{sheet}」第 {columns.line} 行：这几列没有地方记，没有读：{'、'.join(columns.unread)}。"
        )


def _masked(line: Line) -> bool:
    first = next(cell for cell in line.own if cell != "")
    return isinstance(first, str) and first.startswith((f"{MASKED}：", f"{MASKED}:"))


def _by_name(sheet: str, columns: Columns, found: _Found) -> dict[Field, str]:
    """What only the name of the sheet says: 「S 片区」, 「低保名单」."""
    told: dict[Field, str] = {}
    name = _LIST.sub("", short(sheet))
    area = _AREA.fullmatch(name)
    if area and not columns.has(Field.AREA):
        told[Field.AREA] = area[1]
        found.remarks.append(f"表「{sheet}」没有“片区”一列，都算“{area[1]}”的。")
    kind = area[2] if area else name
    if not columns.tagged and tags_of(kind):
        told[Field.KIND] = kind
        found.remarks.append(f"表「{sheet}」没有“类别”一列，都算“{'、'.join(tags_of(kind))}”。")
    return told


def _set_aside(line: Line, columns: Columns) -> bool:
    """Totals, the example of the template, what stands under a list, and lines numbered in advance."""
    first = next(text_of(cell) for cell in line.own if cell != "")
    if _TOTAL.match(first) or _TOTAL.match(text_of(line.own[columns.name_column])):
        return True
    if EXAMPLE.match(text_of(line.own[columns.name_column])) or first == "例":
        return True
    if _FOOT.match(first) and sum(cell != "" for cell in line.own) <= 4:
        return True
    return not any(column in columns.meanings and cell != "" for column, cell in enumerate(line.own))


def _entry(line: Line, columns: Columns, defaults: Mapping[Field, str]) -> Entry:
    cells: dict[Field, list[Cell]] = {}
    ticks: list[tuple[tuple[str, ...], Cell]] = []
    for column, meaning in columns.meanings.items():
        if isinstance(meaning, Field):
            cells.setdefault(meaning, []).append((line.own if meaning in _ALONE else line.down)[column])
        else:
            ticks.append((meaning, line.down[column]))
    return Entry(line.number, cells, ticks, defaults, columns.of_heads)


def _more(upper: Entry, lower: Entry) -> Entry:
    """Two lines of one person: the name is merged over both."""
    fields = {*upper.cells, *lower.cells}
    cells = {each: [*upper.cells.get(each, []), *lower.cells.get(each, [])] for each in fields}
    return Entry(upper.number, cells, [*upper.ticks, *lower.ticks], upper.defaults, upper.of_heads)
