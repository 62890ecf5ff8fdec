"""没有回音：天天要看的两张单子没有一句有用的话就叫人；出了事的过了那天没人去，村里就知道；一回只叫一次."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from care.category import Urgency
from care.dossier import Membership
from care.ticket import Status
from care.visits.due import Pause
from care.visits.round import Outcome
from handlers.dues import recount
from handlers.lists_week import evenings_due, send_evening
from storage.unit import Unit
from tests.handlers.test_lists import Village, at
from tests.kit.stage import stage

TEN = "赵钱孙李周吴郑王冯陈"


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'silent.db'}") as here:
        yield Village(here)


async def days_of_silence(village: Village, first: int, last: int) -> None:
    for day in range(first, last + 1):
        await village.morning(at(day, 7, 30))
        await village.round(evenings_due, send_evening, at(day, 18))


async def in_trouble(village: Village, name: str, head: str = "") -> int:
    """Something has happened there on 2 March, at eight."""
    person_id = await village.person(name, born=1970, head=head)

    def join(unit: Unit) -> None:
        unit.dossiers.join(person_id, Membership("突发困难", date(2026, 3, 2)), at(2, 8))
        recount(unit, village.house.visiting, person_id, date(2026, 3, 2))

    await village.do(join)
    return person_id


async def test_of_a_silent_worker_with_ten_daily_people_nobody_is_passed_over(village: Village) -> None:
    for surname in TEN:
        await village.person(f"{surname}桂英", "特困", "独居")
    await days_of_silence(village, 2, 4)
    assert {one.about for one in await village.tickets()} == {f"{surname}桂英" for surname in TEN}


@pytest.mark.parametrize("outcome", [Outcome.LATER, Outcome.REFUSED, Outcome.ABSENT])
async def test_words_that_are_no_word_of_the_person_do_not_put_the_alarm_off(
    village: Village, outcome: Outcome
) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    for day in (2, 3):
        await village.morning(at(day, 7, 30))
        await village.answers(zhang, "李明", at(day, 9), outcome)
    told = await village.morning(at(4, 7, 30))
    (opened,) = await village.tickets()
    assert f"连着2次没有见到人（说的是{outcome}）" in opened.text
    assert "张奶奶两次没见到，记了1号" in dict(told)["李明"]


@pytest.mark.parametrize("outcome", [Outcome.HOSPITAL, Outcome.AWAY, Outcome.DECEASED])
async def test_where_somebody_is_known_to_be_is_a_word(village: Village, outcome: Outcome) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    await village.morning(at(2, 7, 30))
    await village.answers(zhang, "李明", at(2, 9), outcome)
    for day in (3, 4):
        await village.morning(at(day, 7, 30))
    assert await village.tickets() == []


async def test_while_people_are_called_there_is_one_ticket_and_after_it_two_more_silent_lists_call_again(
    village: Village,
) -> None:
    await village.person("张桂英", "特困", "独居")
    await days_of_silence(village, 2, 7)
    (called,) = await village.tickets()
    await village.do(lambda unit: unit.tickets.save(replace(called, status=Status.RESOLVED)))
    await village.morning(at(8, 7, 30))
    assert [one.live for one in await village.tickets()] == [False, True]
    await days_of_silence(village, 9, 12)
    assert len(await village.tickets()) == 2


async def test_nobody_is_called_twice_at_once_for_those_of_one_house(village: Village) -> None:
    await village.person("农阿公", "特困", "独居", head="农阿公", sex="男")
    await village.person("农阿婆", "特困", "独居", head="农阿公")
    await days_of_silence(village, 2, 4)
    assert [one.about for one in await village.tickets()] == ["农阿公、农阿婆"]


async def test_the_first_evening_shows_who_must_be_seen_within_a_day_of_an_event(village: Village) -> None:
    await in_trouble(village, "张桂英")
    ((who, text),) = await village.round(evenings_due, send_evening, at(2, 18))
    assert who == "李明"
    assert "张阿姨 突发 剩1天" in text
    await village.morning(at(3, 7, 30))
    ((_, again),) = await village.round(evenings_due, send_evening, at(3, 18))
    assert "张阿姨 突发 今天最后一天" in again


async def test_an_event_whose_day_went_by_without_a_word_is_told_to_the_village_point_once(village: Village) -> None:
    await in_trouble(village, "张桂英")
    await days_of_silence(village, 2, 3)
    assert await village.tickets() == []
    told = await village.morning(at(4, 7, 30))
    (opened,) = await village.tickets()
    assert (opened.urgency, opened.post, opened.about) == (Urgency.URGENT, "村社工", "张桂英")
    assert "3月3日以前要去看" in opened.text
    assert {"李明", "覃芳"} <= {who for who, _ in told}
    await days_of_silence(village, 5, 9)
    assert len(await village.tickets()) == 1


async def test_an_event_put_off_until_it_was_too_late_is_told_all_the_same(village: Village) -> None:
    zhang = await in_trouble(village, "张桂英")
    for day in (2, 3):
        await village.answers(zhang, "李明", at(day, 9), Outcome.LATER)
    await village.morning(at(4, 7, 30))
    assert len(await village.tickets()) == 1


async def test_an_event_visited_in_time_is_no_matter_for_the_village_point(village: Village) -> None:
    zhang = await in_trouble(village, "张桂英")
    await village.answers(zhang, "李明", at(3, 9))
    await days_of_silence(village, 4, 5)
    assert await village.tickets() == []


async def test_days_in_hospital_were_not_missed(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    await village.answers(zhang, "李明", at(2, 9))
    pause = Pause(date(2026, 3, 5), date(2026, 3, 25), "住院")
    await village.do(lambda unit: unit.visits.pause(zhang, pause, None, at(5, 9)))
    ((_, text),) = await village.morning(at(26, 7, 30))
    assert "1 张奶奶 每天 ★漏2次" in text
