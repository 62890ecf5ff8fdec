"""What must not slip through: danger said sideways, questions overtaken, the wrong village, hands changing unseen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.base import Parcel, ReceiverUnknown
from bot.channels.console import Console
from care.message import Address, Message
from care.ticket import Status
from tests.kit.stage import Stage, stage

FALL = "她摔倒了起不来，快来人"
VILLAGES = """
levels = ["村", "乡镇"]
posts = [
  { name = "村社工", level = "村", takes = ["网格员", "村社工", "村委"], sealed = true },
  { name = "社工站", level = "乡镇", takes = ["镇社工站", "民政办"], sealed = true },
]
places = [
  { key = "镇", name = "镇", level = "乡镇" },
  { key = "甲村", name = "甲村", level = "村", parent = "镇" },
  { key = "乙村", name = "乙村", level = "村", parent = "镇" },
]
people = [
  { name = "甲社工", place = "甲村", duties = ["村社工@甲村"], accounts = ["console:甲社工"] },
  { name = "乙社工", place = "乙村", duties = ["村社工@乙村"], accounts = ["console:乙社工"] },
]
groups = [{ channel = "console", name = "乙村群", place = "乙村" }]
"""


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path / 'lost.db'}") as here:
        yield here


async def told(here: Stage, who: str, text: str, *, in_group: bool = False) -> set[str]:
    return {name for name, _ in (await here.says(who, text, in_group=in_group)).told}


@pytest.mark.parametrize("said", [f"代 张奶奶：{FALL}", f"@守望 代 张奶奶：{FALL}"])
async def test_danger_reported_for_somebody_in_the_group_alarms_everybody(village: Stage, said: str) -> None:
    came = await village.says("王奶奶", said, in_group=True)
    assert "120" in came.reply
    assert "张奶奶" not in came.reply
    assert {"李明", "覃芳", "陈静"} <= {name for name, _ in came.told}


async def test_a_stranger_in_a_bound_group_belongs_to_its_village(tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text(VILLAGES, encoding="utf-8")
    async with stage(f"sqlite:///{tmp_path / 'two.db'}", village=file) as here:
        someone = Address("console", "谁也不认识的人")
        await here.app.answer(Message("1", someone, "你好"))
        await here.app.answer(Message("2", someone, "我妈摔倒了起不来", group="乙村群"))
        await here.app.relay.drain()
        heard = {line.to.name for line in here.app.console.lines() if "【紧急】" in line.text}
    assert heard == {"乙社工"}


async def test_words_we_asked_about_are_kept_when_another_question_takes_their_place(village: Stage) -> None:
    await village.says("王奶奶", "村口路灯坏了三天了")
    await village.says("王奶奶", "低保怎么申请")
    assert "没听明白" in (await village.says("王奶奶", "那个那个就是那个嘛")).reply
    assert "哪一件" in (await village.says("王奶奶", "催")).reply
    kept = await village.app.store.run(lambda unit: unit.tickets.get(3))
    assert kept.text == "那个那个就是那个嘛"


async def test_who_reported_a_sealed_matter_does_not_close_it(village: Stage) -> None:
    await village.says("李明", "隔壁小孩天天被打，身上都是伤")
    for order in ("1 接", "1 好了 调解过了", "1 转 村委 去看看", "1 备注 没事"):
        await village.says("李明", order)
    ticket = await village.app.store.run(lambda unit: unit.tickets.get(1))
    assert (ticket.status, ticket.assignee_id) == (Status.OPEN, None)


async def test_a_handed_over_emergency_is_told_to_everybody_with_its_mark(village: Stage) -> None:
    await village.says("王奶奶", FALL)
    came = await village.says("覃芳", "1 转 社工站 要救护车")
    marks = {name: "【紧急】" in text for name, text in came.told}
    assert marks["陈静"]
    assert marks["李明"]
    assert marks["韦主任"]


async def test_whose_ticket_is_moved_by_a_colleague_hears_of_it(village: Stage) -> None:
    await village.says("王奶奶", "想要一副老花镜")
    await village.says("李明", "1 接")
    assert "李明" in await told(village, "覃芳", "1 好了 送去了")


class DeafStaff(Console):
    """A channel on which only 王奶奶 can be reached."""

    async def send(self, parcel: Parcel) -> None:
        if parcel.to.name != "王奶奶":
            raise ReceiverUnknown(code="81013")
        await super().send(parcel)


async def test_when_nobody_could_be_reached_the_caller_is_told_to_telephone(village: Stage) -> None:
    heard = village.app.senders["console"] = DeafStaff(village.clock.now)
    await village.says("王奶奶", FALL)
    assert [line.text for line in heard.lines() if "没联系上人" in line.text]
