"""What is said about accounts that several people use, and about the hour of the morning's list."""

from datetime import time

from handlers.wording import accounts, reminder
from tests.handlers.said import Said

MODULES = (accounts, reminder)
HOUR = time(6, 30)

TO_VILLAGERS: Said = {
    "accounts.confirm": lambda: [accounts.confirm("", "张奶奶")],
    "accounts.shared": lambda: [accounts.shared("", "张奶奶")],
    "accounts.ended": lambda: [accounts.ended("", "张奶奶")],
    "accounts.not_shared": lambda: [accounts.not_shared()],
    "accounts.already": lambda: [accounts.already("张奶奶")],
    "accounts.not_there": lambda: [accounts.not_there("张奶奶")],
    "accounts.owns": lambda: [accounts.owns("张奶奶")],
    "accounts.only_one_house": lambda: [accounts.only_one_house("张奶奶")],
    "accounts.two_of_one_name": lambda: [accounts.two_of_one_name("张奶奶")],
    "accounts.too_many": lambda: [accounts.too_many(8)],
    "accounts.taken_back": lambda: [accounts.taken_back("张奶奶")],
    "accounts.changed_since": lambda: [accounts.changed_since()],
}

TO_WORKERS: Said = {
    "accounts.confirm of": lambda: [accounts.confirm("张桂英", "张秀英")],
    "accounts.shared of": lambda: [accounts.shared("张桂英", "张秀英")],
    "accounts.ended of": lambda: [accounts.ended("张桂英", "张秀英")],
    "accounts.no_account": lambda: [accounts.no_account("张桂英")],
    "accounts.workers_own": lambda: [accounts.workers_own()],
    "accounts.used_with": lambda: [accounts.used_with("张桂英", ["张秀英"])],
    "accounts.whose": lambda: [accounts.whose("张桂英")],
    "reminder.at_present": lambda: [reminder.at_present(HOUR)],
    "reminder.noted": lambda: [reminder.noted(HOUR, sent_today=sent) for sent in (True, False)],
    "reminder.as_usual": lambda: [reminder.as_usual(HOUR)],
    "reminder.which_times": lambda: [reminder.which_times(HOUR, time(18, 0))],
}

BLOCKS = {"accounts.named", "accounts.and_who"}
