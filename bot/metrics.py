"""Figures for Prometheus at /metrics: counts and durations, never a name or a word."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("shouwang_turns", "来话的轮数", ["channel", "aim"])
TURN_SECONDS = Histogram(
    "shouwang_turn_seconds",
    "从收到到存好的秒数",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0),
)
REFUSED = Counter("shouwang_refused", "没有收下的请求", ["channel", "reason"])
FAILED = Counter("shouwang_turns_failed", "处理时出错、原样交给人的来话")
SENT = Counter("shouwang_sent", "发出的消息和结果", ["channel", "outcome"])
OUTBOX = Gauge("shouwang_outbox", "待发表里各状态的条数", ["state"])
ROUND_FAILED = Counter("shouwang_round_failed", "没有做成的巡查", ["round"])
LEADS = Gauge("shouwang_leads", "巡查归不归这个进程做：几个进程里只有一个是 1")
WORDS_WRONG = Gauge("shouwang_words_wrong", "词库里有没写对、因而没有换上的文件：1 是有")
