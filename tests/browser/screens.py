"""Screenshots of every page, both languages, on a phone and on a desk, into a folder.

python -m tests.browser.screens FOLDER [NAME...]
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from config import from_environment
from tests.browser.conftest import DESK, HEIGHTS, PHONE, QUIET, find_chromium, serve
from tests.browser.journeys import walk_all
from tests.web.towns import Town, add_coming_round, add_finished_round, an_open_plan, open_town


def save_screens(folder: Path, names: list[str]) -> None:
    """Make a town, walk through it four times, and save each page, or only those of `names`."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        settings = from_environment({}).located_in(Path(data))
        with open_town(settings) as town:
            add_finished_round(town)
            town.add_round(an_open_plan())
            add_coming_round(town)
            with serve(settings) as server:
                _walk(server.url, town, folder, names)


def _walk(url: str, town: Town, folder: Path, names: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        for language in ("nl", "en"):
            for width in (PHONE, DESK):
                page = browser.new_page(
                    viewport={"width": width, "height": HEIGHTS[width]}, reduced_motion="reduce"
                )
                for name, shown in walk_all(page, url, town, language):
                    if not names or name in names:
                        file = folder / f"{name}-{language}-{width}.png"
                        shown.screenshot(path=file, full_page=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    save_screens(Path(sys.argv[1]), sys.argv[2:])
