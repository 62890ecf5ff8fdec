"""What a worker hears who asks for a file or tells what has changed in it."""

from collections.abc import Sequence
from datetime import date

from care.dossier import Dossier, Standing
from care.ticket import Status, Ticket
from care.visits.due import Pause
from care.visits.round import Visit
from care.visits.rule import age_on
from handlers.wording.common import brief, subject
from storage.dossiers import Change
from storage.looks import Found

_MOST_TAGS = 6


def day(one: date, today: date) -> str:
    near = {0: "今天", 1: "明天", -1: "昨天"}.get((one - today).days)
    year = "" if one.year == today.year else f"{one.year}年"
    return near or f"{year}{one.month}月{one.day}日"


def whole_day(one: date) -> str:
    return f"{one.year}年{one.month}月{one.day}日"


# —— 档 ——


def headline(one: Dossier, area: str, house: str, today: date) -> str:
    age = f"{age_on(one.born_on, today)}岁" if one.born_on else ""
    gone = "" if one.standing is Standing.HERE else f"（已{one.standing}）"
    return " ".join(part for part in (f"{one.name}{gone}", one.sex, age, f"{area}{house}") if part)


def tags(names: Sequence[str]) -> str:
    more = f"等{len(names)}项" if len(names) > _MOST_TAGS else ""
    return f"类别：{'、'.join(names[:_MOST_TAGS])}{more}"


def last_visit(visit: Visit | None, today: date) -> str:
    if visit is None:
        return "上次：还没有走访过"
    return f"上次：{day(visit.visited_on, today)}{visit.mode}，{visit.outcome}"


def due(until: date | None, today: date) -> str:
    if until is None:
        return "要看：现在没有要走访的"
    if until < today:
        return f"要看：过了{(today - until).days}天"
    return f"要看：{_when_due(until, today)}"


def _when_due(until: date, today: date) -> str:
    if (until - today).days <= 1:
        return day(until, today)
    if until.isocalendar()[:2] == today.isocalendar()[:2]:
        return "本周"
    return "本月" if (until.year, until.month) == (today.year, today.month) else f"{day(until, today)}前"


def away(pause: Pause, today: date) -> str:
    return f"{pause.reason}，走访停到{day(pause.last, today)}"


def open_tickets(tickets: Sequence[Ticket]) -> str:
    shown = "；".join(f"{one.number}号 {subject(one, 12)}" for one in tickets[:3])
    return f"在办：{shown}{f'，共{len(tickets)}件' if len(tickets) > 3 else ''}"


def contacts(ties: Sequence[tuple[str, str]]) -> str:
    """Names, and what they are where that says more than 联系人."""
    said = (name if not what or what == "联系人" else f"{name}（{what}）" for name, what in ties)
    return f"联系人：{'、'.join(dict.fromkeys(said))}"


def numbers(has_phone: bool, has_id: bool) -> str:
    known = [word for word, has in (("电话", has_phone), ("身份证", has_id)) if has]
    lacking = [word for word, has in (("电话", has_phone), ("身份证", has_id)) if not has]
    parts = ([f"有{'、'.join(known)}"] if known else []) + ([f"还缺{'、'.join(lacking)}"] if lacking else [])
    return "，".join(parts)


def timeline(name: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{name}的记录：", *lines]) if lines else f"{name}还没有记录。"


def line_visit(visit: Visit, today: date) -> str:
    words = f" {brief(visit.words, 14)}" if visit.words else ""
    return f"{day(visit.visited_on, today)} {visit.mode}：{visit.outcome}{words}"


_ACTS = frozenset(
    {"建档", "去世", "暂停", "并档", "撤销", "在册", "备注", "救助", "同意", "不同意"}
)  # 不是改哪一栏，是做了一件事


def line_change(one: Change, on: date, today: date) -> str:
    if one.field in _ACTS:
        return f"{day(on, today)} {one.field}：{brief(one.became or one.was, 14)}"
    became = one.became or "没有了"
    change = f"{brief(one.was, 12)} → {brief(became, 12)}" if one.was else brief(became, 14)
    return f"{day(on, today)} 改{one.field}：{change}"


def line_tag(tag: str, on: date, today: date, *, ended: bool, why: str = "") -> str:
    """`why`: of aid, what was given."""
    if why:
        return f"{day(on, today)} 救助：{tag} {brief(why, 14)}"
    return f"{day(on, today)} {'不再是' if ended else '列为'}{tag}"


def written_down(name: str, column: str, words: str) -> str:
    return f"{name}的{column}记下了：{brief(words, 40)}\n看全部回「{name} 记录」。"


_STANDS = {
    Status.OPEN: "没人接",
    Status.ACCEPTED: "在办",
    Status.WAITING: "先放着",
    Status.RESOLVED: "办好了",
    Status.CLOSED: "办好了",
    Status.CANCELLED: "撤销了",
}


def line_ticket(ticket: Ticket, on: date, today: date) -> str:
    return f"{day(on, today)} {ticket.number}号 {subject(ticket, 12)}（{_STANDS[ticket.status]}）"


# —— 找人 ——


def told_apart(one: Found, others: Sequence[Found], today: date) -> str:
    """By area, house or age; whatever of these is not the same for all."""
    marks = [one.area, one.house or "门牌没写", f"{age_on(one.born_on, today)}岁" if one.born_on else "年龄没写"]
    rows = [(other.area, other.house, other.born_on) for other in others]
    apart = [mark for mark, column in zip(marks, zip(*rows, strict=True), strict=True) if len(set(column)) > 1]
    gone = "" if one.standing is Standing.HERE else f"，已{one.standing}"
    return f"{one.name}（{' '.join(apart or marks[:1])}{gone}）"


def which_of(found: Sequence[Found], today: date) -> str:
    return "\n".join(["您说的是哪一位？回前面的数字。", *_listed(found, today)])


def nobody_but(found: Sequence[Found], today: date) -> str:
    return "\n".join(["没有这个人，是不是：", *_listed(found, today), "是就回前面的数字。"])


def _listed(found: Sequence[Found], today: date) -> list[str]:
    return [f"{number} {told_apart(one, found, today)}" for number, one in enumerate(found, 1)]


def say_it_again() -> str:
    """A number was in what they had said, and that is not kept in the clear."""
    return "刚才那句没有留着，没有改。请连同名字再说一遍。"


def nobody(name: str) -> str:
    return f"没有这个人：{name}。\n您管的地方没有叫这个名字的。"


# —— 看号码 ——


def for_what(name: str, what: str) -> str:
    return f"要看{name}的{what}做什么用？\n回一句用途，会记下来。"


def no_purpose() -> str:
    return "没有写用途，号码不能看。"


def not_on_file(name: str, what: str) -> str:
    return f"{name}的档上没有{what}。"


def not_for_you() -> str:
    return "身份证号只有村社工、社工站这样的岗位能看。\n要用请找他们。"


def number_of(name: str, what: str, number: str, purpose: str) -> str:
    return f"{name} {what} {number}\n用途记下了：{purpose}"
