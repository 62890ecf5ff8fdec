"""李明手上有一张今天的清单: the people on it, and him speaking as the pipeline would let him."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from bot import visit_rules
from bot.pipeline import who_speaks
from care.dossier import Dossier, Membership, Standing
from care.message import Address, Kind, Message
from care.ticket import Ticket
from care.visits.round import Errand, Visit
from handlers import errands, routes
from handlers.dues import Visiting, recount
from handlers.turn import House, Turn
from storage.unit import Unit
from storage.visits import DueRow
from tests.kit.stage import START, Stage, stage

TODAY = date(2026, 3, 2)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LI = Address("console", "李明")
DAILY, LONG, CHILD = ("特困", "独居"), ("独居",), ("留守儿童",)  # 天天；每月的长单子；孩子


@dataclass(frozen=True, slots=True)
class Somebody:
    name: str
    tags: Sequence[str]
    groups: str
    house: str
    born_on: date = date(1946, 5, 1)
    starred: bool = False


ZHANG = Somebody("张秀英", DAILY, "A", "1")
LIU = Somebody("刘桂花", LONG, "AE", "2")
WEI = Somebody("韦德福", LONG, "A", "3")
MING = Somebody("覃小明", CHILD, "AF", "4", date(2016, 5, 1))
QIN = Somebody("覃玉兰", LONG, "A", "4")
TAN = Somebody("谭大山", LONG, "A", "5", starred=True)
ALL = (ZHANG, LIU, WEI, MING, QIN, TAN)
NOTHING_YET = dict.fromkeys([one.name for one in ALL], "")


@dataclass
class Round:
    """李明 with a list of today, speaking as the pipeline would let him."""

    here: Stage
    house: House
    people: dict[str, int] = field(default_factory=dict)
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def says(
        self, text: str, *, group: str | None = None, undo: bool = False, sender: Address = LI
    ) -> str | None:
        message = Message(f"e{self.numbers()}", sender, text, group=group)
        intent = self.here.app.pipeline.understand(message)

        def play(unit: Unit) -> str | None:
            now = self.here.clock.now()
            actor, dialogue = who_speaks(unit, message, self.house, now)
            turn = Turn(message, intent, unit, now, actor, self.house, dialogue)
            if undo:
                reply = errands.undo_last(turn)
            else:
                asked = dialogue is not None and dialogue.question == errands.QUESTION
                reply = (errands.answer_question(turn, dialogue) if dialogue and asked else None) or errands.answered(
                    turn
                )
            return None if reply is None else reply.text

        return await self.here.app.store.run(play)

    async def sends(self, kind: Kind, text: str = "", *, number: str = "") -> str:
        """As from the road: whatever is open, whoever answers."""
        message = Message(number or f"m{self.numbers()}", LI, text, kind, media="media-1")
        intent = self.here.app.pipeline.understand(message)

        def play(unit: Unit) -> str:
            now = self.here.clock.now()
            actor, dialogue = who_speaks(unit, message, self.house, now)
            return routes.answer(Turn(message, intent, unit, now, actor, self.house, dialogue)).text

        return await self.here.app.store.run(play)

    async def told(self, text: str) -> str:
        reply = await self.says(text)
        assert reply is not None, text
        return reply

    async def visits(self, one: Somebody) -> list[Visit]:
        return list(await self.here.app.store.run(lambda unit: unit.visits.of_person(self.people[one.name])))

    async def due(self, one: Somebody, rule: str) -> DueRow:
        rows = await self.here.app.store.run(lambda unit: unit.visits.dues_of(self.people[one.name]))
        return next(row for row in rows if row.rule_id == rule)

    async def outcomes(self, day: date = TODAY) -> dict[str, str]:
        def look(unit: Unit) -> dict[str, str]:
            speaker = unit.people.behind(LI)
            assert speaker is not None
            rows: list[Errand] = unit.visits.errands(speaker.person.id, day)
            return {unit.people.get(row.person_id).name: row.outcome for row in rows}

        return await self.here.app.store.run(look)

    async def ticket(self, number: int = 1) -> Ticket:
        found: Ticket = await self.here.app.store.run(lambda unit: unit.tickets.get(number))
        return found

    async def paused(self) -> set[str]:
        """Who is away today."""
        away = await self.here.app.store.run(lambda unit: unit.visits.paused(TODAY))
        return {name for name, number in self.people.items() if number in away}

    def later(self, delta: timedelta) -> None:
        self.here.clock.move(delta)


def enter(unit: Unit, house: House, people: Sequence[Somebody], now: datetime) -> dict[str, int]:
    """A file for each, in their houses of S片区, with what is due from today on."""
    place = unit.places.by_key("S片区")
    assert place is not None
    found = {}
    for one in people:
        person = unit.people.add(one.name, place.id, now)
        home = unit.dossiers.house(place.id, one.house, "") or unit.dossiers.add_house(place.id, one.house, one.name)
        about = ("", "女", one.born_on, False, False, Standing.HERE, "", None, 1)
        unit.dossiers.open(Dossier(person.id, one.name, place.id, home.id, *about), one.name, now)
        for tag in one.tags:
            unit.dossiers.join(person.id, Membership(tag, TODAY - 90 * DAY), now)
        recount(unit, house.visiting, person.id, TODAY - 30 * DAY)
        found[one.name] = person.id
    return found


def hand_out(people: dict[str, int], day: date, now: datetime, unit: Unit) -> None:
    """The list of a day."""
    speaker = unit.people.behind(LI)
    assert speaker is not None
    rows = []
    for one in ALL:
        dossier = unit.dossiers.get(people[one.name])
        assert dossier is not None
        rows.append(Errand(int(one.house), people[one.name], dossier.household_id, one.starred, one.groups))
    unit.visits.send(speaker.person.id, day, "早", now, rows)


@asynccontextmanager
async def errand_round(folder: Path) -> AsyncIterator[Round]:
    async with stage(f"sqlite:///{folder / 'errands.db'}", start=START) as here:
        shipped = visit_rules.read()
        asked = {group.id: group.items for group in shipped.groups}
        house = replace(here.app.house, visiting=Visiting(shipped.rules, asked))
        people = await here.app.store.run(lambda unit: enter(unit, house, ALL, here.clock.now()))
        for day in (TODAY - DAY, TODAY):
            await here.app.store.run(partial(hand_out, people, day, here.clock.now()))
        yield Round(here, house, people)
