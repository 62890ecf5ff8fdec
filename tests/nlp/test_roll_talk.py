"""平安确认和突发的各种说法：村里人、方言、错字、几个名字；听不全的宁可不记."""

import pytest

from care.visits.roll_call import State
from care.visits.round import Mode
from nlp.event_talk import AID, CRISIS, RETURN, EventSaid, event_said, further_names, mistaken, shorter
from nlp.roll_asked import RollAsked, roll_asked
from nlp.roll_talk import RollCommand, RollSaid, bare_back, roll_command, roll_said, said_behind

WELL, ABSENT, IN_NEED, AWAY, SILENT = State.WELL, State.ABSENT, State.IN_NEED, State.AWAY, State.SILENT


def back(*lines: int, names: tuple[str, ...] = ()) -> RollSaid:
    return RollSaid(lines, names, state=SILENT, back=True)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("搞个平安确认 降温了 独居老人", RollAsked("降温", tags=("独居",))),
        ("发起平安确认：暴雨，全村", RollAsked("暴雨", everybody=True)),
        ("今天降温 平安确认 80岁以上", RollAsked("降温", 80)),
        ("做一轮平安确认 暴雨 全部", RollAsked("暴雨", everybody=True)),
        ("平安确人 寒潮 八十以上", RollAsked("寒潮", 80)),
        ("平安确认一下 寒潮来了 80 岁 以上", RollAsked("寒潮", 80)),
        ("平安确认 下大雪 老人", RollAsked("大雪", 60)),
        ("平安确认 寒潮 低保户 五保户", RollAsked("寒潮", tags=("低保", "特困"))),
        ("平安确认 瘫痪在床的", RollAsked(tags=("全失能",))),
        ("平安确认 60岁以上 80岁以下", RollAsked(age_from=60, age_to=80)),
        ("平安确认 寒潮 老年人和小孩", RollAsked("寒潮", 60, unknown=("小孩",))),
        ("平安确认 寒潮 除了S片区", RollAsked("寒潮", unknown=("除了S片区",))),
        ("平安确认 寒潮 孕妇", RollAsked("寒潮", unknown=("孕妇",))),
    ],
)
def test_a_round_is_asked_for_in_many_ways_and_nothing_is_passed_over(text: str, asked: RollAsked) -> None:
    assert roll_asked(text) == asked


@pytest.mark.parametrize("text", ["报平安 寒潮", "明天平安确认 老人", "一路平安", "请问平安保险"])
def test_other_words_begin_no_round(text: str) -> None:
    assert roll_asked(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("平安1 3 5没问题", (RollSaid((1, 3, 5)),)),
        ("平安 除了3号别的都好", (RollSaid((3,), all_but=True),)),
        ("平安 除张奶奶外都好", (RollSaid(names=("张奶奶",), all_but=True),)),
        ("平安 就差3和5", (back(3, 5),)),
        ("平安 都好 就2还没见到", (RollSaid(all_but=True), back(2))),
        ("平安 全部 除了 3还没见到", (RollSaid((3,), all_but=True), back(3))),
        ("平安 3没得人", (RollSaid((3,), state=ABSENT),)),
        ("平安 3冇人", (RollSaid((3,), state=ABSENT),)),
        ("平安 3还是没人", (RollSaid((3,), state=ABSENT),)),
        ("平安 3 喊门没人应", (RollSaid((3,), state=ABSENT),)),
        ("平安 3 赶圩去了", (RollSaid((3,), state=AWAY),)),
        ("平安 3 去女儿家过年了", (RollSaid((3,), state=AWAY),)),
        ("平安 3 在敬老院", (RollSaid((3,), state=AWAY),)),
        ("平安 3 没炭 冷得很", (RollSaid((3,), state=IN_NEED, words="没炭 冷得很"),)),
        ("平安 3 断粮了", (RollSaid((3,), state=IN_NEED, words="断粮了"),)),
        ("平安 3 他崽说摔了", (RollSaid((3,), state=IN_NEED, words="他崽说摔了"),)),
        ("平安 3好 就是没柴了", (RollSaid((3,)), RollSaid((3,), state=IN_NEED, words="就是没柴了"))),
        ("平安 3 邻居说看到他了", (RollSaid((3,)),)),
        ("平安 3 亲自看了 好得很", (RollSaid((3,), mode=Mode.IN_PERSON),)),
        ("平安 3电话里说还好", (RollSaid((3,), mode=Mode.PHONE),)),
        ("平安 3好的 5也好", (RollSaid((3,)), RollSaid((5,)))),
        ("平安 张桂英和李秀兰都见到了", (RollSaid(names=("张桂英", "李秀兰"), mode=Mode.IN_PERSON),)),
        ("平安 3 屋里冒烟", (RollSaid((3,), ("屋里冒烟",)),)),
    ],
)
def test_what_a_witness_says_in_many_ways(text: str, said: tuple[RollSaid, ...]) -> None:
    assert roll_said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("平安 3 点错了", (back(3),)),
        ("平安 3点错了 是4", (back(3), RollSaid((4,)))),
        ("平安 点错了3，应该是4", (back(3), RollSaid((4,)))),
        ("平安 不是3是4", (back(3), RollSaid((4,)))),
        ("平安 撤销 3 5", (back(3, 5),)),
        ("平安 3还没见到人", (back(3),)),
        ("平安 张三 记错了", (back(names=("张三",)),)),
        ("平安 3 还没", (back(3),)),
        ("平安 3不晓得", (back(3),)),
    ],
)
def test_who_was_ticked_off_by_mistake(text: str, said: tuple[RollSaid, ...]) -> None:
    assert roll_said(text) == said


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("平安 撤销", RollCommand(back=True)),
        ("平安 刚才点错了", RollCommand(back=True)),
        ("平安确认 进展", RollCommand(how_far=True)),
        ("平安 还差几个", RollCommand(how_far=True)),
        ("平安确认完了吗", RollCommand(how_far=True)),
        ("平安 结束了", RollCommand(over=True)),
        ("平安 不用问了", RollCommand(over=True)),
        ("结束平安确认", RollCommand(over=True)),
        ("结束寒潮平安确认", RollCommand(over=True, which="寒潮")),
        ("平安确认 结束 寒潮", RollCommand(over=True, which="寒潮")),
    ],
)
def test_commands_in_many_ways(text: str, command: RollCommand) -> None:
    assert roll_command(text) == command


