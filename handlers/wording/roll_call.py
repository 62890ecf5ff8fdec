"""平安确认: what is asked, of whom, and how far it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from care.calendar import SHANGHAI
from care.visits.roll_call import Door, Entry, RollCall, State, Tally
from handlers.wording.lists import house, short

_COLD = ("寒潮", "冷空气", "降温", "大雪", "暴雪", "下雪", "雨雪", "冰冻", "冻雨", "霜冻")
_HOT = ("高温", "酷暑")
_WET = ("暴雨", "大雨", "强降雨", "洪水", "洪涝", "洪灾", "涨水", "内涝", "山洪", "泥石流", "滑坡")
_WINDY = ("台风", "大风", "冰雹")
_MOST = 6


def title(reason: str) -> str:
    return f"{reason}平安确认"


def names_of(entries: Sequence[Entry], today: date) -> list[str]:
    """Short ones; where two are called alike, whole ones."""
    names = [short(one.who.name, one.who.sex, one.who.age(today)) for one in entries]
    return [one.who.name if names.count(name) > 1 else name for one, name in zip(entries, names, strict=True)]


def some(names: Sequence[str]) -> str:
    more = f"等{len(names)}人" if len(names) > _MOST else ""
    return "、".join(names[:_MOST]) + more


# —— 开始 ——


def whom(places: Sequence[str], age_from: int | None, age_to: int | None, tags: Sequence[str]) -> str:
    ages = "" if age_from is None and age_to is None else f"{age_to}岁以下" if not age_from else f"{age_from}岁以上"
    if age_from and age_to is not None:
        ages = f"{age_from}到{age_to}岁"
    kinds = "或".join(dict.fromkeys(tags))
    return f"{'、'.join(places)}{ages}{kinds}" + ("" if ages or kinds else "全部")


def how_to_start() -> str:
    return "问哪些人？例如：平安确认 寒潮 80岁以上\n或：平安确认 暴雨 W片区 独居\n全都问：平安确认 高温 全部"


def not_understood(words: Sequence[str]) -> str:
    return f"没看懂「{'」「'.join(words)}」，没有开始。\n可以写年龄、片区、类别，例如：平安确认 寒潮 80岁以上 独居"


def not_yours(place: str) -> str:
    return f"没有{place}，或者不归您管，没有开始。"


def only_point() -> str:
    return "平安确认要村社工、社工站来发起，请跟他们说。"


def nobody(said: str, elsewhere: int) -> str:
    beside = f"（{elsewhere}人已在别的一轮里）" if elsewhere else ""
    return f"{said}里没有要问的人{beside}，没有开始。"


def ask_start(reason: str, said: str, found: Tally, elsewhere: int, hands: Sequence[str]) -> str:
    paused = found.counts.get(State.PAUSED, 0)
    lines = [f"{title(reason)}：{said}，{found.people}人、{found.houses}户。"]
    lines += [f"其中{paused}人住院或外出，不问。"] if paused else []
    lines += [f"另有{elsewhere}人已在别的一轮里，不重复问。"] if elsewhere else []
    lines.append(f"名单私下发给{some(hands)}。回1开始 2不" if hands else "回1开始 2不")
    return "\n".join(lines)


def started(reason: str, doors_at: datetime, *, night: bool) -> str:
    local = doors_at.astimezone(SHANGHAI)
    when = "天亮后发名单" if night else "名单发出去了"
    return f"{title(reason)}开始，{when}。\n{local.day}日{local.hour}点还没回音的上门去看。看进展回: 平安 进展"


def not_started() -> str:
    return "好，没有开始。"


# —— 名单 ——


def listing(reason: str, lines: Sequence[tuple[int, str, Entry]], part: int, of: int) -> str:
    """(number, name, entry), at most twenty."""
    which = f"（{part}/{of}）" if of > 1 else ""
    said = [f"{title(reason)}，请问到这些人{which}：", *(_line(*one) for one in lines)]
    if part == of:
        said.append("好的回: 平安 1 3 5   都好回: 平安 全部")
        said.append("没人回: 平安 2没人   要人回: 平安 2要人来")
    return "\n".join(said)


def _line(number: int, name: str, one: Entry) -> str:
    return f"{number} {name} {one.who.house}".rstrip() + ("（没人）" if one.state is State.ABSENT else "")


def knock(reason: str, doors: Sequence[tuple[Door, Sequence[str]]], part: int, of: int) -> str:
    """Houses along the lane, each with who is silent there."""
    which = f"（{part}/{of}）" if of > 1 else ""
    said = [f"{title(reason)}，这些户没回音，请上门看{which}："]
    for door, names in doors:
        people = "、".join(
            f"{one.line} {name}" + ("（没人）" if one.state is State.ABSENT else "")
            for one, name in zip(door.entries, names, strict=True)
        )
        head = house(door.head) if door.head else ""
        said.append(f"{' '.join(part for part in (door.house, head) if part)}：{people}".removeprefix("："))
    if part == of:
        said.append("看到了回: 平安 5 看到了   没人回: 平安 5没人")
    return "\n".join(said)


def to_point(reason: str, people: int, houses: int, hands: Sequence[str]) -> str:
    who = f"请{some(hands)}上门了" if hands else "还没有人能上门"
    return f"{title(reason)}：还有{houses}户{people}人没回音，{who}。\n看进展回: 平安 进展"


def ask_person(reason: str) -> str:
    kinds = ((_COLD, "天冷，"), (_HOT, "天热，"), (_WET, "雨大，"), (_WINDY, "风大，"))
    weather = next((said for words, said in kinds if reason in words), "")
    return f"{weather}您好吗？回1好 2要人来"


# —— 回话 ——


def how_to_answer() -> str:
    return (
        "好的回: 平安 1 3 5   没人回: 平安 2没人\n问到的人回: 平安 张三   看进展回: 平安 进展\n点错了回: 平安 3 点错了"
    )


def noted(parts: Mapping[State, Sequence[str]]) -> str:
    said = [f"{some(list(dict.fromkeys(names)))}{OUTCOMES[state]}" for state, names in parts.items() if names]
    return f"记下了：{'；'.join(said)}。"


OUTCOMES = {State.WELL: "平安", State.ABSENT: "没人", State.AWAY: "不在家", State.IN_NEED: "要人来"}


def elsewhere(name: str, area: str, hand: str) -> str:
    whose = f"、{hand}名单上的" if hand else "的"
    return f"{name}是{area}{whose}，也算上了。"


def left(names: Sequence[str]) -> str:
    return f"您名单上还有{len(names)}人没回音：{some(names)}。" if names else "您名单上的都有回音了，辛苦了。"


def before(name: str, state: State, by: str) -> str:
    return f"{name}已经记过{OUTCOMES.get(state, state)}" + (f"（{by}说的）" if by else "") + "，没有改。"


def still_absent(name: str, by: str) -> str:
    """Somebody was ticked off before; that nobody is at home now is not thrown away."""
    return f"{name}先前{by or '有人'}说平安，名单没有改。\n放心不下就再去看看，要人回「平安 {name} 要人来」。"


def need(number: int, name: str, *, told: bool, night: bool) -> str:
    heard = "还没联系上人，请您先去" if not told else "天亮告诉村里的人，等不得请您先去" if night else "已告诉村里的人"
    return f"{name}要人来，记成{number}号，{heard}。"


def no_line(numbers: Iterable[int]) -> str:
    return f"您名单上没有{'、'.join(map(str, numbers))}。"


def no_list() -> str:
    return "您手上没有平安确认的名单。问到了谁，回「平安 名字」。"


def nobody_called(name: str, like: Sequence[str]) -> str:
    if like:
        return f"名单上没有{name}，是不是：{'、'.join(like)}？这句没有记。"
    return f"名单上没有{name}，这句没有记，请再看看。\n要人来回「平安 2要人来 什么事」。"


def two_of(name: str, areas: Sequence[str]) -> str:
    where = "、".join(areas)
    return f"{name}有{len(areas)}个（{where}），这句没有记。请写上片区，例如：平安 {areas[0]}{name}"


def need_text(reason: str, words: str) -> str:
    """The text of the ticket."""
    return f"{title(reason)}时说要人来" + (f"：{words}" if words not in ("", "要人来", "要人") else "。请马上联系。")


def own_well() -> str:
    return "好，记下了。您保重。"


def own_need(number: int, *, told: bool, night: bool) -> str:
    heard = "村里还没联系上人。" if not told else "天一亮告诉村里的人。" if night else "在叫村里的人。"
    return f"收到，记下{number}号。\n{heard}\n急事打120。"


# —— 进展和结束 ——


def progress(one: RollCall, now: Tally, hands: Sequence[tuple[str, int]]) -> str:
    ticked = now.people - now.silent - now.counts.get(State.PAUSED, 0)
    lines = [f"{title(one.reason)}（{one.said}）：{now.people}人，有回音{ticked}。"]
    beside = [f"{state}{now.counts[state]}" for state in (State.IN_NEED, State.AWAY, State.PAUSED) if now.counts[state]]
    lines += [f"其中{'、'.join(beside)}。"] if beside else []
    lines.append(f"没回音{now.silent}：{'、'.join(f'{name}{count}' for name, count in hands)}。")
    return "\n".join(lines)


def none_running() -> str:
    return "现在没有在进行的平安确认。"


def which_round(reasons: Sequence[str]) -> str:
    return f"有{len(reasons)}轮：{'、'.join(title(one) for one in reasons)}。\n结束哪轮？例如：平安 结束 {reasons[0]}"


def not_yours_to_end() -> str:
    return "这轮要发起的人或村社工、社工站来结束。"


ITSELF = "本人"


def summary(one: RollCall, now: Tally, heard: Sequence[tuple[str, int]], took: timedelta) -> str:
    """The line that is kept: how many, by whom, how long."""
    minutes = int(took.total_seconds()) // 60
    hours = f"{minutes // 60}小时" if minutes >= 60 else ""
    long = f"{hours}{minutes % 60}分钟" if minutes % 60 or not hours else hours
    states = (State.WELL, State.IN_NEED, State.AWAY, State.PAUSED)
    counts = [f"{state}{now.counts[state]}" for state in states if now.counts[state]]
    counts += [f"没回音{now.silent}"] if now.silent else []
    said = f"{title(one.reason)}完了（{one.said}），用时{long}。{now.people}人：{'、'.join(counts)}。"
    return said + (f"谁说的：{'、'.join(f'{name or ITSELF}{count}' for name, count in heard)}。" if heard else "")


def over(silent: Sequence[str]) -> str:
    """Beside the summary, where it was ended early."""
    return f"还没回音的：{some(silent)}，请接着去看。"
