"""The rules as shipped, the file they stand in, and the two commands about them."""

from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check_rules import check_rules
from bot.visit_rules import GAPS, RULES, RulesWrong, VisitRules, read
from care.calendar import SHANGHAI
from care.dossier import CATEGORIES, CONDITIONS
from care.visits.call import Call, call
from care.visits.due import Done, due
from care.visits.faults import faults
from care.visits.round import Mode, Outcome, Visit
from care.visits.rule import Period, Phone, Source, Standing, VisitRule, rules_for
from handlers.dues import counts

SHIPPED = read()
BY_ID = {rule.id: rule for rule in SHIPPED.rules}
TODAY = date(2026, 11, 22)
AGES = (59, 60, 79, 80, 89, 90)
WORN = ("GL1", "GL1", "GL2 GL2长 AQ1")  # 80、89、90 岁谁都有的
STRICT = (Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER)

# 情形 → 59、60、79 岁、80 岁以上另加的规则。80、89、90 岁自己的那几条见 WORN
TABLE: dict[str, tuple[str, str, str]] = {
    # 59 岁、60–79 岁、80 岁以上
    "": ("", "", ""),
    "特困": ("TK3", "TK3", "TK1 TK3 AQ1"),
    "特困 全自理": ("TK3", "TK3", "TK1 TK3 AQ1"),
    "特困 半失能": ("TK2 TK3 AQ1", "TK2 TK3 AQ1 NA1", "TK1 TK2 TK3 AQ1 NA1"),
    "特困 全失能": ("TK1 TK3 AQ1", "TK1 TK3 AQ1 NA1", "TK1 TK3 AQ1 NA1"),
    "特困 独居": ("TK1 TK3 AQ1", "TK1 TK3 AQ1 NA1", "TK1 TK3 AQ1 NA1"),
    "特困 独居 半失能": ("TK1 TK2 TK3 AQ1", "TK1 TK2 TK3 AQ1 NA1", "TK1 TK2 TK3 AQ1 NA1"),
    "低保": ("DB2", "DB2", "DB2"),
    "低保 重病": ("DB1 DB2", "DB1 DB2", "DB1 DB2"),
    "低保 重残": ("DB1 DB2 CJ1", "DB1 DB2 CJ1 NA1", "DB1 DB2 CJ1 NA1"),
    "残疾": ("CJ1", "CJ1", "CJ1"),
    "重残": ("CJ1", "CJ1 NA1", "CJ1 NA1"),
    "独居": ("", "NA1", "NA1"),
    "空巢": ("", "NA1", "NA1"),
    "留守": ("", "NA1", "NA1"),
    "失独": ("", "NA1", "NA1"),
    "全失能": ("", "NA1", "NA1"),
    "半失能": ("", "NA1", "NA1"),
    "重病": ("", "", ""),
    "留守老人": ("LR1", "LR1", "LR1"),
    "监测对象": ("JC1", "JC1", "JC1"),
    "孤儿": ("ET1", "ET1", "ET1"),
    "事实无人抚养儿童": ("ET2", "ET2", "ET2"),
    "困境儿童": ("ET3", "ET3", "ET3"),
    "留守儿童": ("ET4", "ET4", "ET4"),
    "留守儿童 隔代监护": ("ET4 ET4周", "ET4 ET4周", "ET4 ET4周"),
    "留守儿童 无人看护时": ("ET4 ET4周", "ET4 ET4周", "ET4 ET4周"),
    "突发困难": ("TF1", "TF1", "TF1"),
    "临时救助": ("LS1", "LS1", "LS1"),
    "流浪乞讨返乡": ("FX1 FX1季", "FX1 FX1季", "FX1 FX1季"),
    "留守妇女": ("", "", ""),
}
# 情形 → 59、60、79、80、89、90 岁最勤多久一次
OFTEN: dict[str, str] = {
    "": "无无无季季周",
    "特困": "月月月日日日",
    "特困 半失能": "周周周日日日",
    "特困 全失能": "日日日日日日",
    "特困 独居": "日日日日日日",
    "低保": "季季季季季周",
    "低保 重病": "月月月月月周",
    "低保 重残": "月月月月月周",
    "残疾": "季季季季季周",
    "重残": "季月月月月周",
    "空巢": "无月月月月周",
    "失独": "无月月月月周",
    "监测对象": "月月月月月周",
    "孤儿": "月月月月月周",
    "留守儿童 隔代监护": "周周周周周周",
    "低保 残疾": "季季季季季周",
    "低保 残疾 独居": "季月月月月周",
}


