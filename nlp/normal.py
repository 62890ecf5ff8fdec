"""归一: one spelling for what people type, with the way back to the text as it was sent."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

LONGEST = 20_000  # characters: of what is longer still, only the two ends are looked at
READ_WHOLE = 1_000  # characters; a 公众号 text holds about 680 (2,048 bytes), longer ones are pasted
MARK = "⟦"  # stands where a link or a placeholder was
_HEAD, _TAIL, _AROUND = 700, 300, 40
_LONG_WORD = 12  # letters: an alarm word may stand across the border of what is read
_ALARMS_READ = 8  # places of alarm in the unread middle that are read too

# Zero-width, bidi, variation selectors, combining marks, surrogates, controls other than line ends.
_INVISIBLE_RANGES = (
    *((0x00, 0x08), (0x0B, 0x0C), (0x0E, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C)),
    *((0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0x0300, 0x036F), (0xE0000, 0xE01EF), (0xD800, 0xDFFF)),
)
_INVISIBLE = re.compile("[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _INVISIBLE_RANGES) + "]")
_ODD = "\x00"  # what the fast look at a text finds in place of any of them
_PICTURE, _PICTURES_END = "\U0001f000", 0x1FB00
_BRACKETED = re.compile(r"\[[^\[\]\s]{1,4}\]")  # 表情 [捂脸]，占位 [语音]
_PLACEHOLDERS = frozenset(
    {"语音", "图片", "位置", "视频", "文件", "链接", "红包", "转账", "名片", "动画表情", "小程序"}
)
_CALLED = re.compile(r"^\s*@\S{1,20}\s")  # 群里「@守望 」
_LINK = re.compile(r"https?://[!-~]+|www\.[!-~]+")
_SPACED = re.compile(r"(?:^|(?<=\s))[\u4e00-\u9fff](?:\s[\u4e00-\u9fff]){2,}(?=\s|$)")  # 「救 命 啊」


Find = Callable[[str], list[tuple[int, int]]]  # text → where words stand


class Normal(NamedTuple):
    """`text` is what is read of `sent`; `origins[i]` is where its i-th character stood (None: in the same place)."""

    text: str
    sent: str
    origins: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A non-empty span of `text` as offsets into the text as it was sent."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1

    @property
    def said(self) -> str:
        """What it was made of, as it was sent."""
        if not self.text:
            return ""
        start, end = self.span(0, len(self.text))
        return self.sent[start:end].strip()

    def part(self, start: int, end: int) -> "Normal":
        """A stretch of it by itself; its spans are still offsets into the text as it was sent."""
        origins = range(start, end) if self.origins is None else self.origins[start:end]
        return Normal(self.text[start:end], self.sent, tuple(origins))


class Normaliser:
    """`fold` maps one character to one (繁体→简体), `dialect` a word to its plain word (佢→他, 娭毑→奶奶).

    `alarms` are words looked for where we do not read; `pictures` are the 表情 that mean something.
    """

    def __init__(
        self,
        fold: Mapping[str, str],
        dialect: Mapping[str, str] | None = None,
        alarms: Iterable[str] = (),
        pictures: Iterable[str] = (),
    ) -> None:
        self._pictures = frozenset(map(ord, pictures))
        self._fold = _table(fold) | {at: _ODD for at in _odd_ones() if at not in self._pictures}
        self._dialect = dict(dialect or {})
        self._find = _finder(self._dialect)
        self._alarms = tuple(alarms)

    def __call__(self, text: str) -> Normal:
        if len(text) > READ_WHOLE:
            return self._excerpt(text)
        folded = text.translate(self._fold)
        if (
            _ODD in folded
            or not unicodedata.is_normalized("NFKC", folded)
            or (" " in folded and _SPACED.search(folded))
        ):
            return self._slow(text, text, [(0, len(text))])
        if "[" in folded or "@" in folded or "://" in folded or "www." in folded:
            folded = _blank(folded)
        return self._plain(Normal(folded, text))

    def accelerate(self, finder: Callable[[Iterable[str]], Find]) -> None:
        """`finder` makes of words what finds them in a text, leftmost and longest first, sooner than we do."""
        if self._dialect:
            self._find = finder(self._dialect)

    def word(self, word: str) -> str:
        """A word of the dictionary as it will stand in a normalised text."""
        plain = unicodedata.normalize("NFKC", word.translate(self._fold)).translate(self._fold)
        return self._plain(Normal(plain, plain)).text

    def _plain(self, normal: Normal) -> Normal:
        """Dialect words in their plain form. Nearly all are as long as what they stand for: then spans stay."""
        text, sent, origins = normal
        if not (found := self._find(text)):
            return normal
        pieces: list[str] = []
        places: list[int] = []
        at, even = 0, True
        for start, end in found:
            plain = self._dialect[text[start:end]]
            even = even and len(plain) == end - start
            pieces += (text[at:start], plain)
            places += range(at, start)
            places += (min(start + n, end - 1) for n in range(len(plain) - 1))
            places.append(end - 1)
            at = end
        pieces.append(text[at:])
        if even:
            return Normal("".join(pieces), sent, origins)
        places += range(at, len(text))
        return Normal("".join(pieces), sent, tuple(places if origins is None else [origins[n] for n in places]))

    def _excerpt(self, text: str) -> Normal:
        blank = max(0, len(text) - LONGEST)  # a hole of spaces keeps every offset where it was
        kept = text[: LONGEST // 2] + " " * blank + text[LONGEST // 2 + blank :]
        return self._slow(text, kept, self._worth_reading(kept.translate(self._fold)))

    def _worth_reading(self, folded: str) -> list[tuple[int, int]]:
        """The head, the tail, and the surroundings of alarm words between them, in order, not overlapping."""
        found = (folded.find(word, _HEAD - _LONG_WORD, len(folded) - _TAIL + _LONG_WORD) for word in self._alarms)
        spots = sorted({at // _AROUND for at in found if at >= 0})[:_ALARMS_READ]
        spans, read = [(0, _HEAD)], _HEAD
        for spot in spots:
            start, end = max(read, (spot - 1) * _AROUND), min(len(folded) - _TAIL, (spot + 2) * _AROUND)
            if start < end:
                spans.append((start, end))
                read = end
        return _joined([*spans, (len(folded) - _TAIL, len(folded))])

    def _slow(self, sent: str, kept: str, spans: list[tuple[int, int]]) -> Normal:
        glued = {at for run in _SPACED.finditer(kept) for at in range(run.start() + 1, run.end(), 2)}
        letters: list[str] = []
        origins: list[int] = []
        for start, end in spans:
            for at in range(start, end):
                if at in glued or _INVISIBLE.match(kept[at]):
                    continue
                shown = self._shown(kept[at])
                letters.append(shown)
                origins.extend([at] * len(shown))
            letters.append("\n")
            origins.append(end - 1)
        return self._plain(Normal(_blank("".join(letters)), sent, tuple(origins)))

    def _shown(self, letter: str) -> str:
        if letter >= _PICTURE and _is_picture(letter):
            return letter if ord(letter) in self._pictures else "\n"
        return unicodedata.normalize("NFKC", letter.translate(self._fold)).translate(self._fold)


def _finder(words: Iterable[str]) -> Find:
    """Leftmost and longest first. A letter that begins no word is passed over without trying the words."""
    endings: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        endings.setdefault(word[0], []).append(word[1:])
    begins = "".join(map(re.escape, endings))
    choices = (re.escape(letter) + f"(?:{'|'.join(map(re.escape, rest))})" for letter, rest in endings.items())
    said = re.compile(f"(?=[{begins}])(?:{'|'.join(choices)})" if endings else r"(?!)")
    return lambda text: [found.span() for found in said.finditer(text)]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _table(fold: Mapping[str, str]) -> dict[int, int]:
    table = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0x00A0: 0x20}
    table |= {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
    table |= {0xFF21 + n: ord("a") + n for n in range(26)}
    return table | {ord(old): ord(new) for old, new in fold.items()}


def _odd_ones() -> Iterator[int]:
    """Every character that is left out or ends a clause: those of `_INVISIBLE`, and 表情."""
    for first, last in _INVISIBLE_RANGES:
        yield from range(first, last + 1)
    yield from range(ord(_PICTURE), _PICTURES_END)


def _is_picture(letter: str) -> bool:
    return ord(_PICTURE) <= ord(letter) < _PICTURES_END


def shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Without the words that contain another one: finding the short one finds them too."""
    kept: set[str] = set()
    for word in sorted(words, key=len):
        inner = (word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1))
        if kept.isdisjoint(inner):
            kept.add(word)
    return tuple(kept)


def _blank(text: str) -> str:
    """Blank out, in place, what is not speech; a link or a placeholder leaves one MARK for the dictionary."""
    if "[" in text:
        text = _BRACKETED.sub(_blank_bracket, text)
    if "@" in text:
        text = _CALLED.sub(lambda found: " " * len(found[0]), text)
    if "://" in text or "www." in text:
        text = _LINK.sub(lambda found: MARK.ljust(len(found[0])), text)
    return text


def _blank_bracket(found: re.Match[str]) -> str:
    mark = MARK if found[0][1:-1] in _PLACEHOLDERS else ""
    return mark.ljust(len(found[0]))
