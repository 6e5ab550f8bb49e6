"""From the letter's code to the receipt, again, and the check after opening; axe on every page."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from config import from_environment
from tests.browser.conftest import DESK, PHONE, QUIET, LiveServer, OpenPage, serve
from tests.browser.journeys import cast, choose, press, read_slips, walk_all
from tests.databases import SqliteTemplate
from tests.web.towns import (
    OPEN,
    Town,
    add_coming_round,
    add_finished_round,
    an_open_plan,
    open_town,
)

NARROW = 320
WORDS = {
    "nl": ("Je hebt gestemd.", "Met deze code is al gestemd", "Zo is het geteld"),
    "en": ("You have voted.", "This code has voted", "This is how it was counted"),
}


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: SqliteTemplate
) -> Iterator[Town]:
    """Make a town with a finished round and an open one."""
    settings = from_environment({}).located_in(tmp_path_factory.mktemp("town"))
    sqlite_template.copy_to(settings)
    with open_town(settings) as made:
        add_finished_round(made)
        made.add_round(an_open_plan())
        add_coming_round(made)
        yield made


@pytest.fixture(scope="module")
def site(town: Town) -> Iterator[LiveServer]:
    """Serve the town."""
    with serve(town.settings) as server:
        yield server


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("javascript", [False, True], ids=["no script", "script"])
def test_a_letter_becomes_a_vote_a_second_vote_and_a_check(
    open_page: OpenPage, site: LiveServer, town: Town, language: str, *, javascript: bool
) -> None:
    voted, again, counted = WORDS[language]
    slug = f"ronde-{language}-{int(javascript)}"
    state = town.add_round(an_open_plan(slug))
    code = town.letters[slug]["zuid"].pop()
    letter = f"{site.url}/{language}/{slug}/zuid/look-over#{code}"
    page = open_page(letter, width=PHONE, javascript=javascript)
    assert code not in page.url or not javascript
    choose(page, "Z01", "Z02", "Z01")
    press(page, ".bar .btn")
    if javascript:
        assert page.input_value("#code") == code
    cast(page, code.lower().replace("-", " "))
    assert page.inner_text("h1") == voted
    first = read_slips(page)
    assert len(first) == state.plan.rights
    assert first == sorted(first)
    page.goto(f"{site.url}/{language}/{slug}/zuid/plans")
    choose(page, "Z04", "Z04", "Z04", "Z04", "Z04")
    press(page, ".bar .btn")
    cast(page, code)
    assert page.inner_text("h1") == again
    press(page, "form:has([name=replaces]) .btn--main")
    assert page.inner_text("h1") == voted
    assert read_slips(page) == first
    _fill_box(town, slug)
    town.finish(slug)
    page.goto(f"{site.url}/{language}/{slug}/check")
    page.fill("#code", code)
    press(page, "form .btn--main")
    assert page.inner_text("#found h2") == counted
    titles = page.locator("#found li strong").all_inner_texts()
    duo = next(one for one in state.plan.initiatives if one.id == "Z04")
    assert titles == [duo.title.get(language)] * 5


def _fill_box(town: Town, slug: str) -> None:
    for code in town.letters[slug]["zuid"][:20]:
        town.cast(slug, "zuid", code, {"Z02": 5})


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [NARROW, PHONE, DESK])
def test_axe_finds_nothing_and_nothing_runs_out_of_any_page(
    open_page: OpenPage,
    site: LiveServer,
    town: Town,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    page = open_page(f"{site.url}/{language}/", width=width)
    names = []
    for name, shown in walk_all(page, site.url, town, language):
        if width != NARROW:
            check_accessibility(shown)
        assert _find_overflow(shown) <= width, name
        names.append(name)
    assert len(names) > 30


def test_with_letters_twice_as_large_nothing_runs_out_of_the_page(
    browser: Browser, chromium: str, site: LiveServer, town: Town
) -> None:
    large = [*QUIET, "--blink-settings=defaultFontSize=32"]
    reader = browser.browser_type.launch(executable_path=chromium, args=large)
    page = reader.new_page(viewport={"width": DESK, "height": 800})
    for name, shown in walk_all(page, site.url, town, "nl"):
        assert shown.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert _find_overflow(shown) <= DESK, name
    reader.close()


def test_the_bar_never_hides_what_has_focus(
    open_page: OpenPage, site: LiveServer, town: Town
) -> None:
    page = open_page(f"{site.url}/nl/{OPEN}/zuid/plans")
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
                const bar = document.querySelector('.bar').getBoundingClientRect();
                const one = document.activeElement;
                return !one.closest('.bar') && one.getBoundingClientRect().bottom > bar.top + 1
                    && one.getBoundingClientRect().top >= bar.top;
            }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML")


def test_going_back_after_clearing_the_screen_shows_no_receipt(
    open_page: OpenPage, site: LiveServer, town: Town
) -> None:
    code = town.letters[OPEN]["noord"].pop()
    page = open_page(f"{site.url}/nl/{OPEN}/noord/plans")
    first = page.locator("button[name=plus]").first.get_attribute("value") or ""
    choose(page, first)
    press(page, ".bar .btn")
    cast(page, code)
    slips = read_slips(page)
    press(page, "form:last-of-type .btn--main")
    page.go_back()
    assert not any(slip in page.content() for slip in slips)
    assert code not in page.content()
    assert page.context.cookies() == []


def _find_overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def test_a_shared_screen_warns_after_nine_idle_minutes_and_clears_itself_after_ten(
    browser: Browser, site: LiveServer, town: Town
) -> None:
    shared = replace(town.settings, kiosk=True)
    with serve(shared) as desk:
        page = browser.new_page(viewport={"width": DESK, "height": 900})
        page.clock.install()
        page.goto(f"{desk.url}/nl/{OPEN}/zuid/plans")
        choose(page, "Z01")
        page.clock.run_for("09:05")
        assert page.locator("dialog[open]").inner_text().startswith("Ben je er nog?")
        page.locator("dialog button").press("Enter")
        assert page.locator("dialog[open]").count() == 0
        page.clock.run_for("09:05")
        assert page.locator("dialog[open]").count() == 1
        assert page.locator("#plan-Z01 output").inner_text().split()[0] == "1"
        with page.expect_navigation():
            page.clock.run_for("01:00")
        assert page.url == f"{desk.url}/nl/"
        assert page.context.cookies() == []
        page.goto(f"{desk.url}/nl/{OPEN}/zuid/plans")
        assert page.locator("button[name=min]").count() == 0
        page.close()


def test_the_journey_shows_in_forced_colours(
    browser: Browser, site: LiveServer, town: Town, check_accessibility: Callable[[Page], None]
) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": PHONE, "height": 740})
    page = context.new_page()
    page.goto(f"{site.url}/nl/{OPEN}/zuid/plans")
    choose(page, "Z01", "Z02")
    fills = page.evaluate(
        "[...document.querySelectorAll('.bar .right')].map(one => getComputedStyle(one).fill)"
    )
    assert len(set(fills)) == 2
    check_accessibility(page)
    context.close()
