"""并档: one person who was filed twice. Only a person says so, after seeing both side by side; it can be taken back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from care.dossier import Dossier, Standing, masked_id, masked_phone
from care.message import Reply
from handlers.dossier_undo import recount_homes, remember
from handlers.dossier_who import act_of, ask, of_the_point
from handlers.dues import recount, today_of
from handlers.enrol_rows import ID, PHONE, seal_number
from handlers.turn import Turn
from handlers.wording import dossier_change as wording
from nlp.numbers import fold
from storage.alike import Likeness
from storage.links import Given, Links
from storage.looks import MERGED
from storage.seal import CannotOpen, Seal
from storage.snapshots import Snapshots
from storage.ties import Look, Ties
from storage.unit import Unit
from storage.visits import DueRow

WHAT = "并档"
_MERGE, _YES = re.compile(r"1?\s*并"), re.compile(r"1?\s*(?:是|好)|1")
_NO = re.compile(r"2?\s*不(?:并|是)|2")

Numbers = Mapping[str, str]  # 栏 → 打开的号码


def side_by_side(turn: Turn, seal: Seal | None, keep: Dossier, other: Dossier) -> Reply:
    """「并档 张三 张三丰」: both masked, and the question. Both looks are written down."""
    if (no := _refusal(turn, keep, other)) is not None:
        return Reply(no)
    try:
        numbers = [_numbers(turn.unit, seal, one) for one in (keep, other)]
    except CannotOpen:
        return Reply(wording.does_not_open())
    for one in (keep, other):
        Ties(turn.unit.session).look(one.person_id, Look(turn.actor.id, WHAT, WHAT, False, turn.now))
    ask(turn, "merge", keep=keep.person_id, other=other.person_id)
    left, right = (_card(turn.unit, one, found) for one, found in zip((keep, other), numbers, strict=True))
    return Reply(wording.side_by_side(left, right, _unlike(keep, other), far=_far_apart(keep, other)))


def _unlike(keep: Dossier, other: Dossier) -> list[str]:
    """What two files of one person would have alike. Two ID numbers are never the same one: the column is unique."""
    apart = ((keep.sex, other.sex, "性别"), (keep.born_on, other.born_on, "生日"))
    found = [column for mine, theirs, column in apart if mine and theirs and mine != theirs]
    return [*found, *(["身份证号"] if keep.has_id and other.has_id else [])]


def _far_apart(keep: Dossier, other: Dossier) -> bool:
    """Hardly one person: a careless 「1」 is not enough."""
    sexes = {one.sex for one in (keep, other) if one.sex}
    years = [one.born_on.year for one in (keep, other) if one.born_on]
    return len(sexes) > 1 or max(years, default=0) - min(years, default=0) > 1


def _refusal(turn: Turn, keep: Dossier, other: Dossier) -> str | None:
    if keep.person_id == other.person_id:
        return wording.itself()
    if not (of_the_point(turn, keep) and of_the_point(turn, other)):
        return wording.only_the_point_merges()
    for one in (keep, other):
        if one.standing is not Standing.HERE:
            return wording.gone(one)
    return wording.is_a_worker(other.name) if turn.unit.people.duties_of(other.person_id) else None


def _numbers(unit: Unit, seal: Seal | None, one: Dossier) -> Numbers:
    """Without a key file: none."""
    sealed = zip((ID, PHONE), unit.dossiers.sealed(one.person_id), strict=True)
    return {
        column: seal.open(kept, f"{column}.{one.person_id}") for column, kept in sealed if kept is not None and seal
    }


def _card(unit: Unit, one: Dossier, numbers: Numbers) -> Sequence[str]:
    area, home = unit.places.get(one.place_id).name, unit.dossiers.household(one.household_id)
    phone = masked_phone(numbers[PHONE]) if PHONE in numbers else ""
    number = masked_id(numbers[ID]) if ID in numbers else ""
    return wording.card(one, area, home, phone, number)


def answered_merge(turn: Turn, seal: Seal | None, kept: Mapping[str, Any]) -> Reply | None:
    """「1并」「2不并」. None when it is about something else, and then the question stays."""
    said, unit = fold(turn.message.text).strip(" .。!,"), turn.unit
    if not any(form.fullmatch(said) for form in (_MERGE, _YES, _NO)):
        return None
    keep, other = (unit.dossiers.file(kept[which]) for which in ("keep", "other"))
    if _YES.fullmatch(said) and _far_apart(keep, other):
        return Reply(wording.say_the_word(_unlike(keep, other)))
    unit.dialogues.drop(turn.message.sender)
    if _NO.fullmatch(said):
        return Reply(wording.not_merged())
    if (no := _refusal(turn, keep, other)) is not None:
        return Reply(no)
    if seal is None and any(unit.dossiers.sealed(other.person_id)):
        return Reply(wording.no_keys())
    try:
        return _merged(turn, seal, keep, other)
    except CannotOpen:
        return Reply(wording.does_not_open())


def _merged(turn: Turn, seal: Seal | None, keep: Dossier, other: Dossier) -> Reply:
    snapshots, unit = Snapshots(turn.unit.session), turn.unit
    numbers = _numbers(unit, seal, other)
    before = [snapshots.take(one.person_id) for one in (other, keep)]
    given = merge(turn, seal, keep, other, numbers)
    remember(turn, WHAT, *before, given=given)
    return Reply(wording.merged(keep.name, len(unit.visits.of_person(keep.person_id, 10_000))))


def merge(turn: Turn, seal: Seal | None, keep: Dossier, other: Dossier, numbers: Numbers) -> Given:
    """The act: every row around `other` is `keep`'s; what `keep` lacks is filled; `other` is found no more.

    A number goes along only where `keep` has none: it is sealed anew, for its place is another. One that both have
    stays in the closed file.
    """
    unit, act, snapshots, today = turn.unit, act_of(turn), Snapshots(turn.unit.session), today_of(turn.now)
    rows = _united(unit.visits.dues_of(keep.person_id), unit.visits.dues_of(other.person_id), keep)
    given = Links(unit.session).give(other.person_id, keep.person_id, today)
    for column, has in ((ID, keep.has_id), (PHONE, keep.has_phone)):
        if column in numbers and not has and seal is not None:
            snapshots.let_go(other.person_id, column)
            seal_number(unit, seal, keep.person_id, column, numbers[column])
    unit.dossiers.save(_filled(keep, other), turn.now)
    unit.dossiers.save(replace(other, standing=Standing.MOVED), turn.now)
    Likeness(unit.session).rename(other.person_id, MERGED)
    unit.visits.put_dues(other.person_id, [])
    act.note(unit, keep.person_id, WHAT, other.name, keep.name)
    act.note(unit, other.person_id, WHAT, "", wording.merged_into(keep.name))
    recount(unit, turn.house.visiting, keep.person_id, today, rows)
    recount_homes(unit, turn.house.visiting, {keep.household_id, other.household_id}, today)
    return given


def _filled(keep: Dossier, other: Dossier) -> Dossier:
    notes = dict.fromkeys(note for note in (keep.note, other.note) if note)
    return replace(
        keep,
        sex=keep.sex or other.sex,
        born_on=keep.born_on or other.born_on,
        relation=keep.relation or other.relation,
        note="；".join(notes),
    )


def _united(mine: Sequence[DueRow], theirs: Sequence[DueRow], keep: Dossier) -> list[DueRow]:
    """Under each rule the later visit counts: it was the same person who was seen."""
    rows = {row.rule_id: row for row in mine}
    for row in theirs:
        own = rows.get(row.rule_id)
        moved = replace(row, person_id=keep.person_id, place_id=keep.place_id)
        rows[row.rule_id] = moved if own is None else _later(own, moved)
    return list(rows.values())


def _later(own: DueRow, theirs: DueRow) -> DueRow:
    days = [row.last_on for row in (own, theirs) if row.last_on is not None]
    since = min(own.since_on, theirs.since_on)
    last_on, times = max(days, default=None), max(own.times, theirs.times)
    by_phone = all(row.by_phone for row in (own, theirs) if row.last_on == last_on)
    return replace(own, since_on=since, last_on=last_on, times=times, by_phone=by_phone)
