"""Every sentence, read as an old villager or a tired grid worker reads it on a small telephone.

Short, plain, nothing from the office. The sentences themselves stand in `tests/handlers/said/`.
"""

import pkgutil
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil

import pytest

import handlers.wording
from care.category import CATEGORIES
from care.notice import Topic
from care.ticket import Status
from handlers.wording import common, notices, report, talk, work
from handlers.wording.notices import Facts
from tests.handlers.said import (
    NOW,
    Said,
    of_accounts,
    of_files,
    of_tickets,
    of_visits,
    sentences,
    short_name,
    ticket,
    width,
)
from tests.handlers.said.of_tickets import DANGER, SEALED

OFFICE = re.compile(
    "工单|系统|派单|受理|办结|归档|SLA|个案|诉求|提交|用户|您好！|亲[，,！~]|"
    "平台|录入|上报|反馈|落实|核查|走访对象|服务对象|探访率|工作人员|你"
)
NOBODY_CAME_YET = re.compile(r"已有人去|正在赶来|马上到|已经出发|在路上|人就来|我叫.{0,4}人来")
LEFT_OPEN = re.compile(
    r"(?<!哪)[一二三四五六七八九十]+号|None|Status|Step|\{|\}|\bTrue\b|\(\)|（）|「」|[，。：、][，。：、]"
)

WIDEST, MOST_LINES, MOST = 15, 3, 45  # 村民；字，半角算半个（docs/care-rules.md §9）
WIDEST_OF_A_WORKER, MOST_ROWS = 36, 9  # 办事的人：小屏上一行 18 字，一句不过两行；一次不过半屏
LISTED = "、"  # 一串名字有多长，由名字定
MOST_OF_A_TICKET = 80  # 字；通知里只写得下这么多（handlers/wording/notices.py）

TABLES = (of_tickets, of_visits, of_files, of_accounts)
TO_VILLAGERS = {**of_tickets.TO_VILLAGERS, **of_visits.TO_VILLAGERS, **of_accounts.TO_VILLAGERS}
IN_A_GROUP = of_tickets.IN_A_GROUP
IN_LISTS = {**of_visits.IN_LISTS, **of_files.IN_LISTS}
TO_WORKERS = {name: texts for tables in TABLES for name, texts in tables.TO_WORKERS.items()}
TICKET_TEXTS = of_visits.TICKET_TEXTS
THEIR_WORDS = ("屋顶漏水了", "换了三片瓦")  # 人家自己的话照原样给，不另断行


Texts = Callable[[], Sequence[str]]


def own_lines(text: str) -> list[str]:
    """Lines of our own making: without what somebody said and without enumerations of names."""
    quoted = [line for line in text.split("\n") if not any(words in line for words in THEIR_WORDS)]
    return [line for line in quoted if line.count(LISTED) < 3]


def said(*tables: Said) -> pytest.MarkDecorator:
    """One test for each sentence function, with all that it says."""
    rows = [pytest.param(texts, id=name) for table in tables for name, texts in table.items()]
    return pytest.mark.parametrize("texts", rows)


@said(TO_VILLAGERS)
def test_a_villager_reads_at_most_three_short_lines(texts: Texts) -> None:
    for text in texts():
        assert text.count("\n") < MOST_LINES, text
        assert [line for line in own_lines(text) if width(line) > WIDEST] == []
        assert sum(map(width, text.split("\n"))) <= MOST, text


@said(IN_A_GROUP)
def test_a_group_hears_one_line(texts: Texts) -> None:
    for text in texts():
        assert "\n" not in text
        assert width(text) <= 30, text


@said(TO_WORKERS, IN_LISTS)
def test_a_worker_reads_lines_of_two_rows_at_most(texts: Texts) -> None:
    for text in texts():
        assert [line for line in own_lines(text) if width(line) > WIDEST_OF_A_WORKER] == []


@said(TO_WORKERS)
def test_what_is_not_a_list_leaves_a_worker_half_of_the_screen(texts: Texts) -> None:
    for text in texts():
        assert sum(ceil(width(line) / (WIDEST_OF_A_WORKER / 2)) for line in text.split("\n")) <= MOST_ROWS, text


