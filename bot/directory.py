"""名册: the levels, posts, places and people of a township, read from a file and brought into the tables."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.roster import Member, Roster, follow, last_read
from care.category import Tier
from care.message import Address
from care.place import Place, Post, Structure, faults
from storage.unit import Unit

READ = "directory"  # 上次读的名册，一行一行记着


class DirectoryError(Exception):
    """The file cannot be used; `faults` are whole sentences."""

    def __init__(self, *found: str) -> None:
        super().__init__("\n".join(found))
        self.faults = found


@dataclass(frozen=True, slots=True)
class Node:
    key: str
    name: str
    level: int
    parent: str


@dataclass(frozen=True, slots=True)
class Directory:
    structure: Structure
    places: tuple[Node, ...]
    people: tuple[Member, ...]
    groups: tuple[tuple[Address, str], ...]


def read(path: Path) -> Directory:
    """Raises `DirectoryError` naming everything that does not fit together."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DirectoryError(f"读不到名册 {path}：{error.strerror}。") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DirectoryError(f"名册 {path} 写法不对：{error}。") from None
    try:
        found = _directory(content)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DirectoryError(f"名册 {path} 里缺了或写错了 {error}。") from None
    wrong = [*faults(found.structure), *_loose_ends(found)]
    if wrong:
        raise DirectoryError(*wrong)
    return found


def _directory(content: Mapping[str, Any]) -> Directory:
    levels = tuple(content["levels"])
    return Directory(
        Structure(levels, tuple(_post(row, levels) for row in content["posts"])),
        tuple(
            Node(row["key"], row["name"], levels.index(row["level"]), row.get("parent", ""))
            for row in content["places"]
        ),
        tuple(_member(row) for row in content.get("people", [])),
        tuple((Address(row["channel"], row["name"]), row["place"]) for row in content.get("groups", [])),
    )


def _post(row: Mapping[str, Any], levels: Sequence[str]) -> Post:
    return Post(
        row["name"],
        levels.index(row["level"]),
        frozenset(Tier(tier) for tier in row["takes"]),
        ladder=row.get("ladder", True),
        sealed=row.get("sealed", False),
        alarm=row.get("alarm", True),
    )


def _member(row: Mapping[str, Any]) -> Member:
    duties = [duty.partition("@") for duty in row.get("duties", [])]
    accounts = [account.partition(":") for account in row.get("accounts", [])]
    return Member(
        row["name"],
        row["place"],
        tuple((post, place) for post, _, place in duties),
        tuple(Address(channel, name) for channel, _, name in accounts),
    )


def _loose_ends(found: Directory) -> Iterator[str]:
    keys = [node.key for node in found.places]
    names = [member.name for member in found.people]
    yield from (f"地方「{key}」写了两次。" for key in set(keys) if keys.count(key) > 1)
    yield from (
        f"人「{name}」写了两次；同名的请加区别，例如「李明（东）」。" for name in set(names) if names.count(name) > 1
    )
    before: set[str] = set()
    for node in found.places:
        if node.parent and node.parent not in before:
            yield f"地方「{node.key}」的上级「{node.parent}」没有写在它前面。"
        before.add(node.key)
    for member in found.people:
        for place in (member.place, *(place for _, place in member.duties)):
            if place not in keys:
                yield f"「{member.name}」的地方「{place}」不在名册里。"
        for post, _ in member.duties:
            if found.structure.post(post) is None:
                yield f"「{member.name}」的岗位「{post}」不在名册里。"
    yield from (
        f"群「{group.name}」的地方「{place}」不在名册里。" for group, place in found.groups if place not in keys
    )
    if not any(node.level == found.structure.takes(Tier.POINT).level for node in found.places):
        yield "名册里没有村这一层的地方，新来的人不知道归哪里。"


def bring_in(unit: Unit, directory: Directory, now: datetime) -> Place:
    """Make the tables agree with the file. Returns the front door.

    Only lines act that have changed since the file was last read: what was bound by code or passed on by chat (交接)
    since then stays, as long as the file says nothing new about it.
    """
    places: dict[str, Place] = {}
    for node in directory.places:
        places[node.key] = unit.places.put(node.key, node.name, node.level, places.get(node.parent))
    said, kept = Roster(directory.people, directory.groups), unit.facts.get(READ)
    if kept != said.kept():
        unit.facts.put(READ, said.kept())
        follow(unit, said, last_read(kept, said), places, now)
    return next(place for place in places.values() if place.level == directory.structure.takes(Tier.POINT).level)
