"""知情同意: what a worker hears who tells that somebody consents, or does not any more."""

from collections.abc import Sequence
from datetime import date

from handlers.wording.dossier import day
from handlers.wording.dossier_change import UNDO


def on_file(running: Sequence[str], over: Sequence[str]) -> str:
    """The line of the file."""
    said = [f"同意{'、'.join(running)}"] if running else []
    return "；".join([*said, *([f"不同意{'、'.join(over)}"] if over else [])])


def evidence(by: str, how: str, worker: str) -> str:
    return f"{by}{how}同意，{worker}记的"


def agreed(name: str, by: str, scopes: Sequence[str], on: date, today: date) -> str:
    return f"记下了：{name}{'' if by == '本人' else by}{day(on, today)}同意{'、'.join(scopes)}。\n{UNDO}"


def no_longer(name: str, by: str, scopes: Sequence[str], rests_on: str) -> str:
    """`rests_on`: the other basis on which the file and the visits go on."""
    goes_on = f"\n建档和走访另有依据（{rests_on}），照旧。" if rests_on else "\n没有别的依据了，请跟村里的社工说。"
    return f"记下了：{name}{'' if by == '本人' else by}不再同意{'、'.join(scopes)}。{goes_on}\n{UNDO}"


def none_running(name: str) -> str:
    return f"{name}的档上没有记过这样的同意，没有改。"


def no_such_day() -> str:
    return "没看懂是哪天，没有记。\n今天的不用写，早些的写「3月1日」。"
