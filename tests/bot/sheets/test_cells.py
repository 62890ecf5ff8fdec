"""One bad cell costs that cell, and the sentence says what to do."""

from datetime import date
from pathlib import Path

import pytest

from tests.bot.sheets.made import TODAY, Cell, id_number, people, read, sentences


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1950年3月2日", date(1950, 3, 2)),
        ("１９５０年３月２日", date(1950, 3, 2)),
        ("1950.3.2", date(1950, 3, 2)),
        ("1950/3/2", date(1950, 3, 2)),
        ("1950-03-02 00:00:00", date(1950, 3, 2)),
        ("1950年3月2日生", date(1950, 3, 2)),
        ("19500302", date(1950, 3, 2)),
        (19500302.0, date(1950, 3, 2)),
        ("195003", date(1950, 3, 1)),
        (195003, date(1950, 3, 1)),
        ("1950-03", date(1950, 3, 1)),
        ("1950年3月", date(1950, 3, 1)),
        (1950.3, date(1950, 3, 1)),
        ("1950.10", date(1950, 10, 1)),
        (18324, date(1950, 3, 2)),
        ("18324", date(1950, 3, 2)),
        (date(1950, 3, 2), date(1950, 3, 2)),
        ("2024-02-29", date(2024, 2, 29)),
        ("/", None),
        ("不详", None),
        ("500302", date(1950, 3, 2)),
        (500302, date(1950, 3, 2)),
        ("50.3.2", date(1950, 3, 2)),
        ("50年3月", date(1950, 3, 1)),
        ("1950,3,2", date(1950, 3, 2)),
        ("1950. 3. 2", date(1950, 3, 2)),
        ("一九五〇年三月二日", date(1950, 3, 2)),
        ("1950年十二月二十三日", date(1950, 12, 23)),
        ("民国三十七年12月3日", date(1948, 12, 3)),
    ],
)
def test_a_day_is_read_however_it_was_typed(tmp_path: Path, cell: Cell, day: date | None) -> None:
    found = read(tmp_path, ("姓名", "出生日期"), ("韦三", cell))
    assert [one.born_on for one in people(found)] == [day]
    assert not found.faults


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1950年13月2日", "不是日子"),
        ("1950-02-30", "不是日子"),
        ("12.3.2", "分不清是 1912 年还是 2012 年"),
        ("12年", "分不清"),
        ("190312", "分不清年月日"),
        ("农历三月初二", "不是日子"),
        ("腊月初八", "不是日子"),
        ("509902", "不是日子"),
        ("78岁", "不是日子"),
        ("2026-03-03", "还没有到"),
        (date(2030, 1, 1), "还没有到"),
        ("1750-01-01", "太早"),
        (1950.1, "1 月还是 10 月"),
        (99999, "还没有到"),
    ],
)
def test_a_day_that_is_none_costs_only_the_day(tmp_path: Path, cell: Cell, said: str) -> None:
    found = read(tmp_path, ("姓名", "出生日期"), ("韦三", cell))
    assert [(one.name, one.born_on) for one in people(found)] == [("韦三", None)]
    [sentence] = sentences(found)
    assert said in sentence
    assert "没有记" in sentence


def test_a_year_alone_is_its_first_day_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "出生日期"), ("韦三", 1950))
    assert [one.born_on for one in people(found)] == [date(1950, 1, 1)]
    assert "只写了年份" in sentences(found)[0]


@pytest.mark.parametrize(
    "cell", ["39年腊月", "1939年腊月初八", "农历1939年3月2日", "1939年3月2日（农历）", "民国28年冬月"]
)
def test_of_a_lunar_day_the_year_is_kept_and_told(tmp_path: Path, cell: str) -> None:
    """The oldest they may be: nobody is visited less for it."""
    found = read(tmp_path, ("姓名", "出生日期"), ("韦三", cell))
    assert [one.born_on for one in people(found)] == [date(1939, 1, 1)]
    [sentence] = sentences(found)
    assert "表「人员」第 2 行：出生日期写的是农历" in sentence


def test_a_lunar_day_contradicts_an_id_number_only_by_years(tmp_path: Path) -> None:
    rows = [("韦三", id_number("19400115"), "1939年腊月初七"), ("韦四", id_number("19450115"), "1939年腊月初七")]
    found = read(tmp_path, ("姓名", "身份证号", "出生日期"), *rows)
    assert [fault.line for fault in found.faults] == [3]


@pytest.mark.parametrize("cell", [450223195003021234.0, "4.50223E+17", "4.50223195003021e17", 4502231950030212.0])
def test_an_id_number_kept_as_a_number_has_lost_its_end_and_we_say_so(tmp_path: Path, cell: Cell) -> None:
    found = read(tmp_path, ("姓名", "身份证号"), ("韦三", cell))
    assert [(one.name, one.id_number) for one in people(found)] == [("韦三", "")]
    assert "已经丢了" in sentences(found)[0]


@pytest.mark.parametrize(
    "cell",
    [
        f"'{id_number()}",
        f"{id_number()[:6]} {id_number()[6:14]} {id_number()[14:]}",
        "".join(chr(ord(letter) + 0xFEE0) for letter in id_number()),
        f"身份证：{id_number()}",
        f"{id_number()[:6]}-{id_number()[6:14]}-{id_number()[14:]}",
        f"{id_number()}\n",
    ],
)
def test_an_id_number_survives_what_typing_adds(tmp_path: Path, cell: str) -> None:
    found = read(tmp_path, ("姓名", "身份证号"), ("韦三", cell))
    assert [one.id_number for one in people(found)] == [id_number()]
    assert not found.faults


