"""Linking up as a browser meets it: leads, a member, another group, who has no group, nobody."""

import re
from itertools import pairwise

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.services.people import LETTERS
from tests.web.initiative.places import OFFICE, Visitor, read_mails, set_phase
from tests.web.pages import parse
from voting.db.session import open_stores
from voting.domain.rounds import Phase
from voting.services import listing, reviewing
from voting.services.round_state import find_round

TEXTS = {
    "title_nl": "Een straat voor <b>iedereen</b>",
    "title_en": "",
    "summary_nl": "=Groen en gezellig",
    "summary_en": "",
    "sector": "layout",
    "theme": "groen",
}


def hand_in(visitor: Visitor, reference: str, title: str, **place: str) -> str:
    changes = {"title": {"title_nl": title}, "place": {"buurt": "haven", **place}}
    visitor.fill(reference, **changes)
    assert visitor.post(f"plans/{reference}/hand-in").status_code == 303
    return reference


@pytest.fixture
def ours(alice: Visitor, plan: str) -> str:
    return hand_in(alice, plan, "Bomen in de straat")


@pytest.fixture
def dora(app: Flask, alice: Visitor) -> Visitor:
    return Visitor(app).open_account("dora")


@pytest.fixture
def theirs(dora: Visitor) -> str:
    return hand_in(dora, dora.begin("De Overkant"), "Bankjes in de straat")


@pytest.fixture
def talk(alice: Visitor, ours: str, theirs: str) -> str:
    """Return the id of a link that Alice's group proposed."""
    answer = alice.post(f"plans/{ours}/link/with/{theirs}", text="Zullen we samen?")
    assert answer.status_code == 303, answer.text
    return answer.location.split("/")[-2]


def write(visitor: Visitor, reference: str, link: str, **changes: str) -> TestResponse:
    path = f"plans/{reference}/link/{link}/texts"
    found = re.search(r'name="version" value="(\d+)"', visitor.get(path).text)
    assert found is not None
    return visitor.post(path, version=found[1], **(TEXTS | changes))


def agree(visitor: Visitor, reference: str, link: str) -> TestResponse:
    path = f"plans/{reference}/link/{link}/agree"
    found = re.search(r'name="terms" value="([^"]+)"', visitor.get(path).text)
    assert found is not None
    return visitor.post(path, terms=found[1])


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.location
    return parse(answer).text("main")


def test_two_groups_find_each_other_talk_agree_and_undo(
    app: Flask, alice: Visitor, dora: Visitor, ours: str, theirs: str
) -> None:
    near = alice.get(f"plans/{ours}/link").text
    assert "Bankjes in de straat" in near
    assert "zelfde sector" in near
    answer = alice.post(f"plans/{ours}/link/with/{theirs}", text="Zullen we\nsamen?")
    link = answer.location.split("/")[-2]
    assert "wacht op jullie antwoord" in read(dora, f"plans/{theirs}/")
    there = f"plans/{theirs}/link/{link}/"
    assert "Zullen we" in read(dora, there)
    assert dora.post(there, text="Ja, leuk <script>").status_code == 303
    assert "Ja, leuk &lt;script&gt;" in alice.get(f"plans/{ours}/link/{link}/").text
    assert write(dora, theirs, link).status_code == 303
    assert agree(alice, ours, link).status_code == 303
    page = read(dora, there)
    assert "De Groene Straat zei ja" in page
    assert "De Overkant heeft nog geen ja gezegd" in page
    assert "€ 2.000" in page
    assert agree(dora, theirs, link).status_code == 303
    assert "Samengevoegd" in read(alice, f"plans/{ours}/link/{link}/")
    public = alice.client.get(f"/nl/voorjaar/proposals/{ours}").text
    assert "De Overkant" in public
    assert "Zullen we" not in public
    stop = f"plans/{ours}/link/{link}/stop"
    assert alice.post(stop, act="undo", text="Toch liever alleen").status_code == 303
    page = read(dora, there)
    assert "Teruggedraaid" in page
    assert "Toch liever alleen" in page
    public = alice.client.get(f"/nl/voorjaar/proposals/{ours}").text
    assert "Toch liever alleen" not in public


