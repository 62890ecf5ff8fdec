"""Sheets as they really come: two people in a line, choices in a cell, failed formulas, lines one cannot see."""

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from bot.sheets.reading import Reading, read_people
from tests.bot.sheets.made import TODAY, Cell, biff, compound, id_number, made, people, read, record, sentences

CHILD, ELDER = id_number("20160506"), id_number("19500302")


def test_two_lines_of_heading_with_a_guardian_beside_the_child(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("L镇G村留守儿童和监护人花名册",),
        ("填报单位：G村", None, None, None, None, None, "填表日期：2026年3月1日"),
        ("序号", "片区", "儿童信息", None, None, "监护人信息", None, None),
        (None, None, "姓名", "身份证号码", "联系电话", "姓名", "身份证号码", "联系电话"),
        (1, "S片区", "韦小", CHILD, None, "韦大", ELDER, "19900000001"),
        (2, "X片区", "覃小", None, "19900000002", "覃大", None, "19900000003"),
        ("合计", None, "2人"),
        merges=[(0, 0, 0, 7), (2, 2, 2, 4), (2, 5, 2, 7), (2, 0, 3, 0), (2, 1, 3, 1)],
    )
    assert [(one.name, one.id_number, one.phone, one.guardian, one.guardian_phone) for one in people(found)] == [
        ("韦小", CHILD, "", "韦大", "19900000001"),
        ("覃小", "", "19900000002", "覃大", "19900000003"),
    ]
    assert not found.faults
    assert any("身份证号码" in remark for remark in found.remarks)


def test_a_guardian_with_columns_below_in_a_heading_that_begins_with_the_child(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("姓名", "身份证号", "监护人", None, None),
        (None, None, "姓名", "身份证号", "电话"),
        ("韦小", CHILD, "韦大", ELDER, "19900000001"),
        merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4)],
    )
    assert [(one.id_number, one.phone, one.guardian, one.guardian_phone) for one in people(found)] == [
        (CHILD, "", "韦大", "19900000001")
    ]


def test_where_nobody_says_whose_the_second_name_is_it_is_left_out_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "电话", "姓名", "电话", "片区"), ("韦小", None, "韦大", "19900000001", "S片区"))
    assert [(one.name, one.phone, one.area) for one in people(found)] == [("韦小", "", "S片区")]
    assert "没有读：姓名、电话" in found.remarks[0]


@pytest.mark.parametrize(
    "row",
    [
        ("合计：1户1人", None, None),
        (None, "本页小计", "1"),
        (None, "全村合计", "1"),
        (None, "共 1 人", None),
        ("共1户", None, None),
        ("续表", None, None),
        ("统计人：韦四", None, "2026.3.1"),
        ("签字：", None, None),
    ],
)
def test_a_line_that_sums_up_is_nobody(tmp_path: Path, row: Sequence[Cell]) -> None:
    found = read(tmp_path, ("序号", "姓名", "电话"), (1, "韦三", None), row)
    assert [one.name for one in people(found)] == ["韦三"]
    assert not found.faults


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("☑低保 □特困 □残疾", ("低保",)),
        ("低保□ 特困☑", ("特困",)),
        ("■低保□特困■残疾", ("低保", "残疾")),
        ("√低保、√残疾", ("低保", "残疾")),
        ("类型：☑低保 □特困", ("低保",)),
        ("□低保 □特困", ()),
        ("1.低保 2.残疾", ("低保", "残疾")),
        ("①低保②残疾", ("低保", "残疾")),
    ],
)
def test_of_a_choice_in_one_cell_only_what_is_ticked_counts(tmp_path: Path, cell: str, tags: tuple[str, ...]) -> None:
    found = read(tmp_path, ("姓名", "类别"), ("韦三", cell))
    assert [one.tags for one in people(found)] == [tags]
    assert not found.faults


def test_ditto_marks_hold_what_stands_above(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("姓名", "片区", "门牌", "户主", "类别"),
        ("韦大", "S片区", "3号", "韦大", "低保"),
        ("韦二", "同上", "〃", '"', "″"),
        ("韦小", "同上", "同上", "同上", "残疾"),
    )
    assert [(one.area, one.house, one.head, one.tags) for one in people(found)] == [
        ("S片区", "3号", "韦大", ("低保",)),
        ("S片区", "3号", "韦大", ("低保",)),
        ("S片区", "3号", "韦大", ("残疾",)),
    ]
    assert not found.faults


@pytest.mark.parametrize("dot", ["·", "•", "・", "．", ".", "‧", " · ", "∙"])
def test_a_dot_in_a_name_is_one_dot_whichever_it_was(tmp_path: Path, dot: str) -> None:
    found = read(tmp_path, ("姓名", "性别"), (f"阿依古丽{dot}买买提", "女"))
    assert [one.name for one in people(found)] == ["阿依古丽·买买提"]
    assert not found.faults


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("阿依古丽-买买提", "中间写“·”：阿依古丽·买买提"),
        ("韦三 覃四", "两个人就分两行"),
        ("韦三夫妇", "几个人"),
        ("韦三一家", "几个人"),
        ("韦三等3人", "几个人"),
        ("韦三1", "名字里有“1”"),
        ("李O明", "名字里有“O”"),
        ("韦*", "名字里有“*”"),
        ("身份证号", "是一栏的名字"),
        ("住址", "登记表读不了"),
    ],
)
def test_what_is_no_name_of_one_person_is_told_and_not_taken_in(tmp_path: Path, cell: str, said: str) -> None:
    found = read(tmp_path, ("姓名", "性别"), (cell, "女"))
    assert people(found) == []
    [sentence] = sentences(found)
    assert sentence.startswith("表「人员」第 2 行：")
    assert said in sentence


