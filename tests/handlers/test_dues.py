"""应访跟着档和规则走：按户的规则看全家，改了的规则管到每个人."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config import Config
from bot.settings import Storage, Visits
from care.dossier import Draft
from tests.handlers.files import Office, office
from tests.kit.stage import StageClock

HEAD = Draft("韦老三", "S片区", "男", date(1962, 7, 11), house="5号", head="韦老三", tags=("低保",))
SICK = Draft("韦桂花", "S片区", "女", date(1964, 2, 9), house="5号", head="韦老三", tags=("重残",))
GUEST = Draft("韦小妹", "S片区", "女", date(1990, 2, 9), house="5号", head="韦老三")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path) as found:
        yield found


async def rules(desk: Office, name: str) -> set[str]:
    return {row.rule_id for row in await desk.dues(name)}


async def test_a_rule_of_the_household_looks_at_everyone_in_it(desk: Office) -> None:
    await desk.file(HEAD)
    assert "DB1" not in await rules(desk, HEAD.name)
    await desk.file(SICK, GUEST)
    assert "DB1" in await rules(desk, HEAD.name)
    assert "DB1" in await rules(desk, SICK.name)
    assert await rules(desk, GUEST.name) == set()


async def test_in_another_house_it_says_nothing(desk: Office) -> None:
    await desk.file(HEAD, replace(SICK, house="6号", head="韦桂花"))
    assert "DB1" not in await rules(desk, HEAD.name) | await rules(desk, SICK.name)


async def test_rules_that_were_changed_hold_for_everyone_after_the_next_start(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        await desk.file(HEAD)
        shipped = desk.here.app.config.visits.rules.read_text("utf-8")
        before = await desk.run(lambda unit: unit.dossiers.to_recheck(date(2026, 3, 2)))
    changed = tmp_path / "rules.toml"
    changed.write_text(shipped.replace('period = "季"', 'period = "月"').replace("gap = 120", "gap = 45"), "utf-8")
    config = Config(storage=Storage(f"sqlite:///{tmp_path / 'files.db'}"), visits=Visits(rules=changed))
    for wanted in (1, 0):
        app = await open_app(config, StageClock())
        try:
            found = await app.store.run(lambda unit: unit.dossiers.to_recheck(date(2026, 3, 2)))
            assert (before, len(found)) == ([], wanted)
            await app.tick()
            due = await app.store.run(lambda unit: unit.visits.dues_of(unit.dossiers.after(0)[0]))
            assert {row.until_on.month for row in due} == {3}
        finally:
            await app.close()
