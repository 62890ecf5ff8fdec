"""词库: the TOML files of `nlp/words/`, read once into tables that classifying only looks things up in.

How the files are written is told in `nlp/words/README.md`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from care.category import CATEGORIES, NOT_A_REQUEST, Urgency

WORDS = Path(__file__).with_name("words")
WEIGHTS = {"sure": 8, "strong": 5, "plain": 3, "weak": 1}
_LONG = 2  # letters: what has parts
_PART = re.compile(r"\(([^()]*)\)|<([^<>]*)>")


class WordsWrong(ValueError):
    """词库写错了: names the file, the entry and what is the matter."""


class Entry(NamedTuple):
    """One word: the cue classes it belongs to (bits) and what it says for categories."""

    word: str
    cues: int = 0
    scores: tuple[tuple[str, int], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Suppressor:
    """抑制: a cue class that mutes emergency frames in its reach unless a lifting class is there too."""

    name: str
    cue: int
    reach: str  # 本句 / 往后 / 整条
    lifted_by: int
    chat: int = 0  # how much it speaks for 非诉求


class Marks(NamedTuple):
    """Classes with a part in the grammar of a clause."""

    negator: int  # 否定词: what follows at once is denied
    deniable: int  # what a negation can deny
    turn: int  # 转折词: a new clause begins without punctuation
    final: int  # asks only as the last word of its clause
    hiding: int  # 吞词: says nothing of its parts
    people: int  # heard even as a single letter inside a longer word


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
    marks: "Marks"


def load(folder: Path = WORDS) -> Lexicon:
    """Raises WordsWrong for an unknown class, category, urgency or reach."""
    tables = {path.name: _read(path) for path in sorted(folder.glob("*.toml"))}
    short = tables.pop("short.toml", {})
    pool = _Pool(short)
    for name, table in tables.items():
        if name.startswith("cues"):
            pool.take_cues(table)
        elif name.startswith("category"):
            pool.take_category(table, name)
    pool.take_homophones(tables.get("homophones.toml", {}))
    cues = pool.cues
    frames = tuple(_frames(tables, cues))
    hushed = tables.get("suppressors.toml", {})
    marks = Marks(*(_bits(cues, hushed.get(name, ""), "suppressors.toml") for name in Marks._fields))
    return Lexicon(
        entries=pool.entries(marks),
        cues=cues,
        frames=frames,
        suppressors=tuple(_suppressors(hushed, cues)),
        fold=_pairs(tables.get("characters.toml", {})),
        alarms=tuple(pool.alarms(frames)),
        alone=frozenset(tables.get("whole.toml", {}).get("alone", "").split()),
        usual={name: Urgency(said) for name, said in tables.get("usual.toml", {}).items()},
        marks=marks,
    )


def expand(pattern: str, short: Mapping[str, str]) -> Iterator[str]:
    """「<没>(米|饭)」 → every word it stands for."""
    if "(" not in pattern and "<" not in pattern:
        yield pattern
        return
    pieces, at = [], 0
    for part in _PART.finditer(pattern):
        pieces += [[pattern[at : part.start()]], _choices(part, short)]
        at = part.end()
    for choice in product(*pieces, [pattern[at:]]):
        yield "".join(choice)


def _choices(part: re.Match[str], short: Mapping[str, str]) -> list[str]:
    if part[1] is not None:
        return part[1].split("|")
    if part[2] not in short:
        raise WordsWrong(f"short.toml 里没有 <{part[2]}>")
    return short[part[2]].split("|")


class _Pool:
    """Gathers what every file says about a word."""

    def __init__(self, short: Mapping[str, str]) -> None:
        self.cues: dict[str, int] = {}
        self._short = short
        self._bits: dict[str, int] = {}
        self._scores: dict[str, dict[str, int]] = {}

    def take_cues(self, table: Mapping[str, str]) -> None:
        for name, words in table.items():
            bit = self.cues.setdefault(name, 1 << len(self.cues))
            for word in self._expanded(words):
                self._bits[word] = self._bits.get(word, 0) | bit

    def take_category(self, table: Mapping[str, Mapping[str, str]], file: str) -> None:
        for category, by_weight in table.items():
            _known(category in CATEGORIES or category == NOT_A_REQUEST, f"{file}: 没有「{category}」这一类")
            for weight, words in by_weight.items():
                _known(weight in WEIGHTS, f"{file} [{category}]: 没有 {weight} 这种分量")
                for word in self._expanded(words):
                    scores = self._scores.setdefault(word, {})
                    scores[category] = max(scores.get(category, 0), WEIGHTS[weight])

    def take_homophones(self, table: Mapping[str, str]) -> None:
        for heard, meant in table.items():
            self._bits[heard] = self._bits.get(meant, 0)
            self._scores[heard] = self._scores.get(meant, {})

    def entries(self, marks: Marks) -> dict[str, Entry]:
        self._inherit(marks)
        words = self._bits.keys() | self._scores.keys()
        return {w: Entry(w, self._bits.get(w, 0), tuple(self._scores.get(w, {}).items())) for w in words}

    def _inherit(self, marks: Marks) -> None:
        """A long word must not hide what its parts say: 「我奶奶」 is 老人 though only a category lists it.

        Words of `hiding` classes and of 非诉求 are there to hide their parts.
        """
        silent = marks.hiding | marks.negator | marks.turn | marks.final
        bits = dict(self._bits)
        scores = {word: dict(said) for word, said in self._scores.items()}
        for word in bits.keys() | scores.keys():
            said = scores.get(word, {})
            if len(word) < _LONG or bits.get(word, 0) & marks.hiding or NOT_A_REQUEST in said:
                continue
            for part in self._parts(word, bits, scores):
                heard = bits.get(part, 0) & (marks.people if len(part) == 1 and word in bits else ~silent)
                self._bits[word] = self._bits.get(word, 0) | heard
                if not said and len(part) > 1 and NOT_A_REQUEST not in scores.get(part, {}):
                    self._scores.setdefault(word, {}).update(scores.get(part, {}))

    @staticmethod
    def _parts(word: str, *known: Mapping[str, object]) -> Iterator[str]:
        """The longest known words inside `word`, from the left, not `word` itself."""
        start = 0
        while start < len(word):
            end = len(word) - (start == 0)
            while end > start + 1 and not any(word[start:end] in words for words in known):
                end -= 1
            yield word[start:end]
            start = end

    def alarms(self, frames: Iterable[Frame]) -> Iterator[str]:
        """Words that are an emergency all by themselves."""
        alone = [f.groups[0] for f in frames if f.urgency is Urgency.EMERGENCY and len(f.groups) == 1]
        mask = 0
        for group in alone:
            mask |= group
        return (word for word, bits in self._bits.items() if bits & mask)

    def _expanded(self, words: str) -> Iterator[str]:
        for pattern in words.split():
            yield from expand(pattern, self._short)


def _frames(tables: Mapping[str, Mapping[str, Any]], cues: Mapping[str, int]) -> Iterator[Frame]:
    for file, table in tables.items():
        if file.startswith("frames"):
            for row in table.get("frame", ()):
                yield _frame(row, cues, f"{file}「{row.get('name', '?')}」")


def _frame(row: Mapping[str, Any], cues: Mapping[str, int], where: str) -> Frame:
    category, urgency = row.get("category", ""), row.get("urgency", "无")
    within = row.get("within", "邻句")
    _known(not category or category in CATEGORIES or category == NOT_A_REQUEST, f"{where}: 没有「{category}」这一类")
    _known(urgency in set(Urgency), f"{where}: 没有「{urgency}」这种紧急程度")
    _known(within in {"分句", "邻句", "整条"}, f"{where}: within 只能是 分句、邻句、整条")
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
        _known(row["reach"] in {"本句", "往后", "整条"}, f"{where}: reach 只能是 本句、往后、整条")
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
        _known(name in cues, f"{where}: 没有「{name}」这组词")
        bits |= cues[name]
    return bits


def _pairs(table: Mapping[str, str]) -> dict[str, str]:
    return {pair[0]: pair[1] for pairs in table.values() for pair in pairs.split()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise WordsWrong(f"{path.name}: {mistake}") from mistake


def _known(fine: bool, complaint: str) -> None:
    if not fine:
        raise WordsWrong(complaint)
