"""The list, a plan, and what stands in the one cookie."""

import re
import secrets
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.web.pages import find_faults, parse
from tests.web.towns import FINISHED, OPEN, Town, an_open_plan
from voting.web.choice import Choice, parse_choice, write_choice

PLANS = f"/nl/{OPEN}/zuid/plans"
LOOK_OVER = f"/nl/{OPEN}/zuid/look-over"


def give(visitor: FlaskClient, *plans: str, url: str = PLANS) -> None:
    for id in plans:
        assert visitor.post(url, data={"plus": id}).status_code == 303


def read_cookie(visitor: FlaskClient) -> Choice:
    cookie = visitor.get_cookie("choice")
    assert cookie is not None
    found = parse_choice(cookie.value)
    assert found is not None
    return found


def list_ids(visitor: FlaskClient, url: str = PLANS) -> list[str]:
    page = parse(visitor.get(url))
    return [one.get("id", "").removeprefix("plan-") for one in page.find_all("article")]


def test_a_right_is_kept_in_one_cookie_that_names_nobody(visitor: FlaskClient) -> None:
    answer = visitor.post(PLANS, data={"plus": "Z01"})
    assert answer.status_code == 303
    assert answer.location.endswith("/plans#plan-Z01")
    (header,) = answer.headers.getlist("Set-Cookie")
    assert re.match(rf"choice=1:\d+:{OPEN}:zuid:Z01=1;", header)
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(header.split("; "))
    assert "Z01" not in answer.location.partition("#")[0]


def test_the_bar_counts_down_and_the_plan_shows_its_rights(visitor: FlaskClient) -> None:
    give(visitor, "Z01", "Z01", "Z02")
    page = parse(visitor.get(PLANS))
    assert "Nog 2 van 5" in page.text()
    assert "nog niet gestemd" in page.text()
    assert len(page.find_all("button", name="min")) == 2


def test_a_sixth_right_is_refused_with_its_reason_and_nothing_is_lost(visitor: FlaskClient) -> None:
    give(visitor, "Z01", "Z01", "Z02", "Z03", "Z04")
    answer = visitor.post(PLANS, data={"plus": "Z05"})
    assert answer.status_code == 422
    assert "Je gaf 6 rechten, maar je hebt er 5." in parse(answer).text()
    assert read_cookie(visitor).rights == {"Z01": 2, "Z02": 1, "Z03": 1, "Z04": 1}


def test_with_all_rights_spent_each_plus_is_off_and_says_why(visitor: FlaskClient) -> None:
    give(visitor, "Z01", "Z01", "Z01", "Z01", "Z01")
    page = parse(visitor.get(PLANS))
    buttons = page.find_all("button", name="plus")
    assert buttons
    assert all("disabled" in button.attrib for button in buttons)
    assert "haal eerst ergens een recht weg" in page.text()


def test_taking_away_what_is_not_there_changes_nothing(visitor: FlaskClient) -> None:
    visitor.post(PLANS, data={"min": "Z01"})
    assert read_cookie(visitor).rights == {}


def test_a_plan_of_another_area_cannot_be_chosen_here(visitor: FlaskClient) -> None:
    answer = visitor.post(PLANS, data={"plus": "N01"})
    assert answer.status_code == 400


def test_the_order_stays_with_the_visitor_and_differs_between_visitors(
    visitor: FlaskClient,
) -> None:
    first = list_ids(visitor)
    assert list_ids(visitor) == first
    orders = set()
    for order in range(6):
        visitor.set_cookie("choice", f"1:{order}::")
        orders.add(tuple(list_ids(visitor)))
    assert len(orders) > 1
    assert all(sorted(one) == sorted(first) for one in orders)


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=ACHTERPAD", ["Z02"]), ("q=geen-woord-dat-er-is", []), ("sector=safety&q=lampen", ["Z02"])],
)
def test_searching_finds_plans_by_word_and_sector(
    visitor: FlaskClient, query: str, found: list[str]
) -> None:
    assert list_ids(visitor, f"{PLANS}?{query}") == found


def test_a_filter_stays_when_a_right_is_given(visitor: FlaskClient) -> None:
    answer = visitor.post(f"{PLANS}?q=lampen&sector=safety", data={"plus": "Z02"})
    assert answer.location.endswith("/plans?q=lampen&sector=safety#plan-Z02")


def test_a_choice_that_is_not_cast_is_named_on_other_pages(visitor: FlaskClient) -> None:
    give(visitor, "Z01", "Z02")
    for path in (f"/nl/{OPEN}/", f"/nl/{OPEN}/audit", "/nl/privacy"):
        assert (
            "Je hebt in Zuid 2 rechten verdeeld, maar nog niet gestemd."
            in parse(visitor.get(path)).text()
        )


def test_unused_rights_are_named_before_casting(visitor: FlaskClient) -> None:
    give(visitor, "Z01", "Z02", "Z02")
    page = parse(visitor.get(LOOK_OVER))
    assert "2 rechten gebruik je niet; die vervallen." in page.text()
    assert "Het telt nog niet." in page.text()
    assert ("rights-Z02", "2") in page.hidden()


