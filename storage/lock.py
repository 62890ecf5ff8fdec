"""在场: each process at its database, so that others know it is there (docs/decisions/0014).

On an SQLite file there is one process: two relays on one file would send twice, and neither would know. On PostgreSQL
there may be many; one of them leads (领头): it does what time makes us do. Nothing of this is written down. It is held
on the file or on a connection, and goes with the process, however that ends.
"""

from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy.engine import make_url

from storage.drivers import Driver, driver_for
from storage.sql import Connection

LEAD = (0x5357, 0)  # 建议锁的两个数：领头的
KEYS = 0x5358  # 第一个数；第二个是钥匙的名字
NO_KEY = "-"  # 锁文件里：没有钥匙，什么也不封
_ALONE = "SELECT pg_try_advisory_lock(%s, %s)"
_BESIDE = "SELECT pg_advisory_lock_shared(%s, %s)"
_IN_USE = (
    "SELECT DISTINCT objid::bigint FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE datname = current_database() AND locktype = 'advisory' AND classid::bigint = %s AND objsubid = 2"
)
# 机器断了电，服务器一分钟左右也会知道；不设的话它要等两个小时
_SHORT = ("tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")


class InUse(OSError):
    """Another 守望 runs on this file."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} 正被另一个守望用着。先停掉它，或把 storage.url 写成别的文件。")


class Presence(Protocol):
    """One running process. Its calls may wait for the network: not in the event loop."""

    def leads(self) -> bool:
        """Whether what time makes us do is this process's to do; asked each time. Raises the driver's error."""

    def seals_with(self, key: str) -> None:
        """Tell under which key (`storage.keys.name_of`) this process closes what it seals, for as long as it runs."""

    def close(self) -> None: ...


def hold(url: str) -> Presence:
    """Raises `InUse` where another process is at the same SQLite file."""
    file = _file_of(url)
    return _AtServer(driver_for(url)) if file is None else _AtFile(_held(file))


def keys_in_use(url: str) -> set[str]:
    """The keys under which running processes seal now; empty text for one that does not say."""
    file = _file_of(url)
    if file is not None:
        return _said_beside(file)
    connection = driver_for(url).connect()
    try:
        return {f"{row[0]:08x}" for row in connection.execute(_IN_USE, (KEYS,)).fetchall()}
    finally:
        connection.close()


class _AtFile:
    """SQLite: whoever holds the file is the only one."""

    def __init__(self, held: IO[str] | None) -> None:
        self._held = held
        self._write(NO_KEY)

    def leads(self) -> bool:
        return True

    def seals_with(self, key: str) -> None:
        self._write(key)

    def close(self) -> None:
        if self._held is not None:
            self._held.close()

    def _write(self, said: str) -> None:
        if self._held is not None:
            self._held.seek(0)
            self._held.truncate()
            self._held.write(said)
            self._held.flush()


class _AtServer:
    """PostgreSQL: advisory locks on a connection of its own. Where that is lost, so are they, and others may lead."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._connection: Connection | None = None
        self._leading = False
        self._key = ""

    def leads(self) -> bool:
        if self._connection is not None:
            try:
                return self._asked(self._connection)
            except Exception as trouble:  # 服务器重启过：接上再问一次
                if not self._driver.trouble(trouble):
                    raise
                self.close()
        try:
            return self._asked(self._connected())
        except BaseException:
            self.close()
            raise

    def seals_with(self, key: str) -> None:
        self._key = key
        self._share(self._connected())

    def close(self) -> None:
        connection, self._connection, self._leading = self._connection, None, False
        if connection is not None:
            with suppress(Exception):  # 已经断开的，关不关都一样
                connection.close()

    def _asked(self, connection: Connection) -> bool:
        if self._leading:  # 同一个连接上锁还在；只看连接还在不在
            connection.execute("SELECT 1")
        else:
            self._leading = bool(connection.execute(_ALONE, LEAD).fetchone()[0])
        return self._leading

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._driver.connect()
            for setting in _SHORT:
                self._connection.execute(f"SET {setting}")
            self._share(self._connection)
        return self._connection

    def _share(self, connection: Connection) -> None:
        if self._key:
            connection.execute(_BESIDE, (KEYS, int.from_bytes(bytes.fromhex(self._key), signed=True)))


def _file_of(url: str) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _lock_file(file: Path) -> Path:
    return file.with_name(file.name + ".lock")


def _held(file: Path) -> IO[str] | None:
    """The lock file, held until it is closed or the process ends. None on Windows."""
    try:
        import fcntl
    except ImportError:
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    held = _lock_file(file).open("a", encoding="utf-8")  # 不清空：里面的话是正拿着它的那个写的
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        with suppress(OSError):
            held.close()
        raise InUse(file) from None
    return held


def _said_beside(file: Path) -> set[str]:
    """What the process at a file has written into the lock file; nothing where there is none."""
    try:
        _AtFile(_held(file)).close()
    except InUse:
        said = _lock_file(file).read_text("utf-8").strip()
        return set() if said == NO_KEY else {said}
    return set()
