"""Every figure beside its goal."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.job import Contest
from benchmarks.kill import Losses
from benchmarks.load import Finding
from benchmarks.rounds import Ratio
from benchmarks.rows import Kept
from benchmarks.start import Start
from benchmarks.understanding import Understanding
from benchmarks.understood import goals as understood


@dataclass(slots=True)
class Results:
    """What one run of the benchmark found. None: that part was not run."""

    when: str
    quick: bool
    machine: dict[str, str]
    job: Contest | None = None
    kept: dict[str, Kept] | None = None
    open_loop: Finding | None = None
    open_rate: int = 0
    open_seconds: int = 0
    losses: Losses | None = None
    start: Start | None = None
    pg: Contest | None = None
    understanding: Understanding | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `reached` is None when the part was not run."""

    what: str
    goal: str
    found: str
    reached: bool | None


# 没有达到的，在这里写一句为什么；键是 Line.what
REASONS: dict[str, str] = {
    "整件事 ÷ WeRoBot 回声（什么都不存）": (
        "空转一圈（aiohttp、验签、解密、解析、加密答复）已占它的八成，听懂一句约占一半，存约占一倍。"
        "试过而且留下的：语句在驱动上跑、成组提交、少建索引、道上只租一次、每轮日志直接写、当班的人记住不再查。"
        "剩下最大的一块是事件循环和写线程抢一把锁：写线程每条语句都放一次、等一次。"
        "听懂一句现在还要看例句的分量，比从前多几十微秒。下一步是在循环里算、只把提交放进线程。"
    ),
    "整件事 ÷ 直接写的异步 ORM": "同上；每轮另有去重、认人、未完对话、查重、派单、留痕六样，那份代码没有。",
    "PostgreSQL ÷ SQLite": (
        "每条语句一来一回要等，psycopg 每条约四十微秒是我们自己的核；留一个游标、按线程分人以后从 0.42 到现在。"
        "下一步是把写的几条合成一趟（pipeline）。"
    ),
    "每秒 1000 条，60 秒：p99": (
        "一个核的上限就在一千条上下，排队就长；和上面「整件事」是同一个原因。"
        "听懂一句多了几十微秒以后，一个核不到一千条，一分钟里越积越多。没有一条丢。"
        "一个镇一天的话不到一千条。"
    ),
    "每秒 1000 条，60 秒：最慢一条": (
        "从前达到过（4.4 秒），听懂用上例句以后沉下去了：一个核先做不到一千条。要先找回来的是这一条。"
    ),
    "启动到答出第一句（已有库）": (
        "约半秒是 aiohttp、SQLAlchemy 的导入；编好的词库读进来 0.06 秒，头一次编要近一秒。"
        "PostgreSQL、Alembic、wechatpy 已经用到才导入。"
    ),
    "启动到答出第一句（新建库）": "同上，另加建表和 Alembic 的导入。",
    "空闲内存": "词典、例句的分量和自动机约三十 MiB。",
    "听懂：紧急听出来的": (
        "没有碰过的两份上是 0.90 和 0.95，定数用的两份 0.93；漏的多是绕着说的轻生和孩子的事。"
        "手写的词和框架单独只有 0.49；例句从 2,500 句到 16,000 句，每加一倍还在涨。"
        "私下说的话听不准会问一句：没有一声不响的占 98 %。"
    ),
    "听懂：非诉求误报紧急": "多在群里一天那份：闲话里的打打杀杀。说进群里、没有叫我们的话另压一档，是 1.3 %。",
    "听懂：类别宏平均 F1": "五份合在一起，最难的一份（六十个人）0.80，别的 0.86 到 0.90。例句还在涨。",
    "听懂：层级说对的": "差的多是优先和普通、普通和咨询之间，标的人自己也常两可。",
    "听懂：每 100 句闲话多答": (
        "不知道对谁说的时候。说进群里、没有叫我们的，压一档以后约 4 句；再压就开始漏真的事，不压。"
    ),
    "听懂一句 ÷ jieba 查关键词": (
        "准比快要紧：例句学来的分量要看每句几十个片段，占一半时间；词典、切词、框架在自动机之上约 20 微秒。"
    ),
    "听懂一句：不加速的 p99": "同上。",
    "听懂一句：比自动机本身多": "同上。",
}


def _spread(ratio: Ratio, goal: float) -> tuple[str, bool]:
    return f"{ratio.median:.2f} ×（{ratio.low:.2f}–{ratio.high:.2f}）", ratio.median >= goal


def _rates(results: Results) -> list[Line]:
    lines = []
    for contest, peer, what, goal in (
        (results.job, "werobot", "整件事 ÷ WeRoBot 回声（什么都不存）", 1.0),
        (results.job, "plain_orm", "整件事 ÷ 直接写的异步 ORM", 12.0),
        (results.pg, "ours", "PostgreSQL ÷ SQLite", 0.6),
    ):
        found, reached = _spread(contest.ratios[peer], goal) if contest else ("—", None)
        lines.append(Line(what, f"≥ {goal:g} ×", found, reached))
    return lines


def _open(results: Results) -> list[Line]:
    found, rate = results.open_loop, results.open_rate or 1000
    if found is None:
        return []
    whole = found.acknowledged == found.sent and not found.wrong
    what = f"每秒 {rate} 条，{results.open_seconds} 秒"
    worst = f"{found.worst:.1f} 毫秒" + ("" if whole else f"，{found.sent - found.acknowledged} 条没有答上")
    return [
        Line(f"{what}：p99", "< 10 毫秒", f"{found.p99:.1f} 毫秒（p50 {found.p50:.1f}）", found.p99 < 10),
        Line(f"{what}：最慢一条", "< 5 秒", worst, whole and found.worst < 5000),
    ]


def _losses(results: Results) -> list[Line]:
    found = results.losses
    if found is None:
        return []
    trouble = (
        f"丢 {found.lost}，重 {found.twice}，改口 {found.reworded}，没答 {found.unanswered}，坏文件 {found.broken}"
    )
    seen = f"{found.acknowledged:,} 条答过的里：{trouble}（重发 {found.sent_again:,} 条）"
    what = f"压测中 kill -9 共 {found.kills} 次"
    return [Line(what, "答过的都在、只有一份、重发同一句话", seen, found.clean())]


def _starts(results: Results) -> list[Line]:
    found = results.start
    if found is None:
        return []
    return [
        Line("启动到答出第一句（已有库）", "< 0.8 秒", f"{found.again:.2f} 秒", found.again < 0.8),
        Line("启动到答出第一句（新建库）", "< 0.8 秒", f"{found.fresh:.2f} 秒", found.fresh < 0.8),
        Line("空闲内存", "< 100 MiB", f"{found.idle_mib:.0f} MiB", found.idle_mib < 100),
    ]


def _understanding(results: Results) -> list[Line]:
    return [Line(*goal) for goal in understood(results.understanding)] if results.understanding else []


_PARTS: tuple[Callable[[Results], list[Line]], ...] = (_rates, _open, _losses, _starts, _understanding)


def lines(results: Results) -> list[Line]:
    return [line for part in _PARTS for line in part(results)]
