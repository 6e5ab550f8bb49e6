"""Accounts and groups as a browser meets them: owner, member, outsider, and nobody."""

import re
from itertools import pairwise

import pyotp
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from voting.db.models.people import Mail
from voting.db.session import open_stores
from voting.interchange.qr import draw_qr

PASSWORD = "drie fietsen op zolder"
LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")


class Visitor:
    """Somebody with a browser of their own, which sends the token of its forms."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, page: str | None = None, **fields: str) -> TestResponse:
        shown = self.client.get(page or path).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert token is not None, shown
        return self.client.post(path, data={"csrf_token": token[1], **fields})

    def open_account(self, name: str) -> "Visitor":
        self.post("/nl/my/sign-up", email=f"{name}@example.nl")
        answer = self.post(find_link(self.app), name=name, new=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self


def find_link(app: Flask) -> str:
    with open_stores(app.extensions["settings"]) as stores:
        text = stores.register.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    found = LINK.search(text)
    assert found is not None, text
    return found[1]


@pytest.fixture
def alice(app: Flask) -> Visitor:
    return Visitor(app).open_account("alice")


def test_from_address_to_account_and_in_again(app: Flask, alice: Visitor) -> None:
    assert "alice@example.nl" in alice.get("/nl/my/").text
    assert alice.post("/nl/my/sign-out", "/nl/my/").status_code == 303
    assert alice.get("/nl/my/").location.endswith("/nl/my/sign-in")
    wrong = alice.post("/nl/my/sign-in", email="alice@example.nl", password="iets anders hier")
    assert wrong.status_code == 422
    assert 'value="alice@example.nl"' in wrong.text
    assert "iets anders hier" not in wrong.text
    right = alice.post("/nl/my/sign-in", email="Alice@example.nl", password=PASSWORD)
    assert right.location.endswith("/nl/my/")


@pytest.mark.parametrize("path", ["sign-up", "forgotten"])
def test_one_answer_for_known_and_unknown(app: Flask, alice: Visitor, path: str) -> None:
    other = Visitor(app)
    answers = [
        other.post(f"/en/my/{path}", email=f"{name}@example.nl").text.replace(name, "")
        for name in ("alice", "nobody")
    ]
    assert answers[0] == answers[1]


def test_a_vote_carries_and_sets_no_session(app: Flask, alice: Visitor) -> None:
    set_paths = set()
    answer = alice.get("/nl/my/name")
    for visitor_cookie in ("/nl/my", "/en/my"):
        assert alice.client.get_cookie("session", path=visitor_cookie) is not None
        set_paths.add(visitor_cookie)
    assert answer.status_code == 200
    assert alice.client.get_cookie("session", path="/") is None
    for path in ("/nl/", "/nl/round/area/cast", "/nl/myround/area/cast", "/en/round/area/plans"):
        for shown in (alice.client.get(path), alice.client.post(path)):
            assert "session=" not in shown.request.headers.get("Cookie", "")
            assert "session=" not in "".join(shown.headers.getlist("Set-Cookie"))
    assert alice.client.post("/nl/my/area/cast").status_code == 404
    assert "alice@example.nl" in alice.get("/en/my/").text


def test_the_cookie_is_hidden_from_scripts_and_other_sites(app: Flask) -> None:
    cookies = app.test_client().get("/nl/my/sign-in").headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    paths = {part for cookie in cookies for part in cookie.split("; ") if part.startswith("Path=")}
    assert paths == {"Path=/nl/my", "Path=/en/my"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


@pytest.mark.parametrize("token", [{}, {"csrf_token": "x"}])
def test_a_form_without_its_token_changes_nothing(alice: Visitor, token: dict[str, str]) -> None:
    assert alice.client.post("/nl/my/name", data={"name": "Eve", **token}).status_code == 400
    assert "Eve" not in alice.get("/nl/my/").text


def test_a_field_the_page_did_not_have_is_refused(alice: Visitor) -> None:
    assert alice.post("/nl/my/name", name="Eve", role="owner").status_code == 400
    assert "Eve" not in alice.get("/nl/my/").text


def test_a_name_too_long_is_kept_in_the_field_with_the_reason(alice: Visitor) -> None:
    answer = alice.post("/nl/my/name", name="x" * 81)
    assert answer.status_code == 422
    assert "x" * 81 in answer.text
    assert "81" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_second_step_from_picture_to_recovery(app: Flask, alice: Visitor) -> None:
    shown = alice.post("/nl/my/app", password=PASSWORD).text
    secret = re.search(r"<code>(\w+)</code>", shown)
    assert secret is not None
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token is not None
    code = pyotp.TOTP(secret[1]).now()
    codes = alice.client.post("/nl/my/app/on", data={"csrf_token": token[1], "code": code}).text
    recovery = re.findall(r"<code>(\w{5}-\w{5})</code>", codes)
    assert len(recovery) == 10
    again = Visitor(app)
    answer = again.post("/nl/my/sign-in", email="alice@example.nl", password=PASSWORD)
    assert answer.location.endswith("/second-step")
    assert again.get("/nl/my/").status_code == 303
    reused = again.post("/nl/my/second-step", code=code)
    assert reused.status_code == 422
    assert "al gebruikt" in reused.text
    assert again.post("/nl/my/second-step", code=recovery[0]).status_code == 303
    assert "alice@example.nl" in again.get("/nl/my/").text


def test_the_picture_can_be_read_back() -> None:
    text = "otpauth://totp/Zonnedam:alice%40example.nl?secret=JBSWY3DPEHPK3PXP&issuer=Zonnedam"
    qr = draw_qr(text)
    scale = 4
    size = qr.size * scale
    pixels = bytearray(b"\xff" * size * size)
    for found in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", qr.path):
        column, row, length = (int(number) * scale for number in found)
        for line in range(row, row + scale):
            pixels[line * size + column : line * size + column + length] = bytes(length)
    view = memoryview(bytes(pixels)).cast("B", shape=(size, size))
    (read,) = zxingcpp.read_barcodes(view)
    assert read.text == text


def test_a_group_as_owner_member_outsider_and_nobody(app: Flask, alice: Visitor) -> None:
    bob, eve, nobody = (
        Visitor(app).open_account("bob"),
        Visitor(app).open_account("eve"),
        Visitor(app),
    )
    group = alice.post("/nl/my/groups/new", name="De Groene Straat").location
    made = alice.post(f"{group}invitations", group, email="")
    link = LINK.search(made.text)
    assert link is not None
    path = link[1].split("<")[0]
    assert "De Groene Straat" in nobody.get(path).text
    assert bob.post(path).location.endswith(group)
    used = eve.get(path)
    assert used.status_code == 410
    assert "al gebruikt" in used.text
    assert alice.get(group).status_code == bob.get(group).status_code == 200
    missing = f"/nl/my/groups/{'0' * 32}/"
    assert eve.get(group).status_code == eve.get(missing).status_code == 404
    assert eve.get(group).text == eve.get(missing).text.replace("0" * 32, group.split("/")[-2])
    assert nobody.get(group).location.endswith("/nl/my/sign-in")
    assert bob.post(f"{group}invitations", "/nl/my/", email="").status_code == 403
    assert eve.post(f"{group}invitations", "/nl/my/", email="").status_code == 404
    stuck = alice.post(f"{group}leave")
    assert stuck.status_code == 422
    assert "eigenaar" in stuck.text
    bobs = re.findall(r'name="person" value="(\w+)"', alice.get(group).text)[1]
    assert alice.post(group, person=bobs, act="hand-over").status_code == 303
    assert alice.post(f"{group}leave").status_code == 303
    assert alice.get(group).status_code == 404


def test_an_account_can_go(alice: Visitor) -> None:
    assert alice.post("/nl/my/delete", password="iets anders hier").status_code == 422
    assert alice.post("/nl/my/delete", password=PASSWORD).status_code == 200
    assert alice.get("/nl/my/").status_code == 303
    again = alice.post("/nl/my/sign-in", email="alice@example.nl", password=PASSWORD)
    assert again.status_code == 422


def test_headings_come_in_order(alice: Visitor) -> None:
    for path in ("", "name", "password", "address", "app", "delete", "groups/new"):
        levels = [int(found) for found in re.findall(r"<h(\d)", alice.get(f"/en/my/{path}").text)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
