"""Store: `await store.run(work)` runs `work(unit)` in one durable transaction in a storage thread.

Turns that are waiting when the thread comes round share one commit (group commit, no timer), each in a savepoint
of its own: one that fails is rolled back alone. Nothing is answered before the commit is on disk.
"""

import asyncio
import queue
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from storage.drivers import Driver, driver_for
from storage.outbox import Lane
from storage.sql import Again
from storage.unit import Unit

T = TypeVar("T")

BATCH = 64  # 一次提交最多合多少轮：再多，最后一个人等得太久


class StoreClosed(Exception):
    """The store is shutting down and takes no more turns."""


@dataclass(slots=True)
class Job:
    """One turn waiting for its commit."""

    work: Callable[[Unit], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None
    promised: dict[Lane, bool] = field(default_factory=dict)

    def settle(self) -> None:
        if self.future.cancelled():
            return
        if isinstance(self.error, StopIteration):  # 没有 future 肯收它：不换一个，等的人永远等下去
            self.future.set_exception(RuntimeError("a turn raised StopIteration"))
        elif self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Store:
    """The one way to rows. On SQLite one writer thread; on PostgreSQL `threads`, and turns of one `lane` stay in order.

    `on_promise` is called in the event loop after a commit that put something into the outbox, with its receivers
    and whether it is urgent.
    """

    def __init__(self, url: str, *, threads: int = 4) -> None:
        self.driver = driver_for(url)
        self.on_promise: Callable[[dict[Lane, bool]], None] = lambda lanes: None
        count = 1 if self.driver.dialect == "sqlite" else threads
        self._writers = [Writer(self.driver, self, number) for number in range(count)]
        self._closed = False
        for writer in self._writers:
            writer.start()

    async def run(self, work: Callable[[Unit], T], *, lane: str = "") -> T:
        """Run `work` in one transaction; return once it is on disk. Raises what `work` raised, or the driver's error.

        `work` may be run several times (lost races, a batch that failed as a whole): it must touch only its unit.
        """
        if self._closed:
            raise StoreClosed("the store is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        writer = self._writers[zlib.crc32(lane.encode()) % len(self._writers)]
        writer.handful.append(Job(work, loop, future))
        if len(writer.handful) == 1:  # 这一圈里来的一起交过去：少叫醒一次线程，也多合几轮
            loop.call_soon(writer.take_handful)
        return await future

    async def close(self) -> None:
        """Finish what is queued, then let go of the connections."""
        self._closed = True
        for writer in self._writers:
            writer.take_handful()
            writer.jobs.put(None)
        for writer in self._writers:
            await asyncio.to_thread(writer.join)


class Writer(threading.Thread):
    """A storage thread with a connection of its own."""

    def __init__(self, driver: Driver, store: Store, number: int) -> None:
        super().__init__(name=f"store-{number}", daemon=True)
        self.jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.handful: list[Job] = []  # 只在事件循环里碰
        self._driver = driver
        self._store = store
        self._unit: Unit | None = None

    def take_handful(self) -> None:
        """What came in one round of the event loop; called there."""
        handful, self.handful = self.handful, []
        for job in handful:
            self.jobs.put(job)

    def run(self) -> None:
        batch: list[Job] = []
        while True:
            job = self.jobs.get()
            while job is not None:
                batch.append(job)
                if len(batch) >= BATCH or self.jobs.empty():
                    break
                job = self.jobs.get()
            if batch:
                self._play(batch)
                batch = []
            if job is None:
                break
        self._disconnect()

    def _play(self, batch: list[Job]) -> None:
        try:
            unit = self._begun()
        except Exception as trouble:  # 锁着、连不上：一起等过了，一起说，不一个一个再等
            for job in batch:
                job.error = trouble
        else:
            self._play_begun(batch, unit)
        self._settle(batch)

    def _play_begun(self, batch: list[Job], unit: Unit) -> None:
        try:
            self._commit(batch, unit)
        except Exception as trouble:  # 整批没有提交成：一个一个来，坏的只坏它自己
            self._rollback(trouble)
            if len(batch) == 1:
                batch[0].error = trouble
            else:
                for job in batch:
                    self._play_alone(job)
        else:
            for job in batch:  # 挡着它的锁可能在同批邻居或刚赢的人手里（死锁）：都存上了，再来
                if job.error is not None and self._lost_race(job.error):
                    self._play_alone(job)

    def _play_alone(self, job: Job) -> None:
        job.error, job.result, job.promised = None, None, {}
        try:
            self._commit([job], self._begun())
        except Exception as trouble:
            self._rollback(trouble)
            job.error = trouble

    def _begun(self) -> Unit:
        """A transaction; where the connection broke while nobody used it, on a new one."""
        used = self._unit is not None
        try:
            return self._begin()
        except Exception as trouble:
            self._rollback(trouble)
            if not used or self._unit is not None:
                raise
        return self._begin()

    def _begin(self) -> Unit:
        unit = self._connected()
        unit.session.connection.execute(self._driver.begin)
        unit.look_around()
        return unit

    def _commit(self, batch: list[Job], unit: Unit) -> None:
        execute = unit.session.connection.execute
        for job in batch:
            execute("SAVEPOINT turn")
            try:
                job.result = self._once_or_twice(job, unit)
            except Exception as error:
                execute("ROLLBACK TO SAVEPOINT turn")  # 连这句也失败，就是整批的事
                job.error = error
                unit.forget()
            execute("RELEASE SAVEPOINT turn")
            job.promised, unit.promised = unit.promised, {}
        execute("COMMIT")

    def _once_or_twice(self, job: Job, unit: Unit) -> Any:
        try:
            return job.work(unit)
        except Exception as error:
            if not self._lost_race(error):
                raise
            unit.session.connection.execute("ROLLBACK TO SAVEPOINT turn")
            unit.forget()
            return job.work(unit)

    def _lost_race(self, error: BaseException) -> bool:
        return isinstance(error, Again) or self._driver.lost_race(error)

    def _settle(self, batch: list[Job]) -> None:
        promised: dict[Lane, bool] = {}
        for job in batch:
            if job.error is None:
                for lane, urgent in job.promised.items():
                    promised[lane] = urgent or promised.get(lane, False)

        def in_the_loop() -> None:
            for job in batch:
                job.settle()
            if promised:
                self._store.on_promise(promised)

        try:
            batch[0].loop.call_soon_threadsafe(in_the_loop)
        except RuntimeError:  # 事件循环已经关了：没有人在等
            return

    def _connected(self) -> Unit:
        if self._unit is None:
            self._unit = Unit(self._driver.connect(), self._driver.dialect)
        return self._unit

    def _rollback(self, trouble: BaseException) -> None:
        if self._unit is None:
            return
        self._unit.forget()
        try:
            if self._driver.in_transaction(self._unit.session.connection):
                self._unit.session.connection.execute("ROLLBACK")
        except Exception:  # 连接断了：下一批重连
            self._disconnect()
        else:
            if self._driver.broken(cast(Any, self._unit.session.connection)):
                self._disconnect()

    def _disconnect(self) -> None:
        unit, self._unit = self._unit, None
        if unit is not None:
            with suppress(Exception):  # 已经断开的连接关不关都一样
                unit.session.connection.close()
