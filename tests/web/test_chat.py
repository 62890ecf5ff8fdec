"""The terminal: the same village, line by line."""

import asyncio
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from bot.channels.base import Parcel
from bot.chat import HELP, chat
from bot.desk import MORNING, until
from care.message import Address
from tests.kit.desk import START, EchoDesk

SCREEN = """\
1 王奶奶　村民　东片
2 李明　网格员　东片
3 韦芳　村社工　G村服务点
4 覃静　社工站　L镇社工站
"""


async def played(*script: str, desk: EchoDesk | None = None) -> list[str]:
    """What the screen shows after the opening, prompts and typed lines included."""
    typed, screen = iter(script), list[str]()

    async def read(prompt: str) -> str | None:
        if (line := next(typed, None)) is not None:
            screen.append(prompt + line)
        return line

    async with asyncio.timeout(10):
        await chat(desk or EchoDesk(), read=read, write=screen.append)
    opening = [*SCREEN.splitlines(), HELP, "> 2026-03-02 09:00"]
    assert screen[: len(opening)] == opening
    return screen[len(opening) :]


async def test_a_reply_comes_first_then_what_the_others_receive() -> None:
    assert await played("王奶奶", "屋顶漏水") == [
        "你是谁？（编号或名字）王奶奶",
        "王奶奶：屋顶漏水",
        "　守望：收到：屋顶漏水",
        "　→李明：12号 屋顶漏水\n　　回「12 接」",
    ]


async def test_one_may_be_chosen_by_number_and_a_number_is_then_just_said() -> None:
    assert (await played("４", "2"))[1:] == ["覃静：2", "　守望：收到：2"]


async def test_at_sign_changes_who_speaks_but_calls_the_bot_when_it_is_not_a_person() -> None:
    assert (await played("@王奶奶", "@李明", "@守望 在吗"))[1:] == [
        "王奶奶：@李明",
        "李明：@守望 在吗",
        "　守望：收到：@守望 在吗",
    ]


async def test_in_the_group_the_bot_speaks_only_when_called_and_private_is_private_again() -> None:
    desk = EchoDesk()
    assert (await played("2", "群", "吃了吗", "@守望 在吗", "私", "好", desk=desk))[1:] == [
        "李明：群",
        "在「G村互助群」里说话。要守望回话，写 @守望。",
        "李明（群）：吃了吗",
        "李明（群）：@守望 在吗",
        "　守望：收到：@守望 在吗",
        "李明（群）：私",
        "单独和守望说话。",
        "李明：好",
        "　守望：收到：好",
    ]
    assert [in_group for _, _, in_group, _ in desk.heard] == [True, True, False]


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("+10分", "2026-03-02 09:10"),
        ("＋１０分钟", "2026-03-02 09:10"),
        ("+2小时", "2026-03-02 11:00"),
        ("+1天", "2026-03-03 09:00"),
        ("明早", "2026-03-03 07:30"),
    ],
)
async def test_the_clock_is_moved_in_words(words: str, moment: str) -> None:
    assert f"> {moment}" in await played(words)


async def test_what_falls_due_on_the_way_is_shown() -> None:
    assert (await played("明早"))[-1] == "　→李明：早上好"


@pytest.mark.parametrize("words", ["+0分", "+32天"])
async def test_the_clock_does_not_stand_still_nor_leap(words: str) -> None:
    assert (await played(words))[-1] == "时间只能往后拨，一次最多 31 天。"


async def test_nobody_chosen_nobody_speaks() -> None:
    desk = EchoDesk()
    assert (await played("赵六", "谁", desk=desk))[-5:] == [
        "你是谁？（编号或名字）谁",
        *SCREEN.splitlines(),
    ]
    assert desk.heard == []


async def test_leaving_ends_it() -> None:
    assert (await played("1", "退出", "还在吗"))[1:] == ["王奶奶：退出"]


async def test_what_arrives_while_somebody_thinks_is_shown_meanwhile() -> None:
    desk, screen, shown = EchoDesk(), list[str](), asyncio.Event()

    def write(text: str) -> None:
        screen.append(text)
        if "到点了" in text:
            shown.set()

    async def read(_: str) -> str | None:
        await desk.console.send(Parcel(Address("console", "wei"), "到点了", "k"))
        await shown.wait()
        return None

    async with asyncio.timeout(10):
        await chat(desk, read=read, write=write)
    assert screen[-1] == "　→韦芳：到点了"


def test_a_script_on_standard_input_is_played_to_its_end() -> None:
    program = "import asyncio\nfrom bot.chat import terminal\nfrom tests.kit.desk import EchoDesk\n"
    script = "王奶奶\n屋顶漏水\r\n\xff坏字节\n明早".encode().replace("\xff".encode(), b"\xff")
    done = subprocess.run(
        [sys.executable, "-c", program + "asyncio.run(terminal(EchoDesk()))"],
        input=script,
        capture_output=True,
        timeout=60,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    shown = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "王奶奶：屋顶漏水" in shown
    assert "　守望：收到：�坏字节" in shown
    assert shown[-1] == "　→李明：早上好"


@pytest.mark.parametrize("clock", [START, START.replace(hour=7, minute=30), START.replace(hour=0)])
def test_the_next_morning_is_never_now_and_never_more_than_a_day_off(clock: datetime) -> None:
    wait = until(clock, MORNING)
    assert timedelta() < wait <= timedelta(days=1)
    assert (clock + wait).time() == MORNING
