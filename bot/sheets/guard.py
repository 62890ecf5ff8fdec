"""先看一眼：what kind of file it is and how big it would get, before a library takes it into memory."""

import re
import zipfile
import zlib
from pathlib import Path

from bot.sheets.ole import Broken, Locked, look_through

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FILE_MOST = 200_000_000
_UNPACKED_MOST = 1_500_000_000
_CELLS_MOST = 20_000_000  # 表格库按「最后一格的行 × 列」要内存
_CHUNK = 1 << 20
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})(\d{1,7})["'](?:[^>]*[^>/])?>""")

ROWS_MOST = 200_000
TOO_LONG = f"这个文件太大：一次最多读 {ROWS_MOST:,} 行，请按片区分成几个文件。"
LOCKED = "这个文件设了打开密码。请在 Excel 里打开，取消密码后另存，再来一次。"
BROKEN = "这个文件打不开，可能没有传完或者坏了。请用 Excel 打开，另存为 .xlsx，再来一次。"
_NOT_EXCEL = "这不是 Excel 文件{what}。请用 Excel 或 WPS 打开它，另存为 .xlsx，再来一次。"


class NotASheet(ValueError):
    """The file as a whole cannot be read; the argument is one Chinese sentence which says what to do."""


def look_at(path: Path) -> None:
    """Raises `NotASheet` unless it is an .xlsx or .xls of a size one machine can hold."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise NotASheet(f"读不到文件 {path.name}：{error.strerror}。") from None
    if not size:
        raise NotASheet("这个文件是空的，一个字节也没有。请重新导出或重新传一次。")
    if size > _FILE_MOST:
        raise NotASheet(TOO_LONG)
    if head.startswith(_ZIP):
        _look_into(path)
    elif head.startswith(_OLE):
        _look_for_lock(path)
    else:
        raise NotASheet(_NOT_EXCEL.format(what=_really(head)))


def _really(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        return "，是网页或 XML 改了名字"
    return "，是纯文本（CSV）" if b"\0" not in head and (b"," in head or b"\t" in head) else ""


def _look_for_lock(path: Path) -> None:
    try:
        look_through(path.read_bytes())
    except Locked:
        raise NotASheet(LOCKED) from None
    except Broken:
        raise NotASheet(BROKEN) from None


def _look_into(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise NotASheet(_NOT_EXCEL.format(what="（.xlsx 或 .xls）"))
            if any(part.flag_bits & 1 for part in parts):
                raise NotASheet(LOCKED)
            if sum(part.file_size for part in parts) > _UNPACKED_MOST:
                raise NotASheet(TOO_LONG)
            for part in parts:
                if part.filename.startswith("xl/worksheets/sheet"):
                    _look_at_cells(package, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise NotASheet(BROKEN) from None


def _look_at_cells(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """One forgotten letter at the end of a sheet must not cost all the memory there is."""
    columns: set[bytes] = set()
    last, rest = 0, b""
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            found = _FILLED.findall(rest + chunk)
            rest = chunk[-200:]  # 一格可能被切在两块之间；数两遍不要紧
            columns.update(column for column, _ in found)
            last = max(last, *(int(row) for _, row in found)) if found else last
    if last * max(map(_place, columns), default=0) > _CELLS_MOST:
        raise NotASheet(f"有一张表在第 {last:,} 行或很靠右的地方还有字，太大了。请删掉多余的行和列，再来一次。")


def _place(column: bytes) -> int:
    place = 0
    for letter in column:
        place = place * 26 + letter - 64
    return place
