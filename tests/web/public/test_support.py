"""Signing as a resident meets it: one answer, a mail, a button; no cookie and no name."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.services.people import AT, KEYS, LETTERS, make_person
from tests.services.signers import end_list, make_petition, make_plan, make_round
from tests.web.initiative.places import read_mails
from tests.web.pages import find_faults, parse
from voting.db.session import Stores, open_stores
from voting.domain.rounds import Phase
from voting.domain.signatures import identify_on_paper
from voting.services import groups, petitions, proposing, reviewing
from voting.services.paper_lists import enter_paper
from voting.services.round_state import find_round
from voting.services.support import set_threshold
from voting.services.support_subjects import Subject
from voting.settings import Settings

LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")


class Place:
    """A plan and a petition to sign, and a browser without cookies."""

    def __init__(self, app: Flask, stores: Stores) -> None:
        self.app, self.stores = app, stores
        self.client: FlaskClient = app.test_client()
        make_round(stores)
        self.plan = make_plan(stores)
        self.theme = make_petition(stores)

    def path(self, subject: Subject, language: str = "nl") -> str:
        part = "proposals" if subject is self.plan else "petitions"
        return f"/{language}/voorjaar/{part}/{subject.reference}/sign"

    def ask(self, subject: Subject, email: str, language: str = "nl") -> str:
        """Ask on the page and return the link that was mailed."""
        answer = self.client.post(self.path(subject, language), data={"email": email})
        assert answer.status_code == 303, answer.text
        found = LINK.search(read_mails(self.app)[-1].text)
        assert found is not None
        return found[1]

    def sign(self, subject: Subject, email: str) -> str:
        """Sign and return the link to withdraw."""
        assert self.client.post(self.ask(subject, email)).status_code == 303
        found = LINK.search(read_mails(self.app)[-1].text)
        assert found is not None
        return found[1]


@pytest.fixture
def place(app: Flask, settings: Settings) -> Iterator[Place]:
    with open_stores(settings) as stores:
        yield Place(app, stores)


def on_paper(stores: Stores, subject: Subject, number: int) -> None:
    people = [identify_on_paper(f"Bewoner {one}", "1234 AB", "1") for one in range(number)]
    enter_paper(stores, KEYS, subject, people)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("what", ["plan", "theme"])
def test_from_page_to_signature_and_back(place: Place, what: str, language: str) -> None:
    subject: Subject = getattr(place, what)
    shown = place.client.get(place.path(subject, language))
    assert find_faults(parse(shown), language) == []
    confirm = place.ask(subject, "Bob@example.nl", language)
    assert confirm.startswith(f"/{language}/signatures/confirm/")
    opened = place.client.get(confirm)
    assert find_faults(parse(opened), language) == []
    assert opened.headers["Cache-Control"] == "no-store"
    assert "0 " in parse(place.client.get(place.path(subject, "en"))).text("main")
    done = place.client.post(confirm, follow_redirects=True)
    assert find_faults(parse(done), language) == []
    assert "1 person signed" in parse(place.client.get(place.path(subject, "en"))).text("main")
    again = place.client.post(confirm, follow_redirects=True)
    assert parse(again).text("h1") == parse(done).text("h1")
    withdraw = LINK.search(read_mails(place.app)[-1].text)
    assert withdraw is not None
    asked = place.client.get(withdraw[1])
    assert find_faults(parse(asked), language) == []
    assert "1 person signed" in parse(place.client.get(place.path(subject, "en"))).text("main")
    gone = place.client.post(withdraw[1], follow_redirects=True)
    assert find_faults(parse(gone), language) == []
    assert "0 people signed" in parse(place.client.get(place.path(subject, "en"))).text("main")
    assert place.client.get(withdraw[1]).status_code == 410
    assert place.client.get(confirm).status_code == 410


def test_one_answer_for_known_and_unknown(place: Place) -> None:
    place.sign(place.plan, "bob@example.nl")
    answers = []
    for email in ("bob@example.nl", "eve@example.nl", "no@does-not-exist.example"):
        answer = place.client.post(place.path(place.plan), data={"email": email})
        told = place.client.get(answer.location)
        answers.append((answer.status_code, answer.location, told.text))
    assert answers[0] == answers[1] == answers[2]
    assert "example.nl" not in answers[0][2]


def test_no_page_of_signing_sets_a_cookie_or_asks_a_session(place: Place) -> None:
    confirm = place.ask(place.plan, "bob@example.nl")
    for path in (place.path(place.plan), place.path(place.theme), confirm):
        answer = place.client.get(path)
        assert answer.headers.getlist("Set-Cookie") == []
        assert "csrf_token" not in answer.text
    foreign = {"Origin": "https://elsewhere.example"}
    assert place.client.post(confirm, headers=foreign).status_code == 403


def test_a_typing_error_is_kept_with_the_reason(place: Place) -> None:
    answer = place.client.post(place.path(place.plan), data={"email": "bob at <b>example.nl"})
    assert answer.status_code == 422
    assert find_faults(parse(answer), "nl") == []
    (field,) = parse(answer).find_all("input", name="email")
    assert field.get("value") == "bob at <b>example.nl"
    assert field.get("aria-invalid") == "true"


def test_a_field_the_page_did_not_have_is_refused(place: Place) -> None:
    sent = {"email": "bob@example.nl", "role": "owner"}
    assert place.client.post(place.path(place.plan), data=sent).status_code == 400


def test_asking_again_and_again_is_slowed(place: Place) -> None:
    for _ in range(3):
        place.ask(place.plan, "bob@example.nl")
    answer = place.client.post(place.path(place.plan), data={"email": "bob@example.nl"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_hidden_draft_a_wrong_kind_and_nothing_answer_the_same(place: Place) -> None:
    draft = make_draft(place.stores)
    paths = (
        f"/nl/voorjaar/proposals/{draft}/sign",
        "/nl/voorjaar/proposals/nothing/sign",
        f"/nl/voorjaar/petitions/{place.plan.reference}/sign",
        f"/nl/voorjaar/proposals/{place.theme.reference}/sign",
        f"/nl/elsewhere/proposals/{place.plan.reference}/sign",
        "/nl/voorjaar/petitions/%00/sign",
    )
    answers = {(a.status_code, parse(a).text("main")) for a in map(place.client.get, paths)}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    for path in paths:
        assert place.client.post(path, data={"email": "bob@example.nl"}).status_code == 404


def make_draft(stores: Stores) -> str:
    person = make_person(stores, "Dave")
    group = groups.found_group(stores, person, "Groep Dave", AT)
    return proposing.begin_proposal(stores, person, group, find_round(stores, "voorjaar"), AT)


def test_names_and_addresses_are_on_no_page(place: Place) -> None:
    place.sign(place.plan, "kwetsbaar@example.nl")
    on_paper(place.stores, place.plan, 2)
    for path in (
        place.path(place.plan),
        f"/nl/voorjaar/proposals/{place.plan.reference}",
        "/nl/voorjaar/petitions/",
    ):
        shown = place.client.get(path).text
        assert "kwetsbaar" not in shown
        assert "Bewoner" not in shown


def test_the_plans_page_tells_how_many_signed_and_how_many_are_needed(place: Place) -> None:
    set_threshold(place.stores, place.plan.round_id, 25)
    on_paper(place.stores, place.plan, 7)
    path = f"/en/voorjaar/proposals/{place.plan.reference}"
    page = place.client.get(path)
    assert find_faults(parse(page), "en") == []
    assert "7 people signed. 25 signatures are needed." in parse(page).text("main")
    assert f"{path}/sign" in page.text
    on_paper(place.stores, place.plan, 25)
    assert "25 people signed. That is enough." in parse(place.client.get(path)).text("main")


def test_the_list_of_petitions_shows_what_is_asked_and_what_came_of_it(place: Place) -> None:
    on_paper(place.stores, place.theme, 51)
    page = parse(place.client.get("/en/voorjaar/petitions/"))
    assert find_faults(page, "en") == []
    assert "51 people signed. That is enough." in page.text("main")
    petitions.list_petition(place.stores, place.theme.reference)
    listed = parse(place.client.get("/en/voorjaar/petitions/"))
    assert "On the list of themes. 51 people signed." in listed.text("main")
    path = f"/en/voorjaar/petitions/{place.theme.reference}"
    own = parse(place.client.get(path))
    assert find_faults(own, "en") == []
    assert "This theme is on the list" in own.text("main")
    assert "This theme is on the list" in parse(place.client.get(f"{path}/sign")).text("main")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_once_the_list_is_final_every_page_says_why_nothing_happens(
    place: Place, language: str
) -> None:
    waiting = place.ask(place.plan, "eve@example.nl", language)
    withdraw = place.sign(place.plan, "bob@example.nl")
    end_list(place.stores, Phase.LIST_FINAL)
    for path in (place.path(place.plan, language), waiting):
        page = place.client.get(path)
        assert page.status_code == 200
        assert find_faults(parse(page), language) == []
        assert parse(page).find_all("form", method="post") == []
    closed = place.client.get(withdraw)
    assert parse(closed).find_all("form", method="post") == []
    late = place.client.post(place.path(place.plan), data={"email": "new@example.nl"})
    assert late.status_code == 422
    assert place.client.post(waiting).status_code == 409
    assert place.client.post(withdraw).status_code == 409


def test_a_plan_that_was_admitted_says_no_more_are_needed(place: Place) -> None:
    reviewing.take_up(place.stores, place.plan.reference, "Wijken", AT)
    reviewing.admit(place.stores, LETTERS, place.plan.reference, "Wijken", "Kan.", AT)
    page = parse(place.client.get(place.path(place.plan, "en")))
    assert "no more signatures are needed" in page.text("main")


def test_what_residents_wrote_is_never_markup(place: Place) -> None:
    shown = place.client.get(place.path(place.plan)).text
    assert "Meer groen &lt;b&gt;&amp;&lt;/b&gt; bloemen" in shown
    assert "<b>&</b>" not in shown
    link = place.ask(place.plan, "bob@example.nl")
    assert "<b>" not in place.client.get(link).text


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "=" * 300])
def test_a_broken_link_says_so_kindly(place: Place, token: str) -> None:
    for part in ("confirm", "withdraw"):
        answer = place.client.get(f"/nl/signatures/{part}/{token}")
        assert answer.status_code == 410
        assert find_faults(parse(answer), "nl") == []
        assert place.client.post(f"/nl/signatures/{part}/{token}").status_code == 410


def test_a_link_with_what_no_database_takes_is_unknown(place: Place) -> None:
    assert place.client.get("/nl/signatures/confirm/%00").status_code == 410
    assert place.client.get("/nl/signatures/withdraw/%00").status_code == 410


@pytest.mark.parametrize("what", ["plan", "theme"])
def test_a_link_that_is_sent_on_tells_what_it_is_for(place: Place, what: str) -> None:
    subject: Subject = getattr(place, what)
    page = parse(place.client.get(place.path(subject, "en")))
    (title,) = page.find_all("meta", property="og:title")
    assert title.get("content") == f"Sign for ‘{subject.title.nl}’"
    (url,) = page.find_all("meta", property="og:url")
    assert url.get("content") == f"http://127.0.0.1:5000{place.path(subject, 'en')}"
