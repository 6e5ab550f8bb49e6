"""The fictional municipality is lifelike, complete in both languages, and can open."""

import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from voting.demo import FINISHED_ROUND, OPEN_ROUND, WITHDRAWN, move_to
from voting.domain.initiatives import Initiative, Sector
from voting.domain.opening import check_can_open
from voting.domain.rounds import RoundPlan
from voting.domain.texts import Text
from voting.interchange.round_file import read_round

FINISHED = read_round(FINISHED_ROUND)
OPEN = read_round(OPEN_ROUND)
PLANS = pytest.mark.parametrize("plan", [FINISHED, OPEN], ids=["finished", "open"])
INITIATIVES = pytest.mark.parametrize(
    "initiative", [*FINISHED.initiatives, *OPEN.initiatives], ids=lambda one: one.title.en
)


def count_sentences(text: str) -> int:
    return len(re.findall(r"[.?!](?=\s|$)", text))


@PLANS
def test_it_can_open_with_two_hundred_residents_in_each_area(plan: RoundPlan) -> None:
    check_can_open(plan, {area.slug: 200 for area in plan.voting_areas})


@PLANS
@pytest.mark.parametrize("year", [2020, 2040])
def test_it_can_open_in_any_year(plan: RoundPlan, year: int) -> None:
    opens = datetime(year, 3, 1, 12, tzinfo=UTC)
    moved = move_to(plan, opens)
    check_can_open(moved, {area.slug: 200 for area in plan.voting_areas})
    assert moved.times.opens == opens
    assert moved.times.closes - opens == plan.times.closes - plan.times.opens


@PLANS
def test_it_has_three_voting_areas_of_three_buurten(plan: RoundPlan) -> None:
    assert [len(area.buurten) for area in plan.voting_areas] == [3, 3, 3]
    for area in plan.voting_areas:
        for buurt in area.buurten:
            assert buurt.sources.population
            assert buurt.sources.need


def test_there_is_enough_to_choose_in_every_buurt() -> None:
    assert len(FINISHED.initiatives) == 40
    assert len(OPEN.initiatives) >= 24
    for plan in (FINISHED, OPEN):
        each = Counter(one.buurt for one in plan.initiatives)
        assert len(each) == 9
        assert min(each.values()) >= 3


@PLANS
def test_the_plans_span_all_sectors_in_every_area_and_most_themes(plan: RoundPlan) -> None:
    for area in plan.voting_areas:
        assert {one.sector for one in plan.initiatives_in(area)} == set(Sector)
    assert {one.theme for one in plan.initiatives} == {theme.slug for theme in plan.themes}


@PLANS
def test_the_base_package_reaches_every_sector_of_every_buurt(plan: RoundPlan) -> None:
    amounts = {(one.sector, one.buurt) for one in plan.base_amounts("demo")}
    services = {(one.sector, one.buurt) for one in plan.base_lines if one.service}
    assert len(amounts) == 36
    assert amounts == services


@PLANS
def test_the_municipality_says_its_preference_in_every_buurt(plan: RoundPlan) -> None:
    assert len(plan.preferences) == 9
    assert all(len(one.initiatives) >= 2 for one in plan.preferences)


def test_one_plan_is_withdrawn_and_one_in_each_round_was_linked_up() -> None:
    assert WITHDRAWN in {one.id for one in FINISHED.initiatives}
    for plan in (FINISHED, OPEN):
        assert [len(one.linked_from) for one in plan.initiatives if one.linked_from] == [2]


def test_asks_run_from_a_party_to_a_village_hall() -> None:
    asks = [one.ask_cents for one in FINISHED.initiatives]
    assert (min(asks), max(asks)) == (800_00, 45_000_00)
    for plan in (FINISHED, OPEN):
        for area in plan.voting_areas:
            assert sum(one.ask_cents for one in plan.initiatives_in(area)) > area.pot_cents


@INITIATIVES
def test_every_text_is_there_in_both_languages(initiative: Initiative) -> None:
    texts: list[Text] = [
        initiative.title,
        initiative.summary,
        initiative.description,
        initiative.feasibility,
        initiative.upkeep,
    ]
    for text in texts:
        assert text.nl
        assert text.en
        assert text.nl != text.en
    assert initiative.ready


@INITIATIVES
def test_texts_are_as_short_as_the_screens_ask(initiative: Initiative) -> None:
    for language in ("nl", "en"):
        assert count_sentences(initiative.summary.get(language)) == 1
        assert 2 <= count_sentences(initiative.description.get(language)) <= 5


@INITIATIVES
def test_dutch_sentences_are_short_enough_for_b1(initiative: Initiative) -> None:
    written = " ".join(
        text.nl for text in (initiative.summary, initiative.description, initiative.feasibility)
    )
    for sentence in re.split(r"(?<=[.?!:])\s", written):
        assert len(sentence.split()) <= 25, sentence
