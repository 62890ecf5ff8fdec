"""分量文件: `weights.tsv`, written by `python -m bot learn`, one feature a line. Not for hands: add example sentences.

feature TAB squared size TAB lane:weight lane:weight …  A lane is a number (28 categories, 非诉求, five urgencies);
weights near nothing are left out, and features of which no weight tells much.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from nlp.weights import CATEGORY, CUE, LANES, LENGTH, NARROW
from nlp.wordpool import WordsWrong

NAME = "weights.tsv"
_COUNTED = re.compile(r"# (\d+) 个片段")
_LEAST, _MOST = 3, 1 << 15
_WORTH, _FEATURES = (8, 12, 16, 20), 60_000  # the first that leaves no more features: the rest tell next to nothing
_NAMED = {CUE: "组/", CATEGORY: "类/", LENGTH: "长/"}
_MEANT = {said: sign for sign, said in _NAMED.items()}


def read(folders: Sequence[Path]) -> dict[str, int]:
    """Feature → packed weights: those of the last folder that has some. None at all is an empty table."""
    for folder in reversed(folders):
        if (path := folder / NAME).exists():
            try:
                about, *lines = path.read_text("utf-8").removesuffix("\n").split("\n")
                table = dict(map(_feature, lines))
                counted = _COUNTED.match(about)
            except (ValueError, IndexError, OSError) as mistake:
                raise _wrong(path) from mistake
            if counted and len(table) != int(counted[1]):  # 断在了半路
                raise _wrong(path)
            return table
    return {}


def _wrong(path: Path) -> WordsWrong:
    return WordsWrong(f"{path.name}: 不是 python -m bot learn 写的样子，重新跑一次 learn")


def write(path: Path, table: Mapping[str, Sequence[int]], about: str) -> int:
    """`about` stands in the first line. Returns how many features were worth writing."""
    worth = _worth(table)
    lines = [_line(name, table[name]) for name in sorted(table) if _tells(table[name]) >= worth]
    path.write_text("\n".join([f"# {len(lines)} 个片段，{about}", *lines]) + "\n", "utf-8")
    return len(lines)


def _worth(table: Mapping[str, Sequence[int]]) -> int:
    """From which weight on a feature is kept. Half the features of ours, and the figures are the same."""
    told = [_tells(lanes) for lanes in table.values()]
    return next((worth for worth in _WORTH if sum(most >= worth for most in told) <= _FEATURES), _WORTH[-1])


def _tells(lanes: Sequence[int]) -> int:
    """The size of its heaviest weight."""
    return max(map(abs, lanes[:-1]))


def _line(name: str, lanes: Sequence[int]) -> str:
    said = " ".join(f"{number}:{weight}" for number, weight in enumerate(lanes[:-1]) if abs(weight) >= _LEAST)
    shown = _NAMED[name[0]] + name[1:] if name[0] in _NAMED else name
    return f"{shown}\t{lanes[-1]}\t{said}"


def _feature(line: str) -> tuple[str, int]:
    name, size, said = line.split("\t")
    lanes = [0] * LANES
    lanes[-1] = int(size)
    for pair in said.split(" "):
        number, weight = map(int, pair.split(":"))
        if not (0 <= number < LANES - 1 and abs(weight) <= _MOST):
            raise ValueError(pair)
        lanes[number] = weight
    sign = _MEANT.get(name[:2])
    return (sign + name[2:] if sign else name), NARROW.pack(lanes)