def test_a_joint_plan_on_the_list_leads_to_the_pages_of_both(
    app: Flask, alice: Visitor, dora: Visitor, ours: str, theirs: str, talk: str
) -> None:
    write(alice, ours, talk)
    agree(alice, ours, talk)
    agree(dora, theirs, talk)
    with open_stores(app.extensions["settings"]) as stores:
        for reference in (ours, theirs):
            at = read_mails(app)[0].made_at
            reviewing.take_up(stores, reference, OFFICE, at)
            reviewing.admit(stores, LETTERS, reference, OFFICE, "Het kan.", at)
        set_phase(stores, Phase.REVIEW)
        listing.list_proposals(stores, find_round(stores, "voorjaar"))
        set_phase(stores, Phase.LIST_FINAL)
        plan = find_round(stores, "voorjaar").plan.initiatives[-1]
    page = alice.client.get(f"/nl/voorjaar/noord/plans/{plan.id}").text
    assert "De Groene Straat en De Overkant" in page
    assert f"/nl/voorjaar/proposals/{ours}" in page
    assert f"/nl/voorjaar/proposals/{theirs}" in page
    assert alice.get(f"plans/{ours}/link/{talk}/stop").status_code == 303
    late = alice.post(f"plans/{ours}/link/{talk}/stop", "name", act="undo", text="")
    assert late.status_code == 422


@pytest.mark.parametrize(
    "where", ["link", "link/with/{theirs}", "link/{talk}/", "link/{talk}/texts"]
)
def test_who_is_not_in_the_group_cannot_tell_hidden_from_missing(
    app: Flask, alice: Visitor, eve: Visitor, ours: str, theirs: str, talk: str, where: str
) -> None:
    path = where.format(theirs=theirs, talk=talk)
    plain, nobody = Visitor(app).open_account("plain"), Visitor(app)
    assert alice.get(f"plans/{ours}/{path}").status_code == 200
    for outsider in (eve, plain):
        hidden = outsider.get(f"plans/{ours}/{path}")
        missing = outsider.get(f"plans/abcdefghjk/{path}")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace(ours, "") == missing.text.replace("abcdefghjk", "")
        sent = outsider.post(f"plans/{ours}/{path}", "", text="x")
        assert sent.status_code in (404, 405)
    assert nobody.get(f"plans/{ours}/{path}").location.endswith("/nl/my/sign-in")


def test_a_talk_of_others_is_hidden_from_a_group_that_is_not_in_it(
    app: Flask, eve: Visitor, talk: str
) -> None:
    page = eve.get("plans/new").text
    own = dict(re.findall(r'name="(group|round)" value="([^"]+)"', page))
    mine = hand_in(eve, eve.post("plans/new", **own).location.split("/")[-3], "Een plein")
    for path in ("", "texts", "agree", "stop"):
        hidden = eve.get(f"plans/{mine}/link/{talk}/{path}")
        missing = eve.get(f"plans/{mine}/link/{'0' * 32}/{path}")
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace(talk, "0" * 32) == missing.text
    for odd in ("xyz", talk.upper(), talk[:-2]):
        assert eve.get(f"plans/{mine}/link/{odd}/").status_code == 404


def test_a_member_talks_and_does_not_decide(
    alice: Visitor, bob: Visitor, dora: Visitor, ours: str, theirs: str
) -> None:
    assert f"/link/with/{theirs}" not in bob.get(f"plans/{ours}/link").text
    refused = bob.post(f"plans/{ours}/link/with/{theirs}", text="Doen we samen?")
    assert refused.status_code == 403
    assert "Doen we samen?" in refused.text
    answer = dora.post(f"plans/{theirs}/link/with/{ours}", text="Zullen we?")
    link = answer.location.split("/")[-2]
    there = f"plans/{ours}/link/{link}/"
    assert bob.post(there, text="Leuk!").status_code == 303
    assert write(bob, ours, link).status_code == 303
    page = bob.get(there).text
    assert "/agree" not in page
    assert "/stop" not in page
    assert bob.get(f"{there}agree").status_code == 303
    assert bob.post(f"{there}agree", there, terms="x").status_code in (403, 409)
    assert bob.post(f"{there}stop", there, act="decline", text="").status_code == 403


