"""回清单：一句话勾一行，没人要再去，要帮忙开单，问完才算长的那一条，撤得回来."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from care.category import Urgency
from care.message import Address
from care.ticket import Status
from care.visits.round import CALLED, Mode, Outcome
from care.visits.rule import NotByPhone
from handlers.wording import errands as wording
from storage.tickets import NoSuchTicket
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


async def test_one_word_ticks_a_line_and_says_what_is_left(village: Round) -> None:
    assert await village.told("1好") == "记下了：1 张奶奶好。\n还剩：2 刘奶奶、3 韦奶奶、4 覃家、5 谭奶奶。"
    (visit,) = await village.visits(ZHANG)
    assert (visit.visited_on, visit.mode, visit.groups, visit.late) == (TODAY, Mode.IN_PERSON, "A", False)
    assert (await village.due(ZHANG, "TK1")).last_on == TODAY
    assert (await village.outcomes())["张秀英"] == Outcome.WELL


async def test_said_again_it_does_no_harm(village: Round) -> None:
    await village.told("1好")
    assert (await village.told("1好")).startswith(wording.already("1 张奶奶", Outcome.WELL))
    assert (await village.told("1没人")).startswith(wording.already("1 张奶奶", Outcome.WELL))
    assert len(await village.visits(ZHANG)) == 1


async def test_whoever_has_no_list_or_speaks_in_a_group_is_not_answered_here(village: Round) -> None:
    assert await village.says("1好", group="g") is None
    assert await village.says("1好", sender=Address("console", "杨梅")) is None
    assert await village.says("都好", sender=Address("console", "王奶奶")) is None
    assert await village.says("12 好了 修好了") is None


async def test_all_well_leaves_out_who_was_missed_and_children(village: Round) -> None:
    said = await village.told("都看了 3没人")
    assert wording.one_by_one(["4 覃家", "5 谭奶奶"]) in said
    assert await village.outcomes() == NOTHING_YET | {"张秀英": "好", "刘桂花": "好", "韦德福": "没人"}


async def test_who_was_not_met_this_morning_is_not_well_by_all_well(village: Round) -> None:
    await village.told("1没人")
    assert "1 张奶奶" in (await village.told("全好")).split("\n")[1]
    assert (await village.outcomes())["张秀英"] == ""


async def test_a_long_list_counts_only_when_its_questions_are_answered(village: Round) -> None:
    said = await village.told("2好")
    assert "2 刘奶奶还要问：\n1 住得吃得怎么样" in said
    assert (await village.due(LIU, "NA1")).last_on is None
    said = await village.told("2 门坏了 5 没有联系")
    assert said.startswith(wording.complete("2 刘奶奶"))
    (visit,) = await village.visits(LIU)
    assert (visit.groups, visit.words) == ("AE", "房子火电路安全吗：门坏了；这个月儿女联系了吗：没有联系")
    assert (await village.due(LIU, "NA1")).last_on == TODAY


async def test_all_well_to_our_question_is_no_all_well_for_the_list(village: Round) -> None:
    await village.told("2好")
    village.later(2 * HOUR)
    assert (await village.told("都好")).startswith(wording.complete("2 刘奶奶"))
    assert (await village.outcomes())["韦德福"] == ""


async def test_the_next_line_may_be_told_before_our_question_is_answered(village: Round) -> None:
    await village.told("2好")
    assert "记下了：3 韦奶奶没人。" in await village.told("3没人")
    assert (await village.told("都好")).startswith(wording.complete("2 刘奶奶"))


async def test_harm_to_a_child_is_read_by_nobody_on_the_grid(village: Round) -> None:
    await village.told("4好")
    await village.told("6 有人打他")
    opened = await village.ticket()
    assert (opened.sealed, opened.about) == (True, "覃小明")
    visits = await village.visits(MING)
    assert [(visit.number, visit.groups) for visit in visits] == [(1, "AF")]


async def test_nobody_at_home_every_day_means_once_more_today_and_then_danger(village: Round) -> None:
    assert wording.try_again(1, "1 张奶奶") in await village.told("1没人")
    assert (await village.outcomes())["张秀英"] == ""
    assert (await village.told("1没人")).startswith(wording.just_noted(1, "1 张奶奶"))
    village.later(3 * HOUR)
    assert wording.called_for(1, "1 张奶奶", told=True) in await village.told("1没人")
    opened = await village.ticket()
    assert (opened.urgency, opened.category, opened.about) == (Urgency.EMERGENCY, "留守老人", "张秀英")
    assert opened.text == wording.nobody_twice("张秀英")
    assert [visit.number for visit in await village.visits(ZHANG)] == [1, None]


async def test_still_nobody_is_a_second_time(village: Round) -> None:
    await village.told("1没人")
    await village.told("1还是没人")
    assert (await village.ticket()).danger


async def test_nobody_two_days_running_is_danger_and_seen_between_it_is_not(village: Round) -> None:
    await village.told("补 昨天 1没人")
    await village.told("1没人")
    assert (await village.ticket()).danger


async def test_seen_since_yesterday_it_begins_anew(village: Round) -> None:
    await village.told("补 昨天 1没人")
    await village.told("补 昨天 1好")
    await village.told("1没人")
    with pytest.raises(NoSuchTicket):
        await village.ticket()


async def test_a_third_time_joins_the_emergency(village: Round) -> None:
    await village.told("1没人")
    await village.told("1还是没人")
    assert wording.added(1, "1 张奶奶") in await village.told("1还是没人")
    with pytest.raises(NoSuchTicket):
        await village.ticket(2)


async def test_nobody_at_home_once_a_month_is_tried_tomorrow(village: Round) -> None:
    assert wording.tomorrow("3 韦奶奶") in await village.told("3没人")
    village.later(HOUR)
    await village.told("3还是没人")
    with pytest.raises(NoSuchTicket):
        await village.ticket()


async def test_who_needs_somebody_gets_a_ticket_linked_to_the_visit(village: Round) -> None:
    assert wording.opened(1, "3 韦奶奶") in await village.told("3要帮忙 屋顶漏水")
    opened = await village.ticket()
    assert (opened.about, opened.text) == ("韦德福", "屋顶漏水")
    (visit,) = await village.visits(WEI)
    assert (visit.outcome, visit.number, visit.seen) == (Outcome.IN_NEED, 1, True)
    assert wording.added(1, "3 韦奶奶") in await village.told("3要帮忙 床也湿了")


async def test_a_need_behind_well_is_not_lost(village: Round) -> None:
    await village.told("3好 屋顶漏水")
    assert (await village.ticket()).text == "屋顶漏水"


async def test_danger_in_an_answer_calls_everybody(village: Round) -> None:
    said = await village.told("1要帮忙 摔倒起不来了")
    assert "先打120" in said.split("\n")[0]
    assert (await village.ticket()).danger
    assert (await village.told("3不让进 听见打孩子")).count("110") == 1
    assert (await village.ticket(2)).sealed


async def test_away_with_an_end_is_a_pause_and_without_one_it_is_asked(village: Round) -> None:
    assert "先停到3月11日" in await village.told("3去女儿家 十天")
    assert "到哪天" in await village.told("1住院")
    village.later(HOUR)
    assert "先停到3月5日" in await village.told("到3月5日")
    assert await village.paused() == {"韦德福", "张秀英"}


async def test_death_is_only_noted_and_handed_to_the_village_point(village: Round) -> None:
    assert wording.handed(1, "1 张奶奶") in await village.told("1去世")
    opened = await village.ticket()
    assert (opened.post, opened.urgency) == ("村社工", Urgency.ROUTINE)
    assert (await village.due(ZHANG, "TK1")).opens_on <= TODAY + DAY


async def test_of_a_house_it_must_be_said_who_is_away_and_who_was_not_met(village: Round) -> None:
    assert await village.told("4住院") == (
        wording.who_of(4, ["覃小明", "覃玉兰"], Outcome.HOSPITAL)
        + "\n"
        + wording.left(["1 张奶奶", "2 刘奶奶", "3 韦奶奶", "4 覃家", "5 谭奶奶"])
    )
    await village.told("4好 小明不在")
    assert (await village.visits(MING), [one.outcome for one in await village.visits(QIN)]) == ([], [Outcome.WELL])
    await village.told("4好")
    assert [len(await village.visits(one)) for one in (MING, QIN)] == [1, 1]


async def test_by_telephone_a_child_is_not_seen(village: Round) -> None:
    to_meet = wording.go_there("4 覃小明", {"本月": NotByPhone.TO_MEET}, [], Mode.PHONE)
    assert to_meet in await village.told("4电话 好")
    assert [(await village.outcomes())[one] for one in ("覃小明", "覃玉兰")] == [CALLED, "好"]
    await village.told("3电话好")
    (visit,) = await village.visits(WEI)
    assert (visit.mode, (await village.outcomes())["韦德福"]) == (Mode.PHONE, "好")


async def test_put_off_a_daily_visit_stays_open(village: Round) -> None:
    assert wording.still_today("1 张奶奶") in await village.told("1明天")
    assert "1 张奶奶" in (await village.told("3好")).split("还剩")[1]


async def test_told_afterwards_it_counts_for_its_day_and_three_days_back_at_most(village: Round) -> None:
    await village.told("补 昨天 3好")
    (visit,) = await village.visits(WEI)
    assert (visit.visited_on, visit.late, await village.outcomes()) == (
        TODAY - DAY,
        True,
        NOTHING_YET | {"韦德福": "好"},
    )
    await village.says("撤销", undo=True)
    assert await village.outcomes() == NOTHING_YET
    assert wording.too_late() in await village.told("补 4天前 1好")
    assert wording.no_list(TODAY - 2 * DAY) in await village.told("补 前天 1好")
    assert wording.which_day() in await village.told("补 1好")
    assert wording.not_yet() in await village.told("补 明天 1好")


async def test_a_line_that_is_not_there_is_said_and_the_others_are_noted(village: Round) -> None:
    said = await village.told("1好 9好")
    assert wording.no_line(9, [1, 2, 3, 4, 5]) in said
    assert (await village.outcomes())["张秀英"] == "好"


async def test_with_the_ticket_of_that_number_in_hand_the_list_wins_while_the_line_is_open(village: Round) -> None:
    await village.here.says("王奶奶", "想要一副老花镜")
    await village.here.says("李明", "1 接")
    assert await village.says("1送医院了") is None
    assert (await village.told("1好")).startswith("记下了：1 张奶奶好。")
    assert await village.says("1好") is None


async def test_a_ticket_beyond_the_list_is_a_ticket(village: Round) -> None:
    assert await village.says("12好") is None
    assert await village.says("9要帮忙 摔倒起不来了") is None


async def test_undone_the_line_is_open_and_nothing_counts(village: Round) -> None:
    before = await village.due(ZHANG, "TK1")
    await village.told("1好 3要帮忙 屋顶漏水")
    village.later(MINUTE)
    assert await village.says("撤销", undo=True) == wording.taken_back(["1 张奶奶", "3 韦奶奶"], [])
    assert await village.due(ZHANG, "TK1") == before
    assert await village.visits(ZHANG) == []
    assert (await village.outcomes())["张秀英"] == ""
    assert (await village.ticket()).status is Status.CANCELLED
    assert await village.says("撤销", undo=True) is None


async def test_undone_an_emergency_stays_and_a_pause_does_not(village: Round) -> None:
    await village.told("1没人")
    await village.told("1还是没人")
    assert await village.says("撤销", undo=True) == wording.taken_back(["1 张奶奶"], [1])
    assert (await village.ticket()).live
    await village.told("3住院 到3月20日")
    assert await village.paused() == {"韦德福"}
    await village.says("撤销", undo=True)
    assert await village.paused() == set()


async def test_after_ten_minutes_nothing_is_undone(village: Round) -> None:
    await village.told("1好")
    village.later(11 * MINUTE)
    assert await village.says("撤销", undo=True) is None