def at_age(tags: str, age: int | None) -> Standing:
    """Somebody who has that age today: born on the first or the last day that gives it, by turns."""
    born = None if age is None else date(TODAY.year - age, 11, 22) if age % 2 else date(TODAY.year - age - 1, 11, 23)
    return Standing(frozenset(tags.split()), born)


def held(tags: str, age: int | None) -> set[str]:
    return {rule.id for rule in rules_for(SHIPPED.rules, at_age(tags, age), TODAY)}


@pytest.mark.parametrize("tags", TABLE)
def test_who_falls_under_which_row_at_which_age(tags: str) -> None:
    young, old, aged = TABLE[tags]
    for age, added, own in zip(AGES, (young, old, old, aged, aged, aged), ("", "", "", *WORN), strict=True):
        assert held(tags, age) == {*added.split(), *own.split()}, age


def test_every_row_that_is_in_use_is_in_the_table() -> None:
    reached = {name for tags in TABLE for age in AGES for name in held(tags, age)}
    assert reached == {rule.id for rule in SHIPPED.rules if rule.enabled}


@pytest.mark.parametrize("tags", OFTEN)
def test_the_strictest_row_says_how_often(tags: str) -> None:
    for age, wanted in zip(AGES, OFTEN[tags], strict=True):
        periods = {BY_ID[name].period for name in held(tags, age)}
        assert next((period.value for period in STRICT if period in periods), "无") == wanted, age


@pytest.mark.parametrize(
    ("tags", "rows"),
    [
        ("", ""),
        ("高龄", "GL1"),
        ("高龄 独居", "GL1 NA1"),
        ("特困 高龄", "TK1 TK3 GL1 AQ1"),
        ("留守老人", "LR1"),
    ],
)
def test_whose_birthday_nobody_knows_is_visited_by_what_is_known(tags: str, rows: str) -> None:
    assert held(tags, None) == set(rows.split())


def test_of_90_the_quarterly_row_is_silent_even_where_somebody_wrote_aged() -> None:
    assert held("高龄", 90) == {"GL2", "GL2长", "AQ1"}


def test_the_shipped_rows_have_no_fault_and_say_where_they_come_from() -> None:
    assert faults(SHIPPED.rules) == []
    for rule in SHIPPED.rules:
        assert rule.because, rule.id
        assert rule.period is Period.EVENT or rule.gap == GAPS[rule.period], rule.id
    guessed = {rule.id for rule in SHIPPED.rules if rule.source is Source.DEFAULT}
    assert {"ET1", "ET2", "ET3", "ET4", "TF1", "JC1", "LS1", "FX1", "LF1"} <= guessed
    assert {rule.id for rule in SHIPPED.rules if rule.source is Source.NATIONAL} == {"NA1", "LR1"}
    assert {rule.id for rule in SHIPPED.rules if not rule.enabled} == {"LF1"}
    assert {rule.id for rule in SHIPPED.rules if rule.household} == {"DB1", "DB2", "JC1"}


def test_every_question_fits_on_a_phone_and_daily_visits_ask_the_short_form() -> None:
    assert {group.id for group in SHIPPED.groups} >= set("ABCDEFGH")
    assert all(len(item) <= 15 for group in SHIPPED.groups for item in group.items)
    short = [rule for rule in SHIPPED.rules if rule.period is Period.DAY or rule.id in ("TK2", "GL2", "ET4周")]
    assert short
    assert all(rule.groups == ("A",) for rule in short)


tags = st.sets(st.sampled_from(CATEGORIES + CONDITIONS), max_size=5)
born_days = st.none() | st.dates(date(1930, 1, 1), date(2025, 1, 1))
groups_asked = st.lists(st.sampled_from([group.id for group in SHIPPED.groups]), max_size=5).map("".join)
visits_made = st.lists(st.tuples(st.dates(date(2026, 6, 1), TODAY), groups_asked, st.sampled_from(Mode)), max_size=8)


def visit(day: date, groups: str, mode: Mode = Mode.IN_PERSON) -> Visit:
    told = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
    return Visit(1, 2, day, told, Outcome.WELL, mode, groups)


def _counted(rule: VisitRule, made: list[Visit], began: date) -> list[date]:
    last_on, by_phone, days = None, False, list[date]()
    for one in sorted(made, key=lambda one: one.visited_on):
        if one.visited_on >= began and counts(rule, one, last_on, by_phone):
            days.append(one.visited_on)
            last_on, by_phone = one.visited_on, one.mode is not Mode.IN_PERSON
    return days


