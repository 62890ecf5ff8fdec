"""`evaluate`: how well the sentences of a file are understood, in plain Chinese or as JSON."""

import json
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bot.columns import clipped, columns
from nlp.classify import Classifier
from nlp.evaluate import Case, Figures, Judged, Skipped, cases, measure
from nlp.intent import Reading

SHOWN = 30  # 一张单子最多列几句；漏掉的紧急一句不落
SHOWN_SKIPPED = 5
WIDE = 72


class Sheet(NamedTuple):
    """One file, measured."""

    name: str
    figures: Figures
    skipped: list[Skipped]


class Unreadable(Exception):
    """A file that cannot be measured; says why."""


def evaluate(paths: Sequence[Path], *, as_json: bool, in_group: bool = False) -> int:
    """Print the figures of every file, and of all together when there are several; 1 when one cannot be read.

    `in_group`: as if all of it were said into a group, to others.
    """
    try:
        read = [(path.name, *_cases(path)) for path in paths]
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)  # noqa: T201  # 命令的回答
        return 1
    classify = partial(Classifier().classify, to_us=False if in_group else None)
    sheets = [Sheet(name, measure(classify, found, in_group=in_group), skipped) for name, found, skipped in read]
    if len(sheets) > 1:
        every = [case for _, found, _ in read for case in found]
        sheets.append(Sheet("合在一起", measure(classify, every, in_group=in_group), []))
    print(_as_json(sheets) if as_json else "\n\n".join(map(page, sheets)))  # noqa: T201  # 命令的回答
    return 0


