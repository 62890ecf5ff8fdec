"""What a worker hears who tells what has changed in a file: numbers, categories, pauses, two files of one person."""

from collections.abc import Sequence
from datetime import date

from care.dossier import Dossier, Household, masked_name
from handlers.wording.dossier import day, whole_day

UNDO = "改错了回「撤销」。"


def gone(one: Dossier) -> str:
    return f"{one.name}已{one.standing}，档不再改了。"


def no_keys() -> str:
    return "还没有钥匙文件，号码不能存也不能看。\n请镇里管钥匙的人先做好钥匙文件。"


def does_not_open() -> str:
    return "这个号码打不开，钥匙文件对不上。\n请找镇里管钥匙的人。"


# —— 改 ——


def changed(name: str, told: Sequence[tuple[str, str, str]], due_line: str = "") -> str:
    lines = [f"{name} {column}：{f'{was} → ' if was else ''}{became}" for column, was, became in told]
    return "\n".join([*lines, *([due_line] if due_line else []), UNDO])


def nothing_new(name: str) -> str:
    return f"{name}的档上已经是这样，没有改。"


def told_by(worker: str) -> str:
    return f"{worker}说的"


def is_now(name: str, tag: str, due_line: str) -> str:
    return f"{name}从今天起列为{tag}。\n{due_line}。\n{UNDO}"


def no_longer(name: str, tag: str, due_line: str) -> str:
    return f"{name}从今天起不再列为{tag}。\n{due_line}。\n{UNDO}"


def is_not(name: str, tag: str) -> str:
    return f"{name}的档上本来就没有{tag}，没有改。"


def by_age() -> str:
    return "高龄由出生日期算，不用填。\n请回「名字 生日 哪年哪月哪日」。"


def unknown_tag(word: str, near: Sequence[str]) -> str:
    if not near:
        return f"没有「{word}」这一类，没有改。"
    return f"没有「{word}」这一类，没有改。\n是不是：{'、'.join(near)}？"


def not_a_day() -> str:
    return "没看懂生日，没有改。\n请写成「1945年3月2日」。"


def lunar_day() -> str:
    return "没看懂农历是哪天，没有改。\n请写「1948年腊月初八」，或者公历的。"


def by_the_moon(solar: date, words: str) -> str:
    return f"{solar.isoformat()}（农历{words}）"


def born_in_future() -> str:
    return "生日还没有到，没有改。请再看一遍。"


def too_old(years: int) -> str:
    return f"这个生日的人有{years}岁了，没有改。请再看一遍。"


def not_as_on_id() -> str:
    return "和档上身份证号里的生日不一样，没有改。\n哪个对，请看证件。"


def not_changed(why: str) -> str:
    return f"{why}\n没有改。"


def somebody_elses_id() -> str:
    return "这个身份证号在另一份档上，没有改。\n是同一个人，回「并档 名字 另一个名字」。"


# —— 暂停 ——


def why_and_until(name: str) -> str:
    return f"{name}为什么停、停到哪天？\n例如「探亲 到12月5日」。"


def until_when(name: str, reason: str) -> str:
    return f"{name}{reason}到哪天？\n例如「到12月5日」或「10天」。"


def no_reason() -> str:
    return "没有写为什么，走访没有停。"


def no_such_end(most: int) -> str:
    return f"没看懂停到哪天，走访没有停。\n要写往后{most}天以内的日子。"


def too_long(most: int) -> str:
    return f"最多停{most}天，走访没有停。\n搬走了请回「名字 迁走 去哪里」。"


def paused(name: str, reason: str, last: date, today: date) -> str:
    return f"{name}{reason}，走访停到{day(last, today)}，第二天自动恢复。\n早回来了回「{name} 回来了」。"


def came_back(name: str, due_line: str) -> str:
    return f"{name}回来了，走访恢复。\n{due_line}。"


def was_not_away(name: str) -> str:
    return f"{name}没有停走访，不用恢复。"


# —— 撤销 ——


def undone(name: str, what: str) -> str:
    return f"已撤销：{name} {what}改回原样。"


def standing() -> str:
    return "在不在册"


def changed_since(name: str) -> str:
    return f"{name}的档之后又改过，撤不回了。\n请直接说现在是什么样。"


# —— 并档 ——


def side_by_side(left: Sequence[str], right: Sequence[str], unlike: Sequence[str], *, far: bool) -> str:
    """`unlike`: columns in which the two differ. `far`: so much that they are hardly one person."""
    warning = [f"{'、'.join(unlike)}不一样，请先对证件。"] if unlike else []
    rows = [f"甲 {'、'.join(left)}", f"乙 {'、'.join(right)}", *warning]
    asks = "不像是同一个人。真是，写「并」字；不是回 2不并" if far else "乙并进甲。回 1并 2不并"
    return "\n".join(["这两份是同一个人吗？", *rows, asks])


def say_the_word(unlike: Sequence[str]) -> str:
    return f"{'、'.join(unlike)}不一样，还没有并。\n对过证件，真是同一个人，请回「并」。\n不是回 2不并"


def only_the_point_merges() -> str:
    return "并档要村里的社工来做。\n请把这两份的名字告诉他们。"


def card(one: Dossier, area: str, home: Household, phone: str, id_number: str) -> tuple[str, ...]:
    """One file for comparing, masked."""
    birth = whole_day(one.born_on) if one.born_on else "生日没写"
    door = f"{area}{home.house}" if home.house else f"{area} 户主{masked_name(home.head)}"
    return tuple(part for part in (one.name, one.sex, birth, door, phone, id_number) if part)


def one_only(name: str) -> str:
    return f"只有一份{name}的档，没有可以并的。"


def itself() -> str:
    return "说的是同一份档，不用并。"


def is_a_worker(name: str) -> str:
    return f"{name}在名册上当值，不能并掉。"


def merged(name: str, visits: int) -> str:
    return f"并好了，都在{name}这一份里，走访{visits}次。\n并错了10分钟内回「撤销」。"


def not_merged() -> str:
    return "好，不并，两份都留着。"


def merged_into(name: str) -> str:
    return f"并入{name}"
