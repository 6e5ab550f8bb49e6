"""Casting through the pages: what is refused keeps what was chosen, and nothing is said twice."""

import io
import json
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.pages import find_faults, parse
from tests.web.towns import FINISHED, OPEN, Town, an_open_plan
from voting.ballotbox.codes import make_code

PLANS = f"/nl/{OPEN}/zuid/plans"
LOOK_OVER = f"/nl/{OPEN}/zuid/look-over"
CAST = f"/nl/{OPEN}/zuid/cast"
WRONG = "0000-0000-0000-0001"


@pytest.fixture
def letter(town: Town) -> str:
    """The code of a letter that nobody used yet."""
    return town.letters[OPEN]["zuid"].pop()


def look_over(visitor: FlaskClient, *plans: str) -> MultiDict[str, str]:
    """Choose plans and return the hidden fields of the look-over page."""
    for id in plans:
        visitor.post(PLANS, data={"plus": id})
    return MultiDict(parse(visitor.get(LOOK_OVER)).hidden())


def send(
    visitor: FlaskClient, fields: MultiDict[str, str], code: str, **more: Sequence[str] | str
) -> TestResponse:
    data = MultiDict(fields)
    for name, value in more.items():
        for one in [value] if isinstance(value, str) else value:
            data.add(name, one)
    data["code"] = code
    return visitor.post(CAST, data=data)


def read_slips(answer: TestResponse) -> list[str]:
    return ["".join(one.itertext()) for one in parse(answer).find_all("li", **{"class": "slip"})]


def test_a_vote_gives_five_slips_and_takes_the_choice_away(
    visitor: FlaskClient, letter: str
) -> None:
    answer = send(visitor, look_over(visitor, "Z01", "Z02"), letter)
    assert answer.status_code == 200
    page = parse(answer)
    assert find_faults(page, "nl") == []
    assert page.text("h1") == "Je hebt gestemd."
    slips = read_slips(answer)
    assert len(slips) == 5
    assert slips == sorted(slips)
    assert answer.headers["Cache-Control"] == "no-store"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("choice=;")
    assert visitor.get_cookie("choice") is None


def test_casting_carries_and_sets_no_cookie_but_the_choice(
    town_app: Flask, visitor: FlaskClient, letter: str
) -> None:
    fields = look_over(visitor, "Z01")
    plain = town_app.test_client(use_cookies=False)
    answer = plain.post(CAST, data=MultiDict(fields) | {"code": letter})
    assert answer.status_code == 200
    names = {one.partition("=")[0] for one in answer.headers.getlist("Set-Cookie")}
    assert names == {"choice"}


def test_a_double_tap_gives_the_same_receipt(visitor: FlaskClient, letter: str) -> None:
    fields = look_over(visitor, "Z01")
    first, second = send(visitor, fields, letter), send(visitor, fields, letter)
    assert (first.status_code, second.status_code) == (200, 200)
    assert parse(first).fields("signature") == parse(second).fields("signature")


def test_only_the_page_that_says_so_replaces_a_vote(visitor: FlaskClient, letter: str) -> None:
    send(visitor, look_over(visitor, "Z01"), letter)
    fields = look_over(visitor, "Z02")
    asked = send(visitor, fields, letter)
    assert asked.status_code == 409
    page = parse(asked)
    assert page.text("h1") == "Met deze code is al gestemd"
    assert find_faults(page, "nl") == []
    replaces = page.fields("replaces")
    assert len(replaces) == 5
    assert parse(visitor.get(LOOK_OVER)).fields("replaces") == []
    answer = send(visitor, fields, letter, replaces=replaces)
    assert answer.status_code == 200
    assert "Alles wat eerder met deze code is gestemd, is vervallen." in parse(answer).text()


