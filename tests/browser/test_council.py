"""The council's workspace in a real browser, without script, in both languages and widths.

From the first command to a decision on a plan, and two people who let voting close later; every
page on the way is judged by axe and fits the screen.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pyotp
import pytest
from playwright.sync_api import Page

from config import HERE
from tests.browser.conftest import DESK, PHONE, LiveServer, OpenPage, write_environment
from tests.browser.test_accounts import PASSWORD, open_mailed_link
from tests.services.colleagues import Colleague, hire
from tests.services.people import LETTERS, make_person
from tests.web.initiative.places import ANSWERS, save_round
from tests.web.towns import an_open_plan, open_town
from voting.db.session import Stores, open_stores
from voting.domain.proposal_fields import Step
from voting.domain.reviewing import find_open_questions
from voting.domain.staff import StaffRole
from voting.services import groups, proposing, reviewing
from voting.services.account_keys import derive_account_keys
from voting.services.round_state import find_round
from voting.settings import Settings
from voting.web.security import read_or_make_secret

VOTING = "ronde"


class Screen:
    """A colleague's own browser; every page it comes to is judged."""

    def __init__(self, page: Page, server: LiveServer, judge: Callable[[Page], None]) -> None:
        self.page, self.server, self.judge = page, server, judge
        self.part = page.url.split("/my/")[0] + "/my/"

    def check(self) -> None:
        self.judge(self.page)
        wide = self.page.locator("html").bounding_box()
        size = self.page.viewport_size
        assert wide is not None
        assert size is not None
        assert wide["width"] <= size["width"], self.page.url

    def go(self, path: str) -> None:
        self.page.goto(self.part + path)
        self.check()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.fill(f"[name={name}]", text)

    def press(self, selector: str = "main form button") -> None:
        self.page.locator(selector).first.click()
        self.check()

    def follow(self, ending: str) -> None:
        self.page.locator(f"main a[href$='{ending}']").first.click()
        self.check()

    def join(self, name: str) -> None:
        """Open the mailed invitation, make the account, and switch the second step on."""
        open_mailed_link(self.page, self.server)
        self.check()
        self.fill(name=name, new=PASSWORD)
        self.press()
        assert self.page.url.endswith("/council/step")
        self.go("council/staff")
        assert self.page.url.endswith("/council/step")
        self.follow("/my/app")
        self.fill(password=PASSWORD)
        self.press()
        secret = self.page.locator("main code").first.inner_text()
        self.fill(code=pyotp.TOTP(secret).now())
        self.press()
        self.follow("/council/")

    def sign_in(self, one: Colleague) -> None:
        self.go("sign-in")
        self.fill(email=f"{one.name.lower()}@example.nl", password=PASSWORD)
        self.press()
        self.fill(code=one.recovery[0])
        self.press()


def hand_in_a_plan(stores: Stores) -> str:
    alice = make_person(stores)
    group = groups.found_group(stores, alice, "De Groene Straat", datetime.now(UTC))
    state = find_round(stores, "voorjaar")
    at = datetime.now(UTC)
    reference = proposing.begin_proposal(stores, alice, group, state, at)
    for step, typed in ANSWERS.items():
        proposing.save_step(stores, alice, reference, Step(step), typed, 99, at)
    proposing.submit_proposal(stores, LETTERS, alice, reference, at)
    return reference


def answer_the_question(settings: Settings, reference: str) -> None:
    with open_stores(settings) as stores:
        view = reviewing.view_for_office(stores, reference)
        (question,) = find_open_questions(view.events)
        alice = next(event.person for event in view.events if event.person)
        at = datetime.now(UTC)
        reviewing.answer(stores, alice, reference, question.position, "Wij, elke week.", at)


