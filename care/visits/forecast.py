"""预测: the knocks that the rules will ask for in the coming weeks, and whom the hands there are do not reach.

What is needed is reckoned as for a visitor with time for everybody, so it does not depend on who goes. Of it the hands
take on every day what `days_work` would put on their lists: with more hands nobody is missed who was not missed before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from care.visits.call import Call, Knock, call, days_work
from care.visits.due import Done, Due, Pause, WorksOn, due
from care.visits.period import DAY, Stretch

WEEK = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule as it stands for somebody: the next visit under it, and since when and when last it was kept."""

    due: Due
    since: date
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Resident:
    person_id: int
    household_id: int
    lane: str
    asked: tuple[Asked, ...]
    pauses: tuple[Pause, ...] = ()

    def away(self, day: date) -> bool:
        return any(day in pause for pause in self.pauses)


@dataclass(frozen=True, slots=True)
class Area:
    """片区. `hands`: how many doors its workers can knock at on a day, also on days off; leaves are taken off already.

    Areas with the same `parent_id` are neighbours.
    """

    id: int
    parent_id: int | None
    residents: tuple[Resident, ...]
    hands: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """要敲的一次门. `gone_on`: from then on the house's next knock stands for it. `shut`: everybody is away.

    `judged_on`: not made by then, it is missed. That is its last day; for what is late already, the end of the week.
    """

    knock: Knock
    planned_on: date
    judged_on: date
    gone_on: date
    by_phone: bool
    shut: frozenset[date]

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


@dataclass(frozen=True, slots=True)
class Offers:
    """三个办法: a neighbour who has time, those one may ring up, one more day. Each is counted in knocks it saves."""

    neighbour_id: int | None = None
    lent: int = 0
    by_phone: tuple[int, ...] = ()
    extra_on: date | None = None
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """Counted in knocks. `waiting` before + `needed` = `made` + the missed + `waiting`.

    `possible`: what the hands reach on working days, and on days off of those that must be seen then. `caught_up`: of
    those missed before, made too late. `missed`: who is missed first comes first; of one day, the worst.
    """

    span: Stretch
    needed: int
    possible: int
    made: int
    caught_up: int
    waiting: int
    missed: tuple[Planned, ...]
    offers: Offers = field(default_factory=Offers)


@dataclass(frozen=True, slots=True)
class AreaForecast:
    area_id: int
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class _Played:
    """`made_on` by the place in `jobs`; `spare` and `possible` by day."""

    area: Area
    jobs: tuple[Planned, ...]
    made_on: Mapping[int, date]
    spare: dict[date, int]
    possible: Mapping[date, int]


def forecast(areas: Sequence[Area], first: date, weeks: int, works_on: WorksOn) -> tuple[AreaForecast, ...]:
    """The weeks of seven days from `first` on, in the order of `areas`. Nobody's rules change on the way."""
    span, works_on = Stretch(first, first + timedelta(days=WEEK * weeks - 1)), cache(works_on)
    played = [_play(area, planned(area.residents, span, works_on), span, works_on) for area in areas]
    told = [_weeks(one, span) for one in played]
    for at in range(weeks):  # 先到的缺口先借：一双手不许两次
        for mine, own in zip(played, told, strict=True):
            if own[at].missed:
                own[at] = replace(own[at], offers=_offers(mine, played, own[at].missed, works_on))
    return tuple(AreaForecast(area.id, tuple(own)) for area, own in zip(areas, told, strict=True))


def planned(residents: Iterable[Resident], span: Stretch, works_on: WorksOn) -> tuple[Planned, ...]:
    """Every knock of the span, worked out with `due` from one to the next; by day, then by the way one walks."""
    houses: dict[tuple[int, str], list[Resident]] = {}
    for one in residents:
        houses.setdefault((one.household_id, one.lane), []).append(one)
    found = [one for people in houses.values() for one in _of_house(people, span, works_on)]
    return tuple(sorted(found, key=lambda one: (one.planned_on, one.knock.lane, one.knock.household_id)))


def _of_house(people: Sequence[Resident], span: Stretch, works_on: WorksOn) -> list[Planned]:
    visits: list[tuple[date, Knock, bool]] = []
    for day in _days(span):
        found = [(one, _call(one, day)) for one in people]
        calls = tuple(one for _, one in found if one is not None)
        if calls and _goes(calls, day, works_on):
            by_phone = all(_by_phone(one, asked) for one, asked in found if asked is not None)
            visits.append((day, Knock(people[0].household_id, people[0].lane, calls), by_phone))
            people = [one if asked is None else _after(one, asked, day, works_on) for one, asked in found]
    following = [*(day for day, _, _ in visits[1:]), date.max]
    return [_planned(*one, later, people, span) for one, later in zip(visits, following, strict=False)]


def _planned(
    day: date, knock: Knock, by_phone: bool, later: date, people: Iterable[Resident], span: Stretch
) -> Planned:
    gone_on = later if later == date.max else max(later, knock.until + DAY)
    end = span.first + timedelta(days=WEEK * _week(day, span) + WEEK - 1)
    judged_on = knock.until if knock.until >= day else min(end, gone_on - DAY)
    called = {one.person_id for one in knock.calls}
    inside = [one for one in people if one.person_id in called]
    away = any(one.pauses for one in inside)
    shut = frozenset(day for day in _days(span) if all(one.away(day) for one in inside)) if away else frozenset()
    return Planned(knock, day, judged_on, gone_on, by_phone, shut)


def _call(one: Resident, day: date) -> Call | None:
    return None if one.away(day) else call(one.person_id, (asked.due for asked in one.asked), day)


def _goes(calls: Iterable[Call], day: date, works_on: WorksOn) -> bool:
    return works_on(day) or any(one.daily or _last_chance(one.until, day, works_on) for one in calls)


