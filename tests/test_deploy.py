"""The scripts an operator runs: they do their work, or say in one sentence what is missing."""

import os
import re
import shutil
import sqlite3
import subprocess
import tomllib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import KEYS

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A machine with a shell and nothing else: a folder for PATH, beside a project with only the script in it."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "venv.sh", tmp_path / "deploy")
    path = tmp_path / "bin"
    path.mkdir()
    for name in ("sh", "dirname", "id"):
        (path / name).symlink_to(shutil.which(name) or name)
    return path


def python3(folder: Path, body: str) -> None:
    script = folder / "python3"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)


@pytest.mark.parametrize("body", [None, "exit 1"], ids=["no python", "an old python"])
def test_without_a_new_enough_python_the_setup_says_so(bare: Path, body: str | None) -> None:
    if body is not None:
        python3(bare, body)
    done = run(bare.parent / "deploy" / "venv.sh", "requirements.lock", env={"PATH": str(bare)})
    assert done.returncode == 1
    assert "要 Python 3.11 或更新的" in done.stderr
    assert not (bare.parent / ".venv").exists()


def test_without_ensurepip_the_setup_names_the_package(bare: Path) -> None:
    python3(bare, 'case "$2" in *version_info*) exit 0;; *) exit 1;; esac')
    done = run(bare.parent / "deploy" / "venv.sh", "requirements.lock", env={"PATH": str(bare)})
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_without_a_browser_ci_fails_and_a_local_run_says_what_is_skipped(ci: str, status: int) -> None:
    env = {**os.environ, "SHOUWANG_CHROMIUM": "/nowhere/chromium", "CI": ci}
    done = run(DEPLOY / "chromium.sh", env=env)
    assert done.returncode == status
    assert done.stdout.strip() == ""
    assert "跳过" in done.stderr


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A database in use: WAL mode, and rows that are only in the WAL file."""
    path = tmp_path / "shouwang.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE ticket (number int)")
    return path


def test_a_backup_of_a_running_database_is_whole(live: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("INSERT INTO ticket VALUES (12)")
        writer.commit()
        done = run(DEPLOY / "backup.sh", live, tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    (copy,) = (tmp_path / "kept").iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT number FROM ticket").fetchall() == [(12,)]


def test_old_backups_go_and_other_files_stay(live: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("shouwang-20260101-033000.db", "shouwang-20260102-033000.db", "别的.db"):
        (kept / name).touch()
    run(DEPLOY / "backup.sh", live, kept, "2")
    left = {path.name for path in kept.iterdir()}
    assert {"shouwang-20260102-033000.db", "别的.db"} < left
    assert len(left) == 3


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    done = run(DEPLOY / "backup.sh", tmp_path / "none.db", tmp_path / "kept")
    assert done.returncode != 0
    assert "没有这个库" in done.stderr
    assert list((tmp_path / "kept").glob("*")) == []


@pytest.mark.parametrize("name", ["shouwang.service", "Dockerfile", "compose.yaml"])
def test_every_variable_in_the_deployment_files_is_a_setting(name: str) -> None:
    used = set(re.findall(r"SHOUWANG_[A-Z_]+", (DEPLOY / name).read_text(encoding="utf-8"))) - {"SHOUWANG_"}
    assert used
    assert used <= {key.variable for key in KEYS.values()}


def test_the_lock_holds_every_library_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for asked in project["dependencies"]:
        library = asked.split(";")[0].split("[")[0].split(">")[0].strip()
        assert f"\n{library}==" in f"\n{lock}", library
