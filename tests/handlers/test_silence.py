"""走了的人不再提起：说好还没发的也不发，弄错了再发；人命关天的照发."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import visit_rules
from care.calendar import SHANGHAI
from care.message import Address
from care.visits.due import DEATH_REPORTED, Pause
from care.visits.roll_call import Filter, State
from handlers.dues import Visiting
from handlers.roll_call_acts import Wanted, start_round
from handlers.wording import farewell as wording
from storage.roll_calls import RollCalls
from storage.unit import Unit
from tests.handlers.files import DAY, GRID, LI, MINUTE, POINT, TODAY, ZHANG, Office
from tests.kit.stage import START, stage

NAME = ZHANG.name
HERS, DAUGHTERS, GRIDS = Address("console", "秀英"), Address("console", "女儿"), Address("console", GRID)
MORNING = datetime(2026, 3, 3, 6, 0, tzinfo=SHANGHAI)


@pytest.fixture
async def desk(store_url: str) -> AsyncIterator[Office]:
    async with stage(store_url, start=START) as here:
        shipped = visit_rules.read()
        opened = Office(here, replace(here.app.house, visiting=Visiting(shipped.rules)))
        await opened.file(ZHANG, LI)
        number = await opened.person(NAME)
        await opened.run(lambda unit: unit.people.open_account(HERS, number))
        yield opened


async def promised(
    desk: Office, text: str, to: Address = HERS, *, who: str = NAME, about: str = "", urgent: bool = False
) -> None:
    """For six in the morning, at once when urgent."""
    person, spoken_of = await desk.person(who), await desk.person(about) if about else None
    at = desk.here.clock.now()
    when = at if urgent else max(MORNING, at)
    await desk.run(
        lambda unit: unit.outbox.put(
            to, text, topic="x", at=at, not_before=when, person_id=person, about=spoken_of, urgent=urgent
        )
    )


async def heard(desk: Office, until: datetime = MORNING) -> list[str]:
    """What really went out by then."""
    desk.here.clock.not_before(until)
    await desk.here.app.relay.drain()
    return [line.text for line in desk.here.app.console.lines(0)]


async def outbox(desk: Office) -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in await desk.rows("SELECT text, state, errcode FROM outbox")}


async def test_what_was_promised_for_the_morning_is_dropped_and_kept_for_the_record(desk: Office) -> None:
    await promised(desk, "您的事办好了，回1满意")
    await promised(desk, "李德福的事", GRIDS, who=GRID)
    await desk.told(f"{NAME} 去世")
    assert (await outbox(desk))["您的事办好了，回1满意"] == ("dropped", "deceased")
    said = await heard(desk)
    assert "您的事办好了，回1满意" not in said
    assert "李德福的事" in said


async def test_what_another_process_promises_meanwhile_is_not_sent(desk: Office) -> None:
    await desk.told(f"{NAME} 去世")
    await promised(desk, "天冷，您好吗")
    await promised(desk, "她的事办好了", DAUGHTERS, who=LI.name, about=NAME)
    assert {(await outbox(desk))[text][0] for text in ("天冷，您好吗", "她的事办好了")} == {"queued"}
    assert not {"天冷，您好吗", "她的事办好了"} & set(await heard(desk))
    assert {(await outbox(desk))[text] for text in ("天冷，您好吗", "她的事办好了")} == {("dropped", "deceased")}


async def test_what_is_dropped_does_not_stop_what_waits_behind_it(desk: Office) -> None:
    await desk.told(f"{NAME} 去世")
    for number in range(70):
        await promised(desk, f"话{number}", DAUGHTERS, who=LI.name, about=NAME)
    await promised(desk, "别的事", DAUGHTERS, who=LI.name)
    said = await heard(desk)
    assert "别的事" in said
    assert not [text for text in said if "话" in text]


async def test_reminders_about_them_are_dropped_and_an_emergency_goes(desk: Office) -> None:
    await promised(desk, "明天去看张秀英", GRIDS, who=GRID, about=NAME)
    await promised(desk, "【紧急】张秀英摔倒了", GRIDS, who=GRID, about=NAME, urgent=True)
    await desk.told(f"{NAME} 去世", POINT)
    said = await heard(desk)
    assert "【紧急】张秀英摔倒了" in said
    assert "明天去看张秀英" not in said


async def test_one_wrong_word_about_a_worker_silences_no_desk(desk: Office) -> None:
    number, at = await desk.person(GRID), desk.here.clock.now()
    pause = Pause(TODAY, TODAY + 6 * DAY, DEATH_REPORTED)
    await desk.run(lambda unit: unit.visits.pause(number, pause, None, at))
    await promised(desk, "12号，请接", GRIDS, who=GRID)
    assert "12号，请接" in await heard(desk)


@pytest.mark.parametrize("said", [("撤销", GRID), (f"{NAME} 还在", POINT)], ids=["undo", "alive"])
async def test_if_it_was_not_so_what_is_still_news_is_sent(desk: Office, said: tuple[str, str]) -> None:
    await promised(desk, "您的事办好了")
    await desk.told(f"{NAME} 去世")
    await desk.told(*said)
    assert (await outbox(desk))["您的事办好了"] == ("queued", "")
    assert "您的事办好了" in await heard(desk)


async def test_what_was_promised_a_day_ago_is_no_news_any_more(desk: Office) -> None:
    await promised(desk, "早先的话")
    await desk.told(f"{NAME} 去世")
    desk.later(DAY)
    await promised(desk, "今天的话")
    await desk.here.app.relay.drain()
    await desk.told(f"{NAME} 还在", POINT)
    said = await heard(desk)
    assert "今天的话" in said
    assert "早先的话" not in said


async def test_the_same_two_give_back_what_the_confirmation_dropped(desk: Office) -> None:
    await promised(desk, "您的事办好了")
    await desk.told(f"{NAME} 去世")
    await desk.told(f"{NAME} 去世 确认", POINT)
    await desk.told(f"{NAME} 没去世")
    assert (await outbox(desk))["您的事办好了"][0] == "dropped"
    assert await desk.told(f"{NAME} 没去世", POINT) == wording.restored(NAME)
    assert "您的事办好了" in await heard(desk)


async def test_a_running_round_asks_after_them_no_more_until_it_was_not_so(desk: Office) -> None:
    village = await desk.run(lambda unit: next(one for one in unit.places.all() if one.name == "S片区"))
    point, at = await desk.person(POINT), desk.here.clock.now()
    wanted = Wanted("寒潮", "S片区全部", Filter(), (village.id,))
    await desk.run(lambda unit: start_round(unit, desk.house, wanted, by=point, at=at))

    def states(unit: Unit) -> dict[str, State]:
        return {one.who.name: one.state for one in RollCalls(unit.session).entries(1)}

    assert await desk.run(states) == {NAME: State.SILENT, LI.name: State.SILENT}
    await desk.told(f"{NAME} 去世")
    assert await desk.run(states) == {NAME: State.PAUSED, LI.name: State.SILENT}
    desk.later(MINUTE)
    await desk.told(f"{NAME} 还在", POINT)
    assert await desk.run(states) == {NAME: State.SILENT, LI.name: State.SILENT}


async def test_a_letter_on_its_way_when_the_word_came_is_asked_about_before_it_is_tried_again(desk: Office) -> None:
    await promised(desk, "您的事办好了")
    await desk.run(lambda unit: unit.session.connection.execute("UPDATE outbox SET parcel = 'sw1'"))
    await desk.told(f"{NAME} 去世")
    assert (await outbox(desk))["您的事办好了"][0] == "queued"
    assert "您的事办好了" not in await heard(desk, MORNING + timedelta(hours=1))
    assert (await outbox(desk))["您的事办好了"] == ("dropped", "deceased")
