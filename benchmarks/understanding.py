"""How well and how fast messages are understood, beside keyword lists and TF-IDF, in one run.

`python -m benchmarks.understanding [--quick] [FILE.jsonl …]` measures only this and puts it into RESULTS.md;
without files it takes those of `tests/nlp/unseen/`, and the development file where it lies beside the project.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import ROOT
from benchmarks.peers.listeners import Listener, jieba_keywords, substrings, tfidf
from nlp.automaton import AVAILABLE
from nlp.classify import Classifier
from nlp.evaluate import Case, cases, measure
from nlp.lessons import examples
from nlp.lexicon import Lexicon, load
from nlp.wordfiles import WORDS

UNSEEN = ROOT / "tests" / "nlp" / "unseen"
DEVELOPMENT = ROOT.parent / "shared" / "data" / "messages_dev.jsonl"
NAMES = {
    "ours": "守望",
    "ours_fast": "守望，加速",
    "automaton": "只跑自动机",
    "substrings": "关键词，逐个找",
    "jieba": "jieba 切词查关键词",
    "tfidf": "TF-IDF 加逻辑回归",
}
_SLOW = ("substrings", "tfidf")  # in a round they get a tenth of the messages


@dataclass(frozen=True, slots=True)
class Heard:
    """Figures of one listener over all files together; shares are 0 to 1."""

    name: str
    macro_f1: float
    lenient_macro_f1: float
    recall: float
    false_requests: float
    false_chatter: float
    tier: float
    urgency: float
    needless: float


@dataclass(frozen=True, slots=True)
class Built:
    """One start in a process of its own: seconds until it is ready, MiB it has taken by then."""

    name: str
    seconds: float
    mib: float


@dataclass(slots=True)
class Understanding:
    files: list[str]
    count: int
    emergencies: int
    heard: list[Heard] = field(default_factory=list)
    micros: dict[str, float] = field(default_factory=dict)  # µs a message, median of rounds
    p50: float = 0.0  # µs, ours without the accelerator
    p99: float = 0.0
    times_jieba: float = 0.0  # how often as fast as jieba keywords we are, accelerated; median of rounds
    times_jieba_plain: float = 0.0
    above_automaton: float = 0.0  # µs, accelerated, above the automaton alone; median of rounds
    built: list[Built] = field(default_factory=list)
    without: list[str] = field(default_factory=list)  # who could not take part, and why

    def of(self, name: str) -> Heard:
        return next(one for one in self.heard if one.name == name)

    def start(self, name: str) -> Built:
        return next(one for one in self.built if one.name == name)


def default_files() -> list[Path]:
    found = sorted(UNSEEN.glob("*.jsonl"))
    return found or ([DEVELOPMENT] if DEVELOPMENT.exists() else [])


def understanding(paths: Sequence[Path], *, rounds: int) -> Understanding | None:
    """None when there is no file to measure on."""
    found = [case for path in paths for case in cases(path.read_text("utf-8").splitlines())[0]]
    if not found:
        return None
    lexicon = load()
    emergencies = sum(case.urgency == "紧急" for case in found)
    result = Understanding([path.name for path in paths], len(found), emergencies)
    listeners = _listeners(lexicon, result)
    result.heard = [_heard(name, listen, found) for name, listen in listeners.items() if name != "ours_fast"]
    if AVAILABLE:
        listeners["automaton"] = _automaton(lexicon)
    _race(listeners, [case.text for case in found], rounds, result)
    result.built = [_built(name) for name in STARTS]
    return result


def _listeners(lexicon: Lexicon, result: Understanding) -> dict[str, Callable[[str], object]]:
    found: dict[str, Callable[[str], object]] = {"ours": Classifier(lexicon).classify}
    if AVAILABLE:
        found["ours_fast"] = Classifier(lexicon).accelerate().classify
    else:
        result.without.append("没有 ahocorasick_rs，没有测加速")
    found["substrings"], found["jieba"] = substrings(lexicon), jieba_keywords(lexicon)
    if (learned := tfidf(examples([WORDS]))) is not None:
        found["tfidf"] = learned
    else:
        result.without.append("没有 scikit-learn 或没有例句，没有测 TF-IDF")
    return found


def _heard(name: str, listen: Callable[[str], object], found: Sequence[Case]) -> Heard:
    known: Listener = listen  # type: ignore[assignment]  # all but the automaton give a reading
    figures = measure(known, found)
    return Heard(
        name=name,
        macro_f1=figures.macro_f1,
        lenient_macro_f1=figures.lenient_macro_f1,
        recall=figures.recall,
        false_requests=figures.false_alarms_requests,
        false_chatter=figures.false_alarms_chatter,
        tier=figures.tier_accuracy,
        urgency=figures.urgency_accuracy,
        needless=figures.needless_per_100,
    )


def _automaton(lexicon: Lexicon) -> Callable[[str], object]:
    """The Aho-Corasick automaton over our words, and nothing else."""
    import ahocorasick_rs

    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    machine = ahocorasick_rs.AhoCorasick(list(lexicon.entries), matchkind=kind)
    return machine.find_matches_as_indexes


def _race(
    listeners: dict[str, Callable[[str], object]], texts: Sequence[str], rounds: int, result: Understanding
) -> None:
    """Everybody in turn, again and again; ratios and differences are taken within a round."""
    taken: dict[str, list[float]] = {name: [] for name in listeners}
    for listen in listeners.values():
        for text in texts[:200]:
            listen(text)
    for _ in range(rounds):
        for name, listen in listeners.items():
            some = texts[::10] if name in _SLOW else texts
            taken[name].append(_micros(listen, some))
    result.micros = {name: statistics.median(micros) for name, micros in taken.items()}
    pace = taken.get("ours_fast", taken["ours"])
    result.times_jieba = statistics.median(b / a for a, b in zip(pace, taken["jieba"], strict=True))
    result.times_jieba_plain = statistics.median(b / a for a, b in zip(taken["ours"], taken["jieba"], strict=True))
    if "automaton" in taken:
        result.above_automaton = statistics.median(a - b for a, b in zip(pace, taken["automaton"], strict=True))
    each = sorted(statistics.median(_micros(listeners["ours"], [text]) for _ in range(rounds)) for text in texts)
    result.p50, result.p99 = each[len(each) // 2], each[len(each) * 99 // 100]


def _micros(listen: Callable[[str], object], texts: Sequence[str]) -> float:
    begun = time.perf_counter_ns()
    for text in texts:
        listen(text)
    return (time.perf_counter_ns() - begun) / len(texts) / 1000


_STARTED = """
import sys, time, psutil
import nlp.classify
from nlp.classify import Classifier
from nlp.lexicon import load
{ready}
rss = psutil.Process().memory_info().rss
begun = time.perf_counter()
kept = {build}
print(time.perf_counter() - begun, (psutil.Process().memory_info().rss - rss) / 2**20)
"""
STARTS = {
    "守望：读词库文件": ("", "Classifier()"),
    "守望：读编好的词库": (
        "from nlp.compiled import compiled; from pathlib import Path; import tempfile\n"
        "cache = Path(tempfile.gettempdir()) / 'shouwang-bench'; compiled(cache=cache)",
        "Classifier(compiled(cache=cache))",
    ),
    "jieba 自带的词典": ("import jieba; jieba.setLogLevel(60)", "jieba.initialize()"),
}
_STARTS_MEASURED = 5


def _built(name: str) -> Built:
    """Median of a few processes; what the first one caches (bytecode, compiled words) is there for the others."""
    ready, build = STARTS[name]
    script = _STARTED.format(ready=ready, build=build)
    runs = [_once(script) for _ in range(_STARTS_MEASURED + 1)][1:]
    return Built(name, statistics.median(s for s, _ in runs), statistics.median(m for _, m in runs))


def _once(script: str) -> tuple[float, float]:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    seconds, mib = map(float, done.stdout.split())
    return seconds, mib


def main() -> None:
    from benchmarks.understood import into_results, section

    options = argparse.ArgumentParser(prog="python -m benchmarks.understanding")
    options.add_argument("--quick", action="store_true", help="shows that it runs; writes nothing")
    options.add_argument("--json", action="store_true")
    options.add_argument("files", nargs="*", type=Path)
    chosen = options.parse_args()
    result = understanding(chosen.files or default_files(), rounds=2 if chosen.quick else 15)
    if result is None:
        sys.exit(f"没有能量的话：给几个 .jsonl，或放进 {UNSEEN.relative_to(ROOT)}")
    if chosen.json:
        from dataclasses import asdict

        print(json.dumps(asdict(result), ensure_ascii=False, indent=1))
        return
    print(section(result))
    if not chosen.quick:
        into_results(section(result))


if __name__ == "__main__":
    main()
