"""A town with one round that takes plans, and people with a browser of their own."""

import re
import secrets
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.services.people import PASSWORD
from tests.services.rounds import a_plan
from voting.db.base import AreaId, RoundId
from voting.db.models.people import Mail
from voting.db.models.register import Round
from voting.db.plans import save_plan
from voting.db.session import Stores, open_stores, transaction
from voting.domain.rounds import Phase

LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")
OFFICE = "Afdeling Wijken"
AT = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
ANSWERS = {
    "title": {"title_nl": "Meer groen in de Kadestraat", "summary_nl": "Bomen en bankjes"},
    "story": {"description_nl": "Onze straat is kaal.\nWij planten bomen."},
    "place": {"buurt": "haven", "place": "Kadestraat"},
    "subject": {"sector": "layout", "theme": "groen"},
    "costs": {"costs-0-what": "Bomen", "costs-0-amount": "1.200,50", "own_cents": "200,50"},
    "people": {"origin": "residents", "provider": "residents"},
}


class Visitor:
    """Somebody with a browser of their own, which sends the token of its forms."""

    def __init__(self, app: Flask, language: str = "nl") -> None:
        self.app, self.language = app, language
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/{self.language}/my/{path}")

    def post(self, path: str, page: str | None = None, **fields: str) -> TestResponse:
        shown = self.get(path if page is None else page).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert token is not None, shown
        sent = {"csrf_token": token[1], **fields}
        return self.client.post(f"/{self.language}/my/{path}", data=sent)

    def open_account(self, name: str) -> "Visitor":
        self.post("sign-up", email=f"{name}@example.nl")
        path = find_link(self.app).split("/my/")[1]
        answer = self.post(path, name=name.title(), new=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self

    def save(self, reference: str, step: str, go: str = "on", **typed: str) -> TestResponse:
        """Send one question's page, with the version that it shows."""
        path = f"plans/{reference}/steps/{step}"
        found = re.search(r'name="version" value="(\d+)"', self.get(path).text)
        assert found is not None
        return self.post(path, version=found[1], go=go, **typed)

    def begin(self, group: str = "De Groene Straat") -> str:
        """Found a group, begin a plan and return its reference."""
        assert self.get("plans/new").location.endswith("/plans/new/group")
        self.post("plans/new/group", name=group)
        page = self.get("plans/new").text
        own = dict(re.findall(r'name="(group|round)" value="([^"]+)"', page))
        return self.post("plans/new", **own).location.split("/")[-3]

    def fill(self, reference: str, **changes: dict[str, str]) -> None:
        """Answer all six questions."""
        for step, typed in ANSWERS.items():
            answer = self.save(reference, step, **(typed | changes.get(step, {})))
            assert answer.status_code == 303, answer.text


def find_link(app: Flask) -> str:
    found = LINK.search(read_mails(app)[-1].text)
    assert found is not None
    return found[1]


def read_mails(app: Flask) -> list[Mail]:
    with open_stores(app.extensions["settings"]) as stores:
        return list(stores.register.scalars(select(Mail).order_by(Mail.id)))


def save_round(stores: Stores) -> None:
    """Make a round that takes plans."""
    plan = a_plan()
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with transaction(stores.register) as register:
        save_plan(register, RoundId(secrets.token_bytes(16)), areas, plan, AT)
    set_phase(stores, Phase.ENTRIES)


def set_phase(stores: Stores, phase: Phase) -> None:
    with transaction(stores.register) as register:
        row = register.query(Round).one()
        row.phase = phase.value
        row.version += 1
