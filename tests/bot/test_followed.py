"""换规则会怎样：按户的规则看全家的身份."""

from datetime import date
from pathlib import Path

from bot.tables import _followed
from bot.visit_rules import read
from care.visits.period import Stretch
from care.visits.replay import replay
from handlers.dues import recount_house
from tests.handlers.test_lists import Village
from tests.kit.stage import stage


async def test_a_rule_of_the_household_is_replayed_for_everyone_in_it(tmp_path: Path) -> None:
    async with stage(f"sqlite:///{tmp_path / 'replay.db'}") as here:
        village = Village(here)
        well = await village.person("李一", "低保", born=1970, head="李一")
        await village.person("李二", "重残", born=1990, head="李一")
        await village.do(lambda unit: recount_house(unit, village.house.visiting, well, date(2026, 3, 1)))
        assert "DB1" in {row.rule_id for row in await village.do(lambda unit: unit.visits.dues_of(well))}
        people = await village.do(lambda unit: _followed(date(2026, 6, 1), unit))
    (one,) = [one for one in people if one.id == well]
    span = Stretch(date(2026, 3, 1), date(2026, 5, 31))
    found = replay(read().rules, [one], span, lambda day: day.weekday() < 5)
    assert found.by_rule["DB1"].due > 0
