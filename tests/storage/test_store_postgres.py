"""PostgreSQL in trouble: connections cut, deadlocks, and two processes at one database."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import psycopg
import pytest

from care.message import Address, Message, Reply
from care.ticket import Ticket, accept
from storage.migrate import migrate
from storage.store import Store
from storage.unit import Unit
from tests.care.village import MONDAY
from tests.storage.rows import WANG, count_kept, keeping, opening, said
from tests.storage.test_store import held

Pair = tuple[Store, Store]


@pytest.fixture
def url(pg_url: str) -> str:
    migrate(pg_url, MONDAY)
    return pg_url


@pytest.fixture
async def two(url: str) -> AsyncIterator[Pair]:
    """Two processes at one database, as far as the database can tell."""
    stores = (Store(url, threads=2), Store(url, threads=2))
    yield stores
    for store in stores:
        await store.close()


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def cut(url: str) -> int:
    """The administrator ends every connection to the database but his own; how many there were."""
    with psycopg.connect(plain(url), autocommit=True) as admin:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return len(ended)


async def test_a_connection_cut_while_idle_costs_nobody_anything(url: str) -> None:
    store = Store(url, threads=1)
    try:
        await store.run(keeping(0))
        assert await asyncio.to_thread(cut, url) == 1
        assert await store.run(keeping(1)) == 1
        assert await count_kept(store, range(2)) == 2
    finally:
        await store.close()


async def test_a_connection_cut_in_a_turn_is_told_to_its_caller_and_the_next_goes_on(url: str) -> None:
    store = Store(url, threads=1)

    def cut_short(unit: Unit) -> int:
        keeping(1)(unit)
        cut(url)
        return keeping(2)(unit)

    try:
        await store.run(keeping(0))
        with pytest.raises(psycopg.OperationalError):
            await store.run(cut_short)
        assert await store.run(keeping(3)) == 3
        assert await count_kept(store, range(4)) == 2
    finally:
        await store.close()


async def test_a_cut_in_the_middle_of_a_batch_loses_no_neighbour(url: str) -> None:
    store = Store(url, threads=1)
    cuts: list[int] = []

    def cut_once(unit: Unit) -> int:
        if not cuts:
            cuts.append(cut(url))
        return keeping(2)(unit)

    try:
        assert await held(store, keeping(1), cut_once, keeping(3)) == [1, 2, 3]
        assert await count_kept(store, range(1, 4)) == 3
        assert cuts == [1]
    finally:
        await store.close()


async def test_a_database_that_is_not_there_is_told_to_everybody_at_once(url: str) -> None:
    gone = Store(url.replace("shouwang_test", "no_such"), threads=1)
    try:
        results = await asyncio.gather(*(gone.run(keeping(n)) for n in range(20)), return_exceptions=True)
        assert {type(result) for result in results} == {psycopg.OperationalError}
    finally:
        await gone.close()


def crossing(numbers: tuple[int, int], gate: threading.Barrier, tries: list[int]) -> Callable[[Unit], None]:
    """Changes two tickets, the second when somebody else has changed it too and waits for the first."""

    def work(unit: Unit) -> None:
        tries.append(numbers[0])
        first = unit.tickets.get(numbers[0])
        unit.tickets.save(replace(first, text=first.text + "。"))
        if len(tries) <= 2:
            gate.wait(10)
        second = unit.tickets.get(numbers[1])
        unit.tickets.save(replace(second, text=second.text + "。"))

    return work


async def test_a_deadlock_is_played_once_more_and_both_changes_are_kept(two: Pair) -> None:
    one, other = await two[0].run(opening("m1")), await two[1].run(opening_again("m2"))
    gate, tries = threading.Barrier(2), list[int]()
    async with asyncio.timeout(30):
        await asyncio.gather(
            two[0].run(crossing((one, other), gate, tries)), two[1].run(crossing((other, one), gate, tries))
        )
    assert len(tries) > 2
    texts = await two[0].run(lambda unit: [unit.tickets.get(number).text for number in (one, other)])
    assert texts == ["屋顶漏水。。", "屋顶漏水。。"]


def opening_again(message_id: str) -> Callable[[Unit], int]:
    """A second ticket of whoever reported the first."""

    def work(unit: Unit) -> int:
        first = unit.tickets.get(1)
        return unit.tickets.open(first, WANG, message_id, "[]")

    return work


async def test_a_deadlock_between_two_batches_costs_no_turn(two: Pair) -> None:
    """The lock the others wait for may belong to a neighbour in the batch, which playing one turn again cannot free."""
    one, other = await two[0].run(opening("m1")), await two[0].run(opening_again("m2"))
    gate = threading.Barrier(2)
    waited: list[int] = []

    def changing(number: int) -> Callable[[Unit], int]:
        def work(unit: Unit) -> int:
            found = unit.tickets.get(number)
            unit.tickets.save(replace(found, text=found.text + "。"))
            return number

        return work

    def meeting(number: int) -> Callable[[Unit], int]:
        def work(unit: Unit) -> int:
            changed = changing(number)(unit)
            if len(waited) < 2:
                waited.append(number)
                gate.wait(10)
            return changed

        return work

    async with asyncio.timeout(30):
        here, there = await asyncio.gather(
            held(two[0], meeting(one), changing(other)), held(two[1], meeting(other), changing(one))
        )
    assert (here, there) == ([one, other], [other, one])
    texts = await two[0].run(lambda unit: [unit.tickets.get(number).text for number in (one, other)])
    assert texts == ["屋顶漏水。。", "屋顶漏水。。"]


async def test_one_message_at_two_processes_is_answered_once_and_in_the_same_words(two: Pair) -> None:
    gate = threading.Barrier(2)
    tries: list[str] = []

    def answering(words: str) -> Callable[[Unit], Reply]:
        def work(unit: Unit) -> Reply:
            given = unit.inbox.reply_to(said(1))
            tries.append(words)
            if len(tries) <= 2:
                gate.wait(10)
            if given is not None:
                return given
            unit.inbox.keep(said(1), Reply(words), MONDAY)
            return Reply(words)

        return work

    replies = await asyncio.gather(two[0].run(answering("甲")), two[1].run(answering("乙")))
    assert replies[0] == replies[1]
    assert len(tries) == 3


async def test_one_ticket_taken_at_two_processes_has_one_holder_and_both_know_who(two: Pair) -> None:
    number = await two[0].run(opening())
    people = [await two[0].run(_worker), await two[0].run(_worker)]
    gate = threading.Barrier(2)
    tries: list[int] = []

    def taking(by: int) -> Callable[[Unit], int | None]:
        def work(unit: Unit) -> int | None:
            found: Ticket = unit.tickets.get(number)
            tries.append(by)
            if len(tries) <= 2:
                gate.wait(10)
            if found.assignee_id is None:
                decision = accept(found, by=by, at=MONDAY)
                unit.tickets.save(decision.ticket, *decision.events)
                return by
            return found.assignee_id

        return work

    holders = await asyncio.gather(*(store.run(taking(by)) for store, by in zip(two, people, strict=True)))
    assert holders[0] == holders[1]
    assert len(tries) == 3
    events = await two[1].run(lambda unit: unit.tickets.history(number))
    assert [event.by for event in events] == [holders[0]]


def _worker(unit: Unit) -> int:
    place = unit.places.by_key("G")
    assert place is not None
    return unit.people.add("某", place.id, MONDAY).id


async def test_the_first_words_of_a_stranger_at_two_processes_make_one_person(two: Pair) -> None:
    await two[0].run(lambda unit: unit.places.put("G", "G村", 1, None))
    stranger = Address("wechat", "stranger")
    gate = threading.Barrier(2)
    tries: list[int] = []

    def meeting(message: Message) -> Callable[[Unit], int]:
        def work(unit: Unit) -> int:
            known = unit.people.behind(stranger)
            tries.append(1)
            if len(tries) <= 2:
                gate.wait(10)
            if known is not None:
                return known.person.id
            person = unit.people.add("村民", 1, MONDAY, known=False)
            unit.people.open_account(stranger, person.id)
            return person.id

        return work

    ids = await asyncio.gather(two[0].run(meeting(said(1, stranger))), two[1].run(meeting(said(2, stranger))))
    assert ids[0] == ids[1]
    count = await two[0].run(lambda unit: unit.session.connection.execute("SELECT count(*) FROM people").fetchone()[0])
    assert count == 1
