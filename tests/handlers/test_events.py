"""突发、返乡、临时救助：一句话，回访自己排上，该去的人马上知道，困难到村里和镇里；做完自己结束，提前结束要有原因."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from care.category import Tier, Urgency
from care.message import Message
from care.people import Actor
from care.ticket import Ticket, resolve
from care.visits.due import Pause
from care.visits.round import Errand, Outcome, Visit
from handlers import events
from handlers.dues import note_visit, recount, today_of
from handlers.event_plans import end_plans, plans_done
from handlers.lists import send_list
from handlers.report import Report, open_ticket
from handlers.turn import Turn
from nlp.intent import Aim, Intent, Reading
from storage.unit import Unit
from storage.visits import DueRow
from tests.handlers.filed_village import TODAY, Village, at
from tests.kit.stage import stage

DAY = timedelta(days=1)
FIRE = Reading("突发困难", Urgency.EMERGENCY, Tier.EMERGENCY, not_request=False)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'events.db'}") as here:
        one = Village(here)
        await one.person("张桂英", born=1980, door="12号")
        await one.person("李大山", born=1978, door="12号")
        await one.person("韦有财", born=1970, door="3号")
        await one.person("黄大山", born=1970, area="X片区")
        yield one


async def tags(village: Village, name: str) -> set[str]:
    today, person = today_of(village.now), village.people[name]
    held = await village.do(lambda unit: unit.dossiers.memberships(person))
    return {one.tag for one in held if one.holds(today)}


async def dues(village: Village, name: str) -> dict[str, DueRow]:
    rows = await village.do(lambda unit: unit.visits.dues_of(village.people[name]))
    return {row.rule_id: row for row in rows}


async def seen(village: Village, name: str, groups: str = "AGH") -> None:
    visit = Visit(village.people[name], 1, today_of(village.now), village.now, Outcome.WELL, groups=groups)
    await village.do(lambda unit: note_visit(unit, village.house.visiting, visit))


async def ends_what_is_done(village: Village) -> list[int]:
    found = await village.do(lambda unit: plans_done(unit, village.house, village.now))
    for person in found:
        await village.do(lambda unit, person=person: end_plans(unit, village.house, person, village.now))  # type: ignore[misc]  # 默认值定住这一个
    return found


async def test_a_fire_is_of_the_whole_house_and_first_seen_within_a_day(village: Village) -> None:
    said = await village.says("覃芳", "突发 张桂英 火灾")
    assert said == (
        "记下了：S片区张桂英、李大山，突发。\n3月3日前第一次去看，已告诉李明。\n困难记成1号，报给村里和社工站。"
    )
    for name in ("张桂英", "李大山"):
        assert await tags(village, name) == {"突发困难"}
        row = (await dues(village, name))["TF1"]
        assert (row.opens_on, row.until_on) == (TODAY, TODAY + DAY)
    assert await tags(village, "韦有财") == set()
    (member,) = await village.do(lambda unit: unit.dossiers.memberships(village.people["李大山"]))
    assert member.evidence == "火灾（1号）"
    (change,) = await village.do(lambda unit: unit.dossiers.changes(village.people["李大山"]))
    assert (change.field, change.became) == ("类别", "突发困难 火灾（1号）")


async def test_who_goes_there_hears_at_once_and_can_answer_by_number(village: Village) -> None:
    liming = await village.do(lambda unit: unit.people.by_key("李明"))
    assert liming is not None
    morning = [Errand(1, village.people["韦有财"], 2, False, "A")]
    await village.do(lambda unit: unit.visits.send(liming.id, TODAY, "早", at(7, 30), morning))
    await village.says("覃芳", "突发 张桂英家 车祸住院")
    text = next(text for who, text in await village.outbox() if who == "李明")
    assert text.splitlines() == [
        "突发：张桂英、李大山（S片区12号）车祸住院",
        "请在3月3日前去看一次，后面的回访会排进清单。",
        "看了回: 2好 或 2要帮忙",
    ]
    errands = await village.do(lambda unit: unit.visits.errands(liming.id, TODAY))
    assert [(one.line, one.groups) for one in errands] == [(1, "A"), (2, "AG"), (2, "AG")]


async def test_at_night_it_is_written_down_and_told_in_the_morning(village: Village) -> None:
    village.now = at(23)
    await village.says("覃芳", "突发 张桂英 火灾")
    sql = "SELECT min(not_before) FROM outbox WHERE name = '李明'"
    first = await village.do(lambda unit: unit.session.connection.execute(sql).fetchone()[0])
    assert first.startswith("2026-03-02T22:00")


async def test_the_one_who_goes_there_is_not_told_what_they_said(village: Village) -> None:
    said = await village.says("李明", "突发 张桂英 火灾")
    assert "3月3日前第一次去看，您去。" in (said or "")
    assert "李明" not in [who for who, _ in await village.outbox()]


async def test_the_hardship_is_one_ticket_for_the_station_that_the_point_hears_of(village: Village) -> None:
    await village.says("李明", "突发 张桂英 火灾")
    (ticket,) = await village.tickets()
    assert (ticket.category, ticket.urgency, ticket.about, ticket.post) == (
        "突发困难",
        Urgency.URGENT,
        "张桂英",
        "社工站",
    )
    assert {who for who, text in await village.outbox() if text.startswith("1号")} == {"陈静", "覃芳"}
    village.now = at(9) + 2 * DAY
    await village.says("李明", "突发 张桂英 又摔伤住院")
    assert len(await village.tickets()) == 1
    history = await village.do(lambda unit: unit.tickets.history(1))
    assert "又摔伤住院" in history[-1].note


async def test_said_twice_on_a_day_it_is_once_and_later_the_plan_begins_again(village: Village) -> None:
    await village.says("覃芳", "突发 张桂英 火灾")
    assert await village.says("李明", "突发 张桂英 火灾") == "张桂英今天已经记过突发了，回访排上了。"
    assert len(await village.tickets()) == 1
    await seen(village, "张桂英")
    village.now += 5 * DAY
    await village.says("覃芳", "突发 张桂英 车祸")
    row = (await dues(village, "张桂英"))["TF1"]
    assert (row.since_on, row.until_on) == (TODAY + 5 * DAY, TODAY + 6 * DAY)
    assert await tags(village, "张桂英") == {"突发困难"}


@pytest.mark.parametrize(
    ("text", "tag", "rule", "until"),
    [
        ("张桂英 返乡", "流浪乞讨返乡", "FX1", TODAY + 7 * DAY),
        ("张桂英 临时救助 2000元", "临时救助", "LS1", TODAY + 30 * DAY),
    ],
)
async def test_who_comes_back_or_is_given_money_is_one_person_and_no_ticket(
    village: Village, text: str, tag: str, rule: str, until: date
) -> None:
    await village.says("覃芳", text)
    assert await tags(village, "张桂英") == {tag}
    assert (await dues(village, "张桂英"))[rule].until_on == until
    assert await tags(village, "李大山") == set()
    assert await village.tickets() == []


async def test_who_is_not_known_is_asked_back_with_who_sounds_alike(village: Village) -> None:
    rename = (
        "UPDATE dossiers SET sounds = 'zan gui yin' WHERE person_id = (SELECT id FROM people WHERE name = '张桂英')"
    )
    await village.do(lambda unit: unit.session.connection.execute(rename))
    assert await village.says("覃芳", "突发 章桂英 火灾") == "没有章桂英这个人，是不是：张桂英？"
    assert await village.says("覃芳", "突发 陆阿娇 火灾") == "没有陆阿娇这个人的档案，请看看名字。"
    assert await village.says("覃芳", "陆阿娇 返乡") is None


async def test_two_of_one_name_are_asked_about_unless_one_is_yours(village: Village) -> None:
    await village.person("黄大山", born=1950, area="S片区", door="9号")
    said = await village.says("覃芳", "突发 黄大山 火灾")
    assert said == "黄大山有2个，是哪一个？回号数。\n1 X片区黄大山屋\n2 S片区9号"
    assert "S片区黄大山，突发" in (await village.says("覃芳", "2") or "")
    assert "X片区黄大山，突发" in (await village.says("杨梅", "突发 黄大山 车祸") or "")
    assert "今天已经记过" in (await village.says("覃芳", "突发 S片区黄大山 火灾") or "")


async def test_only_who_works_here_and_only_in_private(village: Village) -> None:
    assert await village.says("王奶奶", "突发 张桂英 火灾") is None
    assert await tags(village, "张桂英") == set()
    said = await village.says("覃芳", "突发 张桂英 火灾", group="g")
    assert "张桂英" not in (said or "张桂英")
    assert await tags(village, "张桂英") == set()


@pytest.mark.parametrize("text", ["突发 张桂英家 着火了", "突发 张桂英 喝农药了", "突发 张桂英 摔倒起不来"])
async def test_a_life_in_danger_is_left_to_the_alarm(village: Village, text: str) -> None:
    assert await village.says("李明", text) is None
    assert await tags(village, "张桂英") == set()


async def test_who_is_in_hospital_is_to_be_seen_there(village: Village) -> None:
    pause = Pause(TODAY, TODAY + 7 * DAY, "住院")
    await village.do(lambda unit: unit.visits.pause(village.people["张桂英"], pause, None, village.now))
    await village.says("覃芳", "突发 张桂英 车祸")
    text = next(text for who, text in await village.outbox() if who == "李明")
    assert "人在住院（到3月9日），请到那里看。" in text


async def test_when_the_plan_is_done_the_tag_ends_by_itself_and_the_file_says_so(village: Village) -> None:
    await village.says("覃芳", "突发 张桂英 火灾")
    for day in (1, 3, 7, 14, 21, 28, 60, 90):
        assert await ends_what_is_done(village) == []
        village.now = at(9) + day * DAY
        await seen(village, "张桂英")
    assert await ends_what_is_done(village) == [village.people["张桂英"]]
    assert await tags(village, "张桂英") == set()
    assert await tags(village, "李大山") == {"突发困难"}
    changes = await village.do(lambda unit: unit.dossiers.changes(village.people["张桂英"]))
    assert (changes[-1].was, changes[-1].became, changes[-1].by) == ("突发困难", "回访完了", None)
    assert await ends_what_is_done(village) == []


async def test_a_rhythm_that_rests_on_the_tag_keeps_it(village: Village) -> None:
    """返乡半年以后每季一次：回访做完了也不能没人管."""
    await village.says("覃芳", "张桂英 返乡")
    for day in (7, 37, 67, 97, 127, 157, 187):
        village.now = at(9) + day * DAY
        await seen(village, "张桂英")
    assert await ends_what_is_done(village) == []
    assert await tags(village, "张桂英") == {"流浪乞讨返乡"}


async def test_ending_early_needs_a_reason_and_the_village_point(village: Village) -> None:
    await village.says("覃芳", "突发 张桂英 火灾")
    assert "要村社工或社工站来定" in (await village.says("李明", "突发 张桂英 结束 好了") or "")
    assert "为什么" in (await village.says("覃芳", "突发 张桂英 结束") or "")
    assert await tags(village, "张桂英") == {"突发困难"}
    assert "结束了" in (await village.says("覃芳", "突发 张桂英 结束 已经搬新房") or "")
    assert await tags(village, "张桂英") == await tags(village, "李大山") == set()
    assert "TF1" not in await dues(village, "张桂英")
    changes = await village.do(lambda unit: unit.dossiers.changes(village.people["张桂英"]))
    assert changes[-1].became == "提前结束：已经搬新房"
    assert "没有在突发的回访里" in (await village.says("覃芳", "突发 张桂英 结束 已经搬新房") or "")


async def settled(village: Village, who: str, about: str, reading: Reading = FIRE, group: str | None = None) -> str:
    """`who` closes a ticket that another one reported; what is asked of them besides."""

    def play(unit: Unit) -> str:
        speaker = unit.people.by_key(who)
        caller = unit.people.by_key("王奶奶")
        place = unit.places.by_key("S片区")
        assert speaker is not None
        assert caller is not None
        assert place is not None
        duties = unit.people.duties_of(speaker.id)
        address = next(duty.address for duty in duties if duty.address is not None)
        report = Report(caller, address, "f", "张桂英家起火了", reading, place, about)
        opened: Ticket = open_ticket(unit, village.house, report, village.now).ticket
        done = resolve(opened, by=speaker.id, at=village.now, outcome="火灭了").ticket
        unit.tickets.save(done)
        message = Message("m", address, "1 好了 火灭了", group=group)
        actor = Actor(speaker, address, place, duties)
        return events.propose(Turn(message, Intent(Aim.RESOLVE), unit, village.now, actor, village.house), done)

    return await village.do(play)


async def test_a_settled_fire_asks_its_holder_whether_visits_are_to_follow(village: Village) -> None:
    assert await settled(village, "李明", "张桂英") == "要不要给张桂英家安排回访？回1要 2不要"
    assert "记下了：S片区张桂英、李大山，突发。" in (await village.says("李明", "1") or "")
    assert await tags(village, "张桂英") == {"突发困难"}


async def test_no_is_no(village: Village) -> None:
    await settled(village, "李明", "张桂英")
    assert await village.says("李明", "2") == "好，不安排。以后要，回「突发 名字 什么事」。"
    assert await tags(village, "张桂英") == set()


async def test_closed_in_a_group_it_is_asked_in_private(village: Village) -> None:
    assert await settled(village, "李明", "张桂英", group="g") == ""
    assert ("李明", "1号办好了。要不要给张桂英家安排回访？回1要 2不要") in await village.outbox()
    assert "记下了" in (await village.says("李明", "1") or "")


@pytest.mark.parametrize(
    ("about", "reading"),
    [("谁也不是", FIRE), ("张桂英", FIRE._replace(urgency=Urgency.URGENT)), ("张桂英", FIRE._replace(category="医疗"))],
)
async def test_nothing_is_asked_of_other_tickets(village: Village, about: str, reading: Reading) -> None:
    assert await settled(village, "李明", about, reading) == ""


async def test_nothing_is_asked_where_visits_follow_already(village: Village) -> None:
    await village.says("覃芳", "突发 张桂英 火灾")
    assert await settled(village, "李明", "张桂英") == ""


async def test_a_township_without_such_a_rule_keeps_it_in_the_file_and_says_so(village: Village) -> None:
    village.house = replace(village.house, visiting=replace(village.house.visiting, rules=()))
    assert "这里没有设回访，记在档案里" in (await village.says("覃芳", "突发 张桂英 火灾") or "")


async def test_an_event_goes_past_a_pause_and_the_list_says_where_they_are(village: Village) -> None:
    await village.says("覃芳", "突发 张桂英 车祸")
    pause = Pause(TODAY, TODAY + 20 * DAY, "住院")

    def away(unit: Unit) -> None:
        for name in ("张桂英", "李大山"):
            unit.visits.pause(village.people[name], pause, None, village.now)
            recount(unit, village.house.visiting, village.people[name], TODAY)

    await village.do(away)
    assert (await dues(village, "张桂英"))["TF1"].until_on == TODAY + DAY
    village.now = at(7, 30) + DAY
    liming = await village.do(lambda unit: unit.people.by_key("李明"))
    assert liming is not None
    await village.do(lambda unit: send_list(unit, village.house, liming.id, village.now))
    text = (await village.outbox())[-1][1]
    assert "张家 突发 住院" in text
