"""词库: the TOML files of `nlp/words/`, read once into tables that classifying only looks things up in.

How the files are written is told in `nlp/words/README.md`.
"""

import gc
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care.category import CATEGORIES, NOT_A_REQUEST, Urgency
from nlp.wordpool import Entry, Marks, WordPool, WordsWrong, known_or_wrong

WORDS = Path(__file__).with_name("words")


@dataclass(frozen=True, slots=True)
class Frame:
    """框架: cue classes that mean something together. All `groups` must be seen, none of `unless`."""

    name: str
    groups: tuple[int, ...]
    unless: int
    within: str  # 分句 / 邻句 / 整条
    despite: int  # 不怕哪些抑制
    category: str = ""
    urgency: Urgency = Urgency.NONE  # NONE: says something about the category only
    score: int = 0
    when: frozenset[str] = frozenset()  # 只在这些类别里算数
    ask_if_denied: bool = False
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def speaks_for(self, category: str, urgency: Urgency) -> bool:
        if self.category:
            return self.category == category
        return self.urgency is urgency and (not self.when or category in self.when)


@dataclass(frozen=True, slots=True)
class Suppressor:
    """抑制: a cue class that mutes emergency frames in its reach unless a lifting class is there too."""

    name: str
    cue: int
    reach: str  # 本句 / 往后 / 整条
    lifted_by: int
    chat: int = 0  # how much it speaks for 非诉求


@dataclass(frozen=True, slots=True)
class Lexicon:
    entries: Mapping[str, Entry]
    cues: Mapping[str, int]
    frames: tuple[Frame, ...]
    suppressors: tuple[Suppressor, ...]
    fold: Mapping[str, str]
    alarms: tuple[str, ...]  # words that are an emergency all by themselves
    alone: frozenset[str]  # 只说这一句就是非诉求
    usual: Mapping[str, Urgency]  # 类别平常的紧急程度，不写就是普通
    marks: Marks


def load(folder: Path = WORDS) -> Lexicon:
    """Raises WordsWrong for an unknown class, category, urgency or reach."""
    running = gc.isenabled()
    gc.disable()  # a hundred thousand small things are made and none is dropped: nothing to collect
    try:
        return _load(folder)
    finally:
        if running:
            gc.enable()


def _load(folder: Path) -> Lexicon:
    tables = {path.name: _read(path) for path in sorted(folder.glob("*.toml"))}
    pool = _pool(tables)
    cues = pool.cues
    frames = tuple(_frames(tables, cues))
    hushed = tables.get("suppressors.toml", {})
    marks = Marks(*(_bits(cues, hushed.get(name, ""), "suppressors.toml") for name in Marks._fields))
    entries = pool.entries(marks)
    return Lexicon(
        entries=entries,
        cues=cues,
        frames=frames,
        suppressors=tuple(_suppressors(hushed, cues)),
        fold=_pairs(tables.get("characters.toml", {})),
        alarms=tuple(_alarms(entries.values(), frames)),
        alone=frozenset(tables.get("whole.toml", {}).get("alone", "").split()),
        usual={name: Urgency(said) for name, said in tables.get("usual.toml", {}).items()},
        marks=marks,
    )


def _pool(tables: Mapping[str, Mapping[str, Any]]) -> WordPool:
    pool = WordPool(tables.get("short.toml", {}))
    for name, table in tables.items():
        if name.startswith("cues"):
            pool.take_cues(table)
        elif name.startswith("category"):
            pool.take_category(table, name)
    pool.take_homophones(tables.get("homophones.toml", {}))
    return pool


def _alarms(entries: Iterable[Entry], frames: Iterable[Frame]) -> Iterator[str]:
    """Words that are an emergency all by themselves."""
    alone = 0
    for frame in frames:
        if frame.urgency is Urgency.EMERGENCY and len(frame.groups) == 1:
            alone |= frame.groups[0]
    return (entry.word for entry in entries if entry.cues & alone)


def _frames(tables: Mapping[str, Mapping[str, Any]], cues: Mapping[str, int]) -> Iterator[Frame]:
    for file, table in tables.items():
        if file.startswith("frames"):
            for row in table.get("frame", ()):
                yield _frame(row, cues, f"{file}「{row.get('name', '?')}」")


def _frame(row: Mapping[str, Any], cues: Mapping[str, int], where: str) -> Frame:
    category, urgency = row.get("category", ""), row.get("urgency", "无")
    within = row.get("within", "邻句")
    known_or_wrong(category in {"", NOT_A_REQUEST, *CATEGORIES}, f"{where}: 没有「{category}」这一类")
    known_or_wrong(urgency in set(Urgency), f"{where}: 没有「{urgency}」这种紧急程度")
    known_or_wrong(within in {"分句", "邻句", "整条"}, f"{where}: within 只能是 分句、邻句、整条")
    return Frame(
        name=row["name"],
        groups=tuple(_bits(cues, group, where) for group in row["all"]),
        unless=_bits(cues, row.get("unless", ""), where),
        within=within,
        despite=_bits(cues, row.get("despite", ""), where),
        category=category,
        urgency=Urgency(urgency),
        score=row.get("score", 6),
        when=frozenset(row.get("when", "").split()),
        ask_if_denied=row.get("denied", "") == "问人",
        yes=tuple(row.get("yes", ())),
        no=tuple(row.get("no", ())),
    )


def _suppressors(table: Mapping[str, Any], cues: Mapping[str, int]) -> Iterator[Suppressor]:
    for row in table.get("suppressor", ()):
        where = f"suppressors.toml「{row['name']}」"
        known_or_wrong(row["reach"] in {"本句", "往后", "整条"}, f"{where}: reach 只能是 本句、往后、整条")
        yield Suppressor(
            name=row["name"],
            cue=_bits(cues, row["name"], where),
            reach=row["reach"],
            lifted_by=_bits(cues, row.get("lifted_by", ""), where),
            chat=row.get("chat", 0),
        )


def _bits(cues: Mapping[str, int], names: str, where: str) -> int:
    bits = 0
    for name in names.split():
        known_or_wrong(name in cues, f"{where}: 没有「{name}」这组词")
        bits |= cues[name]
    return bits


def _pairs(table: Mapping[str, str]) -> dict[str, str]:
    return {pair[0]: pair[1] for pairs in table.values() for pair in pairs.split()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise WordsWrong(f"{path.name}: {mistake}") from mistake
