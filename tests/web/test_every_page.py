"""Every page in both languages: well-formed, nothing inline, no cookie that is not needed."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.pages import find_faults, parse
from tests.web.towns import COMING, FINISHED, OPEN

PATHS = (
    "",
    "privacy",
    "accessibility",
    f"{OPEN}/",
    f"{OPEN}/zuid/plans",
    f"{OPEN}/zuid/plans?q=licht&sector=safety&theme=groen",
    f"{OPEN}/zuid/plans/Z01",
    f"{OPEN}/check",
    f"{OPEN}/audit",
    f"{OPEN}/petitions/",
    f"{FINISHED}/",
    f"{FINISHED}/zuid/plans",
    f"{FINISHED}/zuid/plans/Z01",
    f"{FINISHED}/zuid/look-over",
    f"{FINISHED}/check",
    f"{FINISHED}/audit",
    f"{FINISHED}/results",
    f"{FINISHED}/results-report",
    f"{FINISHED}/results/zuid",
    f"{FINISHED}/results/oost",
    f"{FINISHED}/results/zuid/kastanjehof",
    f"{FINISHED}/results/zuid/kastanjehof/why/Z01",
    f"{FINISHED}/results/oost/havenkom",
    f"{FINISHED}/slips/zuid/all",
    f"{OPEN}/proposals/",
    f"{COMING}/",
    f"{COMING}/proposals/",
    f"{COMING}/proposals/?q=caf%C3%A9&buurt=kastanjehof&sector=layout&state=listed&order=newest",
)
MISSING = (
    "nowhere/",
    f"{OPEN}/nowhere/plans",
    f"{OPEN}/zuid/plans/N01",
    f"{OPEN}/results",
    f"{OPEN}/petitions/nothing",
    f"{OPEN}/petitions/nothing/sign",
    f"{OPEN}/proposals/nothing/sign",
    f"{OPEN}/results/zuid/kastanjehof",
    f"{OPEN}/slips/zuid/all",
    f"{FINISHED}/results/zuid/molenveld",
    f"{FINISHED}/results/zuid/kastanjehof/why/N01",
    f"{FINISHED}/slips/zuid/QQQQ",
    f"{FINISHED}/slips/nowhere/all",
    f"{COMING}/proposals/abcdefghjk",
    "nowhere/proposals/",
)
LEFT_ENGLISH = re.compile(r"\b(the|your|rights|plans|voted)\b")
LEFT_DUTCH = re.compile(r"\b(het|jouw|rechten|plannen|gestemd)\b")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_no_faults(visitor: FlaskClient, language: str, path: str) -> None:
    answer = visitor.get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert find_faults(parse(answer), language) == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_in_one_language(visitor: FlaskClient, path: str) -> None:
    dutch = parse(visitor.get(f"/nl/{path}")).text("main")
    assert LEFT_ENGLISH.findall(dutch.replace("voting.ballotbox", "")) == []
    # Names of groups and desks are what people call themselves, in one language.
    english = parse(visitor.get(f"/en/{path}")).text("main")
    assert "/plans" in path or LEFT_DUTCH.findall(english) == []


@pytest.mark.parametrize("path", MISSING)
def test_a_page_that_is_not_there_says_so_kindly(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(f"/nl/{path}")
    assert answer.status_code == 404
    assert find_faults(parse(answer), "nl") == []


@pytest.mark.parametrize("path", PATHS)
def test_a_round_with_demonstration_keys_says_so_on_every_page(
    visitor: FlaskClient, path: str
) -> None:
    words = "Demonstratie: de sleutels van de bus zijn op de server gemaakt."
    assert words in parse(visitor.get(f"/nl/{path}")).text()


@pytest.mark.parametrize("path", PATHS)
def test_the_other_language_is_one_link_away(visitor: FlaskClient, path: str) -> None:
    page = parse(visitor.get(f"/nl/{path}"))
    (link,) = page.find_all("a", hreflang="en")
    assert link.get("href") == f"/en/{path}"


def test_the_start_follows_the_browsers_language(visitor: FlaskClient) -> None:
    assert visitor.get("/", headers={"Accept-Language": "en-GB"}).location == "/en/"
    assert visitor.get("/", headers={"Accept-Language": "nl"}).location == "/nl/"


def test_no_page_sets_a_cookie_but_the_list(visitor: FlaskClient) -> None:
    for path in PATHS:
        names = {
            one.partition("=")[0]
            for one in visitor.get(f"/nl/{path}").headers.getlist("Set-Cookie")
        }
        assert names <= ({"choice"} if f"{OPEN}/zuid/" in path else set()), path
        visitor.delete_cookie("choice")
