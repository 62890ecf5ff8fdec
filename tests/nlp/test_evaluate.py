"""Figures over cases: counted by hand here, with a reader that says what it is told to say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.category import NOT_A_REQUEST, UNSORTED, Urgency, tier_of
from nlp.evaluate import Case, Confusion, Figures, cases, measure
from nlp.intent import Reading


def said(text: str, category: str, urgency: str, *also: str) -> Case:
    return Case(text, category, urgency, tier_of(category, Urgency(urgency)), also)


def reading(category: str, urgency: str) -> Reading:
    tier = tier_of(category, Urgency(urgency))
    return Reading(category, urgency, tier, category == NOT_A_REQUEST, unclear=category == UNSORTED)


HEARD = {
    "甲": (said("甲", "医疗", "紧急"), reading("医疗", "紧急")),
    "乙": (said("乙", "医疗", "紧急"), reading("心理", "优先")),  # missed, and confused
    "丙": (said("丙", "纠纷", "普通", "安全隐患"), reading("安全隐患", "紧急")),  # false alarm, right in a way
    "丁": (said("丁", "纠纷", "普通"), reading("纠纷", "普通")),
    "戊": (said("戊", NOT_A_REQUEST, "无"), reading(NOT_A_REQUEST, "无")),
    "己": (said("己", NOT_A_REQUEST, "无"), reading("心理", "紧急")),  # false alarm, needless
    "庚": (said("庚", NOT_A_REQUEST, "无"), reading(UNSORTED, "普通")),  # needless, unclear
    "辛": (said("辛", NOT_A_REQUEST, "无"), reading("心理", "普通")),  # needless
}


def figures(*texts: str) -> Figures:
    return measure(lambda text: HEARD[text][1], [HEARD[text][0] for text in texts or HEARD])


def test_emergencies_missed_and_alarms_that_were_none_are_counted_and_named() -> None:
    found = figures()
    assert (found.emergencies, found.requests, found.chatter) == (2, 2, 4)
    assert [one.case.text for one in found.missed] == ["乙"]
    assert [one.case.text for one in found.false_requests] == ["丙"]
    assert [one.case.text for one in found.false_chatter] == ["己"]
    assert (found.recall, found.false_alarms) == (1 / 2, 2 / 6)
    assert (found.false_alarms_requests, found.false_alarms_chatter) == (1 / 2, 1 / 4)


def test_shares_of_what_is_right() -> None:
    found = figures()
    assert (found.accuracy, found.lenient_accuracy) == (3 / 8, 4 / 8)
    assert (found.tier_accuracy, found.urgency_accuracy) == (3 / 8, 3 / 8)
    assert found.unclear_share == 1 / 8
    assert found.needless_per_100 == 75


def test_macro_f1_is_the_mean_over_the_wanted_categories() -> None:
    """医疗 1 of 2 wanted, 1 said: 2/3. 纠纷 the same; leniently 2 of 2. 非诉求 1 of 4, 1 said: 2/5."""
    found = figures()
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 2 / 5) / 3)
    assert found.lenient_macro_f1 == pytest.approx((2 / 3 + 1 + 2 / 5) / 3)


def test_the_most_frequent_confusion_comes_first() -> None:
    found = figures()
    assert found.confusions[0] == Confusion(NOT_A_REQUEST, "心理", 2)
    assert {(one.wanted, one.got) for one in found.confusions[1:]} == {
        ("医疗", "心理"),
        ("纠纷", "安全隐患"),
        (NOT_A_REQUEST, UNSORTED),
    }


def test_where_nothing_can_be_missed_nothing_is() -> None:
    found = figures("丁")
    assert (found.recall, found.false_alarms_chatter, found.needless_per_100) == (1, 0, 0)
    empty = measure(lambda text: HEARD[text][1], [])
    assert (empty.count, empty.macro_f1, empty.accuracy, empty.recall) == (0, 0, 0, 1)


GOOD = {"text": "路灯坏了", "category": "基础设施", "urgency": "普通"}


def test_a_line_needs_only_text_category_and_urgency() -> None:
    (case,), skipped = cases([json.dumps(GOOD)])
    assert case == Case("路灯坏了", "基础设施", "普通", "村委")
    assert skipped == []


def test_all_fields_are_read() -> None:
    row = GOOD | {"tier": "镇社工站", "alt": ["安全隐患"], "not_request": False, "id": "m1", "notes": "别的"}
    (case,), _ = cases(["\ufeff" + json.dumps(row)], "甲")
    assert case == Case("路灯坏了", "基础设施", "普通", "镇社工站", ("安全隐患",), "甲")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "不是一行 JSON"),
        ("[" * 100_000, "括号套得太深"),
        ("[1]", "不是 {…}"),
        (json.dumps(GOOD | {"text": 5}), "text 没有写，或不是一句话"),
        (json.dumps({"text": "x", "urgency": "普通"}), "category 没有写"),
        (json.dumps(GOOD | {"category": "天气"}), "category 不认得「天气」"),
        (json.dumps(GOOD | {"urgency": ["普通"]}), "urgency 不认得「['普通']」"),
        (json.dumps(GOOD | {"tier": "省里"}), "tier 不认得「省里」"),
        (json.dumps(GOOD | {"alt": "安全隐患"}), 'alt 要写成 ["…", "…"]'),
        (json.dumps(GOOD | {"not_request": True}), "not_request 和类别「基础设施」对不上"),
    ],
)
def test_a_line_that_is_no_case_is_named_and_skipped(line: str, why: str) -> None:
    found, skipped = cases(["", json.dumps(GOOD), line, json.dumps(GOOD)])
    assert len(found) == 2
    assert skipped == [(3, why)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*GOOD, "alt", "tier"]), inner),
    max_leaves=8,
)


@given(st.lists(st.text(max_size=30) | JSON.map(json.dumps), max_size=5))
def test_no_line_whatever_stops_the_reading(lines: list[str]) -> None:
    found, skipped = cases(lines)
    blank = sum(not line.lstrip("\ufeff").strip() for line in lines)
    assert len(found) + len(skipped) + blank == len(lines)


def test_in_a_group_that_does_not_speak_to_us_only_alarms_are_answers() -> None:
    measured = measure(lambda text: HEARD[text][1], [HEARD[text][0] for text in HEARD], in_group=True)
    assert [one.case.text for one in measured.needless] == ["己"]
    assert [one.case.text for one in figures().needless] == ["己", "庚", "辛"]
