"""A group adds a photo and marks its spot on a phone without script; every page accessible."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, LiveServer, OpenPage
from tests.browser.test_accounts import PASSWORD, open_mailed_link
from tests.outline_files import make_collection, write
from tests.photo_files import SVG, make_noise, save
from tests.services.rounds import a_plan
from tests.web.initiative.places import ANSWERS, save_round
from voting.db.session import open_stores
from voting.interchange.outlines import read_outlines
from voting.services.places import save_outlines
from voting.services.round_state import find_round

WORDS = "Een kale straat met een bank"


@pytest.fixture
def prepared(live_server: LiveServer, tmp_path: Path) -> LiveServer:
    """A round that takes plans, with the outlines of its buurten."""
    with open_stores(live_server.settings) as stores:
        save_round(stores)
        read = read_outlines(write(tmp_path, make_collection()), a_plan().voting_areas)
        save_outlines(stores, find_round(stores), read.maps)
    return live_server


def begin_plan(page: Page, server: LiveServer) -> str:
    """Open an account and a group, answer the six questions, and return the plan's address."""
    page.fill("#email", "alice@example.nl")
    page.locator("main form button").first.click()
    open_mailed_link(page, server)
    page.fill("#name", "Alice")
    page.fill("#new", PASSWORD)
    page.locator("main form button").first.click()
    page.goto(f"{server.url}/nl/my/plans/new/group")
    page.fill("#name", "De Groene Straat")
    page.locator("main form button").first.click()
    page.goto(f"{server.url}/nl/my/plans/new")
    page.locator("main form button").first.click()
    address = page.url.split("/steps/")[0]
    for step, typed in ANSWERS.items():
        page.goto(f"{address}/steps/{step}")
        for name, words in typed.items():
            radio = page.locator(f'input[type=radio][name="{name}"]')
            if radio.count():
                page.check(f'input[name="{name}"][value="{words}"]')
            else:
                page.fill(f'[name="{name}"]', words)
        page.click("button[value=stop]")
    return address


def test_a_photo_from_file_to_preview(
    prepared: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    page = open_page(f"{prepared.url}/nl/my/sign-up", width=PHONE, javascript=False)
    address = begin_plan(page, prepared)

    def check() -> None:
        check_accessibility(page)
        wide = page.locator("html").bounding_box()
        assert wide is not None
        assert wide["width"] <= PHONE

    def send(name: str, content: bytes) -> None:
        file = tmp_path / name
        file.write_bytes(content)
        page.set_input_files("#photo", file)
        page.click("main form button")

    page.goto(f"{address}/photos")
    check()
    page.click("main a.btn--main")
    check()
    send("foto.jpg", SVG)
    assert page.locator("#photo[aria-invalid]").count() == 1
    check()
    send("groot.jpg", bytes(30 * 1024 * 1024))
    assert "12 MB" in page.locator("#photo-e").inner_text()
    check()
    send("foto.jpg", save(make_noise(1600, 1200), "JPEG", quality=80))
    check()
    page.fill("#alt_nl", WORDS)
    page.click("main form button")
    check()
    page.click("main form button")
    assert page.locator("#agreed[aria-invalid]").count() == 1
    page.check("#agreed")
    page.click("main form button")
    check()
    page.goto(f"{address}/preview")
    image = page.get_by_alt_text(WORDS)
    image.scroll_into_view_if_needed()
    assert int(image.get_attribute("width") or 0) >= 800
    box = image.bounding_box()
    assert box is not None
    assert 300 < box["width"] <= PHONE
    check()


def test_a_click_on_the_map_marks_the_spot(
    prepared: LiveServer, open_page: OpenPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = open_page(f"{prepared.url}/nl/my/sign-up", width=PHONE, javascript=False)
    address = begin_plan(page, prepared)
    page.goto(f"{address}/spot")
    check_accessibility(page)
    button = page.locator("input[type=image]")
    box = button.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == tuple(
        int(button.get_attribute(side) or 0) for side in ("width", "height")
    )
    with page.expect_navigation():
        button.click(position={"x": 40, "y": box["height"] - 20})
    assert "/40-" in (button.get_attribute("src") or "")
    check_accessibility(page)
    with page.expect_navigation():
        button.click(position={"x": 280, "y": 5})
    assert page.locator("#spot-e").count() == 1
    assert "/40-" in (button.get_attribute("src") or "")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#spot-e").count() == 1
    page.locator("input[value=middle]").focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{address}/"
    page.goto(f"{address}/preview")
    assert page.get_by_alt_text("Kaart: in Haven, bij Kadestraat").count() == 1
    check_accessibility(page)
