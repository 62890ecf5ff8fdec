"""预测和样子: what the village point hears about the coming weeks, and about the last ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from care.visits.patterns import Found, Pattern

_NAMED = 3  # 点到名字的，再多就数一数
_BRIEF = 12  # 字


@dataclass(frozen=True, slots=True)
class Shortage:
    """One area in one week. `missed`: knocks; `first`: houses with the day from which it is too late.

    `lender`, `by_phone`, `extra_on`: the three offers, each empty where there is none.
    """

    area: str
    week: tuple[date, date]
    needed: int
    possible: int
    missed: int
    first: tuple[tuple[str, date], ...]
    lender: str = ""
    lent: int = 0
    by_phone: tuple[str, ...] = ()
    extra_on: date | None = None
    extra: int = 0


def for_the_point() -> str:
    return "预测由村社工来看。\n您的清单早上会发给您。"


def how_far(most: int) -> str:
    return f"可以看1到{most}周。\n例如：预测 2周"


def nobody_to_see() -> str:
    return "这里还没有要走访的人。"


def enough(weeks: int, needed: int, possible: int) -> str:
    return f"往后{weeks}周，人手够。\n要看{needed}户次，走得了{possible}户次。"


def short(weeks: int, areas: int, one: Shortage) -> str:
    """At most six lines: the worst area in its first week that is short, and what can be done."""
    where = f"有{areas}个片区人手不够，最紧的是{one.area}。" if areas > 1 else f"{one.area}人手不够。"
    needs = f"{span(*one.week)}要看{one.needed}户次，走得了{one.possible}，会漏{one.missed}。"
    return "\n".join([f"往后{weeks}周，{where}", needs, f"最先漏：{_first(one)}", *_ways(one)])


def _first(one: Shortage) -> str:
    said = "、".join(f"{name}({day(on)}起)" for name, on in one.first[:_NAMED])
    return said + (f"等{len(one.first)}户" if len(one.first) > _NAMED else "")


def _ways(one: Shortage) -> list[str]:
    ways = [f"{one.lender}可以帮{one.lent}户次。"] if one.lender else []
    ways += [f"可以先打电话：{some(one.by_phone)}"] if one.by_phone else []
    ways += [f"{day(one.extra_on)}加一天，多看{one.extra}户次。"] if one.extra_on else []
    return ways or ["本片区和邻近的都排满了，请和社工站商量。"]


def some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + (f"等{len(names)}人" if len(names) > _NAMED else "")


def day(one: date) -> str:
    return f"{one.month}月{one.day}日"


def span(first: date, last: date) -> str:
    return f"{day(first)}到{day(last)}"


def worth_a_look(who: str, found: Sequence[tuple[str, Found]]) -> str:
    """What the record looks like, never what somebody did. Each line with the numbers that it rests on."""
    said = [f"{who}，这四周的走访有几处想请您看看：", *(f"{name}：{_looks(one)}" for name, one in found)]
    return "\n".join([*said, "不一定有事，聊一聊、陪走一趟就清楚了。"])


def _looks(one: Found) -> str:
    match one.pattern:
        case Pattern.AT_ONE_HOUR:
            return f"{one.of}天里有{one.times}天，都在{one.hour}点的一分钟里一起报"
        case Pattern.SAME_WORDS:
            words = one.words if len(one.words) <= _BRIEF else one.words[: _BRIEF - 1] + "…"
            return f"{one.of}句话里有{one.times}句一样「{words}」"
        case Pattern.ALWAYS_WELL:
            return f"{one.of}次走访都是好"
        case Pattern.SILENCE:
            return f"这7天发了{one.of}张清单，还没有回音，看是不是忙不过来"
        case Pattern.AT_ARRIVAL:
            return f"{one.of}张清单里有{one.times}张，发出一分钟内就都回了好"
