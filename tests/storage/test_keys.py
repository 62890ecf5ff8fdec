"""The key file: made once, added to without loss, refused with a sentence when it is not whole."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from storage.keys import BadKeys, KeyRing, KeysExist, KeysMissing, add_key, name_of, new_keys, read_keys

ROOT = Path(__file__).resolve().parents[2]
Edit = Callable[[str, KeyRing], str | bytes]


def traces(ring: KeyRing) -> list[str]:
    """Pieces of every key of the ring, in each form in which one could be printed."""
    secret = [*ring.keys.values(), ring.index]
    return [form for key in secret for form in (b64encode(key).decode()[:12], key.hex()[:12], repr(key[:6])[2:-1])]


def told(error: BaseException | None) -> Iterator[str]:
    """All an error can tell whoever prints or logs it, with the errors it hangs on."""
    while error is not None:
        yield from (str(error), repr(error), str(vars(error)), repr(getattr(error, "object", "")))
        error = error.__cause__ or error.__context__


def b64(key: bytes) -> str:
    return b64encode(key).decode()


def line(key: bytes) -> str:
    return f'"{name_of(key)}" = "{b64(key)}"'


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_file_is_only_ours_and_is_read_back_as_it_was_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.toml"
    made = new_keys(path)
    assert read_keys(path) == made
    assert mode(path) == 0o600
    assert [len(key) for key in made.keys.values()] == [32]
    assert len(made.index) == 32
    assert made.index not in made.keys.values()


def test_two_files_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = new_keys(tmp_path / "one.toml"), new_keys(tmp_path / "other.toml")
    assert not {*one.keys.values(), one.index} & {*other.keys.values(), other.index}
    assert one.current != other.current


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("anything")
    with pytest.raises(KeysExist, match="keys add"):
        new_keys(path)
    assert path.read_text() == "anything"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadKeys, match="写不了") as refusal:
        new_keys(tmp_path / "file" / "keys.toml")
    assert not isinstance(refusal.value, KeysExist)


@pytest.mark.parametrize("act", [read_keys, add_key])
def test_a_missing_file_says_how_to_make_one(tmp_path: Path, act: Callable[[Path], KeyRing]) -> None:
    with pytest.raises(KeysMissing, match="python -m bot keys new"):
        act(tmp_path / "keys.toml")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadKeys, match="读不了"):
        read_keys(tmp_path)


@pytest.mark.parametrize("open_to", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_a_file_others_may_touch_is_refused_until_it_is_closed(tmp_path: Path, open_to: int) -> None:
    path = tmp_path / "keys.toml"
    made = new_keys(path)
    path.chmod(open_to)
    for act in (read_keys, add_key):
        with pytest.raises(BadKeys, match=f"chmod 600 {re.escape(str(path))}"):
            act(path)
    path.chmod(0o600)
    assert read_keys(path) == made


def test_an_added_key_is_the_current_one_and_all_old_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    rings = [new_keys(path), *(add_key(path) for _ in range(5))]
    for before, after in pairwise(rings):
        assert after.current not in before.keys
        assert {**after.keys, **before.keys} == after.keys
        assert len(after.keys) == len(before.keys) + 1
        assert after.index == before.index
    assert read_keys(path) == rings[-1]
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_the_owner_stays_whoever_adds_the_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    new_keys(path)
    if os.geteuid() == 0:
        os.chown(path, 4242, 4242)
    before = path.stat()
    add_key(path)
    assert (path.stat().st_uid, path.stat().st_gid) == (before.st_uid, before.st_gid)


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "kept.toml", tmp_path / "keys.toml"
    new_keys(path)
    link.symlink_to(path)
    assert add_key(link) == read_keys(path)
    assert link.is_symlink()


def test_what_a_crash_left_behind_does_not_stop_the_next_key(tmp_path: Path) -> None:
    path, beside = tmp_path / "keys.toml", tmp_path / "keys.toml.new"
    new_keys(path)
    beside.write_text("half a fi")
    beside.chmod(0o644)
    assert read_keys(path) != add_key(path) == read_keys(path)
    assert (mode(path), beside.exists()) == (0o600, False)


ADDING = """
import sys
from pathlib import Path
from storage.keys import add_key
print("ready", flush=True)
sys.stdin.readline()
for _ in range(8):
    print(add_key(Path(sys.argv[1])).current)
