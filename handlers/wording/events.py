"""突发、返乡、临时救助: what is said when something has happened to somebody and visits are to follow."""

from collections.abc import Sequence
from datetime import date

from care.visits.due import Pause
from handlers.wording.common import brief

VIA = "突发登记"
DONE = "回访完了"
NOT_DONE = "最后一次撤了，接着回访"
_SAID = {"突发困难": "突发", "流浪乞讨返乡": "返乡", "临时救助": "临时救助"}
_MOST = 6


def day(one: date) -> str:
    return f"{one.month}月{one.day}日"


def happened(words: str, number: int | None) -> str:
    """The evidence in the file."""
    return f"{words}（{number}号）" if number else words


def ended_because(why: str) -> str:
    return f"提前结束：{why}"


def hardship(names: Sequence[str], words: str) -> str:
    """The text of the ticket for the village point and the station."""
    return f"{'、'.join(names[:_MOST])}家突发：{words or '没说是什么事'}。请看要不要临时救助、缺什么。"


def _where(area: str, house: str) -> str:
    return f"{area}{house}"


def begun(
    tag: str, names: Sequence[str], area: str, until: date | None, hand: str, number: int | None, *, mine: bool
) -> str:
    """The answer. `hand`: who goes there; `mine`: that is the one who said it."""
    said = [f"记下了：{area}{'、'.join(names[:_MOST])}，{_SAID[tag]}。"]
    go = f"{day(until)}前第一次去看" if until else "这里没有设回访，记在档案里"
    who = "您" if mine else hand
    said.append(f"{go}，{f'已告诉{hand}' if hand and not mine else f'{who}去' if who else '还没有人负责这片'}。")
    said += [f"困难记成{number}号，报给村里和社工站。"] if number else []
    return "\n".join(said)


def already(tag: str, name: str) -> str:
    return f"{name}今天已经记过{_SAID[tag]}了，回访排上了。"


def go_there(
    tag: str, names: Sequence[str], where: str, words: str, until: date, line: int | None, away: Pause | None
) -> str:
    """To the grid worker who goes there."""
    said = [f"{_SAID[tag]}：{'、'.join(names[:_MOST])}（{where}）{brief(words, 60)}".rstrip()]
    said.append(f"请在{day(until)}前去看一次，后面的回访会排进清单。")
    if away is not None:
        said.append(f"人在{away.reason}（到{day(away.last)}），请到那里看。")
    said.append(f"看了回: {line}好 或 {line}要帮忙" if line else "早上的清单里会有。")
    return "\n".join(said)


def lost(name: str, words: str) -> str:
    """What happened to those they lived with; the evidence in their files."""
    return f"{name}{words}"


def not_yours(name: str, area: str, hand: str) -> str:
    """`hand`: who goes there."""
    return f"{name}在{area}，不是您看的，没有记。\n请告诉{hand or '村里的社工'}。"


def unknown(name: str, like: Sequence[str]) -> str:
    return f"没有{name}这个人，是不是：{'、'.join(like)}？" if like else f"没有{name}这个人的档案，请看看名字。"


def one_at_a_time(tag: str, names: Sequence[str]) -> str:
    said = f"突发 {names[0]} 什么事" if tag == "突发困难" else f"{names[0]} {_SAID[tag]}"
    return f"{'、'.join(names)}不是一家，都还没有记。请一家一句，例如：{said}"


def gone(name: str, standing: str) -> str:
    return f"{name}的档案是{standing}，没有安排回访。"


def which(name: str, places: Sequence[str]) -> str:
    listed = "\n".join(f"{at} {place}" for at, place in enumerate(places, 1))
    return f"{name}有{len(places)}个，是哪一个？回号数。\n{listed}"


def why_ending(tag: str, name: str) -> str:
    said = f"突发 {name} 结束 原因" if tag == "突发困难" else f"{name} {_SAID[tag]} 结束 原因"
    return f"为什么不用再回访了？回「{said}」。"


def only_point() -> str:
    return "提前结束要村社工或社工站来定，请跟他们说。"


def not_running(tag: str, name: str) -> str:
    return f"{name}没有在{_SAID[tag]}的回访里。"


def ended(tag: str, name: str) -> str:
    return f"{name}的{_SAID[tag]}回访结束了，原因记在档案里。"


def propose(name: str) -> str:
    return f"要不要给{name}家安排回访？回1要 2不要"


def propose_later(number: int, name: str) -> str:
    """Of a ticket somebody else settled, or while another question is open."""
    return f"{number}号办好了。要给{name}家安排回访，回「突发 {name} 什么事」。"


def propose_apart(number: int, name: str) -> str:
    return f"{number}号办好了。{propose(name)}"


def not_planned() -> str:
    return "好，不安排。以后要，回「突发 名字 什么事」。"


# —— 撤销 ——


def said_by_mistake() -> str:
    """What is added to an emergency that stays, or to a ticket that was open before."""
    return "突发登记说错了，要撤回"


def undone(tag: str, names: Sequence[str], *, before: bool) -> str:
    """`before`: something had happened before, and that plan goes on."""
    then = "原来的回访接着排" if before else "回访不排了"
    return f"已撤销：{'、'.join(names[:_MOST])}的{_SAID[tag]}，{then}。"


def withdrawn(number: int) -> str:
    return f"{number}号撤了。"


def emergency_stays(number: int) -> str:
    return f"{number}号是急事没撤，村里的人会再问。"


def noted_on(number: int) -> str:
    """A ticket that was open before."""
    return f"{number}号原来就有，没有撤，上面写了是记错。"


def goes_on(tag: str, names: Sequence[str]) -> str:
    return f"已撤销：{'、'.join(names[:_MOST])}的{_SAID[tag]}回访接着排。"


def not_after_all(tag: str, names: Sequence[str], line: int | None) -> str:
    """To the grid worker who had been sent there."""
    number = f"单子上的{line}不用回。" if line else ""
    return f"刚才说的{'、'.join(names[:_MOST])}{_SAID[tag]}记错了，不用专门去了。{number}"
