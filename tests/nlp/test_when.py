"""什么时候: dates and hours in speech. Today is Wednesday 4 March 2026, 正月十六."""

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.lunar import months, place_of
from nlp.slots import slots
from nlp.when import Side, When

TODAY = date(2026, 3, 4)


def first(text: str, today: date = TODAY) -> When:
    when = slots(text, today).when
    assert when is not None
    return when


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}") if len(text) == 5 else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("后天来一趟", "03-06", ""), ("大后天赶集", "03-07", ""), ("昨儿个摔的", "03-03", ""),
        ("今儿有空吗", "03-04", ""),
        ("听日来得唔得", "03-05", ""), ("琴日跌亲", "03-03", ""), ("寻日冇来", "03-03", ""),
        ("大前天走的", "03-01", ""),
        ("下个星期二", "03-10", ""), ("下个礼拜拜二", "03-10", ""), ("上周五", "02-27", ""), ("下下周三", "03-18", ""),
        ("这个礼拜五来", "03-06", ""), ("周二摔的", "03-03", ""), ("周二来行不行", "03-10", ""),
        ("禮拜天", "03-08", ""),
        ("周末有空", "03-07", "03-08"), ("下周停药", "03-09", "03-15"), ("周一到周五都行", "03-02", "03-06"),
        ("三天前", "03-01", ""), ("两三天前", "03-01", "03-02"), ("一个礼拜后", "03-11", ""), ("过三天来", "03-07", ""),
        ("过两天再来", "03-05", "03-07"), ("三天之内不补就清退", "03-04", "03-07"), ("半个月后", "03-19", ""),
        ("三个月前", "2025-12-04", ""), ("前几天", "02-25", "03-02"), ("这两天能来吗", "03-04", "03-06"),
        ("这几天没吃饭", "03-01", "03-04"), ("明天到后天停水", "03-05", "03-06"),
        ("8月12号要交电费", "08-12", ""), ("去年三月份摔的", "2025-03-01", "2025-03-31"), ("2026-03-15", "03-15", ""),
        ("２０２６年３月１５日", "03-15", ""), ("下个月3号", "04-03", ""), ("上个月20号", "02-20", ""),
        ("月底给", "03-25", "03-31"), ("年底", "11-01", "12-31"), ("28号去的医院", "02-28", ""),
        ("三号那天", "04-03", ""),
        ("从12号到20号停水", "03-12", "03-20"), ("最迟20号", "03-20", ""),
        ("初八来看看", "03-26", ""), ("腊月二十八", "02-15", ""), ("去年腊月二十八", "02-15", ""),
        ("年廿八", "02-15", ""),
        ("大年三十没人管", "02-16", ""), ("正月十五", "03-03", ""), ("下个月初五", "03-23", ""),
        ("今年五月初五", "06-19", ""), ("农历三月三", "04-19", ""),
        ("七月半", "08-27", ""),
        ("中秋回来", "09-25", ""), ("端午节", "06-19", ""), ("国庆", "10-01", "10-07"),
        ("去年国庆", "2025-10-01", "2025-10-07"),
        ("五一放假", "05-01", "05-05"), ("六一儿童节", "06-01", ""), ("清明前要割草", "04-05", ""),
        ("过年回来", "2027-02-06", "2027-02-12"),
    ],
)  # fmt: skip
def test_a_day_in_speech_is_a_real_day(text: str, starts: str, ends: str) -> None:
    when = first(text)
    assert (when.starts_on, when.ends_on) == (day(starts), day(ends or starts))


