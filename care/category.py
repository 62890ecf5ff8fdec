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


def _rows() -> tuple[Category, ...]:
    point, station, committee, grid = Tier.POINT, Tier.STATION, Tier.COMMITTEE, Tier.GRID
    return (
        Category("低保", point, point),
        Category("特困", point, station),
        Category("残疾", point, station),
        Category("高龄", point, point),
        Category("留守老人", grid, point),
        Category("留守儿童", point, station),
        Category("困境儿童", station, station),
        Category("监护缺失侵害", station, station, sealed=True),
        Category("临时救助", point, station),
        Category("突发困难", point, station),
        Category("防返贫监测", point, point),
        Category("心理", station, station, sealed=True),
        Category("就业", point, point),
        Category("助农销售", point, station),
        Category("农技", point, point),
        Category("纠纷", committee, committee),
        Category("家暴", station, station, sealed=True),
        Category("医疗", point, point),
        Category("养老照料", point, station),
        Category("基础设施", committee, committee),
        Category("安全隐患", committee, committee),
        Category("防诈骗", point, station),
        Category("教育助学", point, point),
        Category("志愿时间银行", point, point),
        Category("微心愿", grid, grid),
        Category("走失流浪", point, station),
        Category("政策咨询", point, point),
        Category("移风活动", committee, committee),
    )


CATEGORIES: dict[str, Category] = {row.name: row for row in _rows()}


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
