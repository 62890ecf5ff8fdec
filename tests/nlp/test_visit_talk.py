"""走访回来怎么说，和听着像、其实是诉求的."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.intent import Seen, Visit
from nlp.visit_talk import visits

WELL, ABSENT, IN_NEED = Seen.WELL, Seen.ABSENT, Seen.IN_NEED
ALL_WELL = (Visit("", WELL),)

ROUNDS: list[tuple[str, tuple[Visit, ...]]] = [
    ("都看了 都好着", ALL_WELL),
    ("今天走访了，都好", ALL_WELL),
    ("全都好着呢", ALL_WELL),
    ("看过了 一切正常", ALL_WELL),
    ("老人都在 都好", ALL_WELL),
    ("其他几家都好", ALL_WELL),
    ("都好", ALL_WELL),
    ("看了 没人", (Visit("", ABSENT),)),
    ("张三家没人 李四都好", (Visit("张三", ABSENT), Visit("李四", WELL))),
    ("张三家没人李四都好", (Visit("张三", ABSENT), Visit("李四", WELL))),
    ("王奶奶好着，张奶奶没在家", (Visit("王奶奶", WELL), Visit("张奶奶", ABSENT))),
    ("李婆婆和张婆婆都好", (Visit("李婆婆", WELL), Visit("张婆婆", WELL))),
    ("王奶奶没事", (Visit("王奶奶", WELL),)),
    ("老李头好着嘞", (Visit("老李头", WELL),)),
    ("王大娘身体挺好的", (Visit("王大娘", WELL),)),
    ("刘家没人应门", (Visit("刘家", ABSENT),)),
    ("覃奶奶屋头冇人", (Visit("覃奶奶", ABSENT),)),
    ("张三没见到人", (Visit("张三", ABSENT),)),
    ("李奶奶不在家 去她女儿那了", (Visit("李奶奶", ABSENT, "去她女儿那了"),)),
    ("陈爷爷锁着门 邻居说走亲戚了", (Visit("陈爷爷", ABSENT, "邻居说走亲戚了"),)),
    ("陈爷爷要帮忙 没米了", (Visit("陈爷爷", IN_NEED, "没米了"),)),
    ("李奶奶都好 就是屋顶漏水", (Visit("李奶奶", IN_NEED, "屋顶漏水"),)),
    ("王奶奶屋顶漏水 李四都好", (Visit("王奶奶", IN_NEED, "屋顶漏水"), Visit("李四", WELL))),
    ("三户都看了，都好，就刘爷爷要帮忙", (Visit("", WELL), Visit("刘爷爷", IN_NEED))),
    ("跑了一圈 都好得很 只有韦奶奶要人帮", (Visit("", WELL), Visit("韦奶奶", IN_NEED))),
]

NO_ROUNDS = """
路灯没人修|村口没人|我家没人|我家里都好|大家好|都好吗|李奶奶家水管爆了|王奶奶屋顶漏水|没人管|都没人来|老人没人管|三天没人来|
水管修好了|张奶奶没钱了|刘家那件我来|看病没人陪|马路没人扫|李四家没人管|王奶奶不在了|王奶奶在不在家|你好|李主任好|没人|看了没有|
路修好了|谁家没人|听说张奶奶没在家|王奶奶那个好了|人都跑了|好着呢没有
""".replace("\n", "").split("|")


def needy(words: str) -> bool:
    return any(sign in words for sign in ("漏", "没米", "邻居"))


@pytest.mark.parametrize(("text", "told"), ROUNDS, ids=[text for text, _ in ROUNDS])
def test_each_one_seen_is_heard_with_how_they_were(text: str, told: tuple[Visit, ...]) -> None:
    assert visits(text, needy) == told


@pytest.mark.parametrize("text", NO_ROUNDS)
def test_a_report_a_greeting_or_a_question_is_no_round(text: str) -> None:
    assert visits(text, needy) == ()


@given(st.text(max_size=250))
def test_no_text_is_too_strange(text: str) -> None:
    visits(text, needy)


@given(st.lists(st.sampled_from([*"都好没人了 ，就和", "王奶奶", "张三家", "看了", "要帮忙", "屋顶漏"]), max_size=30))
def test_no_heap_of_visiting_words_is_too_strange(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(visit.words in text for visit in visits(text, needy))
