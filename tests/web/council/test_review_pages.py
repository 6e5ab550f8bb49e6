"""The review as a reviewer's browser meets it, with the group on the other side."""

import re

import pytest
from flask import Flask

from tests.web.council.places import Officer, hire_officer
from tests.web.initiative.places import Visitor, read_mails, save_round, set_phase
from tests.web.pages import find_faults, parse
from voting.db.models.staff import StaffArea, StaffMember
from voting.db.session import open_stores, transaction
from voting.domain.rounds import Phase
from voting.domain.staff import StaffRole
from voting.services.round_state import find_round

REVIEWER, MANAGER = StaffRole.REVIEWER, StaffRole.ROUND_MANAGER


@pytest.fixture
def alice(app: Flask) -> Visitor:
    with open_stores(app.extensions["settings"]) as stores:
        save_round(stores)
    return Visitor(app).open_account("alice")


@pytest.fixture
def plan(alice: Visitor) -> str:
    reference = alice.begin()
    alice.fill(reference)
    assert alice.post(f"plans/{reference}/hand-in").status_code == 303
    return reference


@pytest.fixture
def rita(app: Flask) -> Officer:
    return hire_officer(app, "Rita", REVIEWER)


def test_a_plan_goes_from_the_queue_to_the_list(
    app: Flask, alice: Visitor, plan: str, rita: Officer
) -> None:
    assert plan in rita.get("council/review/voorjaar").text
    page = f"council/plans/{plan}"
    assert rita.post(f"{page}/take-up", page).status_code == 303
    empty = rita.post(f"{page}/ask", question=" ")
    assert empty.status_code == 422
    assert "aria-invalid" in empty.text
    assert rita.post(f"{page}/ask", question="Wie geeft water?").status_code == 303
    assert "Wie geeft water?" in alice.get(f"plans/{plan}/talk").text
    assert "Wijken, Rita" in alice.get(f"plans/{plan}/talk").text
    assert "Wie geeft water?" in read_mails(app)[-1].text
    position = re.search(r"answers/(\d+)", alice.get(f"plans/{plan}/talk").text)
    assert position is not None
    alice.post(f"plans/{plan}/answers/{position[1]}", f"plans/{plan}/talk", text="Wij, om de dag.")
    assert "Wij, om de dag." in rita.get(page).text
    words = {"field": "title_nl", "words": "Groene Kadestraat", "reason": "Korter"}
    assert rita.post(f"{page}/suggest", **words).status_code == 303
    amount = {"department": "Groen", "amount": "zeven", "note": "Bomen"}
    assert rita.post(f"{page}/estimate", **amount).status_code == 422
    assert rita.post(f"{page}/estimate", **(amount | {"amount": "1.250,50"})).status_code == 303
    assert "1.250" in alice.get(f"plans/{plan}/estimates").text
    manager = hire_officer(app, "Noor", MANAGER)
    new = {"verdict": "admit", "text_nl": "De grond is van ons.", "text_en": "It is our ground."}
    assert manager.post("council/reasons/new", **new).status_code == 303
    form = rita.get(f"{page}/decide/admit").text
    usual = re.search(r'name="usual" value="(\d+)"', form)
    assert usual is not None
    nothing = rita.post(f"{page}/decide/admit", usual="own", reason="")
    assert nothing.status_code == 422
    decided = rita.post(f"{page}/decide/admit", usual=usual[1], reason="Mooi plan.")
    assert decided.status_code == 303
    talk = alice.get(f"plans/{plan}/talk").text
    assert "De grond is van ons." in talk
    assert "Mooi plan." in talk
    with open_stores(app.extensions["settings"]) as stores:
        set_phase(stores, Phase.REVIEW)
    before = manager.get("council/rounds/voorjaar/list").text
    assert manager.post("council/rounds/voorjaar/list").status_code == 303
    after = manager.get("council/rounds/voorjaar/list").text
    assert "Meer groen in de Kadestraat" in after
    marks = [re.findall(r"<code>([^<]+)</code>", text) for text in (before, after)]
    assert marks[0][0] != marks[1][0]


def test_the_page_of_the_list_names_what_still_waits_for_a_decision(
    app: Flask, plan: str, rita: Officer
) -> None:
    manager = hire_officer(app, "Noor", MANAGER)
    with open_stores(app.extensions["settings"]) as stores:
        set_phase(stores, Phase.REVIEW)
    page = manager.get("council/rounds/voorjaar/list").text
    assert "over 1 plan is nog niet besloten" in page
    assert "‘Meer groen in de Kadestraat’" in page
    rita.post(f"council/plans/{plan}/take-up", f"council/plans/{plan}")
    rita.post(f"council/plans/{plan}/decide/admit", usual="own", reason="Het kan.")
    assert "nog niet besloten" not in manager.get("council/rounds/voorjaar/list").text


