"""Everyday wishes reach the right person with the right haste: the plain sentences of a village day."""

from collections.abc import Iterator

import pytest

from care.category import CATEGORIES, NOT_A_REQUEST, Tier, Urgency
from nlp.classify import Classifier
from tests.nlp.classify_figures import own_cases

CLASSIFIER = Classifier()


@pytest.mark.parametrize(
    "text",
    [
        "屋顶漏水了，能找人看看吗",
        "我家屋顶漏雨了",
        "屋顶漏水了",
        "灯泡坏了我够不着",
        "房顶的瓦掉了几片 想请人补一下",
        "屋里水管漏水 关不紧",
        "厨房水龙头坏了 一直滴水",
        "我家门锁坏了 打不开",
        "灶打不着火了 谁来看看",
        "煤气用完了 帮我换个煤气罐",
    ],
)
def test_a_small_repair_at_home_goes_to_the_grid_worker(text: str) -> None:
    reading = CLASSIFIER.classify(text, to_us=True)
    assert (reading.category, reading.urgency, reading.tier) == ("留守老人", Urgency.ROUTINE, Tier.GRID)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("村口路灯坏了", "基础设施"),
        ("路灯坏了 能找人看看吗", "基础设施"),
        ("村里的水管漏水", "基础设施"),
        ("公厕水龙头坏了没人管", "基础设施"),
        ("我家是危房 墙裂了一条缝", "安全隐患"),
        ("房子漏雨能申请危房改造吗", "政策咨询"),
    ],
)
def test_what_is_public_or_may_fall_down_is_no_small_repair(text: str, category: str) -> None:
    assert CLASSIFIER.classify(text, to_us=True).category == category


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("能不能来修一下", Urgency.ROUTINE),
        ("能不能把村头的路修一下", Urgency.ROUTINE),
        ("帮我买点药", Urgency.ROUTINE),
        ("鸡一只只死 不晓得什么病", Urgency.ROUTINE),
        ("红薯挖了几千斤卖不掉", Urgency.ROUTINE),
        ("怎么办低保", Urgency.QUESTION),
        ("低保怎么办", Urgency.QUESTION),
        ("想问问低保怎么办", Urgency.QUESTION),
        ("孤儿补贴怎么办", Urgency.QUESTION),
        ("医保几时交", Urgency.QUESTION),
        ("长寿金多少岁开始有", Urgency.QUESTION),
        ("能不能把户口迁到外省", Urgency.QUESTION),
    ],
)
def test_a_wish_put_as_a_question_is_no_question(text: str, urgency: Urgency) -> None:
    assert CLASSIFIER.classify(text, to_us=True).urgency == urgency


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("我男人经常打我", Urgency.URGENT),
        ("爸爸天天打我", Urgency.URGENT),
        ("儿子要钱不给就打我", Urgency.URGENT),
        ("我老公打我，流血了", Urgency.EMERGENCY),
        ("他现在在打我 我锁在厕所里", Urgency.EMERGENCY),
    ],
)
def test_who_says_the_family_beats_them_is_sealed(text: str, urgency: Urgency) -> None:
    reading = CLASSIFIER.classify(text, to_us=True)
    assert CATEGORIES[reading.category].sealed
    assert reading.urgency == urgency


@pytest.mark.parametrize(
    "text",
    ["娃娃把铁钉吞下去了", "三个娃去河里洗澡 有一个沉下去了", "我妈晕倒了", "快来人", "来人啊", "救命"],
)
def test_a_few_words_are_enough_for_an_emergency(text: str) -> None:
    assert CLASSIFIER.classify(text, to_us=True).urgency == Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("娃住院花了五万 家里扛不住了", "临时救助"),
        ("昨天看电视那个人跳楼了 演得好真", NOT_A_REQUEST),
        ("老伴走了以后我天天睡不着", "心理"),
        ("收到短信说医保卡停了 是不是假的", "防诈骗"),
        ("快来人帮我点赞", NOT_A_REQUEST),
        ("快来人打牌 三缺一", NOT_A_REQUEST),
        ("转发：森林防火人人有责", NOT_A_REQUEST),
        ("火龙果大甩卖 十块钱三斤", NOT_A_REQUEST),
        ("昨晚喝多了 头痛死了", NOT_A_REQUEST),
    ],
)
def test_what_only_sounds_like_an_emergency_is_none(text: str, category: str) -> None:
    reading = CLASSIFIER.classify(text, to_us=True)
    assert reading.category == category
    assert reading.urgency != Urgency.EMERGENCY


def _wrong() -> Iterator[str]:
    for case in own_cases():
        reading = CLASSIFIER.classify(case.text)
        if case.group == "己" and (reading.category, reading.urgency) != (case.category, case.urgency):
            yield case.text


def test_own_everyday_messages_are_read_right_in_category_and_urgency() -> None:
    assert len(list(_wrong())) <= 2, list(_wrong())