"""


def child(code: str, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_processes_adding_at_once_lose_no_key_and_nobody_reads_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    first = new_keys(path)
    children = [child(ADDING, path) for _ in range(3)]
    for one in children:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in children:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    while any(one.poll() is None for one in children):
        assert read_keys(path).keys.items() >= first.keys.items()
    added = [name for one in children for name in one.communicate()[0].split()]
    assert len(added) == 24
    assert set(read_keys(path).keys) == {first.current, *added}


FULL_DISK = """
import resource, sys
from pathlib import Path
from storage.keys import BadKeys, add_key, new_keys
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
for act, name in ((add_key, sys.argv[1]), (new_keys, sys.argv[1] + ".other")):
    try:
        act(Path(name))
    except BadKeys as error:
        print("写不了" in str(error))
"""


def test_a_full_disk_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    made = new_keys(path)
    assert child(FULL_DISK, path).communicate()[0].split() == ["True", "True"]
    assert read_keys(path) == made
    assert list(tmp_path.iterdir()) == [path]


ODD = bytes(range(32))  # 一把不在文件里的
FAULTS: dict[str, tuple[Edit, str]] = {
    "empty": (lambda text, ring: "", r"没有 \[keys\]"),
    "cut": (lambda text, ring: text[: text.rindex(ring.current) + 20], "截断"),
    "not text": (lambda text, ring: text.encode() + b"\xff", "TOML"),
    "no current": (lambda text, ring: text.replace("current", "was"), "current"),
    "unknown current": (lambda text, ring: text.replace(ring.current, name_of(ODD), 1), "current"),
    "a key as current": (lambda text, ring: text.replace(ring.current, b64(ring.keys[ring.current]), 1), "current"),
    "a list as current": (lambda text, ring: text.replace(f'"{ring.current}"', "[]", 1), "current"),
    "no keys": (lambda text, ring: text.replace("[keys]", "[old]"), r"没有 \[keys\]"),
    "keys is no section": (lambda text, ring: 'keys = "x"\n' + text.replace("[keys]", "[old]"), r"没有 \[keys\]"),
    "not base64": (lambda text, ring: text.replace(b64(ring.index), "钥匙"), "不是 base64"),
    "a number": (lambda text, ring: text.replace(f'"{b64(ring.index)}"', "7"), "不是 base64"),
    "short": (lambda text, ring: text.replace(b64(ring.index), b64(ring.index[:31])), "31 个字节，要恰好 32 个"),
    "long": (lambda text, ring: text.replace(b64(ring.index), b64(ring.index + b"x")), "33 个字节，要恰好 32 个"),
    "miscopied": (lambda text, ring: text.replace(b64(ring.keys[ring.current]), b64(ODD)), "名字对不上"),
    "miscopied index": (lambda text, ring: text.replace(b64(ring.index), b64(ODD)), "名字对不上"),
    "a key as name": (lambda text, ring: text.replace(f'"{name_of(ring.index)}"', f'"{b64(ODD)}"'), "八位"),
    "no index": (lambda text, ring: text.partition("[index]")[0], r"没有 \[index\]"),
    "two index keys": (lambda text, ring: text + line(ODD), "恰好有一把，现在是 2 把"),
    "one key for both": (lambda text, ring: text.replace(line(ring.index), line(ring.keys[ring.current])), "同一把"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_whole_is_one_sentence_without_a_key(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "keys.toml"
    ring = new_keys(path)
    edit, expected = FAULTS[fault]
    wrong = edit(path.read_text("utf-8"), ring)
    path.write_bytes(wrong if isinstance(wrong, bytes) else wrong.encode())
    for act in (read_keys, add_key):
        with pytest.raises(BadKeys, match=expected) as refusal:
            act(path)
        said = "\n".join(told(refusal.value))
        assert [trace for trace in [*traces(ring), b64(ODD)[:12]] if trace in said] == []
        assert "\n" not in str(refusal.value)
    assert path.read_bytes() == (wrong if isinstance(wrong, bytes) else wrong.encode())


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    made = new_keys(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_keys(path) == made


def test_a_ring_shows_names_and_never_a_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    new_keys(path)
    ring = add_key(path)
    shown = f"{ring!r} {ring} {ring:}"
    assert all(name in shown for name in ring.keys)
    assert [trace for trace in traces(ring) if trace in shown] == []
