"""One town for all tests of a process: a published round and an open one, and its pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import from_environment
from tests.databases import SqliteTemplate
from tests.web.towns import Town, add_coming_round, add_finished_round, an_open_plan, open_town
from voting.app import create_app
from voting.web.stores import close_engines


@pytest.fixture(scope="session")
def town(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate
) -> Iterator[Town]:
    """Make a town with a finished round and an open one; each test uses letters of its own."""
    settings = from_environment({}).located_in(Path(tmp_path_factory.mktemp("town")))
    sqlite_template.copy_to(settings)
    with open_town(settings) as made:
        add_finished_round(made)
        made.add_round(an_open_plan())
        add_coming_round(made)
        yield made


@pytest.fixture(scope="session")
def town_app(town: Town) -> Iterator[Flask]:
    """Make the application over the town's databases."""
    made = create_app(town.settings)
    made.testing = True
    yield made
    close_engines(made)


@pytest.fixture
def visitor(town_app: Flask) -> FlaskClient:
    """A browser in the town, without cookies."""
    return town_app.test_client()
