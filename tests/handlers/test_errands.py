"""回清单：一句话勾一行，没人要再去，要帮忙开单，问完才算长的那一条，撤得回来."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot import visit_rules
from bot.pipeline import who_speaks
from care.category import Urgency
from care.dossier import Dossier, Membership, Standing
from care.message import Address, Message
from care.ticket import Status, Ticket
from care.visits.round import Errand, Mode, Outcome, Visit
from handlers import errands
from handlers.dues import Visiting, recount
from handlers.turn import House, Turn
from handlers.wording import errands as wording
from storage.tickets import NoSuchTicket
from storage.unit import Unit
from storage.visits import DueRow
from tests.kit.stage import START, Stage, stage

TODAY = date(2026, 3, 2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LI = Address("console", "李明")
DAILY, LONG, CHILD = ("特困", "独居"), ("独居",), ("留守儿童",)  # 天天；每月的长单子；孩子


@dataclass(frozen=True, slots=True)
class Somebody:
    name: str
    tags: Sequence[str]
    groups: str
    house: str
    born_on: date = date(1946, 5, 1)
    starred: bool = False


ZHANG = Somebody("张秀英", DAILY, "A", "1")
LIU = Somebody("刘桂花", LONG, "AE", "2")
WEI = Somebody("韦德福", LONG, "A", "3")
MING = Somebody("覃小明", CHILD, "AF", "4", date(2016, 5, 1))
QIN = Somebody("覃玉兰", LONG, "A", "4")
TAN = Somebody("谭大山", LONG, "A", "5", starred=True)
ALL = (ZHANG, LIU, WEI, MING, QIN, TAN)
NOTHING_YET = dict.fromkeys([one.name for one in ALL], "")


@dataclass
class Round:
    """李明 with a list of today, speaking as the pipeline would let him."""

    here: Stage
    house: House
    people: dict[str, int] = field(default_factory=dict)
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def says(
        self, text: str, *, group: str | None = None, undo: bool = False, sender: Address = LI
    ) -> str | None:
        message = Message(f"e{self.numbers()}", sender, text, group=group)
        intent = self.here.app.pipeline.understand(message)

        def play(unit: Unit) -> str | None:
            now = self.here.clock.now()
            actor, dialogue = who_speaks(unit, message, self.house, now)
            turn = Turn(message, intent, unit, now, actor, self.house, dialogue)
            if undo:
                reply = errands.undo_last(turn)
            else:
                asked = dialogue is not None and dialogue.question == errands.QUESTION
                reply = (errands.answer_question(turn, dialogue) if dialogue and asked else None) or errands.answered(
                    turn
                )
            return None if reply is None else reply.text

        return await self.here.app.store.run(play)

    async def told(self, text: str) -> str:
        reply = await self.says(text)
        assert reply is not None, text
        return reply

    async def visits(self, one: Somebody) -> list[Visit]:
        return list(await self.here.app.store.run(lambda unit: unit.visits.of_person(self.people[one.name])))

    async def due(self, one: Somebody, rule: str) -> DueRow:
        rows = await self.here.app.store.run(lambda unit: unit.visits.dues_of(self.people[one.name]))
        return next(row for row in rows if row.rule_id == rule)

    async def outcomes(self, day: date = TODAY) -> dict[str, str]:
        def look(unit: Unit) -> dict[str, str]:
            speaker = unit.people.behind(LI)
            assert speaker is not None
            rows: list[Errand] = unit.visits.errands(speaker.person.id, day)
            return {unit.people.get(row.person_id).name: row.outcome for row in rows}

        return await self.here.app.store.run(look)

    async def ticket(self, number: int = 1) -> Ticket:
        found: Ticket = await self.here.app.store.run(lambda unit: unit.tickets.get(number))
        return found

    async def paused(self) -> set[str]:
        """Who is away today."""
        away = await self.here.app.store.run(lambda unit: unit.visits.paused(TODAY))
        return {name for name, number in self.people.items() if number in away}

    def later(self, delta: timedelta) -> None:
        self.here.clock.move(delta)


def enter(unit: Unit, house: House, people: Sequence[Somebody], now: datetime) -> dict[str, int]:
    """A file for each, in their houses of S片区, with what is due from today on."""
    place = unit.places.by_key("S片区")
    assert place is not None
    found = {}
    for one in people:
        person = unit.people.add(one.name, place.id, now)
        home = unit.dossiers.house(place.id, one.house, "") or unit.dossiers.add_house(place.id, one.house, one.name)
        about = ("", "女", one.born_on, False, False, Standing.HERE, "", None, 1)
        unit.dossiers.open(Dossier(person.id, one.name, place.id, home.id, *about), one.name, now)
        for tag in one.tags:
            unit.dossiers.join(person.id, Membership(tag, TODAY - 90 * DAY), now)
        recount(unit, house.visiting, person.id, TODAY - 30 * DAY)
        found[one.name] = person.id
    return found


def hand_out(people: dict[str, int], day: date, now: datetime, unit: Unit) -> None:
    """The list of a day."""
    speaker = unit.people.behind(LI)
    assert speaker is not None
    rows = []
    for one in ALL:
        dossier = unit.dossiers.get(people[one.name])
        assert dossier is not None
        rows.append(Errand(int(one.house), people[one.name], dossier.household_id, one.starred, one.groups))
    unit.visits.send(speaker.person.id, day, "早", now, rows)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Round]:
    async with stage(f"sqlite:///{tmp_path / 'errands.db'}", start=START) as here:
        shipped = visit_rules.read()
        asked = {group.id: group.items for group in shipped.groups}
        house = replace(here.app.house, visiting=Visiting(shipped.rules, asked))
        people = await here.app.store.run(lambda unit: enter(unit, house, ALL, here.clock.now()))
        for day in (TODAY - DAY, TODAY):
            await here.app.store.run(partial(hand_out, people, day, here.clock.now()))
        yield Round(here, house, people)


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
    assert wording.go_there("4 覃家") in await village.told("4电话 好")
    assert (await village.outcomes())["覃小明"] == ""
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
