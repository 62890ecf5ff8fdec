"""Sheets as villages send them, written by XlsxWriter; and old .xls files, byte by byte."""

import struct
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from bot.sheets.reading import Reading, read_people
from care.dossier import Draft
from care.identity import check_letter

TODAY = date(2026, 3, 2)
Cell = str | float | bool | date | None
Rows = Sequence[Sequence[Cell]]
Merge = tuple[int, int, int, int]  # 首行、首列、末行、末列，从 0 数


def id_number(born: str = "19500302", order: str = "012") -> str:
    """A number that checks, of a place that does not exist. An even `order` is a woman."""
    digits = f"000000{born}{order}"
    return digits + check_letter(digits)


def made(path: Path, sheets: Mapping[str, Rows], merges: Sequence[Merge] = (), hidden: Sequence[str] = ()) -> Path:
    """`merges` are of the first sheet."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    put(sheet, line, column, cell, day)
            for merge in merges if place == 0 else ():
                sheet.merge_range(*merge, "")
                put(sheet, merge[0], merge[1], rows[merge[0]][merge[1]], day)
            if name in hidden:
                sheet.hide()
    return path


def put(sheet: object, line: int, column: int, cell: Cell, day: object) -> None:
    at = (line, column)
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell)  # type: ignore[attr-defined]  # 这个库没有类型
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, day)  # type: ignore[attr-defined]  # 这个库没有类型
    elif isinstance(cell, str):
        sheet.write_string(*at, cell)  # type: ignore[attr-defined]  # 这个库没有类型
    elif cell is not None:
        sheet.write_number(*at, cell)  # type: ignore[attr-defined]  # 这个库没有类型


def read(tmp_path: Path, *rows: Sequence[Cell], sheet: str = "人员", merges: Sequence[Merge] = ()) -> Reading:
    return read_people(made(tmp_path / "people.xlsx", {sheet: rows}, merges), TODAY)


def people(reading: Reading) -> list[Draft]:
    return [draft for draft, _ in reading.people]


def sentences(reading: Reading) -> list[str]:
    return [fault.sentence for fault in reading.faults]


def biff(rows: Rows, *, locked: bool = False, merges: Sequence[Merge] = ()) -> bytes:
    """A BIFF8 stream with one sheet 「人员」; days are numbers with a date format, as Excel keeps them."""
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    for line, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet += old_cell(line, column, cell)
    spans = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merges)
    sheet += record(0x00E5, struct.pack("<H", len(merges)) + spans) + record(0x000A, b"")
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    head += record(0x002F, bytes(6)) if locked else b""
    head += record(0x00E0, struct.pack("<HH", 0, 0) + bytes(16)) + record(0x00E0, struct.pack("<HH", 0, 14) + bytes(16))
    name = "人员".encode("utf-16-le")
    start = len(head) + 4 + 8 + len(name) + 4
    bound = record(0x0085, struct.pack("<IBBBB", start, 0, 0, 2, 1) + name)
    return head + bound + record(0x000A, b"") + sheet


def old_cell(line: int, column: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
        return record(0x0204, struct.pack("<HHH", line, column, 0) + text)
    if isinstance(cell, date):
        return record(0x0203, struct.pack("<HHHd", line, column, 1, float((cell - date(1899, 12, 30)).days)))
    return b"" if cell is None else record(0x0203, struct.pack("<HHHd", line, column, 0, float(cell)))


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def compound(name: str, stream: bytes) -> bytes:
    """An OLE compound file (MS-CFB, version 3) with one stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *chain, *([0xFFFFFFFF] * (128 - len(chain))))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    return head + fat + directory.ljust(512, b"\0") + stream.ljust(count * 512, b"\0")


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBB3I", len(written), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
