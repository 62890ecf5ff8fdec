"""预测：谁会漏、有什么办法，村社工私下问得到；周日把值得看一眼的走访记录轻轻说一句，一个周日一次."""

import io
import json
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.columns import width
from bot.config import Config
from bot.directory import read
from bot.filing import with_places
from bot.forecast import EXPLAINED
from bot.forecast import forecast as printed
from bot.office import in_store
from bot.settings import ROOT, Storage
from bot.settings import Village as Directory
from care.dossier import Dossier, Membership, Standing
from care.message import Address, Message
from care.people import Actor
from care.visits.due import Pause
from care.visits.forecast import AreaForecast
from care.visits.round import Errand, Outcome, Visit
from handlers.dues import Visiting, recount, today_of
from handlers.forecast import (
    PATTERNS,
    answered,
    forecast,
    patterns_due,
    send_patterns,
)
from handlers.turn import Turn
from handlers.wording import common, talk
from handlers.wording import forecast as wording
from nlp.forecast_talk import weeks_asked
from nlp.intent import Aim, Intent
from storage.unit import Unit
from tests.handlers.test_lists import RULES, Village, at
from tests.kit.stage import stage

TODAY = date(2026, 3, 2)


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    async with stage(f"sqlite:///{tmp_path / 'forecast.db'}") as here:
        yield Village(here)


async def foreseen(village: Village, weeks: int = 1, key: str = "G村") -> dict[str, AreaForecast]:
    def look(unit: Unit) -> dict[str, AreaForecast]:
        place = unit.places.by_key(key)
        assert place is not None
        found = forecast(unit, village.house, place.id, weeks, TODAY)
        return {unit.places.get(one.area_id).name: one for one in found}

    return await village.do(look)


async def say(village: Village, who: str, text: str, *, group: str | None = None) -> str:
    def turn(unit: Unit) -> str:
        speaker = unit.people.behind(Address("console", who))
        assert speaker is not None
        actor = Actor(speaker.person, Address("console", who), speaker.home, unit.people.duties_of(speaker.person.id))
        message = Message("m", actor.address, text, group=group)
        reply = answered(Turn(message, Intent(Aim.UNCLEAR), unit, at(2, 9), actor, village.house))
        assert reply is not None
        return reply.text

    return await village.do(turn)


async def fill(village: Village, count: int, area: str = "S片区") -> None:
    """So many who are to be seen every day, each in a house of their own."""
    for n in range(count):
        await village.person(f"{'张李王赵周吴郑冯陈'[n % 9]}桂英{n}", "特困", "独居", area=area)


async def test_every_area_is_counted_with_its_own_people_and_hands(village: Village) -> None:
    await fill(village, 3)
    await fill(village, 9, "X片区")
    found = await foreseen(village)
    assert list(found) == ["S片区", "X片区", "W片区", "Z片区"]
    counts = {name: (week.needed, week.possible, len(week.missed)) for name, one in found.items() for week in one.weeks}
    assert counts == {"S片区": (21, 46, 0), "X片区": (63, 56, 7), "W片区": (0, 40, 0), "Z片区": (0, 40, 0)}


async def test_a_pause_and_a_leave_are_known_before_they_begin(village: Village) -> None:
    person = await village.person("张桂英", "特困", "独居")
    gone = Pause(date(2026, 3, 4), date(2026, 3, 5), "住院")

    def away(unit: Unit) -> None:
        unit.visits.pause(person, gone, None, at(2, 8))
        recount(unit, village.house.visiting, person, TODAY)

    await village.do(away)
    (week,) = (await foreseen(village))["S片区"].weeks
    assert (week.needed, week.possible) == (5, 42)
    await village.leave("李明", 6, 8)
    (week,) = (await foreseen(village))["S片区"].weeks
    assert (week.needed, week.possible, len(week.missed)) == (5, 32, 3)
    assert week.offers.neighbour_id is not None


