"""What somebody hears who wants the morning's list at another time."""

from datetime import time


def _said(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def at_present(at: time) -> str:
    return f"您的清单每天{_said(at)}发。要改，回「提醒 6点半」；改回来，回「提醒 照旧」。"


def noted(at: time, *, sent_today: bool) -> str:
    return f"记下了，{'明天起' if sent_today else '以后'}清单每天{_said(at)}发。改回来，回「提醒 照旧」。"


def as_usual(at: time) -> str:
    return f"好，清单还是每天{_said(at)}发。"


def which_times(first: time, before: time) -> str:
    return f"早上的清单最早{_said(first)}发，要在{_said(before)}以前。回「提醒 6点半」这样。"
