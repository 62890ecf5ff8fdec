"""Real sheets: headings, merged cells, several sheets, what stands around a list."""

from datetime import date
from pathlib import Path

import pytest

from bot.sheets.reading import Where, read_people
from tests.bot.sheets.made import TODAY, Cell, Rows, id_number, made, people, read, sentences


def test_a_whole_line_becomes_a_draft_and_knows_where_it_stood(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("G 村服务对象名单",),
        ("序号", "姓 名", "性别", "公民身份号码", "联系电话", "村民小组", "家庭住址", "户主姓名", "与户主的关系"),
        (1, "韦 三", "女", f" {id_number()} ", "+86 199 0000 0000", "S 片区", "12号", "韦大", "妻子"),
    )
    [(draft, where)] = found.people
    assert (draft.name, draft.area, draft.sex, draft.id_number) == ("韦三", "S 片区", "女", id_number())
    assert (draft.born_on, draft.phone, draft.house) == (date(1950, 3, 2), "19900000000", "12号")
    assert (draft.head, draft.relation) == ("韦大", "妻子")
    assert where == Where("人员", 3)


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("名字", None, "name", "韦三"),
        ("身份证", id_number(), "id_number", id_number()),
        ("身份证号码（18位）", id_number(), "id_number", id_number()),
        ("残疾证号", id_number() + "42", "id_number", id_number()),
        ("出生年月", "1950.3.2", "born_on", date(1950, 3, 2)),
        ("手机号*", "19900000000", "phone", "19900000000"),
        ("组", "三组", "area", "三组"),
        ("屯", "上屯", "area", "上屯"),
        ("住 址", "12号", "house", "12号"),
        ("户主", "韦大", "head", "韦大"),
        ("对象类别", "低保户、残疾人", "tags", ("低保", "残疾")),
        ("人员类别", "特困人员/高龄老人", "tags", ("特困", "高龄")),
        ("情形", "独居老人，半失能", "tags", ("独居", "半失能")),
        ("监护人", "韦大（爷爷）", "guardian", "韦大"),
        ("监护人联系电话", "0772-8600000", "guardian_phone", "0772-8600000"),
        ("联系人", "韦大", "contact", "韦大"),
        ("联系人电话", "19900000000", "contact_phone", "19900000000"),
        ("备注", "＝耳背", "note", "＝耳背"),
    ],
)
def test_a_column_is_known_by_its_other_names(
    tmp_path: Path, heading: str, cell: str, field: str, value: object
) -> None:
    name = heading if cell is None else "姓名"
    found = read(tmp_path, (name, heading if cell else "性别"), ("韦三", cell or ""))
    [draft] = people(found)
    assert getattr(draft, field) == value
    assert not found.faults


@pytest.mark.parametrize("mark", ["√", "✔", "是", "1", 1, "有", True, "Ｙ"])
def test_a_category_with_a_column_of_its_own_is_ticked(tmp_path: Path, mark: Cell) -> None:
    found = read(tmp_path, ("姓名", "低保人员", "是否残疾", "高龄人员\n(80岁以上)"), ("韦三", mark, "否", "×"))
    assert [draft.tags for draft in people(found)] == [("低保",)]
    assert not found.faults


def test_a_strange_mark_counts_as_a_yes_and_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "低保", "残疾"), ("韦三", "2021年起", "肢体二级"))
    assert people(found)[0].tags == ("低保", "残疾", "重残")
    [sentence] = sentences(found)
    assert "先当作“是”" in sentence


def test_an_unknown_category_is_told_with_the_words_one_may_write(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "类别"), ("韦三", "低保 困难户"))
    assert people(found)[0].tags == ("低保",)
    [sentence] = sentences(found)
    assert sentence.startswith("表「人员」第 2 行：")
    assert "困难户" in sentence
    assert "留守儿童" in sentence


def test_merged_cells_hold_for_every_line_they_cover(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("片区", "户主", "姓名", "身份证号", "类别"),
        ("S 片区", "韦大", "韦大", id_number(), "低保"),
        (None, None, "韦二", None, None),
        (None, None, "韦小", None, "残疾"),
        ("X 片区", "覃一", "覃一", None, None),
        merges=[(1, 0, 3, 0), (1, 1, 3, 1), (1, 4, 2, 4), (1, 3, 2, 3)],
    )
    assert [(one.area, one.head, one.name, one.tags, bool(one.id_number)) for one in people(found)] == [
        ("S 片区", "韦大", "韦大", ("低保",), True),
        ("S 片区", "韦大", "韦二", ("低保",), False),
        ("S 片区", "韦大", "韦小", ("残疾",), False),
        ("X 片区", "覃一", "覃一", (), False),
    ]


