"""Strict headers on every answer; large and foreign requests are refused in words."""

import io
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from config import from_environment
from tests.web.towns import OPEN
from voting.app import create_app
from voting.settings import Settings
from voting.web.access import allow_everyone
from voting.web.security import keep_nowhere, read_or_make_secret
from voting.web.stores import close_engines


@pytest.fixture
def site(app: Flask) -> FlaskClient:
    """A site with a form and a page that carries a code."""
    app.add_url_rule("/nl/form", "form", allow_everyone(lambda: "ok"), methods=["GET", "POST"])
    app.add_url_rule("/nl/code", "code", allow_everyone(keep_nowhere(lambda: "K")))
    app.add_url_rule(
        "/nl/field", "field", allow_everyone(lambda: request.form["x"]), methods=["POST"]
    )
    return app.test_client()


def test_everything_is_forbidden_that_is_not_from_here(site: FlaskClient) -> None:
    policy = site.get("/nl/form").headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy)
    assert not any("unsafe" in rule or "http" in rule or "*" in rule for rule in policy)


@pytest.mark.parametrize("path", ["/nl/form", "/nl/nowhere", "/static/nowhere.css"])
def test_every_answer_carries_the_headers_errors_too(site: FlaskClient, path: str) -> None:
    headers = site.get(path).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_page_with_a_code_is_kept_nowhere(site: FlaskClient) -> None:
    assert site.get("/nl/code").headers["Cache-Control"] == "no-store"
    assert site.post("/nl/form").headers["Cache-Control"] == "no-store"


def test_a_form_of_a_megabyte_is_refused_in_words(site: FlaskClient) -> None:
    response = site.post("/nl/field", data={"x": "a" * 1_000_000})
    assert response.status_code == 413
    assert "minder" in response.text


def test_an_unannounced_megabyte_is_refused_too(site: FlaskClient) -> None:
    response = site.post(
        "/nl/field",
        environ_overrides={
            "wsgi.input": io.BytesIO(b"x=" + b"a" * 1_000_000),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
            "CONTENT_LENGTH": "",
        },
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://[bad"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_a_form_from_another_site_is_refused_in_words(
    site: FlaskClient, headers: dict[str, str]
) -> None:
    response = site.post("/nl/form", headers=headers)
    assert response.status_code == 403
    assert "niet" in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_from_here_is_taken(site: FlaskClient, headers: dict[str, str]) -> None:
    assert site.post("/nl/form", headers=headers).status_code == 200


def test_a_link_from_another_site_may_open_a_page(site: FlaskClient) -> None:
    assert site.get("/nl/form", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("page", ["", "audit"])
def test_a_page_that_tells_of_a_waiting_choice_is_kept_nowhere(town_app: Flask, page: str) -> None:
    path = f"/nl/{OPEN}/{page}"
    choice = f"choice=1:5:{OPEN}:zuid:Z01=3"
    browser = town_app.test_client(use_cookies=False)
    waiting, plain = browser.get(path, headers={"Cookie": choice}), browser.get(path)
    assert "nog niet gestemd" in waiting.text
    assert waiting.headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in plain.headers
    assert "Cookie" in waiting.vary
    assert "Cookie" in plain.vary


@pytest.mark.parametrize("path", ["/%00/", "/A/", "/a%00b/zuid/plans", "/%20/audit"])
def test_an_address_that_no_round_can_have_is_not_found(
    client: FlaskClient, backend: str, path: str
) -> None:
    assert backend
    assert client.get(f"/nl{path}").status_code == 404


@pytest.mark.parametrize("path", ["%00/plans", "z%00/look-over", "zuid/plans/%00"])
def test_an_address_that_no_area_can_have_is_not_found(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(f"/nl/{OPEN}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "address"), [("0", "127.0.0.1"), ("1", "203.0.113.9"), ("2", "198.51.100.7")]
)
def test_a_resident_behind_our_own_proxies_is_known_by_the_address_they_saw(
    settings: Settings, proxies: str, address: str
) -> None:
    count = from_environment({"VOTING_PROXIES": proxies}).proxies
    app = create_app(replace(settings, proxies=count))
    app.add_url_rule("/nl/me", "me", allow_everyone(lambda: f"{request.remote_addr}"))
    asked = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.9"}
    assert app.test_client().get("/nl/me", headers=asked).text == address
    close_engines(app)


def test_a_number_of_proxies_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="VOTING_PROXIES"):
        from_environment({"VOTING_PROXIES": "-1"})


def test_the_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    secret = read_or_make_secret(tmp_path / "keys")
    assert len(secret) == 32
    assert read_or_make_secret(tmp_path / "keys") == secret
    assert stat.S_IMODE((tmp_path / "keys" / "session.key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["session.key"]


def test_a_weakness_can_be_told(app: Flask) -> None:
    answer = app.test_client().get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"].startswith(("tel:", "mailto:", "https:"))
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=300) < left < timedelta(days=366)


def test_dutch_names_lead_to_their_pages(app: Flask) -> None:
    for path in ("toegankelijkheid", "privacy"):
        answer = app.test_client().get(f"/{path}", follow_redirects=True)
        assert answer.status_code == 200
        assert answer.request.path.startswith("/nl/")
