"""合并: several rules, one visit; several people of a house, one knock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from care.visits.due import Due
from care.visits.rule import Period


@dataclass(frozen=True, slots=True)
class Call:
    """该去看的一个人: what falls due for one person, the strictest first. `dues` is never empty."""

    person_id: int
    dues: tuple[Due, ...]

    @property
    def opens_on(self) -> date:
        return min(due.opens_on for due in self.dues)

    @property
    def until(self) -> date:
        """The strictest interval wins: it stands first."""
        return self.dues[0].until

    @property
    def daily(self) -> bool:
        return any(due.rule.period is Period.DAY for due in self.dues)

    @property
    def groups(self) -> tuple[str, ...]:
        """The checklists united, each group once, in the order of the rules."""
        return tuple(dict.fromkeys(group for due in self.dues for group in due.rule.groups))

    def missed(self, today: date) -> int:
        return max(due.missed(today) for due in self.dues)

    def presses(self, today: date) -> bool:
        return any(due.presses(today) for due in self.dues)


def call(person_id: int, dues: Iterable[Due], today: date) -> Call | None:
    """What is to be asked of a person today: every rule that has opened. None when nothing has."""
    opened = sorted((due for due in dues if due.opens_on <= today), key=lambda due: (due.until, due.rule.id))
    return Call(person_id, tuple(opened)) if opened else None


@dataclass(frozen=True, slots=True)
class Knock:
    """一户敲一次门: those of one house who are to be seen today. `lane`: where it lies on the way, from the file."""

    household_id: int
    lane: str
    calls: tuple[Call, ...]

    @property
    def until(self) -> date:
        return min(one.until for one in self.calls)

    @property
    def daily(self) -> bool:
        return any(one.daily for one in self.calls)

    def presses(self, today: date) -> bool:
        """Whether somebody there must be seen today, whatever else waits."""
        return any(one.presses(today) for one in self.calls)


def on_a_list(knocks: Sequence[Knock], today: date, most: int) -> int:
    """How many houses a day's list has room for: all that press, and `most` at least, in whole parts of `most`.

    There is always room for one that does not press, else whoever has `most` daily ones would never see the others.
    """
    return most * (sum(one.presses(today) for one in knocks) // most + 1)


def days_work(knocks: Iterable[Knock], today: date, most: int) -> tuple[tuple[Knock, ...], tuple[Knock, ...]]:
    """今天的几户 and those left over: the `most` worst, then sorted by the way one walks.

    Worst: what presses today (每天的、出了事的), then who was missed, then by the days that are left.
    """
    ranked = sorted(knocks, key=lambda one: (*_worst_first(one, today), one.lane, one.household_id))
    chosen = sorted(ranked[:most], key=lambda one: (_worst_first(one, today)[:2], one.lane, one.household_id))
    return tuple(chosen), tuple(ranked[most:])


def _worst_first(one: Knock, today: date) -> tuple[bool, bool, date]:
    return not one.presses(today), one.until >= today, one.until


def together(calls: Sequence[tuple[Call, int, str]]) -> tuple[Knock, ...]:
    """Calls with the number of the house and its lane → one knock a house."""
    houses: dict[tuple[int, str], list[Call]] = {}
    for one, household_id, lane in calls:
        houses.setdefault((household_id, lane), []).append(one)
    return tuple(Knock(house, lane, tuple(found)) for (house, lane), found in houses.items())
