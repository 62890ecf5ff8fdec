"""What a worker hears back: the result, what is next, and how to take it back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from care.ticket import Moved, Status, Step, Ticket
from handlers.wording.common import brief, day_of, subject, when


def accepted(ticket: Ticket) -> str:
    return f"{ticket.number}号您接了。\n办好了回「{ticket.number} 好了 结果」。"


def accepted_danger(ticket: Ticket) -> str:
    return f"{ticket.number}号您接了。马上联系，人先安全。\n办完回「{ticket.number} 好了 结果」。"


def already_yours(ticket: Ticket) -> str:
    return f"{ticket.number}号就在您手上。\n办好了回「{ticket.number} 好了 结果」。"


def resolved(ticket: Ticket, *, asked: bool) -> str:
    """`asked`: the caller is somebody else and has been asked for a rating."""
    after = "已请对方评价。" if asked else ""
    return f"{ticket.number}号办好了：{brief(ticket.outcome, 30)}\n{after}说错了回「撤销」。"


def need_outcome(number: int) -> str:
    return f"{number}号结果怎样？\n说一句，例如：修好了。先不办回0。"


def handed(ticket: Ticket, to: str) -> str:
    return f"{ticket.number}号转给{to}了。转错了回「撤销」。"


def hand_to_whom(posts: Sequence[str]) -> str:
    return "转给哪里？例如「12 转 社工站 要评估」。\n可以转：" + "、".join(posts)


def nobody_there(post: str) -> str:
    return f"{post}现在没有人在岗，没有转。"


def already_there(ticket: Ticket, post: str) -> str:
    return f"{ticket.number}号本来就在{post}。"


def noted(ticket: Ticket) -> str:
    return f"记到{ticket.number}号了，只有办事的人看得到。"


def need_note(number: int) -> str:
    return f"要备注什么？例如「{number} 备注 家里有狗」。"


def postponed(ticket: Ticket, until: datetime, now: datetime) -> str:
    return f"{ticket.number}号{when(until, now)}再提醒您。"


def corrected(ticket: Ticket, to: str) -> str:
    """`to`: the desk it has gone to, empty when it stayed."""
    gone = f"，转给{to}了" if to else "了"
    return f"{ticket.number}号改成{ticket.category}·{ticket.urgency}{gone}。\n改错了回「撤销」。"


def raised(ticket: Ticket, *, told: bool) -> str:
    if not told:
        return f"{ticket.number}号改成紧急了，现在叫不到别的人。\n请您去，或者打电话。去就回「{ticket.number} 接」。"
    return f"{ticket.number}号改成紧急了，在岗的人我都叫了。\n您去就回「{ticket.number} 接」。"


def sealed_away(ticket: Ticket) -> str:
    return f"{ticket.number}号改成{ticket.category}了，交给专人。\n您不用再管，也别往外说。"


def not_a_request(ticket: Ticket) -> str:
    return f"{ticket.number}号记下了：不是求助，以后照着学。\n单子还在，没事就回「{ticket.number} 好了 不是求助」。"


def already_so(ticket: Ticket) -> str:
    return f"{ticket.number}号本来就是{ticket.category}·{ticket.urgency}。"


def which_category(number: int, near: Sequence[str]) -> str:
    return f"改成哪一类？例如「{number} 改类 {near[0]}」。\n可以写：" + "、".join(near)


def which_urgency(number: int) -> str:
    return f"改成多急？例如「{number} 改急 优先」。\n可以写：紧急、优先、普通、咨询"


def not_yours_to_calm(ticket: Ticket, post: str) -> str:
    return f"{ticket.number}号是急事，要{post}或上一级看过才能改低。\n您可以写「{ticket.number} 备注 …」告诉他们。"


def corrected_back(ticket: Ticket) -> str:
    return f"已撤销：{ticket.number}号还是{ticket.category}·{ticket.urgency}。"


def corrected_in_group(ticket: Ticket) -> str:
    return f"{ticket.number}号改好了。"


def nothing_to_undo(within: timedelta) -> str:
    return f"最近{within // timedelta(minutes=1)}分钟没有可以撤销的。"


_UNDONE = {
    Step.RESOLVE: "改回「在办」",
    Step.ACCEPT: "改回「没人接」",
    Step.POSTPONE: "改回「在办」",
    Step.HAND_OVER: "没有转",
    Step.RATE: "评价收回了",
    Step.CANCEL: "接着办",
}


def undone(ticket: Ticket, last: Moved) -> str:
    return f"已撤销：{ticket.number}号{_UNDONE[last.step]}。"


def still_wanted() -> str:
    return "刚才说不用了是弄错了，还是要办"


def mine(held: Sequence[Ticket], waiting: Sequence[Ticket], now: datetime) -> str:
    parts = []
    if held:
        parts.append("您手上：\n" + "\n".join(_line(ticket, now) for ticket in held[:8]))
    if waiting:
        parts.append("等人接：\n" + "\n".join(_line(ticket, now) for ticket in waiting[:8]))
    more = max(0, len(held) - 8) + max(0, len(waiting) - 8)
    if more:
        parts.append(f"还有{more}件。")
    return "\n".join(parts)


def _line(ticket: Ticket, now: datetime) -> str:
    mark = "★" if ticket.danger else ""
    late = " 超时" if ticket.resolve_by and ticket.resolve_by < now else ""
    later = f" {day_of(ticket.waiting_until, now)}" if ticket.waiting_until else ""
    return f"{mark}{ticket.number} {subject(ticket, 16)}{later}{late}"


_STATES = {
    Status.OPEN: "还没有人接",
    Status.ACCEPTED: "在办",
    Status.WAITING: "放着，到时候办",
    Status.RESOLVED: "办好了，等评价",
    Status.CLOSED: "办好归档了",
    Status.CANCELLED: "撤销了",
}


def looked(ticket: Ticket, holder: str, caller: str, history: Sequence[Moved], now: datetime) -> str:
    """What a worker sees of a ticket."""
    lines = [f"{ticket.number}号 {ticket.category}·{ticket.urgency} {_STATES[ticket.status]}"]
    lines.append(f"{ticket.about or caller}：{brief(ticket.text, 60)}")
    lines.append(f"{holder or ticket.post}　{when(ticket.opened_at, now)}报")
    if ticket.outcome:
        lines.append(f"结果：{brief(ticket.outcome, 40)}")
    told = [event.note for event in history if event.note and event.step in (Step.NOTE, Step.ACCEPT)]
    lines += [f"备注：{brief(note, 40)}" for note in told[-2:]]
    lines += [f"改过：{brief(event.note, 40)}" for event in history if event.step is Step.CORRECT][-1:]
    return "\n".join(lines)
