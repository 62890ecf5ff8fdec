"""防公式：a text that a spreadsheet would take for a formula gets a mark, and loses it when read again."""

import re

# 看不见的字（零宽、方向标、BOM）：另存成 CSV 时丢掉，后面的就成了公式
_UNSEEN = (
    r"[\s\x00-\x1f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]"
)
_LEADS = rf"(?:{_UNSEEN}*[=+\-@|＝＋－＠｜]|\s*[\t\r\n])"
_TO_MARK = re.compile(rf"'*{_LEADS}")
_MARKED = re.compile(rf"'+{_LEADS}")
_MOST = 32_000  # 一格最多 32,767 个字符


def neutral(text: str) -> str:
    """The opposite of `restored` for every text a cell can hold; what is longer is cut."""
    text = text.encode("utf-8", "ignore").decode()[:_MOST]
    return f"'{text}" if _TO_MARK.match(text) else text


def restored(text: str) -> str:
    return text[1:] if _MARKED.match(text) else text
