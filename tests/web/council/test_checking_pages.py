"""The checking period as staff meets it: reports answered, a result corrected, the end."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.web.council.places import Officer, hire_officer
from tests.web.towns import FINISHED, Town, add_finished_round, open_town
from voting.db.session import open_stores
from voting.domain.staff import StaffRole
from voting.services.complaining import Complained, complain, list_for_office
from voting.services.publishing import load_result
from voting.services.staff_log import list_log
from voting.web.signed_in import open_account_keys

PUBLISHER, MANAGER = StaffRole.PUBLISHER, StaffRole.ROUND_MANAGER
ROUND = f"council/rounds/{FINISHED}"
REASONS = {"reason_nl": "Twee strookjes ontbraken.", "reason_en": "Two slips were missing."}


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with open_town(app.extensions["settings"]) as made:
        add_finished_round(made, voters=21, few=())
        yield made


@pytest.fixture
def noor(app: Flask, town: Town) -> Officer:
    return hire_officer(app, "Noor", PUBLISHER)


def report(app: Flask, town: Town, text: str = "Mijn strookje ontbreekt.") -> int:
    with app.app_context():
        keys = open_account_keys()
    said = Complained(text, "", "", "nl")
    state = town.state(FINISHED)
    return complain(town.stores, keys, state, said, network="", at=datetime.now(UTC)).number


def count_rights(town: Town, area: str, initiative: str) -> int:
    town.stores.register.rollback()
    town.stores.ballotbox.rollback()
    result = load_result(town.stores, town.state(FINISHED))
    assert result is not None
    found = next(one for one in result.areas if one.id == area)
    return found.find_initiative(initiative).rights


def read_acts(app: Flask) -> list[tuple[str, str, str]]:
    with open_stores(app.extensions["settings"]) as stores:
        return [(line.name, line.act, line.refused) for line in list_log(stores)]


def test_a_report_is_read_and_answered_once(app: Flask, town: Town, noor: Officer) -> None:
    number = report(app, town)
    page = noor.get(f"{ROUND}/reports").text
    assert "Mijn strookje ontbreekt." in page
    path = f"{ROUND}/reports/{number}"
    short = noor.post(path, answer_nl="Het klopt.", answer_en="", office="Wijken")
    assert short.status_code == 422
    assert "Het klopt." in short.text
    filled = {"answer_nl": "Het klopt.", "answer_en": "It is right.", "office": "Wijken"}
    assert noor.post(path, **filled).status_code == 303
    assert noor.post(path, **filled).status_code == 422
    assert "It is right." in noor.client.get(f"/en/{FINISHED}/reports").text
    assert list_for_office(town.stores, town.state(FINISHED))[0].public.answered
    acts = read_acts(app)
    assert ("Noor", "answer_report", "") in acts
    assert ("Noor", "answer_report", "ComplaintAnswered") in acts
    assert noor.get(f"{ROUND}/reports/99").status_code == 404


def test_who_watches_reads_reports_and_answers_none(app: Flask, town: Town) -> None:
    number = report(app, town)
    olga = hire_officer(app, "Olga", StaffRole.AUDITOR)
    page = olga.get(f"{ROUND}/reports").text
    assert "Mijn strookje ontbreekt." in page
    assert f"{ROUND}/reports/{number}" not in page
    assert olga.get(f"{ROUND}/reports/{number}").status_code == 403


def test_two_people_correct_a_result_and_see_exactly_what_changes(
    app: Flask, town: Town, noor: Officer
) -> None:
    ali = hire_officer(app, "Ali", MANAGER)
    path = f"{ROUND}/correct"
    shown = noor.get(path).text
    name = re.findall(r'name="(noord/\w+)"', shown)
    assert len(name) > 2
    area, initiative = name[0].split("/")
    before = count_rights(town, area, initiative)
    wrong = noor.post(path, **REASONS, **{name[0]: "twee"})
    assert wrong.status_code == 422
    assert 'value="twee"' in wrong.text
    asked = noor.post(path, **REASONS, **{name[0]: "-1", name[1]: "1"})
    assert asked.status_code == 303, asked.text
    request = asked.location.split("/my/")[1]
    page = ali.get(request).text
    assert f"noord, {initiative}: -1" in page
    assert REASONS["reason_nl"] in page
    hashed = re.search(r'name="shown" value="(\w+)"', page)
    assert hashed is not None
    alone = noor.post(f"{request}/confirm", request, shown=hashed[1])
    assert alone.status_code == 422
    assert count_rights(town, area, initiative) == before
    done = ali.post(f"{request}/confirm", request, shown=hashed[1])
    assert done.status_code == 303, done.text
    assert count_rights(town, area, initiative) == before - 1


@pytest.mark.parametrize(
    "typed", [{}, {"noord/N01": "-9999"}, {"noord/N01": "9999"}, {"reason_en": ""}]
)
def test_a_correction_that_cannot_be_is_not_even_asked(
    noor: Officer, typed: dict[str, str]
) -> None:
    asked = noor.post(f"{ROUND}/correct", **{**REASONS, **typed})
    assert asked.status_code == 422
    assert 'role="alert"' in asked.text
    assert REASONS["reason_nl"] in asked.text


def test_the_checking_period_begins_and_does_not_end_before_its_day(
    app: Flask, town: Town, noor: Officer
) -> None:
    path = f"{ROUND}/finish"
    assert noor.post(path).status_code == 303
    assert town.state(FINISHED).phase == "checking"
    noor.post("sign-out", "")
    again = noor.sign_in()
    early = again.post(path)
    assert early.status_code == 422
    assert ("Noor", "finish", "CheckingNotOver") in read_acts(app)
    assert town.state(FINISHED).phase == "checking"


def test_a_step_that_ends_something_takes_a_new_code(noor: Officer) -> None:
    noor.post(f"{ROUND}/finish")
    second = noor.post(f"{ROUND}/finish")
    assert second.status_code == 422
    assert 'name="fresh_code"' in second.text


def test_before_publication_there_is_nothing_to_check(app: Flask, town: Town) -> None:
    noor = hire_officer(app, "Noor", PUBLISHER, MANAGER)
    for page in ("reports", "reports/1", "correct", "finish"):
        assert noor.get(f"council/rounds/none/{page}").status_code == 404
