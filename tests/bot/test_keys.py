"""`keys new|add|check`: what was made, what to keep, never a key."""

import io
from pathlib import Path

import pytest

from bot.keys import ACTIONS, keys
from storage.keys import read_keys
from tests.storage.test_keys import traces


def run(action: str, path: Path) -> tuple[int, str]:
    out = io.StringIO()
    return keys(action, path, out), out.getvalue()


def test_each_action_says_what_to_keep_and_never_shows_a_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    for action in ("new", "check", "add", "check"):
        code, said = run(action, path)
        ring = read_keys(path)
        assert (code, said[0]) == (0, "✓")
        assert str(path) in said
        assert f"现在用 {ring.current}" in said
        assert "不要和数据库的备份放在一起" in said
        assert "再也打不开" in said
        assert [trace for trace in traces(ring) if trace in said] == []


def test_new_makes_a_file_and_does_not_touch_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    assert run("new", path)[0] == 0
    kept = path.read_bytes()
    code, said = run("new", path)
    assert (code, path.read_bytes()) == (1, kept)
    assert said == f"✗ 钥匙文件 {path} 已经有了，没有动它。要换新的一把，用 python -m bot keys add。\n"


def test_add_names_the_new_key_and_the_old_ones_and_asks_for_a_restart_and_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    run("new", path)
    old = read_keys(path).current
    said = run("add", path)[1]
    assert f"现在用 {read_keys(path).current}；旧的 {old} 还打得开从前的" in said
    assert "重启守望" in said
    assert f"重新备份 {path}" in said


@pytest.mark.parametrize("action", ["add", "check"])
def test_without_a_file_one_is_told_to_make_one(tmp_path: Path, action: str) -> None:
    code, said = run(action, tmp_path / "keys.toml")
    assert code == 1
    assert said.startswith("✗ 还没有钥匙文件")
    assert said.count("\n") == 1


def test_a_file_others_may_read_is_not_called_good(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    run("new", path)
    path.chmod(0o644)
    code, said = run("check", path)
    assert code == 1
    assert "chmod 600" in said


def test_an_unknown_action_names_those_there_are(tmp_path: Path) -> None:
    code, said = run("删", tmp_path / "keys.toml")
    assert (code, said) == (2, "✗ 没有「删」，只有 new、add、check。\n")
    assert tuple(ACTIONS) == ("new", "add", "check")
    assert list(tmp_path.iterdir()) == []
