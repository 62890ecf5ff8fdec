"""分量文件只留说明问题的片段：片段少时都留，多了就从轻的丢起."""

from pathlib import Path

from nlp import weightfile
from nlp.weights import LANES


def _written(folder: Path, many: int) -> dict[str, int]:
    heavy = {f"重{n}": [20, *[0] * (LANES - 2), 30] for n in range(many)}
    light = {f"轻{n}": [9, *[0] * (LANES - 2), 30] for n in range(10)}
    weightfile.write(folder / weightfile.NAME, heavy | light, "编的")
    return weightfile.read([folder])


def test_few_features_are_all_kept(tmp_path: Path) -> None:
    assert len(_written(tmp_path, 100)) == 110


def test_of_too_many_the_light_ones_are_left_out(tmp_path: Path) -> None:
    found = _written(tmp_path, 60_000)
    assert len(found) == 60_000
    assert not any(name.startswith("轻") for name in found)
