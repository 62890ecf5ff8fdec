"""清单上的行: how houses are called on a list and what is said beside them. Looked up once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from care.dossier import Dossier
from care.people import Duty
from care.visits.call import Call, Knock
from care.visits.period import DAY
from care.visits.round import SEEN, Errand, Outcome
from care.visits.rule import Period
from handlers.dues import SAFE_TODAY
from handlers.wording import lists as wording
from storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines are written from. `heads` by house; `absent`: nobody was there yesterday, and not since.

    `seen`: the day on which who is overdue was seen all the same, and `asked` the questions of each group.
    """

    files: Mapping[int, Dossier]
    heads: Mapping[int, str]
    absent: frozenset[int] = frozenset()
    seen: Mapping[int, date] = field(default_factory=dict)
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def owed(self, one: Call, today: date) -> int:
        """还欠几问: of everything overdue of somebody who was seen in time; 0 where they were not, or daily."""
        late = [due for due in one.dues if due.missed(today)]
        seen_on = self.seen.get(one.person_id)
        if seen_on is None or not late or any(due.rule.period is Period.DAY or seen_on < due.opens_on for due in late):
            return 0
        groups = dict.fromkeys(group for due in late for group in due.rule.groups if group != SAFE_TODAY)
        return sum(len(self.asked.get(group, ())) for group in groups)

    def greeted(self, hand: Duty) -> str:
        """A visitor by name, or as 王姐 where they have a file themselves."""
        one = self.files.get(hand.person_id)
        return wording.greeted(hand.name, one.sex if one else "")


def errands_of(knocks: Sequence[Knock], today: date, after: int = 0) -> list[Errand]:
    return [
        Errand(line, one.person_id, knock.household_id, one.missed(today) > 0, "".join(one.groups))
        for line, knock in enumerate(knocks, after + 1)
        for one in knock.calls
    ]


def known_of(
    unit: Unit,
    knocks: Iterable[Knock],
    today: date,
    others: Iterable[int] = (),
    asked: Mapping[str, Sequence[str]] | None = None,
) -> Known:
    """`others`: who else's file is wanted, where they have one. `asked`: the questions of each group."""
    there = list(knocks)
    calls = [one for knock in there for one in knock.calls]
    files = unit.dossiers.files({*(one.person_id for one in calls), *others})
    missed = [one.person_id for one in calls if one.missed(today)]
    since = min((one.opens_on for one in calls if one.missed(today)), default=today)
    last = unit.visits.last_since(missed, min(since, today - DAY)) if missed else {}
    absent = frozenset(one for one, found in last.items() if found == (today - DAY, Outcome.ABSENT))
    seen = {one: day for one, (day, outcome) in last.items() if outcome in SEEN}
    return Known(files, unit.dossiers.heads({knock.household_id for knock in there}), absent, seen, asked or {})


def lines_of(unit: Unit, knocks: Sequence[Knock], today: date, numbers: Sequence[int] = ()) -> list[wording.Line]:
    """`numbers`: those of the lines, where they are not 1, 2, 3 …"""
    return written(unit, known_of(unit, knocks, today), knocks, today, numbers)


def written(
    unit: Unit, known: Known, knocks: Sequence[Knock], today: date, numbers: Sequence[int] = ()
) -> list[wording.Line]:
    names = _names(known, knocks, today)
    return [
        _line(unit, known, number, name, knock, today)
        for number, name, knock in zip(numbers or range(1, len(knocks) + 1), names, knocks, strict=True)
    ]


def _line(unit: Unit, known: Known, number: int, name: str, knock: Knock, today: date) -> wording.Line:
    worst = min(knock.calls, key=lambda one: (not one.daily, one.until))
    missed = max(one.missed(today) for one in knock.calls)
    days = (worst.until - today).days
    said = " ".join(part for part in (_said(worst), _where(unit, worst, today)) if part)
    absent = bool(missed) and worst.person_id in known.absent
    late = next(due.late(today) for due in worst.dues if due.until == worst.until)
    owed = [known.owed(one, today) for one in knock.calls if one.missed(today)]
    return wording.Line(
        number, name, said, days, missed, late, knock.daily, absent, max(owed) if owed and all(owed) else 0
    )


def _said(worst: Call) -> str:
    """The rhythm in the words of the rule that presses most; who is seen every day is said to be."""
    return next((due.rule.said for due in worst.dues if due.rule.period is Period.DAY), worst.dues[0].rule.said)


def _where(unit: Unit, one: Call, today: date) -> str:
    """「住院」, beside a visit after an event: it does not wait."""
    if all(due.rule.period is not Period.EVENT for due in one.dues):
        return ""
    return next((pause.reason for pause in unit.visits.pauses(one.person_id) if today in pause), "")


def names_of(unit: Unit, knocks: Sequence[Knock], today: date) -> list[str]:
    """Short ones; where two on the list are called alike, whole ones."""
    return _names(known_of(unit, knocks, today), knocks, today)


def _names(known: Known, knocks: Sequence[Knock], today: date) -> list[str]:
    short, whole = [], []
    for knock in knocks:
        people = [known.files[one.person_id] for one in knock.calls]
        head = known.heads[knock.household_id] or people[0].name
        alone = people[0] if len(people) == 1 else None
        short.append(wording.short(alone.name, alone.sex, alone.age(today)) if alone else wording.house(head))
        whole.append(alone.name if alone else wording.whole_house(head))
    return [full if short.count(name) > 1 else name for name, full in zip(short, whole, strict=True)]


def greeting(unit: Unit, person_id: int) -> str:
    one = unit.dossiers.get(person_id)
    return wording.greeted(unit.people.get(person_id).name, one.sex if one else "")
