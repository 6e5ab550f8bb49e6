"""Every page there is, as a visitor reaches it: for axe, for screenshots, for a look."""

import itertools
from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.web.towns import COMING, FINISHED, OPEN, Town

WRONG_CODE = "0000-0000-0000-0001"


def walk_all(page: Page, url: str, town: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Open each page in turn and give its name; casts one vote with the last letter of zuid.

    Raises AssertionError where the server failed.
    """
    broken: list[str] = []
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 500 else None)
    site = f"{url}/{language}"
    walks = (
        _walk_result(page, site),
        _walk_about(page, site),
        _walk_proposals(page, site, town),
        _walk_vote(page, site, town),
    )
    for name, shown in itertools.chain(*walks):
        assert broken == [], name
        yield name, shown


def choose(page: Page, *plans: str) -> None:
    """Give a right to each of these plans, on the list; quick taps on one plan count too."""
    for id, count in Counter(plans).items():
        for _ in range(count):
            page.locator(f"button[name=plus][value='{id}']").click()
        page.locator(f"#plan-{id} output", has_text=str(count)).wait_for()


def read_slips(page: Page) -> list[str]:
    """Return the slip codes of the receipt that is shown."""
    return page.locator("li.slip code").all_inner_texts()


def cast(page: Page, code: str) -> None:
    """Fill in a code on the look-over page and press the one final button."""
    page.fill("#code", code)
    press(page, ".btn--main.btn--big")


def press(page: Page, button: str) -> None:
    """Press a button that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.locator(button).first.click()


def _walk_result(page: Page, site: str) -> Iterator[tuple[str, Page]]:
    round = f"{site}/{FINISHED}"
    for name, path in {
        "result": "/results",
        "result-area": "/results/zuid",
        "result-area-closed": "/results/oost",
        "result-buurt": "/results/zuid/kastanjehof",
        "audit": "/audit",
        "reports": "/reports",
        "report": "/report",
        "check": "/check",
        "slips": "/slips/zuid/all",
        "round-published": "/",
        "plans-published": "/zuid/plans",
    }.items():
        page.goto(f"{round}{path}")
        yield name, page
    page.goto(f"{round}/results/zuid/kastanjehof")
    links = [link.get_attribute("href") for link in page.locator("a[href*='/why/']").all()]
    for number, link in enumerate(links[::3], 1):
        page.goto(f"{site.rsplit('/', 1)[0]}{link}")
        yield f"why-{number}", page
    page.goto(f"{round}/slips/zuid/all")
    code = page.locator("td").first.locator("xpath=..").locator("code").inner_text()
    page.goto(f"{round}/check")
    page.fill("#code", code)
    press(page, "form .btn--main")
    yield "check-found", page
    page.goto(f"{round}/check")
    page.fill("#code", WRONG_CODE)
    press(page, "form .btn--main")
    yield "check-wrong", page


def _walk_about(page: Page, site: str) -> Iterator[tuple[str, Page]]:
    for name in ("privacy", "accessibility"):
        page.goto(f"{site}/{name}")
        yield name, page
    page.goto(f"{site}/{OPEN}/audit")
    yield "audit-open", page
    page.goto(f"{site}/{OPEN}/check")
    yield "check-closed", page
    page.goto(f"{site}/{OPEN}/nowhere/plans")
    yield "not-found", page


def _walk_proposals(page: Page, site: str, town: Town) -> Iterator[tuple[str, Page]]:
    proposals = f"{site}/{COMING}/proposals/"
    page.goto(f"{site}/{COMING}/")
    yield "round-coming", page
    page.goto(proposals)
    yield "proposals", page
    page.goto(f"{proposals}?q=caf%C3%A9&sector=layout&state=turned_down&theme=magic")
    yield "proposals-found", page
    for state in ("questions", "turned_down", "withdrawn", "english"):
        page.goto(f"{proposals}{town.proposals[state]}")
        yield f"proposal-{state}", page
    page.goto(f"{site}/{FINISHED}/proposals/{town.proposals[FINISHED]}")
    yield "proposal-finished", page
    page.goto(f"{proposals}{town.proposals['questions']}/ask")
    yield "ask", page
    page.fill("#email", "niemand")
    page.fill("#name", "Ans")
    page.fill("#question", "Mag ik meedoen?")
    page.evaluate("document.querySelector('main form').noValidate = true")
    press(page, "form .btn--main")
    yield "ask-wrong", page
    page.goto(f"{proposals}{town.proposals['questions']}/asked")
    yield "asked", page


def _walk_vote(page: Page, site: str, town: Town) -> Iterator[tuple[str, Page]]:
    area = f"{site}/{OPEN}/zuid"
    page.goto(f"{site}/")
    yield "start", page
    page.goto(f"{area}/plans")
    yield "plans", page
    choose(page, "Z01", "Z02", "Z01")
    yield "plans-chosen", page
    page.goto(f"{area}/plans?q=licht&sector=safety&theme=veilig-op-straat")
    yield "plans-found", page
    page.goto(f"{area}/plans/Z02")
    yield "plan", page
    page.goto(f"{site}/{OPEN}/noord/plans")
    yield "plans-elsewhere", page
    page.goto(f"{site}/{OPEN}/")
    yield "start-chosen", page
    page.goto(f"{area}/look-over")
    yield "look-over", page
    cast(page, WRONG_CODE)
    yield "wrong-code", page
    cast(page, town.letters[OPEN]["noord"][0])
    yield "other-area", page
    page.goto(f"{area}/look-over")
    own = town.letters[OPEN]["zuid"].pop()
    cast(page, own)
    yield "receipt", page
    page.goto(f"{area}/plans")
    choose(page, "Z03", "Z03", "Z04", "Z05", "Z06")
    yield "plans-full", page
    page.goto(f"{area}/look-over")
    yield "look-over-full", page
    cast(page, own)
    yield "already-voted", page
    press(page, "form:has([name=replaces]) .btn--main")
    yield "receipt-again", page
