"""名册上的人: only lines that have changed since the file was last read act, so that a 交接 made by chat stays."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from care.message import Address
from care.place import Place
from storage.unit import Unit

Post = tuple[str, str]  # 岗位，地方的 key


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the file: duties as (post, key of the place), accounts as addresses."""

    name: str
    place: str
    duties: tuple[Post, ...]
    accounts: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file says of people and groups."""

    people: tuple[Member, ...] = ()
    groups: tuple[tuple[Address, str], ...] = ()

    def kept(self) -> bytes:
        """As it is stored, for the next start to compare with."""
        people = [(one.name, one.place, one.duties, [*map(_plain, one.accounts)]) for one in self.people]
        return json.dumps([people, [(*_plain(group), place) for group, place in self.groups]]).encode()

    def holders(self) -> dict[Post, set[str]]:
        found: dict[Post, set[str]] = {}
        for one in self.people:
            for duty in one.duties:
                found.setdefault(duty, set()).add(one.name)
        return found


def last_read(kept: bytes | None, said: Roster) -> Roster | None:
    """What the file said the last time; None where that is not known, as at the first start."""
    if kept is None:
        return None
    if kept == sha256(repr((said.people, said.groups)).encode()).digest():
        return said  # 从前的版本只记指纹：对得上，就是一行也没有改
    try:
        people, groups = json.loads(kept)
    except ValueError:  # 对不上，也不知道改了哪一行
        return None
    return Roster(
        tuple(
            Member(name, place, tuple((post, at) for post, at in duties), tuple(Address(*one) for one in accounts))
            for name, place, duties, accounts in people
        ),
        tuple((Address(channel, name), place) for channel, name, place in groups),
    )


def _plain(address: Address) -> tuple[str, str]:
    return address.channel, address.name


def follow(unit: Unit, said: Roster, before: Roster | None, places: Mapping[str, Place], now: datetime) -> None:
    """Make the tables follow what has changed in the file; all of it where it is not known what it said before."""
    known, was = unit.people.keyed(), before or Roster()
    paragraphs = {one.name: one for one in was.people}
    for name in (known if before is None else paragraphs).keys() - {one.name for one in said.people}:
        unit.people.appoint(known[name], [])  # 不在名册上的人不再当值；档案和账号留着
    for one in said.people:
        known[one.name] = _settled(unit, one, paragraphs.get(one.name), known.get(one.name), places[one.place].id, now)
    if before is None:
        for one in said.people:
            unit.people.appoint(known[one.name], [(post, places[at].id) for post, at in one.duties])
    else:
        _change_duties(unit, said, was, known)
    for group, place in said.groups:
        if (group, place) not in was.groups:
            unit.invites.bind_group(group.channel, group.name, places[place].id, now)


def _settled(unit: Unit, one: Member, was: Member | None, person_id: int | None, home: int, now: datetime) -> int:
    """Home and accounts, where the file says something new of them. Returns the person's number."""
    if person_id is None:
        person_id = unit.people.add(one.name, home, now, key=one.name).id
    elif was is None or was.place != one.place:
        unit.people.change(person_id, name=one.name, place_id=home)
    for account in one.accounts:
        if was is None or account not in was.accounts:
            unit.people.give_account(account, person_id)
    return person_id


def _change_duties(unit: Unit, said: Roster, was: Roster, known: Mapping[str, int]) -> None:
    """Duty by duty. Where the file puts one person in another's place, whoever took it over by chat makes way too."""
    now, before = said.holders(), was.holders()
    for post, at in sorted(now.keys() | before.keys()):
        wanted, had = now.get((post, at), set()), before.get((post, at), set())
        place = unit.places.by_key(at)
        if wanted == had or place is None:
            continue
        holding = {duty.person_id for duty in unit.people.staff([place.id]) if duty.post == post}
        leaving = {known[name] for name in had - wanted}
        if wanted - had and leaving:
            leaving = holding - {known[name] for name in wanted}
        for one in sorted(leaving & holding):
            unit.people.appoint(one, [held for held in _held(unit, one) if held != (post, place.id)])
        for one in sorted({known[name] for name in wanted - had} - holding):
            unit.people.appoint(one, [*_held(unit, one), (post, place.id)])


def _held(unit: Unit, person_id: int) -> list[tuple[str, int]]:
    return [(duty.post, duty.place_id) for duty in unit.people.duties_of(person_id)]
