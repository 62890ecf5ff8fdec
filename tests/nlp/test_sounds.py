"""How names sound: surnames as they are spoken, and what people here do not tell apart."""

import pytest

from nlp.sounds import loose, sounds


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("覃小妹", "qin xiao mei"),
        ("单雄", "shan xiong"),
        ("区玉", "ou yu"),
        ("仇英", "qiu ying"),
        ("曾强", "zeng qiang"),
        ("盖山", "ge shan"),
        ("解红", "xie hong"),
        ("任明", "ren ming"),
        ("华山", "hua shan"),
        ("查良", "zha liang"),
        ("朴树", "piao shu"),
        ("尉迟恭", "yu chi gong"),
        ("万俟英", "mo qi ying"),
        ("长孙明", "zhang sun ming"),
        ("澹台灭明", "tan tai mie ming"),
        ("吕布", "lv bu"),
    ],
)
def test_surnames_are_read_as_people_say_them(name: str, said: str) -> None:
    assert sounds(name) == said


def test_only_the_surname_is_read_by_the_table() -> None:
    assert sounds("王单") == "wang dan"
    assert sounds("单") == "shan"


def test_the_border_of_a_name_stays_and_nothing_before_it_is_a_surname() -> None:
    assert sounds("阿依古丽·买买提") == "a yi gu li · mai mai ti"
    assert sounds("任娜·华") == "ren na · hua"
    assert sounds("盖娜·华") == "gai na · hua"


def test_what_is_no_han_character_stays() -> None:
    assert sounds("张A") == "zhang a"
    assert sounds("") == ""


@pytest.mark.parametrize(
    ("one", "other"), [("牛莉", "刘丽"), ("张生", "臧森"), ("陈石", "岑四"), ("林英", "宁因"), ("吕芳", "女方")]
)
def test_names_people_confuse_when_they_hear_them_fold_to_one(one: str, other: str) -> None:
    assert sounds(one) != sounds(other)
    assert loose(one) == loose(other)


def test_names_that_differ_otherwise_stay_apart() -> None:
    assert len({loose(name) for name in ("韦小妹", "韦大妹", "黄小妹", "安小妹")}) == 4
