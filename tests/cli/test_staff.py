"""`flask staff`, and the commands that make a request once colleagues have accounts."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from click.testing import Result
from flask import Flask

from tests.services.colleagues import Colleague, hire
from tests.web.towns import Town, an_open_plan, open_town
from voting.db.session import open_stores
from voting.domain.staff import StaffRole
from voting.services.staff_log import list_log
from voting.web.signed_in import open_account_keys

SLUG = "ronde"
MANAGER = StaffRole.ROUND_MANAGER


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner(env={"LC_ALL": "en_GB.UTF-8"}).invoke(args=words)


def say(app: Flask, *words: str) -> str:
    result = run(app, *words)
    assert result.exit_code == 0, result.output
    return result.output


def employ(app: Flask, name: str, *roles: StaffRole) -> Colleague:
    with app.app_context():
        keys = open_account_keys()
    long_ago = datetime.now(UTC) - timedelta(minutes=3)
    with open_stores(app.extensions["settings"]) as stores:
        return hire(stores, name, *roles, at=long_ago, keys=keys)


@pytest.fixture
def town(app: Flask) -> Town:
    with open_town(app.extensions["settings"]) as made:
        made.add_round(an_open_plan(SLUG))
        return made


def test_the_first_administrator_is_invited_once(app: Flask) -> None:
    assert "invited" in say(app, "staff", "invite-first", "daan@example.nl")
    employ(app, "Anna", StaffRole.ADMINISTRATOR)
    refused = run(app, "staff", "invite-first", "eve@example.nl")
    assert refused.exit_code == 1
    assert "anna@example.nl\tAnna\tadministrator\tsecond step" in say(app, "staff", "list")


def test_two_names_do_until_two_colleagues_have_accounts(app: Flask, town: Town) -> None:
    employ(app, "Noor", MANAGER)
    closes = f"{datetime.now(UTC).year + 1}-06-15T20:00"
    names = ("--by", "Noor", "--confirmed-by", "Ali")
    assert "closes on" in say(app, "round", "extend", closes, "--round", SLUG, *names)
    alone = run(app, "round", "extend", closes, "--round", SLUG, "--by", "Noor")
    assert alone.exit_code == 1


def test_a_command_makes_a_request_that_a_colleague_confirms(app: Flask, town: Town) -> None:
    noor, ali = employ(app, "Noor", MANAGER), employ(app, "Ali", MANAGER)
    closes = f"{datetime.now(UTC).year + 1}-06-15T20:00"
    extend = ("round", "extend", closes, "--round", SLUG)
    both = run(app, *extend, "--by", "Noor", "--confirmed-by", "Ali", "--code", "000000")
    assert both.exit_code == 1
    code = pyotp.TOTP(noor.secret).now()
    by_noor = ("--by", "noor@example.nl", "--code", code)
    said = say(app, *extend, *by_noor)
    request = said.split("request ")[1].split()[0]
    assert "waits for a second person" in say(app, "staff", "requests")
    shown = say(app, "staff", "show", request)
    assert "2027" in shown or closes[:4] in shown
    hashed = ("--hash", shown.split()[-1])
    same = run(app, "staff", "confirm", request, *by_noor, *hashed)
    assert same.exit_code == 1
    by_ali = ("--by", "ali@example.nl", "--code", ali.recovery[0])
    assert "done" in say(app, "staff", "confirm", request, *by_ali, *hashed)
    again = ("--by", "ali@example.nl", "--code", ali.recovery[1])
    assert run(app, "staff", "confirm", request, *again, *hashed).exit_code == 1
    with open_stores(app.extensions["settings"]) as stores:
        why = [line.refused for line in list_log(stores) if line.refused]
    assert why == ["RequestSettled", "SamePerson"]


def test_a_request_is_declined_at_the_command_line_with_a_code(app: Flask, town: Town) -> None:
    noor, ali = employ(app, "Noor", MANAGER), employ(app, "Ali", MANAGER)
    by_noor = ("--by", "noor@example.nl", "--code", noor.recovery[0])
    said = say(app, "round", "annul", "--round", SLUG, "--reason", "Brand.", *by_noor)
    request = said.split("request ")[1].split()[0]
    wrong = ("--by", "ali@example.nl", "--code", "ABCDE-FGHJK", "--reason", "Nee")
    assert run(app, "staff", "decline", request, *wrong).exit_code == 1
    right = ("--by", "ali@example.nl", "--code", ali.recovery[0], "--reason", "Nee")
    say(app, "staff", "decline", request, *right)
    assert "declined" in say(app, "staff", "show", request)


def test_the_table_is_markdown(app: Flask) -> None:
    assert say(app, "staff", "table").startswith("| | round manager |")
