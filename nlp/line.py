"""一句话: one message as the command grammar reads it."""

import re
from dataclasses import dataclass

from nlp.numbers import fold

HEAD = 48  # 口令都在头上；后面的只是话，不必看
SAYING = 24  # 最长的一句整话
EDGE = " \t\r\n\u3000\u00a0\u2005\u200b\ufeff,，.。、;；!！~～…—-?？·\"'“”‘’「」『』()（）【】<>《》*"
_BEFORE_WORDS = EDGE + ":："
GAP = re.compile(r"[\s,，、。;；:!~…—-]+")
_MARKS = re.compile(r"[\W_]+")
EMOTICON = re.compile(r"\[[^\[\]\s]{1,4}\]")
_ASKED = re.compile(r"[?？吗么嗎麼][\s。.!！?？~]*$")
_PARTICLES = "啊呀哦哈呢吧嘛啦咯了"


@dataclass(frozen=True, slots=True)
class Line:
    """What was said, and its head folded. Offsets are the same in both."""

    body: str
    folded: str
    asked: bool
    whole: bool  # 整句都在 `folded` 里

    def key(self, start: int = 0, end: int | None = None) -> str:
        """The bare characters between two offsets; empty when that is too long to be one saying."""
        if not self.whole or len(self.folded) - start > SAYING:
            return ""
        said = self.folded[start:end]
        spoken = _MARKS.sub("", EMOTICON.sub("", said)) if "[" in said else ""
        return spoken or _MARKS.sub("", said)

    def words(self, start: int) -> str:
        """The speaker's own words from there on; marks, faces and mere particles are not words."""
        rest = self.body[start:].lstrip(_BEFORE_WORDS).rstrip()
        bare = _MARKS.sub("", EMOTICON.sub("", rest[:HEAD]))
        return rest if bare.strip(_PARTICLES) else ""

    def past_gap(self, at: int) -> int:
        """Where the next word begins."""
        gap = GAP.match(self.folded, at)
        return at if gap is None else gap.end()

    def runs_on(self, at: int) -> bool:
        """Whether more follows at `at` without a space or a mark between."""
        return at < len(self.folded) and GAP.match(self.folded, at) is None


def line_of(text: str, body: str, folded: str) -> Line:
    """`folded` is the head of `body`, which is `text` without the marks around it."""
    return Line(body, folded.rstrip(), bool(_ASKED.search(text[-4:])), len(body) <= HEAD)


def bare(words: str) -> str:
    """What is left of short words without spaces and marks."""
    return _MARKS.sub("", fold(words)) if len(words) <= SAYING else ""
