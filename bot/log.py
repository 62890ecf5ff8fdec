"""Logs: one line a turn, masked on the way out, whoever wrote the line.

The rule is that nobody logs a text, a name, a phone or a token. The masking here is the net under that rule, for what
slips in through an exception of a library.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2s
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import Log, LogFormat

_DROPPED = re.compile(r"(^|_)(text|name|names|content|words|phone|body|openid|address|said)$", re.IGNORECASE)
_HIDDEN = re.compile(r"token|secret|password|aes_?key|api_?key|authorization|cookie|signature", re.IGNORECASE)
_BORN = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NUMBER = re.compile(
    rf"""(?<!\d)(?:
        (?P<phone>(?:\+?86[ -]?)?1[3-9]\d)([ -]?)\d{{4}}\2(?P<end>\d{{4}})
      | (?P<card>[1-9]\d{{3}})\d{{2}}(?:(?:19|20)\d{{2}}{_BORN}\d{{3}}[\dXx] | \d{{2}}{_BORN}\d{{3}})
      | (?P<line>0\d{{2,3}}-?)\d{{4,5}}(?P<tail>\d{{3}})
    )(?!\d)""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"((?:access_token|token|secret|corpsecret|signature|password|aes_?key)[\"']?\s*[=:]\s*)[^\s&,)}\]]+", re.I
)
_URL = re.compile(r"(://[^:/@\s]*:)[^@/\s]+@")
# 数据库出错时会带出整行
_ROWS = re.compile(r"(\[parameters: )[^\n]*|(DETAIL: ).*?(?=\n\n|\n\[SQL|\Z)", re.DOTALL)
_ASSIGNED = re.compile(r"[=:@]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

_QUIET = {"aiohttp.access": logging.CRITICAL, "apscheduler": logging.WARNING, "alembic": logging.WARNING}


def _no_line(_id: str, _aim: str, _ms: float) -> None:
    """Before `setup`, and where turns are below the level."""


_write_turn: Callable[[str, str, float], None] = _no_line


def turn(*, id: str, aim: str, ms: float) -> None:  # noqa: A002  # 日志里这一栏就叫 id
    """The one line of a turn: the message's id, what was meant, and how long it took in milliseconds.

    Written past structlog, which costs as much as a tenth of a turn; there is nothing in it that needs a mask, for an
    id that is not a plain number (it may hold an openid) is shown as its digest.
    """
    _write_turn(id if id.isdecimal() else blake2s(id.encode(), digest_size=8).hexdigest(), aim, ms)


def _turn_writer(kind: LogFormat, out: TextIO) -> Callable[[str, str, float], None]:
    if kind is LogFormat.JSON:
        form = '{{"id": "{}", "aim": "{}", "ms": {:.1f}, "event": "turn", "level": "info", "timestamp": "{}Z"}}\n'
    else:
        form = "{3}Z [info     ] turn                           aim={1} id={0} ms={2:.1f}\n"

    def write(id_: str, aim: str, ms: float) -> None:
        out.write(form.format(id_, aim, ms, datetime.now(UTC).replace(tzinfo=None).isoformat()))

    return write


def setup(settings: Log, stream: TextIO | None = None) -> None:
    """Send every log line, ours and the libraries', to `stream` (standard error). May be called again."""
    out = stream if stream is not None else sys.stderr
    level = logging.getLevelNamesMapping()[settings.level.value.upper()]
    render = _renderer(settings.format, out)
    shared: list[Processor] = [
        structlog.processors.format_exc_info,
        mask,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    _route_stdlib(out, level, shared, render)
    global _write_turn  # 日志本来就是整个进程一份
    _write_turn = _turn_writer(settings.format, out) if level <= logging.INFO else _no_line


def _renderer(kind: LogFormat, out: TextIO) -> Processor:
    if kind is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    # 不用 rich 的回溯：它会把局部变量连同来话原文一起印出来
    return structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)


def _route_stdlib(out: TextIO, level: int, shared: Iterable[Processor], render: Processor) -> None:
    drop_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared], processors=[drop_meta, render]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, least))


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The processor: drop what is somebody's words, hide what is a key, mask numbers in what is left."""
    return {key: _masked(key, value) for key, value in event.items() if not _dropped(key)}


@lru_cache(maxsize=512)
def _dropped(key: str) -> bool:
    return _DROPPED.search(key) is not None


@lru_cache(maxsize=512)
def _hidden(key: str) -> bool:
    return _HIDDEN.search(key) is not None


def _masked(key: str, value: Any) -> Any:
    if _hidden(key):
        return "***"
    if isinstance(value, str):
        return _masked_text(value)
    if isinstance(value, Mapping):
        return mask(None, "", dict(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked("", item) for item in value]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        masked = _masked_text(str(value))
        return value if masked == str(value) else masked
    return _masked_text(str(value))


def _masked_text(text: str) -> str:
    plain = text if text.isascii() else text.translate(_FULL_WIDTH)
    if _ASSIGNED.search(plain):
        plain = _ROWS.sub(r"\1\2***", plain)
        plain = _URL.sub(r"\1***@", _NAMED.sub(r"\1***", plain))
    return _NUMBER.sub(_starred, plain)


def _starred(found: re.Match[str]) -> str:
    if found["card"]:
        return f"{found['card']}***"
    if found["phone"]:
        return f"{found['phone']}****{found['end']}"
    return f"{found['line']}****{found['tail']}"