@pytest.mark.parametrize("text", ["平安 停电了", "平安 1 3", "平安确认 寒潮 80岁以上", "突发结束"])
def test_what_is_no_command(text: str) -> None:
    assert roll_command(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3点错了", (back(3),)),
        ("张奶奶说错了", (back(names=("张奶奶",)),)),
        ("3还没见到", (back(3),)),
        ("3点到村委", None),
        ("3点错了 2点没错", None),
    ],
)
def test_put_back_without_the_word_before_it(text: str, said: tuple[RollSaid, ...] | None) -> None:
    assert bare_back(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 3平安", (RollSaid((1, 3)),)),
        ("张奶奶平安", (RollSaid(names=("张奶奶",)),)),
        ("都平安", (RollSaid(all_but=True),)),
        *((text, None) for text in ("大家平安", "祝你平安", "一路平安", "平平安安", "3还没平安", "我平安")),
    ],
)
def test_the_word_may_come_behind(text: str, said: tuple[RollSaid, ...] | None) -> None:
    assert said_behind(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("报突发 张三 火灾", EventSaid(CRISIS, "张三", "火灾")),
        ("突發 张三 火灾", EventSaid(CRISIS, "张三", "火灾")),
        ("突发 张三（S片区） 火灾", EventSaid(CRISIS, "S片区张三", "火灾")),
        ("张三家突发火灾", EventSaid(CRISIS, "张三", "火灾", home=True, sure=False)),
        ("突发 张三 正在住院 没钱", EventSaid(CRISIS, "张三", "正在住院 没钱")),
        ("张三 救助站送回来了", EventSaid(RETURN, "张三", sure=False)),
        ("张三 流浪回来", EventSaid(RETURN, "张三", sure=False)),
        ("张三领了临时救助", EventSaid(AID, "张三", sure=False)),
        ("给张三办了临时救助", EventSaid(AID, "张三", sure=False)),
        ("张三 临时救助批了3000", EventSaid(AID, "张三", "3000", sure=False)),
        ("结束突发 张三 已安置", EventSaid(CRISIS, "张三", "已安置", ends=True)),
        ("突发 张三 误报", EventSaid(CRISIS, "张三", "误报", ends=True)),
        ("突发 张三 还在烧 快来人", None),
        ("申请临时救助", None),
    ],
)
def test_what_happened_said_in_many_ways(text: str, said: EventSaid | None) -> None:
    assert event_said(text) == said


def test_a_name_with_nothing_behind_it_may_end_earlier() -> None:
    said = event_said("突发张桂英家起火 已扑灭")
    assert said is not None
    assert EventSaid(CRISIS, "张桂英", "起火 已扑灭", home=True) in list(shorter(said))


def test_a_mistake_is_no_reason_to_end_a_plan() -> None:
    said = [event_said(f"突发 张三 {words}") for words in ("误报", "说错了", "结束 已安置")]
    assert [mistaken(one) for one in said if one is not None] == [True, True, False]


@pytest.mark.parametrize(
    ("words", "names"),
    [("李四 火灾", ["李四", "火灾"]), ("和李四、王五 水淹", ["李四", "王五", "水淹"]), ("", []), ("2人受伤", [])],
)
def test_what_may_be_further_names(words: str, names: list[str]) -> None:
    assert further_names(words) == names
