"""电话代一趟: for which of the visits that will be missed a call would do, one after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from care.visits.call import Knock
from care.visits.rule import VisitRule


@dataclass(frozen=True, slots=True)
class Last:
    """A rule as it stands for somebody: the last day that counted under it, and whether that was a call."""

    rule: VisitRule
    last_on: date | None
    by_phone: bool


class Try(NamedTuple):
    """A knock at a door. `missed`: it is not made in time, so it may be made later (`made_on`) or never."""

    knock: Knock
    made_on: date | None
    missed: bool


def a_call_will_do(rows: Mapping[int, Sequence[Last]], tries: Iterable[Try]) -> list[bool]:
    """For each knock, in the order of their days, whether it is missed and a call counts for everything it is for.

    `rows`: by person. It is taken that whoever may be called is called, so that two calls never follow each other.
    """
    now = {person: {row.rule.id: row for row in kept} for person, kept in rows.items()}
    found = []
    for knock, made_on, missed in tries:
        asked = [now[one.person_id][due.rule.id] for one in knock.calls for due in one.dues]
        will_do = missed and not any(row.rule.not_by_phone(row.last_on, row.by_phone) for row in asked)
        found.append(will_do)
        if will_do or made_on is not None:
            _seen(now, knock, made_on)
    return found


def _seen(now: Mapping[int, dict[str, Last]], knock: Knock, made_on: date | None) -> None:
    """It counts for whatever was answered; never made, it was a call on the last day."""
    for one in knock.calls:
        answered = set(one.groups)
        for row in [row for row in now[one.person_id].values() if set(row.rule.groups) <= answered]:
            now[one.person_id][row.rule.id] = Last(row.rule, made_on or one.until, made_on is None)
