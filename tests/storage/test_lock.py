"""在场：几个进程里一个领头，它没了别人接；正用哪把钥匙封，别人看得到."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from storage.drivers import BadUrl
from storage.lock import InUse, Presence, hold, keys_in_use

OLD, NEW = "00ff10a2", "fe000001"
LONG_ENOUGH = 20.0  # 秒
ELSEWHERE = """
import sys
from storage.lock import hold
one = hold(sys.argv[1])
one.seals_with(sys.argv[2])
print(one.leads(), flush=True)
sys.stdin.read()
"""


@contextmanager
def elsewhere(url: str, key: str = OLD) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real process at the database, and whether it leads."""
    command = [sys.executable, "-c", ELSEWHERE, url, key]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            yield other, other.stdout.readline().strip()
        finally:
            other.kill()


def asked_until_it_leads(one: Presence) -> bool:
    """The server hears of a dead process at once, but not in the same moment."""
    until = time.monotonic() + LONG_ENOUGH
    while not one.leads():
        if time.monotonic() > until:
            return False
    return True


def sessions(url: str, end: bool = False) -> int:
    """Connections that hold an advisory lock; `end` cuts them."""
    what = "pg_terminate_backend(pid)" if end else "pid"
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo, autocommit=True) as admin:
        held = f"SELECT {what} FROM (SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory') AS them"
        return len(admin.execute(held).fetchall())


def test_of_two_on_postgres_one_leads_and_when_it_closes_the_other_does(pg_url: str) -> None:
    one, other = hold(pg_url), hold(pg_url)
    assert [one.leads(), other.leads(), one.leads(), other.leads()] == [True, False, True, False]
    one.close()
    assert asked_until_it_leads(other)
    assert not one.leads()
    one.close()
    other.close()


def test_when_the_process_that_leads_is_killed_another_takes_over(pg_url: str) -> None:
    here = hold(pg_url)
    with elsewhere(pg_url) as (other, leading):
        assert leading == "True"
        assert not here.leads()
        other.kill()
        assert asked_until_it_leads(here)
    here.close()


def test_a_connection_that_was_cut_is_made_again_and_keeps_what_it_had_to_tell(pg_url: str) -> None:
    one = hold(pg_url)
    one.seals_with(OLD)
    assert one.leads()
    assert sessions(pg_url, end=True) == 1
    assert asked_until_it_leads(one)
    assert keys_in_use(pg_url) == {OLD}
    one.close()


def test_a_server_that_is_away_is_an_error_and_not_a_lead(pg_url: str) -> None:
    away = hold(pg_url.replace("shouwang_test", "no_such"))
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError):
            away.leads()
    with pytest.raises(BadUrl):
        hold("mysql://somebody@host/db")


def test_the_keys_of_all_that_run_are_seen_on_postgres(pg_url: str) -> None:
    assert keys_in_use(pg_url) == set()
    here = hold(pg_url)
    assert here.leads()
    assert keys_in_use(pg_url) == set()
    here.seals_with(NEW)
    with elsewhere(pg_url) as (_, leading):
        assert leading == "False"
        assert keys_in_use(pg_url) == {OLD, NEW}
    here.close()
    until = time.monotonic() + LONG_ENOUGH
    while keys_in_use(pg_url) and time.monotonic() < until:
        pass
    assert keys_in_use(pg_url) == set()


def test_on_a_file_there_is_one_it_leads_and_tells_its_key(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'a.db'}"
    assert keys_in_use(url) == set()
    with elsewhere(url) as (other, leading):
        assert leading == "True"
        with pytest.raises(InUse, match="正被另一个守望用着"):
            hold(url)
        assert keys_in_use(url) == {OLD}
        other.kill()
        other.wait()
        assert keys_in_use(url) == set()
    here = hold(url)
    assert here.leads()
    assert keys_in_use(url) == set()  # 没有钥匙的，什么也不封
    here.seals_with(NEW)
    assert keys_in_use(url) == {NEW}
    here.close()


def test_one_that_does_not_tell_is_not_taken_for_one_without_keys(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    here = hold(url)
    (tmp_path / "a.db.lock").write_text("", "utf-8")  # 从前的版本什么也不写
    assert keys_in_use(url) == {""}
    here.close()
