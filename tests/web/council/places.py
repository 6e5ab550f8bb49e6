"""A town with staff: people with roles, each signed in with a browser of their own."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.services.colleagues import Colleague, hire
from tests.services.people import PASSWORD
from tests.web.initiative.places import Visitor
from voting.db.session import open_stores
from voting.domain.staff import StaffRole
from voting.web.signed_in import open_account_keys

LONG_AGO = timedelta(minutes=3)


class Officer(Visitor):
    """A colleague with a browser; `me` holds the secret of the app and recovery codes."""

    def __init__(self, app: Flask, me: Colleague, language: str = "nl") -> None:
        super().__init__(app, language)
        self.me = me
        self.codes = list(me.recovery)

    def sign_in(self) -> "Officer":
        """Sign in with password and second step."""
        self.post("sign-in", email=f"{self.me.name.lower()}@example.nl", password=PASSWORD)
        answer = self.post("second-step", code=self.codes.pop())
        assert answer.status_code == 303, answer.text
        return self


def hire_officer(app: Flask, name: str, *roles: StaffRole) -> Officer:
    """Make somebody staff and sign them in."""
    with app.app_context():
        keys = open_account_keys()
    with open_stores(app.extensions["settings"]) as stores:
        me = hire(stores, name, *roles, at=datetime.now(UTC) - LONG_AGO, keys=keys)
    return Officer(app, me).sign_in()
