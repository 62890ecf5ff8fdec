"""What is said when somebody moves to another area: to whoever tells it, and to those who go there and went there."""

from collections.abc import Sequence

_MOST = 6
UNDO = "记错了10分钟内回「撤销」。"


def _names(names: Sequence[str]) -> str:
    return "、".join(names[:_MOST])


def moved_house() -> str:
    """What 「已撤销」 calls it."""
    return "搬家"


def settled(names: Sequence[str], old: str, new: str, hand: str, due_line: str) -> str:
    """`hand`: who goes there now, unless it is the one who says it."""
    goes = f"以后{hand}去看" if hand else "档和走访都接着"
    return f"记下了，{_names(names)}从{old}搬到{new}，{goes}。\n{due_line}。\n{UNDO}"


def stay_there(names: Sequence[str]) -> str:
    """Behind `settled`: who lived with them."""
    return f"同屋的{_names(names)}没有动。"


def arrived(names: Sequence[str], area: str, where: str, due_line: str) -> str:
    return f"{_names(names)}从{area}搬到{where}了，以后请您去看。\n{due_line}。早上的清单里会有。"


def left(names: Sequence[str], where: str, hand: str) -> str:
    return f"{_names(names)}搬到{where}了，您不用再去。{f'以后{hand}去看。' if hand else ''}"


def never_came(names: Sequence[str], old: str) -> str:
    return f"刚才说的{_names(names)}搬家记错了，还在{old}，您不用去。"


def back_again(names: Sequence[str], old: str) -> str:
    return f"刚才说的{_names(names)}搬家记错了，还在{old}，照旧请您去看。"


def lives_there(name: str, where: str) -> str:
    return f"{name}的档上就在{where}，没有改。"


def which_area(name: str, areas: Sequence[str]) -> str:
    return (
        f"搬到哪个片区？还没有记。\n有{_names(areas)}。\n"
        f"请回「{name} 搬到{areas[0]}」；搬到外面去了，回「{name} 迁走 去外地」。"
    )


def no_such_area(name: str, where: str) -> str:
    return (
        f"{where}不是这里的片区，没有改。\n同一片区换了门牌，回「{name} 门牌 8号」。\n"
        f"搬到外面去了，回「{name} 迁走 去哪里」；住一阵子，回「{name} 外出 到哪天」。"
    )