@said(TICKET_TEXTS)
def test_what_we_write_on_a_ticket_is_whole_in_its_notice(texts: Texts) -> None:
    for text in texts():
        assert len(text) <= MOST_OF_A_TICKET, text
        assert "\n" not in text


EVERYTHING = (TO_VILLAGERS, IN_A_GROUP, TO_WORKERS, IN_LISTS, TICKET_TEXTS)


@said(*EVERYTHING)
def test_nobody_hears_the_words_of_the_office_or_a_promise_nobody_has_made(texts: Texts) -> None:
    for text in texts():
        assert OFFICE.findall(text) == [], text
        assert NOBODY_CAME_YET.search(text) is None, text


@said(*EVERYTHING)
def test_numbers_are_digits_and_nothing_was_left_open(texts: Texts) -> None:
    for text in texts():
        assert LEFT_OPEN.search(text) is None, text
        assert text == text.strip()
        assert "\n\n" not in text


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_a_sentence(topic: Topic) -> None:
    assert "123号" in notices.text(topic, Facts(ticket(), "王奶奶", "S片区", "李明（网格员）", at=NOW))


@pytest.mark.parametrize("name", CATEGORIES)
def test_in_danger_the_number_to_call_stands_in_the_first_line(name: str) -> None:
    for told in (True, False):
        said = report.danger(replace(DANGER, category=name, sealed=CATEGORIES[name].sealed), told)
        assert re.search(r"1(?:10|19|20|2356)|96110", said.split("\n")[0])


@pytest.mark.parametrize("name", CATEGORIES)
def test_where_nobody_was_reached_nobody_is_said_to_be_called(name: str) -> None:
    said = report.danger(replace(DANGER, category=name), told=False)
    assert "没联系上" in said
    assert "我在叫" not in said


def test_a_sealed_matter_is_not_spelled_out_in_lists_or_to_its_reporter() -> None:
    words = SEALED.text[:4]
    assert words not in work.mine([SEALED], [SEALED], NOW)
    assert words not in common.which([SEALED, SEALED])
    assert words not in common.meant(SEALED, "王奶奶")
    for status in Status:
        said = talk.look(replace(SEALED, status=status), "覃芳", NOW)
        assert words not in said
        assert SEALED.outcome[:4] not in said
    assert SEALED.outcome[:4] not in notices.text(Topic.DONE, Facts(SEALED, "王奶奶", "S片区"))


def test_a_notice_that_may_come_twice_carries_its_time() -> None:
    for topic in (Topic.OVERDUE, Topic.NUDGED):
        first = notices.text(topic, Facts(DANGER, "王奶奶", "S片区", at=NOW))
        later = notices.text(topic, Facts(DANGER, "王奶奶", "S片区", at=NOW + timedelta(minutes=10)))
        assert first != later


def test_every_wording_function_is_read_here() -> None:
    """A new sentence joins one of the tables in `tests/handlers/said/`."""
    read = {name for table in EVERYTHING for name in table}
    for tables in TABLES:
        written = {name for module in tables.MODULES for name in sentences(module)}
        assert written - read - tables.BLOCKS == set()
        assert written >= tables.BLOCKS


def test_every_wording_module_is_read_here() -> None:
    read = {short_name(module) for tables in TABLES for module in tables.MODULES}
    assert read == {module.name for module in pkgutil.iter_modules(handlers.wording.__path__)}


def test_no_table_of_sentences_hides_another() -> None:
    tables: list[Said] = [of_tickets.TO_VILLAGERS, of_visits.TO_VILLAGERS, of_accounts.TO_VILLAGERS, IN_A_GROUP]
    tables += [*(one.TO_WORKERS for one in TABLES), of_visits.IN_LISTS, of_files.IN_LISTS, TICKET_TEXTS]
    twice = {"notices.text", "common.cannot"}  # 来话人和办事的人各听一半
    names = [name for table in tables for name in table]
    assert {name for name in names if names.count(name) > 1} == twice
