"""例句: sentences with what they mean (`nlp/words/examples/*.tsv`, the examples of frames) as lessons to learn from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from care.category import NOT_A_REQUEST, Urgency
from nlp.classify import Classifier
from nlp.clauses import Clause
from nlp.learning import Lesson
from nlp.lexicon import Lexicon
from nlp.weights import CATEGORY, CUE, LABELS, LENGTH, TELLING, length, pieces
from nlp.wordfiles import read
from nlp.wordpool import WordsWrong


class Example(NamedTuple):
    """One sentence. `where` is its file and line."""

    text: str
    category: str
    urgency: Urgency
    where: str = ""


def examples(folders: Sequence[Path]) -> list[Example]:
    """All example sentences. Raises `WordsWrong` with file and line."""
    found = []
    for folder in folders:
        for path in sorted((folder / "examples").glob("*.tsv")):
            try:
                lines = path.read_text("utf-8-sig").split("\n")
            except (UnicodeDecodeError, OSError) as mistake:
                raise WordsWrong(f"{path.name}: 读不了，另存为 UTF-8 再来（{mistake}）") from mistake
            for number, line in enumerate(lines, 1):
                if line.strip() and not line.startswith("#"):
                    found.append(_example(line, f"{path.name} 第 {number} 行"))
    return found


def _example(line: str, where: str) -> Example:
    parts = line.split("\t")
    if len(parts) != 3:
        raise WordsWrong(f"{where}: 要写成 类别、紧急程度、话，中间用制表符（Tab）隔开")
    category, urgency, text = (part.strip() for part in parts)
    if not text:
        raise WordsWrong(f"{where}: 话是空的")
    if category not in LABELS:
        raise WordsWrong(f"{where}: 没有「{category}」这一类")
    if urgency not in set(Urgency):
        raise WordsWrong(f"{where}: 没有「{urgency}」这种紧急程度，只能是 {'、'.join(Urgency)}")
    if (category == NOT_A_REQUEST) != (urgency == Urgency.NONE):
        raise WordsWrong(f"{where}: 非诉求写「无」，别的不能写「无」")
    return Example(text, category, Urgency(urgency), where)


def of_frames(lexicon: Lexicon) -> Iterator[tuple[str, str, Urgency | None, bool]]:
    """(text, category, urgency, calm) of the examples that stand beside frames of emergencies."""
    for frame in lexicon.frames:
        if frame.urgency is Urgency.EMERGENCY:
            yield from ((text, frame.category, frame.urgency, False) for text in frame.yes)
            yield from ((text, "", None, True) for text in frame.no)


def of_words(folders: Sequence[Path]) -> Iterator[tuple[str, str, Urgency | None, bool]]:
    """(text, category, urgency, calm) of the examples that stand beside words sure of their category."""
    for file in read(folders):
        if file.name.startswith("category_"):
            for row in file.rows("word"):
                if row.text("strength") in ("name", "sure"):
                    yield from ((text, row.text("category"), None, False) for text in row.texts("examples"))


def lessons(classifier: Classifier, known: Iterable[Example], folders: Sequence[Path] = ()) -> list[Lesson]:
    """What to learn from: the example sentences, and those that stand beside frames and words."""
    names = {bit: name for name, bit in classifier.lexicon.cues.items()}

    def seen(text: str) -> frozenset[str]:
        return features(classifier.normalise(text).text, classifier.clauses(text), names)

    found = [Lesson(seen(one.text), one.category, one.urgency) for one in known]
    for text, category, urgency, calm in (*of_frames(classifier.lexicon), *of_words(folders)):
        found.append(Lesson(seen(text), category, urgency, calm))
    return found


def features(text: str, clauses: Iterable[Clause], names: Mapping[int, str]) -> frozenset[str]:
    """What a normalised text is seen as; `names` are the cue classes by bit. The same as `Weights.lanes` adds up."""
    found = pieces(text)
    found.add(f"{LENGTH}{length(text)}")
    for clause in clauses:
        found |= {CUE + name for bit, name in names.items() if clause.cues & bit}
        for _, _, (_, scores, _) in clause.hits:
            found |= {CATEGORY + name for name, weight in scores if weight >= TELLING}
    return frozenset(found)
