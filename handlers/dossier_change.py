"""改档: a number, a birthday, a door, a category, a guardian. Old → new is said back; what is wrong changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from care.dossier import Dossier, Draft, Membership, Standing
from care.identity import IdNumber, NotAName, NotAnId, NotAPhone, parse_id, parse_name, parse_phone
from care.message import Reply
from care.visits.rule import age_on
from handlers.dossier_undo import recount_homes, remember
from handlers.dossier_who import Desk, due_line
from handlers.dues import recount_house
from handlers.enrol_rows import GUARDIAN, ID, Told, bring_up, find_house
from handlers.wording import dossier_change as wording
from nlp.dossier_talk import Verb, born, nearest_tags, tag_of
from nlp.lunar_talk import LunarDay, is_lunar, lunar_day
from storage.seal import CannotOpen, Seal
from storage.snapshots import Snapshots

OLDEST = 130  # 岁
AGED = "高龄"
CATEGORY = "类别"
LUNAR = "农历生日"


class NotChanged(Exception):
    """The argument is the whole sentence; nothing was written."""


def change(desk: Desk) -> Reply:
    """Any of `CHANGES`, with the visits it leads to."""
    if desk.one.standing is not Standing.HERE:
        return Reply(wording.gone(desk.one))
    shared = _together(desk)
    before = [Snapshots(desk.unit.session).take(one.person_id) for one in shared]
    try:
        told = CHANGES[desk.said.verb](desk)
    except NotChanged as refusal:
        return Reply(str(refusal))
    except CannotOpen:
        return Reply(wording.does_not_open())
    if not told:
        return Reply(wording.nothing_new(desk.one.name))
    for one in shared:
        recount_house(desk.unit, desk.visiting, one.person_id, desk.today)
    recount_homes(desk.unit, desk.visiting, {one.household_id for one in shared}, desk.today)  # 搬出来的那一户
    remember(desk.turn, "、".join(dict.fromkeys(column for column, _, _ in told)), *before)
    return Reply(_said_back(desk, told))


def _said_back(desk: Desk, told: Sequence[Told]) -> str:
    verb, name = desk.said.verb, desk.one.name
    if verb is Verb.TAG:
        return wording.is_now(name, told[0][2], due_line(desk))
    if verb is Verb.NOT_TAG:
        return wording.no_longer(name, told[0][1], due_line(desk))
    return wording.changed(name, told, due_line(desk) if verb in (Verb.BORN, Verb.ID) else "")


def _together(desk: Desk) -> list[Dossier]:
    """Whose files the change is of: a door that was not written down yet is the whole household's."""
    if desk.said.verb is not Verb.HOUSE or desk.unit.dossiers.household(desk.one.household_id).house:
        return [desk.one]
    members = desk.unit.dossiers.in_house(desk.one.household_id)
    return [*(one for one in members if one.person_id != desk.one.person_id), desk.one]


def _save(desk: Desk, changed: Dossier) -> None:
    desk.unit.dossiers.save(changed, desk.turn.now)


def _note(desk: Desk, column: str, was: str, became: str) -> Told:
    return desk.act.note(desk.unit, desk.one.person_id, column, was, became)


# —— 号码 ——


def _seal(desk: Desk) -> Seal:
    if desk.seal is None:
        raise NotChanged(wording.no_keys())
    return desk.seal


def _written(desk: Desk, **cells: object) -> list[Told]:
    """As a line of a sheet that has only these cells."""
    one, place = desk.one, desk.unit.places.get(desk.one.place_id)
    draft = replace(Draft(one.name, place.name), **cells)  # type: ignore[arg-type]  # 栏名由调用处给
    return list(bring_up(desk.unit, _seal(desk), one, draft, place, desk.act))


def _phone(desk: Desk) -> list[Told]:
    return _written(desk, phone=_phone_said(desk.said.words))


def _phone_said(words: str) -> str:
    try:
        return parse_phone(words)
    except NotAPhone as refusal:
        raise NotChanged(wording.not_changed(str(refusal))) from None


def _id(desk: Desk) -> list[Told]:
    """The birthday and the sex that stand in it come with it."""
    try:
        found: IdNumber = parse_id(desk.said.words)
    except NotAnId as refusal:
        raise NotChanged(wording.not_changed(str(refusal))) from None
    _check_birth(found.born_on, desk.today)
    owner = desk.unit.dossiers.by_id_number(_seal(desk).index(found.number, ID))
    if owner is not None and owner.person_id != desk.one.person_id:
        raise NotChanged(wording.somebody_elses_id())
    return _written(desk, id_number=found.number, born_on=found.born_on, sex=found.sex)


def _tie(desk: Desk) -> list[Told]:
    try:
        name = parse_name(desk.said.other).name
    except NotAName as refusal:
        raise NotChanged(wording.not_changed(str(refusal))) from None
    phone = _phone_said(desk.said.words) if desk.said.words else ""
    if desk.said.what == GUARDIAN:
        return _written(desk, guardian=name, guardian_phone=phone)
    return _written(desk, contact=name, contact_phone=phone)


