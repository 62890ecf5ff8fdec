"""并档：两份一起看过才并，两边的历史都在，十分钟内撤得回."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.enrol_rows import ID, PHONE
from handlers.wording import dossier_change as wording
from storage.unit import Unit
from tests.bot.sheets.made import id_number
from tests.handlers.files import DAY, LI, MINUTE, OTHER, POINT, SEAL, TODAY, ZHANG, Office, office

FENG = replace(LI, name="李德丰", born_on=date(1970, 5, 1), id_number=id_number("19700501", "011"), phone="19900000005")
FENG = replace(FENG, house="30号", head="", tags=("独居",), contact="李小花", contact_phone="19900000006")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(ZHANG, LI, FENG)
        yield opened


async def everything(desk: Office) -> dict[str, list[tuple[object, ...]]]:
    """What a merge touches, but for the trail of it."""
    kept = ("memberships", "ties", "pauses", "consents", "visits", "dues", "accounts")
    rows: dict[str, list[tuple[object, ...]]] = {}
    for name in kept:
        rows[name] = await desk.rows(f"SELECT * FROM {name} ORDER BY 1, 2")
    columns = "person_id, household_id, sex, born_on, id_sealed, id_index, phone_sealed, sounds, standing, note"
    rows["dossiers"] = await desk.rows(f"SELECT {columns} FROM dossiers ORDER BY person_id")
    return rows


async def test_both_are_shown_masked_and_nothing_happens_before_the_answer(desk: Office) -> None:
    before = await everything(desk)
    said = await desk.told("并档 李德福 李德丰", POINT)
    assert "甲 李德福、男、1970年5月1日、S片区3号" in said
    assert "199****0005" in said
    assert FENG.id_number not in said
    assert FENG.phone not in said
    assert await everything(desk) == before
    assert await desk.told("2不并", POINT) == wording.not_merged()
    assert await everything(desk) == before
    assert await desk.rows("SELECT count(*) FROM looks") == [(2,)]


async def test_both_histories_are_under_one_person_and_the_other_is_found_no_more(desk: Office) -> None:
    await desk.visit(LI.name, back=20, groups="AB")
    await desk.visit(FENG.name, back=2, groups="AE")
    await desk.told("并档 李德福 李德丰", POINT)
    assert await desk.told("1并", POINT) == wording.merged("李德福", 2)
    assert await desk.tags(LI.name) == {"低保", "独居"}
    assert (await desk.told("档 李德丰")).startswith("没有这个人，是不是：\n1 李德福（S片区）\n")
    number = await desk.person(LI.name)
    visits = await desk.run(lambda unit: unit.visits.of_person(number))
    assert [visit.visited_on for visit in visits] == [TODAY - 2 * DAY, TODAY - 20 * DAY]
    assert "并档：李德福" in await desk.told("李德福 记录")
    assert await desk.dues(FENG.name) == []
    assert "联系人" in await desk.told("档 李德福")


async def test_a_number_is_sealed_anew_for_its_new_place(desk: Office) -> None:
    await desk.told("并档 李德福 李德丰", POINT)
    await desk.told("1并", POINT)
    one = await desk.of(LI.name)
    number, phone = await desk.run(lambda unit: unit.dossiers.sealed(one.person_id))
    assert number is not None
    assert phone is not None
    assert SEAL.open(number, f"{ID}.{one.person_id}") == FENG.id_number
    assert SEAL.open(phone, f"{PHONE}.{one.person_id}") == FENG.phone
    owner = await desk.run(lambda unit: unit.dossiers.by_id_number(SEAL.index(FENG.id_number, ID)))
    assert owner is not None
    assert owner.person_id == one.person_id


async def test_undo_puts_every_row_back(desk: Office) -> None:
    await desk.visit(FENG.name, back=2, groups="AE")
    before = await everything(desk)
    await desk.told("并档 李德福 李德丰", POINT)
    await desk.told("1并", POINT)
    assert await everything(desk) != before
    assert "已撤销" in await desk.told("撤销", POINT)
    assert await everything(desk) == before
    phone = (await desk.run(lambda unit: _phone(unit, FENG.name)))[1]
    assert phone == FENG.phone


def _phone(unit: Unit, name: str) -> tuple[int, str]:
    person = next(one.id for one in unit.people.named(name, tuple(range(1, 20))))
    sealed = unit.dossiers.sealed(person)[1]
    assert sealed is not None
    return person, SEAL.open(sealed, f"{PHONE}.{person}")


async def test_no_merge_makes_anyone_less_visited(desk: Office) -> None:
    """Every rule that held for either of them holds after it, and is due no later than the later visit asks."""
    rules = {row.rule_id for name in (LI.name, FENG.name) for row in await desk.dues(name)}
    await desk.told("并档 李德福 李德丰", POINT)
    await desk.told("1并", POINT)
    assert {row.rule_id for row in await desk.dues(LI.name)} >= rules


async def test_of_two_with_one_name_both_are_meant(desk: Office) -> None:
    twin = replace(LI, born_on=date(1971, 1, 1), house="9号", head="")
    await desk.file(twin)
    assert "甲 李德福" in await desk.told("并档 李德福", POINT)
    assert await desk.told("1并", POINT) == wording.merged("李德福", 0)
    assert await desk.told("并档 李德福", POINT) == wording.one_only("李德福")


async def test_of_three_with_one_name_it_is_asked_which(desk: Office) -> None:
    await desk.file(*(replace(LI, born_on=date(year, 1, 1), house=f"{year}号", head="") for year in (1961, 1952)))
    said = await desk.told("并档 李德福", POINT)
    assert said.startswith("您说的是哪一位")
    assert (await desk.told("3", POINT)).startswith("您说的是哪一位")
    said = await desk.told("1", POINT)
    assert "甲 李德福、男、1952年1月1日" in said
    assert "乙 李德福、男、1970年5月1日" in said


async def test_what_tells_the_two_apart_is_pointed_out(desk: Office) -> None:
    await desk.told(f"李德福 身份证 {id_number('19700501', '013')}")
    assert "身份证号不一样，请先对证件。" in await desk.told("并档 李德福 李德丰", POINT)
    assert "性别、生日、身份证号不一样" in await desk.told("并档 李德福 张秀英", POINT)


async def test_two_who_are_hardly_one_person_need_the_whole_word(desk: Office) -> None:
    before = await everything(desk)
    assert "不像是同一个人" in await desk.told("并档 李德福 张秀英", POINT)
    assert await desk.told("1", POINT) == wording.say_the_word(["性别", "生日"])
    assert await everything(desk) == before
    assert await desk.told("并", POINT) == wording.merged("李德福", 0)


async def test_a_grid_worker_merges_nobody(desk: Office) -> None:
    assert await desk.told("并档 李德福 李德丰") == wording.only_the_point_merges()
    assert await desk.says("1并") is None


async def test_what_cannot_be_merged_is_said(desk: Office) -> None:
    assert await desk.told("并档 李德福 孙悟空", POINT) == wording.one_only("孙悟空")
    assert "没有这个人" in await desk.told("并档 李德福 李德丰", OTHER)
    desk.seal = None
    await desk.told("并档 李德福 李德丰", POINT)
    assert await desk.told("1并", POINT) == wording.no_keys()
    assert await desk.tags(LI.name) == {"低保"}


async def test_after_ten_minutes_it_stays(desk: Office) -> None:
    await desk.told("并档 李德福 李德丰", POINT)
    await desk.told("1并", POINT)
    desk.later(11 * MINUTE)
    assert await desk.says("撤销", POINT) is None
    assert await desk.tags(LI.name) == {"低保", "独居"}
