"""Language, money, rights and moments, as a reader of each language writes them."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from voting.web import i18n
from voting.web.access import allow_everyone

CLOSES = datetime(2026, 6, 14, 18, tzinfo=UTC)
WINTER = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "write", "expected"),
    [
        ("nl", lambda: i18n.format_euros(881_853), "€\xa08.818,53"),
        ("en", lambda: i18n.format_euros(881_853), "€8,818.53"),
        ("nl", lambda: i18n.format_whole_euros(1_000_000), "€\xa010.000"),
        ("en", lambda: i18n.format_whole_euros(1_000_000), "€10,000"),
        ("nl", lambda: i18n.format_whole_euros(881_853), "€\xa08.818,53"),
        ("nl", lambda: i18n.format_level(Decimal("1763.7057")), "€\xa017,637057"),
        ("en", lambda: i18n.format_level(Decimal("1763.7057")), "€17.637057"),
        ("nl", lambda: i18n.format_rights(1), "1 recht"),
        ("nl", lambda: i18n.format_rights(27_550), "27.550 rechten"),
        ("en", lambda: i18n.format_rights(1), "1 right"),
        ("en", lambda: i18n.format_rights(27_550), "27,550 rights"),
        ("nl", lambda: i18n.format_moment(CLOSES), "14 juni, 20.00 uur"),
        ("en", lambda: i18n.format_moment(CLOSES), "14 June, 20:00"),
        ("nl", lambda: i18n.format_day(WINTER), "1 januari 2027"),
        ("en", lambda: i18n.format_moment_and_year(WINTER), "1 January 2027, 00:30"),
        ("nl", lambda: i18n.format_share(Decimal("0.4567"), 1), "45,7%"),
        ("en", lambda: i18n.format_share(Decimal("0.4567")), "46%"),
    ],
)
def test_a_value_is_written_as_its_readers_do(
    app: Flask, language: str, write: Callable[[], str], expected: str
) -> None:
    with app.test_request_context(f"/{language}/"):
        assert write() == expected


def test_a_moment_without_zone_is_refused(app: Flask) -> None:
    with app.test_request_context("/nl/"), pytest.raises(ValueError, match="time zone"):
        i18n.format_moment(CLOSES.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("nl-NL,nl;q=0.9", "nl"),
        ("en-GB,en;q=0.8,nl;q=0.5", "en"),
        ("en-US", "en"),
        ("pl", "nl"),
        ("", "nl"),
        ("de;q=0.9,en;q=0.3", "en"),
    ],
)
def test_the_bare_address_leads_to_the_browsers_language(
    client: FlaskClient, accepts: str, language: str
) -> None:
    response = client.get("/", headers={"Accept-Language": accepts})
    assert response.status_code == 302
    assert response.location == f"/{language}/"
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "language"), [("/nl/no/such/page/at/all", "nl"), ("/en/no/such/page/at/all", "en")]
)
def test_an_error_page_is_in_the_language_of_its_address(
    client: FlaskClient, path: str, language: str
) -> None:
    page = client.get(path, headers={"Accept-Language": "en, nl"})
    assert page.status_code == 404
    assert f'<html lang="{language}"' in page.text


def test_an_error_page_without_language_is_in_the_browsers(client: FlaskClient) -> None:
    assert 'lang="en"' in client.get("/nowhere", headers={"Accept-Language": "en"}).text


def test_a_command_speaks_the_language_of_the_installation(app: Flask) -> None:
    with app.app_context():
        assert i18n.current_language() == "nl"
        assert i18n.format_moment(CLOSES) == "14 juni, 20.00 uur"


def test_the_other_language_is_the_same_page(app: Flask) -> None:
    app.add_url_rule("/<any(nl, en):language>/page", "page", allow_everyone(lambda: ""))
    with app.test_request_context("/nl/page?x=1"):
        assert i18n.write_other_language_url() == "/en/page"
    with app.test_request_context("/en/"):
        assert i18n.write_other_language_url() == "/nl/"


def test_an_address_is_never_repeated_raw(app: Flask) -> None:
    page = app.test_client().get("/nl/a%00b%22c/").text
    assert 'href="/en/a%00b%22c/"' in page
    assert "\0" not in page
