"""
Engines for the two databases, SQLite's made fit for several processes.

On SQLite a writing transaction takes the write lock at its start (BEGIN IMMEDIATE), so that two
writers wait for each other instead of failing halfway.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

BUSY_TIMEOUT_MS = 30_000
ENGINE_OPTIONS: dict[str, Any] = {"hide_parameters": True}
"""Values never appear in an error message, so neither in a log."""


def make_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """Return an engine prepared as `prepare_engine` says."""
    engine = create_engine(url, **ENGINE_OPTIONS)
    return prepare_engine(engine, foreign_keys=foreign_keys)


def prepare_engine(engine: Engine, *, foreign_keys: bool = True) -> Engine:
    """
    Set SQLite up for several processes and no lost commit; other databases are left as they are.

    What is deleted is overwritten with zeros: slips, but also counts of wrong codes.
    """
    if engine.dialect.name != "sqlite":
        return engine
    make_folder_of(engine)
    pragmas = (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        f"foreign_keys = {int(foreign_keys)}",
        "secure_delete = 1",
    )

    def set_pragmas(connection: Any, _record: object) -> None:
        # The driver must not begin transactions by itself: _begin_as_asked does.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", _begin_as_asked)
    return engine


def find_file(engine: Engine) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        return None
    return Path(database)


def make_folder_of(engine: Engine) -> None:
    """Make the folder an SQLite file lies in."""
    file = find_file(engine)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def _begin_as_asked(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
