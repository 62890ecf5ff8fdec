"""Files of synthetic people in the demo village, and a worker who speaks as the pipeline would let them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from bot import visit_rules
from bot.pipeline import who_speaks
from care.dossier import Dossier, Draft
from care.message import Address, Message
from care.visits.round import Mode, Outcome, Visit
from handlers import dossier
from handlers.dues import Visiting, note_visit
from handlers.enrol import take_in
from handlers.turn import House, Turn
from storage.keys import fresh_ring
from storage.seal import Seal
from storage.unit import Unit
from storage.visits import DueRow
from tests.bot.sheets.made import id_number
from tests.kit.stage import START, Stage, stage

TODAY = date(2026, 3, 2)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SEAL = Seal(fresh_ring())
GRID, POINT, OTHER = "李明", "覃芳", "杨梅"  # S片区的网格员、村社工、X片区的网格员
PHONE = "19900000000"
ZHANG = Draft(
    *("张秀英", "S片区", "女", date(1943, 3, 2), id_number("19430302"), PHONE, "12号", "张大山", "妻子"),
    *(("特困", "独居"), "黄强", "19900000001"),
)
LI = Draft("李德福", "S片区", "男", date(1970, 5, 1), house="3号", head="李德福", tags=("低保",))
AFAR = Draft("韦小妹", "X片区", "女", date(1950, 5, 1), phone="19900000003", tags=("低保",))

T = TypeVar("T")


@dataclass
class Office:
    """The files, by the name of each person (the first of one name), and who speaks."""

    here: Stage
    house: House
    seal: Seal | None = SEAL
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def says(self, text: str, who: str = GRID, *, group: str | None = None) -> str | None:
        message = Message(f"f{self.numbers()}", Address("console", who), text, group=group)
        intent = self.here.app.pipeline.understand(message)

        def play(unit: Unit) -> str | None:
            now = self.here.clock.now()
            actor, dialogue = who_speaks(unit, message, self.house, now)
            turn = Turn(message, intent, unit, now, actor, replace(self.house, seal=self.seal), dialogue)
            undone = dossier.undo_last(turn) if text == "撤销" else None
            reply = undone or dossier.answered(turn)
            return None if reply is None else reply.text

        return await self.run(play)

    async def told(self, text: str, who: str = GRID) -> str:
        reply = await self.says(text, who)
        assert reply is not None, text
        return reply

    async def run(self, work: Callable[[Unit], T]) -> T:
        return await self.here.app.store.run(work)

    async def file(self, *drafts: Draft) -> None:
        """Enrolled as by a sheet."""

        def enter(unit: Unit) -> None:
            for draft in drafts:
                place, at = unit.places.by_key(draft.area), self.here.clock.now()
                assert place is not None
                take_in(unit, SEAL, self.house.visiting, draft, place_id=place.id, by=None, at=at, via="表")

        await self.run(enter)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        return await self.run(lambda unit: [tuple(row) for row in unit.session.connection.execute(query).fetchall()])

    async def person(self, name: str) -> int:
        found = await self.rows(f"SELECT id FROM people WHERE name = '{name}' ORDER BY id DESC LIMIT 1")
        return int(found[0][0])

    async def of(self, name: str) -> Dossier:
        number = await self.person(name)
        one = await self.run(lambda unit: unit.dossiers.get(number))
        assert one is not None
        return one

    async def tags(self, name: str) -> set[str]:
        number = await self.person(name)
        held = await self.run(lambda unit: unit.dossiers.memberships(number))
        return {member.tag for member in held if member.holds(TODAY)}

    async def dues(self, name: str) -> list[DueRow]:
        number = await self.person(name)
        return await self.run(lambda unit: unit.visits.dues_of(number))

    async def visit(self, name: str, back: int = 0, groups: str = "AC", outcome: Outcome = Outcome.WELL) -> None:
        number, worker, now = await self.person(name), await self.person(GRID), self.here.clock.now()
        seen = Visit(number, worker, TODAY - back * DAY, now - back * DAY, outcome, Mode.IN_PERSON, groups)
        await self.run(lambda unit: note_visit(unit, self.house.visiting, seen))

    async def letters(self) -> Sequence[tuple[str, str]]:
        """Everything promised to somebody else, oldest first."""
        return [(row[0], row[1]) for row in await self.rows("SELECT name, text FROM outbox ORDER BY id")]

    def later(self, delta: timedelta) -> None:
        self.here.clock.move(delta)


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    async with stage(f"sqlite:///{folder / 'files.db'}", start=START) as here:
        shipped = visit_rules.read()
        asked = {group.id: group.items for group in shipped.groups}
        yield Office(here, replace(here.app.house, visiting=Visiting(shipped.rules, asked)))
