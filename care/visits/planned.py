"""要敲的门: the knocks that the rules will ask for on the coming days, worked out from one visit to the next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from care.visits.call import Call, Knock, call
from care.visits.due import Done, Due, Pause, WorksOn, due
from care.visits.period import DAY, Stretch

WEEK = 7  # 天


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule as it stands for somebody: the next visit under it, and since when, when last and how it was kept."""

    due: Due
    since: date
    last_on: date | None = None
    by_phone: bool = False


@dataclass(frozen=True, slots=True)
class Resident:
    person_id: int
    household_id: int
    lane: str
    asked: tuple[Asked, ...]
    pauses: tuple[Pause, ...] = ()

    def there_for(self, day: date) -> list[Asked]:
        """What may be asked of them on a day: everything, but for what waits until they are back."""
        running = [pause for pause in self.pauses if day in pause]
        if not running:
            return list(self.asked)
        return [one for one in self.asked if not any(pause.holds(one.due.rule, one.since) for pause in running)]

    def away(self, day: date) -> bool:
        return not self.there_for(day)


@dataclass(frozen=True, slots=True)
class Planned:
    """要敲的一次门. `gone_on`: from then on the house's next knock stands for it. `shut`: everybody is away.

    `judged_on`: not made by then, it is missed. That is its last day; for what is late already, the end of the week.
    `by_phone`: whether, when it is missed, a call would have done.
    """

    knock: Knock
    planned_on: date
    judged_on: date
    gone_on: date
    shut: frozenset[date]
    by_phone: bool = field(default=False, compare=False)

    @property
    def person_ids(self) -> tuple[int, ...]:
        return tuple(one.person_id for one in self.knock.calls)

    @property
    def runs_over_on(self) -> date:
        """The first day on which it is too late; in the past where it is already."""
        return self.knock.until + DAY

    def fits(self, day: date, works_on: WorksOn) -> bool:
        """May one go on this day? On a day off only to whom every day counts, or who never had a working day."""
        open_now = works_on(day) or self.knock.daily
        return day not in self.shut and (open_now or (not works_on(self.planned_on) and day <= self.knock.until))


def planned(residents: Iterable[Resident], span: Stretch, works_on: WorksOn) -> tuple[Planned, ...]:
    """Every knock of the span, worked out with `due` from one to the next; by day, then by the way one walks."""
    houses: dict[tuple[int, str], list[Resident]] = {}
    for one in residents:
        houses.setdefault((one.household_id, one.lane), []).append(one)
    found = [one for people in houses.values() for one in _of_house(people, span, works_on)]
    return tuple(sorted(found, key=lambda one: (one.planned_on, one.knock.lane, one.knock.household_id)))


def _of_house(people: Sequence[Resident], span: Stretch, works_on: WorksOn) -> list[Planned]:
    visits: list[tuple[date, Knock]] = []
    for day in days_in(span):
        found = [(one, _call(one, day)) for one in people]
        calls = tuple(one for _, one in found if one is not None)
        if calls and _goes(calls, day, works_on):
            visits.append((day, Knock(people[0].household_id, people[0].lane, calls)))
            people = [one if asked is None else _after(one, asked, day, works_on) for one, asked in found]
    following = [*(day for day, _ in visits[1:]), date.max]
    return [_planned(*one, later, people, span) for one, later in zip(visits, following, strict=False)]


def _planned(day: date, knock: Knock, later: date, people: Iterable[Resident], span: Stretch) -> Planned:
    gone_on = later if later == date.max else max(later, knock.until + DAY)
    end = span.first + timedelta(days=WEEK * week_of(day, span) + WEEK - 1)
    judged_on = knock.until if knock.until >= day else min(end, gone_on - DAY)
    called = {one.person_id for one in knock.calls}
    inside = [one for one in people if one.person_id in called]
    away = any(one.pauses for one in inside)
    shut = frozenset(day for day in days_in(span) if all(one.away(day) for one in inside)) if away else frozenset()
    return Planned(knock, day, judged_on, gone_on, shut)


def _call(one: Resident, day: date) -> Call | None:
    return call(one.person_id, (asked.due for asked in one.there_for(day)), day)


def _goes(calls: Iterable[Call], day: date, works_on: WorksOn) -> bool:
    return works_on(day) or any(one.daily or _last_chance(one.until, day, works_on) for one in calls)


def _last_chance(until: date, day: date, works_on: WorksOn) -> bool:
    """No working day is left before it will be late."""
    return day <= until and not any(works_on(day + timedelta(days=n)) for n in range(1, (until - day).days + 1))


def _after(one: Resident, found: Call, day: date, works_on: WorksOn) -> Resident:
    """Whoever is visited is visited for every rule whose questions were answered."""
    answered, asked = set(found.groups), []
    for row in one.asked:
        if not set(row.due.rule.groups) <= answered:
            asked.append(row)
            continue
        now = due(row.due.rule, Done(day), since=row.since, key=one.household_id, works_on=works_on, pauses=one.pauses)
        asked += [Asked(now, row.since)] if now else []
    return replace(one, asked=tuple(asked))


def week_of(day: date, span: Stretch) -> int:
    return (day - span.first).days // WEEK


def days_in(span: Stretch) -> Iterator[date]:
    return (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