def _last_chance(until: date, day: date, works_on: WorksOn) -> bool:
    """No working day is left before it will be late."""
    return day <= until and not any(works_on(day + timedelta(days=n)) for n in range(1, (until - day).days + 1))


def _by_phone(one: Resident, found: Call) -> bool:
    """电话: where no rule asks to see them, and never for a first visit (docs/care-rules.md §1)."""
    last = {asked.due.rule.id: asked.last_on for asked in one.asked}
    return all(not now.rule.in_person and last[now.rule.id] is not None for now in found.dues)


def _after(one: Resident, found: Call, day: date, works_on: WorksOn) -> Resident:
    """Whoever is visited is visited for every rule whose questions were answered."""
    answered, asked = set(found.groups), []
    for row in one.asked:
        if not set(row.due.rule.groups) <= answered:
            asked.append(row)
            continue
        now = due(row.due.rule, Done(day), since=row.since, key=one.household_id, works_on=works_on, pauses=one.pauses)
        asked += [Asked(now, row.since, row.last_on and day)] if now else []
    return replace(one, asked=tuple(asked))


def _play(area: Area, jobs: tuple[Planned, ...], span: Stretch, works_on: WorksOn) -> _Played:
    """Day by day the worst of what is open, as many as there are hands."""
    made_on: dict[int, date] = {}
    opens: dict[date, list[int]] = {}
    for at, job in enumerate(jobs):
        opens.setdefault(job.planned_on, []).append(at)
    spare, possible = {}, {}
    pending: list[int] = []
    for day in _days(span):
        hands = max(0, area.hands.get(day, 0))
        pending = [at for at in pending + opens.get(day, []) if jobs[at].gone_on > day]
        able = [at for at in pending if jobs[at].fits(day, works_on)]
        chosen, _ = days_work((jobs[at].knock for at in able), day, hands)
        taken = {id(knock) for knock in chosen}
        made_on |= {at: day for at in able if id(jobs[at].knock) in taken}
        pending = [at for at in pending if at not in made_on]
        spare[day] = hands - len(chosen)
        possible[day] = hands if works_on(day) else min(hands, len(able))
    return _Played(area, jobs, made_on, spare, possible)


def _weeks(one: _Played, span: Stretch) -> list[Week]:
    ends = [(job, one.made_on.get(at)) for at, job in enumerate(one.jobs)]
    needed = Counter(_week(job.planned_on, span) for job in one.jobs)
    made = Counter(_week(day, span) for job, day in ends if day is not None and day <= job.judged_on)
    late = Counter(_week(day, span) for job, day in ends if day is not None and day > job.judged_on)
    missed: dict[int, list[Planned]] = {}
    for job, day in ends:
        if job.judged_on <= span.last and (day is None or day > job.judged_on):
            missed.setdefault(_week(job.judged_on, span), []).append(job)
    found, waiting = [], 0
    for at, week in enumerate(_seven(span)):
        over = tuple(sorted(missed.get(at, ()), key=_first_missed))
        waiting += needed[at] - made[at] - len(over)
        possible = sum(one.possible[day] for day in _days(week))
        found.append(Week(week, needed[at], possible, made[at], late[at], waiting, over))
    return found


def _first_missed(one: Planned) -> tuple[date, bool, str, int]:
    return one.knock.until, not one.knock.daily, one.knock.lane, one.knock.household_id


def _offers(mine: _Played, played: Sequence[_Played], missed: Sequence[Planned], works_on: WorksOn) -> Offers:
    parent = mine.area.parent_id
    beside = [one for one in played if one is not mine and one.area.parent_id == parent and parent is not None]
    loans = [(one, _lent(missed, one.spare, works_on)) for one in beside]
    lender, days = min(loans, key=lambda pair: (-len(pair[1]), pair[0].area.id), default=(mine, []))
    for day in days:
        lender.spare[day] -= 1
    by_phone = dict.fromkeys(person for job in missed if job.by_phone for person in job.person_ids)
    extra_on, extra = _extra(mine, missed, works_on)
    return Offers(lender.area.id if days else None, len(days), tuple(by_phone), extra_on, extra)


def _lent(missed: Sequence[Planned], spare: Mapping[date, int], works_on: WorksOn) -> list[date]:
    """For each knock the first day on which somebody else has time for it; knocks without one are left out."""
    left, days = dict(spare), []
    for job in missed:
        span = Stretch(job.planned_on, job.judged_on)
        day = next((day for day in _days(span) if left.get(day, 0) > 0 and job.fits(day, works_on)), None)
        if day is not None:
            left[day] -= 1
            days.append(day)
    return days


def _extra(mine: _Played, missed: Sequence[Planned], works_on: WorksOn) -> tuple[date | None, int]:
    """The day off on which most of them could still be seen, the earliest of these; it is offered once."""
    saved: Counter[date] = Counter()
    for job in missed:
        inside = _days(Stretch(job.planned_on, job.judged_on))
        saved.update(day for day in inside if not works_on(day) and day not in job.shut)
    counted = [(min(count, mine.spare.get(day, 0)), day) for day, count in saved.items()]
    count, day = min(counted, key=lambda pair: (-pair[0], pair[1]), default=(0, date.min))
    if not count:
        return None, 0
    mine.spare[day] -= count
    return day, count


def _week(day: date, span: Stretch) -> int:
    return (day - span.first).days // WEEK


def _seven(span: Stretch) -> Iterator[Stretch]:
    starts = [span.first + timedelta(days=n) for n in range(0, (span.last - span.first).days + 2, WEEK)]
    return (Stretch(first, following - DAY) for first, following in pairwise(starts))


def _days(span: Stretch) -> Iterator[date]:
    return (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
