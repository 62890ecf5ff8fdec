"""`corrections`: what workers corrected → proposed words and example sentences, each with its effect. Changes nothing
by itself: what is named with `--accept` is written into the folder named with `--write`.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from bot.config import Config
from bot.office import in_store
from bot.understanding import built, folders_of
from bot.words_of_our_own import NotOurs, append
from care.calendar import SHANGHAI
from nlp.anonymous import anonymous
from nlp.proposals import Change, Known, Proposal, effect, gained, label, lines, taught, with_words, words
from storage.corrections import Correction, Told
from storage.unit import Unit

MOST_SHOWN = 8  # 句；一条提议底下最多列这么多


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator asked for. `accept` are the ids of proposals, or 「all」."""

    since: date | None = None
    as_json: bool = False
    words_only: bool = False
    write: Path | None = None
    accept: tuple[str, ...] = ()


def propose(config: Config, wanted: Wanted) -> int:
    """Print the proposals; write those that were accepted. 2 when what was asked for cannot be written."""
    known = in_store(config, lambda unit: list(_known(unit, wanted.since)))
    found = list(_proposals(config, known, words_only=wanted.words_only))
    _print(_json(found) if wanted.as_json else _report(known, found))
    if wanted.write is None:
        return 0
    return _write(config, wanted, found)


def _known(unit: Unit, since: date | None) -> Iterator[Known]:
    """Every stored text; what was corrected and then put back again teaches nothing."""
    names = [name.partition("（")[0] for name in unit.corrections.names()]
    rows: dict[int, list[Correction]] = {}
    for row in unit.corrections.all():
        rows.setdefault(row.number, []).append(row)
    for told in unit.corrections.texts():
        yield _one(told, rows.get(told.number, []), names, since)


def _one(told: Told, rows: Sequence[Correction], names: Iterable[str], since: date | None) -> Known:
    held = (rows[-1].category, rows[-1].urgency) if rows else (told.category, told.urgency)
    lately = bool(rows) and (since is None or rows[-1].at.astimezone(SHANGHAI).date() >= since)
    corrected = lately and rows[0].was != held
    shown = anonymous(told.text, names)
    return Known(told.number, told.text, shown, (held[0], str(held[1])), corrected, told.sealed)


def _proposals(config: Config, known: Sequence[Known], *, words_only: bool) -> Iterator[Proposal]:
    if not any(one.corrected for one in known):
        return
    folders, regions = folders_of(config.understanding), config.understanding.dialects or None
    classifier = built(config.understanding)
    before = [label(classifier.classify(one.text, to_us=True)) for one in known]
    yield from words(known, before, with_words(folders, regions))
    if not words_only and (added := lines(known)):
        _print("正在把例句重学一遍，试它的效果，要一两分钟……", sys.stderr)
        after = taught(folders, regions, added)
        yield Proposal("例句", "\n".join(added) + "\n", effect(known, before, after))


def _report(known: Sequence[Known], found: Sequence[Proposal]) -> str:
    corrected = [one for one in known if one.corrected]
    if not corrected:
        return f"还没有可以学的更正（库里有 {len(known)} 句）。"
    hidden = sum(one.sealed for one in corrected)
    head = [f"更正过 {len(corrected)} 句，库里共 {len(known)} 句；每条提议都在这些话上试过，什么都还没有改。"]
    head += [f"其中保密的 {hidden} 句只拿来试，不列出来，也不提议。"] if hidden else []
    foot = "要哪条：--write 镇里自己的词库文件夹 --accept 编号,编号（全要写 all）。写之前看一眼有没有漏掉的姓名。"
    return "\n\n".join(["\n".join(head), *map(_shown, found), foot])


def _shown(proposal: Proposal) -> str:
    right, wrong = gained(proposal)
    rows = [f"{proposal.id}  {proposal.kind}"]
    rows += [f"    {line}" for line in proposal.text.splitlines()]
    rows.append(f"  会变 {len(proposal.changes)} 句：变对 {right} 句，变错 {wrong} 句")
    first = sorted(proposal.changes, key=lambda change: (not change.wrong, not change.right))
    rows += [f"    {_line(change)}" for change in first[:MOST_SHOWN]]
    rows += [f"    ……还有 {len(first) - MOST_SHOWN} 句"] if len(first) > MOST_SHOWN else []
    return "\n".join(rows)


def _line(change: Change) -> str:
    mark = "✓" if change.right else "✗" if change.wrong else "－"
    said = "【保密】" if change.known.sealed else " ".join(change.known.shown.split())[:40]
    return f"{mark} {change.known.number}号 {said}：{'·'.join(change.was)} → {'·'.join(change.now)}"


def _json(found: Sequence[Proposal]) -> str:
    return json.dumps([_as_table(proposal) for proposal in found], ensure_ascii=False, indent=1)


def _as_table(proposal: Proposal) -> dict[str, object]:
    right, wrong = gained(proposal)
    changes = [
        {
            "number": change.known.number,
            "text": "【保密】" if change.known.sealed else change.known.shown,
            "was": change.was,
            "now": change.now,
            "held": change.known.label,
        }
        for change in proposal.changes
    ]
    counts = {"changed": len(proposal.changes), "right": right, "wrong": wrong}
    return {"id": proposal.id, "kind": proposal.kind, "text": proposal.text, **counts, "changes": changes}


def _write(config: Config, wanted: Wanted, found: Sequence[Proposal]) -> int:
    assert wanted.write is not None
    everything = wanted.accept == ("all",)
    chosen = [one for one in found if everything or one.id in wanted.accept]
    unknown = [] if everything else sorted(set(wanted.accept) - {one.id for one in found})
    if unknown or not chosen:
        missing = f"没有编号是 {'、'.join(unknown)} 的提议" if unknown else "没有说要哪条（--accept 编号）"
        _print(f"{missing}，什么都没有写。", sys.stderr)
        return 2
    try:
        written = append(wanted.write, chosen)
    except NotOurs as refusal:
        _print(f"{refusal}，什么都没有写。", sys.stderr)
        return 2
    for line in written:
        _print(line, sys.stderr)
    if config.understanding.words is None or config.understanding.words.resolve() != wanted.write.resolve():
        _print("配置里 understanding.words 还没有指到这个文件夹，指了才会用。", sys.stderr)
    return 0


def _print(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout)
