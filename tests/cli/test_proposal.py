"""`flask proposal`: a review from hand-in to list, as an office does it."""

import json
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.services.people import LETTERS, make_person, read_mail
from tests.services.rounds import a_plan
from tests.services.test_proposals import ANSWERS
from voting.db.base import AreaId, RoundId
from voting.db.models.register import Round
from voting.db.plans import save_plan
from voting.db.session import open_stores, transaction
from voting.domain.rounds import Phase
from voting.services import groups, proposing
from voting.services.round_state import find_round
from voting.settings import Settings

AT = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)
OFFICE = ("--office", "Afdeling Wijken")


@pytest.fixture
def handed_in(settings: Settings) -> str:
    """Return the reference of a proposal that was handed in."""
    plan = a_plan()
    areas = {area.slug: AreaId(secrets.token_bytes(16)) for area in plan.voting_areas}
    with open_stores(settings) as stores:
        with transaction(stores.register) as register:
            save_plan(register, RoundId(secrets.token_bytes(16)), areas, plan, AT)
        alice = make_person(stores)
        group = groups.found_group(stores, alice, "De Groene Straat", AT)
        state = find_round(stores, plan.slug)
        reference = proposing.begin_proposal(stores, alice, group, state, AT)
        for step, typed in ANSWERS.items():
            proposing.save_step(stores, alice, reference, step, typed, 99, AT)
        proposing.submit_proposal(stores, LETTERS, alice, reference, AT)
    return reference


def begin_review(settings: Settings) -> None:
    with open_stores(settings) as stores:
        for phase in (Phase.ENTRIES, Phase.REVIEW):
            with transaction(stores.register) as register:
                row = register.query(Round).one()
                row.phase = phase.value
                row.version += 1


def test_an_office_takes_a_proposal_to_the_list(
    app: Flask, settings: Settings, handed_in: str
) -> None:
    run = app.test_cli_runner()
    listed = invoke(run, "list", "voorjaar")
    assert handed_in in listed
    assert "De Groene Straat" in listed
    invoke(run, "take-up", handed_in, *OFFICE)
    invoke(run, "suggest", handed_in, "title_nl", "Groen", "--reason", "Korter", *OFFICE)
    assert "title_nl Korter" in invoke(run, "show", handed_in)
    invoke(run, "admit", handed_in, "--reason", "De gemeente plant mee.", *OFFICE)
    begin_review(settings)
    assert invoke(run, "put-on-list", "voorjaar").strip().endswith(handed_in)


def test_the_round_waits_for_a_decision_and_then_the_list_is_final(
    app: Flask, settings: Settings, handed_in: str
) -> None:
    run = app.test_cli_runner()
    begin_review(settings)
    advance = ["round", "advance"]
    refused = run.invoke(args=[*advance, "--language", "nl"])
    assert refused.exit_code == 1
    assert "over 1 plan is nog niet besloten" in refused.output
    assert "‘Meer groen <b>&</b> bloemen’" in refused.output
    refused = run.invoke(args=[*advance, "--language", "en"])
    assert "1 plan is neither admitted nor turned down" in refused.output
    invoke(run, "take-up", handed_in, *OFFICE)
    invoke(run, "admit", handed_in, "--reason", "De gemeente plant mee.", *OFFICE)
    assert run.invoke(args=advance).exit_code == 0
    with open_stores(settings) as stores:
        listed = [one.id for one in find_round(stores, "voorjaar").plan.initiatives]
    assert listed[-1].endswith(handed_in)
    answer = run.invoke(args=["proposal", "put-on-list", "voorjaar"])
    assert "De lijst van deze ronde staat vast." in answer.output


def test_a_refusal_is_a_sentence(app: Flask, handed_in: str) -> None:
    run = app.test_cli_runner()
    invoke(run, "take-up", handed_in, *OFFICE)
    refused = ["proposal", "turn-down", handed_in, "--reason", "Kan niet", *OFFICE]
    answer = run.invoke(args=refused)
    assert answer.exit_code == 1
    assert "een plan wordt pas afgewezen na een antwoord" in answer.output
    amount = run.invoke(args=["proposal", "short-form", "voorjaar", "veel"])
    assert amount.exit_code == 2


def test_a_plan_from_paper_is_entered_printed_confirmed_and_in_review(
    app: Flask, settings: Settings, handed_in: str, tmp_path: Path
) -> None:
    run = app.test_cli_runner()
    file = tmp_path / "plan.json"
    typed = {name: text for answer in ANSWERS.values() for name, text in answer.items()}
    file.write_text(json.dumps(typed))
    entered = invoke(run, "enter", "voorjaar", str(file), "--group", "De Overkant", *OFFICE)
    reference = re.search(r"Kenmerk\n(\w+)", entered)
    assert reference is not None
    assert "1.000" in entered
    assert "handtekening" in entered
    invoke(run, "invite", reference[1], "dora@example.nl", *OFFICE)
    with open_stores(settings) as stores:
        mail = read_mail(stores)[-1]
        assert "http://127.0.0.1:5000/nl/my/invitation/" in mail.text
        assert "Afdeling Wijken" in mail.text
    invoke(run, "confirm", reference[1], "--note", "Getekend op 7 december", *OFFICE)
    assert reference[1] in invoke(run, "list", "voorjaar")
    invoke(run, "take-up", reference[1], *OFFICE)
    invoke(run, "ask", reference[1], "Wie geeft water?", *OFFICE)
    assert invoke(run, "remind") == ""
    file.write_text('["title_nl"]')
    wrong = ["proposal", "enter", "voorjaar", str(file), "--group", "x", *OFFICE]
    assert run.invoke(args=wrong).exit_code == 2


def test_mails_of_commands_lead_to_the_site(app: Flask, settings: Settings, handed_in: str) -> None:
    run = app.test_cli_runner()
    invoke(run, "take-up", handed_in, *OFFICE)
    invoke(run, "ask", handed_in, "Wie geeft water?", *OFFICE)
    with open_stores(settings) as stores:
        mail = read_mail(stores)[-1]
    assert mail.subject == "Een vraag over je plan: Meer groen <b>&</b> bloemen"
    assert f"http://127.0.0.1:5000/nl/my/plans/{handed_in}/talk" in mail.text


def invoke(run: FlaskCliRunner, *arguments: str) -> str:
    answer = run.invoke(args=["proposal", *arguments])
    assert answer.exit_code == 0, answer.output
    return str(answer.output)
