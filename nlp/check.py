"""查词库: everything that is wrong with the word files or could be better, one sentence each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.check_cuts import cut_through
from nlp.check_examples import examples
from nlp.check_sheet import Finding, sheet
from nlp.check_words import contradictions, dead_entries, unexplained
from nlp.wordfiles import WORDS

__all__ = ["Finding", "findings"]


def findings(folders: Sequence[Path] = (WORDS,)) -> Iterator[Finding]:
    """About the last folder, read on top of those before it. Raises `WordsWrong` for a file that is broken."""
    whole = sheet(folders)
    yield from contradictions(whole)
    yield from dead_entries(whole)
    yield from examples(whole)
    yield from unexplained(whole)
    yield from cut_through(whole)
