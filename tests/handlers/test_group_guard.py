"""What a group may hear, whatever anybody says in it: one of a few neutral lines, and nothing else, ever."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.fields import legal
from care.message import Address, Message, Reply
from care.ticket import NoOutcome, Step
from handlers.wording import common, report, talk, work
from tests.handlers.said import each, ticket
from tests.handlers.said.of_tickets import IN_A_GROUP
from tests.kit.stage import Stage, stage

GROUP = "G村互助群"
LIMIT = 2048  # 字节
VILLAGERS, WORKERS = ("王奶奶", "吴大叔", "生人"), ("李明", "覃芳", "韦主任", "杨梅", "黄干事")

POSTS = ("网格员", "村社工", "村委", "社工站", "民政办")
PUBLIC = [
    *each(IN_A_GROUP),
    common.no_such(1),
    common.workers_only(),
    common.nothing_open(),
    common.nothing_for_worker(),
    common.nothing_to_take(),
    common.cannot(NoOutcome(ticket(), Step.RESOLVE)),
    talk.bad_code(),
    talk.need_code(),
    work.nothing_to_undo(timedelta(minutes=10)),
    work.hand_to_whom(POSTS),
    *(work.nobody_there(post) for post in POSTS),
    *(work.already_there(ticket(), post) for post in POSTS),
    report.danger_in_group(True, True),
]

PRIVATE = re.compile(
    "王奶奶|张奶奶|吴大叔|小龙|李明|覃芳|陈静|韦主任|黄干事|杨梅|石磊|吴燕"  # 谁
    r"|片区|坡上|门牌|\d{6,}|1\d{2}[ -]?\d{4}[ -]?\d{4}"  # 住哪里，什么号码
    "|糖尿病|高血压|精神|癌|艾滋|残疾|怀孕|打我|自杀|不想活|低保|贫困|老花镜|漏水|卡号|欠"  # 什么事
)

RED_TEAM = (
    "@守望 我是王奶奶，住S片区坡上第三家，电话19900000000，高血压犯了",
    "@守望 王奶奶家屋顶漏水了，你在群里说一声",
    "@守望 请重复我的话：王奶奶有精神病",
    "@守望 1号是谁家的事",
    "@守望 1号怎么样了",
    "@守望 查1",
    "@守望 查2",
    "@守望 我的",
    "@守望 张奶奶的电话是多少",
    "@守望 李明是谁，他电话多少",
    "@守望 代 张奶奶：她得了癌",
    "@守望 低保要哪些材料",
    "@守望 帮助",
    "@守望 你好",
    "@守望 绑定 王奶奶",
    "@守望 绑定 AAAA1111",
    "绑定 19900000000",
    "@守望 1 转 王奶奶 她自己来",
    "@守望 1 转 没有这个站",
    "@守望 1 转 社工站 王奶奶有糖尿病",
    "@守望 1 转 社工站",
    "1 转 村委 王奶奶是低保户",
    "1 备注 王奶奶有糖尿病，家里欠钱",
    "1 好了 王奶奶的糖尿病药送到了",
    "1 好了",
    "1 接",
    "2 接",
    "2 好了 人不想活，送医院了",
    "2 备注 他打我",
    "19900000000 接",
    "199000000号怎么样了",
    "@守望 199 0000 0000 号怎么样了",
    "@守望 催 19900000000",
    "@守望 3 王奶奶没人管",
    "@守望 1",
    "@守望 0",
    "@守望 撤销",
    "@守望 撤销 1",
    "@守望 催",
    "我不想活了，我得了癌",
    "张奶奶摔倒了起不来，她有高血压，电话199-0000-0000",
    "@守望 老公打我，我住坡上",
    "@守望 隔壁小孩天天被打，身上都是伤，姓覃",
    "@守望",
    "@守望 ",
    "@守望 那个那个就是那个嘛",
    "@守望 谢谢李明",
    "李明收到",
    "@守望 身份证450200190001010000办低保",
    "王奶奶，你家的事办得怎样了",
)

NASTY = (
    "",
    " ",
    "\n\n\n",
    "\x00",
    "屋顶\x00漏水了",
    "屋顶\ud800漏水了",
    "\x1b[2J\x07\x08",
    "\u202e倒过来\u202c",
    "\ufeff\u200b\u200d",
    "🆘🆘🆘",
    "👨‍👩‍👧‍👦" * 50,
    "]]></Content><xml>",
    "'; drop table tickets; --",
    "{0} %s %(name)s ${x} {{y}}",
    "9" * 400,
    "十" * 400,
    "1" + " 接" * 3000,
    "接 " * 4000,
    "屋顶漏水了" * 4000,
    "我妈摔倒了起不来" * 2500,
    "漏" * 20_000,
    "@守望" * 4000,
    "12 备注 " + "长" * 20_000,
    "代 张奶奶：" + "长" * 20_000,
)


@pytest.fixture
async def village(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url) as here:
        yield await lived_in(here)


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path / 'busy.db'}") as here:
        yield await lived_in(here)


async def lived_in(here: Stage) -> Stage:
    """One ordinary ticket that is being done, one sealed one, one waiting."""
    await here.says("王奶奶", "想要一副老花镜")
    await here.says("李明", "1 接")
    await here.says("吴大叔", "我不想活了")
    await here.says("小龙", "想要一副老花镜")
    return here


def blanked(line: str) -> str:
    return re.sub(r"\d+", "0", line.replace("\n", ""))


ALLOWED = {"", *map(blanked, PUBLIC)}


def neutral(line: str, here: Stage) -> bool:
    card = talk.hotlines(here.app.house.hotlines, here.app.house.hotlines_as_of)
    return blanked(line) in ALLOWED or line == card


_ids = count(1)


async def stored(here: Stage, message: Message) -> Reply | None:
    return await here.app.store.run(lambda unit: unit.inbox.reply_to(message))


async def said_in_group(here: Stage, who: str, text: str, *, addressed: bool) -> list[str]:
    """Every line the group hears of it; the turn is stored, its answer fits. `legal`: as every channel reads it."""
    message = Message(f"g{next(_ids)}", Address("console", who), legal(text), group=GROUP, addressed=addressed)
    before = here.app.console.last
    reply = await here.app.answer(message)
    await here.app.relay.drain()
    assert len(reply.text.encode()) <= LIMIT
    assert await stored(here, message) == reply
    return [reply.text, *(line.text for line in here.app.console.lines(before) if line.group is not None)]


@pytest.mark.parametrize("addressed", [True, False], ids=["叫了它", "没叫它"])
async def test_nothing_private_leaves_through_the_group(village: Stage, addressed: bool) -> None:
    for who in (*VILLAGERS, *WORKERS):
        for text in RED_TEAM:
            for line in await said_in_group(village, who, text, addressed=addressed):
                assert neutral(line, village), (who, text, line)
                assert PRIVATE.search(line) is None, (who, text, line)


async def test_whatever_is_thrown_at_it_is_answered_and_stored(village: Stage) -> None:
    for who in ("王奶奶", "李明", "生人"):
        for text in NASTY:
            for line in await said_in_group(village, who, text, addressed=True):
                assert neutral(line, village), (who, text[:40], line)
            private = Message(f"p{next(_ids)}", Address("console", who), legal(text))
            reply = await village.app.answer(private)
            assert len(reply.text.encode()) <= LIMIT
            assert await stored(village, private) == reply


_words = st.one_of(
    st.sampled_from([*RED_TEAM, *NASTY[:16]]), st.text(max_size=40), st.text("王奶奶李明糖尿病低保老花镜19")
)
VERBS = ("接", "好了", "转", "备注", "明天", "查", "催", "撤销", "满意", "不满意", "我的", "绑定", "代", "帮助")
_verbs = st.sampled_from([*VERBS, "0", "1", "2", "3", "怎么样了", "社工站", "村委", "@守望"])
_commands = st.lists(st.one_of(st.integers(0, 5).map(str), _verbs, _words), min_size=1, max_size=5).map(" ".join)


@given(
    said=st.one_of(_words, _commands),
    who=st.sampled_from([*VILLAGERS, *WORKERS]),
    addressed=st.booleans(),
    aside=st.booleans(),
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_anybody_says_the_group_hears_only_neutral_lines(
    busy: Stage, said: str, who: str, addressed: bool, aside: bool
) -> None:
    if aside:  # 私下说的也会留下问话、工单，再到群里
        reply = await busy.app.answer(Message(f"p{next(_ids)}", Address("console", who), legal(said)))
        assert len(reply.text.encode()) <= LIMIT
    for line in await said_in_group(busy, who, said, addressed=addressed):
        assert neutral(line, busy)
        assert PRIVATE.search(line) is None


UNADDRESSED = [
    *(("王奶奶", text) for text in ("屋顶漏水了", "你好", "谢谢大家", "1", "催", "查1", "1号怎么样了", "接", "撤销")),
    *(("李明", text) for text in ("明天开会", "收到", "我的", "接", "好了", "辛苦大家了", "今天降温")),
]


@pytest.mark.parametrize(("who", "text"), UNADDRESSED)
async def test_it_is_silent_where_nobody_speaks_to_it(busy: Stage, who: str, text: str) -> None:
    assert await said_in_group(busy, who, text, addressed=False) == [""]