# —— 生日、性别、门牌 ——


def _check_birth(day: date, today: date) -> None:
    if day > today:
        raise NotChanged(wording.born_in_future())
    if (years := age_on(day, today)) >= OLDEST:
        raise NotChanged(wording.too_old(years))


def _born(desk: Desk) -> list[Told]:
    words = desk.said.words
    if desk.said.what or is_lunar(words):
        return _born_by_the_moon(desk, lunar_day(words))
    day = born(words)
    if day is None:
        raise NotChanged(wording.not_a_day())
    return _born_on(desk, day, day.isoformat())


def _born_on(desk: Desk, day: date, said: str) -> list[Told]:
    was = desk.one.born_on
    _check_birth(day, desk.today)
    if desk.one.has_id and desk.seal is not None and _born_by_id(desk, desk.seal) not in (None, day):
        raise NotChanged(wording.not_as_on_id())
    if day == was:
        return []
    _save(desk, replace(desk.one, born_on=day))
    return [_note(desk, "出生日期", was.isoformat() if was else "", said)]


def _born_by_the_moon(desk: Desk, lunar: LunarDay | None) -> list[Told]:
    """With its year the day is known; without it is a note, and no age follows from it."""
    if lunar is None or (lunar.year is not None and lunar.solar is None):
        raise NotChanged(wording.lunar_day())
    if lunar.solar is not None:
        return _born_on(desk, lunar.solar, wording.by_the_moon(lunar.solar, lunar.words))
    kept = [part for part in desk.one.note.split("；") if part and not part.startswith(LUNAR)]
    was = next((part for part in desk.one.note.split("；") if part.startswith(LUNAR)), "").removeprefix(LUNAR)
    if was == lunar.words:
        return []
    _save(desk, replace(desk.one, note="；".join([*kept, f"{LUNAR}{lunar.words}"])))
    return [_note(desk, LUNAR, was, lunar.words)]


def _born_by_id(desk: Desk, seal: Seal) -> date | None:
    sealed, _ = desk.unit.dossiers.sealed(desk.one.person_id)
    try:
        return None if sealed is None else parse_id(seal.open(sealed, f"{ID}.{desk.one.person_id}")).born_on
    except NotAnId:
        return None


def _sex(desk: Desk) -> list[Told]:
    was, now = desk.one.sex, desk.said.words
    if was == now:
        return []
    _save(desk, replace(desk.one, sex=now))
    return [_note(desk, "性别", was, now)]


def _house(desk: Desk) -> list[Told]:
    unit, place = desk.unit, desk.unit.places.get(desk.one.place_id)
    now, door = unit.dossiers.household(desk.one.household_id), desk.said.words[:64]
    if door == now.house:
        return []
    lives_there = unit.dossiers.house(place.id, door, "")
    head = now.head if not now.house else "" if lives_there else desk.one.name
    home = find_house(unit, Draft(desk.one.name, place.name, house=door, head=head), place, None)
    for one in _together(desk):
        unit.dossiers.save(replace(one, household_id=home.id), desk.turn.now)
        desk.act.note(unit, one.person_id, "门牌", now.house, home.house)
    return [("门牌", now.house, home.house)]


# —— 类别 ——


def _known_tag(desk: Desk) -> str:
    tag = tag_of(desk.said.what)
    if tag is None:
        raise NotChanged(wording.unknown_tag(desk.said.what, nearest_tags(desk.said.what)))
    if tag == AGED:
        raise NotChanged(wording.by_age())
    return tag


def _holds(desk: Desk, tag: str) -> bool:
    held = desk.unit.dossiers.memberships(desk.one.person_id)
    return any(member.tag == tag and member.holds(desk.today) for member in held)


def _is(desk: Desk) -> list[Told]:
    """From today; the evidence is who said so."""
    tag = _known_tag(desk)
    if _holds(desk, tag):
        return []
    evidence = desk.said.words or wording.told_by(desk.turn.actor.person.name)
    member = Membership(tag, desk.today, None, evidence, desk.turn.actor.id)
    desk.unit.dossiers.join(desk.one.person_id, member, desk.turn.now)
    _save(desk, desk.one)
    return [_note(desk, CATEGORY, "", tag)]


def _is_no_longer(desk: Desk) -> list[Told]:
    tag = _known_tag(desk)
    if not _holds(desk, tag):
        raise NotChanged(wording.is_not(desk.one.name, tag))
    desk.unit.dossiers.end(desk.one.person_id, tag, desk.today)
    _save(desk, desk.one)
    return [_note(desk, CATEGORY, tag, "")]


CHANGES: Mapping[Verb, Callable[[Desk], list[Told]]] = {
    Verb.PHONE: _phone,
    Verb.ID: _id,
    Verb.BORN: _born,
    Verb.SEX: _sex,
    Verb.HOUSE: _house,
    Verb.TAG: _is,
    Verb.NOT_TAG: _is_no_longer,
    Verb.TIE: _tie,
}