@pytest.mark.parametrize("last", ["x", "Ｘ", "ｘ", "×"])
def test_the_letter_at_the_end_is_read_however_it_was_typed(tmp_path: Path, last: str) -> None:
    number = next(one for one in (id_number(order=f"{at:03}") for at in range(100)) if one.endswith("X"))
    found = read(tmp_path, ("姓名", "身份证号"), ("韦三", number[:17] + last))
    assert [one.id_number for one in people(found)] == [number]
    assert not found.faults


@pytest.mark.parametrize(
    ("cell", "said"),
    [("000000********0123", "遮住了"), ("见户口本", "没有号码"), ("暂无", ""), ("正在办理", ""), ("未上户", "")],
)
def test_an_id_number_that_is_none_is_told_unless_it_says_so_itself(tmp_path: Path, cell: str, said: str) -> None:
    found = read(tmp_path, ("姓名", "身份证号"), ("韦三", cell))
    assert [one.id_number for one in people(found)] == [""]
    assert len(found.faults) == bool(said)
    assert said in "".join(sentences(found))


@pytest.mark.parametrize(
    ("cell", "sex"),
    [("M", "男"), ("f", "女"), ("1", "男"), (2, "女"), ("女 ", "女"), ("男童", "男"), ("Male", "男"), ("0", "")],
)
def test_a_sex_is_read_however_it_was_written(tmp_path: Path, cell: Cell, sex: str) -> None:
    found = read(tmp_path, ("姓名", "性别"), ("韦三", cell))
    assert [one.sex for one in people(found)] == [sex]
    assert not found.faults


def test_an_old_number_kept_as_a_number_is_whole(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "身份证号"), ("韦三", 100000500302012.0))
    assert [one.id_number[:17] for one in people(found)] == ["10000019500302012"]


def test_birth_and_sex_come_from_the_id_number_and_a_contradiction_is_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("姓名", "性别", "身份证号", "出生日期"),
        ("韦三", None, id_number(order="012"), None),
        ("韦四", "男", id_number(order="014"), "1951-01-01"),
        ("韦五", "女性", id_number(order="016"), "1950.3"),
    )
    assert [(one.sex, one.born_on) for one in people(found)] == [("女", date(1950, 3, 2))] * 3
    assert [fault.line for fault in found.faults] == [3, 3]
    assert "按身份证号记" in sentences(found)[0]


def test_an_id_number_of_tomorrow_gives_no_birthday(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "身份证号"), ("韦三", id_number("20260303")))
    assert [one.born_on for one in people(found)] == [None]
    assert date(2026, 3, 2) == TODAY
    assert "还没有到" in sentences(found)[0]


@pytest.mark.parametrize(
    ("cell", "phone", "said"),
    [
        (19900000000.0, "19900000000", ""),
        ("19900000000/19900000001", "19900000000", "2 个号码"),
        ("19900000000 19900000001", "19900000000", "2 个号码"),
        ("1990000000", "", "少了 1 位"),
        ("1.99E+10", "", "已经丢了"),
        ("8600000", "", "区号"),
        ("不知道", "", "不"),
        ("无", "", ""),
    ],
)
def test_a_telephone_is_read_or_left_out_with_a_sentence(tmp_path: Path, cell: Cell, phone: str, said: str) -> None:
    found = read(tmp_path, ("姓名", "电话"), ("韦三", cell))
    assert [one.phone for one in people(found)] == [phone]
    assert len(found.faults) == bool(said)
    assert said in "".join(sentences(found))


def test_no_sentence_repeats_a_number(tmp_path: Path) -> None:
    wrong = id_number()[:17] + ("1" if id_number()[17] != "1" else "2")
    found = read(tmp_path, ("姓名", "身份证号", "电话"), ("韦三", wrong, "199000000001"))
    assert len(found.faults) == 2
    assert not any(number in sentence for sentence in sentences(found) for number in (wrong, "199000000001"))


@pytest.mark.parametrize(
    ("cell", "name", "note"),
    [
        ("张　三", "张三", ""),
        ("阿依古丽•买买提", "阿依古丽·买买提", ""),
        ("张三（聋哑）", "张三", "聋哑"),
    ],
)
def test_a_name_is_written_one_way_and_its_note_kept_apart(tmp_path: Path, cell: str, name: str, note: str) -> None:
    found = read(tmp_path, ("姓名", "性别"), (cell, "男"))
    assert [(one.name, one.note) for one in people(found)] == [(name, note)]


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("低保、残疾", ("低保", "残疾")),
        ("低保，残疾/特困 高龄", ("低保", "残疾", "特困", "高龄")),
        ("低保户兼残疾（肢体、二级）", ("低保", "残疾", "重残")),
        ("五保户；80岁及以上老人", ("特困", "高龄")),
        ("防返贫监测对象", ("监测对象",)),
        ("重度残疾人", ("残疾", "重残")),
        ("重残", ("重残",)),
        ("无", ()),
    ],
)
def test_categories_are_parted_and_named_as_the_rules_name_them(
    tmp_path: Path, cell: str, tags: tuple[str, ...]
) -> None:
    found = read(tmp_path, ("姓名", "类别"), ("韦三", cell))
    assert [one.tags for one in people(found)] == [tags]
    assert not found.faults


def test_unclear_dependence_is_read_as_the_stricter_one_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, ("姓名", "情形"), ("韦三", "失能"))
    assert [one.tags for one in people(found)] == [("全失能",)]
    assert "请核对" in sentences(found)[0]