def test_the_letters_link_leads_on_to_the_list_when_nothing_is_chosen(
    visitor: FlaskClient,
) -> None:
    answer = visitor.get(LOOK_OVER)
    assert (answer.status_code, answer.location) == (303, PLANS)


def test_choosing_in_another_area_replaces_and_says_so_first(visitor: FlaskClient) -> None:
    give(visitor, "Z01")
    noord = f"/nl/{OPEN}/noord/plans"
    assert "Kies je hier iets, dan vervalt die keuze." in parse(visitor.get(noord)).text()
    give(visitor, list_ids(visitor, noord)[0], url=noord)
    assert read_cookie(visitor).area == "noord"


def test_after_closing_plans_are_shown_without_buttons(visitor: FlaskClient) -> None:
    page = parse(visitor.get(f"/nl/{FINISHED}/zuid/plans"))
    assert page.find_all("button", name="plus") == []
    assert "Stemmen kan niet meer sinds" in page.text()
    assert visitor.post(f"/nl/{FINISHED}/zuid/plans", data={"plus": "Z01"}).status_code == 409


@pytest.mark.parametrize(
    "value",
    [
        "",
        "2:3:a:b:Z=1",
        "1:64:a:b",
        "1:3:a:b:Z=0",
        "1:3:a:b:Z=1:Z=2",
        "1:3:a:b:Z=-1",
        "1:3:a:b:Z=1é",
        "1:3:a:B:Z=1",
        "1:3:::Z=1",
        "1:03:a:b",
        "1:3:a:b:" + "x" * 64 + "=1",
        "1:3:a:b:Z=99",
        "1:3:a:b" + ":Z=1" * 1000,
    ],
)
def test_a_cookie_that_we_did_not_write_counts_as_nothing(value: str) -> None:
    assert parse_choice(value) is None


@given(st.text(max_size=60))
def test_no_cookie_breaks_the_reader(value: str) -> None:
    found = parse_choice(value)
    assert found is None or write_choice(found) == value


@given(
    st.integers(0, 63),
    st.dictionaries(st.from_regex(r"[A-Za-z0-9._-]{1,63}", fullmatch=True), st.integers(1, 5)),
)
def test_what_is_written_is_read_back(order: int, rights: dict[str, int]) -> None:
    choice = Choice(order, "ronde", "zuid").replace_rights(rights)
    assert len(rights) > 5 or parse_choice(write_choice(choice)) == choice


def test_a_strange_cookie_shows_the_list_as_to_a_new_visitor(visitor: FlaskClient) -> None:
    visitor.set_cookie("choice", secrets.token_hex(200))
    page = parse(visitor.get(PLANS))
    assert "Nog 5 van 5" in page.text()
    assert find_faults(page, "nl") == []


def test_sixty_plans_with_style_script_and_icon_stay_within_sixty_kilobytes(
    town: Town, visitor: FlaskClient
) -> None:
    plan = an_open_plan("zestig-plannen")
    first = plan.initiatives_in(plan.voting_areas[0])
    copies = [
        replace(first[number % len(first)], id=f"P{number:02}", linked_from=())
        for number in range(60)
    ]
    others = [one for one in plan.initiatives if one not in first]
    town.add_round(replace(plan, initiatives=(*copies, *others), preferences=()))
    page = visitor.get(f"/nl/{plan.slug}/zuid/plans")
    assert len(parse(page).find_all("article")) == 60
    size = len(page.data)
    for name in ("style.css", "main.js", "icon.svg"):
        with visitor.get(f"/static/{name}") as file:
            size += len(file.data)
    assert size <= 60_000


def test_a_very_long_list_has_pages_and_a_right_leads_back_to_its_own(
    town: Town, visitor: FlaskClient
) -> None:
    plan = an_open_plan("honderdtien-plannen")
    first = plan.initiatives_in(plan.voting_areas[0])
    copies = [
        replace(first[number % len(first)], id=f"P{number:03}", linked_from=())
        for number in range(110)
    ]
    others = [one for one in plan.initiatives if one not in first]
    town.add_round(replace(plan, initiatives=(*copies, *others), preferences=()))
    path = f"/nl/{plan.slug}/zuid/plans"
    pages = [parse(visitor.get(f"{path}?page={number}")) for number in (1, 2, 3, "x")]
    shown = [[one.get("id") for one in page.find_all("article")] for page in pages]
    assert [len(one) for one in shown] == [60, 50, 50, 60]
    assert len({*shown[0], *shown[1]}) == 110
    assert (shown[2], shown[3]) == (shown[1], shown[0])
    id = str(shown[1][0]).removeprefix("plan-")
    answer = visitor.post(f"{path}?page=2", data={"plus": id})
    assert answer.location == f"{path}?page=2#plan-{id}"
    (back,) = parse(visitor.get(f"{path}/{id}")).find_all("a", **{"class": "back"})
    assert back.get("href") == f"{path}?page=2#plan-{id}"
