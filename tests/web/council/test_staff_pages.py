"""Staff as a browser meets it: invited, the second step, roles, two people, and who is refused."""

import re
from datetime import UTC, datetime

import pyotp
import pytest
from flask import Flask

from tests.services.people import PASSWORD
from tests.web.council.places import Officer, hire_officer
from tests.web.initiative.places import Visitor, find_link, read_mails
from tests.web.towns import Town, an_open_plan, open_town
from voting.db.session import open_stores
from voting.domain.staff import StaffRole
from voting.services.staff_log import list_log

MANAGER, ADMIN = StaffRole.ROUND_MANAGER, StaffRole.ADMINISTRATOR


def read_refusals(app: Flask) -> list[tuple[str, str, str]]:
    with open_stores(app.extensions["settings"]) as stores:
        return [(line.name, line.act, line.refused) for line in list_log(stores) if line.refused]


@pytest.fixture
def admin(app: Flask) -> Officer:
    return hire_officer(app, "Anna", ADMIN)


def test_from_the_first_command_to_the_workspace(app: Flask) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["staff", "invite-first", "daan@example.nl"])
    assert result.exit_code == 0, result.output
    daan = Visitor(app)
    path = find_link(app).split("/my/")[1]
    assert daan.get(path).status_code == 200
    answer = daan.post(path, name="Daan", new=PASSWORD)
    assert answer.location.endswith("/council/step")
    for elsewhere in ("council/", "council/staff", "council/log", "council/requests"):
        assert daan.get(elsewhere).location.endswith("/council/step")
    shown = daan.post("app", password=PASSWORD).text
    secret = re.search(r"<code>(\w+)</code>", shown)
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert secret is not None
    assert token is not None
    code = pyotp.TOTP(secret[1]).now()
    sent = {"csrf_token": token[1], "code": code}
    assert "/nl/my/council/" in daan.client.post("/nl/my/app/on", data=sent).text
    assert daan.get("council/").status_code == 200
    again = runner.invoke(args=["staff", "invite-first", "eve@example.nl"])
    assert again.exit_code == 1
    off = daan.post("app/off", password=PASSWORD)
    assert off.status_code == 422
    assert "tweede stap" in off.text


def test_an_administrator_invites_and_the_new_colleague_comes_in(
    app: Flask, admin: Officer
) -> None:
    refused = admin.post("council/staff/invite", email="daan@example.nl", department="Wijken")
    assert refused.status_code == 422
    assert 'value="daan@example.nl"' in refused.text
    fields = {"email": "daan@example.nl", "department": "Wijken", "role_publisher": "yes"}
    assert admin.post("council/staff/invite", **fields).status_code == 303
    assert "daan@example.nl" in admin.get("council/staff").text
    daan = Visitor(app)
    assert daan.post(find_link(app).split("/my/")[1], name="Daan", new=PASSWORD).status_code == 303
    assert "Daan" in admin.get("council/staff").text
    assert "anna@example.nl" in {mail.recipient for mail in read_mails(app)}


def test_an_invitation_can_be_withdrawn(app: Flask, admin: Officer) -> None:
    admin.post("council/staff/invite", email="daan@example.nl", role_publisher="yes")
    link = find_link(app).split("/my/")[1]
    page = admin.get("council/staff").text
    id = re.search(r'name="invitation" value="(\w+)"', page)
    assert id is not None
    admin.post("council/staff/invitations", "council/staff", invitation=id[1])
    assert Visitor(app).get(link).status_code == 410


def test_a_group_member_becomes_staff_with_the_same_account(app: Flask, admin: Officer) -> None:
    bob = Visitor(app).open_account("bob")
    admin.post("council/staff/invite", email="bob@example.nl", role_reviewer="yes")
    link = find_link(app).split("/my/")[1]
    assert Visitor(app).get(link).status_code == 200
    assert "bob@example.nl" in bob.get(link).text
    eve = Visitor(app).open_account("eve")
    assert eve.post(f"{link}/with-account", link).status_code == 410
    assert bob.post(f"{link}/with-account", link).status_code == 200
    assert bob.get("council/").location.endswith("/sign-in")


