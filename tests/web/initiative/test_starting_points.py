"""How a group gets to its plans: from the start page, with several groups, or by an officer."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask

from tests.web.initiative.places import ANSWERS, OFFICE, Visitor, find_link, set_phase
from tests.web.pages import find_faults, parse
from voting.app import create_app
from voting.db.session import open_stores
from voting.domain.rounds import Phase
from voting.services.entering import Contact, enter_for_group
from voting.services.round_state import find_round
from voting.web.letters import PageLetters
from voting.web.stores import close_engines


def test_the_start_page_leads_to_a_plan_while_a_round_takes_them(
    app: Flask, alice: Visitor
) -> None:
    client = app.test_client()
    assert "Heb je een plan voor je buurt?" in client.get("/nl/").text
    assert 'href="/nl/my/plans/new"' in client.get("/nl/").text
    with open_stores(app.extensions["settings"]) as stores:
        set_phase(stores, Phase.REVIEW)
    later = client.get("/nl/").text
    assert "/my/plans/new" not in later
    assert 'href="/nl/my/"' in later
    told = alice.get("plans/new")
    assert "geen ronde waarvoor je een plan kunt indienen" in told.text
    assert "/plans/new" not in alice.get("plans/").text


def test_a_shared_screen_for_voting_leads_nobody_to_sign_in(app: Flask, alice: Visitor) -> None:
    shared = create_app(replace(app.extensions["settings"], kiosk=True))
    assert "/my/" not in shared.test_client().get("/nl/").text
    close_engines(shared)


def test_who_is_in_two_groups_says_which_one_it_is_for(alice: Visitor) -> None:
    for name in ("De Groene Straat", "De Overkant"):
        alice.post("plans/new/group", name=name)
    answer = alice.get("plans/new")
    page = parse(answer)
    assert find_faults(page, "nl") == []
    groups = dict(re.findall(r'name="group" value="(\w+)">([^<]+)', answer.text))
    assert sorted(groups.values()) == ["De Groene Straat", "De Overkant"]
    assert alice.post("plans/new", round="voorjaar").status_code == 422
    chosen = next(id for id, name in groups.items() if name == "De Overkant")
    begun = alice.post("plans/new", group=chosen, round="voorjaar")
    assert begun.location.endswith("/steps/title")
    assert "De Overkant" in alice.get("plans/").text


def test_a_plan_that_an_officer_filled_in_is_looked_over_and_confirmed(
    app: Flask, alice: Visitor
) -> None:
    typed = {name: text for answer in ANSWERS.values() for name, text in answer.items()}
    with app.test_request_context(), open_stores(app.extensions["settings"]) as stores:
        reference = enter_for_group(
            stores,
            PageLetters(),
            find_round(stores, "voorjaar"),
            office=OFFICE,
            group="De Overkant",
            contact=Contact("dora@example.nl", "en"),
            typed=typed,
            at=datetime.now(UTC),
        )
    invitation = find_link(app).removeprefix("/en/my/")
    dora = Visitor(app, "en").open_account("dora")
    assert dora.get(f"plans/{reference}/").status_code == 404
    dora.post(invitation)
    overview = parse(dora.get(f"plans/{reference}/")).text("main")
    assert f"{OFFICE} filled this in for you" in overview
    assert "confirm it by handing it in" in overview
    dora.save(reference, "title", **(ANSWERS["title"] | {"title_en": "More green"}))
    assert dora.post(f"plans/{reference}/hand-in").status_code == 303
    talk = parse(dora.get(f"plans/{reference}/talk")).text("main")
    assert talk.index("Filled in by the municipality") < talk.index("Confirmed by the group")
    assert "More green" in dora.get(f"plans/{reference}/copy.txt").text
