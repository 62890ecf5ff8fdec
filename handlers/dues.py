"""应访: keep everybody's next visit right, whenever something about them changes. Acts only; nobody is spoken to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property

from care.calendar import SHANGHAI, Calendar
from care.dossier import Dossier, Membership
from care.dossier import Standing as Where
from care.visits.due import Done, Pause, due
from care.visits.roll_call import Pace
from care.visits.round import Mode, Visit
from care.visits.rule import Period, Standing, VisitRule, changes_on, rules_for
from storage.unit import Unit
from storage.visits import DueRow

SAFE_TODAY = "A"  # 一个「好」字答了的那一组
NEVER = date(9999, 12, 31)
ALL = 1_000_000


@dataclass(frozen=True)  # 不用 slots：算一次的要有地方记
class Visiting:
    """What a township sets about visits. `groups`: checklist group → its questions. Times are local ones.

    `morning`: the day's list; `evening`: what is still open of the daily ones; `sunday`: the week in a few lines.
    `most`: houses on one list. `pace`: how fast a round of 平安确认 goes.
    """

    rules: tuple[VisitRule, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    morning: time = time(7, 30)
    evening: time = time(18, 0)
    sunday: time = time(19, 0)
    most: int = 8
    pace: Pace = field(default_factory=Pace)

    @cached_property
    def of_houses(self) -> frozenset[str]:
        """Every tag that a rule of the household names."""
        conditions = (one for rule in self.rules if rule.household for one in rule.when)
        return frozenset[str]().union(*(one.all_of | one.any_of for one in conditions))

    @cached_property
    def _versions(self) -> dict[str, list[VisitRule]]:
        found: dict[str, list[VisitRule]] = {}
        for rule in self.rules:
            found.setdefault(rule.id, []).append(rule)
        return found

    def named(self, rule_id: str, day: date) -> VisitRule | None:
        return next((rule for rule in self._versions.get(rule_id, ()) if rule.in_force(day)), None)


def today_of(now: datetime) -> date:
    """The local day (Asia/Shanghai) of a moment."""
    return now.astimezone(SHANGHAI).date()


def recount(unit: Unit, rules: Visiting, person_id: int, today: date, known: Sequence[DueRow] | None = None) -> None:
    """Work out anew what is due of a person. `known`: what was done under each rule, where it has just changed."""
    one = unit.dossiers.file(person_id)
    kept = {row.rule_id: row for row in (unit.visits.dues_of(person_id) if known is None else known)}
    members = unit.dossiers.memberships(person_id)
    standing = _standing(unit, rules, one, members, today)
    held = rules_for(rules.rules, standing, today) if one.standing is Where.HERE else ()
    pauses = tuple(unit.visits.pauses(person_id))
    promised = _promised(unit, person_id, kept, held, rules, today)
    rows = [kept.get(rule.id) or _begun(one, rule, today, promised.get(rule.id)) for rule in held]
    unit.visits.put_dues(person_id, [_row(rule, row, one, rules, pauses) for rule, row in zip(held, rows, strict=True)])
    unit.dossiers.recheck(person_id, _recheck_on(rules, one, members, today))


def recount_house(unit: Unit, rules: Visiting, person_id: int, today: date) -> None:
    """After somebody's 类别 changed: a rule of the household may hold for those they live with."""
    one = unit.dossiers.file(person_id)
    for mate in unit.dossiers.in_house(one.household_id):
        recount(unit, rules, mate.person_id, today)


def note_visit(unit: Unit, rules: Visiting, visit: Visit) -> int:
    """Write a visit down and count it for the rules whose questions it answered. Returns its number."""
    number = unit.visits.record(visit)
    rows = unit.visits.dues_of(visit.person_id)
    if visit.seen:
        rows = [_counted(row, rules, visit) for row in rows]
    recount(unit, rules, visit.person_id, today_of(visit.told_at), rows)
    return number


def take_back(unit: Unit, rules: Visiting, visit: Visit, at: datetime) -> None:
    """撤销: the visit stays on record and counts for nothing; what is due follows from those that are left."""
    unit.visits.undo(visit.id, at)
    left = [one for one in unit.visits.of_person(visit.person_id, most=ALL) if one.seen]
    rows = [replace(row, last_on=None, times=0, by_phone=False) for row in unit.visits.dues_of(visit.person_id)]
    for one in reversed(left):
        rows = [_counted(row, rules, one) for row in rows]
    recount(unit, rules, visit.person_id, today_of(at), rows)


