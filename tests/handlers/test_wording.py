"""Every sentence, read as an old villager reads it on a small telephone: short, plain, nothing from the office."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType

import pytest

from care.calendar import SHANGHAI
from care.category import CATEGORIES, Tier, Urgency
from care.notice import Topic
from care.people import Duty
from care.ticket import DangerStays, Moved, NoOutcome, Status, Step, StepNotAllowed, Ticket, TooLate
from care.visits.round import Mode, Outcome
from handlers.wording import common, errands, notices, report, talk, visits, work
from handlers.wording.notices import Facts
from nlp.intent import Seen, Visit

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
DUTY = Duty(7, "韦主任", "村居社工", 1)  # 三个字的名字、四个字的岗位：平常里算长的
OFFICE = ("工单", "系统", "派单", "受理", "办结", "归档", "SLA", "个案", "诉求", "提交", "用户", "您好！", "亲")
NOBODY_CAME_YET = re.compile(r"已有人去|正在赶来|马上到|已经出发|在路上|人就来|我叫.{0,4}人来")

WIDEST, MOST_LINES, MOST = 15, 3, 45  # 字；半角算半个（docs/care-rules.md）

Said = Mapping[str, Sequence[str]]


def ticket(status: Status = Status.OPEN, **changes: object) -> Ticket:
    plain = Ticket(
        number=123,
        place_id=1,
        caller_id=2,
        about="",
        category="留守老人",
        urgency=Urgency.ROUTINE,
        tier=Tier.GRID,
        sealed=False,
        text="屋顶漏水了，能不能找个人来帮忙看看，下雨天床都是湿的",
        status=status,
        post="村居社工",
        assignee_id=None,
        opened_at=NOW,
        respond_by=None,
        resolve_by=None,
        outcome="换了三片瓦，不漏了，下回下雨再去看一次",
        waiting_until=NOW + timedelta(days=30),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # 字段名由调用处给


DANGER = ticket(urgency=Urgency.EMERGENCY, category="医疗")
SEALED = ticket(urgency=Urgency.EMERGENCY, category="家暴", sealed=True)
NUMBER = 123


def refusals(one: Ticket) -> Iterator[StepNotAllowed]:
    for status in Status:
        yield StepNotAllowed(replace(one, status=status), Step.ACCEPT)
    yield TooLate(one, Step.UNDO)


TO_VILLAGERS: Said = {
    "talk.greeting": [talk.greeting("守望")],
    "talk.welcome": [talk.welcome("守望", "S片区")],
    "talk.help_villager": [talk.help_villager()],
    "talk.unclear": [talk.unclear()],
    "talk.handed_to_people": [talk.handed_to_people(NUMBER)],
    "talk.not_heard": [talk.not_heard(NUMBER)],
    "talk.picture_alone": [talk.picture_alone()],
    "talk.kept_for": [talk.kept_for(NUMBER)],
    "talk.voice_kept": [talk.voice_kept(NUMBER)],
    "talk.passed_on": [talk.passed_on(DANGER)],
    "talk.look": [
        talk.look(ticket(status, sealed=sealed), "韦主任", NOW) for status in Status for sealed in (True, False)
    ],
    "talk.nudged": [talk.nudged(ticket(), "韦主任", night=night) for night in (True, False)],
    "talk.nudged_today": [talk.nudged_today(ticket())],
    "talk.cancelled": [talk.cancelled(ticket())],
    "talk.cancel_kept": [talk.cancel_kept(DANGER)],
    "talk.reopened_stays": [talk.reopened_stays(12)],
    "talk.rated": [talk.rated(rating) for rating in (1, 2)],
    "talk.rated_low": [talk.rated_low(NUMBER, "社工站")],
    "talk.nothing_to_choose": [talk.nothing_to_choose()],
    "talk.back": [talk.back()],
    "talk.bound": [talk.bound("王奶奶", "S片区")],
    "talk.bad_code": [talk.bad_code()],
    "talk.code_for_group": [talk.code_for_group()],
    "talk.need_code": [talk.need_code()],
    "talk.told_it_is_over": [talk.told_it_is_over(ticket())],
    "report.danger": [
        report.danger(replace(DANGER, category=name, sealed=row.sealed), told)
        for name, row in CATEGORIES.items()
        for told in (True, False)
    ],
    "report.heard": [report.heard(NUMBER, duty, night=night) for duty in (DUTY, None) for night in (True, False)],
    "report.heard_sealed": [report.heard_sealed(NUMBER)],
    "report.heard_for": [
        report.heard_for(NUMBER, "张奶奶", duty, night=night) for duty in (DUTY, None) for night in (True, False)
    ],
    "report.heard_in_part": [report.heard_in_part(NUMBER)],
    "report.question": [report.question(NUMBER, duty) for duty in (DUTY, None)],
    "report.already": [report.already(NUMBER)],
    "report.added": [report.added(NUMBER)],
    "report.same_or_new": [report.same_or_new(NUMBER)],
    "report.about_whom": [report.about_whom()],
    "common.no_such": [common.no_such(NUMBER)],
    "common.nothing_open": [common.nothing_open()],
    "common.workers_only": [common.workers_only()],
    "common.timed_out": [common.timed_out()],
    "common.cannot": [common.cannot(refusal, "韦主任") for refusal in refusals(ticket())],
    "notices": [
        notices.text(topic, Facts(one, "王奶奶", "S片区", "韦主任（村委）"))
        for topic in (Topic.TAKEN, Topic.LATER, Topic.LET_GO, Topic.DONE, Topic.UNDONE)
        for one in (ticket(), SEALED)
    ],
}

IN_A_GROUP: Said = {
    "talk.help_in_group": [talk.help_in_group()],
    "talk.greeting_in_group": [talk.greeting_in_group("守望")],
    "talk.unclear_in_group": [talk.unclear_in_group()],
    "talk.state_in_group": [talk.state_in_group(ticket(status)) for status in Status],
    "talk.group_bound": [talk.group_bound("G村", "守望")],
    "talk.code_for_person": [talk.code_for_person()],
    "talk.ask_in_private": [talk.ask_in_private()],
    "report.danger_in_group": [
        report.danger_in_group(*known) for known in ((True, True), (False, True), (False, False))
    ],
    "work.corrected_in_group": [work.corrected_in_group(SEALED)],
    "report.in_group": [report.in_group(NUMBER)],
    "common.which_in_group": [common.which_in_group()],
}

TO_WORKERS: Said = {
    "errands.address": [
        errands.address("1 张奶奶", "S片区", house, "张秀英", names)
        for house in ("3号", "")
        for names in (["张秀英"], ["韦老三"])
    ],
    "errands.part": [errands.part("1 张奶奶", outcome, mode) for outcome in Outcome for mode in Mode],
    "errands.noted": [errands.noted(["1 张奶奶好"] * many) for many in (1, 9)],
    "errands.left": [errands.left(names) for names in ([], ["2 李爷爷"])],
    "errands.try_again": [errands.try_again(1, "1 张奶奶")],
    "errands.tomorrow": [errands.tomorrow("1 张奶奶")],
    "errands.still_today": [errands.still_today("1 张奶奶")],
    "errands.just_noted": [errands.just_noted(1, "1 张奶奶")],
    "errands.nobody_twice": [errands.nobody_twice("张秀英", who) for who in ([], ["韦桂花（女儿）"])],
    "errands.still_nobody": [errands.still_nobody()],
    "errands.called_for": [errands.called_for(NUMBER, "1 张奶奶", told=told) for told in (True, False)],
    "errands.added": [errands.added(NUMBER, "1 张奶奶")],
    "errands.opened": [errands.opened(NUMBER, "1 张奶奶")],
    "errands.asked_for_help": [errands.asked_for_help()],
    "errands.found": [errands.found([("房子火电路安全吗", "门坏了")])],
    "errands.kept": [errands.kept(1)],
    "errands.gone": [errands.gone("张秀英", Outcome.DECEASED, "昨天走的")],
    "errands.handed": [errands.handed(NUMBER, "1 张奶奶")],
    "errands.who_of": [errands.who_of(4, ["覃小明", "覃玉兰"], Outcome.HOSPITAL)],
    "errands.already": [errands.already("1 张奶奶", Outcome.WELL)],
    "errands.no_line": [errands.no_line(9, [1, 2])],
    "errands.one_by_one": [errands.one_by_one(["4 覃家"])],
    "errands.nothing_open": [errands.nothing_open()],
    "errands.go_there": [errands.go_there("4 覃家")],
    "errands.which_day": [errands.which_day()],
    "errands.too_late": [errands.too_late()],
    "errands.not_yet": [errands.not_yet()],
    "errands.no_list": [errands.no_list(NOW.date())],
    "errands.ask": [errands.ask("2 刘奶奶", ["家里的药够吃吗"])],
    "errands.ask_until": [errands.ask_until("2 刘奶奶")],
    "errands.paused": [errands.paused("刘奶奶", NOW.date(), NOW.date())],
    "errands.complete": [errands.complete("2 刘奶奶")],
    "errands.taken_back": [errands.taken_back(["1 张奶奶"], kept) for kept in ([], [NUMBER])],
    "errands.said_by_mistake": [errands.said_by_mistake()],
    "talk.greeting_worker": [talk.greeting_worker("守望", "李明")],
    "talk.help_worker": [talk.help_worker()],
    "talk.help_station": [talk.help_station()],
    "common.nothing_for_worker": [common.nothing_for_worker()],
    "common.nothing_to_take": [common.nothing_to_take()],
    "work.accepted": [work.accepted(ticket())],
    "work.accepted_danger": [work.accepted_danger(DANGER)],
    "work.already_yours": [work.already_yours(ticket())],
    "work.resolved": [work.resolved(ticket(), asked=asked) for asked in (True, False)],
    "work.need_outcome": [work.need_outcome(NUMBER)],
    "work.handed": [work.handed(ticket(), "社工站")],
    "work.hand_to_whom": [work.hand_to_whom(["村社工", "社工站"])],
    "work.nobody_there": [work.nobody_there("村委")],
    "work.already_there": [work.already_there(ticket(), "社工站")],
    "work.noted": [work.noted(ticket())],
    "work.need_note": [work.need_note(NUMBER)],
    "work.postponed": [work.postponed(ticket(), NOW + timedelta(days=3), NOW)],
    "work.nothing_to_undo": [work.nothing_to_undo(timedelta(minutes=10))],
    "work.undone": [
        work.undone(ticket(), Moved(NUMBER, step, 7, NOW, Status.OPEN, Status.OPEN, "", "", None))
        for step in (Step.RESOLVE, Step.ACCEPT, Step.POSTPONE, Step.HAND_OVER, Step.RATE, Step.CANCEL)
    ],
    "common.meant": [common.meant(one, "王奶奶") for one in (ticket(), SEALED)],
    "visits.seen": [visits.seen(Visit("张三", seen, "去女儿家了")) for seen in Seen],
    "visits.noted": [visits.noted(Visit("张三", seen), [NUMBER, 124]) for seen in Seen],
    "visits.kept": [visits.kept([Visit("", seen), Visit("李四", seen)]) for seen in Seen],
    "visits.nothing_told": [visits.nothing_told()],
    "work.corrected": [work.corrected(ticket(), to) for to in ("", "社工站")],
    "work.raised": [work.raised(DANGER, told=told) for told in (True, False)],
    "work.sealed_away": [work.sealed_away(SEALED)],
    "work.not_a_request": [work.not_a_request(ticket())],
    "work.already_so": [work.already_so(ticket())],
    "work.which_category": [work.which_category(NUMBER, ["留守儿童", "困境儿童"])],
    "work.which_urgency": [work.which_urgency(NUMBER)],
    "work.not_yours_to_calm": [work.not_yours_to_calm(DANGER, "村社工")],
    "work.corrected_back": [work.corrected_back(ticket())],
    "work.still_wanted": [work.still_wanted()],
    "work.mine": [work.mine([ticket(), DANGER], [SEALED], NOW)],
    "work.looked": [work.looked(ticket(), "李明", "王奶奶", [], NOW)],
    "common.cannot": [common.cannot(kind(DANGER, Step.RESOLVE)) for kind in (NoOutcome, DangerStays)],
    "notices": [
        notices.text(topic, Facts(one, "王奶奶", "S片区", "李明（网格员）", note="家里有狗", at=NOW))
        for topic in Topic
        for one in (ticket(), DANGER, SEALED, ticket(assignee_id=7))
    ],
}

BUILDING_BLOCKS = {  # 别的话用来拼的，或者各行归各行的
    *("errands.called", "errands.is_child", "errands.names", "errands.row"),
    "report.and_beside",
    "talk.hotlines",
    "common.who",
    "common.day_of",
    "common.when",
    "common.brief",
    "common.subject",
    "common.listed",
    "common.which",
}


def width(line: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in line)


def each(*tables: Said) -> list[str]:
    return [text for table in tables for texts in table.values() for text in texts]


@pytest.mark.parametrize("text", each(TO_VILLAGERS))
def test_a_villager_reads_at_most_three_short_lines(text: str) -> None:
    lines = text.split("\n")
    assert len(lines) <= MOST_LINES
    own = ("换了三片瓦",)  # 办事的人写的结果照原话给，不另断行
    assert [line for line in lines if width(line) > WIDEST and not any(word in line for word in own)] == []
    assert sum(map(width, lines)) <= MOST


@pytest.mark.parametrize("text", each(IN_A_GROUP))
def test_a_group_hears_one_line(text: str) -> None:
    assert "\n" not in text
    assert width(text) <= 30


@pytest.mark.parametrize("text", each(TO_VILLAGERS, IN_A_GROUP, TO_WORKERS))
def test_nobody_hears_the_words_of_the_office_or_a_promise_nobody_has_made(text: str) -> None:
    assert [word for word in OFFICE if word in text] == []
    assert NOBODY_CAME_YET.search(text) is None


@pytest.mark.parametrize("text", each(TO_VILLAGERS, IN_A_GROUP, TO_WORKERS))
def test_numbers_are_digits_and_nothing_was_left_open(text: str) -> None:
    assert re.search(r"(?<!哪)[一二三四五六七八九十]+号|None|Status|Step|\{|\}|\bTrue\b", text) is None
    assert text == text.strip()
    assert "\n\n" not in text


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_a_sentence(topic: Topic) -> None:
    said = notices.text(topic, Facts(ticket(), "王奶奶", "S片区", "李明（网格员）", at=NOW))
    assert "123号" in said


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
    """A new sentence joins one of the tables above."""
    read = {*TO_VILLAGERS, *IN_A_GROUP, *TO_WORKERS, *BUILDING_BLOCKS}
    modules = (common, errands, report, talk, visits, work)
    written = {f"{_short(module)}.{name}" for module in modules for name in _functions(module)}
    assert written - read == set()


def _functions(module: ModuleType) -> list[str]:
    found: list[tuple[str, Callable[..., object]]] = inspect.getmembers(module, inspect.isfunction)
    return [name for name, made in found if made.__module__ == module.__name__ and not name.startswith("_")]


def _short(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[-1]
