"""Accounts and groups in a real browser, without script, in both languages and widths."""

import re
from collections.abc import Callable
from itertools import product

import pyotp
import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage
from voting.db.models.people import Mail
from voting.db.session import open_stores

PASSWORD = "drie fietsen op zolder"


def open_mailed_link(page: Page, server: LiveServer) -> None:
    with open_stores(server.settings) as stores:
        text = stores.register.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""
    found = re.search(r"http://[^/]+(/\S+)", text)
    assert found is not None
    page.goto(server.url + found[1])


@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), (PHONE, DESK))))
def test_sign_up_found_a_group_and_invite_with_every_page_accessible(
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    page = open_page(f"{live_server.url}/{language}/my/sign-up", width=width, javascript=False)

    def check() -> None:
        check_accessibility(page)
        wide = page.locator("html").bounding_box()
        assert wide is not None
        assert wide["width"] <= width

    def press() -> None:
        page.locator("main form button").first.click()
        check()

    check()
    page.fill("#email", "alice@example.nl")
    press()
    open_mailed_link(page, live_server)
    page.fill("#name", "Alice")
    page.fill("#new", "kort")
    press()
    assert page.locator("#new[aria-invalid]").count() == 1
    assert page.input_value("#name") == "Alice"
    page.fill("#new", PASSWORD)
    press()
    assert page.url.endswith("/my/")
    page.goto(f"{live_server.url}/{language}/my/groups/new")
    check()
    page.fill("#name", "De Groene Straat")
    page.locator("main form button").first.click()
    page.locator("summary").first.click()
    check()
    page.locator("main form:has(#email) button").click()
    assert "/my/invitation/" in page.locator("[role=status] code").inner_text()
    check()
    page.goto(f"{live_server.url}/{language}/my/app")
    page.fill("#password", PASSWORD)
    press()
    assert page.locator("svg[role=img]").count() == 1
    for path in ("sign-in", "forgotten", "password", "address", "delete", "open/nothing"):
        page.goto(f"{live_server.url}/{language}/my/{path}")
        check()


@pytest.mark.parametrize(("language", "width"), [("nl", PHONE), ("en", DESK)])
def test_what_is_rarely_seen_is_accessible_too(
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    """Names, leaving, invitations, recovery codes, the second step and a new password."""
    site = f"{live_server.url}/{language}/my"
    page, stranger = (
        open_page(f"{site}/sign-up", width=width, javascript=False) for _number in range(2)
    )
    press(page, email="alice@example.nl")
    open_mailed_link(page, live_server)
    press(page, name="Alice", new=PASSWORD)
    page.goto(f"{site}/groups/new")
    press(page, name="De Groene Straat")
    group = page.url
    page.locator("main form:has(#email) button").click()
    invitation = page.locator("[role=status] code").inner_text().split("/my/")[1]
    for path in (f"{group}name", f"{group}leave", f"{site}/name", f"{site}/{invitation}"):
        page.goto(path)
        check_accessibility(page)
    stranger.goto(f"{site}/{invitation}")
    check_accessibility(stranger)
    page.goto(f"{site}/app")
    press(page, password=PASSWORD)
    secret = page.locator("main code").first.inner_text()
    press(page, code=pyotp.TOTP(secret).now())
    check_accessibility(page)
    recovery = page.locator("main code").first.inner_text()
    for path in ("app/codes", "app/off", "address"):
        page.goto(f"{site}/{path}")
        check_accessibility(page)
    press(page, email="anders@example.nl", password=PASSWORD)
    open_mailed_link(page, live_server)
    check_accessibility(page)
    sign_in_again(stranger, site, recovery, check_accessibility)
    stranger.goto(f"{site}/forgotten")
    press(stranger, email="alice@example.nl")
    open_mailed_link(stranger, live_server)
    check_accessibility(stranger)
    press(stranger, new="een ander lang wachtwoord")
    check_accessibility(stranger)


def press(page: Page, **fields: str) -> None:
    """Fill in a form and send it."""
    for name, text in fields.items():
        page.fill(f"#{name}", text)
    with page.expect_navigation():
        page.locator("main form button").first.click()


def sign_in_again(page: Page, site: str, recovery: str, check: Callable[[Page], None]) -> None:
    """Sign in with a recovery code; the invitation that was opened before comes next."""
    page.goto(f"{site}/sign-in")
    press(page, email="alice@example.nl", password=PASSWORD)
    check(page)
    press(page, code=recovery)
    assert "/invitation/" in page.url
    check(page)
