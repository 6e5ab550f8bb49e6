"""Two colleagues take a grant from decision to payment, each in a real browser without script."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage
from tests.browser.test_council import Screen
from tests.services.colleagues import hire
from tests.services.final_rounds import IBAN, PAYEE, Street, make_street
from tests.services.people import LETTERS, PASSWORD
from voting.db.session import open_stores
from voting.domain.payees import HOLD
from voting.domain.staff import StaffRole
from voting.services import payees
from voting.services.account_keys import derive_account_keys
from voting.services.accounts import FreshPassword
from voting.settings import Settings
from voting.web.security import read_or_make_secret

ROUND = "council/rounds/voorjaar"
AGREEMENT = {
    "milestone-0": "Bestellen",
    "amount-0": "3000",
    "day-0": "2027-04-01",
    "milestone-1": "Planten",
    "amount-1": "5000",
    "day-1": "2027-06-01",
}


@pytest.fixture
def street(settings: Settings) -> Street:
    with open_stores(settings) as stores:
        return make_street(stores, settings)


class Desk(Screen):
    """A colleague's browser, which gives a recovery code where a fresh code is asked."""

    def __init__(self, page: Page, server: LiveServer, judge: Callable[[Page], None]) -> None:
        super().__init__(page, server, judge)
        self.codes: Iterator[str] = iter(())

    def press(self, selector: str = "main form .btn--main") -> None:
        super().press(selector)
        if self.page.locator("#fresh_code").count():
            self.keep("code")
            self.fill(fresh_code=next(self.codes))
            super().press("main form .btn--main")

    def keep(self, name: str) -> None:
        """Keep a picture when somebody wants to look."""
        folder, size = os.environ.get("SCREENS"), self.page.viewport_size
        if folder and size:
            language = self.part.split("/")[-3]
            file = Path(folder) / f"{name}-{language}-{size['width']}.png"
            self.page.screenshot(path=file, full_page=True)


def name_payee(street: Street) -> None:
    secret = read_or_make_secret(street.settings.keys_dir, "accounts.key")
    with open_stores(street.settings) as stores:
        plan, at = street.plans["doel"], datetime.now(UTC) - HOLD
        keys = derive_account_keys(secret)
        fresh = FreshPassword(street.alice, PASSWORD, "")
        payees.name_payee(stores, keys, LETTERS, fresh, plan, PAYEE, IBAN, at)


def confirm(tess: Desk, paul: Desk) -> None:
    """Confirm what Tess just asked."""
    paul.go("council/" + tess.page.url.split("/council/")[1])
    paul.keep("request")
    paul.press("main form .btn--main")


def agree(tess: Desk, street: Street) -> None:
    """Offer an agreement, first with a wrong sum, and record the signature."""
    tess.go(f"{ROUND}/grants")
    tess.keep("grants")
    tess.follow("/grants/voorjaar-2")
    tess.follow("/agreement")
    tess.fill(**AGREEMENT)
    tess.page.check("[name=advance]")
    tess.fill(**{"amount-1": "4000"})
    tess.press()
    tess.keep("agreement")
    tess.fill(**{"amount-1": "5000"})
    tess.press()
    name_payee(street)
    tess.go("council/grants/voorjaar-2/paper")
    tess.press()
    tess.keep("grant")


def pay(tess: Desk, paul: Desk) -> None:
    """Look at the payee, make a list and book that it was paid."""
    tess.go(f"{ROUND}/payments")
    tess.keep("held")
    tess.go("council/grants/voorjaar-2")
    tess.press("button[value=no_business]")
    tess.go(f"{ROUND}/payments")
    tess.follow("/payments/new")
    tess.press()
    confirm(tess, paul)
    tess.go("council/payments/1")
    tess.keep("list")
    tess.press("main form .btn--main")
    assert not tess.page.locator("main form").count()
    tess.go(f"{ROUND}/payments")
    tess.keep("payments")


@pytest.mark.parametrize(("language", "width"), [("nl", PHONE), ("nl", DESK), ("en", PHONE)])
def test_two_colleagues_decide_agree_and_pay(
    street: Street,
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    keys = derive_account_keys(read_or_make_secret(street.settings.keys_dir, "accounts.key"))

    def seat(name: str, role: StaffRole) -> Desk:
        earlier = datetime.now(UTC) - timedelta(minutes=3)
        with open_stores(street.settings) as stores:
            one = hire(stores, name, role, at=earlier, keys=keys)
        page = open_page(f"{live_server.url}/{language}/my/sign-in", width=width, javascript=False)
        desk = Desk(page, live_server, check_accessibility)
        desk.codes = iter(one.recovery[1:])
        desk.go("sign-in")
        desk.fill(email=f"{name.lower()}@example.nl", password="drie fietsen op zolder")
        Screen.press(desk)
        desk.fill(code=one.recovery[0])
        Screen.press(desk)
        return desk

    tess, paul = seat("Tess", StaffRole.TREASURER), seat("Paul", StaffRole.PUBLISHER)

    tess.go(f"{ROUND}/grants")
    tess.keep("undecided")
    tess.follow("/grants/decide")
    tess.keep("decide")
    tess.fill(office="Wijken")
    tess.press()
    confirm(tess, paul)
    agree(tess, street)
    pay(tess, paul)
    tess.go(f"{ROUND}/ledger")
    tess.keep("ledger")
    tess.go(f"{ROUND}/own-action/haven")
    tess.keep("own-action")
