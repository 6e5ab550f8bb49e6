"""Alice owns a group, Bob is in it, Eve has a group of her own."""

import re

import pytest
from flask import Flask

from tests.web.initiative.places import Visitor, save_round
from voting.db.session import open_stores


@pytest.fixture
def alice(app: Flask) -> Visitor:
    with open_stores(app.extensions["settings"]) as stores:
        save_round(stores)
    return Visitor(app).open_account("alice")


@pytest.fixture
def plan(alice: Visitor) -> str:
    """Return the reference of Alice's draft."""
    return alice.begin()


@pytest.fixture
def bob(app: Flask, alice: Visitor, plan: str) -> Visitor:
    group = re.findall(r"/groups/(\w{32})/", alice.get("").text)[0]
    page = alice.post(f"groups/{group}/invitations", f"groups/{group}/", email="").text
    token = re.findall(r"/my/invitation/([\w-]+)", page)[0]
    made = Visitor(app).open_account("bob")
    assert made.post(f"invitation/{token}").status_code == 303
    return made


@pytest.fixture
def eve(app: Flask, alice: Visitor) -> Visitor:
    made = Visitor(app).open_account("eve")
    made.post("plans/new/group", name="De Overkant")
    return made
