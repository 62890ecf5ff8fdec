"""口令词表: the short sayings that are commands when nothing else is said."""

import re
from dataclasses import dataclass

from nlp.intent import Aim
from nlp.verbs import DONE_FIRST


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a saying means. `choice` as in `Intent`; a `result` is also the words of the closing."""

    aim: Aim
    choice: int | None = None
    result: bool = False


def _spread(aim: Aim, sayings: str, choice: int | None = None, *, result: bool = False) -> dict[str, Phrase]:
    return dict.fromkeys(sayings.split(), Phrase(aim, choice, result))


_RATINGS = (
    _spread(Aim.CHOICE, "满意 很满意 非常满意 挺满意 蛮满意 比较满意 十分满意 满意得很 好评", 1)
    | _spread(Aim.CHOICE, "一般 一般般 还行 还可以 马马虎虎 凑合", 2)
    | _spread(Aim.CHOICE, "不满意 很不满意 非常不满意 不太满意 差评 太差了", 3)
)
_ANSWERS = _spread(Aim.CHOICE, "是 是的 对 对的 对头 没错 要 需要 可以 行 同意 确认 确定 是我", 1) | _spread(
    Aim.CHOICE,
    "不是 不是的 没有 不对 返回 算了 不 不要 否 不行 不同意 不用 退出 上一步 都不是 "
    "没好 没修好 没办好 没弄好 没搞好 没解决 还没好 还没修好 还没办好 还没弄好 还没解决 还是没好 还是没修好 "
    "还是不行 根本没修",
    0,
)

WITH_OR_WITHOUT_NUMBER = (
    _RATINGS
    | _spread(
        Aim.ACCEPT,
        "接 接了 我接 我接了 接单 接单了 我接单 接下 接下了 已接 已接单 接手 受理 受理了 已受理 我受理 我来 "
        "我来接 我来办 我来处理 我来弄 我来修 我来看 我来跟 我负责 我去办 我去处理 我去看看 我去看一下 "
        "我去看下 我去一趟 我去修 我这就去 我马上去 我现在去 我就去 我马上到 我马上过去 我这就过去 马上去 "
        "马上到 马上过去 这就去 这就过去 马上就到 收到我去 收到我来 收到我接 收到马上去 收到马上到 "
        "收到马上过去 收到这就去 收到去办 好的我去 好的我来 好的马上去 好的马上到 好我去 好我来 交给我 "
        "交给我吧 归我",
    )
    | _spread(
        Aim.RESOLVE,
        "好了 好了好了 办好了 办好 弄好了 弄好 搞好了 搞好 搞定 搞定了 搞掂 办结 办结了 已办结 完成 完成了 "
        "已完成 结 结了 结单 办完了 办完 弄完了 搞完了 办妥了 办妥 处理好了 处理好 处理完了 处理了 已处理 "
        "解决了 已解决 都好了 都办好了 已经好了 已经办好了 已经完成了 已经处理了 已经解决了 办成了 办了 "
        "了结",
    )
    | _spread(
        Aim.LOOK,
        "查 查询 查看 查一下 查下 查一查 查查 查单 查进度 看进度 进度 进展 怎么样了 怎么样 怎样了 咋样了 "
        "咋样 办得怎么样了 办的怎么样了 到哪了 到哪里了 到哪步了 到哪一步了 办到哪了 办到哪一步了 什么进度 "
        "啥进度 什么情况了 啥情况了 谁来 谁管 谁去 谁负责 谁在办 谁在管 几时来 几点来 何时来 什么时候来 "
        "啥时候来 啥时来 多久来 什么时候有人来 几时有人来 好了吗 好了没 好了没有 好了么 好没好 修好了吗 "
        "修好了没 修好了没有 办好了吗 办好了没 办好了没有 弄好了吗 弄好了没 弄好了没有 处理好了吗 处理了吗 "
        "解决了吗 解决了没 接了吗 接了没 有结果吗 有结果了吗 有消息吗 有消息了吗 有进展吗",
    )
    | _spread(
        Aim.NUDGE,
        "催 催催 催一催 催一下 催下 催办 催单 催办一下 快点 快点来 快一点 快些 搞快点 快点办 抓紧 抓紧点 "
        "抓紧办 怎么还没来 怎么还没人来 怎么还不来 咋还没来 咋还没人来 咋还不来 还没来 还没人来 还没有人来 "
        "没人来 一直没人来 怎么没人来 怎么还没办 怎么还没好 咋还没好",
    )
    | _spread(
        Aim.UNDO, "撤销 撤回 撤单 撤 取消 取消了 不用了 不要了 不需要了 弄错了 搞错了 报错了 发错了 点错了 按错了 误报"
    )
    | _spread(Aim.HAND_OVER, "上报 上报了 往上报 报上去 转 转交 移交 转派 改派 转单")
    | _spread(Aim.NOTE, "备注 记备注 加备注 写备注")
)
ALONE = (
    WITH_OR_WITHOUT_NUMBER
    | _ANSWERS
    | _spread(
        Aim.MINE,
        "我的 我的单 我的单子 我的工单 我的件 我的事 我的事情 我的待办 我的任务 我的诉求 我的进度 我报的事 "
        "我报的 待办 待办事项 我手上的 我手头的 我有几个单 我有哪些单 我有什么单 还有哪些 还有几个单 未办 "
        "没办的 手上的单 我的列表",
    )
    | _spread(
        Aim.HELP,
        "电话 热线 求助电话 急救电话 应急电话 热线电话 求助热线 "
        "帮助 菜单 怎么用 咋用 咋个用 如何用 怎么使用 怎么操作 功能 说明 使用说明 用法 指令 命令 口令 help "
        "h menu 能做什么 你能做什么 你会什么 你会做什么 你能干什么 你能干啥 有什么功能 你是谁 你是哪个 "
        "这个怎么用 这怎么用",
    )
    | _spread(Aim.POSTPONE, "改天 推迟 延期 改期 缓一缓")
)
WITH_NUMBER = (
    WITH_OR_WITHOUT_NUMBER
    | _ANSWERS
    | _spread(Aim.ACCEPT, "我去 我去了 我上门 我来了 去了 在路上 在路上了 去看看")
    | _spread(Aim.RESOLVE, "好 完了 可以了 行了 妥了 结束 结束了 没问题了 好啦 ok了")
    | _spread(Aim.RESOLVE, "没事了 虚惊一场 去过了 看过了 去看过了 通了", result=True)
    | _spread(
        Aim.LOOK,
        "呢 什么情况 啥情况 有人来吗 有人来没 有人来没有 明天有人来吗 今天有人来吗 有人管吗 有人管没 如何了 "
        "状态 情况 看看 看一下 看 是什么 是什么事 是啥 是谁 完了吗 完了没 办了吗 办了没 修了吗 修了没 "
        "来了吗",
    )
    | _spread(
        Aim.NUDGE,
        "还没好 没好 还没修好 没修好 还没办 还没办好 没办好 还没弄 还没弄好 还没修 还没动静 没动静 没人管 "
        "还没人管 还没人接 没人接 怎么没动静 怎么还没修 怎么还没修好 怎么还没人管 怎么没人管 咋还没修好 "
        "咋还没人管 还不来 人呢",
    )
    | _spread(Aim.UNDO, "不用来了 不用管了 不用修了 不用办了 不用去了 不办了 不修了")
    | _spread(Aim.POSTPONE, "改天 推迟 延期 改期 缓一缓")
)
RATINGS = frozenset(_RATINGS)

_GREETING = (
    "(?:你好|您好|您们好|你们好|大家好|嗨|哈喽|哈罗|hello|hi|在吗|在不在|在不|在么|在没|有人吗|有人在吗|有人没|喂|早上好|"
    "早晨好|早安|早|中午好|上午好|下午好|晚上好|晚好|各位好|老师好|领导好)[啊呀哦哈吗呢]?"
)
_THANKING = (
    "(?:谢谢|谢了|谢啦|多谢|感谢|非常感谢|十分感谢|太感谢|万分感谢|麻烦|辛苦|费心|难为|唔该|收到|好的|好嘞|好滴|好(?!了)|嗯|哦|噢|ok|okay|"
    "知道|晓得|晓得了|明白|了解|清楚|懂了|没问题|太好|真好)"
    "[了啦]?(?:你们|您们|你|您|大家|各位|领导|同志|老师|村长|书记|主任|社工|(?:[\u4e00-\u9fff]?[姐哥叔婶伯]))?"
    "[了啦啊呀哦哈嗯的呢嘞吧]{0,2}"
)
GREETED = re.compile(rf"(?:{_GREETING})+")
THANKED = re.compile(rf"(?:{_THANKING})+")
_POLITE_TAIL = re.compile(rf"(?:{_THANKING}|不好意思|对不起|打扰了|抱歉)+")
_POLITE = re.compile("谢|辛苦|麻烦|好意思|对不起|抱歉|打扰|好的|费心")
_GRATEFUL = ("谢谢", "多谢", "感谢", "辛苦了", "唔该")
PARTICLES = "啊呀哦噢喔哈呢吧嘛啦咯喽哟哇诶欸了嘞的"


def meaning(key: str, table: dict[str, Phrase]) -> Phrase | None:
    """`key` has no spaces or marks. 「接了哈」 and 「不用了谢谢」 mean what they mean without their tails."""
    if (found := table.get(key)) is not None:
        return found
    if DONE_FIRST.fullmatch(key):
        return Phrase(Aim.RESOLVE, result=True)
    for cut in (1, 2):
        if len(key) > cut and key[-cut] in PARTICLES:
            if (found := table.get(key[:-cut])) is not None:
                return found
        else:
            break
    return _without_thanks(key, table)


def _without_thanks(key: str, table: dict[str, Phrase]) -> Phrase | None:
    if _POLITE.search(key) is None:
        return None
    for at in range(len(key) - 2, 0, -1):
        if (found := table.get(key[:at])) is not None and _POLITE_TAIL.fullmatch(key, at):
            return found
    return None


def manners(key: str) -> Phrase | None:
    """谢谢, 收到, 你好: said for politeness and nothing else."""
    if THANKED.fullmatch(key):
        return Phrase(Aim.THANKS)
    return Phrase(Aim.GREET) if GREETED.fullmatch(key) else None


def tone(folded: str) -> Aim:
    """What kind of talk it is when nobody needs anything."""
    if any(word in folded for word in _GRATEFUL) or _opens(THANKED, folded):
        return Aim.THANKS
    return Aim.GREET if _opens(GREETED, folded) else Aim.CHATTER


def _opens(pattern: re.Pattern[str], folded: str) -> bool:
    """「早上好李姐」 opens with a greeting, 「早点睡」 does not."""
    found = pattern.match(folded)
    return found is not None and (found.end() > 1 or not folded[1:2].isalnum())
