"""What other people hear because of what somebody did: a notice for each `Topic`."""

from dataclasses import dataclass
from datetime import datetime

from care.calendar import SHANGHAI
from care.notice import Topic
from care.ticket import Status, Ticket
from handlers.wording.common import brief, when


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice may speak of. `doer` is who caused it, `place` where it is."""

    ticket: Ticket
    caller: str
    place: str
    doer: str = ""
    note: str = ""
    instead_of: str = ""
    at: datetime | None = None  # 会重复的通知带上时刻：企业微信十分钟内同样的字只送一次


def _clock(facts: Facts) -> str:
    return f"{facts.at.astimezone(SHANGHAI):%H:%M} " if facts.at else ""


def _subject(facts: Facts) -> str:
    ticket = facts.ticket
    whose = f"{ticket.about}（{facts.caller}代报）" if ticket.about else facts.caller
    return f"{ticket.number}号 {facts.place} {whose}：{brief(ticket.text, 80)}"


def _how(ticket: Ticket) -> str:
    """The words that do it; nobody is asked to take what is already somebody's."""
    done = f"办完：回「{ticket.number} 好了 结果」"
    return done if ticket.assignee_id else f"接：回「{ticket.number} 接」\n{done}"


def _new(facts: Facts) -> str:
    instead = f"（{facts.instead_of}没有人能接，转到您这里）\n" if facts.instead_of else ""
    return f"{instead}{_mark(facts.ticket)}{_subject(facts)}\n{_how(facts.ticket)}"


_FIRST = {
    "心理": "先联系本人，别让一个人待着。",
    "防诈骗": "先叫停转账，打96110。",
    "走失流浪": "先确认报了110。",
}


def _mark(ticket: Ticket) -> str:
    kinds = [word for word, so in (("紧急", ticket.danger), ("保密", ticket.sealed)) if so]
    return f"【{'·'.join(kinds)}】" if kinds else ""


def _danger(facts: Facts) -> str:
    usual = "疑似伤害先报110。" if facts.ticket.sealed else "先确认打了120/110/119。"
    first = _FIRST.get(facts.ticket.category, usual)
    return f"{_mark(facts.ticket)}{_subject(facts)}\n{first}\n能去的马上回「{facts.ticket.number} 接」"


def _handed(facts: Facts) -> str:
    why = f"\n原因：{facts.note}" if facts.note else ""
    return f"{_mark(facts.ticket)}{facts.doer}转给您：{_subject(facts)}{why}\n{_how(facts.ticket)}"


def _recalled(facts: Facts) -> str:
    return f"{facts.ticket.number}号{facts.doer}收回去了，您先不用办。"


_ACTS = {
    Status.ACCEPTED: "接过去了",
    Status.WAITING: "改天去办",
    Status.RESOLVED: "办好了",
    Status.OPEN: "转走了",
}


def _moved_on(facts: Facts) -> str:
    act = _ACTS.get(facts.ticket.status, "办了")
    return f"您手上的{facts.ticket.number}号，{facts.doer}{act}。\n看经过：回「查{facts.ticket.number}」"


def _taken(facts: Facts) -> str:
    return f"{facts.ticket.number}号{facts.doer}接了，\n会联系您。"


def _taken_by_other(facts: Facts) -> str:
    return f"{facts.ticket.number}号{facts.doer}接了。还需要人手他会说。"


def _later(facts: Facts) -> str:
    ticket = facts.ticket
    day = when(ticket.waiting_until, facts.at) if ticket.waiting_until and facts.at else "过几天"
    return f"{ticket.number}号{facts.doer}记着，\n{day}再办。"


def _let_go(facts: Facts) -> str:
    return f"{facts.ticket.number}号刚才接的人去不了，\n会有别人联系您。"


