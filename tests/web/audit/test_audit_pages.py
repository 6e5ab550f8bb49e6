"""The audit page and the lists of slips: real numbers, and nothing that tells who looks."""

import re
from dataclasses import replace

from flask.testing import FlaskClient

from tests.web.pages import ParsedPage, parse
from tests.web.towns import FINISHED, OPEN, Town
from voting.services.slip_lists import list_prefixes, list_slips
from voting.web.audit.sums import list_sums
from voting.web.story import count_areas, read_story


def read_sums(page: ParsedPage) -> list[str]:
    return ["".join(one.itertext()) for one in page.find_all("p", **{"class": "eq num"})]


def test_five_sums_hold_on_the_real_numbers(visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"/en/{FINISHED}/audit"))
    sums = read_sums(page)
    assert len(sums) == 5
    for one in sums:
        left, _, right = re.sub(r"[€,\s]", "", one).replace("×", "*").partition("=")
        factors = left.split("*")
        value = float(factors[0]) * float(factors[1]) if len(factors) == 2 else _add(left)
        assert abs(value - float(right)) < 0.001, one
    assert "Not right." not in page.text()
    assert page.text().count("Right.") == 5


def _add(text: str) -> float:
    return sum(float(part) for part in re.findall(r"−?[\d.]+", text.replace("−", "-")) if part)


def test_sums_that_do_not_hold_are_not_called_right(town: Town, town_app) -> None:
    state = town.state(FINISHED)
    counts = count_areas(state, read_story(town.stores, state))
    stuffed = {slug: replace(one, slips=999) for slug, one in counts.items()}
    with town_app.test_request_context("/nl/"):
        assert [one.holds for one in list_sums(state.plan, counts, None)] == [True, True]
        assert [one.holds for one in list_sums(state.plan, stuffed, None)] == [True, False]


def test_the_timeline_follows_the_log(visitor: FlaskClient) -> None:
    text = parse(visitor.get(f"/nl/{FINISHED}/audit")).text()
    steps = [
        "vastgezet. Het kenmerk",
        "Bus dicht:",
        "Openbare loting, voor plannen die gelijk eindigen: 3-17-21-28-35-44",
        "Bus open met 2 van de 3 sleutels. Niet in Oost",
        "Geteld en verdeeld.",
        "De uitslag is bekendgemaakt.",
    ]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)


def test_the_mark_of_the_rules_is_the_set_up_hash(town: Town, visitor: FlaskClient) -> None:
    setup_hash = town.state(FINISHED).setup_hash
    assert setup_hash is not None
    text = parse(visitor.get(f"/nl/{FINISHED}/audit")).text().replace(" ", "")
    assert setup_hash.hex() in text


def test_an_open_round_has_no_counts_on_its_audit_page(visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"/nl/{OPEN}/audit"))
    assert read_sums(page) == []
    assert "strookjes." not in page.text("h1")


def test_the_list_holds_every_slip_once(town: Town, visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"/nl/{FINISHED}/slips/zuid/all"))
    codes = ["".join(one.itertext()) for one in page.find_all("code")]
    count = count_areas(state := town.state(FINISHED), read_story(town.stores, state))["zuid"]
    assert len(codes) == len(set(codes)) == count.slips
    assert codes == sorted(codes)
    chosen = sum(
        slip.outcome == "counted" for slip in list_slips(town.stores, state, "zuid", "all")
    )
    assert chosen == count.on_plans


def test_a_page_of_slips_is_never_smaller_than_allowed(town: Town) -> None:
    pages = list_prefixes(town.stores, town.state(FINISHED), "zuid")
    assert pages == [("all", 200)]


def test_who_checks_with_the_letter_sees_all_five_and_nothing_is_stored(
    town: Town, visitor: FlaskClient, capsys
) -> None:
    code = town.letters[FINISHED]["zuid"][0]
    capsys.readouterr()
    answer = visitor.post(f"/nl/{FINISHED}/check", data={"code": code.lower()})
    assert capsys.readouterr() == ("", "")
    page = parse(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers.getlist("Set-Cookie") == []
    assert "Zo is het geteld" in page.text()
    assert len(page.find_all("ul", **{"class": "list"})[0].findall("li")) == 5
    assert answer.location is None


def test_the_letters_card_can_be_fetched(town: Town, visitor: FlaskClient) -> None:
    code = town.letters[FINISHED]["zuid"][0]
    answer = visitor.post(f"/nl/{FINISHED}/card.txt", data={"code": code})
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    kinds = [line.split(":")[0] for line in answer.get_data(as_text=True).splitlines()]
    assert kinds == ["card", "signature"]


def test_a_letter_without_a_vote_is_told_so(town: Town, visitor: FlaskClient) -> None:
    code = town.letters[FINISHED]["zuid"][-1]
    text = parse(visitor.post(f"/nl/{FINISHED}/check", data={"code": code})).text()
    assert "Met deze code is geen stem geteld" in text


def test_a_wrong_code_to_check_is_refused_in_its_place(visitor: FlaskClient) -> None:
    for code, words in (("0000-0000-0000-0001", "één teken fout"), ("0000-0000-0000", "strookje")):
        answer = visitor.post(f"/nl/{FINISHED}/check", data={"code": code})
        assert answer.status_code == 422
        assert words in parse(answer).text()


def test_slips_of_an_open_round_cannot_be_looked_up(town: Town, visitor: FlaskClient) -> None:
    code = town.letters[OPEN]["zuid"][0]
    answer = visitor.post(f"/nl/{OPEN}/check", data={"code": code})
    assert answer.status_code == 409
    assert "De bus is nog dicht." in parse(answer).text()
