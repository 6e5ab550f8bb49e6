"""`flask grant`: an office decides, agrees, pays and closes, with commands alone."""

import csv
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.services.final_rounds import PAYEE, REPORT, Street, make_street
from tests.services.people import PASSWORD
from voting.db.session import open_stores
from voting.domain.payees import HOLD
from voting.services import payees, reporting_back
from voting.services.accounts import FreshPassword
from voting.settings import Settings
from voting.web.letters import PageLetters
from voting.web.signed_in import open_account_keys

OFFICE = ("--office", "Afdeling Wijken")
TWO = ("--by", "Noor", "--confirmed-by", "Ali")
BY = ("--by", "Noor")


@pytest.fixture
def street(settings: Settings) -> Street:
    with open_stores(settings) as stores:
        return make_street(stores, settings)


def run(app: Flask, *arguments: str, code: int = 0) -> str:
    answer = FlaskCliRunner(app).invoke(args=["grant", *arguments])
    assert answer.exit_code == code, answer.output
    return str(answer.output)


def name_payee(app: Flask, street: Street, plan: str) -> None:
    with app.app_context(), open_stores(street.settings) as stores:
        payees.name_payee(
            stores, open_account_keys(), PageLetters(), FreshPassword(street.alice, PASSWORD, ""),
            street.plans[plan], PAYEE, "NL91ABNA0417164300", datetime.now(UTC) - HOLD,
        )  # fmt: skip


def test_an_office_pays_two_tranches_and_closes(app: Flask, street: Street, tmp_path: Path) -> None:
    assert "twee" in run(app, "decide", "voorjaar", *OFFICE, *BY, "--confirmed-by", "noor", code=1)
    assert run(app, "decide", "voorjaar", *OFFICE, *TWO).split() == [
        f"voorjaar-{number}" for number in (1, 2, 3)
    ]
    listed = dict(
        line.split("\t")[::4] for line in run(app, "list", "voorjaar").strip().splitlines()
    )
    reference = next(one for one, title in listed.items() if title == "Doel")
    name_payee(app, street, "doel")
    parts = ("--tranche", "Bestellen|3000|2026-04-01", "--tranche", "Planten|5.000,00|2026-06-01")
    assert run(app, "agree", reference, *parts, "--advance", *BY).strip() == "1"
    run(app, "agree-on-paper", reference, "--version", "1", *BY)
    assert "aanbestedingsregels" in run(
        app, "pay", "voorjaar", "--out", str(tmp_path / "leeg.csv"), *TWO, code=1
    )
    for what in ("procurement", "de_minimis"):
        run(app, "tick", reference, what, *BY)
    first = tmp_path / "lijst.csv"
    assert "1\t1\t" in run(app, "pay", "voorjaar", "--out", str(first), *TWO)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    rows = list(csv.reader(first.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1] == [
        reference, "Stichting Groen", "NL91ABNA0417164300", "3000,00", f"{reference}/1",
    ]  # fmt: skip
    assert "3.000,00" in run(app, "confirm-paid", "1", *BY)
    assert "al bevestigd" in run(app, "confirm-paid", "1", *BY, code=1)
    report(street, "doel", 1)
    assert f"report waits\t{reference}" in run(app, "status", "voorjaar")
    run(app, "return-report", reference, "--reason", "Bon mist", *BY)
    report(street, "doel", 1)
    run(app, "accept-report", reference, *BY)
    again = tmp_path / "lijst-2.csv"
    run(app, "pay", "voorjaar", "--out", str(again), *TWO)
    assert "payment-list 2" in run(app, "payment-list", "2", "--out", str(again), *TWO, code=1)
    run(app, "payment-list", "2", "--out", str(tmp_path / "nog-eens.csv"), *TWO)
    run(app, "take-back", "2", reference, *BY)
    assert "niets te betalen" not in run(
        app, "pay", "voorjaar", "--out", str(tmp_path / "drie.csv"), *TWO
    )
    run(app, "confirm-paid", "2", *BY)
    report(street, "doel", None)
    run(app, "accept-report", reference, *BY)
    shown = run(app, "show", reference)
    assert "finished" in shown
    assert "0417" not in shown
    assert run(app, "account", reference, *BY).strip() == "NL91ABNA0417164300"


def report(street: Street, plan: str, position: int | None) -> None:
    with open_stores(street.settings) as stores:
        at, reference = datetime.now(UTC), street.plans[plan]
        if position is None:
            reporting_back.report_closing(stores, street.alice, reference, REPORT, at)
        else:
            reporting_back.report_milestone(stores, street.bob, reference, position, REPORT, at)


def test_an_office_refuses_withdraws_and_does_it_itself(app: Flask, street: Street) -> None:
    refused = ("refuse", "voorjaar", "boom", "--reason", "Mag niet", *OFFICE, *TWO)
    assert "bekend was" in run(app, *refused, "--ground", "4", code=1)
    assert run(app, *refused, "--ground", "1").strip() == "voorjaar-1"
    run(app, "decide", "voorjaar", *OFFICE, *TWO)
    run(app, "withdraw", "voorjaar-2", "--reason", "Gestopt", *OFFICE, *TWO)
    own = ("--official", "Piet", "--budget-line", "6.1", "--on", str(date(2026, 4, 1)))
    run(app, "carry-out", "voorjaar-3", *own, *OFFICE, *TWO)
    run(app, "report", "voorjaar-3", "--text", "Klaar", "--spent", "100", *BY)
    run(app, "accept-report", "voorjaar-3", *BY)
    status = run(app, "status", "voorjaar")
    assert "refused: 1" in status
    assert "open: €\N{NO-BREAK SPACE}0,00" in status
    assert run(app, "remind").strip() == "0"
    run(app, "small-limit", "voorjaar", "12,5x", code=2)
    run(app, "small-limit", "voorjaar", "2500")
