"""
Bringing the two databases to the tables this version of the program needs.

Each database has its own history, in `migrations/register` and `migrations/ballotbox`.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text

from voting.db.base import BallotboxBase, RegisterBase
from voting.db.engines import find_file, make_engine
from voting.settings import Settings

DATABASES = ("register", "ballotbox")


class BallotBoxGone(Exception):
    """The ballot box of an opened round is not where the settings say."""


def upgrade(settings: Settings, name: str, revision: str = "head") -> None:
    """Take database `name` ("register" or "ballotbox") up to `revision`."""
    with connected(settings, name) as config:
        command.upgrade(config, revision)


def downgrade(settings: Settings, name: str, revision: str) -> None:
    """Take database `name` back to `revision`; "base" removes every table."""
    with connected(settings, name) as config:
        command.downgrade(config, revision)


def create_if_absent(settings: Settings) -> None:
    """
    Make each embedded database that does not exist yet, so that a fresh clone just works.

    A database that exists is never migrated by itself, and one on a server never made.
    Raises BallotBoxGone rather than making an empty ballot box for a round that was opened.
    """
    for name in DATABASES:
        engine = make_engine(_url(settings, name))
        file = find_file(engine)
        engine.dispose()
        if file is not None and read_revision(settings, name) is None:
            if name == "ballotbox" and knows_opened_round(settings):
                raise BallotBoxGone(
                    f"A round was opened, but its ballot box is not in {file.name}. Put the "
                    "database back or correct its address: an empty one would lose votes."
                )
            with _one_process_at_a_time(file.parent):
                upgrade(settings, name)


def knows_opened_round(settings: Settings) -> bool:
    """Tell whether the register or the folder of checkpoints knows a round that was opened."""
    if any(settings.checkpoint_dir.glob("*.checkpoint")):
        return True
    engine = make_engine(settings.register_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("round"):
                return False
            opened = text("SELECT 1 FROM round WHERE setup_hash IS NOT NULL LIMIT 1")
            return connection.scalar(opened) is not None
    finally:
        engine.dispose()


def read_revision(settings: Settings, name: str) -> str | None:
    """Return the revision database `name` is at, None when it has no tables."""
    engine = make_engine(_url(settings, name))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def find_head(settings: Settings, name: str) -> str | None:
    """Return the revision this version of the program needs; None when there is none yet."""
    return ScriptDirectory.from_config(make_config(settings, name)).get_current_head()


def find_metadata(name: str) -> MetaData:
    """Return the tables of database `name` as the program knows them."""
    import_module(f"voting.db.models.{name}")
    return {"register": RegisterBase, "ballotbox": BallotboxBase}[name].metadata


def make_config(settings: Settings, name: str) -> Config:
    """Return Alembic's configuration for database `name`, without a connection."""
    if name not in DATABASES:
        raise ValueError(f"no such database: {name}")
    config = Config()
    config.set_main_option("script_location", str(settings.migrations_dir / name))
    config.set_main_option("path_separator", "os")
    config.attributes["metadata"] = find_metadata(name)
    return config


@contextmanager
def connected(settings: Settings, name: str) -> Iterator[Config]:
    """Give Alembic's configuration for database `name`, with a writing connection."""
    # SQLite copies a table to change it, which would cascade if foreign keys were on.
    engine = make_engine(_url(settings, name), foreign_keys=False)
    config = make_config(settings, name)
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = _writing(connection)
            yield config
    finally:
        engine.dispose()


def _writing(connection: Connection) -> Connection:
    return connection.execution_options(writes=True)


def _url(settings: Settings, name: str) -> str:
    return settings.register_url if name == "register" else settings.ballotbox_url


@contextmanager
def _one_process_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / ".migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
