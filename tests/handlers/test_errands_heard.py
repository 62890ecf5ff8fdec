"""回清单，没读懂的、说反的、说到别处去的：不打错勾，不丢一句，急事连到那一行的人."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from care.category import Urgency
from care.message import Address
from care.ticket import Status
from care.visits.round import Outcome
from handlers.wording import errands as wording
from handlers.wording import errands_unread as unread
from tests.handlers.errand_round import (
    DAY,
    HOUR,
    LIU,
    MING,
    MINUTE,
    NOTHING_YET,
    QIN,
    TODAY,
    WEI,
    ZHANG,
    Round,
    errand_round,
)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Round]:
    async with errand_round(tmp_path) as found:
        yield found


async def routed(village: Round, text: str) -> str:
    """As on the road, whoever answers."""
    return (await village.here.says("李明", text)).reply


@pytest.mark.parametrize(
    "text",
    [
        "都好 就是3号腿痛",
        "都看了除了3",
        "都看了 3除外",
        "都好，3没看",
        "都好 韦奶奶没人",
        "都好 韦德福住院了",
        "都看了只有3号不在",
        "全好 3昨天的",
        "3好 在住院",
        "3好 去女儿家了",
        "3好 没敲门",
        "3好 听邻居说的",
        "3好 明天的",
        "3好 说头昏",
        "3好 摔倒了",
        "1好3没好",
    ],
)
async def test_who_was_not_seen_well_is_not_ticked_well(village: Round, text: str) -> None:
    assert await routed(village, text)
    assert (await village.outcomes())["韦德福"] != Outcome.WELL


async def test_all_well_ticks_nobody_while_something_is_not_understood(village: Round) -> None:
    said = await village.told("都好 2头发白了")
    assert said.startswith(unread.all_waits())
    assert unread.not_read(2, "2 刘奶奶") in said
    assert await village.outcomes() == NOTHING_YET
    await village.told("全好 除了2")
    assert await village.outcomes() == NOTHING_YET | {"张秀英": "好", "韦德福": "好"}


async def test_what_was_not_understood_is_asked_and_the_rest_is_written_down(village: Round) -> None:
    said = await village.told("1好2没好3冇人")
    assert said.startswith("记下了：1 张奶奶好、3 韦奶奶没人。")
    assert unread.not_read(2, "2 刘奶奶") in said
    assert [visit.words for visit in await village.visits(ZHANG)] == [""]


async def test_by_name_and_by_number_with_a_name(village: Round) -> None:
    await village.told("张奶奶好 3韦奶奶没人")
    assert await village.outcomes() == NOTHING_YET | {"张秀英": "好", "韦德福": "没人"}
    assert (await routed(village, "2张奶奶好")).startswith(unread.two_houses(2, "2 刘奶奶"))


async def test_of_a_house_only_those_seen_are_ticked_and_who_is_not_is_said(village: Round) -> None:
    said = await village.told("4好 覃玉兰住院了")
    assert "4 覃家好（覃玉兰没算）、4 覃玉兰住院" in said
    assert (await village.outcomes())["覃小明"] == Outcome.WELL
    assert (await village.outcomes())["覃玉兰"] == Outcome.HOSPITAL


async def test_of_a_house_somebody_unnamed_is_asked_for(village: Round) -> None:
    assert (await routed(village, "4好 细崽去外婆家了")).startswith(unread.who_is_well(4, ["覃小明", "覃玉兰"]))
    assert await village.outcomes() == NOTHING_YET


async def test_an_emergency_is_of_the_line_it_was_told_of(village: Round) -> None:
    await village.told("1好，3喊了半天没人应")
    opened = await village.ticket()
    assert (opened.about, opened.urgency) == ("韦德福", Urgency.EMERGENCY)
    assert [visit.outcome for visit in await village.visits(ZHANG)] == [Outcome.WELL]
    assert [(visit.outcome, visit.number) for visit in await village.visits(WEI)] == [(Outcome.IN_NEED, 1)]


@pytest.mark.parametrize(
    "text", ["3家里有股煤气味", "3没气了", "3说不想活了", "3号骨折了在地上", "3要帮忙 腿断了", "3敲门不应"]
)
async def test_an_emergency_by_number_alone_says_who_it_is(village: Round, text: str) -> None:
    assert (await routed(village, text)).startswith(("先", "别慌", "有危险", "我在"))
    opened = await village.ticket()
    assert (opened.about, opened.urgency) == ("韦德福", Urgency.EMERGENCY)


@pytest.mark.parametrize("text", ["3冇米了", "3电费交不起", "3被儿子打了", "3摔倒了", "韦奶奶家屋顶漏水", "3媳妇骂她"])
async def test_a_need_by_number_alone_is_that_persons(village: Round, text: str) -> None:
    await routed(village, text)
    assert (await village.ticket()).about == "韦德福"
    assert [visit.outcome for visit in await village.visits(WEI)] == [Outcome.IN_NEED]


@pytest.mark.parametrize("again", ["2好", "2没人", "3好", "10没人", "2"])
async def test_only_what_fits_our_question_answers_it(village: Round, again: str) -> None:
    await village.told("2好")
    await routed(village, again)
    assert [visit.groups for visit in await village.visits(LIU)] == ["A"]


async def test_put_right_the_first_word_counts_no_more(village: Round) -> None:
    await village.told("2好")
    said = await village.told("2错了 是没人")
    assert "2 刘奶奶没人" in said
    assert "还要问" not in said
    assert [visit.outcome for visit in await village.visits(LIU)] == [Outcome.ABSENT]
    assert await routed(village, "说错了") == unread.put_right()


async def test_an_answer_to_the_questions_does_not_tick_other_houses(village: Round) -> None:
    await village.told("2好")
    assert (await village.told("1 好 2 坏了")).startswith(wording.complete("2 刘奶奶"))
    assert (await village.outcomes())["张秀英"] == ""
    assert [visit.words for visit in await village.visits(LIU)] == ["房子火电路安全吗：坏了"]


async def test_all_well_but_for_one_question_is_of_the_questions(village: Round) -> None:
    await village.told("2好")
    await village.told("都没问题 就是4药不够")
    assert [visit.words for visit in await village.visits(LIU)] == ["家里的药够吃吗：药不够"]
    assert (await village.outcomes())["张秀英"] == ""


async def test_what_a_child_says_is_sealed_and_of_the_child(village: Round) -> None:
    await village.told("4好")
    await village.told("1 好 2 好 3 他爸打他")
    opened = await village.ticket()
    assert (opened.sealed, opened.about) == (True, "覃小明、覃玉兰"[:3])
    assert (await village.outcomes())["张秀英"] == ""
    assert [visit.number for visit in await village.visits(MING)] == [1]


async def test_a_fall_beside_our_question_is_a_need_and_the_question_stays(village: Round) -> None:
    await village.told("2好")
    said = await routed(village, "2摔倒了")
    assert (await village.ticket()).about == "刘桂花"
    assert "2 刘奶奶还要问" in said


async def test_back_home_the_pause_ends_and_seen_at_home_too(village: Round) -> None:
    await village.told("3住院 到3月20日")
    assert unread.came_back("3 韦奶奶") in await village.told("3出院了")
    assert await village.paused() == set()
    await village.told("1住院 到3月20日")
    assert unread.pause_ends("1 张奶奶") in await village.told("1好 今天见到了")
    assert await village.paused() == set()


async def test_until_when_may_be_unknown(village: Round) -> None:
    await village.told("3住院")
    assert unread.not_known_until("3 韦奶奶") in await village.told("不知道")
    assert await village.paused() == set()


async def test_who_was_found_while_people_are_called_is_told_on(village: Round) -> None:
    await village.told("1没人")
    await village.told("1还是没人")
    assert unread.still_calling(1, "1 张奶奶") in await village.told("1好")


async def test_yesterday_in_words_is_yesterdays_visit(village: Round) -> None:
    assert wording.of_day("3 韦奶奶好", TODAY - DAY) in await village.told("3好 昨天去的")
    assert [(one.visited_on, one.late) for one in await village.visits(WEI)] == [(TODAY - DAY, True)]


async def test_one_line_of_the_last_answer_is_taken_back(village: Round) -> None:
    await village.told("1好 3没人")
    assert await routed(village, "撤销3") == wording.taken_back(["3 韦奶奶"], [])
    assert await village.outcomes() == NOTHING_YET | {"张秀英": "好"}


async def test_a_day_without_a_list_is_told_by_name(village: Round) -> None:
    assert wording.no_list(TODAY - 2 * DAY) in await village.told("补 前天 3好")
    assert wording.of_day("3 韦奶奶好", TODAY - 2 * DAY) in await village.told("补 前天 韦德福好")
    assert [one.visited_on for one in await village.visits(WEI)] == [TODAY - 2 * DAY]


async def test_after_midnight_yesterdays_list_is_asked_for(village: Round) -> None:
    village.later(16 * HOUR)
    assert await village.says("3好") == unread.yesterdays("3 韦奶奶", 3)
    assert await village.visits(WEI) == []
    await village.told("昨天3好")
    assert [one.visited_on for one in await village.visits(WEI)] == [TODAY]


async def test_a_number_with_hao_is_of_the_list_or_is_asked(village: Round) -> None:
    assert (await routed(village, "1号好")).startswith("记下了：1 张奶奶好")
    await village.here.says("王奶奶", "想要一副老花镜")
    await village.here.says("李明", "1 接")
    village.later(MINUTE)
    await routed(village, "撤销1")
    await village.here.says("李明", "1 接")
    assert await routed(village, "1号好") == unread.which_is_meant(1, "1 张奶奶")


async def test_well_now_without_such_a_ticket_is_of_the_list(village: Round) -> None:
    assert (await routed(village, "1好了 3好了")).startswith("记下了：1 张奶奶好、3 韦奶奶好。")
    assert await routed(village, "12 好了") != ""
    await village.here.says("王奶奶", "想要一副老花镜")
    await village.here.says("李明", "1 接")
    await routed(village, "1 好了 送到了")
    assert (await village.ticket()).status is Status.RESOLVED


UNREADABLE = """1好像病了|1走了|1和3都不好|都不好|都没去|看完了|3感冒了|3说不用来了|3上街去了|3人不在屋|7小军好
2好转了但还在医院|3咳嗽得厉害|2满意|今天下大雨去不了"""


@pytest.mark.parametrize("text", [one for row in UNREADABLE.splitlines() for one in row.split("|")])
async def test_nobody_is_left_without_a_useful_answer(village: Round, text: str) -> None:
    said = await routed(village, text)
    assert "回「" in said or "记下了" in said or "清单上没有" in said


@pytest.mark.parametrize(
    "text", ["3天没水了", "8路车坏了", "2户没人", "1", "今天停电了", "1 接", "12 转 社工站 人手不够"]
)
async def test_what_is_said_of_something_else_stays_so(village: Round, text: str) -> None:
    await routed(village, text)
    assert await village.outcomes() == NOTHING_YET
    assert [len(await village.visits(one)) for one in (ZHANG, LIU, WEI)] == [0, 0, 0]


async def test_nobody_without_a_list_is_asked_what_they_meant(village: Round) -> None:
    for who in ("杨梅", "王奶奶"):
        assert await village.says("3没好", sender=Address("console", who)) is None
        assert await village.says("1好，2没好", sender=Address("console", who)) is None
    assert [len(await village.visits(one)) for one in (ZHANG, QIN)] == [0, 0]
