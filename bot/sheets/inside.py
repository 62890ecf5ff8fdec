"""表里的暗处：what a file holds and the library does not tell: formulas that came to nothing, lines that are hidden."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from bot.sheets.inside_old import looked_into

NO_VALUE = "#没有算"
FAILED = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|没有算)")

_CHUNK, _OVER = 1 << 20, 1 << 13  # 一格可能被切在两块之间；认过的再认一遍不要紧
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>(?:<(?:\w+:)?f.*?(?:/>|</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]+)"""
)
_EMPTY = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*[^/>])>(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?</(?:\w+:)?c>"""
)


@dataclass(slots=True)
class Inside:
    """Of one sheet. `failed`: what stands in a cell whose formula failed, by (line, column), both from 0."""

    failed: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


NOTHING = Inside()


def insides(path: Path) -> Mapping[str, Inside]:
    """By the sheet's name. The file has passed `guard.look_at`."""
    if not zipfile.is_zipfile(path):
        return {name: Inside(*found) for name, found in looked_into(path.read_bytes()).items()}
    with zipfile.ZipFile(path) as package:
        parts = set(package.namelist())
        found = {name: part for name, part in _sheets(package).items() if part in parts}
        return {name: _looked(package, part) for name, part in found.items()}


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in package.namelist():
        return {}
    targets = {_said(one, rb"Id"): _said(one, rb"Target") for one in _RELATION.findall(package.read(relations))}
    named = {_said(one, rb"name"): _said(one, rb"\w+:id") for one in _SHEET.findall(package.read("xl/workbook.xml"))}
    return {name: _inside_xl(targets[id_]) for name, id_ in named.items() if id_ in targets}


def _inside_xl(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _said(tag: bytes, name: bytes) -> str:
    found = re.search(rb"""\s""" + name + rb"""=(?:"([^"]*)"|'([^']*)')""", tag)
    return unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _looked(package: zipfile.ZipFile, part: str) -> Inside:
    inside, rest = Inside(), b""
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            _look(text, inside)
            rest = text[-_OVER:]
    return inside


def _look(text: bytes, inside: Inside) -> None:
    for row in _ROW.findall(text):
        if b"hidden" in row and _said(row, rb"hidden") in ("1", "true"):
            inside.hidden.add(int(_said(row, rb"r") or 0))
    if b"<f" not in text and b'"e"' not in text:
        return
    for about, value in _ERROR.findall(text):
        _note(about, value.decode("utf-8", "replace"), inside)
    for about in _EMPTY.findall(text):
        if b't="str"' not in about:  # 公式自己说是空的，就是空的
            _note(about, NO_VALUE, inside)


def _note(about: bytes, said: str, inside: Inside) -> None:
    place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", _said(b" " + about, rb"r"))
    if place is None:
        return
    column = 0
    for letter in place[1]:
        column = column * 26 + ord(letter) - 64
    inside.failed[int(place[2]) - 1, column - 1] = said
