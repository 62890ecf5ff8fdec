"""The settings as values: what may be written in `config.toml`, with its defaults.

One class a section, one field a key; `bot.config` reads them, `config.example.toml` explains them to the operator.
Time limits and hours are defaults of `docs/care-rules.md` §1 and §7, meant to be changed by the township.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path

from bot.holidays import ordinary
from care.calendar import Calendar, Span
from care.category import Urgency
from care.escalation import Limit
from care.visits.roll_call import Pace

ROOT = Path(__file__).resolve().parents[1]


class Secret:
    """A text that is shown as `***` by every way of printing it. Not a dataclass, so that `asdict` stops here."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "***"


_NONE = Secret()


@dataclass(frozen=True, slots=True)
class Hotline:
    """急救与求助电话: shown on cards with `Conversation.hotlines_as_of`."""

    number: str
    name: str


class LogLevel(StrEnum):
    DEBUG = "debug"
    NORMAL = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Server:
    host: str = "127.0.0.1"
    port: int = 8080
    public: bool = False
    sandbox: bool = True


@dataclass(frozen=True, slots=True)
class Storage:
    url: str = field(default=f"sqlite:///{ROOT / 'data' / 'shouwang.db'}", repr=False)  # 可能带密码


@dataclass(frozen=True, slots=True)
class Village:
    file: Path = ROOT / "bot" / "villages" / "g_village.toml"


@dataclass(frozen=True, slots=True)
class Understanding:
    """听懂: a township's own words on top of ours, the dialects to understand (none named: all), compiled tables."""

    words: Path | None = None
    dialects: tuple[str, ...] = ()
    cache: Path = ROOT / "data" / "cache"


@dataclass(frozen=True, slots=True)
class Wechat:
    """公众号. Without `encoding_aes_key` only plain mode is understood."""

    token: Secret = _NONE
    encoding_aes_key: Secret = _NONE
    app_id: str = ""
    app_secret: Secret = _NONE
    api_base: str = "https://api.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Aibot:
    """企业微信智能机器人. `bot_id`, when given, must be that of every callback; `names` are cut from 「@名字」."""

    token: Secret = _NONE
    encoding_aes_key: Secret = _NONE
    bot_id: str = ""
    names: tuple[str, ...] = ("守望",)


@dataclass(frozen=True, slots=True)
class WecomApp:
    """企业微信自建应用: sending only."""

    corp_id: str = ""
    corp_secret: Secret = _NONE
    agent_id: int = 0
    api_base: str = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Channels:
    """None is a channel that is not used."""

    wechat: Wechat | None = None
    aibot: Aibot | None = None
    wecom_app: WecomApp | None = None


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_EMERGENCY = Limit(10 * _MINUTE, _HOUR, 10 * _MINUTE)
_PACE = Pace()
_URGENT = Limit(30 * _MINUTE, 24 * _HOUR, _HOUR)
_ROUTINE = Limit(4 * _HOUR, 5 * _DAY, _DAY, working=True)
_QUESTION = Limit(_DAY, 2 * _DAY, _DAY, working=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """时限 (`docs/care-rules.md` §1, P0–P3). The table names no closing time for P0; its time on site stands here."""

    emergency: Limit = _EMERGENCY
    urgent: Limit = _URGENT
    routine: Limit = _ROUTINE
    question: Limit = _QUESTION

    def table(self) -> Mapping[Urgency, Limit]:
        return {
            Urgency.EMERGENCY: self.emergency,
            Urgency.URGENT: self.urgent,
            Urgency.ROUTINE: self.routine,
            Urgency.QUESTION: self.question,
        }


@dataclass(frozen=True, slots=True)
class Hours:
    """上班时间与安静时段, local time. `holidays` and `workdays` (调休上班) come before the published ones."""

    office: tuple[Span, ...] = Calendar().spans
    quiet: Span = (time(21, 0), time(6, 0))
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()

    def calendar(self) -> Calendar:
        return Calendar(
            spans=self.office,
            days_off=frozenset(self.holidays),
            make_up=frozenset(self.workdays),
            ordinary=ordinary,
            quiet_from=self.quiet[0],
            quiet_until=self.quiet[1],
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    name: str = "守望"
    undo_minutes: int = 10
    reopen_days: int = 14
    silence_close_days: int = 7
    bind_code_days: int = 7
    hotlines: tuple[Hotline, ...] = (
        Hotline("110", "报警"),
        Hotline("120", "急救"),
        Hotline("119", "火警"),
        Hotline("12356", "心理援助"),
        Hotline("12349", "儿童救助保护"),
        Hotline("12338", "妇女维权"),
    )
    hotlines_as_of: str = "2026年11月"


@dataclass(frozen=True, slots=True)
class Visits:
    """走访: the rules' file, and when lists go out (local time). `houses`: lines on one list; `roll_call`: 平安确认."""

    rules: Path = ROOT / "bot" / "villages" / "visit_rules.toml"
    morning: time = time(7, 30)
    evening: time = time(18, 0)
    sunday: time = time(19, 0)
    houses: int = 8
    roll_call: Pace = _PACE


@dataclass(frozen=True, slots=True)
class Dossier:
    """一人一档. `keys`: the key file of the sealed columns, outside the database (`docs/decisions/0011`)."""

    keys: Path = ROOT / "data" / "keys.toml"


@dataclass(frozen=True, slots=True)
class Log:
    level: LogLevel = LogLevel.NORMAL
    format: LogFormat = LogFormat.CONSOLE


@dataclass(frozen=True, slots=True)
class Config:
    server: Server = Server()
    storage: Storage = Storage()
    village: Village = Village()
    channels: Channels = Channels()
    limits: Limits = Limits()
    hours: Hours = Hours()
    conversation: Conversation = Conversation()
    visits: Visits = Visits()
    dossier: Dossier = Dossier()
    understanding: Understanding = Understanding()
    log: Log = Log()
