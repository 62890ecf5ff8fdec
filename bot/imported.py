"""导入报告: what an import found and did, as values and as lines for whoever keeps the list. Numbers are masked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.areas import Areas
from bot.columns import columns
from bot.sheets.reading import Reading, Where
from care.dossier import Draft, without_numbers
from handlers.enrol import Taken, Took

MOST_SHOWN, ALL = 40, 1_000_000  # 新登记、重复最多列几行；毛病、改动、存疑全列
CROWDED = 15  # 一个门牌下面超过这么多人，多半写的是村名
_MARKS = {Took.NEW: "＋", Took.CHANGED: "～", Took.DOUBTFUL: "？"}


@dataclass(frozen=True, slots=True)
class Read:
    file: Path
    reading: Reading


@dataclass(frozen=True, slots=True)
class Line:
    file: str
    where: Where
    draft: Draft

    def __str__(self) -> str:
        return f"{self.file} {self.where}"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a line; `taken` is None where its area is not known."""

    line: Line
    area: str
    taken: Taken | None


@dataclass(slots=True)
class Report:
    """`said`: what this import told of each person, by number."""

    areas: Areas
    said: dict[int, Draft] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: dict[str, list[str]] = field(default_factory=dict)
    nowhere: dict[str, list[str]] = field(default_factory=dict)
    unlisted: dict[int, tuple[str, str]] = field(default_factory=dict)  # 文件、一句
    tagged: set[str] = field(default_factory=set)  # 有类别一栏的文件
    doors: Counter[tuple[str, str]] = field(default_factory=Counter)
    _first: dict[int, str] = field(default_factory=dict)

    @property
    def unfinished(self) -> bool:
        """Somebody on the list was not taken in."""
        return bool(self.nowhere or self.shown.get(Took.DOUBTFUL))

    def add(self, done: Iterable[Done]) -> None:
        for one in done:
            if one.taken is None:
                self.nowhere.setdefault(one.line.draft.area.strip(), []).append(str(one.line))
            else:
                self._add(one.line, one.area, one.taken)

    def _add(self, line: Line, area: str, taken: Taken) -> None:
        self.counts[area, "行"] += 1
        name = line.draft.name
        if taken.outcome is Took.DOUBTFUL:
            self.counts[area, taken.outcome] += 1
            like = f"可能是已有的「{taken.like}」" if taken.like else ""
            self._show(taken.outcome, f"{line}：{name}，{like}（{taken.because}）。没有改动任何人。")
            return
        again = self._first.get(taken.person_id)
        if again is None:
            self._first[taken.person_id] = str(line)
            self.counts[area, taken.outcome] += 1
            self.doors[area, taken.said.house] += 1
        else:
            clash = f"，{'、'.join(taken.clashing)}写得不一样，按前面的" if taken.clashing else ""
            self._show("重复", f"{line}：{name}和 {again} 是同一个人{clash}。")
        if taken.outcome is not Took.UNCHANGED:
            self._show(taken.outcome, f"{line}：{name}{_changes(taken)}")
        self.said[taken.person_id] = taken.said
        self._tags(line, taken)

    def _tags(self, line: Line, taken: Taken) -> None:
        if line.draft.tags:
            self.tagged.add(line.file)
        self.unlisted.pop(taken.person_id, None)
        if taken.unlisted:
            self.unlisted[taken.person_id] = line.file, f"{line}：{line.draft.name}的{'、'.join(taken.unlisted)}"

    def _show(self, of: str, row: str) -> None:
        self.shown.setdefault(of, []).append(row)


def _changes(taken: Taken) -> str:
    if taken.outcome is Took.NEW:
        return ""
    said = "；".join(f"{column} {was or '（空）'} → {became}" for column, was, became in taken.changed)
    return f"：{without_numbers(said)}"


def print_report(read: Sequence[Read], report: Report, dry_run: bool, out: TextIO) -> None:
    for line in _lines(read, report):
        out.write(f"{line}\n")
    if dry_run:
        out.write("这只是试一遍，什么都没有存。看好了，去掉 --dry-run 再来一次。\n")


def _lines(read: Sequence[Read], report: Report) -> Iterator[str]:
    yield f"读了 {len(read)} 个文件，{sum(len(one.reading.people) for one in read)} 行人。"
    for one in read:
        yield from (f"－ {one.file.name} {remark}" for remark in one.reading.remarks)
    yield from _listed("有毛病的地方，改好再导一次", [f"✗ {said}" for said in _faults(read, report)], ALL)
    for took, mark in _MARKS.items():
        most = MOST_SHOWN if took is Took.NEW else ALL
        yield from _listed(took, [f"{mark} {row}" for row in report.shown.get(took, [])], most)
    yield from _listed("写了不止一行的人", [f"－ {row}" for row in report.shown.get("重复", [])])
    said = "档上有、表里没写的类别（没有停，要停请社工写明从哪天起）"
    yield from _listed(said, [f"－ {row}" for file, row in report.unlisted.values() if file in report.tagged])
    crowded = [(area, door, count) for (area, door), count in report.doors.items() if door and count > CROWDED]
    yield from _listed(
        "一个门牌下人太多，会当成一户，请看看是不是写的村名",
        [f"－ {area}「{door}」有 {count} 人" for area, door, count in crowded],
    )
    yield ""
    yield from columns(_counts(report))


def _faults(read: Sequence[Read], report: Report) -> Iterator[str]:
    for one in read:
        yield from (f"{one.file.name} {fault.sentence}" for fault in one.reading.faults)
    there = "、".join(dict.fromkeys(map(report.areas.label, report.areas.places)))
    for area, lines in report.nowhere.items():
        said = f"片区「{without_numbers(area)}」不认得" if area else "没有写片区"
        more = f" 等 {len(lines)} 行" if len(lines) > 3 else ""
        yield f"{'、'.join(lines[:3])}{more}：{said}，这些人没有登记。有的是：{there}。"


def _listed(title: str, rows: Sequence[str], most: int = MOST_SHOWN) -> Iterator[str]:
    if rows:
        yield ""
        yield f"{title}（{len(rows)}）："
        yield from rows[:most]
    if len(rows) > most:
        yield f"……还有 {len(rows) - most} 条"


def _counts(report: Report) -> list[list[str]]:
    heads = ["行", *Took]
    names = [name for name in dict.fromkeys(map(report.areas.label, report.areas.places)) if report.counts[name, "行"]]
    rows = [[name, *(str(report.counts[name, head]) for head in heads)] for name in names]
    total = [str(sum(report.counts[name, head] for name in names)) for head in heads]
    return [["片区", *map(str, heads)], *rows, ["合计", *total]]
