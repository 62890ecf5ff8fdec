"""应访: from a rule and what was done under it to the next visit. It never ends: who is overdue stays so until seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from care.visits.period import DAY, after, between, stretch, target
from care.visits.rule import Period, VisitRule

GRACE = timedelta(days=3)  # 周末、月底才建档的人，也有几天可以去
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


@dataclass(frozen=True, slots=True)
class Due:
    """The next visit under a rule: shown from `opens_on`, kept in rhythm when made by `until`, overdue after it."""

    rule: VisitRule
    opens_on: date
    until: date

    def overdue(self, today: date) -> bool:
        return today > self.until

    def missed(self, today: date) -> int:
        """漏访: how many periods have ended without the visit. For an event, one when its day has passed."""
        if not self.overdue(today):
            return 0
        return 1 if self.rule.period is Period.EVENT else max(1, between(self.rule.period, self.until, today))


def due(
    rule: VisitRule, done: Done, *, since: date, key: int, works_on: WorksOn, pauses: Sequence[Pause] = ()
) -> Due | None:
    """When somebody is to be visited next; None when the plan after an event is done.

    `since`: from when the rule holds for them; `key`: the person's number. What would open or end inside a pause does
    so on the day after it. Whether they are away today is not asked here: `opens_on` may lie before a pause.
    """
    if rule.period is Period.EVENT:
        found = _after_event(rule, done, since)
    else:
        found = _in_rhythm(rule, done, since, key, works_on)
    if found is None:
        return None
    for pause in sorted(pauses, key=lambda pause: pause.first):
        found = _behind(found, pause)
    return found


def _in_rhythm(rule: VisitRule, done: Done, since: date, key: int, works_on: WorksOn) -> Due:
    if done.last_on is None or done.last_on < since:
        one = stretch(rule.period, since)
        late = one.last if rule.period is Period.DAY else max(one.last, since + GRACE)
        opens, until = max(since, target(one, key, works_on)), min(late, since + timedelta(days=rule.gap))
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
            return Due(rule, opens, until)
    return None


def _behind(found: Due, pause: Pause) -> Due:
    back = pause.last + DAY
    opens = back if found.opens_on in pause else found.opens_on
    until = back if found.until in pause else found.until
    return replace(found, opens_on=opens, until=max(opens, until))
