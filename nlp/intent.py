"""意图: what was meant, with its slots and the reasons for it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from care.category import Urgency


class Aim(StrEnum):
    """What the speaker wants of us. One handler each, in `handlers/routes.py`."""

    REPORT = "report"  # 要人帮忙（含紧急）
    ACCEPT = "accept"  # 12 接
    RESOLVE = "resolve"  # 12 好了 修好了
    HAND_OVER = "hand_over"  # 12 转 社工站 原因
    CORRECT = "correct"  # 12 改类 低保；12 改急 优先
    NOTE = "note"  # 12 备注 …
    POSTPONE = "postpone"  # 12 明天
    MINE = "mine"  # 我的
    LOOK = "look"  # 查 / 12号怎么样了
    NUDGE = "nudge"  # 催
    UNDO = "undo"  # 撤销
    CHOICE = "choice"  # 1 / 2 / 3 / 0 / 是 / 不是
    VISITED = "visited"  # 张三家没人 李四都好
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


class Evidence(NamedTuple):
    """One reason. `start:end` are offsets into the text as it was sent; equal when no words show it."""

    word: str
    start: int
    end: int
    rule: str  # 规则或框架的名字，例如「医疗/倒地不起」「低保/词」「抑制/过去」


class Need(NamedTuple):
    """一件事: what somebody needs, with the rule that says so."""

    category: str
    urgency: str
    tier: str
    rule: str
    words: str = ""  # 另起头说的那一段原话（「还有……」）；没有另起头就空着


class Reading(NamedTuple):
    """What a text is about, in the Chinese names of the taxonomy (care/category.py)."""

    category: str  # 28 类之一，「非诉求」或「待分」
    urgency: str  # 紧急 优先 普通 咨询 无
    tier: str  # 应急 自助 网格员 村社工 村委 镇社工站 无
    not_request: bool
    evidence: tuple[Evidence, ...] = ()
    unclear: bool = False  # 没有依据又不像闲聊：问一句，或交给村里看
    needs: tuple[Need, ...] = ()  # 最急的在前；非诉求和听不明白的没有
    rule: str = ""  # 凭哪一条定的
    runner_up: str = ""  # 差一点是哪一类；没有别的依据就空着

    @property
    def alarming(self) -> bool:
        return self.urgency == Urgency.EMERGENCY

    @property
    def framed(self) -> bool:
        """Whether a frame decided, not only words and what was learned."""
        return self.rule.rpartition("/")[2] not in ("词", "例句", "整句", "")


class Seen(StrEnum):
    """走访看到的."""

    WELL = "好"
    ABSENT = "没人"
    IN_NEED = "要帮忙"


class Visit(NamedTuple):
    """走访一个人的结果. `who` is empty for everyone else on the round (都好)."""

    who: str
    seen: Seen
    words: str = ""  # 这个人后面还说了什么
    reading: Reading | None = None  # 这些话是什么事


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
    which: str = ""  # 没说号数时说的是哪一件：「修水管的」「刘家」
    pointed: bool = False  # 「那个」「那件」：说的是已经有的一件
    visits: tuple[Visit, ...] = ()
    reply: "Intent | None" = None  # 办事的人这样说就是在回话；别人这样说，还是上面那个意思
