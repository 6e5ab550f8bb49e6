"""What a group is told before it hands in or withdraws, and what it can do no more."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.initiative.places import AT, OFFICE, Visitor, set_phase
from tests.web.pages import find_faults, parse
from voting.db.session import Stores, open_stores
from voting.domain.rounds import Phase
from voting.services import listing, reviewing
from voting.services.round_state import find_round
from voting.services.support import set_threshold
from voting.web.letters import PageLetters


@pytest.fixture
def own(app: Flask) -> Iterator[Stores]:
    with open_stores(app.extensions["settings"]) as stores:
        yield stores


def read(visitor: Visitor, path: str) -> str:
    page = parse(visitor.get(path))
    assert find_faults(page, visitor.language) == []
    return page.text("main")


def bring_on_list(app: Flask, own: Stores, plan: str) -> None:
    reviewing.take_up(own, plan, OFFICE, AT)
    with app.test_request_context():
        reviewing.admit(own, PageLetters(), plan, OFFICE, "Kan.", AT)
    set_phase(own, Phase.REVIEW)
    listing.list_proposals(own, find_round(own, "voorjaar"))
    set_phase(own, Phase.LIST_FINAL)


def test_a_draft_that_is_withdrawn_stays_unseen_and_the_page_says_so(
    alice: Visitor, plan: str
) -> None:
    said = read(alice, f"plans/{plan}/withdraw")
    assert "Niemand buiten je groep heeft het gezien" in said
    assert "Iedereen" not in said
    back = parse(alice.get(f"plans/{plan}/withdraw")).find_all("a")
    assert f"/nl/my/plans/{plan}/" in [one.get("href") for one in back]


def test_who_withdraws_reads_before_the_button_what_stays_public(
    app: Flask, alice: Visitor, plan: str
) -> None:
    alice.fill(plan)
    alice.post(f"plans/{plan}/hand-in")
    said = read(alice, f"plans/{plan}/withdraw")
    assert "Iedereen kan het plan blijven lezen" in said
    assert "Iedereen kan dit ook lezen" in said
    assert alice.post(f"plans/{plan}/withdraw", reason="Te druk.").status_code == 303
    public = parse(app.test_client().get(f"/nl/voorjaar/proposals/{plan}")).text("main")
    assert "Te druk." in public
    assert "Wij planten bomen." in public


def test_a_plan_is_previewed_half_done_with_what_is_missing(alice: Visitor, plan: str) -> None:
    assert "Nog niet ingevuld" in read(alice, f"plans/{plan}/preview")
    costs = {"costs-0-what": "Bomen", "costs-0-amount": "1.200,50"}
    assert alice.save(plan, "costs", **costs).status_code == 303
    page = parse(alice.get(f"plans/{plan}/preview"))
    assert "Bomen€ 1.200,50" in page.text("table").replace("\xa0", " ")
    links = [link.get("href") or "" for link in page.find_all("a")]
    assert f"/nl/my/plans/{plan}/steps/title" in links
    assert not any(link.endswith(("/steps/costs", "/hand-in")) for link in links)
    alice.fill(plan)
    assert "Nog niet ingevuld" not in read(alice, f"plans/{plan}/preview")
    assert "hand-in" in alice.get(f"plans/{plan}/preview").text


def test_a_plan_on_a_final_list_is_offered_no_way_out(
    app: Flask, own: Stores, alice: Visitor, plan: str
) -> None:
    alice.fill(plan)
    alice.post(f"plans/{plan}/hand-in")
    page = f"plans/{plan}/withdraw"
    bring_on_list(app, own, plan)
    overview = alice.get(f"plans/{plan}/").text
    assert "/withdraw" not in overview
    assert "De lijst staat vast, dus je kunt het plan niet meer intrekken." in overview
    assert alice.get(page).status_code == 303
    refused = alice.post(page, "plans/new/group", reason="Toch niet")
    assert refused.status_code == 422
    assert "De lijst van deze ronde staat vast." in refused.text
    assert "Toch niet" in refused.text


def test_a_draft_left_behind_is_not_promised_a_vote(own: Stores, alice: Visitor, plan: str) -> None:
    alice.fill(plan)
    assert "hand-in" in alice.get(f"plans/{plan}/").text
    set_phase(own, Phase.REVIEW)
    overview = alice.get(f"plans/{plan}/").text
    assert "Deze ronde neemt geen plannen meer aan." in overview
    assert "hand-in" not in overview
    assert alice.get(f"plans/{plan}/hand-in").status_code == 303
    assert alice.post(f"plans/{plan}/hand-in", "").status_code == 422


def test_the_councils_number_of_signatures_is_said_before_it_is_too_late(
    own: Stores, alice: Visitor, plan: str
) -> None:
    pages = ("plans/new", f"plans/{plan}/", f"plans/{plan}/hand-in")
    alice.fill(plan)
    assert not any("handtekening" in read(alice, page) for page in pages)
    set_threshold(own, find_round(own, "voorjaar").id, 20)
    for page in pages:
        assert "De raad vraagt 20 handtekeningen voor een plan." in read(alice, page)
