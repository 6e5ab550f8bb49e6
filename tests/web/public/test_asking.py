"""Asking a group something: one mail to who leads it, and nothing that a mean visitor gains."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from tests.web.pages import find_faults, parse
from tests.web.towns import COMING, Town
from voting.db.models.people import Mail, Membership, Tries
from voting.db.session import transaction

GOOD = {"name": "Ans de Boer", "email": "Ans@Example.nl", "question": "Mag ik\nmeedoen?"}


@pytest.fixture
def path(town: Town) -> Iterator[str]:
    """The form of a group whose outbox is empty."""
    with transaction(town.stores.register) as register:
        register.execute(delete(Mail))
        register.execute(delete(Tries))
    yield f"/nl/{COMING}/proposals/{town.proposals['submitted']}/ask"
    with transaction(town.stores.register) as register:
        register.execute(delete(Tries))


def read_mail(town: Town) -> list[Mail]:
    town.stores.register.rollback()
    return list(town.stores.register.scalars(select(Mail)))


def ask(visitor: FlaskClient, path: str, **changes: str) -> TestResponse:
    return visitor.post(path, data=GOOD | changes)


def test_a_question_goes_to_the_lead_and_the_answer_to_the_asker(
    visitor: FlaskClient, town: Town, path: str
) -> None:
    answer = ask(visitor, path)
    assert answer.status_code == 303
    told = visitor.get(answer.location)
    assert find_faults(parse(told), "nl") == []
    (mail,) = read_mail(town)
    assert (mail.recipient, mail.reply_to) == ("alice@example.nl", "ans@example.nl")
    assert "> Mag ik\n> meedoen?" in mail.text
    assert f"/{COMING}/proposals/{town.proposals['submitted']}" in mail.text
    assert "Set-Cookie" not in answer.headers
    for page in (answer.text, told.text, visitor.get(path).text):
        assert "alice" not in page.lower()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_form_is_sound_in_both_languages(
    visitor: FlaskClient, path: str, language: str
) -> None:
    answer = visitor.get(path.replace("/nl/", f"/{language}/"))
    assert answer.status_code == 200
    assert find_faults(parse(answer), language) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("email", "ans@example.nl\r\nBcc: iedereen@example.nl"),
        ("email", "ans@example.nl, bob@example.nl"),
        ("email", "Ans <ans@example.nl>"),
        ("email", ""),
        ("question", " \n "),
        ("question", "x" * 2001),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    visitor: FlaskClient, town: Town, path: str, field: str, text: str
) -> None:
    answer = ask(visitor, path, **{field: text})
    assert answer.status_code == 422
    page = parse(answer)
    assert find_faults(page, "nl") == []
    (marked,) = [one for one in page.root.iter() if one.get("aria-invalid")]
    assert marked.get("name") == field
    assert read_mail(town) == []
    if field != "question":
        assert "meedoen?" in page.text("textarea")


def test_a_line_break_in_a_name_adds_no_header(visitor: FlaskClient, town: Town, path: str) -> None:
    ask(visitor, path, name="Ans\r\nBcc: iedereen@example.nl", question="a\u202eb\x1b[0m <b>&")
    (mail,) = read_mail(town)
    assert "Ans Bcc: iedereen@example.nl" in mail.text
    assert "\r" not in mail.text
    assert "> a b [0m <b>&" in mail.text
    assert "\n" not in mail.subject


def test_questions_from_one_network_are_slowed(visitor: FlaskClient, town: Town, path: str) -> None:
    answers = [ask(visitor, path, email=f"ans{number}@example.nl") for number in range(20)]
    codes = [one.status_code for one in answers]
    assert codes[:5] == [303] * 5
    assert set(codes[6:]) == {429}
    assert "Retry-After" in answers[-1].headers
    assert "meedoen?" in answers[-1].text
    assert len(read_mail(town)) <= 6


def test_a_whole_block_of_addresses_counts_as_one_network(
    town_app: Flask, town: Town, path: str
) -> None:
    codes = []
    for number in range(10):
        client = town_app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:0:1::{number}"
        codes.append(ask(client, path, email=f"ans{number}@example.nl").status_code)
    assert codes.count(303) <= 6


def test_questions_to_one_group_are_slowed_wherever_they_come_from(
    town_app: Flask, town: Town, path: str
) -> None:
    codes = []
    for number in range(30):
        client = town_app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        codes.append(ask(client, path, email=f"ans{number}@example.nl").status_code)
    assert codes.count(303) < 25
    assert codes[-1] == 429


def test_a_megabyte_is_refused_before_it_is_read(
    visitor: FlaskClient, town: Town, path: str
) -> None:
    assert ask(visitor, path, question="x" * 1_000_000).status_code == 413
    assert read_mail(town) == []


def test_fields_that_the_form_does_not_have_and_foreign_pages_are_refused(
    visitor: FlaskClient, town: Town, path: str
) -> None:
    assert ask(visitor, path, copy="yes").status_code == 400
    foreign = visitor.post(path, data=GOOD, headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert read_mail(town) == []


def test_a_group_without_a_mailbox_is_reached_through_the_municipality(
    visitor: FlaskClient, town: Town, path: str
) -> None:
    with transaction(town.stores.register) as register:
        members = register.scalars(select(Membership)).all()
        kept = [(one.group_id, one.person) for one in members]
        duties = [(one.role, one.duty) for one in members]
        for one in members:
            one.role, one.duty = "member", None
    try:
        answer = ask(visitor, path)
    finally:
        with transaction(town.stores.register) as register:
            for key, (role, duty) in zip(kept, duties, strict=True):
                row = register.get_one(Membership, key)
                row.role, row.duty = role, duty
    assert answer.status_code == 422
    assert "niet per mail bereikbaar" in answer.text
    assert read_mail(town) == []


@pytest.mark.parametrize("name", ["draft", "withdrawn"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_asked_about_a_draft_or_a_withdrawn_plan(
    visitor: FlaskClient, town: Town, path: str, name: str, method: str
) -> None:
    other = path.replace(town.proposals["submitted"], town.proposals[name])
    assert getattr(visitor, method)(other, data=GOOD).status_code == 404
    assert read_mail(town) == []
