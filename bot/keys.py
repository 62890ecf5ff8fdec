"""`keys new|add|check`: the key file of the sealed columns, without ever showing a key."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from storage.keys import BadKeys, KeyRing, add_key, new_keys, read_keys

KEEP = """\
另外备份一份，不要和数据库的备份放在一起：两样都拿到的人，号码就都看得到。
丢了它，库里的身份证号和电话就再也打不开，谁也补不回来。
"""


def keys(action: str, path: Path, out: TextIO) -> int:
    """`action` is one of `ACTIONS`. Exit code."""
    act = ACTIONS.get(action)
    if act is None:
        out.write(f"✗ 没有「{action}」，只有 {'、'.join(ACTIONS)}。\n")
        return 2
    try:
        out.write(f"✓ {act(path)}")
    except BadKeys as error:
        out.write(f"✗ {error}\n")
        return 1
    return 0


def _new(path: Path) -> str:
    ring = new_keys(path)
    return f"做好了钥匙文件 {path}，只有本用户读得到。现在用 {ring.current} 这一把。\n{KEEP}"


def _add(path: Path) -> str:
    ring = add_key(path)
    return (
        f"加了一把新的，现在用 {ring.current}；{_old(ring)}。\n"
        f"重启守望就用上，几个进程的要一起重启。\n"
        f"从前的备份里没有新的这一把，请重新备份 {path}。\n{KEEP}"
    )


def _check(path: Path) -> str:
    ring = read_keys(path)
    return f"钥匙文件 {path} 是好的。现在用 {ring.current}；{_old(ring)}。\n{KEEP}"


def _old(ring: KeyRing) -> str:
    old = [name for name in ring.keys if name != ring.current]
    return f"旧的 {'、'.join(old)} 还打得开从前的" if old else "没有旧的"


ACTIONS: Mapping[str, Callable[[Path], str]] = {"new": _new, "add": _add, "check": _check}
