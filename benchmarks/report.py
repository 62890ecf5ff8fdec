"""RESULTS.md, and the table in the README between its two marks."""

from pathlib import Path

from benchmarks.goals import REASONS, Line, Results, lines
from benchmarks.job import Contest
from benchmarks.machine import HERE, ROOT
from benchmarks.understood import section

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
REACHED = {True: "达到", False: "没有达到", None: "没有测"}
NAMES = {
    "ours": "守望（SQLite）",
    "ours_pg": "守望（PostgreSQL）",
    "werobot": "WeRoBot 1.13.1 回声，装在 aiohttp+uvloop 上（什么都不存）",
    "plain_orm": "直接写的异步 ORM（SQLAlchemy + aiosqlite，整件事）",
}
HOW = """\
「整件事」：验签、解密、解析、去重、听懂、来话与人与工单与待发写进一次提交、落盘（SQLite WAL，`synchronous=FULL`），
然后才加密答复。请求是公众号安全模式的回调，32 条长连接，5 % 是同一个 MsgId 再来一次，七成是要人办事的话；
服务器占一个核，发压力的进程占另一个核；几家轮流测，比值取同一轮里两家相除的中位数（括号里是最低到最高）。
开环：到达时刻按泊松过程排好，从「该到的时刻」起算延迟。绝对数随机器变，只有同一次里的比值可比。"""


def table(found: list[Line]) -> str:
    rows = ["| 指标 | 目标 | 实测 | |", "|---|---|---|---|"]
    rows += [f"| {line.what} | {line.goal} | {line.found} | {REACHED[line.reached]} |" for line in found]
    missed = [line for line in found if line.reached is False and line.what in REASONS]
    if missed:
        rows += ["", *(f"* {line.what}：{REASONS[line.what]}" for line in missed)]
    return "\n".join(rows)


def contest_table(contest: Contest) -> str:
    rows = [
        "| 谁 | 条/秒（最低–最高） | p50 / p99 毫秒 | CPU 微秒/条 | 内存（峰值）MiB | 答错 | 改口 |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in contest.rows:
        rows.append(
            f"| {NAMES.get(row.name, row.name)} | {row.rate:,.0f}（{row.low:,.0f}–{row.high:,.0f}）"
            f" | {row.p50:.1f} / {row.p99:.1f} | {row.cpu_us:,.0f} | {row.rss_mib:.0f}（{row.peak_mib:.0f}）"
            f" | {row.wrong} | {row.unequal} |"
        )
    rows.append(f"\n{contest.rounds} 轮，每轮约 {contest.seconds:g} 秒，热身之后，取中位数。")
    return "\n".join(rows)


def _done(results: Results) -> str:
    rows = [
        f"* {NAMES[name]}：{kept.messages:,} 条来话，每条 {kept.tickets:.2f} 张工单、{kept.outbox:.2f} 条待发、"
        f"{kept.people:.2f} 个新来的人"
        for name, kept in (results.kept or {}).items()
    ]
    return "\n".join(rows)


def page(results: Results) -> str:
    machine = "\n".join(f"* {name}：{value}" for name, value in results.machine.items())
    quick = "\n\n**这是 `--quick` 的结果，只说明能跑，不作数。**" if results.quick else ""
    parts = [f"# 压测结果\n\n测于 {results.when}，`make bench`。{quick}", machine, HOW, table(lines(results))]
    if results.job is not None:
        parts += ["## 整件事", contest_table(results.job), "落在库里的：", _done(results)]
    if results.pg is not None:
        note = (
            "PostgreSQL 的进程不限核（像在另一台机器上）；我们的进程仍占一个核。`fsync`、`synchronous_commit` 都开着。"
        )
        parts += ["## PostgreSQL", contest_table(results.pg), note]
    if results.understanding is not None:
        parts.append(section(results.understanding))
    return "\n\n".join(part for part in parts if part) + "\n"


def readme_part(results: Results) -> str:
    where = f"{results.machine['CPU']}，Python {results.machine['Python']}，{results.when[:10]}"
    more = "怎么测的、全部数字：[benchmarks/RESULTS.md](benchmarks/RESULTS.md)"
    return f"{BEGIN}\n{table(lines(results))}\n\n测于 {where}。{more}。\n{END}"


def into_readme(readme: Path, results: Results) -> bool:
    """Replace what is between the marks; False when the file has none."""
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return False
    readme.write_text(before + readme_part(results) + after, encoding="utf-8")
    return True


def publish(results: Results, *, whole: bool) -> None:
    """A quick run or a part shows that things work; it must not replace the figures of a `whole` run."""
    text = page(results)
    print(text)
    if not whole:
        return
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    if not into_readme(ROOT / "README.md", results):
        print(f"README.md 里没有 {BEGIN} 和 {END}，没有改动。")