def test_a_plan_of_somebody_under_18_is_admitted_by_who_saw_the_consent(
    alice: Visitor, rita: Officer
) -> None:
    plan = alice.begin()
    young = {"origin": "residents", "provider": "residents", "young": "yes"}
    alice.fill(plan, people=young)
    alice.save(plan, "adult", parent="Moeder", parent_agrees="yes", payee="Oom")
    assert alice.post(f"plans/{plan}/hand-in").status_code == 303
    page = f"council/plans/{plan}"
    rita.post(f"{page}/take-up", page)
    assert "Wie het plan leidt, is jonger dan 18." in rita.get(page).text
    refused = rita.post(f"{page}/decide/admit", reason="Mooi plan.")
    assert refused.status_code == 422
    assert "Bekijk eerst de toestemming" in refused.text
    assert "Mooi plan." in refused.text
    assert find_faults(parse(refused), "nl") == []
    assert rita.post(f"{page}/decide/admit", reason="Mooi plan.", consent="yes").status_code == 303
    assert "Ik heb de toestemming van de ouder of voogd gezien" in rita.get(page).text


def test_turning_down_takes_a_question_first(plan: str, rita: Officer) -> None:
    page = f"council/plans/{plan}"
    rita.post(f"{page}/take-up", page)
    refused = rita.post(f"{page}/decide/turn_down", reason="Kan niet")
    assert refused.status_code == 422
    assert "Kan niet" in refused.text


def test_a_reviewer_of_another_area_gets_the_page_of_what_is_not_there(
    app: Flask, plan: str, rita: Officer
) -> None:
    with open_stores(app.extensions["settings"]) as stores:
        area = find_round(stores, "voorjaar").area_ids["zuid"]
        with transaction(stores.register) as register:
            register.get_one(StaffMember, rita.me.person).all_areas = False
            register.add(StaffArea(person=rita.me.person, area_id=area))
    assert plan not in rita.get("council/review/voorjaar").text
    for path in (f"council/plans/{plan}", f"council/plans/{plan}/ask"):
        hidden, missing = rita.get(path), rita.get(path.replace(plan, "abcdefghijkl"))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace(plan, "abcdefghijkl") == missing.text
    assert rita.post(f"council/plans/{plan}/ask", "", question="Hoe?").status_code == 404


def test_a_draft_is_not_there_for_the_office(alice: Visitor, rita: Officer) -> None:
    draft = alice.begin()
    assert rita.get(f"council/plans/{draft}").status_code == 404
    assert alice.post(f"plans/{draft}/withdraw", reason="Toch niet").status_code == 303
    assert rita.get(f"council/plans/{draft}").status_code == 404
    assert draft not in rita.get("council/review/voorjaar").text


def test_a_relatives_plan_is_declared_and_then_refused(plan: str, rita: Officer) -> None:
    page = f"council/plans/{plan}"
    rita.post(f"{page}/take-up", page)
    assert rita.post(f"{page}/stake", reason="Mijn broer").status_code == 303
    refused = rita.post(f"{page}/ask", question="Hoe dan?")
    assert refused.status_code == 422
    assert "Hoe dan?" in refused.text


def test_who_only_reads_sees_the_review_and_changes_nothing(app: Flask, plan: str) -> None:
    clerk = hire_officer(app, "Greet", StaffRole.GRIFFIER)
    page = clerk.get(f"council/plans/{plan}")
    assert page.status_code == 200
    assert "take-up" not in page.text
    assert clerk.post(f"council/plans/{plan}/take-up", "").status_code == 403


def test_the_preference_keeps_what_was_typed_and_is_shown_with_the_list(
    app: Flask, alice: Visitor
) -> None:
    manager = hire_officer(app, "Noor", MANAGER)
    path = "council/rounds/voorjaar/preference/haven"
    twice = manager.post(path, **{"rank-boom": "1", "rank-bank": "1"})
    assert twice.status_code == 422
    assert 'value="1"' in twice.text
    assert manager.post(path, **{"rank-boom": "1", "rank-bank": "2"}).status_code == 303
    assert "1. Boom; 2. Bank" in manager.get("council/rounds/voorjaar/list").text
    assert manager.post(path, **{"rank-boom": "1", "rank-tuin": "2"}).status_code == 400