@pytest.mark.parametrize(
    ("cell", "name"), [("1、韦三", "韦三"), ("12韦三", "韦三"), ("欧阳 小明", "欧阳小明"), ("WEI San", "WEI San")]
)
def test_what_typing_adds_to_a_name_is_no_part_of_it(tmp_path: Path, cell: str, name: str) -> None:
    found = read(tmp_path, ("姓名", "性别"), (cell, "女"))
    assert [one.name for one in people(found)] == [name]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (("韦三（已故）", "", ""), "去世"),
        (("韦三", "2025年3月去世", ""), "去世"),
        (("韦三", "", "死亡"), "去世"),
        (("韦三", "", "否"), "去世"),
        (("韦三", "户口已迁出", ""), "迁走"),
    ],
)
def test_whom_a_list_calls_dead_or_gone_is_not_taken_in(tmp_path: Path, row: tuple[str, ...], word: str) -> None:
    found = read(tmp_path, ("姓名", "备注", "是否健在"), row)
    assert people(found) == []
    assert f"「韦三 {word}」" in sentences(found)[0]


@pytest.mark.parametrize(
    "row", [("韦三", "老伴已故，独自住", "是"), ("韦三（父母双亡）", "", "健在"), ("韦三", "母亲去世", "")]
)
def test_a_death_in_the_family_is_a_note(tmp_path: Path, row: tuple[str, ...]) -> None:
    found = read(tmp_path, ("姓名", "备注", "是否健在"), row)
    assert [one.name for one in people(found)] == ["韦三"]


def test_the_name_of_a_sheet_says_which_area_and_which_list(tmp_path: Path) -> None:
    head = ("姓名", "电话")
    names = ["S片区(2人)", "X片区名单", "G村W片区", "三组低保"]
    found = read_people(made(tmp_path / "people.xlsx", {name: [head, ("韦三", None)] for name in names}), TODAY)
    assert [(one.area, one.tags) for one in people(found)] == [
        ("S片区", ()),
        ("X片区", ()),
        ("G村W片区", ()),
        ("三组", ("低保",)),
    ]


def test_a_list_that_begins_in_the_middle_of_the_sheet(tmp_path: Path) -> None:
    found = read(
        tmp_path, (), (), (None, None, "片区", "姓\n名", "身份证\n号 码"), (None, None, "S片区", "韦三", ELDER)
    )
    [(draft, where)] = found.people
    assert (draft.area, draft.name, draft.id_number, where.line) == ("S片区", "韦三", ELDER, 4)


def failing(path: Path) -> Reading:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单 & 表")
        rows = [
            ("姓名", "片区", "出生日期", "低保"),
            ("韦三", "S片区", "", ""),
            ("", "X片区", "", ""),
            ("韦四", "", "", ""),
        ]
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell)
        sheet.write_formula(1, 2, "=MID(#REF!,7,8)", None, "#REF!")
        sheet.write_formula(1, 3, "=VLOOKUP(A2,低保!A:A,1,0)", None, "#N/A")
        sheet.write_formula(2, 0, "=#REF!", None, "#REF!")
        sheet.write_formula(3, 1, '="S片区"', None, "")
        sheet.set_row(3, None, None, {"hidden": True})
    return read_people(path, TODAY)


def test_a_formula_that_failed_is_told_with_its_line_and_column_and_never_taken_in(tmp_path: Path) -> None:
    found = failing(tmp_path / "failing.xlsx")
    assert [(one.name, one.area, one.born_on, one.tags) for one in people(found)] == [
        ("韦三", "S片区", None, ()),
        ("韦四", "", None, ()),
    ]
    told = {(fault.line, fault.sentence.partition("：")[2]) for fault in found.faults}
    assert (2, "“出生日期”一格的公式出错了（#REF!），这一格没有记。") in told
    assert (2, "“低保”一格的公式出错了（#N/A），这一格没有记。") in told
    assert (3, "“姓名”一格的公式出错了（#REF!），这一格没有记。") in told
    assert (4, "“片区”一格的公式没有算出来，这一格没有记。") in told


def test_hidden_lines_are_read_and_told(tmp_path: Path) -> None:
    assert "表「名单 & 表」里有 1 行是隐藏的（筛选、折叠），也读了。" in failing(tmp_path / "failing.xlsx").remarks


def test_an_old_file_tells_of_failed_formulas_and_hidden_lines_too(tmp_path: Path) -> None:
    whole = biff([("姓名", "片区", "电话"), ("韦三", None, None)])
    hidden = record(0x0208, struct.pack("<HHHHHHHI", 1, 0, 3, 255, 0, 0, 0x20, 0))
    error = record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1))
    formula = struct.pack("<HHH", 1, 2, 0) + bytes((2, 0, 0x17, 0, 0, 0, 255, 255)) + struct.pack("<HIH", 0, 0, 0)
    path = tmp_path / "old.xls"
    path.write_bytes(compound("Workbook", whole[:-4] + hidden + error + record(0x0006, formula) + whole[-4:]))
    found = read_people(path, TODAY)
    assert [one.name for one in people(found)] == ["韦三"]
    assert [sentence.partition("：")[2][:16] for sentence in sentences(found)] == [
        "“片区”一格的公式出错了（#N/",
        "“电话”一格的公式出错了（#RE",
    ]
    assert "有 1 行是隐藏的" in found.remarks[0]


@pytest.mark.parametrize("content", ["姓名,电话\r\n韦三,1\r\n".encode("gb18030"), "﻿姓名\t电话\r\n".encode()])
def test_a_list_as_plain_text_says_how_to_save_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="纯文本（CSV）。请用 Excel 或 WPS 打开它"):
        read_people(path, TODAY)