def _cases(path: Path) -> tuple[list[Case], list[Skipped]]:
    try:
        found, skipped = cases(path.read_text("utf-8").splitlines())
    except OSError as error:
        raise Unreadable(f"读不了 {path}：{_reason(error)}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"读不了 {path}：里面不是 UTF-8 的字，另存为 UTF-8 再来。") from error
    if not found:
        why = f"第 {skipped[0].number} 行{skipped[0].why}。" if skipped else "文件是空的。"
        raise Unreadable(f"{path} 里没有一句能量的话：{why}一行要像这样：{EXAMPLE}")
    return found, skipped


EXAMPLE = '{"text": "路灯坏了", "category": "基础设施", "urgency": "普通"}'


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，不是文件。"
    if isinstance(error, PermissionError):
        return "没有读它的权限。"
    return f"{error.strerror}。"


def page(sheet: Sheet) -> str:
    figures = sheet.figures
    kinds = f"紧急 {figures.emergencies}，别的诉求 {figures.requests}，非诉求 {figures.chatter}"
    parts = [
        f"{sheet.name}：{figures.count} 句（{kinds}）",
        *_skipped(sheet.skipped),
        "",
        *columns(list(_rows(figures))),
    ]
    parts += _listed("漏掉的紧急", figures.missed, most=None)
    parts += _listed("误报：不紧急的诉求听成了紧急", figures.false_requests)
    parts += _listed("误报：非诉求听成了紧急", figures.false_chatter)
    parts += _confused(figures)
    parts += _listed("闲话，却会答话", figures.needless)
    return "\n".join(parts)


def _skipped(skipped: Sequence[Skipped]) -> Iterator[str]:
    for number, why in skipped[:SHOWN_SKIPPED]:
        yield f"  第 {number} 行跳过：{why}"
    if len(skipped) > SHOWN_SKIPPED:
        yield f"  还有 {len(skipped) - SHOWN_SKIPPED} 行也跳过了"


def _rows(f: Figures) -> Iterator[tuple[str, ...]]:
    """What, how much, how many of how many, the goal."""
    yield "量什么", "实测", "几句里几句", "目标"
    yield "类别：宏平均 F1", f"{f.macro_f1:.3f}", "", _goal("≥ 0.85", f.macro_f1 >= 0.85)
    yield "类别：宏平均 F1，另一类也算对的算对", f"{f.lenient_macro_f1:.3f}", "", ""
    yield "类别：说对的", f"{f.accuracy:.3f}", f"{f.right}/{f.count}", ""
    yield "类别：说对的，另一类也算对的算对", f"{f.lenient_accuracy:.3f}", f"{f.lenient}/{f.count}", ""
    heard = f.emergencies - len(f.missed)
    yield "紧急：听出来的", f"{f.recall:.3f}", f"{heard}/{f.emergencies}", _goal("≥ 0.95", f.recall >= 0.95)
    asked, idle = len(f.false_requests), len(f.false_chatter)
    yield "误报紧急：占所有不紧急的", f"{f.false_alarms:.3f}", f"{asked + idle}/{f.requests + f.chatter}", ""
    on_requests, on_chatter = f.false_alarms_requests, f.false_alarms_chatter
    yield "误报紧急：占别的诉求", f"{on_requests:.3f}", f"{asked}/{f.requests}", _goal("≤ 0.05", on_requests <= 0.05)
    yield "误报紧急：占非诉求", f"{on_chatter:.3f}", f"{idle}/{f.chatter}", _goal("≤ 0.01", on_chatter <= 0.01)
    yield "层级：说对的", f"{f.tier_accuracy:.3f}", f"{f.right_tier}/{f.count}", _goal("≥ 0.90", f.tier_accuracy >= 0.9)
    yield "紧急程度：说对的", f"{f.urgency_accuracy:.3f}", f"{f.right_urgency}/{f.count}", ""
    few = f.needless_per_100
    yield "每 100 句闲话，多答几句", f"{few:.1f}", f"{len(f.needless)}/{f.chatter}", _goal("≤ 2", few <= 2)
    yield "没听明白，要问一句的", f"{f.unclear_share:.3f}", f"{len(f.unclear)}/{f.count}", ""


def _goal(goal: str, reached: bool) -> str:
    return f"{goal}  {'达到' if reached else '没有达到'}"


def _listed(heading: str, judged: Sequence[Judged], most: int | None = SHOWN) -> list[str]:
    if not judged:
        return []
    rows = [
        (f"  应是 {_short(one.case)}", f"听成 {_short(one.reading)}", clipped(one.case.text, WIDE)) for one in judged
    ]
    more = [f"  还有 {len(rows) - most} 句"] if most is not None and len(rows) > most else []
    return ["", f"{heading}（{len(rows)} 句）", *columns(rows[:most]), *more]


def _short(said: Case | Reading) -> str:
    return f"{said.category}·{said.urgency}"


def _confused(figures: Figures) -> list[str]:
    if not figures.confusions:
        return []
    rows = [(f"  应是 {one.wanted}", f"听成 {one.got}", f"{one.times} 次") for one in figures.confusions]
    more = [f"  还有 {len(rows) - SHOWN} 种"] if len(rows) > SHOWN else []
    return ["", "听混的类别，最多的在前", *columns(rows[:SHOWN]), *more]


NUMBERS = (
    "count", "macro_f1", "lenient_macro_f1", "accuracy", "lenient_accuracy", "emergencies", "recall", "requests",
    "chatter", "false_alarms", "false_alarms_requests", "false_alarms_chatter", "tier_accuracy", "urgency_accuracy",
    "needless_per_100", "unclear_share",
)  # fmt: skip
LISTS = ("missed", "false_requests", "false_chatter", "needless", "unclear")


def _as_json(sheets: Sequence[Sheet]) -> str:
    return json.dumps([_row(sheet) for sheet in sheets], ensure_ascii=False, indent=1)


def _row(sheet: Sheet) -> dict[str, Any]:
    figures = sheet.figures
    row: dict[str, Any] = {"file": sheet.name}
    row |= {name: getattr(figures, name) for name in NUMBERS}
    row |= {name: [_told(one) for one in getattr(figures, name)] for name in LISTS}
    row["confusions"] = [one._asdict() for one in figures.confusions]
    row["skipped"] = [one._asdict() for one in sheet.skipped]
    return row


def _told(one: Judged) -> dict[str, str]:
    case, reading = one
    return {
        "text": case.text,
        "category": case.category,
        "urgency": case.urgency,
        "read_category": reading.category,
        "read_urgency": reading.urgency,
        "rule": reading.rule,
    }
