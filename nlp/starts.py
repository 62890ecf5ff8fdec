"""口令怎么起头: the cheap look that lets most sentences of a village pass by without any grammar."""

import re

from nlp.numbers import NUMERAL, NUMERAL_STARTS
from nlp.phrases import ALONE, PARTICLES, WITH_NUMBER

# 一个字就能开头的动词、客套和数字；后面跟什么都要细看
_OPEN = NUMERAL_STARTS | frozenset("接查催结转撤记绑好嗯哦噢喂嗨早#代替")
# 两个字开头：动词、客套、日子、问候
_TWO = (
    "受理 已接 已受 收到 办好 办结 办完 办妥 弄好 弄完 搞好 搞定 搞掂 处理 解决 已处 已解 已办 已完 完成 "
    "已经 已修 已换 已装 都好 都办 修好 修完 换好 换完 装好 装完 补好 补完 疏通 清理 调解 安排 加固 维修 "
    "抢修 修理 更换 安装 清扫 打扫 都修 总算 终于 刚修 刚换 刚装 刚刚 全修 移交 上报 改派 备注 加备 补充 "
    "取消 不满 很满 非常 十分 满意 不太 很不 一般 帮张 我接 我来 我受 我选 我明 我后 我周 我下 我过 我星 "
    "改类 改急 改事 改分 改紧 我改 我推 我约 我大 工单 单号 单子 编号 no 选第 第一 选一 按1 回1 明天 明日 明早 明晚 "
    "明儿 听日 后天 "
    "后日 大后 周一 周二 周三 周四 周五 周六 周日 周天 周末 星期 礼拜 这周 这个 本周 本星 本礼 下周 下个 "
    "下星 下礼 下月 半个 过两 再过 推迟 推到 改到 改成 改为 延期 延到 延三 等到 约到 约在 我们 报给 交给 "
    "派给 谢谢 谢了 谢啦 多谢 感谢 太感 万分 麻烦 辛苦 费心 难为 唔该 ok 知道 晓得 明白 了解 清楚 懂了 没问 "
    "太好 真好 你好 您好 你们 您们 大家 哈喽 哈罗 he hi 在吗 在不 在么 在没 有人 中午 上午 下午 晚上 晚好 "
    "各位 老师 领导"
)
_PAIRS = frozenset(_TWO.split()) | {key[:2] for key in ALONE if len(key) > 1}
_LONE = frozenset(key for key in ALONE if len(key) == 1)
_CODE_STARTS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LEADS = _CODE_STARTS | frozenset("请好嗯哦那就喂再把回先是对")
_LEAD_PAIRS = frozenset(["麻烦", "劳驾", "帮我", "帮忙", "给我", "我要", "我想", "我再", "收到", "您好", "你好"])
_LEAD_FIRSTS = frozenset(pair[0] for pair in _LEAD_PAIRS)
_CHOOSING = frozenset("选按第回过延推t帮")  # 后面跟数字、人名


def may_begin(folded: str, at: int = 0) -> bool:
    """Whether a command can begin at `at`. True says little; False is certain."""
    first, second = folded[at], folded[at + 1 : at + 2]
    if first in _OPEN or folded[at : at + 2] in _PAIRS:
        return True
    if not second.isalnum():
        return first in _LONE or first in _FIRSTS
    if first in _LONE:
        return second in PARTICLES
    return first in _CHOOSING or (first in _CODE_STARTS and "绑" in folded)


def may_lead(folded: str) -> bool:
    """Whether a polite word can begin here, with a command behind it: 请催一下, 好的 12 接, 是12号."""
    if folded[0] in _LEADS or folded[:2] in _LEAD_PAIRS:
        return True
    return folded[0] in _LEAD_FIRSTS and not folded[1:2].isalnum()


def may_follow(folded: str, at: int) -> bool:
    """Whether what stands right behind the number at `at` can belong to a command: 12接, not 12岁."""
    number = _NUMERAL.match(folded, at)
    beside = "" if number is None else folded[number.end() : number.end() + 1]
    return not beside.isalnum() or beside in _BESIDE


_NUMERAL = re.compile(NUMERAL)
_FIRSTS = frozenset(pair[0] for pair in _PAIRS) | _CHOOSING | _CODE_STARTS
_BESIDE = (
    _OPEN
    | _FIRSTS
    | frozenset(PARTICLES)
    | frozenset(key[0] for key in WITH_NUMBER)
    | frozenset("号单工#个天日月的这那项种条根")
)
