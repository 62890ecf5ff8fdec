"""The demo village with files, on a clock of its own: whoever says something, whatever goes out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import TypeVar

from bot.pipeline import who_speaks
from bot.visit_rules import read as read_rules
from care.calendar import SHANGHAI
from care.dossier import Dossier, Membership, Standing
from care.message import Address, Message
from care.ticket import Ticket
from care.visits.roll_call import RollCall, State
from handlers import events, roll_call
from handlers.dues import Visiting, recount
from handlers.roll_call_acts import rounds_due, turn_round
from handlers.turn import Answer, House, Turn
from storage.roll_calls import RollCalls
from storage.store import Store
from storage.unit import Unit
from tests.kit.stage import Stage

T = TypeVar("T")
TODAY = date(2026, 3, 2)  # 星期一


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


QUESTIONS: Mapping[str, Answer] = {
    roll_call.START: roll_call.start,
    events.WHO: events.which_one,
    events.PLAN: events.planned,
}


class Village:
    """The demo village on a clock of its own: who says what, what goes out when a minute has passed."""

    def __init__(self, here: Stage) -> None:
        self.here = here
        self.store: Store = here.app.store
        self.house: House = replace(here.app.house, visiting=Visiting(rules=read_rules().rules))
        self.now = at(9)
        self.people: dict[str, int] = {}
        self._numbers = count(1)

    async def do(self, work: Callable[[Unit], T]) -> T:
        return await self.store.run(work)

    async def person(
        self, name: str, *tags: str, born: int | None = 1940, area: str = "S片区", door: str = "", account: bool = False
    ) -> int:
        """With a file in S片区, a woman born on 5 January, in a house of her own unless `door` has others."""

        def file(unit: Unit) -> int:
            place = unit.places.by_key(area)
            assert place is not None
            one = unit.people.add(name, place.id, self.now)
            house = door or f"{name}屋"
            home = unit.dossiers.house(place.id, house, "") or unit.dossiers.add_house(place.id, house, name, house)
            born_on = None if born is None else date(born, 1, 5)
            own = (one.id, name, place.id, home.id, "", "女", born_on, False, False, Standing.HERE, "", None, 1)
            unit.dossiers.open(Dossier(*own), name, self.now)
            for tag in tags:
                unit.dossiers.join(one.id, Membership(tag, date(2026, 1, 1)), self.now)
            recount(unit, self.house.visiting, one.id, TODAY)
            if account:
                unit.people.open_account(Address("console", name), one.id)
            return one.id

        self.people[name] = await self.do(file)
        return self.people[name]

    async def says(self, who: str, text: str, *, group: str | None = None) -> str | None:
        message = Message(f"r{next(self._numbers)}", Address("console", who), text, group=group)
        intent = self.here.app.pipeline.understand(message)

        def play(unit: Unit) -> str | None:
            actor, dialogue = who_speaks(unit, message, self.house, self.now)
            turn = Turn(message, intent, unit, self.now, actor, self.house, dialogue)
            asked = None if dialogue is None else QUESTIONS.get(dialogue.question)
            if dialogue is not None and asked is not None and (reply := asked(turn, dialogue)) is not None:
                unit.dialogues.drop(message.sender)
                return reply.text
            reply = events.told(turn) or roll_call.told(turn)
            return None if reply is None else reply.text

        return await self.do(play)

    async def begins(self, words: str = "寒潮 80岁以上", who: str = "覃芳") -> list[tuple[str, str]]:
        before = len(await self.outbox())
        assert "回1开始 2不" in (await self.says(who, f"平安确认 {words}") or "")
        assert "开始" in (await self.says(who, "1") or "")
        return (await self.outbox())[before:]

    async def ticks(self, now: datetime) -> list[tuple[str, str]]:
        """A minute has passed; what went out."""
        self.now = now
        before = len(await self.outbox())
        for found in await self.do(lambda unit: rounds_due(unit, self.house, now)):
            await self.do(lambda unit, found=found: turn_round(unit, self.house, found, now))  # type: ignore[misc]  # 默认值定住这一个
        return (await self.outbox())[before:]

    async def outbox(self) -> list[tuple[str, str]]:
        sql = "SELECT name, text FROM outbox ORDER BY id"
        return await self.do(lambda unit: [tuple(row) for row in unit.session.connection.execute(sql).fetchall()])

    async def round(self, number: int = 1) -> RollCall:
        return await self.do(lambda unit: RollCalls(unit.session).get(number))

    async def states(self, number: int = 1) -> dict[str, State]:
        entries = await self.do(lambda unit: RollCalls(unit.session).entries(number))
        return {one.who.name: one.state for one in entries}

    async def tickets(self) -> list[Ticket]:
        sql = "SELECT number FROM tickets ORDER BY number"
        return await self.do(lambda unit: [unit.tickets.get(row[0]) for row in unit.session.connection.execute(sql)])
