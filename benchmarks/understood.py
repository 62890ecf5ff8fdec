"""What `benchmarks.understanding` found, as lines beside the goals of the issue and as a section of RESULTS.md."""

from benchmarks.machine import HERE
from benchmarks.understanding import NAMES, Heard, Understanding

BEGIN, END = "<!-- understanding:begin -->", "<!-- understanding:end -->"
OURS, AGAIN = "守望：读词库文件", "守望：读编好的词库"

Goal = tuple[str, str, str, bool]  # what, goal, found, reached


def goals(found: Understanding) -> list[Goal]:
    ours = found.of("ours")
    again = found.start(AGAIN)
    rows = [
        ("听懂：紧急听出来的", "≥ 0.95", f"{ours.recall:.3f}", ours.recall >= 0.95),
        ("听懂：别的诉求误报紧急", "≤ 5 %", f"{ours.false_requests:.1%}", ours.false_requests <= 0.05),
        ("听懂：非诉求误报紧急", "≤ 1 %", f"{ours.false_chatter:.1%}", ours.false_chatter <= 0.01),
        ("听懂：类别宏平均 F1", "≥ 0.85", f"{ours.macro_f1:.3f}", ours.macro_f1 >= 0.85),
        ("听懂：层级说对的", "≥ 0.90", f"{ours.tier:.3f}", ours.tier >= 0.9),
        ("听懂：每 100 句闲话多答", "≤ 2 句", f"{ours.needless:.1f} 句", ours.needless <= 2),
        ("听懂一句 ÷ jieba 查关键词", "≥ 10 ×", f"{found.times_jieba:.1f} ×", found.times_jieba >= 10),
        ("听懂一句：不加速的 p99", "≤ 200 微秒", f"{found.p99:.0f} 微秒", found.p99 <= 200),
        ("听懂：装好词库", "≤ 0.1 秒", f"{again.seconds:.2f} 秒", again.seconds <= 0.1),
        ("听懂：词库占的内存", "≤ 20 MiB", f"{again.mib:.0f} MiB", again.mib <= 20),
    ]
    if "automaton" in found.micros:
        above = found.above_automaton
        rows.append(("听懂一句：比自动机本身多", "≤ 5 微秒", f"{above:.1f} 微秒", above <= 5))
    return rows


def section(found: Understanding) -> str:
    """Markdown between its two marks."""
    files = "、".join(found.files)
    what = f"{found.count} 句（紧急 {found.emergencies} 句）：{files}。"
    note = (
        "关键词两家用的是我们词库里的 name、sure 两档词和单独就算紧急的词；TF-IDF 用 `nlp/words/examples/` 的例句学。"
        "快慢在同一次里轮流测，取各轮的中位数；p50、p99 是每一句各轮的中位数排出来的。"
    )
    parts = [BEGIN, "## 听懂", what, note, _goal_table(found), _quality(found), _speed(found), _starts(found)]
    parts += [f"* {said}" for said in found.without]
    return "\n\n".join([*parts, END])


def _goal_table(found: Understanding) -> str:
    rows = ["| 指标 | 目标 | 实测 | |", "|---|---|---|---|"]
    rows += [f"| {what} | {goal} | {said} | {'达到' if ok else '没有达到'} |" for what, goal, said, ok in goals(found)]
    return "\n".join(rows)


def _quality(found: Understanding) -> str:
    rows = [
        "| 谁 | 类别宏 F1（另一类也算对的） | 紧急听出来 | 误报：别的诉求 / 非诉求 | 层级 | 紧急程度 | 百句闲话多答 |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*rows, *map(_quality_row, found.heard)])


def _quality_row(one: Heard) -> str:
    return (
        f"| {NAMES[one.name]} | {one.macro_f1:.3f}（{one.lenient_macro_f1:.3f}） | {one.recall:.3f}"
        f" | {one.false_requests:.3f} / {one.false_chatter:.3f} | {one.tier:.3f} | {one.urgency:.3f}"
        f" | {one.needless:.1f} |"
    )


def _speed(found: Understanding) -> str:
    rows = ["| 谁 | 微秒/句 | jieba 查关键词是它的几倍 |", "|---|---|---|"]
    jieba = found.micros["jieba"]
    rows += [f"| {NAMES[name]} | {micros:.1f} | {jieba / micros:.1f} |" for name, micros in found.micros.items()]
    rows.append(f"\n守望不加速：p50 {found.p50:.0f} 微秒，p99 {found.p99:.0f} 微秒。")
    return "\n".join(rows)


def _starts(found: Understanding) -> str:
    rows = ["| 装好 | 秒 | 多占的内存 MiB |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| {one.name} | {one.seconds:.2f} | {one.mib:.0f} |" for one in found.built)])


def into_results(part: str) -> None:
    """Put the section in place of the last one, or at the end."""
    page = HERE / "RESULTS.md"
    text = page.read_text("utf-8") if page.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if begin and end:
        page.write_text(before + part + after, "utf-8")
    else:
        page.write_text(f"{text.rstrip()}\n\n{part}\n", "utf-8")
