"""请假回来：转了几手、先回后回、接着请两次、停了很久的机，单子都回到原来的人手上；替的人都听到；交接当天的单子跟着走."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path

import pytest

from care.visits.round import Outcome
from handlers.leave import answered as among_workers
from handlers.leave import back_talk, leave_talk, leaves_due, turn_leave
from handlers.lent import give_ticket
from handlers.pass_on import pass_on_talk
from handlers.wording import leave as wording
from nlp.intent import Aim, Intent
from storage.unit import Unit
from tests.handlers.test_leave import answered, holding_a_ticket, say
from tests.handlers.test_lists import FIRST, Village, at
from tests.kit.stage import stage

TAKEN = Intent(Aim.ACCEPT, number=1)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'back.db'}") as here:
        yield Village(here)


async def held_by(village: Village, number: int) -> str:
    def name(unit: Unit) -> str:
        holder = unit.tickets.get(number).assignee_id
        return unit.people.get(holder).name if holder else ""

    return await village.do(name)


async def lent_on(village: Village, first: str, second: str) -> int:
    """李明 → 杨梅 on the 2nd, 杨梅 → 石磊 on the 3rd."""
    number = await holding_a_ticket(village)
    await say(village, "李明", f"请假 {first} 杨梅替", leave_talk, at(2, 8))
    await say(village, "杨梅", f"请假 {second} 石磊替", leave_talk, at(3, 8))
    assert await held_by(village, number) == "石磊"
    return number


async def ticks(village: Village, *days: int) -> None:
    for day in days:
        await village.round(leaves_due, turn_leave, at(day, 6))


async def test_through_two_deputies_it_comes_back_to_whom_it_was_lent_by_first(village: Village) -> None:
    number = await lent_on(village, "3天", "5天")
    await ticks(village, 5)
    assert await held_by(village, number) == "李明"
    await ticks(village, 6, 7, 8, 9)
    assert await held_by(village, number) == "李明"


async def test_where_the_first_deputy_is_back_earlier_it_comes_back_in_two_steps(village: Village) -> None:
    number = await lent_on(village, "6天", "2天")
    await ticks(village, 5)
    assert await held_by(village, number) == "杨梅"
    await ticks(village, 8)
    assert await held_by(village, number) == "李明"


@pytest.mark.parametrize("who", ["杨梅", "李明"])
async def test_back_early_it_comes_back_the_same_way(village: Village, who: str) -> None:
    number = await lent_on(village, "9天", "9天")
    await say(village, who, "销假", back_talk, at(4, 9))
    assert await held_by(village, number) == who
    await ticks(village, 11, 12)
    assert await held_by(village, number) == "李明"


async def test_after_two_leaves_running_what_the_first_deputy_kept_comes_back(village: Village) -> None:
    number = await holding_a_ticket(village)
    await say(village, "李明", "请假 2天 杨梅替", leave_talk, at(2, 8))
    await say(village, "李明", "请假 3月4日 到 3月5日 石磊替", leave_talk, at(3, 8))
    await ticks(village, 3, 4, 5, 6)
    assert await held_by(village, number) == "李明"


async def test_a_leave_that_ended_in_a_long_outage_is_ended_after_it_once(village: Village) -> None:
    number = await holding_a_ticket(village)
    await say(village, "李明", "请假 3天 杨梅替", leave_talk, at(2, 8))
    late = datetime(2026, 4, 20, 6, tzinfo=at(2, 8).tzinfo)
    told = await village.round(leaves_due, turn_leave, late)
    assert {who for who, _ in told} == {"李明", "杨梅"}
    assert await held_by(village, number) == "李明"
    assert await village.round(leaves_due, turn_leave, late) == []


async def test_what_a_deputy_passed_on_for_good_does_not_come_back(village: Village) -> None:
    number = await holding_a_ticket(village)
    await say(village, "李明", "请假 2天 杨梅替", leave_talk, at(2, 8))
    yangmei, shilei = await village.worker("杨梅"), await village.worker("石磊")
    await village.do(
        lambda unit: give_ticket(
            unit, village.house, unit.tickets.get(number), shilei, by=yangmei, at=at(2, 9), why="他懂电"
        )
    )
    await ticks(village, 4)
    assert await held_by(village, number) == "石磊"


async def test_who_stood_in_without_being_named_hears_that_it_is_over(village: Village) -> None:
    await say(village, "李明", "请假 3天", leave_talk, at(2, 7))
    before = len(await village.outbox())
    await say(village, "李明", "销假", back_talk, at(3, 9))
    assert (await village.outbox())[before:] == [("覃芳", wording.came_back("李明", []))]


async def test_a_leave_to_come_that_is_dropped_is_told_to_the_deputy(village: Village) -> None:
    await say(village, "李明", "请假 明天 杨梅替", leave_talk, at(2, 8))
    (one,) = await village.do(lambda unit: unit.leaves.on(date(2026, 3, 3)))
    await say(village, "李明", "销假", back_talk, at(2, 9))
    assert (await village.outbox())[-1] == ("杨梅", wording.not_going("李明", one))
    await ticks(village, 4, 5)
    assert (await village.outbox())[-1] == ("杨梅", wording.not_going("李明", one))


async def test_not_coming_is_asked_back_as_leave_and_opens_nothing(village: Village) -> None:
    reply = await say(village, "李明", "家里办酒三天不来", among_workers, at(2, 8))
    assert reply == wording.is_it_leave((FIRST, date(2026, 3, 4)))
    assert await village.do(lambda unit: unit.leaves.on(FIRST)) == []
    await say(village, "李明", reply.splitlines()[0].partition("回: ")[2], among_workers, at(2, 8))
    assert len(await village.do(lambda unit: unit.leaves.on(date(2026, 3, 4)))) == 1


async def test_half_a_day_is_said_to_count_as_one(village: Village) -> None:
    assert "半天也算一天" in await say(village, "李明", "请假 半天", leave_talk, at(2, 8))


async def test_at_noon_the_open_lines_of_an_area_go_along(village: Village) -> None:
    seen = await village.person("张桂英", "特困", "独居")
    left = await village.person("李大山", "特困", "独居", sex="男")
    own = await village.person("吴秀英", "特困", "独居", area="X片区")
    await village.morning(at(2, 7, 30))
    await village.answers(seen, "李明", at(2, 8), Outcome.WELL)
    await say(village, "李明", "交接 S片区 给 杨梅", pass_on_talk, at(2, 9))
    await say(village, "杨梅", "1接", answered, at(2, 12), TAKEN)
    assert any("李明交接，今天还有 1 户请您看:\n2 李爷爷 每天" in text for _, text in await village.outbox())
    yangmei = await village.worker("杨梅")
    errands = await village.do(lambda unit: unit.visits.errands(yangmei, FIRST))
    assert [(one.line, one.person_id) for one in errands] == [(1, own), (2, left)]


async def test_a_village_passed_on_takes_the_tickets_of_its_areas_along(village: Village) -> None:
    number = await holding_a_ticket(village, "覃芳")
    area = await village.do(lambda unit: unit.tickets.get(number).place_id)
    g_village = await village.do(lambda unit: unit.places.by_key("G村"))
    assert g_village is not None
    assert area != g_village.id
    await say(village, "覃芳", "交接 G村 给 杨梅", pass_on_talk, at(2, 9))
    await say(village, "杨梅", "1接", answered, at(2, 10), TAKEN)
    assert await held_by(village, number) == "杨梅"


async def test_long_numbers_of_people_and_houses_fit_what_was_sent(village: Village) -> None:
    liming = await village.worker("李明")
    await village.do(lambda unit: unit.visits.send(liming, FIRST, "急9007199254740993", at(2, 9)))
    assert await village.do(lambda unit: unit.visits.was_sent(liming, FIRST, "急9007199254740993"))
    assert not await village.do(lambda unit: unit.visits.was_sent(liming, FIRST, "急9007199"))