def test_a_name_merged_over_two_lines_is_one_person(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("姓名", "类别", "备注"),
        ("韦三", "低保", "耳背"),
        (None, "残疾", None),
        ("韦四", "特困", None),
        merges=[(1, 0, 2, 0)],
    )
    assert [(one.name, one.tags, one.note) for one in people(found)] == [
        ("韦三", ("低保", "残疾"), "耳背"),
        ("韦四", ("特困",), ""),
    ]


def test_a_heading_of_two_lines_is_one_heading(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("姓名", "对象类别", None, None, "备注"),
        (None, "低保", "特困", "留守老人", None),
        ("韦三", "√", None, "√", "好"),
        merges=[(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4)],
    )
    assert [(one.name, one.tags, one.note) for one in people(found)] == [("韦三", ("低保", "留守老人"), "好")]
    assert not found.faults


def test_a_repeated_heading_may_change_the_order_of_the_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("姓名", "电话"),
        ("韦三", "19900000000"),
        (),
        ("姓名", "电话"),
        ("韦四", "19900000001"),
        ("电话", "姓名"),
        ("19900000002", "韦五"),
    )
    assert [(one.name, one.phone[-1]) for one in people(found)] == [("韦三", "0"), ("韦四", "1"), ("韦五", "2")]
    assert not found.faults


def test_totals_empty_lines_and_what_stands_below_are_no_people(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("序号", "姓名", "电话", "低保"),
        (1, "韦三", None, "√"),
        (2, None, None, None),
        (),
        ("小 计", None, None, 1),
        ("合计", "1人", None, 1),
        (None, "总计：1", None, 1),
        ("填表人：李明", None, "审核：覃一", None),
    )
    assert [one.name for one in people(found)] == ["韦三"]
    assert not found.faults


def test_a_bad_line_costs_only_that_line(tmp_path: Path) -> None:
    found = read(
        tmp_path, ("姓名", "电话"), (None, "19900000000"), ("？？", None), ("韦三、韦四", None), ("韦五", None)
    )
    assert [one.name for one in people(found)] == ["韦五"]
    assert [fault.line for fault in found.faults] == [2, 3, 4]
    assert all(f"表「人员」第 {fault.line} 行" in fault.sentence for fault in found.faults)


def test_every_sheet_is_read_and_what_is_left_aside_is_told(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "S片区": [("姓名", "民族", "年龄"), ("韦三", "侗", "76")],
        "低保名单": [("姓名", "片区"), ("韦四", "X 片区")],
        "统计": [("片区", "人数"), ("S", 3)],
        "旧的": [("姓名", "电话"), ("韦五", None)],
    }
    found = read_people(made(tmp_path / "people.xlsx", sheets, hidden=["旧的"]), TODAY)
    assert [(one.name, one.area, one.tags, where.sheet) for one, where in found.people] == [
        ("韦三", "S片区", (), "S片区"),
        ("韦四", "X 片区", ("低保",), "低保名单"),
    ]
    told = "\n".join(found.remarks)
    assert all(word in told for word in ("“S片区”", "民族", "“低保”", "「统计」", "「旧的」"))
    assert "年龄" not in told


def test_a_telephone_behind_the_guardian_is_the_guardians(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "电话", "监护人", "电话"), ("韦小", "19900000000", "韦大", "19900000001"))
    assert [(one.phone[-1], one.guardian_phone[-1]) for one in people(found)] == [("0", "1")]


def test_where_area_and_group_both_stand_the_group_is_the_address(tmp_path: Path) -> None:
    found = read(tmp_path, ("组", "姓名", "片区", "门牌"), ("三组", "韦三", "S 片区", "12号"))
    assert [(one.area, one.house) for one in people(found)] == [("S 片区", "三组 12号")]


def test_a_list_of_households_names_their_heads(tmp_path: Path) -> None:
    found = read(tmp_path, ("户主", "片区", "类别"), ("韦大", "S 片区", "监测户"))
    assert [(one.name, one.head, one.relation, one.tags) for one in people(found)] == [
        ("韦大", "韦大", "户主", ("监测对象",))
    ]


def test_a_head_of_household_is_no_heading(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "与户主关系", "类别"), ("韦大", "户主", "其他"), ("韦二", "妻子", "低保"))
    assert [one.name for one in people(found)] == ["韦大", "韦二"]
    assert len(found.faults) == 1
