"""Every view says who may see it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from voting.domain.staff import StaffRole
from voting.web.access import STAFF, Role, allow, allow_everyone, require_rule_on_every_view


def test_every_view_has_a_rule(app: Flask) -> None:
    for view in app.view_functions.values():
        assert hasattr(view, "access")


def test_a_view_without_a_rule_stops_the_start() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(RuntimeError, match="open has no access rule"):
        require_rule_on_every_view(app)


def test_a_rule_above_the_route_stops_the_start() -> None:
    app = Flask(__name__, static_folder=None)
    route = app.get("/late")

    @allow(Role.PUBLISHER)
    @route
    def late() -> str:
        return ""

    with pytest.raises(RuntimeError, match="late has no access rule"):
        require_rule_on_every_view(app)


def test_a_rule_for_roles_refuses_everybody_else(app: Flask) -> None:
    app.add_url_rule("/nl/publishers", "publishers", allow(Role.PUBLISHER)(lambda: "in"))
    client: FlaskClient = app.test_client()
    assert client.get("/nl/publishers").status_code == 401


def test_the_roles_of_pages_are_those_of_staff() -> None:
    assert set(map(str, STAFF)) == set(map(str, StaffRole))


def test_a_rule_for_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        allow()


def test_a_rule_for_everybody_leaves_the_view_itself() -> None:
    def view() -> str:
        return "in"

    assert allow_everyone(view) is view
