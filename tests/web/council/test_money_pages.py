"""Money as the browsers of a treasurer and of colleagues meet it, from decision to payment."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.services.final_rounds import OTHER_IBAN, PAYEE, REPORT, Street, later, make_street
from tests.services.people import PASSWORD
from tests.web.council.places import Officer, hire_officer
from tests.web.initiative.places import read_mails
from voting.db.models.people import Person
from voting.db.session import Stores, open_stores, transaction
from voting.domain.payees import HOLD, Payee, PayeeKind
from voting.domain.staff import StaffRole
from voting.services import payees, reporting_back
from voting.services.accounts import FreshPassword
from voting.services.staff_log import list_log
from voting.settings import Settings
from voting.web.letters import PageLetters
from voting.web.signed_in import open_account_keys

IBAN = "NL91ABNA0417164300"
TREASURER, PUBLISHER = StaffRole.TREASURER, StaffRole.PUBLISHER
OFFERED = {
    "advance": "yes",
    "milestone-0": "Bestellen",
    "amount-0": "3.000,00",
    "day-0": "2026-04-01",
    "milestone-1": "Planten",
    "amount-1": "5000",
    "day-1": "2026-06-01",
}


@pytest.fixture
def street(app: Flask, settings: Settings) -> Street:
    del app
    with open_stores(settings) as stores:
        return make_street(stores, settings)


@pytest.fixture
def tess(app: Flask, street: Street) -> Officer:
    del street
    return hire_officer(app, "Tess", TREASURER)


@pytest.fixture
def paul(app: Flask, street: Street) -> Officer:
    del street
    return hire_officer(app, "Paul", PUBLISHER)


def act(officer: Officer, path: str, page: str | None = None, **fields: str) -> TestResponse:
    """Send a form; when it asks for a fresh code, give one, as if the last was long ago."""
    answer = officer.post(path, page, **fields)
    if "fresh_code" not in answer.text:
        return answer
    with open_stores(officer.app.extensions["settings"]) as stores:
        forget_last_code(stores, officer)
    code = pyotp.TOTP(officer.me.secret).now()
    return officer.post(path, page, **fields, fresh_code=code)


def forget_last_code(stores: Stores, officer: Officer) -> None:
    with transaction(stores.register) as register:
        register.get_one(Person, officer.me.person).totp_step = None


def confirm(officer: Officer, asked: TestResponse) -> TestResponse:
    """Confirm what was asked, as another colleague sees it."""
    assert asked.status_code == 303, asked.text
    page = asked.location.split("/my/")[1]
    shown = re.search(r'name="shown" value="(\w+)"', officer.get(page).text)
    assert shown is not None, officer.get(page).text
    return act(officer, f"{page}/confirm", page, shown=shown[1])


def decide(tess: Officer, paul: Officer) -> None:
    asked = act(tess, "council/rounds/voorjaar/grants/decide", office="Wijken")
    assert confirm(paul, asked).status_code == 303


def find_grant(tess: Officer, title: str) -> str:
    page = tess.get("council/rounds/voorjaar/grants").text
    found = re.search(rf'council/grants/([\w-]+)">{title}<', page)
    assert found is not None, page
    return found[1]


def name_payee(
    app: Flask,
    street: Street,
    plan: str,
    payee: Payee = PAYEE,
    iban: str = IBAN,
    ago: timedelta = HOLD,
) -> None:
    """Say who is paid: so long ago that nothing is held, unless `ago` says otherwise."""
    with app.app_context(), open_stores(street.settings) as stores:
        at, letters = datetime.now(UTC) - ago, PageLetters()
        who = FreshPassword(street.charlie if plan == "tuin" else street.alice, PASSWORD, "")
        payees.name_payee(
            stores, open_account_keys(), letters, who, street.plans[plan], payee, iban, at
        )


def report(street: Street, position: int) -> None:
    with open_stores(street.settings) as stores:
        plan = street.plans["doel"]
        reporting_back.report_milestone(stores, street.bob, plan, position, REPORT, later(days=1))


def test_the_second_person_sees_every_amount_that_is_decided(
    street: Street, tess: Officer, paul: Officer
) -> None:
    del street
    grants = "council/rounds/voorjaar/grants"
    before = tess.get(grants).text
    assert "Nog niet besloten" in before
    asked = act(tess, f"{grants}/decide", office="Wijken")
    shown = paul.get(asked.location.split("/my/")[1]).text
    assert re.search(r"doel: €\s8\.000,00", shown)
    assert re.search(r"18\.000,00", shown)
    assert confirm(paul, asked).status_code == 303
    assert "Nog niet besloten" not in tess.get(grants).text


def test_what_is_wrong_with_an_agreement_stands_beside_its_field(
    street: Street, tess: Officer, paul: Officer
) -> None:
    del street
    decide(tess, paul)
    page = f"council/grants/{find_grant(tess, 'Doel')}"
    wrong = tess.post(f"{page}/agreement", **(OFFERED | {"amount-1": "4000", "day-0": "morgen"}))
    assert wrong.status_code == 422
    assert 'id="day-0-e"' in wrong.text
    assert 'value="morgen"' in wrong.text
    short = tess.post(f"{page}/agreement", **(OFFERED | {"amount-1": "4000"}))
    assert short.status_code == 422
    assert 'id="tranches-e"' in short.text
    assert short.text.count("7.000,00") == 2
    assert 'value="4000"' in short.text
    back = tess.post(f"{page}/agreement", **(OFFERED | {"day-1": "2026-01-01"}))
    assert 'aria-describedby="day-1-e"' in back.text


def test_a_grant_goes_from_decision_to_a_paid_tranche(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    decide(tess, paul)
    reference = find_grant(tess, "Doel")
    page = f"council/grants/{reference}"
    assert tess.post(f"{page}/agreement", **OFFERED).status_code == 303
    early = tess.post(f"{page}/paper", version="1")
    assert early.status_code == 422
    name_payee(app, street, "doel")
    assert tess.post(f"{page}/paper", version="1").status_code == 303
    held = tess.get("council/rounds/voorjaar/payments").text
    assert "de-minimis" in held
    nothing = act(tess, "council/rounds/voorjaar/payments/new")
    assert nothing.status_code == 422
    for tick in ("procurement", "de_minimis"):
        assert tess.post(f"{page}/ticks", page, tick=tick).status_code == 303
    listed = act(tess, "council/rounds/voorjaar/payments/new")
    assert "Stichting Groen (…4300)" in paul.get(listed.location.split("/my/")[1]).text
    assert confirm(paul, listed).status_code == 303
    number = re.search(r"council/payments/(\d+)", tess.get("council/rounds/voorjaar/payments").text)
    assert number is not None
    payment = f"council/payments/{number[1]}"
    assert IBAN not in tess.get(payment).text
    taken = act(tess, f"{payment}/file", form="excel")
    assert taken.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(taken.data.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1] == [reference, "Stichting Groen", IBAN, "3000,00", f"{reference}/1"]
    assert tess.post(f"{payment}/paid", payment).status_code == 422
    assert tess.post(f"{payment}/paid", payment, whole="yes").status_code == 303
    assert "alles betaald" in tess.get("council/rounds/voorjaar/payments").text


def test_a_report_is_sent_back_and_then_accepted(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    decide(tess, paul)
    page = f"council/grants/{find_grant(tess, 'Doel')}"
    tess.post(f"{page}/agreement", **OFFERED)
    name_payee(app, street, "doel", Payee(PayeeKind.PERSON, "Kim", "Kim", adult=True))
    tess.post(f"{page}/paper", version="1")
    report(street, 1)
    assert "Wij hebben geplant." in tess.get(page).text
    assert tess.post(f"{page}/return-report", reason=" ").status_code == 422
    assert tess.post(f"{page}/return-report", reason="Bon mist").status_code == 303
    assert "Bon mist" in tess.get(page).text
    report(street, 1)
    assert tess.post(f"{page}/accept-report").status_code == 303
    assert "Planten" in read_mails(app)[-1].text
    assert confirm(paul, act(tess, "council/rounds/voorjaar/payments/new")).status_code == 303
    tess.post("council/payments/1/paid", "council/payments/1", whole="yes")
    ledger = tess.get("council/rounds/voorjaar/ledger").text
    assert "De proefbalans is nul" in ledger
    assert "doel: betaald" in ledger


def test_who_asked_cannot_confirm_and_a_code_is_needed(
    app: Flask, street: Street, tess: Officer
) -> None:
    asked = act(tess, "council/rounds/voorjaar/grants/decide", office="Wijken")
    own = {"reason": "Ver achter", "office": "Wijken"}
    bare = tess.post("council/rounds/voorjaar/own-action/haven", **own)
    assert bare.status_code == 422
    assert 'name="fresh_code"' in bare.text
    assert 'value="Ver achter"' in bare.text
    page = asked.location.split("/my/")[1]
    assert 'name="shown"' not in tess.get(page).text
    with open_stores(street.settings) as stores:
        forget_last_code(stores, tess)
    assert act(tess, f"{page}/confirm", page, shown="00").status_code == 422
    assert "Nog niet besloten" in tess.get("council/rounds/voorjaar/grants").text
    with open_stores(app.extensions["settings"]) as stores:
        refused = [(line.act, line.refused) for line in list_log(stores) if line.refused]
    assert ("confirm", "SamePerson") in refused


def test_an_account_number_is_shown_to_a_treasurer_after_a_code_and_noted(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    decide(tess, paul)
    name_payee(app, street, "boom")
    page = f"council/grants/{find_grant(tess, 'Boom')}"
    assert IBAN not in tess.get(page).text
    assert paul.get(f"{page}/account").status_code == 403
    bare = tess.post(f"{page}/account")
    assert 'name="fresh_code"' in bare.text
    assert IBAN not in bare.text
    assert IBAN in act(tess, f"{page}/account").text
    assert 'name="fresh_code"' in tess.post(f"{page}/account").text
    assert "Rekeningnummer bekeken" in tess.get(page).text
    with open_stores(app.extensions["settings"]) as stores:
        facts = [line.facts.get("what") for line in list_log(stores) if line.act == "grant"]
    assert facts == ["account"]


def test_a_changed_account_number_and_a_supplier_hold_a_payment(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    decide(tess, paul)
    supplier = Payee(PayeeKind.SUPPLIER, "=Bouw", "=Bouw", "12345678", "F-1")
    name_payee(app, street, "boom", supplier)
    page = f"council/grants/{find_grant(tess, 'Boom')}"
    unfit = tess.post(f"{page}/ticks", page, tick="no_business")
    assert unfit.status_code == 422
    assert "Een leverancier is altijd een bedrijf." in unfit.text
    assert "Wie het geld krijgt" in unfit.text
    for tick in ("procurement", "de_minimis"):
        tess.post(f"{page}/ticks", page, tick=tick)
    asked = act(tess, "council/rounds/voorjaar/payments/new")
    assert asked.status_code == 303
    name_payee(app, street, "boom", supplier, OTHER_IBAN, timedelta())
    changed = confirm(paul, asked)
    assert changed.status_code == 422
    assert "Er is niets gebeurd." in changed.text
    assert "betalen we niets uit" in tess.get("council/rounds/voorjaar/payments").text


def test_a_payment_is_taken_back_and_only_some_are_paid(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    decide(tess, paul)
    formula = Payee(PayeeKind.PERSON, "Kim", "=HYPERLINK(1)", adult=True)
    name_payee(app, street, "boom", formula)
    boom = find_grant(tess, "Boom")
    assert confirm(paul, act(tess, "council/rounds/voorjaar/payments/new")).status_code == 303
    payment = "council/payments/1"
    taken = act(tess, f"{payment}/file", form="rfc4180").data.decode()
    assert taken.splitlines()[1] == f"{boom},'=HYPERLINK(1),{IBAN},4000.00,{boom}/1"
    assert tess.post(f"{payment}/take-back", payment, reference="nosuch").status_code == 422
    back = tess.post(f"{payment}/take-back", payment, reference=boom)
    assert back.status_code == 303
    assert tess.get(payment).status_code == 404
    assert confirm(paul, act(tess, "council/rounds/voorjaar/payments/new")).status_code == 303
    only = tess.post(f"{payment}/paid", payment, **{f"paid-{boom}": "yes"})
    assert only.status_code == 303
    assert "alles betaald" in tess.get("council/rounds/voorjaar/payments").text


def test_refusing_withdrawing_and_own_work_take_two_people(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    del app, street
    refuse = "council/rounds/voorjaar/grants/refuse/boom"
    empty = act(tess, refuse, ground="9", reason="Mag niet", office="Wijken")
    assert empty.status_code == 422
    assert "Mag niet" in empty.text
    asked = act(tess, refuse, ground="1", reason="Mag niet", office="Wijken")
    assert confirm(paul, asked).status_code == 303
    decide(tess, paul)
    boom, tuin, doel = (find_grant(tess, name) for name in ("Boom", "Tuin", "Doel"))
    assert "Mag niet" in tess.get(f"council/grants/{boom}").text
    withdraw = f"council/grants/{tuin}/withdraw"
    too_much = act(tess, withdraw, reason="Gestopt", reclaim="5", office="Wijken")
    assert too_much.status_code == 422
    assert 'id="reclaim-e"' in too_much.text
    asked = act(tess, withdraw, reason="Gestopt", reclaim="0", office="Wijken")
    assert confirm(paul, asked).status_code == 303
    assert "Gestopt" in tess.get(f"council/grants/{tuin}").text
    own = {"official": "Piet", "budget_line": "6.1", "office": "Wijken"}
    bad_day = act(tess, f"council/grants/{doel}/carry-out", **own, on="morgen")
    assert 'id="on-e"' in bad_day.text
    asked = act(tess, f"council/grants/{doel}/carry-out", **own, on="2026-04-01")
    assert confirm(paul, asked).status_code == 303
    wrong = tess.post(f"council/grants/{doel}/own-report", text="", spent="x")
    assert wrong.status_code == 422
    done = tess.post(f"council/grants/{doel}/own-report", text="Klaar", spent="8000")
    assert done.status_code == 303
    assert tess.post(f"council/grants/{doel}/accept-report").status_code == 303


def test_the_municipality_acts_itself_in_public(
    app: Flask, street: Street, tess: Officer, paul: Officer
) -> None:
    del street
    path = "council/rounds/voorjaar/own-action/haven"
    assert act(tess, path, reason=" ", office="Wijken").status_code == 422
    asked = act(tess, path, reason="De buurt blijft ver achter.", office="Wijken")
    assert confirm(paul, asked).status_code == 303
    assert act(tess, path, reason="Nog eens", office="Wijken").status_code == 422
    public = app.test_client().get("/nl/voorjaar/results/noord/haven").text
    assert "De buurt blijft ver achter." in public
    assert "Tess" not in public


def test_nothing_is_carried_over_before_it_is_too_old(tess: Officer) -> None:
    refused = act(tess, "council/rounds/voorjaar/carry-over")
    assert refused.status_code == 422
    assert "geen reserve" in refused.text
    assert tess.get("council/rounds/voorjaar/ledger?page=2").status_code == 404


def test_who_only_reads_sees_no_button(app: Flask, tess: Officer, paul: Officer) -> None:
    decide(tess, paul)
    olga = hire_officer(app, "Olga", StaffRole.AUDITOR)
    page = f"council/grants/{find_grant(tess, 'Boom')}"
    for path in (page, "council/rounds/voorjaar/grants", "council/rounds/voorjaar/ledger"):
        shown = olga.get(path)
        assert shown.status_code == 200
        assert "btn--main" not in shown.text
    assert olga.get(f"{page}/withdraw").status_code == 403
