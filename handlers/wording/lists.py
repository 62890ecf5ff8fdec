"""The day's list, the evening's reminder and the week in a few lines: what a worker reads before going out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "东方", "令狐", "司徒", "慕容")
CHILD, GROWN, OLD = 18, 40, 60
_TITLES = {"女": ("姐", "阿姨", "奶奶"), "男": ("哥", "叔", "爷爷")}
_NAMED = 6  # 一周里点到名字的，再多就数一数


@dataclass(frozen=True, slots=True)
class Line:
    """One house on a list. `said`: the rhythm in the rule's own words; `left` days until it is too late.

    `missed`: how many periods went by without a visit; `late` in days; `absent`: nobody was at home yesterday.
    """

    number: int
    name: str
    said: str
    left: int
    missed: int = 0
    late: int = 0
    daily: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """One worker's week: how many people stood on the lists, how many were seen, who is overdue."""

    name: str
    planned: int
    seen: int
    overdue: tuple[str, ...] = ()


def family(name: str) -> str:
    """姓: the first character, or a surname of two; a name with a dot (阿依古丽·买买提) is called by its first part."""
    if "·" in name:
        return name.partition("·")[0]
    return name[:2] if name.startswith(_COMPOUND) and len(name) > 2 else name[:1]


def short(name: str, sex: str, age: int | None) -> str:
    """张奶奶、李哥、小明(孩子): how a neighbour is called. Without a sex on file: the name."""
    if age is not None and age < CHILD:
        given = name if "·" in name else name.removeprefix(family(name))
        return f"{given or name}(孩子)"
    titles = _TITLES.get(sex)
    if titles is None or "·" in name:
        return family(name) if "·" in name else name
    young, middle, old = titles
    title = middle if age is None else old if age >= OLD else middle if age >= GROWN else young
    return family(name) + title


def house(head: str) -> str:
    return f"{family(head)}家"


def whole_house(head: str) -> str:
    """Where two houses of one surname stand on the list."""
    return f"{head}家"


def greeted(name: str, sex: str) -> str:
    """王姐: a worker whose sex is on file; otherwise by name."""
    titles = _TITLES.get(sex)
    return name if titles is None else family(name) + titles[0]


def line(one: Line) -> str:
    return " ".join(part for part in (str(one.number), one.name, one.said, _mark(one)) if part)


def _mark(one: Line) -> str:
    if one.missed:
        if one.absent:
            return "★昨天没人"
        return f"★漏{one.missed}次" if one.missed > 1 or one.daily else f"★逾期{one.late}天"
    if one.daily:
        return ""
    return f"剩{one.left}天" if one.left else "今天最后一天"


def morning(who: str, lines: Sequence[Line], more: int, beside: Sequence[str] = ()) -> str:
    """`more`: houses left for another day. `beside`: what else is to be known before going out, a line each."""
    said = [f"早上好,{who}。今天看 {len(lines)} 户:", *map(line, lines)]
    said += [f"还有{more}户明后天看"] if more else []
    said += [*beside, "看完回: 1好 或 1要帮忙"]
    said.append("看地址回: 1地址" if all(one.missed for one in lines) else "全部好回: 全好   看地址回: 1地址")
    return "\n".join(said)


def instead(on_leave: Sequence[str], unbound: Sequence[str]) -> list[str]:
    """Whose houses these are too, and why."""
    said = [f"(替{'、'.join(on_leave)}看的也在里面)"] if on_leave else []
    return said + ([f"({'、'.join(unbound)}没绑微信，户子先发给您)"] if unbound else [])


def evening(lines: Sequence[Line], more: int) -> str:
    said = [f"今天还有 {len(lines) + more} 户没看到:", *map(line, lines)]
    said += [f"还有{more}户，看完这些再说"] if more else []
    return "\n".join([*said, "看了回: 1好 没人回: 1没人"])


def passed_on(lines: Sequence[Line], absent: str) -> str:
    """In the middle of the day somebody went on leave: what was still open on their list."""
    return "\n".join([f"{absent}请假，今天还有 {len(lines)} 户请您看:", *map(line, lines), "看完回: 1好 或 1要帮忙"])


def week(who: str, own: Week, workers: Sequence[Week]) -> str:
    """The worker's own week, and for the village point a line for each worker."""
    said = [f"这周辛苦了,{who}。"]
    if own.planned:
        said.append(f"要看 {own.planned} 人,看到 {own.seen} 人。")
    if own.overdue:
        said.append(f"还没看到: {_names(own.overdue)}")
    elif own.planned:
        said.append("该看的都看到了，谢谢您！" if own.seen == own.planned else "谢谢您！")
    said += [_worker(one) for one in workers]
    return "\n".join(said)


def _worker(one: Week) -> str:
    late = f" 逾期: {_names(one.overdue)}" if one.overdue else ""
    return f"{one.name} {one.seen}/{one.planned}{late}"


def _names(names: Sequence[str]) -> str:
    more = f"等{len(names)}户" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def silent(
    name: str,
    age: int | None,
    lists: int,
    seen_on: date | None,
    house: str,
    others: Sequence[str],
    contacts: Sequence[str],
) -> str:
    """What is known of somebody nobody has answered for; without anybody's number."""
    known = [f"{name}{f'（{age}岁）' if age is not None else ''}每天要看，连着{lists}次没有回音"]
    known.append(f"最后见到是{seen_on.month}月{seen_on.day}日" if seen_on else "还没有见到过的记录")
    known += [f"屋在{house}"] if house else []
    known += [f"同住：{'、'.join(others)}"] if others else []
    known += [f"家里人：{'、'.join(contacts)}"] if contacts else []
    return "，".join(known) + "。请马上打电话或上门看。"


def alarmed(number: int, name: str, *, others_hear: bool) -> str:
    """Only what is so: whether anybody could be called."""
    calling = "已叫村里的人" if others_hear else "没叫到别的人，请您先去"
    return f"{name}两次没回音，记了{number}号，{calling}"
