"""防公式：a text that a spreadsheet would take for a formula gets a mark, and loses it when read again."""

import re

_LEADS = r"\s*[=+\-@＝＋－＠\t\r\n]"
_TO_MARK = re.compile(rf"'*{_LEADS}")
_MARKED = re.compile(rf"'+{_LEADS}")
_MOST = 32_000  # 一格最多 32,767 个字符


def neutral(text: str) -> str:
    """The opposite of `restored` for every text a cell can hold; what is longer is cut."""
    text = text.encode("utf-8", "ignore").decode()[:_MOST]
    return f"'{text}" if _TO_MARK.match(text) else text


def restored(text: str) -> str:
    return text[1:] if _MARKED.match(text) else text
