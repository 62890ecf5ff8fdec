"""搬家: who moves to another area inside our tree stays on file, and whoever goes there from now on hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, delete

from care.dossier import Dossier, Draft, Household, Standing
from care.message import Reply
from care.place import Place
from care.visits.share import whose
from handlers.dossier_undo import recount_homes, remember
from handlers.dossier_who import Desk, due_line
from handlers.enrol_rows import Act, find_house
from handlers.lists import write
from handlers.walks import away_on, ladder_at
from handlers.wording import dossier_move as wording
from nlp.dossier_talk import BETWEEN, Verb
from nlp.numbers import fold
from storage import tables
from storage.snapshots import Snapshots
from storage.sql import Statement
from storage.unit import Unit

AREA, DOOR = "片区", "门牌"
_e = tables.errands
DROP_LINES = Statement(
    delete(_e).where(
        _e.c.person_id == bindparam("person_"),
        _e.c.visitor_id == bindparam("visitor_"),
        _e.c.on_day == bindparam("day_"),
        _e.c.outcome == "",
    )
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, in words, and who goes there."""

    area: Place
    house: str
    hand_id: int | None
    hand: str

    @property
    def where(self) -> str:
        return f"{self.area.name}{self.house}"


def moved_inside(desk: Desk) -> Reply | None:
    """「张三 搬到X片区 8号」「张三 迁走 去X片区」; None when it is away from here that they moved."""
    words = desk.said.words.removesuffix("了").strip()
    found = areas_named(desk.unit, words, desk.unit.places.get(desk.one.place_id))
    if len(found) == 1:
        ((place, door),) = found
        return _settled(desk, place, door[:64])
    if found or (below := _below(desk, words)):
        return Reply(wording.which_area(desk.one.name, [_full(desk.unit, one) for one, _ in found] or below))
    return Reply(wording.no_such_area(desk.one.name, words)) if desk.said.verb is Verb.RESETTLE else None


def areas_named(unit: Unit, words: str, near: Place) -> list[tuple[Place, str]]:
    """The areas of our tree that `words` begin with, the nearest to `near`, and what is said behind: the door."""
    found = []
    for place in unit.places.all():
        if place.level == 0 and set(place.chain) & set(near.chain):
            rest = _behind(words, [unit.places.get(one).name for one in reversed(place.chain)])
            found += [] if rest is None else [(place, rest)]
    ranks = {place.id: (len(words) - len(rest), len(set(place.chain) & set(near.chain))) for place, rest in found}
    return [one for one in found if ranks[one[0].id] == max(ranks.values())]


def _behind(words: str, names: Sequence[str]) -> str | None:
    """What follows the last of `names`, from the root down; the others may be said or not."""
    rest, area = words, fold(names[-1])
    for name in map(fold, names[:-1]):
        rest = (rest[len(name) :] if fold(rest).startswith(name) else rest).lstrip(BETWEEN)
    said = next((one for one in (area, area.removesuffix("区")) if len(one) > 1 and fold(rest).startswith(one)), None)
    return None if said is None else rest[len(said) :].strip(BETWEEN)


def _below(desk: Desk, words: str) -> list[str]:
    """The areas of a village or township of ours that was named and nothing else."""
    chain = set(desk.unit.places.get(desk.one.place_id).chain)
    named = [
        one for one in desk.unit.places.all() if one.level and fold(one.name) == fold(words) and set(one.chain) & chain
    ]
    below = [desk.unit.places.get(area) for place in named[:1] for area in desk.unit.places.below(place.id)]
    return [_full(desk.unit, one) for one in below if one.level == 0]


def _full(unit: Unit, place: Place) -> str:
    return "".join(unit.places.get(one).name for one in reversed(place.chain[:2]))


def movers_of(desk: Desk) -> list[Dossier]:
    """Who goes: the whole household where that was said, the one who was named last."""
    mates = desk.unit.dossiers.in_house(desk.one.household_id) if desk.said.what else []
    others = [one for one in mates if one.person_id != desk.one.person_id and one.standing is Standing.HERE]
    return [*others, desk.one]


