"""XlsxWriter, wrapped: workbooks that hold text and numbers and never a formula or a link."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from bot.sheets.neutral import neutral

ALL_ROWS = 20_000  # 下拉单管到哪一行
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BASE = {"font_name": "Microsoft YaHei", "font_size": 11, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "text": {"num_format": "@"},
    "head": {"bold": True, "text_wrap": True, "bg_color": "#DDE8F0", "border": 1, "align": "center"},
    "pale": {"num_format": "@", "font_color": "#808080", "italic": True},
    "note": {"text_wrap": True, "bold": True, "font_color": "#9C0006"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "number": {"num_format": "0", "align": "right"},
}


class NotWritten(OSError):
    """The file could not be written; the argument is one Chinese sentence."""


class Page:
    """One sheet being written. Lines count from 0 and go from the top downward."""

    def __init__(self, sheet: Any, styles: dict[str, Any]) -> None:
        self._sheet = sheet
        self._styles = styles

    def put(self, line: int, cells: Sequence[str | int], style: str = "plain") -> None:
        """Text is made harmless and stays text, whatever it looks like."""
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(line, column, cell, self._styles["number"])
            elif cell:
                self._sheet.write_string(line, column, neutral(cell), self._styles[style])

    def columns(self, widths: Sequence[int], style: str = "plain") -> None:
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, width, self._styles[style])

    def freeze(self, lines: int, columns: int = 0) -> None:
        self._sheet.freeze_panes(lines, columns)

    def tall(self, line: int, points: int) -> None:
        self._sheet.set_row(line, points)

    def choices(self, column: int, source: str, prompt: str, *, first: int, strict: bool) -> None:
        """A drop-down list. Not `strict`: something else may be written, for example two words with 、 between them."""
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "stop" if strict else "information",
            "show_error": strict,
            "error_title": "请从单子里选",
            "error_message": prompt,
            "input_message": prompt,
        }
        self._sheet.data_validation(first, column, ALL_ROWS, column, rule)

    def hide(self) -> None:
        self._sheet.hide()


class Book:
    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._styles = {name: workbook.add_format({**_BASE, **style}) for name, style in _STYLES.items()}

    def page(self, name: str) -> Page:
        return Page(self._workbook.add_worksheet(name), self._styles)


@contextmanager
def new_book(path: Path, *, lean: bool = False) -> Iterator[Book]:
    """An .xlsx under `path`, readable by its owner only; an older one is replaced. Raises `NotWritten`.

    `lean`: lines go to disk as they come (memory stays flat); they must be written in order.
    """
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
        with xlsxwriter.Workbook(str(path), {**_OPTIONS, "constant_memory": lean}) as workbook:
            yield Book(workbook)
    except (OSError, XlsxWriterException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "写到一半停了"
        raise NotWritten(f"写不了文件 {path.name}：{reason}。请关掉正开着它的 Excel，或换一个位置。") from None
