"""老 .xls 的外壳 (MS-CFB) and its records (MS-XLS), as far as one must look before a library may: locks, loops, size.

A chain that runs in a circle or a cell in column 17,000 would cost all the memory there is.
"""

import struct
from collections.abc import Iterator

_LAST = 0xFFFFFFFA  # 比它大的都不是扇区号
_COLUMNS = 256
_FILEPASS = 0x002F
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})


class Locked(Exception):
    """It has a password."""


class Broken(Exception):
    """It is not put together as such files are."""


def look_through(content: bytes) -> None:
    """Raises `Locked` or `Broken`; says nothing about a file a library may open."""
    try:
        streams = dict(_streams(content))
    except (struct.error, IndexError, ValueError, OverflowError):
        raise Broken from None
    if "EncryptedPackage" in streams:
        raise Locked
    workbook = streams.get("Workbook") or streams.get("Book")
    if not workbook:
        raise Broken
    _walk(workbook)


def workbook_of(content: bytes) -> bytes:
    """The stream that holds the sheets; `content` has been looked through."""
    streams = dict(_streams(content))
    return streams.get("Workbook") or streams["Book"]


def _walk(stream: bytes) -> None:
    at, end = 0, len(stream)
    stream += bytes(8)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            raise Locked
        if kind in _CELLS and (size < 4 or struct.unpack_from("<H", stream, at + 6)[0] >= _COLUMNS):
            raise Broken
        at += 4 + size


def _streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError(shift)
    sector = 1 << shift
    first_entry, cutoff, first_mini = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60))
    table = _table(content, sector)
    body = content[sector:]
    directory = _chain(body, table, first_entry, sector)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    small = _chain(body, table, struct.unpack_from("<I", entries[0], 116)[0], sector)
    minis = _numbers(_chain(body, table, first_mini, sector))
    for entry in entries[1:]:
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if entry[66] == 2:
            found = _chain(small, minis, start, 64) if size < cutoff else _chain(body, table, start, sector)
            yield name, found[:size]


def _table(content: bytes, sector: int) -> tuple[int, ...]:
    """The FAT: for every sector the next one of its chain."""
    places = list(struct.unpack_from("<109I", content, 76))
    more, left = struct.unpack_from("<II", content, 68)
    while more < _LAST and left:
        part = _numbers(content[(more + 1) * sector : (more + 2) * sector])
        places, more, left = [*places, *part[:-1]], part[-1], left - 1
    used = [place for place in places if place < _LAST]
    if len(used) != len(set(used)) or len(used) > len(content) // sector:
        raise ValueError(len(used))
    return _numbers(b"".join(content[(place + 1) * sector : (place + 2) * sector] for place in used))


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _chain(body: bytes, table: tuple[int, ...], start: int, sector: int) -> bytes:
    """Raises `ValueError` where it runs in a circle, `IndexError` where it leaves the file."""
    parts: list[bytes] = []
    while start < _LAST:
        if len(parts) > len(table):
            raise ValueError(start)
        parts.append(body[start * sector : (start + 1) * sector])
        start = table[start]
    return b"".join(parts)
