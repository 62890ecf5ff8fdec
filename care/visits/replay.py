"""重演: what a set of rules would have asked for over days that have gone by, beside another set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from care.visits.call import call
from care.visits.due import Done, Due, Pause, WorksOn, due
from care.visits.period import DAY, Stretch, between
from care.visits.rule import Period, Standing, VisitRule, changes_on, rules_for

WEEK = 7


@dataclass(frozen=True, slots=True)
class Followed:
    """One person over the days: what they are, since when they are on file, and the days they were visited.

    `calls`: those of the days on which somebody only rang. What was asked is not known here, so a visit counts for
    every rule of theirs, and a call for those for which it will do. `key` as in `due`: the house.
    """

    id: int
    standing: Standing
    since: date
    visits: tuple[date, ...] = ()
    pauses: tuple[Pause, ...] = ()
    key: int = 0
    calls: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """应访、已访、漏访, in visits. `due` is the sum of the other two: what is not over yet is in neither."""

    met: int = 0
    missed: int = 0

    @property
    def due(self) -> int:
        return self.met + self.missed

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.met + other.met, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class Replay:
    """One set of rules over the days. `needed`: per person, the fewest visits with which nothing is late."""

    by_rule: Mapping[str, Kept]
    needed: Mapping[int, int]

    @property
    def total(self) -> Kept:
        return sum(self.by_rule.values(), Kept())


@dataclass(frozen=True, slots=True)
class Comparison:
    span: Stretch
    old: Replay
    new: Replay

    @property
    def more(self) -> Mapping[int, int]:
        """Who would be visited more, and by how many visits."""
        return {one: count for one, count in self._changed() if count > 0}

    @property
    def less(self) -> Mapping[int, int]:
        """Who would be visited less, and by how many visits fewer."""
        return {one: -count for one, count in self._changed() if count < 0}

    def a_week(self, replay: Replay) -> float:
        """Visits a week, of all together."""
        return sum(replay.needed.values()) * WEEK / ((self.span.last - self.span.first).days + 1)

    def _changed(self) -> Iterator[tuple[int, int]]:
        return ((one, self.new.needed[one] - count) for one, count in self.old.needed.items())


def compare(
    old: Sequence[VisitRule], new: Sequence[VisitRule], people: Sequence[Followed], span: Stretch, works_on: WorksOn
) -> Comparison:
    """Both ends of `span` belong to it, and both should have gone by."""
    return Comparison(span, replay(old, people, span, works_on), replay(new, people, span, works_on))


def replay(rules: Sequence[VisitRule], people: Sequence[Followed], span: Stretch, works_on: WorksOn) -> Replay:
    by_rule = {rule.id: Kept() for rule in rules}
    needed: dict[int, int] = {}
    for one in people:
        spells = held(rules, one, span)
        for spell in spells:
            by_rule[spell.rule.id] += kept(one, spell, works_on)
        needed[one.id] = _fewest(one, spells, span, works_on)
    return Replay(by_rule, needed)


@dataclass(frozen=True, slots=True)
class Spell:
    """One version of a rule holding for somebody from the first day to the last, reckoned from `since`."""

    rule: VisitRule
    since: date
    first: date
    last: date


def held(rules: Sequence[VisitRule], one: Followed, span: Stretch) -> list[Spell]:
    """What held for somebody over the days: birthdays and new versions of a rule begin a new spell."""
    spells: list[Spell] = []
    since: dict[str, date] = {}
    first = start = max(span.first, one.since)
    while first <= span.last:
        turn = changes_on(rules, one.standing.born_on, first)
        last = span.last if turn is None else min(span.last, turn - DAY)
        now = rules_for(rules, one.standing, first)
        since = {rule.id: since.get(rule.id, one.since if first == start else first) for rule in now}
        spells += [Spell(rule, since[rule.id], first, last) for rule in now]
        first = last + DAY
    return spells


def kept(one: Followed, spell: Spell, works_on: WorksOn) -> Kept:
    """The visits a rule asked for in its spell. Each stretch of the calendar, each step of a plan, counts once."""
    counted = _counted(one, spell)
    last_on = max((day for day in counted if day < spell.first), default=None)
    total = Kept()
    for visit in (day for day in counted if day >= spell.first):
        now = _due(one, spell, last_on, works_on)
        if now is None:
            return total
        after = _due(one, spell, visit, works_on)
        total += Kept(_met(now, after, last_on, visit, spell), _gone(now, visit, spell))
        last_on = visit
    now = _due(one, spell, last_on, works_on)
    return total if now is None else total + Kept(0, _gone(now, spell.last + DAY, spell))


def _counted(one: Followed, spell: Spell) -> list[date]:
    """The days that count under the rule from its beginning on to the end of the spell, in order."""
    days: list[date] = []
    for day in sorted({day for day in one.visits if spell.since <= day <= spell.last}):
        by_phone = bool(days) and days[-1] in one.calls
        if day not in one.calls or spell.rule.not_by_phone(days[-1] if days else None, by_phone) is None:
            days.append(day)
    return days


def _before(one: Followed, spell: Spell) -> date | None:
    return max((day for day in _counted(one, spell) if day < spell.first), default=None)


def _due(one: Followed, spell: Spell, last_on: date | None, works_on: WorksOn) -> Due | None:
    return due(spell.rule, Done(last_on), since=spell.since, key=one.key, works_on=works_on, pauses=one.pauses)


def _gone(now: Due, today: date, spell: Spell) -> int:
    """Visits missed before `today`, without those that were missed before the spell."""
    if spell.rule.period is not Period.EVENT:
        return now.missed(today) - now.missed(spell.first)
    return sum(max(now.until, spell.first) <= step < today for step in _steps(spell))


def _met(now: Due, after: Due | None, last_on: date | None, visit: date, spell: Spell) -> int:
    if spell.rule.period is Period.EVENT:
        left = date.max if after is None else after.until
        return sum(max(now.until, visit) <= step < left for step in _steps(spell))
    if now.overdue(visit):
        return int(between(spell.rule.period, now.until, visit) > 0)
    return int(last_on is None or between(spell.rule.period, last_on, visit) > 0)


def _steps(spell: Spell) -> list[date]:
    return [spell.since + timedelta(days=day) for day in spell.rule.days]


def _fewest(one: Followed, spells: Sequence[Spell], span: Stretch, works_on: WorksOn) -> int:
    """How often to go at least, so that nobody is late: on the last day, and then for all that has opened."""
    last_on = {spell.rule.id: _before(one, spell) for spell in reversed(spells)}
    day, count = max(span.first, one.since), 0
    while True:
        found = [(spell, now) for spell in spells if (now := _due(one, spell, last_on[spell.rule.id], works_on))]
        ends = [(max(day, now.until, spell.first), spell.last) for spell, now in found]
        day = min((end for end, last in ends if end <= last), default=date.max)
        day = _back(day, one.pauses)
        if day > span.last:
            return count
        there = [(spell, now) for spell, now in found if spell.first <= day <= spell.last]
        visit = call(one.id, (now for _, now in there), day)
        answered = set(visit.groups) if visit else set()
        last_on |= {spell.rule.id: day for spell, _ in there if set(spell.rule.groups) <= answered}
        day, count = day + DAY, count + 1


def _back(day: date, pauses: Sequence[Pause]) -> date:
    for pause in sorted(pauses, key=lambda pause: pause.first):
        day = pause.last + DAY if day in pause else day
    return day
