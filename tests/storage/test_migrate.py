"""Migrations: fresh, up to date, newer than we know, and a copy before anything is changed."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from storage import migrate as migration
from storage.migrate import HEAD, SCRIPTS, NewerSchema, migrate
from storage.store import Store
from storage.tables import metadata
from tests.care.village import MONDAY
from tests.storage.rows import count_kept, keeping

NEXT = '''"""next"""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("nickname", sa.String(8)))


def downgrade() -> None:
    op.drop_column("people", "nickname")
'''


def stamp(url: str, revision: str) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def columns(url: str, table: str) -> set[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return {column["name"] for column in inspect(connection).get_columns(table)}


@pytest.fixture
def newer_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next release, with one migration more."""
    scripts = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / "9999_next.py").write_text(NEXT.format(head=HEAD))
    monkeypatch.setattr(migration, "SCRIPTS", scripts)
    monkeypatch.setattr(migration, "HEAD", "9999")


def test_a_fresh_database_gets_every_table_and_says_so(store_url: str) -> None:
    said = migrate(store_url, MONDAY)
    assert HEAD in said
    assert "备份" not in said
    engine = create_engine(store_url, poolclass=NullPool)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_an_up_to_date_one_is_left_alone_without_a_word_and_without_a_copy(store_url: str, tmp_path: Path) -> None:
    migrate(store_url, MONDAY)
    before = sorted(tmp_path.iterdir())
    assert migrate(store_url, MONDAY) == ""
    assert sorted(tmp_path.iterdir()) == before


def test_the_tables_of_the_code_are_the_tables_of_the_migrations(store_url: str) -> None:
    migrate(store_url, MONDAY)
    engine = create_engine(store_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_head_we_compare_with_is_the_newest_revision() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert scripts.get_heads() == [HEAD]


def test_a_newer_database_is_refused_in_a_sentence_and_not_touched(store_url: str) -> None:
    migrate(store_url, MONDAY)
    stamp(store_url, "2099")
    with pytest.raises(NewerSchema, match="更新的版本（2099）") as refusal:
        migrate(store_url, MONDAY)
    assert HEAD in str(refusal.value)
    with pytest.raises(NewerSchema):
        migrate(store_url, MONDAY)


async def test_an_upgrade_keeps_every_row_and_on_sqlite_a_copy_from_before(
    store_url: str, tmp_path: Path, newer_version: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(migration, "SCRIPTS", SCRIPTS)
        earlier.setattr(migration, "HEAD", HEAD)
        migrate(store_url, MONDAY)
    store = Store(store_url)
    await store.run(keeping(1))
    await store.close()
    said = migrate(store_url, MONDAY)
    assert f"{HEAD} → 9999" in said
    assert "nickname" in columns(store_url, "people")
    again = Store(store_url)
    assert await count_kept(again, range(1, 2)) == 1
    await again.close()
    copies = list(tmp_path.glob("*.bak"))
    if store_url.startswith("sqlite"):
        (copy,) = copies
        assert copy.name == "shouwang.db.20260302-090000.bak"
        assert copy.name in said
        assert "nickname" not in columns(f"sqlite:///{copy}", "people")
        with closing(sqlite3.connect(copy)) as old:
            assert old.execute("SELECT reply FROM inbox").fetchall() == [("回1",)]
    else:
        assert copies == []


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    store_url: str, tmp_path: Path, newer_version: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(migration, "SCRIPTS", SCRIPTS)
        earlier.setattr(migration, "HEAD", HEAD)
        migrate(store_url, MONDAY)
    script = tmp_path / "migrations" / "versions" / "9999_next.py"
    script.write_text(
        script.read_text().replace("\n\n\ndef downgrade", "\n    op.execute('BROKEN')\n\n\ndef downgrade")
    )
    with pytest.raises(Exception, match="BROKEN"):
        migrate(store_url, MONDAY)
    engine = create_engine(store_url, poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def test_the_plain_postgresql_address_is_understood(pg_url: str) -> None:
    plain = make_url(pg_url).set(drivername="postgresql").render_as_string(hide_password=False)
    assert HEAD in migrate(plain, MONDAY)
    assert migrate(plain, MONDAY) == ""


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    assert HEAD in migrate(f"sqlite:///{tmp_path / 'far' / 'away' / 'shouwang.db'}", MONDAY)


def test_a_file_that_is_no_database_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "shouwang.db"
    file.write_text("这是账本，不是数据库。" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        migrate(f"sqlite:///{file}", MONDAY)
    assert file.read_text().startswith("这是账本")


def test_a_database_that_cannot_be_reached_is_the_drivers_to_say(pg_url: str) -> None:
    nowhere = make_url(pg_url).set(database="no_such_database").render_as_string(hide_password=False)
    with pytest.raises(Exception, match="no_such_database") as trouble:
        migrate(nowhere, MONDAY)
    assert isinstance(trouble.value.__cause__, psycopg.OperationalError)
