"""登记: a line of a sheet becomes a file, or brings one up to date. The act only; nobody is spoken to.

What is not told is never deleted; a category a line no longer lists goes on and is reported. Whether a line and a file
are of one person is decided in `care.sameness`; where that is doubtful, nobody is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from care.dossier import AGED_FROM, Dossier, Draft, Membership, Standing
from care.place import Place
from care.sameness import Candidate, Sameness, compare, gone
from care.visits.rule import age_on
from handlers.dues import Visiting, recount, recount_house, today_of
from handlers.enrol_rows import ID, PHONE, Act, add_ties, bring_up, find_house, seal_number, tidied
from nlp.sounds import loose
from storage.accounts import Accounts
from storage.alike import Alike, Likeness
from storage.seal import Seal
from storage.ties import Consent, Ties
from storage.unit import Unit

BASIS, SCOPE = "法定职责", "建档和走访"
NOBODY: Mapping[int, Draft] = MappingProxyType({})


class Took(StrEnum):
    NEW = "新登记"
    CHANGED = "有改动"
    UNCHANGED = "没有变"
    DOUBTFUL = "存疑"


@dataclass(frozen=True, slots=True)
class Taken:
    """`changed`: (field, was, becomes), numbers masked. `unlisted`: categories on file the line does not name.

    `clashing`: fields in which an earlier line of the same person said something else, which stays.
    For `DOUBTFUL`: whose file it may be (`person_id`, `like`) and why.
    """

    outcome: Took
    person_id: int
    changed: tuple[tuple[str, str, str], ...] = ()
    unlisted: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()
    like: str = ""
    because: str = ""
    said: Draft = field(default_factory=lambda: Draft("", ""), repr=False)


def take_in(
    unit: Unit,
    seal: Seal,
    visiting: Visiting,
    draft: Draft,
    *,
    place_id: int,
    by: int | None,
    at: datetime,
    via: str,
    already: Mapping[int, Draft] = NOBODY,
) -> Taken:
    """`via`: which sheet and line. `already`: what was taken in at this sitting, by person (`Taken.said`): of two lines
    that say different things of one person the first is kept, so that the same sheets a second time change nothing.
    Raises `CannotOpen` when a number on file does not open.
    """
    place = unit.places.get(place_id)
    draft = tidied(unit, draft, place)
    act = Act(by, at, via[:64])
    sameness, found, because = recognised(unit, seal, draft, place)
    if found is None:
        return Taken(Took.NEW, _open(unit, seal, visiting, draft, place, act), said=draft)
    if sameness is not Sameness.SAME:
        return Taken(Took.DOUBTFUL, found.person_id, like=found.name, because=because)
    return _brought_up(unit, seal, visiting, draft, found, place, act, already.get(found.person_id))


def recognised(unit: Unit, seal: Seal, draft: Draft, place: Place) -> tuple[Sameness, Alike | None, str]:
    """The file of this person, or one that may be theirs and why; None when there is none."""
    likeness, sounds = Likeness(unit.session), loose(draft.name)
    owner = likeness.numbered(seal.index(draft.id_number, ID)) if draft.id_number else None
    phone = seal.index(draft.phone, PHONE) if draft.phone else None
    found = {one.person_id: one for one in (*((owner,) if owner else ()), *likeness.sounding(sounds, place))}
    verdicts = [(one, compare(draft, sounds, _candidate(one, draft, place, owner, phone))) for one in found.values()]
    same = [(one, verdict) for one, verdict in verdicts if verdict.sameness is Sameness.SAME]
    if owner is not None and any(one.person_id != owner.person_id for one, _ in same):  # 号码是另一个人的
        same = [(one, verdict) for one, verdict in verdicts if one.person_id == owner.person_id]
        return Sameness.PROBABLE, owner, same[0][1].because
    if len(same) == 1:
        one, verdict = same[0]
        if one.standing is Standing.HERE:
            return Sameness.SAME, one, verdict.because
        return Sameness.PROBABLE, one, gone(one.standing)
    likely = same or [(one, verdict) for one, verdict in verdicts if verdict.sameness is Sameness.PROBABLE]
    if likely:
        return Sameness.PROBABLE, likely[0][0], likely[0][1].because
    return Sameness.DIFFERENT, None, ""


def _candidate(one: Alike, draft: Draft, place: Place, owner: Alike | None, phone: bytes | None) -> Candidate:
    known = bool(draft.id_number) and one.has_id
    return Candidate(
        one.name,
        one.sounds,
        one.sex,
        one.born_on,
        one.house,
        one.head,
        here=one.place_id == place.id,
        same_id=(owner is not None and owner.person_id == one.person_id) if known else None,
        same_phone=phone is not None and phone == one.phone_index,
    )


_SAID_ONCE = {
    "name": "姓名",
    "area": "片区",
    "sex": "性别",
    "born_on": "出生日期",
    "id_number": "身份证号",
    "phone": "电话",
    "house": "门牌",
    "head": "户主",
    "relation": "与户主关系",
    "guardian": "监护人",
    "guardian_phone": "监护人电话",
    "contact": "联系人",
    "contact_phone": "联系人电话",
}


def beside(draft: Draft, earlier: Draft | None) -> tuple[Draft, tuple[str, ...]]:
    """What a line adds to the earlier one of the same person, and the fields in which the two differ."""
    if earlier is None:
        return draft, ()
    clashing = tuple(
        name
        for name in _SAID_ONCE
        if getattr(earlier, name) and getattr(draft, name) and getattr(earlier, name) != getattr(draft, name)
    )
    kept = replace(draft, **{name: getattr(earlier, name) for name in clashing})
    return kept, tuple(_SAID_ONCE[name] for name in clashing)


def united(draft: Draft, earlier: Draft | None) -> Draft:
    """Both lines together, the earlier one first."""
    if earlier is None:
        return draft
    told = {name: getattr(earlier, name) or getattr(draft, name) for name in _SAID_ONCE}
    return replace(draft, **told, tags=tuple(dict.fromkeys((*earlier.tags, *draft.tags))))


def _brought_up(
    unit: Unit,
    seal: Seal,
    visiting: Visiting,
    draft: Draft,
    found: Alike,
    place: Place,
    act: Act,
    earlier: Draft | None,
) -> Taken:
    kept, clashing = beside(draft, earlier)
    if _SAID_ONCE["area"] in clashing:
        place = unit.places.get(found.place_id)
    one = unit.dossiers.get(found.person_id)
    assert one is not None, "who was found has a file"
    changed = tuple(bring_up(unit, seal, one, kept, place, act))
    if changed:
        recount_house(unit, visiting, one.person_id, today_of(act.at))
        for mate in unit.dossiers.in_house(one.household_id):  # 搬出来的那一户
            recount(unit, visiting, mate.person_id, today_of(act.at))
    said = united(draft, earlier)
    outcome = Took.CHANGED if changed else Took.UNCHANGED
    return Taken(outcome, one.person_id, changed, _unlisted(unit, one, said, act.at), clashing, said=said)


def _open(unit: Unit, seal: Seal, visiting: Visiting, draft: Draft, place: Place, act: Act) -> int:
    person_id = _known_already(unit, draft, place)
    if person_id is None:
        person_id = unit.people.add(draft.name, place.id, act.at).id
    house, today = find_house(unit, draft, place, None), today_of(act.at)
    one = Dossier(
        *(person_id, draft.name, place.id, house.id, draft.relation, draft.sex, draft.born_on),
        *(False, False, Standing.HERE, draft.note, None, 1),
    )
    unit.dossiers.open(one, loose(draft.name), act.at)
    act.note(unit, person_id, "建档", "", draft.name)
    for tag in draft.tags:
        unit.dossiers.join(person_id, Membership(tag, today, None, act.via, act.by), act.at)
    for column, number in ((ID, draft.id_number), (PHONE, draft.phone)):
        if number:
            seal_number(unit, seal, person_id, column, number)
    list(add_ties(unit, seal, one, draft, house, act))
    ties = Ties(unit.session)
    ties.link(house.id, draft.name, person_id)
    ties.consent(person_id, Consent(BASIS, SCOPE, today, None, act.via, act.by))
    recount_house(unit, visiting, person_id, today)
    return person_id


def _known_already(unit: Unit, draft: Draft, place: Place) -> int | None:
    """Somebody of that name in this area. Who holds a post is not guessed to be a villager; nor is somebody who came by
    an account of their own, and is not in the directory: that it is the same person, a person says (绑定).
    """
    found = [
        one.id
        for one in unit.people.named(draft.name, (place.id,))
        if unit.dossiers.get(one.id) is None and not unit.people.duties_of(one.id)
    ]
    if len(found) != 1 or _came_by_themselves(unit, found[0]):
        return None
    return found[0]


def _came_by_themselves(unit: Unit, person_id: int) -> bool:
    return Accounts(unit.session).own(person_id) is not None and person_id not in unit.people.keyed().values()


def _unlisted(unit: Unit, one: Dossier, said: Draft, at: datetime) -> tuple[str, ...]:
    today = today_of(at)
    born_on = said.born_on or one.born_on
    by_age = {"高龄"} if born_on and age_on(born_on, today) >= AGED_FROM else set()
    held = (member.tag for member in unit.dossiers.memberships(one.person_id) if member.holds(today))
    return tuple(tag for tag in dict.fromkeys(held) if tag not in said.tags and tag not in by_age)