def called(standing: Standing, since: dict[str, date], made: list[Visit]) -> Call | None:
    """What is asked of somebody today; `since` of a row that is not in it: long ago."""
    dues = []
    for rule in rules_for(SHIPPED.rules, standing, TODAY):
        began = since.get(rule.id, date(2026, 1, 1))
        days = _counted(rule, made, began)
        found = due(
            rule, Done(max(days, default=None), len(days)), since=began, key=7, works_on=lambda day: day.weekday() < 5
        )
        dues += [found] if found else []
    return call(1, dues, TODAY)


@given(tags, st.sampled_from(CATEGORIES + CONDITIONS), born_days, visits_made, st.dates(date(2026, 1, 1), TODAY))
def test_one_tag_more_never_makes_anybody_less_visited(
    worn: set[str], added: str, born: date | None, made: list[tuple[date, str, Mode]], since: date
) -> None:
    """Neither later nor asked less, whenever the tag was added, and no row is lost by it."""
    plain, more = Standing(frozenset(worn), born), Standing(frozenset({*worn, added}), born)
    rows = {rule.id for rule in rules_for(SHIPPED.rules, plain, TODAY)}
    gained = {rule.id for rule in rules_for(SHIPPED.rules, more, TODAY)} - rows
    assert rows <= {rule.id for rule in rules_for(SHIPPED.rules, more, TODAY)}
    visits = [visit(*one) for one in made]
    before, after = called(plain, {}, visits), called(more, dict.fromkeys(gained, since), visits)
    if before is not None:
        assert after is not None
        assert after.until <= before.until
        assert after.opens_on <= before.opens_on
        assert after.missed(TODAY) >= before.missed(TODAY)
        assert set(before.groups) <= set(after.groups)


@given(
    st.sampled_from(SHIPPED.rules), groups_asked, st.sampled_from(Mode), st.sampled_from([None, TODAY]), st.booleans()
)
def test_a_visit_counts_only_for_rows_whose_groups_were_answered(
    rule: VisitRule, asked: str, mode: Mode, last_on: date | None, by_phone: bool
) -> None:
    seen = mode is Mode.IN_PERSON or rule.not_by_phone(last_on, by_phone) is None
    met = rule.period is Period.EVENT and mode is Mode.IN_PERSON and "A" in asked  # 出了事，见到人就算到
    answered = all(group in asked for group in rule.groups)
    assert counts(rule, visit(TODAY, asked, mode), last_on, by_phone) is (met or (seen and answered))


def test_a_phone_key_is_read_and_beside_in_person_it_is_a_fault(tmp_path: Path) -> None:
    (rule,) = read(written(tmp_path, changed("because", 'phone = "都算"\nbecause'))).rules
    assert rule.phone is Phone.ALWAYS
    assert read(written(tmp_path, ROW + GROUP)).rules[0].phone is Phone.EVERY_OTHER
    with pytest.raises(RulesWrong, match="不用再写 phone"):
        read(written(tmp_path, changed("because", 'in_person = true\nphone = "都算"\nbecause')))


ROW = """\
[[rule]]
id = "甲"
said = "本月"
period = "月"
groups = ["A"]
source = "默认"
because = "试"
[[rule.when]]
all = ["特困"]
"""
GROUP = '[[group]]\nid = "A"\nname = "平安"\nitems = ["见到人吗"]\n'


