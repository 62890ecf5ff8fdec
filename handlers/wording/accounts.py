"""What is said about an account that several people use."""

from collections.abc import Sequence


def confirm(owner: str, who: str) -> str:
    whose = f"{owner}的号" if owner else "这个号"
    return f"以后{who}也用{whose}：\n消息发到那里，前面写名字。\n回1对 2不"


def shared(owner: str, who: str) -> str:
    whose = f"{owner}的号" if owner else "这个号"
    return f"记下了，{who}也用{whose}。\n说{who}的事，请带上名字。\n记错了10分钟内回「撤销」。"


def ended(owner: str, who: str) -> str:
    whose = f"{owner}的号" if owner else "这个号"
    return f"记下了，{who}不用{whose}了。\n记错了10分钟内回「撤销」。"


def not_shared() -> str:
    return "好，没有改。"


def already(who: str) -> str:
    return f"{who}已经记在这个号上了。"


def not_there(who: str) -> str:
    return f"这个号上没有记{who}，没有改。"


def owns(owner: str) -> str:
    return f"这个号本来就是{owner}的。"


def no_account(owner: str) -> str:
    return f"{owner}还没有绑定微信，没有号可以一起用。"


def only_one_house(who: str) -> str:
    """The same whether or not there is anybody of that name."""
    return f"查不到{who}是不是一家人。\n请跟网格员说一声，由他来记。"


def two_of_one_name(who: str) -> str:
    return f"家里叫{who}的不止一位。\n请跟网格员说一声，由他来记。"


def workers_own() -> str:
    return "当班的人的号，只能自己用。"


def too_many(most: int) -> str:
    return f"一个号最多记{most}个人，没有改。"


def taken_back(who: str) -> str:
    return f"已撤销，{who}照原来的。"


def changed_since() -> str:
    return "这个号之后又改过，撤不回了。"


def used_with(caller: str, others: Sequence[str]) -> str:
    """Whose phone it is, where nobody said who of them speaks."""
    return f"{caller}（{'、'.join(others)}也用这个号）"


def named(who: str, text: str) -> str:
    return f"{who}：{text}"


def and_who(text: str, who: str) -> str:
    return f"{text}\n{who}呢？回1好 2要人来"


def whose(owner: str) -> str:
    """In the history of a file."""
    return f"{owner}的号"
