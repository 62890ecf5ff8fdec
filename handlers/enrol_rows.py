"""登记的每一格: the parts of `handlers.enrol`, each of which writes what a line says where it differs from the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from care.dossier import Dossier, Draft, Household, Membership, masked_id, masked_phone
from care.place import Place
from care.sameness import same_birth
from handlers.dues import today_of
from nlp.sounds import loose
from storage.alike import Likeness
from storage.dossiers import Change
from storage.seal import Seal, normal
from storage.ties import Tie, Ties
from storage.unit import Unit

ID, PHONE, TIE_PHONE = "dossiers.id", "dossiers.phone", "ties.phone"  # 封存的位置是它加行号，查找用的是它自己
GUARDIAN, CONTACT = "监护人", "联系人"
HEAD, SELF = "户主", "本人"

Told = tuple[str, str, str]  # 栏、原来、现在；号码是脱敏的


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes a file, when, and because of what."""

    by: int | None
    at: datetime
    via: str

    def note(self, unit: Unit, person_id: int, column: str, was: str, became: str) -> Told:
        unit.dossiers.note_change(person_id, Change(column, was, became, self.by, self.via, self.at))
        return column, was, became


def tidied(unit: Unit, draft: Draft, place: Place) -> Draft:
    """As the columns hold it: the address without the places we know anyway, heads named by name."""
    house = draft.house
    for place_id in place.chain:
        name = re.escape(unit.places.get(place_id).name)
        house = re.sub(rf"^.*(?<!\d){name}", "", house)
    head = draft.name if draft.relation in (HEAD, SELF) else draft.head
    return replace(
        draft,
        house=house.strip(" ,，、:：-—/()（）")[:64],
        head=head[:64],
        relation=draft.relation[:16],
        guardian=_by_name(draft.guardian, draft, head),
        contact=_by_name(draft.contact, draft, head),
        tags=tuple(dict.fromkeys(draft.tags)),
    )


def _by_name(said: str, draft: Draft, head: str) -> str:
    return {HEAD: head, SELF: draft.name}.get(said, said)


def bring_up(unit: Unit, seal: Seal, one: Dossier, draft: Draft, place: Place, act: Act) -> Iterator[Told]:
    """Write what is new, each with its line in `changes`."""
    now = unit.dossiers.household(one.household_id)
    house = find_house(unit, draft, place, now)
    kept, told = _plain(unit, one, draft, now, house)
    if draft.name != one.name or place.id != one.place_id:
        unit.people.change(one.person_id, name=draft.name, place_id=place.id)
        Likeness(unit.session).rename(one.person_id, loose(draft.name))
    for column, was, became in told:
        yield act.note(unit, one.person_id, column, was, became)
    more = [*_numbers(unit, seal, one, draft, act), *_tags(unit, one, draft, act)]
    more += add_ties(unit, seal, one, draft, house, act)
    yield from more
    if told or more:
        unit.dossiers.save(kept, act.at)


def _plain(unit: Unit, one: Dossier, draft: Draft, now: Household, house: Household) -> tuple[Dossier, list[Told]]:
    """The columns that are not sealed."""
    kept = replace(
        one,
        household_id=house.id,
        relation=draft.relation or one.relation,
        sex=draft.sex or one.sex,
        born_on=_better(draft.born_on, one.born_on),
        note=_added(one.note, draft.note),
    )
    pairs = (
        ("姓名", one.name, draft.name),
        ("片区", unit.places.get(one.place_id).name, unit.places.get(house.place_id).name),
        ("门牌", now.house, house.house),
        (HEAD, now.head, house.head),
        ("与户主关系", one.relation, kept.relation),
        ("性别", one.sex, kept.sex),
        ("出生日期", _said(one), _said(kept)),
        ("备注", one.note, kept.note),
    )
    return kept, [(column, was, became) for column, was, became in pairs if was != became]


def _better(told: date | None, kept: date | None) -> date | None:
    """What was told, but a mere year never takes the place of a day in it."""
    if told is None or kept is None:
        return told or kept
    return kept if same_birth(told, kept) is None and (told.month, told.day) == (1, 1) else told


def _said(one: Dossier) -> str:
    return one.born_on.isoformat() if one.born_on else ""


def _added(note: str, more: str) -> str:
    return note if not more or more in note else f"{note}；{more}" if note else more