def written(folder: Path, text: str, name: str = "规则.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def reading(folder: Path, text: str) -> VisitRules:
    return read(written(folder, text))


def test_what_may_be_left_out_has_a_value(tmp_path: Path) -> None:
    (rule,) = reading(tmp_path, ROW + GROUP).rules
    assert (rule.gap, rule.enabled, rule.household, rule.in_person) == (45, True, False, False)
    assert (rule.starts_on, rule.ends_on) == (date.min, date.max)


def test_days_may_be_written_with_and_without_quotes(tmp_path: Path) -> None:
    text = ROW.replace('because = "试"', 'because = "试"\nstarts_on = 2026-12-01\nends_on = "2027-12-01"')
    (rule,) = reading(tmp_path, text + GROUP).rules
    assert (rule.starts_on, rule.ends_on) == (date(2026, 12, 1), date(2027, 12, 1))


def changed(old: str, new: str) -> str:
    assert old in ROW + GROUP
    return (ROW + GROUP).replace(old, new)


WRONG = {
    "unknown key": (changed("because", "becaus"), "「甲」 里不认识 becaus：是不是想写 because？"),
    "unknown key of a way": (changed("all =", "alle ="), "「甲」 第 1 段 when 里不认识 alle：是不是想写 all？"),
    "unknown section": ("[[rules]]\n" + ROW + GROUP, "文件 里不认识 rules：是不是想写 rule？"),
    "unknown tag": (changed("特困", "特困户"), "里没有「特困户」这个类别或情形：是不是想写「特困」？"),
    "unknown period": (
        changed('"月"', '"每月"'),
        "「甲」 的 period 要从 日、周、月、季、事件 里选一个，现在写的是 每月",
    ),
    "unknown source": (changed('"默认"', '"省里"'), "source 要从 种子、国家、默认 里选一个"),
    "unknown group": (changed('["A"]', '["B"]'), "「甲」要问「B」组，清单里没有"),
    "no group": (changed('["A"]', "[]"), "没有写 groups"),
    "unknown unless": (changed("because", 'unless = ["乙"]\nbecause'), "unless 里有「乙」，规则里没有这一行"),
    "no name": (changed('id = "甲"\n', ""), "第 1 段规则 的 id 要写这一行的名字"),
    "long name": (changed('"甲"', f'"{"甲" * 25}"'), "id 太长，要在 24 个字以内"),
    "a day that is none": (changed("because", 'starts_on = "2026-02-30"\nbecause'), "starts_on 要写一个有的日子"),
    "a moment for a day": (changed("because", "ends_on = 2026-02-03T08:00:00\nbecause"), "ends_on 要写一个有的日子"),
    "a yes in quotes": (changed("because", 'enabled = "true"\nbecause'), "enabled 要写 true（是）或 false（否）"),
    "an age in words": (changed("all =", 'age_from = "八十"\nall ='), "age_from 要写满几岁起，一个整数"),
    "a negative gap": (changed("because", "gap = -1\nbecause"), "gap 要写最多隔几天，一个整数"),
    "one tag without a list": (changed('["特困"]', '"特困"'), "all 要写成一排，例如"),
    "ways not as sections": (changed("[[rule.when]]", "[rule.when]"), "when 要一段一段写，每段以 [[rule.when]] 开头"),
    "twice": (ROW + ROW + GROUP, "「甲」写了 2 行"),
    "group twice": (ROW + GROUP + GROUP, "清单的组「A」写了两次"),
    "long question": (changed("见到人吗", "见" * 16), "有 16 个字，手机上一行放不下"),
    "group without questions": (changed('["见到人吗"]', "[]"), "「A」 组没有问题"),
    "long letter": (changed('"A"', '"AB"'), "「AB」 组的 id 只能是一个字母"),
    "gap of an event": (changed('"月"', '"事件"\ndays = [1]\ngap = 9'), "是事件，不用写 gap"),
    "broken": (changed('"月"', "月"), "第 4 行第 10 个字附近写法不对"),
    "no such day unquoted": (changed("because", "starts_on = 2026-02-30\nbecause"), "写法不对"),
    "empty": ("", "一行规则也没有"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_read_is_named_with_its_row_in_a_sentence(tmp_path: Path, name: str) -> None:
    text, said = WRONG[name]
    with pytest.raises(RulesWrong) as wrong:
        reading(tmp_path, text)
    assert any(said in fault for fault in wrong.value.faults), wrong.value.faults
    assert all(fault.endswith(("。", "？")) for fault in wrong.value.faults)


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    text = changed("特困", "特困户").replace('"月"', '"年"').replace("because", "becaus").replace('["A"]', '["Z"]')
    with pytest.raises(RulesWrong) as wrong:
        reading(tmp_path, text)
    assert len(wrong.value.faults) == 5  # 不认识的键、缺的键、类别、频次、组


@pytest.mark.parametrize("content", [None, "规则".encode("gbk")])
def test_a_file_that_is_not_there_or_not_text_is_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "规则.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RulesWrong, match=r"读不到规则文件|不是 UTF-8"):
        read(path)


def test_check_rules_prints_every_row_and_marks_our_defaults() -> None:
    out = StringIO()
    assert check_rules(RULES, out) == 0
    lines = out.getvalue().splitlines()
    for rule in SHIPPED.rules:
        (line,) = [line for line in lines if line.split()[:1] == [rule.id]]
        assert ("默认，请镇里确认" in line) is (rule.source is Source.DEFAULT)
    assert lines[-1].startswith(
        "共 23 行（种子 8，国家 2，默认 13；没有启用 1）。有 13 行是默认，请镇里确认。没有要改的"
    )
    assert any("90 岁及以上" in line for line in lines)


def test_check_rules_names_what_is_wrong_and_fails(tmp_path: Path) -> None:
    for text, said in (
        (ROW + GROUP.replace("A", "B"), "1 处要改，改好才读得了。"),
        (changed("because", "gap = 3\nbecause"), "1 处要改。"),
    ):
        out = StringIO()
        assert check_rules(written(tmp_path, text), out) == 1
        assert "要改  「甲」" in out.getvalue()
        assert out.getvalue().endswith(f"{said}\n")
