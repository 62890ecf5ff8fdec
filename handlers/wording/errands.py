"""What a worker hears who answers the day's list (清单)."""

from collections.abc import Mapping, Sequence
from datetime import date

from care.dossier import Dossier
from care.message import Kind
from care.visits.round import Mode, Outcome
from care.visits.rule import NotByPhone
from handlers.wording.lists import family, house, short

VIA = "清单"  # 档的改动记着是从哪里来的
_CHILD = 16
_MOST_NAMES = 6
_MOST_CONTACTS = 3
_KINDS = {Kind.VOICE: "语音", Kind.VIDEO: "视频", Kind.FILE: "文件"}


def called(people: Sequence[Dossier], head: str, today: date) -> str:
    """As the morning's list has it: 张奶奶, 小明(孩子), 韦家."""
    one = people[0]
    return short(one.name, one.sex, one.age(today)) if len(people) == 1 else house(head or one.name)


def is_child(one: Dossier, today: date) -> bool:
    age = one.age(today)
    return age is not None and age < _CHILD


def row(number: int, name: str) -> str:
    return f"{number} {name}" if number else name


def ways_to_call(one: Dossier, today: date) -> tuple[str, str, str]:
    """By name, as on the list, by the given name (小明)."""
    plain = short(one.name, one.sex, one.age(today)).partition("(")[0]
    given = one.name.removeprefix(family(one.name)) if len(one.name) > 2 else one.name
    return one.name, plain, given


def names(one: Dossier, words: str, today: date) -> bool:
    """Do these words name the person?"""
    return any(name in words for name in ways_to_call(one, today))


def part(row: str, outcome: Outcome, mode: Mode = Mode.IN_PERSON) -> str:
    return f"{row}{'' if mode is Mode.IN_PERSON else mode}{outcome}"


def _some(names: Sequence[str]) -> str:
    more = f"等{len(names)}户" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more


def of_day(part: str, day: date) -> str:
    return f"{part}（{day.month}月{day.day}日的）"


def noted(parts: Sequence[str]) -> str:
    return f"记下了：{_some(parts)}。"


def left(names: Sequence[str]) -> str:
    return f"还剩：{_some(names)}。" if names else "今天的都看完了，辛苦了。"


def try_again(number: int, name: str) -> str:
    return f"{name}今天再去一趟，还没人回「{number}还是没人」。"


def tomorrow(name: str) -> str:
    return f"{name}明天再排上。"


def still_today(name: str) -> str:
    return f"{name}天天要看，今天还留着。"


def just_noted(number: int, name: str) -> str:
    return f"{name}刚记过没人。又去过了，回「{number}还是没人」。"


def nobody_twice(names: str, contacts: Sequence[str] = ()) -> str:
    """The text of the ticket."""
    whom = f"给{'、'.join(contacts)}打电话" if contacts else "给家里人打电话"
    return f"{names}两次上门都没人。请马上去看，{whom}，问问邻居。"


def still_nobody() -> str:
    """What is added to that ticket."""
    return "又去了一趟，还是没人"


def called_for(number: int, name: str, *, told: bool) -> str:
    """Never says that somebody is coming."""
    if not told:
        return f"{name}两次没人，记成急事{number}号。\n村里还没联系上人，请您先打他家里人电话。"
    return f"{name}两次没人，记成急事{number}号，在叫村里的人。\n您先打他家里人电话、问邻居。"


def added(number: int, name: str) -> str:
    return f"{name}的话补到{number}号里了。"


def opened(number: int, name: str) -> str:
    return f"{name}要帮的记成{number}号了。"


def asked_for_help() -> str:
    """The text of a ticket where nothing more was said."""
    return "走访时说要帮忙"


def found(questions: Sequence[tuple[str, str]]) -> str:
    """What was wrong, each with its question."""
    return "；".join(f"{question}：{words}" for question, words in questions)


def kept(number: int) -> str:
    return f"问题记在走访里了。要人帮，回「{number}要帮忙 什么事」。"


def gone(names: str, outcome: Outcome, words: str) -> str:
    """The text of the ticket for the village point; nothing is stopped by one person's word."""
    return f"走访时听说{names}{outcome}，请核实。{words}"


def handed(number: int, name: str) -> str:
    return f"{name}交给村里核实了，{number}号。"


def who_of(number: int, names: Sequence[str], outcome: Outcome) -> str:
    return f"{number}这户有{'、'.join(names)}，说的是谁？\n回「{number}{outcome} {names[0]}」。"


