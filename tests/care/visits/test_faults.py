"""Every kind of fault between rows is found, said in a sentence, and sound rows have none."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.due import Done, due
from care.visits.faults import faults
from care.visits.rule import Condition, Period, Phone, VisitRule
from tests.care.visits.rows import RHYTHMS, row, weekdays

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
TAG = frozenset({"特困"})


def aged(name: str, first: int | None, last: int | None, tags: frozenset[str] = frozenset()) -> VisitRule:
    return row(name=name, when=(Condition(all_of=tags, age_from=first, age_to=last),))


def one_way(one: Condition) -> list[VisitRule]:
    return [row(when=(one,))]


FAULTY: dict[str, tuple[list[VisitRule], str]] = {
    "overlap in time": ([row(ends_on=AUGUST), row(starts_on=JULY)], "有两行同时在用"),
    "never ended": ([row(), row(starts_on=JULY)], "请给前一行写 ends_on = 2026-07-01"),
    "same beginning": ([row(), row()], "从同一天起用"),
    "gap in time": ([row(ends_on=JULY), row(starts_on=AUGUST)], "从 2026-07-01 到 2026-08-01 之间没有一行在用"),
    "ended for good": ([row(starts_on=JULY, ends_on=AUGUST)], "2026-08-01 停用，后面没有一行接着用"),
    "ends first": ([row(starts_on=AUGUST, ends_on=JULY)], "一天也不会用"),
    "unless rarer": ([row(gap=120, unless=frozenset("季")), row(Period.QUARTER, "季")], "每季一次，不如每月一次勤"),
    "unless wider gap": ([row(unless=frozenset("乙")), row(name="乙", gap=46)], "最多可以隔 46 天，比 45 天长"),
    "unless asks less": (
        [row(groups=("A", "C"), unless=frozenset("日")), row(Period.DAY, "日", groups=("A",))],
        "没有问 C 组",
    ),
    "unless by phone": ([row(in_person=True, unless=frozenset("日")), row(Period.DAY, "日")], "不一定见到本人"),
    "unless called more": (
        [row(unless=frozenset("周")), row(Period.WEEK, "周", phone=Phone.ONCE_MET)],
        "电话见过面就算，比隔一次算松",
    ),
    "unless one of a house": ([row(household=True, unless=frozenset("日")), row(Period.DAY, "日")], "不看全户"),
    "unless an event": ([row(unless=frozenset("灾")), row(Period.EVENT, "灾")], "代替不了"),
    "event unless": ([row(Period.EVENT, unless=frozenset("日")), row(Period.DAY, "日")], "代替不了"),
    "unless itself": ([row(unless=frozenset("甲"))], "写了它自己"),
    "unless nobody": ([row(unless=frozenset("无"))], "规则里没有这一行"),
    "unless in a ring": (
        [row(unless=frozenset("乙")), row(name="乙", unless=frozenset("丙")), row(name="丙", unless=frozenset("甲"))],
        "「丙」、「乙」、「甲」 的 unless 绕成一圈",
    ),
    "age hole": ([aged("低", 80, 89), aged("高", 91, None)], "90 岁没有人管：请把「高」的 age_from 改成 90"),
    "wide age hole": ([aged("低", 60, 69), aged("高", 80, 89)], "70–79 岁没有人管"),
    "age overlap": ([aged("低", 80, 90), aged("高", 90, None)], "90 岁重了：请把「低」的 age_to 改成 89"),
    "hole beside a tag": ([aged("低", 80, 84, TAG), aged("高", 86, None, TAG)], "85 岁没有人管"),
    "hole in one row": ([row(when=(Condition(age_from=1, age_to=5), Condition(age_from=8)))], "6–7 岁没有人管"),
    "short daily gap": ([row(Period.DAY, gap=0)], "至少写 1"),
    "short weekly gap": ([row(Period.WEEK, gap=6)], "至少写 7"),
    "short monthly gap": ([row(Period.MONTH, gap=30)], "至少写 31"),
    "short quarterly gap": ([row(Period.QUARTER, gap=91)], "至少写 92"),
    "event without days": ([row(Period.EVENT, days=())], "没有写 days"),
    "days that fall": ([row(Period.EVENT, days=(1, 7, 3))], "从小到大"),
    "a day twice": ([row(Period.EVENT, days=(1, 3, 3))], "从小到大"),
    "days of a rhythm": ([row(days=(1, 3))], "不用写 days"),
    "no way at all": ([row(when=())], "没有写给谁"),
    "everybody": ([row(when=(Condition(), Condition(all_of=TAG)))], "村里每个人都要去"),
    "ages crossed": (one_way(Condition(age_from=90, age_to=80)), "谁也不会符合：从 90 岁起，又到 80 岁为止"),
    "nobody so old": (one_way(Condition(age_from=800)), "没有人 800 岁"),
    "wanted and not": (one_way(Condition(all_of=TAG, none_of=TAG)), "要有又不能有 特困"),
    "any of what is not": (one_way(Condition(any_of=TAG, none_of=TAG)), "都写进了 none"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_planted_fault_is_found_and_nothing_else(name: str) -> None:
    rules, said = FAULTY[name]
    found = faults(rules)
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].endswith("。")


SOUND: dict[str, list[VisitRule]] = {
    "every period": [row(period, period) for period in (*RHYTHMS, Period.EVENT)],
    "versions that touch": [row(ends_on=JULY), row(starts_on=JULY, gap=31)],
    "stopped for a while": [
        row(ends_on=JULY),
        row(starts_on=JULY, ends_on=AUGUST, enabled=False),
        row(starts_on=AUGUST),
    ],
    "beside a stricter one": [row(unless=frozenset("周")), row(Period.WEEK, "周", groups=("A", "B"))],
    "beside one that is off": [row(unless=frozenset("季")), row(Period.QUARTER, "季", enabled=False)],
    "beside one of another time": [
        row(ends_on=JULY, unless=frozenset("季")),
        row(starts_on=JULY, enabled=False),
        row(Period.QUARTER, "季", starts_on=JULY),
    ],
    "ages that follow": [aged("低", 60, 79), aged("中", 80, 89), aged("高", 90, None), aged("高长", 90, None)],
    "ages of different tags": [aged("低", 80, 85, TAG), aged("高", 90, None)],
    "ages of different times": [
        row(name="低", when=(Condition(age_to=79),), ends_on=JULY),
        row(name="低", when=(Condition(age_to=79),), starts_on=JULY, enabled=False),
        row(name="高", when=(Condition(age_from=85),), starts_on=JULY),
    ],
    "one within another": [aged("全", 60, None), aged("高", 90, None)],
    "none at all": [],
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_rows_have_no_fault(name: str) -> None:
    assert faults(SOUND[name]) == []


def test_several_faults_are_named_at_once_and_each_once() -> None:
    wrong = row(Period.WEEK, gap=3, when=())
    assert len(faults([wrong])) == 2
    assert len(faults([wrong, *FAULTY["age hole"][0]])) == 3


silenced = st.builds(
    lambda period, gap, groups, person, phone: row(
        period, "严", gap=gap, groups=tuple(sorted(groups)), in_person=person, phone=phone
    ),
    st.sampled_from(RHYTHMS),
    st.integers(1, 150),
    st.sets(st.sampled_from("ABC"), min_size=1),
    st.booleans(),
    st.sampled_from(Phone),
)


@given(silenced, silenced, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 99))
def test_an_unless_without_fault_never_lets_the_next_visit_be_later(
    strict: VisitRule, other: VisitRule, last_on: date, key: int
) -> None:
    mild = replace(other, id="宽", unless=frozenset("严"))
    if faults([mild, strict]):
        return
    ends = [due(one, Done(last_on), since=date(2026, 1, 1), key=key, works_on=weekdays) for one in (strict, mild)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0].until <= ends[1].until
    assert set(mild.groups) <= set(strict.groups)
    assert strict.in_person or not mild.in_person
    lasts = ((None, False), (last_on, False), (last_on, True))
    assert all(strict.not_by_phone(*last) for last in lasts if mild.not_by_phone(*last))


def test_a_rule_that_has_not_begun_leaves_nobody_to_go_until_it_does() -> None:
    rules = [row(starts_on=AUGUST)]
    (said,) = faults(rules, JULY)
    assert "2026-08-01 才起用，前面没有一行在用" in said
    assert faults(rules, AUGUST) == faults(rules) == []
    assert faults([row(ends_on=AUGUST), *rules], JULY) == []
    assert faults([row(ends_on=AUGUST, enabled=False), *rules], JULY) == []
