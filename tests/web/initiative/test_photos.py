"""Photos of a plan as its group, others and nobody meet them: sent, described, shown, removed."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.photo_files import (
    GPS_PLACE,
    SVG,
    make_bomb,
    make_located_photo,
    make_noise,
    make_photo,
    save,
)
from tests.web.initiative.places import Visitor, set_phase
from tests.web.pages import find_faults, parse
from voting.db.session import open_stores
from voting.domain.rounds import Phase
from voting.settings import Settings

MEGABYTE = 1024 * 1024
WORDS = "Drie bomen <b>&</b> een bank"


def send(visitor: Visitor, plan: str, content: bytes, name: str = "foto.jpg") -> TestResponse:
    page = visitor.get(f"plans/{plan}/photos/new").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    return send_form(
        visitor.client,
        f"/{visitor.language}/my/plans/{plan}/photos/new",
        {"csrf_token": token[1]},
        content,
        name,
    )


def send_form(
    client: FlaskClient, path: str, fields: dict[str, str], content: bytes, name: str = "foto.jpg"
) -> TestResponse:
    """Send a form with a file as a browser writes it."""
    parts = [
        f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
        for key, value in fields.items()
    ]
    head = f'Content-Disposition: form-data; name="photo"; filename="{name}"\r\n\r\n'
    parts.append(head.encode() + content)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=edge")


def add(visitor: Visitor, plan: str, words: str = WORDS) -> str:
    """Add a photo in three steps; return its id."""
    sent = send(visitor, plan, make_photo())
    assert sent.status_code == 303, sent.text
    id = sent.location.split("/")[-2]
    path = f"plans/{plan}/photos/{id}"
    assert visitor.post(f"{path}/words", alt_nl=words, alt_en="").location.endswith("/consent")
    assert visitor.post(f"{path}/consent", agreed="yes").location.endswith("/photos")
    return id


def hand_in(visitor: Visitor, plan: str) -> None:
    visitor.fill(plan)
    assert visitor.post(f"plans/{plan}/hand-in").status_code == 303


def list_files(app: Flask) -> list[Path]:
    settings: Settings = app.extensions["settings"]
    return [file for file in settings.files_dir.rglob("*") if file.is_file()]


def test_a_photo_in_three_short_steps(app: Flask, alice: Visitor, plan: str) -> None:
    id = add(alice, plan)
    page = alice.get(f"plans/{plan}/photos")
    (image,) = parse(page).find_all("img")
    assert image.get("alt") == WORDS
    assert (image.get("width"), image.get("height"), image.get("loading")) == ("400", "300", "lazy")
    own = alice.client.get(image.get("src", ""))
    assert (own.status_code, own.content_type) == (200, "image/jpeg")
    assert own.headers["Cache-Control"] == "no-store"
    assert "1 foto" in alice.get(f"plans/{plan}/").text
    assert id in image.get("src", "")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_of_a_photo_is_sound(alice: Visitor, plan: str, language: str) -> None:
    id = add(alice, plan)
    second = send(alice, plan, make_photo()).location.split("/")[-2]
    alice.language = language
    base = f"plans/{plan}/photos"
    for path in ("", "/new", f"/{id}/words", f"/{second}/words", f"/{id}/consent", f"/{id}/remove"):
        shown = alice.get(base + path)
        assert shown.status_code == 200
        assert find_faults(parse(shown), language) == [], path
    for refused in (
        send(alice, plan, b"text"),
        alice.post(f"{base}/{id}/words", alt_nl="", alt_en=""),
        alice.post(f"{base}/{id}/consent"),
    ):
        assert refused.status_code == 422
        assert find_faults(parse(refused), language) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (SVG, "foto.jpg", "JPEG, PNG of WebP"),
        (b"alleen tekst", "foto.png", "JPEG, PNG of WebP"),
        (make_photo(form="GIF"), "foto.jpg", "JPEG, PNG of WebP"),
        (b"", "leeg.jpg", "JPEG, PNG of WebP"),
        (b"", "", "Kies eerst"),
        (make_bomb(), "klein.png", "40 miljoen"),
        (make_bomb(8000, 8000), "klein.png", "40 miljoen"),
        (make_photo()[:900], "half.jpg", "beschadigd"),
        (make_photo(50, 400), "smal.jpg", "50 bij 400"),
        (make_photo() + bytes(12 * MEGABYTE), "groot.jpg", "12 MB"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_reason(
    app: Flask, alice: Visitor, plan: str, content: bytes, name: str, said: str
) -> None:
    answer = send(alice, plan, content, name)
    assert answer.status_code == 422
    assert said in parse(answer).text("form")
    assert 'aria-invalid="true"' in answer.text
    assert list_files(app) == []


def test_thirty_megabytes_are_refused_on_the_page_itself(
    app: Flask, alice: Visitor, plan: str
) -> None:
    id = add(alice, plan)
    answer = send(alice, plan, bytes(30 * MEGABYTE))
    assert answer.status_code == 413
    assert "12 MB" in parse(answer).text("form")
    assert find_faults(parse(answer), "nl") == []
    assert [one.get("alt") for one in parse(alice.get(f"plans/{plan}/photos")).find_all("img")] == [
        WORDS
    ]
    assert len(list_files(app)) == 2
    assert id


def test_a_real_photo_of_a_megabyte_and_more_is_taken(alice: Visitor, plan: str) -> None:
    photo = save(make_noise(2400, 1200), "JPEG", quality=80)
    assert len(photo) > MEGABYTE
    assert send(alice, plan, photo).status_code == 303


def test_only_this_form_takes_more_than_the_others(alice: Visitor, plan: str) -> None:
    large = "x" * (2 * MEGABYTE)
    form = f"plans/{plan}/photos/new"
    assert alice.post(f"plans/{plan}/photos", form, up=large).status_code == 413
    assert alice.post("name", name=large).status_code == 413


def test_who_is_not_signed_in_sends_no_file(app: Flask, alice: Visitor, plan: str) -> None:
    path = f"/nl/my/plans/{plan}/photos/new"
    for content in (make_photo(), bytes(2 * MEGABYTE), bytes(30 * MEGABYTE)):
        answer = send_form(app.test_client(), path, {}, content)
        assert answer.status_code in (303, 400)
        assert answer.status_code == 400 or answer.location.endswith("/my/sign-in")
    assert list_files(app) == []


def test_a_field_or_file_that_the_page_did_not_have_is_refused(alice: Visitor, plan: str) -> None:
    page = alice.get(f"plans/{plan}/photos/new").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    for more in ({"x": "y"}, {"second": (io.BytesIO(b"x"), "x.jpg")}):
        photo = (io.BytesIO(make_photo()), "foto.jpg")
        sent = {"csrf_token": token[1], "photo": photo, **more}
        assert alice.client.post(f"/nl/my/plans/{plan}/photos/new", data=sent).status_code == 400


def test_words_that_are_refused_stay_in_the_field(alice: Visitor, plan: str) -> None:
    id = send(alice, plan, make_photo()).location.split("/")[-2]
    path = f"plans/{plan}/photos/{id}/words"
    answer = alice.post(path, alt_nl="x" * 201, alt_en="Three trees")
    assert answer.status_code == 422
    assert parse(answer).fields("alt_nl") == ["x" * 201]
    assert parse(answer).fields("alt_en") == ["Three trees"]
    assert "201" in answer.text
    assert "Schrijf in een paar woorden" in alice.post(path, alt_nl="", alt_en="").text


def test_an_unfinished_photo_can_be_finished_later(alice: Visitor, plan: str) -> None:
    id = send(alice, plan, make_photo()).location.split("/")[-2]
    assert f"{id}/words" in alice.get(f"plans/{plan}/photos").text
    assert alice.post(f"plans/{plan}/photos/{id}/words", alt_nl="Bomen", alt_en="").status_code
    assert f"{id}/consent" in alice.get(f"plans/{plan}/photos").text
    refused = alice.post(f"plans/{plan}/photos/{id}/consent")
    assert refused.status_code == 422
    assert "vinkje" in refused.text


def test_photos_change_places_and_go(app: Flask, alice: Visitor, plan: str) -> None:
    first, second = add(alice, plan, "Een"), add(alice, plan, "Twee")
    page = f"plans/{plan}/photos"
    assert alice.post(page, up=second).status_code == 303
    alts = [one.get("alt") for one in parse(alice.get(page)).find_all("img")]
    assert alts == ["Twee", "Een"]
    assert alice.post(f"{page}/{first}/remove").status_code == 303
    assert [one.get("alt") for one in parse(alice.get(page)).find_all("img")] == ["Twee"]
    assert all(second in file.name for file in list_files(app))
    assert alice.get(f"{page}/{first}/page.jpg").status_code == 404
    assert alice.post(page, f"{page}/new", down=first).status_code == 404


def test_a_sixth_has_no_room(alice: Visitor, plan: str) -> None:
    for _ in range(4):
        add(alice, plan)
    page = alice.get(f"plans/{plan}/photos/new").text
    add(alice, plan)
    assert alice.get(f"plans/{plan}/photos/new").location.endswith("/photos")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = {"csrf_token": token[1], "photo": (io.BytesIO(make_photo()), "zes.jpg")}
    answer = alice.client.post(f"/nl/my/plans/{plan}/photos/new", data=sent)
    assert answer.status_code == 422
    assert "al 5 foto" in answer.text


def test_a_member_may_and_an_outsider_meets_a_missing_page(
    app: Flask, alice: Visitor, bob: Visitor, eve: Visitor, plan: str
) -> None:
    id = add(bob, plan)
    paths = ["photos", "photos/new", *(f"photos/{id}/{one}" for one in ("words", "page.jpg"))]
    paths += [f"photos/{id}/consent", f"photos/{id}/remove", f"photos/{id}/list.jpg"]
    nobody = Visitor(app)
    for path in paths:
        assert alice.get(f"plans/{plan}/{path}").status_code == 200
        hidden, missing = (eve.get(f"plans/{one}/{path}") for one in (plan, "aaaaaaaaaa"))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.text.replace(plan, "") == missing.text.replace("aaaaaaaaaa", "")
        assert nobody.get(f"plans/{plan}/{path}").location.endswith("/my/sign-in")
    for path in ("photos/new", f"photos/{id}/remove", f"photos/{id}/words", "photos"):
        assert eve.post(f"plans/{plan}/{path}", "plans/new/group", up=id).status_code in (400, 404)
    assert eve.post(f"plans/{plan}/photos/{id}/remove", "plans/new/group").status_code == 404
    large = bytes(13 * MEGABYTE)
    assert send_form(eve.client, f"/nl/my/plans/{plan}/photos/new", {}, large).status_code == 404
    assert len(list_files(app)) == 2


def test_everybody_sees_a_photo_once_the_plan_is_handed_in(
    app: Flask, alice: Visitor, plan: str
) -> None:
    id = add(alice, plan)
    anybody = app.test_client()
    urls = [f"/photos/{id}/{size}.jpg" for size in ("list", "page")]
    assert [anybody.get(url).status_code for url in urls] == [404, 404]
    hand_in(alice, plan)
    for url in urls:
        answer = anybody.get(url)
        assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, max-age=2592000, immutable"
        assert "Set-Cookie" not in answer.headers
    page = anybody.get(f"/nl/voorjaar/proposals/{plan}")
    (image,) = parse(page).find_all("img")
    assert image.get("src") == urls[1]
    english = parse(anybody.get(f"/en/voorjaar/proposals/{plan}"))
    assert english.find_all("img")[0].get("lang") == "nl"
    assert alice.post(f"plans/{plan}/photos/{id}/remove").status_code == 303
    assert [anybody.get(url).status_code for url in urls] == [404, 404]
    assert parse(anybody.get(f"/nl/voorjaar/proposals/{plan}")).find_all("img") == []


@pytest.mark.parametrize("path", ["x/page.jpg", f"{'a' * 32}/page.jpg", f"{'a' * 32}/huge.jpg"])
def test_a_photo_cannot_be_guessed(app: Flask, path: str) -> None:
    assert app.test_client().get(f"/photos/{path}").status_code == 404


def test_where_a_photo_was_taken_is_stored_nowhere(app: Flask, alice: Visitor, plan: str) -> None:
    sent = send(alice, plan, make_located_photo(), f"{GPS_PLACE.decode()}.jpg")
    assert sent.status_code == 303
    stored = [file.read_bytes() for file in list_files(app)]
    assert len(stored) == 2
    assert not any(GPS_PLACE in one or b"Exif" in one for one in stored)
    sides = parse(alice.get(f"plans/{plan}/photos")).find_all("img")[0]
    assert int(sides.get("height", "0")) > int(sides.get("width", "0"))


def test_on_the_voting_list_the_plan_shows_its_photos(
    app: Flask, alice: Visitor, plan: str
) -> None:
    add(alice, plan)
    hand_in(alice, plan)
    runner = app.test_cli_runner()
    office = ("--office", "Wijken")
    for command in (
        ("take-up", plan, *office),
        ("admit", plan, "--reason", "Het kan.", *office),
    ):
        assert runner.invoke(args=["proposal", *command]).exit_code == 0
    with open_stores(app.extensions["settings"]) as stores:
        set_phase(stores, Phase.REVIEW)
    listed = runner.invoke(args=["proposal", "put-on-list", "voorjaar"])
    id = listed.output.split()[1]
    with open_stores(app.extensions["settings"]) as stores:
        set_phase(stores, Phase.LIST_FINAL)
    anybody = app.test_client()
    area = re.search(
        rf'href="/nl/voorjaar/([\w-]+)/plans/{id}"',
        anybody.get(f"/nl/voorjaar/proposals/{plan}").text,
    )
    assert area is not None
    shown = parse(anybody.get(f"/nl/voorjaar/{area[1]}/plans/{id}"))
    assert [one.get("alt") for one in shown.find_all("img")] == [WORDS]
    assert find_faults(shown, "nl") == []
    whole = parse(anybody.get(f"/nl/voorjaar/{area[1]}/plans"))
    assert whole.find_all("img") == []


def test_the_office_removes_a_photo_on_request(app: Flask, alice: Visitor, plan: str) -> None:
    add(alice, plan, "Een"), add(alice, plan, "Twee")
    runner = app.test_cli_runner()
    hidden = runner.invoke(args=["proposal", "photos", plan])
    assert hidden.exit_code == 1
    hand_in(alice, plan)
    assert "2\t640x480\tshown\tTwee" in runner.invoke(args=["proposal", "photos", plan]).output
    said = ["--office", "Wijken", "--reason", "Op verzoek."]
    command = ["proposal", "remove-photo", plan, "1", *said]
    assert runner.invoke(args=command).exit_code == 0
    assert "Een" not in runner.invoke(args=["proposal", "photos", plan]).output
    assert runner.invoke(args=["proposal", "sweep-photos"]).output == "-\t0\n"
    assert runner.invoke(args=[*command[:3], "7", *said]).exit_code == 1
    assert len(list_files(app)) == 2
