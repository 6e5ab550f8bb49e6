"""The migrations make exactly the tables the program knows, and can be undone one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from tests.databases import DatabaseServer
from voting.db import migrating
from voting.db.engines import make_engine
from voting.settings import Settings

NAMES = pytest.mark.parametrize("name", migrating.DATABASES)


@pytest.fixture
def empty(
    settings: Settings, backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """An installation whose databases have no tables."""
    if backend == "sqlite":
        yield settings.located_in(tmp_path / "empty")
    else:
        server: DatabaseServer = request.getfixturevalue("postgres")
        with server.lend_empty(settings) as lent:
            yield lent


@NAMES
def test_there_is_one_head(settings: Settings, name: str) -> None:
    script = ScriptDirectory.from_config(migrating.make_config(settings, name))
    assert len(script.get_heads()) == 1


@NAMES
def test_revisions_are_numbered_and_say_what_they_do(settings: Settings, name: str) -> None:
    script = ScriptDirectory.from_config(migrating.make_config(settings, name))
    revisions = list(reversed(list(script.walk_revisions())))
    assert [revision.revision for revision in revisions] == [
        f"{number:04}" for number in range(1, len(revisions) + 1)
    ]
    for revision in revisions:
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


@NAMES
def test_head_equals_the_models(settings: Settings, backend: str, name: str) -> None:
    with connect(settings, name) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, migrating.find_metadata(name)) == []


@NAMES
def test_each_step_can_be_undone_and_done_again(empty: Settings, name: str) -> None:
    script = ScriptDirectory.from_config(migrating.make_config(empty, name))
    steps = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    for before, step in zip(["base", *steps], steps, strict=False):
        old = describe_tables(empty, name)
        migrating.upgrade(empty, name, step)
        made = describe_tables(empty, name)
        migrating.downgrade(empty, name, before)
        assert describe_tables(empty, name) == old
        migrating.upgrade(empty, name, step)
        assert describe_tables(empty, name) == made


@NAMES
def test_everything_can_be_taken_away(settings: Settings, backend: str, name: str) -> None:
    migrating.downgrade(settings, name, "base")
    assert describe_tables(settings, name) == {}
    assert migrating.read_revision(settings, name) is None


def test_a_missing_embedded_database_is_made(settings: Settings, tmp_path: Path) -> None:
    fresh = settings.located_in(tmp_path / "not" / "yet" / "there")
    migrating.create_if_absent(fresh)
    for name in migrating.DATABASES:
        assert migrating.read_revision(fresh, name) == migrating.find_head(fresh, name)


def test_a_database_left_half_made_is_finished(settings: Settings, tmp_path: Path) -> None:
    half = settings.located_in(tmp_path / "half")
    with connect(half, "register") as connection:
        assert inspect(connection).get_table_names() == []
    migrating.create_if_absent(half)
    assert migrating.read_revision(half, "register") == migrating.find_head(half, "register")


def test_an_existing_database_is_never_migrated_by_itself(settings: Settings) -> None:
    migrating.downgrade(settings, "register", "0001")
    migrating.create_if_absent(settings)
    assert migrating.read_revision(settings, "register") == "0001"


def test_the_two_databases_must_differ(settings: Settings) -> None:
    with pytest.raises(ValueError, match="two databases"):
        replace(settings, ballotbox_url=settings.register_url)


def describe_tables(settings: Settings, name: str) -> dict[str, Any]:
    """Return columns, keys and triggers of every table but Alembic's own."""
    with connect(settings, name) as connection:
        found = inspect(connection)
        return {
            table: (
                [(column["name"], str(column["type"])) for column in found.get_columns(table)],
                found.get_pk_constraint(table)["constrained_columns"],
                sorted(str(key["name"]) for key in found.get_unique_constraints(table)),
                sorted(str(key["name"]) for key in found.get_foreign_keys(table)),
                sorted(str(index["name"]) for index in found.get_indexes(table)),
                find_triggers(connection, table),
            )
            for table in found.get_table_names()
            if table != "alembic_version"
        }


def find_triggers(connection: Connection, table: str) -> list[str]:
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    postgres = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = %s::regclass"
    query = sqlite if connection.dialect.name == "sqlite" else postgres
    quoted = table if connection.dialect.name == "sqlite" else f'"{table}"'
    return sorted(row[0] for row in connection.exec_driver_sql(query, (quoted,)))


@contextmanager
def connect(settings: Settings, name: str) -> Iterator[Connection]:
    engine = make_engine(settings.register_url if name == "register" else settings.ballotbox_url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
