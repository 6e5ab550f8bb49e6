"""A petition does not pass at 50 and passes at 51; without script, every page accessible."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage
from tests.services.people import PASSWORD
from tests.services.signers import make_round
from voting.db.models.people import Mail
from voting.db.session import open_stores
from voting.domain.errors.support import SupportMissing
from voting.domain.signatures import identify_on_paper
from voting.services import petitions
from voting.services.account_keys import derive_account_keys
from voting.services.paper_lists import enter_paper
from voting.services.support_subjects import find_subject

NAME = {"nl": "Kunst op straat", "en": "Street art"}


class Journey:
    """One browser of a resident, and the town it visits."""

    def __init__(self, page: Page, server: LiveServer, check: Callable[[Page], None]) -> None:
        self.page, self.server, self.check_page = page, server, check

    def check(self) -> None:
        """Look whether the page is accessible and fits."""
        self.check_page(self.page)
        box = self.page.locator("html").bounding_box()
        size = self.page.viewport_size
        assert box is not None
        assert size is not None
        assert box["width"] <= size["width"]

    def press(self) -> None:
        self.page.locator("main form button").first.click()
        self.check()

    def open_mail(self) -> None:
        with open_stores(self.server.settings) as stores:
            text = stores.register.scalars(select(Mail.text).order_by(Mail.id.desc())).first()
        found = re.search(r"http://[^/]+(/\S+)", text or "")
        assert found is not None
        self.page.goto(self.server.url + found[1])
        self.check()

    def sign(self, email: str) -> None:
        """Ask, open the mail, and press the button."""
        self.page.fill("#email", email)
        self.press()
        self.open_mail()
        self.press()


def sign_on_paper(server: LiveServer, reference: str, number: int) -> None:
    secret = (server.settings.keys_dir / "accounts.key").read_bytes()
    people = [identify_on_paper(f"Resident {one}", "1234 AB", "1") for one in range(number)]
    with open_stores(server.settings) as stores:
        subject = find_subject(stores.register, reference)
        enter_paper(stores, derive_account_keys(secret), subject, people)


@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), (PHONE, DESK))))
def test_a_petition_does_not_pass_at_50_and_passes_at_51(
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    with open_stores(live_server.settings) as stores:
        make_round(stores)
    site = f"{live_server.url}/{language}"
    page = open_page(f"{site}/my/sign-up", width=width, javascript=False)
    alice = Journey(page, live_server, check_accessibility)
    page.fill("#email", "alice@example.nl")
    alice.press()
    alice.open_mail()
    page.fill("#name", "Alice")
    page.fill("#new", PASSWORD)
    alice.press()
    page.goto(f"{site}/my/plans/petitions/new")
    alice.press()
    assert page.locator("#name_nl[aria-invalid]").count() == 1
    page.fill(f"#name_{language}", NAME[language])
    alice.press()
    reference = page.url.rstrip("/").split("/")[-1]
    with page.expect_download() as downloaded:
        page.locator("a[download]").click()
    assert downloaded.value.path().read_bytes().startswith(b"%PDF")

    sign_on_paper(live_server, reference, 49)
    page = open_page(f"{site}/voorjaar/petitions/", width=width, javascript=False)
    bob = Journey(page, live_server, check_accessibility)
    bob.check()
    page.locator("main .list a").first.click()
    bob.check()
    page.locator("main .btn--main").click()
    page.fill("#email", "bob@example")
    bob.press()
    assert page.locator("#email[aria-invalid]").count() == 1
    bob.sign("bob@example.nl")
    with open_stores(live_server.settings) as stores:
        with pytest.raises(SupportMissing) as refused:
            petitions.list_petition(stores, reference)
        assert refused.value == SupportMissing(50, 51)

    page.goto(f"{site}/voorjaar/petitions/{reference}/sign")
    bob.sign("eve@example.nl")
    assert "51" in page.locator("main").inner_text()
    with open_stores(live_server.settings) as stores:
        petitions.list_petition(stores, reference)
    page.goto(f"{site}/voorjaar/petitions/{reference}")
    bob.check()
    assert page.locator("main .btn--main").count() == 0
    bob.open_mail()
    bob.press()
    page.goto(f"{site}/voorjaar/petitions/")
    bob.check()
    assert "50" in page.locator("main .list").first.inner_text()
    assert page.context.cookies(f"{site}/voorjaar/") == []