def test_a_stolen_cookie_ends_with_the_role(app: Flask, admin: Officer) -> None:
    paul = hire_officer(app, "Paul", StaffRole.PUBLISHER)
    cookie = paul.client.get_cookie("session", path="/nl/my")
    assert cookie is not None
    thief = Visitor(app)
    thief.client.set_cookie("session", cookie.value, path="/nl/my")
    assert thief.get("council/requests").status_code == 200
    path = f"council/staff/{paul.me.person.hex()}"
    assert admin.post(path, role_reviewer="yes", all_areas="yes").status_code == 303
    for browser in (thief, paul):
        assert browser.get("council/requests").location.endswith("/sign-in")


def test_a_wrong_role_and_a_missing_token_are_refused_and_logged(app: Flask) -> None:
    paul = hire_officer(app, "Paul", StaffRole.PUBLISHER)
    assert paul.get("council/staff").status_code == 403
    forged = paul.client.post("/nl/my/council/step", data={"code": "000000"})
    assert forged.status_code == 400
    assert read_refusals(app) == [("Paul", "page", "CSRF"), ("Paul", "page", "RoleNeeded")]
    auditor = hire_officer(app, "Olga", StaffRole.AUDITOR)
    assert "Paul" in auditor.get("council/log").text


def test_an_account_of_a_group_fills_no_staff_log(app: Flask) -> None:
    eve = Visitor(app).open_account("eve")
    assert eve.get("council/staff").status_code == 403
    assert eve.get("council/step").status_code == 404
    assert read_refusals(app) == []


@pytest.fixture
def town(app: Flask) -> Town:
    with open_town(app.extensions["settings"]) as made:
        made.add_round(an_open_plan("ronde"))
        return made


def take_shown(page: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found is not None, page
    return found[1]


def test_two_people_let_voting_close_later_and_nobody_else(app: Flask, town: Town) -> None:
    noor, ali = hire_officer(app, "Noor", MANAGER), hire_officer(app, "Ali", MANAGER)
    path = "council/rounds/ronde/extend"
    later = f"{datetime.now(UTC).year + 1}-06-15 20:00"
    wrong = noor.post(path, closes="morgen")
    assert wrong.status_code == 422
    assert 'value="morgen"' in wrong.text
    request = noor.post(path, closes=later).location.split("/my/")[1]
    assert later[:4] in noor.get(request).text
    assert "shown" not in noor.get(request).text
    hashed = take_shown(ali.get(request).text)
    forged = noor.post(f"{request}/confirm", request, shown=hashed)
    assert forged.status_code == 422
    again = Officer(app, noor.me)
    again.codes = noor.codes
    assert again.sign_in().post(f"{request}/confirm", request, shown=hashed).status_code == 422
    changed = ali.post(f"{request}/confirm", request, shown="00" * 32)
    assert changed.status_code == 422
    assert ali.post(f"{request}/confirm", request, shown=hashed).status_code == 303
    replayed = ali.post(f"{request}/confirm", "", shown=hashed, fresh_code=ali.codes.pop())
    assert replayed.status_code == 422
    why = [one for _name, act, one in read_refusals(app) if act == "confirm"]
    assert why == ["RequestSettled", "RequestChanged", "SamePerson", "SamePerson"]
    with open_town(app.extensions["settings"]) as seen:
        assert seen.state("ronde").plan.times.closes.year == int(later[:4])


def test_a_code_is_asked_before_each_act_and_nothing_typed_is_lost(app: Flask, town: Town) -> None:
    noor = hire_officer(app, "Noor", MANAGER)
    closes = f"{datetime.now(UTC).year + 1}-06-15 20:00"
    first = noor.post("council/rounds/ronde/extend", closes=closes)
    assert first.status_code == 303
    annul = noor.post("council/rounds/ronde/annul", reason="Brand & water")
    assert annul.status_code == 422
    assert 'name="fresh_code"' in annul.text
    assert 'value="Brand &amp; water"' in annul.text
    wrong = noor.post("council/rounds/ronde/annul", reason="Brand & water", fresh_code="000000")
    assert wrong.status_code == 422
    assert 'value="Brand &amp; water"' in wrong.text
    code = noor.codes.pop()
    done = noor.post("council/rounds/ronde/annul", reason="Brand & water", fresh_code=code)
    assert done.status_code == 303
    reused = noor.post("council/rounds/ronde/annul", reason="Nog eens", fresh_code=code)
    assert reused.status_code == 422
    assert ("Noor", "code", "OneTimeCodeWrong") in read_refusals(app)
