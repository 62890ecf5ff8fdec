"""自检看的几样新东西：明年的放假、访视规则、钥匙."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import doctor
from bot.config import Config
from bot.settings import Dossier, Hours, Storage, Visits
from storage.keys import new_keys


@pytest.mark.parametrize(
    ("now", "holidays", "said"),
    [
        (datetime(2026, 6, 1, tzinfo=UTC), (), []),
        (datetime(2026, 11, 22, tzinfo=UTC), (), ["2027年只知道法定节日，没有调休"]),
        (datetime(2026, 11, 22, tzinfo=UTC), (date(2027, 2, 8),), []),
        (datetime(2027, 12, 1, tzinfo=UTC), (), ["2027年只知道法定节日，没有调休", "2028年只知道法定节日，没有调休"]),
    ],
)
def test_a_year_of_which_only_the_law_is_known_is_named(
    now: datetime, holidays: tuple[date, ...], said: list[str]
) -> None:
    found = list(doctor._calendar(replace(Config(), hours=Hours(holidays=holidays)), now))
    assert [advice.partition("。")[0] for _, good, advice in found if not good] == said


def test_a_rule_that_contradicts_another_is_named(tmp_path: Path) -> None:
    shipped = Config().visits.rules.read_text("utf-8")
    wrong = tmp_path / "rules.toml"
    wrong.write_text(shipped.replace("gap = 45", "gap = 5"), "utf-8")
    assert all(good for _, good, _ in doctor._rules(Config()))
    assert not all(good for _, good, _ in doctor._rules(replace(Config(), visits=Visits(rules=wrong))))


def test_keys_that_do_not_open_the_database_are_named(tmp_path: Path) -> None:
    keys, others = tmp_path / "keys.toml", tmp_path / "others.toml"
    config = replace(Config(), storage=Storage(f"sqlite:///{tmp_path}/d.db"), dossier=Dossier(keys))
    assert [good for _, good, _ in doctor._keys(config)] == [True]
    new_keys(keys)
    new_keys(others)
    assert [good for _, good, _ in doctor._keys(config)] == [True]
    assert [good for _, good, _ in doctor._keys(replace(config, dossier=Dossier(others)))] == [False]
