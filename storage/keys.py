"""钥匙: the key file of the sealed columns (docs/decisions/0011). It lies outside the database, apart from its backups.

    current = "3f9a21c0"            the key that closes from now on
    [keys]                          AES-256 keys by name; the old ones stay, for reading
    "3f9a21c0" = "(base64 of 32 random bytes)"
    [index]                         the one key of the look-up hash
    "77aa0b12" = "(the same)"

A key's name is computed from the key, so that a miscopied one is seen when the file is read. No sentence of this file
repeats what stands in the key file, except names: anything else might be a key that was pasted into the wrong line.
"""

import os
import re
import secrets
import tomllib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

try:
    import fcntl
except ImportError:  # Windows 没有；那里两个人同时加钥匙要自己错开
    fcntl = None  # type: ignore[assignment]  # 没有这个模块就是没有锁

LENGTH = 32  # 字节
OPEN_TO_OTHERS = 0o077
NAME = re.compile("[0-9a-f]{8}")

HEAD = """\
# 守望的钥匙：封存身份证号和电话用的。由 python -m bot keys 写，不要手改。
# 丢了它，库里的号码谁也打不开；让别人看到它，等于把号码给了别人。
# 另外备份一份，不要和数据库放在一起。旧的钥匙不要删：旧的备份还要它来打开。
"""


class BadKeys(Exception):
    """The key file cannot be used; the text is a whole sentence that says what to do."""


class KeysMissing(BadKeys):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"还没有钥匙文件 {path}。身份证号和电话要用它封存，没有它不能登记人，别的照常。"
            "用 python -m bot keys new 做一个。"
        )


class KeysExist(BadKeys):
    def __init__(self, path: Path) -> None:
        super().__init__(f"钥匙文件 {path} 已经有了，没有动它。要换新的一把，用 python -m bot keys add。")


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """钥匙串: keys of 32 bytes by name (`name_of`), the name of the current one, and the key of the look-up hash."""

    current: str
    keys: Mapping[str, bytes]
    index: bytes

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current!r}, names={tuple(self.keys)!r})"


def name_of(key: bytes) -> str:
    """8 hexadecimal digits. They do not lead back to the key."""
    return sha256(b"shouwang key name\0" + key).hexdigest()[:8]


def fresh_ring() -> KeyRing:
    key = secrets.token_bytes(LENGTH)
    return KeyRing(name_of(key), MappingProxyType({name_of(key): key}), secrets.token_bytes(LENGTH))


def with_new_key(ring: KeyRing) -> KeyRing:
    """The same ring with one key more, which is the current one."""
    key = secrets.token_bytes(LENGTH)
    while name_of(key) in ring.keys:  # 四十亿分之一；真碰上了就会盖掉旧的一把
        key = secrets.token_bytes(LENGTH)
    return replace(ring, current=name_of(key), keys=MappingProxyType({**ring.keys, name_of(key): key}))


def read_keys(path: Path) -> KeyRing:
    """Raises `KeysMissing` where there is no file, and `BadKeys` where it is not whole or others may read it."""
    content = _parsed(path, _read(path))
    keys = _section(path, content, "keys")
    index = _section(path, content, "index")
    current = content.get("current")
    if not isinstance(current, str) or current not in keys:
        raise BadKeys(f"钥匙文件 {path} 里的 current 不是 [keys] 里的任何一把。{FROM_BACKUP}")
    if len(index) != 1:
        raise BadKeys(f"钥匙文件 {path} 的 [index] 里要恰好有一把，现在是 {len(index)} 把。{FROM_BACKUP}")
    if index.keys() & keys.keys():
        raise BadKeys(f"钥匙文件 {path} 的 [index] 和 [keys] 用了同一把，要各是各的。{FROM_BACKUP}")
    return KeyRing(current, MappingProxyType(keys), next(iter(index.values())))


def new_keys(path: Path) -> KeyRing:
    """Make the file, mode 0600. Raises `KeysExist` (never overwrites) and `BadKeys` where it cannot be written."""
    ring = fresh_ring()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, ring)
        _settle(path.parent)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise KeysExist(path) from None
        raise _unwritable(path, error) from None
    return ring


