"""Two members of a group, at once and one after the other."""

import re

from sqlalchemy import delete

from tests.web.initiative.places import Visitor
from tests.web.pages import find_faults, parse
from voting.db.models.people import Login
from voting.db.session import open_stores, transaction


def read_version(visitor: Visitor, plan: str, step: str) -> str:
    shown = visitor.get(f"plans/{plan}/steps/{step}").text
    return str(re.findall(r'name="version" value="(\d+)"', shown)[0])


def test_two_who_save_at_once_see_both_texts_and_lose_none(
    alice: Visitor, bob: Visitor, plan: str
) -> None:
    path = f"plans/{plan}/steps/title"
    old = read_version(bob, plan, "title")
    alice.save(plan, "title", title_nl="Van <Alice>", summary_nl="Kort")
    typed = {"title_nl": "Van Bob", "summary_nl": "Kort", "title_en": "By Bob"}
    answer = bob.post(path, version=old, go="on", **typed)
    assert answer.status_code == 409
    page = parse(answer)
    assert find_faults(page, "nl") == []
    text = page.text("main")
    assert "Alice bewaarde dit" in text
    assert "Van <Alice>" in text
    assert page.fields("title_nl") == ["Van Bob"]
    assert page.fields("title_en") == ["By Bob"]
    assert "Wat het oplevert" not in text
    (fresh,) = page.fields("version")
    merged = bob.post(path, version=fresh, go="on", **(typed | {"title_nl": "Van Alice en Bob"}))
    assert merged.status_code == 303
    history = parse(alice.get(f"plans/{plan}/history")).text("main")
    assert "Van <Alice>" in history
    assert "Van Alice en Bob" in history
    assert history.index("Bob,") < history.index("Alice,")


def test_lines_of_a_budget_are_shown_beside_each_other(
    alice: Visitor, bob: Visitor, plan: str
) -> None:
    old = read_version(bob, plan, "costs")
    alice.save(plan, "costs", **{"costs-0-what": "Bomen", "costs-0-amount": "100"})
    typed = {"costs-0-what": "Bankjes", "costs-0-amount": "75,50"}
    answer = bob.post(f"plans/{plan}/steps/costs", version=old, **typed)
    text = parse(answer).text("main").replace("\xa0", " ")
    assert "Bomen: € 100" in text
    assert "Bankjes: € 75,50" in text
    assert parse(answer).fields("costs-0-amount") == ["75,50"]


def test_two_on_different_questions_do_not_meet(alice: Visitor, bob: Visitor, plan: str) -> None:
    old = read_version(bob, plan, "place")
    alice.save(plan, "title", title_nl="Groen")
    answer = bob.post(f"plans/{plan}/steps/place", version=old, buurt="werf")
    assert answer.status_code == 303
    assert "Groen" in bob.get(f"plans/{plan}/").text


def test_who_saves_after_it_was_handed_in_is_told_so(
    alice: Visitor, bob: Visitor, plan: str
) -> None:
    old = read_version(bob, plan, "title")
    token_page = f"plans/{plan}/steps/title"
    alice.fill(plan)
    shown = bob.get(token_page).text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', shown)[0]
    alice.post(f"plans/{plan}/hand-in")
    sent = {"csrf_token": token, "version": old, "title_nl": "Te laat"}
    answer = bob.client.post(f"/nl/my/{token_page}", data=sent)
    assert answer.status_code == 409
    assert "kan nu niet" in answer.text


def test_what_was_typed_while_a_login_ended_is_shown_to_copy(alice: Visitor, plan: str) -> None:
    path = f"plans/{plan}/steps/story"
    shown = alice.get(path).text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', shown)[0]
    sent = {"csrf_token": token, "version": "1", "go": "on"}
    sent |= {"description_nl": "Een lang <b> verhaal"}
    address = f"/nl/my/{path}"
    settings = alice.app.extensions["settings"]
    with open_stores(settings) as stores, transaction(stores.register) as register:
        register.execute(delete(Login))
    ended = alice.client.post(address, data=sent)
    alice.client.delete_cookie("session", path="/nl/my")
    lost = alice.client.post(address, data=sent)
    for answer in (ended, lost):
        page = parse(answer)
        assert answer.status_code == 401
        assert "Je bent uitgelogd" in page.text("h1")
        assert "Een lang <b> verhaal" in page.text("textarea")
        assert token not in page.text("main")
        assert find_faults(page, "nl") == []


def test_a_password_is_never_shown_back(alice: Visitor) -> None:
    typed = {"password": "drie fietsen op zolder", "new": "vier fietsen op zolder"}
    assert alice.client.post("/nl/my/password", data=typed).status_code == 400
    alice.client.delete_cookie("session", path="/nl/my")
    answer = alice.client.post("/nl/my/password", data=typed)
    assert answer.status_code == 303
    assert "fietsen" not in answer.text
