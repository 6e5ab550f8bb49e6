"""Marking a plan on the map: a click on a picture or a choice from a list, without script."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from tests.outline_files import make_collection, write
from tests.web.initiative.places import Visitor
from tests.web.pages import find_faults, parse

SVG = "{http://www.w3.org/2000/svg}"


def bring_in(app: Flask, folder: Path, content: object = None) -> str:
    file = write(folder, content or make_collection())
    return app.test_cli_runner().invoke(args=["round", "outlines", str(file)]).output


def find_middle(visitor: Visitor, plan: str) -> tuple[int, int]:
    """A pixel in the yellow part, as somebody sees it."""
    (button,) = parse(visitor.get(f"plans/{plan}/spot")).find_all("input", type="image")
    drawing = ET.fromstring(visitor.client.get(button.get("src", "")).text)  # noqa: S314  # ours
    yellow = next(one for one in drawing.iter(f"{SVG}path") if one.get("fill") == "#ffc83d")
    corner = re.match(r"M(\d+) (\d+)l", yellow.get("d", ""))
    assert corner is not None
    return int(corner[1]) + 6, int(corner[2]) - 6


@pytest.fixture
def placed(app: Flask, alice: Visitor, plan: str, tmp_path: Path) -> str:
    """A complete plan of which there is a map."""
    alice.fill(plan)
    assert "3" in bring_in(app, tmp_path)
    return plan


def test_without_outlines_nothing_is_asked(alice: Visitor, plan: str) -> None:
    alice.fill(plan)
    assert f"{plan}/spot" not in alice.get(f"plans/{plan}/").text
    assert alice.get(f"plans/{plan}/spot").status_code == 404


def test_a_click_marks_the_spot_and_everybody_sees_it(
    app: Flask, alice: Visitor, placed: str
) -> None:
    path = f"plans/{placed}/spot"
    assert path in alice.get(f"plans/{placed}/").text
    x, y = find_middle(alice, placed)
    answer = alice.post(path, **{"spot.x": str(x), "spot.y": str(y)})
    assert answer.location.endswith("/spot")
    shown = alice.get(path)
    assert find_faults(parse(shown), "nl") == []
    (button,) = parse(shown).find_all("input", type="image")
    assert f"/{x}-{y}.svg" in button.get("src", "")
    for page in (f"/nl/my/plans/{placed}/preview",):
        (image,) = parse(alice.client.get(page)).find_all("img")
        assert image.get("alt") == "Kaart: in Haven, bij Kadestraat"
        assert int(image.get("width", "0")) <= 288
    alice.post(f"plans/{placed}/hand-in")
    anybody = app.test_client()
    (image,) = parse(anybody.get(f"/nl/voorjaar/proposals/{placed}")).find_all("img")
    picture = anybody.get(image.get("src", ""))
    assert picture.content_type == "image/svg+xml; charset=utf-8"
    assert len(picture.data) < 8192
    drawing = ET.fromstring(picture.text)  # noqa: S314  # ours
    assert [one.text for one in drawing.iter(f"{SVG}title")] == ["Haven"]
    assert drawing.find(f"{SVG}circle") is not None
    assert "Set-Cookie" not in picture.headers


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_list_does_the_same_by_keyboard(alice: Visitor, placed: str, language: str) -> None:
    alice.language = language
    path = f"plans/{placed}/spot"
    page = parse(alice.get(path))
    assert find_faults(page, language) == []
    radios = page.find_all("input", name="where")
    assert [one.get("value") for one in radios if one.get("checked") is not None] == ["none"]
    assert len(radios) == 10
    assert alice.post(path, where="north-east").location.endswith(f"/{placed}/")
    page = parse(alice.get(path))
    checked = [one.get("value") for one in page.find_all("input", name="where", checked="")]
    assert checked == ["north-east"]
    assert alice.post(path, where="none").status_code == 303
    assert "none" in [
        one.get("value") for one in parse(alice.get(path)).find_all("input", checked="")
    ]


def test_a_clicked_spot_is_kept_when_the_list_is_saved(alice: Visitor, placed: str) -> None:
    path = f"plans/{placed}/spot"
    x, y = find_middle(alice, placed)
    alice.post(path, **{"spot.x": str(x), "spot.y": str(y)})
    page = parse(alice.get(path))
    assert page.find_all("input", name="where", checked="")[0].get("value") == "same"
    alice.post(path, where="same")
    assert f"/{x}-{y}.svg" in alice.get(path).text


@pytest.mark.parametrize(("x", "y"), [("0", "0"), ("-1", "5"), ("287", "1"), ("9999", "9999")])
def test_a_click_outside_the_buurt_is_refused_with_a_reason(
    alice: Visitor, placed: str, x: str, y: str
) -> None:
    answer = alice.post(f"plans/{placed}/spot", **{"spot.x": x, "spot.y": y})
    assert answer.status_code == 422
    assert "niet in Haven" in answer.text
    assert find_faults(parse(answer), "nl") == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"spot.x": "1"},
        {"spot.x": "a", "spot.y": "b"},
        {"spot.x": "1e3", "spot.y": "1"},
        {"spot.x": "9" * 5000, "spot.y": "1"},
        {"spot.x": "--1", "spot.y": "1"},
        {"where": "same"},
        {"where": "nowhere"},
        {"where": "north", "more": "x"},
    ],
)
def test_what_the_page_cannot_send_is_refused(
    alice: Visitor, placed: str, fields: dict[str, str]
) -> None:
    assert alice.post(f"plans/{placed}/spot", **fields).status_code == 400


def test_an_outsider_meets_a_missing_page(
    app: Flask, alice: Visitor, bob: Visitor, eve: Visitor, placed: str
) -> None:
    path = f"plans/{placed}/spot"
    assert bob.get(path).status_code == 200
    hidden, missing = eve.get(path), eve.get("plans/aaaaaaaaaa/spot")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace(placed, "") == missing.text.replace("aaaaaaaaaa", "")
    assert eve.post(path, "plans/new/group", where="none").status_code == 404
    assert Visitor(app).get(path).location.endswith("/my/sign-in")


def test_after_another_neighbourhood_the_overview_says_so(alice: Visitor, placed: str) -> None:
    alice.post(f"plans/{placed}/spot", where="middle")
    alice.save(placed, "place", buurt="werf", place="Kadestraat")
    assert "De plek ligt niet in Werf" in alice.get(f"plans/{placed}/").text
    assert parse(alice.get(f"plans/{placed}/preview")).find_all("img") == []


@pytest.mark.parametrize(
    "path", ["voorjaar/nowhere.svg", "nowhere/haven.svg", "voorjaar/haven/9999-1.svg"]
)
def test_a_map_that_is_not_there_is_missing(
    app: Flask, alice: Visitor, placed: str, path: str
) -> None:
    assert app.test_client().get(f"/maps/{path}").status_code == 404


def test_a_wrong_file_is_refused_in_words_and_changes_nothing(
    app: Flask, alice: Visitor, placed: str, tmp_path: Path
) -> None:
    content = make_collection()
    content["features"][1]["geometry"]["coordinates"] = [[[121_000, 487_000]]]
    file = write(tmp_path, content)
    told = app.test_cli_runner().invoke(
        args=["round", "outlines", str(file)], env={"LANG": "nl_NL.UTF-8", "LC_ALL": ""}
    )
    assert told.exit_code == 1
    assert "gebied 2: Dit zijn coördinaten van de Rijksdriehoek" in told.output
    assert alice.get(f"plans/{placed}/spot").status_code == 200
