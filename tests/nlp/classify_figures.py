"""Our own messages (`messages.tsv`) as cases, and in numbers how well they are understood.

`python -m tests.nlp.classify_figures [file.jsonl …]` prints one line a group; `python -m bot evaluate` says more.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from care.category import Urgency, tier_of
from nlp import evaluate
from nlp.classify import Classifier
from nlp.evaluate import Case, Figures

MESSAGES = Path(__file__).with_name("messages.tsv")


def own_cases(path: Path = MESSAGES) -> Iterator[Case]:
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            group, category, urgency, text = line.split("\t")
            yield Case(text, category, urgency, tier_of(category, Urgency(urgency)), group=group)


def jsonl_cases(path: Path) -> list[Case]:
    found, skipped = evaluate.cases(path.read_text("utf-8").splitlines())
    assert skipped == [], f"{path.name}: {skipped}"
    return found


def measure(classifier: Classifier, cases: Iterable[Case]) -> Figures:
    return evaluate.measure(classifier.classify, cases)


def line(name: str, figures: Figures) -> str:
    return (
        f"{name}: {figures.count} 条 类别 {figures.accuracy:.3f}（宽 {figures.lenient_accuracy:.3f}）"
        f" 宏F1 {figures.macro_f1:.3f} 紧急召回 {figures.recall:.3f}（漏 {len(figures.missed)}/{figures.emergencies}）"
        f" 误报 诉求 {len(figures.false_requests)}/{figures.requests}"
        f" 非诉求 {len(figures.false_chatter)}/{figures.chatter}"
    )


def main(paths: list[str]) -> None:
    classifier = Classifier()
    for path in paths:
        print(line(path, measure(classifier, jsonl_cases(Path(path)))))
    cases = list(own_cases())
    for group in dict.fromkeys(case.group for case in cases):
        print(line(group, measure(classifier, [case for case in cases if case.group == group])))


if __name__ == "__main__":
    main(sys.argv[1:])
