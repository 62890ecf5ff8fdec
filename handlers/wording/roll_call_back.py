"""平安确认记错了: what is said when somebody is put back among those who have not been heard of."""

from collections.abc import Sequence

from care.visits.roll_call import Door, State
from handlers.wording.lists import house
from handlers.wording.roll_call import ITSELF, OUTCOMES, some, title


def put_back(names: Sequence[str], *, undone: bool) -> str:
    return f"{'已撤销' if undone else '改回来了'}：{some(names)}还没回音，放回名单了。"


def stays_ticked(name: str, state: State, by: str) -> str:
    """Somebody else has said so too."""
    return f"{name}：{by or '还有人'}说{OUTCOMES.get(state, state)}，名单没有改。"


def still_silent(name: str) -> str:
    return f"{name}还没回音，一直在名单上。"


def not_asked(name: str) -> str:
    return f"{name}住院或外出，这轮没有问。"


def not_yours_to_put_back(name: str, state: State, by: str) -> str:
    if state is State.IN_NEED:
        return f"{name}要人来的单还在，没有撤。不用去了，请办的人回「号 好了 结果」。"
    whose = "本人说的" if by == ITSELF else f"{by}说的" if by else "别人说的"
    return f"{name}的{OUTCOMES.get(state, state)}是{whose}，没有改。要改请说的人或村社工、社工站来说。"


def tickets_after(gone: Sequence[int], kept: Sequence[int]) -> list[str]:
    said = [f"{number}号撤了。" for number in gone]
    return said + [f"{number}号是急事没撤，村里的人会再问。" for number in kept]


def said_by_mistake() -> str:
    """What is added to an emergency that stays, or to a ticket that was open before."""
    return "平安确认时说错了，要撤回"


def own_taken_back(gone: Sequence[int], kept: Sequence[int]) -> str:
    stays = [f"{number}号撤了。" for number in gone] + [f"{number}号是急事，没有撤。" for number in kept]
    return "\n".join(["好，刚才的收回了。", *stays, "您现在好吗？回1好 2要人来"])


def reopened(reason: str) -> str:
    """To who put somebody back."""
    return f"{title(reason)}本来完了，又接着问。"


def goes_on(reason: str, names: Sequence[str]) -> str:
    """To those who heard that it was over."""
    return f"{title(reason)}没有完：{some(names)}记错了，还没回音。"


def over_already(reason: str, hands: Sequence[str]) -> str:
    who = f"请{some(hands)}去看了" if hands else "请您去看一趟"
    return f"{title(reason)}已经结束，{who}。"


def knock_anyway(reason: str, doors: Sequence[tuple[Door, Sequence[str]]]) -> str:
    said = [f"{title(reason)}结束了，可是这些人记错了，还没回音，请去看一趟："]
    for door, names in doors:
        where = " ".join(part for part in (door.house, house(door.head) if door.head else "") if part)
        said.append(f"{where}：{'、'.join(names)}".removeprefix("："))
    return "\n".join([*said, "要人帮忙，直接说谁家什么事。"])


def went_out(reason: str) -> str:
    """A round that has just been started is not taken back: people have been asked."""
    return f"{title(reason)}已经问出去了，收不回来。不问了回「平安 结束」。"


def ended_by_mistake(reason: str, silent: int) -> str:
    return f"已撤销：{title(reason)}接着问，还有{silent}人没回音。"


def nothing_said() -> str:
    return "刚才没有记过谁平安。点错了谁，回「平安 张三 点错了」。"
