"""换一套规则会差多少：谁多看、谁少看."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from bot.replay_rules import replay_rules
from bot.visit_rules import RULES
from care.visits.replay import Followed
from care.visits.rule import Standing
from tests.bot.test_visit_rules import GROUP, ROW, TODAY, changed, written


def replayed(old: Path, new: Path, people: list[Followed], days: int = 90) -> tuple[int, str]:
    out = StringIO()
    return replay_rules(old, new, people, days, TODAY, out), out.getvalue()


PEOPLE = [
    Followed(
        41,
        Standing(frozenset({"特困"})),
        date(2026, 1, 1),
        tuple(date(2026, 8, 1) + timedelta(days=30 * n) for n in range(4)),
    ),
    Followed(42, Standing(frozenset({"低保"})), date(2026, 1, 1)),
]


def test_replay_shows_who_would_be_visited_more_by_number_and_how_much_work_it_is(tmp_path: Path) -> None:
    text = RULES.read_text("utf-8").replace(
        'id = "TK3"\nsaid = "本月"\nperiod = "月"\ngap = 45', 'id = "TK3"\nsaid = "本周"\nperiod = "周"'
    )
    code, said = replayed(RULES, written(tmp_path, text), PEOPLE)
    assert code == 0
    assert said.startswith("把 2026-08-24 到 2026-11-21 这 90 天重来一遍，2 人")
    assert ["TK3", "2", "2", "0", "12", "3", "9"] in [line.split() for line in said.splitlines()]
    assert "会多看的 1 人：41号多 10 次。" in said
    assert "会少看的：没有。" in said
    assert "现在每周 0.2 次，新的每周 1.0 次：多 0.8 次。" in said


def test_replay_of_the_same_rules_changes_nothing() -> None:
    code, said = replayed(RULES, RULES, PEOPLE)
    assert code == 0
    assert "会多看的：没有。\n会少看的：没有。" in said
    assert said.endswith("差不多。\n")


def test_a_new_version_is_replayed_before_the_day_from_which_it_is_meant(tmp_path: Path) -> None:
    old = written(tmp_path, ROW + GROUP, "旧.toml")
    versions = changed("because", "ends_on = 2027-01-01\nbecause") + ROW.replace('"月"', '"日"').replace(
        "because", "starts_on = 2027-01-01\nbecause"
    )
    code, said = replayed(old, written(tmp_path, versions, "新.toml"), PEOPLE)
    assert code == 0
    assert "会多看的 1 人：41号多 8" in said


def test_replay_with_rules_that_cannot_be_used_names_the_file(tmp_path: Path) -> None:
    for text in (ROW, changed("because", "gap = 3\nbecause")):
        code, said = replayed(RULES, written(tmp_path, text), PEOPLE)
        assert code == 1
        assert said.startswith(f"{tmp_path / '规则.toml'} 要先改好：\n要改  「甲」")
    assert replayed(RULES, RULES, PEOPLE, 0) == (1, "--days 至少是 1，例如 --days 90。\n")
