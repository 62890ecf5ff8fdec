"""谁来办: from the tier of a need, its place and the people on duty to the desk and the person.

Seed 000 §2.2.4: what is the village committee's goes to the committee, what needs the township's station goes there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from care.category import CATEGORIES, Tier, Urgency, tier_of
from care.people import Duty, on_duty
from care.place import Post, Structure


@dataclass(frozen=True, slots=True)
class Route:
    """`post` is whose turn it is; `first` is the one to be told, None when no desk up the whole ladder is held.

    `instead_of` names the desk that should have had it where nobody holds that desk.
    """

    post: Post
    first: Duty | None
    others: tuple[Duty, ...] = ()
    instead_of: str = ""


def desk(category: str, urgency: Urgency, structure: Structure) -> Post:
    """The post a need belongs to. An emergency starts with whoever would have had it anyway, all others hear too."""
    row = CATEGORIES.get(category)
    if urgency is Urgency.EMERGENCY and row is not None:
        return structure.takes(row.urgent)
    tier = tier_of(category, urgency)
    return structure.takes(Tier.POINT if tier in (Tier.SELF, Tier.NONE, Tier.EMERGENCY) else tier)


def route(post: Post, chain: Sequence[int], duties: Sequence[Duty], structure: Structure) -> Route:
    """The person at that desk nearest to the place; an empty desk sends it to the next rung, and says so."""
    wanted: Post | None = post
    while wanted is not None:
        held = on_duty(duties, wanted.name, chain)
        if held:
            return Route(wanted, held[0], held[1:], "" if wanted is post else post.name)
        wanted = structure.above(wanted.name)
    return Route(post, None)


def alarmed(sealed: bool, chain: Sequence[int], duties: Sequence[Duty], structure: Structure) -> tuple[Duty, ...]:
    """Everyone on duty for a place who is called when a life is in danger, each person once.

    A sealed matter calls only those who may read it.
    """
    posts = [post for post in structure.posts if post.alarm and (post.sealed or not sealed)]
    called: dict[int, Duty] = {}
    for post in posts:
        for duty in on_duty(duties, post.name, chain):
            called.setdefault(duty.person_id, duty)
    return tuple(called.values())


def next_hands(
    told: Sequence[int], post: str, chain: Sequence[int], duties: Sequence[Duty], structure: Structure
) -> Duty | None:
    """Who is next when somebody could not be reached: the same desk first, then up the ladder."""
    rung = structure.post(post)
    while rung is not None:
        for duty in on_duty(duties, rung.name, chain):
            if duty.person_id not in told:
                return duty
        rung = structure.above(rung.name)
    return None
