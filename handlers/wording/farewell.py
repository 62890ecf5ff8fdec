"""What is said when somebody has died or moved away. Short, and never sent to the family."""


def reported(name: str, confirmer: str) -> str:
    if not confirmer:
        return f"知道了。{name}的走访先停下。\n还要第二个人确认：请村里另一位回「{name} 去世 确认」。"
    return f"知道了。{name}的走访先停下。\n请{confirmer}确认，确认前不会改档。"


def please_confirm(first: str, name: str, area: str) -> str:
    return f"{first}说{area}的{name}去世了，请您核实。\n属实回「{name} 去世 确认」。\n没有的事回「{name} 还在」。"


def needs_another(name: str) -> str:
    return f"{name}的事是您报的。\n要另一位来回「{name} 去世 确认」。"


def already_reported(name: str) -> str:
    return f"{name}的事有人报过了，等另一位确认。"


def not_reported(name: str) -> str:
    return f"还没有人报过{name}去世。\n是真的，请先回「{name} 去世」。"


def seen_since(name: str) -> str:
    return f"报了以后有人见过{name}，没有改档。\n请先问清楚。"


def confirmed(name: str) -> str:
    return f"记下了，{name}去世。走访和消息都停了。\n弄错了一天内两位都回「{name} 没去世」。"


def confirmed_too(second: str, name: str) -> str:
    return f"{second}确认了{name}的事，走访和消息都停了。"


def alive(name: str) -> str:
    return f"好，{name}还在，走访恢复。"


def said_alive(other: str, name: str) -> str:
    return f"{other}说{name}还在，走访恢复了。"


def both_needed(name: str, other: str) -> str:
    return f"要两位都说才改回来。\n请{other}也回「{name} 没去世」。"


def please_agree(first: str, name: str) -> str:
    return f"{first}说{name}没有去世。\n您也这样看，请回「{name} 没去世」。"


def restored(name: str) -> str:
    return f"改回来了，{name}在册，走访恢复。"


def only_these_two() -> str:
    return "只有当时报的和确认的两位能改回来。"


def too_late(name: str) -> str:
    return f"过了一天，{name}的档这里改不回来了。\n请找镇里管档的人。"


def no_doubt(name: str) -> str:
    return f"{name}一直在册，没有改。"


def only_the_point() -> str:
    return "迁走要村里的社工来记。\n请把这句话告诉他们。"


def moved(name: str, where: str) -> str:
    return f"记下了，{name}迁走{f'去{where}' if where else ''}，不再走访。\n记错了10分钟内回「撤销」。"


def already(name: str, standing: str) -> str:
    return f"{name}的档上已经是{standing}。"
