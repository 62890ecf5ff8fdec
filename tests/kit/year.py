"""G 村 for a whole year: 700 people by the seed's Table 1, four workers with habits, and what happens to people.

Everything goes the way it goes in a village: the lists by the rounds, the answers by chat (`1好 3没人`, `都好`).
What is drawn by lot comes from one seed, so that a day that fails fails again.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import TypeVar

from care.calendar import SHANGHAI
from care.dossier import Draft, Membership, Standing
from care.message import Address, Message
from care.people import Person
from care.visits.due import Pause
from care.visits.round import Errand, Leave, Outcome, Visit
from handlers.dues import Visiting, recount_house
from handlers.enrol import Took, take_in
from handlers.errand_lines import tick_line
from handlers.rounds import ROUNDS, Found, Round
from handlers.turn import House
from storage.keys import fresh_ring
from storage.seal import Seal
from storage.unit import Unit
from tests.bot.sheets.made import id_number
from tests.kit.stage import Stage

T = TypeVar("T")
DAY = timedelta(days=1)
TALK = frozenset({"李明", "石磊"})  # 在微信里回；另两个在表上填
AREAS = ("S片区", "X片区", "W片区", "Z片区")
WORKERS = ("李明", "杨梅", "石磊", "吴燕")
COLUMNS = ("低保", "特困", "高龄", "残疾", "留守儿童", "留守老人", "监测对象", "临时救助")
TABLE = {  # 种子 000 表 1；高龄一列加起来是 75，论文印的合计 71 少了四个
    "S片区": (28, 2, 19, 9, 3, 2, 19, 25),
    "X片区": (26, 1, 27, 9, 7, 8, 24, 30),
    "W片区": (31, 5, 16, 9, 3, 2, 21, 35),
    "Z片区": (44, 2, 13, 9, 3, 2, 19, 25),
}
PEOPLE, HOUSES = 175, 100  # 一个片区；全村常住 400 户 700 人
TURNING = (60, 80, 90)  # 这一年里满这些岁数的，每个片区各三个
_FAMILY = "覃韦吴杨石龙黄梁莫潘"
_FIRST, _LAST = "秀桂玉德福大家国明春冬小", "英兰芳成山花强贵珍生林凤"


def drafts(first: date, rng: Random) -> Iterator[Draft]:
    """The village as its sheet has it on the first day."""
    number = count()
    for area in AREAS:
        births = _births(area, first, rng)
        tags = _tags(area, births, first, rng)
        for at, (born, held) in enumerate(zip(births, tags, strict=True)):
            n = next(number)
            house = f"{at * HOUSES // PEOPLE + 1}号"
            id_card = id_number(f"{born:%Y%m%d}", f"{n:03}")
            yield Draft(
                _name(n), area, "女" if n % 2 == 0 else "男", born, id_card, house=house, tags=tuple(sorted(held))
            )


def _name(n: int) -> str:
    return _FAMILY[n % 10] + _FIRST[n // 10 % 12] + _LAST[n // 120 % 12]


def _births(area: str, first: date, rng: Random) -> list[date]:
    """As many past 80 as the table has, three on the eve of each age that matters, the rest of every age."""
    aged = TABLE[area][COLUMNS.index("高龄")]
    eve = [_born(age, first + rng.randint(3, 360) * DAY) for age in TURNING for _ in range(3)]
    eve[-1] = date(1936, 2, 29)  # 平年里 3月1日满九十
    old = [_born(rng.choice((81, 82, 84, 86, 88, 91, 94)), first - rng.randint(0, 300) * DAY) for _ in range(aged - 3)]
    children = [_born(rng.randint(5, 15), first) for _ in range(12)]
    grown = [_born(rng.choice((25, 35, 45, 55, 62, 66, 70, 74)), first) for _ in range(PEOPLE - len(eve + old) - 12)]
    found = [*eve, *old, *children, *grown]
    rng.shuffle(found)
    return found


def _born(age: int, birthday: date) -> date:
    return date(birthday.year - age, birthday.month, min(birthday.day, 28))


def _tags(area: str, births: Sequence[date], first: date, rng: Random) -> list[set[str]]:
    """Table 1's numbers exactly, drawn independently, so that many have several; conditions on top."""
    ages = [(first - born).days // 365.25 for born in births]
    fits = {"留守儿童": lambda age: 5 <= age < 15, "留守老人": lambda age: 60 <= age < 79}
    tags: list[set[str]] = [set() for _ in births]
    for tag, wanted in zip(COLUMNS, TABLE[area], strict=True):
        if tag == "高龄":
            continue
        allowed = [at for at, age in enumerate(ages) if fits.get(tag, lambda age: age >= 18)(age)]
        for at in rng.sample(allowed, wanted):
            tags[at].add(tag)
    for held, age in zip(tags, ages, strict=True):
        held |= _conditions(held, age, rng)
    return tags


def _conditions(held: set[str], age: float, rng: Random) -> set[str]:
    found = set()
    if "特困" in held:
        found.add(rng.choice(("独居", "全失能", "半失能", "全自理")))
    if age >= 59:
        found |= {tag for tag, share in (("独居", 0.2), ("空巢", 0.2), ("失独", 0.03)) if rng.random() < share}
    if "低保" in held and rng.random() < 0.25:
        found.add(rng.choice(("重病", "重残")))
    if age < 15 and rng.random() < 0.3:
        found.add(rng.choice(("孤儿", "事实无人抚养儿童", "困境儿童")))
    if "留守儿童" in held and rng.random() < 0.4:
        found.add(rng.choice(("隔代监护", "无人看护时")))
    return found


@dataclass(slots=True)
class GVillage:
    """The village on a stage."""

    here: Stage
    house: House
    rng: Random
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        return self.here.clock.now()

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    @property
    def visiting(self) -> Visiting:
        return self.house.visiting

    async def do(self, *works: Callable[[Unit], T]) -> list[T]:
        """Each in a transaction of its own; those given together share a commit."""
        return list(await asyncio.gather(*[self.here.app.store.run(work) for work in works]))

    def until(self, day: date, at: time) -> None:
        self.here.clock.move(datetime.combine(day, at, SHANGHAI) - self.now)

    async def enrol(self, people: Sequence[Draft]) -> None:
        seal = Seal(fresh_ring())

        def enter(unit: Unit) -> None:
            for draft in people:
                place = unit.places.by_key(draft.area)
                assert place is not None
                taken = take_in(unit, seal, self.visiting, draft, place_id=place.id, by=None, at=self.now, via="表")
                assert taken.outcome is Took.NEW, taken

        await self.do(enter)

    async def rounds(self, *names: str) -> None:
        """What the clock does, as two processes would that ask at the same time."""
        for one in (one for one in ROUNDS if one.name in names):
            (found,) = await self.do(partial(self._find, one))
            acts = [partial(self._act, one, keys) for keys in ([found] if one.together else [[key] for key in found])]
            await self.do(*acts, *acts)

    def _find(self, one: Round, unit: Unit) -> Sequence[Found]:
        return one.find(unit, self.house, self.now)

    def _act(self, one: Round, keys: Sequence[Found], unit: Unit) -> bool:
        if one.together is not None:
            return one.together(unit, self.house, keys, self.now)
        return one.act(unit, self.house, keys[0], self.now)

    async def says(self, who: str, text: str) -> str:
        message = Message(f"y{next(self.numbers)}", Address("console", who), text, sent_at=self.now)
        return (await self.here.app.answer(message)).text

    async def answers(self, careless: Mapping[str, float]) -> None:
        """What these workers tell of their lists; of `careless` of the lines they tell nothing."""
        lists = await self.do(*[partial(self._open_errands, who) for who in careless])
        told = {who: self._words(list(lists[n]), careless[who], who in TALK) for n, who in enumerate(careless)}
        talks = [self._talks(who, words) for who, words in told.items() if words and who in TALK]
        forms = [partial(self._fills_in, who, words) for who, words in told.items() if who not in TALK]
        await asyncio.gather(*talks, self.do(*forms))

    def _open_errands(self, who: str, unit: Unit) -> list[Errand]:
        return [one for one in unit.visits.errands(_known(unit, who).id, self.today) if one.open]

    def _words(self, errands: Sequence[Errand], careless: float, in_chat: bool) -> dict[int, tuple[str, list[Errand]]]:
        """Line → what is said of it, and who is on it."""
        lines: dict[int, tuple[str, list[Errand]]] = {}
        for one in errands:
            if one.line not in lines:
                lines[one.line] = self._word(careless, in_chat), []
            lines[one.line][1].append(one)
        return {line: told for line, told in lines.items() if told[0]}

    def _word(self, careless: float, in_chat: bool) -> str:
        lot, back = self.rng.random(), self.today + self.rng.randint(3, 25) * DAY
        until = f"{back.year}年{back.month}月{back.day}日"
        words = [(careless, ""), (0.06, "没人"), (0.02, "改天"), (0.01, "不让进")]
        if in_chat:
            words += [(0.008, f"住院 到{until}"), (0.008, f"外出 到{until}"), (0.008, "要帮忙 想要床被子")]
        for share, word in words:
            lot -= share
            if lot < 0:
                return word
        return "好"

    async def _talks(self, who: str, words: Mapping[int, tuple[str, list[Errand]]]) -> None:
        reply = await self.says(who, " ".join(f"{line}{word}" for line, (word, _) in words.items()))
        while "还要问：" in reply:
            reply = await self.says(who, "都好")

    def _fills_in(self, who: str, words: Mapping[int, tuple[str, list[Errand]]], unit: Unit) -> None:
        """All at once, with the whole checklist."""
        visitor, whole = _known(unit, who).id, replace(self.visiting, groups={})
        for word, errands in words.values():
            tick_line(unit, whole, errands, Visit(0, visitor, self.today, self.now, Outcome(word)))

    # —— 这一年里会发生的事 ——

    async def happens(self) -> None:
        """About twice a week something changes in somebody's life, and once a month a worker is away."""
        lot = self.rng.random()
        for share, act in ((0.07, self._gains_a_tag), (0.15, self._loses_a_tag), (0.05, self._pauses)):
            if lot < share:
                return await act()
            lot -= share
        for share, standing in ((0.03, Standing.DECEASED), (0.03, Standing.MOVED)):
            if lot < share:
                return await self._leaves_us(standing)
            lot -= share
        if lot < 0.03:
            await self._moves_house()
        elif lot < 0.06:
            await self._takes_leave()
        return None

    async def _somebody(self) -> int:
        (found,) = await self.do(lambda unit: unit.session.connection.execute(HERE).fetchall())
        return int(self.rng.choice(found)[0])

    async def _gains_a_tag(self) -> None:
        """What happens to somebody who is away is not put off: they are looked after where they are."""
        one, tag = await self._somebody(), self.rng.choice(("突发困难", "低保", "独居", "监测对象", "流浪乞讨返乡"))

        def join(unit: Unit) -> None:
            if not any(member.tag == tag and member.to_on is None for member in unit.dossiers.memberships(one)):
                unit.dossiers.join(one, Membership(tag, self.today), self.now)
                if tag == "突发困难" and one % 3 == 0:
                    unit.visits.pause(one, Pause(self.today, self.today + 9 * DAY, "住院"), None, self.now)
                recount_house(unit, self.visiting, one, self.today)

        await self.do(join)

    async def _loses_a_tag(self) -> None:
        """From a day to come on: nobody is there to do it on that day."""
        (held,) = await self.do(lambda unit: unit.session.connection.execute(HELD).fetchall())
        one, tag = self.rng.choice(held)
        day = self.today + self.rng.randint(1, 20) * DAY

        def end(unit: Unit) -> None:
            unit.dossiers.end(one, tag, day)
            recount_house(unit, self.visiting, one, self.today)

        await self.do(end)

    async def _pauses(self) -> None:
        one, last = await self._somebody(), self.today + self.rng.randint(2, 60) * DAY

        def pause(unit: Unit) -> None:
            unit.visits.pause(one, Pause(self.today, last, "外出"), None, self.now)
            recount_house(unit, self.visiting, one, self.today)

        await self.do(pause)

    async def _leaves_us(self, standing: Standing) -> None:
        one = await self._somebody()

        def leave(unit: Unit) -> None:
            file = unit.dossiers.get(one)
            assert file is not None
            unit.dossiers.save(replace(file, standing=standing), self.now)
            recount_house(unit, self.visiting, one, self.today)

        await self.do(leave)

    async def _moves_house(self) -> None:
        one, area = await self._somebody(), self.rng.choice(AREAS)

        def move(unit: Unit) -> None:
            file, place = unit.dossiers.get(one), unit.places.by_key(area)
            assert file is not None
            assert place is not None
            left = [mate.person_id for mate in unit.dossiers.in_house(file.household_id)]
            home = unit.dossiers.add_house(place.id, f"{self.today:%m%d}新屋", file.name)
            unit.people.change(one, name=file.name, place_id=place.id)
            unit.dossiers.save(replace(file, household_id=home.id), self.now)
            for mate in left:
                recount_house(unit, self.visiting, mate, self.today)

        await self.do(move)

    async def _takes_leave(self) -> None:
        who, first = self.rng.sample(WORKERS, 2), self.today + DAY
        last, named = first + self.rng.randint(0, 6) * DAY, self.rng.random() < 0.5

        def take(unit: Unit) -> None:
            absent, deputy = (_known(unit, one) for one in who)
            if not unit.leaves.of(absent.id, self.today):
                unit.leaves.take(Leave(absent.id, first, last, deputy.id if named else None), self.now)

        await self.do(take)


def _known(unit: Unit, key: str) -> Person:
    one = unit.people.by_key(key)
    assert one is not None, key
    return one


HELD = "SELECT person_id, tag FROM memberships WHERE to_on IS NULL ORDER BY id"
HERE = "SELECT person_id FROM dossiers WHERE standing = '在册' ORDER BY person_id"
