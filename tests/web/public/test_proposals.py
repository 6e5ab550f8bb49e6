"""The public list of proposals and the page of each, as anybody meets them."""

import pytest
from flask.testing import FlaskClient

from tests.web.pages import find_faults, parse
from tests.web.towns import COMING, FINISHED, OPEN, Town
from voting.domain.proposals import State
from voting.services.public_proposals import PUBLIC_KINDS
from voting.web.proposal_words import EVENTS
from voting.web.words_states import NAMES

LIST = f"/nl/{COMING}/proposals/"
PUBLIC = ["submitted", "in_review", "questions", "listed", "turned_down", "withdrawn", "english"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PUBLIC)
def test_a_proposal_in_every_state_has_a_sound_page(
    visitor: FlaskClient, town: Town, language: str, name: str
) -> None:
    answer = visitor.get(f"/{language}/{COMING}/proposals/{town.proposals[name]}")
    assert answer.status_code == 200
    assert find_faults(parse(answer), language) == []
    assert "Set-Cookie" not in answer.headers


def test_the_words_of_states_and_events_are_complete() -> None:
    assert set(NAMES) == set(State)
    assert set(EVENTS) >= set(PUBLIC_KINDS)


def test_a_draft_answers_as_if_it_were_not_there(visitor: FlaskClient, town: Town) -> None:
    hidden = visitor.get(LIST + town.proposals["draft"])
    missing = visitor.get(LIST + "abcdefghjk")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace(town.proposals["draft"], "abcdefghjk") == missing.text
    assert town.proposals["draft"] not in visitor.get(LIST).text


def test_a_proposal_belongs_to_its_own_round(visitor: FlaskClient, town: Town) -> None:
    other = visitor.get(f"/nl/{OPEN}/proposals/{town.proposals['submitted']}")
    assert other.status_code == 404


def test_the_page_shows_the_sums_and_nobody_by_name(visitor: FlaskClient, town: Town) -> None:
    answer = visitor.get(LIST + town.proposals["turned_down"])
    text = parse(answer).text().replace("\xa0", " ")
    for amount in ("€ 1.300,00", "€ 300,00", "€ 1.000,00", "€ 600,00", "€ 50,00 per jaar"):
        assert amount in text
    for said in ("Wie geeft <b>water</b>?", "De buren.", "Afdeling Wijken", "Kadestraat, bij het"):
        assert said in text
    for secret in ("Alice", "alice@", "Geheim"):
        assert secret not in answer.text


def test_html_and_formulas_stay_plain_text(visitor: FlaskClient, town: Town) -> None:
    for path in (LIST, LIST + town.proposals["submitted"]):
        page = visitor.get(path).text
        assert "Bloembakken &lt;b&gt;&amp;&lt;/b&gt; banken" in page
        assert "<b>&" not in page


def test_what_is_off_the_list_says_why_and_who_says_so(visitor: FlaskClient) -> None:
    text = parse(visitor.get(LIST)).text()
    assert "Afdeling Wijken zegt waarom: Er ligt een kabel onder de stoep." in text
    assert "De groep zegt waarom: Wij verhuizen." in text


def test_a_text_in_the_other_language_is_marked_and_never_translated(
    visitor: FlaskClient, town: Town
) -> None:
    page = parse(visitor.get(LIST + town.proposals["english"]))
    assert "De groep schreef dit alleen in het Engels." in page.text()
    marked = ["".join(one.itertext()) for one in page.find_all("span", lang="en")]
    assert "A football cage" in marked
    english = visitor.get(f"/en/{COMING}/proposals/{town.proposals['english']}")
    assert "only" not in parse(english).text("main").split("The facts")[0]


@pytest.mark.parametrize(
    "query",
    [
        "page=9999999999999999999999",
        "page=-1",
        "page=%00",
        "page=2",
        "page=%D9%A1",
        "q=%00%25_",
        "q=" + "x" * 3000,
        "sector=magic",
        "theme=%27%20OR%201",
        "buurt=nowhere",
        "state=draft",
        "order=votes",
        "unknown=1",
    ],
)
def test_a_strange_address_gives_a_clear_page(visitor: FlaskClient, query: str) -> None:
    answer = visitor.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    assert find_faults(parse(answer), "nl") == []
    left_out = "heeft. Dat hebben we weggelaten" in parse(answer).text()
    asked = query.partition("=")[0]
    assert left_out == (asked in ("sector", "theme", "buurt", "state", "order"))
    assert town_is_shown(answer.text) == (asked != "q")


def town_is_shown(page: str) -> bool:
    return "De Kadestraat" in page


@pytest.mark.parametrize("words", ["%", "_", "bl%"])
def test_wildcards_mean_themselves(visitor: FlaskClient, words: str) -> None:
    text = parse(visitor.get(LIST, query_string={"q": words})).text()
    assert "0 van 7 plannen" in text


def test_what_is_looked_for_stays_in_the_form(visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"{LIST}?q=caf%C3%A9&state=turned_down&buurt=kastanjehof"))
    assert page.fields("q") == ["café"]
    chosen = [one.get("value") for one in page.find_all("option", selected="")]
    assert chosen == ["kastanjehof", "turned_down", "day"]
    assert "1 van 7 plannen" in page.text()


def test_a_listed_proposal_and_the_plan_on_the_list_lead_to_each_other(
    visitor: FlaskClient, town: Town
) -> None:
    here = f"/nl/{OPEN}/proposals/{town.proposals[OPEN]}"
    plan = f"/nl/{OPEN}/zuid/plans/Z01"
    assert find_links(visitor, here, "/plans/") == [plan]
    assert find_links(visitor, plan, "/proposals/") == [here]
    assert find_links(visitor, here, "/why/") == []


def test_after_the_result_the_proposal_and_the_reason_lead_to_each_other(
    visitor: FlaskClient, town: Town
) -> None:
    here = f"/nl/{FINISHED}/proposals/{town.proposals[FINISHED]}"
    (why,) = find_links(visitor, here, "/why/Z01")
    assert find_links(visitor, why, "/proposals/") == [here]


def find_links(visitor: FlaskClient, path: str, part: str) -> list[str]:
    hrefs = [one.get("href", "") for one in parse(visitor.get(path)).find_all("a")]
    own = path.removeprefix("/nl")
    return [href for href in hrefs if part in href and href != "" and not href.endswith(own)]
