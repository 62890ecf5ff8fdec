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

from care.visits.call import days_work
from care.visits.due import WorksOn
from care.visits.period import DAY, Stretch
from care.visits.phone import Last, Try, a_call_will_do
from care.visits.planned import WEEK, Asked, Planned, Resident, days_in, planned, week_of

__all__ = ["WEEK", "Area", "AreaForecast", "Asked", "Offers", "Planned", "Resident", "Week", "forecast", "planned"]


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


def _play(area: Area, jobs: tuple[Planned, ...], span: Stretch, works_on: WorksOn) -> _Played:
    """Day by day the worst of what is open, as many as there are hands."""
    made_on: dict[int, date] = {}
    opens: dict[date, list[int]] = {}
    for at, job in enumerate(jobs):
        opens.setdefault(job.planned_on, []).append(at)
    spare, possible = {}, {}
    pending: list[int] = []
    for day in days_in(span):
        hands = max(0, area.hands.get(day, 0))
        pending = [at for at in pending + opens.get(day, []) if jobs[at].gone_on > day]
        able = [at for at in pending if jobs[at].fits(day, works_on)]
        chosen, _ = days_work((jobs[at].knock for at in able), day, hands)
        taken = {id(knock) for knock in chosen}
        made_on |= {at: day for at in able if id(jobs[at].knock) in taken}
        pending = [at for at in pending if at not in made_on]
        spare[day] = hands - len(chosen)
        possible[day] = hands if works_on(day) else min(hands, len(able))
    return _Played(area, _marked(area.residents, jobs, made_on), made_on, spare, possible)


def _marked(
    residents: Iterable[Resident], jobs: tuple[Planned, ...], made_on: Mapping[int, date]
) -> tuple[Planned, ...]:
    missed = [made_on.get(at, date.max) > job.judged_on for at, job in enumerate(jobs)]
    if not any(missed):
        return jobs
    rows = {one.person_id: [Last(row.due.rule, row.last_on, row.by_phone) for row in one.asked] for one in residents}
    tries = [Try(job.knock, made_on.get(at), late) for at, (job, late) in enumerate(zip(jobs, missed, strict=True))]
    found = zip(jobs, a_call_will_do(rows, tries), strict=True)
    return tuple(replace(job, by_phone=True) if will_do else job for job, will_do in found)


def _weeks(one: _Played, span: Stretch) -> list[Week]:
    ends = [(job, one.made_on.get(at)) for at, job in enumerate(one.jobs)]
    needed = Counter(week_of(job.planned_on, span) for job in one.jobs)
    made = Counter(week_of(day, span) for job, day in ends if day is not None and day <= job.judged_on)
    late = Counter(week_of(day, span) for job, day in ends if day is not None and day > job.judged_on)
    missed: dict[int, list[Planned]] = {}
    for job, day in ends:
        if job.judged_on <= span.last and (day is None or day > job.judged_on):
            missed.setdefault(week_of(job.judged_on, span), []).append(job)
    found, waiting = [], 0
    for at, week in enumerate(_seven(span)):
        over = tuple(sorted(missed.get(at, ()), key=_first_missed))
        waiting += needed[at] - made[at] - len(over)
        possible = sum(one.possible[day] for day in days_in(week))
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
        day = next((day for day in days_in(span) if left.get(day, 0) > 0 and job.fits(day, works_on)), None)
        if day is not None:
            left[day] -= 1
            days.append(day)
    return days


def _extra(mine: _Played, missed: Sequence[Planned], works_on: WorksOn) -> tuple[date | None, int]:
    """The day off on which most of them could still be seen, the earliest of these; it is offered once."""
    saved: Counter[date] = Counter()
    for job in missed:
        inside = days_in(Stretch(job.planned_on, job.judged_on))
        saved.update(day for day in inside if not works_on(day) and day not in job.shut)
    counted = [(min(count, mine.spare.get(day, 0)), day) for day, count in saved.items()]
    count, day = min(counted, key=lambda pair: (-pair[0], pair[1]), default=(0, date.min))
    if not count:
        return None, 0
    mine.spare[day] -= count
    return day, count


def _seven(span: Stretch) -> Iterator[Stretch]:
    starts = [span.first + timedelta(days=n) for n in range(0, (span.last - span.first).days + 2, WEEK)]
    return (Stretch(first, following - DAY) for first, following in pairwise(starts))
