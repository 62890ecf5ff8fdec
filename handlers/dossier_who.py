"""是哪一位: whose file is meant, who may open it, and the one question this conversation may have open."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from care.category import Tier
from care.dossier import Dossier, Standing
from care.message import Reply
from care.visits.due import Pause
from care.visits.rule import age_on
from handlers.dues import NEVER, Visiting, today_of
from handlers.enrol_rows import Act
from handlers.turn import Turn
from handlers.wording import dossier as wording
from handlers.wording.lists import family, short
from nlp.dossier_talk import FileSaid, fits
from nlp.persons import meets
from nlp.sounds import loose
from storage.looks import Found, Looks
from storage.seal import Seal
from storage.unit import Unit

QUESTION = "file"
MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """A file on the desk: what was said of whom. `seal` is None where there is no key file."""

    turn: Turn
    seal: Seal | None
    said: FileSaid
    one: Dossier

    @property
    def unit(self) -> Unit:
        return self.turn.unit

    @property
    def visiting(self) -> Visiting:
        return self.turn.house.visiting

    @property
    def today(self) -> date:
        return today_of(self.turn.now)

    @property
    def act(self) -> Act:
        return act_of(self.turn)


def act_of(turn: Turn) -> Act:
    return Act(turn.actor.id, turn.now, f"{turn.message.sender.channel} {turn.message.id}"[:64])


# —— 谁看得到 ——


def reach(turn: Turn) -> tuple[int, ...]:
    """The places whose people a worker may open, with all that lies below them."""
    return tuple(dict.fromkeys(duty.place_id for duty in turn.actor.duties))


def covers(turn: Turn, one: Dossier) -> bool:
    return bool(set(turn.unit.places.get(one.place_id).chain) & set(reach(turn)))


def may_read_sealed(turn: Turn, one: Dossier) -> bool:
    """By a post over this person that may read sealed matters."""
    chain = turn.unit.places.get(one.place_id).chain
    posts = [turn.house.structure.post(duty.post) for duty in turn.actor.duties if duty.place_id in chain]
    return any(post is not None and post.sealed for post in posts)


def of_the_point(turn: Turn, one: Dossier) -> bool:
    """By a post over this person on the level of the village point or above."""
    structure, chain = turn.house.structure, turn.unit.places.get(one.place_id).chain
    posts = [structure.post(duty.post) for duty in turn.actor.duties if duty.place_id in chain]
    return any(post is not None and post.level >= structure.takes(Tier.POINT).level for post in posts)


# —— 名字 ——


@dataclass(frozen=True, slots=True)
class Sought:
    """`sure`: these bear the name that was said; else they only sound like it or have a part of it (`partly`)."""

    found: tuple[Found, ...] = ()
    sure: bool = False
    partly: bool = False


def sought(turn: Turn, who: str, but: Sequence[int] = ()) -> Sought:
    """By the whole name, else as the day's list calls them (张奶奶), else by sound, a part, a slip of the pen."""
    looks, places, today = Looks(turn.unit.session), reach(turn), today_of(turn.now)
    if exact := _others(looks.named(who, places), but):
        return Sought(exact, sure=True)
    kin = _others(looks.partly(begins=family(who), places=places), but)
    if called := tuple(one for one in kin if _called(one, today) == who):
        return Sought(called, sure=True)
    if alike := _others(looks.sounding(loose(who), places), but):
        return Sought(alike)
    titled = tuple(one for one in kin if meets(who, one.name) and fits(who, one.sex))
    parts = titled or _others(looks.partly(holds=who, places=places), but)
    return Sought(parts or tuple(one for one in kin if _miswritten(who, one.name)), partly=True)


def _miswritten(said: str, name: str) -> bool:
    """One character of three or more is another."""
    return len(said) == len(name) > 2 and sum(one != other for one, other in zip(said, name, strict=True)) == 1


def _called(one: Found, today: date) -> str:
    age = None if one.born_on is None else age_on(one.born_on, today)
    return short(one.name, one.sex, age).partition("(")[0]


def _others(found: Iterable[Found], but: Sequence[int]) -> tuple[Found, ...]:
    """Those who are here, where there are any; who moved away or died is found only where nobody else is."""
    left = [one for one in found if one.person_id not in but]
    here = [one for one in left if one.standing is Standing.HERE]
    return tuple(here or left)


# —— 问 ——


def ask(turn: Turn, step: str, **kept: object) -> None:
    payload = json.dumps({"step": step, **kept}, ensure_ascii=False)
    turn.unit.dialogues.ask(turn.message.sender, QUESTION, payload, turn.now)


def asked(turn: Turn, step: str = "") -> Mapping[str, Any] | None:
    """Our open question, if it is this one (any when no step is named)."""
    if turn.dialogue is None or turn.dialogue.question != QUESTION:
        return None
    kept: Mapping[str, Any] = json.loads(turn.dialogue.payload)
    return kept if step in ("", kept["step"]) else None


def ask_which(turn: Turn, hits: Sought, **kept: object) -> Reply:
    """One question with numbers."""
    offered = hits.found[:MOST_OFFERED]
    ask(turn, "who", among=[one.person_id for one in offered], **kept)
    said = wording.which_of if hits.sure else wording.nobody_but
    return Reply(said(offered, today_of(turn.now)))


# —— 现在怎样 ——


def due_line(desk: Desk) -> str:
    """When the next visit must have been made, in words."""
    ends = [row.until_on for row in desk.unit.visits.dues_of(desk.one.person_id) if row.until_on != NEVER]
    return wording.due(min(ends, default=None), desk.today)


def pause_today(desk: Desk) -> Pause | None:
    return next((one for one in desk.unit.visits.pauses(desk.one.person_id) if desk.today in one), None)
