"""电话、视频：头一回不算，每周以上的隔一次算一次，不算的那一行留着；要帮忙时说找谁；长的单子分几次问."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from care.message import Kind
from care.visits.round import CALLED, Errand, Mode, Outcome
from care.visits.rule import NotByPhone
from handlers.dues import Visiting
from handlers.errands_asked import MOST_AT_ONCE
from handlers.wording import errands as wording
from storage.unit import Unit
from tests.handlers.errand_round import (
    DAY,
    LI,
    LIU,
    LONG,
    MINUTE,
    TODAY,
    WEI,
    ZHANG,
    Round,
    Somebody,
    enter,
    errand_round,
)

CHEN = Somebody("陈大娘", LONG, "AES", "6", date(1930, 5, 1))  # 90 岁以上：每周 A，每周看火电 S，每月 AE


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Round]:
    async with errand_round(tmp_path) as found:
        yield found


async def seen_before(village: Round, one: Somebody, *, by_phone: bool) -> None:
    """Every rule of theirs was kept long ago, so all of them have opened."""
    person = village.people[one.name]

    def before(unit: Unit) -> None:
        rows = [replace(row, last_on=TODAY - 30 * DAY, by_phone=by_phone) for row in unit.visits.dues_of(person)]
        unit.visits.put_dues(person, [replace(row, opens_on=TODAY, until_on=TODAY) for row in rows])

    await village.here.app.store.run(before)


async def chen_on_the_list(village: Round) -> None:
    def add(unit: Unit) -> None:
        now = village.here.clock.now()
        village.people |= enter(unit, village.house, [CHEN], now)
        speaker, dossier = unit.people.behind(LI), unit.dossiers.file(village.people[CHEN.name])
        assert speaker is not None
        row = Errand(6, dossier.person_id, dossier.household_id, False, CHEN.groups)
        unit.visits.send(speaker.person.id, TODAY, "晚", now, [row])

    await village.here.app.store.run(add)


async def test_the_first_time_somebody_has_to_be_met(village: Round) -> None:
    said = await village.told("1电话 好")
    assert wording.go_there("1 张奶奶", {"每天": NotByPhone.FIRST}, [], Mode.PHONE) in said
    assert "1 张奶奶" in said.split("还剩")[1]
    assert ((await village.due(ZHANG, "TK1")).last_on, (await village.outcomes())[ZHANG.name]) == (None, CALLED)
    assert [one.mode for one in await village.visits(ZHANG)] == [Mode.PHONE]


async def test_who_was_rung_up_is_not_met_by_all_well_and_a_second_call_is_not_noted(village: Round) -> None:
    await village.told("1电话 好")
    assert "1 张奶奶" in (await village.told("全好")).split("一户一户回")[1]
    assert wording.go_there_still("1 张奶奶", Mode.VIDEO) in await village.told("1视频 好")
    await village.told("1好")
    assert [one.mode for one in await village.visits(ZHANG)] == [Mode.IN_PERSON, Mode.PHONE]
    due = await village.due(ZHANG, "TK1")
    assert (due.last_on, due.by_phone, (await village.outcomes())[ZHANG.name]) == (TODAY, False, "好")


async def test_of_a_daily_rule_calls_may_follow_each_other_once_they_were_met(village: Round) -> None:
    await seen_before(village, ZHANG, by_phone=True)
    await village.told("1电话 好")
    due = await village.due(ZHANG, "TK1")
    assert (due.last_on, due.by_phone, (await village.outcomes())[ZHANG.name]) == (TODAY, True, "好")


async def test_of_a_monthly_rule_every_second_visit_may_be_a_call(village: Round) -> None:
    await seen_before(village, LIU, by_phone=False)
    assert "还要问" in await village.told("2电话 好")
    await village.told("都好")
    due = await village.due(LIU, "NA1")
    assert (due.last_on, due.by_phone) == (TODAY, True)


async def test_two_calls_running_do_not_count_and_it_is_said_why(village: Round) -> None:
    await seen_before(village, LIU, by_phone=True)
    said = await village.told("2视频 好")
    assert "上回也是电话，这回要去看到人" in said
    assert wording.go_there("2 刘奶奶", {"本月": NotByPhone.TWICE}, [], Mode.VIDEO) in said
    assert "还要问" not in said
    due = await village.due(LIU, "NA1")
    assert (due.last_on, due.by_phone) == (TODAY - 30 * DAY, True)
    assert (await village.outcomes())[LIU.name] == CALLED


async def test_a_rule_that_has_not_opened_does_not_ask_to_meet_anybody(village: Round) -> None:
    await village.told("补 昨天 2好")
    await village.told("都好")
    assert wording.go_there_still("2 刘奶奶", Mode.PHONE) not in await village.told("2电话 好")
    assert (await village.outcomes())[LIU.name] == "好"


async def test_it_counts_for_one_rule_and_not_for_another_and_the_line_stays_open(village: Round) -> None:
    await chen_on_the_list(village)
    await seen_before(village, CHEN, by_phone=False)
    said = await village.told("6电话 好")
    assert "6 陈奶奶本周的电话算了，别的要见到本人，还请去一趟。" in said
    assert "还要问" not in said
    dues = [await village.due(CHEN, rule) for rule in ("GL2", "AQ1")]
    assert [(due.last_on == TODAY, due.by_phone) for due in dues] == [(True, True), (False, False)]
    assert (await village.outcomes())[CHEN.name] == CALLED


async def test_met_on_the_day_of_the_call_the_next_may_be_a_call_again(village: Round) -> None:
    await chen_on_the_list(village)
    await seen_before(village, CHEN, by_phone=False)
    await village.told("6电话 好")
    await village.told("6好")
    assert ((await village.due(CHEN, "GL2")).last_on, (await village.due(CHEN, "GL2")).by_phone) == (TODAY, False)


async def test_taken_back_the_last_visit_is_again_what_it_was(village: Round) -> None:
    await village.told("补 昨天 1好")
    before = await village.due(ZHANG, "TK1")
    assert (before.last_on, before.by_phone) == (TODAY - DAY, False)
    village.later(MINUTE)
    await village.told("1电话 好")
    assert (await village.due(ZHANG, "TK1")).by_phone
    village.later(MINUTE)
    await village.says("撤销", undo=True)
    assert await village.due(ZHANG, "TK1") == before
    await village.told("1电话 好")
    assert (await village.due(ZHANG, "TK1")).by_phone


async def test_nobody_answers_the_telephone_is_an_attempt(village: Round) -> None:
    await village.told("1电话没人接")
    assert [one.outcome for one in await village.visits(ZHANG)] == [Outcome.ABSENT]


async def add_contacts(village: Round, one: Somebody, *names: str) -> None:
    now = village.here.clock.now()

    def add(unit: Unit) -> None:
        for name in names:
            unit.ties.add(village.people[one.name], "联系人", name, now, relation="女儿", other=None)

    await village.here.app.store.run(add)


async def test_in_need_the_nearest_are_named_without_their_numbers(village: Round) -> None:
    await add_contacts(village, WEI, "韦小妹", "韦二妹", "韦三妹", "韦四妹")
    said = await village.told("3要帮忙 屋顶漏水")
    assert said.count("（女儿）") == 3
    assert wording.opened(1, "3 韦奶奶") in said
    assert "（女儿）" not in await village.told("1要帮忙 没米了")


async def test_of_a_sealed_matter_nobody_near_them_is_named(village: Round) -> None:
    await add_contacts(village, WEI, "韦小妹")
    assert "韦小妹" not in await village.told("3要帮忙 儿子天天打她，身上都是伤")
    assert (await village.ticket()).sealed


async def test_more_questions_than_fit_are_asked_one_part_after_the_other(village: Round) -> None:
    groups = village.house.visiting.groups
    await chen_on_the_list(village)
    said = await village.told("6好")
    assert wording.ask("6 陈奶奶", groups["E"], more=True) in said
    assert max(len(items) for items in groups.values()) <= MOST_AT_ONCE
    said = await village.told("2 电线破了")
    assert wording.complete("6 陈奶奶") not in said
    assert wording.ask("6 陈奶奶", groups["S"]) in said
    assert (await village.due(CHEN, "GL2长")).last_on == TODAY
    assert (await village.due(CHEN, "AQ1")).last_on is None
    assert (await village.told("都好")).startswith(wording.complete("6 陈奶奶"))
    (visit,) = await village.visits(CHEN)
    assert (sorted(visit.groups), visit.words) == (sorted("AES"), "房子火电路安全吗：电线破了")


async def test_without_the_questions_of_the_second_part_the_first_still_counts(village: Round) -> None:
    await chen_on_the_list(village)
    await village.told("6好")
    await village.told("都好")
    await village.sends(Kind.TEXT, "0")
    assert ((await village.due(CHEN, "GL2长")).last_on, (await village.due(CHEN, "AQ1")).last_on) == (TODAY, None)


async def test_short_groups_are_asked_together(village: Round) -> None:
    asked = {"E": ("一", "二", "三"), "S": ("四", "五", "六")}
    rules = village.house.visiting.rules
    village.house = replace(village.house, visiting=Visiting(rules, asked))
    await chen_on_the_list(village)
    assert wording.ask("6 陈奶奶", [*asked["E"], *asked["S"]]) in await village.told("6好")
