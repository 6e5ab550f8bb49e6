"""Reporting a counting error on the web, and the register that everybody sees."""

import pytest
from flask.testing import FlaskClient

from tests.web.pages import parse
from tests.web.towns import FINISHED, OPEN, Town

SITE = f"/nl/{FINISHED}"


def send(visitor: FlaskClient, **typed: str) -> tuple[int, str]:
    fields = {"text": "", "receipt": "", "email": ""} | typed
    answer = visitor.post(f"{SITE}/report", data=fields)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.text if answer.status_code != 303 else answer.location


def test_a_report_is_in_the_register_without_its_words(visitor: FlaskClient) -> None:
    words = "Mijn strookje <b>ontbreekt</b> in Zuid."
    status, address = send(visitor, text=words, email="vera@example.nl")
    assert status == 303
    number = address.rpartition("report-")[2]
    page = visitor.get(f"{SITE}/reports")
    assert f'id="report-{number}"' in page.text
    assert "ontbreekt" not in page.text
    assert "vera@" not in page.text
    assert "Nog niet beantwoord." in page.text
    parse(page)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": "", "email": "vera@example.nl"}, "text"),
        ({"text": "Fout.", "receipt": "promise: {}"}, "receipt"),
        ({"text": "Fout.", "email": "vera@"}, "email"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    visitor: FlaskClient, typed: dict[str, str], field: str
) -> None:
    status, text = send(visitor, **typed)
    assert status == 422
    assert f'id="{field}-e"' in text
    assert all(value in text for value in typed.values())


def test_an_unknown_field_is_refused(visitor: FlaskClient) -> None:
    assert send(visitor, text="Fout.", admin="1")[0] == 400


def test_before_the_result_there_is_nothing_to_report(visitor: FlaskClient) -> None:
    for page in ("report", "reports"):
        assert visitor.get(f"/nl/{OPEN}/{page}").status_code == 404
    assert visitor.post(f"/nl/{OPEN}/report", data={"text": "x"}).status_code == 404


def test_the_pages_of_the_count_lead_there(visitor: FlaskClient, town: Town) -> None:
    assert f"{SITE}/reports" in visitor.get(f"{SITE}/audit").text
    assert "Report a counting error" in visitor.get(f"/en/{FINISHED}/reports").text
