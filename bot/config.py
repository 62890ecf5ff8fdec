"""Read the settings: defaults < `config.toml` < `SHOUWANG_<SECTION>_<KEY>`; say clearly what cannot be used.

Nothing here prints a value that may be a secret: a fault names the key, and for passwords and tokens only the key.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from bot.faults import check
from bot.readers import READERS
from bot.settings import ROOT, Aibot, Channels, Config, Secret, Understanding, Wechat, WecomApp

__all__ = ["PREFIX", "Config", "ConfigError", "check", "load"]

PREFIX = "SHOUWANG_"
# 不是配置项、但也以 SHOUWANG_ 开头的变量：配置文件在哪里、测试与压测用什么
NOT_SETTINGS = ("CONFIG", "CHROMIUM", "TEST_", "BENCH_")
_ALL = Config(channels=Channels(Wechat(), Aibot(), WecomApp()))


class ConfigError(Exception):
    """The configuration cannot be used; `faults` are whole sentences for the operator."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. `path` is dotted: `channels.wechat.token`."""

    path: str
    kind: object
    default: object

    @property
    def variable(self) -> str:
        return PREFIX + self.path.replace(".", "_").upper()

    @property
    def private(self) -> bool:
        return self.kind is Secret or self.path == "storage.url"


def _keys(section: Any, prefix: str = "") -> Iterator[Key]:
    kinds = get_type_hints(type(section))
    for part in fields(section):
        path, value = prefix + part.name, getattr(section, part.name)
        if is_dataclass(value):
            yield from _keys(value, f"{path}.")
        else:
            yield Key(path, kinds[part.name], value)


KEYS: Mapping[str, Key] = {key.path: key for key in _keys(_ALL)}
_SECTIONS = frozenset(path.rsplit(".", n)[0] for path in KEYS for n in range(1, path.count(".") + 1))


@dataclass(frozen=True, slots=True)
class _Written:
    """What somebody wrote, and where: the key's own path or the variable's name."""

    where: str
    raw: object


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Settings from a file (or none) and the environment. Relative paths start at the file's folder.

    Raises `ConfigError` naming every unknown key and every value of the wrong kind.
    """
    faults: list[str] = []
    written = _from_file(path, faults) if path is not None else {}
    written |= _from_environment(environ, faults)
    values = {where: _read(KEYS[where], found, faults) for where, found in written.items()}
    if faults:
        raise ConfigError(*faults)
    config = _built(_ALL, values)
    assert isinstance(config, Config)
    return _anchored(_switched(config), path.resolve().parent if path is not None else ROOT)


def _from_file(path: Path, faults: list[str]) -> dict[str, _Written]:
    written: dict[str, _Written] = {}
    for where, raw in _leaves(_parsed(path)):
        if where in KEYS:
            written[where] = _Written(where, raw)
        elif where in _SECTIONS:
            faults.append(f"配置 {where} 是一节，要写成 [{where}]，下面一行一个键。")
        else:
            faults.append(f"不认识的配置 {where}。{_meant(where, KEYS)}")
    return written


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # 记事本存的文件带 BOM
    except OSError as error:
        raise ConfigError(f"读不到配置文件 {path}：{error.strerror}。") from None
    except UnicodeDecodeError:
        raise ConfigError(f"配置文件 {path} 不是 UTF-8 编码，请用 UTF-8 另存一次。") from None
    except tomllib.TOMLDecodeError as error:
        spot = re.search(r"line (\d+), column (\d+)", str(error))
        at = f"第 {spot[1]} 行第 {spot[2]} 个字附近" if spot else "结尾处"
        raise ConfigError(f"配置文件 {path} {at}写法不对：文字要加引号，一行一个「键 = 值」。") from None


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        where = prefix + name
        if isinstance(value, dict) and where not in KEYS and (value or where in _SECTIONS):
            yield from _leaves(value, f"{where}.")
        else:
            yield where, value


def _from_environment(environ: Mapping[str, str], faults: list[str]) -> dict[str, _Written]:
    """An empty variable is no variable: compose files pass `${TOKEN:-}`."""
    variables = {key.variable: key.path for key in KEYS.values()}
    written: dict[str, _Written] = {}
    for name, raw in environ.items():
        if not name.startswith(PREFIX) or name.removeprefix(PREFIX).startswith(NOT_SETTINGS):
            continue
        if name not in variables:
            faults.append(f"不认识的环境变量 {name}。{_meant(name, variables)}")
        elif raw.strip():
            written[variables[name]] = _Written(name, raw)
    return written


def _meant(wrong: str, known: Mapping[str, object]) -> str:
    """The nearest known key; a key in the wrong section is found by its own last word."""
    near = get_close_matches(wrong, known, n=1, cutoff=0.75)
    if not near:
        last = wrong.rsplit(".", 1)[-1]
        near = [path for path in known if path.rsplit(".", 1)[-1] == last]
    if near:
        return f"是不是想写 {' 或 '.join(near)}？"
    return "可以写的键都在 config.example.toml 里。"


def _read(key: Key, found: _Written, faults: list[str]) -> object:
    reader = READERS[key.kind]
    try:
        return reader.read(found.raw)
    except ValueError:
        shown = "" if key.private else f"，现在写的是 {_shown(found.raw)}"
        faults.append(f"{found.where} 要写成{reader.wanted}{shown}。")
        return key.default


def _shown(raw: object) -> str:
    said = f"「{raw}」" if isinstance(raw, str) else str(raw)
    return said if len(said) <= 60 else said[:60] + "…"


def _built(section: Any, values: Mapping[str, object], prefix: str = "") -> object:
    changes: dict[str, object] = {}
    for part in fields(section):
        path, value = prefix + part.name, getattr(section, part.name)
        if is_dataclass(value):
            changes[part.name] = _built(value, values, f"{path}.")
        else:
            changes[part.name] = values.get(path, value)
    return replace(section, **changes)


def _switched(config: Config) -> Config:
    """A channel with nothing of its own filled in is off; what has a default does not switch it on."""
    channels = config.channels
    kept = {part.name: _used(getattr(channels, part.name)) for part in fields(channels)}
    return replace(config, channels=Channels(**kept))


def _used(channel: Any) -> Any:
    blank = type(channel)()
    own = [part.name for part in fields(channel) if not getattr(blank, part.name)]
    return channel if any(getattr(channel, name) for name in own) else None


def _anchored(config: Config, base: Path) -> Config:
    """Relative paths from `base`, so that a command run in another folder finds the same database."""
    return replace(
        config,
        storage=replace(config.storage, url=_url(config.storage.url, base)),
        village=replace(config.village, file=base / config.village.file),
        visits=replace(config.visits, rules=base / config.visits.rules),
        dossier=replace(config.dossier, keys=base / config.dossier.keys),
        understanding=_words(config.understanding, base),
    )


def _words(understanding: Understanding, base: Path) -> Understanding:
    own = understanding.words
    return replace(understanding, words=None if own is None else base / own, cache=base / understanding.cache)


def _url(url: str, base: Path) -> str:
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    name = url.removeprefix("sqlite:///")
    if name == url or not name or name.startswith((":", "/", "file:")):
        return url
    return f"sqlite:///{base / name}"
