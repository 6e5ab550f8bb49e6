"""Accounts and groups in a real browser, without script, in both languages and widths."""

import re
from collections.abc import Callable
from itertools import product

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
