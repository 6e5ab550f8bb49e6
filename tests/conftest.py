"""Databases, the application and its client, fresh for each test and migrated for real."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import from_environment
from tests.databases import BACKENDS, DatabaseServer, SqliteTemplate, find_fast_folder
from voting.app import create_app
from voting.db.session import Stores, open_stores
from voting.settings import Settings
from voting.web.stores import close_engines

hypothesis.settings.register_profile("fast", max_examples=25, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=150, deadline=None, derandomize=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on both kinds of database when it asks for `stores`, or for `backend` itself."""
    if "backend" in metafunc.fixturenames:
        own = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
        if "backend" not in own:
            metafunc.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """One installation of its own, its databases migrated and empty."""
    plain = from_environment({}).located_in(tmp_path / "var")
    if "backend" in request.fixturenames and request.getfixturevalue("backend") == "postgresql":
        server: DatabaseServer = request.getfixturevalue("postgres")
        with server.lend(plain) as on_server:
            yield on_server
    else:
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        template.copy_to(plain)
        yield plain


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which kind of database this test runs on."""
    return str(request.param)


@pytest.fixture
def stores(backend: str, settings: Settings) -> Iterator[Stores]:
    """Open both databases; the test runs on SQLite and on PostgreSQL."""
    with open_stores(settings) as opened:
        yield opened


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Make the application, on SQLite unless the test also asks for `stores` or `backend`."""
    made = create_app(settings)
    made.testing = True
    yield made
    close_engines(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """Two migrated SQLite files, to copy."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    return SqliteTemplate(from_environment({}).located_in(folder))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    """Start a real PostgreSQL for this process, with two migrated databases to copy."""
    usual = tmp_path_factory.mktemp("postgres")
    with find_fast_folder(usual) as folder, DatabaseServer(folder) as server:
        server.make_templates(from_environment({}))
        yield server
