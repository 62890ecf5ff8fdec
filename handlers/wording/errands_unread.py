"""What a worker hears whose answer to the list was not understood, or may be meant otherwise. Nothing is dropped."""

from collections.abc import Sequence

_QUOTED = 16  # 字
_MOST_NAMES = 6


def _some(names: Sequence[str]) -> str:
    more = f"等{len(names)}户" if len(names) > _MOST_NAMES else ""
    return "、".join(names[:_MOST_NAMES]) + more


def who_is_well(number: int, names: Sequence[str]) -> str:
    return f"{number}这户有{'、'.join(names)}，哪个没见到？没有记。\n回「{number}好 {names[0]}不在」这样。"


def not_read(number: int, row: str) -> str:
    return f"{row}这句没听懂，没有记。回「{number}好」「{number}没人」，或「{number}要帮忙 什么事」。"


def not_on_the_list(words: str) -> str:
    return f"「{words[:_QUOTED]}」不在今天的单子上，没有记。\n要人帮的，请把名字和事写上再发一次。"


def two_houses(number: int, row: str) -> str:
    return f"{number}是{row.partition(' ')[2]}，名字对不上，没有记。请只回号，例如「{number}好」。"


def not_sure(number: int, row: str, words: str) -> str:
    """Said to be well, and something that does not go with it; or something about the body."""
    heard = f"说「{words[:_QUOTED]}」，" if words else ""
    return (
        f"{row}{heard}没有记。\n见到了、不用帮回「{number}好」，没见到回「{number}没人」，"
        f"\n要人帮回「{number}要帮忙 什么事」。"
    )


def all_waits(words: str = "") -> str:
    """What is said when 「都好」 could not be told from what stood beside it."""
    heard = f"「{words[:_QUOTED]}」没听懂，" if words else ""
    return f"{heard}「全好」先都没记。\n哪户不算，回「全好 除了4」这样；都好就回「全好」。"


def whose_is_it(numbers: Sequence[int]) -> str:
    """An emergency was told beside several lines, and of which is not clear."""
    return f"急事是哪一户的？请回「{numbers[0]}要帮忙 什么事」这样，好让人找得到。"


def which_is_meant(number: int, row: str) -> str:
    return f"手上也有{number}号单。说清单上的{row}，回「{number}好」；单子办好了，回「{number}好了」。"


def of_which_list(said: str) -> str:
    """The list of a round and that of the visits have the same numbers."""
    number = said.rstrip("好没人")
    return f"现在有两张名单，没有记。\n平安确认的回「平安 {number}」，\n走访的回「走访 {said}」。"


def yesterdays(row: str, number: int) -> str:
    return f"今天的清单还没发。说的是昨天的{row}吗？是就回「昨天{number}好」这样。"


def came_back(row: str) -> str:
    return f"{row}回来了，从今天起照常排上。看到人了回「{row.split()[0]}好」。"


def was_not_away(row: str) -> str:
    return f"{row}没有停着，还在清单上。看到人了回「{row.split()[0]}好」。"


def pause_ends(name: str) -> str:
    return f"{name}见到了，原来停的到今天为止。"


def none_of_them(names: Sequence[str]) -> str:
    """「都不好」「都没去」「看完了」 tell nothing of anybody."""
    return f"还没记。还剩：{_some(names)}。\n都好回「全好」；不好的一户一户回「1没人」「1要帮忙 什么事」。"


def still_calling(number: int, row: str) -> str:
    """They were found, and people are still being called."""
    return f"{row}的{number}号急事还在叫人。人没事了，请回「{number} 好了 人找到了」。"


def put_right() -> str:
    return "哪一户记错了？回「撤销」全收回，或回「1错了 是没人」这样。"


def not_known_until(row: str) -> str:
    return f"{row}先不停。知道哪天回来了，回「{row.split()[0]}住院 到12月5日」这样。"
