"""应访: from a rule and what was done under it to the next visit. It never ends: who is overdue stays so until seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from care.visits.period import DAY, after, between, stretch, target
from care.visits.rule import Period, VisitRule

GRACE = timedelta(days=3)  # 周末、月底才建档的人，也有几天可以去
DEATH_REPORTED = "去世待确认"  # 暂停的原因：有人说走了，还没有第二个人说
IN_HOSPITAL = "住院"
LONGEST_PAUSE = timedelta(days=180)  # 再久就不是暂停，是搬走了；也多半是说错了月份
WorksOn = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done under one rule for one person: the last day it counted, and how often since the rule began."""

    last_on: date | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """暂停: 住院、外出……, with a reason and an end. Both days belong to it."""

    first: date
    last: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def holds(self, rule: VisitRule, since: date) -> bool:
        """Whether a rule that holds since then waits for the end of this pause.

        出了事，住院也去看: the plan after an event waits only for what came to be known after it (then they went away),
        and never for a hospital; while it is asked whether somebody died, everything waits.
        """
        if rule.period is not Period.EVENT or self.reason == DEATH_REPORTED:
            return True
        return self.reason != IN_HOSPITAL and self.first > since


@dataclass(frozen=True, slots=True)
class Due:
    """The next visit under a rule: shown from `opens_on`, kept in rhythm when made by `until`, overdue after it.

    `first`: the one that begins a plan after an event. `pauses`: those that hold the rule, for what was missed.
    """

    rule: VisitRule
    opens_on: date
    until: date
    first: bool = False
    pauses: tuple[Pause, ...] = field(default=(), compare=False)

    def overdue(self, today: date) -> bool:
        return today > self.until

    def missed(self, today: date) -> int:
        """漏访: how many periods have ended without the visit. For an event, one when its day has passed.

        A period that ended while they were away was not missed.
        """
        if not self.overdue(today):
            return 0
        if self.rule.period is Period.EVENT:
            return 1
        gone = sum(self._ended_in(pause, today) for pause in self.pauses)
        return max(1, between(self.rule.period, self.until, today) - gone)

    def _ended_in(self, pause: Pause, today: date) -> int:
        first, last = max(pause.first, self.until + DAY), min(pause.last, today - DAY)
        return between(self.rule.period, first, last + DAY) if first <= last else 0

    def late(self, today: date) -> int:
        """How many days it is overdue, without those on which they were away."""
        spans = [(max(pause.first, self.until + DAY), min(pause.last, today)) for pause in self.pauses]
        gone = sum(((last - first).days + 1 for first, last in spans if first <= last), 0)
        return max(0, (today - self.until).days - gone)

    def presses(self, today: date) -> bool:
        """Whether it is for today, whatever else waits: every day, the last day after an event, its first 24 hours."""
        if self.rule.period is Period.DAY:
            return True
        return self.rule.period is Period.EVENT and self.until - today <= DAY * self.first


def due(
    rule: VisitRule,
    done: Done,
    *,
    since: date,
    key: int,
    works_on: WorksOn,
    pauses: Sequence[Pause] = (),
    by: date | None = None,
) -> Due | None:
    """When somebody is to be visited next; None when the plan after an event is done.

    `since`: from when the rule holds for them; `key`: the person's number; `by`: what was promised before this rule
    held, which stands until they were seen. What would open or end inside a pause does so on the day after it.
    Whether they are away today is not asked here: `opens_on` may lie before a pause.
    """
    if rule.period is Period.EVENT:
        found = _after_event(rule, done, since)
    else:
        found = _in_rhythm(rule, done, since, key, works_on, by)
    if found is None:
        return None
    away = tuple(sorted((one for one in pauses if one.holds(rule, since)), key=lambda pause: pause.first))
    for pause in away:
        found = _behind(found, pause)
    return replace(found, pauses=away) if away else found


def _in_rhythm(rule: VisitRule, done: Done, since: date, key: int, works_on: WorksOn, by: date | None) -> Due:
    if done.last_on is None or done.last_on < since:
        one = stretch(rule.period, since)
        late = one.last if rule.period is Period.DAY else max(one.last, since + GRACE)
        opens, until = max(since, target(one, key, works_on)), min(late, since + timedelta(days=rule.gap), by or late)
    else:
        one = after(rule.period, stretch(rule.period, done.last_on))
        opens, until = target(one, key, works_on), min(one.last, done.last_on + timedelta(days=rule.gap))
    return Due(rule, min(opens, until), until)


def _after_event(rule: VisitRule, done: Done, since: date) -> Due | None:
    """A visit counts for every step of the plan that was open by then; one that was late does not move what follows.

    So two visits on the first day are still one step, and who comes late is not sent back for what has gone by.
    """
    seen_on = done.last_on if done.last_on is not None and done.last_on >= since else None
    for at, day in enumerate(rule.days):
        until = since + timedelta(days=day)
        before = since + timedelta(days=rule.days[at - 1])
        opens = min(until, max(before + DAY, until - timedelta(days=day // 7))) if at else since
        if seen_on is None or opens > seen_on:
            return Due(rule, opens, until, first=not at)
    return None


def _behind(found: Due, pause: Pause) -> Due:
    back = pause.last + DAY
    opens = back if found.opens_on in pause else found.opens_on
    until = back if found.until in pause else found.until
    return replace(found, opens_on=opens, until=max(opens, until))
