"""Greeting, help, asking, rating, binding: the small conversations."""

from collections.abc import Sequence
from datetime import datetime

from care.ticket import Status, Ticket
from handlers.wording.common import brief, day_of


def greeting(name: str) -> str:
    return f"您好，我是{name}。\n有事直接说，比如：屋顶漏水了。\n急事打120/110。"


def greeting_worker(name: str, person: str) -> str:
    return f"{person}您好。回「我的」看手上的事，\n回「帮助」看怎么用。"


def welcome(name: str, place: str) -> str:
    return f"欢迎，我是{place}的{name}。\n有事直接说，我叫村里的人。\n急事打120/110。"


def help_villager() -> str:
    return "有事直接说，我叫村里的人。\n查＝办到哪了　催＝催一催\n撤销＝不用了　急事打120"


def help_worker() -> str:
    return (
        "12 接＝我去办\n12 好了 修好了＝办完\n12 转 社工站 原因＝转出去\n"
        "12 明天＝明早提醒　12 备注 …\n我的＝手上的事　撤销＝收回刚才那句\n12 改类 低保　12 改急 优先＝听错了改过来"
    )


def help_station() -> str:
    return help_worker() + "\n查12＝看经过　代 张奶奶：…＝替人报"


def hotlines(lines: Sequence[tuple[str, str]], as_of: str) -> str:
    card = "\n".join(f"{number} {name}" for number, name in lines)
    return f"{card}\n（{as_of}核对）" if as_of else card


def help_in_group() -> str:
    return "有事@我直接说，也可以私下跟我说。急事打120/110。"


def greeting_in_group(name: str) -> str:
    return f"我是{name}，有事@我说，或私下跟我说。"


def unclear() -> str:
    return "没听明白。要帮忙回1，\n问政策回2，找人回3。"


def unclear_in_group() -> str:
    return "没听明白，请私下跟我说，或@我再说一遍。"


def handed_to_people(number: int) -> str:
    return f"交给村里的人看了，{number}号。\n会有人找您。急事打120/110。"


def not_heard(number: int) -> str:
    return f"语音没听清，请人来听了。\n记{number}号。打字也行。\n急事打120/110。"


def picture_alone() -> str:
    return "收到了。这是什么事？\n说一句就行。"


def kept_for(number: int) -> str:
    return f"收到了，记在{number}号里。"


def voice_kept(number: int) -> str:
    return f"语音没听清，记在{number}号里了。\n打字也行。\n急事打120/110。"


def passed_on(ticket: Ticket) -> str:
    return f"收到，我跟{ticket.number}号当班的人说。\n有危险打120/110。"


def look(ticket: Ticket, holder: str, now: datetime) -> str:
    """Who has it now, for the one who asked for help."""
    said = "" if ticket.sealed else f"（{brief(ticket.text, 8)}）"
    subject = f"{ticket.number}号{said}"
    match ticket.status:
        case Status.OPEN:
            return f"{subject}\n{ticket.post}还没有接。\n要催回「催」。"
        case Status.ACCEPTED:
            return f"{subject}\n{holder}在办。\n要催回「催」。"
        case Status.WAITING:
            until = day_of(ticket.waiting_until, now) if ticket.waiting_until else "过两天"
            return f"{subject}\n{holder}接了，{until}再办。\n要催回「催」。"
        case Status.RESOLVED if ticket.sealed:
            return f"{subject}\n有专人跟进了。\n有事随时说，急事打110。"
        case Status.RESOLVED:
            return f"{subject}\n办好了：{brief(ticket.outcome, 14)}\n回1满意 2一般 3不满意"
        case Status.CLOSED:
            return f"{subject}\n办好了。没好请直接说。"
        case Status.CANCELLED:
            return f"{subject}\n撤销了。还要办请直接说。"


_IN_GROUP = {
    Status.OPEN: "还没有人接",
    Status.ACCEPTED: "有人在办",
    Status.WAITING: "有人接了",
    Status.RESOLVED: "办好了",
    Status.CLOSED: "办好了",
    Status.CANCELLED: "撤销了",
}


def state_in_group(ticket: Ticket) -> str:
    return f"{ticket.number}号{_IN_GROUP[ticket.status]}。"


def nudged(ticket: Ticket, holder: str, *, night: bool) -> str:
    if night:
        return f"好，{ticket.number}号明早我催{holder}。\n急事打120/110。"
    return f"好，{ticket.number}号我催{holder}了。"


def nudged_today(ticket: Ticket) -> str:
    return f"{ticket.number}号今天催过了，\n我报给上一级了。\n急事打120/110。"


def cancelled(ticket: Ticket) -> str:
    return f"{ticket.number}号撤销了。有事再跟我说。"


def reopened_stays(number: int) -> str:
    return f"{number}号已经重新办了。\n不用办了，回「撤销{number}」。"


def cancel_kept(ticket: Ticket) -> str:
    return f"知道了。{ticket.number}号是急事，\n村里的人会再问您一声。"


def rated(rating: int) -> str:
    return "谢谢，记下了。" if rating == 1 else "谢谢，我们改进。"


def rated_low(number: int, post: str) -> str:
    return f"对不住。{number}号重新办，\n交给{post}，会有人回访您。"


def nothing_to_choose() -> str:
    return "您回的数字我没对上。\n有事直接说。\n回「帮助」看怎么用。"


def back() -> str:
    return "好，回到开头。有事直接说。"


def bound(name: str, place: str) -> str:
    return f"绑定好了：{name}，{place}。\n回「帮助」看怎么用。"


def group_bound(place: str, name: str) -> str:
    return f"本群绑定{place}。有事@{name}说，或私下说。"


def bad_code() -> str:
    return "这个绑定码不对或过期了。\n请找村里的人要新的。"


def code_for_group() -> str:
    return "这个码是给群用的，请在群里发。"


def code_for_person() -> str:
    return "这个码是给个人用的，请私下发给我。"


def need_code() -> str:
    return "请把绑定码一起发，\n例如：绑定 A1B2C3"


def ask_in_private() -> str:
    return "这个请私下问我。"


def told_it_is_over(ticket: Ticket) -> str:
    return f"好，我跟办{ticket.number}号的人说。\n不用来了就回「撤销」。"
