"""Who runs: ours on SQLite or PostgreSQL, the peers, and the stand-in for the platform's sending side."""

from datetime import datetime
from zoneinfo import ZoneInfo

from benchmarks import wire
from benchmarks.machine import ROOT
from benchmarks.serving import Recipe

WEROBOT = Recipe("werobot", ("-m", "benchmarks.peers.werobot_echo", "--port", "{port}"))
PLAIN_ORM = Recipe(
    "plain_orm",
    ("-m", "benchmarks.peers.plain_orm", "--port", "{port}", "--database", "{folder}/plain.db"),
)
SINK = Recipe("sink", ("-m", "benchmarks.sink", "--port", "{port}"))
OUR_DATABASE = "ours.db"
SQLITE = "sqlite:///{folder}/" + OUR_DATABASE


def _never_now() -> str:
    """安静时段 half a day away, so that the relay has the same work at whatever hour the benchmark is run."""
    hour = (datetime.now(ZoneInfo("Asia/Shanghai")).hour + 12) % 23
    return f"{hour:02d}:00-{hour + 1:02d}:00"


def ours(api_base: str, *, name: str = "ours", storage_url: str = SQLITE) -> Recipe:
    """The shipped configuration, with 公众号 and the push to staff switched on and the sandbox off."""
    settings = {
        "SERVER_HOST": "127.0.0.1",
        "SERVER_PORT": "{port}",
        "SERVER_SANDBOX": "false",
        "HOURS_QUIET": _never_now(),
        "STORAGE_URL": storage_url,
        "CHANNELS_WECHAT_TOKEN": wire.TOKEN,
        "CHANNELS_WECHAT_ENCODING_AES_KEY": wire.AES_KEY,
        "CHANNELS_WECHAT_APP_ID": wire.APP_ID,
        "CHANNELS_WECHAT_APP_SECRET": "benchmark",
        "CHANNELS_WECHAT_API_BASE": api_base,
        "CHANNELS_WECOM_APP_CORP_ID": "ww0000000000bench0",
        "CHANNELS_WECOM_APP_CORP_SECRET": "benchmark",
        "CHANNELS_WECOM_APP_AGENT_ID": "1000002",
        "CHANNELS_WECOM_APP_API_BASE": api_base,
    }
    arguments = ("-m", "bot", "serve", "--config", str(ROOT / "config.example.toml"))
    env = {f"SHOUWANG_{key}": value for key, value in settings.items()}
    return Recipe(name, arguments, "/channels/wechat", env)
