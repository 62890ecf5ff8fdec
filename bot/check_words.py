"""`check-words`: what is wrong in the word files, one sentence each, and what could be better."""

import sys
from pathlib import Path

from nlp.check import findings
from nlp.wordfiles import WORDS
from nlp.wordpool import WordsWrong


def check_words(folder: Path | None) -> int:
    """0: nothing is wrong, though there may be hints. `folder`: a township's own words, read on top of ours."""
    if folder is not None and not folder.is_dir():
        return _wrong(f"没有「{folder}」这个文件夹。")
    if folder is not None and not any(folder.glob("*.toml")):
        return _wrong(f"「{folder}」里没有一个 .toml 文件，写法见 nlp/words/README.md。")
    folders = [WORDS] if folder is None or folder.resolve() == WORDS.resolve() else [WORDS, folder]
    try:
        found = list(findings(folders))
    except WordsWrong as mistake:
        return _wrong(f"词库读不了，先改这一处：\n要改  {mistake}")
    wrong = [finding.said for finding in found if finding.wrong]
    hints = [finding.said for finding in found if not finding.wrong]
    rows = [*(f"要改  {said}" for said in wrong), *(f"提示  {said}" for said in hints)]
    rows.append(f"{f'{len(wrong)} 处要改' if wrong else '没有要改的'}，{len(hints)} 处提示。")
    print("\n".join(rows))  # noqa: T201  # 命令的回答
    return 1 if wrong else 0


def _wrong(said: str) -> int:
    print(said, file=sys.stderr)  # noqa: T201  # 命令的回答
    return 1
