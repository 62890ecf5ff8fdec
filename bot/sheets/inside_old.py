"""老 .xls 的暗处 (MS-XLS): the same as `inside`, out of the records of its Workbook stream."""

import struct
from collections.abc import Iterator

from bot.sheets.ole import workbook_of

_SHEET, _FORMULA, _ERROR, _ROW = 0x0085, 0x0006, 0x0205, 0x0208
_HIDDEN = 0x20
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Failed = dict[tuple[int, int], str]


def looked_into(content: bytes) -> dict[str, tuple[Failed, set[int]]]:
    """By the sheet's name: formulas that failed, by (line, column) from 0, and hidden lines. Has passed `ole`."""
    stream = workbook_of(content)
    starts: dict[int, str] = {}
    found: dict[str, tuple[Failed, set[int]]] = {}
    sheet = ""
    for at, kind, body in _records(stream):
        sheet = starts.get(at, sheet)
        if kind == _SHEET:
            starts[struct.unpack_from("<I", body)[0]] = _named(body)
        elif sheet and kind in (_FORMULA, _ERROR, _ROW):
            _look(kind, body, *found.setdefault(sheet, ({}, set())))
    return found


def _look(kind: int, body: bytes, failed: Failed, hidden: set[int]) -> None:
    line, column = struct.unpack_from("<HH", body)
    if kind == _ROW:
        if len(body) >= 14 and struct.unpack_from("<H", body, 12)[0] & _HIDDEN:
            hidden.add(line)
    elif kind == _ERROR and len(body) >= 8 and body[7]:
        failed[line, column] = _CODES.get(body[6], "#REF!")
    elif kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        failed[line, column] = _CODES.get(body[8], "#REF!")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        if len(body) >= 4 or kind not in (_SHEET, _FORMULA, _ERROR, _ROW):
            yield at, kind, body
        at += 4 + size


def _named(body: bytes) -> str:
    letters, wide = body[6], body[7] & 1
    return body[8 : 8 + letters * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
