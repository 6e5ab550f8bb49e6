"""The table of roles and pages: the docs hold what the code says, and every cell is tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import HERE, from_environment
from tests.databases import SqliteTemplate
from tests.web.council.places import Officer, hire_officer
from tests.web.initiative.places import Visitor, save_round
from voting.app import create_app
from voting.db.session import open_stores
from voting.domain.staff import StaffRole
from voting.web.access import STAFF, Role
from voting.web.role_table import EVERYONE, list_rows, write_table
from voting.web.stores import close_engines

REACHED = {200, 302, 303, 400, 404, 410, 422}
"""What a page or form answers to somebody who may open it, with nothing or nonsense filled in."""


@pytest.fixture(scope="module")
def council(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate
) -> Iterator[Flask]:
    settings = from_environment({}).located_in(Path(tmp_path_factory.mktemp("council")))
    sqlite_template.copy_to(settings)
    app = create_app(settings)
    app.testing = True
    with open_stores(settings) as stores:
        save_round(stores)
    yield app
    close_engines(app)


@pytest.fixture(scope="module")
def officers(council: Flask) -> dict[Role, Officer]:
    """One colleague for each role, who has that role only."""
    return {role: hire_officer(council, role.value, StaffRole(role)) for role in STAFF}


@pytest.fixture(scope="module")
def outsider(council: Flask) -> Visitor:
    return Visitor(council).open_account("alice")


def fill_path(path: str) -> str:
    given = {
        "<round>": "voorjaar",
        "<reference>": "nosuchplan",
        "<person>": "00" * 16,
        "<token>": "nothing",
        "<request_id>": "nothing",
        "<area>": "noord",
        "<buurt>": "haven",
        "<int:reason>": "1",
        "<int:number>": "1",
        "<grant>": "nosuch-1",
        "<initiative>": "boom",
        "<any(admit, turn_down):verdict>": "admit",
    }
    for part, value in given.items():
        path = path.replace(part, value)
    assert "<" not in path, f"say what stands for a part of {path}"
    return f"council{path}"


def test_the_docs_hold_the_table(council: Flask) -> None:
    written = (HERE / "docs" / "roles.md").read_text(encoding="utf-8")
    assert written.endswith("\n\n" + write_table(council)), "run flask staff table"


@pytest.mark.parametrize("role", STAFF)
def test_every_cell_of_the_table(council: Flask, officers: dict[Role, Officer], role: Role) -> None:
    officer = officers[role]
    for row in list_rows(council):
        if row.method == "GET":
            answer = officer.get(fill_path(row.path))
        else:
            answer = officer.post(fill_path(row.path), "")
        if row.allows(role):
            assert answer.status_code in REACHED, (row.endpoint, answer.status_code)
        else:
            assert answer.status_code == 403, (row.endpoint, answer.status_code)


def test_somebody_without_a_role_opens_nothing(council: Flask, outsider: Visitor) -> None:
    for row in list_rows(council):
        if row.access == EVERYONE:
            continue
        path = fill_path(row.path)
        answer = outsider.get(path) if row.method == "GET" else outsider.post(path, "")
        wanted = 404 if Role.PERSON in row.access else 403
        assert answer.status_code in {wanted, 410}, row.endpoint


def test_who_is_not_signed_in_signs_in_first(council: Flask) -> None:
    nobody = Visitor(council)
    for row in list_rows(council):
        if row.access == EVERYONE or row.method != "GET":
            continue
        assert nobody.get(fill_path(row.path)).location.endswith("/nl/my/sign-in"), row.endpoint
