"""Links that show what they lead to: tags in the head, a picture, a line to send on."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.web.pages import ParsedPage, parse
from tests.web.towns import COMING, FINISHED, OPEN, Town

SITE = "http://127.0.0.1:5000"
PAGES = (
    f"{COMING}/",
    f"{COMING}/proposals/",
    f"{OPEN}/zuid/plans/Z01",
    f"{FINISHED}/results",
    f"{FINISHED}/results/zuid",
    f"{FINISHED}/results/zuid/kastanjehof",
    f"{FINISHED}/results/zuid/kastanjehof/why/Z01",
)


def read_tags(page: ParsedPage) -> dict[str, str]:
    """Return the content of the meta tags by their name or property."""
    tags = page.find_all("meta")
    return {one.get("property") or one.get("name") or "": one.get("content") or "" for one in tags}


def check_preview(page: ParsedPage, path: str, language: str) -> None:
    tags = read_tags(page)
    for name in ("description", "og:title", "og:description", "og:site_name"):
        assert tags[name], name
        assert len(tags[name]) <= 200
    assert tags["og:url"] == f"{SITE}/{language}/{path}"
    (canonical,) = page.find_all("link", rel="canonical")
    assert canonical.get("href") == tags["og:url"]
    alternates = {
        one.get("hreflang"): one.get("href") for one in page.find_all("link", rel="alternate")
    }
    assert alternates == {code: f"{SITE}/{code}/{path}" for code in ("nl", "en")}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_tells_what_it_is_about(
    visitor: FlaskClient, language: str, path: str
) -> None:
    answer = visitor.get(f"/{language}/{path}?q=bank", headers={"Host": "evil.example"})
    check_preview(parse(answer), path, language)
    assert "evil.example" not in answer.text


def test_a_proposal_shows_its_picture_and_a_line_to_send_on(
    visitor: FlaskClient, town: Town
) -> None:
    path = f"{COMING}/proposals/{town.proposals['listed']}"
    page = parse(visitor.get(f"/nl/{path}"))
    check_preview(page, path, "nl")
    tags = read_tags(page)
    assert tags["og:title"] == "Bloembakken <b>&</b> banken"
    (line,) = page.find_all("input", id="share")
    assert line.get("value") == f"Bloembakken <b>&</b> banken – {SITE}/nl/{path}"
    picture = visitor.get(tags["og:image"].removeprefix(SITE))
    assert (picture.status_code, picture.content_type) == (200, "image/png")
    assert "immutable" in picture.headers["Cache-Control"]
    assert Image.open(io.BytesIO(picture.data)).size == (1200, 630)


def test_a_picture_that_did_not_change_is_not_sent_again(visitor: FlaskClient, town: Town) -> None:
    path = f"/share/{town.proposals['english']}.png"
    first = visitor.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = visitor.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_there_is_no_picture_of_a_draft_or_of_nothing(visitor: FlaskClient, town: Town) -> None:
    for reference in (town.proposals["draft"], "abcdefghjk", "%00", "..%2f"):
        assert visitor.get(f"/share/{reference}.png").status_code == 404


def test_the_second_page_of_the_list_is_a_page_of_its_own(visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"/nl/{COMING}/proposals/?page=7"))
    check_preview(page, f"{COMING}/proposals/", "nl")


@pytest.mark.parametrize(("slug", "links"), [(COMING, 1), (OPEN, 1), (FINISHED, 1)])
def test_the_start_of_a_round_leads_to_what_was_proposed(
    visitor: FlaskClient, slug: str, links: int
) -> None:
    found = parse(visitor.get(f"/nl/{slug}/")).find_all("a", href=f"/nl/{slug}/proposals/")
    assert len(found) == links


def test_the_start_of_a_coming_round_says_what_happens_now(visitor: FlaskClient) -> None:
    assert "De gemeente bekijkt de ingediende plannen" in visitor.get(f"/nl/{COMING}/").text
