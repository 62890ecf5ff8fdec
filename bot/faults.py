"""What is wrong between settings that are each well written: one sentence a fault, with what to write instead."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from bot.settings import Channels, Config, Conversation, Hours, Limits, Server, Understanding
from care.calendar import SHANGHAI
from care.escalation import Limit
from care.visits.roll_call import Pace

_REQUIRED = {
    "wechat": ("token", "app_id", "app_secret"),
    "aibot": ("token", "encoding_aes_key"),
    "wecom_app": ("corp_id", "corp_secret", "agent_id"),
}
_LEAST_EVERY = timedelta(minutes=10)
_MOST_NAMES = 50  # 再多，一条微信就放不下
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def check(config: Config) -> list[str]:
    """Every fault found; empty when the bot may start. Of the disk it only asks whether what is named is there."""
    return [
        *_server(config.server),
        *_storage(config.storage.url),
        *_channels(config.channels),
        *_limits(config.limits),
        *_hours(config.hours),
        *_conversation(config.conversation),
        *_roll_call(config.visits.roll_call, config.hours),
        *_understanding(config.understanding),
        *([] if config.village.file.is_file() else [f"village.file 指的文件不在：{config.village.file}"]),
    ]


def _server(server: Server) -> Iterator[str]:
    if not 0 <= server.port <= 65535:
        yield f"server.port 要在 1 到 65535 之间（0 是任选一个），现在是 {server.port}。"
    if server.sandbox and server.host not in _LOOPBACK:
        yield f"沙盒只给本机用：server.host 是 {server.host} 时请写 server.sandbox = false。"
    elif server.public and server.sandbox:
        yield "server.public = true 时不能开沙盒：沙盒里谁都能冒充谁。请写 server.sandbox = false。"


def _storage(url: str) -> Iterator[str]:
    scheme = url.partition("://")[0]
    if not _readable(url):
        yield "storage.url 读不懂：密码里的 @ : / 要写成 %40 %3A %2F。"
        return
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        yield (
            "storage.url 要以 sqlite:/// 或 postgresql:// 开头，"
            "例如 sqlite:///data/shouwang.db 或 postgresql://用户:密码@主机/库。"
        )
    elif url in {"sqlite://", "sqlite:///"} or ":memory:" in url:
        yield "storage.url 指的是内存，进程一停诉求就没了。请写一个文件，例如 sqlite:///data/shouwang.db。"


def _readable(url: str) -> bool:
    try:
        make_url(url)
    except Exception:  # 它的话里会带出密码
        return False
    return url.count("@") <= 1


def _channels(channels: Channels) -> Iterator[str]:
    for part in fields(channels):
        channel = getattr(channels, part.name)
        if channel is not None:
            yield from _channel(f"channels.{part.name}", channel, _REQUIRED[part.name])


def _channel(where: str, channel: Any, required: tuple[str, ...]) -> Iterator[str]:
    missing = [f"{where}.{name}" for name in required if not getattr(channel, name)]
    if missing:
        yield f"{where} 只填了一半，还要填 {'、'.join(missing)}；不用这个渠道就把整节清空。"
    key = getattr(channel, "encoding_aes_key", None)
    if key and re.fullmatch(r"[A-Za-z0-9]{43}", key.reveal()) is None:
        yield f"{where}.encoding_aes_key 应当正好 43 个字母或数字，现在有 {len(key.reveal())} 个；请从后台整段复制。"
    yield from _api_base(f"{where}.api_base", getattr(channel, "api_base", None))


def _api_base(where: str, url: str | None) -> Iterator[str]:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or url.endswith("/"):
        yield f"{where} 要写成 https://主机 的样子，结尾不带斜杠，现在是「{url}」。"
    elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        yield f"{where} 走 http 会把密钥明文送到别的机器，请改成 https://。"


def _limits(limits: Limits) -> Iterator[str]:
    for part in fields(limits):
        limit: Limit = getattr(limits, part.name)
        spans = {"respond": limit.respond, "resolve": limit.resolve, "again": limit.again}
        for name, span in spans.items():
            if limit.working and span > timedelta(days=1) and span % timedelta(days=1):
                yield f'limits.{part.name}.{name} 按工作时间算，满一天就要写整天，例如 "2天"。'
        if limit.respond > limit.resolve:
            yield f"limits.{part.name} 的 respond（接单）比 resolve（办结）还长，请对调。"


def _hours(hours: Hours) -> Iterator[str]:
    edges = [edge for span in hours.office for edge in span]
    if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
        yield 'hours.office 要有至少一段，每段先早后晚，按先后排，不重叠，例如 ["08:30-12:00", "14:30-17:30"]。'
    for both in sorted(set(hours.holidays) & set(hours.workdays)):
        yield f"hours 里 {both} 既是放假 holidays 又是上班 workdays，请留一个。"


def _conversation(conversation: Conversation) -> Iterator[str]:
    if not conversation.name:
        yield 'conversation.name 不能空，写机器人对人自称的名字，例如 "守望"。'
    for name in ("undo_minutes", "reopen_days", "silence_close_days", "bind_code_days"):
        count = getattr(conversation, name)
        if count < 1:
            yield f"conversation.{name} 至少是 1，现在是 {count}。"


def _roll_call(pace: Pace, hours: Hours) -> Iterator[str]:
    where = "visits.roll_call"
    if pace.every < _LEAST_EVERY:
        yield f'{where}.every 至少 "10分钟"，不然一条接一条。'
    if pace.again > pace.every:
        yield f"{where}.again 比 every 还长，名单轮到了却谁都不能问，请改短。"
    if pace.after < pace.every:
        yield f"{where}.after 比 every 还短，名单没发够就要敲门，请改长。"
    if hours.calendar().quiet(datetime.combine(date.min, pace.knock, SHANGHAI)):
        yield f"{where}.knock 是 {pace.knock:%H:%M}，在安静时段 hours.quiet 里，那时不敲门，请改一个钟点。"
    if not 1 <= pace.most <= _MOST_NAMES:
        yield f"{where}.most 要在 1 到 {_MOST_NAMES} 之间，现在是 {pace.most}。"


def _understanding(understanding: Understanding) -> Iterator[str]:
    own = understanding.words
    if own is not None and not own.is_dir():
        yield f"understanding.words 指的文件夹不在：{own}。没有自己的词就空着。"
    if understanding.cache.exists() and not understanding.cache.is_dir():
        yield f"understanding.cache 要是一个文件夹，{understanding.cache} 是一个文件。"
