"""清单：早上一张，私聊，最急的在前，一天只有一张；傍晚只说每天要看的；周日一句话；两张没回音就叫人."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.visit_rules import read as read_rules
from care.calendar import SHANGHAI
from care.dossier import Dossier, Membership, Standing
from care.message import Address
from care.ticket import Ticket
from care.visits.due import Pause
from care.visits.round import Leave, Outcome, Visit
from handlers.dues import Visiting, note_visit, recount, today_of
from handlers.lists import lists_due, recheck, send_list, to_recheck
from handlers.lists_week import evenings_due, send_evening, send_week, weeks_due
from handlers.turn import House
from storage.store import Store
from storage.unit import Unit
from tests.kit.stage import Stage, stage

T = TypeVar("T")
RULES = read_rules().rules
FIRST = date(2026, 3, 2)  # 星期一


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


class Village:
    """The demo village with files: who is due, who was written to."""

    def __init__(self, here: Stage) -> None:
        self.store: Store = here.app.store
        self.house: House = replace(here.app.house, visiting=Visiting(rules=RULES))

    async def do(self, work: Callable[[Unit], T]) -> T:
        return await self.store.run(work)

    async def person(
        self, name: str, *tags: str, born: int = 1943, area: str = "S片区", head: str = "", sex: str = "女"
    ) -> int:
        """With a file since the Sunday before `FIRST`, in a house of their own unless `head` has one."""
        known, since = at(1, 9), date(2026, 3, 1)

        def file(unit: Unit) -> int:
            place = unit.places.by_key(area)
            assert place is not None
            one = unit.people.add(name, place.id, known)
            door = f"{head or name}屋"
            home = unit.dossiers.house(place.id, door, "") or unit.dossiers.add_house(place.id, door, head or name)
            born_on = date(born, 5, 1)
            own = (one.id, name, place.id, home.id, "", sex, born_on, False, False, Standing.HERE, "", None, 1)
            unit.dossiers.open(Dossier(*own), "", known)
            for tag in tags:
                unit.dossiers.join(one.id, Membership(tag, since), known)
            recount(unit, self.house.visiting, one.id, since)
            return one.id

        return await self.do(file)

    async def worker(self, name: str) -> int:
        person = await self.do(lambda unit: unit.people.by_key(name))
        assert person is not None
        return person.id

    async def morning(self, now: datetime) -> list[tuple[str, str]]:
        return await self.round(lists_due, send_list, now)

    async def round(
        self,
        find: Callable[[Unit, House, datetime], list[int]],
        act: Callable[[Unit, House, object, datetime], bool],
        now: datetime,
    ) -> list[tuple[str, str]]:
        """One tick of a round; what was promised by it, as (account, text)."""
        before = len(await self.outbox())
        for found in await self.do(lambda unit: find(unit, self.house, now)):
            await self.do(lambda unit, found=found: act(unit, self.house, found, now))  # type: ignore[misc]  # 默认值定住这一个
        return (await self.outbox())[before:]

    async def outbox(self) -> list[tuple[str, str]]:
        sql = "SELECT name, text FROM outbox ORDER BY id"
        return await self.do(lambda unit: [tuple(row) for row in unit.session.connection.execute(sql).fetchall()])

    async def answers(self, person_id: int, who: str, now: datetime, outcome: Outcome = Outcome.WELL) -> None:
        visitor = await self.worker(who)
        visit = Visit(person_id, visitor, today_of(now), now, outcome, groups="ABCDEFGHS")

        def told(unit: Unit) -> None:
            note_visit(unit, self.house.visiting, visit)
            unit.visits.tick(visitor, today_of(now), person_id, outcome, now)

        await self.do(told)

    async def leave(self, who: str, first: int, last: int, deputy: str = "") -> None:
        absent = await self.worker(who)
        deputy_id = await self.worker(deputy) if deputy else None
        one = Leave(absent, date(2026, 3, first), date(2026, 3, last), deputy_id)
        await self.do(lambda unit: unit.leaves.take(one, at(first, 7)))

    async def tickets(self) -> list[Ticket]:
        rows = "SELECT number FROM tickets ORDER BY number"
        return await self.do(lambda unit: [unit.tickets.get(row[0]) for row in unit.session.connection.execute(rows)])


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'lists.db'}") as here:
        yield Village(here)


async def test_the_mornings_list_is_private_and_says_how_to_answer(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.person("李大山", "特困", "独居", sex="男")
    ((who, text),) = await village.morning(at(1, 7, 30))
    assert who == "李明"
    assert text.splitlines() == [
        "早上好,李明。今天看 2 户:",
        "1 张奶奶 每天",
        "2 李爷爷 每天",
        "看完回: 1好 或 1要帮忙",
        "全部好回: 全好   看地址回: 1地址",
    ]
    in_rooms = "SELECT count(*) FROM outbox WHERE room != ''"
    assert await village.do(lambda unit: unit.session.connection.execute(in_rooms).fetchone()[0]) == 0


async def test_nobody_due_is_no_message_and_asked_once(village: Village) -> None:
    assert await village.morning(at(2, 7, 30)) == []
    assert await village.do(lambda unit: lists_due(unit, village.house, at(2, 7, 31))) == []


async def test_one_list_a_day_however_often_the_clock_ticks(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    assert len(await village.morning(at(2, 7, 30))) == 1
    assert await village.morning(at(2, 7, 31)) == []
    assert len(await village.morning(at(3, 7, 30))) == 1


@pytest.mark.parametrize(("hour", "lists"), [(7, 0), (11, 1), (17, 1), (18, 0), (22, 0)])
async def test_after_an_outage_of_days_one_late_list_until_the_evening(village: Village, hour: int, lists: int) -> None:
    await village.person("张桂英", "特困", "独居")
    assert len(await village.morning(at(7, hour))) == lists


async def test_quiet_hours_are_kept_whatever_the_morning_is_set_to(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    early = replace(village.house.visiting, morning=time(4, 0))
    village.house = replace(village.house, visiting=early)
    assert await village.morning(at(2, 5, 0)) == []
    assert len(await village.morning(at(2, 6, 0))) == 1


async def test_two_processes_send_one_list(store_url: str) -> None:
    async with stage(store_url) as here, AsyncExitStack() as stack:
        village, other = Village(here), Store(store_url)
        stack.push_async_callback(other.close)
        await village.person("张桂英", "特困", "独居")
        liming = await village.worker("李明")
        sent = await asyncio.gather(
            *(
                store.run(lambda unit: send_list(unit, village.house, liming, at(2, 8)))
                for store in (village.store, other)
            )
        )
        assert sorted(sent) == [False, True]
        assert len(await village.outbox()) == 1


async def test_every_day_comes_first_then_the_overdue_days_and_stars(village: Village) -> None:
    await village.person("韦有财", "特困", "半失能", born=1960, sex="男")
    zhang = await village.person("张桂英", "特困", "独居")
    li = await village.person("李大山", "特困", "独居", sex="男")
    for one in (zhang, li):
        await village.answers(one, "李明", at(9, 8))
    await village.answers(li, "李明", at(10, 8))
    await village.answers(zhang, "李明", at(10, 8), Outcome.ABSENT)
    (_, text), *_ = await village.morning(at(11, 7, 30))
    assert text.splitlines()[1:4] == ["1 张奶奶 每天 ★昨天没人", "2 李爷爷 每天", "3 韦爷爷 本周 ★逾期7天"]


async def test_one_house_is_one_line_with_all_who_are_due(village: Village) -> None:
    first = await village.person("韦有财", "特困", "独居", sex="男", head="韦有财")
    second = await village.person("韦小妹", "特困", "全失能", head="韦有财")
    (_, text), *_ = await village.morning(at(2, 7, 30))
    assert "1 韦家 每天" in text
    liming = await village.worker("李明")
    errands = await village.do(lambda unit: unit.visits.errands(liming, FIRST))
    assert [(one.line, one.person_id) for one in errands] == [(1, first), (1, second)]


async def test_two_of_one_short_name_are_called_by_their_whole_names(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.person("张秀兰", "特困", "独居")
    (_, text), *_ = await village.morning(at(1, 7, 30))
    assert "张桂英 每天" in text
    assert "张秀兰 每天" in text


async def test_a_child_is_called_by_the_given_name(village: Village) -> None:
    await village.person("王小明", "特困", "全失能", born=2016)
    (_, text), *_ = await village.morning(at(1, 7, 30))
    assert "1 小明(孩子) 每天" in text


async def test_who_is_in_hospital_today_is_on_no_list(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    pause = Pause(date(2026, 3, 2), date(2026, 3, 4), "住院")
    await village.do(lambda unit: unit.visits.pause(zhang, pause, None, at(1, 9)))
    assert await village.morning(at(3, 7, 30)) == []
    assert len(await village.morning(at(5, 7, 30))) == 1


async def test_the_deputy_gets_the_list_and_hears_for_whom(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.leave("李明", 2, 4, "杨梅")
    ((who, text),) = await village.morning(at(2, 7, 30))
    assert who == "杨梅"
    assert "(替李明看的也在里面)" in text
    assert [who for who, _ in await village.morning(at(5, 7, 30))] == ["李明"]


async def test_without_a_deputy_the_next_desk_gets_it(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.leave("李明", 2, 4)
    assert [who for who, _ in await village.morning(at(2, 7, 30))] == ["覃芳"]


async def test_who_has_no_account_passes_the_list_on_and_it_says_so(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.do(lambda unit: unit.people.mark_left(Address("console", "李明"), at(1, 9)))
    ((who, text),) = await village.morning(at(2, 7, 30))
    assert who == "覃芳"
    assert "(李明没绑微信，户子先发给您)" in text


async def test_an_area_nobody_holds_goes_to_the_village_point(village: Village) -> None:
    await village.person("张桂英", "特困", "独居", area="G村")
    assert [who for who, _ in await village.morning(at(2, 7, 30))] == ["覃芳"]


async def test_the_evening_names_only_daily_ones_still_open_by_their_numbers(village: Village) -> None:
    await village.person("韦有财", "特困", "半失能", born=1960, sex="男")
    zhang = await village.person("张桂英", "特困", "独居")
    await village.person("李大山", "特困", "独居", sex="男")
    await village.morning(at(2, 7, 30))
    await village.answers(zhang, "李明", at(2, 9))
    assert await village.round(evenings_due, send_evening, at(2, 17, 59)) == []
    ((who, text),) = await village.round(evenings_due, send_evening, at(2, 18))
    assert who == "李明"
    assert "今天还有 1 户没看到:" in text
    assert "2 李爷爷 每天" in text
    assert await village.round(evenings_due, send_evening, at(2, 18, 1)) == []


async def test_nothing_open_in_the_evening_is_silence(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    await village.morning(at(2, 7, 30))
    await village.answers(zhang, "李明", at(2, 9))
    assert await village.round(evenings_due, send_evening, at(2, 18)) == []


async def test_without_a_morning_the_evening_has_lines_one_can_answer(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    assert len(await village.round(evenings_due, send_evening, at(2, 18, 30))) == 1
    liming = await village.worker("李明")
    errands = await village.do(lambda unit: unit.visits.errands(liming, FIRST))
    assert [(one.line, one.person_id) for one in errands] == [(1, zhang)]


async def test_sunday_tells_the_worker_and_the_village_point(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    await village.person("韦有财", "特困", "半失能", born=1960, sex="男")
    for day in range(2, 9):
        await village.morning(at(day, 7, 30))
        await village.answers(zhang, "李明", at(day, 9))
    assert await village.round(weeks_due, send_week, at(7, 20)) == []
    told = dict(await village.round(weeks_due, send_week, at(8, 19)))
    assert told["李明"].startswith("这周辛苦了,李明。\n要看 2 人,看到 1 人。")
    assert "李明 1/2" in told["覃芳"]
    assert set(told) == {"李明", "覃芳"}
    assert await village.round(weeks_due, send_week, at(8, 19, 1)) == []


async def test_two_silent_lists_running_open_one_emergency(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    await village.answers(zhang, "李明", at(1, 9))
    await village.morning(at(2, 7, 30))
    await village.morning(at(3, 7, 30))
    assert await village.tickets() == []
    told = await village.morning(at(4, 7, 30))
    (opened,) = await village.tickets()
    assert (opened.danger, opened.about, opened.post) == (True, "张桂英", "村社工")
    assert "最后见到是3月1日" in opened.text
    assert "覃芳" in [who for who, _ in told]
    assert "张奶奶两次没回音，记了1号，已叫村里的人" in dict(told)["李明"]
    await village.morning(at(5, 7, 30))
    assert len(await village.tickets()) == 1


async def test_a_list_that_was_answered_or_never_sent_is_no_silence(village: Village) -> None:
    zhang = await village.person("张桂英", "特困", "独居")
    await village.answers(zhang, "李明", at(1, 9))
    await village.morning(at(2, 7, 30))
    await village.answers(zhang, "李明", at(2, 9), Outcome.HOSPITAL)
    for day in (3, 8):
        await village.morning(at(day, 7, 30))
    assert await village.tickets() == []


async def test_silence_is_counted_over_whoever_had_the_list(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.leave("李明", 3, 9, "杨梅")
    for day in (2, 3, 4):
        await village.morning(at(day, 7, 30))
    assert [one.about for one in await village.tickets()] == ["张桂英"]


async def test_whom_time_has_moved_into_another_rule_is_found_in_batches(village: Village) -> None:
    turning = await village.person("张桂英", born=1936)  # 5月1日满 90
    assert await village.do(lambda unit: unit.dossiers.to_recheck(date(2026, 5, 1))) == [turning]
    before = await village.do(lambda unit: {row.rule_id for row in unit.visits.dues_of(turning)})
    now = at(2, 7) + timedelta(days=60)
    (one,) = await village.do(lambda unit: to_recheck(unit, village.house, now))
    assert await village.do(lambda unit: recheck(unit, village.house, one, now))
    assert await village.do(lambda unit: to_recheck(unit, village.house, now)) == []
    after = await village.do(lambda unit: {row.rule_id for row in unit.visits.dues_of(turning)})
    assert before != after
