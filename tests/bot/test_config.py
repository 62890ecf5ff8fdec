"""What the operator may write, and what they are told when it is wrong."""

import tomllib
from dataclasses import asdict, replace
from datetime import date, time, timedelta
from operator import attrgetter
from pathlib import Path

import pytest

from bot.config import KEYS, Config, ConfigError, Key, check, load
from bot.readers import READERS
from bot.settings import (
    ROOT,
    Aibot,
    Channels,
    Hotline,
    LogFormat,
    LogLevel,
    Secret,
    Server,
    Storage,
    Village,
    Wechat,
    WecomApp,
)
from care.calendar import Span
from care.category import Urgency

EXAMPLE = ROOT / "config.example.toml"
AES_KEY = "a" * 43


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path | None, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path, environ or {})
    return str(caught.value)


def leaves(table: dict[str, object], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in table.items():
        found |= leaves(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name}
    return found


def test_the_example_names_every_key_and_no_other() -> None:
    assert leaves(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))) == set(KEYS)


def test_the_example_says_the_defaults() -> None:
    assert load(EXAMPLE, {}) == load(None, {}) == Config()


def test_every_key_of_the_example_is_explained_or_plain() -> None:
    """A section's comment explains its keys; no section goes without one."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for block in text.split("\n[")[1:]:
        assert "#" in block, block


def test_every_kind_of_setting_can_be_read() -> None:
    assert {key.kind for key in KEYS.values()} <= set(READERS)


def test_a_default_configuration_is_the_demo_village_with_the_sandbox_on(tmp_path: Path) -> None:
    config = load(None, {})
    assert config.server.sandbox
    assert config.village.file.name == "g_village.toml"
    assert config.channels == Channels()
    assert check(replace(config, village=Village(written(tmp_path, "")))) == []


OTHER: dict[object, str] = {
    str: "别的",
    int: "77",
    Secret: "别的",
    Path: "/x/y.toml",
    Path | None: "/x/words",
    timedelta: "77分钟",
    time: "01:23",
    Span: "01:00-02:00",
    tuple[Span, ...]: "01:00-02:00",
    tuple[date, ...]: "2027-01-01",
    tuple[str, ...]: "小邻",
    tuple[Hotline, ...]: "12345 热线",
    LogLevel: "error",
    LogFormat: "json",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=attrgetter("path"))
def test_every_key_can_be_set_by_its_variable(key: Key) -> None:
    *section, name = key.path.upper().split(".")
    other = str(not key.default).lower() if key.kind is bool else OTHER[key.kind]
    on = {f"SHOUWANG_CHANNELS_{own}": "w" for own in ("WECHAT_TOKEN", "AIBOT_TOKEN", "WECOM_APP_CORP_ID")}
    config = load(None, on | {"_".join(["SHOUWANG", *section, name]): other})
    assert attrgetter(key.path)(config) != key.default


def test_the_environment_wins_over_the_file_and_an_empty_variable_is_none(tmp_path: Path) -> None:
    path = written(tmp_path, '[server]\nport = 9000\nhost = "0.0.0.0"\n')
    config = load(path, {"SHOUWANG_SERVER_PORT": "9100", "SHOUWANG_SERVER_HOST": "", "PATH": "/bin"})
    assert (config.server.port, config.server.host) == (9100, "0.0.0.0")


def test_lists_times_and_spans_are_read_from_file_and_environment_alike(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[hours]\noffice = ["9:00-12:00"]\nholidays = [2027-02-08, "2027-02-09"]\n'
        '[limits.routine]\nrespond = "30 分钟"\n[log]\nformat = "JSON"\n',
    )
    environ = {
        "SHOUWANG_HOURS_QUIET": "22：00-05:30",
        "SHOUWANG_CONVERSATION_HOTLINES": "120 急救，110 报警",
        "SHOUWANG_HOURS_WORKDAYS": "2027-02-14",
    }
    config = load(path, environ)
    assert config.hours.office == ((time(9), time(12)),)
    assert config.hours.quiet == (time(22), time(5, 30))
    assert config.hours.holidays == (date(2027, 2, 8), date(2027, 2, 9))
    assert config.hours.calendar().works_on(date(2027, 2, 14))
    assert config.limits.table()[Urgency.ROUTINE].respond == timedelta(minutes=30)
    assert [hotline.number for hotline in config.conversation.hotlines] == ["120", "110"]
    assert config.log.format is LogFormat.JSON


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("\ufeff[server]\r\nport = 81\r\n".encode())
    assert load(path, {}).server.port == 81


def test_the_townships_own_words_are_a_folder_beside_the_file_that_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "v.toml").touch()
    path = written(tmp_path, '[village]\nfile = "v.toml"\n[understanding]\nwords = "own"\ncache = "c"\n')
    config = load(path, {})
    assert (config.understanding.words, config.understanding.cache) == (tmp_path / "own", tmp_path / "c")
    (fault,) = check(config)
    assert fault.startswith(f"understanding.words 指的文件夹不在：{tmp_path / 'own'}")
    (tmp_path / "own").mkdir()
    assert check(config) == []
    (tmp_path / "c").touch()
    (fault,) = check(config)
    assert fault.startswith("understanding.cache 要是一个文件夹")
    assert load(written(tmp_path, "[understanding]\nwords = ''\n"), {}).understanding.words is None


def test_relative_paths_start_at_the_file_and_absolute_ones_stay(tmp_path: Path) -> None:
    config = load(written(tmp_path, '[storage]\nurl = "sqlite:///a.db"\n[village]\nfile = "v.toml"\n'), {})
    assert config.storage.url == f"sqlite:///{tmp_path}/a.db"
    assert config.village.file == tmp_path / "v.toml"
    assert load(None, {"SHOUWANG_STORAGE_URL": "sqlite:////x/a.db"}).storage.url == "sqlite:////x/a.db"


def test_a_postgresql_address_is_given_the_driver_we_ship() -> None:
    assert load(None, {"SHOUWANG_STORAGE_URL": "postgresql://u@h/d"}).storage.url == "postgresql+psycopg://u@h/d"


def test_a_channel_is_on_when_something_of_its_own_is_filled_in(tmp_path: Path) -> None:
    path = written(tmp_path, '[channels.wechat]\ntoken = ""\napi_base = "http://127.0.0.1:1"\n')
    assert load(path, {}).channels.wechat is None
    on = load(path, {"SHOUWANG_CHANNELS_WECHAT_TOKEN": "secret-token"}).channels.wechat
    assert on is not None
    assert (on.token.reveal(), on.api_base) == ("secret-token", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[server]\nprot = 1\n", "不认识的配置 server.prot。是不是想写 server.port？"),
        ("[wechat]\napp_id = 'wx1'\n", "不认识的配置 wechat.app_id。是不是想写 channels.wechat.app_id？"),
        ("[weather]\nrain = 1\n", "不认识的配置 weather.rain。可以写的键都在 config.example.toml 里。"),
        ("server = 3\n", "配置 server 是一节，要写成 [server]"),
        ("[server]\nport = '八千'\n", "server.port 要写成一个整数，例如 8080，现在写的是 「八千」。"),
        ("[server]\nport = true\n", "server.port 要写成一个整数"),
        ("[server]\nsandbox = 'maybe'\n", "server.sandbox 要写成true 或 false"),
        ("[hours]\nquiet = '晚上'\n", "hours.quiet 要写成起止钟点"),
        ("[hours]\nholidays = [2027-02-30]\n", "第 2 行"),
        ("[limits.urgent]\nrespond = '0分钟'\n", "limits.urgent.respond 要写成一段时间"),
        ("[conversation]\nhotlines = ['急救']\n", "conversation.hotlines 要写成号码加空格加名称的列表"),
        ("[log]\nlevel = 'loud'\n", "log.level 要写成debug、info、warning、error 之一"),
        ("[server\n", "第 1 行"),
    ],
)
def test_what_is_wrong_is_said_in_one_clear_sentence(tmp_path: Path, toml: str, said: str) -> None:
    faults = faults_of(written(tmp_path, toml))
    assert said in faults
    assert "\n" not in faults


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "[server]\nprot = 1\nport = 'x'\n")
    assert len(faults_of(path, {"SHOUWANG_SERVER_PUBLICK": "1"}).splitlines()) == 3


def test_an_unknown_variable_is_refused_but_those_of_tests_are_not() -> None:
    assert "SHOUWANG_SERVER_PORT" in faults_of(None, {"SHOUWANG_SERVER_PROT": "1"})
    assert load(None, {"SHOUWANG_TEST_PG": "x", "SHOUWANG_CHROMIUM": "x", "SHOUWANG_CONFIG": "x"}) == Config()


def test_a_missing_file_and_a_wrong_encoding_are_said(tmp_path: Path) -> None:
    assert "读不到配置文件" in faults_of(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("[server]\n# 端口".encode("gbk"))
    assert "不是 UTF-8" in faults_of(tmp_path / "gbk.toml")


def test_no_secret_is_ever_printed(tmp_path: Path) -> None:
    """Neither of a good configuration nor of a wrong one."""
    environ = {
        "SHOUWANG_CHANNELS_WECHAT_TOKEN": "hush1",
        "SHOUWANG_CHANNELS_WECOM_APP_CORP_SECRET": "hush2",
        "SHOUWANG_STORAGE_URL": "mysql://u:hush3@h/d",
    }
    config = load(None, environ)
    wechat = config.channels.wechat
    assert wechat is not None
    shown = f"{config!r} {config} {asdict(config)['channels']} {wechat.token!s} {check(config)}"
    shown += faults_of(written(tmp_path, "[channels.wechat]\ntoken = ['hush4']\ntokken = 'hush5'\n"))
    shown += faults_of(written(tmp_path, "[storage]\nurl = ['hush6']\n"))
    assert "hush" not in shown
    assert "***" in shown


def test_secrets_are_equal_by_what_they_hide() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret()


WECHAT = Wechat(Secret("t"), Secret(AES_KEY), "wx1", Secret("s"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"server": Server(port=70000)}, "server.port 要在 1 到 65535 之间"),
        ({"server": Server(public=True)}, "server.sandbox = false"),
        ({"storage": Storage("mysql://h/d")}, "storage.url 要以 sqlite:/// 或 postgresql:// 开头"),
        ({"storage": Storage("postgresql+asyncpg://h/d")}, "storage.url 要以"),
        ({"storage": Storage("sqlite:///:memory:")}, "storage.url 指的是内存"),
        ({"village": Village(Path("nowhere.toml"))}, "village.file 指的文件不在"),
        (
            {"channels": Channels(wechat=Wechat(token=Secret("t")))},
            "channels.wechat.app_id、channels.wechat.app_secret",
        ),
        ({"channels": Channels(wechat=replace(WECHAT, encoding_aes_key=Secret("a" * 42)))}, "现在有 42 个"),
        ({"channels": Channels(wechat=replace(WECHAT, encoding_aes_key=Secret("=" * 43)))}, "43 个字母或数字"),
        ({"channels": Channels(wechat=replace(WECHAT, api_base="api.weixin.qq.com"))}, "https://主机"),
        ({"channels": Channels(wechat=replace(WECHAT, api_base="http://example.com"))}, "明文"),
        ({"channels": Channels(aibot=Aibot(bot_id="b"))}, "channels.aibot.token、channels.aibot.encoding_aes_key"),
        ({"channels": Channels(wecom_app=WecomApp(corp_id="ww1", agent_id=1))}, "channels.wecom_app.corp_secret"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    sound = Config(village=Village(written(tmp_path, "")), channels=Channels(wechat=WECHAT))
    faults = check(replace(sound, **wrong))  # type: ignore[arg-type]  # 每一行换的节不同
    assert check(sound) == []
    assert len(faults) == 1
    assert said in faults[0]


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[limits.routine]\nresolve = '36小时'\n", "limits.routine.resolve 按工作时间算"),
        ("[limits.urgent]\nrespond = '2天'\n", "limits.urgent 的 respond"),
        ("[hours]\noffice = []\n", "hours.office 要有至少一段"),
        ("[hours]\noffice = ['14:00-17:00', '9:00-12:00']\n", "按先后排"),
        ("[hours]\nholidays = [2027-01-04]\nworkdays = [2027-01-04]\n", "2027-01-04 既是放假"),
        ("[conversation]\nname = ''\n", "conversation.name 不能空"),
        ("[conversation]\nundo_minutes = 0\n", "conversation.undo_minutes 至少是 1"),
    ],
)
def test_times_that_make_no_sense_are_refused(tmp_path: Path, toml: str, said: str) -> None:
    (tmp_path / "v.toml").touch()
    faults = check(load(written(tmp_path, f"{toml}[village]\nfile = 'v.toml'\n"), {}))
    assert len(faults) == 1
    assert said in faults[0]
