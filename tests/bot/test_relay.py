"""Letters reach their receivers: in order, once, whoever sends and whatever dies; at night not, but in danger."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Busy, Parcel, ReceiverUnknown, Sender
from bot.channels.console import Console
from bot.relay import LEASE
from care.calendar import SHANGHAI
from care.message import Address
from storage.unit import Unit
from tests.bot.offices import DAY, HOUR, LI, MINUTE, SECOND, WANG, Office, OpenOffice, Platform, offices
from tests.kit.stage import START, Stage, stage

LANE = ("post", "wang", "")


class Slow(Platform):
    """Takes a parcel only when it is let through."""

    def __init__(self) -> None:
        super().__init__()
        self.through = asyncio.Event()
        self.begun = asyncio.Event()

    async def send(self, parcel: Parcel) -> None:
        self.begun.set()
        await self.through.wait()
        await super().send(parcel)


async def test_letters_reach_everyone_in_the_order_they_were_promised(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    for number in range(3):
        await office.promise(f"王{number}", to=WANG)
        await office.promise(f"李{number}", to=LI)
    await office.relay.drain()
    for who, name in ((WANG, "王"), (LI, "李")):
        assert [p.text for p in platform.taken if p.to == who] == [f"{name}{number}" for number in range(3)]


async def test_order_is_kept_through_a_failure_though_the_numbers_get_longer(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    await office.promise(*(f"先{number}" for number in range(8)), to=LI)
    await office.promise("九", "十", "十一")
    await office.relay.drain()
    platform.taken.clear()
    await office.promise("甲", "乙")
    platform.trouble.append(Busy("later"))
    await office.relay.drain()
    await office.promise("丙")
    await office.after(MINUTE)
    assert platform.texts == ["甲", "乙", "丙"]


async def test_the_ninth_goes_before_the_tenth_when_both_are_tried_again(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    await office.promise(*(f"先{number}" for number in range(8)), to=LI)
    await office.relay.drain()
    platform.taken.clear()
    platform.trouble.append(Busy("later"))
    await office.promise("第九", "第十")
    await office.relay.drain()
    await office.after(MINUTE)
    assert platform.texts == ["第九", "第十"]


async def test_two_processes_send_every_letter_once(open_office: OpenOffice) -> None:
    platform = Platform()
    one, other = open_office(platform), open_office(platform)
    for number in range(20):
        await one.promise(f"话{number}", to=Address("post", f"人{number % 5}"))
    await asyncio.gather(one.relay.drain(), other.relay.drain())
    await one.relay.drain()
    assert len({parcel.key for parcel in platform.offered}) == len(platform.offered)
    said = [text for parcel in platform.taken for text in parcel.text.split("\n\n")]
    assert sorted(said) == sorted(f"话{number}" for number in range(20))


async def test_while_one_process_is_sending_the_other_leaves_the_receiver_alone(open_office: OpenOffice) -> None:
    slow, quick = Slow(), Platform()
    one, other = open_office(slow), open_office(quick)
    await one.promise("一", "二")
    sending = asyncio.create_task(one.relay.drain())
    await slow.begun.wait()
    await other.promise("着火了", urgent=True)
    await other.relay.drain()
    assert quick.offered == []
    slow.through.set()
    await sending
    assert slow.texts == ["一", "着火了", "二"]


async def test_what_a_dead_process_had_begun_is_sent_again_under_the_same_key(open_office: OpenOffice) -> None:
    slow, platform = Slow(), Platform()
    dying, next_one = open_office(slow), open_office(platform)
    await dying.promise("一", "二", "三", "四", "五")
    sending = asyncio.create_task(dying.relay.drain())
    await slow.begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await next_one.promise("六")
    await next_one.relay.drain()
    assert platform.offered == []
    await next_one.after(LEASE)
    assert platform.texts == ["一\n\n二\n\n三\n\n四\n\n五", "六"]
    assert platform.taken[0].key == "sw1"


async def test_what_went_out_before_the_answer_was_written_down_is_seen_once(open_office: OpenOffice) -> None:
    """Between the platform's yes and our note of it lies a death; the key makes the second one harmless."""
    console = Console(lambda: START.astimezone(UTC))
    office = open_office(console)
    to = Address("console", "wang")
    await office.promise("一", to=to)
    await console.send(Parcel(to, "一", "sw1"))
    await office.relay.drain()
    assert [line.text for line in console.lines()] == ["一"]
    assert await office.states() == [("sent", "", 1)]


