"""在哪里: groups, houses, villages and spots."""

from datetime import date

import pytest

from nlp.slots import slots
from nlp.slots_places import Kind


def found(text: str) -> list[tuple[str, int | None, str]]:
    return [(where.kind.value, where.number, where.said) for where in slots(text, date(2026, 3, 4)).place]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我们三组晒谷场旁边", [("组", 3, "三组"), ("地点", None, "晒谷场旁边")]),
        ("3栋2单元501漏水", [("栋", 3, "3栋"), ("单元", 2, "2单元"), ("室", 501, "501")]),
        ("12号楼停电", [("栋", 12, "12号楼")]),
        ("三楼有人喊救命", [("楼层", 3, "三楼")]),
        ("三樓漏水", [("楼层", 3, "三樓")]),
        ("住12号", [("门牌", 12, "12号")]),
        ("大湾屯5号", [("村", None, "大湾屯"), ("门牌", 5, "5号")]),
        ("我们上坪村", [("村", None, "上坪村")]),
        ("李家湾那边", [("村", None, "李家湾")]),
        ("石龙镇三江村六组", [("乡镇", None, "石龙镇"), ("村", None, "三江村"), ("组", 6, "六组")]),
        ("人民路12号", [("路", None, "人民路"), ("门牌", 12, "12号")]),
        ("卫生室旁边的桥头", [("地点", None, "卫生室旁边"), ("地点", None, "桥头")]),
        ("人家三队都硬化了", [("组", 3, "三队")]),
        ("村口大榕树下", [("地点", None, "村口"), ("地点", None, "大榕树下")]),
        ("3号桥断了", [("编号", 3, "3号桥")]),
        ("322国道", [("路", 322, "322国道")]),
        ("屋头没人", [("家", None, "屋头")]),
        ("第三生产队", [("组", 3, "第三生产队")]),
        ("八社停水", [("组", 8, "八社")]),
        ("２３组", [("组", 23, "２３组")]),
        ("学校门口", [("地点", None, "学校门口")]),
        ("阳光小区7幢1单元", [("村", None, "阳光小区"), ("栋", 7, "7幢"), ("单元", 1, "1单元")]),
    ],
)
def test_a_place_is_found_with_its_number(text: str, places: list[tuple[str, int | None, str]]) -> None:
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "12号单还没好",
        "12号下午来",
        "山洪冲走了",
        "全村停水",
        "隔壁村的",
        "一组数据",
        "冲凉摔倒",
        "两三天",
        "国家里面",
        "五保户村民",
        "十二点",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert found(text) == []


def test_every_kind_has_its_own_word() -> None:
    assert len({kind.value for kind in Kind}) == len(Kind)