def counts(rule: VisitRule, visit: Visit, last_on: date | None, last_by_phone: bool) -> bool:
    """A visit counts for a rule when it answered that rule's questions, in the way the rule asks for after the last.

    出了事，见到人就算到: after an event it is enough that the person was seen; the long form may follow.
    """
    if rule.period is Period.EVENT and visit.mode is Mode.IN_PERSON and SAFE_TODAY in visit.groups:
        return True
    if not set(rule.groups) <= set(visit.groups):
        return False
    return visit.mode is Mode.IN_PERSON or rule.not_by_phone(last_on, last_by_phone) is None


def _counted(row: DueRow, rules: Visiting, visit: Visit) -> DueRow:
    rule = rules.named(row.rule_id, visit.visited_on)
    if rule is None or visit.visited_on < row.since_on or not counts(rule, visit, row.last_on, row.by_phone):
        return row
    by_phone = visit.mode is not Mode.IN_PERSON
    if row.last_on is not None and visit.visited_on <= row.last_on:  # 打过电话，当天又去了：是见到了
        return replace(row, by_phone=by_phone) if visit.visited_on == row.last_on and not by_phone else row
    return replace(row, last_on=visit.visited_on, times=row.times + 1, by_phone=by_phone)


def _standing(unit: Unit, rules: Visiting, one: Dossier, members: Iterable[Membership], today: date) -> Standing:
    tags = _tags(members, today)
    if not tags & rules.of_houses:
        return Standing(tags, one.born_on)
    mates = [mate.person_id for mate in unit.dossiers.in_house(one.household_id) if mate.standing is Where.HERE]
    house = frozenset[str]().union(*(_tags(unit.dossiers.memberships(mate), today) for mate in mates))
    return Standing(tags, one.born_on, house)


def _tags(members: Iterable[Membership], today: date) -> frozenset[str]:
    return frozenset(member.tag for member in members if member.holds(today))


def _promised(
    unit: Unit,
    person_id: int,
    kept: Mapping[str, DueRow],
    held: Sequence[VisitRule],
    rules: Visiting,
    today: date,
) -> dict[str, date]:
    """换了类别，最晚那天不往后挪: by when somebody is to be seen at the latest under each rule that begins.

    What was promised under rules that end stands; so does the gap since they were last seen, where it is not over.
    A plan after an event begins with the event.
    """
    ended = [row.until_on for name, row in kept.items() if name not in {rule.id for rule in held}]
    rhythms = [rule for rule in held if rule.id not in kept and rule.period is not Period.EVENT]
    seen = [visit for visit in unit.visits.of_person(person_id) if visit.seen] if rhythms else []
    found = {rule.id: [*ended, *_since_seen(rule, seen, rules, today)] for rule in rhythms}
    return {name: min(days) for name, days in found.items() if days}


def _since_seen(rule: VisitRule, seen: Iterable[Visit], rules: Visiting, today: date) -> list[date]:
    met = (visit for visit in seen if visit.mode is Mode.IN_PERSON or rule.not_by_phone(None, False) is None)
    last_on = next((visit.visited_on for visit in met), None)
    if last_on is None:
        return []
    found = due(rule, Done(last_on), since=last_on, key=0, works_on=rules.calendar.works_on)
    return [found.until] if found is not None and found.until >= today else []


def _begun(one: Dossier, rule: VisitRule, today: date, by: date | None) -> DueRow:
    return DueRow(one.person_id, rule.id, one.place_id, today, None, 0, NEVER, NEVER, by_on=by)


def _row(rule: VisitRule, kept: DueRow, one: Dossier, rules: Visiting, pauses: Sequence[Pause]) -> DueRow:
    """A plan that is done keeps its row, else it would begin anew."""
    found = due(
        rule,
        Done(kept.last_on, kept.times),
        since=kept.since_on,
        key=one.household_id,
        works_on=rules.calendar.works_on,
        pauses=pauses,
        by=kept.by_on,
    )
    opens, until = (NEVER, NEVER) if found is None else (found.opens_on, found.until)
    return replace(kept, place_id=one.place_id, opens_on=opens, until_on=until)


def _recheck_on(rules: Visiting, one: Dossier, members: Iterable[Membership], today: date) -> date | None:
    """The next day on which time alone may change what holds."""
    ends = [day for member in members for day in (member.from_on, member.to_on) if day]
    later = [day for day in ends if day > today]
    turns = changes_on(rules.rules, one.born_on, today)
    return min([*later, *([turns] if turns else [])], default=None)


def nearest(unit: Unit, person_id: int) -> list[str]:
    """家里人、监护人、联系人, by name and what they are to somebody. Their numbers are asked for with a purpose."""
    return [f"{tie.name}（{tie.relation or tie.kind}）" for tie in unit.ties.of(person_id)]