async def test_a_cancelled_leave_takes_nobody_away(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    await village.leave("李明", 4, 3)
    (week,) = (await foreseen(village))["S片区"].weeks
    assert not week.missed


async def test_who_has_two_areas_has_one_days_time_for_both(village: Village) -> None:
    await fill(village, 2)
    await fill(village, 2, "X片区")

    def both(unit: Unit) -> None:
        liming, yangmei = unit.people.by_key("李明"), unit.people.by_key("杨梅")
        areas = [place for key in ("S片区", "X片区") if (place := unit.places.by_key(key))]
        assert liming is not None
        assert yangmei is not None
        unit.people.appoint(yangmei.id, [])
        unit.people.appoint(liming.id, [("网格员", place.id) for place in areas])

    await village.do(both)
    found = await foreseen(village)
    assert [found[name].weeks[0].possible for name in ("S片区", "X片区")] == [24, 24]


async def test_an_area_without_a_visitor_is_the_village_points(village: Village) -> None:
    await village.person("张桂英", "特困", "独居")
    liming = await village.worker("李明")
    await village.do(lambda unit: unit.people.appoint(liming, []))
    (week,) = (await foreseen(village))["S片区"].weeks
    assert (week.possible, len(week.missed)) == (42, 0)


async def test_the_village_point_hears_that_hands_are_enough(village: Village) -> None:
    await fill(village, 2)
    assert await say(village, "覃芳", "预测 2周") == wording.enough(2, 28, 80 + 4 * 2 + 3 * 80)
    assert (await say(village, "陈静", "预测")).startswith("往后4周，人手够")


async def test_before_anybody_has_a_file_there_is_nobody_to_see(village: Village) -> None:
    assert await say(village, "覃芳", "预测") == wording.nobody_to_see()


async def test_a_shortage_is_six_short_lines_with_the_first_names_and_what_helps(village: Village) -> None:
    await fill(village, 9)
    lines = (await say(village, "覃芳", "预测 1周")).splitlines()
    assert len(lines) <= 6
    assert lines[:2] == ["往后1周，S片区人手不够。", "3月2日到3月8日要看63户次，走得了56，会漏7。"]
    assert lines[2].startswith("最先漏：")
    assert lines[2].endswith("(3月2日起)")
    assert lines[3].endswith("可以帮7户次。")
    await fill(village, 12, "X片区")
    assert "有2个片区人手不够，最紧的是X片区" in await say(village, "覃芳", "预测 1周")


async def test_who_may_ask_and_where(village: Village) -> None:
    await fill(village, 9)
    assert await say(village, "李明", "预测") == wording.for_the_point()
    assert await say(village, "韦主任", "预测") == wording.for_the_point()
    assert await say(village, "王奶奶", "预测") == common.workers_only()
    assert await say(village, "覃芳", "预测", group="G村互助群") == talk.ask_in_private()
    assert await say(village, "覃芳", "预测 14周") == wording.how_far(13)


@pytest.mark.parametrize(
    ("text", "weeks"),
    [("预测", 4), ("预测 2周", 2), ("预测两周", 2), ("预测 ３ 个星期", 3), ("预测 十二周", 12), ("预测 0周", 0)],
)
def test_how_many_weeks_is_heard_as_it_is_said(text: str, weeks: int) -> None:
    assert weeks_asked(text, 4) == weeks


def test_whatever_is_short_is_said_in_six_lines() -> None:
    week, names = (TODAY, TODAY + timedelta(days=6)), tuple((f"张奶奶{n}", TODAY) for n in range(9))
    one = wording.Shortage("S片区", week, 63, 40, 23, names, "X片区", 3, ("李爷爷",) * 9, TODAY, 5)
    assert len(wording.short(4, 3, one).splitlines()) == 6
    assert "等9户" in wording.short(4, 3, one)
    bare = wording.Shortage("S片区", week, 63, 40, 23, names)
    assert "请和社工站商量" in wording.short(4, 1, bare)


async def record(village: Village, who: str, people: list[int], days: int = 9) -> None:
    """On so many days before the 15th everybody is told to be well, at 17:05, in one go."""
    visitor = await village.worker(who)

    def told(unit: Unit) -> None:
        for day in range(15 - days, 15):
            for n, person in enumerate(people):
                moment = at(day, 17, 5) + timedelta(seconds=n)
                unit.visits.record(Visit(person, visitor, moment.date(), moment, Outcome.WELL))

    await village.do(told)


async def people_of(village: Village, count: int) -> list[int]:
    return [await village.person(f"覃桂英{n}", "高龄", born=1940) for n in range(count)]


SUNDAY = at(15, 19)


async def patterns_at(village: Village, now: datetime) -> list[tuple[str, str]]:
    return await village.round(patterns_due, send_patterns, now)


async def test_on_sunday_the_village_point_hears_gently_what_is_worth_a_look_once(village: Village) -> None:
    await record(village, "李明", await people_of(village, 8))
    ((who, text),) = await patterns_at(village, SUNDAY)
    assert who == "覃芳"
    assert text.splitlines() == [
        "覃芳，这四周的走访有几处想请您看看：",
        "李明：9天里有9天，都在17点的一分钟里一起报",
        "李明：72次走访都是好",
        "不一定有事，聊一聊、陪走一趟就清楚了。",
    ]
    assert await patterns_at(village, SUNDAY + timedelta(minutes=1)) == []


async def test_a_small_village_hears_nothing_and_is_asked_once(village: Village) -> None:
    await record(village, "李明", await people_of(village, 7))
    assert await patterns_at(village, SUNDAY) == []
    assert await village.do(lambda unit: patterns_due(unit, village.house, SUNDAY)) == []
    point = await village.worker("覃芳")
    assert await village.do(lambda unit: unit.visits.was_sent(point, today_of(SUNDAY), PATTERNS))


async def test_not_before_sunday_evening_nor_in_the_quiet_hours(village: Village) -> None:
    await record(village, "李明", await people_of(village, 8))
    for now in (at(14, 19), at(15, 18, 59), at(15, 21)):
        assert await patterns_at(village, now) == []
    assert len(await patterns_at(village, SUNDAY)) == 1


async def test_a_week_without_an_answer_is_told_but_not_of_who_was_on_leave(village: Village) -> None:
    await village.person("张桂英", "高龄", born=1930)
    await village.person("吴秀英", "高龄", born=1930, area="X片区")
    for who in ("李明", "杨梅"):
        visitor, person = await village.worker(who), (await people_of(village, 1))[0]
        for day in (9, 11, 13):
            await _list(village, visitor, person, day)
    await village.leave("杨梅", 11, 12)
    ((_, text),) = await patterns_at(village, SUNDAY)
    assert "李明：这7天发了3张清单，还没有回音" in text
    assert "杨梅" not in text


async def _list(village: Village, visitor: int, person: int, day: int) -> None:
    def sent(unit: Unit) -> None:
        file = unit.dossiers.get(person)
        assert file is not None
        unit.visits.send(
            visitor, date(2026, 3, day), "早", at(day, 7, 30), [Errand(1, person, file.household_id, False, "A")]
        )

    await village.do(sent)


async def test_lists_answered_as_soon_as_they_came_are_told(village: Village) -> None:
    people = [await village.person(f"张桂英{n}", "特困", "独居") for n in range(3)]
    for day in (9, 10, 11, 12):
        await village.morning(at(day, 7, 30))
        for person in people:
            await village.answers(person, "李明", at(day, 7, 31))
    ((_, text),) = await patterns_at(village, SUNDAY)
    assert "李明：4张清单里有4张，发出一分钟内就都回了好" in text


@pytest.fixture
def config(tmp_path: Path) -> Config:
    village = Directory(ROOT / "bot" / "villages" / "g_village.toml")
    return Config(storage=Storage(f"sqlite:///{tmp_path / 'cli.db'}"), village=village)


def with_files(config: Config, count: int) -> None:
    """So many in S片区 who are to be seen every day from today on."""
    now = Clock().now()
    today = today_of(now)

    def opened(unit: Unit) -> None:
        with_places(unit, read(config.village.file), now)
        place = unit.places.by_key("S片区")
        assert place is not None
        for n in range(count):
            one, home = unit.people.add(f"覃桂英{n}", place.id, now), unit.dossiers.add_house(place.id, f"{n}号", "")
            own = (one.id, one.name, place.id, home.id, "", "女", None, False, False, Standing.HERE, "", None, 1)
            unit.dossiers.open(Dossier(*own), "", now)
            for tag in ("特困", "独居"):
                unit.dossiers.join(one.id, Membership(tag, today), now)
            recount(unit, Visiting(rules=RULES), one.id, today)

    in_store(config, opened)


def output(config: Config, weeks: int = 1, *, as_json: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return printed(config, weeks, as_json, out), out.getvalue()


def test_the_command_prints_a_table_with_straight_columns_and_nobodys_name(config: Config) -> None:
    with_files(config, 9)
    code, text = output(config)
    assert code == 0
    rows = [line for line in text.splitlines() if line.startswith(("片区 ", "S片区 ", "X片区 ")) and "：" not in line]
    assert len(rows) == 3
    assert len({width(row) for row in rows}) == 1
    assert "S片区" in rows[1]
    assert rows[1].split()[-1] == "7"
    assert "漏 7 户次" in text
    assert "X片区可以帮 7 户次" in text
    assert "覃***" in text
    assert "覃桂英" not in text
    assert all(line in text for line in EXPLAINED)


def test_the_same_as_json(config: Config) -> None:
    with_files(config, 9)
    code, text = output(config, 2, as_json=True)
    areas = {one["area"]: one["weeks"] for one in json.loads(text)["areas"]}
    first, second = areas["S片区"]
    assert code == 0
    assert (first["needed"], first["possible"], first["made"], len(first["missed"])) == (63, 56, 56, 7)
    assert first["missed"][0]["runs_over_on"] == (today_of(Clock().now()) + timedelta(days=1)).isoformat()
    assert second["offers"]["neighbour"] == "X片区"
    assert areas["Z片区"][0]["needed"] == 0


def test_enough_hands_and_nobody_at_all_are_said_so(config: Config) -> None:
    assert "还没有要走访的人。" in output(config)[1]
    with_files(config, 2)
    assert "人手够，没有人会漏。" in output(config)[1]


@pytest.mark.parametrize("weeks", [0, 53, -1])
def test_how_many_weeks_can_be_asked_for_is_said(config: Config, weeks: int) -> None:
    assert output(config, weeks) == (1, "--weeks 写 1 到 52，例如 --weeks 4。\n")
