"""重算：一个人算不动，不挡着别人；两个进程同时重算，结果一样，谁也不报错."""

import asyncio
from datetime import date, datetime
from pathlib import Path

from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.app import App, open_app
from bot.config import Config
from bot.settings import Storage
from care.calendar import SHANGHAI
from handlers.lists import recheck, recheck_all, to_recheck
from tests.handlers.test_lists import Village
from tests.kit.stage import StageClock, stage

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)


def failed() -> float:
    return REGISTRY.get_sample_value("shouwang_round_failed_total", {"round": "recheck"}) or 0


async def left(app: App) -> list[int]:
    return await app.store.run(lambda unit: unit.dossiers.to_recheck(DAY))


async def spoilt(app: App, person_id: int) -> None:
    """A birthday no calendar has: whoever works out this person's visits fails."""
    sql = f"UPDATE dossiers SET born_on = '没有的日子' WHERE person_id = {person_id}"
    await app.store.run(lambda unit: unit.session.connection.execute(sql) and None)


async def test_one_who_cannot_be_worked_out_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    async with stage(f"sqlite:///{tmp_path / 'r.db'}") as here:
        village = Village(here)
        people = [await village.person(name, "特困", "独居") for name in ("张桂英", "李大山", "韦有财")]
        await spoilt(here.app, people[0])
        await village.do(lambda unit: unit.dossiers.recheck_all(DAY))
        before = failed()
        with capture_logs() as logs:
            await here.app.tick()
        assert await left(here.app) == people[:1]
        assert failed() == before + 1
        assert [one.get("round") for one in logs].count("recheck") == 1


async def test_a_house_is_worked_out_once(tmp_path: Path) -> None:
    async with stage(f"sqlite:///{tmp_path / 'r.db'}") as here:
        village = Village(here)
        people = [await village.person(name, "低保", head="韦有财") for name in ("韦有财", "韦小妹")]
        await village.do(lambda unit: unit.dossiers.recheck_all(DAY))
        assert await village.do(lambda unit: to_recheck(unit, village.house, NOW)) == people
        assert await village.do(lambda unit: recheck_all(unit, village.house, people, NOW))
        assert not await village.do(lambda unit: recheck(unit, village.house, people[1], NOW))


async def test_two_processes_at_once_leave_the_same_dues_and_no_error(pg_url: str) -> None:
    async with stage(pg_url) as here:
        village = Village(here)
        people = [await village.person(f"张{n}", "特困", "独居") for n in "一二三四五六七八九十"]
        other = await open_app(Config(storage=Storage(pg_url)), StageClock())
        try:
            await village.do(lambda unit: unit.dossiers.recheck_all(DAY))
            before = failed()
            works = [
                app.store.run(lambda unit: recheck_all(unit, village.house, people, NOW))
                for app in (here.app, other)
                for _ in range(3)
            ]
            assert sum(await asyncio.gather(*works)) == 1
            assert await left(other) == []
            assert failed() == before
            kept = await village.do(lambda unit: [unit.visits.dues_of(one) for one in people])
            assert all({row.rule_id for row in rows} == {row.rule_id for row in kept[0]} != set() for rows in kept)
        finally:
            await other.close()
