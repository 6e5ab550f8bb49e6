"""The server, the browser and axe work together, at both widths, with and without script."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage


def test_an_error_page_is_readable_by_everybody(
    live_server: LiveServer, open_page: OpenPage, check_accessibility: Callable[[Page], None]
) -> None:
    for language, width, javascript in product(("nl", "en"), (PHONE, DESK), (True, False)):
        address = f"{live_server.url}/{language}/no/such/page/at/all"
        page = open_page(address, width=width, javascript=javascript)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("h1").count() == 1
        check_accessibility(page)


def test_axe_notices_a_picture_without_words(
    live_server: LiveServer, open_page: OpenPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = open_page(f"{live_server.url}/nl/no/such/page/at/all")
    page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        check_accessibility(page)
