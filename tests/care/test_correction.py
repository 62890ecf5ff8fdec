"""更正: what changes with a label, what stays, and what nobody may do by it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from care.calendar import SHANGHAI
from care.category import CATEGORIES, NOT_A_REQUEST, Urgency, is_sealed, tier_of
from care.correction import (
    Label,
    categories_like,
    category_named,
    correct,
    keeps,
    label_of,
    may_calm,
    take_back,
)
from care.escalation import Limit, resolve_by, respond_by
from care.ticket import Decision, Status, Step, StepNotAllowed, Ticket, TooLate, accept
from tests.care.village import CALENDAR, DAY, HOUR, LIMITS, MONDAY, THREE, TWO, duty, ticket

LI, QIN, CHEN, WEI = 1, 2, 4, 5
SOON = MONDAY + timedelta(minutes=5)
WITHIN = timedelta(minutes=10)
ALL_LIMITS = LIMITS | {Urgency.QUESTION: Limit(DAY, 2 * DAY, DAY, working=True)}


def held(status: Status, urgency: Urgency = Urgency.ROUTINE) -> Ticket:
    busy = status in (Status.ACCEPTED, Status.WAITING)
    open_until = respond_by(urgency, MONDAY, ALL_LIMITS, CALENDAR)
    made = ticket(status, urgency=urgency, assignee_id=LI if busy else None)
    return replace(
        made,
        respond_by=open_until if status is Status.OPEN else None,
        resolve_by=resolve_by(urgency, MONDAY, ALL_LIMITS, CALENDAR),
        waiting_until=MONDAY + DAY if status is Status.WAITING else None,
    )


def said(
    one: Ticket, category: str = "", urgency: Urgency | None = None, *, post: str = "", kept: bool = True
) -> Decision:
    now = Label(category or one.category, urgency or one.urgency)
    return correct(
        one, now, post=post or one.post, kept=kept, by=QIN, at=SOON, limits=ALL_LIMITS, calendar=CALENDAR, reason="看过"
    )


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("urgency", [one for one in Urgency if one is not Urgency.NONE])
@pytest.mark.parametrize("category", ["低保", "家暴", "心理"])
def test_a_label_brings_its_tier_and_its_seal_whatever_the_status(
    status: Status, urgency: Urgency, category: str
) -> None:
    decision = said(held(status), category, urgency)
    now = decision.ticket
    assert (now.category, now.urgency) == (category, urgency)
    assert (now.tier, now.sealed) == (tier_of(category, urgency), is_sealed(category, urgency))
    (event,) = decision.events
    assert (event.step, event.by, event.at, event.note) == (
        Step.CORRECT,
        QIN,
        SOON,
        f"基础设施·普通 → {category}·{urgency}：看过",
    )


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.CANCELLED])
def test_what_is_over_stays_over_and_where_it_was(status: Status) -> None:
    before = held(status)
    now = said(before, "家暴", Urgency.EMERGENCY, post="社工站", kept=False).ticket
    labelled = replace(now, category=before.category, urgency=before.urgency, tier=before.tier, sealed=before.sealed)
    assert labelled == before


@pytest.mark.parametrize("status", [Status.OPEN, Status.ACCEPTED, Status.WAITING])
def test_what_goes_to_another_desk_waits_there_as_after_a_hand_over(status: Status) -> None:
    now = said(held(status), "残疾", post="社工站", kept=False).ticket
    assert (now.status, now.post, now.assignee_id, now.waiting_until) == (Status.OPEN, "社工站", None, None)
    assert now.respond_by == respond_by(Urgency.ROUTINE, SOON, ALL_LIMITS, CALENDAR)
    assert accept(now, by=CHEN, at=SOON).ticket.assignee_id == CHEN


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.WAITING])
def test_who_keeps_it_keeps_its_state(status: Status) -> None:
    before = held(status)
    now = said(before, "残疾", Urgency.URGENT).ticket
    assert (now.status, now.assignee_id, now.waiting_until) == (before.status, LI, before.waiting_until)
    assert now.respond_by is None


def test_more_urgent_is_counted_from_now_but_never_later_than_promised() -> None:
    raised = said(held(Status.OPEN), urgency=Urgency.URGENT).ticket
    assert (raised.respond_by, raised.resolve_by) == (SOON + HOUR / 2, SOON + DAY)
    nearly = replace(held(Status.OPEN), respond_by=SOON + timedelta(minutes=1), resolve_by=SOON + HOUR)
    hurried = said(nearly, urgency=Urgency.URGENT).ticket
    assert (hurried.respond_by, hurried.resolve_by) == (nearly.respond_by, nearly.resolve_by)
    late = replace(held(Status.OPEN), respond_by=MONDAY, resolve_by=MONDAY)
    renewed = said(late, urgency=Urgency.EMERGENCY).ticket
    assert (renewed.respond_by, renewed.resolve_by) == (SOON + HOUR / 6, SOON + HOUR)


def test_less_urgent_keeps_the_earlier_deadlines() -> None:
    before = held(Status.OPEN, Urgency.URGENT)
    now = said(before, urgency=Urgency.QUESTION).ticket
    assert (now.respond_by, now.resolve_by) == (before.respond_by, before.resolve_by)


def test_an_emergency_that_is_none_is_counted_anew_and_in_the_morning() -> None:
    night = datetime(2026, 3, 2, 23, 0, tzinfo=SHANGHAI)
    before = replace(held(Status.OPEN, Urgency.EMERGENCY), respond_by=night, resolve_by=night)
    now = correct(
        before,
        Label("医疗", Urgency.URGENT),
        post=before.post,
        kept=False,
        by=QIN,
        at=night,
        limits=ALL_LIMITS,
        calendar=CALENDAR,
    ).ticket
    morning = datetime(2026, 3, 3, 6, 0, tzinfo=SHANGHAI)
    assert (now.respond_by, now.resolve_by) == (morning + HOUR / 2, morning + DAY)


def test_nobody_keeps_what_has_become_an_emergency_or_what_they_may_not_read() -> None:
    mine, readers = held(Status.ACCEPTED), (duty(LI, "网格员", 1),)
    assert keeps(mine, Label("低保", Urgency.URGENT), mine.post, readers)
    assert not keeps(mine, Label("低保", Urgency.EMERGENCY), mine.post, readers)
    assert not keeps(mine, Label("家暴", Urgency.URGENT), mine.post, (duty(CHEN, "社工站", 3),))
    assert not keeps(mine, Label("低保", Urgency.URGENT), "村社工", readers)
    assert keeps(mine, Label("低保", Urgency.URGENT), "村社工", (*readers, duty(LI, "村社工", 2)))
    assert not keeps(held(Status.OPEN), Label("低保", Urgency.URGENT), "网格员", readers)


@pytest.mark.parametrize(
    ("post", "may"), [("网格员", False), ("村委", False), ("村社工", True), ("社工站", True), ("民政办", True)]
)
def test_an_emergency_is_lowered_by_a_social_worker_or_above(post: str, may: bool) -> None:
    assert may_calm([duty(QIN, post, 2)], (1, 2, 3), THREE) is may
    assert not may_calm([duty(QIN, post, 9)], (1, 2, 3), THREE)


def test_where_one_desk_is_both_grid_worker_and_social_worker_it_may_lower_it() -> None:
    assert [may_calm([duty(LI, post.name, 1)], (1,), TWO) for post in TWO.posts] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("低保", "低保"),
        ("残疾人", "残疾"),
        ("诈骗", "防诈骗"),
        ("侵害", "监护缺失侵害"),
        ("非诉求", NOT_A_REQUEST),
        ("闲聊", NOT_A_REQUEST),
        ("儿童", ""),
        ("五", ""),
        ("", ""),
        ("待分", ""),
    ],
)
def test_a_category_is_found_by_its_name_or_a_clear_part_of_it(text: str, category: str) -> None:
    assert category_named(text) == category


def test_the_likest_categories_are_offered_and_all_when_none_is_like() -> None:
    assert categories_like("儿童")[:2] == ["留守儿童", "困境儿童"]
    assert categories_like("xyz") == list(CATEGORIES)


# —— 反悔 ——


def taken_back(after: Ticket, decision: Decision, label: Label, *, by: int = QIN, late: timedelta = WITHIN) -> Decision:
    (last,) = decision.events
    return take_back(after, last, label, by=by, at=SOON + late, within=WITHIN, limits=ALL_LIMITS, calendar=CALENDAR)


@pytest.mark.parametrize("status", Status)
def test_taking_it_back_brings_back_label_desk_and_holder(status: Status) -> None:
    before = held(status)
    decision = said(before, "残疾", Urgency.URGENT, post="社工站", kept=False)
    back = taken_back(decision.ticket, decision, label_of(before))
    now = back.ticket
    assert (label_of(now), now.post, now.assignee_id, now.status) == (
        label_of(before),
        before.post,
        before.assignee_id,
        before.status,
    )
    assert (now.respond_by is not None) == (status is Status.OPEN)
    assert (now.waiting_until is not None) == (status is Status.WAITING)
    assert (back.events[0].step, back.events[0].note) == (Step.UNDO, Step.CORRECT)


def test_an_emergency_that_comes_back_waits_for_anyone() -> None:
    before = held(Status.ACCEPTED, Urgency.EMERGENCY)
    decision = said(before, urgency=Urgency.ROUTINE)
    now = taken_back(decision.ticket, decision, label_of(before)).ticket
    assert (now.danger, now.status, now.assignee_id) == (True, Status.OPEN, None)
    assert now.respond_by == SOON + WITHIN + HOUR / 6


def test_only_ones_own_correction_and_only_in_time() -> None:
    before = held(Status.OPEN)
    decision = said(before, "残疾")
    with pytest.raises(TooLate):
        taken_back(decision.ticket, decision, label_of(before), late=WITHIN + timedelta(seconds=1))
    with pytest.raises(StepNotAllowed):
        taken_back(decision.ticket, decision, label_of(before), by=LI)
    other = accept(decision.ticket, by=QIN, at=SOON)
    with pytest.raises(StepNotAllowed):
        taken_back(other.ticket, other, label_of(before))
