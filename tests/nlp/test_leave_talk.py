"""请假怎么说都听得懂：哪几天不记错；别人的假、别的事不当成请假."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.leave_talk import days_of_leave, leave_verb, not_coming, too_vague

TODAY = date(2026, 11, 23)  # 星期一


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("明后天", (11, 24), (11, 25)),
        ("今明两天", (11, 23), (11, 24)),
        ("12月1号至3号", (12, 1), (12, 3)),
        ("十二月一号到三号", (12, 1), (12, 3)),
        ("11月25日至27日", (11, 25), (11, 27)),
        ("25到27号", (11, 25), (11, 27)),
        ("25、26号两天 去喝喜酒", (11, 25), (11, 26)),
        ("25、26、27号", (11, 25), (11, 27)),
        ("11.25-11.27", (11, 25), (11, 27)),
        ("30号到2号", (11, 30), (12, 2)),
        ("3到5号", (12, 3), (12, 5)),
        ("下周一到周三", (11, 30), (12, 2)),
        ("周五到周日 杨梅替", (11, 27), (11, 29)),
    ],
)
def test_the_days_are_those_that_were_said(words: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert days_of_leave(words, TODAY) == (date(2026, *first), date(2026, *last))


def test_over_new_year_the_last_day_is_next_year() -> None:
    assert days_of_leave("12月30号到1月2号", TODAY) == (date(2026, 12, 30), date(2027, 1, 2))
    assert days_of_leave("1月2号到4号", TODAY) == (date(2027, 1, 2), date(2027, 1, 4))


@pytest.mark.parametrize("words", ["3天", "2-3天", "1-3天", "25号", "明天", "2月30号到31号", "", "看了3到5户"])
def test_what_names_no_two_days_is_left_to_others(words: str) -> None:
    assert days_of_leave(words, TODAY) is None


def test_end_of_a_month_is_no_day() -> None:
    assert too_vague("月底到月初")
    assert not too_vague("12月1号到3号")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请假 3天", "3天"),
        ("我明后天请假", "明后天"),
        ("明天请假", "明天"),
        ("12月1号到3号请假", "12月1号到3号"),
        ("身体不舒服请假一天", "一天"),
        ("家里有事，请假两天", "两天"),
        ("请病假两天", "两天"),
        ("请两天病假", "两天"),
        ("我想请个假", ""),
        ("我要请假 3天 杨梅替", "3天 杨梅替"),
    ],
)
def test_leave_is_asked_for_in_many_words(text: str, words: str) -> None:
    found = leave_verb(text)
    assert found is not None
    assert (found[0], found[1].strip()) == ("请假", words)


@pytest.mark.parametrize("text", ["销假", "我回来了 销假", "销假了", "我今天销假"])
def test_being_back_is_said_in_many_words(text: str) -> None:
    found = leave_verb(text)
    assert found is not None
    assert found[0] == "销假"


@pytest.mark.parametrize(
    "text", ["小明请假三天没上学", "张奶奶请假", "请假条在哪里", "他请假了吗", "请假的人是谁", "回来了"]
)
def test_somebody_elses_leave_is_none(text: str) -> None:
    assert leave_verb(text) is None


@pytest.mark.parametrize("text", ["家里办酒三天不来", "我三天不来", "我明天来不了", "屋里有事后天不上班了"])
def test_not_coming_may_be_leave(text: str) -> None:
    assert not_coming(text)


@pytest.mark.parametrize(
    "text", ["家里三天不来电", "家里奶奶三天不来吃饭", "老张家里三天不在", "我家三天没米了", "三天不来"]
)
def test_what_happens_at_home_is_no_leave(text: str) -> None:
    assert not not_coming(text)


@given(st.text(alphabet="今明后天两请假病个我到至、,，.号日月1239十下周一三家里不来 \n🙂\ud800", max_size=60))
def test_whatever_is_said_nothing_breaks(text: str) -> None:
    leave_verb(text)
    not_coming(text)
    found = days_of_leave(text, TODAY)
    assert found is None or found[0] < found[1] or "周" in text
