"""The store's promises on both databases: durable before the answer, and a turn's trouble is its own."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from care.message import Address, Reply
from storage.outbox import Lane
from storage.sql import Again
from storage.store import BATCH, Store, StoreClosed
from storage.unit import Unit
from tests.care.village import MONDAY
from tests.storage.rows import WANG, count_kept, keeping, kept, said


class Boom(Exception):
    pass


def failing(number: int) -> Callable[[Unit], int]:
    """Writes, then fails: what it wrote must be gone."""

    def work(unit: Unit) -> int:
        keeping(number)(unit)
        raise Boom(number)

    return work


async def held(store: Store, *works: Callable[[Unit], object], lane: str = "") -> list[object]:
    """Play them in one batch: the writer is kept busy until all stand in its queue."""
    gate = threading.Event()
    first = asyncio.create_task(store.run(lambda unit: gate.wait(10), lane=lane))
    await asyncio.sleep(0)
    rest = [asyncio.create_task(store.run(work, lane=lane)) for work in works]
    await asyncio.sleep(0)
    gate.set()
    await first
    return list(await asyncio.gather(*rest, return_exceptions=True))


async def test_many_turns_at_once_are_all_kept_and_everyone_gets_his_own_result(store: Store) -> None:
    works = [store.run(keeping(number), lane=f"人{number % 7}") for number in range(3 * BATCH)]
    assert await asyncio.gather(*works) == list(range(3 * BATCH))
    assert await count_kept(store, range(3 * BATCH)) == 3 * BATCH


async def test_what_was_answered_is_there_for_another_connection(store: Store, tables_url: str) -> None:
    await asyncio.gather(*(store.run(keeping(number)) for number in range(5)))
    other = Store(tables_url)
    try:
        assert await count_kept(other, range(5)) == 5
    finally:
        await other.close()


async def test_a_turn_that_fails_leaves_nothing_and_harms_no_neighbour(store: Store) -> None:
    works = [failing(number) if number % 3 == 1 else keeping(number) for number in range(12)]
    results = await held(store, *works)
    for number, result in enumerate(results):
        if number % 3 == 1:
            assert isinstance(result, Boom)
            assert result.args == (number,)
        else:
            assert result == number
    there = await store.run(lambda unit: [number for number in range(12) if kept(number)(unit)])
    assert there == [number for number in range(12) if number % 3 != 1]


async def test_an_error_no_future_can_carry_still_reaches_its_caller_and_no_one_waits_for_ever(store: Store) -> None:
    def exhausted(unit: Unit) -> int:
        return next(iter([]))

    async with asyncio.timeout(10):
        results = await held(store, keeping(1), exhausted, keeping(2))
    assert (results[0], results[2]) == (1, 2)
    assert isinstance(results[1], RuntimeError)


async def test_a_broken_statement_in_one_turn_does_not_spoil_the_transaction_of_the_others(store: Store) -> None:
    def broken(unit: Unit) -> object:
        return unit.session.connection.execute("SELECT nothing FROM nowhere")

    results = await held(store, keeping(1), broken, keeping(2))
    assert (results[0], results[2]) == (1, 2)
    assert isinstance(results[1], Exception)
    assert await count_kept(store, range(1, 3)) == 2


async def test_a_lost_race_is_played_once_more_and_the_first_try_leaves_nothing(store: Store) -> None:
    tries: list[int] = []

    def racing(unit: Unit) -> int:
        tries.append(1)
        unit.outbox.put(WANG, f"第{len(tries)}次", topic="x", at=MONDAY)
        if len(tries) == 1:
            raise Again
        return len(tries)

    assert await store.run(racing) == 2
    letters = await store.run(lambda unit: unit.outbox.waiting(("wechat", "wang", ""), MONDAY, 9))
    assert [letter.text for letter in letters] == ["第2次"]


async def test_a_race_that_is_always_lost_is_the_callers_to_know(store: Store) -> None:
    tries: list[int] = []

    def unlucky(unit: Unit) -> None:
        tries.append(1)
        raise Again("输了")

    with pytest.raises(Again):
        await store.run(unlucky)
    assert 2 <= len(tries) <= 4


async def test_a_message_kept_twice_is_a_lost_race_and_the_second_sees_the_first(store: Store) -> None:
    def answer(unit: Unit) -> str:
        given = unit.inbox.reply_to(said(1))
        if given is not None:
            return f"又：{given.text}"
        unit.inbox.keep(said(1), Reply("收到"), MONDAY)
        unit.inbox.keep(said(2), Reply("收到"), MONDAY)
        return "收到"

    assert await store.run(answer) == "收到"
    assert await store.run(answer) == "又：收到"


async def test_only_what_was_committed_is_promised_to_the_relay(store: Store) -> None:
    promised: dict[Lane, bool] = {}
    store.on_promise = promised.update

    def promising(name: str, *, fails: bool = False) -> Callable[[Unit], None]:
        def work(unit: Unit) -> None:
            unit.outbox.put(Address("wechat", name), "话", topic="x", at=MONDAY)
            unit.outbox.put(Address("wechat", name), "话", topic="x", at=MONDAY, urgent=name == "c")
            if fails:
                raise Boom

        return work

    await held(store, promising("a"), promising("b", fails=True), promising("c"))
    assert promised == {("wechat", "a", ""): False, ("wechat", "c", ""): True}


async def test_turns_of_one_person_never_overtake_each_other(store: Store) -> None:
    order: list[int] = []
    await asyncio.gather(*(store.run(lambda unit, n=n: order.append(n), lane="王奶奶") for n in range(200)))  # type: ignore[misc]  # 默认参数绑定循环变量
    assert order == list(range(200))


async def test_a_caller_who_went_away_does_not_keep_the_others_waiting(store: Store) -> None:
    gate = threading.Event()
    busy = asyncio.create_task(store.run(lambda unit: gate.wait(10)))
    await asyncio.sleep(0)
    gone = asyncio.create_task(store.run(keeping(1)))
    stays = asyncio.create_task(store.run(keeping(2)))
    await asyncio.sleep(0)
    gone.cancel()
    gate.set()
    assert await stays == 2
    await busy
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_closing_finishes_what_is_queued_and_refuses_what_comes_after(tables_url: str) -> None:
    store = Store(tables_url)
    queued = [asyncio.create_task(store.run(keeping(number), lane=str(number))) for number in range(100)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*queued) == list(range(100))
    with pytest.raises(StoreClosed):
        await store.run(keeping(200))
    await store.close()
    again = Store(tables_url)
    try:
        assert await count_kept(again, range(100)) == 100
    finally:
        await again.close()
