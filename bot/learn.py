"""`learn`: example sentences → `weights.tsv`. Run after examples or words were added; nothing changes by itself."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from nlp import weightfile
from nlp.classify import Classifier
from nlp.intent import Reading
from nlp.learning import learn
from nlp.lessons import Example, examples, lessons
from nlp.lexicon import load
from nlp.wordpool import WordsWrong

Said = tuple[str, str]  # 类别、紧急程度


def learn_words(folders: Sequence[Path], out: TextIO) -> int:
    """Learns from the examples of all `folders` and writes the weights into the last one. Exit code."""
    try:
        classifier = Classifier(load(folders, learned=False)).accelerate()
        known = examples(folders)
    except WordsWrong as wrong:
        out.write(f"✗ {wrong}\n")
        return 1
    if not known:
        out.write("✗ 没有例句：在词库文件夹的 examples/ 里写一个 .tsv，一行一句：类别、紧急程度、话，用制表符隔开\n")
        return 1
    out.write(f"学 {len(known):,} 句例句……\n")
    before = _read(folders, known)
    table = learn(lessons(classifier, known, folders))
    digest = sha256("\n".join("\t".join(one[:3]) for one in known).encode()).hexdigest()[:16]
    path = folders[-1] / weightfile.NAME
    about = f"学自 {len(known)} 句例句（{digest}），由 python -m bot learn 写，不要手改"
    count = weightfile.write(path, table, about)
    out.write(f"✓ 写好了 {path.name}：{count:,} 个片段。{_compared(known, before, _read(folders, known))}\n")
    return 0


def _compared(known: Sequence[Example], before: Sequence[Said], after: Sequence[Said]) -> str:
    right = sum(said == (one.category, one.urgency) for one, said in zip(known, after, strict=True))
    changed = sum(old != new for old, new in zip(before, after, strict=False))
    told = f"{changed:,} 句和从前读得不同。" if before else "从前没有分量可比。"
    return f"例句里 {right:,} 句读得对，{told}"


def _read(folders: Sequence[Path], known: Sequence[Example]) -> list[Said]:
    """What each example is read as with the weights that are there; nothing when they are damaged."""
    try:
        classifier = Classifier(load(folders)).accelerate()
    except WordsWrong:
        return []
    return [_said(classifier.classify(one.text)) for one in known]


def _said(reading: Reading) -> Said:
    return reading.category, reading.urgency
