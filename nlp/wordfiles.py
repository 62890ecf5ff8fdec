"""词库文件: the TOML of `nlp/words/` and of a township's own folder, row by row, each row knowing its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.wordpool import WordsWrong

WORDS = Path(__file__).with_name("words")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One `[[kind]]` block."""

    file: str
    line: int
    values: Mapping[str, Any]

    @property
    def where(self) -> str:
        name = self.values.get("name") or self.values.get("category") or ""
        return f"{self.file} 第 {self.line} 行" + (f"「{name}」" if name else "")

    def wrong(self, complaint: str) -> WordsWrong:
        return WordsWrong(f"{self.where}: {complaint}")

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(f'{key} 要写成 "…"')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, ())
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise self.wrong(f'{key} 要写成 ["…", "…"]')
        return tuple(value)

    def number(self, key: str, default: int) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(f"{key} 要写成一个整数")
        return value


@dataclass(frozen=True, slots=True)
class WordFile:
    """One file as it was read."""

    name: str
    text: str
    table: Mapping[str, Any] = field(repr=False)

    def rows(self, kind: str) -> Iterator[Row]:
        lines = [at for at, line in enumerate(self.text.splitlines(), 1) if line.strip() == f"[[{kind}]]"]
        found = self.table.get(kind, ())
        if not isinstance(found, list | tuple):
            raise WordsWrong(f"{self.name}: 要写成 [[{kind}]]")
        for line, values in zip(lines, found, strict=True):
            yield Row(self.name, line, values)


def read(folders: Sequence[Path]) -> list[WordFile]:
    """The files of all folders, those of a later folder after those of an earlier one. Raises `WordsWrong`."""
    return [_read(path) for folder in folders for path in sorted(folder.glob("*.toml"))]


def _read(path: Path) -> WordFile:
    try:
        text = path.read_text("utf-8")
        return WordFile(path.name, text, tomllib.loads(text))
    except UnicodeDecodeError as mistake:
        raise WordsWrong(f"{path.name}: 不是 UTF-8 的字，另存为 UTF-8 再来") from mistake
    except tomllib.TOMLDecodeError as mistake:
        found = _AT_LINE.search(str(mistake))
        line = f" 第 {found[1]} 行" if found else "末尾"
        raise WordsWrong(f"{path.name}{line}: 引号、方括号或等号没有写对（{mistake}）") from mistake
    except OSError as mistake:
        raise WordsWrong(f"{path.name}: 读不了（{mistake.strerror}）") from mistake
