"""What a caller hears when they have told us something."""

from collections.abc import Sequence

from care.people import Duty
from care.ticket import Ticket
from handlers.wording.common import who

# 每类两句：先是号码或马上要做的，再是一句安心的话；第三句由 `danger` 补上
_DANGER = {
    "心理": ("我在。打12356，不通打120。", "有人陪您说，别人看不到。"),
    "监护缺失侵害": ("有危险马上打110。", "谢谢您，这事只有专人看得到。"),
    "家暴": ("先打110，躲到安全的地方。", "这事只有专人看得到。"),
    "防诈骗": ("先别转钱！打96110或110。", "电话先挂掉，谁催也别转。"),
    "走失流浪": ("先打110。", "想想穿什么、最后在哪里。"),
    "安全隐患": ("先离开！着火119，伤人120。", ""),
    "突发困难": ("先保人！着火119，伤人120。", ""),
    "基础设施": ("离远些！有人伤打120。", ""),
    "纠纷": ("先离开，打110，别动手。", ""),
    "残疾": ("躲开，打110。有人伤打120。", ""),
}
_NOBODY = "村里现在没联系上人，\n急的话打电话找他们。"
_CALM = ("别慌。先打120。", "电话别离手。")


def danger(ticket: Ticket, told: bool) -> str:
    """The emergency numbers first. Never says that somebody is coming before somebody has said so."""
    first, calm = _DANGER.get(ticket.category, _CALM)
    if not told:
        return f"{first}\n村里还没联系上人，\n请一定打电话。（记{ticket.number}号）"
    calling = "我在叫专人。" if ticket.sealed else "我在叫村里的人。"
    return "\n".join(line for line in (first, calm, f"{calling}（记{ticket.number}号）") if line)


def danger_in_group(sealed: bool, told: bool) -> str:
    if sealed:
        return "收到，私下跟您联系。有危险先打110。"
    if not told:
        return "有危险先打120/110/119，再找身边的人。"
    return "已通知村里值班的人。有危险先打120/110。"


def heard(number: int, duty: Duty | None, *, night: bool) -> str:
    if duty is None:
        return f"收到了，记下{number}号。\n{_NOBODY}"
    if night:
        return f"收到了，记下{number}号。\n明早有人联系您。\n急事打120/110。"
    return f"收到了，记下{number}号。\n{who(duty)}会联系您。\n急事打120/110。"


def heard_sealed(number: int) -> str:
    return f"收到了，记下{number}号。\n专人会私下找您，别人看不到。\n有危险打110。"


def heard_for(number: int, about: str, duty: Duty | None, *, night: bool) -> str:
    if duty is None:
        return f"替{about}记下了，{number}号。\n{_NOBODY}"
    coming = "明早有人去联系。" if night else f"{who(duty)}会去联系。"
    return f"替{about}记下了，{number}号。\n{coming}\n急事打120/110。"


def question(number: int, duty: Duty | None) -> str:
    if duty is None:
        return f"记下您问的了，{number}号。\n{_NOBODY}"
    return f"记下您问的了，{number}号。\n{who(duty)}会回您。"


def heard_in_part(number: int) -> str:
    return f"收到了，记下{number}号。\n话太长，我只记下了开头。\n请再分几句说。"


def in_group(number: int) -> str:
    return f"收到了，已记下{number}号。村里的人会找您。"


def and_beside(text: str, numbers: Sequence[int]) -> str:
    """The other matters of the same message have numbers of their own."""
    if not numbers:
        return text
    return f"{text}\n另一件记作{'、'.join(f'{number}号' for number in numbers)}。"


def already(number: int) -> str:
    return f"{number}号已经记下了，放心。\n想催就回「催」。"


def added(number: int) -> str:
    return f"好，补到{number}号里了。"


def same_or_new(number: int) -> str:
    return f"是上次那件（{number}号）吗？\n是回1，新的事回2。"


def about_whom() -> str:
    return "替谁报、什么事？\n例如：代 张奶奶：屋顶漏了"
