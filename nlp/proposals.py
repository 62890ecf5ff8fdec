"""提议: from what people corrected to new words and example sentences, with their effect on everything ever said.

Nothing here changes anything: a person looks, and writes into the township's own words what they accept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2s
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from care.category import UNSORTED, Urgency
from nlp import weightfile
from nlp.anonymous import NOBODY
from nlp.classify import Classifier
from nlp.intent import Reading
from nlp.learning import learn
from nlp.lessons import Example, examples, lessons
from nlp.lexicon import load

STRENGTHS = ("plain", "strong", "sure", "name")  # tried in this order
_LENGTHS = range(2, 7)
_LEAST = 2  # texts a piece must stand in, or it tells nothing
_HAN = re.compile(r"[\u3400-\u9fff]+")

Label = tuple[str, str]  # 类别、紧急程度
Trial = Callable[[str], Classifier]


class Known(NamedTuple):
    """A stored text and what it is held to be. `shown` is it without names; `sealed` ones are only tried on."""

    number: int
    text: str
    shown: str
    label: Label
    corrected: bool
    sealed: bool


class Change(NamedTuple):
    """A text that would be read otherwise."""

    known: Known
    was: Label
    now: Label

    @property
    def right(self) -> bool:
        """Nearer to what it is held to be: the category, then the urgency too."""
        return self._near(self.now) > self._near(self.was)

    @property
    def wrong(self) -> bool:
        """Further from it. What nobody could sort cannot become wrong."""
        return self._near(self.now) < self._near(self.was) and self.known.label[0] != UNSORTED

    def _near(self, read: Label) -> int:
        held = self.known.label
        return (read[0] == held[0]) + (read == held)


class Proposal(NamedTuple):
    """`text` is what would be written: a `[[word]]` entry, or example lines."""

    kind: str  # 词 / 例句
    text: str
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        """Stays the same while the text does."""
        return blake2s(self.text.encode(), digest_size=3).hexdigest()


def label(reading: Reading) -> Label:
    return reading.category, str(reading.urgency)


def effect(known: Sequence[Known], before: Sequence[Label], after: Classifier) -> tuple[Change, ...]:
    """Which texts would be read otherwise; `before` is how each is read now."""
    read = (label(after.classify(one.text, to_us=True)) for one in known)
    return tuple(Change(one, was, now) for one, was, now in zip(known, before, read, strict=True) if was != now)


# —— 词 ——


def words(known: Sequence[Known], before: Sequence[Label], trial: Trial) -> Iterator[Proposal]:
    """A `[[word]]` for each piece that only texts of one category have, where it puts a corrected one right.

    `trial` is the classifier as it would be with a word file of this text added.
    """
    missed = [one for one, read in zip(known, before, strict=True) if one.corrected and read[0] != one.label[0]]
    for category in dict.fromkeys(one.label[0] for one in missed):
        mine = [one for one in missed if one.label[0] == category and not one.sealed]
        for piece in telling(category, mine, known):
            yield _best(category, piece, known, before, trial)


def telling(category: str, missed: Sequence[Known], known: Sequence[Known]) -> Iterator[str]:
    """The fewest pieces that stand in all the missed texts that have any, those in most texts first."""
    others = "\n".join(one.text for one in known if one.label[0] != category)
    same = [one.shown for one in known if one.label[0] == category and not one.sealed]
    standing = {piece: [text for text in same if piece in text] for one in missed for piece in _pieces(one.shown)}
    fit = {piece: len(texts) for piece, texts in standing.items() if len(texts) >= _LEAST and piece not in others}
    left = [one.shown for one in missed]
    while left and fit:
        covered = {piece: sum(piece in text for text in left) for piece in fit}
        best = min(fit, key=lambda piece: (-covered[piece], -fit[piece], -len(piece), piece))
        if not covered[best]:
            return
        yield best
        left = [text for text in left if best not in text]


def _pieces(text: str) -> set[str]:
    found = set()
    for run in _HAN.findall(text):
        found |= {run[at : at + length] for length in _LENGTHS for at in range(len(run) - length + 1)}
    return {piece for piece in found if NOBODY not in piece}


def _best(category: str, piece: str, known: Sequence[Known], before: Sequence[Label], trial: Trial) -> Proposal:
    """The weakest strength that puts something right and nothing wrong; else the one that gains most."""
    tried = []
    for strength in STRENGTHS:
        text = _entry(category, strength, piece)
        proposal = Proposal("词", text, effect(known, before, trial(text)))
        right, wrong = gained(proposal)
        if right and not wrong:
            return proposal
        tried.append((right - wrong, proposal))
    return max(tried, key=lambda one: one[0])[1]


def gained(proposal: Proposal) -> tuple[int, int]:
    """How many readings become right, how many wrong."""
    return sum(change.right for change in proposal.changes), sum(change.wrong for change in proposal.changes)


def _entry(category: str, strength: str, piece: str) -> str:
    rows = (f'category = "{category}"', f'strength = "{strength}"', 'note = "改类时说的"', "examples = []")
    return "\n".join(("[[word]]", *rows, f'words = "{piece}"', ""))


def with_words(folders: Sequence[Path], regions: Sequence[str] | None) -> Trial:
    """The classifier of these folders with one word file more."""

    def trial(text: str) -> Classifier:
        with TemporaryDirectory() as folder:
            (Path(folder) / "category_proposed.toml").write_text(text, "utf-8")
            return Classifier(load((*folders, Path(folder)), regions))

    return trial


# —— 例句 ——


def lines(known: Sequence[Known]) -> list[str]:
    """「类别、紧急程度、话」 apart by tabs, for every corrected text that may be shown."""
    told = [one for one in known if one.corrected and not one.sealed and one.label[0] != UNSORTED]
    return list(
        dict.fromkeys("\t".join((*one.label, " ".join(one.shown.split()))) for one in told if one.shown.strip())
    )


def taught(folders: Sequence[Path], regions: Sequence[str] | None, added: Sequence[str]) -> Classifier:
    """The classifier as it would be once these example lines are learned too; about a second a thousand examples."""
    plain = Classifier(load(folders, regions))
    more = [Example(text, category, Urgency(urgency)) for category, urgency, text in (one.split("\t") for one in added)]
    table = learn(lessons(plain, [*examples(folders), *more]))
    with TemporaryDirectory() as folder:
        weightfile.write(Path(folder) / weightfile.NAME, table, "")
        return Classifier(load((*folders, Path(folder)), regions))
