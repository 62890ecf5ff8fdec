"""突发和平安确认怎么说，和听着像、其实是别的话."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.visits.roll_call import State
from care.visits.round import Mode
from nlp.event_talk import AID, CRISIS, RETURN, EventSaid, event_said
from nlp.roll_asked import RollAsked, roll_asked
from nlp.roll_talk import RollCommand, RollSaid, own_answer, roll_said

WELL, ABSENT, IN_NEED, AWAY, SILENT = State.WELL, State.ABSENT, State.IN_NEED, State.AWAY, State.SILENT

EVENTS: list[tuple[str, EventSaid]] = [
    ("突发 张三 火灾", EventSaid(CRISIS, "张三", "火灾")),
    ("突发 张三家 车祸住院", EventSaid(CRISIS, "张三", "车祸住院", home=True)),
    ("突发：张三家，老人过世", EventSaid(CRISIS, "张三", "老人过世", home=True)),
    ("突发张三家 车祸", EventSaid(CRISIS, "张三", "车祸", home=True)),
    ("突发 张三", EventSaid(CRISIS, "张三")),
    ("张三家 突发 脑梗", EventSaid(CRISIS, "张三", "脑梗", home=True, sure=False)),
    ("突发 阿依古丽·买买提 火灾", EventSaid(CRISIS, "阿依古丽·买买提", "火灾")),
    ("突发 S片区张三 火灾", EventSaid(CRISIS, "S片区张三", "火灾")),
    ("张三 返乡", EventSaid(RETURN, "张三", sure=False)),
    ("张三 流浪乞讨返乡 昨天送回来的", EventSaid(RETURN, "张三", "昨天送回来的", sure=False)),
    ("张三 临时救助 3000元", EventSaid(AID, "张三", "3000元", sure=False)),
    ("突发 张三 结束 已经安置", EventSaid(CRISIS, "张三", "已经安置", ends=True)),
    ("张三 返乡 结束", EventSaid(RETURN, "张三", ends=True, sure=False)),
]


@pytest.mark.parametrize(("text", "said"), EVENTS)
def test_what_happened_to_whom(text: str, said: EventSaid) -> None:
    assert event_said(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "突发 张三家 着火了",
        "突发 张三家 火灾 快来人",
        "突发 张三 正在抢救",
        "突发事件怎么办",
        "申请 临时救助",
        "张三 临时救助 多少钱",
        "今年 返乡",
        "我家屋顶漏水",
        "张三返乡了",
        "突发",
        "",
    ],
)
def test_what_happens_right_now_or_is_asked_is_no_event(text: str) -> None:
    assert event_said(text) is None


STARTS: list[tuple[str, RollAsked]] = [
    ("平安确认 寒潮 80岁以上", RollAsked("寒潮", 80)),
    ("平安确认 暴雨 W片区 独居", RollAsked("暴雨", places=("W片区",), tags=("独居",))),
    ("平安确认 高温 全部", RollAsked("高温", everybody=True)),
    ("平安确认 寒潮 W片区80岁以上独居老人", RollAsked("寒潮", 80, places=("W片区",), tags=("独居",))),
    ("平安确认：八十岁以上，G村", RollAsked(age_from=80, places=("G村",))),
    ("平安确认 60到79岁 失能", RollAsked(age_from=60, age_to=79, tags=("全失能", "半失能"))),
    ("平安确认 台风 老人", RollAsked("台风", 60)),
    ("平安确认 孩子", RollAsked(age_to=15)),
    ("平安确认 寒潮 胖子", RollAsked("寒潮", unknown=("胖子",))),
    ("平安确认", RollAsked()),
]


@pytest.mark.parametrize(("text", "asked"), STARTS)
def test_whom_a_round_is_about(text: str, asked: RollAsked) -> None:
    assert roll_asked(text) == asked


ANSWERS: list[tuple[str, tuple[RollSaid, ...]]] = [
    ("平安 1 3 5", (RollSaid((1, 3, 5)),)),
    ("平安1、3、5", (RollSaid((1, 3, 5)),)),
    ("平安 １ 三 ⑤", (RollSaid((1, 3, 5)),)),
    ("平安 1到4", (RollSaid((1, 2, 3, 4)),)),
    ("平安 1 3 谢谢", (RollSaid((1, 3)),)),
    ("平安 全部", (RollSaid(all_but=True),)),
    ("平安 全部 除了 2 4", (RollSaid((2, 4), all_but=True),)),
    ("平安 除了2都好", (RollSaid((2,), all_but=True),)),
    ("平安 都好 除了3 4", (RollSaid(all_but=True), RollSaid((3, 4), state=SILENT))),
    ("平安 都好 就2没人", (RollSaid(all_but=True), RollSaid((2,), state=ABSENT))),
    ("平安 全部好 2没人", (RollSaid(all_but=True), RollSaid((2,), state=ABSENT))),
    ("平安 2没人", (RollSaid((2,), state=ABSENT),)),
    ("平安 3电话没人接", (RollSaid((3,), state=ABSENT),)),
    ("平安 3 看到了", (RollSaid((3,), mode=Mode.IN_PERSON),)),
    ("平安 3没看到人", (RollSaid((3,), state=ABSENT),)),
    ("平安 5 电话问了", (RollSaid((5,), mode=Mode.PHONE),)),
    ("平安 5视频看过", (RollSaid((5,), mode=Mode.VIDEO),)),
    ("平安 张三", (RollSaid(names=("张三",)),)),
    ("平安 张三 李四", (RollSaid(names=("张三", "李四")),)),
    ("平安 张三没人", (RollSaid(names=("张三",), state=ABSENT),)),
    ("平安 张奶奶好", (RollSaid(names=("张奶奶",)),)),
    ("平安 王平安", (RollSaid(names=("王平安",)),)),
    ("平安 3住院 到12月5日 4好", (RollSaid((3,), state=AWAY, words="住院 到12月5日"), RollSaid((4,)))),
    (
        "平安 1、3好 2没人 4要人来 屋顶漏",
        (RollSaid((1, 3)), RollSaid((2,), state=ABSENT), RollSaid((4,), state=IN_NEED, words="要人来 屋顶漏")),
    ),
    ("平安 4要人来 没米了 1 2好", (RollSaid((4,), state=IN_NEED, words="要人来 没米了"), RollSaid((1, 2)))),
    ("平安 2昏迷了 1好", (RollSaid((2,), state=IN_NEED, words="昏迷了"), RollSaid((1,)))),
    ("平安 2好像病了", (RollSaid((2,), names=("好像",), state=IN_NEED, words="病了"),)),
    ("平安 2好像在", (RollSaid((2,), names=("好像在",)),)),
    ("平安 3摔了 起不来", (RollSaid((3,), state=IN_NEED, words="摔了 起不来"),)),
]


@pytest.mark.parametrize(("text", "said"), ANSWERS)
def test_what_a_witness_says(text: str, said: tuple[RollSaid, ...]) -> None:
    assert roll_said(text) == said


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("平安", RollCommand()),
        ("平安 进展", RollCommand(how_far=True)),
        ("平安进展？", RollCommand(how_far=True)),
        ("平安 结束", RollCommand(over=True)),
        ("平安 结束 寒潮", RollCommand(over=True, which="寒潮")),
    ],
)
def test_how_far_and_the_end(text: str, command: RollCommand) -> None:
    assert roll_said(text) == command


@pytest.mark.parametrize("text", ["平安保险怎么买", "平安，大家新年快乐", "平安 🌹", "大家平安", "一路平安", ""])
def test_good_wishes_tick_nobody_off(text: str) -> None:
    assert roll_said(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *((text, WELL) for text in ("1", "１", "一", "好", "好的", "我很好，谢谢", "都好着呢", "没事", "平安")),
        *((text, IN_NEED) for text in ("2", "2要人来", "2 没米了", "要人来", "不好", "我不舒服")),
        *((text, None) for text in ("2号", "2月的低保到了吗", "3", "谢谢", "屋顶漏水", "不好意思", "12 接", "")),
    ],
)
def test_what_somebody_says_of_themself(text: str, state: State | None) -> None:
    assert own_answer(text) is state


@given(
    st.text(max_size=400)
    | st.text(st.sampled_from("平安确认突发返乡结束除了全部没人要好张三0123456789 ,，、家岁"), max_size=60)
)
def test_nothing_that_is_said_breaks_it(text: str) -> None:
    for said in (text, f"平安 {text}", f"平安确认 {text}", f"突发 {text}"):
        event_said(said)
        roll_asked(said)
        roll_said(said)
        own_answer(said)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=20, unique=True))
def test_every_number_said_is_heard(lines: list[int]) -> None:
    said = roll_said("平安 " + " ".join(map(str, lines)))
    assert said == (RollSaid(tuple(lines)),)
