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
    `owed`: questions still to be asked of somebody who was seen in time.
    """

    number: int
    name: str
    said: str
    left: int
    missed: int = 0
    late: int = 0
    daily: bool = False
    absent: bool = False
    owed: int = 0


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
    if one.owed:
        return f"还欠{one.owed}问"
    if one.missed:
        if one.absent:
            return "★昨天没人"
        return f"★漏{one.missed}次" if one.missed > 1 or one.daily else f"★逾期{one.late}天"
    if one.daily:
        return ""
    return f"剩{one.left}天" if one.left else "今天最后一天"


def morning(who: str, lines: Sequence[Line], more: int, beside: Sequence[str] = (), *, later: int = 0) -> str:
    """`more`: houses left for another day; `later`: those in the messages that follow.

    `beside`: what else is to be known before going out, a line each.
    """
    said = [f"早上好,{who}。今天看 {len(lines) + later} 户:", *map(line, lines)]
    said += [f"还有{later}户在下一条"] if later else [f"还有{more}户明后天看"] if more else []
    said += [*beside, "看完回: 1好 或 1要帮忙"]
    said.append("看地址回: 1地址" if all(one.missed for one in lines) else "全部好回: 全好   看地址回: 1地址")
    return "\n".join(said)


def instead(on_leave: Sequence[str], unbound: Sequence[str]) -> list[str]:
    """Whose houses these are too, and why."""
    said = [f"(替{'、'.join(on_leave)}看的也在里面)"] if on_leave else []
    return said + ([f"({'、'.join(unbound)}没绑微信，户子先发给您)"] if unbound else [])


def goes_on(lines: Sequence[Line], more: int = 0, *, later: int = 0) -> str:
    """A list too long for one message; `more` and `later` as in the morning."""
    said = [f"接上一条，还有 {len(lines) + later} 户:", *map(line, lines)]
    return "\n".join(said + ([f"还有{later}户在下一条"] if later else [f"还有{more}户明后天看"] if more else []))


def evening(lines: Sequence[Line], later: int = 0) -> str:
    """`later`: houses in the messages that follow."""
    said = [f"今天还有 {len(lines) + later} 户没看到:", *map(line, lines)]
    said += [f"还有{later}户在下一条"] if later else []
    return "\n".join([*said, "看了回: 1好 没人回: 1没人"])


def passed_on(lines: Sequence[Line], why: str, later: int = 0) -> str:
    """In the middle of the day somebody went on leave or passed their area on: what was still open on their list."""
    said = [f"{why}，今天还有 {len(lines) + later} 户请您看:", *map(line, lines)]
    said += [f"还有{later}户在下一条"] if later else []
    return "\n".join([*said, "看完回: 1好 或 1要帮忙"])


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


@dataclass(frozen=True, slots=True)
class Missing:
    """What is known of those of a house nobody has word of: names with ages, and nobody's number."""

    people: Sequence[tuple[str, int | None]]
    seen_on: date | None = None
    house: str = ""
    others: Sequence[str] = ()
    contacts: Sequence[str] = ()

    @property
    def whom(self) -> str:
        return "、".join(name if age is None else f"{name}（{age}岁）" for name, age in self.people)

    @property
    def known(self) -> str:
        """A notice may cut off its end."""
        seen = self.seen_on
        said = [f"最后见到是{seen.month}月{seen.day}日" if seen else "还没有见到过的记录"]
        said += [f"屋在{self.house}"] if self.house else []
        said += [f"同住：{'、'.join(self.others)}"] if self.others else []
        said += [f"家里人：{'、'.join(self.contacts)}"] if self.contacts else []
        return "，".join(said) + "。"


def silent(one: Missing, heard: Sequence[str]) -> str:
    """`heard`: what was said of them that is no word of them (没人、改天)."""
    how = f"连着2次没有见到人（说的是{'、'.join(heard)}）" if heard else "连着2次没有回音"
    return f"{one.whom}每天要看，{how}。请马上打电话或上门看。{one.known}"


def not_visited(one: Missing, said: str, until: date) -> str:
    """出了事的, whose day went by. `said`: the plan in the rule's own words (突发)."""
    by = f"{until.month}月{until.day}日"
    return f"{one.whom}（{said}）{by}以前要去看，到今天还没看到。请打电话问清楚，或请人去看。{one.known}"


def alarmed(number: int, name: str, *, others_hear: bool, event: bool = False, heard: bool = False) -> str:
    """Only what is so: whether anybody could be called, and whether anything was said (`heard`)."""
    why = "过了期还没看到" if event else "两次没见到" if heard else "两次没回音"
    calling = ("已告诉村里" if event else "已叫村里的人") if others_hear else "没叫到别的人，请您先去"
    return f"{name}{why}，记了{number}号，{calling}"