def test_an_old_tab_does_not_overwrite_a_later_vote(visitor: FlaskClient, letter: str) -> None:
    old = look_over(visitor, "Z01")
    send(visitor, old, letter)
    newer = look_over(visitor, "Z02")
    replaces = parse(send(visitor, newer, letter)).fields("replaces")
    assert send(visitor, newer, letter, replaces=replaces).status_code == 200
    assert send(visitor, old, letter).status_code == 409
    assert send(visitor, old, letter, replaces=replaces).status_code == 409


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (WRONG, "Vaak is één teken fout. Je keuze is bewaard."),
        ("", "Vaak is één teken fout."),
        ("UUUU-UUUU-UUUU-UUUU", "Vaak is één teken fout."),
        ("7ZZZ" * 60, "Vaak is één teken fout."),
    ],
)
def test_a_wrong_code_is_shown_again_at_its_field_with_the_choice_kept(
    visitor: FlaskClient, code: str, words: str
) -> None:
    answer = send(visitor, look_over(visitor, "Z01", "Z01"), code)
    page = parse(answer)
    assert answer.status_code == 422
    assert words in page.text()
    assert find_faults(page, "nl") == []
    (field,) = page.find_all("input", id="code")
    assert field.get("value") == code[:40]
    assert field.get("aria-invalid") == "true"
    assert "code-e" in field.get("aria-describedby", "")
    assert ("rights-Z01", "2") in page.hidden()
    assert page.text("title").startswith("Fout:")
    assert "Z01=2" in str(visitor.get_cookie("choice"))


def test_an_unknown_code_is_told_apart_from_a_mistyped_one(visitor: FlaskClient) -> None:
    answer = send(visitor, look_over(visitor, "Z01"), make_code())
    assert answer.status_code == 422
    assert "Deze code bestaat niet in deze ronde." in parse(answer).text()


def test_wrong_codes_are_slowed_per_network_and_a_right_one_never(
    town_app: Flask, visitor: FlaskClient, letter: str
) -> None:
    fields = look_over(visitor, "Z01")
    network = {"REMOTE_ADDR": "203.0.113.77"}
    guesser = town_app.test_client(use_cookies=False)
    answers = []
    for _ in range(200):
        data = MultiDict(fields) | {"code": make_code()}
        answers.append(guesser.post(CAST, data=data, environ_base=network))
        if answers[-1].status_code == 429:
            break
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "een goede code werkt meteen" in parse(answers[-1]).text()
    data = MultiDict(fields) | {"code": letter}
    assert guesser.post(CAST, data=data, environ_base=network).status_code == 200


def test_a_code_of_another_area_names_both_and_leads_to_its_own(
    town: Town, visitor: FlaskClient
) -> None:
    other = town.letters[OPEN]["noord"][0]
    answer = send(visitor, look_over(visitor, "Z01"), other)
    page = parse(answer)
    assert answer.status_code == 409
    assert "Je code hoort bij Noord, je plannen bij Zuid. Kies in Noord." in page.text()
    assert page.find_all("a", href=f"/nl/{OPEN}/noord/plans")


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        ({"rights-Z01": "6"}, "Je gaf 6 rechten, maar je hebt er 5."),
        ({"rights-Z01": "-1", "rights-Z02": "1"}, "kan niet minder dan nul rechten krijgen"),
        ({"rights-N01": "1"}, "is een plan in Noord"),
        ({"rights-X99": "1"}, "staat niet op de lijst van deze ronde"),
        ({}, "Je hebt nog geen plan een recht gegeven."),
        ({"rights-Z01": "0"}, "Je hebt nog geen plan een recht gegeven."),
    ],
)
def test_a_selection_against_the_rules_is_refused_with_its_reason(
    visitor: FlaskClient, letter: str, rights: dict[str, str], words: str
) -> None:
    fields = MultiDict({"attempt": look_over(visitor, "Z01")["attempt"]} | rights)
    answer = send(visitor, fields, letter)
    assert answer.status_code == 422
    assert words in parse(answer).text()
    assert find_faults(parse(answer), "nl") == []


@pytest.mark.parametrize(
    "rights",
    [
        [("rights-Z01", "veel")],
        [("rights-Z01", "1"), ("rights-Z01", "2")],
        [("rights-Z01", "1e3")],
        [("rights-" + "x" * 64, "1")],
        [("rights-Z01", "9999999999999999999999")],
    ],
)
def test_a_form_that_no_page_of_ours_sends_is_not_understood(
    visitor: FlaskClient, letter: str, rights: list[tuple[str, str]]
) -> None:
    fields = MultiDict([("attempt", "A" * 22), *rights])
    answer = send(visitor, fields, letter)
    assert answer.status_code == 400
    assert "Er is niets veranderd en je keuze is bewaard." in parse(answer).text()


@pytest.mark.parametrize("attempt", ["", "kort", "é" * 22])
def test_a_broken_attempt_shows_the_page_again_with_a_new_one(
    visitor: FlaskClient, letter: str, attempt: str
) -> None:
    fields = look_over(visitor, "Z01")
    fields["attempt"] = attempt
    answer = send(visitor, fields, letter)
    assert answer.status_code == 422
    again = MultiDict(parse(answer).hidden())
    assert send(visitor, again, letter).status_code == 200


