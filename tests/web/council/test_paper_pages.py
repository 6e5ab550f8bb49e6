"""The desk: a plan and signatures that come on paper, entered by an officer of that role."""

import pytest
from flask import Flask

from tests.web.council.places import Officer, hire_officer
from tests.web.initiative.places import read_mails, save_round
from voting.db.session import open_stores
from voting.domain.staff import StaffRole
from voting.services.staff_log import list_log

PLAN = {
    "group": "De Groene Straat",
    "title_nl": "Meer groen",
    "summary_nl": "Bomen en bankjes",
    "description_nl": "Onze straat is kaal.",
    "buurt": "haven",
    "place": "Kadestraat",
    "sector": "layout",
    "theme": "groen",
    "costs-0-what": "Bomen",
    "costs-0-amount": "1.200",
    "origin": "residents",
    "provider": "residents",
}


@pytest.fixture
def desk(app: Flask) -> Officer:
    with open_stores(app.extensions["settings"]) as stores:
        save_round(stores)
    return hire_officer(app, "Dirk", StaffRole.DESK_OFFICER)


def enter(desk: Officer, **more: str) -> str:
    answer = desk.post("council/rounds/voorjaar/enter", **(PLAN | more))
    assert answer.status_code == 303, answer.text
    assert answer.location.split("/")[-1] in desk.get(answer.location.split("/my/")[1]).text
    return answer.location.split("/")[-1]


def test_a_plan_from_paper_is_entered_signed_and_supported(app: Flask, desk: Officer) -> None:
    reference = enter(desk)
    signed = desk.post("council/signed", reference=reference, note="Getekend door A. Jansen")
    assert signed.status_code == 200
    people = "name;postcode;number\nA. Jansen;1234 AB;12\nB. de Wit;1234 AB;14\n"
    taken = desk.post("council/paper", reference=reference, list=people)
    assert taken.status_code == 200
    reviewer = hire_officer(app, "Rita", StaffRole.REVIEWER)
    page = reviewer.get(f"council/plans/{reference}").text
    assert "Meer groen" in page
    assert "2 keer getekend" in page or "2 signed" in page
    with open_stores(app.extensions["settings"]) as stores:
        done = [line.facts["what"] for line in list_log(stores) if line.act == "desk"]
    assert done == ["signatures", "signed", "plan"]


def test_the_contact_of_a_plan_by_telephone_is_invited(app: Flask, desk: Officer) -> None:
    enter(desk, email="alice@example.nl")
    assert read_mails(app)[-1].recipient == "alice@example.nl"


def test_what_is_wrong_is_kept_as_it_was_typed(desk: Officer) -> None:
    wrong = desk.post("council/rounds/voorjaar/enter", **(PLAN | {"costs-0-amount": "veel"}))
    assert wrong.status_code == 422
    assert 'value="veel"' in wrong.text
    people = "name;postcode;number\nA. Jansen;nergens;12\n"
    broken = desk.post("council/paper", reference="abcdefghijkl", list=people)
    assert broken.status_code == 422
    assert "nergens" in broken.text
    lost = desk.post("council/signed", reference="abcdefghijkl", note="Getekend")
    assert lost.status_code in {404, 422}
