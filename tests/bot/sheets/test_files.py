"""Files that cannot be read as a whole: one clear sentence each; and the old .xls, which can."""

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest

from bot.sheets import reading
from bot.sheets.guard import NotASheet
from bot.sheets.reading import read_people
from tests.bot.sheets.made import TODAY, Rows, biff, compound, id_number, made, people, sentences

HEAD = ("姓名", "身份证号", "出生日期", "类别")


def refused(path: Path) -> str:
    with pytest.raises(NotASheet) as refusal:
        read_people(path, TODAY)
    sentence = str(refusal.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        ("姓名,电话\n韦三,1".encode(), "纯文本"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "网页"),
        (b"\x89PNG\r\n\x1a\n\0\0", "不是 Excel 文件"),
        (b"PK\x03\x04 and then nothing", "打不开"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "打不开"),
        (compound("Workbook", b"\x09\x08\x10\x00 and then nothing"), "打不开"),
        (compound("EncryptedPackage", b"secret"), "密码"),
        (compound("Workbook", biff([HEAD], locked=True)), "密码"),
    ],
)
def test_what_is_no_open_excel_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(content)
    assert said in refused(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "people.xlsx" in refused(tmp_path / "people.xlsx")


def test_a_zip_of_something_else_is_no_sheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letter.xlsx", "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert "不是 Excel 文件" in refused(tmp_path / "letter.xlsx")


def test_a_sheet_cut_off_on_the_way_is_refused(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole.xlsx", {"人员": [HEAD, ("韦三",)]}).read_bytes()
    path = tmp_path / "half.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    assert "打不开" in refused(path)


def test_a_broken_part_inside_is_refused(tmp_path: Path) -> None:
    source = made(tmp_path / "whole.xlsx", {"人员": [HEAD, ("韦三",)]})
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as new:
        for part in old.infolist():
            new.writestr(part, b"<worksheet><oops" if "sheet1.xml" in part.filename else old.read(part))
    assert "打不开" in refused(tmp_path / "broken.xlsx")


def test_one_letter_in_the_far_corner_does_not_eat_the_memory(tmp_path: Path) -> None:
    rows: list[list[str]] = [list(HEAD), ["韦三"]]
    path = made(tmp_path / "far.xlsx", {"人员": rows})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "corner.xlsx", "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if "sheet1.xml" in part.filename:
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                text = text.replace(b"</sheetData>", far)
            new.writestr(part, text)
    assert "1,048,576" in refused(tmp_path / "corner.xlsx")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "没有找到表头"),
        ([("韦三", "19900000000"), ("韦四", "19900000001")], "没有找到表头"),
        ([HEAD], "一个人也没有"),
        ([HEAD, (), ("合计", "0")], "一个人也没有"),
    ],
)
def test_without_a_heading_or_a_person_one_sentence_says_so(
    tmp_path: Path, rows: list[tuple[str, ...]], said: str
) -> None:
    assert said in refused(made(tmp_path / "people.xlsx", {"人员": rows}))


def test_too_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_MOST", 4)
    path = made(tmp_path / "long.xlsx", {"一": [HEAD, ("韦三",)], "二": [HEAD, ("韦四",)]})
    assert len(read_people(path, TODAY).people) == 2
    path = made(tmp_path / "long.xlsx", {"一": [HEAD, ("韦三",)], "二": [HEAD, ("韦四",), ("韦五",)]})
    assert "太大" in refused(path)


@pytest.mark.parametrize("name", ["old.xls", "renamed.xlsx"])
def test_an_old_xls_is_read_like_a_new_one_whatever_its_name(tmp_path: Path, name: str) -> None:
    rows: Rows = [
        HEAD,
        ("韦 三", id_number(), date(1950, 3, 2), "低保"),
        ("韦四", 4.50223195003021e17, 19510203.0, None),
    ]
    path = tmp_path / name
    path.write_bytes(compound("Workbook", biff(rows, merges=[(1, 3, 2, 3)])))
    found = read_people(path, TODAY)
    assert [(one.name, one.id_number, one.born_on, one.tags) for one in people(found)] == [
        ("韦三", id_number(), date(1950, 3, 2), ("低保",)),
        ("韦四", "", date(1951, 2, 3), ("低保",)),
    ]
    [sentence] = sentences(found)
    assert "表「人员」第 3 行" in sentence
    assert "已经丢了" in sentence


def test_an_old_file_whose_chain_runs_in_a_circle_or_whose_cell_lies_outside_is_refused(tmp_path: Path) -> None:
    whole = compound("Workbook", biff([HEAD, ("韦三",)]))
    circle = bytearray(whole)
    circle[512 + 4 * 3 : 512 + 4 * 4] = (2).to_bytes(4, "little")
    outside = whole.replace(struct.pack("<HHH", 0, 3, 0), struct.pack("<HHH", 60_000, 17_000, 0))
    for place, content in enumerate((bytes(circle), outside)):
        assert content != whole
        path = tmp_path / f"{place}.xls"
        path.write_bytes(content)
        assert "打不开" in refused(path)
