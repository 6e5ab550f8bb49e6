"""A funded group redeems two tranches and closes, in a real browser without script."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage
from tests.photo_files import make_photo
from tests.services.final_rounds import DECIDING, TRANCHES, TWO, Street, look_at_payees, make_street
from tests.services.people import LETTERS, PASSWORD
from voting.db.session import open_stores
from voting.domain.payees import HOLD
from voting.services import agreeing, granting, redeeming, reporting_back
from voting.services.account_keys import derive_account_keys
from voting.services.viewing_grants import view_own_grant
from voting.settings import Settings
from voting.web.security import read_or_make_secret

CLOSING = {"nl": "Eindverslag", "en": "Closing report"}
IBAN = "NL91 ABNA 0417 1643 00"
PHOTO = make_photo()
ALT = "Kinderen bij drie jonge bomen"


class Office:
    """What the municipality does meanwhile, with its commands."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.keys = derive_account_keys(
            read_or_make_secret(street.settings.keys_dir, "accounts.key")
        )

    def offer(self) -> None:
        with open_stores(self.street.settings) as stores:
            reference = view_own_grant(stores, "plandoel", self.street.alice).reference
            at = datetime.now(UTC)
            agreeing.offer_agreement(stores, LETTERS, reference, TRANCHES, "Noor Smit", at)

    def decide(self) -> None:
        with open_stores(self.street.settings) as stores:
            granting.decide_round(stores, LETTERS, self.street.state, DECIDING)

    def pay(self) -> None:
        with open_stores(self.street.settings) as stores:
            at, round_id = datetime.now(UTC) + HOLD, self.street.poll.round_id
            look_at_payees(stores, round_id, at)
            made = redeeming.make_payment_list(stores, self.keys, round_id, TWO, at)
            redeeming.confirm_paid(stores, LETTERS, made.number, "Ali", at)

    def accept(self) -> None:
        with open_stores(self.street.settings) as stores:
            reference = view_own_grant(stores, "plandoel", self.street.alice).reference
            reporting_back.accept_report(stores, LETTERS, reference, "Noor", datetime.now(UTC))


@pytest.fixture
def office(settings: Settings) -> Office:
    with open_stores(settings) as stores:
        return Office(make_street(stores, settings))


@dataclass(frozen=True, slots=True)
class Visit:
    """Alice at her plan's money, with a browser of this width."""

    page: Page
    site: str
    language: str
    width: int
    check_accessibility: Callable[[Page], None]

    @property
    def money(self) -> str:
        return f"{self.site}/my/plans/plandoel/grant"

    def check(self, name: str) -> None:
        self.check_accessibility(self.page)
        wide = self.page.locator("html").bounding_box()
        assert wide is not None
        assert wide["width"] <= self.width
        folder = os.environ.get("SCREENS")
        if folder:
            file = Path(folder) / f"{name}-{self.language}-{self.width}.png"
            self.page.screenshot(path=file, full_page=True)

    def press(self) -> None:
        self.page.locator("main form .btn--main").click()

    def go_on(self) -> None:
        """Follow the one thing to do next."""
        self.page.goto(self.money)
        self.page.locator("main .note .btn--main").click()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.fill(f"#{name}", text)


@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), (PHONE, DESK))))
def test_a_funded_group_redeems_two_tranches_and_closes(
    office: Office,
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    site = f"{live_server.url}/{language}"
    page = open_page(f"{site}/my/sign-in", width=width, javascript=False)
    visit = Visit(page, site, language, width, check_accessibility)
    visit.fill(email="alice@example.nl", password=PASSWORD)
    page.locator("main form button").first.click()
    page.goto(visit.money)
    visit.check("grant-before")
    office.decide()
    name_payee(visit)
    office.offer()
    agree(visit)
    office.pay()
    report(visit)
    office.accept()
    office.pay()
    close(visit)
    office.accept()
    page.goto(visit.money)
    visit.check("grant-finished")
    page.goto(f"{site}/voorjaar/proposals/plandoel")
    visit.check("public-finished")
    shown = [one.get_attribute("alt") for one in page.locator("main img").all()]
    assert shown == ([ALT] if width == PHONE else [])
    assert "De bomen groeien." in page.locator("main").inner_text()
    assert "Buurthuis" not in page.locator("main").inner_text()


def name_payee(visit: Visit) -> None:
    page = visit.page
    visit.go_on()
    visit.check("payee-kind")
    page.check("input[value=host]")
    visit.press()
    visit.fill(name="Buurthuis De Werf", kvk="1234567", iban=IBAN.replace("91", "92"))
    visit.press()
    visit.check("payee-wrong")
    assert page.locator("[aria-invalid=true]").count() >= 1
    assert page.input_value("#name") == "Buurthuis De Werf"
    visit.fill(kvk="12345678", iban=IBAN, holder="Buurthuis De Werf", password=PASSWORD)
    page.check("#agreed")
    visit.press()
    assert page.url == visit.money


def agree(visit: Visit) -> None:
    visit.go_on()
    visit.check("agreement-no-second-step")
    otp = switch_on(visit.page, f"{visit.site}/my")
    visit.go_on()
    visit.check("agreement")
    visit.fill(code=otp.now())
    visit.press()
    visit.check("agreement-used-code")
    assert visit.page.locator("#code[aria-invalid]").count() == 1
    visit.fill(code=otp.at(datetime.now(UTC) + timedelta(seconds=30)))
    visit.press()
    assert visit.page.url == visit.money


def report(visit: Visit) -> None:
    if visit.width == PHONE:
        add_photo(visit)
    visit.go_on()
    visit.fill(text="Wij hebben geplant.", spent="veel")
    visit.press()
    visit.check("report-wrong")
    assert visit.page.input_value("#text").strip() == "Wij hebben geplant."
    visit.fill(spent="4500")
    visit.press()
    visit.check("grant-reported")


def add_photo(visit: Visit) -> None:
    """Follow the report's own link, and add a photo in three screens."""
    page = visit.page
    visit.go_on()
    page.locator("#photos ~ p a").click()
    visit.check("report-photos")
    page.locator("main .btn--main").click()
    page.set_input_files("#photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    visit.press()
    visit.fill(alt_nl=ALT)
    visit.press()
    page.check("#agreed")
    visit.check("report-photo-agreed")
    visit.press()
    assert page.locator("main img").get_attribute("alt") == ALT


def close(visit: Visit) -> None:
    visit.go_on()
    visit.check("closing")
    assert visit.page.locator("h1").inner_text() == CLOSING[visit.language]
    visit.fill(text="De bomen groeien. Volgend jaar met school samen.", spent="8000")
    visit.press()
    assert visit.page.url == visit.money


def switch_on(page: Page, my: str) -> pyotp.TOTP:
    page.goto(f"{my}/app")
    page.fill("#password", PASSWORD)
    page.locator("main form button").first.click()
    shown = re.sub(r"\s", "", page.locator("main").inner_text())
    otp = pyotp.TOTP(re.findall(r"[A-Z2-7]{32}", shown)[0])
    page.fill("#code", otp.now())
    page.locator("main form button").first.click()
    return otp