def _done(facts: Facts) -> str:
    """Of a sealed matter its reporter hears that somebody cares, not how it went; and is asked for no mark."""
    if facts.ticket.sealed:
        return f"{facts.ticket.number}号有专人跟进了。\n有事随时说，急事打110。"
    return f"{facts.ticket.number}号办好了：{brief(facts.ticket.outcome, 24)}\n回1满意 2一般 3不满意"


def _withdrawn(facts: Facts) -> str:
    return f"{facts.ticket.number}号{facts.caller}说不用了，已撤销。"


def _back(facts: Facts) -> str:
    said = f"：{facts.note}" if facts.note else ""
    return f"{_mark(facts.ticket)}没办好，请重新办{said}\n{_subject(facts)}\n{_how(facts.ticket)}"


def _nudged(facts: Facts) -> str:
    return f"{_mark(facts.ticket)}{_clock(facts)}{facts.doer}催：{_subject(facts)}\n{_how(facts.ticket)}"


def _overdue(facts: Facts) -> str:
    why = "催了又催，还没办好" if facts.ticket.assignee_id else "还没有人接"
    story = f"看经过：回「查{facts.ticket.number}」\n" if facts.ticket.assignee_id else ""
    return f"{_mark(facts.ticket)}{_clock(facts)}{why}：{_subject(facts)}\n{story}{_how(facts.ticket)}"


def _due_again(facts: Facts) -> str:
    return f"{_mark(facts.ticket)}您说今天办：{_subject(facts)}\n办完：回「{facts.ticket.number} 好了 结果」"


def _undone(facts: Facts) -> str:
    return f"刚才说办好了是点错了。\n{facts.ticket.number}号还在办。"


def _added(facts: Facts) -> str:
    return f"{_mark(facts.ticket)}{facts.ticket.number}号{facts.caller}又说：{brief(facts.note, 80)}"


def _undelivered(facts: Facts) -> str:
    return f"{_mark(facts.ticket)}发给{facts.doer}的没送到，请您看看：\n{_subject(facts)}\n{_how(facts.ticket)}"


def _caller_unreached(facts: Facts) -> str:
    return f"{facts.ticket.number}号发不到{facts.caller}的微信，请打电话或上门说一声。"


def _corrected(facts: Facts) -> str:
    ticket = facts.ticket
    return f"{_mark(ticket)}{ticket.number}号{facts.doer}改成{ticket.category}·{ticket.urgency}。\n{_subject(facts)}"


def _calmed(facts: Facts) -> str:
    return f"{facts.ticket.number}号{facts.doer}看过，改成{facts.ticket.urgency}了，不用都赶过去。"


def _taken_off(facts: Facts) -> str:
    return f"{facts.ticket.number}号交给专人了，您不用再管，也别往外说。"


def _nobody_reached(facts: Facts) -> str:
    return f"{facts.ticket.number}号：村里没联系上人。\n请马上打120/110，叫身边的人。"


_TEXTS = {
    Topic.NEW: _new,
    Topic.DANGER: _danger,
    Topic.HANDED: _handed,
    Topic.RECALLED: _recalled,
    Topic.MOVED_ON: _moved_on,
    Topic.TAKEN: _taken,
    Topic.TAKEN_BY_OTHER: _taken_by_other,
    Topic.DONE: _done,
    Topic.WITHDRAWN: _withdrawn,
    Topic.BACK: _back,
    Topic.NUDGED: _nudged,
    Topic.OVERDUE: _overdue,
    Topic.DUE_AGAIN: _due_again,
    Topic.LATER: _later,
    Topic.LET_GO: _let_go,
    Topic.UNDONE: _undone,
    Topic.ADDED: _added,
    Topic.UNDELIVERED: _undelivered,
    Topic.CORRECTED: _corrected,
    Topic.CALMED: _calmed,
    Topic.TAKEN_OFF: _taken_off,
    Topic.CALLER_UNREACHED: _caller_unreached,
    Topic.NOBODY_REACHED: _nobody_reached,
}


def text(topic: Topic, facts: Facts) -> str:
    return _TEXTS[topic](facts)
