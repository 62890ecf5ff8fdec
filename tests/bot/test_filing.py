"""起动时：规则打架就不起动，说的话和 check-rules 一样；算出来会不一样的，起动时重算."""

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from bot.app import open_app
from bot.check_rules import check_rules
from bot.config import Config
from bot.filing import ALGORITHM, fingerprint, visiting_of
from bot.settings import Hours, Storage, Visits
from bot.visit_rules import RULES, RulesWrong
from tests.handlers.test_lists import Village
from tests.kit.stage import Stage, StageClock

TODAY = date(2026, 3, 2)
AGAIN = """
[[rule]]
id = "TK1"
said = "每天"
period = "日"
groups = ["A"]
source = "默认"
because = "新的一行"
starts_on = 2026-02-01
[[rule.when]]
all = ["特困"]
"""
SENTENCE = "「TK1」有两行同时在用：2026-02-01 起的那一行开始时，前一行还没有停。请给前一行写 ends_on = 2026-02-01。"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES.read_text("utf-8") + AGAIN, "utf-8")
    return Config(storage=Storage(f"sqlite:///{tmp_path / 'f.db'}"), visits=Visits(rules=rules))


async def test_two_versions_of_a_rule_on_one_day_are_refused_at_the_start(config: Config) -> None:
    with pytest.raises(RulesWrong) as refused:
        await open_app(config, StageClock())
    assert refused.value.faults == (SENTENCE,)
    out = StringIO()
    assert check_rules(config.visits.rules, out) == 1
    assert f"要改  {SENTENCE}\n" in out.getvalue()


def test_versions_that_follow_each_other_are_taken(config: Config) -> None:
    text = config.visits.rules.read_text("utf-8")
    config.visits.rules.write_text(text.replace('id = "TK1"', 'id = "TK1"\nends_on = 2026-02-01', 1), "utf-8")
    assert [rule.in_force(TODAY) for rule in visiting_of(config).rules if rule.id == "TK1"] == [False, True]


def test_whatever_next_visits_follow_from_is_in_the_fingerprint(config: Config) -> None:
    was = fingerprint(config, TODAY)
    assert fingerprint(config, date(2026, 12, 31)) == was
    hours = config.hours
    others = (
        replace(config, visits=Visits()),
        replace(config, hours=replace(hours, holidays=(*hours.holidays, date(2026, 3, 3)))),
        replace(config, hours=replace(hours, workdays=(*hours.workdays, date(2026, 3, 8)))),
    )
    found = [fingerprint(other, TODAY) for other in others]
    assert len({was, *found, fingerprint(config, TODAY, algorithm=ALGORITHM + 1)}) == 5
    assert fingerprint(replace(config, hours=Hours(quiet=hours.quiet)), TODAY) == was


async def test_other_days_off_have_everybody_worked_out_anew_at_the_next_start(tmp_path: Path) -> None:
    kept = Config(storage=Storage(f"sqlite:///{tmp_path / 'h.db'}"))
    changed = replace(kept, hours=replace(kept.hours, holidays=(date(2026, 3, 3),)))

    async def started(config: Config, file: bool = False) -> int:
        app = await open_app(config, StageClock())
        try:
            if file:
                await Village(Stage(app, StageClock())).person("张桂英", "特困", "独居")
            return len(await app.store.run(lambda unit: unit.dossiers.to_recheck(TODAY)))
        finally:
            await app.close()

    assert [await started(kept, file=True), await started(kept), await started(changed)] == [0, 0, 1]
