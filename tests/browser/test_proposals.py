"""A plan from sign-up to the list, on two devices, without script, in both languages and widths."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage
from tests.browser.test_accounts import PASSWORD, open_mailed_link
from tests.services.people import LETTERS
from tests.web.initiative.places import ANSWERS, OFFICE, save_round, set_phase
from voting.db.session import Stores, open_stores
from voting.domain.rounds import Phase
from voting.services import listing, reviewing
from voting.services.round_state import find_round

STATES = {
    "nl": ("Ingediend", "De gemeente vraagt iets", "Wordt bekeken", "Op de lijst"),
    "en": ("Handed in", "The municipality asks something", "In review", "On the list"),
}


class Device:
    """A browser of its own, in which every page is judged as it is reached."""

    def __init__(self, page: Page, url: str, check: Callable[[Page], None]) -> None:
        self.page, self.url, self.judge = page, url, check

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}/my/{path}")
        self.check()

    def press(self, button: str = "main form .btn--main") -> None:
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        self.check()

    def check(self) -> None:
        self.judge(self.page)
        size = self.page.viewport_size
        wide = self.page.locator("html").bounding_box()
        assert size is not None
        assert wide is not None
        assert wide["width"] <= size["width"], self.page.url

    def answer(self, step: str, go: str = "on") -> None:
        assert self.page.url.endswith(f"/steps/{step}")
        for name, text in ANSWERS[step].items():
            first = self.page.locator(f"[name='{name}']").first
            if first.get_attribute("type") == "radio":
                self.page.locator(f"[name='{name}'][value='{text}']").check()
            else:
                self._open_aside(name)
                first.fill(text)
        self.press(f"button[name=go][value={go}]")

    def _open_aside(self, name: str) -> None:
        closed = self.page.locator(f"details:not([open]):has([name='{name}']) summary")
        if closed.count():
            closed.click()

    def read(self) -> str:
        return self.page.inner_text("main")


@contextmanager
def open_register(server: LiveServer) -> Iterator[Stores]:
    with open_stores(server.settings) as stores:
        yield stores


def begin(device: Device, server: LiveServer) -> str:
    """Sign up, name a group, answer half of the questions and stop; return the reference."""
    device.page.fill("#email", "alice@example.nl")
    device.press()
    open_mailed_link(device.page, server)
    device.page.fill("#name", "Alice")
    device.page.fill("#new", PASSWORD)
    device.press()
    device.go("plans/")
    device.press("main a.btn--main")
    device.page.fill("#name", "De Groene Straat")
    device.press()
    device.press()
    reference = device.page.url.split("/")[-3]
    device.answer("title")
    device.answer("story")
    device.answer("place", go="stop")
    return reference


def finish(device: Device, reference: str) -> None:
    """Sign in elsewhere, answer the rest with a mistake on the way, and hand in."""
    device.page.fill("#email", "alice@example.nl")
    device.page.fill("#password", PASSWORD)
    device.press()
    device.go(f"plans/{reference}/")
    device.press("main .note .btn--main")
    device.answer("subject")
    device.page.fill("[name='costs-0-what']", "Bomen")
    device.page.fill("[name='costs-0-amount']", "-5")
    device.press("button[name=go][value=line]")
    assert device.page.locator("[name='costs-3-what']").count() == 1
    device.press("button[name=go][value=on]")
    assert device.page.locator("[aria-invalid=true]").count() == 1
    device.answer("costs")
    device.answer("people")
    device.go(f"plans/{reference}/preview")
    device.go(f"plans/{reference}/history")
    device.go(f"plans/{reference}/withdraw")
    device.go(f"plans/{reference}/")
    device.press("main .note .btn--main")
    device.press()


@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), (PHONE, DESK))))
def test_from_sign_up_to_the_list_on_two_devices(
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    url = f"{live_server.url}/{language}"
    with open_register(live_server) as stores:
        save_round(stores)

    def take_device(path: str) -> Device:
        page = open_page(f"{url}/{path}", width=width, javascript=False)
        return Device(page, url, check_accessibility)

    first = take_device("my/sign-up")
    reference = begin(first, live_server)
    second = take_device("my/sign-in")
    finish(second, reference)
    handed_in, questions, in_review, listed = STATES[language]
    assert handed_in in second.read()
    second.go(f"plans/{reference}/copy")

    with open_register(live_server) as stores:
        now = datetime.now(UTC)
        reviewing.take_up(stores, reference, OFFICE, now)
        reviewing.suggest(
            stores, LETTERS, reference, OFFICE, "title_nl", "Groene Kade", "Kort", now
        )
        reviewing.ask(stores, LETTERS, reference, OFFICE, "Wie geeft water?", now)
    first.go(f"plans/{reference}/")
    assert questions in first.read()
    first.press("main .note .btn--main")
    first.page.fill("textarea", "De buren.")
    first.press("form:has(textarea) button")
    first.press("button[value=accept]")
    first.go(f"plans/{reference}/")
    assert in_review in first.read()

    with open_register(live_server) as stores:
        reviewing.admit(stores, LETTERS, reference, OFFICE, "De gemeente plant mee.", now)
        set_phase(stores, Phase.REVIEW)
        (id,) = listing.list_proposals(stores, find_round(stores, "voorjaar")).added
        set_phase(stores, Phase.LIST_FINAL)
    second.go(f"plans/{reference}/")
    assert listed in second.read()
    second.page.goto(f"{url}/voorjaar/noord/plans/{id}")
    second.check()
    assert second.page.inner_text("h1") == "Groene Kade"


def test_two_texts_of_one_answer_stand_beside_each_other(
    live_server: LiveServer, open_page: OpenPage, check_accessibility: Callable[[Page], None]
) -> None:
    with open_register(live_server) as stores:
        save_round(stores)
    url = f"{live_server.url}/nl"
    page = open_page(f"{url}/my/sign-up", javascript=False)
    device = Device(page, url, check_accessibility)
    page.fill("#email", "alice@example.nl")
    device.press()
    open_mailed_link(page, live_server)
    page.fill("#name", "Alice")
    page.fill("#new", PASSWORD)
    device.press()
    page.goto(f"{url}/my/plans/new")
    page.fill("#name", "De Groene Straat")
    device.press()
    device.press()
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#title_nl", "Van de een")
    other.locator("button[value=on]").click()
    page.fill("#title_nl", "Van de ander")
    device.press("button[value=on]")
    assert "Van de een" in device.read()
    assert page.input_value("#title_nl") == "Van de ander"
    device.press("button[value=on]")
    assert page.url.endswith("/steps/story")
    other.goto(page.url.replace("story", "title"))
    assert other.input_value("#title_nl") == "Van de ander"
