"""Two groups link up and one undoes it, without script, in both languages and widths."""

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage
from tests.services.neighbours import settle
from tests.services.people import PASSWORD
from tests.services.test_proposals import save_round
from voting.db.session import open_stores


def find_width(page: Page) -> float:
    box = page.locator("html").bounding_box()
    assert box is not None
    return box["width"]


def sign_in(page: Page, name: str) -> None:
    page.fill("#email", f"{name}@example.nl")
    page.fill("#password", PASSWORD)
    page.locator("main form button").first.click()


@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), (PHONE, DESK))))
def test_two_groups_link_up_and_one_undoes(
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    with open_stores(live_server.settings) as stores:
        save_round(stores)
        ours, theirs = settle(stores, "Alice"), settle(stores, "Bob", ask="500")
    home = f"{live_server.url}/{language}/my"
    alice, bob = (open_page(f"{home}/sign-in", width=width, javascript=False) for _one in range(2))
    for page, name in ((alice, "alice"), (bob, "bob")):
        sign_in(page, name)

    def check(page: Page) -> None:
        check_accessibility(page)
        assert find_width(page) <= width

    def press(page: Page) -> None:
        page.locator("main .btn--main, main .btn--stop").first.click()
        check(page)

    alice.goto(f"{home}/plans/{ours.reference}/")
    for end in (f"/plans/{ours.reference}/link", f"/link/with/{theirs.reference}"):
        alice.locator(f"a[href$='{end}']").click()
        check(alice)
    assert "Plan van Bob" in alice.inner_text("main")
    press(alice)
    assert alice.locator("#text[aria-invalid]").count() == 1
    alice.fill("#text", "Zullen we samen?")
    press(alice)
    talk = alice.url.split("#")[0].rstrip("/").split("/")[-1]
    bob.goto(f"{home}/plans/{theirs.reference}/link/{talk}/")
    assert "Zullen we samen?" in bob.inner_text("main")
    bob.fill("#text", "Ja, graag.")
    bob.locator("main form button").last.click()
    press(bob)
    bob.fill(f"#title_{language}", "Een straat")
    bob.fill("#summary_nl", "")
    press(bob)
    assert bob.locator(f"#summary_{language}[aria-invalid]").count() == 1
    bob.fill(f"#summary_{language}", "Groen en gezellig")
    press(bob)
    press(bob)
    press(bob)
    alice.reload()
    assert "Ja, graag." in alice.inner_text("main")
    press(alice)
    assert "1.500" in alice.inner_text("main").replace(",", ".")
    press(alice)
    assert alice.locator("a[href$='/stop']").count() == 1
    alice.goto(f"{live_server.url}/{language}/voorjaar/proposals/{ours.reference}")
    assert "Groep Bob" in alice.inner_text("main")
    check(alice)
    bob.reload()
    bob.locator("a[href$='/stop']").click()
    check(bob)
    bob.fill("#text", "Toch liever alleen")
    press(bob)
    assert bob.locator("a[href$='/stop']").count() == 0
    assert "Toch liever alleen" in bob.inner_text("main")
