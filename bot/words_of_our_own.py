"""镇里自己的词: append to a township's own words folder what somebody has accepted; never to ours."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp.lexicon import load
from nlp.proposals import Proposal
from nlp.wordfiles import WORDS
from nlp.wordpool import WordsWrong

WORD_FILE, EXAMPLE_FILE = "category_own.toml", Path("examples") / "own.tsv"


class NotOurs(ValueError):
    """Nothing can be written into this folder."""


def append(folder: Path, accepted: Sequence[Proposal]) -> list[str]:
    """Add what is not there yet; one sentence for each file. All or nothing: the words must be readable afterwards.

    Raises `NotOurs`.
    """
    if folder.resolve() == WORDS.resolve():
        raise NotOurs("这是守望自带的词，请另外建一个文件夹")
    entries = [one.text for one in accepted if one.kind == "词"]
    lines = [line for one in accepted if one.kind == "例句" for line in one.text.splitlines()]
    more = {WORD_FILE: _new(folder / WORD_FILE, entries), str(EXAMPLE_FILE): _new(folder / EXAMPLE_FILE, lines)}
    _check(folder, more[WORD_FILE])
    said = []
    for name, blocks in more.items():
        if blocks:
            _add(folder / name, blocks)
            said.append(f"写进 {folder / name}：{len(blocks)} 条。")
    if more[str(EXAMPLE_FILE)]:
        said.append("例句要再学一遍（python -m bot learn）才算数。")
    return said or ["这些都已经写过了。"]


def _new(path: Path, blocks: Sequence[str]) -> list[str]:
    """Those that do not stand in the file yet."""
    there = path.read_text("utf-8") if path.exists() else ""
    lines = set(there.splitlines())
    return [block for block in dict.fromkeys(blocks) if not (block in lines or ("\n" in block and block in there))]


def _add(path: Path, blocks: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    there = path.read_text("utf-8") if path.exists() else ""
    gap = "" if not there or there.endswith("\n") else "\n"
    path.write_text(there + gap + "".join(block.rstrip("\n") + "\n" for block in blocks), "utf-8")


def _check(folder: Path, entries: Sequence[str]) -> None:
    with TemporaryDirectory() as place:
        copy = Path(place)
        for path in folder.glob("*.toml"):
            shutil.copy(path, copy)
        _add(copy / WORD_FILE, entries)
        try:
            load((WORDS, copy))
        except WordsWrong as wrong:
            raise NotOurs(f"写进去就读不了了（{wrong}）") from wrong
