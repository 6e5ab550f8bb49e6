"""Why a round cannot open: every reason, each with its facts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from voting.domain.areas import Buurt, VotingArea
from voting.domain.errors.rounds import CannotOpen
from voting.domain.initiatives import Initiative, Origin, Provider, Sector
from voting.domain.opening import check_can_open
from voting.domain.rounds import (
    Contact,
    Municipality,
    OfficialPreference,
    Regulation,
    RoundPlan,
    RoundTimes,
    SealRule,
)
from voting.domain.rules import MoneyRules
from voting.domain.texts import Text
from voting.domain.themes import ListedBy, Theme

OPENS = datetime(2027, 5, 24, 7, tzinfo=UTC)
PLAYGROUND = Initiative(
    id="P1",
    buurt="dorp",
    sector=Sector.LAYOUT,
    theme="spelen",
    group="Oudergroep",
    origin=Origin.RESIDENTS,
    provider=Provider.MIXED,
    title=Text("Speeltuin", "Playground"),
    summary=Text("Een speeltuin.", "A playground."),
    description=Text(""),
    ask_cents=900_000,
    minimum_cents=450_000,
    ready=None,
    feasibility=Text(""),
    upkeep=Text(""),
)
AREA = VotingArea("oost", "Oost", 1_000_000, (Buurt("dorp", "Dorp", 900, 100, 900),))
PLAN = RoundPlan(
    slug="proef",
    title=Text("Proef", "Trial"),
    municipality=Municipality("Proefstad"),
    times=RoundTimes(*(OPENS + timedelta(days=day) for day in (0, 21, 26, 40))),
    regulation=Regulation("Regeling 7", 1_000_000, date(2027, 1, 12)),
    contact=Contact("14 000", Text("Stadhuis", "Town hall")),
    voting_areas=(AREA,),
    themes=(Theme("spelen", Text("Spelen", "Playing"), ListedBy.PARTY),),
    initiatives=(PLAYGROUND,),
    preferences=(OfficialPreference("dorp", ("P1",)),),
)
ENTITLED = {"oost": 200}


def reasons(plan: RoundPlan, entitled: Mapping[str, int] = ENTITLED) -> list[str]:
    """Return the codes a plan is refused for, in order."""
    with pytest.raises(CannotOpen) as refused:
        check_can_open(plan, entitled)
    return [problem.code for problem in refused.value.problems]


def with_initiative(**changes: object) -> RoundPlan:
    changed = replace(PLAYGROUND, **changes)  # type: ignore[arg-type]  # any field of it
    return replace(PLAN, initiatives=(changed,), preferences=())


def test_a_round_with_all_it_needs_can_open() -> None:
    check_can_open(PLAN, ENTITLED)


def test_without_a_regulation_no_round_opens() -> None:
    assert reasons(replace(PLAN, regulation=None)) == ["regulation_missing"]
    nameless = Regulation("", 1_000_000, date(2027, 1, 12))
    assert reasons(replace(PLAN, regulation=nameless)) == ["regulation_missing"]


def test_the_regulation_is_decided_before_voting_opens() -> None:
    late = Regulation("Regeling 7", 1_000_000, OPENS.date())
    assert reasons(replace(PLAN, regulation=late)) == ["decided_too_late"]


def test_the_pots_together_stay_under_the_ceiling() -> None:
    one_cent_over = replace(AREA, pot_cents=1_000_001)
    with pytest.raises(CannotOpen) as refused:
        check_can_open(replace(PLAN, voting_areas=(one_cent_over,)), ENTITLED)
    (problem,) = refused.value.problems
    assert problem.code == "pots_above_ceiling"
    assert problem.facts == {"pots_cents": 1_000_001, "ceiling_cents": 1_000_000}


def test_199_entitled_are_too_few_and_200_are_enough() -> None:
    check_can_open(PLAN, {"oost": 200})
    assert reasons(PLAN, {"oost": 199}) == ["too_few_entitled"]
    assert reasons(PLAN, {}) == ["too_few_entitled"]


def test_small_areas_can_be_allowed_but_not_empty_ones() -> None:
    small = replace(PLAN, allow_small_areas=True)
    check_can_open(small, {"oost": 1})
    assert reasons(small, {"oost": 0}) == ["too_few_entitled"]


def test_a_roll_for_an_area_that_does_not_exist_is_named() -> None:
    assert reasons(PLAN, {"oost": 200, "west": 3}) == ["entitled_in_unknown_area"]


def test_every_area_has_something_to_vote_for() -> None:
    assert reasons(replace(PLAN, initiatives=(), preferences=())) == ["no_initiatives"]


def test_a_minimum_above_the_ask_cannot_open() -> None:
    assert reasons(with_initiative(minimum_cents=900_001)) == ["minimum_above_ask"]


@pytest.mark.parametrize("id_", ["", "a b", "é", "x" * 64])
def test_an_id_that_does_not_fit_a_sealed_choice_cannot_open(id_: str) -> None:
    assert reasons(with_initiative(id=id_)) == ["id_not_possible"]


def test_two_plans_cannot_share_an_id() -> None:
    assert reasons(replace(PLAN, initiatives=(PLAYGROUND, PLAYGROUND))) == ["id_used_twice"]


def test_a_plan_is_in_a_buurt_and_under_a_theme_of_the_round() -> None:
    assert reasons(with_initiative(theme="ruimtevaart")) == ["theme_unknown"]
    assert reasons(with_initiative(buurt="maan")) == ["no_initiatives", "buurt_unknown"]


def test_a_plan_has_a_title_and_asks_for_something() -> None:
    assert reasons(with_initiative(title=Text(""))) == ["title_missing"]
    assert reasons(with_initiative(ask_cents=0, minimum_cents=0)) == ["ask_missing"]


def test_areas_have_buurten_and_a_pot() -> None:
    assert reasons(replace(PLAN, voting_areas=(replace(AREA, pot_cents=0),))) == ["no_pot"]
    assert reasons(replace(PLAN, voting_areas=(), initiatives=(), preferences=()), {}) == [
        "no_areas"
    ]
    empty = replace(AREA, buurten=())
    bare = replace(PLAN, voting_areas=(empty,), initiatives=(), preferences=())
    assert reasons(bare) == ["no_buurten", "no_initiatives"]


def test_a_buurt_is_in_one_area_only() -> None:
    west = replace(AREA, slug="west", name="West", pot_cents=0)
    twice = replace(PLAN, voting_areas=(AREA, replace(west, pot_cents=0)))
    assert "buurt_in_two_places" in reasons(twice, {"oost": 200, "west": 200})


def test_rights_times_and_trustees_are_within_bounds() -> None:
    assert reasons(replace(PLAN, money=MoneyRules(rights=21))) == ["rights_out_of_range"]
    backwards = replace(PLAN.times, closes=PLAN.times.opens)
    assert reasons(replace(PLAN, times=backwards)) == ["times_out_of_order"]


def test_checking_takes_ten_working_days() -> None:
    """The result is out on a Saturday, so the tenth working day is the Friday two weeks on."""
    friday = datetime(2027, 7, 2, 15, tzinfo=UTC)
    check_can_open(replace(PLAN, times=replace(PLAN.times, checking_until=friday)), ENTITLED)
    thursday = replace(PLAN.times, checking_until=friday - timedelta(days=1))
    assert reasons(replace(PLAN, times=thursday)) == ["checking_too_short"]
    assert reasons(replace(PLAN, seal=SealRule(1, 3))) == ["seal_not_possible"]


@pytest.mark.parametrize("rights", [1, 20])
@pytest.mark.parametrize("seal", [SealRule(2, 2), SealRule(2, 3), SealRule(3, 5)])
def test_the_bounds_themselves_are_allowed(rights: int, seal: SealRule) -> None:
    check_can_open(replace(PLAN, money=MoneyRules(rights=rights), seal=seal), ENTITLED)


def test_the_municipality_prefers_only_plans_of_that_buurt() -> None:
    elsewhere = (OfficialPreference("haven", ("P1",)),)
    assert reasons(replace(PLAN, preferences=elsewhere)) == ["preference_elsewhere"]


def test_every_reason_is_given_at_once() -> None:
    broken = replace(with_initiative(theme="x", minimum_cents=900_001), regulation=None)
    assert reasons(broken, {}) == [
        "regulation_missing",
        "too_few_entitled",
        "theme_unknown",
        "minimum_above_ask",
    ]
