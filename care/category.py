"""事项类别与紧急程度: the closed words of the taxonomy, and which desk takes what."""

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    EMERGENCY = "紧急"
    URGENT = "优先"
    ROUTINE = "普通"
    QUESTION = "咨询"
    NONE = "无"


class Tier(StrEnum):
    """Who should take it, as the taxonomy says it; `care.place.Post.takes` says who that is here."""

    EMERGENCY = "应急"
    SELF = "自助"
    GRID = "网格员"
    POINT = "村社工"
    COMMITTEE = "村委"
    STATION = "镇社工站"
    OFFICE = "民政办"
    NONE = "无"


NOT_A_REQUEST = "非诉求"
UNSORTED = "待分"  # 听不明白的，交给村社工甄别（种子 000 §2.2.4「对问题和困难进行甄别」）


@dataclass(frozen=True, slots=True)
class Category:
    """One row of the taxonomy. `sealed`: seen only by posts that are allowed to (abuse, violence)."""

    name: str
    routine: Tier
    urgent: Tier
    sealed: bool = False


_ROWS = (
    Category("低保", Tier.POINT, Tier.POINT),
    Category("特困", Tier.POINT, Tier.STATION),
    Category("残疾", Tier.POINT, Tier.STATION),
    Category("高龄", Tier.POINT, Tier.POINT),
    Category("留守老人", Tier.GRID, Tier.POINT),
    Category("留守儿童", Tier.POINT, Tier.STATION),
    Category("困境儿童", Tier.STATION, Tier.STATION),
    Category("监护缺失侵害", Tier.STATION, Tier.STATION, sealed=True),
    Category("临时救助", Tier.POINT, Tier.STATION),
    Category("突发困难", Tier.POINT, Tier.STATION),
    Category("防返贫监测", Tier.POINT, Tier.POINT),
    Category("心理", Tier.STATION, Tier.STATION, sealed=True),
    Category("就业", Tier.POINT, Tier.POINT),
    Category("助农销售", Tier.POINT, Tier.STATION),
    Category("农技", Tier.POINT, Tier.POINT),
    Category("纠纷", Tier.COMMITTEE, Tier.COMMITTEE),
    Category("家暴", Tier.STATION, Tier.STATION, sealed=True),
    Category("医疗", Tier.POINT, Tier.POINT),
    Category("养老照料", Tier.POINT, Tier.STATION),
    Category("基础设施", Tier.COMMITTEE, Tier.COMMITTEE),
    Category("安全隐患", Tier.COMMITTEE, Tier.COMMITTEE),
    Category("防诈骗", Tier.POINT, Tier.STATION),
    Category("教育助学", Tier.POINT, Tier.POINT),
    Category("志愿时间银行", Tier.POINT, Tier.POINT),
    Category("微心愿", Tier.GRID, Tier.GRID),
    Category("走失流浪", Tier.POINT, Tier.STATION),
    Category("政策咨询", Tier.POINT, Tier.POINT),
    Category("移风活动", Tier.COMMITTEE, Tier.COMMITTEE),
)
CATEGORIES: dict[str, Category] = {row.name: row for row in _ROWS}

# 分类法「升级规则」一栏没有「=紧急」的类别：真出了人命关天的事，那件事本身属于别的类别
NEVER_EMERGENCY = frozenset(
    (
        "低保",
        "高龄",
        "临时救助",
        "防返贫监测",
        "就业",
        "助农销售",
        "农技",
        "志愿时间银行",
        "微心愿",
        "政策咨询",
        "移风活动",
    )
)


def tier_of(category: str, urgency: Urgency) -> Tier:
    """非诉求→无；紧急→应急；咨询→自助；其余按类别（分类法「层级」一节）."""
    if category == NOT_A_REQUEST or urgency is Urgency.NONE:
        return Tier.NONE
    if urgency is Urgency.EMERGENCY:
        return Tier.EMERGENCY
    if urgency is Urgency.QUESTION:
        return Tier.SELF
    row = CATEGORIES.get(category)
    if row is None:
        return Tier.POINT
    return row.urgent if urgency is Urgency.URGENT else row.routine


def is_sealed(category: str, urgency: Urgency) -> bool:
    """Abuse and violence are always sealed; the mind only when it is about dying (`docs/care-rules.md` §4)."""
    row = CATEGORIES.get(category)
    return row is not None and row.sealed and (category != "心理" or urgency is Urgency.EMERGENCY)
