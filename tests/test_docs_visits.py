"""What the pages say of visits and files is so: rules, numbers, commands and sentences are those of the code."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import forecast as forecast_command
from bot.__main__ import ARGUMENTS, COMMANDS
from bot.import_people import AT_ONCE
from bot.imported import CROWDED
from bot.settings import Conversation, Visits
from bot.sheets.guard import ROWS_MOST
from care.visits import due, patterns
from care.visits.faults import SHORTEST
from handlers import dossier, dossier_pause, errand_hand, errands_asked, farewell, forecast, leave, silent
from handlers.rounds import ROUNDS
from nlp.address_talk import address_asked
from nlp.dossier_talk import file_said
from nlp.errand_talk import errand_answers
from nlp.event_talk import event_said
from nlp.forecast_talk import weeks_asked
from nlp.leave_talk import leave_verb
from nlp.photo_talk import picture_of
from nlp.reminder_talk import reminder_asked
from nlp.roll_asked import roll_asked
from nlp.roll_talk import roll_command, roll_said
from tests.kit import rule_table
from tests.test_docs import PAGES, ROOT, named, rows, text_of

RULES, VISITS = "docs/care-rules.md", "docs/visits.md"


def test_the_visit_rules_in_the_page_are_the_shipped_ones() -> None:
    """If not: `python -m tests.kit.rule_table`."""
    page = text_of(RULES)
    assert rule_table.redrawn(page) == page


def test_every_round_is_explained_and_in_its_order() -> None:
    told = [row[0].strip("`") for row in rows(text_of("docs/journey.md"), "## 时间到了也走这条路")]
    assert told == [one.name for one in ROUNDS]


def of_section(number: str) -> Iterator[list[str]]:
    """The rows of every table of care-rules §10."""
    part = re.split(rf"^## {number} ", text_of(RULES), flags=re.MULTILINE)[1].split("\n## ")[0]
    lines = (line for line in part.splitlines() if line.startswith("| "))
    return ([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines)


def days(span: timedelta) -> str:
    return f"{span.days} 天"


def clock(*moments: object) -> str:
    return "、".join(f"{moment:%H:%M}".removeprefix("0") for moment in moments)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("早上、傍晚、周日", clock(Visits().morning, Visits().evening, Visits().sunday)),
        ("一条几户", f"最多 {Visits().houses} 户"),
        ("最长隔几天", "日 1、周 10、月 45、季 120"),
        ("最长隔几天", f"不能少于 {'、'.join(map(str, SHORTEST.values()))}"),
        ("新来的人", days(due.GRACE)),
        ("补记", f"{errand_hand.MOST_LATE} 天以内"),
        ("撤销", f"{Conversation().undo_minutes} 分钟内"),
        ("一次问几句", f"最多 {errands_asked.MOST_AT_ONCE} 句"),
        ("天天看的，没有回音", f"往回看 {silent.LOOK_BACK} 天"),
        ("请假", f"一次最多 {leave.MOST_DAYS} 天"),
        ("请假", f"{leave.LOOK_BACK} 天内到期"),
        ("预测看多远", f"不说几周是 {forecast.WEEKS} 周"),
        ("预测看多远", f"微信里 1–{forecast.MOST_WEEKS} 周，命令 1–{forecast_command.MOST_WEEKS} 周"),
        ("一个门牌几个人算太多", f"超过 {CROWDED} 人"),
        ("一次读多少", f"{ROWS_MOST:,} 行"),
        ("一次读多少", f"每 {AT_ONCE} 人提交一次"),
    ],
)
def test_a_number_in_the_rules_is_the_one_in_the_code(row: str, said: str) -> None:
    found = [cells for cells in of_section("10") if cells[0] == row]
    assert found, row
    assert any(said in " ".join(cells) for cells in found), found


def test_the_patterns_are_told_with_their_numbers() -> None:
    page = text_of(RULES)
    for said in (
        f"每天 {patterns.ON_A_DAY} 户次以上的有 {patterns.SAME_DAYS} 天以上",
        f"{patterns.SAID} 句以上",
        f"{patterns.ALWAYS} 次以上",
        f"看的要有 {patterns.PEOPLE} 人以上",
        f"{patterns.PEOPLE} 人以上才算",
        f"3 人以上的单子有 {patterns.LISTS} 张",
        f"{patterns.QUIET.days} 天里发了 {patterns.QUIET_LISTS} 张以上",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    "said",
    [
        f"最长 {dossier_pause.MOST.days} 天",
        f"最近{'零一二三四五六七八九十'[dossier.LINES]}件",
        f"{'零一二三四五六七八九十'[farewell.WAIT.days]}天没人确认",
        f"一条最多 {Visits().houses} 户",
        *(f"{moment:%H:%M}".removeprefix("0") for moment in (Visits().morning, Visits().evening, Visits().sunday)),
    ],
)
def test_a_number_told_to_the_township_is_the_one_in_the_code(said: str) -> None:
    assert said in text_of(VISITS)


def commands_in(page: Path) -> Iterator[tuple[str, str]]:
    """(name, the rest of the line) of every `python -m bot …` that a page shows."""
    for found in re.finditer(r"python -m bot ([a-z][\w-]*)([^`\n#]*)", page.read_text(encoding="utf-8")):
        yield found[1], found[2]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_shown_on_a_page_can_be_typed(page: Path) -> None:
    for name, rest in commands_in(page):
        assert name in COMMANDS, name
        options = {flag for flags, _ in ARGUMENTS.get(name, ()) for flag in flags} | {"--config"}
        assert {said for said in re.findall(r"--[a-z][a-z-]+", rest) if said != "--"} <= options, (name, rest)


def test_options_explained_beside_a_command_are_its_own() -> None:
    page = text_of("docs/operating.md")
    for name, told in re.findall(r"^\| `python -m bot ([\w-]+)[^|]*\|(.*)\|$", page, re.MULTILINE):
        options = {flag for flags, _ in ARGUMENTS.get(name, ()) for flag in flags}
        assert set(re.findall(r"--[a-z][a-z-]+", told)) <= options, name


def test_every_option_of_a_command_is_named_somewhere() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name, arguments in ARGUMENTS.items():
        parser = ArgumentParser()
        for flags, options in arguments:
            parser.add_argument(*flags, **options)
            for flag in flags:
                assert not flag.startswith("--") or flag in pages, (name, flag)


def sentences() -> Iterator[str]:
    """What one may say, out of the first column of the tables of visits.md."""
    page = re.sub(r"^ *```.*?^ *```", "", text_of(VISITS), flags=re.DOTALL | re.MULTILINE)
    for heading in ("## 4 怎么回", "## 6 请假和交接", "## 10 翻开一份档，改一改", "## 11 出了事的家庭，平安确认"):
        for row in rows(page, heading):
            yield from re.findall(r"`([^`]+)`", row[0])


@pytest.mark.parametrize("said", sorted(set(sentences())))
def test_what_the_page_tells_people_to_say_is_understood(said: str) -> None:
    rolls = (roll_asked, roll_said, roll_command)
    heard = (errand_answers, leave_verb, file_said, event_said, reminder_asked, picture_of, *rolls)
    known = said == "撤销" or address_asked(said) is not None or weeks_asked(said, 4) is not None
    assert known or any(listen(said) for listen in heard)


def test_the_page_of_the_township_has_the_sections_that_others_cite() -> None:
    """「第 10 节」 of visits.md, wherever it is cited."""
    numbers = set(re.findall(r"^## (\d+) ", text_of(VISITS), re.MULTILINE))
    cited = {one for page in PAGES for one in re.findall(r"visits\.md\) 第 (\d+) 节", page.read_text(encoding="utf-8"))}
    cited |= set(re.findall(r"见第 (\d+) 节", text_of(VISITS)))
    assert cited
    assert cited <= numbers


def test_rules_of_visits_are_cited_by_their_section() -> None:
    """Rows and phone visits are §10 of care-rules."""
    for path in (*(ROOT / "care" / "visits").rglob("*.py"), ROOT / "bot" / "visit_rules.py"):
        cited = re.findall(r"[Cc]are-rules(?:\.md`?)? §(\d+)", path.read_text(encoding="utf-8"))
        assert set(cited) <= {"10"}, path.name
