"""一个号几个人用：谁能说、说的算谁的、消息发到哪里；走了一个，号归另一个."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from care.message import Address
from care.ticket import Ticket
from handlers.wording import accounts as wording
from handlers.wording import report, talk
from storage.accounts import Accounts
from storage.concerns import Concerns
from storage.people import Speaker
from tests.handlers.files import GRID, LI, MINUTE, OTHER, POINT, SEAL, ZHANG, Office
from tests.kit.stage import START, Said, Stage, stage

HE = replace(
    ZHANG, name="张大山", sex="男", id_number="", phone="", head="张大山", contact="", contact_phone="", tags=()
)
SHE = replace(HE, name="张桂英", sex="女", born_on=None)
AFAR = replace(LI, name="张小凤", sex="女", house="外地", head="张小凤", tags=())  # 在外地的女儿
PHONE = Address("console", "大山")


@pytest.fixture
async def village(store_url: str) -> AsyncIterator[Stage]:
    async with stage(store_url, start=START) as here:
        desk = Office(here, replace(here.app.house, seal=SEAL))
        await desk.file(HE, SHE, LI, AFAR)
        await _bound(desk, HE.name, "大山")
        await _bound(desk, AFAR.name, "小凤")
        yield here


async def _bound(desk: Office, name: str, account: str) -> None:
    number = await desk.person(name)
    await desk.run(lambda unit: unit.people.open_account(Address("console", account), number))


def office(here: Stage) -> Office:
    return Office(here, here.app.house)


async def shared(here: Stage) -> None:
    await here.says("大山", "这个号也是张桂英的")
    assert (await here.says("大山", "1")).reply == wording.shared("", SHE.name)


async def served(here: Stage, phone: Address = PHONE) -> list[str]:
    return await here.app.store.run(lambda unit: [one.name for one in Accounts(unit.session).served(phone)])


async def newest(here: Stage) -> tuple[Ticket, tuple[int, ...]]:
    ((number,),) = await office(here).rows("SELECT max(number) FROM tickets")
    return await here.app.store.run(lambda unit: (unit.tickets.get(number), Concerns(unit.session).of(number)))


def to(said: Said, who: str) -> list[str]:
    return [text for name, text in said.told if name == who]


# —— 谁能说 ——


async def test_nothing_is_written_down_before_the_second_word_and_it_can_be_taken_back(village: Stage) -> None:
    assert (await village.says("大山", "这个号也是张桂英的")).reply == wording.confirm("", SHE.name)
    assert await served(village) == []
    assert (await village.says("大山", "2")).reply == wording.not_shared()
    await shared(village)
    assert await served(village) == [SHE.name]
    assert (await village.says("大山", "撤销")).reply == wording.taken_back(SHE.name)
    assert await served(village) == []


async def test_of_whom_nobody_knows_to_be_kin_nothing_is_said_but_where_to_turn(village: Stage) -> None:
    """The same words for somebody of the next house and for nobody at all."""
    for name in (LI.name, AFAR.name, "孙悟空"):
        assert (await village.says("大山", f"这个号也是{name}的")).reply == wording.only_one_house(name)
    assert (await village.says("路人", "这个号也是张桂英的")).reply == wording.only_one_house(SHE.name)
    assert await served(village) == []


async def test_a_daughter_far_away_whom_the_file_names_may_say_it_herself(village: Stage) -> None:
    her, daughter = await office(village).person(SHE.name), await office(village).person(AFAR.name)
    await village.app.store.run(
        lambda unit: unit.ties.add(her, "联系人", AFAR.name, village.clock.now(), relation="女儿", other=daughter)
    )
    assert (await village.says("小凤", "这个号也替张桂英说话")).reply == wording.confirm("", SHE.name)
    await village.says("小凤", "1")
    assert await served(village, Address("console", "小凤")) == [SHE.name]


async def test_a_worker_who_looks_after_both_may_say_it_of_anybody_else(village: Stage) -> None:
    assert (await village.says(GRID, "张大山的号也是李德福的")).reply == wording.confirm(HE.name, LI.name)
    assert (await village.says(GRID, "1")).reply == wording.shared(HE.name, LI.name)
    assert await served(village) == [LI.name]
    assert (await village.says(GRID, "李德福也用张大山的手机")).reply == wording.already(LI.name)
    assert (await village.says(GRID, "李德福不用张大山的号了")).reply == wording.ended(HE.name, LI.name)
    assert (await village.says(GRID, "李德福的号也是张大山的")).reply == wording.no_account(LI.name)
    assert "没有这个人" in (await village.says(OTHER, "张大山的号也是李德福的")).reply
    assert (await village.says(GRID, "这个号也是李德福的")).reply == wording.workers_own()
    assert await served(village) == []


async def test_an_account_that_becomes_somebody_elses_serves_nobody_else(village: Stage) -> None:
    await shared(village)
    him, somebody = await office(village).person(HE.name), await office(village).person(LI.name)
    await village.app.store.run(lambda unit: unit.people.give_account(PHONE, him))
    assert await served(village) == [SHE.name]
    await village.app.store.run(lambda unit: unit.people.give_account(PHONE, somebody))
    assert await served(village) == []


# —— 说的算谁的 ——


@pytest.mark.parametrize("said", ["张桂英头晕", "张奶奶头晕", "张桂英：头晕"])
async def test_words_that_name_another_of_the_account_are_about_that_one(village: Stage, said: str) -> None:
    await shared(village)
    came = await village.says("大山", said)
    one, about = await newest(village)
    assert came.reply.startswith(f"替{SHE.name}记下了")
    assert (one.about, about) == (SHE.name, (await office(village).person(SHE.name),))
    assert [text for _, text in came.told if f"{SHE.name}（{HE.name}代报）" in text]
    assert (await village.says("大山", said)).reply == report.already(one.number)


@pytest.mark.parametrize("said", ["屋顶漏水了", "张大山和张桂英家屋顶漏水了", "老张家屋顶漏水了"])
async def test_without_a_name_it_is_the_speakers_and_the_worker_hears_whose_phone_it_is(
    village: Stage, said: str
) -> None:
    await shared(village)
    came = await village.says("大山", said)
    one, about = await newest(village)
    assert (one.about, one.caller_id, about) == ("", await office(village).person(HE.name), ())
    assert [text for _, text in came.told if wording.used_with(HE.name, [SHE.name]) in text]


async def test_a_matter_of_life_that_names_her_calls_everybody_for_her_and_is_not_opened_twice(village: Stage) -> None:
    await shared(village)
    came = await village.says("大山", "张桂英摔倒了起不来")
    assert {name for name, _ in came.told} >= {GRID, POINT}
    first, _ = await newest(village)
    assert first.danger
    assert (await village.says("大山", "张桂英还是叫不醒")).reply == talk.passed_on(first)
    assert (await newest(village))[0].number == first.number


async def test_news_of_her_has_her_name_in_front_and_stands_in_her_file(village: Stage) -> None:
    await shared(village)
    await village.says("大山", "张桂英头晕")
    taken = await village.says(GRID, "1 接")
    assert to(taken, "大山")[0].startswith(f"{SHE.name}：1号{GRID}")
    done = await village.says(GRID, "1 好了 量了血压")
    assert to(done, "大山")[0].startswith(f"{SHE.name}：1号办好了")
    assert "1号" in (await village.says(GRID, f"{SHE.name} 记录")).reply


async def test_a_report_for_somebody_known_is_linked_to_them(village: Stage) -> None:
    await village.says("大山", f"代 {LI.name}：屋顶漏水")
    assert (await newest(village))[1] == (await office(village).person(LI.name),)
    await village.says("大山", "代 孙悟空：屋顶漏水了一角")
    assert (await newest(village))[1] == ()


# —— 发到哪里 ——


async def test_who_has_no_account_is_asked_on_one_that_serves_them_and_answers_in_turn(village: Stage) -> None:
    await shared(village)
    await village.says(POINT, "平安确认 寒潮 S片区 全部")
    came = await village.says(POINT, "1")
    question = "天冷，您好吗？回1好 2要人来"
    assert set(to(came, "大山")) == {question, f"{SHE.name}：{question}"}
    first = (await village.says("大山", "1")).reply
    assert first.endswith(f"{SHE.name}呢？回1好 2要人来")
    assert await _silent(village) == {SHE.name, LI.name}
    assert (await village.says("大山", "1")).reply.startswith(f"{SHE.name}：")
    assert await _silent(village) == {LI.name}


async def _silent(here: Stage) -> set[str]:
    sql = "SELECT p.name FROM roll_entries e JOIN people p ON p.id = e.person_id WHERE e.state = '没回音'"
    return {row[0] for row in await office(here).rows(sql)} - {AFAR.name}


async def test_who_has_an_account_of_their_own_is_written_to_there(village: Stage) -> None:
    await shared(village)
    await _bound(office(village), SHE.name, "桂英")
    her = await office(village).person(SHE.name)
    reached = await village.app.store.run(lambda unit: Accounts(unit.session).reach(her))
    assert reached == Address("console", "桂英")
    await village.says("桂英", "取消")
    await village.app.store.run(lambda unit: unit.people.mark_left(Address("console", "桂英"), village.clock.now()))
    assert await village.app.store.run(lambda unit: Accounts(unit.session).reach(her)) == PHONE


async def test_news_of_a_sealed_matter_goes_nowhere_but_where_it_was_told(village: Stage) -> None:
    await shared(village)
    await _bound(office(village), SHE.name, "桂英")
    await village.says("桂英", "我不想活了")
    ((number, sealed),) = await office(village).rows("SELECT number, sealed FROM tickets ORDER BY number DESC LIMIT 1")
    assert sealed
    await village.app.store.run(lambda unit: unit.people.mark_left(Address("console", "桂英"), village.clock.now()))
    assert to(await village.says(POINT, f"{number} 接"), "大山") == []


# —— 号的主人走了 ——


async def speaker(here: Stage) -> str:
    found: Speaker | None = await here.app.store.run(lambda unit: unit.people.behind(PHONE))
    assert found is not None
    return found.person.name


async def test_when_its_person_died_the_account_is_of_who_used_it_too(village: Stage) -> None:
    await shared(village)
    await village.says(GRID, f"{HE.name} 去世")
    assert await speaker(village) == HE.name
    await village.says(POINT, f"{HE.name} 去世 确认")
    assert await speaker(village) == SHE.name
    assert await served(village) == []
    village.clock.move(MINUTE)
    await village.says("大山", "屋顶漏水了")
    assert to(await village.says(GRID, "1 接"), "大山") == [f"1号{GRID}（网格员）接了，\n会联系您。"]


async def test_and_his_again_when_it_was_not_so(village: Stage) -> None:
    await shared(village)
    for who, said in ((GRID, "去世"), (POINT, "去世 确认"), (GRID, "没去世"), (POINT, "没去世")):
        await village.says(who, f"{HE.name} {said}")
    assert await speaker(village) == HE.name
    assert await served(village) == [SHE.name]


async def test_the_history_of_an_account_never_shows_what_is_kept_for_putting_back(village: Stage) -> None:
    await shared(village)
    for who, said in ((GRID, "去世"), (POINT, "去世 确认")):
        await village.says(who, f"{HE.name} {said}")
    assert "console" not in (await village.says(GRID, f"{HE.name} 记录")).reply
