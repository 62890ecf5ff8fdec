"""Sentences that belong to no one conversation, and how numbers, names and times are written."""

from collections.abc import Sequence
from datetime import datetime

from care.calendar import SHANGHAI
from care.people import Duty
from care.ticket import DangerStays, NoOutcome, Status, StepNotAllowed, Ticket, TooLate

SEALED = "【保密】"


def who(duty: Duty) -> str:
    return f"{duty.name}（{duty.post}）"


def day_of(moment: datetime, now: datetime) -> str:
    local, today = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    names = {0: "今天", 1: "明天", 2: "后天", -1: "昨天"}
    return names.get((local.date() - today).days) or f"{local.month}月{local.day}日"


def when(moment: datetime, now: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    minutes = "半" if local.minute == 30 else f"{local.minute:02d}分" if local.minute else ""
    return f"{day_of(moment, now)}{local.hour}点{minutes}"


def brief(text: str, most: int = 40) -> str:
    """The first words of somebody's own text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def subject(ticket: Ticket, most: int) -> str:
    """What a ticket is about, in a list; of a sealed one nothing, a telephone lies about."""
    return SEALED if ticket.sealed else brief(ticket.about + ticket.text, most)


def listed(tickets: Sequence[Ticket]) -> str:
    return "\n".join(f"{ticket.number}号 {subject(ticket, 12)}" for ticket in tickets[:8])


def meant(ticket: Ticket, person: str) -> str:
    """Which ticket words without a number were taken for."""
    return f"您说的是{ticket.number}号 {SEALED if ticket.sealed else f'{person}：{brief(ticket.text, 14)}'}"


def which(tickets: Sequence[Ticket]) -> str:
    return f"您说的是哪一件？回号数。\n{listed(tickets)}"


def which_in_group() -> str:
    return "是哪一号？请带上号数，例如「12 接」。"


def no_such(number: int) -> str:
    return f"没有找到{number}号，请看看号数。"


def nothing_open() -> str:
    return "您现在没有在办的事。\n有事直接说。"


def nothing_for_worker() -> str:
    return "您手上没有在办的事。"


def nothing_to_take() -> str:
    return "现在没有等人接的事。"


def workers_only() -> str:
    return "这句话只有村里办事的人能用。\n您有事直接说就行。"


def timed_out() -> str:
    return "好，先不管刚才那件。"


_CANNOT = {
    Status.OPEN: "还没有人接",
    Status.ACCEPTED: "已经有人接了",
    Status.WAITING: "先放着，到时候会提醒",
    Status.RESOLVED: "已经办好了",
    Status.CLOSED: "已经办好了",
    Status.CANCELLED: "已经撤销了",
}


def cannot(refusal: StepNotAllowed, holder: str = "") -> str:
    number = refusal.ticket.number
    match refusal:
        case NoOutcome():
            return f"{number}号办好了，结果怎样？\n请回「{number} 好了 修好了」这样一句。"
        case DangerStays():
            return f"{number}号是急事，不能往后放。\n去不了回「{number} 转 社工站 原因」。"
        case TooLate():
            return f"{number}号过了时间，改不了了。\n还有事请直接说，我重新记。"
        case _:
            state = (
                f"{holder}接了"
                if holder and refusal.ticket.status is Status.ACCEPTED
                else _CANNOT[refusal.ticket.status]
            )
            return f"{number}号{state}。"