def _settled(desk: Desk, place: Place, door: str) -> Reply:
    unit, movers = desk.unit, movers_of(desk)
    old = _home(desk, desk.unit.places.get(desk.one.place_id), unit.dossiers.household(desk.one.household_id))
    if place.id == old.area.id and door in ("", old.house):
        return Reply(wording.lives_there(desk.one.name, old.where))
    before = [Snapshots(unit.session).take(one.person_id) for one in movers]
    household = _household(desk, movers, place, door)
    settle(desk, movers, household, desk.act)
    new = _home(desk, place, household)
    names = [one.name for one in reversed(movers)]
    told = _tell(desk, movers, names, old, new)
    remember(desk.turn, wording.moved_house(), *before, told=told)
    stay = [one for one in unit.dossiers.in_house(desk.one.household_id) if one.standing is Standing.HERE]
    mine = new.hand_id == desk.turn.actor.id
    said = wording.settled(names, old.where, new.where, "" if mine else new.hand, due_line(desk))
    return Reply(said if not stay else f"{said}\n{wording.stay_there([one.name for one in stay])}")


def _household(desk: Desk, movers: Sequence[Dossier], place: Place, door: str) -> Household:
    """Those who move together stay one household; who goes to a door where others live joins them."""
    now, one = desk.unit.dossiers.household(desk.one.household_id), desk.one
    lives_there = bool(door) and desk.unit.dossiers.house(place.id, door, "") is not None
    head = now.head or one.name if len(movers) > 1 else "" if lives_there else one.name
    return find_house(desk.unit, Draft(one.name, place.name, house=door, head=head), place, None)


def settle(desk: Desk, movers: Sequence[Dossier], home: Household, act: Act) -> None:
    """The act: area and house, with the old ones in `changes`, and what is due in both houses."""
    unit, left = desk.unit, {one.household_id for one in movers}
    for one in movers:
        old = unit.dossiers.household(one.household_id)
        area, now = (unit.places.get(place_id).name for place_id in (one.place_id, home.place_id))
        unit.people.settle(one.person_id, home.place_id)
        unit.dossiers.save(replace(one, household_id=home.id), act.at)
        for column, was, became in ((AREA, area, now), (DOOR, old.house, home.house)):
            if was != became:
                act.note(unit, one.person_id, column, was, became)
    recount_homes(unit, desk.visiting, {*left, home.id}, desk.today)


def _home(desk: Desk, place: Place, household: Household) -> Home:
    ladder, away = ladder_at(desk.unit, desk.turn.house, place.id, away_on(desk.unit, desk.today))
    hand = whose(household.id, ladder, away)
    name = "" if hand is None else desk.unit.people.get(hand.person_id).name
    return Home(place, household.house, hand.person_id if hand else None, name)


def _tell(desk: Desk, movers: Sequence[Dossier], names: Sequence[str], old: Home, new: Home) -> list[tuple[int, str]]:
    """Who goes there now, and who need not any more. Returns to whom to say what, should it be taken back."""
    heard = []
    if old.hand_id is not None and old.hand_id != new.hand_id:
        _off_the_list(desk.unit, movers, old.hand_id, desk.today)
        heard.append((old.hand_id, wording.left(names, new.where, new.hand), wording.back_again(names, old.where)))
    if new.hand_id is not None and new.hand_id != old.hand_id:
        said = wording.arrived(names, old.area.name, new.where, due_line(desk))
        heard.append((new.hand_id, said, wording.never_came(names, old.where)))
    heard = [one for one in heard if one[0] != desk.turn.actor.id]
    for person, text, _ in heard:
        write(desk.unit, desk.turn.house, person, text, desk.turn.now)
    return [(person, taken_back) for person, _, taken_back in heard]


def _off_the_list(unit: Unit, movers: Sequence[Dossier], visitor_id: int, today: date) -> None:
    """「全好」 must not tick off who lives there no more."""
    for one in movers:
        unit.session.run(DROP_LINES, person_=one.person_id, visitor_=visitor_id, day_=today)
