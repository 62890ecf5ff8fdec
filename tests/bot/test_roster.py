"""名册改了：只有改过的那几行起作用，聊天里的交接、绑定，名册没有反对的都留着."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from hashlib import sha256

import pytest

from bot import directory
from bot.directory import READ, Directory
from bot.roster import Member
from bot.settings import ROOT
from care.message import Address
from storage.migrate import migrate
from storage.store import Store
from storage.unit import Unit
from tests.kit.stage import START

FILE = directory.read(ROOT / "bot" / "villages" / "g_village.toml")
S, X = ("网格员", "S片区"), ("网格员", "X片区")
LIMING, YANGMEI, NEW = "李明", "杨梅", "新来的"


class Town:
    def __init__(self, store: Store) -> None:
        self.store = store

    async def starts(self, file: Directory) -> None:
        await self.store.run(lambda unit: directory.bring_in(unit, file, START))

    async def holders(self, duty: tuple[str, str]) -> set[str]:
        def found(unit: Unit) -> set[str]:
            place = unit.places.by_key(duty[1])
            assert place is not None
            return {one.name for one in unit.people.staff([place.id]) if one.post == duty[0]}

        return await self.store.run(found)

    async def passes(self, duty: tuple[str, str], giver: str, to: str) -> None:
        """交接 by chat: as `handlers.leave.pass_area` writes it."""

        def passed(unit: Unit) -> None:
            place, numbers = unit.places.by_key(duty[1]), unit.people.keyed()
            assert place is not None
            pair = (duty[0], place.id)
            for who, gains in ((giver, False), (to, True)):
                held = [(one.post, one.place_id) for one in unit.people.duties_of(numbers[who])]
                unit.people.appoint(numbers[who], [*(one for one in held if one != pair), *([pair] if gains else [])])

        await self.store.run(passed)


@pytest.fixture
async def town(store_url: str) -> AsyncIterator[Town]:
    migrate(store_url, START)
    store = Store(store_url)
    yield Town(store)
    await store.close()


def written(file: Directory, name: str, *duties: tuple[str, str], place: str = "") -> Directory:
    """The file with other duties in somebody's paragraph, which is new where nobody has that name."""
    there = [one for one in file.people if one.name == name] or [Member(name, "G村", (), ())]
    changed = replace(there[0], duties=duties, place=place or there[0].place)
    return replace(file, people=(*(one for one in file.people if one.name != name), changed))


def without(file: Directory, name: str) -> Directory:
    return replace(file, people=tuple(one for one in file.people if one.name != name))


CHANGES: Sequence[tuple[str, Directory, set[str]]] = [
    ("somebody else is new", written(FILE, NEW, X), {YANGMEI}),
    ("somebody else is gone", without(FILE, "覃芳"), {YANGMEI}),
    ("the giver has one duty more", written(FILE, LIMING, S, X), {YANGMEI}),
    ("the giver lives elsewhere", written(FILE, LIMING, S, place="X片区"), {YANGMEI}),
    ("the taker has one duty more", written(FILE, YANGMEI, X, ("村社工", "G村")), {YANGMEI}),
    ("a second one beside the giver", written(FILE, NEW, S), {YANGMEI, NEW}),
    ("the giver is gone", without(FILE, LIMING), {YANGMEI}),
    ("the file follows the chat", written(written(FILE, LIMING), YANGMEI, X, S), {YANGMEI}),
    ("the file puts another in the giver's place", written(written(FILE, LIMING), NEW, S), {NEW}),
    ("the taker is gone", without(FILE, YANGMEI), set()),
]


@pytest.mark.parametrize(("file", "holders"), [change[1:] for change in CHANGES], ids=[change[0] for change in CHANGES])
async def test_what_was_passed_on_by_chat_stays_unless_the_file_says_otherwise(
    town: Town, file: Directory, holders: set[str]
) -> None:
    await town.starts(FILE)
    assert await town.holders(S) == {LIMING}
    await town.passes(S, LIMING, YANGMEI)
    for _ in range(2):
        await town.starts(file)
        assert await town.holders(S) == holders


async def test_without_chat_the_tables_are_what_the_file_says(town: Town) -> None:
    await town.starts(FILE)
    for _, file, _ in CHANGES:
        await town.starts(file)
        for duty in (S, X):
            assert await town.holders(duty) == {one.name for one in file.people if duty in one.duties}


async def test_an_account_bound_by_code_since_stays_when_the_paragraph_changes(town: Town) -> None:
    await town.starts(FILE)
    account = next(one for one in FILE.people if one.name == LIMING).accounts[0]
    taker = await town.store.run(lambda unit: unit.people.keyed()[YANGMEI])
    await town.store.run(lambda unit: unit.people.give_account(account, taker))
    await town.starts(written(FILE, LIMING, S, X))
    speaker = await town.store.run(lambda unit: unit.people.behind(account))
    assert speaker is not None
    assert speaker.person.id == taker


async def test_a_new_account_and_a_new_group_of_the_file_are_taken(town: Town) -> None:
    await town.starts(FILE)
    (liming,) = (one for one in FILE.people if one.name == LIMING)
    account, group = Address("wechat", "another"), Address("aibot", "room")
    people = tuple(replace(one, accounts=(*one.accounts, account)) if one == liming else one for one in FILE.people)
    await town.starts(replace(FILE, people=people, groups=(*FILE.groups, (group, "G村"))))
    speaker = await town.store.run(lambda unit: unit.people.behind(account))
    assert speaker is not None
    assert speaker.person.name == LIMING


@pytest.mark.parametrize(("file", "holder"), [(FILE, YANGMEI), (written(FILE, NEW, X), LIMING)])
async def test_after_a_version_that_kept_a_fingerprint_only_an_unchanged_file_is_known(
    town: Town, file: Directory, holder: str
) -> None:
    await town.starts(FILE)
    await town.passes(S, LIMING, YANGMEI)
    kept = sha256(repr((FILE.people, FILE.groups)).encode()).digest()
    await town.store.run(lambda unit: unit.facts.put(READ, kept))
    await town.starts(file)
    assert await town.holders(S) == {holder}
