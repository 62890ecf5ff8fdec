"""一人一档，用话来看、来改：只给管这里的人，号码要有用途，改错了撤得回."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from care.dossier import masked_phone
from care.message import Address
from handlers.dossier_who import QUESTION
from handlers.enrol_rows import ID, PHONE
from handlers.wording import dossier as wording
from handlers.wording import dossier_change as change_wording
from handlers.wording import talk
from tests.bot.sheets.made import id_number
from tests.handlers import files
from tests.handlers.files import AFAR, DAY, LI, MINUTE, OTHER, POINT, TODAY, ZHANG, Office, office


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as opened:
        await opened.file(ZHANG, LI, AFAR)
        yield opened


# —— 看 ——


async def test_a_file_is_a_few_lines_without_a_single_number(desk: Office) -> None:
    await desk.visit(ZHANG.name)
    said = await desk.told("档 张秀英")
    assert said.splitlines() == [
        "张秀英 女 83岁 S片区12号",
        "类别：特困、独居",
        "上次：今天上门，好",
        "要看：明天",
        "联系人：黄强（监护人）",
        "有电话、身份证",
    ]
    assert files.PHONE not in said
    for other in ("张秀英的档", "看看张秀英", "看看张奶奶"):
        assert await desk.told(other) == said


async def test_every_look_leaves_a_row(desk: Office) -> None:
    await desk.told("档 张秀英")
    await desk.told("张秀英 记录")
    rows = await desk.rows('SELECT what, purpose, "full" FROM looks ORDER BY id')
    assert rows == [("档", "", 0), ("记录", "", 0)]


async def test_only_workers_in_private_and_only_their_own_places(desk: Office) -> None:
    assert await desk.says("档 张秀英", "王奶奶") is None
    assert await desk.says("档 张秀英", group="g") == talk.ask_in_private()
    assert await desk.told("档 张秀英", OTHER) == wording.nobody("张秀英")
    assert "S片区" in await desk.told("档 张秀英", POINT)
    assert (await desk.told("查 张秀英 电话 送药用", OTHER)) == wording.nobody("张秀英")
    assert await desk.rows("SELECT count(*) FROM looks") == [(1,)]


async def test_the_timeline_has_visits_changes_and_categories_in_order(desk: Office) -> None:
    await desk.visit(LI.name, back=3, groups="AB")
    await desk.told("李德福 性别 女")
    await desk.told("李德福 是 独居")
    said = await desk.told("李德福 记录")
    assert said.splitlines()[1].startswith("2月27日 上门：好")
    assert "今天 改性别：男 → 女" in said
    assert "今天 列为独居" in said
    assert len(said.splitlines()) <= 9


async def test_a_sealed_ticket_is_seen_by_the_post_that_may(desk: Office) -> None:
    number = await desk.person(LI.name)
    await desk.run(lambda unit: unit.people.give_account(Address("console", "李伯"), number))
    await desk.here.says("李伯", "屋顶漏水了")
    await desk.rows("UPDATE tickets SET sealed = 1")
    assert "在办" not in await desk.told("档 李德福")
    assert "在办：1号" in await desk.told("档 李德福", POINT)
    await desk.rows("UPDATE tickets SET sealed = 0")
    assert "在办：1号" in await desk.told("档 李德福")


# —— 号码 ——


async def test_a_full_number_needs_a_purpose_which_is_written_down(desk: Office) -> None:
    assert await desk.told("查 张秀英 电话 送药用") == wording.number_of("张秀英", "电话", files.PHONE, "送药用")
    assert await desk.rows('SELECT what, purpose FROM looks WHERE "full"') == [("电话", "送药用")]
    assert await desk.told("查 张秀英 监护人电话 没人在家") == wording.number_of(
        "张秀英", "监护人电话", "19900000001", "没人在家"
    )


async def test_a_missing_purpose_is_asked_for_once(desk: Office) -> None:
    assert await desk.told("查 张秀英 电话") == wording.for_what("张秀英", "电话")
    assert await desk.told("约她体检") == wording.number_of("张秀英", "电话", files.PHONE, "约她体检")
    await desk.told("查 张秀英 电话")
    assert await desk.told("1") == wording.no_purpose()
    assert await desk.rows('SELECT count(*) FROM looks WHERE "full"') == [(1,)]


async def test_an_id_number_is_for_posts_that_may_read_sealed_matters(desk: Office) -> None:
    assert await desk.told("查 张秀英 身份证 办证") == wording.not_for_you()
    assert ZHANG.id_number in await desk.told("查 张秀英 身份证 办证", POINT)


async def test_without_a_key_file_it_is_said_and_nothing_changes(desk: Office) -> None:
    desk.seal = None
    assert await desk.told("查 张秀英 电话 送药用") == change_wording.no_keys()
    assert await desk.told("张秀英 电话 19900000009") == change_wording.no_keys()
    assert "有电话" in await desk.told("档 张秀英")
    assert "1943年3月3日" not in await desk.told("张秀英 生日 1943年3月3日")
    assert (await desk.of("张秀英")).born_on == date(1943, 3, 3)


async def test_a_number_that_is_not_on_file_is_said_to_be_missing(desk: Office) -> None:
    assert await desk.told("查 李德福 电话 送药用") == wording.not_on_file("李德福", "电话")


# —— 改 ——


async def test_a_new_telephone_is_said_back_masked_and_can_be_taken_back(desk: Office) -> None:
    said = await desk.told("张秀英 电话 19900000009")
    assert f"{masked_phone(files.PHONE)} → {masked_phone('19900000009')}" in said
    assert "19900000009" not in said
    assert "19900000009" in await desk.told("查 张秀英 电话 送药用")
    await desk.told("张秀英 电话 19900000008")
    assert "已撤销" in await desk.told("撤销")
    assert "19900000009" in await desk.told("查 张秀英 电话 送药用")
    changes = await desk.rows("SELECT field, was, became FROM changes WHERE field = '电话'")
    assert all("****" in cell for row in changes for cell in row[1:] if cell)


async def test_undo_is_of_the_last_change_and_for_ten_minutes(desk: Office) -> None:
    await desk.told("李德福 是 独居")
    desk.later(11 * MINUTE)
    assert await desk.says("撤销") is None
    assert await desk.tags(LI.name) == {"低保", "独居"}


async def test_a_change_by_somebody_else_since_is_not_undone(desk: Office) -> None:
    await desk.told("李德福 性别 女")
    await desk.told("李德福 生日 1940年5月1日", POINT)
    assert await desk.told("撤销") == change_wording.changed_since("李德福")
    assert (await desk.of(LI.name)).sex == "女"


async def test_a_birthday_changes_what_is_due_and_back(desk: Office) -> None:
    before = await desk.dues(LI.name)
    said = await desk.told("李德福 生日 1930年5月1日")
    assert "1970-05-01 → 1930-05-01" in said
    assert {row.rule_id for row in await desk.dues(LI.name)} > {row.rule_id for row in before}
    await desk.told("撤销")
    assert await desk.dues(LI.name) == before


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("李德福 生日 2027年1月1日", change_wording.born_in_future()),
        ("李德福 生日 1850年1月1日", change_wording.too_old(176)),
        ("李德福 生日 1945年2月30日", change_wording.not_a_day()),
        ("李德福 生日 农历1900年三月初二", change_wording.lunar_day()),
        ("李德福 生日 1949年闰腊月初二", change_wording.lunar_day()),
        ("李德福 身份证 000000197005010003", "最后一位对不上"),
        ("李德福 电话 1990000000", "少了 1 位"),
        ("李德福 是 高龄", change_wording.by_age()),
        ("李德福 不是 独居", change_wording.is_not("李德福", "独居")),
        ("张秀英 生日 1950年1月1日", change_wording.not_as_on_id()),
    ],
)
async def test_what_is_wrong_is_refused_and_nothing_changes(desk: Office, text: str, because: str) -> None:
    before = await desk.rows("SELECT * FROM dossiers ORDER BY person_id")
    assert because in await desk.told(text)
    assert await desk.rows("SELECT * FROM dossiers ORDER BY person_id") == before
    assert await desk.rows(f"SELECT count(*) FROM dialogues WHERE question = '{QUESTION}'") == [(0,)]


async def test_an_id_number_brings_birthday_and_sex_and_belongs_to_one_person(desk: Office) -> None:
    number = id_number("19680102")
    said = await desk.told(f"李德福 身份证 {number}")
    assert number not in said
    assert (await desk.of(LI.name)).born_on == date(1968, 1, 2)
    assert await desk.told(f"张秀英 身份证 {number}") == change_wording.somebody_elses_id()
    sealed = await desk.run(lambda unit: unit.dossiers.by_id_number(files.SEAL.index(number, ID)))
    assert sealed is not None
    assert sealed.name == "李德福"


async def test_a_category_holds_from_today_with_who_said_so(desk: Office) -> None:
    said = await desk.told("李德福 是 独居 他女儿说的")
    assert said.startswith("李德福从今天起列为独居。")
    rows = await desk.rows(
        "SELECT from_on, evidence, confirmed_by FROM memberships WHERE tag = '独居' ORDER BY id DESC"
    )
    assert rows[0] == (TODAY.isoformat(), "他女儿说的", await desk.person("李明"))
    assert await desk.told("李德福 是 独居") == change_wording.nothing_new("李德福")
    await desk.told("李德福 不是 独居了")
    assert await desk.tags(LI.name) == {"低保"}
    assert "突发困难" in await desk.told("李德福 是 困难户")


async def test_taking_back_the_end_of_a_category_brings_its_visits_back_as_they_were(desk: Office) -> None:
    await desk.visit(ZHANG.name)
    before = await desk.dues(ZHANG.name)
    await desk.told("张秀英 不是 独居了")
    await desk.told("撤销")
    assert await desk.dues(ZHANG.name) == before
    assert await desk.tags(ZHANG.name) == {"特困", "独居"}


async def test_a_guardian_is_old_to_new_with_a_masked_number(desk: Office) -> None:
    said = await desk.told("张秀英 监护人 李四 19900000007")
    assert "监护人：黄强 → 李四" in said
    assert "199****0007" in said
    assert "19900000007" in await desk.told("查 张秀英 监护人电话 没人在家")
    await desk.told("张秀英 监护人 李五")
    await desk.told("撤销")
    assert await desk.rows("SELECT count(*) FROM ties WHERE name = '李五'") == [(0,)]


async def test_a_door_that_was_not_written_is_the_whole_households(desk: Office) -> None:
    family = [replace(LI, name=name, house="", head="陈大", tags=(), born_on=None) for name in ("陈大", "陈小二")]
    await desk.file(*family)
    assert (await desk.of("陈大")).household_id == (await desk.of("陈小二")).household_id
    await desk.told("陈小二 门牌 8号")
    assert (await desk.of("陈大")).household_id == (await desk.of("陈小二")).household_id
    assert "S片区8号" in await desk.told("档 陈大")
    await desk.told("陈小二 门牌 9号")
    assert (await desk.of("陈大")).household_id != (await desk.of("陈小二")).household_id
    await desk.told("撤销")
    assert (await desk.of("陈大")).household_id == (await desk.of("陈小二")).household_id


# —— 暂停 ——


async def test_a_pause_has_a_reason_and_an_end_and_comes_back_by_itself(desk: Office) -> None:
    assert "走访停到3月11日" in await desk.told("张秀英 住院 10天")
    assert "住院，走访停到3月11日" in await desk.told("档 张秀英")
    assert all(row.opens_on == date(2026, 3, 12) for row in await desk.dues(ZHANG.name) if row.rule_id == "TK1")
    assert "走访恢复" in await desk.told("张秀英 回来了")
    assert any(row.opens_on <= TODAY for row in await desk.dues(ZHANG.name))
    assert await desk.told("张秀英 回来了") == change_wording.was_not_away("张秀英")


async def test_what_is_missing_of_a_pause_is_asked_for_once(desk: Office) -> None:
    assert await desk.told("张秀英住院了") == change_wording.until_when("张秀英", "住院")
    assert "走访停到" in await desk.told("到3月20日")
    await desk.told("张秀英 回来了")
    assert await desk.told("张秀英 暂停") == change_wording.why_and_until("张秀英")
    assert "探亲，走访停到3月4日" in await desk.told("探亲 3天")
    await desk.told("张秀英 回来了")
    assert await desk.told("张秀英 暂停") == change_wording.why_and_until("张秀英")
    assert await desk.told("3天") == change_wording.no_reason()
    assert "停到" not in await desk.told("档 张秀英")


async def test_a_pause_is_at_most_180_days(desk: Office) -> None:
    assert await desk.told("张秀英 外出 181天") == change_wording.too_long(180)
    assert await desk.told("张秀英 外出 到昨天") == change_wording.no_such_end(180)
    assert "走访停到" in await desk.told("张秀英 外出 180天")
    await desk.told("撤销")
    assert any(row.opens_on <= TODAY for row in await desk.dues(ZHANG.name))


# —— 名字 ——


async def test_an_unknown_name_is_answered_with_those_that_sound_like_it(desk: Office) -> None:
    said = await desk.told("张秀银 电话 19900000009")
    assert said.startswith("没有这个人，是不是：\n1 张秀英")
    assert "199****0009" in await desk.told("1")
    assert await desk.told("档 孙悟空") == wording.nobody("孙悟空")
    assert "1 张秀英" in await desk.told("档 秀英")
    assert "1 张秀英" in await desk.told("档 张秀兰")
    assert await desk.told("档 李奶奶") == wording.nobody("李奶奶")


async def test_of_two_with_one_name_one_question_tells_them_apart_by_door_and_age_only(desk: Office) -> None:
    other = replace(ZHANG, id_number="", born_on=date(1955, 1, 5), house="30号", head="", tags=("残疾",), phone="")
    await desk.file(other)
    said = await desk.told("张秀英 外出 10天")
    assert said == "您说的是哪一位？回前面的数字。\n1 张秀英（12号 83岁）\n2 张秀英（30号 71岁）"
    assert "走访停到" in await desk.told("2")
    assert await desk.rows("SELECT count(*) FROM pauses WHERE person_id = (SELECT max(person_id) FROM dossiers)") == [
        (1,)
    ]


async def test_words_that_may_be_said_of_anything_are_left_to_others(desk: Office) -> None:
    for text in ("看看水管", "水管还在", "路灯 是 村里的", "1好", "12 好了 修好了", "屋顶漏水了", "撤销"):
        assert await desk.says(text) is None


async def test_another_word_leaves_our_question_open(desk: Office) -> None:
    await desk.told("查 张秀英 电话")
    assert await desk.says("12 接") is None
    assert files.PHONE in await desk.told("送药用")


async def test_sealed_values_in_the_rows_are_never_plain(desk: Office) -> None:
    await desk.told("张秀英 电话 19900000009")
    kept = await desk.run(lambda unit: unit.session.connection.execute("SELECT payload FROM dialogues").fetchall())
    assert all(files.PHONE not in row[0] for row in kept)
    person = await desk.person(ZHANG.name)
    sealed = await desk.run(lambda unit: unit.dossiers.sealed(person))
    assert sealed[1] is not None
    assert files.SEAL.open(sealed[1], f"{PHONE}.{person}") == "19900000009"


async def test_a_week_later_the_pause_still_stands(desk: Office) -> None:
    await desk.told("李德福 外出 30天")
    desk.later(7 * DAY)
    assert "外出，走访停到3月31日" in await desk.told("档 李德福")


async def test_a_lunar_birthday_is_turned_into_a_day_or_kept_as_a_note(desk: Office) -> None:
    said = await desk.told("李德福 农历生日 1948年腊月初八")
    assert said.startswith("李德福 出生日期：1970-05-01 → 1949-01-06（农历1948年腊月初八）")
    assert (await desk.of("李德福")).born_on == date(1949, 1, 6)
    await desk.told("撤销")
    assert (await desk.told("李德福 农历生日 腊月初八")).startswith("李德福 农历生日：腊月初八")
    await desk.told("李德福 生日 农历正月初二")
    one = await desk.of("李德福")
    assert (one.note, one.born_on) == ("农历生日正月初二", date(1970, 5, 1))
