"""This machine: what it is, which core is whose, and children that do not outlive us."""

import contextlib
import ctypes
import os
import platform
import signal
from importlib import metadata
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = HERE / "out"
_PR_SET_PDEATHSIG = 1


def cores() -> tuple[set[int], set[int]]:
    """(the server's, the generator's). The same set twice where there is only one or pinning is unknown."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    mine = sorted(os.sched_getaffinity(0))
    return {mine[0]}, {mine[-1]}


SERVER_CORE, LOAD_CORE = cores()
ALL_CORES = SERVER_CORE | LOAD_CORE if not hasattr(os, "sched_getaffinity") else os.sched_getaffinity(0)


def pin(wanted: set[int]) -> None:
    if wanted:
        os.sched_setaffinity(0, wanted)


def die_with_parent() -> None:
    """Linux: a child is killed when the benchmark is, however the benchmark ends."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def describe() -> dict[str, str]:
    """Names and values for the page. Takes two seconds to see how busy the machine is without us."""
    return {
        "CPU": f"{_cpu()}，{os.cpu_count()} 核",
        "内存": f"{_memory_gib():.0f} GiB",
        "系统": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "开测之前别的进程占用": f"{psutil.cpu_percent(interval=2):.0f} %",
        "库": "，".join(f"{name} {_version(name)}" for name in LIBRARIES),
    }


LIBRARIES = (
    "aiohttp", "uvloop", "sqlalchemy", "cryptography", "werobot", "wechatpy", "jieba", "aiosqlite", "ahocorasick_rs",
    "scikit-learn",
)  # fmt: skip


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "—"


def _cpu() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "?"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