@pytest.mark.parametrize(
    ("text", "starts", "begin", "until"),
    [
        ("后天下午来", "03-06", "13:00", "18:00"), ("前天晚上摔的", "03-02", "18:00", "23:59"),
        ("下晚来", "03-04", "17:00", "20:00"),
        ("麻麻亮就起来了", "03-04", "05:00", "07:00"), ("凌晨两点", "03-04", "02:00", "02:00"),
        ("明早八点", "03-05", "08:00", "08:00"),
        ("15号下午停电", "03-15", "13:00", "18:00"), ("晚上八点半", "03-04", "20:30", "20:30"),
        ("下午三四点来", "03-04", "15:00", "16:00"),
        ("明天下午三点到五点", "03-05", "15:00", "17:00"), ("明天上午９：３０", "03-05", "09:30", "09:30"),
        ("听朝", "03-05", "06:00", "09:00"),
        ("昨晚两点", "03-04", "02:00", "02:00"), ("晚上十点到凌晨两点", "03-04", "22:00", "02:00"),
        ("大年三十晚上", "02-16", "18:00", "23:59"),
        ("说好中午回来", "03-04", "11:00", "14:00"),
    ],
)  # fmt: skip
def test_an_hour_belongs_to_its_day(text: str, starts: str, begin: str, until: str) -> None:
    when = first(text)
    hours = (time.fromisoformat(begin), time.fromisoformat(until))
    assert (when.starts_on, when.starts_at, when.ends_at) == (day(starts), *hours)


@pytest.mark.parametrize(
    "text",
    [
        "天天都这样", "12号单还没好", "12号楼漏水", "12号好了没", "15号", "一周一次", "一个星期五百块",
        "三个星期天天下雨",
        "儿子上初一", "孙子初二了", "初二学生", "初中毕业", "当初一起干活", "陈国庆叔", "五一路停电", "快一点来",
        "有一点痛",
        "三点意见", "早上好", "晚安", "以后天天来", "今年初三千块", "一百五一斤", "2月30号", "每个月15号", "3号组",
        "冬天冷",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert slots(text, TODAY).times == ()


def test_past_and_future_are_kept_apart() -> None:
    found = slots("昨天摔了 明天能来看看吗", TODAY)
    assert found.since is not None
    assert found.coming is not None
    assert (found.since.said, found.since.side) == ("昨天", Side.PAST)
    assert (found.coming.said, found.coming.side) == ("明天", Side.AHEAD)


def test_last_night_after_midnight_is_told_as_past() -> None:
    assert first("昨晚两点").side is Side.PAST
    assert first("半夜摔的").starts_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("year", "new_year"),
    [
        (2023, "2023-01-22"), (2024, "2024-02-10"), (2025, "2025-01-29"), (2026, "2026-02-17"), (2027, "2027-02-06"),
        (2028, "2028-01-26"), (2029, "2029-02-13"), (2030, "2030-02-03"), (2031, "2031-01-23"), (2032, "2032-02-11"),
        (2033, "2033-01-31"), (2034, "2034-02-19"), (2035, "2035-02-08"), (2036, "2036-01-28"),
    ],
)  # fmt: skip
def test_the_lunar_new_year_is_on_its_day(year: int, new_year: str) -> None:
    first_months = [month for month in months() if month.year == year and month.number == 1]
    assert [month.first for month in first_months] == [date.fromisoformat(new_year)]


def test_lunar_months_follow_each_other_and_every_year_ends_where_the_next_begins() -> None:
    listed = months()
    gaps = [later.first - month.last for month, later in pairwise(listed)]
    assert {gap.days for gap in gaps} == {1}
    assert listed[-1].last == date(2037, 2, 14)


def test_outside_the_lunar_table_a_lunar_day_is_not_guessed() -> None:
    assert place_of(date(2022, 1, 1)) is None
    assert slots("初八来", date(2060, 1, 1)).times == ()


@given(
    st.text(alphabet="初八一二三十月年日天号明昨后前下上周星期点半到0123456789:-个过早晚国庆腊大", max_size=40),
    st.dates(),
)
def test_any_words_of_time_on_any_day_raise_nothing(text: str, today: date) -> None:
    for when in slots(text, today).times:
        assert when.starts_on <= when.ends_on
        assert text[when.start : when.end] == when.said
