"""The console: a sender whose receivers watch a log."""

import asyncio

import pytest

from bot.channels.base import Parcel, ReceiverUnknown, Rejected, Sender
from bot.channels.console import BOT, Console, Line
from care.message import Address
from tests.kit.desk import START

LI = Address("console", "li")
WANG = Address("console", "wang")


def new_console(kept: int = 2000) -> Console:
    return Console(lambda: START, kept=kept)


async def test_a_parcel_becomes_a_line_in_its_receivers_chat() -> None:
    console = new_console()
    sender: Sender = console
    await sender.send(Parcel(LI, "12号 屋顶漏水", "k1"))
    assert console.lines() == (Line(1, START, LI, None, BOT, "12号 屋顶漏水"),)


async def test_the_same_parcel_tried_again_is_shown_once() -> None:
    console = new_console()
    for _ in range(3):
        await console.send(Parcel(LI, "12号", "k1"))
    await console.send(Parcel(WANG, "12号", "k1"))
    await console.send(Parcel(LI, "12号", "k1", group="G村互助群"))
    assert [(line.to, line.group) for line in console.lines()] == [
        (LI, None),
        (WANG, None),
        (LI, "G村互助群"),
    ]


async def test_a_name_of_another_channel_is_unknown_here() -> None:
    with pytest.raises(ReceiverUnknown):
        await new_console().send(Parcel(Address("wechat", "o1"), "好", "k1"))


@pytest.mark.parametrize(("text", "fits"), [("好" * 682, True), ("好" * 683, False)])
async def test_a_text_over_the_limit_in_bytes_is_rejected(text: str, fits: bool) -> None:
    console = new_console()
    if fits:
        await console.send(Parcel(LI, text, "k1"))
    else:
        with pytest.raises(Rejected):
            await console.send(Parcel(LI, text, "k1"))
    assert len(console.lines()) == int(fits)


async def test_only_the_newest_lines_are_kept_and_numbers_go_on() -> None:
    console = new_console(kept=3)
    for text in "一二三四五":
        console.note(WANG, text, author="wang")
    assert [(line.seq, line.text) for line in console.lines()] == [(3, "三"), (4, "四"), (5, "五")]
    assert [line.seq for line in console.lines(after=4)] == [5]


async def test_every_follower_sees_every_line_once_and_in_order() -> None:
    console = new_console()
    console.note(WANG, "0", author="wang")

    async def watch(after: int) -> list[str]:
        return [line.text async for line in console.follow(after)]

    watchers = [asyncio.create_task(watch(0)), asyncio.create_task(watch(0)), asyncio.create_task(watch(1))]
    for number in range(1, 50):
        await console.send(Parcel(LI, str(number), f"k{number}"))
        await asyncio.sleep(0)
    await console.wait(49)
    await asyncio.gather(*(caught_up(console, watcher) for watcher in watchers))
    first, second, late = [watcher.result() for watcher in watchers]
    assert first == second == [str(number) for number in range(50)]
    assert late == first[1:]


async def caught_up(console: Console, watcher: "asyncio.Task[list[str]]") -> None:
    """Closing ends the following; a follower has by then read what it was woken for."""
    await asyncio.sleep(0)
    await console.close()
    await watcher


async def test_closing_lets_the_followers_go_and_keeps_what_still_comes() -> None:
    console = new_console()
    waiting = asyncio.create_task(console.wait(0))
    await asyncio.sleep(0)
    await console.close()
    await waiting
    await console.send(Parcel(LI, "收尾", "k1"))
    assert [line.text for line in console.lines()] == ["收尾"]
