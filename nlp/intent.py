"""意图: what was meant, with its slots and the reasons for it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Aim(StrEnum):
    """What the speaker wants of us. One handler each, in `handlers/routes.py`."""

    REPORT = "report"  # 要人帮忙（含紧急）
    ACCEPT = "accept"  # 12 接
    RESOLVE = "resolve"  # 12 好了 修好了
    HAND_OVER = "hand_over"  # 12 转 社工站 原因
    NOTE = "note"  # 12 备注 …
    POSTPONE = "postpone"  # 12 明天
    MINE = "mine"  # 我的
    LOOK = "look"  # 查 / 12号怎么样了
    NUDGE = "nudge"  # 催
    UNDO = "undo"  # 撤销
    CHOICE = "choice"  # 1 / 2 / 3 / 0 / 是 / 不是
    BEHALF = "behalf"  # 代 张奶奶：…
    BIND = "bind"  # 绑定 <码>
    GREET = "greet"  # 你好
    HELP = "help"  # 帮助
    THANKS = "thanks"  # 谢谢、收到
    FOLLOW = "follow"  # 关注、扫码
    UNFOLLOW = "unfollow"
    MEDIA = "media"  # 没有文字的语音、图片、位置
    CHATTER = "chatter"  # 非诉求
    UNCLEAR = "unclear"  # 有话，听不出要什么


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason. `start:end` are offsets into the text as it was sent; equal when no words show it."""

    word: str
    start: int
    end: int
    rule: str  # 规则或框架的名字，例如「医疗/倒地不起」「抑制/过去」


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is about, in the Chinese names of the taxonomy (care/category.py)."""

    category: str  # 28 类之一，或「非诉求」
    urgency: str  # 紧急 优先 普通 咨询 无
    tier: str  # 应急 自助 网格员 村社工 村委 镇社工站 无
    not_request: bool
    evidence: tuple[Evidence, ...] = ()
    unclear: bool = False  # 没有依据又不像闲聊：问一句，或交给村里看


@dataclass(frozen=True, slots=True)
class Intent:
    aim: Aim
    number: int | None = None  # 工单号
    words: str = ""  # 动作后面的话：结果、原因、备注、诉求原话
    choice: int | None = None  # 0..9
    who: str = ""  # 代谁；转给哪里；绑定码
    days: int = 0  # 「明天」是 1；「周五」由 weekday 定
    weekday: int | None = None  # 0 是周一
    reading: Reading | None = None
    slots: dict[str, str] = field(default_factory=dict)
