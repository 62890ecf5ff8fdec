"""What a worker hears who tells of a round (走访)."""

from collections.abc import Sequence

from handlers.wording.common import brief
from nlp.intent import Seen, Visit

_SEEN = {Seen.WELL: "好", Seen.ABSENT: "没人", Seen.IN_NEED: "要帮忙"}


def seen(visit: Visit) -> str:
    """The line that stands as a note on the person's matter."""
    words = f"，{visit.words}" if visit.words else ""
    return f"走访：{visit.who}{_SEEN[visit.seen]}{words}"


def noted(visit: Visit, numbers: Sequence[int]) -> str:
    where = "、".join(f"{number}号" for number in numbers)
    return f"{visit.who}{_SEEN[visit.seen]}，记到{where}了。"


def kept(visits: Sequence[Visit]) -> str:
    """Honest: what was said is stored, but no list is ticked off by it."""
    told = "、".join(f"{visit.who or '都'}{_SEEN[visit.seen]}" for visit in visits[:6])
    return f"您说的记下了：{brief(told, 40)}。\n走访名单现在不在我这里，没有替您打勾。{_needed(visits)}"


def _needed(visits: Sequence[Visit]) -> str:
    unnamed = any(visit.seen is Seen.IN_NEED for visit in visits)
    return "\n要帮谁？回「代 刘爷爷：什么事」。" if unnamed else ""


def nothing_told() -> str:
    return "看了谁、怎么样？\n例如：张三家没人 李四都好"
