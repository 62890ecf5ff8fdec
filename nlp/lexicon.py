"""词库: the files of `nlp/words/`, read once into tables that classifying only looks things up in.

How the files are written is told in `nlp/words/README.md`.
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from care.category import CATEGORIES, NOT_A_REQUEST, Urgency
from nlp import weightfile
from nlp.normal import Normaliser, shortest
from nlp.segment import prefixes
from nlp.wordfiles import WORDS, Row, WordFile, read
from nlp.wordpool import STRENGTHS, Entry, Marks, WordPool

REACHES = ("本句", "往前", "往后", "整条")
SIZES = ("分句", "邻句", "整条")
_PICTURE = "\U0001f000"


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
    reach: str  # 本句 / 往前 / 往后 / 整条
    lifted_by: int
    chat: int = 0  # how much it speaks for 非诉求


@dataclass(frozen=True, slots=True)
class Lexicon:
    entries: Mapping[str, Entry]
    cues: Mapping[str, int]
    frames: tuple[Frame, ...]
    suppressors: tuple[Suppressor, ...]
    fold: Mapping[str, str]
    dialect: Mapping[str, str]
    pictures: frozenset[str]
    alarms: tuple[str, ...]  # words that are an emergency all by themselves
    alone: frozenset[str]  # 只说这一句就是非诉求
    usual: Mapping[str, Urgency]  # 类别平常的紧急程度，不写就是普通
    marks: Marks
    prefixes: Mapping[str, int]  # the dictionary as `nlp.segment` cuts by it
    weights: Mapping[str, int]  # 例句教的分量，见 nlp.weights


def load(
    folders: Sequence[Path] = (WORDS,), regions: Collection[str] | None = None, *, learned: bool = True
) -> Lexicon:
    """`regions`: the dialects to understand, None for all; `learned`: with the weights of the example sentences.

    Raises `WordsWrong`, which names file, line and mistake.
    """
    running = gc.isenabled()
    gc.disable()  # a hundred thousand small things are made and none is dropped: nothing to collect
    try:
        return _lexicon(read(folders), regions, weightfile.read(folders) if learned else {})
    finally:
        if running:
            gc.enable()


def _lexicon(files: Sequence[WordFile], regions: Collection[str] | None, weights: Mapping[str, int]) -> Lexicon:
    fold = {pair[0]: pair[1] for pair in _listed(files, "characters.toml")}
    dialect = dict(_dialect(files, regions))
    pictures = frozenset(letter for file in files for letter in file.text if letter >= _PICTURE)
    normal = Normaliser(fold, dialect, pictures=pictures)
    pool = _pool(files, normal)
    frames = {frame.name: frame for frame in _frames(files, pool.cues)}  # 镇里自己的同名框架顶替我们的
    marks = _marks(files, pool.cues)
    entries = pool.entries(marks)
    return Lexicon(
        entries=entries,
        cues=pool.cues,
        frames=tuple(frames.values()),
        suppressors=tuple(_suppressors(files, pool.cues)),
        fold=fold,
        dialect=dialect,
        pictures=pictures,
        alarms=shortest(_alarms(entries, frames.values())),
        alone=frozenset(map(normal.word, _listed(files, "whole.toml"))),
        usual=dict(_usual(files)),
        marks=marks,
        prefixes=prefixes(entries),
        weights=weights,
    )


def _listed(files: Sequence[WordFile], name: str) -> Iterator[str]:
    for file in files:
        if file.name == name:
            for words in file.table.values():
                yield from words.split()


def dialect_rows(files: Iterable[WordFile], regions: Collection[str] | None) -> Iterator[Row]:
    for file in files:
        if file.name.startswith("dialect_") and (regions is None or file.table.get("region") in regions):
            yield from file.rows("word")


def _dialect(files: Sequence[WordFile], regions: Collection[str] | None) -> Iterator[tuple[str, str]]:
    for row in dialect_rows(files, regions):
        means = row.text("means").strip()
        if not means:
            raise row.wrong("means 没有写：它用普通话怎么说")
        for said in row.text("said").split():
            yield said, means


def _pool(files: Sequence[WordFile], normal: Normaliser) -> WordPool:
    short = {name: words for file in files if file.name == "short.toml" for name, words in file.table.items()}
    pool = WordPool(short, normal.word)
    for file in files:
        if file.name.startswith("cues_"):
            for row in file.rows("cue"):
                pool.take_cue(row.text("name"), row.text("words"))
        elif file.name.startswith("category_"):
            for row in file.rows("word"):
                pool.take_category(_category(row), _weight(row), row.text("words"))
    for file in files:
        if file.name == "homophones.toml":
            for heard, meant in file.table.items():
                pool.take_homophone(heard, meant)
    return pool


def _category(row: Row) -> str:
    category = row.text("category")
    if category not in CATEGORIES and category != NOT_A_REQUEST:
        raise row.wrong(f"没有「{category}」这一类")
    return category


def _weight(row: Row) -> int:
    strength = row.text("strength")
    if strength not in STRENGTHS:
        raise row.wrong(f"strength 只能是 {'、'.join(STRENGTHS)}，不能是「{strength}」")
    return STRENGTHS[strength]


def _alarms(entries: Mapping[str, Entry], frames: Iterable[Frame]) -> Iterator[str]:
    """Words that are an emergency all by themselves."""
    alone = 0
    for frame in frames:
        if frame.urgency is Urgency.EMERGENCY and len(frame.groups) == 1:
            alone |= frame.groups[0]
    return (word for word, (cues, _, _) in entries.items() if cues & alone)


def _frames(files: Sequence[WordFile], cues: Mapping[str, int]) -> Iterator[Frame]:
    for file in files:
        if file.name.startswith("frames_"):
            for row in file.rows("frame"):
                yield _frame(row, cues)


def _frame(row: Row, cues: Mapping[str, int]) -> Frame:
    within = row.text("within", "邻句")
    if within not in SIZES:
        raise row.wrong("within 只能是 分句、邻句、整条")
    if not row.texts("all"):
        raise row.wrong("all 没有写：哪几组词凑在一起才算")
    return Frame(
        name=row.text("name"),
        groups=tuple(bits(row, group, cues) for group in row.texts("all")),
        unless=bits(row, row.text("unless"), cues),
        within=within,
        despite=bits(row, row.text("despite"), cues),
        category=_category(row) if row.text("category") else "",
        urgency=_urgency(row, row.text("urgency", "无")),
        score=row.number("score", 6),
        when=frozenset(row.text("when").split()),
        ask_if_denied=row.text("denied") == "问人",
        yes=row.texts("yes"),
        no=row.texts("no"),
    )


def _urgency(row: Row, said: str) -> Urgency:
    if said not in set(Urgency):
        raise row.wrong(f"没有「{said}」这种紧急程度，只能是 {'、'.join(Urgency)}")
    return Urgency(said)


def _marks(files: Sequence[WordFile], cues: Mapping[str, int]) -> Marks:
    for file in files:
        if file.name == "suppressors.toml":
            row = Row(file.name, 1, file.table)
            return Marks(*(bits(row, row.text(name), cues) for name in Marks._fields))
    return Marks(*(0 for _ in Marks._fields))


def _suppressors(files: Sequence[WordFile], cues: Mapping[str, int]) -> Iterator[Suppressor]:
    for file in files:
        for row in file.rows("suppressor") if file.name == "suppressors.toml" else ():
            reach = row.text("reach")
            if reach not in REACHES:
                raise row.wrong(f"reach 只能是 {'、'.join(REACHES)}，不能是「{reach}」")
            cue, lifted_by = bits(row, row.text("name"), cues), bits(row, row.text("lifted_by"), cues)
            yield Suppressor(row.text("name"), cue, reach, lifted_by, row.number("chat", 0))


def _usual(files: Sequence[WordFile]) -> Iterator[tuple[str, Urgency]]:
    for file in files:
        if file.name == "usual.toml":
            for category, said in file.table.items():
                row = Row(file.name, 1, {"category": category})
                yield _category(row), _urgency(row, said)


def bits(row: Row, names: str, cues: Mapping[str, int]) -> int:
    """The bits of the cue classes that are named, apart by spaces."""
    mask = 0
    for name in names.split():
        if name not in cues:
            raise row.wrong(f"没有「{name}」这组词")
        mask |= cues[name]
    return mask
