"""清单怎么回：一百多句认得的，和一百多句像而不是的."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.round import Mode, Outcome
from nlp.errand_items import item_answers
from nlp.errand_talk import Said, day_meant, errand_answers, last_day, says_until

MONDAY = date(2026, 3, 2)
WELL, NEED, ABSENT, LATER = Outcome.WELL, Outcome.IN_NEED, Outcome.ABSENT, Outcome.LATER
HOSPITAL, AWAY, MOVED, DECEASED, REFUSED = (
    Outcome.HOSPITAL,
    Outcome.AWAY,
    Outcome.MOVED,
    Outcome.DECEASED,
    Outcome.REFUSED,
)

ONE_WELL = """\
1好|1 好|１好|①好|1️⃣好|⑴好|一好|1，好|1：好|1.好|1、好|1) 好|（1）好|第1户好|第一家好|1好的|1好着
1都好|1挺好|1很好|1还好|1人好|1身体好|1没事|1没问题|1正常|1平安|1不错|1ok|1OK|1√|1✅|1老样子|1在家
1见到了|1好呢|1好谢谢|1好 谢谢|1好。|1 好！|今天 1好|刚才1好|看完了 1好|1今天好|1好多了"""
ALL_WELL = """\
全好|都好|都看了|都看过了|都看完了|全部都好|全都好|都好着|都挺好|都很好|都没事|都正常|都平安
都没问题|一切都好|一切正常|大家都好|老人都好|今天都好|都走访了|都好。|全都好着呢|人都好"""
NOBODY = """\
1没人|1没人在家|1没有人|1不在家|1不在|1没在家|1没见到人|1锁门|1门锁着|1没人应|1今天没人
1上午没人|1敲门没人|一没人|第1户没人|1家里没人|1未遇"""


def split(table: str) -> list[str]:
    return [said for line in table.splitlines() for said in line.split("|")]


@pytest.mark.parametrize("text", split(ONE_WELL))
def test_one_line_is_well(text: str) -> None:
    assert errand_answers(text) == (Said(1, WELL),)


@pytest.mark.parametrize("text", split(ALL_WELL))
def test_every_line_is_well(text: str) -> None:
    assert errand_answers(text) == (Said(None, WELL),)


@pytest.mark.parametrize("text", split(NOBODY))
def test_nobody_was_there(text: str) -> None:
    (said,) = errand_answers(text)
    assert (said.line, said.outcome, said.mode, said.again) == (1, ABSENT, Mode.IN_PERSON, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1好 2好 3没人", [Said(1, WELL), Said(2, WELL), Said(3, ABSENT)]),
        ("1好2好3没人", [Said(1, WELL), Said(2, WELL), Said(3, ABSENT)]),
        ("1好，2好，3没人。", [Said(1, WELL), Said(2, WELL), Said(3, ABSENT)]),
        ("1好\n2没人\n", [Said(1, WELL), Said(2, ABSENT)]),
        ("1.好2.没人", [Said(1, WELL), Said(2, ABSENT)]),
        ("1、2、3好", [Said(1, WELL), Said(2, WELL), Said(3, WELL)]),
        ("1和2好", [Said(1, WELL), Said(2, WELL)]),
        ("1 2 3 好", [Said(1, WELL), Said(2, WELL), Said(3, WELL)]),
        ("1-3好", [Said(1, WELL), Said(2, WELL), Said(3, WELL)]),
        ("1到3好 4没人", [Said(1, WELL), Said(2, WELL), Said(3, WELL), Said(4, ABSENT)]),
        ("12好", [Said(12, WELL)]),
        ("十二好", [Said(12, WELL)]),
        ("⑫好", [Said(12, WELL)]),
        ("都看了 3没人", [Said(None, WELL), Said(3, ABSENT)]),
        ("都好 就3没人", [Said(None, WELL), Said(3, ABSENT)]),
        ("3没人 其他都好", [Said(3, ABSENT), Said(None, WELL)]),
        ("除了3没人都好", [Said(3, ABSENT), Said(None, WELL)]),
        ("其他好 2没人", [Said(None, WELL), Said(2, ABSENT)]),
        ("全好 3没人 5要帮忙 没米了", [Said(None, WELL), Said(3, ABSENT), Said(5, NEED, "没米了")]),
        ("1要帮忙 屋顶漏", [Said(1, NEED, "屋顶漏")]),
        ("1要帮忙屋顶漏", [Said(1, NEED, "屋顶漏")]),
        ("1要帮忙", [Said(1, NEED)]),
        ("1需要帮助", [Said(1, NEED)]),
        ("1要帮忙 屋顶漏 2好", [Said(1, NEED, "屋顶漏"), Said(2, WELL)]),
        ("1要帮忙 一没钱二没米", [Said(1, NEED, "一没钱二没米")]),
        ("2有点问题", [Said(2, NEED, "有点问题")]),
        ("2有点问题 门坏了", [Said(2, NEED, "有点问题 门坏了")]),
        ("1不太好", [Said(1, NEED, "不太好")]),
        ("1不舒服", [Said(1, NEED, "不舒服")]),
        ("3马上要人来", [Said(3, NEED, "马上要人来")]),
        ("1好 今天吃了两碗饭", [Said(1, WELL, "今天吃了两碗饭")]),
        ("1没人 邻居说赶集了", [Said(1, ABSENT, "邻居说赶集了")]),
        ("1赶集去了", [Said(1, ABSENT, "赶集去了")]),
        ("1还是没人", [Said(1, ABSENT, "还是没人", again=True)]),
        ("1又没人", [Said(1, ABSENT, "又没人", again=True)]),
        ("1没人 去了两趟", [Said(1, ABSENT, "去了两趟", again=True)]),
        ("1没人 明天再去", [Said(1, ABSENT, "明天再去")]),
        ("1明天", [Said(1, LATER, "明天")]),
        ("1改天", [Said(1, LATER)]),
        ("1下午再去", [Said(1, LATER, "下午再去")]),
        ("1周五去", [Said(1, LATER, "周五去")]),
        ("1不让进", [Said(1, REFUSED)]),
        ("1不让进门", [Said(1, REFUSED, "不让进门")]),
        ("1去世", [Said(1, DECEASED)]),
        ("1去世了", [Said(1, DECEASED)]),
        ("1不在了", [Said(1, DECEASED, "不在了")]),
        ("1搬走了", [Said(1, MOVED, "搬走了")]),
        ("1搬到县城了", [Said(1, MOVED, "搬到县城了")]),
    ],
)
def test_several_lines_and_their_words(text: str, told: list[Said]) -> None:
    assert list(errand_answers(text)) == told


@pytest.mark.parametrize(
    ("text", "outcome", "words", "until"),
    [
        ("1住院 到12月5日", HOSPITAL, "", "12月5日"),
        ("1住院到12月5日", HOSPITAL, "", "12月5日"),
        ("1住院", HOSPITAL, "", ""),
        ("1住院了", HOSPITAL, "", ""),
        ("1送医院了 住十天", HOSPITAL, "送医院了", "十天"),
        ("1外出 到9月1日", AWAY, "", "9月1日"),
        ("1外出打工 到过年", AWAY, "外出打工", "过年"),
        ("1去女儿家 十天", AWAY, "去女儿家", "十天"),
        ("1去女儿家十天", AWAY, "去女儿家", "十天"),
        ("1去女儿家了", AWAY, "去女儿家了", ""),
        ("1儿子接走了 半个月", AWAY, "儿子接走了", "半个月"),
        ("1住院 张奶奶 到下周五", HOSPITAL, "张奶奶", "下周五"),
        ("1走亲戚 到周日回来", AWAY, "走亲戚", "周日"),
    ],
)
def test_away_and_until_when(text: str, outcome: Outcome, words: str, until: str) -> None:
    assert errand_answers(text) == (Said(1, outcome, words, until=until),)


@pytest.mark.parametrize(
    ("text", "outcome", "mode"),
    [
        ("1电话 好", WELL, Mode.PHONE),
        ("1电话好", WELL, Mode.PHONE),
        ("1打了电话 好", WELL, Mode.PHONE),
        ("1好 打电话问的", WELL, Mode.PHONE),
        ("1电话没人接", ABSENT, Mode.PHONE),
        ("1电话打不通", ABSENT, Mode.PHONE),
        ("1视频好", WELL, Mode.VIDEO),
        ("1微信视频 好", WELL, Mode.VIDEO),
        ("1好 换了电话号码", WELL, Mode.IN_PERSON),
    ],
)
def test_by_telephone_and_video(text: str, outcome: Outcome, mode: Mode) -> None:
    (said,) = errand_answers(text)
    assert (said.line, said.outcome, said.mode) == (1, outcome, mode)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("补 昨天 1好", date(2026, 3, 1)),
        ("补昨天1好", date(2026, 3, 1)),
        ("补 昨天的 1好", date(2026, 3, 1)),
        ("昨天 1好", date(2026, 3, 1)),
        ("补 前天 1好", date(2026, 2, 28)),
        ("补 大前天 1好", date(2026, 2, 27)),
        ("补 4天前 1好", date(2026, 2, 26)),
        ("补 2月28日 1好", date(2026, 2, 28)),
        ("补 上周五 1好", date(2026, 2, 27)),
        ("补 明天 1好", date(2026, 3, 3)),
        ("补 1好", None),
        ("补 上个月 1好", None),
    ],
)
def test_of_which_day_it_is_told(text: str, day: date | None) -> None:
    (said,) = errand_answers(text)
    assert (replace(said, days_back=0, on=""), day_meant(said, MONDAY)) == (Said(1, WELL), day)


def test_a_day_in_the_middle_is_for_what_follows() -> None:
    assert errand_answers("1好 补 昨天 2好 全好") == (
        Said(1, WELL),
        Said(2, WELL, days_back=1),
        Said(None, WELL, days_back=1),
    )


NO_ANSWER = """\
12 好了 修好了|12 接|12接|12 好了|12 好了|1好了|1 好了|1 好了 修好了|1满意|1 满意|12 满意|1|1 1
1 一般|1 谢谢|1 收到|1 不满意|3 根本没人来|1没人来|1没人管|1 没人接|1还没人来|3 天没人来|三天没人
两天没人|1没事了|1看过了|1去过了|1没好|1 不用了|1 取消|12 转 社工站 原因|12 明天再去修水管
1 备注 家里有狗|12 改类 低保|1 催|1 撤销|1 办好了|1 修好了|1好吗|1好没|1好？|1要帮忙吗|都好吗|都好？
都好了|全办好了|都办好了|1号楼没人|2户没人|2个人不在|2家都好|110|12345|一般|一定好
一好百好|五好家庭|三好学生|十分好|一直没人|一家人都好|全家都好|大家好|好|好的|好了|没人|昨天没人|补
全|都|1 2 3|1好不好|1不好意思|张三家没人 李四都好|刘爷爷要帮忙 没米了|屋顶漏水了|我的|撤销
1，路灯坏 2，没水|1、没人管 2、路坏|1去医院拿药|1在路上|都没用|都是他不好
1月好|1点没人|0好|100好|补贴什么时候到|补习班|昨天停电了|1 来了|查1|1怎么样了|1 我去看看|"""


@pytest.mark.parametrize("text", split(NO_ANSWER))
def test_this_is_said_of_something_else(text: str) -> None:
    assert errand_answers(text) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("都好", ()),
        ("都没问题", ()),
        ("没有变化", ()),
        ("正常", ()),
        ("2 门坏了", ((2, "门坏了"),)),
        ("2门坏了 5 没有联系", ((2, "门坏了"), (5, "没有联系"))),
        ("1 好 2 好 3 没人照看", ((1, ""), (2, ""), (3, "没人照看"))),
        ("２、门坏了", ((2, "门坏了"),)),
        ("全好", None),
        ("好", None),
        ("好的", None),
        ("2", None),
        ("3天没吃药", None),
        ("门坏了", None),
        ("", None),
    ],
)
def test_the_answer_to_numbered_questions(text: str, told: tuple[tuple[int, str], ...] | None) -> None:
    assert item_answers(text) == told


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("8月28日", date(2026, 8, 28)),
        ("8月29日", None),
        ("到5月1日", date(2026, 5, 1)),
        ("十天", date(2026, 3, 11)),
        ("一两天", date(2026, 3, 3)),
        ("半个月", date(2026, 3, 16)),
        ("下周五", date(2026, 3, 13)),
        ("月底", date(2026, 3, 31)),
        ("3号", date(2026, 3, 3)),
        ("2月1日", None),
        ("昨天", None),
        ("两年", None),
        ("不知道", None),
        ("", None),
    ],
)
def test_the_last_day_away(until: str, last: date | None) -> None:
    assert last_day(until, MONDAY) == last


def test_how_long_may_be_all_that_is_said() -> None:
    assert [says_until(text) for text in ("到12月5日", "住十天", "十天", "到医院", "好")] == [
        True,
        True,
        True,
        True,
        False,
    ]


@given(st.text(alphabet="123456789一二十好没人都全了要帮忙补昨天 ，。、到住院电话\n除其他⑫🙂\ud800", max_size=40))
def test_whatever_is_said_nothing_breaks(text: str) -> None:
    for said in errand_answers(text):
        assert said.line is None or 1 <= said.line <= 99
        day_meant(said, MONDAY)
        last_day(said.until, MONDAY)
    item_answers(text)
