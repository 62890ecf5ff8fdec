"""突发说的是谁: files by name in the township, who of them the speaker serves, and where they live."""

from care.dossier import Dossier, Standing
from care.visits.roll_call import leads
from care.visits.share import whose
from handlers.dossier_who import covers
from handlers.dues import today_of
from handlers.turn import Turn
from handlers.walks import away_on, ladder_at
from nlp.sounds import loose
from storage.alike import TOWNSHIP, Likeness


def people_called(turn: Turn, name: str) -> list[Dossier]:
    """Files of that name in the township, those the worker serves first. 「S片区张三」 names the area too."""
    unit, chain = turn.unit, turn.actor.home.chain
    found = unit.people.named(name, chain)
    for place in unit.places.all() if not found else []:
        if name.startswith(place.name):
            named = unit.people.named(name.removeprefix(place.name), chain)
            found += [one for one in named if place.id in unit.places.get(one.place_id).chain]
    files = [one for person in found if (one := unit.dossiers.get(person.id)) is not None]
    near = [one for one in files if in_reach(turn, one.place_id)]
    served = [one for one in near if covers(turn, one)]
    return served or near


def in_reach(turn: Turn, place_id: int) -> bool:
    """Whether somebody on duty here may speak of people there: the township is one."""
    around = set(turn.unit.places.get(place_id).chain[: TOWNSHIP + 1])
    places = [turn.unit.places.get(duty.place_id) for duty in turn.actor.duties]
    return any(place.id in around or around & set(place.chain) for place in places)


def leads_here(turn: Turn) -> bool:
    return any(leads(turn.house.structure, duty.post) for duty in turn.actor.duties)


def theirs(turn: Turn, one: Dossier) -> tuple[str, str]:
    """The area of somebody the speaker does not serve, and who goes there."""
    unit, today = turn.unit, today_of(turn.now)
    ladder, away = ladder_at(unit, turn.house, one.place_id, away_on(unit, today))
    hand = whose(one.household_id, ladder, away)
    return unit.places.get(one.place_id).name, unit.people.get(hand.person_id).name if hand else ""


def sounding(turn: Turn, name: str) -> list[str]:
    """Who sounds like that, where the worker is on duty."""
    places = [turn.unit.places.get(duty.place_id) for duty in turn.actor.duties]
    likeness = Likeness(turn.unit.session)
    found = [one for place in places for one in likeness.sounding(loose(name), place)]
    return list(dict.fromkeys(one.name for one in found if one.standing is Standing.HERE))


def where(turn: Turn, one: Dossier) -> str:
    """The door only to who may open the file."""
    if not covers(turn, one):
        return turn.unit.places.get(one.place_id).name
    return turn.unit.places.get(one.place_id).name + turn.unit.dossiers.household(one.household_id).house