def find_house(unit: Unit, draft: Draft, place: Place, now: Household | None) -> Household:
    """The household of a person; made where there is none. `now`: where they live by the file.

    Without a house name it is that of the head; without a head, a house of one. A door that has no head yet takes him.
    """
    here = now if now is not None and now.place_id == place.id else None
    house = draft.house or (here.house if here else "")
    same_door = here is not None and here.house == house
    head = draft.head or (here.head if here and same_door else "")
    if not house and not head:
        head = draft.name
    if here and same_door and head in (here.head, ""):
        return here
    found = unit.dossiers.house(place.id, house, head)
    if found is not None and not (now is None and not house and head == draft.name and _taken(unit, found, draft)):
        return found
    nobodys = here if here and same_door and not here.head else unit.dossiers.house(place.id, house, "")
    if house and nobodys is not None and not nobodys.head:
        Likeness(unit.session).name_head(nobodys.id, head)
        return replace(nobodys, head=head)
    return unit.dossiers.add_house(place.id, house, head, lane_of(house))


def _taken(unit: Unit, house: Household, draft: Draft) -> bool:
    """Whether a house of one without a name is that of somebody else with this name."""
    return any(other.name == draft.name for other in unit.dossiers.in_house(house.id))


def lane_of(house: str) -> str:
    """「9号」 before 「12号」: numbers four wide, 32 letters at most."""
    return re.sub(r"\d+", lambda found: found[0].zfill(4), house)[:32]


def seal_number(unit: Unit, seal: Seal, person_id: int, column: str, number: str) -> None:
    keep = unit.dossiers.seal_id if column == ID else unit.dossiers.seal_phone
    keep(person_id, seal.close(number, f"{column}.{person_id}"), seal.index(number, column))


def _numbers(unit: Unit, seal: Seal, one: Dossier, draft: Draft, act: Act) -> Iterator[Told]:
    sealed = dict(zip((ID, PHONE), unit.dossiers.sealed(one.person_id), strict=True))
    asked = ((ID, "身份证号", draft.id_number, masked_id), (PHONE, "电话", draft.phone, masked_phone))
    for column, said, number, masked in asked:
        if not number:
            continue
        kept = sealed[column]
        was = "" if kept is None else seal.open(kept, f"{column}.{one.person_id}")
        if normal(was) != normal(number):
            seal_number(unit, seal, one.person_id, column, number)
            yield act.note(unit, one.person_id, said, masked(was), masked(number))


def _tags(unit: Unit, one: Dossier, draft: Draft, act: Act) -> Iterator[Told]:
    today = today_of(act.at)
    held = {member.tag for member in unit.dossiers.memberships(one.person_id) if member.holds(today)}
    for tag in draft.tags:
        if tag not in held:
            unit.dossiers.join(one.person_id, Membership(tag, today, None, act.via, act.by), act.at)
            yield act.note(unit, one.person_id, "类别", "", tag)


def add_ties(unit: Unit, seal: Seal, one: Dossier, draft: Draft, house: Household, act: Act) -> Iterator[Told]:
    """监护人、联系人. One of another name is added; the one before stays on file."""
    known = Ties(unit.session).of(one.person_id)
    asked = ((GUARDIAN, draft.guardian, draft.guardian_phone), (CONTACT, draft.contact, draft.contact_phone))
    for kind, name, phone in asked:
        if name or phone:
            mine = [tie for tie in known if tie.kind == kind]
            yield from _tie(unit, seal, one, kind, name, phone, mine, house, act)


def _tie(
    unit: Unit,
    seal: Seal,
    one: Dossier,
    kind: str,
    name: str,
    phone: str,
    known: list[Tie],
    house: Household,
    act: Act,
) -> Iterator[Told]:
    ties = Ties(unit.session)
    tie = next((tie for tie in known if tie.name == name or not name), None)
    number, was = (tie.id, _phone_of(seal, tie)) if tie else (0, "")
    if tie is None:
        namesakes = [other.person_id for other in unit.dossiers.in_house(house.id) if other.name == name]
        number = ties.add(one.person_id, kind, name, act.at, other=namesakes[0] if len(namesakes) == 1 else None)
        yield act.note(unit, one.person_id, kind, known[0].name if known else "", name)
    if phone and normal(was) != normal(phone):
        ties.seal_phone(number, seal.close(phone, f"{TIE_PHONE}.{number}"))
        yield act.note(unit, one.person_id, f"{kind}电话", masked_phone(was), masked_phone(phone))


def _phone_of(seal: Seal, tie: Tie) -> str:
    return "" if tie.phone_sealed is None else seal.open(tie.phone_sealed, f"{TIE_PHONE}.{tie.id}")