def add_key(path: Path) -> KeyRing:
    """Add a key and make it the current one, all or nothing, one process at a time. Raises as `read_keys` does."""
    read_keys(path)  # 没有或不对的，先说清楚
    try:
        path = path.resolve(strict=True)  # 链接留着，换的是它指的文件
        with _alone(path):
            ring = with_new_key(read_keys(path))
            _replace(path, ring)
    except OSError as error:
        raise _unwritable(path, error) from None
    return ring


FROM_BACKUP = "从备份里原样抄回来。"


def _unwritable(path: Path, error: OSError) -> BadKeys:
    return BadKeys(
        f"钥匙文件 {path} 写不了（{type(error).__name__}）。看看文件夹的权限，磁盘是不是满了；原来的没有动。"
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read()
    except FileNotFoundError:
        raise KeysMissing(path) from None
    except OSError as error:
        said = f"钥匙文件 {path} 读不了（{type(error).__name__}）。它要是一个文件，归跑守望的那个用户所有。"
        raise BadKeys(said) from None
    if os.name == "posix" and mode & OPEN_TO_OTHERS:
        raise BadKeys(f"钥匙文件 {path} 别的用户也读得到。先运行 chmod 600 {path}，再想想有没有人看过。")
    return content


def _parsed(path: Path, content: bytes) -> Mapping[str, Any]:
    with suppress(UnicodeDecodeError, tomllib.TOMLDecodeError):
        return tomllib.loads(content.decode("utf-8-sig"))
    # 不在 except 里抛：那两种错误自己带着文件的内容
    raise BadKeys(f"钥匙文件 {path} 不是完整的 TOML，可能抄漏了或截断了。{FROM_BACKUP}")


def _section(path: Path, content: Mapping[str, Any], section: str) -> dict[str, bytes]:
    rows = content.get(section)
    if not isinstance(rows, dict) or not rows:
        raise BadKeys(f"钥匙文件 {path} 里没有 [{section}] 一节，或是空的。{FROM_BACKUP}")
    for count, (name, said) in enumerate(rows.items(), 1):
        wrong = _fault(name, said)
        if wrong:
            raise BadKeys(f"钥匙文件 {path} 的 [{section}] 里第 {count} 把{wrong}。{FROM_BACKUP}")
    return {name: b64decode(said) for name, said in rows.items()}


def _fault(name: str, said: object) -> str:
    """What is wrong with one line, or nothing."""
    try:
        key = b64decode(said, validate=True) if isinstance(said, str) else b""
    except ValueError:
        key = b""
    if not key:
        return "不是 base64"
    if len(key) != LENGTH:
        return f"有 {len(key)} 个字节，要恰好 {LENGTH} 个"
    if not NAME.fullmatch(name):
        return "的名字不是八位的十六进制数"
    return "" if name_of(key) == name else f"（{name}）和名字对不上，抄错了"


def _written(ring: KeyRing) -> bytes:
    def line(key: bytes) -> str:
        return f'"{name_of(key)}" = "{b64encode(key).decode()}"\n'

    keys = "".join(line(key) for key in ring.keys.values())
    return f'{HEAD}\ncurrent = "{ring.current}"\n\n[keys]\n{keys}\n[index]\n{line(ring.index)}'.encode()


def _write(file: Path, ring: KeyRing) -> None:
    """Make a file that was not there, on disk when this returns; nothing is left of a failure."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(_written(ring))
            made.flush()
            os.fsync(made.fileno())
    except BaseException:
        file.unlink()
        raise


def _replace(path: Path, ring: KeyRing) -> None:
    """Whoever reads meanwhile sees the old file or the new one. The owner stays, also when root adds the key."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # 上一次断在半路留下的；锁在我们手里，没有别人在写
    _write(beside, ring)
    try:
        if os.name == "posix" and os.geteuid() == 0:
            owner = path.stat()
            os.chown(beside, owner.st_uid, owner.st_gid)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """The name of a new file is on disk only when its folder is; some file systems do not let us ask for it."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(descriptor)
    os.close(descriptor)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the key file itself, so that no lock file is left behind; waits while another process holds it."""
    while fcntl is not None:
        with path.open("rb+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            # 等到手的，可能是已经被换下去的那个文件
            if os.path.samestat(os.fstat(held.fileno()), path.stat()):
                yield
                return
    yield