def test_a_foreign_form_is_refused(visitor: FlaskClient, letter: str) -> None:
    data = MultiDict(look_over(visitor, "Z01")) | {"code": letter}
    answer = visitor.post(CAST, data=data, headers={"Origin": "https://example.org"})
    assert answer.status_code == 403


def test_a_form_of_a_megabyte_is_refused_and_the_choice_is_kept(
    visitor: FlaskClient, letter: str
) -> None:
    fields = look_over(visitor, "Z01")
    answer = send(visitor, fields, letter, junk="x" * 1_000_000)
    assert answer.status_code == 413
    assert "Z01=1" in str(visitor.get_cookie("choice"))
    assert send(visitor, fields, letter).status_code == 200


def test_who_votes_after_closing_reads_when_it_closed_and_when_the_result_comes(
    town: Town, visitor: FlaskClient
) -> None:
    code = town.letters[FINISHED]["zuid"][-1]
    fields = {"attempt": "A" * 22, "rights-Z01": "1", "code": code}
    answer = visitor.post(f"/nl/{FINISHED}/zuid/cast", data=fields)
    assert answer.status_code == 409
    assert "Stemmen kan niet meer sinds" in parse(answer).text()
    assert find_faults(parse(answer), "nl") == []


def test_who_votes_too_early_reads_from_when(town: Town, visitor: FlaskClient) -> None:
    plan = an_open_plan("te-vroeg", opens=3)
    town.add_round(plan, open=False)
    fields = {"attempt": "A" * 22, "rights-Z01": "1", "code": WRONG}
    answer = visitor.post("/nl/te-vroeg/zuid/cast", data=fields)
    assert answer.status_code == 409
    assert "Stemmen kan vanaf" in parse(answer).text()
    assert find_faults(parse(answer), "nl") == []
    assert "Stemmen kan van" in parse(visitor.get("/nl/te-vroeg/")).text()


def test_reloading_the_cast_address_leads_back_to_looking_over(visitor: FlaskClient) -> None:
    answer = visitor.get(CAST)
    assert (answer.status_code, answer.location) == (303, LOOK_OVER)


def test_the_receipt_can_be_kept_as_a_file(visitor: FlaskClient, letter: str) -> None:
    page = parse(send(visitor, look_over(visitor, "Z01"), letter))
    fields = {name: page.fields(name)[0] for name in ("promise", "signature")}
    answer = visitor.post(f"/nl/{OPEN}/receipt.txt", data=fields)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
    lines = answer.get_data(as_text=True).splitlines()
    assert "Je hebt gestemd." in lines[2]
    assert lines[-2] == f"promise: {fields['promise']}"
    assert lines[-1] == f"signature: {fields['signature']}"
    assert len(json.loads(fields["promise"])["slips"]) == 5


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"promise": "hallo", "signature": "A" * 86},
        {"promise": '{"a":\n"b"}', "signature": "A" * 86},
        {"promise": "{}" * 10, "signature": "short"},
    ],
)
def test_a_receipt_file_holds_no_other_text(visitor: FlaskClient, fields: dict[str, str]) -> None:
    assert visitor.post(f"/nl/{OPEN}/receipt.txt", data=fields).status_code == 400


def test_done_clears_the_screen_the_choice_and_the_browsers_copies(visitor: FlaskClient) -> None:
    visitor.post(PLANS, data={"plus": "Z01"})
    answer = visitor.post("/nl/clear")
    assert (answer.status_code, answer.location) == (303, "/nl/")
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert visitor.get_cookie("choice") is None


def test_nothing_about_a_vote_is_logged(
    visitor: FlaskClient, letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = look_over(visitor, "Z01")
    capsys.readouterr()
    send(visitor, fields, WRONG)
    send(visitor, fields, letter)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", [PLANS, LOOK_OVER, f"/nl/{OPEN}/check"])
def test_no_cache_keeps_a_page_that_knows_a_choice(visitor: FlaskClient, path: str) -> None:
    visitor.post(PLANS, data={"plus": "Z01"})
    assert visitor.get(path).headers["Cache-Control"] == "no-store"


def test_a_broken_upload_in_the_form_changes_nothing(visitor: FlaskClient) -> None:
    data = {"code": (io.BytesIO(b"x"), "code.txt"), "rights-Z01": "1"}
    answer = visitor.post(CAST, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
