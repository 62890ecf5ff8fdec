"""像不像: whether a few words (「修水管的」「王奶奶屋顶」) speak of a matter that is written down."""

import re
from collections.abc import Sequence

from nlp.numbers import fold
from nlp.persons import anyone, persons

SURE = 2  # from here on the words speak of that matter; 1 says perhaps

# 说法不同，是一样东西
_SAME = tuple(
    tuple(row.split())
    for row in (
        "水管 水龙头 龙头 自来水 停水 没水 断水 缺水 通水 来水 管子 水表 水泵 水厂 喝水 饮水 接水",
        "路灯 灯 灯泡 电灯 灯杆",
        "屋顶 房顶 屋面 瓦 漏雨 屋漏 房子漏 屋里漏 家里漏 天花板 楼顶 屋背",
        "停电 没电 断电 电线 电闸 跳闸 来电 电表 电路 通电",
        "路 公路 村道 路面 塌方 坑 水泥路 机耕路",
        "下水道 堵 厕所 马桶 下水 化粪池 阴沟 污水",
        "垃圾 垃圾桶 垃圾池",
        "低保 最低生活保障 低保户",
        "残疾证 残疾 残疾人证",
        "药 买药 拿药 降压药 吃药",
        "轮椅 拐杖",
        "眼镜 老花镜",
        "高龄 高龄补贴 高龄津贴 老龄补贴",
        "医保 合作医疗 新农合 报销",
        "吵架 打架 纠纷 闹 扯皮 吵",
        "田 地 水田 田埂 地界",
        "被子 棉被 棉衣 衣服",
        "米 粮 油 吃的",
        "手机 智能手机",
        "墙 围墙 土墙",
        "树 大树 竹子",
        "狗 野狗 流浪狗 恶狗",
        "网 宽带 wifi 信号",
    )
)
_EMPTY = re.compile(
    r"[^\w]+|那个|这个|那件|这件|那单|那家|这家|那户|那桩|那宗|那处|那盏|那条|那边|那里|嗰个|果个|嗰件|嗰单|的事情?|的事儿|事情|今天|昨天|前天|"
    r"明天|后天|早上|刚才|刚刚|上午|下午|中午|晚上|已经|全部|总算|终于|他们|她们|我们|老人家|老人|家里|屋里|屋头|屋企|家|屋(?!顶|面|背|漏)|"
    r"修理|维修|更换|安装|处理|解决|办理|申请|关于|负责|帮忙|反映|上报|报修|要求|想要|需要|一下|一个|一件|"
    r"[那这嗰果个件的嘅了咯也都全把给去来到过跟和我他她它您你们就是在有修换装补弄搞整办送接要想说等]"
)


def tokens(what: str) -> list[str]:
    """What a description says of the thing, without the people and the words that say nothing."""
    left, at = [], 0
    folded = fold(what)
    for start, end in persons(folded):
        left.append(folded[at:start])
        at = end
    left.append(folded[at:])
    return [piece for part in left for piece in _EMPTY.split(part) if piece]


def people_in(what: str) -> list[str]:
    folded = fold(what)
    return [folded[start:end] for start, end in persons(folded)]


def likeness(what: str, names: Sequence[str], text: str) -> int:
    """0: another matter; 1: perhaps; from `SURE` on: this one, the more the better.

    `names` are the people of the matter, `text` all other words of it. Whoever is named must be of the matter.
    """
    hay = fold(text)
    folded, weight = fold(what), 0
    for name in names:
        if len(name) > 1 and name in folded:
            folded, weight = folded.replace(name, " "), weight + 3
    for said in people_in(folded):
        if not anyone(said, names, hay):
            return 0
        weight += SURE
    things = tokens(folded)
    if not things:
        return weight
    shared = [_shared(thing, hay) for thing in things]
    if max(shared) < SURE:
        return min(1, weight + sum(shared))
    return max(SURE, weight + sum(shared) - shared.count(0))


def _shared(thing: str, hay: str) -> int:
    """How many characters in a row both have; at least `SURE` for two words for one thing."""
    most = _longest(thing, hay)
    alike = any(_has(group, thing) and _has(group, hay) for group in _SAME)
    return max(most, SURE) if alike else most


def _has(group: Sequence[str], text: str) -> bool:
    return any(word in text for word in group)


def _longest(thing: str, hay: str) -> int:
    for length in range(min(len(thing), 8), 0, -1):
        if any(thing[at : at + length] in hay for at in range(len(thing) - length + 1)):
            return length
    return 0
