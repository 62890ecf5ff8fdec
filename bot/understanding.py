"""听懂: holds the classifier in force, and changes it for a new one when the word files change."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import structlog

from bot.metrics import WORDS_WRONG
from bot.settings import Understanding as Settings
from nlp import weightfile
from nlp.classify import Classifier
from nlp.compiled import compiled
from nlp.intent import Reading
from nlp.wordfiles import WORDS, read
from nlp.wordpool import WordsWrong

logger = structlog.get_logger("understanding")

Stamp = tuple[tuple[str, int, int], ...]  # 文件、大小、改动时间（纳秒）


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """Our own words, then the township's."""
    return (WORDS,) if settings.words is None else (WORDS, settings.words)


def built(settings: Settings) -> Classifier:
    """A classifier of the files as they are now. Raises `WordsWrong`, which names file, line and mistake."""
    folders = folders_of(settings)
    for folder in folders:
        if not folder.is_dir():
            raise WordsWrong(f"{folder.name}: 这个文件夹不在了")
    _check_dialects(folders, settings.dialects)
    return Classifier(compiled(folders, settings.dialects or None, settings.cache))


def _check_dialects(folders: Sequence[Path], wanted: Sequence[str]) -> None:
    if not wanted:
        return
    files = [file for file in read(folders) if file.name.startswith("dialect_")]
    known = {str(file.table.get("region", "")) for file in files}
    for region in wanted:
        if region not in known:
            there = "、".join(sorted(known)) or "还没有哪里的话"
            raise WordsWrong(f"understanding.dialects: 没有「{region}」的词，现有：{there}")


def stamp_of(settings: Settings) -> Stamp:
    """What a change of any word file changes."""
    return tuple(line for folder in folders_of(settings) for line in sorted(_stamped(folder)))


def _stamped(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in (*folder.glob("*.toml"), folder / weightfile.NAME):
        try:
            seen = path.stat()
        except OSError:  # 正在换的文件：下一分钟再看
            continue
        yield str(path), seen.st_size, seen.st_mtime_ns


class Understanding:
    """`classify` always asks the classifier in force, so that a new one is heard at once.

    `fault` is what is wrong with the word files, empty when they are as they should be: then what was in force before
    stays in force. At the start, when nothing was, that is our own words without the township's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen = stamp_of(settings)
        self.fault = ""
        try:
            self.classifier = built(settings)
        except (WordsWrong, OSError) as wrong:
            self.classifier = Classifier(compiled((WORDS,), None, settings.cache))  # 连我们自己的词也坏了，就不起来
            self._wrong(str(wrong))
        else:
            WORDS_WRONG.set(0)

    def classify(self, text: str, *, to_us: bool | None = None) -> Reading:
        """Never raises on any str."""
        return self.classifier.classify(text, to_us=to_us)

    def accelerate(self) -> None:
        """The same answers sooner. Takes 0.2 s: after the start, beside the loop."""
        self.classifier.accelerate()

    async def reload_if_changed(self) -> bool:
        """Looks at the files; builds from changed ones in a thread. Returns whether new words are in force now."""
        seen = await asyncio.to_thread(stamp_of, self._settings)
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            self.classifier = await asyncio.to_thread(lambda: built(self._settings).accelerate())
        except Exception as wrong:  # 写词的人什么都可能写：旧的照用，话照听
            self._wrong(str(wrong) if isinstance(wrong, WordsWrong) else f"{type(wrong).__name__}: {wrong}")
            return False
        self.fault = ""
        WORDS_WRONG.set(0)
        logger.info("word files read again", entries=len(self.classifier.lexicon.entries))
        return True

    def _wrong(self, fault: str) -> None:
        self.fault = fault
        WORDS_WRONG.set(1)
        logger.error("word files not in force", fault=fault)