def test_what_was_typed_is_kept_with_the_reason(alice: Visitor, ours: str, talk: str) -> None:
    there = f"plans/{ours}/link/{talk}/"
    long = alice.post(there, text="x" * 4001)
    assert long.status_code == 422
    assert "x" * 4001 in long.text
    assert 'aria-invalid="true"' in long.text
    assert alice.post(there, text="  ").status_code == 422
    wrong = write(alice, ours, talk, title_nl="y" * 61, theme="")
    assert wrong.status_code == 422
    assert "y" * 61 in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert alice.post(there, text="Hoi", role="owner").status_code == 400


def test_who_writes_on_an_old_page_sees_both_texts(
    alice: Visitor, dora: Visitor, ours: str, theirs: str, talk: str
) -> None:
    write(dora, theirs, talk)
    old = alice.post(
        f"plans/{ours}/link/{talk}/texts", version="0", **(TEXTS | {"title_nl": "Van Alice"})
    )
    assert old.status_code == 409
    assert "Van Alice" in old.text
    assert "Een straat voor &lt;b&gt;iedereen&lt;/b&gt;" in old.text


def test_who_agrees_on_an_old_page_reads_the_new_one_first(
    alice: Visitor, dora: Visitor, ours: str, theirs: str, talk: str
) -> None:
    write(dora, theirs, talk)
    path = f"plans/{ours}/link/{talk}/agree"
    found = re.search(r'name="terms" value="([^"]+)"', alice.get(path).text)
    assert found is not None
    write(dora, theirs, talk, title_nl="Heel iets anders")
    answer = alice.post(path, terms=found[1])
    assert answer.status_code == 409
    assert "Heel iets anders" in answer.text
    assert "heeft nog geen ja gezegd" in read(alice, f"plans/{ours}/link/{talk}/")


def test_who_sends_very_many_messages_waits_and_keeps_the_last_one(
    alice: Visitor, ours: str, talk: str
) -> None:
    there = f"plans/{ours}/link/{talk}/"
    sent = [alice.post(there, text=f"Bericht {number}") for number in range(22)]
    assert sent[0].status_code == 303
    assert sent[-1].status_code == 429
    assert "Bericht 21" in sent[-1].text


def test_a_draft_has_nobody_to_link_up_with(alice: Visitor, plan: str, theirs: str) -> None:
    assert "/link" not in alice.get(f"plans/{plan}/").text
    page = alice.get(f"plans/{plan}/link")
    assert "Bankjes" not in page.text
    assert alice.get(f"plans/{plan}/link/with/{theirs}").status_code == 404


def test_plans_elsewhere_are_no_neighbours(alice: Visitor, dora: Visitor, ours: str) -> None:
    far = hand_in(dora, dora.begin("De Werf"), "Een kade", buurt="werf")
    assert "Een kade" not in alice.get(f"plans/{ours}/link").text
    assert alice.get(f"plans/{ours}/link/with/{far}").status_code == 404


def test_the_pages_are_in_both_languages_and_have_headings_in_order(
    alice: Visitor, ours: str, theirs: str, talk: str
) -> None:
    for language, word in (("nl", "Samengaan"), ("en", "Linking up")):
        alice.language = language
        assert word in alice.get(f"plans/{ours}/link").text
        for path in ("link", f"link/{talk}/", f"link/{talk}/texts", f"link/{talk}/stop"):
            shown = alice.get(f"plans/{ours}/{path}").text
            levels = [int(one) for one in re.findall(r"<h(\d)", shown)]
            assert levels[0] == 1
            assert all(after <= before + 1 for before, after in pairwise(levels))
