"""The database the tests stand on is itself a promise: real, empty, and gone afterwards."""

import psycopg
import pytest
from sqlalchemy import URL, create_engine, make_url, text

from tests.kit import postgres


def test_it_is_a_real_postgresql_speaking_utf8(pg_url: str) -> None:
    engine = create_engine(pg_url)
    with engine.begin() as connection:
        assert connection.scalar(text("SHOW server_version_num")) >= "140000"
        assert connection.scalar(text("SELECT length('王奶奶')")) == 3
    engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_has_an_empty_database_of_its_own(pg_url: str, turn: int) -> None:
    with psycopg.connect(pg_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE seen (turn int)")


def test_it_is_dropped_though_somebody_is_still_connected(pg_server: URL) -> None:
    with postgres.database(pg_server) as url:
        left = psycopg.connect(url.replace("+psycopg", ""))
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()
    with psycopg.connect(pg_server.set(drivername="postgresql").render_as_string(False)) as admin:
        row = admin.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [make_url(url).database]).fetchone()
    assert row == (0,)


def test_an_unreachable_server_is_an_error_and_no_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(psycopg.OperationalError), postgres.server() as at, postgres.database(at):
        pass
