"""Review as the group meets it: question, suggestion, decision, history, and the mails."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.web.initiative.places import OFFICE, Visitor, read_mails, set_phase
from tests.web.pages import find_faults, parse
from voting.db.models.plan import Theme
from voting.db.models.register import Round
from voting.db.session import open_stores, transaction
from voting.domain.rounds import Phase
from voting.services import listing, reviewing
from voting.services.round_state import find_round
from voting.web.letters import PageLetters


class Office:
    """What an office does, by the services."""

    def __init__(self, app: Flask, plan: str) -> None:
        self.app, self.plan = app, plan

    def do(self, act: str, *facts: str, at: datetime | None = None) -> None:
        moment = at or datetime.now(UTC)
        letters = () if act == "take_up" else (PageLetters(),)
        with self.app.test_request_context(), open_stores(self.app.extensions["settings"]) as own:
            getattr(reviewing, act)(own, *letters, self.plan, OFFICE, *facts, moment)


@pytest.fixture
def office(app: Flask, alice: Visitor, bob: Visitor, plan: str) -> Office:
    alice.fill(plan)
    alice.post(f"plans/{plan}/hand-in")
    made = Office(app, plan)
    made.do("take_up")
    return made


def talk(visitor: Visitor, plan: str) -> str:
    answer = visitor.get(f"plans/{plan}/talk")
    assert find_faults(parse(answer), visitor.language) == []
    return parse(answer).text("main")


def test_a_question_is_answered_and_the_plan_changed_for_it(
    app: Flask, alice: Visitor, bob: Visitor, plan: str, office: Office
) -> None:
    office.do("ask", "Wie geeft <b>water</b>?")
    overview = parse(bob.get(f"plans/{plan}/")).text("main")
    assert "De gemeente vraagt iets" in overview
    assert "Antwoord uiterlijk op" in overview
    assert "Wie geeft <b>water</b>?" in talk(bob, plan)
    position = bob.get(f"plans/{plan}/talk").text.split("/answers/")[1].split('"')[0]
    assert bob.save(plan, "upkeep", upkeep_nl="De buren").status_code == 303
    long = bob.post(f"plans/{plan}/answers/{position}", f"plans/{plan}/talk", text="a" * 4001)
    assert long.status_code == 422
    assert "a" * 4001 in long.text
    assert find_faults(parse(long), "nl") == []
    empty = bob.post(f"plans/{plan}/answers/{position}", f"plans/{plan}/talk", text=" ")
    assert empty.status_code == 422
    sent = bob.post(f"plans/{plan}/answers/{position}", f"plans/{plan}/talk", text="De buren.")
    assert sent.status_code == 303
    assert "De buren." in talk(alice, plan)
    assert "Wordt bekeken" in alice.get(f"plans/{plan}/").text
    again = bob.post(f"plans/{plan}/answers/{position}", "", text="Nog eens.")
    assert again.status_code == 422


def test_a_suggestion_stands_beside_the_text_and_is_taken_over_or_not(
    alice: Visitor, bob: Visitor, plan: str, office: Office
) -> None:
    for words in ("Groene Kade", "Kale Kade"):
        office.do("suggest", "title_nl", words, "Korter is beter")
    said = talk(bob, plan)
    assert "Jouw tekstMeer groen in de Kadestraat" in said
    assert "VoorstelGroene Kade" in said
    first, second = (
        part.split('"')[0] for part in bob.get(f"plans/{plan}/talk").text.split("/suggestions/")[1:]
    )
    page, path = f"plans/{plan}/talk", f"plans/{plan}/suggestions"
    seen = {"version": read_version(bob, page)}
    assert bob.post(f"{path}/{first}", page, choice="maybe", text="", **seen).status_code == 422
    assert (
        bob.post(f"{path}/{first}", page, choice="accept", text="Mooi", **seen).status_code == 303
    )
    assert (
        alice.post(f"{path}/{second}", page, choice="decline", text="Kaal?", **seen).status_code
        == 303
    )
    assert "<h1>Groene Kade</h1>" in alice.get(f"plans/{plan}/").text
    said = talk(alice, plan)
    assert "Mooi" in said
    assert "Voorstel niet overgenomenAlice" in said
    assert alice.post(f"{path}/{first}", "", choice="accept", text="", **seen).status_code == 422
    history = parse(alice.get(f"plans/{plan}/history")).text("main")
    assert "Naam van het plan (in het Nederlands) Bob" in history


def test_a_newer_text_of_the_group_stands_beside_the_suggestion_before_it_is_replaced(
    alice: Visitor, bob: Visitor, plan: str, office: Office
) -> None:
    office.do("suggest", "title_nl", "Groene Kade", "Korter is beter")
    office.do("ask", "Welke straat?")
    page = f"plans/{plan}/talk"
    position = alice.get(page).text.split("/suggestions/")[1].split('"')[0]
    path, version = f"plans/{plan}/suggestions/{position}", read_version(alice, page)
    assert bob.save(plan, "title", title_nl="Groene Kadestraat", summary_nl="B").status_code == 303
    asked = alice.post(path, page, choice="accept", text="Mooi!", version=version)
    assert asked.status_code == 409
    said = parse(asked).text("main")
    assert find_faults(parse(asked), "nl") == []
    assert "Jouw tekst van toenMeer groen in de Kadestraat" in said
    assert "Jouw tekst van nuGroene Kadestraat" in said
    assert 'value="Mooi!"' in asked.text
    assert "<h1>Groene Kadestraat</h1>" in alice.get(f"plans/{plan}/").text
    seen = read_version(alice, page)
    assert alice.post(path, page, choice="accept", text="", version=seen).status_code == 303
    assert "<h1>Groene Kade</h1>" in alice.get(f"plans/{plan}/").text


def read_version(visitor: Visitor, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', visitor.get(page).text)
    assert found is not None
    return found[1]


def test_a_refusal_says_who_why_and_until_when_one_can_object(
    app: Flask, alice: Visitor, plan: str, office: Office
) -> None:
    at = datetime(2027, 1, 20, 10, tzinfo=UTC)
    office.do("ask", "Van wie is de grond?", at=datetime(2027, 1, 4, 10, tzinfo=UTC))
    office.do("turn_down", "De grond is van het waterschap.", at=at)
    for text in (talk(alice, plan), parse(alice.get(f"plans/{plan}/")).text("main")):
        assert OFFICE in text
        assert "De grond is van het waterschap." in text
        assert "Bezwaar maken kan tot en met 3 maart 2027" in text
    mail = read_mails(app)[-1]
    assert mail.subject == "Je plan is afgewezen: Meer groen in de Kadestraat"
    assert "De grond is van het waterschap." in mail.text
    assert "3 maart 2027" in mail.text
    assert f"http://127.0.0.1:5000/nl/my/plans/{plan}/talk" in mail.text


def test_handing_in_mails_the_dated_copy_to_every_member(
    app: Flask, alice: Visitor, plan: str, office: Office
) -> None:
    mails = [mail for mail in read_mails(app) if mail.subject.startswith("Je plan is ingediend")]
    assert [mail.recipient for mail in mails] == ["alice@example.nl", "bob@example.nl"]
    assert f"/nl/my/plans/{plan}/copy" in mails[0].text
    copy = parse(alice.get(f"plans/{plan}/copy")).text("main")
    assert "Onze straat is kaal." in copy
    assert "Ingediend doorAlice" in copy
    office.do("suggest", "title_nl", "Anders", "Korter")
    position = alice.get(f"plans/{plan}/talk").text.split("/suggestions/")[1].split('"')[0]
    seen = read_version(alice, f"plans/{plan}/talk")
    path = f"plans/{plan}/suggestions/{position}"
    assert alice.post(path, choice="accept", version=seen, page="").status_code == 303
    assert parse(alice.get(f"plans/{plan}/copy")).text("main") == copy


def test_the_preview_is_the_page_that_residents_get(
    app: Flask, alice: Visitor, plan: str, office: Office
) -> None:
    preview = parse(alice.get(f"plans/{plan}/preview"))
    office.do("admit", "De gemeente plant mee.")
    with open_stores(app.extensions["settings"]) as stores:
        set_phase(stores, Phase.REVIEW)
        (id,) = listing.list_proposals(stores, find_round(stores, "voorjaar")).added
        set_phase(stores, Phase.LIST_FINAL)
    shown = parse(app.test_client().get(f"/nl/voorjaar/noord/plans/{id}"))
    assert preview.text("h1") == shown.text("h1")
    assert preview.text("dl") == shown.text("dl")
    public = parse(app.test_client().get(f"/nl/voorjaar/proposals/{plan}"))
    assert preview.text("table") == public.text("table") != ""
    for words in ("Bomen en bankjes", "Wij planten bomen."):
        assert words in preview.text("main")
        assert words in shown.text("main")
    english = parse(app.test_client().get(f"/en/voorjaar/noord/plans/{id}"))
    assert "The group wrote this in Dutch." in english.text("main")
    (heading,) = english.find_all("h1")
    assert heading.get("lang") == "nl"


def test_a_plan_with_its_own_theme_is_led_to_a_petition_and_then_to_one_button(
    app: Flask, alice: Visitor, plan: str
) -> None:
    alice.fill(plan, subject={"theme": "", "own_theme": "Muziek op straat"})
    overview = alice.get(f"plans/{plan}/")
    assert "‘Muziek op straat’ staat nog niet op de lijst" in parse(overview).text("main")
    assert "/petitions/" in overview.text
    assert "meer dan 50 handtekeningen" in parse(alice.get(f"plans/{plan}/hand-in")).text("main")
    assert alice.get(f"plans/{plan}/theme").status_code == 303
    alice.post(f"plans/{plan}/hand-in")
    with open_stores(app.extensions["settings"]) as stores, transaction(stores.register) as own:
        row = own.query(Round).one()
        names = {"slug": "muziek-op-straat", "name_nl": "Muziek op straat", "name_en": ""}
        place = {"position": 9, "listed_by": "residents", "priority": False}
        own.add(Theme(round_id=row.id, **names, **place))
        row.version += 1
    assert f"/plans/{plan}/theme" in alice.get(f"plans/{plan}/").text
    page = alice.get(f"plans/{plan}/theme")
    assert find_faults(parse(page), "nl") == []
    assert alice.post(f"plans/{plan}/theme").status_code == 303
    assert "staat nu op de lijst" not in alice.get(f"plans/{plan}/").text
