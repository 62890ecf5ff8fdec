"""说的是谁: whom a text is about, how old they are, for how long, and how much money."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.private import Private
from nlp.slots import Slots, slots
from nlp.slots_amounts import amount, plain

TODAY = date(2026, 3, 4)


def read(text: str) -> Slots:
    return slots(text, TODAY)


@pytest.mark.parametrize(
    ("text", "relation", "said"),
    [
        ("我妈八十多了 一个人在家", "母亲", "我妈"),
        ("俺娘瘫了", "母亲", "俺娘"),
        ("我爸又打我妈", "母亲", "我妈"),
        ("老公喝醉就打我 身上都是伤", "自己", "我"),
        ("我被老公打了", "自己", "我"),
        ("儿子不管我", "自己", "我"),
        ("儿子在外打工 我腿痛", "自己", "我"),
        ("我在外地 我奶奶摔了", "奶奶", "我奶奶"),
        ("我公屎尿失禁 我一个人弄不动他", "爷爷", "我公"),
        ("给我妈办高龄补贴", "母亲", "我妈"),
        ("我妈的低保断了", "母亲", "我妈"),
        ("想给爸申请个护理床", "父亲", "爸"),
        ("老师我娃的照片拍得真好看", "孩子", "我娃"),
        ("我二叔在外面要饭十几年", "叔叔", "我二叔"),
        ("隔壁老太太家的灯亮了两天两夜", "邻居", "隔壁老太太"),
        ("邻居家的娃被打了", "邻居", "邻居家的娃"),
        ("后妈用开水烫妹妹 我看到了", "妹妹", "妹妹"),
        ("侄女父母双亡,现在上初一", "侄女", "侄女"),
        ("阿嫲跌亲", "奶奶", "阿嫲"),
        ("小孙女两天没怎么吃饭了", "孙女", "小孙女"),
        ("大姐,我今年腿脚不便当,有人帮带一下冇", "自己", "我"),
        ("李主任，我家屋顶漏了", "自己", "我家"),
        ("村里有人落水", "别人", "有人"),
        ("堂客脸上又是乌青的", "妻子", "堂客"),
        ("我爺爺摔了", "爷爷", "我爺爺"),
        ("佢老公又打佢", "别人", "佢"),
        ("她三天没开门了", "别人", "她"),
        ("李大娘她儿子不管她", "", "李大娘"),
        ("二组老刘家老太太一个人在屋", "老人", "老刘家老太太"),
        ("张叔你好，我家停水三天了", "自己", "我家"),
        ("老公死了两年了就我一个人盘两个娃儿", "孩子", "两个娃儿"),
    ],
)
def test_whom_it_is_about(text: str, relation: str, said: str) -> None:
    about = read(text).about
    assert about is not None
    assert (about.relation, about.said) == (relation, said)


@pytest.mark.parametrize(
    ("text", "name", "surname", "relation"),
    [
        ("隔壁王奶奶三天没开门", "王奶奶", "王", "邻居"),
        ("三组张三爷摔了", "张三爷", "张", ""),
        ("老李头走丢了", "老李头", "李", ""),
        ("陈某家里起火", "陈某", "陈", ""),
        ("五保的陈三爷去年跌断了腿", "陈三爷", "陈", ""),
        ("我是王奶奶，屋顶漏水", "王奶奶", "王", "自己"),
        ("聋哑人王满崽想考个驾照", "王满崽", "王", "别人"),
        ("张桂花 82岁 住三组", "张桂花", "张", ""),
        ("我妈张桂花今年80岁", "张桂花", "张", "母亲"),
        ("姓王的老人没人管", "姓王的老人", "王", ""),
    ],
)
def test_a_person_called_by_name(text: str, name: str, surname: str, relation: str) -> None:
    about = read(text).about
    assert about is not None
    assert (about.name, about.surname, about.relation) == (name, surname, relation)


@pytest.mark.parametrize("text", ["他妈的什么破路", "水来了", "没人管", "幼儿园几点开门", "喝了一瓶百草枯", "路灯坏了"])
def test_nobody_is_made_up(text: str) -> None:
    assert [who.relation for who in read(text).people if who.age is None] == []


@pytest.mark.parametrize(("text", "count"), [("家里三个小的", 3), ("父母都七十多了", 2), ("几个学生进山", None)])
def test_how_many_persons(text: str, count: int | None) -> None:
    about = read(text).about
    assert about is not None
    assert about.count == count


@pytest.mark.parametrize(
    ("text", "least", "most", "guessed"),
    [
        ("我妈八十多了", 80, 89, False), ("他74了搬不动", 74, 74, False), ("我叔今年六十三", 63, 63, False),
        ("我六十五身体还行", 65, 65, False), ("奶奶70好几", 70, 79, False), ("爷爷八十出头", 80, 83, False),
        ("我爸快八十了", 77, 79, False), ("我妈七十左右", 68, 72, False), ("八旬老人摔倒", 80, 89, False),
        ("七八十岁的老人", 70, 80, False), ("3岁半的娃", 3, 3, False), ("十来岁的孩子", 10, 15, False),
        ("十二三岁", 12, 13, False), ("上十岁的伢", 9, 12, False), ("我娃今年8了", 8, 8, False),
        ("８２ 歲", 82, 82, False),
        ("六个月大的娃", 0, 0, False), ("刚满月", 0, 0, True), ("小学三年级", 8, 10, True),
        ("现在上初一", 12, 14, True),
        ("高二住校生", 16, 18, True), ("八十七了 一个人住", 87, 87, False),
    ],
)  # fmt: skip
def test_how_old(text: str, least: int, most: int, guessed: bool) -> None:
    ages = read(text).ages
    assert [(age.least, age.most, age.guessed) for age in ages] == [(least, most, guessed)]


@pytest.mark.parametrize(
    "text",
    [
        "我妈八十多斤",
        "一百多斤",
        "我60块",
        "我爸15号来",
        "我三十多亩地",
        "我家50只鸡",
        "我们50多户",
        "初二来",
        "高一点",
        "岁数大了",
    ],
)
def test_a_number_that_is_no_age(text: str) -> None:
    assert read(text).ages == ()


@pytest.mark.parametrize(
    ("text", "relation", "age"),
    [
        ("爸妈都七十好几了还帮我们带两个娃", "父母", 70),
        ("五岁的细伢子一个人在塘边耍水", "孩子", 5),
        ("想请人帮我爸把煤气罐搬上楼 他74了搬不动", "父亲", 74),
        ("八十七了 一个人住", "老人", 87),
        ("我爷爷83，奶奶80，都走不动", "爷爷", 83),
        ("十岁的毛毛天天捡瓶子换饭吃", "孩子", 10),
    ],
)
def test_an_age_belongs_to_its_person(text: str, relation: str, age: int) -> None:
    about = read(text).about
    assert about is not None
    assert about.age is not None
    assert (about.relation, about.age.least) == (relation, age)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("三天没吃", 72, 72), ("半个月了", 360, 360), ("一天一夜", 24, 24), ("两天半没吃", 60, 60),
        ("三个半小时", 3.5, 3.5),
        ("好几天了", 72, 216), ("三日冇食饭", 72, 72), ("两三个鐘頭", 2, 3), ("一个星期没出门", 168, 168),
        ("一晚上了", 12, 12),
        ("三年没回来", 26_280, 26_280),
    ],
)  # fmt: skip
def test_how_long_in_hours(text: str, least: float, most: float) -> None:
    found = read(text).durations
    assert [(one.least, one.most) for one in found] == [(timedelta(hours=least), timedelta(hours=most))]


@pytest.mark.parametrize(
    "text",
    [
        "一天三次",
        "三天前",
        "第三天",
        "三年级",
        "三天两头吵",
        "一天到晚",
        "2024年的补贴",
        "每天",
        "天天",
        "半夜",
        "有一天",
    ],
)
def test_what_is_no_length_of_time(text: str) -> None:
    assert read(text).durations == ()


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("两百块", 200, 200), ("欠了三万多", 30_000, 39_999), ("500元", 500, 500), ("6500到8000块", 6500, 8000),
        ("￥500", 500, 500),
        ("三块五", 3.5, 3.5), ("一天三四千", 3000, 4000), ("十几万", 110_000, 199_999), ("1.5万", 15_000, 15_000),
        ("让我转五万", 50_000, 50_000), ("收两千介绍费", 2000, 2000), ("饲料都要八百", 800, 800),
        ("五毛钱", 0.5, 0.5), ("少咗两百蚊", 200, 200),
    ],
)  # fmt: skip
def test_how_much_money(text: str, least: float, most: float) -> None:
    assert [(one.least / 100, one.most / 100) for one in read(text).money] == [(least, most)]


@pytest.mark.parametrize(
    "text", ["一块地", "我们一块去", "三万多斤", "村里三千多人", "十万赞", "青一块紫一块", "元旦", "八百人"]
)
def test_what_is_no_money(text: str) -> None:
    assert read(text).money == ()


@pytest.mark.parametrize(
    ("said", "span"),
    [("两三", (2, 3)), ("二十七八", (27, 28)), ("七八十", (70, 80)), ("八十多", (80, 89)), ("十来", (10, 15)),
    ("几百", (200, 999)),
     ("十几", (11, 19)), ("三五", (3, 5)), ("一百二", (120, 120)), ("百", None)],
)  # fmt: skip
def test_an_amount_is_a_span(said: str, span: tuple[int, int] | None) -> None:
    assert amount(said) == span


def test_phones_and_ids_are_kept_apart_from_groups_and_hours() -> None:
    found = read("三组12号 电话19900000000 身份证110101190001010010")
    assert [number.digits for number in found.phones] == ["19900000000"]
    assert [number.kind for number in found.id_numbers] == [Private.ID]
    assert [(where.kind, where.number) for where in found.place] == [("组", 3), ("门牌", 12)]
    assert found.times == ()


@settings(max_examples=300)
@given(
    st.text()
    | st.text(
        alphabet="我妈爸爹娃崽老王李张奶奶爷三组村口一二十百多岁了天年月号块元的被打在家隔壁0123 ,，", max_size=60
    ),
    st.dates(),
)
def test_any_text_is_read_and_every_span_shows_its_words(text: str, today: date) -> None:
    found = slots(text, today)
    spans = [(who.said, who.start, who.end) for who in found.people]
    spans += [(where.said, where.start, where.end) for where in found.place]
    spans += [(when.said, when.start, when.end) for when in found.times]
    spans += [(lasting.said, lasting.start, lasting.end) for lasting in found.durations]
    spans += [(age.said, age.start, age.end) for age in found.ages]
    spans += [(paid.said, paid.start, paid.end) for paid in found.money]
    assert all(said == text[start:end] != "" for said, start, end in spans)


def test_a_very_long_text_is_read_too() -> None:
    found = read("我妈八十多了 " * 3_000)
    assert found.about is not None
    assert len(found.people) > 1_000


@given(st.text())
def test_reading_keeps_every_offset(text: str) -> None:
    assert len(plain(text)) == len(text)
