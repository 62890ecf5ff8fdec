"""请假、销假、交接: what the absent, the deputy and the receiver of an area hear."""

from collections.abc import Sequence
from datetime import date

from care.visits.round import Leave

HANDED, BACK, PASSED = "请假", "销假", "交接"  # 写在单子的经过里：为什么换了人


def day(one: date) -> str:
    return f"{one.month}月{one.day}日"


def span(one: Leave) -> str:
    return f"{day(one.first_on)}到{day(one.last_on)}" if one.last_on > one.first_on else f"{day(one.first_on)}这一天"


def for_how_long() -> str:
    return "请几天假？谁替您？\n例如：请假 3天 杨梅替\n或者：请假 明天 到 12月1日"


def gone_by(one: date) -> str:
    return f"{day(one)}已经过了，请从今天起说。"


def too_long(most: int) -> str:
    return f"一次最多请{most}天，更久请村社工办交接。"


def already(one: Leave) -> str:
    return f"您已经请了{span(one)}的假。\n要改，先回「销假」再请。"


def is_it_leave(days: tuple[date, date] | None) -> str:
    said = "请假 3天" if days is None else f"请假 {day(days[0])}到{day(days[1])}"
    return f"是您要请假吗？是就回: {said}\n不是，请说是谁家、什么事。"


def granted(one: Leave, hands: Sequence[str], *, half: bool = False) -> str:
    who = f"清单和手上的事先归{'、'.join(hands)}" if hands else "现在没有别人能替，清单还是发给您"
    return f"好，{span(one)}请假{'（半天也算一天）' if half else ''}。\n{who}。\n早回来就回「销假」。"


def who_is(name: str) -> str:
    return f"没有找到办事的人「{name}」，假还没请。\n请写全名，或者不写谁替，再发一次。"


def two_of(name: str) -> str:
    return f"叫{name}的有几个人，假还没请。\n请先不写谁替，再跟村社工说一声。"


def yourself() -> str:
    return "不能自己替自己。请写别人的名字再发一次。"


def to_deputy(absent: str, one: Leave) -> str:
    return f"{absent}{span(one)}请假，\n这几天的走访清单发给您，过后还给{absent}。"


def none_to_end() -> str:
    return "您现在没有在请假。"


def ended(numbers: Sequence[int]) -> str:
    back = f"\n{_numbers(numbers)}回到您手上。" if numbers else ""
    return f"好，销假了。清单明早起发给您。{back}"


def not_going(absent: str, one: Leave) -> str:
    return f"{absent}不请假了（原来是{span(one)}）。\n那几天的走访清单不用您替了，谢谢您。"


def came_back(absent: str, numbers: Sequence[int], *, early: bool = True) -> str:
    """`early`: in the middle of a day, whose list has gone out; else in the morning after the last day."""
    back = f"，{_numbers(numbers)}还给{absent}" if numbers else ""
    over = f"{absent}回来了{back}。\n这份清单明早起不发给您了" if early else f"{absent}假满了{back}。\n清单又发给他了"
    return f"{over}，谢谢您。"


def over(numbers: Sequence[int]) -> str:
    return f"您的假到期了，{_numbers(numbers)}回到您手上。\n还没回来就再回「请假 3天」。"


def _numbers(numbers: Sequence[int]) -> str:
    return "、".join(f"{number}号" for number in numbers)


def which_area() -> str:
    return "把哪里交给谁？例如：交接 X片区 给 杨梅"


def not_yours(place: str) -> str:
    return f"{place}不是您管的，交接要请管它的人或村社工来说。"


def nobody_of(name: str) -> str:
    return f"没有找到办事的人「{name}」，没有交接。\n他要先在名册上，也绑定了微信。"


def holds_already(name: str, place: str) -> str:
    return f"{place}本来就是{name}在管。"


def busy(name: str) -> str:
    return f"{name}那边还有一句话没答完。\n过一会儿请再发一次。"


def asked(name: str, place: str) -> str:
    return f"问{name}了，他回了「1接」，{place}才算交过去。"


def will_you(asker: str, place: str, givers: Sequence[str]) -> str:
    return f"{asker}想把{place}（{'、'.join(givers)}在管）交给您。\n接回1接，不接回2。"


def taken(place: str) -> str:
    return f"好，{place}从现在起归您。\n今天没看完的这就发给您，明早起清单都发给您。"


def passed(place: str, name: str) -> str:
    return f"{place}交给{name}了，他说接。\n今天没看的也归他，以前的记录都在。"


def refused() -> str:
    return "好，不接，我去回话。"


def not_taken(place: str, name: str) -> str:
    return f"{name}说不接{place}，还是原来的人管。"


def changed_meanwhile(place: str) -> str:
    return f"{place}已经换过人了，这次不用接。"
