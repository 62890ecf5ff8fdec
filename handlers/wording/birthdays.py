"""满岁数: the gentle line on Sunday about who comes to an age at which something may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_MOST = 5
_THEN = {
    16: "看看类别要不要改",
    18: "看看类别要不要改",
    60: "看看独居、空巢写了没有",
    80: "可以办高龄补贴",
    90: "看看高龄补贴换不换档",
}


@dataclass(frozen=True, slots=True)
class Turning:
    name: str
    on: date
    age: int


def week_to_come(who: str, turning: Sequence[Turning]) -> str:
    said = [f"{who}，七天里满岁数的："]
    said += [f"{one.name} {one.on.month}月{one.on.day}日满{one.age}岁，{_THEN[one.age]}" for one in turning[:_MOST]]
    return "\n".join([*said, *([f"还有{len(turning) - _MOST}位"] if len(turning) > _MOST else [])])
