"""The money for a plan on the group's pages: from result to closing report, and who sees what."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask

from tests.photo_files import make_photo
from tests.services.final_rounds import (
    DECIDING,
    NOW,
    TRANCHES,
    TWO,
    Street,
    look_at_payees,
    make_street,
)
from tests.services.people import LETTERS, PASSWORD
from tests.services.test_copying import add_next_round
from tests.web.initiative.places import Visitor
from tests.web.initiative.test_photos import send_form
from tests.web.pages import find_faults, parse
from voting.db.session import open_stores
from voting.domain.payees import HOLD
from voting.services import agreeing, granting, redeeming, reporting_back
from voting.services.viewing_grants import view_own_grant
from voting.settings import Settings
from voting.web.signed_in import open_account_keys

PAYEE = {
    "name": "Stichting Groen",
    "kvk": "12345678",
    "iban": "NL91 ABNA 0417 1643 00",
    "holder": "Stichting Groen",
    "password": PASSWORD,
}
MONEY = "plans/plandoel/grant"


@pytest.fixture
def street(settings: Settings) -> Street:
    with open_stores(settings) as stores:
        return make_street(stores, settings)


def sign_in(app: Flask, name: str, language: str = "nl") -> Visitor:
    made = Visitor(app, language)
    answer = made.post("sign-in", email=f"{name}@example.nl", password=PASSWORD)
    assert answer.status_code == 303, answer.text
    return made


@pytest.fixture
def alice(app: Flask, street: Street) -> Visitor:
    return sign_in(app, "alice")


@pytest.fixture
def office(app: Flask, street: Street) -> Callable[..., None]:
    """Return what does an act of the office: `office(act, ...)`."""

    def act(what: Callable[..., object], *facts: object, at: datetime = NOW) -> None:
        with open_stores(street.settings) as stores:
            what(stores, LETTERS, *facts, at)

    return act


def decide(street: Street) -> None:
    with open_stores(street.settings) as stores:
        granting.decide_round(stores, LETTERS, street.state, DECIDING)


def pay(app: Flask, street: Street) -> None:
    with app.app_context():
        keys = open_account_keys()
    with open_stores(street.settings) as stores:
        at = datetime.now(UTC) + HOLD
        look_at_payees(stores, street.poll.round_id, at)
        made = redeeming.make_payment_list(stores, keys, street.poll.round_id, TWO, at)
        redeeming.confirm_paid(stores, LETTERS, made.number, "Ali", at)


def find_reference(street: Street) -> str:
    with open_stores(street.settings) as stores:
        return view_own_grant(stores, "plandoel", street.alice).reference


def test_a_group_reads_what_it_got_and_why(street: Street, alice: Visitor) -> None:
    page = parse(alice.get(MONEY))
    text = page.text("main")
    assert "90" in text
    assert "€ 8.000,00" in text
    assert find_faults(page, "nl") == []
    assert f"/my/{MONEY}" in alice.get("plans/plandoel/").text


def test_a_group_redeems_two_tranches_and_closes(
    app: Flask, street: Street, alice: Visitor, office: Callable[..., None]
) -> None:
    decide(street)
    assert "voorjaar-" in alice.get(MONEY).text
    wrong = alice.post(f"{MONEY}/payee/entity", **{**PAYEE, "iban": "NL91ABNA0417164301"})
    assert wrong.status_code == 422
    assert "controlecijfers" in wrong.text
    assert 'value="NL91ABNA0417164301"' in wrong.text
    assert alice.post(f"{MONEY}/payee", kind="entity").location.endswith("/payee/entity")
    assert alice.post(f"{MONEY}/payee/entity", **PAYEE).location.endswith("/grant")
    office(agreeing.offer_agreement, find_reference(street), TRANCHES, "Noor")
    page = alice.get(f"{MONEY}/agreement").text
    assert "tweede stap" in page
    otp = switch_on(alice)
    page = alice.get(f"{MONEY}/agreement").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    no = alice.post(f"{MONEY}/agreement", version=version, code="000000")
    assert no.status_code == 422
    used = alice.post(f"{MONEY}/agreement", version=version, code=otp.now())
    assert used.status_code == 422
    code = otp.at(datetime.now(UTC) + timedelta(seconds=30))
    assert alice.post(f"{MONEY}/agreement", version=version, code=code).status_code == 303
    pay(app, street)
    empty = alice.post(f"{MONEY}/report/1", text="", spent="veel")
    assert empty.status_code == 422
    assert 'value="veel"' in empty.text
    told = {"text": "Geplant <b>!</b>", "spent": "4.500"}
    assert alice.post(f"{MONEY}/report/1", **told).status_code == 303
    office(reporting_back.accept_report, find_reference(street), "Noor")
    pay(app, street)
    assert alice.post(f"{MONEY}/closing", text="Het groeit.", spent="8000").status_code == 303
    office(reporting_back.accept_report, find_reference(street), "Noor")
    shown = alice.get(MONEY).text
    assert "Afgerond" in parse(alice.get(MONEY)).text("main")
    assert "Geplant &lt;b&gt;!&lt;/b&gt;" in shown
    public = parse(app.test_client().get("/nl/voorjaar/proposals/plandoel"))
    assert "Het groeit." in public.text("main")
    assert "4300" not in public.text("main")
    assert "Stichting Groen" not in public.text("main")
    assert find_faults(public, "nl") == []


def switch_on(visitor: Visitor) -> pyotp.TOTP:
    page = visitor.post("app", password=PASSWORD).text
    secret = re.findall(r"\b[A-Z2-7]{32}\b", re.sub(r"(?<=[A-Z2-7]{4}) (?=[A-Z2-7]{4})", "", page))
    otp = pyotp.TOTP(secret[0])
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    sent = {"csrf_token": token, "code": otp.now()}
    answer = visitor.client.post("/nl/my/app/on", data=sent)
    assert answer.status_code == 200, answer.text
    return otp


PAGES = (
    MONEY,
    f"{MONEY}/payee",
    f"{MONEY}/payee/person",
    f"{MONEY}/account",
    f"{MONEY}/agreement",
    f"{MONEY}/report/1",
    f"{MONEY}/closing",
)
LEADS_ONLY = {f"{MONEY}/payee", f"{MONEY}/payee/person", f"{MONEY}/account"}


def test_each_page_is_open_to_whom_it_is_meant_for(
    app: Flask, street: Street, alice: Visitor, office: Callable[..., None]
) -> None:
    decide(street)
    alice.post(f"{MONEY}/payee/entity", **PAYEE)
    reference = find_reference(street)
    office(agreeing.offer_agreement, reference, TRANCHES, "Noor")
    office(agreeing.record_on_paper, reference, 1, "Noor")
    pay(app, street)
    bob, charlie = sign_in(app, "bob"), sign_in(app, "charlie")
    nobody = Visitor(app)
    for path in PAGES:
        assert alice.get(path).status_code == 200, path
        assert bob.get(path).status_code == (403 if path in LEADS_ONLY else 200), path
        missing = bob.get(path.replace("plandoel", "planweg"))
        hidden = charlie.get(path)
        assert (missing.status_code, hidden.status_code) == (404, 404), path
        assert nobody.get(path).location.endswith("/my/sign-in"), path
        for page in (alice.get(path), bob.get(path)):
            assert "04171643" not in page.text, path
        assert find_faults(parse(alice.get(path)), "nl") == [], path
    refused = bob.post(f"{MONEY}/payee/entity", f"{MONEY}/report/1", **PAYEE)
    assert refused.status_code == 403


def test_the_whole_account_number_takes_a_password(
    street: Street, alice: Visitor, app: Flask
) -> None:
    decide(street)
    alice.post(f"{MONEY}/payee/entity", **PAYEE)
    assert "4300" in alice.get(MONEY).text
    wrong = alice.post(f"{MONEY}/account", password="iets heel anders")
    assert wrong.status_code == 422
    assert "04171643" not in wrong.text
    shown = alice.post(f"{MONEY}/account", password=PASSWORD)
    assert "NL91ABNA0417164300" in shown.text.replace(" ", "")
    assert "no-store" in shown.headers["Cache-Control"]
    assert "04171643" not in sign_in(app, "bob").get(MONEY).text


def test_unknown_fields_and_forged_forms_are_refused(street: Street, alice: Visitor) -> None:
    decide(street)
    assert alice.post(f"{MONEY}/payee/entity", **PAYEE, state="paid").status_code == 400
    forged = alice.client.post(f"/nl/my/{MONEY}/payee/entity", data=PAYEE)
    assert forged.status_code == 400
    assert alice.post(f"{MONEY}/payee", kind="municipality").status_code == 422
    young = {"name": "Kim", "iban": PAYEE["iban"], "holder": "Kim"}
    answer = alice.post(f"{MONEY}/payee/person", **young)
    assert answer.status_code == 422
    assert "18 jaar" in answer.text


def test_a_group_is_told_early_that_it_must_report(
    app: Flask, street: Street, alice: Visitor
) -> None:
    with open_stores(street.settings) as stores:
        add_next_round(stores)
    decide(street)
    alice.post("plans/planboom/grant/payee/entity", **PAYEE)
    pay(app, street)
    for path in ("plans/", "plans/new"):
        assert "nog geen verslag" in parse(alice.get(path)).text("main"), path
    told = alice.post("plans/planboom/grant/closing", text="Staat er", spent="4000")
    assert told.status_code == 303
    assert "nog geen verslag" not in parse(alice.get("plans/new")).text("main")


def test_a_plan_that_got_nothing_goes_on_to_the_next_round(street: Street, alice: Visitor) -> None:
    with open_stores(street.settings) as stores:
        add_next_round(stores)
    assert "/again" in alice.get("plans/planbank/").text
    assert "/again" not in alice.get("plans/plandoel/").text
    new = alice.post("plans/planbank/again", round="najaar").location
    assert "Bank" in alice.client.get(new).text
    overview = parse(alice.get("plans/planbank/"))
    assert "Meegenomen naar een volgende ronde" in overview.text("main")
    assert new in [link.get("href") for link in overview.find_all("a")]
    assert alice.client.get(new + "history").text.count("/nl/my/plans/planbank/history") == 1
    assert alice.get("plans/plandoel/again").status_code == 303


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_state_has_a_page_without_faults(
    app: Flask, street: Street, office: Callable[..., None], language: str
) -> None:
    alice = sign_in(app, "alice", language)
    assert find_faults(parse(alice.get("plans/planbank/grant")), language) == []
    with open_stores(street.settings) as stores:
        granting.refuse_grant(stores, LETTERS, street.state, "boom", 1, "Mag niet", DECIDING)
    decide(street)
    refused = parse(alice.get("plans/planboom/grant"))
    assert find_faults(refused, language) == []
    assert "Mag niet" in refused.text("main")
    assert find_faults(parse(alice.get(MONEY)), language) == []


ALBUM = "plans/plandoel/photos/with/milestone-1"


def agree_on_paper(street: Street, alice: Visitor, office: Callable[..., None]) -> str:
    decide(street)
    alice.post(f"{MONEY}/payee/entity", **PAYEE)
    reference = find_reference(street)
    office(agreeing.offer_agreement, reference, TRANCHES, "Noor")
    office(agreeing.record_on_paper, reference, 1, "Noor")
    return reference


def send_photo(visitor: Visitor, album: str, words: str) -> str:
    """Add a photo in three steps; return its id."""
    page = visitor.get(f"{album}/new").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    path = f"/{visitor.language}/my/{album}/new"
    sent = send_form(visitor.client, path, {"csrf_token": token}, make_photo())
    id = sent.location.split("/")[-2]
    step = f"plans/plandoel/photos/{id}"
    visitor.post(f"{step}/words", alt_nl=words, alt_en="")
    assert visitor.post(f"{step}/consent", agreed="yes").location.endswith(f"/my/{album}")
    return id


@pytest.mark.parametrize("language", ["nl", "en"])
def test_photos_go_along_with_a_report_and_stand_in_public_once_it_is_accepted(
    app: Flask, street: Street, office: Callable[..., None], language: str
) -> None:
    alice = sign_in(app, "alice", language)
    reference = agree_on_paper(street, alice, office)
    pay(app, street)
    assert f"/my/{ALBUM}" in alice.get(f"{MONEY}/report/1").text
    id = send_photo(alice, ALBUM, "Drie bomen")
    for path in (ALBUM, f"{ALBUM}/new", f"{MONEY}/report/1", f"{MONEY}/closing"):
        assert find_faults(parse(alice.get(path)), language) == [], path
    empty = alice.post(f"{MONEY}/report/1", text="", spent="")
    assert [one.get("alt") for one in parse(empty).find_all("img")] == ["Drie bomen"]
    anybody = app.test_client()
    picture, page = f"/photos/{id}/page.jpg", f"/{language}/voorjaar/proposals/plandoel"
    assert anybody.get(picture).status_code == 404
    assert alice.post(f"{MONEY}/report/1", text="Geplant", spent="4500").status_code == 303
    assert anybody.get(picture).status_code == 200
    shown = app.test_cli_runner().invoke(args=["grant", "show", reference]).output
    assert f"photo\tmilestone-1\thttp://127.0.0.1:5000{picture}\tDrie bomen" in shown
    assert parse(anybody.get(page)).find_all("img") == []
    office(reporting_back.accept_report, reference, "Noor")
    public = parse(anybody.get(page))
    (image,) = public.find_all("img")
    assert (image.get("src"), image.get("alt"), image.get("loading")) == (
        picture,
        "Drie bomen",
        "lazy",
    )
    assert find_faults(public, language) == []
    assert alice.get(f"{ALBUM}/new").location.endswith(ALBUM)
    assert f"/my/{ALBUM}" in alice.get(MONEY).text
    assert alice.post(f"plans/plandoel/photos/{id}/remove").location.endswith(ALBUM)
    assert anybody.get(picture).status_code == 404
    assert parse(anybody.get(page)).find_all("img") == []


def test_what_the_closing_report_shows_stands_with_what_it_brought(
    app: Flask, street: Street, alice: Visitor, office: Callable[..., None]
) -> None:
    decide(street)
    alice.post("plans/planboom/grant/payee/entity", **PAYEE)
    pay(app, street)
    album = "plans/planboom/photos/with/closing"
    page = alice.get(f"{album}/new").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    sent = send_form(alice.client, f"/nl/my/{album}/new", {"csrf_token": token}, make_photo())
    id = sent.location.split("/")[-2]
    alice.post(f"plans/planboom/photos/{id}/words", alt_nl="De boom", alt_en="The tree")
    unfinished = alice.get("plans/planboom/grant/closing").text
    assert "Nog niet af" in unfinished
    alice.post(f"plans/planboom/photos/{id}/consent", agreed="yes")
    assert alice.post("plans/planboom/grant/closing", text="Staat", spent="4000").status_code == 303
    office(reporting_back.accept_report, "voorjaar-1", "Noor")
    public = parse(app.test_client().get("/en/voorjaar/proposals/planboom"))
    assert [one.get("alt") for one in public.find_all("img")] == ["The tree"]
    said = ["--office", "Wijken", "--reason", "Op verzoek."]
    runner = app.test_cli_runner()
    assert "The tree" not in runner.invoke(args=["proposal", "photos", "plandoel"]).output
    assert "De boom\tclosing" in runner.invoke(args=["proposal", "photos", "planboom"]).output
    done = runner.invoke(args=["proposal", "remove-photo", "planboom", "1", *said])
    assert done.exit_code == 0, done.output
    assert app.test_client().get(f"/photos/{id}/page.jpg").status_code == 404


def test_photos_of_a_report_are_open_to_the_group_alone(
    app: Flask, street: Street, alice: Visitor, office: Callable[..., None]
) -> None:
    agree_on_paper(street, alice, office)
    pay(app, street)
    bob, charlie, nobody = sign_in(app, "bob"), sign_in(app, "charlie"), Visitor(app)
    id = send_photo(bob, ALBUM, "Bomen")
    for path in (ALBUM, f"{ALBUM}/new", f"plans/plandoel/photos/{id}/list.jpg"):
        assert alice.get(path).status_code == bob.get(path).status_code == 200, path
        assert charlie.get(path).status_code == 404, path
        assert nobody.get(path).location.endswith("/my/sign-in"), path
    for wrong in ("milestone-0", "milestone-2", "milestone-01", "milestone-x", "party"):
        assert alice.get(f"plans/plandoel/photos/with/{wrong}").status_code == 404, wrong
    assert alice.get("plans/planbank/photos/with/closing").status_code == 404
    huge = send_form(charlie.client, f"/nl/my/{ALBUM}/new", {}, bytes(13 * 1024 * 1024))
    assert huge.status_code == 404
    assert alice.post(ALBUM, f"{ALBUM}/new", up=id).location.endswith(ALBUM)


def test_the_plan_says_what_became_of_it_to_its_group_and_to_everybody(
    app: Flask, street: Street, alice: Visitor, office: Callable[..., None]
) -> None:
    def read(plan: str) -> tuple[str, str]:
        own = parse(alice.get(f"plans/{plan}/")).text("h2")
        public = parse(app.test_client().get(f"/nl/voorjaar/proposals/{plan}")).text("main")
        return own, public

    def check(plan: str, words: str) -> None:
        for shown in read(plan):
            assert words in shown
            assert "Op de lijst" not in shown

    check("plandoel", "Krijgt € 8.000,00")
    check("planbank", "Geen geld in deze ronde")
    assert "geen geld" in parse(alice.get("plans/planbank/")).text("main")
    alice.language = "en"
    assert "No money in this round" in parse(alice.get("plans/planbank/")).text("main")
    alice.language = "nl"
    agree_on_paper(street, alice, office)
    check("plandoel", "Overeengekomen")
    alice.post("plans/planboom/grant/payee/entity", **PAYEE)
    pay(app, street)
    check("plandoel", "In uitvoering")
    assert alice.post("plans/planboom/grant/closing", text="Staat", spent="4000").status_code == 303
    office(reporting_back.accept_report, "voorjaar-1", "Noor")
    check("planboom", "Afgerond")
