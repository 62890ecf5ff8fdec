"""Every sentence function with somebody's words in it, by who reads it. What they may look like: `test_wording.py`."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType

from care.calendar import SHANGHAI
from care.category import Tier, Urgency
from care.ticket import Status, Ticket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
NUMBER = 123

Said = Mapping[str, Callable[[], Sequence[str]]]


def ticket(status: Status = Status.OPEN, **changes: object) -> Ticket:
    plain = Ticket(
        number=123,
        place_id=1,
        caller_id=2,
        about="",
        category="留守老人",
        urgency=Urgency.ROUTINE,
        tier=Tier.GRID,
        sealed=False,
        text="屋顶漏水了，能不能找个人来帮忙看看，下雨天床都是湿的",
        status=status,
        post="村居社工",
        assignee_id=None,
        opened_at=NOW,
        respond_by=None,
        resolve_by=None,
        outcome="换了三片瓦，不漏了，下回下雨再去看一次",
        waiting_until=NOW + timedelta(days=30),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # 字段名由调用处给


def width(text: str) -> float:
    """字：半角算半个（docs/care-rules.md §9）"""
    return sum(0.5 if character.isascii() else 1 for character in text)


def each(*tables: Said) -> list[str]:
    return list(dict.fromkeys(text for table in tables for texts in table.values() for text in texts()))


def short_name(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[-1]


def sentences(module: ModuleType) -> list[str]:
    """`module.function` of every public function that this module itself defines."""
    found: list[tuple[str, Callable[..., object]]] = inspect.getmembers(module, inspect.isfunction)
    own = [name for name, made in found if made.__module__ == module.__name__ and not name.startswith("_")]
    return [f"{short_name(module)}.{name}" for name in own]
