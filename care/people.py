"""人: who speaks, who serves, and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from care.message import Address
from care.place import Place, Post

CHANNEL_ORDER = ("wecom", "console", "wechat")  # 同一个人有几个账号时，先找能随时推送的


@dataclass(frozen=True, slots=True)
class Person:
    """`known` is false for somebody who wrote to us before anyone told us who they are."""

    id: int
    name: str
    place_id: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Duty:
    """One person holding one post at one place (人和片区是多对多，`docs/care-rules.md` §2)."""

    person_id: int
    name: str
    post: str
    place_id: int
    addresses: tuple[Address, ...] = ()

    @property
    def address(self) -> Address | None:
        return min(self.addresses, key=_preference, default=None)


def _preference(address: Address) -> int:
    return CHANNEL_ORDER.index(address.channel) if address.channel in CHANNEL_ORDER else len(CHANNEL_ORDER)


@dataclass(frozen=True, slots=True)
class Actor:
    """操作人: the caller as we know them. `home` is where they live."""

    person: Person
    address: Address
    home: Place
    duties: tuple[Duty, ...] = ()

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def works(self) -> bool:
        return bool(self.duties)

    def holds(self, post: Post) -> bool:
        return any(duty.post == post.name for duty in self.duties)


def on_duty(duties: Sequence[Duty], post: str, chain: Sequence[int]) -> tuple[Duty, ...]:
    """Who holds a post for a place: those nearest to it first."""
    held = [duty for duty in duties if duty.post == post and duty.place_id in chain]
    return tuple(sorted(held, key=lambda duty: (chain.index(duty.place_id), duty.person_id)))
