"""A real browser on a real server: Chromium, 360 or 1280 pixels wide, with or without script."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from config import HERE
from voting.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 900}
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
INSTALL = "browser tests are skipped: install Chromium, on Debian with apt-get install chromium"
SERVER = ("--config", "deploy/gunicorn.conf.py")
OpenPage = Callable[..., Page]


@dataclass(frozen=True, slots=True)
class LiveServer:
    """The application behind a real server, and where its data are."""

    url: str
    settings: Settings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find Chromium or install it where that is allowed; else skip, unless it is required."""
    found = find_chromium() or install_chromium()
    if found is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER is set, but there is no Chromium")
    return found or pytest.skip(INSTALL)


def find_chromium() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_chromium() -> str | None:
    """Install Debian's Chromium when this is a throw-away machine: CI, as root."""
    if os.geteuid() != 0 or not os.environ.get("CI") or not shutil.which("apt-get"):
        return None
    for command in ("update -qq", "install -y -qq --no-install-recommends chromium"):
        subprocess.run(["apt-get", *command.split()], stdout=subprocess.DEVNULL, check=False)
    return find_chromium()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Start one browser for this process."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page in a browser of its own: `open_page(url, width=360, javascript=True)`."""
    contexts = []

    def open_one(url: str, *, width: int = PHONE, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            java_script_enabled=javascript,
            has_touch=width == PHONE,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def live_server(settings: Settings) -> Iterator[LiveServer]:
    """Serve `settings` on a free port, as in production: gunicorn with two processes."""
    with serve(settings) as server:
        yield server


@contextmanager
def serve(settings: Settings) -> Iterator[LiveServer]:
    """Run the server while the block lasts."""
    address = f"127.0.0.1:{find_free_port()}"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *SERVER, "--bind", address, "wsgi:app"],
        cwd=HERE,
        env=os.environ | write_environment(settings),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://{address}", process)
        yield LiveServer(f"http://{address}", settings)
    finally:
        process.terminate()
        process.wait(timeout=30)


def write_environment(settings: Settings) -> dict[str, str]:
    """Return the variables with which another process gets the same databases and keys."""
    return {
        "VOTING_REGISTER_URL": settings.register_url,
        "VOTING_BALLOTBOX_URL": settings.ballotbox_url,
        "VOTING_KEYS_DIR": str(settings.keys_dir),
        "VOTING_CHECKPOINT_DIR": str(settings.checkpoint_dir),
        "VOTING_FILES_DIR": str(settings.files_dir),
        "VOTING_KIOSK": str(int(settings.kiosk)),
    }


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with {process.returncode}")
        try:
            urllib.request.urlopen(f"{url}/static/style.css", timeout=5).close()  # noqa: S310  # our own
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"no answer from {url}")


@pytest.fixture
def check_accessibility(browser: Browser) -> Iterator[Callable[[Page], None]]:
    """
    Fail when axe finds anything on the page as it stands.

    Axe itself needs script, so a copy of the page is judged: same address, styles and width.
    """
    context = browser.new_context()
    axe = Axe()

    def check(page: Page) -> None:
        copy = context.new_page()
        copy.set_viewport_size(page.viewport_size or {"width": DESK, "height": 900})
        copy.route("**/*.js*", lambda route: route.abort())
        html = page.content()
        copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
        copy.goto(page.url)
        results = axe.run(copy)
        copy.close()
        assert results.violations_count == 0, results.generate_report()

    yield check
    context.close()
