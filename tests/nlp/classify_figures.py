"""How well texts are understood, in numbers: `python -m tests.nlp.classify_figures [file.jsonl …]`."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from care.category import NOT_A_REQUEST, Urgency
from nlp.classify import Classifier
from nlp.intent import Reading

MESSAGES = Path(__file__).with_name("messages.tsv")


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    category: str
    urgency: str
    group: str = ""
    also: tuple[str, ...] = ()  # 同样可接受的类别


@dataclass(frozen=True, slots=True)
class Figures:
    count: int
    right: int
    lenient: int
    emergencies: int
    missed: tuple[str, ...]
    false_requests: tuple[str, ...]  # 其他诉求被当成紧急
    false_chatter: tuple[str, ...]  # 非诉求被当成紧急
    requests: int
    chatter: int
    macro_f1: float

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / max(1, self.emergencies)

    def line(self, name: str) -> str:
        return (
            f"{name}: {self.count} 条 类别 {self.right / self.count:.3f}（宽 {self.lenient / self.count:.3f}）"
            f" 宏F1 {self.macro_f1:.3f} 紧急召回 {self.recall:.3f}（漏 {len(self.missed)}/{self.emergencies}）"
            f" 误报 诉求 {len(self.false_requests)}/{self.requests} 非诉求 {len(self.false_chatter)}/{self.chatter}"
        )


def own_cases(path: Path = MESSAGES) -> Iterator[Case]:
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            group, category, urgency, text = line.split("\t")
            yield Case(text, category, urgency, group)


def jsonl_cases(path: Path) -> Iterator[Case]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Case(row["text"], row["category"], row["urgency"], also=tuple(row.get("alt", ())))


def measure(classifier: Classifier, cases: Iterable[Case]) -> Figures:
    read = [(case, classifier.classify(case.text)) for case in cases]
    rest = [(c, r) for c, r in read if c.urgency != Urgency.EMERGENCY]
    asked = [pair for pair in rest if pair[0].category != NOT_A_REQUEST]
    idle = [pair for pair in rest if pair[0].category == NOT_A_REQUEST]
    return Figures(
        count=len(read),
        right=sum(r.category == c.category for c, r in read),
        lenient=sum(r.category in (c.category, *c.also) for c, r in read),
        emergencies=len(read) - len(rest),
        missed=tuple(c.text for c, r in read if c.urgency == Urgency.EMERGENCY and not _alarmed(r)),
        false_requests=tuple(c.text for c, r in asked if _alarmed(r)),
        false_chatter=tuple(c.text for c, r in idle if _alarmed(r)),
        requests=len(asked),
        chatter=len(idle),
        macro_f1=_macro_f1([(c.category, r.category) for c, r in read]),
    )


def _alarmed(reading: Reading) -> bool:
    return reading.urgency == Urgency.EMERGENCY


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean F1 over the categories that occur among the expected ones."""
    hit = Counter(wanted for wanted, got in pairs if wanted == got)
    wanted_of, got_of = Counter(w for w, _ in pairs), Counter(g for _, g in pairs)
    return sum(2 * hit[name] / (wanted_of[name] + got_of[name]) for name in wanted_of) / len(wanted_of)


def main(paths: list[str]) -> None:
    classifier = Classifier()
    for path in paths:
        print(measure(classifier, jsonl_cases(Path(path))).line(path))
    cases = list(own_cases())
    for group in dict.fromkeys(case.group for case in cases):
        print(measure(classifier, [case for case in cases if case.group == group]).line(group))


if __name__ == "__main__":
    main(sys.argv[1:])
