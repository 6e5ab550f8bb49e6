"""Each page of a plan as owner, member, other group, plain person, officer, and nobody."""

import re

import pytest
from flask import Flask

from tests.web.council.places import hire_officer
from tests.web.initiative.places import ANSWERS, Visitor
from voting.domain.staff import StaffRole

PAGES = (
    "",
    *(f"steps/{step}" for step in (*ANSWERS, "police", "adult", "minimum", "milestones")),
    "steps/upkeep",
    "steps/effects",
    "hand-in",
    "preview",
    "copy",
    "copy.txt",
    "withdraw",
    "theme",
    "talk",
    "history",
)
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("steps/title", {"version": "99", "title_nl": "Van een ander", "go": "on"}),
    ("hand-in", {}),
    ("withdraw", {"reason": ""}),
    ("theme", {}),
    ("answers/1", {"text": "Ja"}),
    ("suggestions/1", {"choice": "accept", "text": "", "version": "9"}),
)
PART = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?(\w+)>")
STANDS_FOR = {
    "step": "title",
    "photo": "00" * 16,
    "size": "list",
    "link": "nosuchlink",
    "position": "1",
    "other": "nosuchplan",
    "kind": "person",
    "occasion": "closing",
}
"""What stands for the parts of an address; a new part is to be named here."""


@pytest.fixture
def outsiders(app: Flask, eve: Visitor) -> list[Visitor]:
    """Eve has a group of her own; Frank has only an account; Rita reviews for the office."""
    frank = Visitor(app).open_account("frank")
    return [eve, frank, hire_officer(app, "Rita", StaffRole.REVIEWER)]


@pytest.fixture
def handed_in(alice: Visitor, bob: Visitor, plan: str) -> str:
    alice.fill(plan)
    assert alice.post(f"plans/{plan}/hand-in").status_code == 303
    return plan


def list_addresses(app: Flask) -> list[str]:
    """Return what every page of one plan is called after the plan's reference."""
    start = "/<any(nl, en):language>/my/plans/<reference>/"
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    found = [str(rule).removeprefix(start) for rule in rules if str(rule).startswith(start)]
    return sorted(PART.sub(lambda part: STANDS_FOR[part[1]], one) for one in found)


def test_no_page_of_a_plan_opens_for_an_outsider(
    app: Flask, handed_in: str, outsiders: list[Visitor]
) -> None:
    addresses = list_addresses(app)
    assert {"", "talk", "photos", "grant", "spot"} <= set(addresses)
    for one in outsiders:
        for page in addresses:
            hidden, missing = (one.get(f"plans/{ref}/{page}") for ref in (handed_in, "nosuchplan"))
            assert hidden.status_code == missing.status_code == 404, page
            assert forget(hidden.text, handed_in) == missing.text, page


def forget(text: str, reference: str) -> str:
    return re.sub(r'value="[^"]{20,}"', "", text.replace(reference, "nosuchplan"))


@pytest.mark.parametrize("page", PAGES)
def test_an_outsider_cannot_tell_a_plan_from_a_missing_page(
    app: Flask, handed_in: str, outsiders: list[Visitor], page: str
) -> None:
    for one in outsiders:
        hidden, missing = (one.get(f"plans/{ref}/{page}") for ref in (handed_in, "nosuchplan"))
        assert hidden.status_code == missing.status_code == 404
        assert forget(hidden.text, handed_in) == missing.text
    nobody = Visitor(app)
    for reference in (handed_in, "nosuchplan"):
        assert nobody.get(f"plans/{reference}/{page}").location.endswith("/my/sign-in")


@pytest.mark.parametrize(("page", "fields"), FORMS)
def test_an_outsider_changes_nothing(
    app: Flask,
    alice: Visitor,
    plan: str,
    outsiders: list[Visitor],
    page: str,
    fields: dict[str, str],
) -> None:
    before = alice.get(f"plans/{plan}/history").text
    for one in outsiders:
        for reference in (plan, "nosuchplan"):
            answer = one.post(f"plans/{reference}/{page}", "", **fields)
            assert answer.status_code == 404
    signed_out = Visitor(app).post(f"plans/{plan}/{page}", "sign-in", **fields)
    assert signed_out.status_code == 401 or signed_out.location.endswith("/sign-in")
    assert alice.get(f"plans/{plan}/history").text == before
    assert "Concept" in alice.get(f"plans/{plan}/").text


@pytest.mark.parametrize("page", PAGES)
def test_owner_and_member_see_every_page(
    alice: Visitor, bob: Visitor, handed_in: str, page: str
) -> None:
    for one in (alice, bob):
        # What can be filled in no more leads back to the overview.
        assert one.get(f"plans/{handed_in}/{page}").status_code in (200, 303)


def test_a_member_fills_in_but_only_an_owner_hands_in_and_withdraws(
    alice: Visitor, bob: Visitor, plan: str
) -> None:
    bob.fill(plan)
    assert bob.post(f"plans/{plan}/hand-in").status_code == 403
    assert bob.post(f"plans/{plan}/withdraw", reason="").status_code == 403
    assert "/withdraw" not in bob.get(f"plans/{plan}/").text
    assert alice.post(f"plans/{plan}/hand-in").status_code == 303
    assert alice.post(f"plans/{plan}/withdraw", reason="We verhuizen").status_code == 303
    assert "We verhuizen" in bob.get(f"plans/{plan}/talk").text


def test_nobody_begins_a_plan_for_a_group_of_others(
    alice: Visitor, eve: Visitor, plan: str
) -> None:
    group = re.findall(r"/groups/(\w{32})/", alice.get("").text)[0]
    answer = eve.post("plans/new", group=group, round="voorjaar")
    assert answer.status_code == 422
    assert "De Groene Straat" not in eve.get("plans/").text
    assert eve.post("plans/new", group=group, round="nergens").status_code == 422


def test_a_draft_is_seen_by_no_visitor_of_the_site(app: Flask, alice: Visitor, plan: str) -> None:
    alice.fill(plan)
    client = app.test_client()
    for path in ("", "voorjaar/", "voorjaar/proposals", f"voorjaar/proposals/{plan}"):
        assert "Meer groen in de Kadestraat" not in client.get(f"/nl/{path}").text
    assert client.get(f"/nl/voorjaar/proposals/{plan}").status_code == 404