@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), (PHONE, DESK))))
def test_from_the_first_command_to_a_decision_and_a_later_closing_time(
    live_server: LiveServer,
    open_page: OpenPage,
    check_accessibility: Callable[[Page], None],
    language: str,
    width: int,
) -> None:
    settings = live_server.settings
    keys = derive_account_keys(read_or_make_secret(settings.keys_dir, "accounts.key"))
    earlier = datetime.now(UTC) - timedelta(minutes=3)
    with open_town(settings) as town:
        save_round(town.stores)
        plan = hand_in_a_plan(town.stores)
        town.add_round(an_open_plan(VOTING))
        pair = [
            hire(town.stores, name, StaffRole.ROUND_MANAGER, at=earlier, keys=keys)
            for name in ("Noor", "Ali")
        ]

    def open_screen() -> Screen:
        page = open_page(f"{live_server.url}/{language}/my/sign-in", width=width, javascript=False)
        return Screen(page, live_server, check_accessibility)

    invite_first = [sys.executable, "-m", "flask", "staff", "invite-first", "anna@example.nl"]
    environment = os.environ | write_environment(settings)
    subprocess.run(invite_first, cwd=HERE, env=environment, check=True, stdout=subprocess.DEVNULL)
    anna = open_screen()
    anna.join("Anna")
    anna.go("council/staff/invite")
    anna.fill(email="rita@example.nl", department="Wijken")
    anna.page.check("[name=role_reviewer]")
    anna.press()
    rita = open_screen()
    rita.join("Rita")
    anna.go("council/staff")
    anna.follow(f"/staff/{find_id(anna.page, 'Rita')}")
    anna.go("council/log")
    review(rita, plan)
    noor, ali = open_screen(), open_screen()
    for screen, one in zip((noor, ali), pair, strict=True):
        screen.sign_in(one)
        screen.go("council/")
    let_voting_close_later(noor, ali)


def review(rita: Screen, plan: str) -> None:
    """Take a plan up, ask, and decide when its group has answered."""
    rita.follow("/council/review/voorjaar")
    rita.follow(f"/plans/{plan}")
    rita.press()
    for path in ("suggest", "estimate", "partner", "stake"):
        rita.go(f"council/plans/{plan}/{path}")
    rita.go(f"council/plans/{plan}/ask")
    rita.fill(question=" ")
    rita.press()
    assert rita.page.locator("[aria-invalid]").count() == 1
    rita.fill(question="Wie geeft water?")
    rita.press()
    answer_the_question(rita.server.settings, plan)
    rita.go(f"council/plans/{plan}")
    assert "Wij, elke week." in rita.page.inner_text("main")
    rita.follow("/decide/admit")
    rita.fill(reason="De gemeente plant mee.")
    rita.press()
    assert "De gemeente plant mee." in rita.page.inner_text("main")


def let_voting_close_later(noor: Screen, ali: Screen) -> None:
    """Ask in one browser and confirm in the other; the next act asks for a code of its own."""
    noor.follow(f"/rounds/{VOTING}/extend")
    noor.fill(closes=f"{datetime.now(UTC).year + 1}-06-15 20:00")
    noor.press()
    assert noor.page.locator("[name=shown]").count() == 0
    noor.go("council/reasons/new")
    noor.go("council/rounds/voorjaar/list")
    noor.go("council/rounds/voorjaar/preference/haven")
    ali.go("council/requests")
    ali.go("council/")
    ali.follow(find_request(noor))
    ali.press()
    with open_stores(noor.server.settings) as stores:
        closes = find_round(stores, VOTING).plan.times.closes
    assert closes.year == datetime.now(UTC).year + 1
    noor.go(f"council/rounds/{VOTING}/annul")
    noor.fill(reason="Brand")
    noor.press()
    assert noor.page.locator("[name=fresh_code]").count() == 1


def find_id(page: Page, name: str) -> str:
    link = page.locator(f"main li:has-text('{name}') a").first
    return (link.get_attribute("href") or "").split("/")[-1]


def find_request(screen: Screen) -> str:
    """Return the end of the address of the newest request."""
    screen.go("council/requests")
    link = screen.page.locator("main ul.list a").first.get_attribute("href") or ""
    return link.split("/my/council")[1]
