"""查词库要用的底稿: every entry of the word files as it was written, with what its patterns stand for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nlp.classify import Classifier
from nlp.lessons import Example, examples
from nlp.lexicon import Lexicon, load
from nlp.wordfiles import Row, WordFile, read
from nlp.wordpool import expand

SHOWN = 8  # words named in one sentence


class Finding(NamedTuple):
    """One sentence. `wrong`: must be mended; else a hint."""

    wrong: bool
    said: str


@dataclass(frozen=True, slots=True)
class Block:
    """One `[[word]]` or `[[cue]]`: its words as written and as they stand in a normalised text."""

    row: Row
    name: str  # 类别，或词组的名字
    strength: str  # "" for a cue class
    written: tuple[str, ...]
    words: frozenset[str]
    own: bool

    @property
    def decoy(self) -> bool:
        return self.row.file == "cues_decoys.toml"


class FrameRow(NamedTuple):
    row: Row
    own: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All files of all folders. `own`: those of the last folder, the only ones that findings are about."""

    files: tuple[tuple[WordFile, bool], ...]
    lexicon: Lexicon
    classifier: Classifier
    blocks: tuple[Block, ...]
    frames: tuple[FrameRow, ...]
    sentences: tuple[Example, ...]  # examples/*.tsv of all folders
    folders: tuple[Path, ...]

    def rows(self, start: str, kind: str) -> Iterator[Row]:
        """Our own rows of the files whose names begin so."""
        for file, own in self.files:
            if own and file.name.startswith(start):
                yield from file.rows(kind)


def sheet(folders: Sequence[Path]) -> Sheet:
    """Raises `WordsWrong` for a file that cannot be used at all, which names file, line and mistake."""
    lexicon = load(folders)
    classifier = Classifier(lexicon)
    files = tuple((file, folder == folders[-1]) for folder in folders for file in read([folder]))
    short = {name: words for file, _ in files if file.name == "short.toml" for name, words in file.table.items()}
    return Sheet(
        files=files,
        lexicon=lexicon,
        classifier=classifier,
        blocks=tuple(_blocks(files, short, classifier)),
        frames=tuple(_frames(files)),
        sentences=tuple(examples(folders)),
        folders=tuple(folders),
    )


def _blocks(files: Sequence[tuple[WordFile, bool]], short: dict[str, str], classifier: Classifier) -> Iterator[Block]:
    fold = classifier.normalise.word
    for file, own in files:
        kind = "cue" if file.name.startswith("cues_") else "word" if file.name.startswith("category_") else ""
        for row in file.rows(kind) if kind else ():
            name = row.text("name") if kind == "cue" else row.text("category")
            written = tuple(row.text("words").split())
            words = frozenset(fold(word) for pattern in written for word in expand(pattern, short))
            yield Block(row, name, row.text("strength"), written, words, own)


def _frames(files: Sequence[tuple[WordFile, bool]]) -> Iterator[FrameRow]:
    """The row that counts for every frame: a later one of the same name takes the place of an earlier one."""
    found = {}
    for file, own in files:
        if file.name.startswith("frames_"):
            for row in file.rows("frame"):
                found[row.text("name")] = FrameRow(row, own)
    yield from found.values()


def listed(words: Sequence[str] | frozenset[str]) -> str:
    """「一、二、三…（共 12 个）」 in a fixed order."""
    named = sorted(words) if isinstance(words, frozenset) else list(words)
    if len(named) <= SHOWN:
        return f"「{'、'.join(named)}」"
    return f"「{'、'.join(named[:SHOWN])}…」（共 {len(named)} 个）"
