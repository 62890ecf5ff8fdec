"""A ticket in the hands of people who do anything at any time: what holds whatever they do."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from care.category import Urgency
from care.escalation import escalate, ran_out
from care.escalation import respond_by as due
from care.place import Structure
from care.ticket import (
    STEPS,
    UNDOABLE,
    Decision,
    Moved,
    Status,
    Step,
    StepNotAllowed,
    Ticket,
    accept,
    cancel,
    close,
    move,
    postpone,
    rate,
    reopen,
    resolve,
    resume,
    undo,
)
from tests.care.village import ALL, CALENDAR, DAY, HOUR, LIMITS, MONDAY, ticket

WITHIN = timedelta(minutes=10)
people = st.integers(1, 4)
outcomes = st.sampled_from(["", " ", "修好了", "人已经送到医院"])


class Life(RuleBasedStateMachine):
    """One ticket. A refused step must change nothing; a taken one is kept with its event."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = MONDAY
        self.structure: Structure = ALL[0]
        self.ticket: Ticket = ticket()
        self.trail: list[Moved] = []
        self.before: Ticket = self.ticket

    @initialize(urgency=st.sampled_from(list(LIMITS)), structure=st.sampled_from(ALL))
    def reported(self, urgency: Urgency, structure: Structure) -> None:
        self.structure = structure
        first = structure.ladder[0].name
        self.ticket = ticket(urgency=urgency, post=first, respond_by=due(urgency, self.now, LIMITS, CALENDAR))
        self.before = self.ticket

    def take(self, decision: Decision) -> None:
        (event,) = decision.events
        assert event.became is decision.ticket.status
        assert event.was is self.ticket.status
        assert (event.was_post, event.was_assignee_id) == (self.ticket.post, self.ticket.assignee_id)
        self.before, self.ticket = self.ticket, decision.ticket
        self.trail.append(event)

    @rule(delta=st.sampled_from([timedelta(seconds=30), WITHIN, HOUR, DAY, 15 * DAY]))
    def time_passes(self, delta: timedelta) -> None:
        self.now += delta

    @rule(by=people)
    def somebody_accepts(self, by: int) -> None:
        try:
            self.take(accept(self.ticket, by=by, at=self.now))
        except StepNotAllowed:
            assert Step.ACCEPT not in STEPS[self.ticket.status]
        else:
            assert self.ticket.assignee_id == by

    @rule(by=people, outcome=outcomes)
    def somebody_resolves(self, by: int, outcome: str) -> None:
        try:
            self.take(resolve(self.ticket, by=by, at=self.now, outcome=outcome))
        except StepNotAllowed:
            assert not outcome.strip() or Step.RESOLVE not in STEPS[self.ticket.status]

    @rule(by=people, structure=st.data())
    def somebody_hands_over(self, by: int, structure: st.DataObject) -> None:
        post = structure.draw(st.sampled_from(self.structure.posts)).name
        try:
            moved = move(self.ticket, Step.HAND_OVER, by=by, at=self.now)
        except StepNotAllowed:
            assert not self.ticket.live
            return
        again = due(self.ticket.urgency, self.now, LIMITS, CALENDAR)
        there = replace(moved.ticket, post=post, assignee_id=None, waiting_until=None, respond_by=again)
        self.take(Decision(there, (replace(moved.events[0], post=post),)))

    @rule(by=people, days=st.integers(1, 9))
    def somebody_puts_it_off(self, by: int, days: int) -> None:
        try:
            self.take(postpone(self.ticket, by=by, at=self.now, until=self.now + days * DAY))
        except StepNotAllowed:
            assert self.ticket.danger or not self.ticket.live
        else:
            assert not self.ticket.danger

    @rule()
    def the_caller_withdraws(self) -> None:
        try:
            self.take(cancel(self.ticket, by=100, at=self.now))
        except StepNotAllowed:
            assert self.ticket.danger or not self.ticket.live
        else:
            assert not self.ticket.danger

    @rule(rating=st.integers(1, 3))
    def the_caller_rates(self, rating: int) -> None:
        try:
            self.take(rate(self.ticket, by=100, at=self.now, rating=rating))
        except StepNotAllowed:
            assert self.ticket.status not in (Status.RESOLVED, Status.CLOSED)

    @rule()
    def the_caller_says_it_is_not_done(self) -> None:
        again = due(self.ticket.urgency, self.now, LIMITS, CALENDAR)
        try:
            post = self.ticket.post
            self.take(reopen(self.ticket, by=100, at=self.now, within=14 * DAY, post=post, respond_by=again))
        except StepNotAllowed:
            ended = self.ticket.closed_at or self.ticket.resolved_at
            assert self.ticket.live or (ended is not None and self.now - ended > 14 * DAY)

    @precondition(lambda self: self.trail)
    @rule(own=st.booleans(), other=people)
    def somebody_takes_back(self, own: bool, other: int) -> None:
        last, before = self.trail[-1], self.before
        by = last.by if own and last.by is not None else other
        try:
            decision = undo(self.ticket, last, by=by, at=self.now, within=WITHIN)
        except StepNotAllowed:
            rated_again = last.step is Step.RATE and last.was is Status.CLOSED
            assert last.by != by or last.step not in UNDOABLE or self.now - last.at > WITHIN or rated_again
            return
        self.take(decision)
        restored = self.ticket
        assert (restored.status, restored.post, restored.assignee_id) == (
            before.status,
            before.post,
            before.assignee_id,
        )
        assert (restored.resolved_at, restored.closed_at) == (before.resolved_at, before.closed_at)

    @rule()
    def silence_is_looked_at(self) -> None:
        try:
            self.take(close(self.ticket, at=self.now))
        except StepNotAllowed:
            assert self.ticket.danger or self.ticket.status is not Status.RESOLVED
        else:
            assert not self.ticket.danger

    @rule(later=st.sampled_from([timedelta(), HOUR, 4 * DAY]))
    def the_round_looks(self, later: timedelta) -> None:
        """What the clock does: call the next when nobody took it, wake what was put off."""
        self.now += later
        waiting = self.ticket.waiting_until
        if ran_out(self.ticket, self.now):
            level = self._level()
            self.take(
                escalate(
                    self.ticket,
                    at=self.now,
                    structure=self.structure,
                    held=[post.name for post in self.structure.posts],
                    limits=LIMITS,
                    calendar=CALENDAR,
                )
            )
            assert self._level() >= level
            assert not ran_out(self.ticket, self.now)
        elif self.ticket.status is Status.WAITING and waiting is not None and waiting <= self.now:
            self.take(resume(self.ticket, at=self.now))

    def _level(self) -> int:
        post = self.structure.post(self.ticket.post)
        assert post is not None
        return post.level

    @invariant()
    def danger_stays(self) -> None:
        if self.ticket.danger:
            assert self.ticket.status not in (Status.CANCELLED, Status.WAITING)
            assert self.ticket.status is not Status.CLOSED or self.ticket.rating is not None

    @invariant()
    def nothing_is_settled_without_a_word_and_a_moment(self) -> None:
        if self.ticket.status in (Status.RESOLVED, Status.CLOSED):
            assert self.ticket.outcome.strip()
            assert self.ticket.resolved_at is not None
            assert self.ticket.assignee_id is not None

    @invariant()
    def moments_fit_the_status(self) -> None:
        over = self.ticket.status in (Status.CLOSED, Status.CANCELLED)
        assert (self.ticket.closed_at is not None) == over
        if self.ticket.live:
            assert self.ticket.resolved_at is None

    @invariant()
    def a_live_ticket_is_never_forgotten(self) -> None:
        """Somebody has it, or a clock runs that will call somebody."""
        match self.ticket.status:
            case Status.OPEN:
                assert self.ticket.respond_by is not None
                assert self.ticket.assignee_id is None
            case Status.ACCEPTED:
                assert self.ticket.assignee_id is not None
            case Status.WAITING:
                assert self.ticket.waiting_until is not None
                assert self.ticket.assignee_id is not None

    @invariant()
    def the_trail_is_one_road(self) -> None:
        for earlier, later in zip(self.trail, self.trail[1:], strict=False):
            assert earlier.became is later.was
            assert earlier.post == later.was_post
            assert earlier.at <= later.at


Life.TestCase.settings = settings(max_examples=200, stateful_step_count=40)
TestLife = Life.TestCase
