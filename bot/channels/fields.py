"""What every WeChat parser needs of a single field: only legal characters, and a moment."""

import re
from datetime import UTC, datetime

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """`text` without the characters that XML 1.0 cannot carry (nor PostgreSQL or UTF-8 keep)."""
    return _ILLEGAL.sub("", text)


def moment(seconds: object) -> datetime | None:
    """Unix seconds, as a number or its digits. None if it is neither, or out of this world."""
    if not isinstance(seconds, int | str):
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
