"""归一: one spelling for what people type, with the way back to the text as it was sent."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LONGEST = 20_000  # characters: of what is longer still, only the two ends are looked at
READ_WHOLE = 1_000  # characters; a 公众号 text holds about 680 (2,048 bytes), longer ones are pasted
MARK = "⟦"  # stands where a link or a placeholder was
_HEAD, _TAIL, _AROUND = 700, 300, 40
_ALARMS_READ = 8  # places of alarm in the unread middle that are read too

# Zero-width, bidi, variation selectors, combining marks, controls other than line ends.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\u0300-\u036f\U000e0000-\U000e01ef\ud800-\udfff]"
)
_BRACKETED = re.compile(r"\[[^\[\]\s]{1,4}\]")  # 表情 [捂脸]，占位 [语音]
_PLACEHOLDERS = frozenset(
    {"语音", "图片", "位置", "视频", "文件", "链接", "红包", "转账", "名片", "动画表情", "小程序"}
)
_CALLED = re.compile(r"^\s*@\S{1,20}\s")  # 群里「@守望 」
_LINK = re.compile(r"https?://[!-~]+|www\.[!-~]+")
_SPACED = re.compile(r"(?:^|(?<=\s))[\u4e00-\u9fff](?:\s[\u4e00-\u9fff]){2,}(?=\s|$)")  # 「救 命 啊」


@dataclass(frozen=True, slots=True)
class Normal:
    """`text` is what is read of `sent`; `origins[i]` is where its i-th character stood (None: in the same place)."""

    text: str
    sent: str
    origins: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A non-empty span of `text` as offsets into the text as it was sent."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


class Normaliser:
    """`fold` maps one character to one (繁体→简体); `alarms` are words looked for where we do not read."""

    def __init__(self, fold: Mapping[str, str], alarms: Iterable[str] = ()) -> None:
        table = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0x00A0: 0x20}
        table |= {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
        table |= {0xFF21 + n: ord("a") + n for n in range(26)}
        self._fold = table | {ord(old): ord(new) for old, new in fold.items()}
        self._alarms = _shortest(alarms)

    def __call__(self, text: str) -> Normal:
        if len(text) > READ_WHOLE:
            return self._excerpt(text)
        folded = text.translate(self._fold)
        plain = unicodedata.is_normalized("NFKC", folded) and not _INVISIBLE.search(folded)
        if plain and not _SPACED.search(folded):
            return Normal(_blank(folded), text)
        return self._slow(text, folded, [(0, len(folded))])

    def _excerpt(self, text: str) -> Normal:
        blank = max(0, len(text) - LONGEST)  # a hole of spaces keeps every offset where it was
        kept = text[: LONGEST // 2] + " " * blank + text[LONGEST // 2 + blank :]
        folded = kept.translate(self._fold)
        return self._slow(text, folded, self._worth_reading(folded))

    def _worth_reading(self, folded: str) -> list[tuple[int, int]]:
        """The head, the tail, and the surroundings of alarm words between them, in order, not overlapping."""
        found = (folded.find(word, _HEAD, -_TAIL) for word in self._alarms)
        spots = sorted({at // _AROUND for at in found if at >= 0})[:_ALARMS_READ]
        spans, read = [(0, _HEAD)], _HEAD
        for spot in spots:
            start, end = max(read, (spot - 1) * _AROUND), min(len(folded) - _TAIL, (spot + 2) * _AROUND)
            if start < end:
                spans.append((start, end))
                read = end
        return [*spans, (len(folded) - _TAIL, len(folded))]

    def _slow(self, sent: str, folded: str, spans: list[tuple[int, int]]) -> Normal:
        glued = {at for run in _SPACED.finditer(folded) for at in range(run.start() + 1, run.end(), 2)}
        letters: list[str] = []
        origins: list[int] = []
        for start, end in spans:
            for at in range(start, end):
                if at in glued or _INVISIBLE.match(folded[at]):
                    continue
                shown = unicodedata.normalize("NFKC", folded[at]).translate(self._fold)
                letters.append(shown)
                origins.extend([at] * len(shown))
            letters.append("\n")
            origins.append(end - 1)
        return Normal(_blank("".join(letters)), sent, tuple(origins))


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
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