def not_counted(part: str, names: Sequence[str]) -> str:
    return f"{part}（{'、'.join(names)}没算）" if names else part


def already(name: str, outcome: Outcome) -> str:
    return f"{name}记过了：{outcome}。记错了回「撤销」。"


def no_line(number: int, lines: Sequence[int]) -> str:
    return f"清单上没有{number}。有的是：{'、'.join(map(str, lines))}。"


def one_by_one(names: Sequence[str]) -> str:
    return f"★、有孩子的、没见着的，请一户一户回：{_some(names)}。"


def nothing_open() -> str:
    return "清单上的都记过了。"


_WHY = {
    NotByPhone.TO_MEET: "要见到本人",
    NotByPhone.FIRST: "头一回要见到人",
    NotByPhone.TWICE: "上回也是电话，这回要去看到人",
}


def go_there(row: str, refused: Mapping[str, NotByPhone], counted: Sequence[str], mode: Mode) -> str:
    """Why somebody has to be seen all the same: `refused` and `counted` are rules in their own words (每天、本周)."""
    why = "；".join(_WHY[one] for one in _WHY if one in refused.values())
    if not counted:
        return f"{row}{why}。{mode}记下了，还请去一趟。"
    others = "别" if set(counted) & refused.keys() else "、".join(refused)
    return f"{row}{'、'.join(counted)}的{mode}算了，{others}的{why}，还请去一趟。"


def go_there_still(row: str, mode: Mode) -> str:
    return f"{row}{mode}记过了，还要去看到人。去过了回「{row.split()[0]}好」。"


def nearest(contacts: Sequence[str]) -> str:
    """Names only; a number is asked for with what it is for."""
    return f"家里人、联系人：{'、'.join(contacts[:_MOST_CONTACTS])}。"


def which_picture() -> str:
    return "照片收到。是几号？回「1好」；已经回过的，回「1照片」。"


def picture_kept(row: str, kinds: Sequence[Kind]) -> str:
    names = dict.fromkeys(_KINDS.get(kind, "照片") for kind in kinds)
    return f"{'、'.join(names)}记在{row}名下。"


def picture_waits(number: int, row: str) -> str:
    return f"{row}还没记。回「{number}好」或「{number}要帮忙 什么事」，照片一起记下。"


def not_heard() -> str:
    return "语音没听清，留着了。请打字，例如「1好」，或再说一遍。急事打120、110。"


def picture_there() -> str:
    """What is added to a ticket."""
    return "有照片，在走访的人那里"


def which_day() -> str:
    return "补哪天的？例如：补 昨天 1好"


def too_late() -> str:
    return "只能补3天里的，再早的请跟村里说。"


def not_yet() -> str:
    return "那天还没到，到了再回。"


def no_list(day: date) -> str:
    return f"{day.month}月{day.day}日没有您的清单。去过的写名字，我来补：补 {day.month}月{day.day}日 李德福好"


def ask(row: str, questions: Sequence[str], *, more: bool = False) -> str:
    """`more`: others follow when these are answered."""
    asked = "\n".join(f"{at} {question}" for at, question in enumerate(questions, 1))
    return f"{row}还要问{'，先问这几样' if more else ''}：\n{asked}\n都好回「都好」，有问题回「2 门坏了」这样。"


def ask_until(row: str) -> str:
    return f"{row}到哪天回来？例如：到12月5日，或 十天"


def paused(name: str, last: date, today: date) -> str:
    year = f"{last.year}年" if last.year != today.year else ""
    return f"{name}先停到{year}{last.month}月{last.day}日，过后自己排上。"


def complete(name: str) -> str:
    return f"{name}的都问完了。"


def taken_back(names: Sequence[str], kept_numbers: Sequence[int]) -> str:
    stays = "".join(f"\n{number}号是急事没撤，村里的人会再问。" for number in kept_numbers)
    return f"已撤销：{_some(names)}，还留在清单上。{stays}"


def said_by_mistake() -> str:
    """What is added to an emergency that stays."""
    return "走访记错了，说要撤销"


def address(row: str, area: str, house: str, head: str, names: Sequence[str]) -> str:
    """Whole names: who goes there has to know whom to ask for."""
    where = f"{area} {house}" if house else f"{area}，档上没写门牌"
    of = f"（户主{head}）" if head and head not in names else ""
    return f"{row}：{where}{of}\n要见的人：{'、'.join(names)}"
