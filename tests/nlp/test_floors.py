"""How well texts that nobody wrote rules for are understood never falls: measured ≥ floor, and floors only rise."""

import tomllib
from pathlib import Path

import pytest

from nlp.classify import Classifier
from nlp.evaluate import Figures, cases, measure

HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, float]] = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
DEVELOPMENT = HERE.parents[2] / "shared" / "data" / "messages_dev.jsonl"
FILES = sorted((HERE / "unseen").glob("*.jsonl"))
CLASSIFIER = Classifier()


def reached(figures: Figures) -> dict[str, float]:
    """Every figure that has a floor; the more the better."""
    return {
        "macro_f1": figures.macro_f1,
        "emergency_recall": figures.recall,
        "calm_requests": 1 - figures.false_alarms_requests,
        "calm_chatter": 1 - figures.false_alarms_chatter,
        "tier": figures.tier_accuracy,
        "urgency": figures.urgency_accuracy,
        "quiet": 1 - figures.needless_per_100 / 100,
    }


def below(path: Path) -> list[str]:
    found, skipped = cases(path.read_text("utf-8").splitlines())
    assert found, f"{path.name} 里没有一句能量的话"
    assert skipped == [], f"{path.name} 有看不懂的行"
    floors, values = FLOORS[path.name], reached(measure(CLASSIFIER.classify, found))
    assert floors.keys() == values.keys(), f"floors.toml 的 {path.name} 一节要写全"
    return [f"{name} {values[name]:.4f} < {floor}" for name, floor in floors.items() if values[name] < floor]


@pytest.mark.parametrize("path", [*FILES, DEVELOPMENT], ids=lambda path: path.name)
def test_messages_are_understood_as_well_as_ever(path: Path) -> None:
    if path == DEVELOPMENT and not path.exists():
        pytest.skip("没有量开发用的话：项目旁边没有 shared/data/messages_dev.jsonl，它的最低分这次没有人看着")
    assert below(path) == []


def test_every_file_of_unseen_messages_has_its_floors_and_every_floor_its_file() -> None:
    assert set(FLOORS) == {path.name for path in FILES} | {DEVELOPMENT.name}