async def test_a_lease_that_ran_out_is_free_for_anybody(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    await office.promise("一")
    assert await office.lease(LANE, until=office.clock.now() + HOUR)
    assert not await office.lease(LANE, until=office.clock.now() + HOUR, by="other")
    await office.after(HOUR - SECOND)
    assert platform.taken == []
    await office.after(SECOND)
    assert platform.texts == ["一"]


async def test_one_receiver_in_trouble_does_not_hold_up_the_next(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    platform.trouble.append(Busy("later"))
    await office.promise("给李", to=LI)
    await office.promise("给王", to=WANG)
    await office.relay.drain()
    assert platform.texts == ["给王"]


async def test_a_broken_channel_with_hundreds_waiting_does_not_hide_the_others(open_office: OpenOffice) -> None:
    """More resting lanes than one look finds: the looks must not be used up on them."""
    office = open_office(Platform("zz"))
    for number in range(12):
        who = Address("aa", f"{number:03}")
        await office.promise("话", to=who)
        now = office.clock.now()
        lane = ("aa", who.name, "")
        await office.lease(lane, until=now)
        await office.store.run(
            lambda unit, lane=lane, now=now: unit.outbox.let_go(lane, by="dead", now=now, not_before=now + DAY)  # type: ignore[misc]  # 默认参数绑定循环变量
        )
    await office.promise("话", to=Address("zz", "王"))
    found = await office.store.run(lambda unit: unit.outbox.lanes_waiting(office.clock.now()))
    assert found == ([("zz", "王", "")], None)
    first = await office.store.run(lambda unit: unit.outbox.lanes_waiting(office.clock.now(), most=10))
    assert first == ([], ("aa", "009", ""))
    await office.promise("着火了", to=Address("aa", "003"), urgent=True)
    due, _ = await office.store.run(lambda unit: unit.outbox.lanes_waiting(office.clock.now()))
    assert ("aa", "003", "") in due


async def test_what_is_for_the_morning_waits_and_what_was_promised_later_does_not_wait_for_it(
    open_office: OpenOffice,
) -> None:
    platform = Platform()
    office = open_office(platform)
    await office.promise("明早", not_before=office.clock.now() + 8 * HOUR)
    await office.promise("现在")
    await office.after(8 * HOUR - SECOND)
    assert platform.texts == ["现在"]
    await office.after(SECOND)
    assert platform.texts == ["现在", "明早"]


async def test_a_letter_that_falls_due_between_two_tries_of_its_neighbours_is_not_lost(open_office: OpenOffice) -> None:
    platform = Platform()
    office = open_office(platform)
    await office.promise("一")
    await office.promise("稍后的", not_before=office.clock.now() + SECOND)
    await office.promise("二", "三", "四")
    platform.trouble.append(Busy("later"))
    await office.relay.drain()
    await office.after(MINUTE)
    assert platform.texts == ["一\n\n二\n\n三\n\n四", "稍后的"]


async def test_a_letter_stored_while_its_neighbours_are_being_packed_is_not_lost(pg_url: str) -> None:
    """On PostgreSQL a number is given out before its row can be seen."""
    platform = Platform()
    async with offices(pg_url) as open_office:
        await _late_among(open_office(platform), open_office(platform), platform)


async def _late_among(office: Office, other: Office, platform: Platform) -> None:
    given, packed = threading.Event(), threading.Event()
    texts: list[str] = []

    def late(unit: Unit) -> None:
        unit.outbox.put(WANG, "迟到的", topic="x", at=START)
        given.set()
        packed.wait(10)

    def packing(unit: Unit) -> None:
        letters = unit.outbox.waiting(LANE, START, 9)
        texts[:] = [letter.text for letter in letters]
        packed.set()
        with closing(office.store.driver.connect()) as look:
            while look.execute("SELECT count(*) FROM outbox").fetchone()[0] < 5:
                continue
        unit.outbox.mark(LANE, letters, "sw1", START)
        unit.outbox.settle(LANE, "sw1", state="sent", sent_at=START)

    await office.promise("一")
    writing = asyncio.create_task(other.store.run(late))
    await asyncio.to_thread(given.wait, 10)
    await office.promise("二", "三", "四")
    await office.store.run(packing)
    await writing
    await office.relay.drain()
    assert sorted([*texts, *platform.texts]) == sorted(["一", "迟到的", "二", "三", "四"])


async def test_a_running_relay_sends_what_is_promised_and_stopping_waits_for_it(open_office: OpenOffice) -> None:
    slow = Slow()
    office = open_office(slow)
    office.store.on_promise = office.relay.promise
    running = asyncio.create_task(office.relay.run())
    await office.promise("一")
    await slow.begun.wait()
    stopping = asyncio.create_task(office.relay.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    slow.through.set()
    await stopping
    await running
    assert await office.states() == [("sent", "", 1)]


class Gate:
    """Stands before the console: some people cannot be reached."""

    def __init__(self, console: Console, *unreachable: str) -> None:
        self.channel, self.limit = console.channel, console.limit
        self.window, self.rates = console.window, console.rates
        self.unreachable = set(unreachable)
        self._console = console

    async def send(self, parcel: Parcel) -> None:
        if parcel.group is None and parcel.to.name in self.unreachable:
            raise ReceiverUnknown("not following", code="43004")
        await self._console.send(parcel)

    async def close(self) -> None:
        return


@pytest.fixture
async def on(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url) as opened:
        yield opened


def unreachable(on: Stage, *names: str) -> None:
    gate: Sender = Gate(on.app.console, *names)
    on.app.senders["console"] = gate


async def test_the_next_on_the_ladder_hears_what_did_not_reach_a_worker_and_whom_it_did_not_reach(on: Stage) -> None:
    ((first, _),) = (await on.says("王奶奶", "屋顶漏水了，能找人看看吗")).told
    unreachable(on, first)
    ((second, text),) = (await on.says("张奶奶", "屋顶漏水了，能找人看看吗")).told
    assert second != first
    assert first in text
    assert "屋顶漏水" in text


async def test_up_the_whole_ladder_everybody_is_tried_once_and_then_it_is_a_dead_letter(on: Stage) -> None:
    unreachable(on, "李明", "覃芳", "陈静", "韦主任", "黄干事")
    said = await on.says("王奶奶", "屋顶漏水了，能找人看看吗")
    assert said.told == ()
    dead = await on.app.store.run(lambda unit: unit.outbox.dead())
    told = await on.app.store.run(lambda unit: unit.outbox.told_of(1))
    assert [(one.state, one.errcode) for one in dead] == [("gave_up", "43004")] * len(told)
    assert len(told) >= 3


async def test_a_caller_who_cannot_be_reached_is_the_holders_to_tell(on: Stage) -> None:
    await on.says("王奶奶", "屋顶漏水了，能找人看看吗")
    unreachable(on, "王奶奶")
    said = await on.says("韦主任", "1 接")
    assert [who for who, _ in said.told] == ["韦主任"]
    assert "王奶奶" in said.told[0][1]


async def test_at_night_a_worker_is_left_asleep_and_the_morning_brings_it(store_url: str) -> None:
    late = datetime(2026, 3, 2, 22, 0, tzinfo=SHANGHAI)
    async with stage(store_url, start=late) as night:
        said = await night.says("王奶奶", "屋顶漏水了，能找人看看吗")
        assert (said.told, bool(said.reply)) == ((), True)
        assert (await night.passes(8 * HOUR - MINUTE)).told == ()
        ((_, text),) = (await night.passes(MINUTE)).told
        assert "屋顶漏水" in text


async def test_in_danger_everyone_is_told_at_once_in_the_middle_of_the_night(store_url: str) -> None:
    late = datetime(2026, 3, 3, 2, 0, tzinfo=SHANGHAI)
    async with stage(store_url, start=late) as night:
        said = await night.says("王奶奶", "着火了快来人")
        assert {who for who, _ in said.told} >= {"李明", "覃芳", "陈静", "韦主任"}
        assert "119" in said.reply


async def test_a_night_of_many_small_things_comes_as_one_message(store_url: str) -> None:
    late = datetime(2026, 3, 2, 22, 0, tzinfo=SHANGHAI)
    async with stage(store_url, start=late) as night:
        for who in ("王奶奶", "张奶奶", "吴大叔", "小龙"):
            await night.says(who, "村口路灯坏了三天了")
        ((_, text),) = (await night.passes(timedelta(hours=9))).told
    assert text.count("路灯") == 4
